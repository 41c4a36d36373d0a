package board_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/exp/golden"
	"go.uber.org/goleak"

	"ax-tui/api"
	"ax-tui/api/fake/world"
	"ax-tui/ui/host"
	"ax-tui/ui/test/demo"
	"ax-tui/ui/test/driver"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// watchFour watches four runs of the list and opens the board.
func watchFour(bench *demo.Bench) {
	bench.Keys("j", "w", "j", "j", "w", "j", "w", "j", "w", "B")
	bench.Advance(20 * time.Second)
}

func TestFrames(t *testing.T) {
	for _, size := range [][2]int{{60, 16}, {80, 24}, {120, 36}, {160, 50}} {
		for name, prepare := range map[string]func(*demo.Bench){
			"empty":   func(bench *demo.Bench) { bench.Keys("B") },
			"watched": watchFour,
			"limited": func(bench *demo.Bench) { // a bar against the limit that was asked for
				bench.Keys("j", "t", "tab", "tab", "tab", "ctrl+u", "5", "0", "0", "ctrl+s", "y")
				bench.Settle()
				bench.Keys("esc", "B")
				bench.Advance(10 * time.Second)
			},
			"all": func(bench *demo.Bench) {
				watchFour(bench)
				bench.Keys("tab")
				bench.Advance(50 * time.Second)
				bench.Keys("*")
			},
		} {
			t.Run(fmt.Sprintf("%s-%dx%d", name, size[0], size[1]), func(t *testing.T) {
				bench := demo.Ready(t, demo.Options{W: size[0], H: size[1]})
				prepare(bench)
				driver.CheckFrame(t, bench.View(), size[0], size[1])
				golden.RequireEqual(t, bench.Plain())
			})
		}
	}
}

func TestKeys(t *testing.T) {
	bench := demo.Ready(t, demo.Options{})
	watchFour(bench)
	bench.Keys("B")
	bench.Want("B: this is the board")
	bench.Keys("enter")
	bench.Want("Board ▸ Relevance", "▸ Run")
	bench.Keys("B")
	bench.WantNot("▸ Run")
	bench.Keys("j", "w")
	bench.Want("No longer watching Hallucination Backfill.")
	if bench.Line("Hallucinat") != "" && strings.Count(bench.Plain(), "Hallucinat") > 1 {
		t.Errorf("it is still on the board:\n%s", bench.Plain())
	}
	bench.Advance(10 * time.Minute)
	bench.Want("3 watched, 0 active", "ran ")
	bench.Keys("c")
	bench.Want("No run is watched.")
}

// The active runs of the space come one by one, at the pace of the budget; they are
// forgotten when the board is closed.
func TestAllActive(t *testing.T) {
	bench := demo.Ready(t, demo.Options{})
	bench.Keys("enter", "B", "tab")
	bench.Requests("")
	bench.Advance(10 * time.Second)
	reads := slices.DeleteFunc(bench.Requests("GET"), func(request string) bool { return !strings.HasSuffix(request, "/runs?limit=5") })
	if len(reads) < 5 || len(reads) > 10 { // every second one of the budget is for the runs
		t.Errorf("%d searches in 10 s: %v", len(reads), reads)
	}
	bench.Advance(80 * time.Second)
	bench.Want("0 watched   6 active runs in 59 tasks")
	bench.Keys("g")
	bench.Want("not watched, w watches it")
	bench.Keys("w")
	bench.Want("Watching PII Leak Nightly")
	bench.Keys("tab")
	bench.Advance(10 * time.Second)
	bench.Want("1 watched, 1 active")
	bench.Keys("w", "tab")
	bench.Advance(50 * time.Second)
	bench.Keys("g")
	bench.Want("not watched, w watches it")
	bench.Keys("esc", "B")
	bench.Want("No run is watched.")
}

func TestCancelMarked(t *testing.T) {
	bench := demo.Ready(t, demo.Options{})
	watchFour(bench)
	bench.Keys("space", "space", "x")
	bench.Want("Cancel 2 runs?", "Relevance Monitor", "Hallucination Backfill")
	bench.Clock.Turn(time.Second)
	bench.Keys("y")
	bench.Want("Cancelled 2 runs: Relevance Monitor, Hallucination Backfill.")
	bench.Advance(15 * time.Second)
	bench.Want("⊘ cancelled", "4 watched")
	bench.WantNot("marked")
}

