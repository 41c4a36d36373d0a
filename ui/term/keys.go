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
