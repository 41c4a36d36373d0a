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
func ReadSameName(ctx context.Context, lister Lister, req api.CreateTask, spaceID string, now time.Time) (SameName, error) {
	sameName := SameName{SpaceID: spaceID, At: now}
	page, err := lister.ListTasks(ctx, sameName.query(req))
	if err == nil {
		sameName.Tasks, sameName.Complete = page.Items, page.Next == "" && !page.Cut
	}
	return sameName, err
}

func (n SameName) query(req api.CreateTask) api.TaskQuery {
	query := api.TaskQuery{SpaceID: n.SpaceID, Name: req.Name, Limit: 100}
	if query.SpaceID == "" {
		query.ProjectID, query.DatasetID = req.ProjectID, req.DatasetID
	}
	return query
}

func (n SameName) has(id string) bool {
	return slices.ContainsFunc(n.Tasks, func(task api.Task) bool { return task.ID == id })
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
	change := api.UpdateTask{
		SamplingRate: req.SamplingRate, Continuous: req.Continuous, Evaluators: req.Evaluators, RunConfig: req.RunConfig,
		QueryFilter: api.Set(req.QueryFilter), QueryFilters: api.Null[api.QueryFilters](),
	}
	if req.QueryFilters != nil {
		change.QueryFilters = api.Set(*req.QueryFilters)
	}
	return change
}

// sameIDs compares IDs in whatever order.
func sameIDs(left, right []string) bool {
	return slices.Equal(slices.Sorted(slices.Values(left)), slices.Sorted(slices.Values(right)))
}

// Create makes a task. sent is the time now, known what there was of its name.
//
// After a lost answer a task is surely ours when it has the name, the type and
// the target, shows every field that was sent as Update wants it, is not among
// those known, and was made after sent by the server's clock. That clock may be
// behind ours; a task that is older by no more than that is ours as well if all
// that were there just now are known, and may be somebody else's if they are
// not. So may one with other fields, which the server may have written anew.
func Create(ctx context.Context, creator Creator, req api.CreateTask, known SameName, sent time.Time) Created {
	out := Created{Result: answered(creator.CreateTask(ctx, req))}
	if !api.Lost(out.Err) {
		return out
	}
	surely := sent.Truncate(time.Second) // a server may keep fewer digits
	if known.Complete && sent.Sub(known.At) <= current {
		surely = sent.Add(-skew)
	}
	ctx = context.WithoutCancel(ctx)
	query := known.query(req)
	var fresh, proven []api.Task
	for page, err := range api.Pages("", func(cursor string) (api.Page[api.Task], error) {
		query.Cursor = cursor
		return creator.ListTasks(ctx, query)
	}) {
		if err == nil && page.Cut {
			err = errBrokeOff
		}
		for _, task := range page.Items {
			switch {
			case task.Name != req.Name:
			case known.has(task.ID) || task.CreatedAt.Before(sent.Add(-skew)):
				out.Before++
			case task.Type != req.Type || task.ProjectID != req.ProjectID || task.DatasetID != req.DatasetID:
				out.Others++
			case task.CreatedAt.Before(surely) || !shows(task, asChange(req)) || !sameIDs(task.ExperimentIDs, req.ExperimentIDs):
				fresh = append(fresh, task)
			default:
				proven = append(proven, task)
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
func Update(ctx context.Context, updater Updater, id string, change api.UpdateTask) Result[api.Task] {
	result := answered(updater.UpdateTask(ctx, id, change))
	if api.Lost(result.Err) && result.read(updater.GetTask(context.WithoutCancel(ctx), id)) {
		if result.Outcome = Absent; shows(result.Value, change) {
			result.Outcome = Confirmed
		}
	}
	return result
}

// shows reports whether a task reads as an update wants it.
func shows(task api.Task, change api.UpdateTask) bool {
	before := ""
	if task.QueryFilter != nil {
		before = *task.QueryFilter
	}
	filter, _ := change.QueryFilter.Get() // a filter that is cleared reads as none or as an empty one
	filters, some := change.QueryFilters.Get()
	if some && filters.Expression == "" && len(filters.Filters) == 1 && task.QueryFilters != nil && task.QueryFilters.Expression != "" {
		filters.Expression = filters.Filters[0].ID // as the server answers (contract section 6, Create)
	}
	switch {
	case change.Name != nil && task.Name != *change.Name,
		change.Continuous != nil && task.Continuous != *change.Continuous,
		change.SamplingRate != nil && (task.SamplingRate == nil || *task.SamplingRate != *change.SamplingRate),
		!change.QueryFilter.IsZero() && before != filter,
		!change.QueryFilters.IsZero() && some != (task.QueryFilters != nil),
		some && !evaljson.Equal(filters, *task.QueryFilters),
		change.Evaluators != nil && !evaljson.Equal(change.Evaluators, task.Inputs()),
		len(change.RunConfig) > 0 && !evaljson.Equal(change.RunConfig, task.RunConfig):
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
func Delete(ctx context.Context, deleter Deleter, id string) Result[api.Task] {
	result := answered(api.Task{}, deleter.DeleteTask(ctx, id))
	result.Known = false
	switch {
	case api.Is(result.Err, api.NotFound):
		result.Outcome = AlreadyEnded
	case !api.Lost(result.Err):
	case result.read(deleter.GetTask(context.WithoutCancel(ctx), id)):
		result.Outcome = Absent
	case api.Is(result.LookErr, api.NotFound):
		result.Outcome, result.LookErr = Confirmed, nil
	}
	return result
}
