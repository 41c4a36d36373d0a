package board

import (
	"cmp"
	"context"
	"slices"
	"sort"
	"strings"
	"time"

	"ax-tui/api"
	"ax-tui/api/resolve"
	"ax-tui/api/watch"
	"ax-tui/ui/poll"
	"ax-tui/ui/text"
)

// The bounds of the search for active runs: it reads the newest runs of the tasks that
// ran last.
const (
	maxPages   = 5
	pageSize   = 100
	maxTasks   = 100
	newestRuns = 5
	// readAgain is how often the tasks are listed again, to see which have a new run.
	readAgain = time.Minute
)

// reading is the search for the active runs of a space.
type reading struct {
	on      bool
	space   api.Ref
	pages   []string             // cursors of the pages of tasks that are to be read; the first is ""
	tasks   map[string]candidate // by ID
	order   []string             // IDs of the tasks with a run, that which ran last first; at most maxTasks
	more    bool                 // there are tasks beyond the bounds
	runs    []watch.Entry        // the active runs that were found, and their ends
	err     error                // of the last request
	version int                  // changes with runs
}

// candidate is a task that may have an active run.
type candidate struct {
	ref    api.Ref
	ranAt  time.Time // of its last run, as listed
	readAt time.Time // ranAt when its runs were read; zero: not read
}

// toggleReading shows the active runs of the space, or only the watched ones again.
func (m *Model) toggleReading() {
	version := m.reading.version + 1
	m.reading = reading{on: !m.reading.on, space: m.reading.space, version: version}
	if m.reading.on {
		m.reading.pages, m.reading.tasks = []string{""}, map[string]candidate{}
	}
}

// readingJobs appends the jobs of the search.
func (m *Model) readingJobs(jobs []poll.Job) []poll.Job {
	search := &m.reading
	if !search.on {
		return jobs
	}
	for i, cursor := range search.pages {
		key := jobTasks + cursor
		read := m.readTasks(cursor, search.space)
		if i > 0 {
			jobs = m.once(jobs, key, read)
			continue
		}
		jobs = append(jobs, poll.Job{Key: key, Rule: api.PollRule{Every: readAgain, GiveUp: -1}, PauseWhenIdle: true, Ask: m.ask(key, read)})
	}
	for _, id := range search.order {
		if task := search.tasks[id]; !task.readAt.Equal(task.ranAt) {
			jobs = m.once(jobs, jobNewest+id, m.readNewest(id))
		}
	}
	return jobs
}

func (m *Model) readTasks(cursor string, space api.Ref) func(context.Context) (any, error) {
	client := m.client
	return func(ctx context.Context) (any, error) {
		out := found{space: space.ID}
		if out.space == "" {
			id, err := resolve.Space(ctx, client, space.Name)
			if err != nil {
				return out, err
			}
			out.space = id
		}
		page, err := client.ListTasks(ctx, api.TaskQuery{SpaceID: out.space, Limit: pageSize, Cursor: cursor})
		out.tasks, out.next = page.Items, page.Next
		return out, err
	}
}

func (m *Model) readNewest(task string) func(context.Context) (any, error) {
	client := m.client
	return func(ctx context.Context) (any, error) {
		page, err := api.NewestRuns(ctx, client, api.RunQuery{TaskID: task, Limit: newestRuns})
		return found{runs: page.Items}, err
	}
}

// applyTasks takes over a page of tasks.
func (r *reading) applyTasks(cursor string, page *found) {
	if !r.on {
		return
	}
	if r.err = nil; cursor == "" {
		r.more = false
	}
	r.space.ID = page.space
	for i := range page.tasks {
		task := &page.tasks[i]
		known := r.tasks[task.ID]
		known.ref = task.Ref()
		if task.LastRunAt != nil {
			known.ranAt = *task.LastRunAt
		}
		r.tasks[task.ID] = known
	}
	at := slices.Index(r.pages, cursor)
	switch {
	case page.next == "" || at < 0:
	case at+1 < maxPages:
		r.pages = append(r.pages[:at+1:at+1], page.next)
	default:
		r.more = true
	}
	r.order = r.order[:0]
	for id, task := range r.tasks {
		if !task.ranAt.IsZero() {
			r.order = append(r.order, id)
		}
	}
	sort.Slice(r.order, func(i, j int) bool {
		left, right := r.order[i], r.order[j]
		return cmp.Or(r.tasks[right].ranAt.Compare(r.tasks[left].ranAt), strings.Compare(left, right)) < 0
	})
	if len(r.order) > maxTasks {
		r.order, r.more = r.order[:maxTasks], true
	}
}

// applyNewest takes over the newest runs of a task.
func (r *reading) applyNewest(id string, runs []api.Run) {
	task, listed := r.tasks[id]
	if !listed {
		return
	}
	r.err = nil
	task.readAt = task.ranAt
	r.tasks[id] = task
	for i := range runs {
		r.applyRun(&runs[i])
	}
}

// applyRun takes over an active run that was not known.
func (r *reading) applyRun(run *api.Run) {
	known := slices.ContainsFunc(r.runs, func(entry watch.Entry) bool { return entry.Run.ID == run.ID })
	task, listed := r.tasks[run.TaskID]
	if !r.on || known || !listed || !run.Status.Active() {
		return
	}
	r.runs = append(r.runs, watch.Entry{Run: *run, Task: task.ref})
	r.version++
}

// active are the runs that were found, in the order in which they were.
func (r *reading) active() []watch.Entry { return r.runs }

// drop forgets a run that is taken off the board.
func (r *reading) drop(id string) {
	kept := r.runs[:0]
	for i := range r.runs {
		if r.runs[i].Run.ID != id {
			kept = append(kept, r.runs[i])
		}
	}
	if len(kept) != len(r.runs) {
		r.runs = kept
		r.version++
	}
}

// covers says how many runs are active, and in how many tasks they were looked for.
func (r *reading) covers(active int, ellipsis string) text.Safe {
	read := 0
	for _, id := range r.order {
		if task := r.tasks[id]; !task.readAt.IsZero() {
			read++
		}
	}
	switch {
	case len(r.order) == 0 && r.err != nil:
		return "the tasks cannot be read"
	case len(r.tasks) == 0:
		return text.Concat("reading the tasks", text.Safe(ellipsis))
	}
	of := ""
	if read < len(r.order) {
		of = text.Count(read) + " of "
	}
	out := text.Concat(text.Safe(text.Plural(active, "active run")), " in ", text.Safe(of+text.Plural(len(r.order), "task")))
	if r.more {
		return text.Concat(out, " that ran last")
	}
	return out
}
