package trigger_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/exp/golden"
	"pgregory.net/rapid"

	"ax-tui/api"
	"ax-tui/keymap"
	"ax-tui/theme"
	"ax-tui/ui/host"
	"ax-tui/ui/test/driver"
	"ax-tui/ui/test/harness"
)

func TestSendsOnceWithBothEnds(t *testing.T) {
	for _, how := range [][]string{{"ctrl+s"}, {"tab", "enter", "tab", "enter", "ctrl+s"}} {
		s := &server{answer: run("R1", api.Pending, 0), gate: make(chan struct{})}
		h := open(t, s, host.Move{Task: projectTask()}, 80, 20)
		h.Press(how...)
		h.UntilText("Starting the run…")
		h.Press("ctrl+s", "enter", "ctrl+s")
		close(s.gate)
		h.Settle()
		if len(s.sent) != 1 {
			t.Fatalf("%v: %d requests, want one", how, len(s.sent))
		}
		trigger := s.sent[0]
		if trigger.DataStart == nil || trigger.DataEnd == nil || !trigger.DataEnd.Equal(h.Clock.Now().Add(-2*time.Hour)) || trigger.DataEnd.Sub(*trigger.DataStart) != 24*time.Hour {
			t.Errorf("the window sent is %v to %v", trigger.DataStart, trigger.DataEnd)
		}
		if trigger.MaxSpans != 10000 || trigger.Override != nil || trigger.ExperimentIDs != nil {
			t.Errorf("sent %+v", trigger)
		}
		if len(h.Moves) != 1 || h.Moves[0].To != host.PlaceRun || h.Moves[0].Run.ID != "R1" || h.Moves[0].Replace != h.Screen.Addr() || h.Moves[0].Task.ID != projectTask().ID {
			t.Errorf("moves %+v", h.Moves)
		}
		if len(h.Runs) != 1 || !strings.Contains(said(h), "run R1 started") {
			t.Errorf("seen %v, notices %q", h.Runs, said(h))
		}
	}
}

func TestFaultMovesToTheFieldAndKeepsTheText(t *testing.T) {
	s := &server{}
	h := open(t, s, host.Move{Task: projectTask()}, 80, 20)
	h.Keys("tab")
	clear(h)
	h.Type("soonish")
	h.Keys("tab", "tab", "ctrl+s")
	if len(s.sent) != 0 {
		t.Fatal("sent in spite of the fault")
	}
	if got := h.Plain(); !strings.Contains(got, "│ > soonish") || !strings.Contains(got, "Not ready: Start: ") || !strings.Contains(got, "Nothing was sent: one field") {
		t.Fatalf("the screen is\n%s", got)
	}
	clear(h)
	h.Type("-3h")
	h.Keys("shift+tab", "tab", "ctrl+s")
	if len(s.sent) != 1 {
		t.Fatalf("the mended form is not sent:\n%s", h.Plain())
	}
}

func TestRefusalNamesTheFieldAndKeepsEverything(t *testing.T) {
	s := &server{err: &api.Error{Kind: api.Unprocessable, Status: 422, Detail: "max_spans: at most 5000 on this plan"}}
	h := open(t, s, host.Move{Task: projectTask()}, 80, 20)
	tabs(h, 3)
	clear(h)
	h.Type("7777")
	h.Keys("shift+tab", "ctrl+s")
	got := h.Plain()
	if !strings.Contains(got, "│ > 7777") || !strings.Contains(got, "│ ! max_spans: at most 5000") || !strings.Contains(words(got), "Correct the field that the message names") {
		t.Fatalf("the screen is\n%s", got)
	}
	if len(h.Moves) != 0 || !h.Screen.Info().Unsaved {
		t.Error("a refused form has moved on or counts as saved")
	}
	s.err, s.answer = nil, run("R2", api.Pending, 0)
	clear(h)
	h.Type("5000")
	h.Keys("ctrl+s")
	if len(s.sent) != 2 || s.sent[1].MaxSpans != 5000 || len(h.Moves) != 1 {
		t.Fatalf("sent %+v, moves %v", s.sent, h.Moves)
	}
}

func TestRefusalWithoutAField(t *testing.T) {
	s := &server{err: &api.Error{Kind: api.Conflict, Status: 409, Detail: "a run is active"}}
	h := open(t, s, host.Move{Task: projectTask()}, 60, 12)
	h.Keys("ctrl+s")
	if got := words(h.Plain()); !strings.Contains(got, "No run started: a run is active") {
		t.Fatalf("the screen is\n%s", h.Plain())
	}
	if s.lists < 2 {
		t.Error("the runs are not read again after a refusal")
	}
}

