package newtask

import (
	"slices"

	"ax-tui/api"
	"ax-tui/ui/form/pickfield"
	sources "ax-tui/ui/part/picker"
	"ax-tui/ui/text"
)

// pageSize is how many tasks of a name are asked for (contract section 3).
const pageSize = 100

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

// source is a field that picks and what its list is read for.
type source struct {
	pickfield.Options
	scope string
}

// picker gives the field for a slot, made when it is first wanted, its list
// read anew when the scope has changed, showing these picks.
func (s *model) picker(slot string, src source, now []api.Ref) *picker {
	p := s.pickers[slot]
	if p == nil {
		p = &picker{scope: src.scope, items: now}
		src.Value = &p.items
		p.Field = pickfield.New(s.env, &s.Owner, src.Options)
		s.pickers[slot] = p
		return p
	}
	if p.scope != src.scope {
		p.scope = src.scope
		p.Reset(src.Source)
	}
	if !slices.EqualFunc(p.items, now, shownAlready) {
		p.items = now
		p.Changed()
	}
	return p
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

func (s *model) spaces() source {
	return source{Options: pickfield.Options{
		Key: fSpace, Title: text.Lit("Space"), Source: sources.Spaces(s.client),
		Description: text.Lit("where to look for projects, datasets and evaluators"),
	}}
}

func (s *model) projects() source {
	space := s.vals.Space.ID
	return source{scope: space, Options: pickfield.Options{
		Key: fProject, Title: text.Lit("Project"), Source: sources.Projects(s.client, space),
		Description: text.Lit("type to find it by name, or paste its ID"),
		Empty:       text.Lit("This space has no project that your key may see. Choose another space or a dataset, or paste an ID."),
	}}
}

func (s *model) datasets() source {
	space := s.vals.Space.ID
	return source{scope: space, Options: pickfield.Options{
		Key: fDataset, Title: text.Lit("Dataset"), Source: sources.Datasets(s.client, space),
		Description: text.Lit("type to find it by name, or paste its ID"),
		Empty:       text.Lit("This space has no dataset that your key may see. Choose another space, or paste an ID."),
	}}
}

func (s *model) experiments() source {
	dataset := s.vals.Dataset.ID
	return source{scope: dataset, Options: pickfield.Options{
		Key: fExperiments, Title: text.Lit("Experiments"), Many: true, Source: sources.Experiments(s.client, dataset, s.env.Zone),
		Description: text.Lit("mark one or more; their outputs are judged"),
		Empty:       text.Lit("This dataset has no experiment yet. Run one first, or choose another dataset."),
	}}
}

func (s *model) evaluators() source {
	space := s.vals.Space.ID
	return source{scope: space, Options: pickfield.Options{
		Key: fPicks, Title: text.Lit("Evaluators"), Many: true, Source: sources.Evaluators(s.client, space),
		Description: text.Lit("mark one or more; kind, model and variables are told below"),
		Empty:       text.Lit("This space has no evaluator that your key may see. Make one in the web app, or paste an ID."),
	}}
}

// versions lists those of one evaluator. Nothing picked means always the latest.
func (s *model) versions(of api.Ref) source {
	return source{scope: of.ID, Options: pickfield.Options{
		Key: fVersion, Title: text.Concat(text.Lit("Version of "), text.CleanN(label(of), 60)),
		Source:      sources.Versions(s.client, of.ID, s.env.Zone),
		Description: text.Lit("nothing picked: always the latest version"),
	}}
}

func (s *model) integrations() source {
	space := s.vals.Space.ID
	return source{scope: space, Options: pickfield.Options{
		Key: fConfig, Title: text.Lit("AI integration"), Source: sources.Integrations(s.client, space),
		Description: text.Lit("the access to the model; type to find it by name"),
		Empty:       text.Lit("This space has no AI integration that your key may see. An ID may be pasted."),
	}}
}
