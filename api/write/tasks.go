package write

import (
	"context"
	"errors"
	"slices"
	"time"

	"ax-tui/api"
	"ax-tui/api/evaljson"
)

// skew is how far the clocks of server and client may differ.
const skew = 2 * time.Minute

// current is for how long a list read before a write still tells what was there.
const current = 10 * time.Second

// errBrokeOff says that a look-up could not be finished.
var errBrokeOff = errors.New("the server's list broke off before its end")

// Lister lists tasks.
type Lister interface {
	ListTasks(context.Context, api.TaskQuery) (api.Page[api.Task], error)
}

// Creator is what creating a task asks of the API.
type Creator interface {
	Lister
	CreateTask(context.Context, api.CreateTask) (api.Task, error)
}

// SameName are the tasks of one name that were there before another one is
// created. The zero SameName knows nothing.
type SameName struct {
	SpaceID  string     // where they are looked for; empty: at the project or dataset of the new one
	Tasks    []api.Task // as far as they were read
	Complete bool       // there are no others
	At       time.Time  // when they were asked for
}

// ReadSameName reads one page of the tasks that have the name of a new one in
// theirs. now is when it asks.
func ReadSameName(ctx context.Context, c Lister, req api.CreateTask, spaceID string, now time.Time) (SameName, error) {
	n := SameName{SpaceID: spaceID, At: now}
	p, err := c.ListTasks(ctx, n.query(req))
	if err == nil {
		n.Tasks, n.Complete = p.Items, p.Next == "" && !p.Cut
	}
	return n, err
}

func (n SameName) query(req api.CreateTask) api.TaskQuery {
	q := api.TaskQuery{SpaceID: n.SpaceID, Name: req.Name, Limit: 100}
	if q.SpaceID == "" {
		q.ProjectID, q.DatasetID = req.ProjectID, req.DatasetID
	}
	return q
}

func (n SameName) has(id string) bool {
	return slices.ContainsFunc(n.Tasks, func(t api.Task) bool { return t.ID == id })
}

// Created is what came of creating a task. When its answer was lost and it is
// not Confirmed, the counts tell what there is of exactly its name.
type Created struct {
	Result[api.Task]
	Before int // tasks that were there before
	Others int // new ones of another type or on another target, which are not ours
}

// asChange is what a new task must show, in the words of a change.
func asChange(req api.CreateTask) api.UpdateTask {
	u := api.UpdateTask{
		SamplingRate: req.SamplingRate, Continuous: req.Continuous, Evaluators: req.Evaluators, RunConfig: req.RunConfig,
		QueryFilter: api.Set(req.QueryFilter), QueryFilters: api.Null[api.QueryFilters](),
	}
	if req.QueryFilters != nil {
		u.QueryFilters = api.Set(*req.QueryFilters)
	}
	return u
}

// sameIDs compares IDs in whatever order.
func sameIDs(a, b []string) bool {
	return slices.Equal(slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b)))
}

// Create makes a task. sent is the time now, known what there was of its name.
//
// After a lost answer a task is surely ours when it has the name, the type and
// the target, shows every field that was sent as Update wants it, is not among
// those known, and was made after sent by the server's clock. That clock may be
// behind ours; a task that is older by no more than that is ours as well if all
// that were there just now are known, and may be somebody else's if they are
// not. So may one with other fields, which the server may have written anew.
func Create(ctx context.Context, c Creator, req api.CreateTask, known SameName, sent time.Time) Created {
	out := Created{Result: answered(c.CreateTask(ctx, req))}
	if !api.Lost(out.Err) {
		return out
	}
	surely := sent.Truncate(time.Second) // a server may keep fewer digits
	if known.Complete && sent.Sub(known.At) <= current {
		surely = sent.Add(-skew)
	}
	ctx = context.WithoutCancel(ctx)
	q := known.query(req)
	var fresh, proven []api.Task
	for p, err := range api.Pages("", func(cursor string) (api.Page[api.Task], error) {
		q.Cursor = cursor
		return c.ListTasks(ctx, q)
	}) {
		if err == nil && p.Cut {
			err = errBrokeOff
		}
		for _, t := range p.Items {
			switch {
			case t.Name != req.Name:
			case known.has(t.ID) || t.CreatedAt.Before(sent.Add(-skew)):
				out.Before++
			case t.Type != req.Type || t.ProjectID != req.ProjectID || t.DatasetID != req.DatasetID:
				out.Others++
			case t.CreatedAt.Before(surely) || !shows(t, asChange(req)) || !sameIDs(t.ExperimentIDs, req.ExperimentIDs):
				fresh = append(fresh, t)
			default:
				proven = append(proven, t)
			}
		}
		if err != nil && len(proven) == 0 {
			out.LookErr = err
			return out
		}
	}
	out.found(append(proven, fresh...), proven)
	return out
}

