package trigger_test

import (
	"fmt"
	"regexp"
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
		srv := &server{answer: run("R1", api.Pending, 0), gate: make(chan struct{})}
		bench := open(t, srv, host.Move{Task: projectTask()}, 80, 20)
		bench.Press(how...)
		bench.UntilText("Starting the run…")
		bench.Press("ctrl+s", "enter", "ctrl+s")
		close(srv.gate)
		bench.Settle()
		if len(srv.sent) != 1 {
			t.Fatalf("%v: %d requests, want one", how, len(srv.sent))
		}
		trigger := srv.sent[0]
		if trigger.DataStart == nil || trigger.DataEnd == nil || !trigger.DataEnd.Equal(bench.Clock.Now().Add(-2*time.Hour)) || trigger.DataEnd.Sub(*trigger.DataStart) != 24*time.Hour {
			t.Errorf("the window sent is %v to %v", trigger.DataStart, trigger.DataEnd)
		}
		if trigger.MaxSpans != 10000 || trigger.Override != nil || trigger.ExperimentIDs != nil {
			t.Errorf("sent %+v", trigger)
		}
		if len(bench.Moves) != 1 || bench.Moves[0].To != host.PlaceRun || bench.Moves[0].Run.ID != "R1" || bench.Moves[0].Replace != bench.Screen.Addr() || bench.Moves[0].Task.ID != projectTask().ID {
			t.Errorf("moves %+v", bench.Moves)
		}
		if len(bench.Runs) != 1 || !strings.Contains(noticeTexts(bench), "run R1 started") {
			t.Errorf("seen %v, notices %q", bench.Runs, noticeTexts(bench))
		}
	}
}

func TestFaultMovesToTheFieldAndKeepsTheText(t *testing.T) {
	srv := &server{}
	bench := open(t, srv, host.Move{Task: projectTask()}, 80, 20)
	bench.Keys("tab")
	clearField(bench)
	bench.Type("soonish")
	bench.Keys("tab", "tab", "ctrl+s")
	if len(srv.sent) != 0 {
		t.Fatal("sent despite the fault")
	}
	if got := bench.Plain(); !strings.Contains(got, "│ > soonish") || !strings.Contains(got, "Not ready: Start: ") || !strings.Contains(got, "Nothing was sent: one field") {
		t.Fatalf("the screen is\n%s", got)
	}
	clearField(bench)
	bench.Type("-3h")
	bench.Keys("shift+tab", "tab", "ctrl+s")
	if len(srv.sent) != 1 {
		t.Fatalf("the corrected form is not sent:\n%s", bench.Plain())
	}
}

func TestRefusalNamesTheFieldAndKeepsEverything(t *testing.T) {
	srv := &server{err: &api.Error{Kind: api.Unprocessable, Status: 422, Detail: "max_spans: at most 5000 on this plan"}}
	bench := open(t, srv, host.Move{Task: projectTask()}, 80, 20)
	pressTab(bench, 3)
	clearField(bench)
	bench.Type("7777")
	bench.Keys("shift+tab", "ctrl+s")
	got := bench.Plain()
	if !strings.Contains(got, "│ > 7777") || !strings.Contains(got, "│ ! max_spans: at most 5000") || !strings.Contains(oneLine(got), "Correct the field named in the message") {
		t.Fatalf("the screen is\n%s", got)
	}
	if len(bench.Moves) != 0 || !bench.Screen.Info().Unsaved {
		t.Error("after a refusal the form is closed or counts as saved")
	}
	srv.err, srv.answer = nil, run("R2", api.Pending, 0)
	clearField(bench)
	bench.Type("5000")
	bench.Keys("ctrl+s")
	if len(srv.sent) != 2 || srv.sent[1].MaxSpans != 5000 || len(bench.Moves) != 1 {
		t.Fatalf("sent %+v, moves %v", srv.sent, bench.Moves)
	}
}

func TestRefusalWithoutAField(t *testing.T) {
	srv := &server{err: &api.Error{Kind: api.Conflict, Status: 409, Detail: "a run is active"}}
	bench := open(t, srv, host.Move{Task: projectTask()}, 60, 12)
	bench.Keys("ctrl+s")
	if got := oneLine(bench.Plain()); !strings.Contains(got, "No run started: a run is active") {
		t.Fatalf("the screen is\n%s", bench.Plain())
	}
	if srv.lists < 2 {
		t.Error("the runs are not read again after a refusal")
	}
}

