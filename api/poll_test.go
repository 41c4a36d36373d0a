package api

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// anyErr draws the error of an outcome.
func anyErr(t *rapid.T) error {
	kind := Kind(rapid.IntRange(-1, int(Check)).Draw(t, "kind"))
	if kind < 0 {
		return rapid.SampledFrom([]error{nil, errors.New("plain")}).Draw(t, "plain")
	}
	apiErr := &Error{Kind: kind}
	if kind == RateLimited || kind == Server {
		apiErr.RetryAfter = time.Duration(rapid.Int64Range(0, int64(2*time.Hour)).Draw(t, "retry after"))
	}
	return fmt.Errorf("wrapped: %w", apiErr)
}

func TestPollRuleHolds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rule := PollRule{
			Every:  time.Duration(rapid.Int64Range(-1, int64(time.Hour)).Draw(t, "every")),
			GiveUp: time.Duration(rapid.Int64Range(-1, int64(time.Hour)).Draw(t, "give up")),
		}
		now := time.Unix(1_800_000_000, 0)
		state := PollState{Failures: rapid.IntRange(0, 1<<40).Draw(t, "fails")}
		if rapid.Bool().Draw(t, "begun") {
			state.Since = now.Add(-time.Duration(rapid.Int64Range(-int64(time.Hour), int64(time.Hour)).Draw(t, "elapsed")))
		}
		out := Outcome{Err: anyErr(t), Idle: rapid.Bool().Draw(t, "idle")}
		if out.Err == nil {
			out.Status = rapid.SampledFrom([]Status{Pending, Running, Completed, Failed, Cancelled, "RESTING", ""}).Draw(t, "status")
		}
		next, decision := rule.Next(state, now, out, rapid.Float64Range(0, 0.999999).Draw(t, "rnd"))

		var apiErr *Error
		_ = errors.As(out.Err, &apiErr)
		if (decision.Stop == None) != (decision.Wait > 0) {
			t.Fatalf("stop %d with wait %s", decision.Stop, decision.Wait)
		}
		if out.Status.Terminal() != (decision.Stop == Terminal) {
			t.Fatalf("status %q gave %d", out.Status, decision.Stop)
		}
		if apiErr != nil && (apiErr.Kind == Auth || apiErr.Kind == Forbidden) && decision.Stop != Refused {
			t.Fatalf("%s gave %d", apiErr.Kind, decision.Stop)
		}
		if apiErr != nil && apiErr.Kind == NotFound && decision.Stop != Gone {
			t.Fatalf("not found gave %d", decision.Stop)
		}
		if apiErr != nil && (apiErr.Kind == Network || apiErr.Kind == Timeout || apiErr.Kind == Server || apiErr.Kind == RateLimited || apiErr.Kind == NotJSON || apiErr.Kind == Canceled) &&
			decision.Stop != None && decision.Stop != GaveUp {
			t.Fatalf("%s must not end a watch, gave %d", apiErr.Kind, decision.Stop)
		}
		left := rule.Left(next, now)
		if decision.Stop == None && decision.Wait > left {
			t.Fatalf("waits %s with %s left", decision.Wait, left)
		}
		if decision.Stop == None && apiErr != nil && decision.Wait < apiErr.RetryAfter {
			t.Fatalf("waits %s, asked for %s", decision.Wait, apiErr.RetryAfter)
		}
		every := rule.Every
		if every <= 0 {
			every = 5 * time.Second
		}
		if decision.Stop == None && decision.Wait < min(every, left) {
			t.Fatalf("waits %s, faster than every %s", decision.Wait, every)
		}
		if rule.GiveUp < 0 && decision.Stop == GaveUp {
			t.Fatal("gave up although it never should")
		}
		if out.Err == nil && next.Failures != 0 {
			t.Fatal("a good poll must forget the failures")
		}
	})
}

func TestPollPace(t *testing.T) {
	now := time.Unix(1_800_000_000, 0)
	begun := func(ago time.Duration) PollState { return PollState{Since: now.Add(-ago)} }
	fail := func(failures int, ago time.Duration) PollState {
		return PollState{Since: now.Add(-ago), Failures: failures}
	}
	lost := &Error{Kind: Network}
	cases := []struct {
		name string
		rule PollRule
		s    PollState
		out  Outcome
		rnd  float64
		want Decision
	}{
		{"default", PollRule{}, PollState{}, Outcome{Status: Running}, 0.9, Decision{Wait: 5 * time.Second}},
		{"own interval", PollRule{Every: time.Second}, begun(0), Outcome{Status: Pending}, 0.9, Decision{Wait: time.Second}},
		{"idle", PollRule{}, begun(0), Outcome{Status: Running, Idle: true}, 0, Decision{Wait: 15 * time.Second}},
		{"first failure", PollRule{}, begun(0), Outcome{Err: lost}, 0.5, Decision{Wait: 7500 * time.Millisecond}},
		{"third failure", PollRule{}, fail(2, 0), Outcome{Err: lost}, 0, Decision{Wait: 20 * time.Second}},
		{"many failures", PollRule{}, fail(99, 0), Outcome{Err: lost}, 0.999999999, Decision{Wait: 59999999970}},
		{"last wait", PollRule{}, begun(597 * time.Second), Outcome{Status: Running}, 0, Decision{Wait: 3 * time.Second}},
		{"at the deadline", PollRule{}, begun(600 * time.Second), Outcome{Status: Running}, 0, Decision{Stop: GaveUp}},
		{"ended at the deadline", PollRule{}, begun(700 * time.Second), Outcome{Status: Failed}, 0, Decision{Stop: Terminal}},
		{"failed at the deadline", PollRule{}, begun(600 * time.Second), Outcome{Err: lost}, 0, Decision{Stop: GaveUp}},
		{"after a day asleep, no end", PollRule{GiveUp: -1}, begun(24 * time.Hour), Outcome{Err: lost}, 0, Decision{Wait: 5 * time.Second}},
		{"asked to wait", PollRule{}, begun(0), Outcome{Err: &Error{Kind: RateLimited, RetryAfter: 42 * time.Second}}, 0, Decision{Wait: 42 * time.Second}},
		{"asked for too much", PollRule{}, begun(590 * time.Second), Outcome{Err: &Error{Kind: RateLimited, RetryAfter: 42 * time.Second}}, 0, Decision{Stop: GaveUp}},
		{"malformed ID", PollRule{}, begun(0), Outcome{Err: &Error{Kind: Invalid}}, 0, Decision{Stop: Refused}},
	}
	for _, tc := range cases {
		if _, got := tc.rule.Next(tc.s, now, tc.out, tc.rnd); got != tc.want {
			t.Errorf("%s: %+v, want %+v", tc.name, got, tc.want)
		}
	}
}
