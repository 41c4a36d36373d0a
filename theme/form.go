package theme

import (
	"github.com/charmbracelet/huh"
	"github.com/charmbracelet/lipgloss"
)

// Form is the look of huh forms, from the same roles as everything else.
func (s *Styles) Form() *huh.Theme {
	t := huh.ThemeBase()
	field := func(f *huh.FieldStyles, title lipgloss.Style, focused bool) {
		f.Base = s.Style().PaddingLeft(2)
		if focused {
			edge := lipgloss.Border{Left: s.Glyphs.BorderV}
			f.Base = s.Style().PaddingLeft(1).BorderStyle(edge).BorderLeft(true).BorderForeground(s.Accent.GetForeground())
		}
		f.Card = f.Base
		f.Title, f.NoteTitle = title, title
		f.Description = s.Dim
		f.ErrorIndicator = s.Error.SetString(" " + s.Glyphs.Warn)
		f.ErrorMessage = s.Error
		f.SelectSelector = s.Accent.SetString(s.Glyphs.Cursor + " ")
		f.MultiSelectSelector = f.SelectSelector
		f.NextIndicator = s.Dim.MarginLeft(1).SetString(s.Glyphs.ScrollRight)
		f.PrevIndicator = s.Dim.MarginRight(1).SetString(s.Glyphs.ScrollLeft)
		f.Option, f.UnselectedOption = s.Text, s.Text
		f.SelectedOption = s.Accent
		f.SelectedPrefix = s.Accent.SetString(s.Glyphs.Check + " ")
		f.UnselectedPrefix = s.Dim.SetString("  ")
		f.TextInput.Cursor = s.Accent
		f.TextInput.CursorText = s.Text // no cursor where nothing is typed
		if focused {
			f.TextInput.CursorText = s.Style().Reverse(true)
		}
		f.TextInput.Placeholder = s.Dim
		f.TextInput.Prompt = s.Accent
		f.TextInput.Text = s.Text
		f.FocusedButton = s.Selected.Padding(0, 2).MarginRight(1)
		f.BlurredButton = s.Dim.Padding(0, 2).MarginRight(1)
	}
	field(&t.Focused, s.Accent, true)
	field(&t.Blurred, s.Dim, false)
	t.Form.Base, t.Group.Base = s.Style(), s.Style()
	t.Group.Title, t.Group.Description = s.Strong, s.Dim
	t.FieldSeparator = s.Style().SetString("\n")
	t.Help.ShortKey, t.Help.FullKey = s.Key, s.Key
	t.Help.ShortDesc, t.Help.FullDesc, t.Help.Ellipsis = s.Dim, s.Dim, s.Dim
	t.Help.ShortSeparator, t.Help.FullSeparator = s.Faint, s.Faint
	return t
}
