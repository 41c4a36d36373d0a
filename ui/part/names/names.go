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
	"errors"

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
	names  map[string]text.Safe
	gone   map[string]bool // asked for and not to be had
	listed map[Kind]bool   // the first listing has been read
}

// New makes an empty directory.
func New(c Client) *Directory {
	return &Directory{client: c, names: map[string]text.Safe{}, gone: map[string]bool{}, listed: map[Kind]bool{}}
}

// Name is what an ID is called, or false while that is not known.
func (d *Directory) Name(id string) (text.Safe, bool) { n, ok := d.names[id]; return n, ok }

// Learn notes a name that came along with something else.
func (d *Directory) Learn(id, name string) { d.names[id] = text.Clean(name) }

// Loaded is the answer to one of the directory's jobs. It goes to the screen
// that set the job, which hands it to Take.
type Loaded struct {
	owner uint64
	key   string
	kind  Kind
	id    string // "" for a listing
	items []picker.Item
	err   error
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
	var e *api.Error
	if !errors.As(err, &e) {
		return err != nil
	}
	switch e.Kind {
	case api.NotFound, api.Forbidden, api.Invalid, api.Unprocessable:
		return false
	}
	return true
}

// Take learns from an answer and reports whether any name is new.
func (d *Directory) Take(l Loaded) (changed bool) {
	if l.err != nil {
		if l.id == "" && !temporary(l.err) {
			d.listed[l.kind] = true // refused: fall back on single IDs
		}
		if l.id != "" && !temporary(l.err) {
			d.gone[l.id] = true
			d.names[l.id] = text.CutLeft(text.Clean(l.id), 12) // the end of the ID tells more than nothing
			return true
		}
		return false
	}
	if l.id == "" {
		d.listed[l.kind] = true
	}
	for _, item := range l.items {
		if _, ok := d.names[item.ID]; !ok {
			d.names[item.ID] = item.Name
			changed = true
		}
	}
	return changed
}

// Jobs are the askings that would tell the names of the refs that are not known
// yet: one listing a kind first, then single IDs.
func (d *Directory) Jobs(ctx context.Context, owner uint64, spaceID string, refs []Ref) []poll.Job {
	var jobs []poll.Job
	seen := map[string]bool{}
	for _, r := range refs {
		if _, ok := d.names[r.ID]; ok || r.ID == "" || d.gone[r.ID] {
			continue
		}
		if !d.listed[r.Kind] {
			r.ID = ""
		}
		key := "names:" + string(r.Kind) + r.ID
		if seen[key] {
			continue
		}
		seen[key] = true
		jobs = append(jobs, poll.Job{Key: key, Ask: d.ask(ctx, owner, key, spaceID, r)})
	}
	return jobs
}

// ask makes the asking of one job. The scheduler paces it and must hear of a
// 429 at once, so the client tries nothing again by itself.
func (d *Directory) ask(ctx context.Context, owner uint64, key, spaceID string, r Ref) func() tea.Cmd {
	source := picker.Projects(d.client, spaceID)
	if r.Kind == Dataset {
		source = picker.Datasets(d.client, spaceID)
	}
	ctx = api.NoRetry(ctx)
	return func() tea.Cmd {
		return func() tea.Msg {
			l := Loaded{owner: owner, key: key, kind: r.Kind, id: r.ID}
			if r.ID == "" {
				l.items, _, l.err = source.Load(ctx, "", "")
				return l
			}
			item, err := source.Get(ctx, r.ID)
			item.ID = r.ID
			l.items, l.err = []picker.Item{item}, err
			return l
		}
	}
}
