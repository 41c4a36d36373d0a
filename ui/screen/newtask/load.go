package newtask

import (
	"maps"
	"slices"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api"
	"ax-tui/keymap"
	"ax-tui/ui/host"
	sources "ax-tui/ui/part/picker"
	"ax-tui/ui/text"
)

// What the form loads besides the lists of its pickers: the task to copy or edit,
// the spaces, and the target.

func (s *model) loadSource() tea.Cmd {
	if s.origin.known {
		return nil
	}
	if path := s.origin.path; path != "" {
		ctx, read := s.Ctx, s.deps.ReadFile
		return host.Ask(s.Tag(), path, func() (FileTask, error) { return read(ctx, path) })()
	}
	ctx, client, id := s.Ctx, s.client, s.origin.task.ID
	return host.Ask(s.Tag(), id, func() (api.Task, error) { return client.GetTask(ctx, id) })()
}

func (s *model) applySource(answer *host.Answer[api.Task]) tea.Cmd {
	if s.origin.known || host.Canceled(answer.Err) {
		return nil
	}
	s.Dirty = true
	if s.origin.failed = answer.Err; answer.Err != nil {
		return nil
	}
	s.origin.task, s.origin.known = answer.Value, true
	return tea.Batch(s.initForm(), host.Send(host.TaskUpdated{Task: answer.Value}))
}

// applyFile fills the form with the content of a task file.
func (s *model) applyFile(answer *host.Answer[FileTask]) tea.Cmd {
	if s.origin.known || host.Canceled(answer.Err) {
		return nil
	}
	s.Dirty = true
	if s.origin.failed = answer.Err; answer.Err != nil {
		return nil
	}
	s.origin.file, s.origin.task, s.origin.known = answer.Value, answer.Value.Task, true
	return s.initForm()
}

// applyKnownNames sets the names that the program already knows.
func (s *model) applyKnownNames() {
	if s.deps.Names == nil {
		return
	}
	for _, ref := range []*api.Ref{&s.vals.Project, &s.vals.Dataset} {
		if name, ok := s.deps.Names(ref.ID); ok && ref.ID != "" {
			ref.Name = string(name)
		}
	}
}

// loadSpaces checks whether there is more than one space, and learns their names.
func (s *model) loadSpaces() tea.Cmd {
	if s.spaceSet {
		return nil
	}
	ctx, client := s.Ctx, s.client
	return host.Ask(s.Tag(), pSpace, func() (api.Page[api.Space], error) { return client.ListSpaces(ctx, api.SpaceQuery{Limit: 100}) })()
}

// applySpaces selects the only space. After an error the field for the space stays,
// shows the error itself and can retry.
func (s *model) applySpaces(answer *host.Answer[api.Page[api.Space]]) {
	names := map[string]string{}
	for _, space := range answer.Value.Items {
		names[space.ID] = space.Name
	}
	s.applyLabels(names)
	if answer.Err != nil || s.spaceSet || len(answer.Value.Items) != 1 || answer.Value.Next != "" || s.vals.Space.ID != "" {
		return
	}
	only := api.Ref{ID: answer.Value.Items[0].ID, Name: answer.Value.Items[0].Name}
	s.deps.Space = only
	s.vals.Space, s.initial.Space, s.spaceSet = only, only, true
	s.Dirty = true
}

// target is a project or dataset and its space.
type target struct {
	dataset bool
	api.Ref
	space string
}

// loadTarget loads the name and space of the target, for a copy or a pasted ID. It
// loads each target once; the field shows a failure, and reload retries.
func (s *model) loadTarget() tea.Cmd {
	ref := s.vals.target()
	if !s.Ready || ref.ID == "" || ref.Name != "" && s.vals.Space.ID != "" || s.requestedTarget.ID == ref.ID {
		return nil
	}
	s.requestedTarget = ref
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

func (s *model) applyTarget(answer *host.Answer[target]) {
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
		if s.initial.target().ID == ref.ID {
			s.initial.Space.ID = answer.Value.space
		}
		s.applyLabels(nil)
	}
	s.Refit()
}

// loadExperiments loads the names of the experiments that the review shows, where only
// their IDs are known: of a copy, a task file or pasted ones.
func (s *model) loadExperiments() tea.Cmd {
	var missing []string
	for _, ref := range s.vals.Experiments[:min(len(s.vals.Experiments), mostLabels)] {
		if _, asked := s.labels[ref.ID]; !asked && ref.Name == "" {
			s.labels[ref.ID] = ""
			missing = append(missing, ref.ID)
		}
	}
	if len(missing) == 0 || !s.Ready {
		return nil
	}
	ctx, client := s.Ctx, s.client
	return host.Ask(s.Tag(), "", func() (map[string]string, error) {
		out := map[string]string{}
		for _, id := range missing {
			if found, err := client.GetExperiment(ctx, id); err == nil { // else its ID is shown
				out[id] = found.Name
			}
		}
		return out, nil
	})()
}

// applyLabels takes over names of spaces and experiments, for IDs that have none.
func (s *model) applyLabels(more map[string]string) {
	maps.Copy(s.labels, more)
	changed := false
	name := func(ref *api.Ref) {
		if label := s.labels[ref.ID]; ref.Name == "" && label != "" {
			ref.Name, changed = label, true
		}
	}
	name(&s.vals.Space)
	s.vals.Experiments = slices.Clone(s.vals.Experiments) // a picker may have it
	for i := range s.vals.Experiments {
		name(&s.vals.Experiments[i])
	}
	if changed && s.Form != nil {
		s.Refit()
	}
}

// reload loads everything again that failed.
func (s *model) reload() tea.Cmd {
	s.problem = nil
	for id, fact := range s.facts {
		if fact.err != nil {
			delete(s.facts, id)
		}
	}
	for name, found := range s.names {
		if found.err != nil {
			delete(s.names, name)
		}
	}
	s.requestFacts(false)
	s.requestedTarget = api.Ref{}
	s.samples.failed = nil
	s.samples.key = ""
	if field := s.FocusedList(); field != nil {
		field.Do(keymap.Refresh)
	}
	return tea.Batch(s.loadSource(), s.refresh())
}

// handlePanic marks everything that is loading as failed, since a command has ended
// without an answer. A late answer is still applied.
func (s *model) handlePanic() {
	s.inFlight = 0
	for _, fact := range s.facts {
		if fact.requested && !fact.known && fact.err == nil {
			fact.err = sources.ErrInterrupted
		}
	}
	if s.samples.loading {
		s.samples.loading, s.samples.failed = false, sources.ErrInterrupted
	}
	if !s.origin.known {
		s.origin.failed = sources.ErrInterrupted
	}
	if lost := s.FailInFlight(); lost != "" {
		s.problem = []text.Safe{lost}
	}
}
