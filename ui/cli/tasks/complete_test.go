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

func TestCompletions(t *testing.T) {
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

func TestCompletionsAreCleanAndUnique(t *testing.T) {
	name := rapid.OneOf(rapid.String(), rapid.StringMatching(`[ab \t-]{0,3}`))
	rapid.Check(t, func(t *rapid.T) {
		var list []candidate
		for i, taskName := range rapid.SliceOfN(name, 0, 6).Draw(t, "names") {
			list = append(list, candidate{"VDo" + strings.Repeat("x", i+1), taskName, rapid.String().Draw(t, "about")})
		}
		typed := rapid.StringMatching(`[ab]{0,1}`).Draw(t, "typed")
		for _, suggestion := range completions(list, typed) {
			if strings.ContainsFunc(strings.Replace(suggestion, "\t", "", 1), func(char rune) bool { return char < 0x20 || char == 0x7f }) {
				t.Fatalf("%q has a control character", suggestion)
			}
			word, _, _ := strings.Cut(suggestion, "\t")
			hits := 0
			for _, candidate := range list {
				if candidate.id == word || candidate.name == word && !resolve.IsID(word) {
					hits++
				}
			}
			if hits != 1 || !strings.HasPrefix(word, typed) {
				t.Fatalf("%q after %q matches %d candidates", word, typed, hits)
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

// TestCompletionTimesOut covers a server that does not respond and a connection that
// hangs.
func TestCompletionTimesOut(t *testing.T) {
	done := make(chan struct{})
	srv := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-done }))
	t.Cleanup(func() { close(done); srv.Close() })
	client, err := api.New(api.Options{BaseURL: srv.URL, Key: "ak-test"})
	if err != nil {
		t.Fatal(err)
	}
	for name, open := range map[string]func(context.Context) (*Conn, error){
		"no answer":     func(context.Context) (*Conn, error) { return &Conn{Client: client}, nil },
		"no connection": func(context.Context) (*Conn, error) { <-done; return nil, context.Canceled },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			app, out, errs := newApp(80)
			app.Open = open
			for kind, complete := range map[string]completer{"tasks": completeTasks(app), "runs": singleArg(completeRuns(app, anyRun)), "project": flagLists(app)["project"]} {
				start := time.Now()
				got, directive := complete(&cobra.Command{}, nil, "")
				if elapsed := time.Since(start); len(got) > 0 || elapsed > 700*time.Millisecond || directive != cobra.ShellCompDirectiveNoFileComp {
					t.Errorf("%s: %v after %v", kind, got, elapsed)
				}
			}
			if out.Len()+errs.Len() > 0 {
				t.Errorf("printed %s%s", out, errs)
			}
		})
	}
}
