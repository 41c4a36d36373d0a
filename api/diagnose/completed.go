package diagnose

import (
	"fmt"
	"math"
	"time"
)

// indexLag is how far the index behind task filters may be back (contract
// section 8: 1 to 2 hours).
const indexLag = 2 * time.Hour

func (p patient) completed() []Finding {
	if p.allZero() {
		return p.nothingFound()
	}
	var out []Finding
	if p.Run.Errors > 0 {
		out = append(out, callsFailed.finding("completed with errors"))
	}
	if p.Run.Skipped > 0 {
		out = append(out, p.skipped()...)
	}
	return out
}

func (p patient) nothingFound() []Finding {
	if !p.onProject() && p.Task.DatasetID != "" {
		return []Finding{noExperimentRuns.finding("completed with all counters 0 on a dataset")}
	}
	var out []Finding
	if p.endsRecently() {
		out = append(out, notIndexed.finding("all counters 0, and the window ended less than 2 h before the run"))
	}
	if p.filtersOddly() {
		out = append(out, oddFilter.finding("all counters 0, and a filter on metadata or other attributes"))
	}
	out = append(out, emptyWindow.finding("completed with all counters 0"))
	return append(out, p.misfits()...)
}

// endsRecently reports a window whose end the index could not have when the
// run was made.
func (p patient) endsRecently() bool {
	at := p.Run.CreatedAt
	if p.Run.StartedAt != nil {
		at = *p.Run.StartedAt
	}
	return p.Run.DataEnd != nil && !at.IsZero() && at.Sub(*p.Run.DataEnd) < indexLag
}

func (p patient) skipped() []Finding {
	run := p.Run
	if run.Successes == 0 {
		return append([]Finding{unresolved.finding("skipped above 0, no success")}, p.misfits()...)
	}
	return []Finding{partlySkipped.finding(share(run.Skipped, run.Successes+run.Errors+run.Skipped) + " skipped")}
}

// share words a part of a whole; a part that is not nothing is never "0 %".
func share(part, whole int) string {
	pct := math.Round(float64(part) / float64(whole) * 100)
	if pct < 1 {
		return "under 1 %"
	}
	return fmt.Sprintf("%.0f %%", pct)
}
