// Package picker is the list from which one picks by name: a List of what is
// here, a Picker of what comes in cursor pages, and the sources of the pages.
//
// It promises: it asks only when Load or LookUp is called; one page is under
// way at a time, and an answer to an older question is dropped; a failure keeps
// what is there and is tried again by key; the server is asked for the words
// sought where it can, once typing rests; an ID that is typed or pasted is on
// offer as it is. It imports api, api/resolve, keymap, theme, ui/host and
// ui/text; never a screen or a box.
package picker

import (
	"context"
	"errors"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api/resolve"
	"ax-tui/keymap"
	"ax-tui/ui/host"
	"ax-tui/ui/text"
)

// longestPaste bounds what one paste puts into the line of words.
const longestPaste = 1000

// Picker is a list whose items come in pages. After every message of the owner
// call Load; hand answers back with Answer.Apply.
type Picker struct {
	List
	env    *host.Env
	owner  *host.Owner
	source Source
	// Marked reports an item to be shown as picked; nil: there is none.
	Marked func(id string) bool
	// OnChange is called when there is something else to draw; nil: nobody.
	OnChange func()

	loaded  []Item         // of the source, as far as it was read
	index   map[string]int // in loaded, by ID
	all     *listing       // without a query
	found   map[string]*listing
	gen     int
	cancel  context.CancelFunc // of the page that is under way, else nil
	err     error
	settled string // the query that has rested long enough to be asked
	waiting string // the query whose rest is under way
	pasted  string // the query that was pasted whole
	lookups map[string]*lookup
}

// New makes a picker for a screen or box, which gets the answers.
func New(env *host.Env, owner *host.Owner, source Source) *Picker {
	picker := &Picker{List: *NewList(env.Styles, env.Keys, nil), env: env, owner: owner}
	picker.Reset(source)
	return picker
}

// Reset forgets what was loaded and typed: the list is another one now.
func (p *Picker) Reset(source Source) {
	p.source = source
	p.forget()
	p.ClearQuery()
}

// forget drops what was read.
func (p *Picker) forget() {
	p.Close()
	p.loaded, p.index = nil, map[string]int{}
	p.all, p.found, p.lookups = &listing{done: p.source.Load == nil}, map[string]*listing{}, map[string]*lookup{}
	p.err, p.settled = nil, ""
}

// Retry asks anew: after a failure for the same page, else for everything.
func (p *Picker) Retry() {
	if p.err == nil {
		p.forget()
	}
	p.err = nil
	clear(p.lookups)
	p.Relist()
}

// FailInFlight takes the page that is under way, if there is one, for one that did
// not come: a command has ended without its answer.
func (p *Picker) FailInFlight() {
	if p.cancel == nil {
		return
	}
	p.Close()
	p.err = ErrBrokeOff
	p.Relist()
}

// ErrBrokeOff says that an answer did not come for a reason that is ours.
var ErrBrokeOff = errors.New("the reading broke off")

// Close ends what is under way; its answer will be late.
func (p *Picker) Close() {
	p.gen++
	if p.cancel != nil {
		p.cancel()
		p.cancel = nil
	}
}

// Item is what is known of an ID: from the list, or because it was looked up.
func (p *Picker) Item(id string) (Item, bool) {
	for _, item := range p.source.First {
		if item.ID == id {
			return item, true
		}
	}
	if at, ok := p.index[id]; ok {
		return p.loaded[at], true
	}
	if looked := p.lookups[id]; looked != nil && looked.done && looked.err == nil {
		return looked.item, true
	}
	return Item{ID: id}, false
}

// Empty reports that there is nothing to pick from, and that nothing was typed.
func (p *Picker) Empty() bool {
	return len(p.source.First)+len(p.loaded) == 0 && p.all.done && !p.all.cut && p.err == nil && p.Query() == ""
}

// IsID reports whether a word is an ID, or may be one of this source.
func (p *Picker) IsID(word string) bool {
	return resolve.IsID(word) || p.source.IsID != nil && p.source.IsID(word)
}

// TypedID is the ID that was typed, or "". What only Source.IsID takes for one
// may as well be words: it counts when it was pasted or is in the list.
func (p *Picker) TypedID() string {
	id := strings.TrimSpace(p.Query())
	if id == "" || !p.IsID(id) {
		return ""
	}
	if _, listed := p.index[id]; listed || resolve.IsID(id) || p.pasted == p.Query() {
		return id
	}
	return ""
}

// Key takes one key as List.Key does, and the one that tries again.
func (p *Picker) Key(key tea.KeyMsg) (id string, done bool) {
	if action, _ := p.env.Keys.Find([]keymap.Scope{keymap.PickField}, key.String()); action == keymap.Refresh && !key.Paste {
		p.Retry()
		return "", false
	}
	if len(key.Runes) > longestPaste {
		key.Runes = key.Runes[:longestPaste]
	}
	before := p.Query()
	if id, done = p.List.Key(key); done {
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
		p.err = nil // another question may fare better
	}
	p.Relist()
	return "", false
}

// ClearQuery forgets the words sought, and a rest under way for others.
func (p *Picker) ClearQuery() {
	p.SetQuery("")
	p.waiting, p.pasted = "", ""
	p.Relist()
}

// Relist lists what there is now; call it when Marked answers otherwise.
func (p *Picker) Relist() {
	items := make([]Item, 0, len(p.source.First)+len(p.loaded)+1)
	if id := p.TypedID(); id != "" {
		items = append(items, p.idItem(id))
	}
	items = append(append(items, p.source.First...), p.loaded...)
	mark := text.Concat(" ", text.Clean(p.st.Glyphs.Check))
	for i := range items {
		if p.Marked != nil && p.Marked(items[i].ID) {
			// Behind the name: names that begin with the words sought come first.
			items[i].Name = text.Concat(items[i].Label(), mark)
		} else {
			items[i].Name = items[i].Label()
		}
	}
	p.SetItems(items)
	p.showState()
}

// idItem offers an ID that was typed. It holds the ID in full, so that the
// words sought find it.
func (p *Picker) idItem(id string) Item {
	detail := text.Lit("use this ID")
	if at, ok := p.index[id]; ok {
		detail = text.Concat(text.Lit("the ID of "), p.loaded[at].Label())
	}
	return Item{ID: id, Name: text.Clean(id), Detail: detail}
}

// showState says below the list how the loading stands.
func (p *Picker) showState() {
	query := p.serverQuery()
	list := p.listing(query)
	state := State{Loading: p.cancel != nil || !list.started && !list.done || p.waiting != "" && p.waiting != p.settled, More: !list.done, Cut: list.cut}
	if p.err != nil {
		state.Err = text.Concat(p.env.KeyOf([]keymap.Scope{keymap.PickField}, keymap.Refresh), text.Lit(" tries again: "), host.Reason(p.err))
	}
	p.SetState(state)
	if p.OnChange != nil {
		p.OnChange()
	}
}
