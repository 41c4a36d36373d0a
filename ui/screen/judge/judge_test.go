package judge_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/exp/golden"
	"go.uber.org/goleak"

	"ax-tui/ui/test/demo"
	"ax-tui/ui/test/driver"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// open opens the judges of a task.
func open(bench *demo.Bench, name string) { bench.Keys("/", name, "enter", "J") }

func TestFrames(t *testing.T) {
	for _, size := range [][2]int{{60, 16}, {80, 24}, {120, 36}, {160, 50}} {
		for name, prepare := range map[string]func(*demo.Bench){
			"template": func(bench *demo.Bench) { open(bench, "Relevance Monitor") },
			"compared": func(bench *demo.Bench) {
				open(bench, "Relevance Monitor")
				bench.Keys("=")
			},
			"values": func(bench *demo.Bench) {
				open(bench, "Relevance Monitor")
				bench.Keys("i")
				bench.Clock.Turn(time.Second)
				bench.Keys("y", "tab", "ctrl+d")
			},
			"no-choices": func(bench *demo.Bench) { open(bench, "Helpfulness v2") },
			"code":       func(bench *demo.Bench) { open(bench, "JSON Shape") },
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

// Versions are turned one by one, two of them compared, and esc ends a comparison first.
func TestVersions(t *testing.T) {
	bench := demo.Ready(t, demo.Options{W: 120, H: 36})
	bench.Requests("")
	open(bench, "Relevance Monitor")
	bench.Want("in force: the newest; not pinned", "VERSIONS", "OpenAI production, there")
	if got := strings.Join(bench.Requests("GET /v2/"), " "); strings.Count(got, "/versions") != 2 || strings.Count(got, "/v2/integrations/") != 1 || strings.Contains(got, "spans") {
		t.Errorf("requests: %s", got)
	}
	bench.Keys("tab")
	bench.Want("Hallucination", "2 of 2 evaluators", "in force: the newest; not pinned")
	bench.Keys(".")
	bench.Want("this is the newest version")
	bench.Keys(",")
	bench.Want("not in force", "version 2 of 3")
	bench.Keys("space", ".", "=")
	bench.Want("compared with version 2 of 3", "DIFFERS IN", "{+Answer with a single word, without punctuation.+}")
	bench.Keys("i")
	bench.Want("not in a comparison; = ends it")
	bench.Keys("esc")
	bench.WantNot("DIFFERS IN")
	bench.Keys(",", ",", "=")
	bench.Want("version 1 of 3", "compared with version 2 of 3")
	bench.Keys("esc", "/", "reference", "enter")
	bench.Want("1 of ")
	bench.Keys("esc", "esc")
	bench.WantNot("▸ Judge")
}

// For a run the version in force when it started is shown, with the basis of that.
func TestOfARun(t *testing.T) {
	bench := demo.Ready(t, demo.Options{W: 120, H: 36})
	bench.Keys("/", "Relevance Monitor", "enter", "o", "J")
	bench.Want("Judge of run", "in force in run", "pinned")
	bench.Keys("tab")
	bench.Want("the newest at that time, inferred from times; not pinned")
	bench.Keys("M")
	bench.Want("▸ Mapping")
}

// What cannot be read says so and can be read again; what a task does not have is refused.
func TestFailures(t *testing.T) {
	bench := demo.Ready(t, demo.Options{})
	bench.Fault("GET /v2/evaluators/... status=503")
	open(bench, "Relevance Monitor")
	bench.Want("the versions could not be read")
	bench.Fault("GET /v2/integrations/{id} status=404", "GET /v2/ai-integrations/{id} status=404")
	bench.Keys("r")
	bench.Want("not found: deleted, or this key cannot")
	bench.Keys("esc", "F")
	open(bench, "Prompt v4")
	bench.Want("the selected task has no evaluators")
}
