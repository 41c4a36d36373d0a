package newtask_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api"
	"ax-tui/ui/host"
	"ax-tui/ui/screen/newtask"
	"ax-tui/ui/test/driver"
)

// evaluatorID returns the ID of an evaluator by name.
func evaluatorID(bench *bench, name string) string {
	bench.T.Helper()
	for _, evaluator := range bench.world.Evaluators() {
		if evaluator.Name == name {
			return evaluator.ID
		}
	}
	bench.T.Fatalf("the world has no evaluator %s", name)
	return ""
}

// paste sends text in one message, as a terminal does.
func (b *bench) paste(pasted string) {
	b.Send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(pasted), Paste: true})
	b.rest()
	b.rest()
}

// goToJSON opens the JSON step with nothing picked.
func goToJSON(bench *bench) {
	bench.T.Helper()
	bench.Type("A")
	bench.Keys("ctrl+s")
	bench.pick("Search Quality")
	bench.Keys("tab")
	bench.pick("support-bot")
	bench.Keys("ctrl+s", "ctrl+s", "ctrl+s")
	bench.rest()
	bench.wantText("5 of 7")
}

func TestPicksFollowTheText(t *testing.T) {
	bench := open(t, options{})
	goToJSON(bench)
	bench.paste(`[{"evaluator_id":"` + evaluatorID(bench, "Toxicity") + `"}]`)
	bench.wantText("Evaluators picked: + ", "1 warning", "Toxicity")
	bench.Keys("esc")
	bench.wantText("4 of 7", "1: Toxicity", "Toxicity: template")
	bench.Keys("ctrl+x")
	bench.rest()
	bench.Keys("ctrl+s", "ctrl+s")
	bench.rest()
	if strings.Contains(bench.Plain(), "evaluator_id") {
		t.Fatalf("the unpicked evaluator is still in the text:\n%s", bench.Plain())
	}
}

func TestPicksWaitForValidText(t *testing.T) {
	bench := open(t, options{})
	goToJSON(bench)
	bench.Type("[{")
	bench.rest()
	bench.Keys("esc")
	bench.pick("Relevance")
	bench.wantText("the picks are added when it is corrected")
	bench.Keys("ctrl+s", "ctrl+s")
	bench.Keys("backspace")
	bench.Type("]")
	bench.rest()
	bench.rest()
	bench.wantText(`"input": "attributes.input.value"`)
}

func TestAMegabyteOfJSON(t *testing.T) {
	bench := open(t, options{})
	goToJSON(bench)
	var out strings.Builder
	out.WriteString("[\n")
	for i := 0; out.Len() < 1<<20; i++ {
		fmt.Fprintf(&out, "  {\"evaluator_id\": \"RXZhbHVhdG9yOjIzMDA6%06d\", \"column_mappings\": {\"input\": \"attributes.input.value\"}},\n", i)
	}
	start := time.Now()
	bench.Send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(out.String()), Paste: true})
	bench.View()
	if elapsed := time.Since(start); elapsed > time.Second {
		t.Errorf("the paste took %v", elapsed)
	}
	bench.Keys("x")
	start = time.Now()
	for range 20 {
		bench.Send(driver.Key("x"))
		bench.View()
	}
	if elapsed := time.Since(start) / 20; elapsed > 100*time.Millisecond {
		t.Errorf("a key and a frame take %v", elapsed)
	} else {
		t.Logf("a key and a frame take %v", elapsed)
	}
}

func TestExistingNameIsAWarning(t *testing.T) {
	bench := open(t, options{})
	task := taskWhere(bench, func(task api.Task) bool { return task.ProjectID != "" })
	fillProjectTask(bench)
	for range 6 {
		bench.Keys("esc")
	}
	bench.Keys("ctrl+u")
	for range 20 {
		bench.Keys("backspace")
	}
	bench.Type(task.Name)
	for range 6 {
		bench.Keys("ctrl+s")
		bench.rest()
	}
	bench.wantText("7 of 7", "name")
	if !strings.Contains(oneLine(bench.Plain()), "! ") {
		t.Fatalf("no warning:\n%s", bench.Plain())
	}
}

// failing returns an error for some loads.
type failing struct {
	*client
	spans, evaluators, source error
}

func (f *failing) ListSpans(ctx context.Context, spanQuery api.SpanQuery) (api.Page[api.Span], error) {
	if f.spans != nil {
		return api.Page[api.Span]{}, f.spans
	}
	return f.client.ListSpans(ctx, spanQuery)
}

func (f *failing) GetEvaluator(ctx context.Context, id, version string) (api.Evaluator, error) {
	if f.evaluators != nil {
		return api.Evaluator{}, f.evaluators
	}
	return f.client.GetEvaluator(ctx, id, version)
}

func (f *failing) GetTask(ctx context.Context, id string) (api.Task, error) {
	if f.source != nil {
		return api.Task{}, f.source
	}
	return f.client.GetTask(ctx, id)
}

