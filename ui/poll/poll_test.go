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

type answer struct {
	owner uint64
	key   string
	out   api.Outcome
}

func (a answer) Addr() uint64         { return a.owner }
func (a answer) PollKey() string      { return a.key }
func (a answer) Outcome() api.Outcome { return a.out }

// bench is a scheduler with its clock and timers in hand.
type bench struct {
	s      *Scheduler
	now    time.Time
	timers []bell
	asked  []string
}

type bell struct {
	at time.Time
	m  tea.Msg
}

func newBench() *bench {
	b := &bench{now: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)}
	b.s = New(func() time.Time { return b.now }, func() float64 { return 0.5 })
	return b
}

func (b *bench) after(d time.Duration, msg tea.Msg) tea.Cmd {
	b.timers = append(b.timers, bell{b.now.Add(d), msg})
	return nil
}

func (b *bench) job(key string, every time.Duration) Job {
	return Job{Key: key, Rule: api.PollRule{Every: every, GiveUp: -1}, Ask: func() tea.Cmd {
		b.asked = append(b.asked, key)
		return nil
	}}
}

func (b *bench) due() { b.s.Due(b.after) }

// turn moves the clock, ringing timers on the way.
func (b *bench) turn(d time.Duration) {
	until := b.now.Add(d)
	for i := 0; i < len(b.timers); i++ {
		if bell := b.timers[i]; !bell.at.After(until) {
			b.timers = append(b.timers[:i], b.timers[i+1:]...)
			i--
			if bell.at.After(b.now) {
				b.now = bell.at
			}
			b.s.Current(bell.m.(Wake))
			b.due()
		}
	}
	b.now = until
}

func (b *bench) take() []string { a := b.asked; b.asked = nil; return a }

// watching has one visible job, "a", which has been asked once.
func watching(every time.Duration) *bench {
	bench := newBench()
	bench.s.Show(1)
	bench.s.Set(1, []Job{bench.job("a", every)})
	bench.due()
	return bench
}

// once sets the job "a", which is asked one time.
func (b *bench) once(pollRule api.PollRule) {
	job := b.job("a", 0)
	job.Once, job.Rule = true, pollRule
	b.s.Set(1, []Job{job})
}

// answer gives the outcome of the job "a" in.
func (b *bench) answer(out api.Outcome) {
	b.s.Answered(answer{1, "a", out})
	b.due()
}

// wantAsked checks how often something was asked since the last look.
func (b *bench) wantAsked(t *testing.T, n int, when string) {
	t.Helper()
	if got := b.take(); len(got) != n {
		t.Fatalf("%s: asked %v, want %d", when, got, n)
	}
}

func TestNothingTwiceAtOnce(t *testing.T) {
	bench := watching(time.Second)
	bench.turn(time.Minute)
	bench.due()
	bench.wantAsked(t, 1, "while the first answer was awaited")
	bench.answer(api.Outcome{})
	bench.turn(2 * time.Second)
	bench.wantAsked(t, 1, "after the answer, once more")
}

func TestHiddenAsksNothingAndReturnsAtOnce(t *testing.T) {
	bench := newBench()
	bench.s.Set(1, []Job{bench.job("a", time.Second)})
	bench.due()
	bench.turn(time.Hour)
	if got := bench.take(); len(got) != 0 || len(bench.timers) != 0 {
		t.Fatalf("a hidden screen asked %v, timers %d", got, len(bench.timers))
	}
	bench.s.Show(1)
	bench.due()
	bench.wantAsked(t, 1, "shown again")
}

func TestNothingToDoSetsNoTimer(t *testing.T) {
	bench := newBench()
	bench.s.Show(1)
	bench.once(api.PollRule{Every: time.Second, GiveUp: -1})
	bench.due()
	bench.answer(api.Outcome{})
	if len(bench.timers) != 0 {
		t.Fatal("a timer is set although everything is answered for good")
	}
	bench.turn(time.Hour)
	bench.wantAsked(t, 1, "a job for once")
}

func TestTerminalAndRefusedStopUntilKicked(t *testing.T) {
	for name, out := range map[string]api.Outcome{
		"ended":   {Status: api.Completed},
		"refused": {Err: &api.Error{Kind: api.Auth, Status: 401}},
	} {
		bench := watching(time.Second)
		bench.answer(out)
		bench.turn(time.Hour)
		bench.wantAsked(t, 1, name)
		bench.s.Kick(1, "a")
		bench.due()
		bench.wantAsked(t, 1, name+", after a kick")
	}
}

func TestAtMostSomeInFlightAndNoneStarves(t *testing.T) {
	bench := newBench()
	bench.s.Show(1)
	var jobs []Job
	for _, k := range []string{"a", "b", "c", "d", "e", "f", "g"} {
		jobs = append(jobs, bench.job(k, time.Hour))
	}
	bench.s.Set(1, jobs)
	bench.due()
	first := bench.take()
	if len(first) != MaxInFlight {
		t.Fatalf("%d at once, want %d", len(first), MaxInFlight)
	}
	for _, k := range first {
		bench.s.Answered(answer{1, k, api.Outcome{}})
	}
	bench.due()
	bench.wantAsked(t, 3, "then the other three")
}

