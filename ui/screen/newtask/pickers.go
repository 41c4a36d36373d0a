package newtask

import (
	"context"
	"slices"

	"ax-tui/api"
	"ax-tui/ui/form/pickfield"
	"ax-tui/ui/text"
)

// pageSize is how many names a picker asks for at once (contract section 3).
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
	items []pickfield.Item
	many  bool
	scope string // what its list was read for; another one is another list
}

// source is where a picker takes its pages from.
type source struct {
	title, hint, empty text.Safe
	wire               string
	many, fixed        bool // fixed: the list does not heed what is typed
	scope              string
	load               pickfield.Load
	get                pickfield.Get
}

// picker gives the field for a slot, made when it is first wanted, its list
// read anew when the scope has changed, showing these picks.
func (s *model) picker(slot string, src source, now []pickfield.Item) *picker {
	p := s.pickers[slot]
	if p == nil {
		p = &picker{scope: src.scope, many: src.many, items: now}
		p.Field = pickfield.New(pickfield.Options{
			Key: src.wire, Title: src.title, Description: src.hint, Empty: src.empty,
			Many: src.many, Zoom: true, Narrows: !src.fixed, Load: src.load, Get: src.get, Value: &p.items,
			Owner: s.ID, Ctx: s.Ctx, After: s.env.After, Keys: s.env.Keys, Styles: s.Styles,
		})
		s.pickers[slot] = p
		return p
	}
	if p.scope != src.scope {
		p.scope = src.scope
		p.Reset(src.load, src.get)
	}
	if !slices.EqualFunc(p.items, now, shownAlready) {
		p.items = now
		p.Changed()
	}
	return p
}

// shownAlready reports that a pick needs no change: a name that the picker has
// learnt is kept, another one is news.
func shownAlready(has, now pickfield.Item) bool {
	return has.ID == now.ID && (has.Name == now.Name || now.Name == "")
}

func item(t thing) []pickfield.Item {
	if t.ID == "" {
		return nil
	}
	return []pickfield.Item{{ID: t.ID, Name: text.Clean(t.Name)}}
}

func items(list []thing) []pickfield.Item {
	var out []pickfield.Item
	for _, t := range list {
		out = append(out, item(t)...)
	}
	return out
}

func firstThing(list []pickfield.Item) thing {
	if len(list) == 0 {
		return thing{}
	}
	return thing{list[0].ID, string(list[0].Name)}
}

func things(list []pickfield.Item) []thing {
	var out []thing
	for _, x := range list {
		out = append(out, thing{x.ID, string(x.Name)})
	}
	return out
}

// pageOf turns a page of the API into one of a picker.
func pageOf[T any](p api.Page[T], err error, turn func(T) pickfield.Item) ([]pickfield.Item, string, error) {
	out := make([]pickfield.Item, len(p.Items))
	for i, x := range p.Items {
		out[i] = turn(x)
	}
	return out, p.Next, err
}

func (s *model) spaces() source {
	c := s.client
	return source{
		title: text.Lit("Space"), wire: fSpace, hint: text.Lit("where to look for projects, datasets and evaluators"),
		load: func(ctx context.Context, q, cursor string) ([]pickfield.Item, string, error) {
			p, err := c.ListSpaces(ctx, api.SpaceQuery{Name: q, Limit: pageSize, Cursor: cursor})
			return pageOf(p, err, func(x api.Space) pickfield.Item {
				return pickfield.Item{ID: x.ID, Name: text.Clean(x.Name), Detail: text.CleanN(x.Description, 60)}
			})
		},
	}
}

func (s *model) projects() source {
	c, space := s.client, s.vals.Space.ID
	show := func(x api.Project) pickfield.Item {
		return pickfield.Item{ID: x.ID, Name: text.Clean(x.Name)}
	}
	return source{
		title: text.Lit("Project"), wire: fProject, hint: text.Lit("type to find it by name, or paste its ID"), scope: space,
		empty: text.Lit("This space has no project that your key may see. Choose another space or a dataset, or paste an ID."),
		load: func(ctx context.Context, q, cursor string) ([]pickfield.Item, string, error) {
			p, err := c.ListProjects(ctx, api.ProjectQuery{SpaceID: space, Name: q, Limit: pageSize, Cursor: cursor})
			return pageOf(p, err, show)
		},
		get: func(ctx context.Context, id string) (pickfield.Item, error) {
			x, err := c.GetProject(ctx, id)
			return show(x), err
		},
	}
}

