package tasks_test

import (
	"testing"
	"time"

	"ax-tui/ui/test/demo"
)

// outages are the ways in which a server fails every request.
func outages() map[string]string {
	return map[string]string{
		"429": "429", "429, wait 60 s": "429=100%:retry=60s", "429, wait 2 s": "429=100%:retry=2s", "503": "status=503", "500": "error",
		"drops": "drop", "not JSON": "html=100%:502", "403": "status=403",
	}
}

// sent counts the requests of the whole program within a time after some keys.
func sent(t *testing.T, fault string, during time.Duration, keys ...string) int {
	t.Helper()
	bench := demo.Ready(t, demo.Options{W: 120, H: 30, Tasks: 40, Retries: true, Unchecked: true})
	bench.Advance(20 * time.Second)
	bench.Requests("")
	if fault != "" {
		bench.Fault(fault)
	}
	bench.Keys(keys...)
	bench.Advance(during)
	return len(bench.Requests(""))
}

// In an outage the program sends at most 1.2 times what it sends when all is well,
// whatever is pressed. A screen that asks for everything once sends a few retries more.
func TestOutageDoesNotMultiplyTheLoad(t *testing.T) {
	for name, keys := range map[string][]string{
		"nothing": {}, "r": {"r"}, "r five times": {"r", "r", "r", "r", "r"}, "moves": {"G", "g", "G"}, "a task": {"enter", "r", "esc"},
		"a quiet task": {"enter", "r"},
	} {
		for _, during := range []time.Duration{30 * time.Second, 2 * time.Minute} {
			healthy := sent(t, "", during, keys...)
			for outage, fault := range outages() {
				got := sent(t, fault, during, keys...)
				few := 4 + int(during/time.Minute)
				if fault == "drop" {
					few += 8 // net/http itself repeats a read on a kept connection that was closed
				}
				if got*5 > healthy*6 && (name != "a quiet task" || got > healthy+few) {
					t.Errorf("%s, %s: %d requests within %s, healthy %d", name, outage, got, during, healthy)
				}
			}
		}
	}
}

// A Retry-After is shown with its time, obeyed by automatic requests, and passed by r.
func TestRetryAfterIsShownAndPassedByAKey(t *testing.T) {
	const wait = "429=100%:retry=50s"
	bench := demo.Ready(t, demo.Options{W: 100, H: 30, Retries: true, Unchecked: true})
	bench.Advance(5 * time.Second)
	bench.Fault(wait)
	bench.Keys("r")
	bench.Want("the server asks to wait until 10:30:55; r asks now")
	bench.WantNot("refreshing")
	bench.Requests("")
	bench.Advance(49 * time.Second)
	if got := bench.Requests(""); len(got) != 0 {
		t.Errorf("before that time %q were sent", got)
	}
	bench.Keys("r")
	if got := bench.Requests(""); len(got) != 1 {
		t.Errorf("r sent %q", got)
	}
	bench.Want("the server asks to wait until 10:31:44; r asks now")
	bench.Fault()
	bench.Keys("r")
	bench.Want("refreshed 10:30:54 UTC")
	bench.WantNot("asks to wait")
	if got := bench.Requests("GET /v2/tasks/"); len(got) < 10 {
		t.Errorf("after a good answer only %q were sent", got)
	}

	bench.Fault(wait)
	bench.Keys("r", "enter") // a screen that is opened meanwhile says why it is empty
	bench.Advance(time.Second)
	bench.Want("The runs are not read yet: the server asks to wait until 10:31:44.", "r asks now")
	bench.Fault()
	bench.Keys("r")
	bench.Want("No runs yet.")

	bench = demo.Ready(t, demo.Options{W: 100, H: 30, Retries: true, Unchecked: true, Faults: []string{wait}})
	bench.Want("The tasks could not be read.", "The server asks to wait until 10:30:50; r asks now.")
	bench.Fault()
	bench.Keys("r")
	bench.Want("30 loaded, more")
}
