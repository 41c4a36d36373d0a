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

func (b *bench) after(d time.Duration, m tea.Msg) tea.Cmd {
	b.timers = append(b.timers, bell{b.now.Add(d), m})
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
		if t := b.timers[i]; !t.at.After(until) {
			b.timers = append(b.timers[:i], b.timers[i+1:]...)
			i--
			if t.at.After(b.now) {
				b.now = t.at
			}
			b.s.Current(t.m.(Wake))
			b.due()
		}
	}
	b.now = until
}

func (b *bench) take() []string { a := b.asked; b.asked = nil; return a }

// watching has one visible job, "a", which has been asked once.
func watching(every time.Duration) *bench {
	b := newBench()
	b.s.Show(1)
	b.s.Set(1, []Job{b.job("a", every)})
	b.due()
	return b
}

// once sets the job "a", which is asked one time.
func (b *bench) once(r api.PollRule) {
	j := b.job("a", 0)
	j.Once, j.Rule = true, r
	b.s.Set(1, []Job{j})
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
	b := watching(time.Second)
	b.turn(time.Minute)
	b.due()
	b.wantAsked(t, 1, "while the first answer was awaited")
	b.answer(api.Outcome{})
	b.turn(2 * time.Second)
	b.wantAsked(t, 1, "after the answer, once more")
}

func TestHiddenAsksNothingAndReturnsAtOnce(t *testing.T) {
	b := newBench()
	b.s.Set(1, []Job{b.job("a", time.Second)})
	b.due()
	b.turn(time.Hour)
	if got := b.take(); len(got) != 0 || len(b.timers) != 0 {
		t.Fatalf("a hidden screen asked %v, timers %d", got, len(b.timers))
	}
	b.s.Show(1)
	b.due()
	b.wantAsked(t, 1, "shown again")
}

func TestNothingToDoSetsNoTimer(t *testing.T) {
	b := newBench()
	b.s.Show(1)
	b.once(api.PollRule{Every: time.Second, GiveUp: -1})
	b.due()
	b.answer(api.Outcome{})
	if len(b.timers) != 0 {
		t.Fatal("a timer is set although everything is answered for good")
	}
	b.turn(time.Hour)
	b.wantAsked(t, 1, "a job for once")
}

func TestTerminalAndRefusedStopUntilKicked(t *testing.T) {
	for name, out := range map[string]api.Outcome{
		"ended":   {Status: api.Completed},
		"refused": {Err: &api.Error{Kind: api.Auth, Status: 401}},
	} {
		b := watching(time.Second)
		b.answer(out)
		b.turn(time.Hour)
		b.wantAsked(t, 1, name)
		b.s.Kick(1, "a")
		b.due()
		b.wantAsked(t, 1, name+", after a kick")
	}
}

func TestAtMostSomeInFlightAndNoneStarves(t *testing.T) {
	b := newBench()
	b.s.Show(1)
	var jobs []Job
	for _, k := range []string{"a", "b", "c", "d", "e", "f", "g"} {
		jobs = append(jobs, b.job(k, time.Hour))
	}
	b.s.Set(1, jobs)
	b.due()
	first := b.take()
	if len(first) != MaxInFlight {
		t.Fatalf("%d at once, want %d", len(first), MaxInFlight)
	}
	for _, k := range first {
		b.s.Answered(answer{1, k, api.Outcome{}})
	}
	b.due()
	b.wantAsked(t, 3, "then the other three")
}

func TestKickWhileAwaitedAsksOnceMore(t *testing.T) {
	b := watching(time.Hour)
	b.s.Kick(1, "a")
	b.due()
	b.wantAsked(t, 1, "at once")
	b.answer(api.Outcome{})
	b.wantAsked(t, 1, "the kick, after the answer")
	b.answer(api.Outcome{})
	b.wantAsked(t, 0, "after one kick")
}

func TestLandedAsksAgainInTime(t *testing.T) {
	b := watching(time.Second)
	b.take()
	b.s.FailInFlight()
	b.due()
	b.turn(time.Hour)
	b.wantAsked(t, 1, "after a lost command")
}

