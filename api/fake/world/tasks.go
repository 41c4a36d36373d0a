package world

import (
	"bytes"
	"maps"
	"reflect"
	"slices"
	"strings"
	"time"
)

// seqOf reads a task ID; false when there is no such task. Callers hold the lock.
func (w *World) seqOf(id string) (int64, bool) {
	n, ok := w.number(kindTask, id)
	seq := n - firstTask
	return seq, ok && w.exists(seq)
}

func (w *World) exists(seq int64) bool {
	return seq >= 0 && seq < w.count+int64(len(w.made)) && !w.gone[seq]
}

// stored finds what clients made of a task, nil when it is as it was.
func (w *World) stored(seq int64) *stored {
	if seq >= w.count {
		return w.made[seq-w.count]
	}
	return w.edits[seq]
}

// task builds a task as it stands at time now. Callers hold the lock.
func (w *World) task(seq int64, now time.Time) Task {
	var task Task
	if stored := w.stored(seq); stored != nil {
		task = clone(stored.task)
	} else {
		task = w.derive(w.index(seq))
	}
	task.LastRunAt = w.lastRun(seq, now)
	return task
}

// clone copies what a caller may change in place. What pointers and the run
// configuration lead to is replaced as a whole and shared.
func clone(task Task) Task {
	task.Evaluators, task.ExperimentIDs, task.RunConfig = slices.Clone(task.Evaluators), slices.Clone(task.ExperimentIDs), maps.Clone(task.RunConfig)
	for i := range task.Evaluators {
		taskEvaluator := &task.Evaluators[i]
		taskEvaluator.Mappings, taskEvaluator.QueryMappings = maps.Clone(taskEvaluator.Mappings), slices.Clone(taskEvaluator.QueryMappings)
	}
	return task
}

// Task finds a task.
func (w *World) Task(id string) (Task, bool) {
	now := w.present()
	w.mu.RLock()
	defer w.mu.RUnlock()
	seq, ok := w.seqOf(id)
	if !ok {
		return Task{}, false
	}
	return w.task(seq, now), true
}

// Tasks lists at most limit tasks after a position, newest created first
// (the order of a real server is unknown, contract section 3). More is true
// when at least one further task fits the query.
func (w *World) Tasks(taskQuery TaskQuery, after Position, limit int) (items []Task, next Position, more bool) {
	now := w.present()
	taskQuery.Name = strings.ToLower(taskQuery.Name)
	w.mu.RLock()
	defer w.mu.RUnlock()
	next = after
	var scratch []byte
	seq := w.count + int64(len(w.made)) - 1
	if after.N > 0 { // N is one more than the last row's number, so that zero means the start
		seq = min(seq, after.N-2)
	}
	for ; seq >= 0; seq-- {
		if !w.exists(seq) || !w.fits(seq, &taskQuery, &scratch) {
			continue
		}
		task := w.task(seq, now)
		if taskQuery.Keep != nil && !taskQuery.Keep(&task) {
			continue
		}
		if len(items) >= limit {
			return items, next, true
		}
		items = append(items, task)
		next = Position{At: task.CreatedAt.UnixNano(), N: seq + 1}
	}
	return items, next, false
}

// fits judges a task without building it, as a filter may pass over very many.
// q.Name is in lower case; scratch is for the name.
func (w *World) fits(seq int64, taskQuery *TaskQuery, scratch *[]byte) bool {
	if taskQuery.Name != "" {
		if stored := w.stored(seq); stored != nil {
			*scratch = append((*scratch)[:0], strings.ToLower(stored.task.Name)...)
		} else {
			*scratch = w.lowerAt((*scratch)[:0], w.index(seq))
		}
		if !bytes.Contains(*scratch, []byte(taskQuery.Name)) {
			return false
		}
	}
	key := w.keyOf(seq)
	return (taskQuery.Type == "" || taskQuery.Type == key.typ) && (taskQuery.ProjectID == "" || taskQuery.ProjectID == key.project) &&
		(taskQuery.DatasetID == "" || taskQuery.DatasetID == key.dataset) && (len(taskQuery.SpaceIDs) == 0 || slices.Contains(taskQuery.SpaceIDs, key.space))
}

// key is what queries look at, beside the name.
type key struct {
	space, project, dataset string
	typ                     TaskType
}

func (w *World) keyOf(seq int64) key {
	if stored := w.stored(seq); stored != nil {
		return key{space: stored.task.SpaceID, project: stored.task.ProjectID, dataset: stored.task.DatasetID, typ: stored.task.Type}
	}
	return w.keyAt(w.index(seq))
}