func TestChoosingAPreset(t *testing.T) {
	srv := &server{}
	bench := open(t, srv, host.Move{Task: projectTask()}, 80, 20)
	bench.Keys("down", "down", "down", "down")
	if got := bench.Plain(); !strings.Contains(got, "last 7 d") || !strings.Contains(got, "> -7d") {
		t.Fatalf("the screen is\n%s", got)
	}
	bench.Keys("tab", "0", "shift+tab")
	if got := bench.Plain(); !strings.Contains(got, "‹ custom: as typed below") {
		t.Fatalf("a typed start still has a preset:\n%s", got)
	}
	bench.Keys("left", "ctrl+s")
	if len(srv.sent) != 1 || srv.sent[0].MaxSpans != 100 {
		t.Fatalf("the trial sends %+v", srv.sent)
	}
}

func TestClosingDoesNotStopTheRequest(t *testing.T) {
	srv := &server{answer: run("R1", api.Pending, 0), gate: make(chan struct{})}
	bench := open(t, srv, host.Move{Task: projectTask()}, 80, 20)
	bench.Press("ctrl+s", "esc")
	bench.UntilText("The request is still running")
	bench.Press("y")
	close(srv.gate)
	bench.Settle()
	if len(srv.sent) != 1 || !strings.Contains(noticeTexts(bench), "run R1 started") || len(bench.Moves) != 0 {
		t.Fatalf("sent %d, notices %q, moves %v", len(srv.sent), noticeTexts(bench), bench.Moves)
	}
}

func TestLeavingAsksOnlyWithUnsavedChanges(t *testing.T) {
	bench := open(t, &server{}, host.Move{Task: projectTask()}, 80, 20)
	bench.Keys("tab", "x", "backspace", "esc")
	if bench.Pops != 1 || len(bench.Boxes) != 0 {
		t.Fatalf("an untouched form: %d pops, %d boxes", bench.Pops, len(bench.Boxes))
	}
	bench = open(t, &server{}, host.Move{Task: projectTask()}, 80, 20)
	bench.Keys("tab", "x")
	if !bench.Screen.Info().Unsaved {
		t.Error("a typed letter does not count as unsaved")
	}
	bench.Keys("esc")
	if bench.Pops != 0 || !strings.Contains(bench.Plain(), "Leave the form?") {
		t.Fatalf("a dirty form is left without asking:\n%s", bench.Plain())
	}
	bench.Keys("enter")
	if bench.Pops != 0 || len(bench.Boxes) != 0 {
		t.Fatal("enter alone leaves the form")
	}
	bench.Keys("esc", "y")
	if bench.Pops != 1 {
		t.Fatal("yes does not leave")
	}
}

func TestEveryPrintableKeyIsText(t *testing.T) {
	bench := open(t, &server{}, host.Move{Task: experimentTask()}, 80, 20)
	clearField(bench)
	bench.Type("q?:xyn hjkl R")
	if !strings.Contains(bench.Plain(), "> q?:xyn hjkl R") {
		t.Fatalf("the screen is\n%s", bench.Plain())
	}
}

func TestResizeAndRestyleKeepTextAndFocus(t *testing.T) {
	bench := open(t, &server{}, host.Move{Task: experimentTask()}, 80, 20)
	pressTab(bench, 4)
	bench.Type("latency > 2")
	bench.Screen.SetSize(60, 12)
	*bench.Env.Styles = *theme.New(theme.Options{})
	bench.Send(host.StylesChanged{})
	driver.CheckFrame(t, bench.View(), 60, 12)
	bench.Type("0")
	if !strings.Contains(bench.Plain(), "│ > latency > 20") {
		t.Fatalf("the screen is\n%s", bench.Plain())
	}
}

func TestEveryFieldIsReachableAt60x16(t *testing.T) {
	for _, move := range []host.Move{{Task: projectTask()}, {Task: datasetTask()}, {Task: experimentTask()}} {
		bench := open(t, &server{}, move, 60, 12)
		var seen []string
		for range 8 {
			for _, line := range strings.Split(bench.Plain(), "\n") {
				if title, ok := strings.CutPrefix(line, " │ "); ok {
					title, _, _ = strings.Cut(title, "  ") // the picks follow the title
					seen = append(seen, title)
					break
				}
			}
			if !strings.Contains(bench.Plain(), "Will send: ") {
				t.Errorf("no review line:\n%s", bench.Plain())
			}
			bench.Keys("tab")
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
				t.Fatalf("fields with the focus %q, want %q and then the first again", seen, want)
			}
		}
	}
}

