package results_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/exp/golden"
	"go.uber.org/goleak"

	"ax-tui/ui/test/demo"
	"ax-tui/ui/test/driver"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// open opens the results of a task by its name.
func open(t *testing.T, options demo.Options, name string) *demo.Bench {
	t.Helper()
	bench := demo.Ready(t, options)
	bench.Keys("/")
	bench.Type(name)
	bench.Keys("enter", "v")
	return bench
}

func TestFrames(t *testing.T) {
	for _, size := range [][2]int{{60, 16}, {80, 24}, {120, 36}, {160, 50}} {
		for name, keys := range map[string][]string{
			"labels": nil, "second": {"e", "j"}, "slices": {"b", "y"}, "models": {"b", "y", "b"}, "asked": {"b"}, "texts": {"i", "y"},
		} {
			t.Run(fmt.Sprintf("%s-%dx%d", name, size[0], size[1]), func(t *testing.T) {
				bench := open(t, demo.Options{W: size[0], H: size[1]}, "Relevance Monitor")
				for _, key := range keys {
					bench.Clock.Turn(time.Second) // a question counts once it could be read
					bench.Keys(key)
				}
				driver.CheckFrame(t, bench.View(), size[0], size[1])
				golden.RequireEqual(t, bench.Plain())
			})
		}
		for name, task := range map[string]string{"sessions": "Session Frustration", "experiments": "Golden QA Correctness"} {
			t.Run(fmt.Sprintf("%s-%dx%d", name, size[0], size[1]), func(t *testing.T) {
				bench := open(t, demo.Options{W: size[0], H: size[1], Limit: 30}, task)
				bench.Want(" ▸ Results")
				driver.CheckFrame(t, bench.View(), size[0], size[1])
				golden.RequireEqual(t, bench.Plain())
			})
		}
	}
}

// The first page is one request, and one for the window before; slices by attributes read
// again; nothing else is read without a key.
func TestRequests(t *testing.T) {
	bench := demo.Ready(t, demo.Options{})
	bench.Requests("")
	bench.Keys("/")
	bench.Type("Relevance Monitor")
	bench.Keys("enter", "v")
	if got := bench.Requests("POST /v2/spans"); len(got) != 2 || !strings.Contains(got[0], "limit=500") {
		t.Errorf("%q", got)
	}
	bench.Want("the newest 500 spans", "500 read, more…")
	bench.Keys("m")
	if got := bench.Requests("POST /v2/spans"); len(got) != 8 { // four more of each window
		t.Errorf("%d requests: %q", len(got), got)
	}
	bench.Want("the newest 2 500 spans")
	bench.Keys("b")
	if got := bench.Requests("POST"); len(got) != 0 {
		t.Errorf("before the answer: %q", got)
	}
	bench.Clock.Turn(time.Second) // a question counts once it could be read
	bench.Keys("y")
	if got := bench.Requests("POST /v2/spans"); len(got) != 5 {
		t.Errorf("%d requests: %q", len(got), got)
	}
	bench.Want("slices", "llm.model_name", "metadata.tier")
	bench.Keys("b", "b")
	if got := bench.Requests("POST"); len(got) != 0 {
		t.Errorf("%q", got)
	}
}

// Without the columns of the application an experiment has nothing to slice by, which is
// said with the keys that change it.
func TestNothingToSliceBy(t *testing.T) {
	bench := open(t, demo.Options{W: 60, H: 16}, "JSON Shape")
	bench.Keys("b")
	bench.Clock.Turn(time.Second)
	bench.Keys("n")
	bench.Want("Nothing to slice by yet: esc, then i asks for the texts.")
	bench.Keys("esc", "i")
	bench.Clock.Turn(time.Second)
	bench.Keys("y", "b")
	bench.Want("No attribute has a value with 10 results or more.")
}

// Where there is no room for the changes, a key shows them.
func TestChangesInANarrowWindow(t *testing.T) {
	bench := open(t, demo.Options{W: 60, H: 16}, "Relevance Monitor")
	bench.Want("judged   z: change")
	bench.WantNot("points")
	bench.Keys("z")
	bench.Want("Relevance against the window before", "down from", "points)")
}

// J shows the judges of the run, and esc leads back; an experiment alone has none.
func TestJudgeOfTheResults(t *testing.T) {
	bench := open(t, demo.Options{}, "Relevance Monitor")
	bench.Keys("J")
	bench.Want("in force: the newest; not pinned")
	bench.Keys("esc")
	bench.Want("the newest 500 spans")
	bench = open(t, demo.Options{}, "Model Swap")
	bench.Keys("J")
	bench.Want("the task of these results is not known, or has no evaluators")
}

// Esc stops reading; what was read stays, and the second esc leaves.
func TestEscStops(t *testing.T) {
	bench := open(t, demo.Options{}, "Relevance Monitor")
	release := bench.Hold("POST /v2/spans")
	bench.Press("m")
	bench.Want("reading more…", "esc stops")
	bench.Press("esc")
	release()
	bench.Settle()
	bench.Want("the newest 500 spans", "500 read, more…")
	bench.Keys("esc")
	bench.WantNot("irrelevant")
}

