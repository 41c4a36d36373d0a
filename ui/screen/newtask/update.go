package newtask

import (
	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/ui/host"
	sources "ax-tui/ui/part/picker"
)

// Update takes keys and answers.
func (s *model) Update(m tea.Msg) tea.Cmd {
	cmd := s.take(m)
	follow := s.follow()
	return tea.Batch(cmd, follow, s.wanted(), s.needs(), s.text.take())
}

// wanted asks for what is not known of the target and the evaluators.
func (s *model) wanted() tea.Cmd { return tea.Batch(s.askTarget(), s.readFacts()) }

func (s *model) take(m tea.Msg) tea.Cmd {
	if cmd, ok := s.draft.Update(m); ok {
		s.dirty = true
		return tea.Batch(cmd, s.begin())
	}
	switch m := m.(type) {
	case tea.KeyMsg:
		return s.key(m)
	case sources.Answer:
		m.Deliver()
		s.dirty = true
	case gotSource:
		return s.tookSource(m)
	case gotSpaces:
		s.tookSpaces(m)
	case gotTarget:
		s.tookTarget(m)
	case gotFact:
		return s.tookFact(m)
	case gotSamples:
		return s.tookSamples(m)
	case gotReport:
		s.tookReport(m)
	case rested:
		return s.rested(m)
	case gotSameName:
		s.tookSameName(m)
	case answered:
		return s.answer(m)
	case host.StylesChanged:
		s.restyle()
	case host.Broadcast, host.Second:
		return nil
	default:
		return s.text.update(s, m)
	}
	return nil
}

// needs lets the picker that has the focus ask for what it wants.
func (s *model) needs() tea.Cmd {
	if s.form == nil || s.hidden {
		return nil
	}
	if p := s.form.Focused().Pick(); p != nil {
		return p.Need()
	}
	return nil
}
