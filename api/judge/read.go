package judge

import (
	"context"
	"slices"
	"sort"
	"sync"

	"ax-tui/api"
)

// Versions lists the versions of evaluators.
type Versions interface {
	ListEvaluatorVersions(ctx context.Context, query api.VersionQuery) (api.Page[api.EvaluatorVersion], error)
}

// Client loads what a judge consists of.
type Client interface {
	Versions
	GetIntegration(ctx context.Context, id string) (api.Integration, error)
}

// Bounds of Read: evaluators of a task, versions of one, and requests at once.
const (
	maxJudges   = 50
	maxVersions = 100
	maxRequests = 4
)

// versions loads the newest versions of an evaluator of a task, newest first, in one
// request. Their order on the server is not documented (contract section 3, Order).
func versions(ctx context.Context, client Versions, task *api.Task, used *api.TaskEvaluator) Judge {
	out := Judge{Used: *used, changed: task.UpdatedAt}
	page, err := client.ListEvaluatorVersions(ctx, api.VersionQuery{EvaluatorID: used.EvaluatorID, Limit: maxVersions})
	if err != nil {
		out.Err = err
		return out
	}
	out.Versions, out.More = slices.Clone(page.Items), page.Next != "" || page.Cut
	sort.SliceStable(out.Versions, func(i, j int) bool { return out.Versions[i].CreatedAt.After(out.Versions[j].CreatedAt) })
	return out
}

// ReadVersions loads the judges of a task, in its order, without their integrations: one
// request for each evaluator, a few at once. What cannot be read says so itself; the
// error is that of ctx.
func ReadVersions(ctx context.Context, client Versions, task api.Task) ([]Judge, error) {
	list := task.Evaluators[:min(len(task.Evaluators), maxJudges)]
	out := make([]Judge, len(list))
	each(len(list), func(i int) { out[i] = versions(ctx, client, &task, &list[i]) })
	return out, ctx.Err()
}

// Read is ReadVersions with one more request for each integration of the versions in
// force now.
func Read(ctx context.Context, client Client, task *api.Task) ([]Judge, error) {
	out, _ := ReadVersions(ctx, client, *task)
	var ids []string
	for i := range out {
		if now := out[i].Now().Index; now >= 0 {
			out[i].Access.ID = IntegrationID(&out[i].Versions[now])
		}
		if id := out[i].Access.ID; id != "" && !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	found := make([]Access, len(ids))
	each(len(ids), func(i int) {
		integration, err := client.GetIntegration(ctx, ids[i])
		found[i] = Access{ID: ids[i], Name: integration.Name, Err: err}
	})
	for i := range out {
		if at := slices.Index(ids, out[i].Access.ID); at >= 0 {
			out[i].Access = found[at]
		}
	}
	return out, ctx.Err()
}

// each calls do for 0 to count-1, a few at once.
func each(count int, do func(i int)) {
	var group sync.WaitGroup
	slots := make(chan struct{}, maxRequests)
	for i := range count {
		slots <- struct{}{}
		group.Go(func() {
			defer func() { <-slots }()
			do(i)
		})
	}
	group.Wait()
}
