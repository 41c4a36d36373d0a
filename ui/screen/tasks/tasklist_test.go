package tasks_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"ax-tui/api"
	"ax-tui/api/fake/world"
	"ax-tui/ui/box/filter"
	"ax-tui/ui/host"
	"ax-tui/ui/test/demo"
	"ax-tui/ui/test/driver"
)

const (
	lists = "GET /v2/tasks?"
	all   = ""
)

// asksNoMore goes beyond the last row and checks that no page is asked for.
func asksNoMore(b *demo.Bench, otherwise string) {
	b.T.Helper()
	b.Requests(all)
	b.Keys("G", "pgdown", "pgdown")
	if got := b.Requests(lists); got != nil {
		b.T.Errorf("%s: %v", otherwise, got)
	}
}

func TestPagesComeAsTheSelectionNearsTheEnd(t *testing.T) {
	b := demo.Ready(t, demo.Options{Limit: 25, W: 80, H: 24})
	got := b.Requests(lists)
	if len(got) != 1 || !strings.Contains(got[0], "limit=25") {
		t.Fatalf("20 rows are in view and 25 loaded, one page is enough: %v", got)
	}
	b.Keys("j", "j", "j", "j", "j", "j")
	if got := b.Requests(lists); len(got) != 1 || !strings.Contains(got[0], "cursor=") {
		t.Fatalf("the next page should have been asked for once: %v", got)
	}
	b.Want("50 loaded, more")
	b.Keys("G", "pgdown")
	b.Want("60 loaded ") // the world has sixty
	b.WantNot("more…", "reading on")
	asksNoMore(b, "there is no further page, yet it was asked for")
}

func TestLimitIsTheSizeOfAPage(t *testing.T) {
	b := demo.Ready(t, demo.Options{Limit: 100})
	b.Want("60 loaded")
	if got := b.Requests(lists); len(got) != 1 || !strings.Contains(got[0], "limit=100") {
		t.Errorf("asked %v", got)
	}
}

func TestLoadEveryPageAndItsEnd(t *testing.T) {
	b := demo.Ready(t, demo.Options{Tasks: 730})
	b.Press("L")
	b.Want("reading every page, esc stops")
	b.Settle()
	b.Want("730 loaded ")
	b.WantNot("reading every page", "more…")
}

func TestEscStopsReadingEveryPage(t *testing.T) {
	b := demo.Ready(t, demo.Options{Tasks: 2000})
	b.Press("L")
	b.UntilText("230 loaded") // 30, then pages of 100
	b.Keys("esc")
	b.WantNot("reading")
	b.Want("loaded, more")
	n := b.Requests(lists)
	b.Keys("k")
	if got := b.Requests(lists); len(n) > 12 || got != nil {
		t.Errorf("it went on after esc: %d pages, then %v", len(n), got)
	}
}

func TestLoadEveryPageDuringAFind(t *testing.T) {
	b := demo.Ready(t, demo.Options{})
	b.Keys("/", "t", "o", "enter", "L")
	b.WantNot("reading every page")
	b.Want("of 60 loaded")
}

func TestHiddenScreenAsksNothing(t *testing.T) {
	b := demo.Ready(t, demo.Options{Tasks: 2000})
	b.Keys("j")
	b.Press("L")
	b.UntilText("130 loaded")
	b.Keys("enter")
	b.Requests(all)
	b.Advance(3 * time.Minute)
	for _, r := range b.Requests(all) {
		if strings.HasPrefix(r, lists) || strings.Contains(r, "limit=1&") {
			t.Errorf("the list asked while the task covered it: %s", r)
		}
	}
	b.Press("esc")
	b.UntilText("330 loaded") // reading goes on where it stopped
}

func TestRepeatedCursorEndsPaging(t *testing.T) {
	b := demo.Ready(t, demo.Options{Faults: []string{"GET /v2/tasks repeat-cursor"}})
	b.Want("The server gave the same cursor twice, so paging stops here.")
	b.Advance(7 * time.Second)
	b.Want("stopped at a repeated cursor")
	asksNoMore(b, "paging went on")
}

func TestFailedNextPageKeepsTheRows(t *testing.T) {
	b := demo.Ready(t, demo.Options{Limit: 25})
	b.Fault("GET /v2/tasks status=503")
	b.Keys("G")
	b.Want("The next page did not come: This failure", "; m tries again", "Session Frustration")
	b.Requests(all)
	b.Keys("k", "k", "G")
	if got := b.Requests(lists); got != nil {
		t.Errorf("a failed page is asked for again on purpose only: %v", got)
	}
	b.Advance(8 * time.Second)
	b.Keys("k") // the notice has had its time
	b.Want("25 loaded, the next page failed, m tries again")
	b.Fault()
	b.Keys("m")
	b.Want("50 loaded, more")
}

