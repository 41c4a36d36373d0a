package trigger_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api"
	"ax-tui/api/timewindow"
	"ax-tui/keymap"
	"ax-tui/ui/box"
	"ax-tui/ui/host"
)

// Holding enter cycles through the fields and starts nothing.
func TestEnterNeverSends(t *testing.T) {
	for _, task := range []api.Task{projectTask(), datasetTask(), experimentTask()} {
		srv := &server{}
		harness := open(t, srv, host.Move{Task: task}, 80, 20)
		first := harness.Plain()
		if task.ProjectID != "" { // in a list with several picks, enter picks
			for range 3 {
				harness.Keys("enter")
			}
			for presses := 0; harness.Plain() != first; presses++ {
				if harness.Keys("enter"); presses > 9 {
					t.Fatalf("enter does not return to the first field:\n%s", harness.Plain())
				}
			}
			if got := noticeTexts(harness); got != "That was the last field. ctrl+s starts the run." {
				t.Errorf("at the last field it says %q", got)
			}
		}
		for range 40 {
			harness.Keys("enter")
		}
		if len(srv.sent) != 0 || len(harness.Moves) != 0 {
			t.Fatalf("enter has sent %d requests", len(srv.sent))
		}
	}
}

func TestLostAnswer(t *testing.T) {
	lost := &api.Error{Kind: api.Timeout, Lost: true}
	t.Run("found", func(t *testing.T) {
		srv := &server{err: lost, runs: []api.Run{run("old", api.Completed, time.Hour)}}
		ours := run("new", api.Pending, -time.Second)
		ours.DataStart, ours.DataEnd = ago(26*time.Hour), ago(2*time.Hour)
		srv.after = []api.Run{ours, srv.runs[0]}
		harness := open(t, srv, host.Move{Task: projectTask()}, 80, 20)
		harness.Keys("ctrl+s")
		if len(srv.sent) != 1 || len(harness.Moves) != 1 || harness.Moves[0].Run.ID != "new" || !strings.Contains(noticeTexts(harness), "the answer was lost, but run new has been started") {
			t.Fatalf("sent %d, moves %+v, notices %q", len(srv.sent), harness.Moves, noticeTexts(harness))
		}
	})
	t.Run("perhaps", func(t *testing.T) {
		srv := &server{err: lost, runs: []api.Run{run("old", api.Completed, time.Hour)}}
		srv.after = []api.Run{run("new", api.Pending, -time.Second), srv.runs[0]}
		harness := open(t, srv, host.Move{Task: projectTask()}, 80, 20)
		harness.Keys("ctrl+s")
		if len(srv.sent) != 1 || len(harness.Moves) != 0 || !strings.Contains(noticeTexts(harness), "run new is new and may be yours") {
			t.Fatalf("sent %d, moves %+v, notices %q", len(srv.sent), harness.Moves, noticeTexts(harness))
		}
		if got := oneLine(harness.Plain()); !strings.Contains(got, "There is a new run, new, which may be yours. ctrl+o opens it; ctrl+s sends again") {
			t.Fatalf("the screen is\n%s", harness.Plain())
		}
		harness.Keys("ctrl+o")
		if len(harness.Moves) != 1 || harness.Moves[0].Run.ID != "new" || harness.Moves[0].Replace != 0 || len(srv.sent) != 1 {
			t.Fatalf("sent %d, moves %+v", len(srv.sent), harness.Moves)
		}
	})
	t.Run("not found", func(t *testing.T) {
		srv := &server{err: lost, runs: []api.Run{run("old", api.Completed, time.Second)}}
		harness := open(t, srv, host.Move{Task: projectTask()}, 80, 20)
		harness.Keys("ctrl+s")
		harness.Advance(time.Minute)
		if len(srv.sent) != 1 || len(harness.Moves) != 0 {
			t.Fatalf("sent %d, moves %v", len(srv.sent), harness.Moves)
		}
		if got := oneLine(harness.Plain()); !strings.Contains(got, "Nothing is sent again by itself; ctrl+s sends again") {
			t.Fatalf("the screen is\n%s", harness.Plain())
		}
		harness.Keys("ctrl+s")
		if len(srv.sent) != 2 {
			t.Error("the key does not send again")
		}
	})
	t.Run("list fails", func(t *testing.T) {
		srv := &server{err: lost, runsErr: &api.Error{Kind: api.Network, Detail: "no route"}}
		harness := open(t, srv, host.Move{Task: projectTask()}, 80, 20)
		harness.Keys("ctrl+s")
		if got := oneLine(harness.Plain()); !strings.Contains(got, "the runs could not be read: no route") {
			t.Fatalf("the screen is\n%s", harness.Plain())
		}
	})
}

