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

func paste(h *harness.Harness, s string) {
	h.Send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(s), Paste: true})
	h.Settle()
}

// stocked is a server whose dataset has something of everything.
func stocked() *server {
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

func TestTheTasksOwnExperimentsComeFirst(t *testing.T) {
	exp := func(id, name string) api.Experiment { return api.Experiment{ID: id, Name: name} }
	s := &server{exps: [][]api.Experiment{{exp("x", "another"), exp("e3", "third")}, {exp("e1", "first"), exp("e2", "second")}}}
	h := open(t, s, host.Move{Task: datasetTask()}, 80, 20)
	got, at := words(h.Plain()), -1
	for _, name := range []string{"first ✓", "second ✓", "third ✓", "another "} {
		n := strings.Index(got, name)
		if n <= at {
			t.Fatalf("%q is not in its place:\n%s", name, h.Plain())
		}
		at = n
	}
	h.Type("anoth")
	h.Keys("enter")
	if got := words(h.Plain()); !strings.Contains(got, "Will send: 4 picked experiments") || !strings.Contains(got, "first ✓") {
		t.Fatalf("the screen is\n%s", h.Plain())
	}
	h.Keys("ctrl+s")
	if len(s.sent) != 1 || !slices.Equal(s.sent[0].ExperimentIDs, []string{"e1", "e2", "e3", "x"}) {
		t.Fatalf("sent %+v", s.sent)
	}
}

func TestARunOfAnExperimentIsPickedByName(t *testing.T) {
	server := stocked()
	h := open(t, server, host.Move{Task: experimentTask()}, 80, 20)
	if len(server.asked) != 0 {
		t.Fatalf("asked %v before anything is to be picked", server.asked)
	}
	tabs(h, 1)
	if got := words(h.Plain()); !strings.Contains(got, "latest") || strings.Index(got, "left to the server") > strings.Index(got, "spring") {
		t.Fatalf("the screen is\n%s", h.Plain())
	}
	h.Keys("down", "down", "enter") // winter, and on to max examples
	tabs(h, 1)
	if got := h.Plain(); !strings.Contains(got, "An old question") || !strings.Contains(got, "ex-0001") {
		t.Fatalf("the screen is\n%s", got)
	}
	h.Keys(" ")
	tabs(h, 3)
	if got := h.Plain(); !strings.Contains(got, "Shape of the answer") || strings.Contains(got, "Other outputs") {
		t.Fatalf("the screen is\n%s", got)
	}
	h.Type("ton")
	h.Keys("enter")
	if got := words(h.Plain()); !strings.Contains(got, "over 1 example of version winter, then 1 evaluation task") {
		t.Fatalf("the screen is\n%s", h.Plain())
	}
	h.Keys("ctrl+s")
	if len(server.sent) != 1 || server.sent[0].DatasetVersionID != "v1" || !slices.Equal(server.sent[0].ExampleIDs, []string{"ex-0001"}) || !slices.Equal(server.sent[0].EvaluationTaskIDs, []string{"t3"}) {
		t.Fatalf("sent %+v", server.sent)
	}
	if want := []string{"dataset D", "examples D v1", "tasks D "}; !slices.Equal(server.asked, want) {
		t.Errorf("asked %q, want %q", server.asked, want)
	}
}

func TestUntouchedPicksSendNothing(t *testing.T) {
	server := stocked()
	h := open(t, server, host.Move{Task: experimentTask()}, 80, 20)
	for range 7 {
		tabs(h, 1)
	}
	if h.Screen.Info().Unsaved {
		t.Error("reading the lists counts as a change")
	}
	h.Keys("ctrl+s")
	if len(server.sent) != 1 {
		t.Fatalf("sent %+v", server.sent)
	}
	if trigger := server.sent[0]; trigger.DatasetVersionID != "" || trigger.ExampleIDs != nil || trigger.EvaluationTaskIDs != nil || trigger.MaxExamples != 0 {
		t.Fatalf("sent %+v", trigger)
	}
}

func TestPastedExampleIDs(t *testing.T) {
	server := stocked()
	h := open(t, server, host.Move{Task: experimentTask()}, 80, 20)
	tabs(h, 3)
	paste(h, "ex-1002, ex-9001\nex-9002")
	paste(h, "ex-9003")
	h.Keys("ctrl+s") // the last one is not taken yet
	if len(server.sent) != 1 || !slices.Equal(server.sent[0].ExampleIDs, []string{"ex-1002", "ex-9001", "ex-9002", "ex-9003"}) {
		t.Fatalf("sent %+v\n%s", server.sent, h.Plain())
	}
	h = open(t, server, host.Move{Task: experimentTask()}, 80, 20)
	tabs(h, 3)
	h.Type("gpt-4 turbo")
	h.Keys("tab")
	if got := words(h.Plain()); !strings.Contains(got, "over every example") {
		t.Fatalf("words sought are taken for an ID:\n%s", h.Plain())
	}
}

func TestMaxExamplesAndPickedExamplesExcludeEachOther(t *testing.T) {
	server := stocked()
	h := open(t, server, host.Move{Task: experimentTask()}, 80, 36)
	tabs(h, 2)
	h.Type("5")
	h.Keys("tab", " ")
	if got := h.Plain(); !strings.Contains(got, "! not together with max examples") {
		t.Fatalf("the screen is\n%s", got)
	}
	h.Keys("tab", "ctrl+s")
	got := h.Plain()
	if len(server.sent) != 0 || !strings.Contains(got, "! not together with picked examples") || !strings.Contains(got, "! not together with max examples") {
		t.Fatalf("sent %d; the screen is\n%s", len(server.sent), got)
	}
	clear(h)
	h.Keys("ctrl+s")
	if len(server.sent) != 1 || len(server.sent[0].ExampleIDs) != 1 {
		t.Fatalf("sent %+v", server.sent)
	}
}

// A covered form reads nothing on; uncovered it does.
func TestAHiddenFormAsksNothing(t *testing.T) {
	server := stocked()
	h := open(t, server, host.Move{Task: experimentTask()}, 80, 20)
	h.Screen.Hide()
	tabs(h, 1)
	if len(server.asked) != 0 {
		t.Fatalf("a covered form asks %v", server.asked)
	}
	h.Send(h.Screen.Show()())
	h.Settle()
	if len(server.asked) != 1 || !strings.Contains(h.Plain(), "spring") {
		t.Fatalf("asked %v; the screen is\n%s", server.asked, h.Plain())
	}
}

func TestTheSentenceOfAFaultIsThereInFull(t *testing.T) {
	for _, size := range [][2]int{{80, 20}, {60, 12}} {
		h := open(t, &server{}, host.Move{Task: projectTask()}, size[0], size[1])
		h.Keys("tab", "tab")
		clear(h)
		h.Type("garbage")
		got := h.Plain()
		if !strings.Contains(got, "│ ! not a time\n") || !strings.Contains(words(got), "UTC unless a zone such as Z or +01:00 follows)") {
			t.Fatalf("the screen is\n%s", got)
		}
		if size[1] > 12 && strings.Contains(got, "  ! ") {
			t.Fatalf("another field is at fault too:\n%s", got)
		}
		clear(h)
		h.Type("-2h")
		h.Keys("tab")
		for _, wrong := range []string{"-5", "abc"} {
			clear(h)
			h.Type(wrong)
			if got := h.Plain(); !strings.Contains(got, "│ ! write a whole number of 1 or more, or nothing\n") {
				t.Fatalf("the screen is\n%s", got)
			}
		}
	}
}

func TestFieldsOutOfViewAreCounted(t *testing.T) {
	h := open(t, &server{}, host.Move{Task: projectTask()}, 60, 12)
	line := func() string { first, _, _ := strings.Cut(h.Plain(), "\n"); return first }
	if got := line(); !strings.HasSuffix(got, "  ↓ 3 more") {
		t.Errorf("the heading is %q", got)
	}
	tabs(h, 3)
	if got := line(); !strings.HasSuffix(got, "  ↑ 3 more") {
		t.Errorf("the heading is %q\n%s", got, h.Plain())
	}
	h.Screen.SetSize(80, 30)
	if got := line(); strings.Contains(got, "more") {
		t.Errorf("the heading is %q", got)
	}
}

func TestTheFirstWindowDoesNotWarn(t *testing.T) {
	h := open(t, &server{}, host.Move{Task: projectTask()}, 80, 20)
	if got := h.Plain(); !strings.Contains(got, "‹ 24 h, ending 2 h ago ›") || strings.Contains(got, "likely not indexed") {
		t.Fatalf("the screen is\n%s", got)
	}
	h.Keys("down")
	if got := h.Plain(); !strings.Contains(got, "‹ last 24 h ›") || !strings.Contains(got, "likely not indexed") {
		t.Fatalf("the screen is\n%s", got)
	}
	for range 20 {
		if h.Keys("down"); strings.Contains(h.Plain(), "trial: last 24 h, 100 spans") {
			break
		}
	}
	if got := h.Plain(); !strings.Contains(got, "trial: last 24 h, 100 spans") || !strings.Contains(got, "up to 100 spans") {
		t.Fatalf("the screen is\n%s", got)
	}
}

// What the help line names works, in front of the keys that matter less.
func TestKeysOnShow(t *testing.T) {
	h := open(t, stocked(), host.Move{Task: experimentTask()}, 60, 12)
	tabs(h, 3)
	var shown []keymap.Action
	for _, entry := range h.Env.Keys.Visible(h.Screen.Scopes()) {
		if entry.Short != "" && h.Screen.Can(entry.Action) {
			shown = append(shown, entry.Action)
		}
	}
	if i, j := slices.Index(shown, keymap.Accept), slices.Index(shown, keymap.Prev); i < 0 || i > j || !slices.Contains(shown, keymap.Mark) {
		t.Fatalf("on show are %v", shown)
	}
	h.Screen.Do(keymap.Mark)
	h.Screen.Do(keymap.Down)
	if got := words(h.Plain()); !strings.Contains(got, "over 1 example") {
		t.Fatalf("the screen is\n%s", h.Plain())
	}
	h.Screen.Do(keymap.Unpick)
	if got := words(h.Plain()); !strings.Contains(got, "over every example") {
		t.Fatalf("the screen is\n%s", h.Plain())
	}
	driver.CheckFrame(t, h.View(), 60, 12)
}
