package world

import (
	"bytes"
	"maps"
	"reflect"
	"slices"
	"strings"
	"time"
)

// seqOf parses a task ID; false if there is no such task. Callers hold the lock.
func (w *World) seqOf(id string) (int64, bool) {
	number, ok := w.number(kindTask, id)
	seq := number - firstTask
	return seq, ok && w.exists(seq)
}

func (w *World) exists(seq int64) bool {
	return seq >= 0 && seq < w.count+int64(len(w.created)) && !w.gone(seq)
}

func (w *World) gone(seq int64) bool {
	_, gone := w.deleted[seq]
	return gone
}

// stored returns a task that clients created or changed, nil for an unchanged
// initial task.
func (w *World) stored(seq int64) *stored {
	if seq >= w.count {
		return w.created[seq-w.count]
	}
	return w.edits[seq]
}

// task returns a task at time now. Callers hold the lock.
func (w *World) task(seq int64, now time.Time) Task {
	var task Task
	if stored := w.stored(seq); stored != nil {
		task = clone(stored.task)
	} else {
		task = w.initialTask(w.index(seq))
	}
	task.LastRunAt = w.lastRun(seq, now)
	return task
}

// clone copies what a caller may change in place. Pointers and the values in the
// run configuration are shared: they are only replaced as a whole.
func clone(task Task) Task {
	task.Evaluators, task.ExperimentIDs, task.RunConfig = slices.Clone(task.Evaluators), slices.Clone(task.ExperimentIDs), maps.Clone(task.RunConfig)
	for i := range task.Evaluators {
		taskEvaluator := &task.Evaluators[i]
		taskEvaluator.Mappings, taskEvaluator.QueryMappings = maps.Clone(taskEvaluator.Mappings), slices.Clone(taskEvaluator.QueryMappings)
	}
	return task
}

// Task returns a task.
func (w *World) Task(id string) (Task, bool) {
	now := w.advance()
	w.mu.RLock()
	defer w.mu.RUnlock()
	seq, ok := w.seqOf(id)
	if !ok {
		return Task{}, false
	}
	return w.task(seq, now), true
}

// Tasks lists at most limit tasks after a position, newest first (the order of a
// real server is unknown, contract section 3). More is true if at least one further
// task matches.
func (w *World) Tasks(taskQuery TaskQuery, after Position, limit int) (items []Task, next Position, more bool) {
	now := w.advance()
	taskQuery.Name = strings.ToLower(taskQuery.Name)
	w.mu.RLock()
	defer w.mu.RUnlock()
	next = after
	var scratch []byte
	seq := w.count + int64(len(w.created)) - 1
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

// fits reports whether a task matches without building it, since a filter may skip
// very many. taskQuery.Name is in lower case; scratch is a buffer for the name.
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

// key has the fields of a task that queries use, except the name.
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

// keyAt returns the key of the i-th newest initial task.
func (w *World) keyAt(i int64) (out key) {
	project, dataset := w.placeOf(i)
	if dataset >= 0 {
		out.dataset, out.space = w.cat.datasets[dataset].ID, w.cat.datasets[dataset].SpaceID
	} else {
		out.project, out.space = w.cat.projects[project].ID, w.cat.projects[project].SpaceID
	}
	out.typ = w.pattern(i).Type
	return out
}

// NameTaken reports whether a task of the space, other than exceptID, has exactly
// this name. exceptID may be "".
func (w *World) NameTaken(spaceID, name, exceptID string) bool {
	w.mu.RLock()
	defer w.mu.RUnlock()
	except := int64(-1)
	if seq, ok := w.seqOf(exceptID); ok {
		except = seq
	}
	for seq := w.count + int64(len(w.created)) - 1; seq >= 0; seq-- {
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

// CreateTask adds a task and sets ID, CreatedAt, UpdatedAt and CreatedBy. The
// caller validates it. A continuous task starts running by itself.
func (w *World) CreateTask(task Task) Task {
	w.mu.Lock()
	defer w.mu.Unlock()
	now := w.Now()
	seq := w.count + int64(len(w.created))
	task = clone(task)
	task.ID, task.CreatedAt, task.CreatedBy, task.LastRunAt = w.id(kindTask, seq+firstTask), now.Truncate(time.Millisecond), w.user(1), nil
	task.UpdatedAt = task.CreatedAt
	first := change{at: task.CreatedAt, continuous: task.Continuous, habit: w.predictHabit(&task), source: w.sourceOf(&task)}
	w.created = append(w.created, &stored{task: task, changes: []change{first}})
	return clone(task)
}

// UpdateTask changes a task; false if there is no such task. Change must not call
// the world; ID and creation cannot be changed. Existing runs do not change; later
// ones use the new contents.
func (w *World) UpdateTask(id string, change func(*Task)) (Task, bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	seq, ok := w.seqOf(id)
	if !ok {
		return Task{}, false
	}
	now := w.Now()
	w.startDue(now)
	old := w.task(seq, now)
	task := clone(old)
	change(&task)
	task = clone(task)
	task.ID, task.CreatedAt, task.CreatedBy, task.LastRunAt = old.ID, old.CreatedAt, old.CreatedBy, old.LastRunAt
	task.UpdatedAt = now.Truncate(time.Millisecond)
	w.store(seq, &old, &task, now)
	return clone(task), true
}

// sameResult reports whether an update changed nothing that decides what a run does.
func sameResult(left, right *Task) bool {
	return reflect.DeepEqual(left.SamplingRate, right.SamplingRate) && reflect.DeepEqual(left.Evaluators, right.Evaluators) && reflect.DeepEqual(left.QueryFilter, right.QueryFilter) &&
		reflect.DeepEqual(left.QueryFilters, right.QueryFilters) && reflect.DeepEqual(left.RunConfig, right.RunConfig)
}

func (w *World) store(seq int64, old, task *Task, now time.Time) {
	plan := w.timetable(seq)
	last := plan.changes[len(plan.changes)-1]
	next := last
	next.at, next.continuous = now.Add(time.Nanosecond), task.Continuous
	if !sameResult(old, task) {
		next.habit, next.source = w.predictHabit(task), w.sourceOf(task)
	}
	changed := &stored{task: *task, changes: plan.changes}
	if next.continuous != last.continuous || next.source != last.source {
		changed.changes = append(slices.Clone(plan.changes), next)
	}
	if seq >= w.count {
		w.created[seq-w.count] = changed
		return
	}
	w.edits[seq] = changed
}

// DeleteTask removes a task, its runs and their scores; false if there is no such task.
func (w *World) DeleteTask(id string) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	seq, ok := w.seqOf(id)
	if !ok {
		return false
	}
	now := w.Now()
	w.startDue(now)
	w.deleted[seq] = now // what it had labelled before decided what other runs did
	return true
}

// timetable returns the timetable of a task. Callers hold the lock.
func (w *World) timetable(seq int64) timetable {
	if seq < w.count {
		plan := w.initialTimetable(seq)
		if stored := w.edits[seq]; stored != nil {
			plan.changes = stored.changes
		}
		return plan
	}
	stored := w.created[seq-w.count]
	dice := w.taskStream(seq, 0)
	out := timetable{seq: seq, base: stored.task.CreatedAt, seed: dice.next(), changes: stored.changes}
	out.rate = usualRate(stored.task.Type, stored.task.DatasetID != "", healthy, &dice)
	out.first = w.scaled(dice.duration(10*time.Second, 30*time.Second))
	out.period = w.scaled(dice.duration(4*time.Minute, 6*time.Minute))
	return out
}