// 40 runs through an outage and a suspend: every end is on the board and in the log once.
func TestOutageAndSuspend(t *testing.T) {
	bench := demo.Ready(t, demo.Options{W: 160, H: 70, Tasks: 120})
	tasks, _, _ := bench.World.Tasks(world.TaskQuery{}, world.Position{}, 120)
	names := map[string]bool{}
	end := bench.Clock.Now()
	for _, task := range tasks {
		start := end.Add(-time.Duration(1+len(names)) * 12 * time.Hour)
		run, ok := bench.World.Trigger(task.ID, world.Trigger{DataStart: &start, DataEnd: &end, MaxSpans: 100 * (1 + len(names))})
		if !ok || names[task.Name] || len(names) == 40 || strings.Contains(task.Name, ":") {
			continue
		}
		names[task.Name] = true
		bench.Send(host.Watch{Run: api.Run{ID: run.ID, TaskID: task.ID}, Task: api.Ref{ID: task.ID, Name: task.Name}, Asked: &api.Trigger{}, On: true})
	}
	bench.Settle()
	bench.Keys("B")
	bench.Advance(30 * time.Second)
	bench.Fault("GET /v2/task-runs/{id} status=503")
	bench.Advance(5 * time.Minute)
	bench.Keys("j")
	bench.Want("stale since ")
	bench.Fault()
	bench.Clock.Turn(40 * time.Minute)
	bench.Send(tea.ResumeMsg{})
	bench.Settle()
	bench.Advance(40 * time.Minute)
	bench.Keys("j")
	bench.Want("40 watched, 0 active")
	bench.Keys("!")
	log := bench.Plain()
	for name := range names {
		if ends := strings.Count(log, " "+name[:min(len(name), 20)]); ends < 1 {
			t.Errorf("the end of %q is not in the log", name)
		}
	}
	if lines := strings.Count(log, " UTC  "); lines != len(names) {
		t.Errorf("%d ends of %d are in the log:\n%s", lines, len(names), log)
	}
}

// A key costs the same however many runs are watched: it makes no rows.
func TestKeyCost(t *testing.T) {
	bench := demo.Ready(t, demo.Options{W: 120, H: 40})
	for i := range 300 {
		bench.Send(host.Watch{Run: api.Run{ID: fmt.Sprint("run-", i), Status: api.Running}, Task: api.Ref{ID: "t", Name: fmt.Sprint("task ", i)}, Asked: &api.Trigger{}, On: true})
	}
	bench.Press("B")
	_ = bench.View()
	key := driver.Key("j")
	allocations := testing.AllocsPerRun(100, func() {
		_, _ = bench.M.Update(key)
		_ = bench.View()
	})
	if allocations > 400 {
		t.Errorf("a key makes %.0f allocations", allocations)
	}
}

// The find narrows the board by name, outcome or ID; marks of hidden runs stay, and the
// question about them says that they are hidden.
func TestFind(t *testing.T) {
	bench := demo.Ready(t, demo.Options{W: 120, H: 36})
	watchFour(bench)
	bench.Keys("space", "/", "T", "o", "n")
	bench.Want("/ Ton", "1 of 4 runs", "▸ Tone of Voice")
	bench.Keys("enter")
	bench.Want("find: ton", "1 of 4 runs, 4 watched, 4 active, 1 marked")
	bench.Keys("x")
	bench.Want("Cancel 1 run?", "Relevance Monitor: running (hidden)", "Hidden: ")
	bench.Keys("esc", "/", "ctrl+u", "q", "q")
	bench.Want("0 of 4 runs", "No run of the board has \"qq\"", "esc shows every run again")
	bench.Keys("enter", "x")
	bench.Want("Cancel 1 run?", "Hidden: ")
	bench.Keys("esc", "enter")
	bench.Want("no run is found")
	bench.Keys("esc")
	bench.Want("4 watched, 4 active, 1 marked", "Tone of Voice", "Relevance Monitor")
	bench.Keys("/", "r", "u", "n", "n", "i", "n", "g", "enter")
	bench.Want("4 of 4 runs")
	bench.Keys("esc", "esc")
	bench.WantNot("marked")
}
