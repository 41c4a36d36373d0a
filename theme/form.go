package theme

import (
	"github.com/charmbracelet/huh"
	"github.com/charmbracelet/lipgloss"
)

// Form returns the theme of huh forms, built from the same roles.
func (s *Styles) Form() *huh.Theme {
	theme := new(huh.Theme)
	focused, blurred := &theme.Focused, &theme.Blurred
	for _, part := range []struct {
		part        *lipgloss.Style
		look        *Style
		text        string
		left, right int // margins
	}{
		{part: &focused.Title, look: &s.Accent},
		{part: &focused.NoteTitle, look: &s.Accent},
		{part: &focused.Description, look: &s.Dim},
		{part: &focused.ErrorIndicator, look: &s.Error, text: " " + s.Glyphs.Warn},
		{part: &focused.ErrorMessage, look: &s.Error},
		{part: &focused.SelectSelector, look: &s.Accent, text: s.Glyphs.Cursor + " "},
		{part: &focused.MultiSelectSelector, look: &s.Accent, text: s.Glyphs.Cursor + " "},
		{part: &focused.NextIndicator, look: &s.Dim, text: s.Glyphs.ScrollRight, left: 1},
		{part: &focused.PrevIndicator, look: &s.Dim, text: s.Glyphs.ScrollLeft, right: 1},
		{part: &focused.Option, look: &s.Text},
		{part: &focused.UnselectedOption, look: &s.Text},
		{part: &focused.SelectedOption, look: &s.Accent},
		{part: &focused.SelectedPrefix, look: &s.Accent, text: s.Glyphs.Check + " "},
		{part: &focused.UnselectedPrefix, look: &s.Dim, text: "  "},
		{part: &focused.TextInput.Cursor, look: &s.Accent},
		{part: &focused.TextInput.CursorText, look: &s.Cursor},
		{part: &focused.TextInput.Placeholder, look: &s.Dim},
		{part: &focused.TextInput.Prompt, look: &s.Accent},
		{part: &focused.TextInput.Text, look: &s.Text},
		{part: &focused.FocusedButton, look: &s.Selected, right: 1},
		{part: &focused.BlurredButton, look: &s.Dim, right: 1},
		{part: &theme.Form.Base, look: &s.Text},
		{part: &theme.Group.Base, look: &s.Text},
		{part: &theme.Group.Title, look: &s.Strong},
		{part: &theme.Group.Description, look: &s.Dim},
		{part: &theme.FieldSeparator, look: &s.Text, text: "\n"},
		{part: &theme.Help.ShortKey, look: &s.Key},
		{part: &theme.Help.FullKey, look: &s.Key},
		{part: &theme.Help.ShortDesc, look: &s.Dim},
		{part: &theme.Help.FullDesc, look: &s.Dim},
		{part: &theme.Help.Ellipsis, look: &s.Dim},
		{part: &theme.Help.ShortSeparator, look: &s.Faint},
		{part: &theme.Help.FullSeparator, look: &s.Faint},
	} {
		*part.part = part.look.layout.SetString(part.text).MarginLeft(part.left).MarginRight(part.right)
	}
	for _, button := range []*lipgloss.Style{&focused.FocusedButton, &focused.BlurredButton} {
		*button = button.Padding(0, 2)
	}
	*blurred = *focused
	blurred.Title = *s.Dim.layout
	blurred.NoteTitle = blurred.Title
	blurred.TextInput.CursorText = *s.Text.layout // no cursor without focus
	blurred.Base = s.Text.layout.PaddingLeft(2)
	blurred.Card = blurred.Base
	edge := lipgloss.Border{Left: s.Glyphs.BorderV}
	focused.Base = s.Text.layout.PaddingLeft(1).Border(edge, false, false, false, true).BorderForeground(s.Accent.layout.GetForeground())
	focused.Card = focused.Base
	return theme
}
