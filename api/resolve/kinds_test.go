package resolve

import (
	"context"
	"errors"
	"strings"
	"testing"

	"ax-tui/api"
)

func (s shelf) ListExperiments(_ context.Context, q api.ExperimentQuery) (p api.Page[api.Experiment], err error) {
	if q.DatasetID != "" && q.SpaceID != "" {
		return p, errors.New("one scope at a time")
	}
	items, next := s.page(q.Name, q.Cursor)
	for _, n := range items {
		p.Items = append(p.Items, api.Experiment{ID: n.ID, Name: n.Name})
	}
	p.Next = next
	return p, nil
}

func (s shelf) ListEvaluators(_ context.Context, q api.EvaluatorQuery) (p api.Page[api.Evaluator], err error) {
	items, next := s.page(q.Name, q.Cursor)
	for _, n := range items {
		p.Items = append(p.Items, api.Evaluator{ID: n.ID, Name: n.Name})
	}
	p.Next = next
	return p, nil
}

// all looks a name up on a shelf as everything that has one.
func all(s shelf, name string) map[string]func() (string, error) {
	ctx := context.Background()
	return map[string]func() (string, error){
		"space":      func() (string, error) { return Space(ctx, s, name) },
		"project":    func() (string, error) { return Project(ctx, s, name, "") },
		"dataset":    func() (string, error) { return Dataset(ctx, s, name, "sp") },
		"task":       func() (string, error) { return Task(ctx, s, name, "") },
		"experiment": func() (string, error) { return Experiment(ctx, s, name, "ds", "sp") },
		"evaluator":  func() (string, error) { return Evaluator(ctx, s, name, "sp") },
	}
}

func TestEveryKind(t *testing.T) {
	twins := shelf{{ID: "1", Name: "A"}, {ID: "2", Name: "A b"}, {ID: "3", Name: "A"}, {ID: "3", Name: "A"}}
	for kind, look := range all(twins, "A") {
		_, err := look()
		var several *Ambiguous
		if !errors.As(err, &several) || len(several.IDs) != 2 || !strings.Contains(err.Error(), "several "+kind+"s") || !strings.Contains(err.Error(), "1, 3") {
			t.Errorf("two %ss of one name: %v", kind, err)
		}
	}
	for kind, look := range all(twins, "A b") {
		if id, err := look(); id != "2" || err != nil {
			t.Errorf("%s: %q %v", kind, id, err)
		}
	}
	for kind, look := range all(twins, "") {
		if id, err := look(); id != "" || err != nil {
			t.Errorf("no %s: %q %v", kind, id, err)
		}
	}
	for kind, look := range all(shelf{}, "B") {
		_, err := look()
		var missing *NotFound
		if !errors.As(err, &missing) || missing.Cut || err.Error() != "there is no "+kind+` called "B" that this key may see` {
			t.Errorf("no %s at all: %v", kind, err)
		}
	}
}

// torn answers one page after the other, whatever is asked for.
type torn struct {
	pages []api.Page[api.Task]
	asked int
	fail  error // of every page after the last
}

func (c *torn) ListTasks(context.Context, api.TaskQuery) (api.Page[api.Task], error) {
	if c.asked++; c.asked > len(c.pages) {
		return api.Page[api.Task]{}, c.fail
	}
	return c.pages[c.asked-1], nil
}

func TestLookUpsOnListsThatBreakOff(t *testing.T) {
	here := []api.Task{{ID: "1", Name: "A b"}}
	for name, pages := range map[string][]api.Page[api.Task]{
		"a page without its cursor":  {{Items: here, Cut: true}},
		"a cursor that comes again":  {{Items: here, Next: "x"}, {Items: here, Next: "x"}},
		"a cursor that comes later":  {{Items: here, Next: "x"}, {Items: here, Next: "y"}, {Items: here, Next: "x"}},
		"the second page broken off": {{Items: here, Next: "x"}, {Items: here, Cut: true}},
	} {
		_, err := Task(context.Background(), &torn{pages: pages}, "A", "")
		var missing *NotFound
		if !errors.As(err, &missing) || !missing.Cut || strings.Contains(err.Error(), "there is no task") || !strings.Contains(err.Error(), "broke off") {
			t.Errorf("%s: %v", name, err)
		}
		if len(missing.Near) != 1 {
			t.Errorf("%s: near are %v, want each once", name, missing.Near)
		}
	}
	// What was found before the break is found.
	c := &torn{pages: []api.Page[api.Task]{{Items: []api.Task{{ID: "1", Name: "A"}}, Cut: true}}}
	if id, err := Task(context.Background(), c, "A", ""); id != "1" || err != nil {
		t.Errorf("found before the break: %q %v", id, err)
	}
	// A failure is itself, not "not found".
	boom := errors.New("boom")
	c = &torn{pages: []api.Page[api.Task]{{Items: here, Next: "x"}}, fail: boom}
	if _, err := Task(context.Background(), c, "A", ""); !errors.Is(err, boom) {
		t.Errorf("a failing second page: %v", err)
	}
	// The failure of the look for likely names is not told: nothing has the name all the same.
	c = &torn{pages: []api.Page[api.Task]{{}}, fail: boom}
	var missing *NotFound
	if _, err := Task(context.Background(), c, "A", ""); !errors.As(err, &missing) || c.asked != 2 {
		t.Errorf("no likely names to be had: %v after %d requests", err, c.asked)
	}
}

func TestLookUpsEnd(t *testing.T) {
	c := &endless{}
	_, err := Task(context.Background(), c, "A", "")
	var missing *NotFound
	if !errors.As(err, &missing) || !missing.Cut || c.asked > maxPages+1 {
		t.Errorf("%v after %d requests", err, c.asked)
	}
}

// endless has always one page more.
type endless struct{ asked int }

func (c *endless) ListTasks(context.Context, api.TaskQuery) (api.Page[api.Task], error) {
	c.asked++
	return api.Page[api.Task]{Next: strings.Repeat("x", c.asked)}, nil
}
