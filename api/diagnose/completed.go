package diagnose

import (
	"fmt"
	"math"
	"time"

	"ax-tui/api"
)

// indexLag is the largest lag of the index that task filters search (contract
// section 8: 1 to 2 hours).
const indexLag = 2 * time.Hour

func (s subject) completed() []Finding {
	if s.allZero() {
		return s.noRows()
	}
	var out []Finding
	if s.Run.Errors > 0 {
		out = append(out, s.callsRule().finding("it completed with errors"))
	}
	if s.Run.Skipped > 0 {
		out = append(out, s.skipped()...)
	}
	if s.Run.Successes > 0 {
		return append(out, s.unmapped()...)
	}
	return append(s.unmapped(), out...)
}

// callsRule returns what errors of single rows are: a code evaluator calls no model.
func (s *subject) callsRule() Rule {
	if s.Task.Type == api.CodeEvaluation {
		return codeFails
	}
	return callsFailed
}

func (s *subject) noRows() []Finding {
	if !s.onProject() && s.Task.DatasetID != "" {
		none := noExperimentRuns.finding("it completed on a dataset, and nothing was counted")
		if !s.filtered() {
			none.Likely, none.Do = "the experiments have no runs", "check that the experiments of the task have runs"
		}
		return []Finding{none}
	}
	var out []Finding
	if s.endsRecently() {
		out = append(out, notIndexed.finding("nothing was counted, and the window ended less than 2 h before the run"))
	}
	if s.filtersUnindexed() {
		out = append(out, oddFilter.finding("nothing was counted, and the filter is on metadata or other attributes"))
	}
	none := emptyWindow.finding("it completed, and nothing was counted")
	if !s.filtered() {
		none.Do = "widen the window"
	}
	out = append(out, none)
	if s.filtered() {
		out = append(out, NoMatch.finding("nothing was counted, and the task has a filter"))
	}
	return append(out, s.misfits()...)
}

// endsRecently reports whether the end of the window was not yet indexed when the
// run started.
func (s *subject) endsRecently() bool {
	at := s.Run.CreatedAt
	if s.Run.StartedAt != nil {
		at = *s.Run.StartedAt
	}
	return s.Run.DataEnd != nil && !at.IsZero() && at.Sub(*s.Run.DataEnd) < indexLag
}

func (s *subject) skipped() []Finding {
	run := s.Run
	if run.Successes == 0 {
		return append([]Finding{unresolved.finding("rows were skipped, and none succeeded")}, s.misfits()...)
	}
	basis := "some rows were skipped"
	if all := run.Counted(); all.Known() {
		basis = share(run.Skipped.N(), all.N()) + " of the rows were skipped"
	}
	return []Finding{partlySkipped.finding(basis)}
}

// share formats a part of a whole as a percentage; a positive part is never "0 %".
func share(part, whole int) string {
	pct := math.Round(float64(part) / float64(whole) * 100)
	if pct < 1 {
		return "under 1 %"
	}
	return fmt.Sprintf("%.0f %%", pct)
}
