package write

import (
	"context"
	"errors"
	"slices"
	"time"

	"ax-tui/api"
	"ax-tui/api/evaljson"
)

// clockSkew is the largest expected difference of the clocks of server and client.
const clockSkew = 2 * time.Minute

// freshFor is how long a list that was read before a write counts as current.
const freshFor = 10 * time.Second

// errTruncated says that a lookup is incomplete.
var errTruncated = errors.New("the server's list was incomplete")

// Lister lists tasks.
type Lister interface {
	ListTasks(context.Context, api.TaskQuery) (api.Page[api.Task], error)
}

// Creator is the part of the API that Create uses.
type Creator interface {
	Lister
	CreateTask(context.Context, api.CreateTask) (api.Task, error)
}

// SameName holds the tasks with the name of a new one before it is created. The
// zero value knows nothing.
type SameName struct {
	SpaceID  string     // space of the lookup; empty: project or dataset of the new task
	Tasks    []api.Task // those that were read
	Complete bool       // Tasks holds all of them
	At       time.Time  // time of the request
}

// ReadSameName loads one page of the tasks whose names contain the name of a new
// one. now is the current time.
func ReadSameName(ctx context.Context, lister Lister, req api.CreateTask, spaceID string, now time.Time) (SameName, error) {
	sameName := SameName{SpaceID: spaceID, At: now}
	page, err := lister.ListTasks(ctx, sameName.query(req))
	if err == nil {
		sameName.Tasks, sameName.Complete = page.Items, page.Next == "" && !page.Cut
	}
	return sameName, err
}

func (n *SameName) query(req api.CreateTask) api.TaskQuery {
	query := api.TaskQuery{SpaceID: n.SpaceID, Name: req.Name, Limit: 100}
	if query.SpaceID == "" {
		query.ProjectID, query.DatasetID = req.ProjectID, req.DatasetID
	}
	return query
}

func (n *SameName) contains(id string) bool {
	return slices.ContainsFunc(n.Tasks, func(task api.Task) bool { return task.ID == id })
}

// Created is the result of creating a task. After a lost response, unless Confirmed,
// the counts say how many other tasks have exactly its name.
type Created struct {
	Result[api.Task]
	Before int // tasks that existed before
	Others int // new tasks with another type or target, which are not ours
}

// expectedUpdate returns what a new task must match, as an update.
func expectedUpdate(req *api.CreateTask) api.UpdateTask {
	change := api.UpdateTask{
		SamplingRate: req.SamplingRate, Continuous: req.Continuous, Evaluators: req.Evaluators, RunConfig: req.RunConfig,
		QueryFilter: api.Set(req.QueryFilter), QueryFilters: api.Null[api.QueryFilters](),
	}
	if req.QueryFilters != nil {
		change.QueryFilters = api.Set(*req.QueryFilters)
	}
	return change
}

// sameIDs compares IDs in any order.
func sameIDs(left, right []string) bool {
	return slices.Equal(slices.Sorted(slices.Values(left)), slices.Sorted(slices.Values(right)))
}

// Create creates a task. sent is the current time, known the tasks with its name.
//
// After a lost response a task is proven ours when it has the name, type and target,
// matches every field that was sent, is not a known one, and was created after sent
// by the server's clock. That clock may be behind ours: an older task within
// clockSkew is proven ours too if all tasks of that name were known just before, and
// may be that of another client otherwise. So may a task with other fields, which
// the server may have rewritten, and one from a list that could not be read to its end.
func Create(ctx context.Context, creator Creator, req api.CreateTask, known SameName, sent time.Time) Created {
	out := Created{Result: resultOf(creator.CreateTask(ctx, req))}
	if !api.Lost(out.Err) {
		return out
	}
	isFresh := known.Complete && sent.Sub(known.At) <= freshFor
	sent = serverTime(creator, sent)
	provenSince := sent.Truncate(time.Second) // the server may store fewer digits
	if isFresh {
		provenSince = sent.Add(-clockSkew)
	}
	ctx, cancel := lookUpContext(ctx)
	defer cancel()
	query := known.query(req)
	var candidates, proven []api.Task
	for page, err := range api.Pages(ctx, "", func(cursor string) (api.Page[api.Listed], error) {
		query.Cursor = cursor
		return api.Untyped(creator.ListTasks(ctx, query))
	}) {
		if err == nil && page.Cut {
			err = errTruncated
		}
		for _, item := range page.Items {
			task := item.(*api.Task)
			switch {
			case task.Name != req.Name:
			case known.contains(task.ID) || task.CreatedAt.Before(sent.Add(-clockSkew)):
				out.Before++
			case task.Type != req.Type || task.ProjectID != req.ProjectID || task.DatasetID != req.DatasetID:
				out.Others++
			case task.CreatedAt.Before(provenSince) || !matchesUpdate(task, expectedUpdate(&req)) || !sameIDs(task.ExperimentIDs, req.ExperimentIDs):
				candidates = append(candidates, *task)
			default:
				proven = append(proven, *task)
			}
		}
		if out.LookErr = err; err != nil && len(proven)+len(candidates) == 0 {
			return out
		}
	}
	if candidates = append(proven, candidates...); out.LookErr != nil {
		proven = nil // there may be another one like it, so that neither is
	}
	out.setFound(candidates, proven)
	return out
}

