package picker

import (
	"strconv"
	"testing"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/exp/golden"
	"github.com/muesli/termenv"
	"go.uber.org/goleak"
	"pgregory.net/rapid"

	"ax-tui/keymap"
	"ax-tui/theme"
	"ax-tui/ui/test/driver"
	"ax-tui/ui/text"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// bare is a theme without colour, so that goldens are readable.
func bare() *theme.Styles { return theme.New(theme.Options{Dark: true, Profile: termenv.Ascii}) }

func colour() *theme.Styles {
	return theme.New(theme.Options{Dark: true, Profile: termenv.TrueColor})
}

func options(count int) []Item {
	names := []text.Safe{"support-bot", "Search Quality", "評価プロジェクト", "golden-qa", "Checkout Support"}
	var out []Item
	for i := range count {
		out = append(out, Item{
			ID: "p" + strconv.Itoa(i), Name: names[i%len(names)] + text.Safe(" "+strconv.Itoa(i)), Detail: "project",
		})
	}
	return out
}

func typed(letters string) tea.KeyMsg { return tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(letters)} }

func key(k tea.KeyType) tea.KeyMsg { return tea.KeyMsg{Type: k} }

func newList(count int) *List {
	list := NewList(bare(), keymap.Default(), options(count))
	list.SetSize(40, 8)
	return list
}

// The / of the prompt may be pressed first, as in a list; within a query it is text.
func TestThePromptIsNoText(t *testing.T) {
	list := newList(3)
	for _, step := range []struct{ typed, want string }{{"/", ""}, {"a", "a"}, {"/", "a/"}} {
		if list.HandleKey(typed(step.typed)); list.query != step.want {
			t.Errorf("after %q the query is %q, want %q", step.typed, list.query, step.want)
		}
	}
	list = newList(3)
	list.HandleKey(typed("/sup")) // typed quickly: one message
	if list.query != "sup" {
		t.Errorf("after /sup at once the query is %q", list.query)
	}
}

func TestListGolden(t *testing.T) {
	for _, tt := range []struct {
		name  string
		keys  []tea.KeyMsg
		state State
	}{
		{"all", nil, State{More: true}},
		{"found", []tea.KeyMsg{typed("sUp"), key(tea.KeyDown)}, State{}},
		{"failed", []tea.KeyMsg{typed("評")}, State{Err: "the list could not be read; r tries again"}},
		{"none", []tea.KeyMsg{typed("zzz")}, State{}},
		{"loading", nil, State{Loading: true, More: true}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			list := newList(12)
			list.SetState(tt.state)
			for _, key := range tt.keys {
				list.HandleKey(key)
			}
			golden.RequireEqual(t, []byte(ansi.Strip(list.View())+"\n"))
		})
	}
}

func TestListKeys(t *testing.T) {
	list := newList(12)
	if id, done := list.HandleKey(key(tea.KeyEnter)); id != "p0" || !done {
		t.Errorf("enter picked %q, %v", id, done)
	}
	for _, pressed := range []tea.KeyMsg{typed("jk"), key(tea.KeySpace), typed("q")} {
		key := pressed
		if key.Type == tea.KeySpace {
			key.Runes = []rune{' '}
		}
		if _, done := list.HandleKey(key); done {
			t.Errorf("%q picked something", key)
		}
	}
	if list.Query() != "jk q" {
		t.Errorf("typed %q, want letters to be letters", list.Query())
	}
	if id, done := list.HandleKey(key(tea.KeyEnter)); done {
		t.Errorf("picked %q although nothing matches", id)
	}
	list.HandleKey(key(tea.KeyBackspace))
	list.HandleKey(key(tea.KeyCtrlW))
	if list.Query() != "" {
		t.Errorf("%q left", list.Query())
	}
	list.HandleKey(typed("a\x1b[2J\nb"))
	if list.Query() != "a b" {
		t.Errorf("pasted text became %q", list.Query())
	}
	list.HandleKey(key(tea.KeyCtrlU))
	list.HandleKey(key(tea.KeyEnd))
	if id, _ := list.Selected(); id != "p11" {
		t.Errorf("end selects %q", id)
	}
	list.HandleKey(key(tea.KeyUp))
	if id, done := list.HandleKey(key(tea.KeyEnter)); id != "p10" || !done {
		t.Errorf("enter picked %q, %v", id, done)
	}
}

