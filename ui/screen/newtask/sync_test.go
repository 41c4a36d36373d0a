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
	for _, e := range b.w.Evaluators() {
		if e.Name == name {
			return e.ID
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
	b := open(t, options{})
	toJSON(b)
	b.paste(`[{"evaluator_id":"` + evaluatorID(b, "Toxicity") + `"}]`)
	b.want("The picks follow the text, which has in addition", "1 warning", "Toxicity")
	b.Keys("esc")
	b.want("4 of 7", "1: Toxicity", "Toxicity: template")
	b.Keys("ctrl+x")
	b.rest()
	b.Keys("ctrl+s", "ctrl+s")
	b.rest()
	if strings.Contains(b.Plain(), "evaluator_id") {
		t.Fatalf("the unpicked evaluator is still in the text:\n%s", b.Plain())
	}
}

func TestPicksWaitForATextWithAFault(t *testing.T) {
	b := open(t, options{})
	toJSON(b)
	b.Type("[{")
	b.rest()
	b.Keys("esc")
	b.pick("Relevance")
	b.want("the picks wait until it is mended")
	b.Keys("ctrl+s", "ctrl+s")
	b.Keys("backspace")
	b.Type("]")
	b.rest()
	b.rest()
	b.want(`"input": "attributes.input.value"`)
}

func TestAMegabyteOfJSON(t *testing.T) {
	b := open(t, options{})
	toJSON(b)
	var s strings.Builder
	s.WriteString("[\n")
	for i := 0; s.Len() < 1<<20; i++ {
		fmt.Fprintf(&s, "  {\"evaluator_id\": \"RXZhbHVhdG9yOjIzMDA6%06d\", \"column_mappings\": {\"input\": \"attributes.input.value\"}},\n", i)
	}
	began := time.Now()
	b.Send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(s.String()), Paste: true})
	b.View()
	if d := time.Since(began); d > time.Second {
		t.Errorf("the paste took %v", d)
	}
	b.Keys("x")
	began = time.Now()
	for range 20 {
		b.Send(driver.Key("x"))
		b.View()
	}
	if d := time.Since(began) / 20; d > 100*time.Millisecond {
		t.Errorf("a key and a frame take %v", d)
	} else {
		t.Logf("a key and a frame take %v", d)
	}
}

func TestANameThatIsTakenIsAWarning(t *testing.T) {
	b := open(t, options{})
	task := taskWhere(b, func(k api.Task) bool { return k.ProjectID != "" })
	project(b)
	for range 6 {
		b.Keys("esc")
	}
	b.Keys("ctrl+u")
	for range 20 {
		b.Keys("backspace")
	}
	b.Type(task.Name)
	for range 6 {
		b.Keys("ctrl+s")
		b.rest()
	}
	b.want("7 of 7", "name")
	if !strings.Contains(words(b.Plain()), "! ") {
		t.Fatalf("no warning:\n%s", b.Plain())
	}
}

// failing answers some reads with an error.
type failing struct {
	*client
	spans, evaluators, source error
}

func (f *failing) ListSpans(ctx context.Context, q api.SpanQuery) (api.Page[api.Span], error) {
	if f.spans != nil {
		return api.Page[api.Span]{}, f.spans
	}
	return f.client.ListSpans(ctx, q)
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
	c, w := account(t, clk)
	f := &failing{client: c, spans: errors.New("no spans today"), evaluators: &api.Error{Kind: api.Server, Status: 503, Detail: "later"}}
	b := openClient(t, f, c, w, clk, options{w: 80, h: 21})
	b.Type("A")
	b.Keys("ctrl+s")
	b.pick("Search Quality")
	b.Keys("tab")
	b.pick("support-bot")
	b.Keys("ctrl+s")
	b.pick("Relevance")
	b.want("Relevance could not be read (ctrl+r tries again): later")
	b.Keys("ctrl+s")
	b.rest()
	b.want("Sample data could not be read")
	b.Keys("f2")
	b.want("no spans today", "ctrl+r tries again")
	f.spans, f.evaluators = nil, nil
	b.Keys("ctrl+r")
	b.rest()
	b.Keys("f2")
	b.want("Found in 50 spans", `"input"`)
	b.Keys("ctrl+s", "ctrl+s")
	b.rest()
	b.Keys("ctrl+s")
	if len(c.sent()) != 1 || len(b.Moves) != 1 {
		t.Fatalf("sent %d, moves %v; the screen is\n%s", len(c.sent()), b.Moves, b.Plain())
	}
}