func TestChoosingAPreset(t *testing.T) {
	s := &server{}
	h := open(t, s, host.Move{Task: projectTask()}, 80, 20)
	h.Keys("down", "down", "down", "down")
	if got := h.Plain(); !strings.Contains(got, "last 7 d") || !strings.Contains(got, "> -7d") {
		t.Fatalf("the screen is\n%s", got)
	}
	h.Keys("tab", "0", "shift+tab")
	if got := h.Plain(); !strings.Contains(got, "‹ free: as written below") {
		t.Fatalf("a typed start is still called a preset:\n%s", got)
	}
	h.Keys("left", "ctrl+s")
	if len(s.sent) != 1 || s.sent[0].MaxSpans != 100 {
		t.Fatalf("the trial sends %+v", s.sent)
	}
}

func TestClosingDoesNotStopTheRequest(t *testing.T) {
	s := &server{answer: run("R1", api.Pending, 0), gate: make(chan struct{})}
	h := open(t, s, host.Move{Task: projectTask()}, 80, 20)
	h.Press("ctrl+s", "esc")
	h.UntilText("The request is still running")
	h.Press("y")
	close(s.gate)
	h.Settle()
	if len(s.sent) != 1 || !strings.Contains(said(h), "run R1 started") || len(h.Moves) != 0 {
		t.Fatalf("sent %d, notices %q, moves %v", len(s.sent), said(h), h.Moves)
	}
}

func TestLeavingAsksOnlyWhenSomethingWouldBeLost(t *testing.T) {
	h := open(t, &server{}, host.Move{Task: projectTask()}, 80, 20)
	h.Keys("tab", "x", "backspace", "esc")
	if h.Pops != 1 || len(h.Boxes) != 0 {
		t.Fatalf("an untouched form: %d pops, %d boxes", h.Pops, len(h.Boxes))
	}
	h = open(t, &server{}, host.Move{Task: projectTask()}, 80, 20)
	h.Keys("tab", "x")
	if !h.Screen.Info().Unsaved {
		t.Error("a typed letter does not count as unsaved")
	}
	h.Keys("esc")
	if h.Pops != 0 || !strings.Contains(h.Plain(), "Leave the form?") {
		t.Fatalf("a dirty form is left without asking:\n%s", h.Plain())
	}
	h.Keys("enter")
	if h.Pops != 0 || len(h.Boxes) != 0 {
		t.Fatal("enter alone leaves the form")
	}
	h.Keys("esc", "y")
	if h.Pops != 1 {
		t.Fatal("yes does not leave")
	}
}

func TestEveryPrintableKeyIsText(t *testing.T) {
	h := open(t, &server{}, host.Move{Task: experimentTask()}, 80, 20)
	clear(h)
	h.Type("q?:xyn hjkl R")
	if !strings.Contains(h.Plain(), "> q?:xyn hjkl R") {
		t.Fatalf("the screen is\n%s", h.Plain())
	}
}

func TestResizeAndRestyleKeepTextAndFocus(t *testing.T) {
	h := open(t, &server{}, host.Move{Task: experimentTask()}, 80, 20)
	tabs(h, 4)
	h.Type("latency > 2")
	h.Screen.SetSize(60, 12)
	*h.Env.Styles = *theme.New(theme.Options{})
	h.Send(host.StylesChanged{})
	driver.CheckFrame(t, h.View(), 60, 12)
	h.Type("0")
	if !strings.Contains(h.Plain(), "│ > latency > 20") {
		t.Fatalf("the screen is\n%s", h.Plain())
	}
}

func TestEveryFieldIsReachedAt60x16(t *testing.T) {
	for _, move := range []host.Move{{Task: projectTask()}, {Task: datasetTask()}, {Task: experimentTask()}} {
		h := open(t, &server{}, move, 60, 12)
		var seen []string
		for range 8 {
			for _, line := range strings.Split(h.Plain(), "\n") {
				if title, ok := strings.CutPrefix(line, " │ "); ok {
					title, _, _ = strings.Cut(title, "  ") // the picks stand behind it
					seen = append(seen, title)
					break
				}
			}
			if !strings.Contains(h.Plain(), "Will send: ") {
				t.Errorf("no review line:\n%s", h.Plain())
			}
			h.Keys("tab")
		}
		var want []string
		switch move.Task.Type {
		case api.TemplateEvaluation:
			want = []string{"Window", "Start", "End (not included)", "Max spans", "Override evaluations"}
		case api.CodeEvaluation:
			want = []string{"Experiments", "Max spans", "Override evaluations"}
		case api.RunExperiment:
			want = []string{"Experiment name", "Dataset version", "Max examples", "Examples", "Query filter", "Tracing metadata", "Follow-up tasks"}
		}
		for i := range 8 {
			if seen[i] != want[i%len(want)] {
				t.Fatalf("fields with the focus %q, want %q and round again", seen, want)
			}
		}
	}
}