// A failure leaves what was read and says which key goes on; before anything was read it
// says which key tries again.
func TestFailures(t *testing.T) {
	bench := open(t, demo.Options{}, "Relevance Monitor")
	bench.Fault("POST /v2/spans status=503")
	bench.Keys("m")
	bench.Want("irrelevant", "stopped: ", "m goes on")
	bench.Fault()
	bench.Keys("m")
	bench.Want("the newest 2 500 spans")
	bench.Keys("esc")
	bench.Fault("POST /v2/spans status=503")
	bench.Keys("v")
	bench.Want("could not be read", "r tries again")
	bench.Fault()
	bench.Keys("r")
	bench.Want("irrelevant")
}

// Texts of the application need a yes, once, and are of one row.
func TestTexts(t *testing.T) {
	bench := open(t, demo.Options{W: 120, H: 36}, "Relevance Monitor")
	bench.WantNot("input.value")
	bench.Keys("i")
	bench.Clock.Turn(time.Second) // a question counts once it could be read
	bench.Keys("enter")           // No is first
	bench.WantNot("input.value")
	bench.Requests("")
	bench.Keys("i")
	bench.Want("Show them")
	bench.Clock.Turn(time.Second)
	bench.Keys("y")
	bench.Want("input.value")
	if got := bench.Requests("POST /v2/spans?limit=1"); len(got) != 1 {
		t.Errorf("%q", got)
	}
	bench.Keys("j")
	bench.WantNot("input.value")
	bench.Keys("i")
	bench.Want("input.value")
	bench.Keys("z")
	bench.Want("Explanation of irrelevant", "attributes.input.value")
}

// Of an experiment run the texts are all that the evaluator was given: also the columns of
// its example, which are asked for then.
func TestTextsOfAnExperimentRun(t *testing.T) {
	bench := open(t, demo.Options{W: 120, H: 36}, "Golden QA Correctness")
	bench.Requests("")
	bench.Keys("i")
	bench.Clock.Turn(time.Second)
	bench.Keys("y")
	bench.Want("│  input", "│  output")
	if got := bench.Requests("GET /v2/datasets/"); len(got) != 1 {
		t.Errorf("%q", got)
	}
	bench.Keys("z")
	bench.Want("Explanation of", "input", "output")
	bench.WantNot("(empty)")
}

// n and N go from one bad result to the next, and around; y copies the trace.
func TestBadOnes(t *testing.T) {
	bench := open(t, demo.Options{}, "Relevance Monitor")
	first := bench.Line("▸ irrelevant")
	bench.Keys("n")
	if second := bench.Line("▸ irrelevant"); first == "" || second == first {
		t.Errorf("n stays at %q", first)
	}
	bench.Keys("N")
	if got := bench.Line("▸ irrelevant"); got != first {
		t.Errorf("N goes to %q, not %q", got, first)
	}
	bench.Keys("y")
	bench.Want("trace ID")
}

func TestExport(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	bench := open(t, demo.Options{}, "Relevance Monitor")
	bench.Keys("E", "ctrl+s")
	bench.Want("Wrote ", " results to results-")
	found, _ := filepath.Glob(filepath.Join(dir, "results-*.json"))
	if len(found) != 1 {
		t.Fatalf("%q\n%s", found, bench.Plain())
	}
	content, err := os.ReadFile(found[0])
	if err != nil || !strings.Contains(string(content), `"label": "irrelevant"`) || strings.Contains(string(content), `"label": "relevant"`) {
		t.Errorf("%v: %.300s", err, content)
	}
}

// A run is opened from its panel, and an experiment by its ID.
func TestPlaces(t *testing.T) {
	bench := demo.Ready(t, demo.Options{W: 120, H: 36})
	bench.Keys("/")
	bench.Type("Hallucination Backfill")
	bench.Keys("enter", "enter", "j", "enter", "v")
	bench.Want("Hallucination Backfill", "▸ Results", "spans")
	id := bench.World.Experiments()[0].ID
	experiment := demo.Ready(t, demo.Options{Open: id})
	experiment.Want("experiment runs", "Correctness")
}

// Values that the application has written need the same yes as its texts: after a no there
// are slices by the model alone, and for experiments none.
func TestSlicesNeedAYes(t *testing.T) {
	for task, there := range map[string]string{"Relevance Monitor": "llm.model_name", "Golden QA Correctness": "by"} {
		bench := open(t, demo.Options{W: 120, H: 36}, task)
		bench.Keys("b")
		bench.Want("Show texts of the application?", "sliced by")
		bench.Clock.Turn(time.Second)
		bench.Keys("n")
		bench.Want(there)
		bench.WantNot("metadata.", "latency_ms", "Show texts")
		bench.Keys("esc", "b")
		bench.WantNot("metadata.", "latency_ms", "Show texts") // it is not asked again
	}
}
