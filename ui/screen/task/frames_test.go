package task_test

import (
	"fmt"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/exp/golden"
	"github.com/muesli/termenv"
	"pgregory.net/rapid"

	"ax-tui/api"
	"ax-tui/theme"
	"ax-tui/ui/test/driver"
)

func TestFrames(t *testing.T) {
	light := theme.Options{Profile: termenv.TrueColor}
	none := theme.Options{Dark: true, Profile: termenv.Ascii}
	ascii := theme.Options{Dark: true, Profile: termenv.Ascii, ASCII: true}
	cases := []struct {
		name string
		w, h int
		o    theme.Options
		runs int
		keys []string
	}{
		{"rows", 80, 21, dark, 9, nil},
		{"rows-light", 80, 21, light, 9, nil},
		{"rows-none", 80, 21, none, 9, nil},
		{"rows-ascii", 80, 21, ascii, 9, nil},
		{"more-coming", 80, 21, none, 60, []string{"j", "j"}},
		{"sideways", 80, 21, none, 9, []string{"j", "j", "right", "right", "right"}},
		{"small", 60, 13, none, 60, nil},
		{"wide", 120, 37, none, 60, []string{"j", "j"}},
		{"wide-dark", 120, 37, dark, 60, []string{"j", "j"}},
		{"very-wide", 200, 57, none, 60, nil},
		{"empty", 80, 21, none, 0, nil},
		{"empty-filter", 80, 21, none, 9, []string{"f"}},
		{"details", 80, 21, dark, 9, []string{"d"}},
		{"details-end", 60, 13, none, 9, []string{"d", "G"}},
		{"finding", 80, 21, none, 9, []string{"/", "f", "a", "i"}},
		{"find-nothing", 80, 21, none, 9, []string{"/", "z", "z", "enter"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			d, _, _ := open(t, support(c.runs), c.w, c.h, c.o)
			d.Keys(c.keys...)
			driver.CheckFrame(t, d.View(), c.w, c.h)
			got := d.View()
			if c.o.Profile == termenv.Ascii {
				got = d.Plain() // the selection is seen by its mark
			}
			golden.RequireEqual(t, got)
		})
	}
}

func TestFrameOfExperiments(t *testing.T) {
	server := experiments()
	d, _, _ := open(t, server, 120, 21, theme.Options{Profile: termenv.Ascii})
	driver.CheckFrame(t, d.View(), 120, 21)
	golden.RequireEqual(t, d.Plain())
}

func TestFrameOfDatasetEvaluation(t *testing.T) {
	server := experiments()
	server.task.Type, server.task.RunConfig, server.task.ExperimentIDs = api.CodeEvaluation, nil, []string{"exp1"}
	server.task.Evaluators = []api.TaskEvaluator{{EvaluatorID: "e", Name: "JSON Parses"}}
	for i := range server.runs {
		server.runs[i].ExperimentID = ""
	}
	d, _, _ := open(t, server, 100, 21, theme.Options{Profile: termenv.Ascii})
	driver.CheckFrame(t, d.View(), 100, 21)
	golden.RequireEqual(t, d.Plain())
}

func experiments() *server {
	server := support(4)
	server.task.Type, server.task.ProjectID, server.task.DatasetID = api.RunExperiment, "", "RGF0YXNldDox"
	server.task.SamplingRate, server.task.Continuous, server.task.QueryFilter, server.task.Evaluators = nil, false, nil, nil
	server.task.RunConfig = []byte(`{"experiment_type":"llm_generation","ai_integration_id":"x","model_name":"gpt-5","messages":[{"role":"user","content":"{{q}}"}],"input_variable_format":"mustache"}`)
	server.experiments = []api.Experiment{{ID: "exp1", Name: "prompt v2 日本"}}
	for i := range server.runs {
		server.runs[i].DataStart, server.runs[i].DataEnd, server.runs[i].ExperimentID = nil, nil, "exp1"
	}
	return server
}

func TestFrameOfFailure(t *testing.T) {
	server := support(9)
	server.err = &api.Error{Kind: api.Auth, Status: 401, Detail: "The API key is not valid."}
	d, ho, model := open(t, server, 80, 21, theme.Options{Profile: termenv.Ascii})
	golden.RequireEqual(t, d.Plain())
	asked := server.count()
	d.Advance(10 * time.Minute)
	if server.count() != asked {
		t.Fatalf("a refused key was tried again by itself: %v", server.calls[asked:])
	}
	server.change(func() { server.err = nil })
	d.Keys("r")
	if model.List().Len() != 9 || ho.Screen.Info().Stale != "" {
		t.Fatalf("trying again did not read the runs:\n%s", d.Plain())
	}
}

func TestLoadingIsSaidOnlyAfterAWhile(t *testing.T) {
	server := support(3)
	server.gate = make(chan struct{})
	d, ho, _ := start(t, server, 80, 21, theme.Options{Profile: termenv.Ascii})
	var timer tea.Msg
	ho.Env.After = func(_ time.Duration, msg tea.Msg) tea.Cmd { timer = msg; return nil }
	d.Press("r") // nothing is there yet: it starts over
	if got := d.Plain(); has(got, "Reading") {
		t.Fatalf("said at once:\n%s", got)
	}
	d.Send(timer)
	if got := d.Plain(); !has(got, "Reading the runs…") {
		t.Fatalf("nothing is said about a slow load:\n%s", got)
	}
	close(server.gate)
	d.Settle()
	if got := d.Plain(); has(got, "Reading") || !has(got, "● running") {
		t.Fatalf("the runs are not shown:\n%s", got)
	}
}

// Whatever is pressed at whatever size, a frame has exactly its height and
// nothing sticks out.
func TestAnySizeAndKeys(t *testing.T) {
	keys := []string{"j", "k", "G", "g", "pgdown", "pgup", "right", "left", "d", "esc", "s", "S", "f", "F", "/", "e", "enter", "m", "L", "r"}
	d, _, model := open(t, support(40), 80, 21, dark)
	rapid.Check(t, func(rt *rapid.T) {
		w, h := rapid.IntRange(1, 210).Draw(rt, "w"), rapid.IntRange(1, 60).Draw(rt, "h")
		model.SetSize(w, h)
		for _, k := range rapid.SliceOfN(rapid.SampledFrom(keys), 0, 8).Draw(rt, "keys") {
			d.Keys(k)
			if d.Settle(); len(d.View()) == 0 && h > 1 {
				rt.Fatal("an empty frame")
			}
		}
		checkFrame(rt, d.View(), w, h)
	})
}

func checkFrame(rt *rapid.T, frame string, w, h int) {
	lines := splitLines(frame)
	if len(lines) != h {
		rt.Fatalf("%d lines, want %d", len(lines), h)
	}
	for i, l := range lines {
		if x := width(l); x > w {
			rt.Fatalf("line %d of a %dx%d frame is %d wide: %q", i, w, h, x, l)
		}
	}
}

func BenchmarkFrame(b *testing.B) {
	for _, n := range []int{60, 20000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			model := loadedModel(b, n)
			for b.Loop() {
				model.Do("down")
				model.View()
			}
		})
	}
}