func TestSubsetOfExperimentsIsSent(t *testing.T) {
	named := func(id, name string) api.Experiment { return api.Experiment{ID: id, Name: name} }
	srv := &server{experiments: [][]api.Experiment{{named("e1", "baseline"), named("x", "other")}, {named("e2", "twin"), named("e3", "twin")}}}
	bench := open(t, srv, host.Move{Task: datasetTask()}, 80, 20)
	if got := bench.Plain(); !strings.Contains(got, "baseline ✓") || !strings.Contains(got, "twin ✓") || !strings.Contains(got, "all 3 experiments") {
		t.Fatalf("the screen is\n%s", got)
	}
	bench.Keys("down", "down", " ")
	if got := bench.Plain(); !strings.Contains(got, "2 of 3 experiments") {
		t.Fatalf("the screen is\n%s", got)
	}
	bench.Keys("ctrl+s")
	if len(srv.sent) != 1 || !slices.Equal(srv.sent[0].ExperimentIDs, []string{"e1", "e2"}) || srv.sent[0].DataStart != nil {
		t.Fatalf("sent %+v", srv.sent)
	}
}

func TestAllExperimentsAreNotSent(t *testing.T) {
	srv := &server{}
	bench := open(t, srv, host.Move{Task: datasetTask()}, 80, 20)
	bench.Keys(" ", " ", "ctrl+s") // unmarked and marked again, in another order
	if len(srv.sent) != 1 || srv.sent[0].ExperimentIDs != nil {
		t.Fatalf("sent %+v", srv.sent)
	}
}

func TestRepeatKeepsTheWindow(t *testing.T) {
	srv := &server{}
	earlier := run("R0", api.Failed, time.Hour)
	earlier.DataStart, earlier.DataEnd = ago(50*time.Hour), ago(26*time.Hour)
	bench := open(t, srv, host.Move{Task: projectTask(), Run: earlier}, 80, 20)
	if bench.Screen.Info().Unsaved || strings.Contains(bench.Plain(), "may not be indexed") {
		t.Errorf("the screen is\n%s", bench.Plain())
	}
	bench.Keys("ctrl+s")
	if len(srv.sent) != 1 || !srv.sent[0].DataStart.Equal(*earlier.DataStart) || !srv.sent[0].DataEnd.Equal(*earlier.DataEnd) {
		t.Fatalf("sent %+v", srv.sent)
	}
}

func TestActiveRunWarns(t *testing.T) {
	srv := &server{runs: []api.Run{run("R9", api.Running, time.Minute)}}
	bench := open(t, srv, host.Move{Task: projectTask()}, 80, 20)
	if !strings.Contains(oneLine(bench.Plain()), "Run R9 is already running") {
		t.Fatalf("the screen is\n%s", bench.Plain())
	}
	bench.Send(host.RunUpdated{Run: run("R9", api.Completed, time.Minute)})
	if strings.Contains(bench.Plain(), "R9") {
		t.Fatalf("the warning stays after the run has ended:\n%s", bench.Plain())
	}
}

func TestUnknownTaskIsRead(t *testing.T) {
	srv := &server{task: projectTask(), taskErr: &api.Error{Kind: api.Forbidden, Status: 403, Detail: "not yours"}}
	bench := open(t, srv, host.Move{Task: api.Task{ID: projectTask().ID}}, 80, 20)
	if got := oneLine(bench.Plain()); !strings.Contains(got, "not yours") || !strings.Contains(got, "ctrl+r tries again") || bench.Screen.Typing() {
		t.Fatalf("the screen is\n%s", bench.Plain())
	}
	srv.taskErr = nil
	bench.Keys("ctrl+r")
	if got := bench.Plain(); !strings.Contains(got, "│ Window") || bench.Screen.Info().Unsaved {
		t.Fatalf("the screen is\n%s", got)
	}
}

func TestReadOnlySendsNothing(t *testing.T) {
	srv, bench := &server{}, harness.New(t, driver.NewClock())
	bench.Env.ReadOnly = true
	openWith(bench, srv, host.Move{Task: projectTask()}, 80, 20)
	bench.Keys("ctrl+s")
	for range 5 {
		bench.Keys("enter")
	}
	if len(srv.sent) != 0 || strings.Contains(noticeTexts(bench), "ctrl+s") || !strings.Contains(noticeTexts(bench), "Read-only") || bench.Screen.Can(keymap.Accept) {
		t.Fatalf("sent %d, notices %q", len(srv.sent), noticeTexts(bench))
	}
}

