package trigger_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api"
	"ax-tui/keymap"
	"ax-tui/ui/host"
	"ax-tui/ui/test/driver"
	"ax-tui/ui/test/harness"
)

func paste(bench *harness.Harness, pasted string) {
	bench.Send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(pasted), Paste: true})
	bench.Settle()
}

// stockedServer has versions, examples and follow-up tasks of a dataset.
func stockedServer() *server {
	row := func(id, fields string) api.Example { return api.Example{ID: id, Fields: json.RawMessage(fields)} }
	return &server{
		data: api.Dataset{ID: "D", Versions: []api.DatasetVersion{{ID: "v2", Name: "spring"}, {ID: "v1", Name: "winter"}}},
		rows: map[string][]api.Example{
			"":   {row("ex-1001", `{"id":"ex-1001","turns":3,"input":"Where is my order"}`), row("ex-1002", `{"id":"ex-1002","input":"Cancel it"}`)},
			"v1": {row("ex-0001", `{"id":"ex-0001","input":"An old question"}`)},
		},
		tasks: []api.Task{
			{ID: "t1", Name: "Shape of the answer", Type: api.CodeEvaluation},
			{ID: "t2", Name: "Other outputs", Type: api.RunExperiment},
			{ID: "t3", Name: "Tone", Type: api.TemplateEvaluation},
		},
	}
}

func TestExperimentsOfTheTaskComeFirst(t *testing.T) {
	named := func(id, name string) api.Experiment { return api.Experiment{ID: id, Name: name} }
	srv := &server{experiments: [][]api.Experiment{{named("x", "another"), named("e3", "third")}, {named("e1", "first"), named("e2", "second")}}}
	bench := open(t, srv, host.Move{Task: datasetTask()}, 80, 20)
	got, at := oneLine(bench.Plain()), -1
	for _, name := range []string{"first ✓", "second ✓", "third ✓", "another "} {
		place := strings.Index(got, name)
		if place <= at {
			t.Fatalf("%q is out of order:\n%s", name, bench.Plain())
		}
		at = place
	}
	bench.Type("anoth")
	bench.Keys("enter")
	if got := oneLine(bench.Plain()); !strings.Contains(got, "Will send: 4 picked experiments") || !strings.Contains(got, "first ✓") {
		t.Fatalf("the screen is\n%s", bench.Plain())
	}
	bench.Keys("ctrl+s")
	if len(srv.sent) != 1 || !slices.Equal(srv.sent[0].ExperimentIDs, []string{"e1", "e2", "e3", "x"}) {
		t.Fatalf("sent %+v", srv.sent)
	}
}

func TestExperimentFieldsArePickedByName(t *testing.T) {
	server := stockedServer()
	bench := open(t, server, host.Move{Task: experimentTask()}, 80, 20)
	if len(server.asked) != 0 {
		t.Fatalf("asked %v before a list has the focus", server.asked)
	}
	pressTab(bench, 1)
	if got := oneLine(bench.Plain()); !strings.Contains(got, "latest") || strings.Index(got, "chosen by the server") > strings.Index(got, "spring") {
		t.Fatalf("the screen is\n%s", bench.Plain())
	}
	bench.Keys("down", "down", "enter") // winter, and on to max examples
	pressTab(bench, 1)
	if got := bench.Plain(); !strings.Contains(got, "An old question") || !strings.Contains(got, "ex-0001") {
		t.Fatalf("the screen is\n%s", got)
	}
	bench.Keys(" ")
	pressTab(bench, 3)
	if got := bench.Plain(); !strings.Contains(got, "Shape of the answer") || strings.Contains(got, "Other outputs") {
		t.Fatalf("the screen is\n%s", got)
	}
	bench.Type("ton")
	bench.Keys("enter")
	if got := oneLine(bench.Plain()); !strings.Contains(got, "over 1 example of version winter, then 1 evaluation task") {
		t.Fatalf("the screen is\n%s", bench.Plain())
	}
	bench.Keys("ctrl+s")
	if len(server.sent) != 1 || server.sent[0].DatasetVersionID != "v1" || !slices.Equal(server.sent[0].ExampleIDs, []string{"ex-0001"}) || !slices.Equal(server.sent[0].EvaluationTaskIDs, []string{"t3"}) {
		t.Fatalf("sent %+v", server.sent)
	}
	if want := []string{"dataset D", "examples D v1", "tasks D "}; !slices.Equal(server.asked, want) {
		t.Errorf("asked %q, want %q", server.asked, want)
	}
}

