package newtask

import (
	"slices"
	"strings"

	"ax-tui/api"
	"ax-tui/ui/form"
	"ax-tui/ui/form/pickfield"
	sources "ax-tui/ui/part/picker"
	"ax-tui/ui/text"
)

// The pick fields live as long as the screen, one for each of these slots. There is
// one version slot for each picked evaluator.
const (
	pSpace       = "space"
	pProject     = "project"
	pDataset     = "dataset"
	pExperiments = "experiments"
	pEvaluators  = "evaluators"
	pIntegration = "integration"
	pAgent       = "agent"
	pVersion     = "version " // followed by the ID of the evaluator
)

// picker is a pick field and its picks.
type picker struct {
	*pickfield.Field
	items []api.Ref
	scope string // what its list depends on
}

// pickerField returns the field for a slot, with these picks. It creates the field
// on first use and reloads its list if the scope has changed.
func (s *model) pickerField(slot string, now ...api.Ref) form.Field {
	options, scope := s.pickOptions(slot)
	shown := s.pickers[slot]
	switch {
	case shown == nil:
		shown = &picker{scope: scope, items: now}
		options.Value = &shown.items
		shown.Field = s.NewList(s.env, &options)
		s.pickers[slot] = shown
	case shown.scope != scope:
		shown.scope = scope
		shown.Reset(options.Source)
	}
	if !slices.EqualFunc(shown.items, now, samePick) {
		shown.items = now
		shown.Changed()
	}
	return form.Pick(options.Key, options.Title, shown.Field)
}

// samePick reports whether a pick needs no update. A missing name does not count as a difference,
// since the picker loads names itself.
func samePick(has, now api.Ref) bool {
	return has.ID == now.ID && (has.Name == now.Name || now.Name == "")
}

// single returns the picks of a field with at most one pick.
func single(ref api.Ref) []api.Ref {
	if ref.ID == "" {
		return nil
	}
	return []api.Ref{ref}
}

// firstPick returns the only pick, zero for none.
func firstPick(picks []api.Ref) api.Ref {
	if len(picks) == 0 {
		return api.Ref{}
	}
	return picks[0]
}

// pickOptions returns the options of a slot, and what its list depends on.
func (s *model) pickOptions(slot string) (options pickfield.Options, scope string) {
	space, dataset := s.vals.Space.ID, s.vals.Dataset.ID
	find := text.Lit("type to search by name, or paste an ID")
	switch slot {
	case pSpace:
		return pickfield.Options{
			Key: fSpace, Title: text.Lit("Space"), Source: sources.Spaces(s.client),
			Description: text.Lit("space of the projects, datasets and evaluators"),
		}, ""
	case pProject:
		return pickfield.Options{
			Key: fProject, Title: text.Lit("Project"), Source: sources.Projects(s.client, space), Description: find,
			Empty: text.Lit("No projects, or this key cannot see them. Choose another space or a dataset, or paste an ID."),
		}, space
	case pDataset:
		return pickfield.Options{
			Key: fDataset, Title: text.Lit("Dataset"), Source: sources.Datasets(s.client, space), Description: find,
			Empty: text.Lit("No datasets, or this key cannot see them. Choose another space, or paste an ID."),
		}, space
	case pExperiments:
		return pickfield.Options{
			Key: fExperiments, Title: text.Lit("Experiments"), Many: true, Source: sources.Experiments(s.client, dataset, s.env.Zone),
			Description: text.Lit("mark one or more; their outputs are evaluated"),
			Empty:       text.Lit("This dataset has no experiments yet. Run one first, or choose another dataset."),
		}, dataset
	case pEvaluators:
		return pickfield.Options{
			Key: fPicks, Title: text.Lit("Evaluators"), Many: true, Source: sources.Evaluators(s.client, space, s.vals.unfit),
			Description: text.Lit("mark one or more; see kind, model and variables below"),
			Empty:       text.Lit("No evaluators, or this key cannot see them. Create one in the web app, or paste an ID."),
		}, space + "|" + s.vals.Type
	case pAgent:
		return pickfield.Options{
			Key: fAgent, Title: text.Lit("Agent integration"), Source: sources.Integrations(s.client, space, api.AgentIntegration), Description: find,
			Empty: text.Lit("No agent integrations, or this key cannot see them. You can paste an ID."),
		}, space
	case pIntegration:
		return pickfield.Options{
			Key: fAccess, Title: text.Lit("AI integration"), Source: sources.Integrations(s.client, space, api.ModelIntegration),
			Description: text.Lit("access to the model; type to search by name"),
			Empty:       text.Lit("No AI integrations, or this key cannot see them. You can paste an ID."),
		}, space
	}
	evaluator := strings.TrimPrefix(slot, pVersion) // its ID
	return pickfield.Options{
		Key: fVersion, Title: text.Concat(text.Lit("Version of "), s.evaluatorName(evaluator)),
		Source:      sources.Versions(s.client, evaluator, s.env.Zone),
		Description: text.Lit("nothing picked: always the latest version"),
	}, evaluator
}
