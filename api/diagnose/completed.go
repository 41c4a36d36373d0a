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
	r := p.Run
	if p.allZero() {
		return p.nothingFound()
	}
	var out []Finding
	if r.Errors > 0 {
		out = append(out, Finding{
			Likely: "single calls failed: limits, time-outs, or answers that could not be read",
			Do:     "read the failure reason if there is one, and try again later",
			Basis:  "completed with errors",
		})
	}
	if r.Skipped > 0 {
		out = append(out, p.skipped()...)
	}
	return out
}

func (p patient) nothingFound() []Finding {
	var out []Finding
	if !p.onProject() && p.Task.DatasetID != "" {
		return []Finding{{
			Likely: "the experiments hold no runs, or the filter lets none through",
			Do:     "check the experiments of the task, and run once without the filter",
			Basis:  "completed with all counters 0 on a dataset",
		}}
	}
	if p.endsRecently() {
		out = append(out, Finding{
			Likely: "the eval index was not there yet; it is 1 to 2 hours behind",
			Do:     "end the window 2 h ago or earlier, or run the same window again later",
			Basis:  "all counters 0, and the window ended less than 2 h before the run",
		})
	}
	if p.filtersOddly() {
		out = append(out, Finding{
			Likely: "the filter uses attributes that are not indexed, such as metadata or custom ones",
			Do:     "drop the filter once to test, then filter on indexed attributes",
			Basis:  "all counters 0, and a filter on metadata or other attributes",
		})
	}
	out = append(out, Finding{
		Likely: "there is no data in the window",
		Do:     "widen the window, or drop the filter once to test",
		Basis:  "completed with all counters 0",
	})
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
	r := p.Run
	if r.Successes == 0 {
		return append([]Finding{{
			Likely: "the filter matched, but the mapped paths or variables do not resolve",
			Do:     "open a sample span and compare each mapped path",
			Basis:  "skipped above 0, no success",
		}}, p.misfits()...)
	}
	return []Finding{{
		Likely: "a part has labels already, or lacks a mapped attribute; this is normal",
		Do:     "look at the share of skipped; if it is high, compare the mappings with a sample span",
		Basis:  fmt.Sprintf("%s skipped", share(r.Skipped, r.Successes+r.Errors+r.Skipped)),
	}}
}

// share words a part of a whole; a part that is not nothing is never "0 %".
func share(part, whole int) string {
	pct := math.Round(float64(part) / float64(whole) * 100)
	if pct < 1 {
		return "under 1 %"
	}
	return fmt.Sprintf("%.0f %%", pct)
}
