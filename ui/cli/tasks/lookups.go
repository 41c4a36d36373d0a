package tasks

import (
	"cmp"
	"context"
	"slices"
	"sync"

	"ax-tui/api"
	"ax-tui/ui/text"
)

// mostLookups is how many requests of one kind may make a table better to read,
// atOnce how many of them are on their way together.
const mostLookups, atOnce = 100, 4

// lookups is what tables show beyond the rows they list. Everything is asked for
// once, and what the server refuses or is slow to tell stays unknown.
type lookups struct {
	conn  *Conn // set before the first table
	mu    sync.Mutex
	names map[string]string     // by ID; "" was asked for in vain
	last  map[string]api.Status // of the newest run, by ID of the task
}

// each asks for things by their IDs, several at once and the first ones only. The
// first failure ends it: the others would come to the same.
func (l *lookups) each(ctx context.Context, ids []string, ask func(ctx context.Context, id string) error) {
	ctx, stop := beside(ctx)
	defer stop()
	queue := make(chan string, len(ids))
	for _, id := range ids[:min(len(ids), mostLookups)] {
		queue <- id
	}
	close(queue)
	var all sync.WaitGroup
	for range min(atOnce, len(queue)) {
		all.Go(func() {
			for id := range queue {
				if ctx.Err() != nil {
					return
				}
				if err := ask(ctx, id); err != nil && !unknown(err) {
					stop()
				}
			}
		})
	}
	all.Wait()
}

// learn finds out the names of things. ids may hold "" and the same ID twice.
func learn[T api.Listed](ctx context.Context, l *lookups, ids []string, get func(ctx context.Context, id string) (T, error)) {
	if l.names == nil {
		l.names = map[string]string{}
	}
	var missing []string
	for _, id := range ids {
		if _, asked := l.names[id]; id != "" && !asked {
			l.names[id] = ""
			missing = append(missing, id)
		}
	}
	l.each(ctx, missing, func(ctx context.Context, id string) error {
		found, err := get(ctx, id)
		if err == nil {
			l.mu.Lock()
			defer l.mu.Unlock()
			l.names[id] = found.Ref().Name
		}
		return err
	})
}

// name gives the name of a thing, or its ID while that is all that is known.
func (l *lookups) name(id string) text.Safe { return text.Clean(cmp.Or(l.names[id], id)) }

// nameAndID gives both, for a sheet.
func (l *lookups) nameAndID(id string) text.Safe {
	if name := l.names[id]; name != "" {
		return text.Concat(text.Clean(name), "  ", text.Clean(id))
	}
	return text.Clean(id)
}

// sources finds out the names of what tasks evaluate.
func (l *lookups) sources(ctx context.Context, tasks []api.Task) {
	var projects, datasets []string
	for _, task := range tasks {
		projects, datasets = append(projects, task.ProjectID), append(datasets, task.DatasetID)
	}
	learn(ctx, l, projects, l.conn.Client.GetProject)
	learn(ctx, l, datasets, l.conn.Client.GetDataset)
}

// lastRuns finds out how the newest runs of tasks ended, or how they are going.
func (l *lookups) lastRuns(ctx context.Context, tasks []api.Task) {
	var ids []string
	for _, task := range tasks {
		if task.LastRunAt != nil && !slices.Contains(ids, task.ID) {
			ids = append(ids, task.ID)
		}
	}
	l.last = map[string]api.Status{}
	l.each(ctx, ids, func(ctx context.Context, id string) error {
		page, err := l.conn.Client.ListRuns(ctx, api.RunQuery{TaskID: id, Limit: 1})
		if err == nil && len(page.Items) > 0 {
			l.mu.Lock()
			defer l.mu.Unlock()
			l.last[id] = page.Items[0].Status
		}
		return err
	})
}
