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

// listAllIDs follows the cursors of a list to its end and returns the IDs.
func (r *rig) listAllIDs(method, address, key, body string, limit int) (ids []string) {
	r.t.Helper()
	cursor := ""
	for range 1000 {
		sep := "?"
		if strings.Contains(address, "?") {
			sep = "&"
		}
		pageAddress := fmt.Sprintf("%s%slimit=%d", address, sep, limit)
		if cursor != "" {
			pageAddress += "&cursor=" + cursor
		}
		got := r.sendTo(r.server, method, pageAddress, body) // the checker is slow, and other tests check these lists
		if got.status != 200 {
			r.t.Fatalf("%s gave %d: %s", pageAddress, got.status, got.raw)
		}
		rows := got.items(key)
		if len(rows) > limit {
			r.t.Fatalf("%s: %d rows on a page of %d", pageAddress, len(rows), limit)
		}
		for _, row := range rows {
			id, _ := row["id"].(string)
			if spanContext, ok := row["context"].(obj); ok {
				id, _ = spanContext["span_id"].(string)
			}
			ids = append(ids, id)
		}
		next, more := got.next()
		if more != (next != "") {
			r.t.Fatalf("%s: has_more %v with cursor %q", pageAddress, more, next)
		}
		if !more {
			return ids
		}
		cursor = next
	}
	r.t.Fatalf("%s does not end", address)
	return nil
}

// With any page size, the pages contain every row once and in the same order.
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
		{"GET", path("datasets", rig.world.Datasets()[0].ID, "examples"), "examples", ""},
		{"POST", "/v2/spans", "spans", fmt.Sprintf(`{"project_id":%q,"start_time":"2026-11-22T11:55:00Z"}`, task.ProjectID)},
	}
	whole := map[int][]string{}
	for i, list := range lists {
		whole[i] = rig.listAllIDs(list.method, list.address, list.key, list.body, 100)
		seen := map[string]bool{}
		for _, id := range whole[i] {
			if seen[id] {
				t.Errorf("%s lists %s twice", list.address, id)
			}
			seen[id] = true
		}
	}
	rapid.Check(t, func(rt *rapid.T) {
		i := rapid.IntRange(0, len(lists)-1).Draw(rt, "list")
		limit := rapid.IntRange(1, 40).Draw(rt, "limit")
		list := lists[i]
		if got := rig.listAllIDs(list.method, list.address, list.key, list.body, limit); fmt.Sprint(got) != fmt.Sprint(whole[i]) {
			rt.Fatalf("%s by %d:\n%v\nwant\n%v", list.address, limit, got, whole[i])
		}
	})
}

// A cursor is valid only for its list and filters.
func TestCursorsAreBoundToTheirQuery(t *testing.T) {
	rig := newRig(t, nil)
	cursor, _ := rig.want(200, "GET", "/v2/tasks?limit=2", "").next()
	rig.want(200, "GET", "/v2/tasks?limit=3&cursor="+cursor, "")
	projectID := rig.projectID("support-bot")
	spans, _ := rig.want(200, "POST", "/v2/spans?limit=1", `{"project_id":"`+projectID+`"}`).next()
	rig.want(200, "POST", "/v2/spans?limit=1&cursor="+spans, ` {"project_id":"`+projectID+`"} `)
	rig.refused(400, "cursor", false, "POST", "/v2/spans?limit=1&cursor="+spans, `{"project_id":"`+rig.projectID("docs-rag")+`"}`)
	for _, address := range []string{
		"/v2/tasks?type=CODE_EVALUATION&cursor=" + cursor, "/v2/projects?cursor=" + cursor, "/v2/tasks?cursor=garbage",
		"/v2/tasks?cursor=" + cursor + "A", "/v2/tasks?cursor=" + strings.ToUpper(cursor), "/v2/tasks?cursor=%00",
	} {
		rig.refused(400, "cursor", false, "GET", address, "")
	}
	other := newRig(t, func(options *fake.Options) { options.Key = "ak-demo"; options.World = rig.world })
	other.want(200, "GET", "/v2/tasks?cursor="+cursor, "")
}

// Rows that are added or deleted between pages do not lose or repeat others.
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

// FuzzCursor: a list continues at every cursor that it issued, and refuses any
// other text.
func FuzzCursor(f *testing.F) {
	account := world.New(world.Options{Seed: 7, Now: func() time.Time { return time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC) }})
	server := fake.New(fake.Options{World: account, Key: "ak-demo"})
	list := func(cursor string) reply {
		req := httptest.NewRequest("GET", "/v2/tasks?limit=1&cursor="+url.QueryEscape(cursor), nil)
		req.Header.Set("Authorization", "Bearer ak-demo")
		return serve(server, req)
	}
	issued := map[string]bool{"": true}
	for cursor, more := "", true; more; issued[cursor] = true {
		cursor, more = list(cursor).next()
		f.Add(cursor)
	}
	if len(issued) < 10 {
		f.Fatalf("only %d cursors were issued", len(issued))
	}
	for cursor := range issued {
		if cursor == "" {
			continue
		}
		for _, invalid := range []string{cursor + "A", cursor + "=", cursor + "\n", "\r" + cursor, cursor[1:], strings.ToLower(cursor), cursor + cursor, "\x00" + cursor[1:]} {
			f.Add(invalid)
		}
		break
	}
	f.Fuzz(func(t *testing.T, cursor string) {
		want := 400
		if issued[cursor] {
			want = 200
		}
		if got := list(cursor); got.status != want || got.body == nil {
			t.Fatalf("cursor %q: status %d, want %d: %s", cursor, got.status, want, got.raw)
		}
	})
}
