package check

import (
	"errors"
	"strings"
	"testing"
	"time"

	"ax-tui/api"
	"ax-tui/api/diagnose"
)

func input(filter, path string, skipped int) diagnose.Input {
	at := func(hours int) *time.Time {
		moment := time.Date(2026, 3, 8, 10+hours, 0, 0, 0, time.UTC)
		return &moment
	}
	return diagnose.Input{
		Task: api.Task{
			Type: api.TemplateEvaluation, ProjectID: "p", QueryFilter: &filter,
			Evaluators: []api.TaskEvaluator{{EvaluatorID: "e", Name: "Tone", Mappings: map[string]string{"input": path}}},
		},
		Run: api.Run{Status: api.Completed, Skipped: api.Count(skipped), CreatedAt: *at(0), StartedAt: at(0), FinishedAt: at(1), DataStart: at(-9), DataEnd: at(-5)},
	}
}

// ranked writes causes with their marks, the excluded ones in parentheses.
func ranked(found diagnose.Diagnosis) string {
	var out []string
	for _, cause := range found.Causes {
		out = append(out, string(cause.Rule)+" "+cause.Label(false))
	}
	for _, cause := range found.Excluded {
		out = append(out, "("+string(cause.Rule)+")")
	}
	return strings.Join(out, ", ")
}

// TestFilterThatMatchesNothing: what the span store shows ranks the causes of a filter: one
// that matches nothing there needs no index to explain it.
func TestFilterThatMatchesNothing(t *testing.T) {
	some, more := Spans{Asked: true, Count: 3}, Spans{Asked: true, Count: 100, More: true}
	for name, tt := range map[string]struct {
		matching, every Spans
		want            string
	}{
		"nothing matches":          {Spans{Asked: true}, some, "filter-matches-nothing cause, (filter-not-indexed), (no-data-in-window)"},
		"nothing read so far":      {Spans{Asked: true, More: true}, more, "filter-matches-nothing likely, filter-not-indexed likely, (no-data-in-window)"},
		"spans match in the store": {some, Spans{}, "filter-not-indexed likely, (no-data-in-window), (filter-matches-nothing)"},
		"there are no spans":       {Spans{Asked: true}, Spans{Asked: true}, "no-data-in-window cause, (filter-not-indexed), (filter-matches-nothing)"},
	} {
		found := Weigh(input("attributes.metadata.a = 'b'", "attributes.input.value", 0), &Facts{Asked: true, Matching: tt.matching, Any: tt.every})
		if got := ranked(found); got != tt.want {
			t.Errorf("%s: %s, want %s", name, got, tt.want)
		}
		for _, cause := range found.Excluded {
			against := 0
			for _, shown := range cause.Checks {
				if shown.Mark == diagnose.Excluded {
					against++
				}
			}
			if against == 0 || cause.Cure.Form != "" {
				t.Errorf("%s: nothing speaks against %+v", name, cause)
			}
		}
	}
}

// TestPathsThatAreFound: that every mapped path is found speaks against the cause, and says so.
func TestPathsThatAreFound(t *testing.T) {
	spans := Spans{Asked: true, Count: 1, Items: []api.Span{{Attributes: []byte(`{"input.value":"hello"}`)}}}
	found := Weigh(input("", "attributes.input.value", 5), &Facts{Asked: true, Matching: spans})
	if len(found.Excluded) != 1 || len(found.Excluded[0].Checks) != 1 || found.Excluded[0].Checks[0].Label() != "against it" {
		t.Fatalf("%+v", found)
	}
	found = Weigh(input("", "attributes.x", 5), &Facts{Asked: true, Matching: spans})
	if first := found.Causes[0]; first.Label(false) != "cause" || first.Checks[0].Label() != "checked" {
		t.Errorf("%+v", first)
	}
}

// TestFailedCheck: what could not be read is said as such, not as what was found.
func TestFailedCheck(t *testing.T) {
	found := Weigh(input("", "attributes.input.value", 0), &Facts{Asked: true, Matching: Spans{Asked: true, Err: errors.New("gone")}})
	if first := found.Causes[0]; first.Mark != diagnose.Inferred || first.Checks[0].Label() != "not checked" || !strings.HasPrefix(first.Checks[0].Shows, "the spans could not be read") {
		t.Errorf("%+v", first)
	}
}
