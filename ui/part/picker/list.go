package picker

import (
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api"
	"ax-tui/keymap"
	"ax-tui/theme"
	"ax-tui/ui/part"
	"ax-tui/ui/text"
)

// Item is one thing to pick. Detail stands dimmed at the right.
type Item struct {
	ID     string
	Name   text.Safe
	Detail text.Safe
}

// Ref is the ID and the name, as it was cleaned.
func (i Item) Ref() api.Ref { return api.Ref{ID: i.ID, Name: string(i.Name)} }

// shortID is how much of an ID stands for a name.
const shortID = 14

// Label is the name, or the end of the ID where there is none.
func (i Item) Label() text.Safe {
	if i.Name != "" {
		return i.Name
	}
	return text.CutLeft(text.Clean(i.ID), shortID)
}

// State is what the owner knows about the items. The zero value: they are all
// here.
type State struct {
	Loading bool      // a page is under way
	More    bool      // the server has more than what is loaded
	Cut     bool      // the list broke off: the server may have more, but gives no way there
	Err     text.Safe // why the last page did not come, and what to do
}

// List is a list to choose one of many from, narrowed by typing. It emits
// nothing: the owner hands keys in and sees what was picked.
type List struct {
	st    *theme.Styles
	keys  keymap.Map
	items []Item
	lower []string // name and detail in lower case, a line break between
	match []int    // items that fit the words sought, best first
	query string
	state State
	sel   int // place in match
	top   int
	w, h  int
}

// NewList makes a list of these items. Keys come from the picker scope and,
// where they print nothing, from the motions.
func NewList(st *theme.Styles, keys keymap.Map, items []Item) *List {
	list := &List{st: st, keys: keys, w: 1, h: 1}
	list.SetItems(items)
	return list
}

// SetItems changes what there is to pick. The words sought stay, and so does
// the selection where its ID is still there.
func (l *List) SetItems(items []Item) {
	id, had := l.Selected()
	l.items = items
	l.lower = make([]string, len(items))
	for i, item := range items {
		l.lower[i] = strings.ToLower(string(item.Name) + "\n" + string(item.Detail))
	}
	l.find()
	if had {
		l.Select(id)
	}
}

// SetState says how the loading of the items stands.
func (l *List) SetState(state State) { l.state = state }

// SetSize gives the list its room: a line for the words, one for the state,
// the others for items. Any size is fine.
func (l *List) SetSize(w, h int) { l.w, l.h = max(w, 1), max(h, 1); l.reveal() }

// Query is what has been typed.
func (l *List) Query() string { return l.query }

// SetQuery changes what is sought.
func (l *List) SetQuery(q string) { l.query = q; l.find() }

// Len is the number of items that fit.
func (l *List) Len() int { return len(l.match) }

// Selected is the ID of the selected item, or false when none fits.
func (l *List) Selected() (string, bool) {
	if l.sel < 0 || l.sel >= len(l.match) {
		return "", false
	}
	return l.items[l.match[l.sel]].ID, true
}

// Select selects the item with an ID and reports whether it is in view of
// the words sought.
func (l *List) Select(id string) bool {
	for i, m := range l.match {
		if l.items[m].ID == id {
			l.sel = i
			l.reveal()
			return true
		}
	}
	return false
}

// WantsMore reports that the selection is near the end of what is loaded and
// that the server has more: the owner may fetch.
func (l *List) WantsMore() bool {
	return l.state.More && !l.state.Loading && l.state.Err == "" && l.sel+l.rows() >= len(l.match)
}

// Key takes one key. done is true when an item was picked, and then id is
// its ID. Leaving without picking is the owner's key, to be asked for first.
func (l *List) Key(key tea.KeyMsg) (id string, done bool) {
	if key.Type == tea.KeyRunes || key.Type == tea.KeySpace {
		if !key.Alt {
			l.SetQuery(l.query + string(text.Clean(string(key.Runes))))
		}
		return "", false
	}
	switch key.Type {
	case tea.KeyBackspace:
		l.SetQuery(dropRune(l.query))
		return "", false
	case tea.KeyCtrlU:
		l.SetQuery("")
		return "", false
	case tea.KeyCtrlW:
		l.SetQuery(dropWord(l.query))
		return "", false
	}
	action, _ := l.keys.Find([]keymap.Scope{keymap.Picker, keymap.Move}, key.String())
	if action == keymap.Accept {
		return l.Selected()
	}
	page := max(l.rows()-1, 1)
	by, _ := part.Motion(action, page, page/2, len(l.match))
	l.sel += by
	l.reveal()
	return "", false
}

// rows is how many items are in view at most.
func (l *List) rows() int { return max(l.h-2, 1) }

func (l *List) reveal() {
	l.sel = max(min(l.sel, len(l.match)-1), 0)
	l.top = part.Reveal(l.top, l.sel, l.rows(), len(l.match))
}
