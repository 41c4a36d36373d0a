package fake_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"ax-tui/api/fake"
	"ax-tui/api/fake/world"
)

func TestPlanRefusals(t *testing.T) {
	rig := newRig(t, func(options *fake.Options) { options.Faults = parse(t, "POST plan") })
	project, _, _, _, _ := rig.bases()
	got := rig.want(403, "POST", "/v2/tasks", with(project)).body
	if got["entitlement"] == nil || got["limit"] != 5.0 || got["current_count"] != 5.0 || got["required_plan"] != "PRO" {
		t.Errorf("a count: %v", got)
	}
	rig.server.SetFaults(parse(t, "plan=1:capability"))
	got = rig.want(403, "POST", "/v2/tasks", with(project)).body
	if got["entitlement"] == nil || got["limit"] != nil || got["current_count"] != nil || got["required_plan"] != "ENTERPRISE" {
		t.Errorf("a capability: %v", got)
	}
	rig.server.SetFaults(parse(t, "status=403"))
	if got = rig.want(403, "POST", "/v2/tasks", with(project)).body; got["entitlement"] != nil || got["required_plan"] != nil {
		t.Errorf("a permission: %v", got)
	}
}

// A redirect leads nowhere.
func TestRedirectWithoutPlace(t *testing.T) {
	rig := newRig(t, func(options *fake.Options) { options.Faults = parse(t, "status=302") })
	rig.checker.Pause()
	if got := rig.want(302, "GET", "/v2/spaces", ""); got.header.Get("Location") != "" {
		t.Errorf("headers %v", got.header)
	}
}

// Endless pages and pages with the same row always have a cursor that was never seen.
func TestPagesThatNeverEnd(t *testing.T) {
	rig := newRig(t, nil)
	first := ids(rig.want(200, "GET", "/v2/tasks?limit=1", "").items("tasks"))[0]
	for fault, want := range map[string]string{"endless-pages": "[]", "same-row": "[" + first + "]"} {
		rig.server.SetFaults(parse(t, fault))
		seen, cursor := map[string]bool{}, ""
		for range 20 {
			page := rig.want(200, "GET", "/v2/tasks?limit=3&cursor="+cursor, "")
			next, more := page.next()
			if got := fmt.Sprint(ids(page.items("tasks"))); got != want || !more || next == "" || seen[next] {
				t.Fatalf("%s: rows %s, more %v, cursor %q", fault, got, more, next)
			}
			seen[next], cursor = true, next
		}
		rig.server.SetFaults(fake.Faults{}) // the list goes on where it was
		if rows := rig.want(200, "GET", "/v2/tasks?limit=3&cursor="+cursor, "").items("tasks"); len(rows) != 3 {
			t.Errorf("%s: %d rows after the fault", fault, len(rows))
		}
	}
}

func TestListWithoutItsList(t *testing.T) {
	rig := newRig(t, func(options *fake.Options) { options.Faults = parse(t, "no-list") })
	rig.checker.Pause()
	got := rig.want(200, "GET", "/v2/spaces", "")
	if got.raw != `{"pagination":{"has_more":false}}`+"\n" {
		t.Errorf("the answer is %s", got.raw)
	}
}

