package api

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestReadsAreRetried(t *testing.T) {
	good := respond(200, `{"id":"r","status":"RUNNING"}`)
	now := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	busy := func(after string) http.HandlerFunc {
		return func(writer http.ResponseWriter, request *http.Request) {
			writer.Header().Set("Date", now.Format(http.TimeFormat))
			writer.Header().Set("Retry-After", after)
			respond(429, `{"title":"Too many","status":429}`)(writer, request)
		}
	}
	cut := func(writer http.ResponseWriter, _ *http.Request) {
		writer.Header().Set("Content-Type", "application/json")
		writer.Header().Set("Content-Length", "500")
		_, _ = io.WriteString(writer, `{"id":"r"`)
	}
	ms := time.Millisecond
	cases := []struct {
		name   string
		answer []http.HandlerFunc
		kind   Kind
		fails  bool
		waits  []time.Duration
	}{
		{name: "drops twice", answer: []http.HandlerFunc{drop, drop, good}, waits: []time.Duration{188 * ms, 375 * ms}},
		{name: "cut short", answer: []http.HandlerFunc{cut, good}, waits: []time.Duration{188 * ms}},
		{name: "gateway", answer: []http.HandlerFunc{respond(502, `bad`), respond(503, ``), respond(504, ``), good}, waits: []time.Duration{188 * ms, 375 * ms, 750 * ms}},
		{name: "asked to wait", answer: []http.HandlerFunc{busy("7"), good}, waits: []time.Duration{7 * time.Second}},
		{name: "asked to wait until", answer: []http.HandlerFunc{busy(now.Add(9 * time.Second).Format(http.TimeFormat)), good}, waits: []time.Duration{9 * time.Second}},
		{name: "until a past date", answer: []http.HandlerFunc{busy(now.Add(-time.Hour).Format(http.TimeFormat)), good}, waits: []time.Duration{188 * ms}},
		{name: "asked not to wait", answer: []http.HandlerFunc{busy("0"), busy("-1"), busy("NaN"), good}, waits: []time.Duration{188 * ms, 375 * ms, 750 * ms}},
		{name: "asked for an instant", answer: []http.HandlerFunc{busy("0.001"), good}, waits: []time.Duration{188 * ms}},
		{name: "busy, no word", answer: []http.HandlerFunc{busy(""), good}, waits: []time.Duration{188 * ms}},
		{name: "asked for an hour", answer: []http.HandlerFunc{busy("3600"), good}, fails: true, kind: RateLimited},
		{name: "never well", answer: []http.HandlerFunc{respond(500, `{}`)}, fails: true, kind: Server, waits: []time.Duration{188 * ms, 375 * ms, 750 * ms}},
		{name: "not found", answer: []http.HandlerFunc{respond(404, `{}`), good}, fails: true, kind: NotFound},
		{name: "not JSON", answer: []http.HandlerFunc{respond(200, `<html>`), good}, fails: true, kind: NotJSON},
	}
	for _, tc := range cases {
		t.Run(tc.name, func(t *testing.T) {
			stage, client := newStage(t, inSequence(tc.answer...), func(options *Options) { options.Now = func() time.Time { return now } })
			_, err := client.GetRun(t.Context(), "r")
			if tc.fails {
				if apiErr := mustFail(t, err); apiErr.Kind != tc.kind || apiErr.Lost {
					t.Errorf("got %+v", apiErr)
				}
			} else if err != nil {
				t.Fatal(err)
			}
			got := stage.waits()
			if len(got) != len(tc.waits) {
				t.Fatalf("waited %v, want %v", got, tc.waits)
			}
			for i := range got {
				if got[i].Round(ms) != tc.waits[i] {
					t.Errorf("waited %v, want %v", got, tc.waits)
				}
			}
		})
	}
}

func TestRetriesCanBeOff(t *testing.T) {
	stage, client := newStage(t, respond(503, ``), func(options *Options) { options.Retries = -1 })
	_, err := client.GetRun(t.Context(), "r")
	s2, c2 := newStage(t, respond(503, ``))
	_, err2 := c2.GetRun(NoRetry(t.Context()), "r")
	if mustFail(t, err).Kind != Server || mustFail(t, err2).Kind != Server || len(stage.calls()) != 1 || len(s2.calls()) != 1 {
		t.Errorf("%v %v: %d and %d requests", err, err2, len(stage.calls()), len(s2.calls()))
	}
}