func TestExperimentsNarrow(t *testing.T) {
	exp := func(id, name string) api.Experiment { return api.Experiment{ID: id, Name: name} }
	s := &server{exps: [][]api.Experiment{{exp("e1", "baseline"), exp("x", "other")}, {exp("e2", "twin"), exp("e3", "twin")}}}
	h := open(t, s, host.Move{Task: datasetTask()}, 80, 20)
	if got := h.Plain(); !strings.Contains(got, "baseline ✓") || !strings.Contains(got, "twin ✓") || !strings.Contains(got, "all 3 experiments") {
		t.Fatalf("the screen is\n%s", got)
	}
	h.Keys("down", "down", " ")
	if got := h.Plain(); !strings.Contains(got, "2 of 3 experiments") {
		t.Fatalf("the screen is\n%s", got)
	}
	h.Keys("ctrl+s")
	if len(s.sent) != 1 || !slices.Equal(s.sent[0].ExperimentIDs, []string{"e1", "e2"}) || s.sent[0].DataStart != nil {
		t.Fatalf("sent %+v", s.sent)
	}
}

func TestAllExperimentsAreNotSent(t *testing.T) {
	s := &server{}
	h := open(t, s, host.Move{Task: datasetTask()}, 80, 20)
	h.Keys(" ", " ", "ctrl+s") // unmarked and marked again, in another order
	if len(s.sent) != 1 || s.sent[0].ExperimentIDs != nil {
		t.Fatalf("sent %+v", s.sent)
	}
}

func TestRepeatTakesTheWindowOver(t *testing.T) {
	s := &server{}
	r := run("R0", api.Failed, time.Hour)
	r.DataStart, r.DataEnd = ago(50*time.Hour), ago(26*time.Hour)
	h := open(t, s, host.Move{Task: projectTask(), Run: r}, 80, 20)
	if h.Screen.Info().Unsaved || strings.Contains(h.Plain(), "likely not indexed") {
		t.Errorf("the screen is\n%s", h.Plain())
	}
	h.Keys("ctrl+s")
	if len(s.sent) != 1 || !s.sent[0].DataStart.Equal(*r.DataStart) || !s.sent[0].DataEnd.Equal(*r.DataEnd) {
		t.Fatalf("sent %+v", s.sent)
	}
}

func TestActiveRunWarns(t *testing.T) {
	s := &server{runs: []api.Run{run("R9", api.Running, time.Minute)}}
	h := open(t, s, host.Move{Task: projectTask()}, 80, 20)
	if !strings.Contains(words(h.Plain()), "Run R9 is running already") {
		t.Fatalf("the screen is\n%s", h.Plain())
	}
	h.Send(host.RunSeen{Run: run("R9", api.Completed, time.Minute)})
	if strings.Contains(h.Plain(), "R9") {
		t.Fatalf("the warning stays after the run has ended:\n%s", h.Plain())
	}
}

func TestUnknownTaskIsRead(t *testing.T) {
	s := &server{task: projectTask(), taskErr: &api.Error{Kind: api.Forbidden, Status: 403, Detail: "not yours"}}
	h := open(t, s, host.Move{Task: api.Task{ID: projectTask().ID}}, 80, 20)
	if got := words(h.Plain()); !strings.Contains(got, "not yours") || !strings.Contains(got, "ctrl+r tries again") || h.Screen.Typing() {
		t.Fatalf("the screen is\n%s", h.Plain())
	}
	s.taskErr = nil
	h.Keys("ctrl+r")
	if got := h.Plain(); !strings.Contains(got, "│ Window") || h.Screen.Info().Unsaved {
		t.Fatalf("the screen is\n%s", got)
	}
}

func TestReadOnlySendsNothing(t *testing.T) {
	s, h := &server{}, harness.New(t, driver.NewClock())
	h.Env.ReadOnly = true
	openWith(h, s, host.Move{Task: projectTask()}, 80, 20)
	h.Keys("ctrl+s")
	for range 5 {
		h.Keys("enter")
	}
	if len(s.sent) != 0 || strings.Contains(said(h), "ctrl+s") || !strings.Contains(said(h), "Read-only") || h.Screen.Can(keymap.Accept) {
		t.Fatalf("sent %d, notices %q", len(s.sent), said(h))
	}
}