func TestKickWhileAwaitedAsksOnceMore(t *testing.T) {
	bench := watching(time.Hour)
	bench.s.Kick(1, "a")
	bench.due()
	bench.wantAsked(t, 1, "at once")
	bench.answer(api.Outcome{})
	bench.wantAsked(t, 1, "the kick, after the answer")
	bench.answer(api.Outcome{})
	bench.wantAsked(t, 0, "after one kick")
}

func TestLandedAsksAgainInTime(t *testing.T) {
	bench := watching(time.Second)
	bench.take()
	bench.s.FailInFlight()
	bench.due()
	bench.turn(time.Hour)
	bench.wantAsked(t, 1, "after a lost command")
}

func TestDroppedOwnerIsForgotten(t *testing.T) {
	bench := watching(time.Second)
	bench.s.Forget(1)
	bench.s.Answered(answer{1, "a", api.Outcome{Err: errors.New("late")}})
	bench.turn(time.Minute)
	bench.wantAsked(t, 1, "after its owner was forgotten")
}

func TestRetryAfterSilencesEverything(t *testing.T) {
	bench := newBench()
	bench.s.Show(1)
	bench.s.Set(1, []Job{bench.job("a", time.Second), bench.job("b", time.Second)})
	bench.due()
	bench.take()
	bench.s.Answered(answer{1, "a", api.Outcome{Err: &api.Error{Kind: api.RateLimited, Status: 429, RetryAfter: 30 * time.Second}}})
	bench.s.Answered(answer{1, "b", api.Outcome{}})
	bench.s.Kick(1, "a")
	bench.due()
	bench.turn(29 * time.Second)
	bench.wantAsked(t, 0, "within the 30 s of silence that the server asked for")
	bench.turn(2 * time.Second)
	bench.wantAsked(t, 2, "after the silence, both")
}

func TestDroppedWhileAwaitedIsNotAskedTwice(t *testing.T) {
	bench := watching(time.Hour)
	bench.s.Set(1, nil)
	bench.s.Set(1, []Job{bench.job("a", time.Hour)})
	bench.due()
	bench.wantAsked(t, 1, "at once after coming back")
	bench.s.Answered(answer{1, "a", api.Outcome{}})
	if st := bench.s.State(1, "a"); st.InFlight || st.Last.IsZero() {
		t.Fatalf("the answer of the first asking did not count: %+v", st)
	}
}

func TestReturnAfterSilenceCatchesUp(t *testing.T) {
	bench := watching(time.Minute)
	bench.turn(10 * time.Minute)
	bench.answer(api.Outcome{}) // nobody is there: three times slower
	bench.turn(90 * time.Second)
	bench.wantAsked(t, 1, "at the pace of an idle program")
	bench.s.Touch()
	bench.due()
	bench.wantAsked(t, 1, "back again, what is overdue by its own pace")
}

func TestOnceNeverGivesUp(t *testing.T) {
	bench := newBench()
	bench.s.Show(1)
	bench.once(api.PollRule{})
	bench.s.Hide(1)
	bench.turn(time.Hour)
	bench.s.Show(1)
	bench.due()
	bench.answer(api.Outcome{Err: errors.New("away")})
	bench.turn(time.Minute)
	if got := bench.take(); len(got) < 2 {
		t.Fatalf("after a failure it was asked %d times", len(got))
	}
}

// Whatever happens, a visible job that repeats is never forgotten, and there
// is never more than one timer that counts.
func TestNoJobIsEverForgotten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		bench := newBench()
		bench.s.Show(1)
		keys := []string{"a", "b", "c"}
		set := func() {
			var jobs []Job
			for i, k := range keys {
				jobs = append(jobs, bench.job(k, time.Duration(i+1)*time.Second))
			}
			bench.s.Set(1, jobs)
		}
		set()
		flying := map[string]bool{}
		note := func() {
			for _, k := range bench.take() {
				if flying[k] {
					t.Fatalf("%s is asked twice at once", k)
				}
				flying[k] = true
			}
		}
		for range rapid.IntRange(1, 40).Draw(t, "steps") {
			switch rapid.IntRange(0, 4).Draw(t, "what") {
			case 0:
				bench.turn(time.Duration(rapid.IntRange(1, 5000).Draw(t, "ms")) * time.Millisecond)
			case 1:
				k := rapid.SampledFrom(keys).Draw(t, "key")
				if flying[k] {
					delete(flying, k)
					var err error
					if rapid.Bool().Draw(t, "fails") {
						err = errors.New("x")
					}
					bench.s.Answered(answer{1, k, api.Outcome{Err: err}})
				}
			case 2:
				bench.s.Hide(1)
				bench.turn(time.Second)
				bench.s.Show(1)
			case 3:
				set()
			case 4:
				bench.s.Kick(1, rapid.SampledFrom(keys).Draw(t, "kick"))
			}
			bench.due()
			note()
		}
		for k := range flying {
			bench.s.Answered(answer{1, k, api.Outcome{}})
		}
		clear(flying)
		bench.due()
		bench.turn(5 * time.Minute)
		note()
		if len(flying) != len(keys) {
			t.Fatalf("only %v were asked again", flying)
		}
	})
}
