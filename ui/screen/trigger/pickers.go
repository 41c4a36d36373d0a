package trigger

import (
	"context"
	"slices"
	"strings"

	"ax-tui/api"
	"ax-tui/keymap"
	"ax-tui/ui/form"
	"ax-tui/ui/form/pickfield"
	"ax-tui/ui/part/picker"
	"ax-tui/ui/text"
)

// pageSize is how many examples and tasks are asked for at once (contract section 3).
const pageSize = 100

// maxPages bounds the reading on for the names of the task's own experiments.
const maxPages = 10

// pick is the field of a list. It lives as long as the screen.
func (s *model) pick(options pickfield.Options) form.Field {
	field := s.pickers[options.Key]
	if field == nil {
		field = s.NewList(s.env, options)
		s.pickers[options.Key] = field
	}
	return form.Pick(options.Key, options.Title, field)
}

// marks says which key marks, ahead of what there is to know.
func (s *model) marks(hint text.Safe) text.Safe {
	return text.Concat(s.env.KeyOf([]keymap.Scope{keymap.PickField}, keymap.Mark), text.Lit(" marks; "), hint)
}

func (s *model) experiments() pickfield.Options {
	client, dataset, own, zone := s.client, s.task.DatasetID, slices.Clone(s.task.ExperimentIDs), s.env.Zone
	list := func(ctx context.Context, query, cursor string) (api.Page[api.Experiment], error) {
		return client.ListExperiments(ctx, api.ExperimentQuery{DatasetID: dataset, Name: query, Limit: pageSize, Cursor: cursor})
	}
	hint, none := text.Lit("all of the task's unless you unmark some"), text.Safe("")
	if len(own) == 0 {
		none = text.Lit("those that the task judges")
		hint = text.Concat(text.Lit("none marked: "), none)
	}
	return pickfield.Options{
		Key: fNarrow, Title: text.Lit("Experiments"), Description: s.marks(hint), Many: true, None: none, Value: &s.vals.Experiments,
		Empty: text.Lit("This dataset has no experiment that your key may see. An ID may be pasted."),
		Source: picker.From(func(ctx context.Context, query, cursor string) (api.Page[api.Experiment], error) {
			page, err := list(ctx, query, cursor)
			if err == nil && query == "" && cursor == "" {
				first := named(own, page, func(cursor string) (api.Page[api.Experiment], error) { return list(ctx, "", cursor) })
				page.Items = append(first, page.Items...)
			}
			return page, err
		}, nil, func(experiment api.Experiment) picker.Item {
			item := picker.Item{ID: experiment.ID, Name: text.Clean(experiment.Name), Detail: text.Clean(text.Stamp(experiment.CreatedAt, zone))}
			if slices.Contains(own, experiment.ID) {
				item.Detail = text.Lit("of the task")
			}
			return item
		}),
	}
}

// named gives the experiments of the task, which stand in front of the first
// page. For their names it reads on; one that is not found goes by its ID.
func named(own []string, page api.Page[api.Experiment], load func(cursor string) (api.Page[api.Experiment], error)) []api.Experiment {
	out := make([]api.Experiment, len(own))
	missing := len(own)
	for i, id := range own {
		out[i].ID = id
	}
	learn := func(items []api.Experiment) {
		for _, experiment := range items {
			if i := slices.Index(own, experiment.ID); i >= 0 && out[i].Name == "" {
				out[i] = experiment
				missing--
			}
		}
	}
	learn(page.Items)
	if missing <= 0 || page.Next == "" {
		return out
	}
	pages := 1
	for page, err := range api.Pages(page.Next, load) {
		learn(page.Items)
		if pages++; err != nil || missing <= 0 || pages == maxPages {
			break // the list itself is there; the names come with its later pages
		}
	}
	return out
}

// latest is the first version on offer: none is sent.
func latest() picker.Item {
	return picker.Item{Name: text.Lit("latest"), Detail: text.Lit("left to the server")}
}

func (s *model) versions() pickfield.Options {
	client, dataset, zone := s.client, s.task.DatasetID, s.env.Zone
	source := picker.From(func(ctx context.Context, _, _ string) (api.Page[api.DatasetVersion], error) {
		d, err := client.GetDataset(ctx, dataset)
		return api.Page[api.DatasetVersion]{Items: d.Versions}, err
	}, nil, func(datasetVersion api.DatasetVersion) picker.Item {
		return picker.Item{ID: datasetVersion.ID, Name: text.Clean(datasetVersion.Name), Detail: text.Clean(text.Stamp(datasetVersion.CreatedAt, zone))}
	})
	source.First, source.Fixed, source.IsID = []picker.Item{latest()}, true, looseID
	return pickfield.Options{
		Key: fVersion, Title: text.Lit("Dataset version"), Value: &s.vals.Version, Source: source,
		Description: text.Lit("latest: none is sent, the server takes its own"),
	}
}

func (s *model) examples() pickfield.Options {
	return pickfield.Options{
		Key: fExample, Title: text.Lit("Examples"), Many: true, Value: &s.vals.ExampleIDs, Source: s.exampleSource(),
		Description: s.marks(text.Lit("not together with max examples")),
		None:        text.Lit("every example, or as many as max examples says"),
		Empty:       text.Lit("This version of the dataset has no example. IDs may be pasted."),
	}
}

func (s *model) exampleSource() picker.Source {
	client, exampleQuery := s.client, api.ExampleQuery{DatasetID: s.task.DatasetID, VersionID: s.vals.versionID(), Limit: pageSize}
	source := picker.From(func(ctx context.Context, _, cursor string) (api.Page[api.Example], error) {
		exampleQuery.Cursor = cursor
		return client.ListExamples(ctx, exampleQuery)
	}, nil, func(example api.Example) picker.Item {
		return picker.Item{ID: example.ID, Name: exampleLabel(example), Detail: text.CutLeft(text.Clean(example.ID), tail+4)}
	})
	source.Fixed, source.IsID = true, looseID
	return source
}

// followVersion reads the examples of the version that is picked now. What was
// picked before stays picked.
func (s *model) followVersion() {
	field := s.pickers[fExample]
	if now := s.vals.versionID(); field != nil && now != s.version {
		s.version = now
		field.Reset(s.exampleSource())
	}
}

func (s *model) followUps() pickfield.Options {
	client, dataset := s.client, s.task.DatasetID
	return pickfield.Options{
		Key: fEvals, Title: text.Lit("Follow-up tasks"), Many: true, Value: &s.vals.EvalTasks,
		Description: s.marks(text.Lit("evaluation tasks that run afterwards")),
		None:        text.Lit("none"),
		Empty:       text.Lit("This dataset has no evaluation task that your key may see. IDs may be pasted."),
		Source: picker.From(func(ctx context.Context, query, cursor string) (api.Page[api.Task], error) {
			page, err := client.ListTasks(ctx, api.TaskQuery{DatasetID: dataset, Name: query, Limit: pageSize, Cursor: cursor})
			page.Items = slices.DeleteFunc(page.Items, func(task api.Task) bool { return !task.Type.Evaluation() })
			return page, err
		}, client.GetTask, func(task api.Task) picker.Item {
			return picker.Item{ID: task.ID, Name: text.Clean(task.Name), Detail: text.Clean(strings.ReplaceAll(task.Type.Words(), "_", " "))}
		}),
	}
}

// looseID takes a word with a digit in it for an ID: those of examples have no
// form that is documented.
func looseID(s string) bool {
	return len(s) >= 4 && !strings.ContainsAny(s, " \t\n,\"'") && strings.ContainsAny(s, "0123456789")
}
