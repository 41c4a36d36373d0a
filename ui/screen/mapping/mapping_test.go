package mapping_test

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

// find selects a task by its name.
func find(bench *demo.Bench, name string) { bench.Keys("/", name, "enter") }

func TestFrames(t *testing.T) {
	for _, size := range [][2]int{{60, 16}, {80, 24}, {120, 36}, {160, 50}} {
		t.Run(fmt.Sprintf("%dx%d", size[0], size[1]), func(t *testing.T) {
			bench := demo.Ready(t, demo.Options{W: size[0], H: size[1]})
			find(bench, "Relevance Monitor")
			bench.Keys("M")
			driver.CheckFrame(t, bench.View(), size[0], size[1])
			golden.RequireEqual(t, bench.Plain())
		})
	}
	t.Run("missing", func(t *testing.T) {
		bench := demo.Ready(t, demo.Options{W: 80, H: 24})
		find(bench, "Context Sufficiency on Retrieval")
		bench.Keys("M")
		golden.RequireEqual(t, bench.Plain())
	})
}

// Values are shown only after a yes, which holds on other screens too.
func TestValuesAfterAYes(t *testing.T) {
	bench := demo.Ready(t, demo.Options{W: 120, H: 36})
	find(bench, "Relevance Monitor")
	bench.Keys("M")
	bench.Want("attributes.input.value", "variables found in every row")
	without := bench.Plain()
	bench.Keys("i")
	bench.Want("Show texts of the application?")
	bench.Clock.Turn(time.Second)
	bench.Keys("n")
	if bench.Plain() != without {
		t.Errorf("a no shows values:\n%s", bench.Plain())
	}
	bench.Keys("i")
	bench.Clock.Turn(time.Second)
	bench.Keys("y")
	if bench.Plain() == without {
		t.Error("a yes shows nothing")
	}
	bench.Keys("i")
	if bench.Plain() != without {
		t.Error("values cannot be hidden")
	}
	bench.Keys("J", "i")
	bench.WantNot("Show texts of the application?")
}

// Without rows nothing was checked; variables are not counted as not found.
func TestNothingToCheck(t *testing.T) {
	bench := demo.Ready(t, demo.Options{W: 120, H: 36, Unchecked: true})
	find(bench, "Relevance Monitor")
	bench.Fault("POST /v2/spans empty-page")
	bench.Keys("M")
	bench.Want("nothing was checked")
	bench.WantNot("found in every row")
}

// A check that fails says so and can be repeated; the requests of one are those of the
// evaluators and one for the rows.
func TestRequestsAndFailure(t *testing.T) {
	bench := demo.Ready(t, demo.Options{})
	find(bench, "Relevance Monitor")
	bench.Fault("POST /v2/spans status=503")
	bench.Requests("")
	bench.Keys("M")
	bench.Want("r tries again")
	bench.Fault()
	bench.Requests("")
	bench.Keys("r")
	bench.Want("variables found in every row")
	if got := bench.Requests(""); len(got) != 3 {
		t.Errorf("requests: %q", got)
	}
	bench.Keys("j", "G", "e")
	bench.Want("Edit")
	bench.WantNot("Changed:")
}

// Variables that are found nowhere are edited with the most similar paths, which the form
// says; nothing is sent.
func TestEditTakesTheSimilarPaths(t *testing.T) {
	bench := demo.Ready(t, demo.Options{W: 120, H: 36})
	find(bench, "Context Sufficiency on Retrieval")
	bench.Keys("M", "j")
	bench.Want("e attributes.input.value")
	bench.Requests("")
	bench.Keys("e")
	bench.Want("Changed: mapping of context attributes.custom.context → attributes.retrieval.documents.contents, ", "mapping of input", "attributes.input.value, since no sample row has a value there.")
	for _, request := range bench.Requests("") {
		if !strings.HasPrefix(request, "GET ") && !strings.HasPrefix(request, "POST /v2/spans") {
			t.Errorf("%s was sent", request)
		}
	}
}