func TestUntouchedPicksSendNothing(t *testing.T) {
	server := stockedServer()
	bench := open(t, server, host.Move{Task: experimentTask()}, 80, 20)
	for range 7 {
		pressTab(bench, 1)
	}
	if bench.Screen.Info().Unsaved {
		t.Error("reading the lists counts as a change")
	}
	bench.Keys("ctrl+s")
	if len(server.sent) != 1 {
		t.Fatalf("sent %+v", server.sent)
	}
	if trigger := server.sent[0]; trigger.DatasetVersionID != "" || trigger.ExampleIDs != nil || trigger.EvaluationTaskIDs != nil || trigger.MaxExamples != 0 {
		t.Fatalf("sent %+v", trigger)
	}
}

func TestPastedExampleIDs(t *testing.T) {
	server := stockedServer()
	bench := open(t, server, host.Move{Task: experimentTask()}, 80, 20)
	pressTab(bench, 3)
	paste(bench, "ex-1002, ex-9001\nex-9002")
	paste(bench, "ex-9003")
	bench.Keys("ctrl+s") // the last paste is not confirmed yet
	if len(server.sent) != 1 || !slices.Equal(server.sent[0].ExampleIDs, []string{"ex-1002", "ex-9001", "ex-9002", "ex-9003"}) {
		t.Fatalf("sent %+v\n%s", server.sent, bench.Plain())
	}
	bench = open(t, server, host.Move{Task: experimentTask()}, 80, 20)
	pressTab(bench, 3)
	bench.Type("gpt-4 turbo")
	bench.Keys("tab")
	if got := oneLine(bench.Plain()); !strings.Contains(got, "over every example") {
		t.Fatalf("a search text counts as an ID:\n%s", bench.Plain())
	}
}

func TestMaxExamplesAndPickedExamplesExcludeEachOther(t *testing.T) {
	server := stockedServer()
	bench := open(t, server, host.Move{Task: experimentTask()}, 80, 36)
	pressTab(bench, 2)
	bench.Type("5")
	bench.Keys("tab", " ")
	if got := bench.Plain(); !strings.Contains(got, "! not together with max examples") {
		t.Fatalf("the screen is\n%s", got)
	}
	bench.Keys("tab", "ctrl+s")
	got := bench.Plain()
	if len(server.sent) != 0 || !strings.Contains(got, "! not together with picked examples") || !strings.Contains(got, "! not together with max examples") {
		t.Fatalf("sent %d; the screen is\n%s", len(server.sent), got)
	}
	clearField(bench)
	bench.Keys("ctrl+s")
	if len(server.sent) != 1 || len(server.sent[0].ExampleIDs) != 1 {
		t.Fatalf("sent %+v", server.sent)
	}
}

// A covered form loads nothing; it loads when it is shown again.
func TestHiddenFormLoadsNothing(t *testing.T) {
	server := stockedServer()
	bench := open(t, server, host.Move{Task: experimentTask()}, 80, 20)
	bench.Screen.Hide()
	pressTab(bench, 1)
	if len(server.asked) != 0 {
		t.Fatalf("a covered form asks %v", server.asked)
	}
	bench.Send(bench.Screen.Show()())
	bench.Settle()
	if len(server.asked) != 1 || !strings.Contains(bench.Plain(), "spring") {
		t.Fatalf("asked %v; the screen is\n%s", server.asked, bench.Plain())
	}
}

