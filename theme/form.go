package theme

import (
	"github.com/charmbracelet/huh"
	"github.com/charmbracelet/lipgloss"
)

// Form returns the theme of huh forms, built from the same roles.
func (s *Styles) Form() *huh.Theme {
	theme := huh.ThemeBase()
	base := s.renderer.NewStyle()
	field := func(fieldStyles *huh.FieldStyles, title lipgloss.Style, focused bool) {
		fieldStyles.Base = base.PaddingLeft(2)
		if focused {
			edge := lipgloss.Border{Left: s.Glyphs.BorderV}
			fieldStyles.Base = base.PaddingLeft(1).BorderStyle(edge).BorderLeft(true).BorderForeground(s.Accent.layout.GetForeground())
		}
		fieldStyles.Card = fieldStyles.Base
		fieldStyles.Title, fieldStyles.NoteTitle = title, title
		fieldStyles.Description = *s.Dim.layout
		fieldStyles.ErrorIndicator = s.Error.layout.SetString(" " + s.Glyphs.Warn)
		fieldStyles.ErrorMessage = *s.Error.layout
		fieldStyles.SelectSelector = s.Accent.layout.SetString(s.Glyphs.Cursor + " ")
		fieldStyles.MultiSelectSelector = fieldStyles.SelectSelector
		fieldStyles.NextIndicator = s.Dim.layout.MarginLeft(1).SetString(s.Glyphs.ScrollRight)
		fieldStyles.PrevIndicator = s.Dim.layout.MarginRight(1).SetString(s.Glyphs.ScrollLeft)
		fieldStyles.Option, fieldStyles.UnselectedOption = *s.Text.layout, *s.Text.layout
		fieldStyles.SelectedOption = *s.Accent.layout
		fieldStyles.SelectedPrefix = s.Accent.layout.SetString(s.Glyphs.Check + " ")
		fieldStyles.UnselectedPrefix = s.Dim.layout.SetString("  ")
		fieldStyles.TextInput.Cursor = *s.Accent.layout
		fieldStyles.TextInput.CursorText = *s.Text.layout // no cursor without focus
		if focused {
			fieldStyles.TextInput.CursorText = base.Reverse(true)
		}
		fieldStyles.TextInput.Placeholder = *s.Dim.layout
		fieldStyles.TextInput.Prompt = *s.Accent.layout
		fieldStyles.TextInput.Text = *s.Text.layout
		fieldStyles.FocusedButton = s.Selected.layout.Padding(0, 2).MarginRight(1)
		fieldStyles.BlurredButton = s.Dim.layout.Padding(0, 2).MarginRight(1)
	}
	field(&theme.Focused, *s.Accent.layout, true)
	field(&theme.Blurred, *s.Dim.layout, false)
	theme.Form.Base, theme.Group.Base = base, base
	theme.Group.Title, theme.Group.Description = *s.Strong.layout, *s.Dim.layout
	theme.FieldSeparator = base.SetString("\n")
	theme.Help.ShortKey, theme.Help.FullKey = *s.Key.layout, *s.Key.layout
	theme.Help.ShortDesc, theme.Help.FullDesc, theme.Help.Ellipsis = *s.Dim.layout, *s.Dim.layout, *s.Dim.layout
	theme.Help.ShortSeparator, theme.Help.FullSeparator = *s.Faint.layout, *s.Faint.layout
	return theme
}
