package tasks_test

import (
	"regexp"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/ui/test/demo"
)

// The text after / never runs as a command: while the first page is loading,
// when it has failed, when the list is empty. It applies to the rows that arrive.
func TestFindIsTypedInEveryState(t *testing.T) {
	bench := demo.New(t, demo.Options{}) // the first request is in flight
	bench.Press("/", "n", "e", "x", "t", "q", "p")
	if !strings.Contains(bench.Plain(), "/ nextqp") {
		t.Fatalf("the text is not in the find line:\n%s", bench.Plain())
	}
	bench.Settle()
	bench.Want("/ nextqp", "No match for \"nextqp\" in the 15 loaded tasks")
	bench.Keys("esc", "/", "t", "o", "x", "enter")
	bench.Want("Toxicity Watch", "find: tox")

	bench = demo.Ready(t, demo.Options{Faults: []string{"GET /v2/tasks status=503"}})
	bench.Keys("/", "t", "o", "x", "enter")
	bench.Advance(2 * time.Second)
	bench.Want("could not be read")
	bench.Fault()
	bench.Keys("r")
	bench.Want("Toxicity Watch", "find: tox")
	if got := bench.Requests("POST"); len(got) > 0 {
		t.Errorf("requests that change something: %q", got)
	}
}

// The found part of a row is highlighted, in the selected row too.
func TestFoundTextIsHighlighted(t *testing.T) {
	bench := demo.Ready(t, demo.Options{})
	bench.Keys("/", "c", "h", "enter")
	underlined := regexp.MustCompile(`\x1b\[[0-9;]*4m[Cc]h`)
	if got := bench.View(); len(underlined.FindAllString(got, -1)) < 3 {
		t.Errorf("no hit is underlined:\n%q", got)
	}
	bench.Send(tea.WindowSizeMsg{Width: 100, Height: 30})
	bench.Settle()
	bench.Keys("esc")
	if got := bench.View(); underlined.MatchString(got) {
		t.Errorf("a hit is underlined without a find:\n%q", got)
	}
}
