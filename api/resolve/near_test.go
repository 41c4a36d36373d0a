package resolve

import (
	"context"
	"errors"
	"strings"
	"testing"

	"ax-tui/api"
)

// first is a server whose first page holds everything.
type first []string

func (s first) ListTasks(_ context.Context, q api.TaskQuery) (p api.Page[api.Task], err error) {
	for _, n := range s {
		if strings.Contains(strings.ToLower(n), strings.ToLower(q.Name)) {
			p.Items = append(p.Items, api.Task{ID: "id " + n, Name: n})
		}
	}
	return p, nil
}

func TestNamesThatMayHaveBeenMeant(t *testing.T) {
	many := first{"Relevance Monitor", "JSON Shape", "Tone of Voice", "PII Leak Nightly", "Relevance Monitor EU", "Invoice", "Refunds"}
	for name, c := range map[string]struct {
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
		_, err := Task(context.Background(), c.have, name, "")
		var missing *NotFound
		if !errors.As(err, &missing) {
			t.Fatalf("%s: %v", name, err)
		}
		if got := strings.Join(missing.Near, " "); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}
