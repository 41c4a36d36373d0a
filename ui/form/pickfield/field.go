package pickfield

import (
	"slices"
	"strings"
	"unicode"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api"
	"ax-tui/keymap"
	"ax-tui/ui/text"
)

// Focus opens the list. Load then returns what it needs.
func (f *Field) Focus() {
	if f.focused {
		return
	}
	f.focused = true
	f.list.Relist()
	if picks := *f.options.Value; len(picks) > 0 && !f.options.Many {
		f.list.Select(picks[0].ID)
	}
}

// TakeTyped picks what was typed but not picked yet: an ID, or words that can only mean
// one item.
func (f *Field) TakeTyped() {
	id := f.list.TypedID()
	if hit, ok := f.list.OnlyHit(); id == "" && ok {
		id = hit
	}
	if !f.focused || id == "" {
		return
	}
	if !f.isPicked(id) {
		f.toggle(id)
	}
	f.list.ClearQuery()
	f.list.Select(id)
}

// DropWords clears words that were typed to find an item, for a key that leaves without
// choosing. An ID stays: it is input, not a search.
func (f *Field) DropWords() {
	if f.list.TypedID() == "" {
		f.list.ClearQuery()
	}
}

// Blur closes the list after TakeTyped; any other text is cleared.
func (f *Field) Blur() {
	if !f.focused {
		return
	}
	f.TakeTyped()
	f.focused = false
	f.list.Close()
	f.list.ClearQuery()
}

// Update handles keys. Results arrive as picker.Answer, requests are returned by
// Load.
func (f *Field) Update(msg tea.Msg) tea.Cmd {
	if key, ok := msg.(tea.KeyMsg); ok && f.focused {
		f.dirty = true
		f.handleKey(key)
	}
	return nil
}

func (f *Field) handleKey(key tea.KeyMsg) {
	f.justPicked = false
	if key.Paste && f.options.Many && f.pasteIDs(string(key.Runes)) {
		return
	}
	if action, ok := f.env.Keys.Find([]keymap.Scope{keymap.PickField}, key.String()); ok && !key.Paste && f.Do(action) {
		return
	}
	if id, done := f.list.HandleKey(key); done {
		f.pick(id)
	}
}

// Do carries out an action of the scope keymap.PickField and reports whether it
// applies here.
func (f *Field) Do(action keymap.Action) bool {
	switch {
	case action == keymap.Mark && f.options.Many && f.list.Query() == "":
		if id, ok := f.list.Selected(); ok { // while a query is typed, a space is text
			f.pick(id)
		}
	case action == keymap.Unpick:
		f.unpick()
	case action == keymap.Refresh:
		f.list.Retry()
	default:
		return false
	}
	return true
}

// pasteIDs picks several pasted IDs; false if the text is not a list of IDs.
func (f *Field) pasteIDs(pasted string) bool {
	ids := strings.FieldsFunc(pasted, isSeparator)
	for i, word := range ids {
		id, ok := f.list.ID(word)
		if !ok {
			return false
		}
		ids[i] = id
	}
	if len(ids) < 2 {
		return false
	}
	for _, id := range ids {
		if !f.isPicked(id) {
			f.toggle(id)
		}
	}
	f.list.ClearQuery()
	return true
}

// Pick is the word for what enter does.
func (f *Field) Pick() text.Safe {
	if f.options.Many {
		return text.Lit("mark")
	}
	return text.Lit("pick")
}

// isSeparator reports whether a character separates pasted IDs.
func isSeparator(char rune) bool { return char == ',' || unicode.IsSpace(char) }

// pick toggles the item of a key. With Many the query is cleared for the next name.
func (f *Field) pick(id string) {
	typed := f.list.TypedID() != ""
	f.toggle(id)
	f.justPicked = !f.options.Many
	if !typed && !f.options.Many {
		f.list.Relist()
		return
	}
	f.list.ClearQuery()
	f.list.Select(id)
}

func (f *Field) isPicked(id string) bool {
	return slices.ContainsFunc(*f.options.Value, func(pick api.Ref) bool { return pick.ID == id })
}

// toggle picks the item, or with Many removes it if it was picked.
func (f *Field) toggle(id string) {
	f.fault = ""
	item, _ := f.list.Item(id)
	switch {
	case !f.options.Many && !f.isPicked(id):
		*f.options.Value = []api.Ref{item.Ref()}
	case f.options.Many && f.isPicked(id):
		kept := []api.Ref{}
		for _, pick := range f.Picked() {
			if pick.ID != id {
				kept = append(kept, pick)
			}
		}
		*f.options.Value = kept
	case f.options.Many:
		*f.options.Value = append(f.Picked(), item.Ref())
	}
}

// unpick removes the last pick.
func (f *Field) unpick() {
	if picks := f.Picked(); len(picks) > 0 {
		*f.options.Value = picks[:len(picks)-1]
		f.fault = ""
		f.list.Relist()
	}
}

// With minShared rows a list stands next to other fields, with fewer where all its items
// fit; it takes no more than it needs, at least minList.
const (
	minShared = 12
	minList   = 8
)

// Share tells the field how many rows the other fields of its group leave; with too few it
// fills the group and hides them.
func (f *Field) Share(rows int) {
	count := f.list.Count()
	needed := max(count+listFrame, minList)
	if f.shares = rows >= minShared || count > 0 && rows >= needed; f.shares {
		f.SetHeight(min(rows, needed))
	}
}

// Zoom reports whether the field fills its whole group.
func (f *Field) Zoom() bool { return f.focused && !f.shares }

// SetWidth sets the width in cells, including the frame.
func (f *Field) SetWidth(width int) { f.width, f.dirty = max(width, 1), true }

// SetHeight sets the number of rows with the focus.
func (f *Field) SetHeight(height int) {
	f.height, f.dirty = max(height, 1), true
	f.list.SetSize(max(f.width-frameWidth, 1), max(f.height-2, 2))
}

// Can reports whether an action is available: Mark needs Many and no typed words, in
// which a space is text, Unpick a pick, and Refresh a list that could not be loaded.
func (f *Field) Can(action keymap.Action) bool {
	switch action {
	case keymap.Mark:
		return f.options.Many && f.list.Query() == ""
	case keymap.Refresh:
		return f.list.Failed()
	case keymap.Unpick:
		return len(*f.options.Value) > 0
	}
	return false
}
