package newtask

import (
	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api"
	"ax-tui/keymap"
	"ax-tui/ui/host"
	sources "ax-tui/ui/part/picker"
	"ax-tui/ui/text"
)

// What the form reads besides the lists of its pickers: the task to copy, the
// spaces there are, what the target and the evaluators are called and made of.

func (s *model) askSource() tea.Cmd {
	if s.origin.known {
		return nil
	}
	ctx, c, id := s.Ctx, s.client, s.origin.task.ID
	return host.Ask(s.Tag(), id, func() (api.Task, error) { return c.GetTask(ctx, id) })()
}

func (s *model) tookSource(m host.Answer[api.Task]) tea.Cmd {
	if s.origin.known || host.Canceled(m.Err) {
		return nil
	}
	s.Dirty = true
	if s.origin.failed = m.Err; m.Err != nil {
		return nil
	}
	s.origin.task, s.origin.known = m.Value, true
	return tea.Batch(s.begin(), host.Send(host.TaskSeen{Task: m.Value}))
}

// learnNames takes over the names that the program knows already.
func (s *model) learnNames() {
	if s.deps.Names == nil || s.origin.task.ID == "" {
		return
	}
	for _, t := range []*api.Ref{&s.vals.Project, &s.vals.Dataset} {
		if n, ok := s.deps.Names(t.ID); ok && t.ID != "" {
			t.Name = string(n)
		}
	}
}

// askSpaces looks whether there is a choice of spaces at all.
func (s *model) askSpaces() tea.Cmd {
	if s.spaceSet {
		return nil
	}
	ctx, c := s.Ctx, s.client
	return host.Ask(s.Tag(), pSpace, func() (api.Page[api.Space], error) { return c.ListSpaces(ctx, api.SpaceQuery{Limit: 2}) })()
}

// tookSpaces takes the only space there is without asking. An error leaves the
// question standing; its field tells it again and can be tried again.
func (s *model) tookSpaces(m host.Answer[api.Page[api.Space]]) {
	if m.Err != nil || s.spaceSet || len(m.Value.Items) != 1 || m.Value.Next != "" || s.vals.Space.ID != "" {
		return
	}
	only := api.Ref{ID: m.Value.Items[0].ID, Name: m.Value.Items[0].Name}
	s.deps.Space = only
	s.vals.Space, s.first.Space, s.spaceSet = only, only, true
	s.Dirty = true
}

// target is a project or dataset and the space it is in.
type target struct {
	dataset bool
	api.Ref
	space string
}

// askTarget learns the name of a target and the space it is in, for a copy or
// an ID that was pasted. It asks once for each target: a failure is told by the
// field, and again asks anew.
func (s *model) askTarget() tea.Cmd {
	t := s.vals.target()
	if !s.Ready || t.ID == "" || t.Name != "" && s.vals.Space.ID != "" || s.targetAsked.ID == t.ID {
		return nil
	}
	s.targetAsked = t
	ctx, c, dataset := s.Ctx, s.client, !s.vals.onSpans()
	return host.Ask(s.Tag(), t.ID, func() (target, error) {
		if dataset {
			d, err := c.GetDataset(ctx, t.ID)
			return target{dataset: true, Ref: api.Ref{ID: t.ID, Name: d.Name}, space: d.SpaceID}, err
		}
		p, err := c.GetProject(ctx, t.ID)
		return target{Ref: api.Ref{ID: t.ID, Name: p.Name}, space: p.SpaceID}, err
	})()
}

func (s *model) tookTarget(m host.Answer[target]) {
	if m.Err != nil || s.Form == nil {
		return
	}
	t := &s.vals.Project
	if m.Value.dataset {
		t = &s.vals.Dataset
	}
	if t.ID != m.Value.ID {
		return
	}
	t.Name = m.Value.Name
	if s.vals.Space.ID == "" {
		s.vals.Space.ID = m.Value.space
		if s.first.target().ID == t.ID {
			s.first.Space.ID = m.Value.space
		}
	}
	s.Refit()
}

// again asks once more for everything that failed.
func (s *model) again() tea.Cmd {
	s.problem = nil
	for id, f := range s.facts {
		if f.err != nil {
			delete(s.facts, id)
		}
	}
	s.wantFacts(false)
	s.targetAsked = api.Ref{}
	s.samples.failed = nil
	s.samples.key = ""
	if p := s.Picking(); p != nil {
		p.Do(keymap.Refresh)
	}
	return tea.Batch(s.askSource(), s.refresh())
}

// faltered takes in that a command has ended without its answer: what is still
// being read is taken for failed, until an answer comes all the same.
func (s *model) faltered() {
	s.underWay = 0
	for _, f := range s.facts {
		if f.asked && !f.known && f.err == nil {
			f.err = sources.ErrBrokeOff
		}
	}
	if s.samples.loading {
		s.samples.loading, s.samples.failed = false, sources.ErrBrokeOff
	}
	if !s.origin.known {
		s.origin.failed = sources.ErrBrokeOff
	}
	if lost := s.FailInFlight(); lost != "" {
		s.problem = []text.Safe{lost}
	}
}
