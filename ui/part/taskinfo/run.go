package taskinfo

import (
	"strings"
	"time"

	"ax-tui/api"
	"ax-tui/api/diagnose"
	"ax-tui/api/outcome"
	"ax-tui/theme"
	"ax-tui/ui/text"
)

// RunCells is one run, formatted for the cells of a table. Numbers are grouped;
// unknown values are "–".
type RunCells struct {
	Outcome      text.Safe    // glyph and words: "△ partial: 20 % errors"
	OutcomeShort text.Safe    // "△ 20 % errors"
	Look         *theme.Style // of Outcome
	Created      text.Safe    // "3 min ago"
	QueueTime    text.Safe    // from created to started
	RunTime      text.Safe    // from started to finished, or to now while active
	Successes    text.Safe
	Errors       text.Safe
	Skipped      text.Safe
	Window       text.Safe // with zone and length
	Experiment   text.Safe // name, or the end of the ID
	Why          text.Safe // first line of the reason, else the likely cause, else empty
	ShortID      text.Safe
}

// Cells formats one run of the task for a table.
func (f Facts) Cells(styles *theme.Styles, run *api.Run) RunCells {
	achieved := f.achieved(run)
	words, look := Outcome(styles, achieved)
	short, _ := OutcomeShort(styles, achieved)
	return RunCells{
		Outcome: words, OutcomeShort: short, Look: look, Created: Age(run.CreatedAt, f.Now), QueueTime: dur(run.QueueTime(f.Now)), RunTime: dur(run.RunTime(f.Now)),
		Successes: count(run.Successes), Errors: count(run.Errors), Skipped: count(run.Skipped),
		Window: Window(run, f.Zone), Experiment: Named(run.ExperimentID, f.Name), Why: f.Why(run), ShortID: text.ShortID(run.ID),
	}
}

// Why returns the first line of the server's failure reason, of a traceback the error, or, without one, the
// likeliest cause of a bad end or a long wait (contract section 8); "" when there
// is nothing to explain. Skipped data next to successes is normal.
func (f Facts) Why(run *api.Run) text.Safe {
	if run.FailureReason != "" {
		return FirstLine(diagnose.Headline(run.FailureReason))
	}
	if f.achieved(run).ID == outcome.Done {
		return ""
	}
	return text.Clean(f.diagnose(run).Line())
}

// diagnose returns the causes of how a run ended or why it does not end.
func (f *Facts) diagnose(run *api.Run) diagnose.Diagnosis {
	if f.Causes == nil {
		return diagnose.Diagnose(diagnose.Input{Task: f.Task, Run: *run, Now: f.Now})
	}
	return f.Causes(f.Task, run, nil)
}

// JudgeChange says how a run was judged otherwise than the run before, so that the two
// cannot be compared; "" if it was not. It is inferred from the times of versions.
func (f Facts) JudgeChange(run *api.Run) text.Safe {
	var out []string
	for _, change := range f.Changed[run.ID] {
		out = append(out, change.String())
	}
	if len(out) == 0 {
		return ""
	}
	return text.CleanN("changed, do not compare with earlier runs: "+strings.Join(out, "; "), 400)
}

// Age formats the time since when, "–" for the zero time.
func Age(when, now time.Time) text.Safe {
	if when.IsZero() {
		return none
	}
	return text.Clean(text.Age(now.Sub(when)))
}

func dur(duration time.Duration, ok bool) text.Safe {
	if !ok {
		return none
	}
	return text.Clean(text.Dur(duration))
}

func count(number api.Count) text.Safe { return text.Clean(text.Count(number)) }

// Window formats the data window of a run, end exclusive (contract section 6,
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

// FirstLine returns the first line of a text that is not blank, cleaned; "–" if there is none.
func FirstLine(value string) text.Safe {
	for value != "" {
		line, rest, _ := strings.Cut(value, "\n")
		if cleaned := text.CleanN(strings.TrimSpace(line), 300); cleaned != "" {
			return cleaned
		}
		value = rest
	}
	return none
}

// Run renders one run for a preview, in at most height lines of at most width
// cells: outcome, counts, window or experiment, times, the full failure reason, and
// the likely cause with what to do.
func Run(styles *theme.Styles, run *api.Run, facts Facts, width, height int) []string {
	page := newPage(styles, width)
	page.line(Ended(styles, run.Status, facts.achieved(run), page.width))
	runCells := facts.Cells(styles, run)
	page.fact("succeeded", runCells.Successes)
	page.fact("errors", runCells.Errors)
	page.fact("skipped", runCells.Skipped)
	if facts.Task.ProjectID != "" || run.DataStart != nil || run.DataEnd != nil {
		page.fact("window", runCells.Window)
	}
	if run.ExperimentID != "" || facts.Task.Type == api.RunExperiment {
		page.fact("experiment", runCells.Experiment)
	}
	if words := facts.JudgeChange(run); words != "" {
		page.fact("judge", words)
	}
	page.fact("created", text.Clean(text.Seconds(run.CreatedAt, facts.Zone)))
	page.moment("started", run.StartedAt, facts.Zone)
	page.moment("finished", run.FinishedAt, facts.Zone)
	page.fact("waited", runCells.QueueTime)
	page.fact("ran", runCells.RunTime)
	if reason := diagnose.ReasonOf(run); reason != "" {
		page.block("why", reason)
	}
	diagnosis := facts.diagnose(run)
	if first, ok := diagnosis.First(); ok {
		page.fact(first.Label(diagnosis.Guess), text.Clean(first.Likely))
		page.fact("do", text.Clean(first.Do))
	}
	page.id("run", run.ID)
	return cutLines(styles, page.lines(), width, height)
}

// moment adds a time to the second, nothing for nil.
func (p *page) moment(label string, when *time.Time, zone *time.Location) {
	if when != nil {
		p.fact(label, text.Clean(text.Seconds(*when, zone)))
	}
}

// SameRun reports whether two versions of a run look the same.
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