func TestListOrder(t *testing.T) {
	list := NewList(bare(), keymap.Default(), []Item{
		{ID: "detail", Name: "alpha", Detail: "support"},
		{ID: "inside", Name: "Checkout Support"},
		{ID: "front", Name: "Support bot"},
		{ID: "not", Name: "golden"},
	})
	list.SetSize(40, 10)
	list.SetQuery("SUPPORT")
	for i, want := range []string{"front", "inside", "detail"} {
		if got, _ := list.Selected(); got != want {
			t.Errorf("index %d: %q, want %q", i, got, want)
		}
		list.HandleKey(key(tea.KeyDown))
	}
	if list.Len() != 3 {
		t.Errorf("%d match, want 3", list.Len())
	}
}

func TestListKeepsSelectionWhenMoreCome(t *testing.T) {
	list := newList(6)
	list.SetState(State{More: true})
	list.Select("p2")
	list.SetItems(append([]Item{{ID: "new", Name: "a new one"}}, options(30)...))
	if id, _ := list.Selected(); id != "p2" {
		t.Errorf("%q is selected, want p2", id)
	}
	if list.WantsMore() {
		t.Error("wants more items far from the end")
	}
	list.HandleKey(key(tea.KeyEnd))
	if !list.WantsMore() {
		t.Error("does not want more items at the end")
	}
	list.SetState(State{More: true, Loading: true})
	if list.WantsMore() {
		t.Error("wants more items while a request is in flight")
	}
}

func TestListAtAnySize(t *testing.T) {
	keys := []tea.KeyMsg{
		typed("s"), typed("評"), typed("0"), key(tea.KeyBackspace), key(tea.KeyDown), key(tea.KeyUp), key(tea.KeyPgDown),
		key(tea.KeyPgUp), key(tea.KeyHome), key(tea.KeyEnd), key(tea.KeyCtrlW), key(tea.KeyLeft), key(tea.KeyTab), key(tea.KeyEsc),
	}
	rapid.Check(t, func(rt *rapid.T) {
		list := NewList(colour(), keymap.Default(), options(rapid.IntRange(0, 40).Draw(rt, "n")))
		width, height := rapid.IntRange(1, 60).Draw(rt, "w"), rapid.IntRange(1, 20).Draw(rt, "h")
		list.SetSize(width, height)
		for range rapid.IntRange(0, 15).Draw(rt, "steps") {
			list.HandleKey(keys[rapid.IntRange(0, len(keys)-1).Draw(rt, "key")])
			driver.CheckRoom(rt, list.View(), width, height)
			if _, ok := list.Selected(); ok != (list.Len() > 0) {
				rt.Fatalf("%d match, selected %v", list.Len(), ok)
			}
			if list.Len() > 0 && (list.selected < list.top || list.selected >= list.top+list.rows()) {
				rt.Fatalf("index %d is not visible from %d", list.selected, list.top)
			}
		}
	})
}

func BenchmarkList10k(b *testing.B) {
	list := newList(10_000)
	list.SetSize(80, 20)
	b.ReportAllocs()
	for b.Loop() {
		list.SetQuery("sup")
		list.View()
	}
}

func TestBackspaceErasesAGraphemeOfTheQuery(t *testing.T) {
	list := newList(3)
	list.HandleKey(typed("a 👩‍👩‍👧‍👦"))
	if list.HandleKey(key(tea.KeyBackspace)); list.query != "a " {
		t.Errorf("%q is left", list.query)
	}
}
