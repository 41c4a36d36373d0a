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

// checkNoMorePages moves past the last row and checks that no page is requested.
func checkNoMorePages(bench *demo.Bench, otherwise string) {
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
		t.Fatalf("20 rows are visible and 25 are loaded: one page is enough: %v", got)
	}
	bench.Keys("j", "j", "j", "j", "j", "j")
	if got := bench.Requests(lists); len(got) != 1 || !strings.Contains(got[0], "cursor=") {
		t.Fatalf("the next page should be requested once: %v", got)
	}
	bench.Want("50 loaded, more")
	bench.Keys("G", "pgdown")
	bench.Want("60 loaded ") // the demo world has sixty
	bench.WantNot("more…", "loading more")
	checkNoMorePages(bench, "a page after the last one was requested")
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
	bench.Want("loading all pages, esc stops")
	bench.Settle()
	bench.Want("130 loaded, loading all pages")
	bench.Advance(time.Second) // a pause between pages
	bench.Want("730 loaded ")
	bench.WantNot("loading all pages", "more…")
}

func TestEscStopsReadingEveryPage(t *testing.T) {
	bench := demo.Ready(t, demo.Options{Tasks: 2000})
	bench.Keys("L")
	bench.Advance(5 * time.Millisecond)
	bench.Want("230 loaded") // 30, then pages of 100
	bench.Keys("esc")
	bench.WantNot("loading all pages")
	bench.Want("loaded, more")
	pages := bench.Requests(lists)
	bench.Keys("k")
	if got := bench.Requests(lists); len(pages) > 12 || got != nil {
		t.Errorf("loading continued after esc: %d pages, then %v", len(pages), got)
	}
}

func TestLoadEveryPageDuringAFind(t *testing.T) {
	bench := demo.Ready(t, demo.Options{})
	bench.Keys("/", "t", "o", "enter", "L")
	bench.WantNot("loading all pages")
	bench.Want("of 60 loaded")
}

func TestRepeatedCursorEndsPaging(t *testing.T) {
	bench := demo.Ready(t, demo.Options{Faults: []string{"GET /v2/tasks repeat-cursor"}})
	bench.Want("The server sent the same cursor twice, so paging stopped.")
	bench.Advance(7 * time.Second)
	bench.Want("stopped: repeated cursor")
	checkNoMorePages(bench, "paging continued")
}

func TestFailedNextPageKeepsTheRows(t *testing.T) {
	bench := demo.Ready(t, demo.Options{Limit: 25})
	bench.Fault("GET /v2/tasks status=503")
	bench.Keys("G")
	bench.Advance(2 * time.Second) // the page is requested again a few times
	bench.Want("The next page could not be loaded: This failure", "; m tries again", "Session Frustration")
	bench.Requests(all)
	bench.Keys("k", "k", "G")
	if got := bench.Requests(lists); got != nil {
		t.Errorf("a failed page is requested again only by key: %v", got)
	}
	bench.Advance(8 * time.Second)
	bench.Keys("k") // the notice has expired
	bench.Want("25 loaded, the next page failed, m tries again")
	bench.Fault()
	bench.Keys("m")
	bench.Want("50 loaded, more")
}