func TestFailedFirstPageIsTriedByItselfAndByKey(t *testing.T) {
	b := demo.Ready(t, demo.Options{Faults: []string{"GET /v2/tasks status=503"}})
	b.Want("The tasks could not be read.", "r tries again")
	b.Fault()
	b.Advance(5 * time.Second)
	b.Want("30 loaded, more")

	b = demo.Ready(t, demo.Options{Faults: []string{"GET /v2/tasks status=503"}})
	b.Fault()
	b.Keys("r")
	b.Want("30 loaded, more")
}

func TestRefusedKeyStopsEverything(t *testing.T) {
	for _, status := range []string{"401", "403"} {
		b := demo.Ready(t, demo.Options{Unchecked: status == "403"}) // the contract has no 403 for reading a run
		b.Fault("status=" + status)
		b.Keys("r")
		if status == "401" { // a refused login is told before everything else
			b.Want("The login is refused", "r tries again", "Relevance Monitor")
		} else {
			b.Want("stale since 10:30:00 UTC", "stopped, r tries again", "Relevance Monitor")
		}
		b.Requests(all)
		b.Keys("pgdown")
		b.Advance(10 * time.Minute)
		for _, r := range b.Requests(all) {
			if !strings.HasPrefix(r, lists+"cursor=") {
				t.Errorf("%s: asked all the same: %s", status, r)
			}
		}
		b.Fault()
		b.Keys("r")
		b.WantNot("stale since")
		b.Want("refreshed 10:40:00 UTC")
		b.Advance(time.Second)
		if got := b.Requests("GET /v2/tasks/"); len(got) == 0 {
			t.Errorf("%s: after a good answer the runs in view are asked for again", status)
		}
	}
}

func TestStaleSinceTheLastGoodAnswer(t *testing.T) {
	b := demo.Ready(t, demo.Options{})
	b.Fault("status=500")
	b.Advance(16 * time.Second)
	b.Want("stale since 10:30:00 UTC: This failure", "; r tries now", "Relevance Monitor")
	b.Advance(time.Minute)
	b.Want("stale since 10:30:00 UTC")
	b.Fault()
	b.Keys("r")
	b.WantNot("stale since")
	b.Want("refreshed 10:31:16 UTC")
}

// taskNamed is the ID of a task of the world.
func taskNamed(b *demo.Bench, name string) string {
	b.T.Helper()
	items, _, _ := b.World.Tasks(world.TaskQuery{Name: name}, world.Position{}, 1)
	if len(items) != 1 {
		b.T.Fatalf("the world has no task called %q", name)
	}
	return items[0].ID
}

// under is the name in the selected row.
func under(b *demo.Bench) string {
	b.T.Helper()
	l := b.Line(" ▸ ")
	for s := range strings.Lines(b.Plain()) {
		if strings.HasPrefix(s, " ▸ ") {
			l = s
		}
	}
	_, rest, _ := strings.Cut(l, "▸ ")
	name, _, _ := strings.Cut(rest, "  ")
	return name
}

func TestSelectionIsATask(t *testing.T) {
	b := demo.Ready(t, demo.Options{})
	b.Keys("j", "j", "j", "j", "j")
	want := under(b)
	if want != "Tone of Voice" {
		t.Fatalf("selected %q", want)
	}
	steps := []struct {
		name string
		keys []string
	}{
		{"sort by name", []string{"s"}},
		{"by type", []string{"s"}},
		{"reversed", []string{"S"}},
		{"by target", []string{"s"}},
		{"by last run", []string{"s"}},
		{"in the server's order", []string{"s"}},
		{"refresh", []string{"r"}},
		{"find hides it, then shows it again", []string{"/", "z", "z", "esc"}},
		{"find keeps it", []string{"/", "v", "o", "i", "enter"}},
		{"find is left", []string{"esc"}},
		{"filter that it passes", []string{"f", "up", "o", "enter"}},
		{"filter is cleared", []string{"F"}},
	}
	for _, s := range steps {
		b.Keys(s.keys...)
		b.Advance(time.Second)
		if got := under(b); got != want {
			t.Fatalf("%s: %q is selected, want %q\n%s", s.name, got, want, b.Plain())
		}
	}
}

