package newtask_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/exp/golden"

	"ax-tui/api"
	"ax-tui/api/fake"
	"ax-tui/api/fake/world"
	"ax-tui/theme"
	"ax-tui/ui/host"
	"ax-tui/ui/screen/newtask"
	"ax-tui/ui/test/driver"
	"ax-tui/ui/test/harness"
)

func paste(bench *harness.Harness, pasted string) {
	bench.Send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(pasted), Paste: true})
	bench.Settle()
	bench.Advance(time.Second)
	bench.Settle()
}

// focusText moves from the first field to the last, which is the text.
func focusText(bench *harness.Harness) { bench.Keys("shift+tab") }

// clearText empties a text of any length.
func clearText(bench *harness.Harness) {
	bench.Keys("ctrl+end")
	for range 60 {
		bench.Press("ctrl+u", "backspace")
	}
	bench.Settle()
}

func TestEvaluatorsAreEditedAsText(t *testing.T) {
	srv := &server{task: projectTask()}
	bench, _ := openEdit(t, srv, projectTask().ID, 80, 21)
	focusText(bench)
	wantTexts(t, bench, `"evaluator_id": "ev1"`, "Relevance")
	bench.Keys("ctrl+end")
	bench.Press("backspace")
	bench.Keys("ctrl+s")
	wantTexts(t, bench, "Nothing was sent. Evaluators: line")
	if len(srv.sent) != 0 {
		t.Fatal("sent despite the fault")
	}
	bench.Type(`]`)
	bench.Keys("ctrl+s")
	wantTexts(t, bench, "Nothing has changed")
	clearText(bench)
	paste(bench, `[{"evaluator_id":"ev2"},{"evaluator_id":"ev1","evaluator_version_id":"v3","column_mappings":{"input":"attributes.input.value","output":"other"}}]`)
	bench.Keys("ctrl+s")
	wantTexts(t, bench, "Your changes", "Relevance {output}", "- attributes.output.value", "+ other", "Toxicity filter", "- latency_ms > 10")
	bench.Keys("ctrl+s")
	want := `{"evaluators":[{"evaluator_id":"ev2"},{"evaluator_id":"ev1","evaluator_version_id":"v3","column_mappings":{"input":"attributes.input.value","output":"other"}}]}`
	if len(srv.sent) != 1 || srv.sent[0] != want {
		t.Errorf("sent %v", srv.sent)
	}
}

// Evaluators in the trace or session shape need their own filters, in place of that
// of the task.
func TestTextIsValidatedWithTheFilter(t *testing.T) {
	srv := &server{task: projectTask()}
	bench, _ := openEdit(t, srv, projectTask().ID, 80, 21)
	focusText(bench)
	clearText(bench)
	paste(bench, `[{"evaluator_id":"ev1","query_mappings":[{"variable_name":"input","query_ids":[],"attribute_path":"a"}]}]`)
	bench.Keys("ctrl+s")
	wantTexts(t, bench, "filters", "Nothing was sent. Filters: write a filter; these trace or session evaluators")
	bench.Type("x = 1")
	bench.Keys("ctrl+s")
	wantTexts(t, bench, "5 of 5", "query filter - span_kind = 'LLM' + nothing", `query filters - nothing + {"filters":[{"filter":"x = 1","id":"A"}]}`)
}

func TestEditorKeepsItsKeys(t *testing.T) {
	srv := &server{task: projectTask()}
	bench, _ := openEdit(t, srv, projectTask().ID, 80, 21)
	focusText(bench)
	bench.Keys("ctrl+end", "enter", "tab", " ", "down", "up")
	if got := bench.Plain(); !strings.Contains(got, "4 of 5") || !strings.Contains(got, `"evaluator_id": "ev2"`) {
		t.Fatalf("a key of the editor left it:\n%s", got)
	}
	if !bench.Screen.Info().Unsaved {
		t.Error("typed text does not count as unsaved")
	}
	bench.Keys("ctrl+s")
	wantTexts(t, bench, "Nothing has changed")
	bench.Keys("shift+tab")
	wantTexts(t, bench, "3 of 5", "Version of Toxicity")
}

func TestEscLeavesAnEditedText(t *testing.T) {
	srv := &server{task: projectTask()}
	bench, _ := openEdit(t, srv, projectTask().ID, 80, 21)
	focusText(bench)
	bench.Type("x")
	bench.Keys("esc")
	wantTexts(t, bench, "Leave the form?")
	bench.Keys("n", "ctrl+z", "esc")
	if bench.Pops != 1 {
		t.Errorf("an undone text asks:\n%s", bench.Plain())
	}
}

