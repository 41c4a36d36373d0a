package taskinfo

import (
	"strings"
	"time"

	"ax-tui/api"
	"ax-tui/api/diagnose"
	"ax-tui/theme"
	"ax-tui/ui/text"
)

// RunCells is one run in words, a cell a field. Numbers are grouped; what is
// not known is "–".
type RunCells struct {
	Status     text.Safe // glyph and word: "✓ completed"
	Created    text.Safe // "3 min ago"
	QueueTime  text.Safe // from created to started
	RunTime    text.Safe // from started to finished, or to now while active
	Successes  text.Safe
	Errors     text.Safe
	Skipped    text.Safe
	Window     text.Safe // with zone and length
	Experiment text.Safe // name, or the end of the ID
	Why        text.Safe // first line of the reason, else the likely cause, else empty
	Tail       text.Safe // the end of the ID
}

// Cells words one run of the task for a table.
func (f Facts) Cells(st *theme.Styles, run *api.Run) RunCells {
	return RunCells{
		Status: Status(st, run.Status), Created: Age(run.CreatedAt, f.Now), QueueTime: dur(run.QueueTime(f.Now)), RunTime: dur(run.RunTime(f.Now)),
		Successes: count(run.Successes), Errors: count(run.Errors), Skipped: count(run.Skipped),
		Window: Window(run, f.Zone), Experiment: Named(run.ExperimentID, f.Name), Why: f.Why(run), Tail: Tail(run.ID),
	}
}

// Why is the first line of the reason the server gave, which always wins, else
// the likeliest cause of a bad end or a long wait (contract section 8); empty
// when there is nothing to explain. Skipped data beside successes is normal.
func (f Facts) Why(run *api.Run) text.Safe {
	if run.FailureReason != "" {
		return FirstLine(run.FailureReason)
	}
	if run.Status == api.Completed && run.Successes > 0 && run.Errors == 0 {
		return ""
	}
	if found, ok := f.finding(run); ok {
		return likely(found)
	}
	return ""
}

// finding is the likeliest cause of how a run ended or does not end.
func (f Facts) finding(run *api.Run) (diagnose.Finding, bool) {
	found := diagnose.Diagnose(diagnose.Input{Task: f.Task, Run: *run, Now: f.Now})
	if len(found) == 0 {
		return diagnose.Finding{}, false
	}
	return found[0], true
}

func likely(finding diagnose.Finding) text.Safe {
	if finding.Certain {
		return text.Clean(finding.Likely)
	}
	return text.Clean("likely: " + finding.Likely)
}

// Status is glyph and word without the colour, which is st.Status's to give.
func Status(st *theme.Styles, status api.Status) text.Safe {
	glyph, _ := st.Status(string(status))
	word := text.CleanN(status.Words(), 30)
	if word == "" {
		word = "unknown"
	}
	return text.Concat(text.Safe(glyph), " ", word)
}

// Age is how long ago a time was, "–" for the zero time.
func Age(t, now time.Time) text.Safe {
	if t.IsZero() {
		return none
	}
	return text.Clean(text.Age(now.Sub(t)))
}

func dur(d time.Duration, ok bool) text.Safe {
	if !ok {
		return none
	}
	return text.Clean(text.Dur(d))
}

func count(n int) text.Safe { return text.Clean(text.Count(n)) }

// Window is the data window of a run, end exclusive (contract section 6,
// Trigger); "–" when it has none.
func Window(run *api.Run, zone *time.Location) text.Safe {
	var from, to time.Time
	if run.DataStart != nil {
		from = *run.DataStart
	}
	if run.DataEnd != nil {
		to = *run.DataEnd
	}
	return text.Clean(text.Window(from, to, zone))
}

// FirstLine is the first line of a text that is not blank, cleaned; "–" when there is none.
func FirstLine(s string) text.Safe {
	for s != "" {
		line, rest, _ := strings.Cut(s, "\n")
		if c := text.CleanN(strings.TrimSpace(line), 300); c != "" {
			return c
		}
		s = rest
	}
	return none
}

// Run is the facts of one run for a preview, in at most h lines of at most w
// cells: status, counts, window or experiment, times, the reason in full, and
// the likely cause with what to do.
func Run(st *theme.Styles, run *api.Run, facts Facts, w, h int) []string {
	page := newPage(st, w)
	page.line(StyledStatus(st, run.Status, page.w))
	runCells := facts.Cells(st, run)
	page.fact("succeeded", runCells.Successes)
	page.fact("errors", runCells.Errors)
	page.fact("skipped", runCells.Skipped)
	if facts.Task.ProjectID != "" || run.DataStart != nil || run.DataEnd != nil {
		page.fact("window", runCells.Window)
	}
	if run.ExperimentID != "" || facts.Task.Type == api.RunExperiment {
		page.fact("experiment", runCells.Experiment)
	}
	page.fact("created", text.Clean(text.Seconds(run.CreatedAt, facts.Zone)))
	page.moment("started", run.StartedAt, facts.Zone)
	page.moment("finished", run.FinishedAt, facts.Zone)
	page.fact("waited", runCells.QueueTime)
	page.fact("ran", runCells.RunTime)
	if run.FailureReason != "" {
		page.block("why", run.FailureReason)
	}
	if found, ok := facts.finding(run); ok {
		page.fact("cause", likely(found))
		page.fact("do", text.Clean(found.Do))
	}
	page.id("run", run.ID)
	return cutLines(st, page.out, w, h)
}

// moment is a time to the second; a time that is not there is left out.
func (p *page) moment(label string, t *time.Time, zone *time.Location) {
	if t != nil {
		p.fact(label, text.Clean(text.Seconds(*t, zone)))
	}
}

// StyledStatus is glyph, word and colour within w cells.
func StyledStatus(st *theme.Styles, status api.Status, w int) string {
	_, look := st.Status(string(status))
	return look.Render(string(text.Cut(Status(st, status), w)))
}

// SameRun reports whether two states of a run read the same.
func SameRun(left, right *api.Run) bool {
	return left.ID == right.ID && left.Status == right.Status && left.Successes == right.Successes && left.Errors == right.Errors &&
		left.Skipped == right.Skipped && left.ExperimentID == right.ExperimentID && left.FailureReason == right.FailureReason &&
		left.CreatedAt.Equal(right.CreatedAt) && sameTime(left.StartedAt, right.StartedAt) && sameTime(left.FinishedAt, right.FinishedAt) &&
		sameTime(left.DataStart, right.DataStart) && sameTime(left.DataEnd, right.DataEnd)
}

func sameTime(left, right *time.Time) bool {
	if left == nil || right == nil {
		return left == right
	}
	return left.Equal(*right)
}