func (s *model) datasets() source {
	c, space := s.client, s.vals.Space.ID
	show := func(x api.Dataset) pickfield.Item {
		return pickfield.Item{ID: x.ID, Name: text.Clean(x.Name)}
	}
	return source{
		title: text.Lit("Dataset"), wire: fDataset, hint: text.Lit("type to find it by name, or paste its ID"), scope: space,
		empty: text.Lit("This space has no dataset that your key may see. Choose another space, or paste an ID."),
		load: func(ctx context.Context, q, cursor string) ([]pickfield.Item, string, error) {
			p, err := c.ListDatasets(ctx, api.DatasetQuery{SpaceID: space, Name: q, Limit: pageSize, Cursor: cursor})
			return pageOf(p, err, show)
		},
		get: func(ctx context.Context, id string) (pickfield.Item, error) {
			x, err := c.GetDataset(ctx, id)
			return show(x), err
		},
	}
}

func (s *model) experiments() source {
	c, dataset, zone := s.client, s.vals.Dataset.ID, s.env.Zone
	show := func(x api.Experiment) pickfield.Item {
		return pickfield.Item{ID: x.ID, Name: text.Clean(x.Name), Detail: text.Clean(text.Stamp(x.CreatedAt, zone))}
	}
	return source{
		title: text.Lit("Experiments"), wire: fExperiments, many: true, scope: dataset,
		hint:  text.Lit("mark one or more; their outputs are judged"),
		empty: text.Lit("This dataset has no experiment yet. Run one first, or choose another dataset."),
		load: func(ctx context.Context, q, cursor string) ([]pickfield.Item, string, error) {
			p, err := c.ListExperiments(ctx, api.ExperimentQuery{DatasetID: dataset, Name: q, Limit: pageSize, Cursor: cursor})
			return pageOf(p, err, show)
		},
		get: func(ctx context.Context, id string) (pickfield.Item, error) {
			x, err := c.GetExperiment(ctx, id)
			return show(x), err
		},
	}
}

func (s *model) evaluators() source {
	c, space := s.client, s.vals.Space.ID
	show := func(x api.Evaluator) pickfield.Item {
		return pickfield.Item{ID: x.ID, Name: text.Clean(x.Name), Detail: text.Clean(x.Type.Words())}
	}
	return source{
		title: text.Lit("Evaluators"), wire: fPicks, many: true, scope: space,
		hint:  text.Lit("mark one or more; kind, model and variables are told below"),
		empty: text.Lit("This space has no evaluator that your key may see. Make one in the web app, or paste an ID."),
		load: func(ctx context.Context, q, cursor string) ([]pickfield.Item, string, error) {
			p, err := c.ListEvaluators(ctx, api.EvaluatorQuery{SpaceID: space, Name: q, Limit: pageSize, Cursor: cursor})
			return pageOf(p, err, show)
		},
		get: func(ctx context.Context, id string) (pickfield.Item, error) {
			x, err := c.GetEvaluator(ctx, id, "")
			return show(x), err
		},
	}
}

// versions lists those of one evaluator. Nothing picked means always the latest.
func (s *model) versions(of thing) source {
	c, zone := s.client, s.env.Zone
	show := func(x api.EvaluatorVersion) pickfield.Item {
		name := text.CleanN(x.CommitMessage, 60)
		if name == "" {
			name = text.CleanN(x.CommitHash, 12)
		}
		return pickfield.Item{ID: x.ID, Name: name, Detail: text.Clean(text.Stamp(x.CreatedAt, zone))}
	}
	return source{
		title: text.Concat(text.Lit("Version of "), text.CleanN(of.label(), 60)), wire: fVersion, scope: of.ID, fixed: true,
		hint: text.Lit("nothing picked: always the latest version"),
		load: func(ctx context.Context, _, cursor string) ([]pickfield.Item, string, error) {
			p, err := c.ListEvaluatorVersions(ctx, api.VersionQuery{EvaluatorID: of.ID, Limit: pageSize, Cursor: cursor})
			return pageOf(p, err, show)
		},
		get: func(ctx context.Context, id string) (pickfield.Item, error) {
			x, err := c.GetEvaluatorVersion(ctx, id)
			return show(x), err
		},
	}
}

func (s *model) integrations() source {
	c, space := s.client, s.vals.Space.ID
	show := func(x api.Integration) pickfield.Item {
		return pickfield.Item{ID: x.ID, Name: text.Clean(x.Name), Detail: text.CleanN(x.Provider, 30)}
	}
	return source{
		title: text.Lit("AI integration"), wire: fConfig, hint: text.Lit("the access to the model; type to find it by name"), scope: space,
		empty: text.Lit("This space has no AI integration that your key may see. An ID may be pasted."),
		load: func(ctx context.Context, q, cursor string) ([]pickfield.Item, string, error) {
			p, err := c.ListIntegrations(ctx, api.IntegrationQuery{SpaceID: space, Name: q, Limit: pageSize, Cursor: cursor})
			return pageOf(p, err, show)
		},
		get: func(ctx context.Context, id string) (pickfield.Item, error) {
			x, err := c.GetIntegration(ctx, id)
			return show(x), err
		},
	}
}
