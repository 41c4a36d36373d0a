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

// slots: the fields that pick by name live as long as the screen, one for each
// of these names; versions have one a picked evaluator.
const (
	pSpace       = "space"
	pProject     = "project"
	pDataset     = "dataset"
	pExperiments = "experiments"
	pEvaluators  = "evaluators"
	pIntegration = "integration"
	pVersion     = "version " // and the evaluator's ID
)

// picker is a field that picks, with the picks it shows.
type picker struct {
	*pickfield.Field
	items []api.Ref
	scope string // what its list was read for; another one is another list
}

// picking is the field for a slot, made when it is first wanted, its list read
// anew when the scope has changed, showing these picks.
func (s *model) picking(slot string, now ...api.Ref) form.Field {
	options, scope := s.pickOptions(slot)
	p := s.pickers[slot]
	switch {
	case p == nil:
		p = &picker{scope: scope, items: now}
		options.Value = &p.items
		p.Field = s.NewList(s.env, options)
		s.pickers[slot] = p
	case p.scope != scope:
		p.scope = scope
		p.Reset(options.Source)
	}
	if !slices.EqualFunc(p.items, now, shownAlready) {
		p.items = now
		p.Changed()
	}
	return form.Pick(options.Key, options.Title, p.Field)
}

// shownAlready reports that a pick needs no change: a name that the picker has
// learnt is kept, another one is news.
func shownAlready(has, now api.Ref) bool {
	return has.ID == now.ID && (has.Name == now.Name || now.Name == "")
}

// one is the list of what is picked where there is one thing at most.
func one(ref api.Ref) []api.Ref {
	if ref.ID == "" {
		return nil
	}
	return []api.Ref{ref}
}

// first is the one thing that is picked, zero for none.
func first(picks []api.Ref) api.Ref {
	if len(picks) == 0 {
		return api.Ref{}
	}
	return picks[0]
}

// pickOptions say what is picked from in a slot, and what its list is read for.
func (s *model) pickOptions(slot string) (options pickfield.Options, scope string) {
	space, dataset := s.vals.Space.ID, s.vals.Dataset.ID
	find := text.Lit("type to find it by name, or paste its ID")
	switch slot {
	case pSpace:
		return pickfield.Options{
			Key: fSpace, Title: text.Lit("Space"), Source: sources.Spaces(s.client),
			Description: text.Lit("where to look for projects, datasets and evaluators"),
		}, ""
	case pProject:
		return pickfield.Options{
			Key: fProject, Title: text.Lit("Project"), Source: sources.Projects(s.client, space), Description: find,
			Empty: text.Lit("This space has no project that your key may see. Choose another space or a dataset, or paste an ID."),
		}, space
	case pDataset:
		return pickfield.Options{
			Key: fDataset, Title: text.Lit("Dataset"), Source: sources.Datasets(s.client, space), Description: find,
			Empty: text.Lit("This space has no dataset that your key may see. Choose another space, or paste an ID."),
		}, space
	case pExperiments:
		return pickfield.Options{
			Key: fExperiments, Title: text.Lit("Experiments"), Many: true, Source: sources.Experiments(s.client, dataset, s.env.Zone),
			Description: text.Lit("mark one or more; their outputs are judged"),
			Empty:       text.Lit("This dataset has no experiment yet. Run one first, or choose another dataset."),
		}, dataset
	case pEvaluators:
		return pickfield.Options{
			Key: fPicks, Title: text.Lit("Evaluators"), Many: true, Source: sources.Evaluators(s.client, space),
			Description: text.Lit("mark one or more; kind, model and variables are told below"),
			Empty:       text.Lit("This space has no evaluator that your key may see. Make one in the web app, or paste an ID."),
		}, space
	case pIntegration:
		return pickfield.Options{
			Key: fAccess, Title: text.Lit("AI integration"), Source: sources.Integrations(s.client, space),
			Description: text.Lit("the access to the model; type to find it by name"),
			Empty:       text.Lit("This space has no AI integration that your key may see. An ID may be pasted."),
		}, space
	}
	evaluator := strings.TrimPrefix(slot, pVersion)
	return pickfield.Options{
		Key: fVersion, Title: text.Concat(text.Lit("Version of "), s.evaluatorName(evaluator)),
		Source:      sources.Versions(s.client, evaluator, s.env.Zone),
		Description: text.Lit("nothing picked: always the latest version"), // of the evaluator that the slot names
	}, evaluator
}
