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

func paste(h *harness.Harness, s string) {
	h.Send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(s), Paste: true})
	h.Settle()
	h.Advance(time.Second)
	h.Settle()
}

// toText goes from the first field to the last, which is the text.
func toText(h *harness.Harness) { h.Keys("shift+tab") }

// wipe empties a text of any length.
func wipe(h *harness.Harness) {
	h.Keys("ctrl+end")
	for range 60 {
		h.Press("ctrl+u", "backspace")
	}
	h.Settle()
}

func TestEvaluatorsAreEditedAsText(t *testing.T) {
	s := &server{task: projectTask()}
	h, _ := openEdit(t, s, projectTask().ID, 80, 21)
	toText(h)
	must(t, h, `"evaluator_id": "ev1"`, "Relevance")
	h.Keys("ctrl+end")
	h.Press("backspace")
	h.Keys("ctrl+s")
	must(t, h, "Nothing was sent. Evaluators: line")
	if len(s.sent) != 0 {
		t.Fatal("sent in spite of the fault")
	}
	h.Type(`]`)
	h.Keys("ctrl+s")
	must(t, h, "Nothing has changed")
	wipe(h)
	paste(h, `[{"evaluator_id":"ev2"},{"evaluator_id":"ev1","evaluator_version_id":"v3","column_mappings":{"input":"attributes.input.value","output":"other"}}]`)
	h.Keys("ctrl+s")
	must(t, h, "What changes", "Relevance {output}", "- attributes.output.value", "+ other", "Toxicity filter", "- latency_ms > 10")
	h.Keys("ctrl+s")
	want := `{"evaluators":[{"evaluator_id":"ev2"},{"evaluator_id":"ev1","evaluator_version_id":"v3","column_mappings":{"input":"attributes.input.value","output":"other"}}]}`
	if len(s.sent) != 1 || s.sent[0] != want {
		t.Errorf("sent %v", s.sent)
	}
}

// Evaluators in the trace or session shape want filters of their own, in place
// of the one that the task has.
func TestTheTextIsJudgedWithTheFilter(t *testing.T) {
	s := &server{task: projectTask()}
	h, _ := openEdit(t, s, projectTask().ID, 80, 21)
	toText(h)
	wipe(h)
	paste(h, `[{"evaluator_id":"ev1","query_mappings":[{"variable_name":"input","query_ids":[],"attribute_path":"a"}]}]`)
	h.Keys("ctrl+s")
	must(t, h, "filters", "Nothing was sent. Filters: write a filter; the trace or session shape")
	h.Type("x = 1")
	h.Keys("ctrl+s")
	must(t, h, "5 of 5", "query filter - span_kind = 'LLM' + nothing", `query filters - nothing + {"filters":[{"filter":"x = 1","id":"A"}]}`)
}

func TestTheTextKeepsItsKeys(t *testing.T) {
	s := &server{task: projectTask()}
	h, _ := openEdit(t, s, projectTask().ID, 80, 21)
	toText(h)
	h.Keys("ctrl+end", "enter", "tab", " ", "down", "up")
	if got := h.Plain(); !strings.Contains(got, "4 of 5") || !strings.Contains(got, `"evaluator_id": "ev2"`) {
		t.Fatalf("a key of the text left it:\n%s", got)
	}
	if !h.Screen.Info().Unsaved {
		t.Error("what was typed is not unsaved")
	}
	h.Keys("ctrl+s")
	must(t, h, "Nothing has changed")
	h.Keys("shift+tab")
	must(t, h, "3 of 5", "Version of Toxicity")
}

func TestEscLeavesAnEditedText(t *testing.T) {
	s := &server{task: projectTask()}
	h, _ := openEdit(t, s, projectTask().ID, 80, 21)
	toText(h)
	h.Type("x")
	h.Keys("esc")
	must(t, h, "Leave the form?")
	h.Keys("n", "ctrl+z", "esc")
	if h.Pops != 1 {
		t.Errorf("an undone text asks:\n%s", h.Plain())
	}
}

func TestTheRunConfigurationIsEdited(t *testing.T) {
	s := &server{task: experimentTask()}
	h, _ := openEdit(t, s, experimentTask().ID, 80, 21)
	toText(h)
	must(t, h, `"experiment_type": "AGENT_CALL"`)
	wipe(h)
	paste(h, `{"experiment_type":"AGENT_CALL","integration_id":"int2","input_template":{"q":"{{question}}"}}`)
	h.Keys("ctrl+s")
	must(t, h, "run configuration integra", "- int1", "+ int2")
	h.Keys("ctrl+s")
	want := `{"run_configuration":{"experiment_type":"AGENT_CALL","integration_id":"int2","input_template":{"q":"{{question}}"}}}`
	if len(s.sent) != 1 || s.sent[0] != want {
		t.Errorf("sent %v", s.sent)
	}
}

