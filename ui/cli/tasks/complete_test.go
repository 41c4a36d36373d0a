package tasks

import (
	"context"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/spf13/cobra"
	"pgregory.net/rapid"

	"ax-tui/api"
	"ax-tui/api/resolve"
)

func TestWords(t *testing.T) {
	list := []candidate{
		{"VDox", "Relevance", "code"},
		{"VDoy", "Twice", "code"},
		{"VDoz", "Twice", "code"},
		{"VDo0", "--force", "code"},
		{"VDo1", "a\x1b[31mb\tc\nd", "e\x07\tf"},
		{"VDo2", " blank ", ""},
		{"VDo3", "", "code"},
		{"VDo4", "VDo9OjE=", ""},
	}
	for typed, want := range map[string][]string{
		"":       {"Relevance\tcode", "VDoy\tTwice, code", "VDoz\tTwice, code", "VDo0\t--force, code", "VDo1\tab c d, e f", "VDo2\t blank ", "VDo3\tcode", "VDo4\tVDo9OjE="},
		"Rel":    {"Relevance\tcode"},
		"VDox":   {"VDox\tRelevance, code"},
		"rel":    nil,
		"Twi":    nil,
		"--":     nil,
		"VDo9Oj": nil,
	} {
		if got := completions(list, typed); !slices.Equal(got, want) {
			t.Errorf("%q: %q, want %q", typed, got, want)
		}
	}
}

func TestWordsAreHarmlessAndMeanOneThing(t *testing.T) {
	name := rapid.OneOf(rapid.String(), rapid.StringMatching(`[ab \t-]{0,3}`))
	rapid.Check(t, func(t *rapid.T) {
		var list []candidate
		for i, taskName := range rapid.SliceOfN(name, 0, 6).Draw(t, "names") {
			list = append(list, candidate{"VDo" + strings.Repeat("x", i+1), taskName, rapid.String().Draw(t, "about")})
		}
		typed := rapid.StringMatching(`[ab]{0,1}`).Draw(t, "typed")
		for _, suggestion := range completions(list, typed) {
			if strings.ContainsFunc(strings.Replace(suggestion, "\t", "", 1), func(char rune) bool { return char < 0x20 || char == 0x7f }) {
				t.Fatalf("%q could act", suggestion)
			}
			said, _, _ := strings.Cut(suggestion, "\t")
			hits := 0
			for _, candidate := range list {
				if candidate.id == said || candidate.name == said && !resolve.IsID(said) {
					hits++
				}
			}
			if hits != 1 || !strings.HasPrefix(said, typed) {
				t.Fatalf("%q after %q means %d things", said, typed, hits)
			}
		}
	})
}

func TestNewestTasks(t *testing.T) {
	at := func(minutes int) *time.Time { moment := noon.Add(time.Duration(minutes) * time.Minute); return &moment }
	tasks := []api.Task{{ID: "never"}, {ID: "3", LastRunAt: at(-3)}, {ID: "1", LastRunAt: at(-1)}, {ID: "2", LastRunAt: at(-2)}}
	for limit, want := range map[int]string{0: "", 1: "1", 2: "1 2", 5: "1 2 3"} {
		var got []string
		for _, task := range lastRunTasks(tasks, limit) {
			got = append(got, task.ID)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%d: %v, want %s", limit, got, want)
		}
	}
	if tasks[0].ID != "never" {
		t.Error("the list itself was sorted")
	}
}

// TestASlowServerIsNotWaitedFor presses tab on a server that does not answer,
// and where even connecting hangs.
func TestASlowServerIsNotWaitedFor(t *testing.T) {
	over := make(chan struct{})
	srv := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-over }))
	t.Cleanup(func() { close(over); srv.Close() })
	client, err := api.New(api.Options{BaseURL: srv.URL, Key: "ak-test"})
	if err != nil {
		t.Fatal(err)
	}
	for name, open := range map[string]func(context.Context) (*Conn, error){
		"no answer":     func(context.Context) (*Conn, error) { return &Conn{Client: client}, nil },
		"no connection": func(context.Context) (*Conn, error) { <-over; return nil, context.Canceled },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			app, out, errs := newApp(80)
			app.Open = open
			for kind, complete := range map[string]completer{"tasks": completeTasks(app), "runs": singleArg(completeRuns(app)), "project": flagLists(app)["project"]} {
				began := time.Now()
				got, what := complete(&cobra.Command{}, nil, "")
				if took := time.Since(began); len(got) > 0 || took > 700*time.Millisecond || what != cobra.ShellCompDirectiveNoFileComp {
					t.Errorf("%s: %v after %v", kind, got, took)
				}
			}
			if out.Len()+errs.Len() > 0 {
				t.Errorf("said %s%s", out, errs)
			}
		})
	}
}
