package world

import (
	"cmp"
	"math"
	"slices"
	"sync"
	"time"
)

// memory keeps what is derived again and again, within bounds: all of a kind is
// forgotten when there is too much.
type memory struct {
	mu      sync.Mutex
	sources map[int64]*source   // of the initial content of tasks, by task number
	rows    map[int64]selection // of runs, by run number
	total   int                 // rows in rows
	counts  map[int64]selection // the same without the rows
}

// The bounds of memory: some megabytes.
const (
	maxSources = 256
	maxRows    = 200_000
	maxLists   = 4_000
	maxCounts  = 20_000
)

// readLimit bounds the spans that a run reads if its filter needs more than the
// kind of a span.
const readLimit = 100_000

// selection is the rows of a run in the order in which it judges them: the numbers
// of spans (traces, sessions), newest first, or those of rowNumber.
type selection struct {
	rows     []int64
	count    int
	labelled bool // rows were passed over that have labels
}

// countOf is rowsOf without the rows.
func (w *World) countOf(job *script) selection {
	number := runNumber(job.seq, job.slot)
	w.memory.mu.Lock()
	out, known := w.memory.counts[number]
	w.memory.mu.Unlock()
	if !known {
		out = w.rowsOf(job)
	}
	return out
}

// rowsOf selects the rows of a run. They follow from the request and from what had
// ended before the run was created, and never change.
func (w *World) rowsOf(job *script) selection {
	number := runNumber(job.seq, job.slot)
	w.memory.mu.Lock()
	out, known := w.memory.rows[number]
	w.memory.mu.Unlock()
	if known {
		return out
	}
	switch {
	case job.source.task.Type == RunExperiment:
		out.rows = w.exampleRows(job)
	case job.source.project < 0:
		out.rows = w.experimentRows(job)
	default:
		out = w.spanRows(job)
	}
	out.count = len(out.rows)
	w.memory.mu.Lock()
	defer w.memory.mu.Unlock()
	if len(w.memory.counts) > maxCounts {
		clear(w.memory.counts)
	}
	w.memory.counts[number] = selection{count: out.count, labelled: out.labelled}
	if w.memory.total > maxRows || len(w.memory.rows) > maxLists {
		clear(w.memory.rows)
		w.memory.total = 0
	}
	if _, known := w.memory.rows[number]; !known {
		w.memory.rows[number] = out
		w.memory.total += len(out.rows)
	}
	return out
}

// spanRows selects the rows of a run over spans: those of the window that were
// indexed, fit the filter, fall into the sample, and have no label of one of the
// evaluators unless the run overrides; at most job.most.
func (w *World) spanRows(job *script) (out selection) {
	from := job.source
	first, slot, ok := w.slotsOf(from.project, job)
	if !ok || from.nothing {
		return out
	}
	var before *panel
	if !job.request.Override || from.reads.results {
		before = w.panelBefore(from, job.created)
	}
	most := cmp.Or(max(job.request.MaxSpans, 0), maxSpans)
	seen := func(span *Span) { w.addResults(before, slot, span) }
	left := math.MaxInt
	if from.match != nil {
		left = readLimit
	}
	for done := int64(-1); slot >= first && left > 0 && len(out.rows) < most; slot-- {
		unit := slot / from.unit
		if unit == done || !from.hasKind(slot) || !w.sampled(job, unit) {
			continue
		}
		left--
		if !w.belongs(from, slot, seen) {
			continue
		}
		done = unit
		if !job.request.Override && w.hasLabel(before, from, slot) {
			out.labelled = true
			continue
		}
		out.rows = append(out.rows, unit)
	}
	return out
}

// slotsOf returns the first and the last span of a run's window that the index
// knew when the run was created.
func (w *World) slotsOf(project int, job *script) (first, last int64, ok bool) {
	if job.from == nil || job.to == nil {
		return 0, 0, false
	}
	from, to := later(*job.from, w.oldestSpan()), *job.to
	if indexed := job.created.Add(-indexLag); to.After(indexed) {
		to = indexed
	}
	if end := w.lastTraffic(project); to.After(end) {
		to = end
	}
	if !from.Before(to) {
		return 0, 0, false
	}
	return w.newestSlot(project, from, Position{}) + 1, w.newestSlot(project, to, Position{}), true
}

// sampled reports whether a row falls into the sample of a run.
func (w *World) sampled(job *script, unit int64) bool {
	rate := job.source.task.SamplingRate
	if rate == nil || *rate >= 1 {
		return true
	}
	dice := streamOf(w.seed, domSample, uint64(runNumber(job.seq, job.slot)), uint64(unit))
	return float64(dice.next()>>11)/(1<<53) < *rate
}

// fate is what became of one row of a run.
type fate int

const (
	untouched fate = iota // the run ended before
	judged
	failed
	passed // skipped
)

// fateOf returns the fate of the index-th row of a run, and its rank among the
// rows of the same fate. Errors and skipped rows are spread evenly.
func (s *script) fateOf(index int) (end fate, rank int) {
	total := s.successes + s.errors + s.skipped
	if index < 0 || index >= total {
		return untouched, 0
	}
	errors := index * s.errors / total
	if (index+1)*s.errors/total > errors {
		return failed, errors
	}
	rest, total := index-errors, total-s.errors
	skipped := rest * s.skipped / total
	if (rest+1)*s.skipped/total > skipped {
		return passed, skipped
	}
	return judged, rest - skipped
}

// work is a run with its rows.
type work struct {
	job  script
	run  Run // at the time of the question
	rows []int64
}

func (w *World) workOf(job *script, now time.Time) *work {
	return &work{job: *job, run: w.runAt(job, now), rows: w.rowsOf(job).rows}
}

// fate returns what the run has done to a row so far.
func (x *work) fate(row int64) fate {
	index, found := slices.BinarySearchFunc(x.rows, row, func(have, want int64) int {
		if x.job.source.project < 0 {
			return int(have - want)
		}
		return int(want - have) // newest first
	})
	if !found {
		return untouched
	}
	end, rank := x.job.fateOf(index)
	if end == judged && rank >= x.run.Successes || end == failed && rank >= x.run.Errors || end == passed && rank >= x.run.Skipped {
		return untouched
	}
	return end
}
