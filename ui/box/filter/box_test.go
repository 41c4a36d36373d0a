package filter_test

import (
	"context"
	"encoding/base64"
	"errors"
	"net/url"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"
	"go.uber.org/goleak"
	"pgregory.net/rapid"

	"ax-tui/api"
	"ax-tui/ui/box/filter"
	"ax-tui/ui/term"
	"ax-tui/ui/test/demo"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const lists = "GET /v2/tasks?"

// open opens the box on its first row and clears the recorded requests.
func open(t *testing.T) *demo.Bench {
	t.Helper()
	bench := demo.Ready(t, demo.Options{})
	bench.Keys("f")
	bench.Requests("")
	return bench
}

// row checks the content of a row.
func row(bench *demo.Bench, label, want, why string) {
	bench.T.Helper()
	if line := bench.Line(label); !strings.Contains(line, want) {
		bench.T.Fatalf("%s: %q, want %q", why, line, want)
	}
}

func TestEscChangesNothing(t *testing.T) {
	bench := open(t)
	bench.Keys("up")
	bench.Type("abc")
	bench.Keys("up", "up", "enter", "down", "esc", "esc")
	bench.WantNot("Filter the tasks", "type:", "name:")
	if got := bench.Requests(lists); got != nil {
		t.Errorf("asked %v", got)
	}
}

// A pick applies the filter at once, of every row alike.
func TestAPickAppliesAtOnce(t *testing.T) {
	bench := open(t)
	bench.Keys("enter")
	bench.Type("payments")
	bench.Settle()
	bench.Keys("enter")
	bench.WantNot("Filter the tasks")
	bench.Want("Payments Assistant")
	bench.Keys("f", "down", "enter")
	got := bench.Requests("GET /v2/projects?")
	if len(got) != 1 || !strings.Contains(got[0], "space_id=") {
		t.Errorf("projects of the space are asked for: %v", got)
	}
	bench.Type("payments-agent")
	bench.Settle()
	bench.Requests("")
	bench.Keys("enter")
	bench.Want("project: payments-agent")
	bench.Keys("f", "down", "down", "down", "c") // typing on the row opens the list of types
	bench.Want("Pick a type", "code_evaluation")
	bench.Keys("enter")
	bench.Want("type: code_evaluation", "project: payments-agent")
	got = bench.Requests(lists)
	if len(got) < 2 || !strings.Contains(got[len(got)-1], "type=CODE_EVALUATION") || !strings.Contains(got[len(got)-1], "project_id=") {
		t.Errorf("asked %v", got)
	}
	bench.Keys("f", "down", "down", "enter", "down", "enter") // the first dataset replaces the project
	bench.WantNot("project:")
	bench.Want("dataset:")
	bench.Keys("f", "ctrl+x", "ctrl+s")
	if got := bench.Requests(lists); len(got) == 0 || strings.Contains(got[len(got)-1], "space_id") || !strings.Contains(got[len(got)-1], "dataset_id=") {
		t.Errorf("without the space asked %v", got)
	}
}

func TestAnotherSpaceDropsItsProject(t *testing.T) {
	bench := open(t)
	bench.Keys("down")
	bench.Type("support-bot") // typing on the row opens the picker with this query
	bench.Settle()
	bench.Want("Pick a project", "support-bot")
	bench.Keys("enter")
	bench.Want("project: support-bot")
	bench.Keys("f")
	row(bench, "project  ", "support-bot", "the project")
	bench.Keys("enter")
	bench.Type("payments")
	bench.Settle()
	bench.Keys("enter")
	bench.WantNot("project: support-bot") // a project of another space would match nothing
}

// A key shows only the tasks of what the selected task evaluates.
func TestSameTarget(t *testing.T) {
	bench := demo.Ready(t, demo.Options{})
	bench.Keys("j", "i")
	bench.Want("project: support-bot", "Relevance Monitor")
	bench.WantNot("JSON Shape")
	bench.Keys("F", "G", "g")
	bench.Want("JSON Shape")
	bench.Keys("j", "j", "i")
	bench.Want("dataset: golden-qa", "JSON Shape")
	bench.WantNot("Relevance Monitor", "project:")
}

// A command that panicked returns no result: the names can be requested again.
func TestNamesAfterAnInternalError(t *testing.T) {
	bench := open(t)
	bench.Press("enter")
	bench.Send(term.PanicMsg{Err: errors.New("oops")})
	bench.Settle()
	bench.Want("ctrl+r tries again: loading was interrupted")
	bench.Keys("ctrl+r")
	bench.Want("Search Quality")
}

func TestFailedNamesSayHowToRetry(t *testing.T) {
	bench := open(t)
	bench.Fault("GET /v2/spaces status=503")
	bench.Keys("enter")
	bench.Want("ctrl+r tries again: This failure was injected")
	bench.Fault()
	bench.Keys("ctrl+r")
	bench.Want("Search Quality")
}

// A pasted ID can be picked without being in the list.
func TestAPastedIDIsPicked(t *testing.T) {
	bench := open(t)
	bench.Keys("down", "enter")
	id := base64.StdEncoding.EncodeToString([]byte("Model:1:elsewhere"))
	bench.Send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(id), Paste: true})
	bench.Settle()
	bench.Want("use this ID")
	bench.Requests("")
	bench.Keys("enter")
	if got := bench.Requests(lists); len(got) == 0 || !strings.Contains(got[0], "project_id="+url.QueryEscape(id)) {
		t.Errorf("asked %v", got)
	}
}