// keyAt is the key of the i-th newest task of the start.
func (w *World) keyAt(i int64) (k key) {
	p, ds := w.sourceAt(i)
	if ds >= 0 {
		k.dataset, k.space = w.cat.datasets[ds].ID, w.cat.datasets[ds].SpaceID
	} else {
		k.project, k.space = w.cat.projects[p].ID, w.cat.projects[p].SpaceID
	}
	k.typ = w.pattern(i).Type
	return k
}

// NameTaken reports whether another task of the space bears exactly this name.
// The task exceptID is passed over; "" passes over none.
func (w *World) NameTaken(spaceID, name, exceptID string) bool {
	w.mu.RLock()
	defer w.mu.RUnlock()
	except := int64(-1)
	if seq, ok := w.seqOf(exceptID); ok {
		except = seq
	}
	for seq := w.count + int64(len(w.made)) - 1; seq >= 0; seq-- {
		if seq != except && w.exists(seq) && w.nameOf(seq) == name && w.keyOf(seq).space == spaceID {
			return true
		}
	}
	return false
}

func (w *World) nameOf(seq int64) string {
	if stored := w.stored(seq); stored != nil {
		return stored.task.Name
	}
	return w.nameAt(w.index(seq))
}

// CreateTask adds a task; ID, CreatedAt, UpdatedAt and CreatedBy are filled
// in. Whether it makes sense is the caller's question. A continuous task
// begins to run by itself.
func (w *World) CreateTask(task Task) Task {
	w.mu.Lock()
	defer w.mu.Unlock()
	now := w.Now()
	seq := w.count + int64(len(w.made))
	task = clone(task)
	task.ID, task.CreatedAt, task.CreatedBy, task.LastRunAt = w.id(kindTask, seq+firstTask), now.Truncate(time.Millisecond), w.user(1), nil
	task.UpdatedAt = task.CreatedAt
	w.made = append(w.made, &stored{task: task, changes: []change{{at: task.CreatedAt, continuous: task.Continuous, habit: w.judgeTask(&task)}}})
	return clone(task)
}

// UpdateTask changes a task; false when there is no such task. Change must
// not call the world back; ID and creation cannot be changed. Runs that have
// begun go on as they were; later ones follow the new contents.
func (w *World) UpdateTask(id string, change func(*Task)) (Task, bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	seq, ok := w.seqOf(id)
	if !ok {
		return Task{}, false
	}
	now := w.Now()
	w.catchUp(now)
	old := w.task(seq, now)
	task := clone(old)
	change(&task)
	task = clone(task)
	task.ID, task.CreatedAt, task.CreatedBy, task.LastRunAt = old.ID, old.CreatedAt, old.CreatedBy, old.LastRunAt
	task.UpdatedAt = now.Truncate(time.Millisecond)
	w.store(seq, &old, &task, now)
	return clone(task), true
}

// sameWork reports whether an update left alone all that decides a run's ending.
func sameWork(left, right *Task) bool {
	return reflect.DeepEqual(left.Evaluators, right.Evaluators) && reflect.DeepEqual(left.QueryFilter, right.QueryFilter) &&
		reflect.DeepEqual(left.QueryFilters, right.QueryFilters) && reflect.DeepEqual(left.RunConfig, right.RunConfig)
}

func (w *World) store(seq int64, old, task *Task, now time.Time) {
	plan := w.plan(seq)
	last := plan.changes[len(plan.changes)-1]
	next := change{at: now.Add(time.Nanosecond), continuous: task.Continuous, habit: last.habit}
	if !sameWork(old, task) {
		next.habit = w.judgeTask(task)
	}
	s := &stored{task: *task, changes: plan.changes}
	if next.continuous != last.continuous || next.habit != last.habit {
		s.changes = append(slices.Clone(plan.changes), next)
	}
	if seq >= w.count {
		w.made[seq-w.count] = s
		return
	}
	w.edits[seq] = s
}

// DeleteTask removes a task, its runs and the scores they left; false when there is no such task.
func (w *World) DeleteTask(id string) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	seq, ok := w.seqOf(id)
	if !ok {
		return false
	}
	w.catchUp(w.Now())
	w.gone[seq] = true
	delete(w.edits, seq)
	delete(w.fired, seq)
	return true
}

// plan is the timetable of a task. Callers hold the lock.
func (w *World) plan(seq int64) plan {
	if seq < w.count {
		plan := w.pastPlan(seq)
		if stored := w.edits[seq]; stored != nil {
			plan.changes = stored.changes
		}
		return plan
	}
	stored := w.made[seq-w.count]
	dice := streamOf(w.seed, domTask, uint64(seq), 0)
	p := plan{seq: seq, base: stored.task.CreatedAt, seed: dice.next(), volume: dice.between(150, 900), changes: stored.changes}
	p.first = w.scaled(dice.dur(10*time.Second, 30*time.Second))
	p.period = w.scaled(dice.dur(4*time.Minute, 6*time.Minute))
	return p
}