func TestEvaluatorsChangedByBoth(t *testing.T) {
	s := &server{task: projectTask()}
	h, _ := openEdit(t, s, projectTask().ID, 120, 36)
	h.Type(" 2")
	h.Keys("ctrl+s")
	s.task.Evaluators = s.task.Evaluators[:1]
	h.Keys("ctrl+s")
	must(t, h, "Changed meanwhile by somebody else", "evaluator Toxicity")
	h.Keys("esc")
	toText(h)
	if strings.Contains(h.Plain(), "ev2") || !strings.Contains(h.Plain(), "ev1") {
		t.Fatalf("the text is not theirs though it was not touched:\n%s", h.Plain())
	}
	h.Keys("ctrl+s", "ctrl+s")
	if len(s.sent) != 1 || s.sent[0] != `{"name":"Relevance Monitor 2"}` {
		t.Errorf("sent %v", s.sent)
	}
}

// large is a list with one evaluator of n mappings; 20 000 of them are about a megabyte.
func large(n int) string {
	var out strings.Builder
	out.WriteString(`[{"evaluator_id":"ev1","column_mappings":{`)
	for i := range n {
		fmt.Fprintf(&out, "%q: \"attributes.input.value.%d\",\n", fmt.Sprintf("variable%d", i), i)
	}
	out.WriteString(`"last":"x"}}]`)
	return out.String()
}

// A megabyte in the text arrives whole.
func TestALargeText(t *testing.T) {
	s := &server{task: projectTask()}
	h, _ := openEdit(t, s, projectTask().ID, 80, 21)
	toText(h)
	wipe(h)
	paste(h, large(20000))
	h.Settle()
	h.Keys("ctrl+s", "ctrl+s")
	if len(s.sent) != 1 || !strings.Contains(s.sent[0], "variable19999") {
		t.Errorf("%d requests; the screen is\n%s", len(s.sent), h.Plain())
	}
}

func TestAgainstAServer(t *testing.T) {
	for fault, want := range map[string]string{"": ": changed.", "PATCH drop-after": "the answer was lost, but the change is there", "PATCH status=503": "the change is not to be seen"} {
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
			faults, err := fake.ParseFaults(strings.FieldsFunc(fault, func(r rune) bool { return r == ';' }))
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
				h, _ := openEdit(t, client, task.ID, 80, 21)
				h.Type(" again")
				h.Keys("ctrl+s", "ctrl+s")
				if !strings.Contains(noticesOf(h), want) || patches.Load() != 1 {
					t.Errorf("%s: %d requests, notices %q, want %q; the screen is\n%s", kind, patches.Load(), noticesOf(h), want, h.Plain())
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
		for _, size := range []struct{ w, h int }{{60, 12}, {80, 21}, {120, 37}} {
			for _, st := range steps {
				t.Run(fmt.Sprintf("%s-%s-%dx%d", st.name, look, size.w, size.h), func(t *testing.T) {
					h, _ := openEdit(t, &server{task: projectTask()}, projectTask().ID, size.w, size.h)
					*h.Env.Styles = *theme.New(options)
					h.Send(host.StylesChanged{})
					h.Keys(st.keys...)
					driver.CheckFrame(t, h.View(), size.w, size.h)
					golden.RequireEqual(t, []byte(h.View()+"\n"))
				})
			}
		}
	}
}

func TestGoldenOfAConflict(t *testing.T) {
	for _, size := range []struct{ w, h int }{{60, 12}, {80, 21}, {120, 37}} {
		t.Run(fmt.Sprintf("%dx%d", size.w, size.h), func(t *testing.T) {
			s := &server{task: projectTask()}
			h, _ := openEdit(t, s, projectTask().ID, size.w, size.h)
			*h.Env.Styles = *theme.New(harness.Themes()["no-colour"])
			h.Send(host.StylesChanged{})
			h.Type(" 2")
			h.Keys("ctrl+s")
			s.task.QueryFilter = ptr("status_code = 'ERROR'")
			h.Keys("ctrl+s")
			golden.RequireEqual(t, []byte(h.View()+"\n"))
		})
	}
}

// Any size, at any step.
func TestAChangeFitsAnySize(t *testing.T) {
	for _, step := range [][]string{nil, {"shift+tab"}, {"x", "ctrl+s"}} {
		h, _ := openEdit(t, &server{task: projectTask()}, projectTask().ID, 80, 21)
		h.Keys(step...)
		for _, size := range [][2]int{{1, 1}, {10, 3}, {30, 6}, {60, 12}, {200, 57}, {57, 12}} {
			h.Screen.SetSize(size[0], size[1])
			driver.CheckFrame(t, h.Screen.View(), size[0], size[1])
		}
	}
}

func BenchmarkKeyInAChange(b *testing.B) {
	clock := driver.NewClock()
	env := harness.New(b, clock).Env
	screen := newtask.NewEdit(env, &server{task: projectTask()}, newtask.Deps{}, host.Move{Task: api.Task{ID: "x"}})
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
	h, _ := openEdit(b, &server{task: projectTask()}, projectTask().ID, 120, 37)
	toText(h)
	wipe(h)
	paste(h, large(20000))
	b.ReportAllocs()
	for b.Loop() {
		h.Screen.Update(driver.Key("x"))
		h.Screen.View()
		h.Screen.Update(driver.Key("backspace"))
		h.Screen.View()
	}
}
