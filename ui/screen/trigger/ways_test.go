package trigger_test

import (
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api"
	"ax-tui/keymap"
	"ax-tui/ui/box"
	"ax-tui/ui/host"
)

// A key that is held goes round the fields and starts nothing.
func TestEnterNeverSends(t *testing.T) {
	for _, task := range []api.Task{projectTask(), datasetTask(), experimentTask()} {
		s := &server{}
		harness := open(t, s, host.Move{Task: task}, 80, 20)
		first := harness.Plain()
		if task.ProjectID != "" { // in a list that many are picked from, enter picks
			for range 3 {
				harness.Keys("enter")
			}
			for n := 0; harness.Plain() != first; n++ {
				if harness.Keys("enter"); n > 9 {
					t.Fatalf("enter does not come round to the first field:\n%s", harness.Plain())
				}
			}
			if got := said(harness); got != "That was the last field. ctrl+s starts the run." {
				t.Errorf("at the last field it says %q", got)
			}
		}
		for range 40 {
			harness.Keys("enter")
		}
		if len(s.sent) != 0 || len(harness.Moves) != 0 {
			t.Fatalf("enter has sent %d requests", len(s.sent))
		}
	}
}

func TestLostAnswer(t *testing.T) {
	lost := &api.Error{Kind: api.Timeout, Lost: true}
	t.Run("found", func(t *testing.T) {
		s := &server{err: lost, runs: []api.Run{run("old", api.Completed, time.Hour)}}
		ours := run("new", api.Pending, -time.Second)
		ours.DataStart, ours.DataEnd = ago(26*time.Hour), ago(2*time.Hour)
		s.after = []api.Run{ours, s.runs[0]}
		harness := open(t, s, host.Move{Task: projectTask()}, 80, 20)
		harness.Keys("ctrl+s")
		if len(s.sent) != 1 || len(harness.Moves) != 1 || harness.Moves[0].Run.ID != "new" || !strings.Contains(said(harness), "the answer was lost, but run new has been started") {
			t.Fatalf("sent %d, moves %+v, notices %q", len(s.sent), harness.Moves, said(harness))
		}
	})
	t.Run("perhaps", func(t *testing.T) {
		s := &server{err: lost, runs: []api.Run{run("old", api.Completed, time.Hour)}}
		s.after = []api.Run{run("new", api.Pending, -time.Second), s.runs[0]}
		harness := open(t, s, host.Move{Task: projectTask()}, 80, 20)
		harness.Keys("ctrl+s")
		if len(s.sent) != 1 || len(harness.Moves) != 0 || !strings.Contains(said(harness), "run new is new and may be yours") {
			t.Fatalf("sent %d, moves %+v, notices %q", len(s.sent), harness.Moves, said(harness))
		}
		if got := words(harness.Plain()); !strings.Contains(got, "A new run, new, is there; it may be yours. ctrl+o opens it; ctrl+s sends again") {
			t.Fatalf("the screen is\n%s", harness.Plain())
		}
		harness.Keys("ctrl+o")
		if len(harness.Moves) != 1 || harness.Moves[0].Run.ID != "new" || harness.Moves[0].Replace != 0 || len(s.sent) != 1 {
			t.Fatalf("sent %d, moves %+v", len(s.sent), harness.Moves)
		}
	})
	t.Run("not found", func(t *testing.T) {
		s := &server{err: lost, runs: []api.Run{run("old", api.Completed, time.Second)}}
		harness := open(t, s, host.Move{Task: projectTask()}, 80, 20)
		harness.Keys("ctrl+s")
		harness.Advance(time.Minute)
		if len(s.sent) != 1 || len(harness.Moves) != 0 {
			t.Fatalf("sent %d, moves %v", len(s.sent), harness.Moves)
		}
		if got := words(harness.Plain()); !strings.Contains(got, "Nothing is sent again by itself; ctrl+s sends again") {
			t.Fatalf("the screen is\n%s", harness.Plain())
		}
		harness.Keys("ctrl+s")
		if len(s.sent) != 2 {
			t.Error("the key does not send again")
		}
	})
	t.Run("list fails", func(t *testing.T) {
		s := &server{err: lost, runsErr: &api.Error{Kind: api.Network, Detail: "no route"}}
		harness := open(t, s, host.Move{Task: projectTask()}, 80, 20)
		harness.Keys("ctrl+s")
		if got := words(harness.Plain()); !strings.Contains(got, "the runs could not be read: no route") {
			t.Fatalf("the screen is\n%s", harness.Plain())
		}
	})
}

