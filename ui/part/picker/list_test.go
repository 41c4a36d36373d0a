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

// bare is a theme whose frames have no colour, so that goldens can be read.
func bare() *theme.Styles { return theme.New(theme.Options{Dark: true, Profile: termenv.Ascii}) }

func colour() *theme.Styles {
	return theme.New(theme.Options{Dark: true, Profile: termenv.TrueColor})
}

func options(n int) []Item {
	names := []text.Safe{"support-bot", "Search Quality", "評価プロジェクト", "golden-qa", "Checkout Support"}
	var out []Item
	for i := range n {
		out = append(out, Item{
			ID: "p" + strconv.Itoa(i), Name: names[i%len(names)] + text.Safe(" "+strconv.Itoa(i)), Detail: "project",
		})
	}
	return out
}

func typed(s string) tea.KeyMsg { return tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(s)} }

func key(k tea.KeyType) tea.KeyMsg { return tea.KeyMsg{Type: k} }

func newList(n int) *List {
	list := NewList(bare(), keymap.Default(), options(n))
	list.SetSize(40, 8)
	return list
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
				list.Key(key)
			}
			golden.RequireEqual(t, []byte(ansi.Strip(list.View())+"\n"))
		})
	}
}

func TestListKeys(t *testing.T) {
	list := newList(12)
	if id, done := list.Key(key(tea.KeyEnter)); id != "p0" || !done {
		t.Errorf("enter picked %q, %v", id, done)
	}
	for _, k := range []tea.KeyMsg{typed("jk"), key(tea.KeySpace), typed("q")} {
		key := k
		if key.Type == tea.KeySpace {
			key.Runes = []rune{' '}
		}
		if _, done := list.Key(key); done {
			t.Errorf("%q picked something", key)
		}
	}
	if list.Query() != "jk q" {
		t.Errorf("typed %q, want letters to be letters", list.Query())
	}
	if id, done := list.Key(key(tea.KeyEnter)); done {
		t.Errorf("picked %q though nothing fits", id)
	}
	list.Key(key(tea.KeyBackspace))
	list.Key(key(tea.KeyCtrlW))
	if list.Query() != "" {
		t.Errorf("%q left", list.Query())
	}
	list.Key(typed("a\x1b[2J\nb"))
	if list.Query() != "a b" {
		t.Errorf("pasted text became %q", list.Query())
	}
	list.Key(key(tea.KeyCtrlU))
	list.Key(key(tea.KeyEnd))
	if id, _ := list.Selected(); id != "p11" {
		t.Errorf("end selects %q", id)
	}
	list.Key(key(tea.KeyUp))
	if id, done := list.Key(key(tea.KeyEnter)); id != "p10" || !done {
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
			t.Errorf("place %d: %q, want %q", i, got, want)
		}
		list.Key(key(tea.KeyDown))
	}
	if list.Len() != 3 {
		t.Errorf("%d fit, want 3", list.Len())
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
		t.Error("wants more far from the end")
	}
	list.Key(key(tea.KeyEnd))
	if !list.WantsMore() {
		t.Error("does not want more at the end")
	}
	list.SetState(State{More: true, Loading: true})
	if list.WantsMore() {
		t.Error("wants more while more is under way")
	}
}

func TestListHolds(t *testing.T) {
	keys := []tea.KeyMsg{
		typed("s"), typed("評"), typed("0"), key(tea.KeyBackspace), key(tea.KeyDown), key(tea.KeyUp), key(tea.KeyPgDown),
		key(tea.KeyPgUp), key(tea.KeyHome), key(tea.KeyEnd), key(tea.KeyCtrlW), key(tea.KeyLeft), key(tea.KeyTab), key(tea.KeyEsc),
	}
	rapid.Check(t, func(t *rapid.T) {
		list := NewList(colour(), keymap.Default(), options(rapid.IntRange(0, 40).Draw(t, "n")))
		w, h := rapid.IntRange(1, 60).Draw(t, "w"), rapid.IntRange(1, 20).Draw(t, "h")
		list.SetSize(w, h)
		for range rapid.IntRange(0, 15).Draw(t, "steps") {
			list.Key(keys[rapid.IntRange(0, len(keys)-1).Draw(t, "key")])
			driver.CheckRoom(t, list.View(), w, h)
			if _, ok := list.Selected(); ok != (list.Len() > 0) {
				t.Fatalf("%d fit, selected %v", list.Len(), ok)
			}
			if list.Len() > 0 && (list.sel < list.top || list.sel >= list.top+list.rows()) {
				t.Fatalf("place %d is not in view from %d", list.sel, list.top)
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