// Updater is the part of the API that Update uses.
type Updater interface {
	GetTask(context.Context, string) (api.Task, error)
	UpdateTask(context.Context, string, api.UpdateTask) (api.Task, error)
}

// Update changes a task. After a lost response it is Confirmed when every field that
// was sent has the sent value; a field that the server has rewritten does not match.
// A missing task is Refused with a NotFound, as a missing evaluator may be.
func Update(ctx context.Context, updater Updater, id string, change *api.UpdateTask) Result[api.Task] {
	result := resultOf(updater.UpdateTask(ctx, id, *change))
	ctx, cancel := lookUpContext(ctx)
	defer cancel()
	if api.Lost(result.Err) && result.setRead(updater.GetTask(ctx, id)) {
		if result.Outcome = Absent; matchesUpdate(&result.Value, *change) {
			result.Outcome = Confirmed
		}
	}
	return result
}

// matchesUpdate reports whether a task has the values of an update.
func matchesUpdate(task *api.Task, change api.UpdateTask) bool {
	before := ""
	if task.QueryFilter != nil {
		before = *task.QueryFilter
	}
	filter, _ := change.QueryFilter.Get() // a cleared filter reads as nil or as ""
	filters, hasFilters := change.QueryFilters.Get()
	if hasFilters && filters.Expression == "" && len(filters.Filters) == 1 && task.QueryFilters != nil && task.QueryFilters.Expression != "" {
		filters.Expression = filters.Filters[0].ID // as in the server's response (contract section 6, Create)
	}
	switch {
	case change.Name != nil && task.Name != *change.Name,
		change.Continuous != nil && (task.Continuous != *change.Continuous || task.Unknown("is_continuous")),
		change.SamplingRate != nil && (task.SamplingRate == nil || *task.SamplingRate != *change.SamplingRate),
		!change.QueryFilter.IsZero() && before != filter,
		!change.QueryFilters.IsZero() && hasFilters != (task.QueryFilters != nil),
		hasFilters && !evaljson.Equal(filters, *task.QueryFilters),
		change.Evaluators != nil && !evaljson.Equal(change.Evaluators, task.Inputs()),
		len(change.RunConfig) > 0 && !evaljson.Equal(change.RunConfig, task.RunConfig):
		return false
	}
	return true
}

// Deleter is the part of the API that Delete uses.
type Deleter interface {
	GetTask(context.Context, string) (api.Task, error)
	DeleteTask(context.Context, string) error
}

// Delete deletes a task with its runs. Value is the task if it still exists after a
// lost response. A missing task is AlreadyEnded: another client deleted it, or the
// key can no longer see it.
func Delete(ctx context.Context, deleter Deleter, id string) Result[api.Task] {
	result := resultOf(api.Task{}, deleter.DeleteTask(ctx, id))
	ctx, cancel := lookUpContext(ctx)
	defer cancel()
	result.Known = false
	switch {
	case api.Is(result.Err, api.NotFound):
		result.Outcome = AlreadyEnded
	case !api.Lost(result.Err):
	case result.setRead(deleter.GetTask(ctx, id)):
		result.Outcome = Absent
	case api.Is(result.LookErr, api.NotFound):
		result.Outcome, result.LookErr = Confirmed, nil
	}
	return result
}
