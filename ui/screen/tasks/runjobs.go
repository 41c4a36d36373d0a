package tasks

import (
	"context"
	"slices"
	"strconv"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api"
	"ax-tui/ui/poll"
)

// hiddenMost bounds how many active runs out of view are kept up to date.
const hiddenMost = 20

// pollCtx is the context of askings that are repeated anyway: the client need
// not try again by itself, the scheduler does, and says so meanwhile.
func (m *Model) pollCtx(ctx context.Context) context.Context {
	if m.list.Began() {
		return api.NoRetry(ctx)
	}
	return ctx
}

// runJobs keep the newest run of a row known: asked once for each last_run_at,
// and polled while it is active.
func (m *Model) runJobs(r *row) []poll.Job {
	l := m.last[r.id]
	var jobs []poll.Job
	if l.active() {
		jobs = append(jobs, m.pollRun(l.run.ID))
	}
	if r.lastRun != 0 && (!l.known || l.asOf != r.lastRun) {
		jobs = append(jobs, m.askNewest(r.id, r.lastRun))
	}
	return jobs
}

// hiddenRuns keep the active runs whose rows are out of view known, so that
// the count in the header stays true.
func (m *Model) hiddenRuns(have []poll.Job) []poll.Job {
	var ids []string
	for id := range m.live {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	var jobs []poll.Job
	for _, id := range ids[:min(len(ids), hiddenMost)] {
		j := m.pollRun(m.last[id].run.ID)
		if !slices.ContainsFunc(have, func(h poll.Job) bool { return h.Key == j.Key }) {
			j.Rule.Every = hiddenEvery
			jobs = append(jobs, j)
		}
	}
	return jobs
}

// hiddenEvery is the pace of runs that are out of view.
const hiddenEvery = 15 * time.Second

func (m *Model) pollRun(run string) poll.Job {
	c, ctx, tag, query := m.client, m.pollCtx(m.Ctx), m.Tag(), m.gen
	key := jobRun + run
	return poll.Job{Key: key, Rule: api.PollRule{GiveUp: -1}, First: 5 * time.Second, Ask: func() tea.Cmd {
		return func() tea.Msg {
			got, err := c.GetRun(ctx, run)
			return asked{Tag: tag, query: query, key: key, id: run, run: got, err: err}
		}
	}}
}

func (m *Model) askNewest(id string, asOf int64) poll.Job {
	c, ctx, tag, query := m.client, m.Ctx, m.Tag(), m.gen
	key := jobLast + id + "@" + strconv.FormatInt(asOf, 36)
	return poll.Job{Key: key, Once: true, Ask: func() tea.Cmd {
		return func() tea.Msg {
			p, err := c.ListRuns(ctx, api.RunQuery{TaskID: id, Limit: 1})
			return asked{Tag: tag, query: query, key: key, id: id, asOf: asOf, runs: p, err: err}
		}
	}}
}
