package poll

import (
	"errors"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"go.uber.org/goleak"
	"pgregory.net/rapid"

	"ax-tui/api"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

type result struct {
	owner   uint64
	key     string
	outcome api.Outcome
}

func (a result) Addr() uint64         { return a.owner }
func (a result) PollKey() string      { return a.key }
func (a result) Outcome() api.Outcome { return a.outcome }

// bench is a scheduler with a fake clock and fake timers.
type bench struct {
	scheduler *Scheduler
	now       time.Time
	timers    []timer
	polled    []string
}

type timer struct {
	at  time.Time
	msg tea.Msg
}

func newBench() *bench {
	bench := &bench{now: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)}
	bench.scheduler = New(func() time.Time { return bench.now }, func() float64 { return 0.5 })
	return bench
}

func (b *bench) after(delay time.Duration, msg tea.Msg) tea.Cmd {
	b.timers = append(b.timers, timer{b.now.Add(delay), msg})
	return nil
}

func (b *bench) job(key string, every time.Duration) Job {
	return Job{Key: key, Rule: api.PollRule{Every: every, GiveUp: -1}, Ask: func() tea.Cmd {
		b.polled = append(b.polled, key)
		return nil
	}}
}

func (b *bench) due() { b.scheduler.Due(b.after) }

// advance moves the clock and fires the timers on the way.
func (b *bench) advance(elapsed time.Duration) {
	until := b.now.Add(elapsed)
	for i := 0; i < len(b.timers); i++ {
		if timer := b.timers[i]; !timer.at.After(until) {
			b.timers = append(b.timers[:i], b.timers[i+1:]...)
			i--
			if timer.at.After(b.now) {
				b.now = timer.at
			}
			b.scheduler.Current(timer.msg.(Wake))
			b.due()
		}
	}
	b.now = until
}

func (b *bench) drain() []string { keys := b.polled; b.polled = nil; return keys }

// watching returns a bench with one visible job, "a", which is in flight.
func watching(every time.Duration) *bench {
	bench := newBench()
	bench.scheduler.Show(1)
	bench.scheduler.Set(1, []Job{bench.job("a", every)})
	bench.due()
	return bench
}

// setOnce sets the job "a" with Once.
func (b *bench) setOnce(pollRule api.PollRule) {
	job := b.job("a", 0)
	job.Once, job.Rule = true, pollRule
	b.scheduler.Set(1, []Job{job})
}

// finish reports the outcome of the job "a".
func (b *bench) finish(outcome api.Outcome) {
	b.scheduler.HandleResult(result{1, "a", outcome})
	b.due()
}

// wantPolls checks how many polls were made since the last check.
func (b *bench) wantPolls(t *testing.T, want int, when string) {
	t.Helper()
	if got := b.drain(); len(got) != want {
		t.Fatalf("%s: polled %v, want %d", when, got, want)
	}
}

func TestNeverTwoRequestsForOneJob(t *testing.T) {
	bench := watching(time.Second)
	bench.advance(time.Minute)
	bench.due()
	bench.wantPolls(t, 1, "while the first poll is in flight")
	bench.finish(api.Outcome{})
	bench.advance(2 * time.Second)
	bench.wantPolls(t, 1, "after its result")
}

func TestHiddenIsNotPolledAndCatchesUpWhenShown(t *testing.T) {
	bench := newBench()
	bench.scheduler.Set(1, []Job{bench.job("a", time.Second)})
	bench.due()
	bench.advance(time.Hour)
	if got := bench.drain(); len(got) != 0 || len(bench.timers) != 0 {
		t.Fatalf("a hidden screen polled %v, timers %d", got, len(bench.timers))
	}
	bench.scheduler.Show(1)
	bench.due()
	bench.wantPolls(t, 1, "shown again")
}

func TestNoTimerWithoutWork(t *testing.T) {
	bench := newBench()
	bench.scheduler.Show(1)
	bench.setOnce(api.PollRule{Every: time.Second, GiveUp: -1})
	bench.due()
	bench.finish(api.Outcome{})
	if len(bench.timers) != 0 {
		t.Fatal("a timer is set although no job has to be polled again")
	}
	bench.advance(time.Hour)
	bench.wantPolls(t, 1, "a job with Once")
}

func TestTerminalAndRefusedStopUntilKicked(t *testing.T) {
	for name, outcome := range map[string]api.Outcome{
		"ended":   {Status: api.Completed},
		"refused": {Err: &api.Error{Kind: api.Auth, Status: 401}},
	} {
		bench := watching(time.Second)
		bench.finish(outcome)
		bench.advance(time.Hour)
		bench.wantPolls(t, 1, name)
		bench.scheduler.Kick(1, "a")
		bench.due()
		bench.wantPolls(t, 1, name+", after a kick")
	}
}

func TestInFlightIsBoundedAndNoJobStarves(t *testing.T) {
	bench := newBench()
	bench.scheduler.Show(1)
	var jobs []Job
	for _, key := range []string{"a", "b", "c", "d", "e", "f", "g"} {
		jobs = append(jobs, bench.job(key, time.Hour))
	}
	bench.scheduler.Set(1, jobs)
	bench.due()
	first := bench.drain()
	if len(first) != MaxInFlight {
		t.Fatalf("%d at once, want %d", len(first), MaxInFlight)
	}
	for _, key := range first {
		bench.scheduler.HandleResult(result{1, key, api.Outcome{}})
	}
	bench.due()
	bench.wantPolls(t, 3, "the other three, after the first results")
}

