package resolve

import (
	"context"
	"encoding/base64"
	"errors"
	"strings"
	"testing"

	"ax-tui/api"
)

// shelf answers listings in pages of one, by substring as the API does.
type shelf []api.Ref

func (s shelf) page(name, cursor string) ([]api.Ref, string) {
	var hits []api.Ref
	for _, n := range s {
		if strings.Contains(strings.ToLower(n.Name), strings.ToLower(name)) {
			hits = append(hits, n)
		}
	}
	i := len(cursor)
	if i >= len(hits) {
		return nil, ""
	}
	next := ""
	if i+1 < len(hits) {
		next = cursor + "x"
	}
	return hits[i : i+1], next
}

func (s shelf) ListSpaces(_ context.Context, q api.SpaceQuery) (p api.Page[api.Space], err error) {
	items, next := s.page(q.Name, q.Cursor)
	for _, n := range items {
		p.Items = append(p.Items, api.Space{ID: n.ID, Name: n.Name})
	}
	p.Next = next
	return p, nil
}

func (s shelf) ListProjects(_ context.Context, q api.ProjectQuery) (p api.Page[api.Project], err error) {
	items, next := s.page(q.Name, q.Cursor)
	for _, n := range items {
		p.Items = append(p.Items, api.Project{ID: n.ID, Name: n.Name})
	}
	p.Next = next
	return p, nil
}

func (s shelf) ListDatasets(_ context.Context, q api.DatasetQuery) (p api.Page[api.Dataset], err error) {
	items, next := s.page(q.Name, q.Cursor)
	for _, n := range items {
		p.Items = append(p.Items, api.Dataset{ID: n.ID, Name: n.Name})
	}
	p.Next = next
	return p, nil
}

func TestNamesAreComparedExactlyOverEveryPage(t *testing.T) {
	s := shelf{{ID: "1", Name: "support-bot-old"}, {ID: "2", Name: "Support-Bot"}, {ID: "3", Name: "support-bot"}}
	ctx := context.Background()
	if id, err := Project(ctx, s, "support-bot", ""); id != "3" || err != nil {
		t.Fatalf("project: %q %v, want the exact name from the third page", id, err)
	}
	if id, err := Dataset(ctx, s, "support-bot", ""); id != "3" || err != nil {
		t.Fatalf("dataset: %q %v", id, err)
	}
	_, err := Project(ctx, s, "support", "")
	if err == nil || !strings.Contains(err.Error(), `"support-bot-old"`) {
		t.Fatalf("a near miss is answered with %v; it should say what there is", err)
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
	for s, want := range map[string]bool{id: true, "support-bot": false, "abcd": false, "": false} {
		if IsID(s) != want {
			t.Errorf("IsID(%q) = %v", s, !want)
		}
	}
}

func (s shelf) ListTasks(_ context.Context, q api.TaskQuery) (p api.Page[api.Task], err error) {
	items, next := s.page(q.Name, q.Cursor)
	for _, n := range items {
		p.Items = append(p.Items, api.Task{ID: n.ID, Name: n.Name})
	}
	p.Next = next
	return p, nil
}

func TestTasksOfOneName(t *testing.T) {
	s := shelf{{ID: "1", Name: "A task"}, {ID: "2", Name: "a task"}, {ID: "3", Name: "Twice"}, {ID: "4", Name: "Twice"}}
	if id, err := Task(t.Context(), s, "a task", ""); err != nil || id != "2" {
		t.Errorf("%q %v", id, err)
	}
	_, err := Task(t.Context(), s, "Twice", "")
	var several *Ambiguous
	if !errors.As(err, &several) || strings.Join(several.IDs, " ") != "3 4" {
		t.Errorf("%v", err)
	}
	_, err = Task(t.Context(), s, "twice", "")
	var none *NotFound
	if !errors.As(err, &none) || len(none.Near) != 1 {
		t.Errorf("%v", err)
	}
}

// cutShelf breaks off: it promises more and gives no cursor.
type cutShelf struct{ shelf }

func (s cutShelf) ListTasks(ctx context.Context, q api.TaskQuery) (api.Page[api.Task], error) {
	p, err := s.shelf.ListTasks(ctx, q)
	p.Next, p.Cut = "", true
	return p, err
}

func TestNothingIsCalledMissingOnAListThatBrokeOff(t *testing.T) {
	_, err := Task(t.Context(), cutShelf{shelf{{ID: "1", Name: "a task one"}}}, "a task", "")
	if err == nil || !strings.Contains(err.Error(), "broke off before its end; give the ID") {
		t.Errorf("%v", err)
	}
}