func TestRedrawsOncePerMinute(t *testing.T) {
	bench := open(t, &server{}, host.Move{Task: projectTask()}, 80, 20)
	before := bench.View()
	bench.Advance(10 * time.Second)
	bench.Screen.Update(host.Second{Now: bench.Clock.Now()})
	if bench.View() != before {
		t.Error("the screen changes within a minute")
	}
	bench.Advance(time.Minute)
	bench.Screen.Update(host.Second{Now: bench.Clock.Now()})
	if !strings.Contains(bench.Plain(), "2026-03-01 08:31 UTC") {
		t.Fatalf("the screen is\n%s", bench.Plain())
	}
}

// With any keys at any size, the frame fits and nothing is sent.
func TestAnyKeysAnySize(t *testing.T) {
	keys := []string{"tab", "shift+tab", "enter", "up", "down", "left", "right", " ", "x", "é", "評", "backspace", "home", "end", "ctrl+r", "pgdown", "ctrl+w", "ctrl+u"}
	tasks := []api.Task{projectTask(), datasetTask(), experimentTask()}
	rapid.Check(t, func(rt *rapid.T) {
		srv := &server{err: &api.Error{Kind: api.Invalid, Detail: "no"}}
		bench := open(t, srv, host.Move{Task: rapid.SampledFrom(tasks).Draw(rt, "task")}, 80, 20)
		width, height := rapid.IntRange(1, 140).Draw(rt, "w"), rapid.IntRange(1, 50).Draw(rt, "h")
		bench.Screen.SetSize(width, height)
		for range rapid.IntRange(1, 4).Draw(rt, "steps") {
			bench.Keys(rapid.SampledFrom(keys).Draw(rt, "key"))
			driver.CheckFrame(t, bench.View(), width, height)
			if t.Failed() {
				rt.FailNow()
			}
		}
		if len(srv.sent) > 0 {
			rt.Fatal("sent without the key that sends")
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
					bench := harness.New(t, driver.NewClock())
					bench.Env.Styles = theme.New(options)
					experiments := [][]api.Experiment{{{ID: "e4", Name: "after the fix", CreatedAt: *ago(time.Hour)}, {ID: "e1", Name: "baseline"}, {ID: "e3", Name: "試験 3"}}}
					srv := &server{experiments: experiments, runs: []api.Run{run("VGFza1J1bjoxMjM0OTpxUndY", api.Running, 3*time.Minute), run("VGFza1J1bjoxMjM0ODphYmNk", api.Failed, 26*time.Hour)}}
					openWith(bench, srv, host.Move{Task: task}, size[0], size[1])
					golden.RequireEqual(t, []byte(bench.View()))
				})
			}
		}
	}
}

func TestGoldenPicks(t *testing.T) {
	for name, options := range harness.Themes() {
		for _, size := range [][2]int{{80, 20}, {60, 12}, {120, 36}} {
			t.Run(fmt.Sprintf("%s-%dx%d", name, size[0], size[1]), func(t *testing.T) {
				bench := harness.New(t, driver.NewClock())
				bench.Env.Styles = theme.New(options)
				openWith(bench, stockedServer(), host.Move{Task: experimentTask()}, size[0], size[1])
				pressTab(bench, 2)
				bench.Type("5")
				bench.Keys("tab", " ", "down", " ")
				golden.RequireEqual(t, []byte(bench.View()))
			})
		}
	}
}

func TestGoldenWithFaults(t *testing.T) {
	for name, options := range harness.Themes() {
		for _, size := range [][2]int{{80, 20}, {60, 12}} {
			t.Run(fmt.Sprintf("%s-%dx%d", name, size[0], size[1]), func(t *testing.T) {
				bench := harness.New(t, driver.NewClock())
				bench.Env.Styles, bench.Env.Zone = theme.New(options), time.FixedZone("CET", 3600)
				openWith(bench, &server{}, host.Move{Task: projectTask()}, size[0], size[1])
				bench.Keys("tab")
				clearField(bench)
				bench.Type("-40d")
				bench.Keys("tab", "tab")
				clearField(bench)
				bench.Type("lots")
				bench.Keys("ctrl+s")
				golden.RequireEqual(t, []byte(bench.View()))
			})
		}
	}
}

// The text of a person comes behind the one that a preset has written.
func TestPresetsLeaveTheCursorAtTheEnd(t *testing.T) {
	for _, presets := range [][]string{{"right", "right", "left", "left"}, {"right"}, {"right", "right", "right"}, {"left"}} {
		harness := open(t, &server{}, host.Move{Task: projectTask()}, 80, 24)
		harness.Keys(presets...)
		harness.Keys("tab", "X")
		if line := harness.Plain(); !regexp.MustCompile(`> \S+X\s`).MatchString(line) {
			t.Errorf("%v: the text is not behind the start:\n%s", presets, line)
		}
	}
}
