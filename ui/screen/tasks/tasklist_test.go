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
func asksNoMore(bench *demo.Bench, otherwise string) {
	bench.T.Helper()
	bench.Requests(all)
	bench.Keys("G", "pgdown", "pgdown")
	if got := bench.Requests(lists); got != nil {
		bench.T.Errorf("%s: %v", otherwise, got)
	}
}

func TestPagesComeAsTheSelectionNearsTheEnd(t *testing.T) {
	bench := demo.Ready(t, demo.Options{Limit: 25, W: 80, H: 24})
	got := bench.Requests(lists)
	if len(got) != 1 || !strings.Contains(got[0], "limit=25") {
		t.Fatalf("20 rows are in view and 25 loaded, one page is enough: %v", got)
	}
	bench.Keys("j", "j", "j", "j", "j", "j")
	if got := bench.Requests(lists); len(got) != 1 || !strings.Contains(got[0], "cursor=") {
		t.Fatalf("the next page should have been asked for once: %v", got)
	}
	bench.Want("50 loaded, more")
	bench.Keys("G", "pgdown")
	bench.Want("60 loaded ") // the world has sixty
	bench.WantNot("more…", "reading on")
	asksNoMore(bench, "there is no further page, yet it was asked for")
}

func TestLimitIsTheSizeOfAPage(t *testing.T) {
	bench := demo.Ready(t, demo.Options{Limit: 100})
	bench.Want("60 loaded")
	if got := bench.Requests(lists); len(got) != 1 || !strings.Contains(got[0], "limit=100") {
		t.Errorf("asked %v", got)
	}
}

func TestLoadEveryPageAndItsEnd(t *testing.T) {
	bench := demo.Ready(t, demo.Options{Tasks: 730})
	bench.Press("L")
	bench.Want("reading every page, esc stops")
	bench.Settle()
	bench.Want("730 loaded ")
	bench.WantNot("reading every page", "more…")
}

func TestEscStopsReadingEveryPage(t *testing.T) {
	bench := demo.Ready(t, demo.Options{Tasks: 2000})
	bench.Press("L")
	bench.UntilText("230 loaded") // 30, then pages of 100
	bench.Keys("esc")
	bench.WantNot("reading")
	bench.Want("loaded, more")
	n := bench.Requests(lists)
	bench.Keys("k")
	if got := bench.Requests(lists); len(n) > 12 || got != nil {
		t.Errorf("it went on after esc: %d pages, then %v", len(n), got)
	}
}

func TestLoadEveryPageDuringAFind(t *testing.T) {
	bench := demo.Ready(t, demo.Options{})
	bench.Keys("/", "t", "o", "enter", "L")
	bench.WantNot("reading every page")
	bench.Want("of 60 loaded")
}

func TestHiddenScreenAsksNothing(t *testing.T) {
	bench := demo.Ready(t, demo.Options{Tasks: 2000})
	bench.Keys("j")
	bench.Press("L")
	bench.UntilText("130 loaded")
	bench.Keys("enter")
	bench.Requests(all)
	bench.Advance(3 * time.Minute)
	for _, r := range bench.Requests(all) {
		if strings.HasPrefix(r, lists) || strings.Contains(r, "limit=1&") {
			t.Errorf("the list asked while the task covered it: %s", r)
		}
	}
	bench.Press("esc")
	bench.UntilText("330 loaded") // reading goes on where it stopped
}

func TestRepeatedCursorEndsPaging(t *testing.T) {
	bench := demo.Ready(t, demo.Options{Faults: []string{"GET /v2/tasks repeat-cursor"}})
	bench.Want("The server gave the same cursor twice, so paging stops here.")
	bench.Advance(7 * time.Second)
	bench.Want("stopped at a repeated cursor")
	asksNoMore(bench, "paging went on")
}

