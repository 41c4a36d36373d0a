// Package names remembers what the IDs of spaces, projects, datasets and
// experiments are called, so that screens can show names where tasks carry
// IDs. Whole listings are read first, single IDs only when a listing did not
// have them, and nothing is asked twice.
//
// It belongs to the update loop: no goroutine, no lock. It imports api for its
// plain types, ui/part/picker for its sources, ui/poll for the jobs and ui/text;
// never a screen.
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

// Client is what the directory asks of the API.
type Client interface {
	picker.ProjectClient
	picker.DatasetClient
	picker.ExperimentClient
}

// Kind says what an ID names.
type Kind byte

// The kinds.
const (
	Project Kind = 'p'
	Dataset Kind = 'd'
)

// Ref is an ID and what it names.
type Ref struct {
	Kind Kind
	ID   string
}

// Directory holds the names. Make one with New and share it between screens.
type Directory struct {
	client Client
	names  map[string]text.Safe // the end of the ID where a name is not to be had
	listed map[Kind]bool        // the first listing has been read, or is refused
}

// New makes an empty directory.
func New(client Client) *Directory {
	return &Directory{client: client, names: map[string]text.Safe{}, listed: map[Kind]bool{}}
}

// Name is what an ID is called, or false while that is not known.
func (d *Directory) Name(id string) (text.Safe, bool) { n, ok := d.names[id]; return n, ok }

// SetName notes a name that came along with something else.
func (d *Directory) SetName(id, name string) { d.names[id] = text.Clean(name) }

// Loaded is the answer to one of the directory's jobs. It goes to the screen
// that set the job, which hands it to AddLoaded.
type Loaded struct {
	owner  uint64
	key    string
	kind   Kind     // of a listing of everything, else 0
	sought []string // IDs that have no name unless it is among these
	items  []picker.Item
	err    error
}

// Addr is the screen that set the job.
func (l Loaded) Addr() uint64 { return l.owner }

// PollKey is the job's key.
func (l Loaded) PollKey() string { return l.key }

// Outcome is how the asking ended. A name that is not to be had is an answer, too.
func (l Loaded) Outcome() api.Outcome {
	if !temporary(l.err) {
		return api.Outcome{}
	}
	return api.Outcome{Err: l.err}
}

// temporary reports whether asking again may help: everything but the answers
// that say that this name is not to be had.
func temporary(err error) bool {
	return err != nil && !api.Is(err, api.NotFound, api.Forbidden, api.Invalid, api.Unprocessable)
}

// AddLoaded learns from an answer and reports whether any name is new.
func (d *Directory) AddLoaded(loaded Loaded) (changed bool) {
	if temporary(loaded.err) {
		return false
	}
	if loaded.kind != 0 {
		d.listed[loaded.kind] = true // also when refused: then single IDs are asked for
	}
	learn := func(id string, name text.Safe) {
		if _, known := d.names[id]; !known {
			d.names[id], changed = name, true
		}
	}
	for _, item := range loaded.items {
		learn(item.ID, item.Name)
	}
	for _, id := range loaded.sought {
		learn(id, text.CutLeft(text.Clean(id), 12)) // the end of the ID tells more than nothing
	}
	return changed
}

// Jobs are the askings that would tell the names of the refs that are not known
// yet: one listing a kind first, then single IDs.
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
		jobs = append(jobs, poll.Job{Key: key, Ask: d.ask(ctx, owner, key, spaceID, ref)})
	}
	return jobs
}

// ask makes the asking of one job. The scheduler paces it and must hear of a
// 429 at once, so the client tries nothing again by itself.
func (d *Directory) ask(ctx context.Context, owner uint64, key, spaceID string, ref Ref) func() tea.Cmd {
	source := picker.Projects(d.client, spaceID)
	if ref.Kind == Dataset {
		source = picker.Datasets(d.client, spaceID)
	}
	if ref.ID == "" {
		return Loaded{owner: owner, key: key, kind: ref.Kind}.list(ctx, source)
	}
	return Loaded{owner: owner, key: key, sought: []string{ref.ID}}.asking(func() ([]picker.Item, error) {
		item, err := source.Get(api.NoRetry(ctx), ref.ID)
		item.ID = ref.ID
		return []picker.Item{item}, err
	})
}

// Experiments is the asking that would tell the names of experiments over a
// dataset that are not known yet, false when there are none.
func (d *Directory) Experiments(ctx context.Context, owner uint64, dataset string, ids []string) (poll.Job, bool) {
	loaded := Loaded{owner: owner, key: "names:e" + dataset}
	for _, id := range ids {
		if _, known := d.names[id]; !known && id != "" {
			loaded.sought = append(loaded.sought, id)
		}
	}
	return poll.Job{Key: loaded.key, Ask: loaded.list(ctx, picker.Experiments(d.client, dataset, time.UTC))}, len(loaded.sought) > 0
}

// list answers with the first page of a source.
func (l Loaded) list(ctx context.Context, source picker.Source) func() tea.Cmd {
	return l.asking(func() ([]picker.Item, error) {
		page, err := source.Load(api.NoRetry(ctx), "", "")
		return page.Items, err
	})
}

// asking answers with what read gives; an answer that failed has no names.
func (l Loaded) asking(read func() ([]picker.Item, error)) func() tea.Cmd {
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