func TestFailedFirstPageIsRetriedAutomaticallyAndByKey(t *testing.T) {
	bench := demo.Ready(t, demo.Options{Faults: []string{"GET /v2/tasks status=503"}})
	bench.WantNot("could not be read") // one failure is often over at once
	bench.Advance(2 * time.Second)
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
		bench := demo.Ready(t, demo.Options{Unchecked: status == "403"}) // the contract has no 403 for getting a run
		bench.Fault("status=" + status)
		bench.Keys("r")
		if status == "401" { // a refused login has precedence
			bench.Want("Login refused", "r tries again", "Relevance Monitor")
		} else {
			bench.Want("stale since 10:30:00 UTC", "stopped, r tries again", "Relevance Monitor")
		}
		bench.Requests(all)
		bench.Keys("pgdown")
		bench.Advance(10 * time.Minute)
		for _, request := range bench.Requests(all) {
			if !strings.HasPrefix(request, lists+"cursor=") {
				t.Errorf("%s: requested after the refusal: %s", status, request)
			}
		}
		bench.Fault()
		bench.Keys("r")
		bench.WantNot("stale since")
		bench.Want("refreshed 10:40:00 UTC")
		bench.Advance(time.Second)
		if got := bench.Requests("GET /v2/tasks/"); len(got) == 0 {
			t.Errorf("%s: after a success the visible runs must be requested again", status)
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

// taskNamed returns the ID of a task of the demo world.
func taskNamed(bench *demo.Bench, name string) string {
	bench.T.Helper()
	items, _, _ := bench.World.Tasks(world.TaskQuery{Name: name}, world.Position{}, 1)
	if len(items) != 1 {
		bench.T.Fatalf("the demo world has no task named %q", name)
	}
	return items[0].ID
}

// under returns the name in the selected row.
func under(bench *demo.Bench) string {
	bench.T.Helper()
	selected := bench.Line(" ▸ ")
	for line := range strings.Lines(bench.Plain()) {
		if strings.HasPrefix(line, " ▸ ") {
			selected = line
		}
	}
	_, rest, _ := strings.Cut(selected, "▸ ")
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
		{"sort by name", []string{"s", "1"}},
		{"by type", []string{"s", "6"}},
		{"reversed", []string{"S"}},
		{"by target", []string{"s", "down", "enter"}},
		{"by last run", []string{"s", "4"}},
		{"in the server's order", []string{"s", "0"}},
		{"refresh", []string{"r"}},
		{"find without it, then esc", []string{"/", "z", "z", "esc"}},
		{"find with it", []string{"/", "v", "o", "i", "enter"}},
		{"esc ends the find", []string{"esc"}},
		{"filter with it", []string{"f", "up", "o", "enter"}},
		{"filter cleared", []string{"F"}},
	}
	for _, step := range steps {
		bench.Keys(step.keys...)
		bench.Advance(time.Second)
		if got := under(bench); got != want {
			t.Fatalf("%s: %q is selected, want %q\n%s", step.name, got, want, bench.Plain())
		}
	}
}

// The key that shows only the tasks of a project shows all again.
func TestSameTargetTwice(t *testing.T) {
	bench := demo.Ready(t, demo.Options{W: 150, H: 40})
	rows := func() string {
		bench.Advance(time.Second)
		loaded, _, _ := strings.Cut(bench.Line(" loaded"), "refreshed")
		return loaded
	}
	all := rows()
	bench.Keys("i")
	if filtered := rows(); filtered == all {
		t.Fatalf("nothing is filtered: %s", filtered)
	}
	bench.Keys("i")
	if again := rows(); again != all {
		t.Errorf("after i twice %q, want %q", again, all)
	}
}

func TestSelectedTaskVanishes(t *testing.T) {
	bench := demo.Ready(t, demo.Options{W: 150, H: 40})
	bench.Keys("j", "j")
	id := taskNamed(bench, "JSON Shape")
	bench.World.DeleteTask(id)
	bench.Keys("r")
	bench.Advance(time.Second)
	if got := under(bench); got != "Hallucination Backfill" {
		t.Errorf("the row that took its place is selected, not %q", got)
	}
	bench.Want("│ Hallucination Backfill") // so does the preview
}

func TestSortCoversTheLoadedRowsAndSaysSo(t *testing.T) {
	bench := demo.Ready(t, demo.Options{})
	bench.Keys("s")
	bench.Want("Sort by", "1 name", "r server order")
	bench.Keys("1")
	bench.Want("Sorted by name, loaded rows only.", "NAME▲")
	bench.Keys("s", "1")
	bench.Want("NAME▼")
	bench.Keys("S", "S")
	bench.Advance(7 * time.Second)
	bench.Want("NAME▼")
	bench.WantNot("sort:") // the header says it
	names := column(bench)
	for i := 1; i < len(names); i++ {
		if strings.ToLower(names[i-1]) < strings.ToLower(names[i]) {
			t.Errorf("%q is sorted before %q", names[i-1], names[i])
		}
	}
}

// column returns the visible names that are not cut.
func column(bench *demo.Bench) (names []string) {
	for i, line := range strings.Split(bench.Plain(), "\n") {
		if i < 2 || len(line) < 4 || !(strings.HasPrefix(line, "   ") || strings.HasPrefix(line, " ▸ ")) {
			continue
		}
		name, _, _ := strings.Cut(strings.TrimLeft(line, " ▸"), "  ")
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
		{"IVR-voice", "Voice Transcri"},
		{id, "JSON Shape"},
	} {
		bench.Keys("/")
		bench.Type(tt.find)
		bench.Settle()
		if got := under(bench); !strings.HasPrefix(got, tt.want) {
			t.Errorf("find %q: %q is selected, want %q\n%s", tt.find, got, tt.want, bench.Plain())
		}
		bench.Keys("esc")
	}
	bench.Keys("/", "~", "~")
	bench.Want(`No match for "~~" in the 30 loaded tasks`, "esc shows all rows", "0 of 30 loaded")
}

func TestServerFilters(t *testing.T) {
	bench := demo.Ready(t, demo.Options{})
	bench.Requests(all)
	bench.Keys("f", "up")
	bench.Type("Q A")
	bench.Keys("up", "up", "enter", "down")
	bench.Requests(all)
	bench.Keys("enter") // the typed name is applied with the pick
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

func TestFilterFromTheCommandLineIsResolved(t *testing.T) {
	bench := demo.Ready(t, demo.Options{Filter: filter.Filter{Space: api.Ref{Name: "Search Quality"}}})
	bench.Want("Search Quality", "loaded")
	bench = demo.Ready(t, demo.Options{Filter: filter.Filter{Space: api.Ref{Name: "No Such"}}})
	bench.Want("The tasks could not be read.", `there is no space called "No Such"`, "F clears the filter")
	bench.Keys("F")
	bench.Want("30 loaded, more")
}

func TestAnswersToAnOlderFilterAreDropped(t *testing.T) {
	bench := demo.Ready(t, demo.Options{Limit: 25})
	bench.Press("G") // the next page is in flight
	bench.Press("f", "up")
	bench.Type("zzz")
	bench.Press("enter") // the filter is applied before it arrives
	bench.Settle()
	bench.Want("No task matches the filter.", "0 loaded")
	bench.WantNot("could not be loaded")
}

func TestOnlyRunsOfVisibleRowsAreRequested(t *testing.T) {
	bench := demo.Ready(t, demo.Options{Limit: 100, H: 24, W: 80, Tasks: 500})
	last := bench.Requests("GET /v2/tasks/")
	if len(last) == 0 || len(last) > 20 {
		t.Fatalf("20 rows are visible, but %d newest runs were requested", len(last))
	}
	seen := map[string]bool{}
	for _, request := range last {
		if seen[request] {
			t.Errorf("asked twice: %s", request)
		}
		seen[request] = true
	}
}

// Active runs of rows out of view are polled less often, for the count in the header.
func TestVisibleActiveRunsArePolledMoreOften(t *testing.T) {
	bench := demo.Ready(t, demo.Options{Limit: 100})
	bench.Requests(all)
	bench.Advance(5 * time.Second)
	first := bench.Requests("GET /v2/task-runs/")
	if len(first) == 0 {
		t.Fatal("visible active runs must be polled every 5 s")
	}
	bench.Keys("G")
	bench.Advance(200 * time.Millisecond)
	bench.Requests(all)
	bench.Advance(time.Minute)
	count := map[string]int{}
	for _, request := range bench.Requests("GET /v2/task-runs/") {
		count[request]++
	}
	for _, request := range first {
		if count[request] > 5 {
			t.Errorf("%s is out of view and polled %d times in a minute", request, count[request])
		}
	}
}

// The header must not count runs that have ended out of view.
func TestRunsThatEndOutOfViewAreNoticed(t *testing.T) {
	bench := demo.Ready(t, demo.Options{Limit: 100})
	bench.Requests(all)
	bench.Advance(5 * time.Second)
	active := bench.Requests("GET /v2/task-runs/")
	bench.Keys("G")
	bench.Advance(200 * time.Millisecond)
	for _, request := range active {
		if _, out := bench.World.Cancel(strings.TrimPrefix(request, "GET /v2/task-runs/")); out != world.CancelDone {
			t.Fatalf("%s could not be cancelled", request)
		}
	}
	bench.Requests(all)
	bench.Advance(40 * time.Second)
	asked := bench.Requests("GET /v2/task-runs/")
	for _, request := range active {
		if !slices.Contains(asked, request) {
			t.Errorf("%s has ended out of view and was not polled", request)
		}
	}
	bench.Advance(time.Minute)
	for _, request := range bench.Requests("GET /v2/task-runs/") {
		if slices.Contains(active, request) {
			t.Errorf("%s has ended and is still polled", request)
		}
	}
}

func TestEndedRunsAreNotPolled(t *testing.T) {
	bench := demo.Ready(t, demo.Options{Limit: 100, Filter: filter.Filter{Name: "Citation Check Draft"}})
	bench.Want("never run")
	bench.Requests(all)
	bench.Advance(10 * time.Minute)
	for _, request := range bench.Requests(all) {
		if !strings.HasPrefix(request, lists) {
			t.Errorf("requested although no run is active: %s", request)
		}
	}
}

func TestNothingChangesTheFrameWhenNothingChanged(t *testing.T) {
	bench := demo.Ready(t, demo.Options{Filter: filter.Filter{Name: "Citation Check Draft"}})
	before := bench.View()
	bench.Advance(10 * time.Second) // before the next refresh
	bench.Send(host.RunUpdated{Run: api.Run{ID: "x", TaskID: "y"}})
	if bench.View() != before {
		t.Errorf("the frame was\n%s\nand is\n%s", driver.Strip(before), bench.Plain())
	}
}