func TestFailedNextPageKeepsTheRows(t *testing.T) {
	bench := demo.Ready(t, demo.Options{Limit: 25})
	bench.Fault("GET /v2/tasks status=503")
	bench.Keys("G")
	bench.Want("The next page did not come: This failure", "; m tries again", "Session Frustration")
	bench.Requests(all)
	bench.Keys("k", "k", "G")
	if got := bench.Requests(lists); got != nil {
		t.Errorf("a failed page is asked for again on purpose only: %v", got)
	}
	bench.Advance(8 * time.Second)
	bench.Keys("k") // the notice has had its time
	bench.Want("25 loaded, the next page failed, m tries again")
	bench.Fault()
	bench.Keys("m")
	bench.Want("50 loaded, more")
}

func TestFailedFirstPageIsTriedByItselfAndByKey(t *testing.T) {
	bench := demo.Ready(t, demo.Options{Faults: []string{"GET /v2/tasks status=503"}})
	bench.Want("The tasks could not be read.", "r tries again")
	bench.Fault()
	bench.Advance(5 * time.Second)
	bench.Want("30 loaded, more")

	bench = demo.Ready(t, demo.Options{Faults: []string{"GET /v2/tasks status=503"}})
	bench.Fault()
	bench.Keys("r")
	bench.Want("30 loaded, more")
}

func TestRefusedKeyStopsEverything(t *testing.T) {
	for _, status := range []string{"401", "403"} {
		bench := demo.Ready(t, demo.Options{Unchecked: status == "403"}) // the contract has no 403 for reading a run
		bench.Fault("status=" + status)
		bench.Keys("r")
		if status == "401" { // a refused login is told before everything else
			bench.Want("The login is refused", "r tries again", "Relevance Monitor")
		} else {
			bench.Want("stale since 10:30:00 UTC", "stopped, r tries again", "Relevance Monitor")
		}
		bench.Requests(all)
		bench.Keys("pgdown")
		bench.Advance(10 * time.Minute)
		for _, r := range bench.Requests(all) {
			if !strings.HasPrefix(r, lists+"cursor=") {
				t.Errorf("%s: asked all the same: %s", status, r)
			}
		}
		bench.Fault()
		bench.Keys("r")
		bench.WantNot("stale since")
		bench.Want("refreshed 10:40:00 UTC")
		bench.Advance(time.Second)
		if got := bench.Requests("GET /v2/tasks/"); len(got) == 0 {
			t.Errorf("%s: after a good answer the runs in view are asked for again", status)
		}
	}
}

func TestStaleSinceTheLastGoodAnswer(t *testing.T) {
	bench := demo.Ready(t, demo.Options{})
	bench.Fault("status=500")
	bench.Advance(16 * time.Second)
	bench.Want("stale since 10:30:00 UTC: This failure", "; r tries now", "Relevance Monitor")
	bench.Advance(time.Minute)
	bench.Want("stale since 10:30:00 UTC")
	bench.Fault()
	bench.Keys("r")
	bench.WantNot("stale since")
	bench.Want("refreshed 10:31:16 UTC")
}

// taskNamed is the ID of a task of the world.
func taskNamed(bench *demo.Bench, name string) string {
	bench.T.Helper()
	items, _, _ := bench.World.Tasks(world.TaskQuery{Name: name}, world.Position{}, 1)
	if len(items) != 1 {
		bench.T.Fatalf("the world has no task called %q", name)
	}
	return items[0].ID
}

// under is the name in the selected row.
func under(bench *demo.Bench) string {
	bench.T.Helper()
	l := bench.Line(" ▸ ")
	for s := range strings.Lines(bench.Plain()) {
		if strings.HasPrefix(s, " ▸ ") {
			l = s
		}
	}
	_, rest, _ := strings.Cut(l, "▸ ")
	name, _, _ := strings.Cut(rest, "  ")
	return name
}

func TestSelectionIsATask(t *testing.T) {
	bench := demo.Ready(t, demo.Options{})
	bench.Keys("j", "j", "j", "j", "j")
	want := under(bench)
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
		bench.Keys(s.keys...)
		bench.Advance(time.Second)
		if got := under(bench); got != want {
			t.Fatalf("%s: %q is selected, want %q\n%s", s.name, got, want, bench.Plain())
		}
	}
}