// A read that would wait longer than MaxWait fails at once and names the wait.
func TestLongWaitsFailAtOnce(t *testing.T) {
	for after, requests := range map[string]int{"1": 4, "30": 1} {
		busy := func(writer http.ResponseWriter, request *http.Request) {
			writer.Header().Set("Retry-After", after)
			respond(429, `{}`)(writer, request)
		}
		stage, client := newStage(t, busy, func(options *Options) { options.MaxWait = 2 * time.Second })
		_, err := client.GetRun(t.Context(), "r")
		if wait := mustFail(t, err).RetryAfter; len(stage.calls()) != requests || wait.Seconds() < 1 {
			t.Errorf("Retry-After %s: %d requests, %s", after, len(stage.calls()), wait)
		}
	}
}

// With NoRetry every read is sent once, without a wait, and the wait requested by
// the server reaches the polling rule.
func TestNoRetryHoldsForEveryRead(t *testing.T) {
	busy := func(writer http.ResponseWriter, request *http.Request) {
		writer.Header().Set("Retry-After", "42")
		respond(429, `{"title":"Too many","status":429}`)(writer, request)
	}
	reads, methods := everyRead(), reflect.TypeFor[*Client]()
	for i := range methods.NumMethod() {
		name := methods.Method(i).Name
		if reads[name] == nil && (strings.HasPrefix(name, "List") || strings.HasPrefix(name, "Get")) {
			t.Errorf("%s is not among the reads", name)
		}
	}
	for name, read := range reads {
		for answer, handler := range map[string]http.HandlerFunc{"429": busy, "503": respond(503, ``), "drop": drop} {
			stage, client := newStage(t, handler)
			err := read(NoRetry(t.Context()), client)
			apiErr := mustFail(t, err)
			if count := len(stage.calls()); count != 1 || len(stage.waits()) != 0 {
				t.Errorf("%s, %s: %d requests, waits %v, %v", name, answer, count, stage.waits(), apiErr)
			}
			if answer != "429" {
				continue
			}
			_, decision := PollRule{}.Next(PollState{}, time.Unix(1_800_000_000, 0), Outcome{Err: err}, 0)
			if apiErr.RetryAfter != 42*time.Second || decision.Wait != 42*time.Second || decision.Stop != None {
				t.Errorf("%s: asked for %s, the watch decides %+v", name, apiErr.RetryAfter, decision)
			}
		}
	}
}

// A span search is a POST on the wire and still a read.
func TestSpanSearchIsRetriedWithItsBody(t *testing.T) {
	stage, client := newStage(t, inSequence(drop, respond(503, ``), respond(200, `{"spans":[]}`)))
	if _, err := client.ListSpans(t.Context(), SpanQuery{ProjectID: "p"}); err != nil {
		t.Fatal(err)
	}
	got := stage.calls()
	if len(got) != 3 || got[2].Body != `{"project_id":"p"}` {
		t.Errorf("got %+v", got)
	}
}

