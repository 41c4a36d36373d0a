package task_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"
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
		name          string
		width, height int
		options       theme.Options
		runs          int
		keys          []string
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
		{"empty-filter", 80, 21, none, 9, []string{"f", "p", "e", "n", "d", "enter"}},
		{"details", 80, 21, dark, 9, []string{"d"}},
		{"details-end", 60, 13, none, 9, []string{"d", "G"}},
		{"finding", 80, 21, none, 9, []string{"/", "f", "a", "i"}},
		{"find-nothing", 80, 21, none, 9, []string{"/", "z", "z", "enter"}},
	}
	for _, tt := range cases {
		t.Run(tt.name, func(t *testing.T) {
			bench, _, _ := open(t, support(tt.runs), tt.width, tt.height, tt.options)
			bench.Keys(tt.keys...)
			driver.CheckFrame(t, bench.View(), tt.width, tt.height)
			got := bench.View()
			if tt.options.Profile == termenv.Ascii {
				got = bench.Plain() // the cursor shows the selection
			}
			golden.RequireEqual(t, got)
		})
	}
}

func TestFrameOfExperiments(t *testing.T) {
	server := experiments()
	bench, _, _ := open(t, server, 120, 21, theme.Options{Profile: termenv.Ascii})
	driver.CheckFrame(t, bench.View(), 120, 21)
	golden.RequireEqual(t, bench.Plain())
}

func TestFrameOfDatasetEvaluation(t *testing.T) {
	server := experiments()
	server.task.Type, server.task.RunConfig, server.task.ExperimentIDs = api.CodeEvaluation, nil, []string{"exp1"}
	server.task.Evaluators = []api.TaskEvaluator{{EvaluatorID: "e", Name: "JSON Parses"}}
	for i := range server.runs {
		server.runs[i].ExperimentID = ""
	}
	bench, _, _ := open(t, server, 100, 21, theme.Options{Profile: termenv.Ascii})
	driver.CheckFrame(t, bench.View(), 100, 21)
	golden.RequireEqual(t, bench.Plain())
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
	bench, rig, model := open(t, server, 80, 21, theme.Options{Profile: termenv.Ascii})
	golden.RequireEqual(t, bench.Plain())
	asked := server.count()
	bench.Advance(10 * time.Minute)
	if server.count() != asked {
		t.Fatalf("requests after the key was refused: %v", server.calls[asked:])
	}
	server.change(func() { server.err = nil })
	bench.Keys("r")
	if model.List().Len() != 9 || rig.Screen.Info().Stale != "" {
		t.Fatalf("retrying did not load the runs:\n%s", bench.Plain())
	}
}

func TestLoadingIsShownOnlyAfterAWhile(t *testing.T) {
	server := support(3)
	server.gate = make(chan struct{})
	bench, rig, _ := start(t, server, 80, 21, theme.Options{Profile: termenv.Ascii})
	var timer tea.Msg
	rig.Env.After = func(_ time.Duration, msg tea.Msg) tea.Cmd { timer = msg; return nil }
	bench.Press("r") // nothing is loaded yet: the list restarts
	if got := bench.Plain(); strings.Contains(got, "Reading") {
		t.Fatalf("shown at once:\n%s", got)
	}
	bench.Send(timer)
	if got := bench.Plain(); !strings.Contains(got, "Reading the runs…") {
		t.Fatalf("a slow load is not shown:\n%s", got)
	}
	close(server.gate)
	bench.Settle()
	if got := bench.Plain(); strings.Contains(got, "Reading") || !strings.Contains(got, "● running") {
		t.Fatalf("the runs are not shown:\n%s", got)
	}
}

// At any size and after any keys a frame has exactly its height and no line is too
// wide.
func TestAnySizeAndKeys(t *testing.T) {
	keys := []string{"j", "k", "G", "g", "pgdown", "pgup", "right", "left", "d", "esc", "S", "f", "F", "/", "e", "enter", "m", "L", "r"}
	bench, rig, model := open(t, support(40), 80, 21, dark)
	rapid.Check(t, func(rt *rapid.T) {
		width, height := rapid.IntRange(1, 210).Draw(rt, "w"), rapid.IntRange(1, 60).Draw(rt, "h")
		model.SetSize(width, height)
		for _, key := range rapid.SliceOfN(rapid.SampledFrom(keys), 0, 8).Draw(rt, "keys") {
			bench.Keys(key)
			if bench.Settle(); len(bench.View()) == 0 && height > 1 {
				rt.Fatal("an empty frame")
			}
		}
		for len(rig.Boxes) > 0 {
			bench.Keys("esc")
		}
		checkFrame(rt, bench.View(), width, height)
	})
}

func checkFrame(rt *rapid.T, frame string, columns, height int) {
	lines := strings.Split(frame, "\n")
	if len(lines) != height {
		rt.Fatalf("%d lines, want %d", len(lines), height)
	}
	for i, line := range lines {
		if cells := ansi.StringWidth(line); cells > columns {
			rt.Fatalf("line %d of a %dx%d frame is %d wide: %q", i, columns, height, cells, line)
		}
	}
}

func BenchmarkFrame(b *testing.B) {
	for _, runs := range []int{60, 20000} {
		b.Run(fmt.Sprint(runs), func(b *testing.B) {
			model := loadedModel(b, runs)
			for b.Loop() {
				model.Do("down")
				model.View()
			}
		})
	}
}