func TestSelectedTaskVanishes(t *testing.T) {
	bench := demo.Ready(t, demo.Options{W: 120, H: 40})
	bench.Keys("j", "j")
	id := taskNamed(bench, "JSON Shape")
	bench.World.DeleteTask(id)
	bench.Keys("r")
	bench.Advance(time.Second)
	if got := under(bench); got != "Hallucination Backf…" {
		t.Errorf("the row that took its place is selected, not %q", got)
	}
	bench.Want("│ Hallucination Backfill") // the preview follows
}

func TestSortCoversTheLoadedRowsAndSaysSo(t *testing.T) {
	bench := demo.Ready(t, demo.Options{})
	bench.Keys("s")
	bench.Want("Sorted by name, over the loaded rows only.")
	bench.Advance(7 * time.Second)
	bench.Want("sort: name ↑")
	bench.Keys("S")
	bench.Advance(7 * time.Second)
	bench.Want("sort: name ↓")
	names := column(bench)
	for i := 1; i < len(names); i++ {
		if strings.ToLower(names[i-1]) < strings.ToLower(names[i]) {
			t.Errorf("%q stands before %q", names[i-1], names[i])
		}
	}
}

// column is the names in view, those that are not cut.
func column(bench *demo.Bench) (names []string) {
	for i, l := range strings.Split(bench.Plain(), "\n") {
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
	bench := demo.Ready(t, demo.Options{})
	id := taskNamed(bench, "JSON Shape")
	for _, tt := range []struct{ find, want string }{
		{"json sh", "JSON Shape"},
		{"run_exp", "Prompt v4 Candidates"},
		{"IVR-voice", "Voice Transcript Qu…"},
		{id, "JSON Shape"},
	} {
		bench.Keys("/")
		bench.Type(tt.find)
		bench.Settle()
		if got := under(bench); got != tt.want {
			t.Errorf("find %q: %q is selected, want %q\n%s", tt.find, got, tt.want, bench.Plain())
		}
		bench.Keys("esc")
	}
	bench.Keys("/", "~", "~")
	bench.Want(`"~~" is in none of the 30 loaded tasks`, "esc shows every row again", "0 of 30 loaded")
}

func TestFilterIsTheServersWork(t *testing.T) {
	bench := demo.Ready(t, demo.Options{})
	bench.Requests(all)
	bench.Keys("f", "down", "down", "down", "enter", "down")
	bench.Type("Q A")
	bench.Keys("ctrl+s")
	got := bench.Requests(lists)
	if len(got) != 1 || !strings.Contains(got[0], "name=Q+A") && !strings.Contains(got[0], "name=Q%20A") ||
		!strings.Contains(got[0], "type=TEMPLATE_EVALUATION") {
		t.Fatalf("asked %v", got)
	}
	bench.Want("type: template", "name: Q A")
	bench.Requests(all)
	bench.Keys("F")
	if got := bench.Requests(lists); len(got) == 0 || strings.Contains(got[0], "name=") {
		t.Errorf("after clearing asked %v", got)
	}
}

func TestFilterFromTheCommandLineIsLookedUp(t *testing.T) {
	bench := demo.Ready(t, demo.Options{Filter: filter.Filter{Space: api.Ref{Name: "Search Quality"}}})
	bench.Want("Search Quality", "loaded")
	bench = demo.Ready(t, demo.Options{Filter: filter.Filter{Space: api.Ref{Name: "No Such"}}})
	bench.Want("The tasks could not be read.", `there is no space called "No Such"`, "F clears the filter")
	bench.Keys("F")
	bench.Want("30 loaded, more")
}

func TestAnswersToAnOlderFilterAreDropped(t *testing.T) {
	bench := demo.Ready(t, demo.Options{Limit: 25})
	bench.Press("G") // the next page is under way
	bench.Press("f", "up")
	bench.Type("zzz")
	bench.Press("enter") // the filter is applied before it comes
	bench.Settle()
	bench.Want("No task matches the filter.", "0 loaded")
	bench.WantNot("did not come")
}

func TestOnlyRowsInViewAreLookedUp(t *testing.T) {
	bench := demo.Ready(t, demo.Options{Limit: 100, H: 24, W: 80, Tasks: 500})
	last := bench.Requests("GET /v2/tasks/")
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
	bench := demo.Ready(t, demo.Options{Limit: 100})
	bench.Requests(all)
	bench.Advance(5 * time.Second)
	first := bench.Requests("GET /v2/task-runs/")
	if len(first) == 0 {
		t.Fatal("active runs in view are polled every 5 s")
	}
	bench.Keys("G")
	bench.Advance(200 * time.Millisecond)
	bench.Requests(all)
	bench.Advance(time.Minute)
	count := map[string]int{}
	for _, r := range bench.Requests("GET /v2/task-runs/") {
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
	bench := demo.Ready(t, demo.Options{Limit: 100})
	bench.Requests(all)
	bench.Advance(5 * time.Second)
	active := bench.Requests("GET /v2/task-runs/")
	bench.Keys("G")
	bench.Advance(200 * time.Millisecond)
	for _, r := range active {
		if _, out := bench.World.Cancel(strings.TrimPrefix(r, "GET /v2/task-runs/")); out != world.CancelDone {
			t.Fatalf("%s was not to be cancelled", r)
		}
	}
	bench.Requests(all)
	bench.Advance(40 * time.Second)
	asked := bench.Requests("GET /v2/task-runs/")
	for _, r := range active {
		if !slices.Contains(asked, r) {
			t.Errorf("%s has ended out of view and nobody looked", r)
		}
	}
	bench.Advance(time.Minute)
	for _, r := range bench.Requests("GET /v2/task-runs/") {
		if slices.Contains(active, r) {
			t.Errorf("%s has ended and is polled all the same", r)
		}
	}
}

func TestEndedRunsAreNotPolled(t *testing.T) {
	bench := demo.Ready(t, demo.Options{Limit: 100, Filter: filter.Filter{Name: "Citation Check Draft"}})
	bench.Want("never run")
	bench.Requests(all)
	bench.Advance(10 * time.Minute)
	for _, r := range bench.Requests(all) {
		if !strings.HasPrefix(r, lists) {
			t.Errorf("nothing is active, yet: %s", r)
		}
	}
}

func TestNothingChangesTheFrameWhenNothingChanged(t *testing.T) {
	bench := demo.Ready(t, demo.Options{Filter: filter.Filter{Name: "Citation Check Draft"}})
	was := bench.View()
	bench.Advance(10 * time.Second) // before the next refresh
	bench.Send(host.RunUpdated{Run: api.Run{ID: "x", TaskID: "y"}})
	if bench.View() != was {
		t.Errorf("the frame was\n%s\nand is\n%s", driver.Strip(was), bench.Plain())
	}
}

func TestRunSeenAndTaskSeen(t *testing.T) {
	bench := demo.Ready(t, demo.Options{})
	id := taskNamed(bench, "JSON Shape")
	now := bench.Clock.Now()
	bench.Send(host.RunUpdated{Run: api.Run{ID: "new", TaskID: id, Status: api.Running, CreatedAt: now, Successes: 4321}})
	bench.Want("● running        4 321")
	bench.Send(host.RunUpdated{Run: api.Run{ID: "old", TaskID: id, Status: api.Failed, CreatedAt: now.Add(-time.Hour)}})
	bench.Want("● running        4 321") // an older run is not the newest
	bench.Send(host.TaskUpdated{Task: api.Task{ID: id, Name: "JSON Form", Type: api.CodeEvaluation, DatasetID: "d"}})
	bench.Want("JSON Form")
	bench.WantNot("JSON Shape")
	bench.Send(host.TaskUpdated{Task: api.Task{ID: "unknown", Name: "Stranger"}})
	bench.WantNot("Stranger")
}