func TestFailedLoadsDoNotBlockTheForm(t *testing.T) {
	clk := driver.NewClock()
	client, world := account(t, clk)
	over := &failing{client: client, spans: errors.New("no spans today"), evaluators: &api.Error{Kind: api.Server, Status: 503, Detail: "later"}}
	bench := openClient(t, over, client, world, clk, options{width: 80, height: 21})
	bench.Type("A")
	bench.Keys("ctrl+s")
	bench.pick("Search Quality")
	bench.Keys("tab")
	bench.pick("support-bot")
	bench.Keys("ctrl+s")
	bench.pick("Relevance")
	bench.wantText("Relevance could not be loaded (ctrl+r tries again): later")
	bench.Keys("ctrl+s")
	bench.rest()
	bench.wantText("Sample data could not be loaded")
	bench.Keys("f2")
	bench.wantText("no spans today", "ctrl+r tries again")
	over.spans, over.evaluators = nil, nil
	bench.Keys("ctrl+r")
	bench.rest()
	bench.Keys("f2")
	bench.wantText("Found in 50 spans", `"input"`)
	bench.Keys("ctrl+s", "ctrl+s")
	bench.rest()
	bench.Keys("ctrl+s")
	if len(client.sent()) != 1 || len(bench.Moves) != 1 {
		t.Fatalf("sent %d, moves %v; the screen is\n%s", len(client.sent()), bench.Moves, bench.Plain())
	}
}

func TestCopyOfAMissingTask(t *testing.T) {
	clk := driver.NewClock()
	client, world := account(t, clk)
	over := &failing{client: client, source: &api.Error{Kind: api.NotFound, Status: 404, Detail: "no such task"}}
	bench := openClient(t, over, client, world, clk, options{width: 60, height: 13, move: host.Move{Task: api.Task{ID: "VGFzazox"}}})
	bench.wantText("no such task", "ctrl+r tries again.")
	if bench.Screen.Typing() {
		t.Error("typing without a form")
	}
	bench.Keys("esc")
	if bench.Pops != 1 {
		t.Error("esc does not close the form")
	}
}

func TestPastedIDSetsTheSpace(t *testing.T) {
	bench := open(t, options{})
	bench.Type("A")
	bench.Keys("ctrl+s", "tab", "tab")
	for _, project := range bench.world.Projects() {
		if project.Name == "support-bot" {
			bench.paste(project.ID)
		}
	}
	bench.Keys("enter")
	bench.rest()
	bench.wantText("3 of 7")
	bench.Keys("esc")
	bench.wantText("Search Quality")
}

func TestPresetSpaceHasNoField(t *testing.T) {
	clk := driver.NewClock()
	client, world := account(t, clk)
	bench := openWith(t, client, world, clk, options{width: 80, height: 21, deps: spaceDeps(world)})
	bench.Type("A")
	bench.Keys("ctrl+s")
	bench.wantText("2 of 7", "Evaluate")
	if strings.Contains(bench.Plain(), "space of the projects") {
		t.Fatalf("the space is asked for:\n%s", bench.Plain())
	}
	bench.Keys("tab")
	bench.rest()
	bench.wantText("support-bot")
	if strings.Contains(bench.Plain(), "payments-agent") {
		t.Fatalf("another space's project is offered:\n%s", bench.Plain())
	}
}

func TestHiddenFormSetsNoTimers(t *testing.T) {
	bench := open(t, options{})
	goToJSON(bench)
	bench.Type("[]")
	bench.Settle()
	bench.Screen.Hide()
	bench.Advance(time.Minute)
	before := bench.Clock.Timers()
	bench.Send(host.TaskUpdated{})
	bench.Advance(time.Minute)
	if bench.Clock.Timers() > before {
		t.Error("a hidden form sets timers")
	}
	if cmd := bench.Screen.Show(); cmd == nil {
		t.Error("showing the form again loads nothing")
	}
}

func TestClosingDoesNotStopTheRequest(t *testing.T) {
	stored := &drafts{}
	bench := open(t, options{deps: newtask.Deps{Drafts: stored}})
	fillProjectTask(bench)
	bench.Press("ctrl+s")
	bench.Send(host.Pop{})
	bench.Settle()
	if len(bench.client.sent()) != 1 || !strings.Contains(bench.noticeTexts(), "Created: Parcel relevance") || len(bench.Moves) != 0 {
		t.Fatalf("sent %d, notices %q, moves %v", len(bench.client.sent()), bench.noticeTexts(), bench.Moves)
	}
}

func TestTextTypedBeforeTheNextStepCounts(t *testing.T) {
	bench := open(t, options{})
	goToJSON(bench)
	for _, char := range `[{"evaluator_id":"` + evaluatorID(bench, "Toxicity") + `","column_mappings":{"output":"attributes.output.value"}}]` {
		bench.Press(string(char))
	}
	bench.Press("ctrl+s", "ctrl+s")
	bench.Settle()
	bench.wantText("7 of 7", "attributes.output.value")
}

// Unmarking an evaluator says what goes with it only where something was typed.
func TestUnmarkingSaysWhatWasTyped(t *testing.T) {
	for _, typed := range []bool{false, true} {
		bench := open(t, options{})
		goToJSON(bench)
		bench.Keys("esc")
		bench.pick("Relevance")
		bench.Keys("ctrl+s")
		bench.rest()
		if typed {
			bench.Keys("down", "down", "down", "down", "end", "left", "left")
			bench.Type("x")
			bench.rest()
		}
		bench.Keys("esc")
		bench.pick("Relevance")
		if removed := strings.Contains(oneLine(bench.Plain()), "Removed from the JSON with its mappings: Relevance"); removed != typed {
			t.Errorf("typed %v, a note %v:\n%s", typed, removed, bench.Plain())
		}
	}
}
