package newtask

import (
	"maps"
	"slices"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api"
	"ax-tui/api/write"
	"ax-tui/keymap"
	"ax-tui/ui/host"
	sources "ax-tui/ui/part/picker"
	"ax-tui/ui/text"
)

// What the form loads besides the lists of its pickers: the task to copy or edit,
// the spaces, and the target.

// applyAnswer takes over what was loaded.
func (s *model) applyAnswer(answer *host.Answer) tea.Cmd {
	switch value := answer.Value.(type) {
	case api.Task:
		return s.applySource(&value, answer.Err)
	case FileTask:
		return s.applyFile(&value, answer.Err)
	case api.Page[api.Space]:
		s.applySpaces(&value, answer.Err)
	case target:
		s.applyTarget(&value, answer.Err)
	case map[string]string:
		s.applyLabels(value)
	case map[name]namedID:
		return s.applyNames(value)
	case loadedEvaluator:
		return s.applyEvaluator(answer.Key, &value, answer.Err)
	case rows:
		return s.applySamples(answer.Key, &value, answer.Err)
	case *mappingReport:
		s.applyReport(value)
	case write.SameName:
		s.applySameName(answer.Key, &value, answer.Err)
	}
	return nil
}

func (s *model) loadSource() tea.Cmd {
	if s.origin.known {
		return nil
	}
	if path := s.origin.path; path != "" {
		ctx, read := s.Ctx, s.deps.ReadFile
		return host.Ask(s.Tag(), path, func() (any, error) { return read(ctx, path) })()
	}
	ctx, client, id := s.Ctx, s.client, s.origin.task.ID
	return host.Ask(s.Tag(), id, func() (any, error) { return client.GetTask(ctx, id) })()
}

func (s *model) applySource(task *api.Task, err error) tea.Cmd {
	if s.origin.known || host.Canceled(err) {
		return nil
	}
	s.Dirty = true
	if s.origin.failed = err; err != nil {
		return nil
	}
	s.origin.task, s.origin.known = *task, true
	return tea.Batch(s.initForm(), host.Send(host.TaskUpdated{Task: *task}))
}

// applyFile fills the form with the content of a task file.
func (s *model) applyFile(file *FileTask, err error) tea.Cmd {
	if s.origin.known || host.Canceled(err) {
		return nil
	}
	s.Dirty = true
	if s.origin.failed = err; err != nil {
		return nil
	}
	s.origin.file, s.origin.task, s.origin.known = *file, file.Task, true
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
	return host.Ask(s.Tag(), pSpace, func() (any, error) { return client.ListSpaces(ctx, api.SpaceQuery{Limit: 100}) })()
}

// applySpaces selects the only space. After an error the field for the space stays,
// shows the error itself and can retry.
func (s *model) applySpaces(page *api.Page[api.Space], err error) {
	names := map[string]string{}
	for _, space := range page.Items {
		names[space.ID] = space.Name
	}
	s.applyLabels(names)
	if err != nil || s.spaceSet || len(page.Items) != 1 || page.Next != "" || s.vals.Space.ID != "" {
		return
	}
	only := api.Ref{ID: page.Items[0].ID, Name: page.Items[0].Name}
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
	return host.Ask(s.Tag(), ref.ID, func() (any, error) {
		if dataset {
			dataset, err := client.GetDataset(ctx, ref.ID)
			return target{dataset: true, Ref: api.Ref{ID: ref.ID, Name: dataset.Name}, space: dataset.SpaceID}, err
		}
		project, err := client.GetProject(ctx, ref.ID)
		return target{Ref: api.Ref{ID: ref.ID, Name: project.Name}, space: project.SpaceID}, err
	})()
}

func (s *model) applyTarget(found *target, err error) {
	if err != nil || s.Form == nil {
		return
	}
	ref := &s.vals.Project
	if found.dataset {
		ref = &s.vals.Dataset
	}
	if ref.ID != found.ID {
		return
	}
	ref.Name = found.Name
	if s.vals.Space.ID == "" {
		s.vals.Space.ID = found.space
		if s.initial.target().ID == ref.ID {
			s.initial.Space.ID = found.space
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
	return host.Ask(s.Tag(), "", func() (any, error) {
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
