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
	scope, options.Description = s.vals.Space.ID, text.Lit("type to search by name, or paste an ID")
	switch slot {
	case pSpace:
		scope = ""
		options.Key, options.Title, options.Source = fSpace, text.Lit("Space"), sources.Spaces(s.client)
		options.Description = text.Lit("space of the projects, datasets and evaluators")
	case pProject:
		options.Key, options.Title, options.Source = fProject, text.Lit("Project"), sources.Projects(s.client, scope)
		options.Empty = text.Lit("No projects, or this key cannot see them. Choose another space or a dataset, or paste an ID.")
	case pDataset:
		options.Key, options.Title, options.Source = fDataset, text.Lit("Dataset"), sources.Datasets(s.client, scope)
		options.Empty = text.Lit("No datasets, or this key cannot see them. Choose another space, or paste an ID.")
	case pExperiments:
		scope = s.vals.Dataset.ID
		options.Key, options.Title, options.Many = fExperiments, text.Lit("Experiments"), true
		options.Source = sources.Experiments(s.client, scope, s.env.Zone)
		options.Description = text.Lit("mark one or more; their outputs are evaluated")
		options.Empty = text.Lit("This dataset has no experiments yet. Run one first, or choose another dataset.")
	case pEvaluators:
		options.Key, options.Title, options.Many = fPicks, text.Lit("Evaluators"), true
		options.Source = sources.Evaluators(s.client, scope, s.vals.unfit)
		options.Description = text.Lit("mark one or more; see kind, model and variables below")
		options.Empty = text.Lit("No evaluators, or this key cannot see them. Create one in the web app, or paste an ID.")
		scope += "|" + s.vals.Type
	case pAgent:
		options.Key, options.Title = fAgent, text.Lit("Agent integration")
		options.Source = sources.Integrations(s.client, scope, api.AgentIntegration)
		options.Empty = text.Lit("No agent integrations, or this key cannot see them. You can paste an ID.")
	case pIntegration:
		options.Key, options.Title = fAccess, text.Lit("AI integration")
		options.Source = sources.Integrations(s.client, scope, api.ModelIntegration)
		options.Description = text.Lit("access to the model; type to search by name")
		options.Empty = text.Lit("No AI integrations, or this key cannot see them. You can paste an ID.")
	default:
		scope = strings.TrimPrefix(slot, pVersion) // the ID of the evaluator
		options.Key, options.Title = fVersion, text.Concat(text.Lit("Version of "), s.evaluatorName(scope))
		options.Source = sources.Versions(s.client, scope, s.env.Zone)
		options.Description = text.Lit("nothing picked: always the latest version")
	}
	return options, scope
}
