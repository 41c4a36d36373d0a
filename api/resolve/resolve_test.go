package resolve

import (
	"context"
	"encoding/base64"
	"errors"
	"slices"
	"strings"
	"testing"

	"ax-tui/api"
)

// shelf serves lists in pages of one, filtered by substring as the API does.
type shelf []api.Ref

func page[T api.Listed](refs shelf, name, cursor string, row func(api.Ref) T) (page api.Page[T]) {
	var hits []T
	for _, ref := range refs {
		if strings.Contains(strings.ToLower(ref.Name), strings.ToLower(name)) {
			hits = append(hits, row(ref))
		}
	}
	i := len(cursor)
	if i >= len(hits) {
		return page
	}
	page.Items = hits[i : i+1]
	if i+1 < len(hits) {
		page.Next = cursor + "x"
	}
	return page
}

func (s shelf) ListSpaces(_ context.Context, query api.SpaceQuery) (found api.Page[api.Space], err error) {
	return page(s, query.Name, query.Cursor, func(ref api.Ref) api.Space { return api.Space{ID: ref.ID, Name: ref.Name} }), nil
}

func (s shelf) ListProjects(_ context.Context, query api.ProjectQuery) (found api.Page[api.Project], err error) {
	return page(s, query.Name, query.Cursor, func(ref api.Ref) api.Project { return api.Project{ID: ref.ID, Name: ref.Name} }), nil
}

func (s shelf) ListDatasets(_ context.Context, query api.DatasetQuery) (found api.Page[api.Dataset], err error) {
	return page(s, query.Name, query.Cursor, func(ref api.Ref) api.Dataset { return api.Dataset{ID: ref.ID, Name: ref.Name} }), nil
}

func TestNamesAreComparedExactlyOverEveryPage(t *testing.T) {
	refs := shelf{{ID: "1", Name: "support-bot-old"}, {ID: "2", Name: "Support-Bot"}, {ID: "3", Name: "support-bot"}}
	ctx := context.Background()
	if id, err := Project(ctx, refs, "support-bot", ""); id != "3" || err != nil {
		t.Fatalf("project: %q %v, want the exact name from the third page", id, err)
	}
	if id, err := Dataset(ctx, refs, "support-bot", ""); id != "3" || err != nil {
		t.Fatalf("dataset: %q %v", id, err)
	}
	_, err := Project(ctx, refs, "support", "")
	if err == nil || !strings.Contains(err.Error(), `"support-bot-old"`) {
		t.Fatalf("a similar name gives %v; it should list existing names", err)
	}
}

func TestAmbiguousSpaceListsIDs(t *testing.T) {
	_, err := Space(context.Background(), shelf{{ID: "1", Name: "A"}, {ID: "2", Name: "A"}}, "A")
	if err == nil || !strings.Contains(err.Error(), "1, 2") {
		t.Fatalf("two spaces of one name: %v", err)
	}
}

func TestIDsPass(t *testing.T) {
	id := base64.StdEncoding.EncodeToString([]byte("Space:1:abc"))
	if got, err := Space(context.Background(), shelf{}, id); got != id || err != nil {
		t.Fatalf("%q %v", got, err)
	}
	for text, want := range map[string]bool{id: true, "support-bot": false, "abcd": false, "": false} {
		if IsID(text) != want {
			t.Errorf("IsID(%q) = %v", text, !want)
		}
	}
}

func (s shelf) ListTasks(_ context.Context, query api.TaskQuery) (found api.Page[api.Task], err error) {
	return page(s, query.Name, query.Cursor, func(ref api.Ref) api.Task { return api.Task{ID: ref.ID, Name: ref.Name} }), nil
}

func TestTasksOfOneName(t *testing.T) {
	refs := shelf{{ID: "1", Name: "A task"}, {ID: "2", Name: "a task"}, {ID: "3", Name: "Twice"}, {ID: "4", Name: "Twice"}}
	if id, err := Task(t.Context(), refs, "a task", ""); err != nil || id != "2" {
		t.Errorf("%q %v", id, err)
	}
	_, err := Task(t.Context(), refs, "Twice", "")
	var several *Ambiguous
	if !errors.As(err, &several) || strings.Join(several.IDs, " ") != "3 4" {
		t.Errorf("%v", err)
	}
	_, err = Task(t.Context(), refs, "twice", "")
	var none *NotFound
	if !errors.As(err, &none) || len(none.Near) != 1 {
		t.Errorf("%v", err)
	}
}