func TestRunConfigurationIsEdited(t *testing.T) {
	srv := &server{task: experimentTask()}
	bench, _ := openEdit(t, srv, experimentTask().ID, 80, 21)
	focusText(bench)
	wantTexts(t, bench, `"experiment_type": "AGENT_CALL"`)
	clearText(bench)
	paste(bench, `{"experiment_type":"AGENT_CALL","integration_id":"SW50OjI=","input_template":{"q":"{{question}}"}}`)
	bench.Keys("ctrl+s")
	wantTexts(t, bench, "run configuration integr", "- int1", "+ SW50OjI=")
	bench.Keys("ctrl+s")
	want := `{"run_configuration":{"experiment_type":"AGENT_CALL","integration_id":"SW50OjI=","input_template":{"q":"{{question}}"}}}`
	if len(srv.sent) != 1 || srv.sent[0] != want {
		t.Errorf("sent %v", srv.sent)
	}
}

func TestEvaluatorsChangedByBoth(t *testing.T) {
	srv := &server{task: projectTask()}
	bench, _ := openEdit(t, srv, projectTask().ID, 120, 36)
	bench.Type(" 2")
	bench.Keys("ctrl+s")
	srv.task.Evaluators = srv.task.Evaluators[:1]
	bench.Keys("ctrl+s")
	wantTexts(t, bench, "Changed by someone else in the meantime", "evaluator Toxicity")
	bench.Keys("esc")
	focusText(bench)
	if strings.Contains(bench.Plain(), "ev2") || !strings.Contains(bench.Plain(), "ev1") {
		t.Fatalf("the unchanged text does not have their change:\n%s", bench.Plain())
	}
	bench.Keys("ctrl+s", "ctrl+s")
	if len(srv.sent) != 1 || srv.sent[0] != `{"name":"Relevance Monitor 2"}` {
		t.Errorf("sent %v", srv.sent)
	}
}

// largeEvaluators is a list with one evaluator of count mappings; 20 000 of them are
// about a megabyte.
func largeEvaluators(count int) string {
	var out strings.Builder
	out.WriteString(`[{"evaluator_id":"ev1","column_mappings":{`)
	for i := range count {
		fmt.Fprintf(&out, "%q: \"attributes.input.value.%d\",\n", fmt.Sprintf("variable%d", i), i)
	}
	out.WriteString(`"last":"x"}}]`)
	return out.String()
}

// A text of a megabyte is sent completely.
func TestALargeText(t *testing.T) {
	srv := &server{task: projectTask()}
	bench, _ := openEdit(t, srv, projectTask().ID, 80, 21)
	focusText(bench)
	clearText(bench)
	paste(bench, largeEvaluators(20000))
	bench.Settle()
	bench.Keys("ctrl+s", "ctrl+s")
	if len(srv.sent) != 1 || !strings.Contains(srv.sent[0], "variable19999") {
		t.Errorf("%d requests; the screen is\n%s", len(srv.sent), bench.Plain())
	}
}

func TestAgainstAServer(t *testing.T) {
	for fault, want := range map[string]string{"": ": changed.", "PATCH drop-after": "the answer was lost, but the change is there", "PATCH status=503": "the change is not visible"} {
		t.Run(fault, func(t *testing.T) {
			clock := driver.NewClock()
			var patches atomic.Int32
			embedded := fake.New(fake.Options{
				World: world.New(world.Options{Seed: 7, Now: clock.Now}),
				OnRequest: func(requestInfo fake.RequestInfo) {
					if requestInfo.Method == http.MethodPatch {
						patches.Add(1)
					}
				},
			})
			srv := httptest.NewServer(embedded)
			defer srv.Close()
			client, err := api.New(api.Options{BaseURL: srv.URL, Key: "ak-test", Retries: -1})
			if err != nil {
				t.Fatal(err)
			}
			defer client.Close()
			faults, err := fake.ParseFaults(strings.FieldsFunc(fault, func(char rune) bool { return char == ';' }))
			if err != nil {
				t.Fatal(err)
			}
			tasks, err := client.ListTasks(t.Context(), api.TaskQuery{Limit: 100})
			if err != nil {
				t.Fatal(err)
			}
			embedded.SetFaults(faults)
			seen := map[string]bool{}
			for _, task := range tasks.Items {
				kind := fmt.Sprint(task.Type, task.ProjectID != "", task.QueryFilters != nil)
				if seen[kind] {
					continue
				}
				seen[kind] = true
				patches.Store(0)
				bench, _ := openEdit(t, client, task.ID, 80, 21)
				bench.Type(" again")
				bench.Keys("ctrl+s", "ctrl+s")
				if !strings.Contains(noticeTexts(bench), want) || patches.Load() != 1 {
					t.Errorf("%s: %d requests, notices %q, want %q; the screen is\n%s", kind, patches.Load(), noticeTexts(bench), want, bench.Plain())
				}
			}
			if len(seen) < 3 {
				t.Errorf("the world has only tasks of %v", seen)
			}
		})
	}
}

