package task

import (
	"cmp"
	"context"
	"errors"
	"time"

	"ax-tui/api"
	"ax-tui/ui/host"
	"ax-tui/ui/part/pagelist"
	"ax-tui/ui/poll"
)

// The jobs of the screen beside the list's own.
const (
	jobTask  = "task"
	jobRun   = "run:" // an active run in view
	jobNames = "names"
)

// maxPage is the largest page the API gives (contract section 3, Pagination).
const maxPage = 100

// setJobs tells the scheduler what this screen wants to know now.
func (m *Model) setJobs() {
	jobs := []poll.Job{m.list.Job(m.live > 0), m.taskJob()}
	if m.list.Began() {
		if j, ok := m.namesJob(); ok {
			jobs = append(jobs, j)
		}
		for _, r := range m.list.Visible() {
			if r.Status.Active() {
				jobs = append(jobs, m.runJob(r.ID))
			}
		}
	}
	m.env.Polls.Set(m.ID, jobs)
}

func (m *Model) taskJob() poll.Job {
	c, ctx, id := m.client, m.Ctx, m.task.ID
	return poll.Job{
		Key: jobTask, Rule: api.PollRule{Every: pagelist.RefreshIdle, GiveUp: -1},
		Ask: host.Ask(m.Tag(), jobTask, func() (api.Task, error) { return c.GetTask(ctx, id) }),
	}
}

// runJob watches a run in view at the pace of the official clients (contract section 6, Polling).
func (m *Model) runJob(id string) poll.Job {
	c, ctx, key := m.client, api.NoRetry(m.Ctx), jobRun+id
	return poll.Job{
		Key: key, Rule: api.PollRule{GiveUp: -1}, First: 5 * time.Second,
		Ask: host.Ask(m.Tag(), key, func() (api.Run, error) { return c.GetRun(ctx, id) }),
	}
}

// learnedNames are names by ID.
type learnedNames map[string]string

// namesJob asks once what the target and the experiments are called. A name
// that is not to be had is an answer, too: IDs are shown in its place.
func (m *Model) namesJob() (poll.Job, bool) {
	t := m.task
	target := t.ProjectID + t.DatasetID
	if target == "" {
		return poll.Job{}, false
	}
	_, known := m.name(target)
	if known && t.DatasetID == "" {
		return poll.Job{}, false
	}
	c, ctx := m.client, m.Ctx
	return poll.Job{Key: jobNames, Once: true, Ask: host.Ask(m.Tag(), jobNames, func() (learnedNames, error) {
		names, err := readNames(ctx, c, t, known)
		var e *api.Error
		if errors.As(err, &e) && !e.Retryable() {
			err = nil
		}
		return names, err
	})}, true
}

// readNames reads the name of the task's project, or those of its dataset,
// unless that is known, and the experiments over it.
func readNames(ctx context.Context, c Client, t api.Task, known bool) (learnedNames, error) {
	names := learnedNames{}
	if t.ProjectID != "" {
		p, err := c.GetProject(ctx, t.ProjectID)
		names[t.ProjectID] = p.Name
		return names, err
	}
	var datasetErr error
	if !known {
		var d api.Dataset
		d, datasetErr = c.GetDataset(ctx, t.DatasetID)
		names[t.DatasetID] = d.Name
	}
	p, err := c.ListExperiments(ctx, api.ExperimentQuery{DatasetID: t.DatasetID, Limit: maxPage})
	for _, e := range p.Items {
		names[e.ID] = e.Name
	}
	return names, cmp.Or(datasetErr, err)
}
