package tasks

import (
	"cmp"
	"context"
	"sync"

	"ax-tui/api"
	"ax-tui/ui/text"
)

// maxLookups bounds the requests of one kind that only improve a table; maxConcurrent
// is how many of them are sent at the same time.
const maxLookups, maxConcurrent = 100, 4

// lookups holds what tables show beyond the listed rows. Each thing is requested once;
// what the server refuses, or does not return in time, stays unknown.
type lookups struct {
	conn  *Conn // set before the first table
	mu    sync.Mutex
	names map[string]string   // by ID; "" if the request failed
	last  map[string]*api.Run // the newest run, by ID of the task; nil if the request failed
}

// each calls request for the first IDs, several at the same time, until one fails, since
// the others would fail as well. It returns that error; an ID that the server does not
// know is none.
func (l *lookups) each(ctx context.Context, ids []string, request func(ctx context.Context, id string) error) error {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	queue := make(chan string, len(ids))
	for _, id := range ids[:min(len(ids), maxLookups)] {
		queue <- id
	}
	close(queue)
	var all sync.WaitGroup
	for range min(maxConcurrent, len(queue)) {
		all.Go(func() {
			for id := range queue {
				if ctx.Err() != nil {
					return
				}
				if err := request(ctx, id); err != nil && !isUnknownID(err) {
					stop(err)
				}
			}
		})
	}
	all.Wait()
	return context.Cause(ctx)
}

// loadNames loads the names of objects. ids may contain "" and the same ID twice.
func (l *lookups) loadNames(ctx context.Context, ids []string, get func(ctx context.Context, id string) (api.Ref, error)) {
	var missing []string
	for _, id := range ids {
		if _, known := l.names[id]; id != "" && !known {
			l.keep(api.Ref{ID: id})
			missing = append(missing, id)
		}
	}
	ctx, stop := hintContext(ctx)
	defer stop()
	_ = l.each(ctx, missing, func(ctx context.Context, id string) error {
		found, err := get(ctx, id)
		if err == nil {
			l.keep(api.Ref{ID: id, Name: found.Name})
		}
		return err
	})
}

func (l *lookups) keep(ref api.Ref) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.names == nil {
		l.names = map[string]string{}
	}
	l.names[ref.ID] = ref.Name
}

// name returns the name of an object, or its ID if the name is unknown.
func (l *lookups) name(id string) text.Safe { return cellText(cmp.Or(l.names[id], id)) }

// nameAndID returns both, for a sheet.
func (l *lookups) nameAndID(id string) text.Safe {
	if name := l.names[id]; name != "" {
		return text.Concat(text.Clean(name), "  ", text.Clean(id))
	}
	return text.Clean(id)
}

func (l *lookups) namesAndIDs(ids []string) (lines []text.Safe) {
	for _, id := range ids {
		lines = append(lines, l.nameAndID(id))
	}
	return lines
}

// spaces loads the names of the spaces that the key may see, the first hundred.
func (l *lookups) spaces(ctx context.Context) {
	ctx, stop := hintContext(ctx)
	defer stop()
	page, _ := l.conn.Client.ListSpaces(ctx, api.SpaceQuery{Limit: maxRows}) // without it the IDs are shown
	for _, space := range page.Items {
		l.keep(space.Ref())
	}
}

// sources loads the names of the projects and datasets of tasks.
func (l *lookups) sources(ctx context.Context, tasks []*api.Task) {
	var projects, datasets []string
	for _, task := range tasks {
		projects, datasets = append(projects, task.ProjectID), append(datasets, task.DatasetID)
	}
	l.loadNames(ctx, projects, func(ctx context.Context, id string) (api.Ref, error) {
		project, err := l.conn.Client.GetProject(ctx, id)
		return project.Ref(), err
	})
	l.loadNames(ctx, datasets, func(ctx context.Context, id string) (api.Ref, error) {
		dataset, err := l.conn.Client.GetDataset(ctx, id)
		return dataset.Ref(), err
	})
}

// experiments loads the names of experiments.
func (l *lookups) experiments(ctx context.Context, ids ...string) {
	l.loadNames(ctx, ids, func(ctx context.Context, id string) (api.Ref, error) {
		experiment, err := l.conn.Client.GetExperiment(ctx, id)
		return experiment.Ref(), err
	})
}

// lastRun returns the newest run of a task, a zero one if there is none or it was not loaded.
func (l *lookups) lastRun(taskID string) *api.Run {
	if run := l.last[taskID]; run != nil {
		return run
	}
	return &api.Run{}
}

// newest formats the newest run of a task: "–" for none, "" if it was not loaded.
func (l *lookups) newest(task *api.Task, format func(*api.Run) text.Safe) text.Safe {
	run := l.lastRun(task.ID)
	switch {
	case run.ID != "":
		return format(run)
	case task.LastRunAt == nil:
		return "–"
	}
	return ""
}

// lastRuns loads the newest run of each task for a table, once for all columns that show
// something of it.
func (l *lookups) lastRuns(ctx context.Context, tasks []*api.Task) {
	ctx, stop := hintContext(ctx)
	defer stop()
	_ = l.loadLast(ctx, tasks[:min(len(tasks), maxLookups)])
}

// loadLast loads the newest run of each task, unless it was asked for before. tasks are at
// most a page.
func (l *lookups) loadLast(ctx context.Context, tasks []*api.Task) error {
	if l.last == nil {
		l.last = map[string]*api.Run{}
	}
	var ids []string
	for _, task := range tasks {
		if _, asked := l.last[task.ID]; !asked && !task.NeverRan() {
			l.last[task.ID] = nil
			ids = append(ids, task.ID)
		}
	}
	return l.each(ctx, ids, func(ctx context.Context, id string) error {
		page, err := api.NewestRuns(ctx, l.conn.Client, api.RunQuery{TaskID: id, Limit: 1})
		if err == nil && len(page.Items) > 0 {
			l.mu.Lock()
			defer l.mu.Unlock()
			l.last[id] = &page.Items[0]
		}
		return err
	})
}
