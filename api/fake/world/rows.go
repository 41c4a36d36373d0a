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
	sources map[int64]*source // of the initial content of tasks, by task number
	counts  map[int64]tally   // of runs, by run number
	rows    map[int64][]int64 // of the runs whose labels were asked for
	total   int               // rows in rows
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

// tally says how many rows a run has. Lists and polls need no more, and a run has up
// to 10 000 rows.
type tally struct {
	count    int
	labelled bool // rows were passed over that have labels
}

func (w *World) countOf(job *script) tally {
	number := runNumber(job.seq, job.slot)
	w.memory.mu.Lock()
	out, known := w.memory.counts[number]
	w.memory.mu.Unlock()
	if !known {
		out = w.selectRows(job, func(int64) {})
		w.memory.mu.Lock()
		defer w.memory.mu.Unlock()
		if len(w.memory.counts) > maxCounts {
			clear(w.memory.counts)
		}
		w.memory.counts[number] = out
	}
	return out
}

// rowsOf returns the rows of a run in the order in which it judges them: the numbers
// of spans (traces, sessions), newest first, or those of rowNumber.
func (w *World) rowsOf(job *script) []int64 {
	number := runNumber(job.seq, job.slot)
	w.memory.mu.Lock()
	out, known := w.memory.rows[number]
	w.memory.mu.Unlock()
	if known {
		return out
	}
	w.selectRows(job, func(row int64) { out = append(out, row) })
	w.memory.mu.Lock()
	defer w.memory.mu.Unlock()
	if w.memory.total > maxRows || len(w.memory.rows) > maxLists {
		clear(w.memory.rows)
		w.memory.total = 0
	}
	if _, known := w.memory.rows[number]; !known {
		w.memory.rows[number] = out
		w.memory.total += len(out)
	}
	return out
}

// selectRows takes the rows of a run, in the order of rowsOf. They follow from the
// request and from what had ended before the run was created, and never change.
func (w *World) selectRows(job *script, take func(row int64)) (out tally) {
	counted := func(row int64) { out.count++; take(row) }
	switch {
	case job.source.task.Type == RunExperiment:
		w.exampleRows(job, counted)
	case job.source.project < 0:
		w.experimentRows(job, counted)
	default:
		return w.spanRows(job, take)
	}
	return out
}

// spanRows selects the rows of a run over spans: those of the window that were
// indexed, fit the filter, fall into the sample, and have no label of one of the
// evaluators unless the run overrides; at most job.most.
func (w *World) spanRows(job *script, take func(row int64)) (out tally) {
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
	sample, conditions := w.sampleOf(job), from.ok || from.match != nil
	for slot = from.newest(slot); slot >= first && left > 0 && out.count < most; slot = from.newest(slot - 1) {
		unit := slot
		if from.unit > 1 { // most sources have single spans, and a division takes longer than all else here
			unit = slot / from.unit
		}
		if sample.rate < 1 && !sample.has(unit) {
			slot = unit * from.unit // the others of the unit are not in it either
			continue
		}
		left--
		if conditions && !w.belongs(from, slot, seen) {
			continue
		}
		if !job.request.Override && w.hasLabel(before, from, slot) {
			out.labelled = true
		} else {
			out.count++
			take(unit)
		}
		slot = unit * from.unit
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

// sample is the rows that the sampling rate of a run lets through.
type sample struct {
	rate  float64
	draws family
}

func (w *World) sampleOf(job *script) sample {
	rate := job.source.task.SamplingRate
	if rate == nil {
		return sample{rate: 1}
	}
	return sample{rate: *rate, draws: familyOf(w.seed, domSample, uint64(runNumber(job.seq, job.slot)))}
}

func (s sample) has(unit int64) bool {
	dice := s.draws.at(uint64(unit))
	return float64(dice.next()>>11)/(1<<53) < s.rate
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
	return &work{job: *job, run: w.runAt(job, now), rows: w.rowsOf(job)}
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
