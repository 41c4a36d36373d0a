package tasks_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/exp/golden"

	"ax-tui/api/fake/world"
	"ax-tui/ui/test/demo"
)

// markFive marks Relevance Monitor, JSON Shape, Hallucination Backfill, Prompt v4
// Candidates and Tone of Voice: four are running, one has failed.
func markFive() []string { return []string{"j", "space", "down", "down", "down", "V"} }

func TestMarkedFrames(t *testing.T) {
	t.Run("cancel", func(t *testing.T) {
		demo.Frames(t, demo.Options{}, append(markFive(), "/", "r", "e", "l", "enter", "x")...)
	})
	t.Run("trigger", func(t *testing.T) { demo.Frames(t, demo.Options{}, "*", "t") })
	t.Run("pause", func(t *testing.T) { demo.Frames(t, demo.Options{}, append(markFive(), "P")...) })
	t.Run("list", func(t *testing.T) { demo.Frames(t, demo.Options{}, markFive()...) })
	t.Run("160x50", func(t *testing.T) {
		bench := demo.Ready(t, demo.Options{W: 160, H: 50})
		bench.Keys(markFive()...)
		golden.RequireEqual(t, bench.Plain())
	})
}

// One yes sends one request for each marked run, and one notice tells what became of
// them, a refusal with its reason.
func TestCancelTheMarked(t *testing.T) {
	bench := demo.Ready(t, demo.Options{})
	bench.Keys(markFive()...)
	bench.Keys("x")
	bench.Want("Cancel 4 runs?", "Relevance Monitor: running", "Left out: 1, the run has ended")
	ended, refused := newestRun(bench, "Tone of Voice"), newestRun(bench, "Hallucination Backfill")
	bench.World.Cancel(ended)
	bench.Fault("/v2/task-runs/" + url.PathEscape(refused) + "/cancel status=403")
	bench.Requests("")
	yes(bench)
	bench.Want("Cancelled 2 runs, 1 had ended, 1 failed: Hallucination Backfill: ")
	posts := bench.Requests("POST")
	if len(posts) != 4 {
		t.Errorf("the requests were %q", posts)
	}
	bench.Fault()
	bench.Keys("esc")
	if got := bench.Line("Relevance Monitor"); !strings.Contains(got, "cancelled") || strings.HasPrefix(got, "▪") {
		t.Errorf("the row is %q", got)
	}
}

// After a refusal that holds for all, such as too many requests, nothing more is sent.
func TestMarkedStopAtARefusalForAll(t *testing.T) {
	bench := demo.Ready(t, demo.Options{})
	bench.Keys(markFive()...)
	bench.Keys("x")
	bench.Fault("POST status=429")
	bench.Requests("")
	yes(bench)
	bench.Want("Cancelled 0 runs, 3 not sent, 1 failed: Relevance Monitor: ")
	if posts := bench.Requests("POST"); len(posts) != 1 {
		t.Errorf("the requests were %q", posts)
	}
}

// The marked tasks run again over the window of their last run; those that cannot are
// left out with the reason. Pausing takes only what is continuous.
func TestTriggerAndPauseTheMarked(t *testing.T) {
	bench := demo.Ready(t, demo.Options{})
	bench.Keys(markFive()...)
	bench.Keys("t")
	bench.Want("Start 1 run?", "JSON Shape", "Left out: 3, running already")
	bench.Requests("")
	yes(bench)
	bench.Want("Started 1 run: JSON Shape.")
	if posts := bench.Requests("POST"); len(posts) != 1 || !strings.HasSuffix(posts[0], "/trigger") {
		t.Errorf("the requests were %q", posts)
	}
	bench.Keys("P")
	yes(bench)
	bench.Want("Paused 2 tasks: ")
	bench.Keys("P")
	bench.Want("Resume")
}

func TestCopyAndExportTheMarked(t *testing.T) {
	bench := demo.Ready(t, demo.Options{})
	bench.Keys(markFive()...)
	bench.Keys("y")
	bench.Want("5 marked: IDs", "5 marked: JSON")
	bench.Keys("esc", "E")
	bench.Want("5 marked rows")
}

// yes answers after the time that a person needs to read the question.
func yes(bench *demo.Bench) {
	bench.Clock.Turn(time.Second)
	bench.Keys("y")
}

// newestRun returns the ID of the newest run of a task.
func newestRun(bench *demo.Bench, name string) string {
	bench.T.Helper()
	runs, _, _, ok := bench.World.Runs(taskNamed(bench, name), "", world.Position{}, 1)
	if !ok || len(runs) != 1 {
		bench.T.Fatalf("%s has no run", name)
	}
	return runs[0].ID
}

// w watches the active runs of the marked tasks; again, it watches none of them.
func TestWatchTheMarked(t *testing.T) {
	bench := demo.Ready(t, demo.Options{W: 120, H: 36})
	bench.Keys(markFive()...)
	bench.Want("x cancel marked · t trigger · w watch · y copy", "esc unmark")
	bench.Keys("w")
	bench.Want("Watching 4 runs of the marked tasks.")
	bench.Keys("B")
	bench.Want("4 watched, 4 active")
	bench.Keys("esc", "w")
	bench.Want("No longer watching 4 runs of the marked tasks.")
	bench.Keys("esc", "space", "w")
	bench.Want("Watching 1 run of the marked tasks.")
}
