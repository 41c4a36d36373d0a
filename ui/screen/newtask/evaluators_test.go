package newtask_test

import (
	"context"
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api"
	"ax-tui/keymap"
	"ax-tui/ui/screen"
	"ax-tui/ui/test/driver"
	"ax-tui/ui/test/harness"
	"ax-tui/ui/text"
)

// counting counts the objects that are loaded one by one.
type counting struct {
	*client
	evaluators, projects, now, most atomic.Int32
}

func (c *counting) GetEvaluator(ctx context.Context, id, version string) (api.Evaluator, error) {
	c.evaluators.Add(1)
	count := c.now.Add(1)
	defer c.now.Add(-1)
	for old := c.most.Load(); count > old && !c.most.CompareAndSwap(old, count); old = c.most.Load() {
	}
	return c.client.GetEvaluator(ctx, id, version)
}

func (c *counting) GetProject(ctx context.Context, id string) (api.Project, error) {
	if c.projects.Add(1) > 20 { // ends an endless loop of requests
		return api.Project{ID: id, Name: "Found", SpaceID: "U3BhY2U6MTphYmNk"}, nil
	}
	return c.client.GetProject(ctx, id)
}

func openCounting(t *testing.T) (*bench, *counting) {
	t.Helper()
	clk := driver.NewClock()
	client, world := account(t, clk)
	counted := &counting{client: client}
	return openClient(t, counted, client, world, clk, options{width: 80, height: 21}), counted
}

func TestAtMostAHundredEvaluatorsAreLoaded(t *testing.T) {
	bench, counting := openCounting(t)
	goToJSON(bench)
	var text strings.Builder
	for i := range 300 {
		fmt.Fprintf(&text, ",\n{\"evaluator_id\": %q}", base64.StdEncoding.EncodeToString(fmt.Appendf(nil, "Evaluator:1:%06d", i)))
	}
	bench.Send(tea.KeyMsg{Type: tea.KeyRunes, Paste: true, Runes: []rune("[" + text.String()[1:] + "]")})
	bench.rest()
	bench.rest()
	bench.wantText("Evaluators picked: + ", "… and 295 more")
	if got := counting.evaluators.Load(); got != 100 {
		t.Errorf("%d evaluators were loaded", got)
	}
	if got := counting.most.Load(); got > 8 {
		t.Errorf("%d evaluators were loaded at once", got)
	}
	bench.Keys("ctrl+b")
	bench.rest()
	bench.wantText("not loaded; only the first 100 evaluators are")
	if got := counting.evaluators.Load(); got != 100 {
		t.Errorf("%d evaluators were loaded, the picker's included", got)
	}
}

func TestMissingTargetIsLoadedOnce(t *testing.T) {
	bench, counting := openCounting(t)
	bench.Type("A")
	bench.Keys("ctrl+s")
	bench.pick("Search Quality")
	bench.Keys("tab")
	bench.Send(tea.KeyMsg{Type: tea.KeyRunes, Paste: true, Runes: []rune("TW9kZWw6OTk5OTphYmNk")})
	bench.rest()
	bench.Keys("enter")
	bench.rest()
	bench.Keys("esc")
	bench.rest()
	if got := counting.projects.Load(); got < 1 || got > 3 { // by the form, and by the field
		t.Errorf("%d projects were loaded", got)
	}
}

func TestPinnedVersionIsLoaded(t *testing.T) {
	bench, counting := openCounting(t)
	goToJSON(bench)
	bench.Keys("esc")
	bench.pick("Relevance")
	bench.wantText("Relevance: template")
	before := counting.evaluators.Load()
	bench.Keys("tab", "enter")
	bench.rest()
	if got := counting.evaluators.Load(); got != before+1 {
		t.Errorf("%d evaluators were loaded for the version", got-before)
	}
	bench.Keys("esc")
	bench.wantText("Relevance: template")
}

func TestPickClearsItsFault(t *testing.T) {
	bench := open(t, options{})
	bench.Type("A")
	bench.Keys("ctrl+s")
	bench.pick("Search Quality")
	bench.Keys("tab")
	bench.pick("support-bot")
	bench.Keys("ctrl+s", "ctrl+s")
	bench.wantText("! choose at least one evaluator")
	bench.pick("Relevance")
	if strings.Contains(bench.Plain(), "choose at least one evaluator") {
		t.Errorf("the fault is still there:\n%s", bench.Plain())
	}
}

// Letters on a choice are the search in the list below it.
func TestLettersOnAChoiceSearchTheList(t *testing.T) {
	clk := driver.NewClock()
	client, world := account(t, clk)
	bench := openWith(t, client, world, clk, options{width: 80, height: 21, deps: spaceDeps(world)})
	bench.Type("A")
	bench.Keys("ctrl+s")
	bench.Type("support-b")
	bench.rest()
	bench.wantText("/ support-b")
	bench.Keys("ctrl+s")
	bench.wantText("3 of 7")
}

