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

// open is the box on the first row, everything behind it read.
func open(t *testing.T) *demo.Bench {
	t.Helper()
	b := demo.Ready(t, demo.Options{})
	b.Keys("f")
	b.Requests("")
	return b
}

// row checks what a row of the box holds.
func row(b *demo.Bench, label, want, why string) {
	b.T.Helper()
	if l := b.Line(label); !strings.Contains(l, want) {
		b.T.Fatalf("%s: %q, want %q", why, l, want)
	}
}

func TestEscChangesNothing(t *testing.T) {
	b := open(t)
	b.Keys("down", "down", "down", "enter", "down")
	b.Type("abc")
	b.Keys("esc")
	b.WantNot("Filter the tasks", "type:", "name:")
	if got := b.Requests(lists); got != nil {
		t.Errorf("asked %v", got)
	}
}

func TestTypesGoRound(t *testing.T) {
	b := open(t)
	b.Keys("down", "down", "down")
	for _, want := range []string{"template evaluation", "code evaluation", "run experiment", "any"} {
		b.Keys("enter")
		if l := b.Line("type "); !strings.Contains(l, want) && !strings.Contains(strings.ReplaceAll(l, "_", " "), want) {
			t.Errorf("want the type %s: %q", want, l)
		}
	}
	b.Keys("left")
	if l := b.Line("type "); !strings.Contains(strings.ReplaceAll(l, "_", " "), "run experiment") {
		t.Errorf("left goes back: %q", l)
	}
	b.Keys("ctrl+x")
	row(b, "type ", "any", "cleared")
}

func TestPickASpaceThenAProjectOfIt(t *testing.T) {
	b := open(t)
	b.Keys("enter")
	b.Type("payments")
	b.Settle()
	b.Keys("enter")
	row(b, "▸ space", "Payments Assistant", "the space")
	b.Requests("")
	b.Keys("down", "enter")
	got := b.Requests("GET /v2/projects?")
	if len(got) != 1 || !strings.Contains(got[0], "space_id=") {
		t.Errorf("projects of the space are asked for: %v", got)
	}
	b.Type("payments-agent")
	b.Keys("enter")
	b.Keys("down", "enter")
	b.Keys("down", "enter") // the first dataset takes the place of the project
	row(b, "project  ", "any", "a task has one source, yet the project stays")
	b.Keys("up", "up", "ctrl+x", "ctrl+s")
	got = b.Requests(lists)
	if len(got) == 0 || strings.Contains(got[0], "space_id") || !strings.Contains(got[0], "dataset_id=") {
		t.Errorf("asked %v", got)
	}
}

func TestAnotherSpaceDropsItsProject(t *testing.T) {
	b := open(t)
	b.Keys("down")
	b.Type("support-bot") // typing on the row opens the names, already sought
	b.Settle()
	b.Want("Pick a project", "support-bot")
	b.Keys("enter")
	row(b, "project  ", "support-bot", "the project")
	b.Keys("up", "enter")
	b.Type("payments")
	b.Settle()
	b.Keys("enter")
	row(b, "project  ", "any", "a project of another space would match nothing")
}

// A command that broke off never answers: the names can be asked for again.
func TestNamesAfterAFaultInTheProgram(t *testing.T) {
	b := open(t)
	b.Press("enter")
	b.Send(term.PanicMsg{Err: errors.New("oops")})
	b.Settle()
	b.Want("ctrl+r tries again: the reading broke off")
	b.Keys("ctrl+r")
	b.Want("Search Quality")
}

func TestNamesThatDoNotComeSayHowToGoOn(t *testing.T) {
	b := open(t)
	b.Fault("GET /v2/spaces status=503")
	b.Keys("enter")
	b.Want("ctrl+r tries again: This failure was asked for")
	b.Fault()
	b.Keys("ctrl+r")
	b.Want("Search Quality")
}

