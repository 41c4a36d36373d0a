package pickfield

import (
	"slices"
	"strings"
	"unicode"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api"
	"ax-tui/keymap"
)

// Focus opens the list. What it then wants is given by Load.
func (f *Field) Focus() {
	if f.focus {
		return
	}
	f.focus = true
	f.list.Relist()
	if picks := *f.o.Value; len(picks) > 0 && !f.o.Many {
		f.list.Select(picks[0].ID)
	}
}

// Blur closes the list. An ID that was typed and not yet taken is taken, other
// words are forgotten.
func (f *Field) Blur() {
	if !f.focus {
		return
	}
	if id := f.list.TypedID(); id != "" && !f.has(id) {
		f.toggle(id)
	}
	f.focus = false
	f.list.Close()
	f.list.ClearQuery()
}

// Update takes keys. Answers come through picker.Answer, what it wants to ask
// through Load.
func (f *Field) Update(msg tea.Msg) tea.Cmd {
	if key, ok := msg.(tea.KeyMsg); ok && f.focus {
		f.dirty = true
		f.press(key)
	}
	return nil
}

func (f *Field) press(key tea.KeyMsg) {
	f.picked = false
	if key.Paste && f.o.Many && f.pasteIDs(string(key.Runes)) {
		return
	}
	if action, ok := f.env.Keys.Find([]keymap.Scope{keymap.PickField}, key.String()); ok && !key.Paste && f.Do(action) {
		return
	}
	if id, done := f.list.HandleKey(key); done {
		f.pick(id)
	}
}

// Do carries out an action of the scope keymap.PickField and reports whether
// it is one that counts here.
func (f *Field) Do(action keymap.Action) bool {
	switch {
	case action == keymap.Mark && f.o.Many && f.list.Query() == "":
		if id, ok := f.list.Selected(); ok { // while words are sought a space is one of them
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

// pasteIDs picks several IDs that were pasted at once; false when they are none.
func (f *Field) pasteIDs(pasted string) bool {
	ids := strings.FieldsFunc(pasted, between)
	if len(ids) < 2 || slices.ContainsFunc(ids, func(id string) bool { return !f.list.IsID(id) }) {
		return false
	}
	for _, id := range ids {
		if !f.has(id) {
			f.toggle(id)
		}
	}
	f.list.ClearQuery()
	return true
}

// between is what may stand between IDs that are pasted together.
func between(r rune) bool { return r == ',' || unicode.IsSpace(r) }

// pick follows a key that picks: in a field of many the next name begins anew.
func (f *Field) pick(id string) {
	typed := f.list.TypedID() != ""
	f.toggle(id)
	f.picked = !f.o.Many
	if !typed && !f.o.Many {
		f.list.Relist()
		return
	}
	f.list.ClearQuery()
	f.list.Select(id)
}

func (f *Field) has(id string) bool {
	return slices.ContainsFunc(*f.o.Value, func(pick api.Ref) bool { return pick.ID == id })
}

// toggle picks, or takes a pick away when there may be many.
func (f *Field) toggle(id string) {
	f.fault = ""
	item, _ := f.list.Item(id)
	switch {
	case !f.o.Many && !f.has(id):
		*f.o.Value = []api.Ref{item.Ref()}
	case f.o.Many && f.has(id):
		*f.o.Value = slices.DeleteFunc(f.Picked(), func(pick api.Ref) bool { return pick.ID == id })
	case f.o.Many:
		*f.o.Value = append(f.Picked(), item.Ref())
	}
}

// unpick takes the last pick away.
func (f *Field) unpick() {
	if picks := f.Picked(); len(picks) > 0 {
		*f.o.Value = picks[:len(picks)-1]
		f.fault = ""
		f.list.Relist()
	}
}

// Zoom reports that the list wants the room of the whole group.
func (f *Field) Zoom() bool { return f.focus }

// SetWidth sets the width in cells, frame included.
func (f *Field) SetWidth(w int) { f.w, f.dirty = max(w, 1), true }

// SetHeight sets how many rows it takes with the focus.
func (f *Field) SetHeight(h int) {
	f.h, f.dirty = max(h, 1), true
	f.list.SetSize(max(f.w-edge, 1), max(f.h-2, 2))
}

// Can reports whether a key of the picker makes sense now: several things can
// be marked only where several are wanted, and there must be one to take away.
func (f *Field) Can(action keymap.Action) bool {
	switch action {
	case keymap.Mark:
		return f.o.Many
	case keymap.Unpick:
		return len(*f.o.Value) > 0
	}
	return false
}
