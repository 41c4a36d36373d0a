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
	p := NewList(bare(), keymap.Default(), options(n))
	p.SetSize(40, 8)
	return p
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
			p := newList(12)
			p.SetState(tt.state)
			for _, k := range tt.keys {
				p.Key(k)
			}
			golden.RequireEqual(t, []byte(ansi.Strip(p.View())+"\n"))
		})
	}
}

func TestListKeys(t *testing.T) {
	p := newList(12)
	if id, done := p.Key(key(tea.KeyEnter)); id != "p0" || !done {
		t.Errorf("enter picked %q, %v", id, done)
	}
	for _, k := range []tea.KeyMsg{typed("jk"), key(tea.KeySpace), typed("q")} {
		k := k
		if k.Type == tea.KeySpace {
			k.Runes = []rune{' '}
		}
		if _, done := p.Key(k); done {
			t.Errorf("%q picked something", k)
		}
	}
	if p.Query() != "jk q" {
		t.Errorf("typed %q, want letters to be letters", p.Query())
	}
	if id, done := p.Key(key(tea.KeyEnter)); done {
		t.Errorf("picked %q though nothing fits", id)
	}
	p.Key(key(tea.KeyBackspace))
	p.Key(key(tea.KeyCtrlW))
	if p.Query() != "" {
		t.Errorf("%q left", p.Query())
	}
	p.Key(typed("a\x1b[2J\nb"))
	if p.Query() != "a b" {
		t.Errorf("pasted text became %q", p.Query())
	}
	p.Key(key(tea.KeyCtrlU))
	p.Key(key(tea.KeyEnd))
	if id, _ := p.Selected(); id != "p11" {
		t.Errorf("end selects %q", id)
	}
	p.Key(key(tea.KeyUp))
	if id, done := p.Key(key(tea.KeyEnter)); id != "p10" || !done {
		t.Errorf("enter picked %q, %v", id, done)
	}
}

func TestListOrder(t *testing.T) {
	p := NewList(bare(), keymap.Default(), []Item{
		{ID: "detail", Name: "alpha", Detail: "support"},
		{ID: "inside", Name: "Checkout Support"},
		{ID: "front", Name: "Support bot"},
		{ID: "not", Name: "golden"},
	})
	p.SetSize(40, 10)
	p.SetQuery("SUPPORT")
	for i, want := range []string{"front", "inside", "detail"} {
		if got, _ := p.Selected(); got != want {
			t.Errorf("place %d: %q, want %q", i, got, want)
		}
		p.Key(key(tea.KeyDown))
	}
	if p.Len() != 3 {
		t.Errorf("%d fit, want 3", p.Len())
	}
}

func TestListKeepsSelectionWhenMoreCome(t *testing.T) {
	p := newList(6)
	p.SetState(State{More: true})
	p.Select("p2")
	p.SetItems(append([]Item{{ID: "new", Name: "a new one"}}, options(30)...))
	if id, _ := p.Selected(); id != "p2" {
		t.Errorf("%q is selected, want p2", id)
	}
	if p.WantsMore() {
		t.Error("wants more far from the end")
	}
	p.Key(key(tea.KeyEnd))
	if !p.WantsMore() {
		t.Error("does not want more at the end")
	}
	p.SetState(State{More: true, Loading: true})
	if p.WantsMore() {
		t.Error("wants more while more is under way")
	}
}

func TestListHolds(t *testing.T) {
	keys := []tea.KeyMsg{
		typed("s"), typed("評"), typed("0"), key(tea.KeyBackspace), key(tea.KeyDown), key(tea.KeyUp), key(tea.KeyPgDown),
		key(tea.KeyPgUp), key(tea.KeyHome), key(tea.KeyEnd), key(tea.KeyCtrlW), key(tea.KeyLeft), key(tea.KeyTab), key(tea.KeyEsc),
	}
	rapid.Check(t, func(t *rapid.T) {
		p := NewList(colour(), keymap.Default(), options(rapid.IntRange(0, 40).Draw(t, "n")))
		w, h := rapid.IntRange(1, 60).Draw(t, "w"), rapid.IntRange(1, 20).Draw(t, "h")
		p.SetSize(w, h)
		for range rapid.IntRange(0, 15).Draw(t, "steps") {
			p.Key(keys[rapid.IntRange(0, len(keys)-1).Draw(t, "key")])
			driver.CheckRoom(t, p.View(), w, h)
			if _, ok := p.Selected(); ok != (p.Len() > 0) {
				t.Fatalf("%d fit, selected %v", p.Len(), ok)
			}
			if p.Len() > 0 && (p.sel < p.top || p.sel >= p.top+p.rows()) {
				t.Fatalf("place %d is not in view from %d", p.sel, p.top)
			}
		}
	})
}

func BenchmarkList10k(b *testing.B) {
	p := newList(10_000)
	p.SetSize(80, 20)
	b.ReportAllocs()
	for b.Loop() {
		p.SetQuery("sup")
		p.View()
	}
}
