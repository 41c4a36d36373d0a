package trigger

import (
	"context"
	"slices"
	"strings"

	"ax-tui/api"
	"ax-tui/keymap"
	"ax-tui/ui/form/pickfield"
	"ax-tui/ui/text"
)

// pageSize is how many names a picker asks for at once (contract section 3).
const pageSize = 100

// pagesMost bounds the reading on for the names of the task's own experiments.
const pagesMost = 10

// source is where a picker takes its pages from.
type source struct {
	key                string // wire name
	title, hint, empty text.Safe
	none               text.Safe // said while nothing is picked
	many, fixed        bool      // fixed: the list does not heed what is typed
	value              *[]pickfield.Item
	load               pickfield.Load
	get                pickfield.Get
	isID               func(string) bool
}

// picking is the field for a source. It lives as long as the screen.
func (s *model) picking(src source) field {
	p := s.pickers[src.key]
	if p == nil {
		p = pickfield.New(pickfield.Options{
			Key: src.key, Title: src.title, Description: src.hint, Empty: src.empty, None: src.none,
			Many: src.many, Zoom: true, Narrows: !src.fixed, Load: src.load, Get: src.get, IsID: src.isID, Value: src.value,
			Owner: s.ID, Ctx: s.Ctx, After: s.env.After, Keys: s.env.Keys, Styles: s.st,
		})
		s.pickers[src.key] = p
	}
	return field{key: src.key, title: src.title, huh: p, pick: p}
}

// marks says which key marks, ahead of what there is to know.
func (s *model) marks(hint text.Safe) text.Safe {
	e, _ := s.env.Keys.Entry([]keymap.Scope{keymap.PickField}, keymap.Mark)
	return text.Concat(text.Clean(keymap.Name(e.First())), text.Lit(" marks; "), hint)
}

// pageOf turns a page of the API into one of a picker.
func pageOf[T any](p api.Page[T], err error, turn func(T) pickfield.Item) ([]pickfield.Item, string, error) {
	out := make([]pickfield.Item, len(p.Items))
	for i, x := range p.Items {
		out[i] = turn(x)
	}
	return out, p.Next, err
}

func (s *model) experiments() source {
	o := owned{c: s.client, dataset: s.task.DatasetID, own: slices.Clone(s.task.ExperimentIDs)}
	o.show = func(x api.Experiment) pickfield.Item {
		item := pickfield.Item{ID: x.ID, Name: text.Clean(x.Name), Detail: text.Clean(text.Stamp(x.CreatedAt, s.env.Zone))}
		if slices.Contains(o.own, x.ID) {
			item.Detail = ofTheTask
		}
		return item
	}
	hint, none := text.Lit("all of the task's unless you unmark some"), text.Safe("")
	if len(o.own) == 0 {
		none = text.Lit("those that the task judges")
		hint = text.Concat(text.Lit("none marked: "), none)
	}
	return source{
		key: fNarrow, title: text.Lit("Experiments"), hint: s.marks(hint), many: true, none: none, value: &s.vals.experiments,
		empty: text.Lit("This dataset has no experiment that your key may see. An ID may be pasted."),
		load:  o.load,
	}
}

// ofTheTask stands beside the experiments that the task judges.
const ofTheTask text.Safe = "of the task"

// owned lists the experiments of a dataset, those of the task first.
type owned struct {
	c       Client
	dataset string
	own     []string
	show    func(api.Experiment) pickfield.Item
}

func (o owned) page(ctx context.Context, q, cursor string) ([]pickfield.Item, string, error) {
	p, err := o.c.ListExperiments(ctx, api.ExperimentQuery{DatasetID: o.dataset, Name: q, Limit: pageSize, Cursor: cursor})
	return pageOf(p, err, o.show)
}

// load gives a page. In front of the first one stand the task's own, for whose
// names it reads on; one that is not found goes by its ID.
func (o owned) load(ctx context.Context, q, cursor string) ([]pickfield.Item, string, error) {
	items, next, err := o.page(ctx, q, cursor)
	if err != nil || q != "" || cursor != "" {
		return items, next, err
	}
	found := map[string]pickfield.Item{}
	more, from, last := items, next, ""
	for range pagesMost {
		for _, x := range more {
			if slices.Contains(o.own, x.ID) {
				found[x.ID] = x
			}
		}
		if len(found) >= len(o.own) || from == "" || from == last {
			break
		}
		last = from
		if more, from, err = o.page(ctx, "", from); err != nil {
			break // the list itself is there; the names come with its later pages
		}
	}
	var first []pickfield.Item
	for _, id := range o.own {
		x, ok := found[id]
		if !ok {
			x = pickfield.Item{ID: id, Detail: ofTheTask}
		}
		first = append(first, x)
	}
	return append(first, items...), next, nil
}