// Updater is what changing a task asks of the API.
type Updater interface {
	GetTask(context.Context, string) (api.Task, error)
	UpdateTask(context.Context, string, api.UpdateTask) (api.Task, error)
}

// Update changes a task. After a lost answer the change is there when every
// field that was sent reads as it was sent; one that the server has written in
// another way does not. A task that is not there is Refused with a NotFound, as
// an evaluator that is not there may be, too.
func Update(ctx context.Context, c Updater, id string, u api.UpdateTask) Result[api.Task] {
	r := answered(c.UpdateTask(ctx, id, u))
	if api.Lost(r.Err) && r.read(c.GetTask(context.WithoutCancel(ctx), id)) {
		if r.Outcome = Absent; shows(r.Value, u) {
			r.Outcome = Confirmed
		}
	}
	return r
}

// shows reports whether a task reads as an update wants it.
func shows(t api.Task, u api.UpdateTask) bool {
	before := ""
	if t.QueryFilter != nil {
		before = *t.QueryFilter
	}
	filter, _ := u.QueryFilter.Get() // a filter that is cleared reads as none or as an empty one
	filters, some := u.QueryFilters.Get()
	if some && filters.Expression == "" && len(filters.Filters) == 1 && t.QueryFilters != nil && t.QueryFilters.Expression != "" {
		filters.Expression = filters.Filters[0].ID // as the server answers (contract section 6, Create)
	}
	switch {
	case u.Name != nil && t.Name != *u.Name,
		u.Continuous != nil && t.Continuous != *u.Continuous,
		u.SamplingRate != nil && (t.SamplingRate == nil || *t.SamplingRate != *u.SamplingRate),
		!u.QueryFilter.IsZero() && before != filter,
		!u.QueryFilters.IsZero() && some != (t.QueryFilters != nil),
		some && !evaljson.Equal(filters, *t.QueryFilters),
		u.Evaluators != nil && !evaljson.Equal(u.Evaluators, t.Inputs()),
		len(u.RunConfig) > 0 && !evaljson.Equal(u.RunConfig, t.RunConfig):
		return false
	}
	return true
}

// Deleter is what deleting a task asks of the API.
type Deleter interface {
	GetTask(context.Context, string) (api.Task, error)
	DeleteTask(context.Context, string) error
}

// Delete removes a task with its runs. Value is the task when it is still there
// after a lost answer. A task that is not there is AlreadyEnded: the key may not see it
// any more, or somebody else was first.
func Delete(ctx context.Context, c Deleter, id string) Result[api.Task] {
	r := answered(api.Task{}, c.DeleteTask(ctx, id))
	r.Known = false
	switch {
	case api.Is(r.Err, api.NotFound):
		r.Outcome = AlreadyEnded
	case !api.Lost(r.Err):
	case r.read(c.GetTask(context.WithoutCancel(ctx), id)):
		r.Outcome = Absent
	case api.Is(r.LookErr, api.NotFound):
		r.Outcome, r.LookErr = Confirmed, nil
	}
	return r
}