func TestDroppedOwnerIsForgotten(t *testing.T) {
	b := watching(time.Second)
	b.s.Forget(1)
	b.s.Answered(answer{1, "a", api.Outcome{Err: errors.New("late")}})
	b.turn(time.Minute)
	b.wantAsked(t, 1, "after its owner was forgotten")
}

func TestRetryAfterSilencesEverything(t *testing.T) {
	b := newBench()
	b.s.Show(1)
	b.s.Set(1, []Job{b.job("a", time.Second), b.job("b", time.Second)})
	b.due()
	b.take()
	b.s.Answered(answer{1, "a", api.Outcome{Err: &api.Error{Kind: api.RateLimited, Status: 429, RetryAfter: 30 * time.Second}}})
	b.s.Answered(answer{1, "b", api.Outcome{}})
	b.s.Kick(1, "a")
	b.due()
	b.turn(29 * time.Second)
	b.wantAsked(t, 0, "within the 30 s of silence that the server asked for")
	b.turn(2 * time.Second)
	b.wantAsked(t, 2, "after the silence, both")
}

func TestDroppedWhileAwaitedIsNotAskedTwice(t *testing.T) {
	b := watching(time.Hour)
	b.s.Set(1, nil)
	b.s.Set(1, []Job{b.job("a", time.Hour)})
	b.due()
	b.wantAsked(t, 1, "at once after coming back")
	b.s.Answered(answer{1, "a", api.Outcome{}})
	if st := b.s.State(1, "a"); st.InFlight || st.Last.IsZero() {
		t.Fatalf("the answer of the first asking did not count: %+v", st)
	}
}

func TestReturnAfterSilenceCatchesUp(t *testing.T) {
	b := watching(time.Minute)
	b.turn(10 * time.Minute)
	b.answer(api.Outcome{}) // nobody is there: three times slower
	b.turn(90 * time.Second)
	b.wantAsked(t, 1, "at the pace of an idle program")
	b.s.Touch()
	b.due()
	b.wantAsked(t, 1, "back again, what is overdue by its own pace")
}

func TestOnceNeverGivesUp(t *testing.T) {
	b := newBench()
	b.s.Show(1)
	b.once(api.PollRule{})
	b.s.Hide(1)
	b.turn(time.Hour)
	b.s.Show(1)
	b.due()
	b.answer(api.Outcome{Err: errors.New("away")})
	b.turn(time.Minute)
	if got := b.take(); len(got) < 2 {
		t.Fatalf("after a failure it was asked %d times", len(got))
	}
}

// Whatever happens, a visible job that repeats is never forgotten, and there
// is never more than one timer that counts.
func TestNoJobIsEverForgotten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := newBench()
		b.s.Show(1)
		keys := []string{"a", "b", "c"}
		set := func() {
			var jobs []Job
			for i, k := range keys {
				jobs = append(jobs, b.job(k, time.Duration(i+1)*time.Second))
			}
			b.s.Set(1, jobs)
		}
		set()
		flying := map[string]bool{}
		note := func() {
			for _, k := range b.take() {
				if flying[k] {
					t.Fatalf("%s is asked twice at once", k)
				}
				flying[k] = true
			}
		}
		for range rapid.IntRange(1, 40).Draw(t, "steps") {
			switch rapid.IntRange(0, 4).Draw(t, "what") {
			case 0:
				b.turn(time.Duration(rapid.IntRange(1, 5000).Draw(t, "ms")) * time.Millisecond)
			case 1:
				k := rapid.SampledFrom(keys).Draw(t, "key")
				if flying[k] {
					delete(flying, k)
					var err error
					if rapid.Bool().Draw(t, "fails") {
						err = errors.New("x")
					}
					b.s.Answered(answer{1, k, api.Outcome{Err: err}})
				}
			case 2:
				b.s.Hide(1)
				b.turn(time.Second)
				b.s.Show(1)
			case 3:
				set()
			case 4:
				b.s.Kick(1, rapid.SampledFrom(keys).Draw(t, "kick"))
			}
			b.due()
			note()
		}
		for k := range flying {
			b.s.Answered(answer{1, k, api.Outcome{}})
		}
		clear(flying)
		b.due()
		b.turn(5 * time.Minute)
		note()
		if len(flying) != len(keys) {
			t.Fatalf("only %v were asked again", flying)
		}
	})
}
