package trigger

import (
	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/keymap"
	"ax-tui/ui/box"
	"ax-tui/ui/box/confirm"
	"ax-tui/ui/host"
	"ax-tui/ui/text"
)

// enter goes on to the next field. It never sends, so that a key that is held
// cannot start a run; at the end it says which key does.
func (s *model) enter() tea.Cmd {
	last := s.form.last()
	s.form.step(1)
	s.describe()
	switch {
	case !last || s.sending:
		return nil
	case s.env.ReadOnly:
		return host.Say(host.Warned, readOnly)
	}
	return host.Say(host.Said, text.Concat(text.Lit("That was the last field. "), s.keyOf(keymap.Accept), text.Lit(" starts the run.")))
}

// openNewest goes to the run that may be ours after a lost answer, else to the
// newest one that is known. The form stays below with everything in it.
func (s *model) openNewest() tea.Cmd {
	r := s.maybe
	if r.ID == "" && len(s.runs) > 0 {
		r = s.runs[0]
	}
	if r.ID == "" {
		return host.Say(host.Said, text.Lit("No run of this task is known yet."))
	}
	return s.env.Send(host.Move{To: host.PlaceRun, Run: r, Task: s.task})
}

// leaving is the yes to leaving; it comes back here, so that it cannot close
// another screen that has taken this one's place meanwhile.
type leaving struct{ host.Tag }

// leave goes back, asking first when something would be lost.
func (s *model) leave() tea.Cmd {
	if !s.unsaved() {
		return s.env.Send(host.Pop{})
	}
	why := text.Lit("What you typed is not sent yet and would be lost.")
	if s.sending {
		why = text.Lit("The request is on its way and goes on; a notice tells its outcome.")
	}
	return s.env.Send(box.Open{Box: confirm.New(s.env, confirm.Question{
		Title: text.Lit("Leave the form?"), Body: []text.Safe{why}, Yes: leaving{s.Tag()},
	})})
}
