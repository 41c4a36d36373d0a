// Package names caches the names of projects, datasets and experiments, so that
// screens can show names where tasks have IDs. It loads lists first, single IDs
// only when the first page of the list does not contain them, and nothing twice.
//
// It is used on the update loop only: no goroutine, no lock.
package names

import (
	"context"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api"
	"ax-tui/ui/part/picker"
	"ax-tui/ui/poll"
	"ax-tui/ui/text"
)

// Client is the API that the directory needs.
type Client interface {
	picker.ProjectClient
	picker.DatasetClient
	picker.ExperimentClient
}

// Kind is the type of a resource.
type Kind byte

// The kinds.
const (
	Project Kind = 'p'
	Dataset Kind = 'd'
)

// Ref is the ID of a resource and its type.
type Ref struct {
	Kind Kind
	ID   string
}

// Directory is the cache. Make one with New and share it between screens.
type Directory struct {
	client Client
	names  map[string]text.Safe // by ID; the end of the ID if its name is not available
	listed map[Kind]bool        // the list was loaded, or refused
}

// New returns an empty directory.
func New(client Client) *Directory {
	return &Directory{client: client, names: map[string]text.Safe{}, listed: map[Kind]bool{}}
}

// Name returns the name of an ID, or false while it is unknown.
func (d *Directory) Name(id string) (text.Safe, bool) { name, ok := d.names[id]; return name, ok }

// Known returns the name of an ID, "" while it is unknown or if it is not available.
func (d *Directory) Known(id string) string {
	if name := d.names[id]; name != text.ShortID(id) {
		return string(name)
	}
	return ""
}

// SetName adds a name that another response contained.
func (d *Directory) SetName(id, name string) { d.names[id] = text.Clean(name) }

// Loaded is the answer to one of the directory's jobs. The screen that set the job
// receives it and passes it to AddLoaded.
type Loaded struct {
	owner   uint64
	key     string
	kind    Kind     // of a list of all projects or datasets, else 0
	missing []string // IDs whose name is not available unless items contains it
	items   []picker.Item
	err     error
}

// Addr returns the screen that set the job.
func (l Loaded) Addr() uint64 { return l.owner }

// PollKey returns the key of the job.
func (l Loaded) PollKey() string { return l.key }

// Outcome returns the outcome for the scheduler. A name that is not available is a success.
func (l Loaded) Outcome() api.Outcome {
	if !temporary(l.err) {
		return api.Outcome{}
	}
	return api.Outcome{Err: l.err}
}

// temporary reports whether a retry may succeed: after any error except those that
// mean that the name is not available.
func temporary(err error) bool {
	return err != nil && !api.Is(err, api.NotFound, api.Forbidden, api.Invalid, api.Unprocessable)
}

// AddLoaded adds the names of an answer and reports whether any was unknown.
func (d *Directory) AddLoaded(loaded Loaded) (changed bool) {
	if temporary(loaded.err) {
		return false
	}
	if loaded.kind != 0 {
		d.listed[loaded.kind] = true // also when refused: then single IDs are loaded
	}
	add := func(id string, name text.Safe) {
		if _, known := d.names[id]; !known {
			d.names[id], changed = name, true
		}
	}
	for _, item := range loaded.items {
		add(item.ID, item.Name)
	}
	for _, id := range loaded.missing {
		add(id, text.ShortID(id)) // better than nothing
	}
	return changed
}

// Jobs returns the jobs that load the unknown names of refs: first one list per
// kind, then single IDs.
func (d *Directory) Jobs(ctx context.Context, owner uint64, spaceID string, refs []Ref) []poll.Job {
	var jobs []poll.Job
	seen := map[string]bool{}
	for _, ref := range refs {
		if _, known := d.names[ref.ID]; known || ref.ID == "" {
			continue
		}
		if !d.listed[ref.Kind] {
			ref.ID = ""
		}
		key := "names:" + string(ref.Kind) + ref.ID
		if seen[key] {
			continue
		}
		seen[key] = true
		jobs = append(jobs, poll.Job{Key: key, Group: "names", Ask: d.ask(ctx, owner, key, spaceID, ref)})
	}
	return jobs
}

// ask returns the Ask function of one job.
func (d *Directory) ask(ctx context.Context, owner uint64, key, spaceID string, ref Ref) func() tea.Cmd {
	source := picker.Projects(d.client, spaceID)
	if ref.Kind == Dataset {
		source = picker.Datasets(d.client, spaceID)
	}
	if ref.ID == "" {
		return (&Loaded{owner: owner, key: key, kind: ref.Kind}).list(ctx, source)
	}
	return Loaded{owner: owner, key: key, missing: []string{ref.ID}}.load(func() ([]picker.Item, error) {
		item, err := source.Get(ctx, ref.ID)
		item.ID = ref.ID
		return []picker.Item{item}, err
	})
}

// Experiments returns the job that loads the unknown names of experiments of a
// dataset, or false if all are known.
func (d *Directory) Experiments(ctx context.Context, owner uint64, dataset string, ids []string) (poll.Job, bool) {
	loaded := Loaded{owner: owner, key: "names:e" + dataset}
	for _, id := range ids {
		if _, known := d.names[id]; !known && id != "" {
			loaded.missing = append(loaded.missing, id)
		}
	}
	return poll.Job{Key: loaded.key, Ask: loaded.list(ctx, picker.Experiments(d.client, dataset, time.UTC))}, len(loaded.missing) > 0
}

// list loads the first page of a source.
func (l *Loaded) list(ctx context.Context, source picker.Source) func() tea.Cmd {
	return l.load(func() ([]picker.Item, error) {
		page, err := source.Load(ctx, "", "")
		return page.Items, err
	})
}

// load returns an Ask function that answers with the items that read returns.
func (l Loaded) load(read func() ([]picker.Item, error)) func() tea.Cmd {
	return func() tea.Cmd {
		return func() tea.Msg {
			items, err := read()
			if l.err = err; err == nil {
				l.items = items
			}
			return l
		}
	}
}