// The mappings can be checked before a run is started; the form stays.
func TestCheckTheMappingsFirst(t *testing.T) {
	task := projectTask()
	task.Evaluators = []api.TaskEvaluator{{EvaluatorID: "E", Name: "Relevance"}}
	srv := &server{task: task}
	harness := open(t, srv, host.Move{Task: task}, 80, 20)
	harness.Keys("f2")
	if len(harness.Moves) != 1 || harness.Moves[0].To != host.PlaceMapping || harness.Moves[0].Task.ID != task.ID || harness.Moves[0].Replace != 0 {
		t.Errorf("moves %+v", harness.Moves)
	}
}

func TestOpenTheNewestRun(t *testing.T) {
	srv := &server{}
	harness := open(t, srv, host.Move{Task: projectTask()}, 80, 20)
	harness.Keys("ctrl+o")
	if len(harness.Moves) != 0 || harness.Screen.Can(keymap.Latest) || !strings.Contains(noticeTexts(harness), "ctrl+o: this task has no known runs yet") {
		t.Fatalf("moves %v, notices %q", harness.Moves, noticeTexts(harness))
	}
	srv.runs = []api.Run{run("R9", api.Running, time.Minute), run("R8", api.Completed, time.Hour)}
	harness.Keys("ctrl+r", "ctrl+o")
	if len(harness.Moves) != 1 || harness.Moves[0].Run.ID != "R9" || harness.Moves[0].Replace != 0 || !harness.Screen.Can(keymap.Latest) {
		t.Fatalf("moves %+v", harness.Moves)
	}
}

// A list is loaded once, however long the form stays open.
func TestListsAreLoadedOnce(t *testing.T) {
	srv := &server{experiments: [][]api.Experiment{{{ID: "e1", Name: "baseline"}}}}
	harness := open(t, srv, host.Move{Task: datasetTask()}, 80, 20)
	harness.Advance(10 * time.Minute)
	if srv.lists != 1 || srv.names != 1 {
		t.Fatalf("in ten minutes the runs were read %d times and the experiments %d times, want once", srv.lists, srv.names)
	}
	harness.Keys("ctrl+r")
	if srv.lists != 2 || srv.names != 2 {
		t.Fatalf("by hand: %d and %d, want twice", srv.lists, srv.names)
	}
}

// Messages that leave the form are posted, so that keys typed ahead do not reach it.
func TestNavigationIsPosted(t *testing.T) {
	srv := &server{answer: run("R1", api.Pending, 0)}
	harness := open(t, srv, host.Move{Task: projectTask()}, 80, 20)
	var posted []tea.Msg
	harness.Env.Post = func(msg tea.Msg) { posted = append(posted, msg) }
	harness.Keys("esc", "tab", "x", "esc", "backspace", "ctrl+s")
	if len(posted) != 3 || len(harness.Moves) != 0 || harness.Pops != 0 || len(harness.Boxes) != 0 {
		t.Fatalf("posted %+v, moves %v", posted, harness.Moves)
	}
	_, box := posted[1].(box.Open)
	if move, ok := posted[2].(host.Move); posted[0] != (host.CloseScreen{Owner: harness.Screen.Addr()}) || !box || !ok || move.Replace != harness.Screen.Addr() {
		t.Fatalf("posted %+v", posted)
	}
}

// A trial starts with few spans, and only for tasks over spans.
func TestTrialStartsWithFewSpans(t *testing.T) {
	harness := open(t, &server{}, host.Move{Task: projectTask(), Trial: true}, 80, 20)
	if got := harness.Plain(); !strings.Contains(got, "trial: ") || !strings.Contains(got, "up to 100 spans") {
		t.Errorf("no trial:\n%s", got)
	}
	harness = open(t, &server{}, host.Move{Task: datasetTask(), Trial: true}, 80, 20)
	if got := harness.Plain(); strings.Contains(got, "trial") {
		t.Errorf("a trial over experiments:\n%s", got)
	}
}

// The window since the last run continues where windows ended, not when runs started.
func TestWindowSinceTheLastRun(t *testing.T) {
	windowOf := func(id string, status api.Status, from, to time.Duration) api.Run {
		made := run(id, status, 3*time.Hour)
		made.DataStart, made.DataEnd = ago(from), ago(to)
		return made
	}
	completed, failed := windowOf("R1", api.Completed, 48*time.Hour, 10*time.Hour), windowOf("R2", api.Failed, 10*time.Hour, 5*time.Hour)
	for name, runs := range map[string][]api.Run{"completed": {completed}, "failed": {failed, completed}} {
		srv := &server{answer: run("R3", api.Pending, 0), runs: runs}
		bench := open(t, srv, host.Move{Task: projectTask()}, 80, 24)
		bench.Press(slices.Repeat([]string{"down"}, len(timewindow.Presets()))...)
		bench.Settle()
		bench.Keys("ctrl+s")
		if len(srv.sent) != 1 || !srv.sent[0].DataStart.Equal(*ago(10 * time.Hour)) {
			t.Errorf("%s: sent %+v\n%s", name, srv.sent, bench.Plain())
		}
	}
}
