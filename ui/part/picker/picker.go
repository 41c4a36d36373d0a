// Package picker is a list to pick an item from by name: a List of given items, a
// Picker whose items are loaded in cursor pages, and the sources of the pages.
//
// It guarantees: it requests something only when Load or LookUp is called; one
// page is in flight at a time, and late answers are dropped; after a failure the
// loaded items stay and a key retries; the server filters by name, if it can,
// after a pause in typing; a typed or pasted ID can be picked as it is.
package picker

import (
	"cmp"
	"context"
	"errors"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api/resolve"
	"ax-tui/keymap"
	"ax-tui/ui/host"
	"ax-tui/ui/text"
)

// maxPaste is how many characters of one paste are added to the query.
const maxPaste = 1000

// Picker is a list whose items are loaded in pages. Its owner must call Load after
// every message, and Answer.Apply for each answer.
type Picker struct {
	List
	env    *host.Env
	owner  *host.Owner
	source Source
	// Marked reports whether an item is shown as picked; nil: none is.
	Marked func(id string) bool
	// OnChange is called when the list must be redrawn; may be nil.
	OnChange func()

	loaded       []Item         // items of the source loaded so far
	index        map[string]int // index in loaded, by ID
	all          *listing       // the list without a query
	byQuery      map[string]*listing
	gen          int
	cancel       context.CancelFunc // of the page in flight, else nil
	err          error
	readyQuery   string // the query after a typing pause, ready to be sent
	waitingQuery string // the query whose typing pause is running
	pasted       string // the query that was pasted as a whole
	lookups      map[string]*lookup
}

// New returns a picker for a screen or box, which receives the answers.
func New(env *host.Env, owner *host.Owner, source Source) *Picker {
	picker := &Picker{List: *NewList(env.Styles, env.Keys, nil), env: env, owner: owner}
	picker.Reset(source)
	return picker
}

// Reset switches to another source: items and query are cleared.
func (p *Picker) Reset(source Source) {
	p.source, p.noun, p.other = source, cmp.Or(source.Noun, "item"), source.Other
	p.forget()
	p.ClearQuery()
}

// forget drops everything loaded.
func (p *Picker) forget() {
	p.Close()
	p.loaded, p.index = nil, map[string]int{}
	p.all, p.byQuery, p.lookups = &listing{done: p.source.Load == nil}, map[string]*listing{}, map[string]*lookup{}
	p.err, p.readyQuery = nil, ""
}

// Retry requests the failed page again, or reloads everything if nothing failed.
func (p *Picker) Retry() {
	if p.err == nil {
		p.forget()
	}
	p.err = nil
	clear(p.lookups)
	p.Relist()
}

// FailInFlight treats the page in flight, if any, as failed. It must be called when
// a command has panicked and will never answer.
func (p *Picker) FailInFlight() {
	if p.cancel == nil {
		return
	}
	p.Close()
	p.err = ErrInterrupted
	p.Relist()
}

// ErrInterrupted means that a command ended without an answer because of a fault here.
var ErrInterrupted = errors.New("loading was interrupted")

// Close cancels the request in flight; its answer will be dropped.
func (p *Picker) Close() {
	p.gen++
	if p.cancel != nil {
		p.cancel()
		p.cancel = nil
	}
}

// Item returns the item of an ID if it was loaded or looked up, or one without a name and false.
func (p *Picker) Item(id string) (Item, bool) {
	for _, item := range p.source.First {
		if item.ID == id {
			return item, true
		}
	}
	if at, ok := p.index[id]; ok {
		return p.loaded[at], true
	}
	if request := p.lookups[id]; request != nil && request.done && request.err == nil {
		return request.item, true
	}
	return Item{ID: id}, false
}

// Empty reports whether the source has no items and nothing was typed.
func (p *Picker) Empty() bool {
	return len(p.source.First)+len(p.loaded) == 0 && p.all.done && !p.all.cut && p.err == nil && p.Query() == ""
}

// ID returns the ID in a pasted word, if it is one or may be one of this source.
func (p *Picker) ID(word string) (id string, ok bool) {
	if id, ok = resolve.ID(word); !ok && p.source.IsID != nil {
		id, ok = resolve.Trim(word), p.source.IsID(resolve.Trim(word))
	}
	return id, ok
}

