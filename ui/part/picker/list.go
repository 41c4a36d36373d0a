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

// Item is an entry of a list. Detail is shown dimmed at the right.
type Item struct {
	ID     string
	Name   text.Safe
	Detail text.Safe
	Dim    bool // cannot be used now
	Extra  bool // is not counted: no item of the list itself
	Folder bool // picking it goes on with its name as the query
}

// Ref returns the ID and the cleaned name.
func (i Item) Ref() api.Ref { return api.Ref{ID: i.ID, Name: string(i.Name)} }

// Label returns the name, or the end of the ID if there is none.
func (i *Item) Label() text.Safe {
	if i.Name != "" {
		return i.Name
	}
	return text.ShortID(i.ID)
}

// State is the loading state of the items. The zero value means that all are
// loaded.
type State struct {
	Loading bool      // a request is in flight
	More    bool      // the server has more items
	Cut     bool      // the server may have more items but sent no cursor
	Err     text.Safe // why the last page could not be loaded, and what to do
}

// List is a list to pick one item from, filtered by typing. Its owner passes in the
// keys and gets the picked item.
type List struct {
	styles        *theme.Styles
	keys          keymap.Map
	items         []Item
	lower         []string // name and detail in lower case, separated by a line break
	matches       []int    // indices of the items that match the query, best first
	query         string
	prompt, hint  text.Safe                      // before the query, and instead of an empty one
	rank          func(query string, at int) int // of the item at an index, the best is 0; negative: no match; nil: see find
	noun          string                         // what an item is
	other         text.Safe                      // what enter does with a text that is not among the items; "": nothing
	state         State
	total, found  int // the counted items: all, and those that match
	selected      int // index in matches
	top           int
	width, height int
}

// NewList returns a list of items. It handles the keys of the picker scope and the
// motions, except those that print a character.
func NewList(styles *theme.Styles, keys keymap.Map, items []Item) *List {
	list := &List{styles: styles, keys: keys, prompt: "/ ", hint: "type to find", noun: "item", width: 1, height: 1}
	list.SetItems(items)
	return list
}

// SetItems replaces the items. The query stays, and so does the selection if its ID
// is still in the list.
func (l *List) SetItems(items []Item) {
	id, had := l.Selected()
	l.items = items
	l.lower = make([]string, len(items))
	l.total = 0
	for i, item := range items {
		if !item.Extra {
			l.total++
		}
		l.lower[i] = strings.ToLower(string(item.Name) + "\n" + string(item.Detail))
	}
	l.search()
	if had {
		l.Select(id)
	}
}

// SetPrompt sets what is shown before the query and, dimmed, instead of an empty one.
func (l *List) SetPrompt(prompt, hint text.Safe) { l.prompt, l.hint = prompt, hint }

// SetRank replaces how items match the query: rank returns how well the item at an index
// does, 0 for the best, a negative number for not at all.
func (l *List) SetRank(rank func(query string, at int) int) { l.rank = rank; l.search() }

// SetNoun sets what an item is called in the state line.
func (l *List) SetNoun(noun string) { l.noun = noun }

// SetState sets the loading state to show.
func (l *List) SetState(state State) { l.state = state }

// search finds the matches and counts them.
func (l *List) search() {
	l.find()
	l.found = 0
	for _, at := range l.matches {
		if !l.items[at].Extra {
			l.found++
		}
	}
}

// SetSize sets the size in cells: one line is for the query, one for the state, the
// others are for items. Any size is valid.
func (l *List) SetSize(width, height int) {
	l.width, l.height = max(width, 1), max(height, 1)
	l.reveal()
}

// Query returns the typed text.
func (l *List) Query() string { return l.query }

// SetQuery replaces the query.
func (l *List) SetQuery(query string) { l.query = query; l.search() }

// Count returns the number of items, whether they match or not.
func (l *List) Count() int { return len(l.items) }

// Len returns the number of matching items.
func (l *List) Len() int { return len(l.matches) }

// Selected returns the ID of the selected item, or false when none matches.
func (l *List) Selected() (string, bool) {
	if l.selected < 0 || l.selected >= len(l.matches) {
		return "", false
	}
	return l.items[l.matches[l.selected]].ID, true
}

// Completion returns what the query can be written out to: what all items go on with that
// begin like it, else the name of the selected item. "" if nothing matches.
func (l *List) Completion() string {
	if l.selected < 0 || l.selected >= len(l.matches) {
		return ""
	}
	name := string(l.items[l.matches[l.selected]].Name)
	if l.selected > 0 { // it was chosen
		return name
	}
	common := name
	for _, at := range l.matches {
		other := string(l.items[at].Name)
		for strings.HasPrefix(other, l.query) && !strings.HasPrefix(other, common) {
			common = dropRune(common)
		}
	}
	if len(common) > len(l.query) && strings.HasPrefix(common, l.query) {
		return common
	}
	return name
}

// Select selects the item with an ID and reports whether it matches the query.
func (l *List) Select(id string) bool {
	for i, index := range l.matches {
		if l.items[index].ID == id {
			l.selected = i
			l.reveal()
			return true
		}
	}
	return false
}

// Click selects the item at a line of the view and reports whether there is one.
func (l *List) Click(y int) bool {
	at := l.top + y - 1 // below the query
	if y < 1 || y > l.rows() || at >= len(l.matches) {
		return false
	}
	l.selected = at
	return true
}

// WantsMore reports whether the selection is near the end of the loaded items and
// the server has more: the owner should load the next page.
func (l *List) WantsMore() bool {
	return l.state.More && !l.state.Loading && l.state.Err == "" && l.selected+l.rows() >= len(l.matches)
}

// HandleKey handles one key. done is true when an item was picked, and id is its
// ID. The owner must handle the key that cancels first.
func (l *List) HandleKey(key tea.KeyMsg) (id string, done bool) {
	if key.Type == tea.KeyRunes || key.Type == tea.KeySpace {
		typed := string(key.Runes)
		if l.query == "" && !key.Paste { // the prompt looks like a key, and is pressed before the text
			typed = strings.TrimPrefix(typed, strings.TrimSpace(string(l.prompt)))
		}
		if !key.Alt && typed != "" {
			l.SetQuery(l.query + string(text.Clean(typed)))
		}
		return "", false
	}
	switch key.Type {
	case tea.KeyBackspace:
		l.SetQuery(l.query[:len(l.query)-text.LastGrapheme(l.query)])
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
	by, _ := part.Motion(action, page, page/2, len(l.matches))
	l.selected += by
	l.reveal()
	return "", false
}

// rows returns how many items fit, at least one.
func (l *List) rows() int { return max(l.height-2, 1) }

func (l *List) reveal() {
	l.selected = max(min(l.selected, len(l.matches)-1), 0)
	l.top = part.Reveal(l.top, l.selected, l.rows(), len(l.matches))
}
