package poll

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"ax-tui/api"
)

func limited(wait time.Duration) api.Outcome {
	return api.Outcome{Err: &api.Error{Kind: api.RateLimited, Status: 429, RetryAfter: wait}}
}

// A key of the user asks before that time, also while other requests hang, and a
// good answer ends the wait for all.
func TestTheUserMayAskEarlier(t *testing.T) {
	bench := watching(time.Second)
	jobs := []Job{bench.job("a", time.Second)}
	for i := range 2 * MaxInFlight {
		jobs = append(jobs, bench.job("hangs "+strconv.Itoa(i), time.Second))
	}
	bench.scheduler.Set(1, jobs)
	bench.finish(limited(time.Minute))
	bench.drain()
	bench.scheduler.Kick(1, "a")
	bench.due()
	bench.wantPolls(t, 0, "an automatic poll")
	bench.scheduler.Demand(1, "a")
	bench.due()
	bench.wantPolls(t, 1, "a key")
	bench.finish(limited(time.Minute))
	bench.scheduler.Demand(1, "a")
	bench.due()
	bench.wantPolls(t, 1, "another key")
	bench.finish(api.Outcome{})
	if !bench.scheduler.Held().IsZero() {
		t.Error("still held after a good answer")
	}
	bench.advance(time.Minute)
	bench.scheduler.Demand(1, "a")
	bench.due()
	if polled := bench.drain(); polled[len(polled)-1] != "a" {
		t.Errorf("with %d requests that hang, %v were polled", MaxInFlight, polled)
	}
}

// One failure holds the group; later one request at a time is sent until one succeeds.
func TestGroupBacksOffTogether(t *testing.T) {
	bench := newBench()
	bench.scheduler.Show(1)
	var jobs []Job
	for i := range 30 {
		job := bench.job(strconv.Itoa(i), 0)
		job.Once, job.Group = true, "rows"
		jobs = append(jobs, job)
	}
	bench.scheduler.Set(1, jobs)
	bench.due()
	failed := 0
	fail := func() {
		for _, key := range bench.drain() {
			bench.scheduler.HandleResult(result{1, key, api.Outcome{Err: &api.Error{Kind: api.Server}}})
			failed++
		}
		bench.due()
	}
	fail()
	bench.wantPolls(t, 0, "right after a failure")
	for range 300 {
		bench.advance(time.Second)
		fail()
	}
	if failed > MaxInFlight+12 {
		t.Errorf("%d requests in 5 minutes of an outage", failed)
	}
	answered := 0
	for range 120 {
		bench.advance(time.Second)
		for polled := bench.drain(); len(polled) > 0; polled = bench.drain() {
			for _, key := range polled {
				bench.scheduler.HandleResult(result{1, key, api.Outcome{}})
				answered++
			}
			bench.due()
		}
	}
	if answered != 30 {
		t.Errorf("%d of 30 were answered within 2 minutes after the outage", answered)
	}
}

// A refusal of one request says nothing about the others of its group.
func TestRefusalHoldsNoGroup(t *testing.T) {
	bench := newBench()
	bench.scheduler.Show(1)
	jobs := make([]Job, 0, 2)
	for _, key := range []string{"a", "b"} {
		job := bench.job(key, time.Second)
		job.Group = "rows"
		jobs = append(jobs, job)
	}
	jobs[1].First = time.Millisecond
	bench.scheduler.Set(1, jobs)
	bench.due()
	bench.drain()
	bench.finish(api.Outcome{Err: &api.Error{Kind: api.NotFound, Status: 404}})
	bench.advance(time.Millisecond)
	bench.wantPolls(t, 1, "after the refusal of another")
}

// When nothing succeeds, what has never succeeded is repeated one at a time: after every
// fifth request that would be sent anyway, or, where nothing is polled at an interval,
// soon once and then rarely. Polls at an interval and keys do not wait for it.
func TestAnOutageSlowsRepeatsDown(t *testing.T) {
	for every, want := range map[time.Duration]string{
		20 * time.Second: "a b watch",
		2 * time.Second:  "a b watch watch watch a watch",
		time.Hour:        "a b a",
	} {
		t.Run(every.String(), func(t *testing.T) { slowsRepeatsDown(t, every, want) })
	}
}

func slowsRepeatsDown(t *testing.T, every time.Duration, want string) {
	t.Helper()
	bench := newBench()
	bench.scheduler.Show(1)
	jobs := []Job{bench.job("a", time.Second), bench.job("b", time.Second)}
	jobs[0].Once, jobs[1].Once = true, true
	if every < time.Hour {
		jobs = append(jobs, bench.job("watch", every))
		jobs[2].First = every
	}
	bench.scheduler.Set(1, jobs)
	bench.due()
	failed := api.Outcome{Err: &api.Error{Kind: api.Server, Status: 503}}
	var sent []string
	fail := func() {
		for _, key := range bench.drain() {
			sent = append(sent, key)
			bench.scheduler.HandleResult(result{1, key, failed})
		}
		bench.due()
	}
	fail()
	for range 30 {
		bench.advance(time.Second)
		fail()
	}
	if got := strings.Join(sent, " "); got != want {
		t.Errorf("in 30 s of an outage: %s, want %s", got, want)
	}
	bench.scheduler.Demand(1, "b")
	bench.due()
	bench.wantPolls(t, 1, "a key")
	bench.scheduler.HandleResult(result{1, "b", api.Outcome{}})
	bench.due()
	bench.wantPolls(t, 1, "after a good answer")
}

// A refused login stops all jobs, also of covered screens and those that are set meanwhile;
// what the user opens or asks for is sent, and lets the others go on when it succeeds.
func TestARefusedLoginStopsAll(t *testing.T) {
	bench := newBench()
	bench.scheduler.Show(1)
	covered := bench.job("covered", time.Second)
	covered.WhileHidden = true
	bench.scheduler.Set(2, []Job{covered})
	bench.scheduler.Set(1, []Job{bench.job("a", 5*time.Second)})
	bench.due()
	bench.drain()
	bench.scheduler.HandleResult(result{2, "covered", api.Outcome{}})
	bench.scheduler.HandleResult(result{1, "a", api.Outcome{Err: &api.Error{Kind: api.Auth, Status: 401}}})
	row := bench.job("row", time.Second)
	row.Group = "rows"
	bench.scheduler.Set(1, []Job{bench.job("a", 5*time.Second), row})
	bench.advance(time.Minute)
	bench.wantPolls(t, 0, "after the refusal")
	if state := bench.scheduler.State(2, "covered"); state.Stop != api.Refused || !state.Due.IsZero() {
		t.Errorf("the covered job: %+v", state)
	}
	bench.scheduler.Set(1, []Job{bench.job("a", 5*time.Second), row, bench.job("opened", time.Second)})
	bench.due()
	bench.wantPolls(t, 1, "a screen that is opened")
	bench.scheduler.HandleResult(result{1, "opened", api.Outcome{}})
	bench.due()
	bench.wantPolls(t, 2, "after its success")
}
