package app_test

import (
	"strings"
	"testing"
	"time"

	"ax-tui/api"
	"ax-tui/ui/app"
	"ax-tui/ui/host"
)

// Problems of the connection are shown when it begins, and after a switch, but do not
// hide what became of a write.
func TestWarningsOfTheConnectionAreShown(t *testing.T) {
	const unchecked = "TLS certificates are not checked"
	stage := newStage(t, func(opts *options) { opts.Session.Warnings = []string{unchecked, "another"} })
	if frame := stage.Plain(); !strings.Contains(frame, unchecked+" (1 more warning: ax-tui config check)") {
		t.Errorf("at the start:\n%s", frame)
	}
	stage = newStage(t, nil)
	var other otherConnection
	session := other.session()
	session.Warnings = []string{unchecked}
	stage.send(app.Switch{Session: session})
	if frame := stage.Plain(); !strings.Contains(frame, unchecked) {
		t.Errorf("after a switch:\n%s", frame)
	}
}

// The clock of the server counts for times of the server; that it differs is said once.
func TestClockOfTheServer(t *testing.T) {
	var ahead time.Duration
	stage := newStage(t, func(opts *options) { opts.Session.Ahead = func() time.Duration { return ahead } })
	env := stage.home.env
	check := func(want time.Duration, said string) {
		t.Helper()
		stage.send(host.RunUpdated{Run: api.Run{ID: "r"}})
		if got := env.ServerTime(env.Now()).Sub(env.Now()); got != want {
			t.Errorf("corrected by %s, want %s", got, want)
		}
		if frame := stage.Plain(); (said == "") == strings.Contains(frame, "clock is") || !strings.Contains(frame, said) {
			t.Errorf("want %q in\n%s", said, frame)
		}
	}
	check(0, "")
	ahead = 10 * time.Minute
	check(ahead, "The server's clock is 10 min ahead of this one; elapsed times are corrected.")
	stage.wait(10 * time.Second)
	ahead += time.Second
	check(10*time.Minute, "") // the server tells whole seconds
	ahead = -20 * time.Second
	check(ahead, "")
	ahead = 0
	check(0, "")
	ahead = -20 * time.Second
	var other otherConnection
	session := other.session()
	session.Ahead = func() time.Duration { return ahead }
	stage.send(app.Switch{Session: session})
	stage.wait(10 * time.Second)
	check(ahead, "The server's clock is 20 s behind this one")
}

// A wait that one server has asked for does not hold the requests to another.
func TestSwitchEndsTheWait(t *testing.T) {
	stage := newStage(t, nil)
	env := stage.home.env
	env.Polls.Hold(&api.Error{Kind: api.RateLimited, RetryAfter: time.Minute})
	if wait := env.AskedToWait("r"); wait != "the server asks to wait until 10:31:00; r asks now" {
		t.Errorf("it says %q", wait)
	}
	var other otherConnection
	stage.send(app.Switch{Session: other.session()})
	if wait := env.AskedToWait("r"); wait != "" {
		t.Errorf("after the switch it says %q", wait)
	}
}