// cutShelf is truncated: it says that there is more but gives no cursor.
type cutShelf struct{ shelf }

func (s cutShelf) ListTasks(ctx context.Context, query api.TaskQuery) (api.Page[api.Task], error) {
	page, err := s.shelf.ListTasks(ctx, query)
	page.Next, page.Cut = "", true
	return page, err
}

func TestNoNameIsMissingInATruncatedList(t *testing.T) {
	_, err := Task(t.Context(), cutShelf{shelf{{ID: "1", Name: "a task one"}}}, "a task", "")
	if err == nil || !strings.Contains(err.Error(), "list was incomplete; use the ID") {
		t.Errorf("%v", err)
	}
}

func (s shelf) ListExperiments(_ context.Context, query api.ExperimentQuery) (found api.Page[api.Experiment], err error) {
	if query.DatasetID != "" && query.SpaceID != "" {
		return found, errors.New("one scope at a time")
	}
	return page(s, query.Name, query.Cursor, func(ref api.Ref) api.Experiment { return api.Experiment{ID: ref.ID, Name: ref.Name} }), nil
}

func (s shelf) ListEvaluators(_ context.Context, query api.EvaluatorQuery) (found api.Page[api.Evaluator], err error) {
	return page(s, query.Name, query.Cursor, func(ref api.Ref) api.Evaluator { return api.Evaluator{ID: ref.ID, Name: ref.Name} }), nil
}

func (s shelf) ListIntegrations(_ context.Context, query api.IntegrationQuery) (found api.Page[api.Integration], err error) {
	return page(s, query.Name, query.Cursor, func(ref api.Ref) api.Integration { return api.Integration{ID: ref.ID, Name: ref.Name} }), nil
}

// all returns lookups of a name as every kind of object.
func all(refs shelf, name string) map[string]func() (string, error) {
	ctx := context.Background()
	return map[string]func() (string, error){
		"space":       func() (string, error) { return Space(ctx, refs, name) },
		"project":     func() (string, error) { return Project(ctx, refs, name, "") },
		"dataset":     func() (string, error) { return Dataset(ctx, refs, name, "sp") },
		"task":        func() (string, error) { return Task(ctx, refs, name, "") },
		"experiment":  func() (string, error) { return Experiment(ctx, refs, name, "ds", "sp") },
		"evaluator":   func() (string, error) { return Evaluator(ctx, refs, name, "sp") },
		"integration": func() (string, error) { return Integration(ctx, refs, name, "sp", api.ModelIntegration) },
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
		if !errors.As(err, &missing) || missing.Cut || err.Error() != "there is no "+kind+` called "B" that this key can see` {
			t.Errorf("no %s at all: %v", kind, err)
		}
	}
}

// scripted serves its pages in order for any request.
type scripted struct {
	pages []api.Page[api.Task]
	asked int
	fail  error // of every page after the last
}

func (c *scripted) ListTasks(context.Context, api.TaskQuery) (api.Page[api.Task], error) {
	if c.asked++; c.asked > len(c.pages) {
		return api.Page[api.Task]{}, c.fail
	}
	return c.pages[c.asked-1], nil
}