// helpLine returns the keys of the help line, and what the screen says about esc.
func (b *bench) helpLine() string {
	var out []string
	keys, likely := keymap.Default(), b.Screen.(screen.Suggester).Likely()
	for _, entry := range keys.Visible(b.Screen.Scopes()) {
		if entry.Action == keymap.Back {
			entry.Short = string(likely[len(likely)-1].Short)
		}
		if entry.Short != "" && b.Screen.Can(entry.Action) {
			out = append(out, entry.First()+" "+entry.Short)
		}
	}
	return strings.Join(out, " · ")
}

func TestHelpLineOfEachStep(t *testing.T) {
	bench := open(t, options{})
	check := func(want string) {
		t.Helper()
		if got := bench.helpLine(); got != want {
			t.Errorf("at\n%s\nhelp %s\nwant %s", bench.Plain(), got, want)
		}
	}
	check("esc leave · ctrl+s next step · ctrl+g review · tab next field · shift+tab previous")
	bench.Type("A")
	bench.Keys("tab")
	check("esc leave · ctrl+s next step · ctrl+g review · tab next field · shift+tab previous · ↓ choose")
	bench.Keys("ctrl+s")
	check("esc back · ctrl+s next step · ctrl+g review · ctrl+b step back · tab next field · shift+tab previous")
	bench.pick("Search Quality")
	check("esc back · ctrl+s next step · ctrl+g review · ctrl+b step back · tab next field · shift+tab previous · ↓ choose")
	bench.Keys("tab")
	bench.pick("support-bot")
	bench.Keys("ctrl+s")
	check("space mark · esc back · ctrl+s next step · ctrl+g review · ctrl+b step back")
	bench.pick("Relevance")
	check("space mark · ctrl+x unpick · esc back · ctrl+s next step · ctrl+g review · ctrl+b step back · tab next field · shift+tab previous")
	bench.Keys("ctrl+s")
	bench.rest()
	check("ctrl+f format · ctrl+e your editor · ctrl+x clear · ctrl+z undo · esc back · ctrl+s next step · ctrl+g review · ctrl+b step back · f2 mapping")
	bench.Type("x")
	bench.rest()
	if likely := bench.Screen.(screen.Suggester).Likely(); !slices.ContainsFunc(likely, func(hint screen.Hint) bool { return hint.Short == "what is missing" }) {
		t.Errorf("with a fault in the text the help line has %+v", likely)
	}
	check("f8 next fault · ctrl+f format · ctrl+e your editor · ctrl+x clear · ctrl+z undo · esc back · ctrl+s next step · ctrl+g review · ctrl+b step back · f2 mapping")
	bench.Keys("backspace", "f2")
	bench.rest()
	check("j next variable · esc back · ctrl+s next step · ctrl+g review · ctrl+b step back · f2 mapping")
	bench.Keys("f2", "ctrl+s", "ctrl+s")
	bench.rest()
	check("ctrl+s create the task · ↓ scroll · y copy command · Y copy body · esc back · ctrl+b step back")
}

// The help line says of esc what it does, on every step of a new task and of a change:
// it leaves the form or goes back in it.
func TestTheWordOfEscIsTrue(t *testing.T) {
	created := open(t, options{})
	fillProjectTask(created)
	changed, _ := openEdit(t, &server{task: projectTask()}, projectTask().ID, 80, 21)
	changed.Type(" 2")
	for name, driven := range map[string]*harness.Harness{"new": created.Harness, "edit": changed} {
		left := 0
		for _, keys := range []string{"1", "1 tab", "2", "3", "4", "4 f2", "5", "5 f2", "6", "7"} {
			number, rest, _ := strings.Cut(keys, " ")
			driven.Send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(number), Alt: true})
			if rest != "" {
				driven.Keys(rest)
			}
			driven.Settle()
			likely := driven.Screen.(screen.Suggester).Likely()
			says := likely[len(likely)-1]
			driven.Keys("esc")
			leaves := len(driven.Boxes) > 0
			if want := map[bool]text.Safe{true: "leave", false: "back"}[leaves]; says.Action != keymap.Back || says.Short != want {
				t.Errorf("%s, %s: the help line says %q of esc, and it is %q", name, keys, says.Short, want)
			}
			if leaves {
				left++
				driven.Advance(time.Second)
				driven.Keys("n")
			}
		}
		if left == 0 || left == 10 {
			t.Errorf("%s: esc leaves the form in %d places", name, left)
		}
	}
}
