package pickfield

import (
	"errors"
	"io"
	"slices"
	"strings"
	"unicode"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/huh"

	"ax-tui/api/resolve"
	"ax-tui/keymap"
)

var _ huh.Field = (*Field)(nil)

// longestPaste bounds what one paste puts into the line of words.
const longestPaste = 1000

func scopes() []keymap.Scope { return []keymap.Scope{keymap.PickField, keymap.Picker} }

// Init asks nothing; see Need.
func (f *Field) Init() tea.Cmd { return nil }

// Focus opens the list. What it then wants is given by Need.
func (f *Field) Focus() tea.Cmd {
	if f.focus {
		return nil
	}
	f.focus, f.dirty = true, true
	f.relist()
	if v := *f.o.Value; len(v) > 0 && !f.o.Many {
		f.list.Select(v[0].ID)
	}
	return nil
}

// Blur closes the list. An ID that was typed and not yet taken is taken, other
// words are forgotten.
func (f *Field) Blur() tea.Cmd {
	if !f.focus {
		return nil
	}
	if id := f.byID(); id != "" && !f.has(id) {
		f.toggle(id)
	}
	f.focus, f.dirty = false, true
	f.stop()
	f.sought("")
	return nil
}

// Update takes keys. Answers come through Deliver.
func (f *Field) Update(m tea.Msg) (tea.Model, tea.Cmd) {
	if k, ok := m.(tea.KeyMsg); ok && f.focus {
		f.dirty = true
		f.press(k)
	}
	return f, nil
}

func (f *Field) press(k tea.KeyMsg) {
	f.picked = false
	if k.Paste || k.Type == tea.KeyRunes {
		f.words(k)
		return
	}
	if a, ok := f.o.Keys.Find([]keymap.Scope{keymap.PickField}, k.String()); !ok || !f.Do(a) {
		f.find(k)
	}
}

// Do carries out an action of the scope keymap.PickField and reports whether
// it is one that counts here.
func (f *Field) Do(a keymap.Action) bool {
	f.dirty = true
	switch {
	case a == keymap.Mark && f.o.Many && f.list.Query() == "":
		f.pickSelected() // while words are sought a space is one of them
	case a == keymap.Unpick:
		f.unpick()
	case a == keymap.Refresh:
		f.again()
	default:
		return false
	}
	return true
}

// words takes what was typed or pasted. Several IDs at once are all picked.
func (f *Field) words(k tea.KeyMsg) {
	if ids := strings.FieldsFunc(string(k.Runes), between); k.Paste && f.o.Many && len(ids) > 1 && !slices.ContainsFunc(ids, f.noID) {
		for _, id := range ids {
			if !f.has(id) {
				f.toggle(id)
			}
		}
		f.sought("")
		return
	}
	if len(k.Runes) > longestPaste {
		k.Runes = k.Runes[:longestPaste]
	}
	pasted := k.Paste && f.list.Query() == ""
	f.find(k)
	if pasted {
		f.pasted = f.list.Query()
		f.relist()
	}
}

// between is what may stand between IDs that are pasted together.
func between(r rune) bool { return r == ',' || unicode.IsSpace(r) }

func (f *Field) noID(s string) bool { return !resolve.IsID(s) && (f.o.IsID == nil || !f.o.IsID(s)) }

// sought changes the words sought; a rest under way for others is forgotten.
func (f *Field) sought(words string) {
	f.list.SetQuery(words)
	f.wait, f.pasted = "", ""
	f.relist()
}

// find hands a key to the list.
func (f *Field) find(k tea.KeyMsg) {
	before := f.list.Query()
	_, took := f.list.Key(k)
	if took {
		f.pickSelected()
		return
	}
	if f.list.Query() == before {
		f.state()
		return
	}
	if f.o.Narrows && f.err != nil {
		f.err = nil // another question may fare better
	}
	f.relist()
}