func TestWritesAreSentOnce(t *testing.T) {
	half := func(writer http.ResponseWriter, _ *http.Request) {
		writer.Header().Set("Content-Type", "application/json")
		writer.Header().Set("Content-Length", "500")
		_, _ = io.WriteString(writer, `{"id":"r"`)
	}
	busy := func(writer http.ResponseWriter, request *http.Request) {
		writer.Header().Set("Retry-After", "1")
		respond(429, `{"title":"Too many","status":429}`)(writer, request)
	}
	answers := []struct {
		name   string
		answer http.HandlerFunc
		kind   Kind
		lost   bool
	}{
		{"drop", drop, Network, true},
		{"cut short", half, Network, true},
		{"429", busy, RateLimited, false},
		{"500", respond(500, `{"title":"broke after the work","status":500}`), Server, true},
		{"501", respond(501, ``), Server, true},
		{"502", respond(502, `<html>`), Server, true},
		{"503", func(writer http.ResponseWriter, request *http.Request) {
			writer.Header().Set("Retry-After", "1")
			respond(503, ``)(writer, request)
		}, Server, true},
		{"504", respond(504, ``), Server, true},
		{"524", respond(524, `<html>`), Server, true},
		{"408", respond(408, ``), Timeout, true},
		{"400", respond(400, ``), Invalid, false},
		{"409", respond(409, ``), Conflict, false},
		{"202", respond(202, `{"id":"r"}`), Unexpected, true},
		{"206", respond(206, `{"id":"r"}`), Unexpected, true},
		{"205", respond(205, ``), Unexpected, true},
		{"101", respond(101, ``), Unexpected, true},
		{"303", respond(303, ``), Unexpected, true},
		{"304", respond(304, ``), Unexpected, true},
		{"307 to an unreadable place", func(writer http.ResponseWriter, request *http.Request) {
			writer.Header().Set("Location", "http://[::bad")
			respond(307, ``)(writer, request)
		}, Unexpected, true},
		{"405", respond(405, ``), Unexpected, true},
		{"418", respond(418, ``), Unexpected, true},
		{"407", respond(407, `<html>`), Network, false},
		{"404 of a gateway", respond(404, `no route`), Unexpected, true},
		{"html", func(writer http.ResponseWriter, _ *http.Request) {
			writer.Header().Set("Content-Type", "text/html")
			_, _ = io.WriteString(writer, "<html>log in</html>")
		}, NotJSON, true},
		{"422", respond(422, `{"title":"no","detail":"name taken","status":422}`), Unprocessable, false},
	}
	writes := map[string]func(*Client, context.Context) error{
		"trigger": func(client *Client, ctx context.Context) error {
			_, err := client.Trigger(ctx, "t", Trigger{})
			return err
		},
		"cancel": func(client *Client, ctx context.Context) error { _, err := client.CancelRun(ctx, "r"); return err },
		"delete": func(client *Client, ctx context.Context) error { return client.DeleteTask(ctx, "t") },
		"update": func(client *Client, ctx context.Context) error {
			_, err := client.UpdateTask(ctx, "t", UpdateTask{Name: ptr("n")})
			return err
		},
	}
	for _, tc := range answers {
		for name, write := range writes {
			t.Run(tc.name+" "+name, func(t *testing.T) {
				stage, client := newStage(t, inSequence(respond(200, `{"id":"warm"}`), tc.answer))
				if _, err := client.GetTask(t.Context(), "warm"); err != nil { // so that the connection is reused
					t.Fatal(err)
				}
				apiErr, kind := mustFail(t, write(client, t.Context())), tc.kind
				if kind == NotJSON && name == "delete" {
					kind = Unexpected // a deletion is 204
				}
				if apiErr.Kind != kind || apiErr.Lost != tc.lost || (apiErr.Lost && !strings.Contains(apiErr.Advice(), "may have been done")) {
					t.Errorf("%+v", apiErr)
				}
				if count := len(stage.calls()); count != 2 || len(stage.waits()) != 0 {
					t.Errorf("%d requests, waits %v", count, stage.waits())
				}
			})
		}
	}
}

func TestWriteThatNeverLeftIsNotLost(t *testing.T) {
	server := &stage{}
	client := newClient(t, server, "http://127.0.0.1:1") // no listener; a freed port may be reused by another process
	_, err := client.Trigger(t.Context(), "t", Trigger{})
	if apiErr := mustFail(t, err); apiErr.Kind != Network || apiErr.Lost || len(server.waits()) != 0 {
		t.Errorf("%+v, waits %v", apiErr, server.waits())
	}
}

// silent is a network without responses, so that the time to connect does not
// matter.
type silent struct{ tried atomic.Int32 }

func (s *silent) RoundTrip(request *http.Request) (*http.Response, error) {
	s.tried.Add(1)
	<-request.Context().Done()
	return nil, request.Context().Err()
}

