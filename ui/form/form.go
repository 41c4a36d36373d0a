// Package form is the one wrapper round huh, and what every form shares with
// the others: its fields, the room they have, the foot below them, the faults
// that a refusal names, a JSON text as a field, the draft that keeps what was
// typed, the one way of sending and the one way of leaving.
//
// It promises: huh's own commands are dropped, for no field has a timer, a
// dynamic text or a validator of huh's, so nothing has to come back and nothing
// asks the terminal; keys come from the one key table; what was typed is kept
// as a draft until it is sent or thrown away. It imports api for its plain
// types, api/write for the outcome of a send, huh, keymap, theme, ui/box,
// ui/box/confirm, ui/host, ui/text and the packages below it; never a screen.
package form

import (
	"slices"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/huh"
	"github.com/charmbracelet/lipgloss"

	"ax-tui/keymap"
	"ax-tui/theme"
	"ax-tui/ui/text"
)

// Form wraps one huh form of one or more groups of fields, of which one is
// shown. A new size, other styles or other fields mean a new form over the same
// values; fields that pick or edit live on in it.
type Form struct {
	styles *theme.Styles
	groups [][]Field
	huh    *huh.Form
	width  int
	group  int // that is shown
	at     int // field of it that has the focus
}

// redraw is a message of ours without meaning, upon which huh paints its group anew.
type redraw struct{}

// New makes a form of w by h cells that shows one of its groups, with the focus
// on one of that group's fields.
func New(st *theme.Styles, groups [][]Field, width, height, group, focus int) *Form {
	form := &Form{styles: st, groups: groups, width: max(width, 1), group: group}
	look := st.Form()
	look.Blurred.TextInput.CursorText = look.Blurred.TextInput.Text // one cursor: that of the field with the focus
	var all []*huh.Group
	for i, fields := range groups {
		list := make([]huh.Field, len(fields))
		for j, field := range fields {
			// Before the group measures them, lest they measure in huh's own colours.
			list[j] = unchecked{field.Huh.WithTheme(look)}
		}
		all = append(all, huh.NewGroup(list...).WithHideFunc(func() bool { return form.group != i }))
	}
	form.huh = huh.NewForm(all...).
		WithTheme(look).WithKeyMap(huhKeys()).WithShowHelp(false).WithShowErrors(false).
		WithWidth(form.width).WithHeight(max(height, 1))
	form.huh.Init()
	if group > 0 {
		form.huh.NextGroup() // the only one that is not hidden
	}
	form.Jump(focus)
	return form
}

// huhKeys binds huh to the names of our actions, so that the one key table
// stays the only place that knows keys. Moving between fields is ours.
func huhKeys() *huh.KeyMap {
	on := func(action keymap.Action) key.Binding { return key.NewBinding(key.WithKeys(string(action))) }
	return &huh.KeyMap{
		Select: huh.SelectKeyMap{
			Up: on(keymap.Up), Down: on(keymap.Down), Left: on(keymap.Up), Right: on(keymap.Down),
		},
		Text: huh.TextKeyMap{NewLine: on(keymap.Open)},
	}
}

// Fields are those of the group that is shown.
func (f *Form) Fields() []Field { return f.groups[f.group] }

// Focused is the field that has the focus.
func (f *Form) Focused() Field { return f.Fields()[f.at] }

// At is the index of the field that has the focus.
func (f *Form) At() int { return f.at }

// Last reports that the focus is on the last field.
func (f *Form) Last() bool { return f.at == len(f.Fields())-1 }

// Jump moves the focus to a field.
func (f *Form) Jump(to int) {
	to = min(max(to, 0), len(f.Fields())-1)
	for ; f.at < to; f.at++ {
		f.huh.NextField()
	}
	for ; f.at > to; f.at-- {
		f.huh.PrevField()
	}
}

// Step moves the focus by one field and round at the ends.
func (f *Form) Step(by int) {
	count := len(f.Fields())
	f.Jump((f.at + by + count) % count)
}

// Index is where the field of a fault stands: the one of exactly this name,
// else the one that the fault is inside of; -1 for none.
func (f *Form) Index(fault string) int {
	fields := f.Fields()
	if i := slices.IndexFunc(fields, func(field Field) bool { return field.Key == fault }); i >= 0 {
		return i
	}
	base := BaseField(fault)
	return slices.IndexFunc(fields, func(field Field) bool { return field.Key == base })
}

// Action is what a key means to the form: the action it stands for, or "" when
// it belongs to the field that has the focus.
func (f *Form) Action(keys keymap.Map, scopes []keymap.Scope, press tea.KeyMsg) keymap.Action {
	if press.Paste { // a paste may be a megabyte, which is no name of a key
		return ""
	}
	action, ok := keys.Find(scopes, press.String())
	if !ok || !f.Focused().leaves(action, press) {
		return ""
	}
	return action
}

// SendAction hands an action to the focused field. Like Write it goes past the
// form, which would paint the whole group; Paint does that once.
func (f *Form) SendAction(action keymap.Action) {
	f.SendKey(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(string(action))})
}

// SendKey hands a key to the focused field. The command is that of a JSON text;
// other fields have none that counts.
func (f *Form) SendKey(press tea.KeyMsg) tea.Cmd {
	field := f.Focused()
	_, cmd := field.Huh.Update(press)
	if field.Mode != Editing {
		return nil
	}
	return cmd
}

// AcceptTypedID takes an ID that was typed into the focused field and not yet taken.
func (f *Form) AcceptTypedID() {
	if field := f.Focused().PickField(); field != nil {
		field.Blur()
		field.Focus()
	}
}

// Describe words the line under each field: what word gives for it, a fault or
// not.
func (f *Form) Describe(word func(i int, field Field) (line text.Safe, fault bool)) {
	for i, field := range f.Fields() {
		line, fault := word(i, field)
		field.describe(f.styles, text.Cut(line, max(f.width-6, 1)), fault)
	}
	f.Redraw()
}

// Redraw lets huh take in what has changed behind it.
func (f *Form) Redraw() { f.huh.Update(redraw{}) }

// View draws the group that is shown.
func (f *Form) View() string { return f.huh.View() }

// Hidden counts the fields that are not in view in full in h rows, above and below.
func (f *Form) Hidden(height int) (above, below int) {
	fields := f.Fields()
	if fields[f.at].Huh.Zoom() {
		return f.at, len(fields) - 1 - f.at
	}
	tops, bottom := make([]int, len(fields)), make([]int, len(fields))
	rows := 0
	for i, field := range fields {
		tops[i] = rows
		rows += lipgloss.Height(field.Huh.View())
		bottom[i] = rows
	}
	first := min(tops[f.at], max(rows-height, 0))
	for i := range fields {
		switch {
		case tops[i] < first:
			above++
		case bottom[i] > first+height:
			below++
		}
	}
	return above, below
}