func (f *Field) pickSelected() {
	id, ok := f.list.Selected()
	if !ok {
		return
	}
	typed := f.byID() != ""
	f.toggle(id)
	f.picked = !f.o.Many
	if typed || f.o.Many {
		f.sought("") // the next name begins anew
		f.list.Select(id)
		return
	}
	f.relist()
}

func (f *Field) has(id string) bool {
	return slices.ContainsFunc(*f.o.Value, func(x Item) bool { return x.ID == id })
}

// toggle picks, or takes a pick away when there may be many.
func (f *Field) toggle(id string) {
	f.fault, f.note = "", ""
	x := Item{ID: id}
	if at, ok := f.at[id]; ok {
		x = f.items[at]
	}
	switch {
	case !f.o.Many && !f.has(id):
		*f.o.Value = []Item{x}
	case f.o.Many && f.has(id):
		*f.o.Value = slices.DeleteFunc(slices.Clone(*f.o.Value), func(y Item) bool { return y.ID == id })
	case f.o.Many:
		*f.o.Value = append(slices.Clone(*f.o.Value), x)
	}
}

// unpick takes the last pick away.
func (f *Field) unpick() {
	if v := *f.o.Value; len(v) > 0 {
		*f.o.Value = slices.Clone(v[:len(v)-1])
		f.fault, f.note = "", ""
		f.relist()
	}
}

// Error is always nil: see the package comment.
func (f *Field) Error() error { return nil }

// Skip is false.
func (f *Field) Skip() bool { return false }

// Zoom reports that the list wants the room of the whole group.
func (f *Field) Zoom() bool { return f.o.Zoom && f.focus }

// KeyBinds are the rows of the key table that count here.
func (f *Field) KeyBinds() []key.Binding {
	var out []key.Binding
	for _, e := range f.o.Keys.Visible(scopes()) {
		if e.Action == keymap.Back || e.Action == keymap.Mark && !f.o.Many {
			continue // leaving is the form's key
		}
		out = append(out, key.NewBinding(key.WithKeys(e.Keys...), key.WithHelp(e.First(), e.Short)))
	}
	return out
}

// WithTheme is not listened to: see Restyle.
func (f *Field) WithTheme(*huh.Theme) huh.Field { return f }

// WithAccessible is not listened to: the line mode has its own prompts.
func (f *Field) WithAccessible(bool) huh.Field { return f }

// WithKeyMap is not listened to: keys come from the one key table.
func (f *Field) WithKeyMap(*huh.KeyMap) huh.Field { return f }

// WithWidth sets the width in cells, frame included.
func (f *Field) WithWidth(w int) huh.Field {
	f.w, f.dirty = max(w, 1), true
	return f
}

// WithHeight sets how many rows it takes with the focus.
func (f *Field) WithHeight(h int) huh.Field {
	f.h, f.dirty = max(h, 1), true
	f.list.SetSize(max(f.w-edge, 1), max(f.h-2, 2))
	return f
}

// WithPosition does not matter here.
func (f *Field) WithPosition(huh.FieldPosition) huh.Field { return f }

// GetKey is the wire name.
func (f *Field) GetKey() string { return f.o.Key }

// GetValue gives the picks, a []Item.
func (f *Field) GetValue() any { return f.Picked() }

// errAlone is the answer to running the field outside of a form.
var errAlone = errors.New("this field works only inside a form of the full-screen program")

// Run refuses: the field needs its screen.
func (f *Field) Run() error { return errAlone }

// RunAccessible refuses: the field needs its screen.
func (f *Field) RunAccessible(io.Writer, io.Reader) error { return errAlone }

// Can reports whether a key of the picker makes sense now: several things can
// be marked only where several are wanted, and there must be one to take away.
func (f *Field) Can(a keymap.Action) bool {
	switch a {
	case keymap.Mark:
		return f.o.Many
	case keymap.Unpick:
		return len(*f.o.Value) > 0
	}
	return false
}
