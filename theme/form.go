package theme

import (
	"github.com/charmbracelet/huh"
	"github.com/charmbracelet/lipgloss"
)

// Form is the look of huh forms, from the same roles as everything else.
func (s *Styles) Form() *huh.Theme {
	theme := huh.ThemeBase()
	field := func(fieldStyles *huh.FieldStyles, title lipgloss.Style, focused bool) {
		fieldStyles.Base = s.Style().PaddingLeft(2)
		if focused {
			edge := lipgloss.Border{Left: s.Glyphs.BorderV}
			fieldStyles.Base = s.Style().PaddingLeft(1).BorderStyle(edge).BorderLeft(true).BorderForeground(s.Accent.GetForeground())
		}
		fieldStyles.Card = fieldStyles.Base
		fieldStyles.Title, fieldStyles.NoteTitle = title, title
		fieldStyles.Description = s.Dim
		fieldStyles.ErrorIndicator = s.Error.SetString(" " + s.Glyphs.Warn)
		fieldStyles.ErrorMessage = s.Error
		fieldStyles.SelectSelector = s.Accent.SetString(s.Glyphs.Cursor + " ")
		fieldStyles.MultiSelectSelector = fieldStyles.SelectSelector
		fieldStyles.NextIndicator = s.Dim.MarginLeft(1).SetString(s.Glyphs.ScrollRight)
		fieldStyles.PrevIndicator = s.Dim.MarginRight(1).SetString(s.Glyphs.ScrollLeft)
		fieldStyles.Option, fieldStyles.UnselectedOption = s.Text, s.Text
		fieldStyles.SelectedOption = s.Accent
		fieldStyles.SelectedPrefix = s.Accent.SetString(s.Glyphs.Check + " ")
		fieldStyles.UnselectedPrefix = s.Dim.SetString("  ")
		fieldStyles.TextInput.Cursor = s.Accent
		fieldStyles.TextInput.CursorText = s.Text // no cursor where nothing is typed
		if focused {
			fieldStyles.TextInput.CursorText = s.Style().Reverse(true)
		}
		fieldStyles.TextInput.Placeholder = s.Dim
		fieldStyles.TextInput.Prompt = s.Accent
		fieldStyles.TextInput.Text = s.Text
		fieldStyles.FocusedButton = s.Selected.Padding(0, 2).MarginRight(1)
		fieldStyles.BlurredButton = s.Dim.Padding(0, 2).MarginRight(1)
	}
	field(&theme.Focused, s.Accent, true)
	field(&theme.Blurred, s.Dim, false)
	theme.Form.Base, theme.Group.Base = s.Style(), s.Style()
	theme.Group.Title, theme.Group.Description = s.Strong, s.Dim
	theme.FieldSeparator = s.Style().SetString("\n")
	theme.Help.ShortKey, theme.Help.FullKey = s.Key, s.Key
	theme.Help.ShortDesc, theme.Help.FullDesc, theme.Help.Ellipsis = s.Dim, s.Dim, s.Dim
	theme.Help.ShortSeparator, theme.Help.FullSeparator = s.Faint, s.Faint
	return theme
}