func TestOpenTheNewestRun(t *testing.T) {
	s := &server{}
	harness := open(t, s, host.Move{Task: projectTask()}, 80, 20)
	harness.Keys("ctrl+o")
	if len(harness.Moves) != 0 || harness.Screen.Can(keymap.Latest) || !strings.Contains(said(harness), "No run of this task") {
		t.Fatalf("moves %v, notices %q", harness.Moves, said(harness))
	}
	s.runs = []api.Run{run("R9", api.Running, time.Minute), run("R8", api.Completed, time.Hour)}
	harness.Keys("ctrl+r", "ctrl+o")
	if len(harness.Moves) != 1 || harness.Moves[0].Run.ID != "R9" || harness.Moves[0].Replace != 0 || !harness.Screen.Can(keymap.Latest) {
		t.Fatalf("moves %+v", harness.Moves)
	}
}

// What is asked once is not asked again, however long the form stays open.
func TestNothingIsAskedTwice(t *testing.T) {
	s := &server{exps: [][]api.Experiment{{{ID: "e1", Name: "baseline"}}}}
	harness := open(t, s, host.Move{Task: datasetTask()}, 80, 20)
	harness.Advance(10 * time.Minute)
	if s.lists != 1 || s.names != 1 {
		t.Fatalf("in ten minutes the runs were read %d times and the experiments %d times, want once", s.lists, s.names)
	}
	harness.Keys("ctrl+r")
	if s.lists != 2 || s.names != 2 {
		t.Fatalf("by hand: %d and %d, want twice", s.lists, s.names)
	}
}

// What leads elsewhere is posted, so that a key typed ahead is not taken here again.
func TestWhatLeadsElsewhereIsPosted(t *testing.T) {
	s := &server{answer: run("R1", api.Pending, 0)}
	harness := open(t, s, host.Move{Task: projectTask()}, 80, 20)
	var posted []tea.Msg
	harness.Env.Post = func(msg tea.Msg) { posted = append(posted, msg) }
	harness.Keys("esc", "tab", "x", "esc", "backspace", "ctrl+s")
	if len(posted) != 3 || len(harness.Moves) != 0 || harness.Pops != 0 || len(harness.Boxes) != 0 {
		t.Fatalf("posted %+v, moves %v", posted, harness.Moves)
	}
	_, box := posted[1].(box.Open)
	if move, ok := posted[2].(host.Move); posted[0] != (host.Leave{Owner: harness.Screen.Addr()}) || !box || !ok || move.Replace != harness.Screen.Addr() {
		t.Fatalf("posted %+v", posted)
	}
}

// A move that asks for a trial opens with few spans, and only where there are spans.
func TestATrialBeginsWithFewSpans(t *testing.T) {
	harness := open(t, &server{}, host.Move{Task: projectTask(), Trial: true}, 80, 20)
	if p := harness.Plain(); !strings.Contains(p, "trial: ") || !strings.Contains(p, "up to 100 spans") {
		t.Errorf("no trial:\n%s", p)
	}
	harness = open(t, &server{}, host.Move{Task: datasetTask(), Trial: true}, 80, 20)
	if p := harness.Plain(); strings.Contains(p, "trial") {
		t.Errorf("a trial over experiments:\n%s", p)
	}
}
