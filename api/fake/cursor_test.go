package fake_test

import (
	"fmt"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"ax-tui/api/fake"
	"ax-tui/api/fake/world"
)

// walk follows the cursors of a list to its end and gives the IDs it met.
func (r *rig) walk(method, address, key, body string, limit int) (ids []string) {
	r.t.Helper()
	cursor := ""
	for range 1000 {
		sep := "?"
		if strings.Contains(address, "?") {
			sep = "&"
		}
		a := fmt.Sprintf("%s%slimit=%d", address, sep, limit)
		if cursor != "" {
			a += "&cursor=" + cursor
		}
		got := r.sendTo(r.s, method, a, body) // the judge is slow and saw these lists elsewhere
		if got.status != 200 {
			r.t.Fatalf("%s gave %d: %s", a, got.status, got.raw)
		}
		rows := got.items(key)
		if len(rows) > limit {
			r.t.Fatalf("%s: %d rows on a page of %d", a, len(rows), limit)
		}
		for _, x := range rows {
			id, _ := x["id"].(string)
			if c, ok := x["context"].(obj); ok {
				id, _ = c["span_id"].(string)
			}
			ids = append(ids, id)
		}
		next, more := got.next()
		if more != (next != "") {
			r.t.Fatalf("%s: has_more %v with cursor %q", a, more, next)
		}
		if !more {
			return ids
		}
		cursor = next
	}
	r.t.Fatalf("%s does not end", address)
	return nil
}

// Whatever the page size, a walk meets every row once and in the same order.
func TestPagesLoseNothing(t *testing.T) {
	rig := newRig(t, nil)
	task := rig.task(onProject)
	lists := []struct{ method, address, key, body string }{
		{"GET", "/v2/tasks", "tasks", ""},
		{"GET", "/v2/tasks?type=CODE_EVALUATION", "tasks", ""},
		{"GET", path("tasks", task.ID, "runs"), "task_runs", ""},
		{"GET", "/v2/projects", "projects", ""},
		{"GET", "/v2/experiments", "experiments", ""},
		{"GET", "/v2/evaluators", "evaluators", ""},
		{"GET", path("datasets", rig.w.Datasets()[0].ID, "examples"), "examples", ""},
		{"POST", "/v2/spans", "spans", fmt.Sprintf(`{"project_id":%q,"start_time":"2026-11-22T11:55:00Z"}`, task.ProjectID)},
	}
	whole := map[int][]string{}
	for i, l := range lists {
		whole[i] = rig.walk(l.method, l.address, l.key, l.body, 100)
		seen := map[string]bool{}
		for _, id := range whole[i] {
			if seen[id] {
				t.Errorf("%s gives %s twice", l.address, id)
			}
			seen[id] = true
		}
	}
	rapid.Check(t, func(rt *rapid.T) {
		i := rapid.IntRange(0, len(lists)-1).Draw(rt, "list")
		limit := rapid.IntRange(1, 40).Draw(rt, "limit")
		l := lists[i]
		if got := rig.walk(l.method, l.address, l.key, l.body, limit); fmt.Sprint(got) != fmt.Sprint(whole[i]) {
			rt.Fatalf("%s by %d:\n%v\nwant\n%v", l.address, limit, got, whole[i])
		}
	})
}

// A cursor is good for the list and the filters it came from, and for nothing else.
func TestCursorsAreBoundToTheirQuery(t *testing.T) {
	rig := newRig(t, nil)
	cursor, _ := rig.want(200, "GET", "/v2/tasks?limit=2", "").next()
	rig.want(200, "GET", "/v2/tasks?limit=3&cursor="+cursor, "")
	p := rig.projectID("support-bot")
	spans, _ := rig.want(200, "POST", "/v2/spans?limit=1", `{"project_id":"`+p+`"}`).next()
	rig.want(200, "POST", "/v2/spans?limit=1&cursor="+spans, ` {"project_id":"`+p+`"} `)
	rig.refused(400, "cursor", false, "POST", "/v2/spans?limit=1&cursor="+spans, `{"project_id":"`+rig.projectID("docs-rag")+`"}`)
	for _, a := range []string{
		"/v2/tasks?type=CODE_EVALUATION&cursor=" + cursor, "/v2/projects?cursor=" + cursor, "/v2/tasks?cursor=garbage",
		"/v2/tasks?cursor=" + cursor + "A", "/v2/tasks?cursor=" + strings.ToUpper(cursor), "/v2/tasks?cursor=%00",
	} {
		rig.refused(400, "cursor", false, "GET", a, "")
	}
	other := newRig(t, func(options *fake.Options) { options.Key = "ak-demo"; options.World = rig.w })
	other.want(200, "GET", "/v2/tasks?cursor="+cursor, "")
}

// Rows that come in between do not make a walk lose or repeat one.
func TestCursorSurvivesNewRows(t *testing.T) {
	rig := newRig(t, nil)
	first := rig.want(200, "GET", "/v2/tasks?limit=5", "")
	cursor, _ := first.next()
	want := rig.want(200, "GET", "/v2/tasks?limit=5&cursor="+cursor, "").raw
	project, _, _, _, _ := rig.bases()
	rig.want(201, "POST", "/v2/tasks", with(project))
	rig.want(204, "DELETE", path("tasks", first.items("tasks")[4]["id"].(string)), "")
	if got := rig.want(200, "GET", "/v2/tasks?limit=5&cursor="+cursor, "").raw; got != want {
		t.Errorf("second page became\n%s\nwas\n%s", got, want)
	}
}

// FuzzCursor: a list goes on from every cursor that it gave out, and refuses
// any other text.
func FuzzCursor(f *testing.F) {
	w := world.New(world.Options{Seed: 7, Now: func() time.Time { return time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC) }})
	server := fake.New(fake.Options{World: w, Key: "ak-demo"})
	ask := func(cursor string) reply {
		req := httptest.NewRequest("GET", "/v2/tasks?limit=1&cursor="+url.QueryEscape(cursor), nil)
		req.Header.Set("Authorization", "Bearer ak-demo")
		return answer(server, req)
	}
	given := map[string]bool{"": true}
	for cursor, more := "", true; more; given[cursor] = true {
		cursor, more = ask(cursor).next()
		f.Add(cursor)
	}
	if len(given) < 10 {
		f.Fatalf("only %d cursors were given out", len(given))
	}
	for cursor := range given {
		if cursor == "" {
			continue
		}
		for _, odd := range []string{cursor + "A", cursor + "=", cursor + "\n", "\r" + cursor, cursor[1:], strings.ToLower(cursor), cursor + cursor, "\x00" + cursor[1:]} {
			f.Add(odd)
		}
		break
	}
	f.Fuzz(func(t *testing.T, cursor string) {
		want := 400
		if given[cursor] {
			want = 200
		}
		if got := ask(cursor); got.status != want || got.body == nil {
			t.Fatalf("cursor %q gave %d, want %d: %s", cursor, got.status, want, got.raw)
		}
	})
}
