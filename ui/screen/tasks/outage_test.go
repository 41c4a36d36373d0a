package tasks_test

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"ax-tui/ui/box/filter"
	"ax-tui/ui/test/demo"
	"ax-tui/ui/test/race"
)

// outages are the ways in which a server fails every request, and others that make a
// difference on screens where next to nothing is sent.
func outages(quiet bool) map[string]string {
	faults := map[string]string{"429, wait 60 s": "429=100%:retry=60s", "503": "status=503", "drops": "drop", "hangs": "timeout"}
	if quiet {
		maps.Copy(faults, map[string]string{"429": "429", "429, wait 2 s": "429=100%:retry=2s", "429, wait 0 s": "429=100%:after=0", "403": "status=403", "not JSON": "html=100%:502"})
	}
	return faults
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

// In an outage the program sends at most 1.2 times what it sends when all is well, on
// every screen and whatever is pressed. Where one single request was sent and failed, it
// is repeated once.
func TestOutageDoesNotMultiplyTheLoad(t *testing.T) {
	const quiet = "Citation Check" // two tasks, no active run
	situations := map[string]struct {
		filter string
		keys   []string
	}{
		"quiet tasks": {quiet, nil}, "quiet tasks, r": {quiet, []string{"r"}}, "quiet, nothing found": {"no such name", []string{"r"}},
		"quiet task": {quiet, []string{"enter"}}, "quiet task, r": {quiet, []string{"enter", "r"}}, "quiet task that ran": {quiet, []string{"j", "enter"}},
		"quiet run": {quiet, []string{"j", "o"}}, "quiet run, r": {quiet, []string{"j", "o", "r"}},
		"quiet trigger form": {quiet, []string{"t"}}, "quiet trigger form, tries again": {quiet, []string{"t", "ctrl+r"}},
		"quiet new task": {quiet, []string{"n", "N", "ctrl+s"}}, "quiet filter": {quiet, []string{"f", "tab", "enter"}},
		"quiet judge": {quiet, []string{"j", "J"}}, "quiet results": {quiet, []string{"j", "v"}}, "quiet why": {quiet, []string{"j", "W"}},
		"tasks, r five times": {"", []string{"r", "r", "r", "r", "r"}}, "tasks, moves": {"", []string{"G", "g", "G"}},
		"a task and back": {"", []string{"enter", "r", "esc"}}, "a task, r": {"", []string{"enter", "r"}}, "a live task, r": {"", []string{"j", "enter", "r"}},
		"new task, tries again": {"", []string{"n", "N", "ctrl+s", "ctrl+r", "ctrl+r"}}, "an ID": {"", []string{":", "o"}},
		"a live run, r": {"", []string{"j", "o", "r"}}, "an ended run": {"", []string{"j", "j", "o"}},
	}
	for i, name := range slices.Sorted(maps.Keys(situations)) {
		tc := situations[name]
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			healthySoon, healthyLater := sent(t, tc.filter, "", tc.keys...)
			faults := outages(strings.HasPrefix(name, "quiet"))
			for _, outage := range race.Some(slices.Sorted(maps.Keys(faults)), i) {
				fault := faults[outage]
				soon, later := sent(t, tc.filter, fault, tc.keys...)
				t.Logf("%s: %d and %d requests, healthy %d and %d", outage, soon, later, healthySoon, healthyLater)
				alone := 0
				if strings.HasPrefix(name, "quiet trigger form") && fault != "status=403" {
					alone = 1
				}
				if soon > healthySoon*6/5+alone || later > healthyLater*6/5+alone {
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
