package edittask

import (
	"slices"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api"
	"ax-tui/ui/box"
	"ax-tui/ui/box/confirm"
	"ax-tui/ui/host"
	"ax-tui/ui/text"
)

// leaving is the yes to leaving; it comes back here, so that it cannot close
// another screen that has taken this one's place meanwhile.
type leaving struct{ host.Tag }

// leave goes back, asking first when something would be lost.
func (s *model) leave() tea.Cmd {
	s.readTexts()
	if !s.changed() {
		return s.env.Send(host.Pop{})
	}
	why := text.Lit("What you changed is not sent yet and would be lost.")
	if s.step == sending {
		why = text.Lit("The request is on its way and goes on; a notice tells its outcome.")
	}
	return s.env.Send(box.Open{Box: confirm.New(s.env, confirm.Question{
		Title: text.Lit("Leave the form?"), Body: []text.Safe{why}, Yes: leaving{s.Tag()},
	})})
}

// Update takes keys, answers and what others have seen.
func (s *model) Update(m tea.Msg) tea.Cmd {
	switch m := m.(type) {
	case tea.KeyMsg:
		return s.key(m)
	case gotTask:
		return s.took(m)
	case answered:
		return s.answer(m)
	case host.StylesChanged:
		s.restyle()
	case host.TaskGone:
		s.gone(m.ID)
	case leaving:
		return s.env.Send(host.Pop{})
	default:
		return s.toText(m)
	}
	return nil
}

// gone notes that the task has been deleted elsewhere; what was typed stays to
// be read.
func (s *model) gone(id string) {
	if id == s.task.ID && s.step != reading {
		s.problem, s.dirty = []text.Safe{text.Lit("This task has been deleted meanwhile, so nothing can be changed any more.")}, true
	}
}

// key gives a key to the action it stands for, else to the field.
func (s *model) key(k tea.KeyMsg) tea.Cmd {
	a, ok := s.env.Keys.Find(s.Scopes(), k.String())
	if s.step != editing || s.form == nil {
		if ok && !k.Paste {
			return s.Do(a)
		}
		return nil
	}
	if ok && !k.Paste && s.form.focused().gives(a, k) {
		return s.Do(a)
	}
	cmd := s.form.write(k)
	s.edited()
	s.describe()
	return cmd
}

// edited follows a change: what was said about the last try is no longer said
// of the field, which is judged again at the review.
func (s *model) edited() {
	s.dirty, s.problem = true, nil
	at := s.form.focused().key
	s.faults = slices.DeleteFunc(s.faults, func(f api.FieldFault) bool { return baseField(f.Field) == at })
}
