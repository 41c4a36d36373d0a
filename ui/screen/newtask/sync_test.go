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

// evaluatorID finds an evaluator by name.
func evaluatorID(b *bench, name string) string {
	b.T.Helper()
	for _, evaluator := range b.w.Evaluators() {
		if evaluator.Name == name {
			return evaluator.ID
		}
	}
	b.T.Fatalf("the world has no evaluator %s", name)
	return ""
}

// paste hands text over as a terminal does, in one message.
func (b *bench) paste(s string) {
	b.Send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(s), Paste: true})
	b.rest()
	b.rest()
}

// toJSON walks to the JSON step with nothing picked.
func toJSON(b *bench) {
	b.T.Helper()
	b.Type("A")
	b.Keys("ctrl+s")
	b.pick("Search Quality")
	b.Keys("tab")
	b.pick("support-bot")
	b.Keys("ctrl+s", "ctrl+s", "ctrl+s")
	b.rest()
	b.want("5 of 7")
}

func TestThePicksFollowTheText(t *testing.T) {
	bench := open(t, options{})
	toJSON(bench)
	bench.paste(`[{"evaluator_id":"` + evaluatorID(bench, "Toxicity") + `"}]`)
	bench.want("The picks follow the text, which has in addition", "1 warning", "Toxicity")
	bench.Keys("esc")
	bench.want("4 of 7", "1: Toxicity", "Toxicity: template")
	bench.Keys("ctrl+x")
	bench.rest()
	bench.Keys("ctrl+s", "ctrl+s")
	bench.rest()
	if strings.Contains(bench.Plain(), "evaluator_id") {
		t.Fatalf("the unpicked evaluator is still in the text:\n%s", bench.Plain())
	}
}

func TestPicksWaitForATextWithAFault(t *testing.T) {
	bench := open(t, options{})
	toJSON(bench)
	bench.Type("[{")
	bench.rest()
	bench.Keys("esc")
	bench.pick("Relevance")
	bench.want("the picks wait until it is mended")
	bench.Keys("ctrl+s", "ctrl+s")
	bench.Keys("backspace")
	bench.Type("]")
	bench.rest()
	bench.rest()
	bench.want(`"input": "attributes.input.value"`)
}

func TestAMegabyteOfJSON(t *testing.T) {
	bench := open(t, options{})
	toJSON(bench)
	var out strings.Builder
	out.WriteString("[\n")
	for i := 0; out.Len() < 1<<20; i++ {
		fmt.Fprintf(&out, "  {\"evaluator_id\": \"RXZhbHVhdG9yOjIzMDA6%06d\", \"column_mappings\": {\"input\": \"attributes.input.value\"}},\n", i)
	}
	began := time.Now()
	bench.Send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(out.String()), Paste: true})
	bench.View()
	if d := time.Since(began); d > time.Second {
		t.Errorf("the paste took %v", d)
	}
	bench.Keys("x")
	began = time.Now()
	for range 20 {
		bench.Send(driver.Key("x"))
		bench.View()
	}
	if d := time.Since(began) / 20; d > 100*time.Millisecond {
		t.Errorf("a key and a frame take %v", d)
	} else {
		t.Logf("a key and a frame take %v", d)
	}
}

func TestANameThatIsTakenIsAWarning(t *testing.T) {
	bench := open(t, options{})
	task := taskWhere(bench, func(task api.Task) bool { return task.ProjectID != "" })
	project(bench)
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
	bench.want("7 of 7", "name")
	if !strings.Contains(words(bench.Plain()), "! ") {
		t.Fatalf("no warning:\n%s", bench.Plain())
	}
}

// failing answers some reads with an error.
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

func (f *failing) GetEvaluator(ctx context.Context, id, v string) (api.Evaluator, error) {
	if f.evaluators != nil {
		return api.Evaluator{}, f.evaluators
	}
	return f.client.GetEvaluator(ctx, id, v)
}

func (f *failing) GetTask(ctx context.Context, id string) (api.Task, error) {
	if f.source != nil {
		return api.Task{}, f.source
	}
	return f.client.GetTask(ctx, id)
}

