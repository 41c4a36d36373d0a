package newtask_test

import (
	"context"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api"
	"ax-tui/keymap"
	"ax-tui/ui/test/driver"
)

// counting counts what is read one by one.
type counting struct {
	*client
	evaluators, projects, now, most atomic.Int32
}

func (c *counting) GetEvaluator(ctx context.Context, id, version string) (api.Evaluator, error) {
	c.evaluators.Add(1)
	n := c.now.Add(1)
	defer c.now.Add(-1)
	for was := c.most.Load(); n > was && !c.most.CompareAndSwap(was, n); was = c.most.Load() {
	}
	return c.client.GetEvaluator(ctx, id, version)
}

func (c *counting) GetProject(ctx context.Context, id string) (api.Project, error) {
	if c.projects.Add(1) > 20 { // whoever asks again and again gets an end
		return api.Project{ID: id, Name: "Found", SpaceID: "U3BhY2U6MTphYmNk"}, nil
	}
	return c.client.GetProject(ctx, id)
}

func openCounting(t *testing.T) (*bench, *counting) {
	t.Helper()
	clk := driver.NewClock()
	c, w := account(t, clk)
	n := &counting{client: c}
	return openClient(t, n, c, w, clk, options{w: 80, h: 21}), n
}

func TestOfManyEvaluatorsAHundredAreRead(t *testing.T) {
	b, n := openCounting(t)
	toJSON(b)
	var text strings.Builder
	for i := range 300 {
		fmt.Fprintf(&text, ",\n{\"evaluator_id\": \"RXZhbHVhdG9yOjE6%06d\"}", i)
	}
	b.Send(tea.KeyMsg{Type: tea.KeyRunes, Paste: true, Runes: []rune("[" + text.String()[1:] + "]")})
	b.rest()
	b.rest()
	b.want("in addition", "… and 295 more")
	if got := n.evaluators.Load(); got != 100 {
		t.Errorf("%d evaluators were read", got)
	}
	if got := n.most.Load(); got > 8 {
		t.Errorf("%d evaluators were read at once", got)
	}
	b.Keys("ctrl+b")
	b.rest()
	b.want("not read; only the first 100 evaluators are")
	if got := n.evaluators.Load(); got != 100 {
		t.Errorf("%d evaluators were read, the picker's included", got)
	}
}

func TestATargetThatCannotBeReadIsAskedForOnce(t *testing.T) {
	b, n := openCounting(t)
	b.Type("A")
	b.Keys("ctrl+s")
	b.pick("Search Quality")
	b.Keys("tab")
	b.Send(tea.KeyMsg{Type: tea.KeyRunes, Paste: true, Runes: []rune("TW9kZWw6OTk5OTphYmNk")})
	b.rest()
	b.Keys("enter")
	b.rest()
	b.Keys("esc")
	b.rest()
	if got := n.projects.Load(); got < 1 || got > 3 { // the form, and the field at each of its looks
		t.Errorf("%d projects were read", got)
	}
}

func TestAPinnedVersionIsRead(t *testing.T) {
	b, n := openCounting(t)
	toJSON(b)
	b.Keys("esc")
	b.pick("Relevance")
	b.want("Relevance: template")
	before := n.evaluators.Load()
	b.Keys("tab", "enter")
	b.rest()
	if got := n.evaluators.Load(); got != before+1 {
		t.Errorf("%d evaluators were read for the version", got-before)
	}
	b.Keys("esc")
	b.want("Relevance: template")
}

func TestAPickMendsItsFault(t *testing.T) {
	b := open(t, options{})
	b.Type("A")
	b.Keys("ctrl+s")
	b.pick("Search Quality")
	b.Keys("tab")
	b.pick("support-bot")
	b.Keys("ctrl+s", "ctrl+s")
	b.want("! choose one evaluator or more")
	b.pick("Relevance")
	if strings.Contains(b.Plain(), "choose one evaluator or more") {
		t.Errorf("the fault is still there:\n%s", b.Plain())
	}
}

func TestAChoiceSaysThatItTakesNoText(t *testing.T) {
	clk := driver.NewClock()
	c, w := account(t, clk)
	b := openWith(t, c, w, clk, options{w: 80, h: 21, deps: space(w)})
	b.Type("A")
	b.Keys("ctrl+s")
	b.Type("s")
	b.Settle()
	if said := b.said(); !strings.Contains(said, "Judge takes no text: ↓ and ↑ choose, tab goes to the next field.") {
		t.Errorf("said %q", said)
	}
	b.Keys("enter")
	b.pick(w.Projects()[0].Name[:4])
	b.want("3 of 7")
}

// helps is what the help line may name, as the frame asks for it.
func (b *bench) helps() string {
	var out []string
	keys := keymap.Default()
	for _, e := range keys.Visible(b.Screen.Scopes()) {
		if e.Short != "" && b.Screen.Can(e.Action) {
			out = append(out, e.First()+" "+e.Short)
		}
	}
	return strings.Join(out, " · ")
}

func TestTheHelpOfEachStepIsTrue(t *testing.T) {
	b := open(t, options{})
	check := func(want string) {
		t.Helper()
		if got := b.helps(); got != want {
			t.Errorf("at\n%s\nhelp %s\nwant %s", b.Plain(), got, want)
		}
	}
	check("esc back · ctrl+s next step · tab next field · shift+tab previous")
	b.Type("A")
	b.Keys("tab")
	check("esc back · ctrl+s next step · tab next field · shift+tab previous · ↓ choose")
	b.Keys("ctrl+s")
	check("ctrl+r try again · esc back · ctrl+s next step · ctrl+b step back · tab next field · shift+tab previous")
	b.pick("Search Quality")
	check("esc back · ctrl+s next step · ctrl+b step back · tab next field · shift+tab previous · ↓ choose")
	b.Keys("tab")
	b.pick("support-bot")
	b.Keys("ctrl+s")
	check("space mark · ctrl+r try again · esc back · ctrl+s next step · ctrl+b step back")
	b.pick("Relevance")
	check("space mark · ctrl+x unpick · ctrl+r try again · esc back · ctrl+s next step · ctrl+b step back · tab next field · shift+tab previous")
	b.Keys("ctrl+s")
	b.rest()
	check("ctrl+f format · ctrl+e your editor · ctrl+z undo · esc back · ctrl+s next step · ctrl+b step back · f2 mapping")
	b.Type("x")
	b.rest()
	check("f8 next fault · ctrl+f format · ctrl+e your editor · ctrl+z undo · esc back · ctrl+s next step · ctrl+b step back · f2 mapping")
	b.Keys("backspace", "f2")
	b.rest()
	check("j next variable · esc back · ctrl+s next step · ctrl+b step back · f2 mapping")
	b.Keys("f2", "ctrl+s", "ctrl+s")
	b.rest()
	check("ctrl+s create the task · ↓ scroll · y copy command · Y copy body · esc back · ctrl+b step back")
}