func TestKickWhileInFlightPollsOnceMore(t *testing.T) {
	bench := watching(time.Hour)
	bench.scheduler.Kick(1, "a")
	bench.due()
	bench.wantPolls(t, 1, "at once")
	bench.finish(api.Outcome{})
	bench.wantPolls(t, 1, "the kick, after the result")
	bench.finish(api.Outcome{})
	bench.wantPolls(t, 0, "after one kick")
}

func TestLostCommandIsRetried(t *testing.T) {
	bench := watching(time.Second)
	bench.drain()
	bench.scheduler.FailInFlight()
	bench.due()
	bench.advance(time.Hour)
	bench.wantPolls(t, 1, "after a lost command")
}

func TestForgottenOwnerIsNotPolled(t *testing.T) {
	bench := watching(time.Second)
	bench.scheduler.Forget(1)
	bench.scheduler.HandleResult(result{1, "a", api.Outcome{Err: errors.New("late")}})
	bench.advance(time.Minute)
	bench.wantPolls(t, 1, "after its owner was forgotten")
}

func TestRetryAfterHoldsEveryJob(t *testing.T) {
	bench := newBench()
	bench.scheduler.Show(1)
	bench.scheduler.Set(1, []Job{bench.job("a", time.Second), bench.job("b", time.Second)})
	bench.due()
	bench.drain()
	bench.scheduler.HandleResult(result{1, "a", api.Outcome{Err: &api.Error{Kind: api.RateLimited, Status: 429, RetryAfter: 30 * time.Second}}})
	bench.scheduler.HandleResult(result{1, "b", api.Outcome{}})
	bench.scheduler.Kick(1, "a")
	bench.due()
	bench.advance(29 * time.Second)
	bench.wantPolls(t, 0, "within the 30 s of Retry-After")
	bench.advance(2 * time.Second)
	bench.wantPolls(t, 2, "after Retry-After, both")
}

func TestJobReturnedWhileInFlightIsNotPolledTwice(t *testing.T) {
	bench := watching(time.Hour)
	bench.scheduler.Set(1, nil)
	bench.scheduler.Set(1, []Job{bench.job("a", time.Hour)})
	bench.due()
	bench.wantPolls(t, 1, "at once after the job is set again")
	bench.scheduler.HandleResult(result{1, "a", api.Outcome{}})
	if st := bench.scheduler.State(1, "a"); st.InFlight || st.Last.IsZero() {
		t.Fatalf("the result of the first poll was ignored: %+v", st)
	}
}

func TestTouchAfterIdleCatchesUp(t *testing.T) {
	bench := watching(time.Minute)
	bench.advance(10 * time.Minute)
	bench.finish(api.Outcome{}) // idle: three times slower
	bench.advance(90 * time.Second)
	bench.wantPolls(t, 1, "at the interval while idle")
	bench.scheduler.Touch()
	bench.due()
	bench.wantPolls(t, 1, "after Touch, what is overdue by its own interval")
}

func TestOnceHasNoTimeout(t *testing.T) {
	bench := newBench()
	bench.scheduler.Show(1)
	bench.setOnce(api.PollRule{})
	bench.scheduler.Hide(1)
	bench.advance(time.Hour)
	bench.scheduler.Show(1)
	bench.due()
	bench.finish(api.Outcome{Err: errors.New("offline")})
	bench.advance(time.Minute)
	if got := bench.drain(); len(got) < 2 {
		t.Fatalf("after a failure it was polled %d times", len(got))
	}
}

// After any sequence of steps every visible job is still polled, and never
// twice at once.
func TestEveryVisibleJobKeepsPolling(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		bench := newBench()
		bench.scheduler.Show(1)
		keys := []string{"a", "b", "c"}
		set := func() {
			var jobs []Job
			for i, key := range keys {
				jobs = append(jobs, bench.job(key, time.Duration(i+1)*time.Second))
			}
			bench.scheduler.Set(1, jobs)
		}
		set()
		inFlight := map[string]bool{}
		recordPolls := func() {
			for _, key := range bench.drain() {
				if inFlight[key] {
					t.Fatalf("%s is polled twice at once", key)
				}
				inFlight[key] = true
			}
		}
		for range rapid.IntRange(1, 40).Draw(t, "steps") {
			switch rapid.IntRange(0, 4).Draw(t, "what") {
			case 0:
				bench.advance(time.Duration(rapid.IntRange(1, 5000).Draw(t, "ms")) * time.Millisecond)
			case 1:
				key := rapid.SampledFrom(keys).Draw(t, "key")
				if inFlight[key] {
					delete(inFlight, key)
					var err error
					if rapid.Bool().Draw(t, "fails") {
						err = errors.New("x")
					}
					bench.scheduler.HandleResult(result{1, key, api.Outcome{Err: err}})
				}
			case 2:
				bench.scheduler.Hide(1)
				bench.advance(time.Second)
				bench.scheduler.Show(1)
			case 3:
				set()
			case 4:
				bench.scheduler.Kick(1, rapid.SampledFrom(keys).Draw(t, "kick"))
			}
			bench.due()
			recordPolls()
		}
		for key := range inFlight {
			bench.scheduler.HandleResult(result{1, key, api.Outcome{}})
		}
		bench.due()
		polled := map[string]bool{}
		bench.advance(5 * time.Minute)
		for range keys { // in an outage one at a time
			for _, key := range bench.drain() {
				polled[key] = true
				bench.scheduler.HandleResult(result{1, key, api.Outcome{}})
			}
			bench.due()
		}
		if len(polled) != len(keys) {
			t.Fatalf("only %v were polled again", polled)
		}
	})
}