func TestACopyWhoseTaskCannotBeRead(t *testing.T) {
	clk := driver.NewClock()
	c, w := account(t, clk)
	f := &failing{client: c, source: &api.Error{Kind: api.NotFound, Status: 404, Detail: "no such task"}}
	b := openClient(t, f, c, w, clk, options{w: 60, h: 13, move: host.Move{Task: api.Task{ID: "VGFzazox"}}})
	b.want("no such task", "ctrl+r tries again.")
	if b.Screen.Typing() {
		t.Error("typing without a form")
	}
	b.Keys("esc")
	if b.Pops != 1 {
		t.Error("esc does not lead back")
	}
}

func TestAnIDThatIsPastedBringsItsSpace(t *testing.T) {
	b := open(t, options{})
	b.Type("A")
	b.Keys("ctrl+s", "tab", "tab")
	for _, p := range b.w.Projects() {
		if p.Name == "support-bot" {
			b.paste(p.ID)
		}
	}
	b.Keys("enter")
	b.rest()
	b.want("3 of 7")
	b.Keys("esc")
	b.want("Search Quality")
}

func TestAPresetSpaceIsNotAskedFor(t *testing.T) {
	clk := driver.NewClock()
	c, w := account(t, clk)
	b := openWith(t, c, w, clk, options{w: 80, h: 21, deps: space(w)})
	b.Type("A")
	b.Keys("ctrl+s")
	b.want("2 of 7", "Judge")
	if strings.Contains(b.Plain(), "where to look") {
		t.Fatalf("the space is asked for:\n%s", b.Plain())
	}
	b.Keys("tab")
	b.rest()
	b.want("support-bot")
	if strings.Contains(b.Plain(), "payments-agent") {
		t.Fatalf("another space's project is offered:\n%s", b.Plain())
	}
}

func TestAHiddenFormAsksNothing(t *testing.T) {
	b := open(t, options{})
	toJSON(b)
	b.Type("[]")
	b.Settle()
	b.Screen.Hide()
	b.Advance(time.Minute)
	before := b.Clock.Timers()
	b.Send(host.TaskSeen{})
	b.Advance(time.Minute)
	if b.Clock.Timers() > before {
		t.Error("a hidden form sets timers")
	}
	if cmd := b.Screen.Show(); cmd == nil {
		t.Error("coming back catches up with nothing")
	}
}

func TestClosingDoesNotStopTheRequest(t *testing.T) {
	d := &drafts{}
	b := open(t, options{deps: newtask.Deps{Drafts: d}})
	project(b)
	b.Press("ctrl+s")
	b.Send(host.Pop{})
	b.Settle()
	if len(b.c.sent()) != 1 || !strings.Contains(b.said(), "Created: Parcel relevance") || len(b.Moves) != 0 {
		t.Fatalf("sent %d, notices %q, moves %v", len(b.c.sent()), b.said(), b.Moves)
	}
}

func TestTextTypedJustBeforeGoingOnCounts(t *testing.T) {
	b := open(t, options{})
	toJSON(b)
	for _, r := range `[{"evaluator_id":"` + evaluatorID(b, "Toxicity") + `","column_mappings":{"output":"attributes.output.value"}}]` {
		b.Press(string(r))
	}
	b.Press("ctrl+s", "ctrl+s")
	b.Settle()
	b.want("7 of 7", "attributes.output.value")
}
