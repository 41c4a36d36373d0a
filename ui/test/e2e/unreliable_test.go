//go:build !windows

package e2e_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"ax-tui/ui/test/pty"
	"ax-tui/ui/test/race"
)

// The program is usable with a server that is slow and fails one request in five.
func TestAnUnreliableServer(t *testing.T) {
	t.Parallel()
	server := serve(t, "--fault", "error=20%", "--fault", "latency=300ms")
	person := open(t, pty.Options{Env: server.env, Limit: 2 * patient()})
	person.see("Relevance Monitor", " loaded")
	first := cursorName(person.Screen())
	person.quick("pgdown", func(screen string) bool { return cursorName(screen) != first })
	person.quick("g", onRow(first))
	person.moveTo("JSON Shape")
	person.quick("enter", has("▸ Tasks ▸ JSON Shape"))
	person.WaitFor(rowHas("failed"), "its runs")
	person.quick("esc", onRow("JSON Shape"))
	person.quick("t", has("Start a run of JSON Shape"))
	person.quick("esc", onRow("JSON Shape"))
	person.quick("g", onRow(first))
	person.moveTo("Tone of Voice")
	person.quick("t", has("Start a run of Tone of Voice"))
	person.see("Will send: ")
	person.insist("ctrl+s", "▸ Run …")
	person.see(" started.")
	person.quick("x", has("Cancel this run?"))
	person.WaitFor(asks, "the question to be open")
	person.quick("enter", lacks("Cancel this run?"))
	person.quick("x", has("Cancel this run?"))
	person.WaitFor(asks, "the question to be open")
	person.insist("y", "⊘ cancelled")
	person.Type("esc")
	person.WaitFor(lacks("╭"), "no box")
	person.leave()
}

// insist presses a key, and again whenever the program reports a failure that can
// be retried: a write is never repeated automatically.
func (p *person) insist(key, want string) {
	p.t.Helper()
	for range 20 {
		p.WaitFor(func(screen string) bool { return !strings.Contains(screen, "╭") || asks(screen) }, "the question to be open")
		before := p.Screen()
		p.Type(key)
		p.WaitFor(func(screen string) bool {
			return strings.Contains(screen, want) || busy(screen) || !slices.Equal(requestIDs(screen), requestIDs(before))
		}, want+", a request or its failure")
		p.WaitFor(func(screen string) bool { return strings.Contains(screen, want) || !busy(screen) }, want+" or what to do")
		if strings.Contains(p.Screen(), want) {
			return
		}
	}
	p.t.Fatalf("%s did not show %q in twenty attempts:\n%s", key, want, p.Screen())
}

// requestIDs are those of the failures on the screen: another one means that a request was
// sent since.
func requestIDs(screen string) []string { return requestID.FindAllString(screen, -1) }

var requestID = regexp.MustCompile(`req_\w+`)

func busy(screen string) bool {
	return strings.Contains(screen, "ancelling…") || strings.Contains(screen, "ending…")
}

// quick presses a key whose effect must be visible within a second, whatever the network does.
func (p *person) quick(key string, cond condition) {
	p.t.Helper()
	from := time.Now()
	p.press(key, "an effect", cond)
	if took := time.Since(from); took > time.Second && !race.On {
		p.t.Errorf("the effect of %s took %v", key, took)
	}
}

// Hanging requests for runs freeze nothing.
func TestNothingFreezesWhileRequestsHang(t *testing.T) {
	t.Parallel()
	server := serve(t, "--fault", "latency=300ms", "--fault", "/v2/tasks/{id}/runs timeout=100%", "--fault", "/v2/task-runs/{id} timeout=100%")
	person := server.visit(t)
	for i := range 4 {
		person.quick("j", cursorOn(3+i))
	}
	person.quick("g", cursorOn(2))
	person.moveTo("Relevance Monitor")
	person.quick("enter", has("▸ Tasks ▸ Relevance Monitor"))
	person.quick("?", has("╭─ Keys"))
	person.quick("esc", lacks("╭─ Keys"))
	person.quick("t", has("Start a run of Relevance Monitor"))
	person.quick("esc", lacks("Start a run of"))
	person.quick("esc", func(screen string) bool { return strings.HasPrefix(cursorName(screen), "Relevance Monitor") })
	from := time.Now()
	person.leave()
	if took := time.Since(from); took > time.Second && !race.On {
		t.Errorf("quitting took %v", took)
	}
}

// A list that cannot be loaded names the key to retry, and the key works.
func TestAFirstListThatFails(t *testing.T) {
	t.Parallel()
	server := serve(t, "--fault", "GET /v2/tasks status=400")
	person := open(t, pty.Options{Env: server.env})
	person.see("The tasks could not be read.", "r tries again")
	person.quick("?", has("╭─ Keys"))
	person.Type("esc")
	person.WaitGone("╭─ Keys")
	person.leave()
}

// A lookup after a lost answer that never ends can be left, and what is unknown is said.
func TestALookupThatHangsCanBeLeft(t *testing.T) {
	t.Parallel()
	server := serve(t, "--fault", "POST /v2/tasks/{id}/trigger drop-after=100%", "--fault", "GET /v2/tasks/{id}/runs timeout=100%")
	person := server.visit(t)
	person.moveTo("Relevance Monitor")
	person.quick("t", has("Start a run of Relevance Monitor"))
	person.see("Will send: ")
	person.quick("ctrl+s", has("Sending"))
	person.quick("esc", has("A notice reports its outcome."))
	person.WaitFor(asks, "the question to be open")
	person.quick("y", func(s string) bool { return strings.HasPrefix(cursorName(s), "Relevance Monitor") })
	person.quick("q", has("Waiting for a request to finish"))
	person.Type("ctrl+c")
	person.ended(0)
	if out := string(person.Raw()); !strings.Contains(out, "its outcome is unknown: check before you send it again") {
		t.Error("the end does not say that an outcome is unknown")
	}
}