// latest is the first version on offer: none is sent.
func latest() pickfield.Item {
	return pickfield.Item{Name: text.Lit("latest"), Detail: text.Lit("left to the server")}
}

func (s *model) versions() source {
	c, dataset, zone := s.client, s.task.DatasetID, s.env.Zone
	return source{
		key: fVersion, title: text.Lit("Dataset version"), fixed: true, value: &s.vals.version, isID: looseID,
		hint: text.Lit("latest: none is sent, the server takes its own"),
		load: func(ctx context.Context, _, _ string) ([]pickfield.Item, string, error) {
			d, err := c.GetDataset(ctx, dataset)
			if err != nil {
				return nil, "", err
			}
			out := []pickfield.Item{latest()}
			for _, v := range d.Versions {
				out = append(out, pickfield.Item{ID: v.ID, Name: text.Clean(v.Name), Detail: text.Clean(text.Stamp(v.CreatedAt, zone))})
			}
			return out, "", nil
		},
	}
}

func (s *model) examples() source {
	return source{
		key: fExample, title: text.Lit("Examples"), many: true, fixed: true, value: &s.vals.exampleIDs, isID: looseID,
		hint:  s.marks(text.Lit("not together with max examples")),
		none:  text.Lit("every example, or as many as max examples says"),
		empty: text.Lit("This version of the dataset has no example. IDs may be pasted."),
		load:  s.loadExamples(),
	}
}

func (s *model) loadExamples() pickfield.Load {
	c, q := s.client, api.ExampleQuery{DatasetID: s.task.DatasetID, VersionID: s.vals.versionID(), Limit: pageSize}
	return func(ctx context.Context, _, cursor string) ([]pickfield.Item, string, error) {
		q.Cursor = cursor
		p, err := c.ListExamples(ctx, q)
		return pageOf(p, err, func(x api.Example) pickfield.Item {
			return pickfield.Item{ID: x.ID, Name: exampleLabel(x), Detail: text.CutLeft(text.Clean(x.ID), tail+4)}
		})
	}
}

// followVersion reads the examples of the version that is picked now. What was
// picked before stays picked.
func (s *model) followVersion() {
	p := s.pickers[fExample]
	if now := s.vals.versionID(); p != nil && now != s.version {
		s.version = now
		p.Reset(s.loadExamples(), nil)
	}
}

func (s *model) followUps() source {
	c, dataset := s.client, s.task.DatasetID
	show := func(x api.Task) pickfield.Item {
		return pickfield.Item{ID: x.ID, Name: text.Clean(x.Name), Detail: text.Clean(strings.ReplaceAll(x.Type.Words(), "_", " "))}
	}
	return source{
		key: fEvals, title: text.Lit("Follow-up tasks"), many: true, value: &s.vals.evalTasks,
		hint:  s.marks(text.Lit("evaluation tasks that run afterwards")),
		none:  text.Lit("none"),
		empty: text.Lit("This dataset has no evaluation task that your key may see. IDs may be pasted."),
		load: func(ctx context.Context, q, cursor string) ([]pickfield.Item, string, error) {
			p, err := c.ListTasks(ctx, api.TaskQuery{DatasetID: dataset, Name: q, Limit: pageSize, Cursor: cursor})
			p.Items = slices.DeleteFunc(p.Items, func(t api.Task) bool { return !t.Type.Evaluation() })
			return pageOf(p, err, show)
		},
		get: func(ctx context.Context, id string) (pickfield.Item, error) {
			x, err := c.GetTask(ctx, id)
			return show(x), err
		},
	}
}

// looseID takes a word with a digit in it for an ID: those of examples have no
// form that is documented.
func looseID(s string) bool {
	return len(s) >= 4 && !strings.ContainsAny(s, " \t\n,\"'") && strings.ContainsAny(s, "0123456789")
}