func TestGoldenOfAChange(t *testing.T) {
	steps := []struct {
		name string
		keys []string
	}{
		{"fields", nil},
		{"fault", []string{"tab", "tab", "end", "x", "ctrl+s"}},
		{"text", []string{"shift+tab"}},
		{"review", []string{"end", " ", "2", "tab", "down", "ctrl+s"}},
	}
	for look, options := range harness.Themes() {
		for _, size := range []struct{ width, height int }{{60, 12}, {80, 21}, {120, 37}} {
			for _, st := range steps {
				t.Run(fmt.Sprintf("%s-%s-%dx%d", st.name, look, size.width, size.height), func(t *testing.T) {
					bench, _ := openEdit(t, &server{task: projectTask()}, projectTask().ID, size.width, size.height)
					*bench.Env.Styles = *theme.New(options)
					bench.Send(host.StylesChanged{})
					bench.Keys(st.keys...)
					driver.CheckFrame(t, bench.View(), size.width, size.height)
					golden.RequireEqual(t, []byte(bench.View()+"\n"))
				})
			}
		}
	}
}

func TestGoldenOfAConflict(t *testing.T) {
	for _, size := range []struct{ width, height int }{{60, 12}, {80, 21}, {120, 37}} {
		t.Run(fmt.Sprintf("%dx%d", size.width, size.height), func(t *testing.T) {
			srv := &server{task: projectTask()}
			bench, _ := openEdit(t, srv, projectTask().ID, size.width, size.height)
			*bench.Env.Styles = *theme.New(harness.Themes()["no-colour"])
			bench.Send(host.StylesChanged{})
			bench.Type(" 2")
			bench.Keys("ctrl+s")
			srv.task.QueryFilter = ptr("status_code = 'ERROR'")
			bench.Keys("ctrl+s")
			golden.RequireEqual(t, []byte(bench.View()+"\n"))
		})
	}
}

// The form fits any size at any step.
func TestAChangeFitsAnySize(t *testing.T) {
	for _, step := range [][]string{nil, {"shift+tab"}, {"x", "ctrl+s"}} {
		bench, _ := openEdit(t, &server{task: projectTask()}, projectTask().ID, 80, 21)
		bench.Keys(step...)
		for _, size := range [][2]int{{1, 1}, {10, 3}, {30, 6}, {60, 12}, {200, 57}, {57, 12}} {
			bench.Screen.SetSize(size[0], size[1])
			driver.CheckFrame(t, bench.Screen.View(), size[0], size[1])
		}
	}
}

func BenchmarkKeyInAChange(b *testing.B) {
	clock := driver.NewClock()
	env := harness.New(b, clock).Env
	screen := newtask.NewEdit(env, &server{task: projectTask()}, &newtask.Deps{}, &host.Move{Task: api.Task{ID: "x"}})
	screen.SetSize(120, 37)
	screen.Update(screen.Init()())
	b.ReportAllocs()
	for b.Loop() {
		screen.Update(driver.Key("x"))
		screen.View()
		screen.Update(driver.Key("backspace"))
		screen.View()
	}
}

func BenchmarkKeyInAMegabyte(b *testing.B) {
	bench, _ := openEdit(b, &server{task: projectTask()}, projectTask().ID, 120, 37)
	focusText(bench)
	clearText(bench)
	paste(bench, largeEvaluators(20000))
	b.ReportAllocs()
	for b.Loop() {
		bench.Screen.Update(driver.Key("x"))
		bench.Screen.View()
		bench.Screen.Update(driver.Key("backspace"))
		bench.Screen.View()
	}
}
