package term

import tea "github.com/charmbracelet/bubbletea"

// SplitKeys splits keys that arrived together into single ones: fast typing and
// key repeat come as one message "jjjj", which matches no binding. Pastes and
// single keys are returned unchanged. Do not use it while a text field has the
// focus; a text field takes the whole text.
func SplitKeys(msg tea.KeyMsg) []tea.KeyMsg {
	if msg.Type != tea.KeyRunes || msg.Paste || len(msg.Runes) < 2 {
		return []tea.KeyMsg{msg}
	}
	out := make([]tea.KeyMsg, len(msg.Runes))
	for i, char := range msg.Runes {
		out[i] = tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune{char}, Alt: msg.Alt}
	}
	return out
}

// KeyNamed returns the message of a key from Bubble Tea's name of it: "j", "enter", "ctrl+d".
func KeyNamed(name string) tea.KeyMsg {
	if name == " " {
		return tea.KeyMsg{Type: tea.KeySpace, Runes: []rune{' '}}
	}
	for kind := tea.KeyType(-100); kind < 128; kind++ { // all that have a name
		if key := (tea.KeyMsg{Type: kind}); kind != tea.KeyRunes && key.String() == name && name != "" {
			return key
		}
	}
	return tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(name)}
}