func TestTheMinuteTurns(t *testing.T) {
	h := open(t, &server{}, host.Move{Task: projectTask()}, 80, 20)
	before := h.View()
	turn(h, 10*time.Second)
	h.Screen.Update(host.Second{Now: h.Clock.Now()})
	if h.View() != before {
		t.Error("the screen changes within a minute")
	}
	turn(h, time.Minute)
	h.Screen.Update(host.Second{Now: h.Clock.Now()})
	if !strings.Contains(h.Plain(), "2026-03-01 08:31 UTC") {
		t.Fatalf("the screen is\n%s", h.Plain())
	}
}

// Whatever is pressed at whatever size, the frame fits and nothing is sent
// but for the key that sends.
func TestAnyKeysAnySize(t *testing.T) {
	keys := []string{"tab", "shift+tab", "enter", "up", "down", "left", "right", " ", "x", "é", "評", "backspace", "home", "end", "ctrl+r", "pgdown", "ctrl+w", "ctrl+u"}
	tasks := []api.Task{projectTask(), datasetTask(), experimentTask()}
	rapid.Check(t, func(rt *rapid.T) {
		s := &server{err: &api.Error{Kind: api.Invalid, Detail: "no"}}
		h := open(t, s, host.Move{Task: rapid.SampledFrom(tasks).Draw(rt, "task")}, 80, 20)
		w, x := rapid.IntRange(1, 140).Draw(rt, "w"), rapid.IntRange(1, 50).Draw(rt, "h")
		h.Screen.SetSize(w, x)
		for range rapid.IntRange(1, 4).Draw(rt, "steps") {
			h.Keys(rapid.SampledFrom(keys).Draw(rt, "key"))
			driver.CheckFrame(t, h.View(), w, x)
			if t.Failed() {
				rt.FailNow()
			}
		}
	})
}

func TestGolden(t *testing.T) {
	for name, options := range harness.Themes() {
		for _, size := range [][2]int{{80, 20}, {60, 12}, {120, 36}} {
			for kind, task := range map[string]api.Task{"project": projectTask(), "dataset": datasetTask(), "experiment": experimentTask()} {
				if kind != "project" && name == "light" {
					continue
				}
				t.Run(fmt.Sprintf("%s-%s-%dx%d", kind, name, size[0], size[1]), func(t *testing.T) {
					h := harness.New(t, driver.NewClock())
					h.Env.Styles = theme.New(options)
					exps := [][]api.Experiment{{{ID: "e4", Name: "after the fix", CreatedAt: *ago(time.Hour)}, {ID: "e1", Name: "baseline"}, {ID: "e3", Name: "試験 3"}}}
					s := &server{exps: exps, runs: []api.Run{run("VGFza1J1bjoxMjM0OTpxUndY", api.Running, 3*time.Minute), run("VGFza1J1bjoxMjM0ODphYmNk", api.Failed, 26*time.Hour)}}
					openWith(h, s, host.Move{Task: task}, size[0], size[1])
					golden.RequireEqual(t, []byte(h.View()))
				})
			}
		}
	}
}

func TestGoldenPicks(t *testing.T) {
	for name, options := range harness.Themes() {
		for _, size := range [][2]int{{80, 20}, {60, 12}, {120, 36}} {
			t.Run(fmt.Sprintf("%s-%dx%d", name, size[0], size[1]), func(t *testing.T) {
				h := harness.New(t, driver.NewClock())
				h.Env.Styles = theme.New(options)
				openWith(h, stocked(), host.Move{Task: experimentTask()}, size[0], size[1])
				tabs(h, 2)
				h.Type("5")
				h.Keys("tab", " ", "down", " ")
				golden.RequireEqual(t, []byte(h.View()))
			})
		}
	}
}

func TestGoldenWithFaults(t *testing.T) {
	for name, options := range harness.Themes() {
		for _, size := range [][2]int{{80, 20}, {60, 12}} {
			t.Run(fmt.Sprintf("%s-%dx%d", name, size[0], size[1]), func(t *testing.T) {
				h := harness.New(t, driver.NewClock())
				h.Env.Styles, h.Env.Zone = theme.New(options), time.FixedZone("CET", 3600)
				openWith(h, &server{}, host.Move{Task: projectTask()}, size[0], size[1])
				h.Keys("tab")
				clear(h)
				h.Type("-40d")
				h.Keys("tab", "tab")
				clear(h)
				h.Type("lots")
				h.Keys("ctrl+s")
				golden.RequireEqual(t, []byte(h.View()))
			})
		}
	}
}