func TestStrayBytes(t *testing.T) {
	rig := newRig(t, nil)
	whole := rig.want(200, "GET", "/v2/spaces", "").raw
	rig.server.SetFaults(parse(t, "stray=1:body"))
	rig.checker.Pause()
	got := rig.want(200, "GET", "/v2/spaces", "")
	if rest, ok := strings.CutPrefix(got.raw, whole); !ok || rest == "" || got.header.Get("Content-Length") != fmt.Sprint(len(got.raw)) {
		t.Errorf("the answer is %s", got.raw)
	}
	rig.server.SetFaults(parse(t, "stray"))
	var dialer net.Dialer
	connection, err := dialer.DialContext(t.Context(), "tcp", strings.TrimPrefix(rig.listen().URL(), "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer connection.Close()
	_, _ = io.WriteString(connection, "GET /v2/spaces HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ak-demo\r\n\r\n")
	reader := bufio.NewReader(connection)
	answer, err := http.ReadResponse(reader, nil)
	if err != nil || answer.StatusCode != http.StatusOK || answer.Header.Get("X-Request-Id") == "" {
		t.Fatalf("%v %v", answer, err)
	}
	body, _ := io.ReadAll(answer.Body)
	_ = answer.Body.Close()
	if rest, _ := io.ReadAll(reader); string(body) != whole || !strings.Contains(string(rest), "stray bytes") {
		t.Errorf("the body is %s, then %q", body, rest)
	}
}

// A bare success says nothing: the write has happened, or with "undone" it has not.
func TestBareSuccess(t *testing.T) {
	rig := newRig(t, nil)
	rig.checker.Pause()
	for fault, gone := range map[string]bool{"DELETE bare=202": true, "DELETE bare=200": true, "DELETE bare=202:1:undone": false} {
		id := rig.task(onProject).ID
		rig.server.SetFaults(parse(t, fault))
		got := rig.send("DELETE", path("tasks", id), "")
		if got.raw != "" || !strings.Contains(fault, fmt.Sprint(got.status)) {
			t.Errorf("%s: %d %q", fault, got.status, got.raw)
		}
		if status := rig.send("GET", path("tasks", id), "").status; (status == 404) != gone {
			t.Errorf("%s: then %d", fault, status)
		}
	}
}

// What was just written is not shown for some seconds, by reads only.
func TestStaleReads(t *testing.T) {
	rig := newRig(t, func(options *fake.Options) { options.Faults = parse(t, "stale=5s") })
	project, _, _, _, _ := rig.bases()
	listed := func(id string) bool {
		for _, row := range rig.want(200, "GET", "/v2/tasks?limit=100", "").items("tasks") {
			if row["id"] == id {
				return true
			}
		}
		return false
	}
	at := func(id string) string { return path("tasks", id) }
	wait := func() { rig.now = rig.now.Add(5 * time.Second) }
	made := rig.want(201, "POST", "/v2/tasks", with(project, "name", "Made")).text("id")
	rig.want(404, "GET", at(made), "")
	rig.want(200, "PATCH", at(made), `{"name":"Renamed"}`) // a write knows
	if listed(made) {
		t.Error("the new task is listed")
	}
	wait()
	if got := rig.want(200, "GET", at(made), "").text("name"); got != "Renamed" || !listed(made) {
		t.Errorf("after a while the name is %q", got)
	}
	rig.want(200, "PATCH", at(made), `{"name":"Twice"}`)
	if got := rig.want(200, "GET", at(made), "").text("name"); got != "Renamed" {
		t.Errorf("the name is %q at once", got)
	}
	wait()
	run := rig.want(201, "POST", at(made)+"/trigger", `{"data_start_time":"2026-11-20T00:00:00Z"}`).text("id")
	rig.want(404, "GET", path("task-runs", run), "")
	if rows := rig.want(200, "GET", at(made)+"/runs", "").items("task_runs"); len(rows) != 0 {
		t.Errorf("runs %v", rows)
	}
	wait()
	before := rig.want(200, "GET", path("task-runs", run), "").text("status")
	rig.want(200, "POST", path("task-runs", run)+"/cancel", "")
	if got := rig.want(200, "GET", path("task-runs", run), "").text("status"); got != before || got == "CANCELLED" {
		t.Errorf("the cancelled run is %s at once, it was %s", got, before)
	}
	wait()
	if got := rig.want(200, "GET", path("task-runs", run), "").text("status"); got != "CANCELLED" {
		t.Errorf("the cancelled run is %s", got)
	}
	rig.want(204, "DELETE", at(made), "")
	rig.want(200, "GET", at(made), "")
	wait()
	rig.want(404, "GET", at(made), "")
}

func TestClockAhead(t *testing.T) {
	right := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	for fault, want := range map[string]time.Time{"clock=10m": right.Add(10 * time.Minute), "clock=-1h": right.Add(-time.Hour), "legacy": right} {
		clock := parse(t, fault).Clock(func() time.Time { return right })
		server := fake.New(fake.Options{World: world.New(world.Options{Now: clock}), Faults: parse(t, fault), Key: "ak-demo"})
		got := newRig(t, nil).sendTo(server, "GET", "/v2/spaces", "")
		if clock() != want || got.header.Get("Date") != want.Format(http.TimeFormat) {
			t.Errorf("%s: the clock shows %v, the answer %s", fault, clock(), got.header.Get("Date"))
		}
	}
}

// A hanging answer begins and never ends; a flood never ends either. Both end when
// the client leaves.
func TestAnswersWithoutEnd(t *testing.T) {
	for _, fault := range []string{"hang", "flood"} {
		waiting := make(chan struct{}, 1)
		rig := newRig(t, func(options *fake.Options) {
			options.Faults = parse(t, fault)
			options.Sleep = func(ctx context.Context, _ time.Duration) { waiting <- struct{}{}; <-ctx.Done() }
		})
		listener := rig.listen()
		ctx, leave := context.WithCancel(t.Context())
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, listener.URL()+"/v2/spaces", http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Authorization", "Bearer ak-demo")
		transport := &http.Transport{DisableKeepAlives: true}
		answer, err := transport.RoundTrip(request)
		if err != nil || answer.StatusCode != http.StatusOK {
			t.Fatalf("%s: %v %v", fault, answer, err)
		}
		start := make([]byte, 10)
		if _, err := io.ReadFull(answer.Body, start); err != nil || string(start) != `{"spaces":` {
			t.Errorf("%s: the answer begins with %q, %v", fault, start, err)
		}
		if fault == "hang" {
			<-waiting
		} else if _, err := io.CopyN(io.Discard, answer.Body, 8<<20); err != nil {
			t.Errorf("%s: %v", fault, err)
		}
		leave()
		if _, err := io.Copy(io.Discard, answer.Body); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: after leaving: %v", fault, err)
		}
		_ = answer.Body.Close()
		transport.CloseIdleConnections()
	}
}