func TestLookupsInTruncatedLists(t *testing.T) {
	here := []api.Task{{ID: "1", Name: "A b"}}
	for name, pages := range map[string][]api.Page[api.Task]{
		"a page without its cursor":   {{Items: here, Cut: true}},
		"a cursor that repeats":       {{Items: here, Next: "x"}, {Items: here, Next: "x"}},
		"a cursor that repeats later": {{Items: here, Next: "x"}, {Items: here, Next: "y"}, {Items: here, Next: "x"}},
		"a truncated second page":     {{Items: here, Next: "x"}, {Items: here, Cut: true}},
	} {
		_, err := Task(context.Background(), &scripted{pages: pages}, "A", "")
		var missing *NotFound
		if !errors.As(err, &missing) || !missing.Cut || strings.Contains(err.Error(), "there is no task") || !strings.Contains(err.Error(), "was incomplete") {
			t.Errorf("%s: %v", name, err)
		}
		if len(missing.Near) != 1 {
			t.Errorf("%s: near is %v, want each name once", name, missing.Near)
		}
	}
	// A name found before the end of a truncated list is found.
	lister := &scripted{pages: []api.Page[api.Task]{{Items: []api.Task{{ID: "1", Name: "A"}}, Cut: true}}}
	if id, err := Task(context.Background(), lister, "A", ""); id != "1" || err != nil {
		t.Errorf("found in a truncated list: %q %v", id, err)
	}
	// A failed request is not a NotFound.
	boom := errors.New("boom")
	lister = &scripted{pages: []api.Page[api.Task]{{Items: here, Next: "x"}}, fail: boom}
	if _, err := Task(context.Background(), lister, "A", ""); !errors.Is(err, boom) {
		t.Errorf("a failing second page: %v", err)
	}
	// The failure of the request for similar names is ignored: the name is missing all the same.
	lister = &scripted{pages: []api.Page[api.Task]{{}}, fail: boom}
	var missing *NotFound
	if _, err := Task(context.Background(), lister, "A", ""); !errors.As(err, &missing) || lister.asked != 2 {
		t.Errorf("no similar names available: %v after %d requests", err, lister.asked)
	}
}

func TestLookupsEnd(t *testing.T) {
	lister := &endless{}
	_, err := Task(context.Background(), lister, "A", "")
	var missing *NotFound
	if !errors.As(err, &missing) || !missing.Cut || lister.asked > maxPages+1 {
		t.Errorf("%v after %d requests", err, lister.asked)
	}
}

// endless always has another page.
type endless struct{ asked int }

func (c *endless) ListTasks(context.Context, api.TaskQuery) (api.Page[api.Task], error) {
	c.asked++
	return api.Page[api.Task]{Next: strings.Repeat("x", c.asked)}, nil
}

// first is a server whose first page contains everything.
type first []string

func (s first) ListTasks(_ context.Context, query api.TaskQuery) (page api.Page[api.Task], err error) {
	for _, name := range s {
		if strings.Contains(strings.ToLower(name), strings.ToLower(query.Name)) {
			page.Items = append(page.Items, api.Task{ID: "id " + name, Name: name})
		}
	}
	return page, nil
}

func TestSimilarNames(t *testing.T) {
	many := first{"Relevance Monitor", "JSON Shape", "Tone of Voice", "PII Leak Nightly", "Relevance Monitor EU", "Invoice", "Refunds"}
	for name, tc := range map[string]struct {
		have first
		want string
	}{
		"Relevanse Monitor": {many, `"Relevance Monitor" "Relevance Monitor EU"`},
		"relevance monitor": {many, `"Relevance Monitor" "Relevance Monitor EU"`},
		"Monitor":           {many, `"Relevance Monitor" "Relevance Monitor EU"`},
		"JSONShape":         {many, `"JSON Shape"`},
		"nothing like it":   {many, ""},
		"XY":                {many, ""},
		"XYZ":               {first{"one", "two"}, `"one" "two"`},
		"e":                 {first{"e1", "e2", "e3", "e4", "e5", "e6"}, `"e1" "e2" "e3" "e4" "e5"`},
	} {
		_, err := Task(context.Background(), tc.have, name, "")
		var missing *NotFound
		if !errors.As(err, &missing) {
			t.Fatalf("%s: %v", name, err)
		}
		if got := strings.Join(missing.Near, " "); got != tc.want {
			t.Errorf("%s: %s, want %s", name, got, tc.want)
		}
	}
}

// Empty and endless names are no advice, and cost nothing.
func TestNamesThatAreNotAdvised(t *testing.T) {
	refs := []api.Ref{{ID: "1"}, {ID: "2", Name: " \t"}, {ID: "3", Name: strings.Repeat("x", maxName+1)}, {ID: "4", Name: "good"}, {ID: "5", Name: "good"}}
	if got := bySimilarity("xx", refs); !slices.Equal(got, []string{"good"}) {
		t.Errorf("%q", got)
	}
}