func TestFaultMessageIsShownInFull(t *testing.T) {
	for _, size := range [][2]int{{80, 20}, {60, 12}} {
		bench := open(t, &server{}, host.Move{Task: projectTask()}, size[0], size[1])
		bench.Keys("tab", "tab")
		clearField(bench)
		bench.Type("garbage")
		got := bench.Plain()
		if !strings.Contains(got, "│ ! \"garbage\" is not a time\n") || !strings.Contains(oneLine(got), "UTC unless a zone such as Z or +01:00 follows)") {
			t.Fatalf("the screen is\n%s", got)
		}
		if size[1] > 12 && strings.Contains(got, "  ! ") {
			t.Fatalf("another field is at fault too:\n%s", got)
		}
		clearField(bench)
		bench.Type("-2h")
		bench.Keys("tab")
		for _, wrong := range []string{"-5", "abc"} {
			clearField(bench)
			bench.Type(wrong)
			if got := bench.Plain(); !strings.Contains(got, "│ ! write a whole number of 1 or more, or leave it empty\n") {
				t.Fatalf("the screen is\n%s", got)
			}
		}
	}
}

func TestFieldsOutOfViewAreCounted(t *testing.T) {
	bench := open(t, &server{}, host.Move{Task: projectTask()}, 60, 12)
	line := func() string { first, _, _ := strings.Cut(bench.Plain(), "\n"); return first }
	if got := line(); !strings.HasSuffix(got, "  ↓ 3 more") {
		t.Errorf("the heading is %q", got)
	}
	pressTab(bench, 3)
	if got := line(); !strings.HasSuffix(got, "  ↑ 3 more") {
		t.Errorf("the heading is %q\n%s", got, bench.Plain())
	}
	bench.Screen.SetSize(80, 30)
	if got := line(); strings.Contains(got, "more") {
		t.Errorf("the heading is %q", got)
	}
}

func TestTheFirstWindowDoesNotWarn(t *testing.T) {
	bench := open(t, &server{}, host.Move{Task: projectTask()}, 80, 20)
	if got := bench.Plain(); !strings.Contains(got, "‹ 24 h, ending 2 h ago ›") || strings.Contains(got, "may not be indexed") {
		t.Fatalf("the screen is\n%s", got)
	}
	bench.Keys("down")
	if got := bench.Plain(); !strings.Contains(got, "‹ last 24 h ›") || !strings.Contains(got, "may not be indexed") {
		t.Fatalf("the screen is\n%s", got)
	}
	for range 20 {
		if bench.Keys("down"); strings.Contains(bench.Plain(), "trial: last 24 h, 100 spans") {
			break
		}
	}
	if got := bench.Plain(); !strings.Contains(got, "trial: last 24 h, 100 spans") || !strings.Contains(got, "up to 100 spans") {
		t.Fatalf("the screen is\n%s", got)
	}
}

// The actions in the help line work, and the important ones come first.
func TestHelpLineKeysWork(t *testing.T) {
	bench := open(t, stockedServer(), host.Move{Task: experimentTask()}, 60, 12)
	pressTab(bench, 3)
	var shown []keymap.Action
	for _, entry := range bench.Env.Keys.Visible(bench.Screen.Scopes()) {
		if entry.Short != "" && bench.Screen.Can(entry.Action) {
			shown = append(shown, entry.Action)
		}
	}
	if i, j := slices.Index(shown, keymap.Accept), slices.Index(shown, keymap.Prev); i < 0 || i > j || !slices.Contains(shown, keymap.Mark) {
		t.Fatalf("the help line shows %v", shown)
	}
	bench.Screen.Do(keymap.Mark)
	bench.Screen.Do(keymap.Down)
	if got := oneLine(bench.Plain()); !strings.Contains(got, "over 1 example") {
		t.Fatalf("the screen is\n%s", bench.Plain())
	}
	bench.Screen.Do(keymap.Unpick)
	if got := oneLine(bench.Plain()); !strings.Contains(got, "over every example") {
		t.Fatalf("the screen is\n%s", bench.Plain())
	}
	driver.CheckFrame(t, bench.View(), 60, 12)
}
