//go:build !windows

package e2e_test

import (
	"strings"
	"testing"
	"time"

	"ax-tui/ui/test/pty"
)

// A server that is slow and fails one request in five is still one to work with.
func TestAnUnreliableServer(t *testing.T) {
	t.Parallel()
	w := serve(t, "--fault", "error=20%", "--fault", "latency=300ms")
	p := open(t, pty.Options{Env: w.env, Limit: 2 * patient()})
	p.see("Relevance Monitor", " loaded")
	first := on(p.Screen())
	p.quick("pgdown", func(s string) bool { return on(s) != first })
	p.quick("g", onRow(first))
	p.moveTo("JSON Shape")
	p.quick("enter", has("▸ Tasks ▸ JSON Shape"))
	p.WaitFor(rowHas("failed"), "its runs")
	p.quick("esc", onRow("JSON Shape"))
	p.quick("t", has("Start a run of JSON Shape"))
	p.quick("esc", onRow("JSON Shape"))
	p.quick("g", onRow(first))
	p.moveTo("Tone of Voice")
	p.quick("t", has("Start a run of Tone of Voice"))
	p.see("Will send: ")
	p.insist("ctrl+s", "▸ Run …")
	p.see(" started.")
	p.quick("x", has("Cancel this run?"))
	p.WaitFor(asks, "the question to be open")
	p.quick("enter", lacks("Cancel this run?"))
	p.quick("x", has("Cancel this run?"))
	p.WaitFor(asks, "the question to be open")
	p.insist("y", "⊘ cancelled")
	p.Type("esc")
	p.WaitFor(lacks("╭"), "no box")
	p.leave()
}

// insist presses a key, and again whenever the program says that it did not
// work and may be tried again: a write is never repeated by itself.
func (p *person) insist(key, want string) {
	p.t.Helper()
	for range 8 {
		before := p.Screen()
		p.Type(key)
		p.WaitFor(func(s string) bool {
			return strings.Contains(s, want) || s != before && failed(s) && !failed(before) || s != before && failed(before) && failed(s) && !busy(s)
		}, want+" or what to do")
		if strings.Contains(p.Screen(), want) {
			return
		}
	}
	p.t.Fatalf("eight times %s did not bring %q:\n%s", key, want, p.Screen())
}

func failed(s string) bool { return strings.Contains(s, "500") || strings.Contains(s, "again") }
func busy(s string) bool {
	return strings.Contains(s, "ancelling…") || strings.Contains(s, "ending…")
}

// quick presses a key whose effect must be seen within a second, whatever the network does.
func (p *person) quick(key string, cond condition) {
	p.t.Helper()
	from := time.Now()
	p.press(key, "an effect", cond)
	if took := time.Since(from); took > time.Second && !race {
		p.t.Errorf("%s took %v to be seen", key, took)
	}
}

// Requests for runs that never answer freeze nothing.
func TestNothingFreezesWhileRequestsHang(t *testing.T) {
	t.Parallel()
	w := serve(t, "--fault", "latency=300ms", "--fault", "/v2/tasks/{id}/runs timeout=100%", "--fault", "/v2/task-runs/{id} timeout=100%")
	p := w.visit(t)
	for i := range 4 {
		p.quick("j", cursorOn(3+i))
	}
	p.quick("g", cursorOn(2))
	p.moveTo("Relevance Monitor")
	p.quick("enter", has("▸ Tasks ▸ Relevance Monitor"))
	p.quick("?", has("╭─ Keys"))
	p.quick("esc", lacks("╭─ Keys"))
	p.quick("t", has("Start a run of Relevance Monitor"))
	p.quick("esc", lacks("Start a run of"))
	p.quick("esc", func(s string) bool { return strings.HasPrefix(on(s), "Relevance Monitor") })
	from := time.Now()
	p.leave()
	if took := time.Since(from); took > time.Second && !race {
		t.Errorf("quitting took %v", took)
	}
}

// A list that cannot be read says what to do; the key does it.
func TestAFirstListThatFails(t *testing.T) {
	t.Parallel()
	w := serve(t, "--fault", "GET /v2/tasks status=400")
	p := open(t, pty.Options{Env: w.env})
	p.see("The tasks could not be read.", "r tries again")
	p.quick("?", has("╭─ Keys"))
	p.Type("esc")
	p.WaitGone("╭─ Keys")
	p.leave()
}