func TestTimeOutAndCancel(t *testing.T) {
	quiet := &silent{}
	client := newClient(t, &stage{}, "http://127.0.0.1:1", func(options *Options) { options.Timeout, options.Transport = 30*time.Millisecond, quiet })
	_, err := client.Trigger(t.Context(), "t", Trigger{})
	if apiErr := mustFail(t, err); apiErr.Kind != Timeout || !apiErr.Lost {
		t.Errorf("write: %+v", apiErr)
	}
	_, err = client.GetRun(t.Context(), "r")
	if apiErr := mustFail(t, err); apiErr.Kind != Timeout || apiErr.Lost {
		t.Errorf("read: %+v", apiErr)
	}
	if count := quiet.tried.Load(); count != 3 {
		t.Errorf("%d requests, want one write and a read tried twice", count)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = client.GetRun(ctx, "r")
	if apiErr := mustFail(t, err); apiErr.Kind != Canceled || apiErr.Detail != "cancelled" || quiet.tried.Load() != 3 {
		t.Errorf("canceled before: %+v", apiErr)
	}
}

// A cancelled context ends a long wait at once, with the real timer.
func TestCancelEndsTheWait(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	_, client := newStage(t, func(writer http.ResponseWriter, request *http.Request) {
		writer.Header().Set("Retry-After", "50")
		respond(429, `{}`)(writer, request)
	}, func(options *Options) {
		options.Sleep = func(ctx context.Context, wait time.Duration) error { cancel(); return sleep(ctx, wait) }
	})
	began := time.Now()
	_, err := client.GetRun(ctx, "r")
	if apiErr := mustFail(t, err); apiErr.Kind != Canceled || time.Since(began) > 10*time.Second {
		t.Errorf("%+v after %s", apiErr, time.Since(began))
	}
}

func TestRetryWait(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		attempt := rapid.IntRange(-1, 1<<40).Draw(t, "attempt")
		asked := time.Duration(rapid.Int64Range(0, int64(48*time.Hour)).Draw(t, "asked"))
		wait := retryWait(attempt, asked, rapid.Float64Range(0, 0.999).Draw(t, "rnd"))
		if wait < time.Millisecond && asked == 0 || wait <= 0 || wait > 60*time.Second {
			t.Fatalf("waits %s", wait)
		}
		if asked <= 60*time.Second && wait < asked || asked >= 5*time.Second && wait != min(asked, 60*time.Second) {
			t.Fatalf("asked for %s, waits %s", asked, wait)
		}
	})
}

func TestRetryAfterHeader(t *testing.T) {
	now := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	for text, want := range map[string]time.Duration{
		"": 0, "soon": 0, "NaN": 0, "Inf": 0, "0": 0, "-5": 0, "3": 3 * time.Second, " 1.5 ": 1500 * time.Millisecond,
		"99999999999999": 1e9 * time.Second, "Sun, 01 Mar 2026 00:01:00 GMT": time.Minute, "Sat, 28 Feb 2026 00:00:00 GMT": 0,
	} {
		if got := retryAfter(http.Header{"Retry-After": {text}}, now); got != want {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
	// A date is one of the server's clock, which may differ from ours.
	header := http.Header{"Retry-After": {"Sun, 01 Mar 2026 05:00:30 GMT"}, "Date": {"Sun, 01 Mar 2026 05:00:00 GMT"}}
	if got := retryAfter(header, now); got != 30*time.Second {
		t.Errorf("by the server's clock: %s", got)
	}
	// The error carries what automatic requests wait and what the server asked for.
	busy := func(writer http.ResponseWriter, request *http.Request) {
		writer.Header().Set("Retry-After", "3600")
		respond(429, ``)(writer, request)
	}
	_, client := newStage(t, busy, func(options *Options) { options.Now = func() time.Time { return now } })
	_, err := client.GetTask(t.Context(), "t")
	if apiErr := mustFail(t, err); apiErr.RetryAfter != time.Minute || !apiErr.RetryAt.Equal(now.Add(time.Hour)) || !strings.Contains(apiErr.Advice(), "wait 60 s or longer;") {
		t.Errorf("%+v", apiErr)
	}
}

func TestConnectionsAreReused(t *testing.T) {
	var opened atomic.Int32
	server := httptest.NewUnstartedServer(respond(200, `{"id":"r"}`))
	server.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			opened.Add(1)
		}
	}
	server.Start()
	defer server.Close()
	client := newClient(t, &stage{}, server.URL)
	for range 20 {
		if _, err := client.GetRun(t.Context(), "r"); err != nil {
			t.Fatal(err)
		}
	}
	client.Close()
	server.Close()
	if count := opened.Load(); count > 4 { // a busy machine may return a connection late
		t.Errorf("%d connections for 20 requests", count)
	}
}