func TestLateNamesOfAClosedPickerAreDropped(t *testing.T) {
	bench := open(t)
	bench.Press("enter", "esc", "down", "enter") // the spaces are still loading when the projects are requested
	bench.Settle()
	bench.Want("Pick a project")
	bench.WantNot("Search Quality")
}

func TestBlanksAroundANameAreNoFilter(t *testing.T) {
	bench := open(t)
	bench.Keys("up", " ", " ", "enter")
	if got := bench.Requests(lists); got != nil {
		t.Errorf("asked %v", got)
	}
	bench.WantNot("name:")
}

// noClient fails the test on every request.
type noClient struct{ t *testing.T }

func (n noClient) ListSpaces(context.Context, api.SpaceQuery) (api.Page[api.Space], error) {
	n.t.Error("asked for spaces")
	return api.Page[api.Space]{}, nil
}

func (n noClient) ListProjects(context.Context, api.ProjectQuery) (api.Page[api.Project], error) {
	n.t.Error("asked for projects")
	return api.Page[api.Project]{}, nil
}

func (n noClient) ListDatasets(context.Context, api.DatasetQuery) (api.Page[api.Dataset], error) {
	n.t.Error("asked for datasets")
	return api.Page[api.Dataset]{}, nil
}

func TestResolveOfIDsSendsNoRequest(t *testing.T) {
	narrowing := filter.Filter{Space: api.Ref{ID: "s"}, Project: api.Ref{ID: "p"}, Dataset: api.Ref{ID: "d"}, Name: "x"}
	got, err := narrowing.Resolve(t.Context(), noClient{t})
	if err != nil || got != narrowing {
		t.Errorf("resolved to %+v, %v", got, err)
	}
	if got, err := (filter.Filter{}).Resolve(t.Context(), noClient{t}); err != nil || !got.IsZero() {
		t.Errorf("nothing resolved to %+v, %v", got, err)
	}
}

func TestChip(t *testing.T) {
	for _, tc := range []struct {
		filter filter.Filter
		want   string
	}{
		{filter.Filter{}, ""},
		{filter.Filter{Space: api.Ref{ID: "s", Name: "S"}}, ""}, // shown in the header
		{filter.Filter{Project: api.Ref{ID: "p", Name: "bot"}, Name: "x"}, "project: bot  name: x"},
		{filter.Filter{Dataset: api.Ref{ID: "d1"}}, "dataset: d1"},
		{filter.Filter{Name: "a\x1b[31mb"}, "name: a"},
	} {
		if got := string(tc.filter.Chip()); !strings.HasPrefix(got, tc.want) || tc.want == "" && got != "" || strings.Contains(got, "\x1b") {
			t.Errorf("%+v: %q, want %q", tc.filter, got, tc.want)
		}
	}
}

func TestIsZeroAgreesWithTheQuery(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.SampledFrom([]string{"", "x"})
		narrowing := filter.Filter{
			Space: api.Ref{ID: word.Draw(t, "space")}, Project: api.Ref{ID: word.Draw(t, "project")},
			Dataset: api.Ref{ID: word.Draw(t, "dataset")}, Name: word.Draw(t, "name"),
		}
		query := narrowing.Query(7, "c")
		narrow := query.SpaceID+query.ProjectID+query.DatasetID+query.Name != ""
		if narrowing.IsZero() == narrow || query.Limit != 7 || query.Cursor != "c" {
			t.Fatalf("%+v asks %+v", narrowing, query)
		}
	})
}