// An ID that is known from elsewhere needs no list to be picked from.
func TestAPastedIDIsPicked(t *testing.T) {
	b := open(t)
	b.Keys("down", "enter")
	id := base64.StdEncoding.EncodeToString([]byte("Model:1:elsewhere"))
	b.Send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(id), Paste: true})
	b.Settle()
	b.Want("use this ID")
	b.Requests("")
	b.Keys("enter", "ctrl+s")
	if got := b.Requests(lists); len(got) == 0 || !strings.Contains(got[0], "project_id="+url.QueryEscape(id)) {
		t.Errorf("asked %v", got)
	}
}

func TestLateNamesOfAClosedPickerAreDropped(t *testing.T) {
	b := open(t)
	b.Press("enter", "esc", "down", "enter") // the spaces are still under way when the projects are asked for
	b.Settle()
	b.Want("Pick a project")
	b.WantNot("Search Quality")
}

func TestBlanksAroundANameAreNoFilter(t *testing.T) {
	b := open(t)
	b.Keys("up", " ", " ", "enter")
	if got := b.Requests(lists); got != nil {
		t.Errorf("asked %v", got)
	}
	b.WantNot("name:")
}

// nobody answers no question.
type nobody struct{ t *testing.T }

func (n nobody) ListSpaces(context.Context, api.SpaceQuery) (api.Page[api.Space], error) {
	n.t.Error("asked for spaces")
	return api.Page[api.Space]{}, nil
}

func (n nobody) ListProjects(context.Context, api.ProjectQuery) (api.Page[api.Project], error) {
	n.t.Error("asked for projects")
	return api.Page[api.Project]{}, nil
}

func (n nobody) ListDatasets(context.Context, api.DatasetQuery) (api.Page[api.Dataset], error) {
	n.t.Error("asked for datasets")
	return api.Page[api.Dataset]{}, nil
}

func TestResolveOfIDsAsksNobody(t *testing.T) {
	f := filter.Filter{Space: api.Ref{ID: "s"}, Project: api.Ref{ID: "p"}, Dataset: api.Ref{ID: "d"}, Name: "x"}
	got, err := f.Resolve(t.Context(), nobody{t})
	if err != nil || got != f {
		t.Errorf("resolved to %+v, %v", got, err)
	}
	if got, err := (filter.Filter{}).Resolve(t.Context(), nobody{t}); err != nil || !got.Zero() {
		t.Errorf("nothing resolved to %+v, %v", got, err)
	}
}

func TestChipNamesWhatNarrows(t *testing.T) {
	for _, tt := range []struct {
		f    filter.Filter
		want string
	}{
		{filter.Filter{}, ""},
		{filter.Filter{Space: api.Ref{ID: "s", Name: "S"}}, ""}, // stands in the header
		{filter.Filter{Project: api.Ref{ID: "p", Name: "bot"}, Name: "x"}, "project: bot  name: x"},
		{filter.Filter{Dataset: api.Ref{ID: "d1"}}, "dataset: d1"},
		{filter.Filter{Name: "a\x1b[31mb"}, "name: a"},
	} {
		if got := string(tt.f.Chip()); !strings.HasPrefix(got, tt.want) || tt.want == "" && got != "" || strings.Contains(got, "\x1b") {
			t.Errorf("%+v: %q, want %q", tt.f, got, tt.want)
		}
	}
}

func TestZeroAgreesWithTheQuery(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.SampledFrom([]string{"", "x"})
		f := filter.Filter{
			Space: api.Ref{ID: word.Draw(t, "space")}, Project: api.Ref{ID: word.Draw(t, "project")},
			Dataset: api.Ref{ID: word.Draw(t, "dataset")}, Name: word.Draw(t, "name"),
		}
		q := f.Query(7, "c")
		narrow := q.SpaceID+q.ProjectID+q.DatasetID+q.Name != ""
		if f.Zero() == narrow || q.Limit != 7 || q.Cursor != "c" {
			t.Fatalf("%+v asks %+v", f, q)
		}
	})
}
