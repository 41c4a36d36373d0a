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
	ctx, client, id := s.Ctx, s.client, s.origin.task.ID
	return host.Ask(s.Tag(), id, func() (api.Task, error) { return client.GetTask(ctx, id) })()
}

func (s *model) tookSource(answer host.Answer[api.Task]) tea.Cmd {
	if s.origin.known || host.Canceled(answer.Err) {
		return nil
	}
	s.Dirty = true
	if s.origin.failed = answer.Err; answer.Err != nil {
		return nil
	}
	s.origin.task, s.origin.known = answer.Value, true
	return tea.Batch(s.begin(), host.Send(host.TaskSeen{Task: answer.Value}))
}

// learnNames takes over the names that the program knows already.
func (s *model) learnNames() {
	if s.deps.Names == nil || s.origin.task.ID == "" {
		return
	}
	for _, ref := range []*api.Ref{&s.vals.Project, &s.vals.Dataset} {
		if n, ok := s.deps.Names(ref.ID); ok && ref.ID != "" {
			ref.Name = string(n)
		}
	}
}

// askSpaces looks whether there is a choice of spaces at all.
func (s *model) askSpaces() tea.Cmd {
	if s.spaceSet {
		return nil
	}
	ctx, client := s.Ctx, s.client
	return host.Ask(s.Tag(), pSpace, func() (api.Page[api.Space], error) { return client.ListSpaces(ctx, api.SpaceQuery{Limit: 2}) })()
}

// tookSpaces takes the only space there is without asking. An error leaves the
// question standing; its field tells it again and can be tried again.
func (s *model) tookSpaces(answer host.Answer[api.Page[api.Space]]) {
	if answer.Err != nil || s.spaceSet || len(answer.Value.Items) != 1 || answer.Value.Next != "" || s.vals.Space.ID != "" {
		return
	}
	only := api.Ref{ID: answer.Value.Items[0].ID, Name: answer.Value.Items[0].Name}
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
	ref := s.vals.target()
	if !s.Ready || ref.ID == "" || ref.Name != "" && s.vals.Space.ID != "" || s.targetAsked.ID == ref.ID {
		return nil
	}
	s.targetAsked = ref
	ctx, client, dataset := s.Ctx, s.client, !s.vals.onSpans()
	return host.Ask(s.Tag(), ref.ID, func() (target, error) {
		if dataset {
			dataset, err := client.GetDataset(ctx, ref.ID)
			return target{dataset: true, Ref: api.Ref{ID: ref.ID, Name: dataset.Name}, space: dataset.SpaceID}, err
		}
		project, err := client.GetProject(ctx, ref.ID)
		return target{Ref: api.Ref{ID: ref.ID, Name: project.Name}, space: project.SpaceID}, err
	})()
}

func (s *model) tookTarget(answer host.Answer[target]) {
	if answer.Err != nil || s.Form == nil {
		return
	}
	ref := &s.vals.Project
	if answer.Value.dataset {
		ref = &s.vals.Dataset
	}
	if ref.ID != answer.Value.ID {
		return
	}
	ref.Name = answer.Value.Name
	if s.vals.Space.ID == "" {
		s.vals.Space.ID = answer.Value.space
		if s.first.target().ID == ref.ID {
			s.first.Space.ID = answer.Value.space
		}
	}
	s.Refit()
}

// again asks once more for everything that failed.
func (s *model) again() tea.Cmd {
	s.problem = nil
	for id, fact := range s.facts {
		if fact.err != nil {
			delete(s.facts, id)
		}
	}
	s.wantFacts(false)
	s.targetAsked = api.Ref{}
	s.samples.failed = nil
	s.samples.key = ""
	if field := s.FocusedList(); field != nil {
		field.Do(keymap.Refresh)
	}
	return tea.Batch(s.askSource(), s.refresh())
}

// faltered takes in that a command has ended without its answer: what is still
// being read is taken for failed, until an answer comes all the same.
func (s *model) faltered() {
	s.underWay = 0
	for _, fact := range s.facts {
		if fact.asked && !fact.known && fact.err == nil {
			fact.err = sources.ErrBrokeOff
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
