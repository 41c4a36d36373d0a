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
func (f Facts) Cells(st *theme.Styles, r *api.Run) RunCells {
	return RunCells{
		Status: Status(st, r.Status), Created: Age(r.CreatedAt, f.Now), QueueTime: dur(r.QueueTime(f.Now)), RunTime: dur(r.RunTime(f.Now)),
		Successes: count(r.Successes), Errors: count(r.Errors), Skipped: count(r.Skipped),
		Window: Window(r, f.Zone), Experiment: Named(r.ExperimentID, f.Name), Why: f.Why(r), Tail: Tail(r.ID),
	}
}

// Why is the first line of the reason the server gave, which always wins, else
// the likeliest cause of a bad end or a long wait (contract section 8); empty
// when there is nothing to explain. Skipped data beside successes is normal.
func (f Facts) Why(r *api.Run) text.Safe {
	if r.FailureReason != "" {
		return FirstLine(r.FailureReason)
	}
	if r.Status == api.Completed && r.Successes > 0 && r.Errors == 0 {
		return ""
	}
	if found, ok := f.finding(r); ok {
		return likely(found)
	}
	return ""
}

// finding is the likeliest cause of how a run ended or does not end.
func (f Facts) finding(r *api.Run) (diagnose.Finding, bool) {
	found := diagnose.Diagnose(diagnose.Input{Task: f.Task, Run: *r, Now: f.Now})
	if len(found) == 0 {
		return diagnose.Finding{}, false
	}
	return found[0], true
}

func likely(d diagnose.Finding) text.Safe {
	if d.Certain {
		return text.Clean(d.Likely)
	}
	return text.Clean("likely: " + d.Likely)
}

// Status is glyph and word without the colour, which is st.Status's to give.
func Status(st *theme.Styles, s api.Status) text.Safe {
	glyph, _ := st.Status(string(s))
	word := text.CleanN(s.Words(), 30)
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
func Window(r *api.Run, zone *time.Location) text.Safe {
	var from, to time.Time
	if r.DataStart != nil {
		from = *r.DataStart
	}
	if r.DataEnd != nil {
		to = *r.DataEnd
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
func Run(st *theme.Styles, r *api.Run, f Facts, w, h int) []string {
	p := newPage(st, w)
	p.line(StyledStatus(st, r.Status, p.w))
	c := f.Cells(st, r)
	p.fact("succeeded", c.Successes)
	p.fact("errors", c.Errors)
	p.fact("skipped", c.Skipped)
	if f.Task.ProjectID != "" || r.DataStart != nil || r.DataEnd != nil {
		p.fact("window", c.Window)
	}
	if r.ExperimentID != "" || f.Task.Type == api.RunExperiment {
		p.fact("experiment", c.Experiment)
	}
	p.fact("created", text.Clean(text.Seconds(r.CreatedAt, f.Zone)))
	p.moment("started", r.StartedAt, f.Zone)
	p.moment("finished", r.FinishedAt, f.Zone)
	p.fact("waited", c.QueueTime)
	p.fact("ran", c.RunTime)
	if r.FailureReason != "" {
		p.block("why", r.FailureReason)
	}
	if found, ok := f.finding(r); ok {
		p.fact("cause", likely(found))
		p.fact("do", text.Clean(found.Do))
	}
	p.id("run", r.ID)
	return cutLines(st, p.out, w, h)
}

// moment is a time to the second; a time that is not there is left out.
func (p *page) moment(label string, t *time.Time, zone *time.Location) {
	if t != nil {
		p.fact(label, text.Clean(text.Seconds(*t, zone)))
	}
}

// StyledStatus is glyph, word and colour within w cells.
func StyledStatus(st *theme.Styles, s api.Status, w int) string {
	_, look := st.Status(string(s))
	return look.Render(string(text.Cut(Status(st, s), w)))
}

// SameRun reports whether two states of a run read the same.
func SameRun(a, b *api.Run) bool {
	return a.ID == b.ID && a.Status == b.Status && a.Successes == b.Successes && a.Errors == b.Errors &&
		a.Skipped == b.Skipped && a.ExperimentID == b.ExperimentID && a.FailureReason == b.FailureReason &&
		a.CreatedAt.Equal(b.CreatedAt) && sameTime(a.StartedAt, b.StartedAt) && sameTime(a.FinishedAt, b.FinishedAt) &&
		sameTime(a.DataStart, b.DataStart) && sameTime(a.DataEnd, b.DataEnd)
}

func sameTime(a, b *time.Time) bool {
	if a == nil || b == nil {
		return a == b
	}
	return a.Equal(*b)
}
