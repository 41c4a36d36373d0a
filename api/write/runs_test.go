package write

import (
	"testing"
	"time"

	"ax-tui/api"
)

func TestTrigger(t *testing.T) {
	start, end := sentAt().Add(-24*time.Hour), sentAt().Add(-3*time.Hour)
	window := api.Trigger{DataStart: &start, DataEnd: &end}
	near := start.Add(500 * time.Millisecond)
	run := func(id string, after time.Duration) api.Run {
		return api.Run{ID: id, Status: api.Pending, DataStart: &near, DataEnd: &end, CreatedAt: sentAt().Add(after)}
	}
	elsewhere := run("elsewhere", 0)
	elsewhere.DataStart = &end
	last := sentAt()
	for _, c := range []struct {
		what    string
		server  stub
		request api.Trigger
		known   RunsBefore
		want    Outcome
		id      string
	}{
		{what: "answered", request: window, want: Done, id: "answered"},
		{what: "refused", server: stub{write: &api.Error{Kind: api.Conflict}}, request: window, want: Refused},
		{what: "there", server: stub{write: lostAnswer(), runs: []api.Run{run("1", 0), run("0", -time.Hour)}}, request: window, want: Confirmed, id: "1"},
		{what: "two over one window", server: stub{write: lostAnswer(), runs: []api.Run{run("2", 0), run("1", 0)}}, request: window, want: Uncertain, id: "2"},
		{what: "another window", server: stub{write: lostAnswer(), runs: []api.Run{elsewhere}}, request: window, want: Uncertain, id: "elsewhere"},
		{what: "no window", server: stub{write: lostAnswer(), runs: []api.Run{run("1", 0)}}, want: Uncertain, id: "1"},
		{what: "a minute before", server: stub{write: lostAnswer(), runs: []api.Run{run("theirs", -time.Minute)}}, request: window, want: Uncertain, id: "theirs"},
		{what: "an hour before", server: stub{write: lostAnswer(), runs: []api.Run{run("0", -time.Hour)}}, request: window, want: Absent},
		{what: "known", server: stub{write: lostAnswer(), runs: []api.Run{run("0", 0)}}, request: window, known: RunsBefore{Runs: []api.Run{run("0", 0)}}, want: Absent},
		{what: "older than one that is known", server: stub{write: lostAnswer(), runs: []api.Run{run("1", -time.Minute)}}, request: window, known: RunsBefore{Runs: []api.Run{run("0", -time.Second)}}, want: Absent},
		{what: "from before the last one", server: stub{write: lostAnswer(), runs: []api.Run{run("1", 0)}}, request: window, known: RunsBefore{LastRunAt: &last}, want: Absent},
		{what: "none", server: stub{write: lostAnswer()}, request: window, want: Absent},
		{what: "unreadable", server: stub{write: lostAnswer(), look: errOffline}, request: window, want: Unread},
	} {
		got := Trigger(t.Context(), &c.server, "t", c.request, c.known, sentAt())
		check(t, c.what, got, c.want, c.id, func(r api.Run) string { return r.ID }, c.server)
	}
}

func TestCancel(t *testing.T) {
	is := func(s api.Status) []api.Run { return []api.Run{{ID: "1", Status: s}} }
	for _, c := range []struct {
		what   string
		server stub
		want   Outcome
		id     string
	}{
		{what: "answered", want: Done, id: "answered"},
		{what: "not there", server: stub{write: notFound()}, want: Over},
		{what: "too many requests", server: stub{write: &api.Error{Kind: api.RateLimited}, runs: is(api.Completed)}, want: Refused},
		{what: "refused, for it had ended", server: stub{write: &api.Error{Kind: api.Invalid}, runs: is(api.Completed)}, want: Over, id: "1"},
		{what: "refused, for it was cancelled", server: stub{write: &api.Error{Kind: api.Conflict}, runs: is(api.Cancelled)}, want: Over, id: "1"},
		{what: "refused, and it goes on", server: stub{write: &api.Error{Kind: api.Unprocessable}, runs: is(api.Running)}, want: Refused, id: "1"},
		{what: "refused and unreadable", server: stub{write: &api.Error{Kind: api.Invalid}, look: errOffline}, want: Refused},
		{what: "cancelled", server: stub{write: lostAnswer(), runs: is(api.Cancelled)}, want: Confirmed, id: "1"},
		{what: "ended by itself", server: stub{write: lostAnswer(), runs: is(api.Failed)}, want: Over, id: "1"},
		{what: "goes on", server: stub{write: lostAnswer(), runs: is(api.Running)}, want: Absent, id: "1"},
		{what: "unreadable", server: stub{write: lostAnswer(), look: errOffline}, want: Unread},
	} {
		got := Cancel(t.Context(), &c.server, "1")
		check(t, c.what, got, c.want, c.id, func(r api.Run) string { return r.ID }, c.server)
	}
}
