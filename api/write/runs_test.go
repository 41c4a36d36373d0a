package write

import (
	"slices"
	"strconv"
	"testing"
	"time"

	"ax-tui/api"

	"pgregory.net/rapid"
)

func TestTrigger(t *testing.T) {
	start, end := sentAt().Add(-24*time.Hour), sentAt().Add(-3*time.Hour)
	window := api.Trigger{DataStart: &start, DataEnd: &end}
	near := start.Add(500 * time.Millisecond)
	run := func(id string, after time.Duration) api.Run {
		return api.Run{ID: id, Status: api.Pending, DataStart: &near, DataEnd: &end, CreatedAt: sentAt().Add(after)}
	}
	bare, half := run("bare", 0), run("half", 0)
	bare.DataStart, bare.DataEnd, half.DataEnd = nil, nil, nil
	elsewhere := run("elsewhere", 0)
	elsewhere.DataStart = &end
	before := run("0", -time.Hour)
	before.DataEnd = &start
	last := sentAt()
	for _, tc := range []struct {
		what    string
		server  stub
		request api.Trigger
		known   RunsBefore
		want    Outcome
		id      string
	}{
		{what: "answered", request: window, want: Done, id: "answered"},
		{what: "refused", server: stub{writeErr: &api.Error{Kind: api.Conflict}}, request: window, want: Refused},
		{what: "there", server: stub{writeErr: lostAnswer(), runs: []api.Run{run("1", 0), before}}, request: window, want: Confirmed, id: "1"},
		{what: "two over one window", server: stub{writeErr: lostAnswer(), runs: []api.Run{run("2", 0), run("1", 0)}}, request: window, want: Uncertain, id: "2"},
		{what: "the window of a run that is listed", server: stub{writeErr: lostAnswer(), runs: []api.Run{run("1", 0), run("0", -time.Hour)}}, request: window, want: Uncertain, id: "1"},
		{
			what: "the window of a run that is known", server: stub{writeErr: lostAnswer(), runs: []api.Run{run("1", 0)}}, request: window,
			known: RunsBefore{Runs: []api.Run{run("0", -time.Hour)}}, want: Uncertain, id: "1",
		},
		{what: "another window", server: stub{writeErr: lostAnswer(), runs: []api.Run{elsewhere}}, request: window, want: Uncertain, id: "elsewhere"},
		{what: "a run without a window", server: stub{writeErr: lostAnswer(), runs: []api.Run{bare}}, request: window, want: Uncertain, id: "bare"},
		{what: "no window at all", server: stub{writeErr: lostAnswer(), runs: []api.Run{bare}}, want: Uncertain, id: "bare"},
		{what: "half a window", server: stub{writeErr: lostAnswer(), runs: []api.Run{half}}, request: window, want: Uncertain, id: "half"},
		{what: "ours below another's", server: stub{writeErr: lostAnswer(), runs: []api.Run{elsewhere, run("1", 0)}}, request: window, want: Confirmed, id: "1"},
		{what: "no window", server: stub{writeErr: lostAnswer(), runs: []api.Run{run("1", 0)}}, want: Uncertain, id: "1"},
		{what: "a minute before", server: stub{writeErr: lostAnswer(), runs: []api.Run{run("theirs", -time.Minute)}}, request: window, want: Uncertain, id: "theirs"},
		{what: "an hour before", server: stub{writeErr: lostAnswer(), runs: []api.Run{run("0", -time.Hour)}}, request: window, want: Absent},
		{what: "known", server: stub{writeErr: lostAnswer(), runs: []api.Run{run("0", 0)}}, request: window, known: RunsBefore{Runs: []api.Run{run("0", 0)}}, want: Absent},
		{what: "older than one that is known", server: stub{writeErr: lostAnswer(), runs: []api.Run{run("1", -time.Minute)}}, request: window, known: RunsBefore{Runs: []api.Run{run("0", -time.Second)}}, want: Absent},
		{what: "from before the last one", server: stub{writeErr: lostAnswer(), runs: []api.Run{run("1", 0)}}, request: window, known: RunsBefore{LastRunAt: &last}, want: Absent},
		{what: "none", server: stub{writeErr: lostAnswer()}, request: window, want: Absent},
		{what: "unreadable", server: stub{writeErr: lostAnswer(), lookErr: errOffline}, request: window, want: LookUpFailed},
	} {
		got := Trigger(t.Context(), &tc.server, "t", tc.request, tc.known, sentAt())
		check(t, tc.what, got, tc.want, tc.id, func(run api.Run) string { return run.ID }, tc.server)
	}
}