func TestReadsThatFailNeverStopTheForm(t *testing.T) {
	clk := driver.NewClock()
	client, world := account(t, clk)
	f := &failing{client: client, spans: errors.New("no spans today"), evaluators: &api.Error{Kind: api.Server, Status: 503, Detail: "later"}}
	bench := openClient(t, f, client, world, clk, options{w: 80, h: 21})
	bench.Type("A")
	bench.Keys("ctrl+s")
	bench.pick("Search Quality")
	bench.Keys("tab")
	bench.pick("support-bot")
	bench.Keys("ctrl+s")
	bench.pick("Relevance")
	bench.want("Relevance could not be read (ctrl+r tries again): later")
	bench.Keys("ctrl+s")
	bench.rest()
	bench.want("Sample data could not be read")
	bench.Keys("f2")
	bench.want("no spans today", "ctrl+r tries again")
	f.spans, f.evaluators = nil, nil
	bench.Keys("ctrl+r")
	bench.rest()
	bench.Keys("f2")
	bench.want("Found in 50 spans", `"input"`)
	bench.Keys("ctrl+s", "ctrl+s")
	bench.rest()
	bench.Keys("ctrl+s")
	if len(client.sent()) != 1 || len(bench.Moves) != 1 {
		t.Fatalf("sent %d, moves %v; the screen is\n%s", len(client.sent()), bench.Moves, bench.Plain())
	}
}

func TestACopyWhoseTaskCannotBeRead(t *testing.T) {
	clk := driver.NewClock()
	client, world := account(t, clk)
	f := &failing{client: client, source: &api.Error{Kind: api.NotFound, Status: 404, Detail: "no such task"}}
	bench := openClient(t, f, client, world, clk, options{w: 60, h: 13, move: host.Move{Task: api.Task{ID: "VGFzazox"}}})
	bench.want("no such task", "ctrl+r tries again.")
	if bench.Screen.Typing() {
		t.Error("typing without a form")
	}
	bench.Keys("esc")
	if bench.Pops != 1 {
		t.Error("esc does not lead back")
	}
}

func TestAnIDThatIsPastedBringsItsSpace(t *testing.T) {
	bench := open(t, options{})
	bench.Type("A")
	bench.Keys("ctrl+s", "tab", "tab")
	for _, project := range bench.w.Projects() {
		if project.Name == "support-bot" {
			bench.paste(project.ID)
		}
	}
	bench.Keys("enter")
	bench.rest()
	bench.want("3 of 7")
	bench.Keys("esc")
	bench.want("Search Quality")
}

func TestAPresetSpaceIsNotAskedFor(t *testing.T) {
	clk := driver.NewClock()
	client, world := account(t, clk)
	bench := openWith(t, client, world, clk, options{w: 80, h: 21, deps: space(world)})
	bench.Type("A")
	bench.Keys("ctrl+s")
	bench.want("2 of 7", "Judge")
	if strings.Contains(bench.Plain(), "where to look") {
		t.Fatalf("the space is asked for:\n%s", bench.Plain())
	}
	bench.Keys("tab")
	bench.rest()
	bench.want("support-bot")
	if strings.Contains(bench.Plain(), "payments-agent") {
		t.Fatalf("another space's project is offered:\n%s", bench.Plain())
	}
}

func TestAHiddenFormAsksNothing(t *testing.T) {
	bench := open(t, options{})
	toJSON(bench)
	bench.Type("[]")
	bench.Settle()
	bench.Screen.Hide()
	bench.Advance(time.Minute)
	before := bench.Clock.Timers()
	bench.Send(host.TaskSeen{})
	bench.Advance(time.Minute)
	if bench.Clock.Timers() > before {
		t.Error("a hidden form sets timers")
	}
	if cmd := bench.Screen.Show(); cmd == nil {
		t.Error("coming back catches up with nothing")
	}
}

func TestClosingDoesNotStopTheRequest(t *testing.T) {
	d := &drafts{}
	bench := open(t, options{deps: newtask.Deps{Drafts: d}})
	project(bench)
	bench.Press("ctrl+s")
	bench.Send(host.Pop{})
	bench.Settle()
	if len(bench.c.sent()) != 1 || !strings.Contains(bench.said(), "Created: Parcel relevance") || len(bench.Moves) != 0 {
		t.Fatalf("sent %d, notices %q, moves %v", len(bench.c.sent()), bench.said(), bench.Moves)
	}
}

func TestTextTypedJustBeforeGoingOnCounts(t *testing.T) {
	bench := open(t, options{})
	toJSON(bench)
	for _, r := range `[{"evaluator_id":"` + evaluatorID(bench, "Toxicity") + `","column_mappings":{"output":"attributes.output.value"}}]` {
		bench.Press(string(r))
	}
	bench.Press("ctrl+s", "ctrl+s")
	bench.Settle()
	bench.want("7 of 7", "attributes.output.value")
}