func TestSelectedTaskVanishes(t *testing.T) {
	b := demo.Ready(t, demo.Options{W: 120, H: 40})
	b.Keys("j", "j")
	id := taskNamed(b, "JSON Shape")
	b.World.DeleteTask(id)
	b.Keys("r")
	b.Advance(time.Second)
	if got := under(b); got != "Hallucination Backf…" {
		t.Errorf("the row that took its place is selected, not %q", got)
	}
	b.Want("│ Hallucination Backfill") // the preview follows
}

func TestSortCoversTheLoadedRowsAndSaysSo(t *testing.T) {
	b := demo.Ready(t, demo.Options{})
	b.Keys("s")
	b.Want("Sorted by name, over the loaded rows only.")
	b.Advance(7 * time.Second)
	b.Want("sort: name ↑")
	b.Keys("S")
	b.Advance(7 * time.Second)
	b.Want("sort: name ↓")
	names := column(b)
	for i := 1; i < len(names); i++ {
		if strings.ToLower(names[i-1]) < strings.ToLower(names[i]) {
			t.Errorf("%q stands before %q", names[i-1], names[i])
		}
	}
}

// column is the names in view, those that are not cut.
func column(b *demo.Bench) (names []string) {
	for i, l := range strings.Split(b.Plain(), "\n") {
		if i < 2 || len(l) < 4 || !(strings.HasPrefix(l, "   ") || strings.HasPrefix(l, " ▸ ")) {
			continue
		}
		name, _, _ := strings.Cut(strings.TrimLeft(l, " ▸"), "  ")
		if !strings.HasSuffix(name, "…") {
			names = append(names, name)
		}
	}
	return names
}

func TestFindLooksAtNameTypeTargetAndID(t *testing.T) {
	b := demo.Ready(t, demo.Options{})
	id := taskNamed(b, "JSON Shape")
	for _, tt := range []struct{ find, want string }{
		{"json sh", "JSON Shape"},
		{"run_exp", "Prompt v4 Candidates"},
		{"IVR-voice", "Voice Transcript Qu…"},
		{id, "JSON Shape"},
	} {
		b.Keys("/")
		b.Type(tt.find)
		b.Settle()
		if got := under(b); got != tt.want {
			t.Errorf("find %q: %q is selected, want %q\n%s", tt.find, got, tt.want, b.Plain())
		}
		b.Keys("esc")
	}
	b.Keys("/", "~", "~")
	b.Want(`"~~" is in none of the 30 loaded tasks`, "esc shows every row again", "0 of 30 loaded")
}

func TestFilterIsTheServersWork(t *testing.T) {
	b := demo.Ready(t, demo.Options{})
	b.Requests(all)
	b.Keys("f", "down", "down", "down", "enter", "down")
	b.Type("Q A")
	b.Keys("ctrl+s")
	got := b.Requests(lists)
	if len(got) != 1 || !strings.Contains(got[0], "name=Q+A") && !strings.Contains(got[0], "name=Q%20A") ||
		!strings.Contains(got[0], "type=TEMPLATE_EVALUATION") {
		t.Fatalf("asked %v", got)
	}
	b.Want("type: template", "name: Q A")
	b.Requests(all)
	b.Keys("F")
	if got := b.Requests(lists); len(got) == 0 || strings.Contains(got[0], "name=") {
		t.Errorf("after clearing asked %v", got)
	}
}

func TestFilterFromTheCommandLineIsLookedUp(t *testing.T) {
	b := demo.Ready(t, demo.Options{Filter: filter.Filter{Space: api.Ref{Name: "Search Quality"}}})
	b.Want("Search Quality", "loaded")
	b = demo.Ready(t, demo.Options{Filter: filter.Filter{Space: api.Ref{Name: "No Such"}}})
	b.Want("The tasks could not be read.", `there is no space called "No Such"`, "F clears the filter")
	b.Keys("F")
	b.Want("30 loaded, more")
}

func TestAnswersToAnOlderFilterAreDropped(t *testing.T) {
	b := demo.Ready(t, demo.Options{Limit: 25})
	b.Press("G") // the next page is under way
	b.Press("f", "up")
	b.Type("zzz")
	b.Press("enter") // the filter is applied before it comes
	b.Settle()
	b.Want("No task matches the filter.", "0 loaded")
	b.WantNot("did not come")
}

