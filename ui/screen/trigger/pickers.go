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
	"ax-tui/ui/part/taskinfo"
	"ax-tui/ui/text"
)

// pageSize is the page size of lists (contract section 3).
const pageSize = 100

// maxPages limits how many pages are loaded to find the names of the task's
// experiments.
const maxPages = 10

// pick returns the field of a list. It lives as long as the screen.
func (s *model) pick(options pickfield.Options) form.Field {
	field := s.pickers[options.Key]
	if field == nil {
		field = s.NewList(s.env, &options)
		s.pickers[options.Key] = field
	}
	return form.Pick(options.Key, options.Title, field)
}

// markHint puts the key that marks in front of a hint.
func (s *model) markHint(hint text.Safe) text.Safe {
	return text.Concat(s.env.KeyOf([]keymap.Scope{keymap.PickField}, keymap.Mark), text.Lit(" marks; "), hint)
}

func (s *model) experiments() pickfield.Options {
	client, dataset, taskIDs, zone := s.client, s.task.DatasetID, slices.Clone(s.task.ExperimentIDs), s.env.Zone
	list := func(ctx context.Context, query, cursor string) (api.Page[api.Listed], error) {
		return api.Untyped(client.ListExperiments(ctx, api.ExperimentQuery{DatasetID: dataset, Name: query, Limit: pageSize, Cursor: cursor}))
	}
	hint, none := text.Lit("all of the task's, unless you unmark some"), text.Safe("")
	if len(taskIDs) == 0 {
		none = text.Lit("those of the task")
		hint = text.Concat(text.Lit("none marked: "), none)
	}
	return pickfield.Options{
		Key: fExperiments, Title: text.Lit("Experiments"), Description: s.markHint(hint), Many: true, None: none, Value: &s.vals.Experiments,
		Empty: text.Lit("No experiments in this dataset, or this key cannot see them. You can paste an ID."),
		Source: picker.From("experiment", func(ctx context.Context, query, cursor string) (api.Page[api.Listed], error) {
			page, err := list(ctx, query, cursor)
			if err == nil && query == "" && cursor == "" {
				first := taskExperiments(ctx, taskIDs, &page, func(cursor string) (api.Page[api.Listed], error) { return list(ctx, "", cursor) })
				page.Items = append(first, page.Items...)
			}
			return page, err
		}, nil, func(row api.Listed) picker.Item {
			experiment := row.(*api.Experiment)
			item := picker.Item{ID: experiment.ID, Name: text.Clean(experiment.Name), Detail: text.Clean(text.Stamp(experiment.CreatedAt, zone))}
			if slices.Contains(taskIDs, experiment.ID) {
				item.Detail = text.Lit("of the task")
			}
			return item
		}),
	}
}

// taskExperiments returns the experiments of the task, which come before the first
// page. It loads further pages to find their names; without a name the ID is shown.
func taskExperiments(ctx context.Context, taskIDs []string, page *api.Page[api.Listed], load func(cursor string) (api.Page[api.Listed], error)) []api.Listed {
	out := make([]api.Listed, len(taskIDs))
	missing := len(taskIDs)
	for i, id := range taskIDs {
		out[i] = &api.Experiment{ID: id}
	}
	learn := func(items []api.Listed) {
		for _, experiment := range items {
			if i := slices.Index(taskIDs, experiment.Ref().ID); i >= 0 && out[i].Ref().Name == "" {
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
	for page, err := range api.Pages(ctx, page.Next, load) {
		learn(page.Items)
		if pages++; err != nil || missing <= 0 || pages == maxPages {
			break // the first page is complete; the names come with later pages
		}
	}
	return out
}

// latest is the first entry of the version list; no version is sent for it.
func latest() picker.Item {
	return picker.Item{Name: text.Lit("latest"), Detail: text.Lit("chosen by the server")}
}

func (s *model) versions() pickfield.Options {
	client, dataset, zone := s.client, s.task.DatasetID, s.env.Zone
	source := picker.Source{Noun: "version", First: []picker.Item{latest()}, Fixed: true, IsID: looksLikeID}
	source.Load = func(ctx context.Context, _, _ string) (page api.Page[picker.Item], err error) {
		found, err := client.GetDataset(ctx, dataset)
		for _, version := range found.Versions {
			page.Items = append(page.Items, picker.Item{ID: version.ID, Name: text.Clean(version.Name), Detail: text.Clean(text.Stamp(version.CreatedAt, zone))})
		}
		return page, err
	}
	return pickfield.Options{
		Key: fVersion, Title: text.Lit("Dataset version"), Value: &s.vals.Version, Source: source,
		Description: text.Lit("latest: no version is sent, the server chooses"),
	}
}

func (s *model) examples() pickfield.Options {
	return pickfield.Options{
		Key: fExample, Title: text.Lit("Examples"), Many: true, Value: &s.vals.ExampleIDs, Source: s.exampleSource(),
		Description: s.markHint(text.Lit("not together with max examples")),
		None:        text.Lit("every example, up to max examples"),
		Empty:       text.Lit("This dataset version has no examples. You can paste IDs."),
	}
}

func (s *model) exampleSource() picker.Source {
	client, exampleQuery := s.client, api.ExampleQuery{DatasetID: s.task.DatasetID, VersionID: s.vals.versionID(), Limit: pageSize}
	source := picker.From("example", func(ctx context.Context, _, cursor string) (api.Page[api.Listed], error) {
		exampleQuery.Cursor = cursor
		return api.Untyped(client.ListExamples(ctx, exampleQuery))
	}, nil, func(row api.Listed) picker.Item {
		example := row.(*api.Example)
		return picker.Item{ID: example.ID, Name: exampleLabel(example), Detail: text.ShortID(example.ID)}
	})
	source.Fixed, source.IsID = true, looksLikeID
	return source
}

// followVersion reloads the examples when another version is picked. Picked
// examples stay picked.
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
		Description: s.markHint(text.Lit("evaluation tasks to run afterwards")),
		None:        text.Lit("none"),
		Empty:       text.Lit("No evaluation tasks on this dataset, or this key cannot see them. You can paste IDs."),
		Source: picker.From("task", func(ctx context.Context, query, cursor string) (api.Page[api.Listed], error) {
			page, err := api.Untyped(client.ListTasks(ctx, api.TaskQuery{DatasetID: dataset, Name: query, Limit: pageSize, Cursor: cursor}))
			page.Items = slices.DeleteFunc(page.Items, func(row api.Listed) bool { return !row.(*api.Task).Type.Evaluation() })
			return page, err
		}, func(ctx context.Context, id string) (api.Listed, error) {
			task, err := client.GetTask(ctx, id)
			return &task, err
		}, func(row api.Listed) picker.Item {
			task := row.(*api.Task)
			return picker.Item{ID: task.ID, Name: text.Clean(task.Name), Detail: taskinfo.Type(task.Type)}
		}),
	}
}

// looksLikeID treats a word with a digit as an ID: the format of example IDs is not
// documented.
func looksLikeID(word string) bool {
	return len(word) >= 4 && !strings.ContainsAny(word, " \t\n,\"'") && strings.ContainsAny(word, "0123456789")
}
