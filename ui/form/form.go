// Package form wraps huh and holds what all forms share: fields, layout, the
// footer, the fields named by a refusal, JSON text fields, drafts, and how a form
// is sent and left.
//
// It promises: huh's own commands are dropped, since no field uses a timer, a
// dynamic text or a validator of huh, so nothing queries the terminal; keys come
// from the key table; the values are saved as a draft until they are sent or
// discarded.
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

// Form wraps a huh form with one or more groups of fields, of which one is
// shown. Another size, other styles or other fields need a new form over the same
// values; pick and JSON fields are reused.
type Form struct {
	styles *theme.Styles
	groups [][]Field
	huh    *huh.Form
	width  int
	height int
	group  int // the group that is shown
	at     int // index of the focused field in it
}

// redraw is an empty message that makes huh render its group again.
type redraw struct{}

// New creates a form of width by height cells that shows one of its groups, with
// the focus on one of that group's fields.
func New(st *theme.Styles, groups [][]Field, width, height, group, focus int) *Form {
	form := &Form{styles: st, groups: groups, width: max(width, 1), height: max(height, 1), group: group}
	look := st.Form()
	look.Blurred.TextInput.CursorText = look.Blurred.TextInput.Text // only the focused field shows a cursor
	var all []*huh.Group
	for i, fields := range groups {
		list := make([]huh.Field, len(fields))
		for j, field := range fields {
			// Before the group measures them, or they measure with huh's own theme.
			list[j] = unchecked{field.Huh.WithTheme(look)}
		}
		all = append(all, huh.NewGroup(list...).WithHideFunc(func() bool { return form.group != i }))
	}
	form.huh = huh.NewForm(all...).
		WithTheme(look).WithKeyMap(huhKeys()).WithShowHelp(false).WithShowErrors(false).
		WithWidth(form.width).WithHeight(form.height)
	form.huh.Init()
	if group > 0 {
		form.huh.NextGroup() // the only one that is not hidden
	}
	form.Jump(focus)
	return form
}

// huhKeys binds huh to action names instead of keys, so that keys are only
// defined in the key table. Form moves between fields itself.
func huhKeys() *huh.KeyMap {
	on := func(action keymap.Action) key.Binding { return key.NewBinding(key.WithKeys(string(action))) }
	return &huh.KeyMap{
		Select: huh.SelectKeyMap{
			Up: on(keymap.Up), Down: on(keymap.Down), Left: on(keymap.Up), Right: on(keymap.Down),
		},
		Text: huh.TextKeyMap{NewLine: on(keymap.Open)},
	}
}

// Fields returns the fields of the group that is shown.
func (f *Form) Fields() []Field { return f.groups[f.group] }

// Focused returns the field that has the focus.
func (f *Form) Focused() *Field { return &f.Fields()[f.at] }

// At returns the index of the field that has the focus.
func (f *Form) At() int { return f.at }

// Last reports whether the focus is on the last field.
func (f *Form) Last() bool { return f.at == len(f.Fields())-1 }

// Jump moves the focus to a field. The cursor of a line is at its end then, also when its
// text was changed meanwhile.
func (f *Form) Jump(to int) {
	to = min(max(to, 0), len(f.Fields())-1)
	for ; f.at < to; f.at++ {
		f.huh.NextField()
	}
	for ; f.at > to; f.at-- {
		f.huh.PrevField()
	}
	if f.Focused().Mode == OneLine {
		f.SendKey(tea.KeyMsg{Type: tea.KeyEnd})
	}
}

// Step moves the focus by a number of fields and wraps around.
func (f *Form) Step(by int) {
	count := len(f.Fields())
	f.Jump((f.at + by + count) % count)
}

// Index returns the index of the field that a fault names: the one with exactly
// this key, else the one that contains it; -1 for none.
func (f *Form) Index(fault string) int {
	fields := f.Fields()
	if i := slices.IndexFunc(fields, func(field Field) bool { return field.Key == fault }); i >= 0 {
		return i
	}
	base := BaseField(fault)
	return slices.IndexFunc(fields, func(field Field) bool { return field.Key == base })
}

// Action returns the action that a key is bound to, or "" when the key belongs to
// the focused field.
func (f *Form) Action(keys keymap.Map, scopes []keymap.Scope, press tea.KeyMsg) keymap.Action {
	if press.Paste { // a paste can be a megabyte: do not look it up as a key
		return ""
	}
	action, ok := keys.Find(scopes, press.String())
	if !ok || !f.Focused().leaves(action, press) {
		return ""
	}
	return action
}

// SendAction passes an action to the focused field. Like SendKey it bypasses the
// huh form, which would render the whole group; Redraw does that once.
func (f *Form) SendAction(action keymap.Action) {
	f.SendKey(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(string(action))})
}

// SendKey passes a key to the focused field. It returns the command of a JSON
// field; the commands of other fields are dropped.
func (f *Form) SendKey(press tea.KeyMsg) tea.Cmd {
	field := f.Focused()
	before, _ := field.Huh.GetValue().(string)
	_, cmd := field.Huh.Update(press)
	if press.Type == tea.KeyBackspace && (field.Mode == OneLine || field.Mode == Lines) {
		after, _ := field.Huh.GetValue().(string)
		for range text.Torn(before, after) {
			field.Huh.Update(press)
		}
	}
	if field.Mode != Editing {
		return nil
	}
	return cmd
}

// TakeTyped picks what was typed into the focused field but not picked yet.
func (f *Form) TakeTyped() {
	if field := f.Focused().PickField(); field != nil {
		field.TakeTyped()
	}
}

// Describe sets the line under each field to the text that word returns, as a
// fault or as a hint.
func (f *Form) Describe(word func(i int, field Field) (line text.Safe, fault bool)) {
	for i, field := range f.Fields() {
		line, fault := word(i, field)
		field.describe(f.styles, text.Cut(line, max(f.width-6, 1)), fault)
	}
	f.Redraw()
}

// Redraw makes huh render changes that were made without it.
func (f *Form) Redraw() {
	f.share()
	f.huh.Update(redraw{})
}

// share gives the focused list of names the rows that the other fields of the group leave.
func (f *Form) share() {
	field := f.Focused().PickField()
	if field == nil {
		return
	}
	room := f.height
	for i, other := range f.Fields() {
		if i != f.at {
			room -= lipgloss.Height(other.Huh.View())
		}
	}
	field.Share(room)
}

// View renders the group that is shown.
func (f *Form) View() string { return f.huh.View() }

// Hidden counts the fields that are not fully visible in height rows, above and below.
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