func TestOnlyRowsInViewAreLookedUp(t *testing.T) {
	b := demo.Ready(t, demo.Options{Limit: 100, H: 24, W: 80, Tasks: 500})
	last := b.Requests("GET /v2/tasks/")
	if len(last) == 0 || len(last) > 20 {
		t.Fatalf("20 rows are in view, %d newest runs were asked for", len(last))
	}
	seen := map[string]bool{}
	for _, r := range last {
		if seen[r] {
			t.Errorf("asked twice: %s", r)
		}
		seen[r] = true
	}
}

// Out of view an active run is polled seldom, so that the count in the header stays true.
func TestActiveRunsArePolledOftenOnlyInView(t *testing.T) {
	b := demo.Ready(t, demo.Options{Limit: 100})
	b.Requests(all)
	b.Advance(5 * time.Second)
	first := b.Requests("GET /v2/task-runs/")
	if len(first) == 0 {
		t.Fatal("active runs in view are polled every 5 s")
	}
	b.Keys("G")
	b.Advance(200 * time.Millisecond)
	b.Requests(all)
	b.Advance(time.Minute)
	count := map[string]int{}
	for _, r := range b.Requests("GET /v2/task-runs/") {
		count[r]++
	}
	for _, f := range first {
		if count[f] > 5 {
			t.Errorf("%s is out of view and polled %d times in a minute", f, count[f])
		}
	}
}

// The header must not go on claiming runs that have ended while they were out of view.
func TestRunsThatEndOutOfViewAreNoticed(t *testing.T) {
	b := demo.Ready(t, demo.Options{Limit: 100})
	b.Requests(all)
	b.Advance(5 * time.Second)
	active := b.Requests("GET /v2/task-runs/")
	b.Keys("G")
	b.Advance(200 * time.Millisecond)
	for _, r := range active {
		if _, out := b.World.Cancel(strings.TrimPrefix(r, "GET /v2/task-runs/")); out != world.CancelDone {
			t.Fatalf("%s was not to be cancelled", r)
		}
	}
	b.Requests(all)
	b.Advance(40 * time.Second)
	asked := b.Requests("GET /v2/task-runs/")
	for _, r := range active {
		if !slices.Contains(asked, r) {
			t.Errorf("%s has ended out of view and nobody looked", r)
		}
	}
	b.Advance(time.Minute)
	for _, r := range b.Requests("GET /v2/task-runs/") {
		if slices.Contains(active, r) {
			t.Errorf("%s has ended and is polled all the same", r)
		}
	}
}

func TestEndedRunsAreNotPolled(t *testing.T) {
	b := demo.Ready(t, demo.Options{Limit: 100, Filter: filter.Filter{Name: "Citation Check Draft"}})
	b.Want("never run")
	b.Requests(all)
	b.Advance(10 * time.Minute)
	for _, r := range b.Requests(all) {
		if !strings.HasPrefix(r, lists) {
			t.Errorf("nothing is active, yet: %s", r)
		}
	}
}

func TestNothingChangesTheFrameWhenNothingChanged(t *testing.T) {
	b := demo.Ready(t, demo.Options{Filter: filter.Filter{Name: "Citation Check Draft"}})
	was := b.View()
	b.Advance(10 * time.Second) // before the next refresh
	b.Send(host.RunSeen{Run: api.Run{ID: "x", TaskID: "y"}})
	if b.View() != was {
		t.Errorf("the frame was\n%s\nand is\n%s", driver.Strip(was), b.Plain())
	}
}

func TestRunSeenAndTaskSeen(t *testing.T) {
	b := demo.Ready(t, demo.Options{})
	id := taskNamed(b, "JSON Shape")
	now := b.Clock.Now()
	b.Send(host.RunSeen{Run: api.Run{ID: "new", TaskID: id, Status: api.Running, CreatedAt: now, Successes: 4321}})
	b.Want("● running        4 321")
	b.Send(host.RunSeen{Run: api.Run{ID: "old", TaskID: id, Status: api.Failed, CreatedAt: now.Add(-time.Hour)}})
	b.Want("● running        4 321") // an older run is not the newest
	b.Send(host.TaskSeen{Task: api.Task{ID: id, Name: "JSON Form", Type: api.CodeEvaluation, DatasetID: "d"}})
	b.Want("JSON Form")
	b.WantNot("JSON Shape")
	b.Send(host.TaskSeen{Task: api.Task{ID: "unknown", Name: "Stranger"}})
	b.WantNot("Stranger")
}