// TypedID returns the ID that was typed, or "". A text that only Source.IsID accepts
// may also be a name: it counts as an ID if it was pasted or is in the list.
func (p *Picker) TypedID() string {
	id, ok := p.ID(p.Query())
	if id == "" || !ok {
		return ""
	}
	if _, listed := p.index[id]; listed || resolve.IsID(id) || p.pasted == p.Query() {
		return id
	}
	return ""
}

// OnlyHit returns the item that typed words can only mean: the only match, or the only
// one of exactly that name; false while the server may have more matches.
func (p *Picker) OnlyHit() (id string, ok bool) {
	words := strings.ToLower(strings.TrimSpace(p.Query()))
	if words == "" || p.state.Loading || p.state.More || p.state.Cut || p.err != nil {
		return "", false
	}
	var named []string
	for _, at := range p.matches {
		if item, _ := p.Item(p.items[at].ID); strings.ToLower(string(item.Name)) == words {
			named = append(named, item.ID)
		}
	}
	switch {
	case len(named) == 1:
		return named[0], true
	case p.Len() == 1:
		return p.Selected()
	}
	return "", false
}

// Failed reports whether the last page could not be loaded.
func (p *Picker) Failed() bool { return p.err != nil }

// HandleKey handles one key as List.HandleKey does, and the key that retries.
func (p *Picker) HandleKey(key tea.KeyMsg) (id string, done bool) {
	if action, _ := p.env.Keys.Find([]keymap.Scope{keymap.PickField}, key.String()); action == keymap.Refresh && !key.Paste {
		p.Retry()
		return "", false
	}
	if len(key.Runes) > maxPaste {
		key.Runes = key.Runes[:maxPaste]
	}
	before := p.Query()
	if id, done = p.List.HandleKey(key); done {
		return id, true
	}
	if p.Query() == before {
		p.showState()
		return "", false
	}
	if key.Paste && before == "" {
		p.pasted = p.Query()
	}
	if !p.source.Fixed {
		p.err = nil // another query may succeed
	}
	p.Relist()
	return "", false
}

// ClearQuery clears the query and stops the timer of a typing pause.
func (p *Picker) ClearQuery() { p.Requery("") }

// Requery replaces the query and stops the timer of a typing pause.
func (p *Picker) Requery(query string) {
	p.SetQuery(query)
	p.waitingQuery, p.pasted = "", ""
	p.Relist()
}

// Relist rebuilds the list; it must be called when the result of Marked changes.
func (p *Picker) Relist() {
	items := make([]Item, 0, len(p.source.First)+len(p.loaded)+1)
	if id := p.TypedID(); id != "" {
		items = append(items, p.idItem(id))
	}
	items = append(append(items, p.source.First...), p.loaded...)
	mark := text.Concat(" ", text.Clean(p.styles.Glyphs.Check))
	for i := range items {
		if p.Marked != nil && p.Marked(items[i].ID) {
			// The mark is after the name: names that begin with the query come first.
			items[i].Name = text.Concat(items[i].Label(), mark)
		} else {
			items[i].Name = items[i].Label()
		}
	}
	p.SetItems(items)
	p.showState()
}

// idItem is the item for a typed ID. Its name is the whole ID, so that it matches
// the query.
func (p *Picker) idItem(id string) Item {
	detail := text.Lit("use this ID")
	if at, ok := p.index[id]; ok {
		detail = text.Concat(text.Lit("the ID of "), p.loaded[at].Label())
	}
	return Item{ID: id, Name: text.Clean(id), Detail: detail}
}

// showState updates the state line.
func (p *Picker) showState() {
	query := p.serverQuery()
	list := p.listing(query)
	state := State{Loading: p.cancel != nil || !list.started && !list.done || p.waitingQuery != "" && p.waitingQuery != p.readyQuery, More: !list.done, Cut: list.cut}
	if p.err != nil {
		state.Err = text.Concat(p.env.KeyOf([]keymap.Scope{keymap.PickField}, keymap.Refresh), text.Lit(" tries again: "), host.Reason(p.err))
	}
	p.SetState(state)
	if p.OnChange != nil {
		p.OnChange()
	}
}
