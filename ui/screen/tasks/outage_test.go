package tasks_test

import (
	"strings"
	"testing"
	"time"

	"ax-tui/ui/box/filter"
	"ax-tui/ui/test/demo"
)

// outages are the ways in which a server fails every request.
func outages() map[string]string {
	return map[string]string{
		"429": "429", "429, wait 60 s": "429=100%:retry=60s", "429, wait 2 s": "429=100%:retry=2s", "503": "status=503", "500": "error",
		"drops": "drop", "hangs": "timeout", "not JSON": "html=100%:502", "403": "status=403",
	}
}

// sent counts the requests of the whole program within 30 s and within 2 minutes after
// some keys.
func sent(t *testing.T, name, fault string, keys ...string) (halfMinute, twoMinutes int) {
	t.Helper()
	bench := demo.Ready(t, demo.Options{W: 120, H: 30, Tasks: 40, Filter: filter.Filter{Name: name}, Retries: true, Unchecked: true})
	bench.Advance(20 * time.Second)
	bench.Requests("")
	switch fault {
	case "":
	case "timeout":
		bench.Hang()
	default:
		bench.Fault(fault)
	}
	bench.Keys(keys...)
	bench.Advance(30 * time.Second)
	halfMinute = len(bench.Requests(""))
	bench.Advance(90 * time.Second)
	return halfMinute, halfMinute + len(bench.Requests(""))
}

// In an outage the program sends at most 1.2 times what it sends when all is well,
// rounded up to a whole request, on every screen and whatever is pressed.
func TestOutageDoesNotMultiplyTheLoad(t *testing.T) {
	for name, tc := range map[string]struct {
		filter string
		keys   []string
	}{
		"tasks": {"", nil}, "tasks, r": {"", []string{"r"}}, "tasks, r five times": {"", []string{"r", "r", "r", "r", "r"}},
		"tasks, moves": {"", []string{"G", "g", "G"}}, "quiet tasks": {"Citation Check", nil}, "quiet tasks, r": {"Citation Check", []string{"r"}},
		"a task and back": {"", []string{"enter", "r", "esc"}}, "a quiet task": {"", []string{"enter"}}, "a quiet task, r": {"", []string{"enter", "r"}},
		"a live task": {"", []string{"j", "enter"}}, "a live task, r": {"", []string{"j", "enter", "r"}},
		"trigger form": {"", []string{"t"}}, "trigger form, tries again": {"", []string{"t", "ctrl+r", "ctrl+r"}},
		"new task":              {"", []string{"n", "N", "ctrl+s"}},
		"new task, tries again": {"", []string{"n", "N", "ctrl+s", "ctrl+r", "ctrl+r"}},
		"filter":                {"", []string{"f", "tab", "enter"}}, "profile": {"", []string{"p"}},
		"an ID":      {"", []string{":", "o"}},
		"a live run": {"", []string{"j", "o"}}, "a live run, r": {"", []string{"j", "o", "r"}}, "an ended run": {"", []string{"j", "j", "o"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			healthySoon, healthyLater := sent(t, tc.filter, "", tc.keys...)
			for outage, fault := range outages() {
				soon, later := sent(t, tc.filter, fault, tc.keys...)
				t.Logf("%s: %d and %d requests, healthy %d and %d", outage, soon, later, healthySoon, healthyLater)
				repeated, missing := 0, 0
				if fault == "drop" {
					repeated = 2 // by net/http, once on each kept connection that was in use, see api.connTrace
				}
				if name == "an ended run" || strings.HasPrefix(name, "quiet tasks") || strings.HasPrefix(name, "trigger form") {
					missing = 3 // next to nothing is sent when all is well, and what is missing is asked for every 30 s
				}
				if soon > (healthySoon*6+4)/5+repeated || later > (healthyLater*6+4)/5+repeated+missing {
					t.Errorf("%s: %d and %d requests, healthy %d and %d", outage, soon, later, healthySoon, healthyLater)
				}
			}
		})
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

// An answer without its list is an error; good rows stay.
func TestAnswerWithoutItsListKeepsTheRows(t *testing.T) {
	bench := demo.Ready(t, demo.Options{W: 120, H: 30, Unchecked: true})
	bench.Fault("GET /v2/tasks no-list")
	bench.Keys("r")
	bench.Want(" 30 loaded", "stale since 10:30:00 UTC", "Citation Check Draft")
	bench.Fault()
	bench.Keys("r")
	bench.Want("refreshed 10:30:00 UTC")
}

// A server whose clock is ahead: the time that a run has taken is right, and it is said.
func TestTheClockOfTheServerCounts(t *testing.T) {
	at := func(fault ...string) (row, run string) {
		bench := demo.Ready(t, demo.Options{W: 120, H: 30, Unchecked: true, Faults: fault})
		if len(fault) > 0 {
			bench.Want("The server's clock is 10 min ahead of this one; elapsed times are corrected.")
		}
		row = bench.Line("Metadata Tier Filter")
		bench.Keys("j", "o")
		return row, bench.Line("● running ")
	}
	row, run := at()
	if gotRow, gotRun := at("clock=10m"); gotRow != row || gotRun != run || run == "" {
		t.Errorf("%s\n%s\nwant\n%s\n%s", gotRow, gotRun, row, run)
	}
}

// A 403 about the plan of the account says so, not that a permission is missing.
func TestRefusalForThePlan(t *testing.T) {
	bench := demo.Ready(t, demo.Options{W: 120, H: 30, Unchecked: true, Faults: []string{"GET /v2/tasks plan"}})
	bench.Want("The tasks could not be read.", "plan")
	bench.WantNot("Ask for permission")
}