func TestCancel(t *testing.T) {
	is := func(status api.Status) []api.Run { return []api.Run{{ID: "1", Status: status}} }
	for _, tc := range []writeCase{
		{what: "answered", want: Done, id: "answered"},
		{what: "not there", server: stub{writeErr: notFound()}, want: AlreadyEnded},
		{what: "too many requests", server: stub{writeErr: &api.Error{Kind: api.RateLimited}, runs: is(api.Completed)}, want: Refused},
		{what: "refused, for it had ended", server: stub{writeErr: &api.Error{Kind: api.Invalid}, runs: is(api.Completed)}, want: AlreadyEnded, id: "1"},
		{what: "refused, for it was cancelled", server: stub{writeErr: &api.Error{Kind: api.Conflict}, runs: is(api.Cancelled)}, want: AlreadyEnded, id: "1"},
		{what: "refused, and still running", server: stub{writeErr: &api.Error{Kind: api.Unprocessable}, runs: is(api.Running)}, want: Refused, id: "1"},
		{what: "refused and unreadable", server: stub{writeErr: &api.Error{Kind: api.Invalid}, lookErr: errOffline}, want: Refused},
		{what: "cancelled", server: stub{writeErr: lostAnswer(), runs: is(api.Cancelled)}, want: Confirmed, id: "1"},
		{what: "ended by itself", server: stub{writeErr: lostAnswer(), runs: is(api.Failed)}, want: AlreadyEnded, id: "1"},
		{what: "still running", server: stub{writeErr: lostAnswer(), runs: is(api.Running)}, want: Absent, id: "1"},
		{what: "unreadable", server: stub{writeErr: lostAnswer(), lookErr: errOffline}, want: LookUpFailed},
	} {
		got := Cancel(t.Context(), &tc.server, "1")
		check(t, tc.what, got, tc.want, tc.id, func(run api.Run) string { return run.ID }, tc.server)
	}
}

// For any list, a run that is Confirmed has both ends of the window, was unknown
// and was created after the request was sent.
func TestARunIsOursOnlyWithProof(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		moment := func(label string) *time.Time {
			hours := rapid.IntRange(-3, 3).Draw(t, label)
			if hours == 3 {
				return nil
			}
			at := sentAt().Add(time.Duration(hours) * time.Hour)
			return &at
		}
		server, known := stub{writeErr: lostAnswer()}, RunsBefore{}
		for i := range rapid.IntRange(0, 5).Draw(t, "runs") {
			created := sentAt().Add(time.Duration(rapid.IntRange(-200, 60).Draw(t, "created")) * time.Second)
			run := api.Run{ID: strconv.Itoa(i), CreatedAt: created, DataStart: moment("from"), DataEnd: moment("to")}
			server.runs = append(server.runs, run)
			if rapid.Bool().Draw(t, "known") {
				known.Runs = append(known.Runs, run)
			}
		}
		req := api.Trigger{DataStart: moment("start"), DataEnd: moment("end")}
		got := Trigger(t.Context(), &server, "t", req, known, sentAt())
		if got.Outcome != Confirmed {
			return
		}
		run := got.Value
		if slices.ContainsFunc(known.Runs, func(other api.Run) bool { return other.ID == run.ID }) {
			t.Fatal("a known run is Confirmed")
		}
		if req.DataStart == nil || req.DataEnd == nil || run.CreatedAt.Before(sentAt()) ||
			!run.DataStart.Equal(*req.DataStart) || !run.DataEnd.Equal(*req.DataEnd) {
			t.Fatalf("ours without proof: %+v for %+v", run, req)
		}
	})
}
