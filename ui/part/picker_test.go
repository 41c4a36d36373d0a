package part

import (
	"strconv"
	"testing"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/exp/golden"
	"pgregory.net/rapid"

	"ax-tui/keymap"
	"ax-tui/ui/text"
)

func options(n int) []Option {
	names := []text.Safe{"support-bot", "Search Quality", "評価プロジェクト", "golden-qa", "Checkout Support"}
	var out []Option
	for i := range n {
		out = append(out, Option{
			ID: "p" + strconv.Itoa(i), Label: names[i%len(names)] + text.Safe(" "+strconv.Itoa(i)), Detail: "project",
		})
	}
	return out
}

func typed(s string) tea.KeyMsg { return tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(s)} }

func key(k tea.KeyType) tea.KeyMsg { return tea.KeyMsg{Type: k} }

func newPicker(n int) *Picker {
	p := NewPicker(bare(false), keymap.Default())
	p.SetSize(40, 8)
	p.SetOptions(options(n))
	return p
}

func TestPickerGolden(t *testing.T) {
	for _, tt := range []struct {
		name  string
		keys  []tea.KeyMsg
		state PickerState
	}{
		{"all", nil, PickerState{More: true}},
		{"found", []tea.KeyMsg{typed("sUp"), key(tea.KeyDown)}, PickerState{}},
		{"failed", []tea.KeyMsg{typed("評")}, PickerState{Err: "the list could not be read; r tries again"}},
		{"none", []tea.KeyMsg{typed("zzz")}, PickerState{}},
		{"loading", nil, PickerState{Loading: true, More: true}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := newPicker(12)
			p.SetState(tt.state)
			for _, k := range tt.keys {
				p.Key(k)
			}
			golden.RequireEqual(t, []byte(stripped(p.View())+"\n"))
		})
	}
}

func TestPickerKeys(t *testing.T) {
	p := newPicker(12)
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

func TestPickerOrder(t *testing.T) {
	p := NewPicker(bare(false), keymap.Default())
	p.SetSize(40, 10)
	p.SetOptions([]Option{
		{ID: "detail", Label: "alpha", Detail: "support"}, {ID: "inside", Label: "Checkout Support"},
		{ID: "front", Label: "Support bot"}, {ID: "not", Label: "golden"},
	})
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

func TestPickerKeepsSelectionWhenMoreCome(t *testing.T) {
	p := newPicker(6)
	p.SetState(PickerState{More: true})
	p.Select("p2")
	p.SetOptions(append([]Option{{ID: "new", Label: "a new one"}}, options(30)...))
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
	p.SetState(PickerState{More: true, Loading: true})
	if p.WantsMore() {
		t.Error("wants more while more is under way")
	}
}

func TestPickerHolds(t *testing.T) {
	keys := []tea.KeyMsg{
		typed("s"), typed("評"), typed("0"), key(tea.KeyBackspace), key(tea.KeyDown), key(tea.KeyUp), key(tea.KeyPgDown),
		key(tea.KeyPgUp), key(tea.KeyHome), key(tea.KeyEnd), key(tea.KeyCtrlW), key(tea.KeyLeft), key(tea.KeyTab), key(tea.KeyEsc),
	}
	rapid.Check(t, func(t *rapid.T) {
		p := NewPicker(colour(), keymap.Default())
		p.SetOptions(options(rapid.IntRange(0, 40).Draw(t, "n")))
		w, h := rapid.IntRange(1, 60).Draw(t, "w"), rapid.IntRange(1, 20).Draw(t, "h")
		p.SetSize(w, h)
		for range rapid.IntRange(0, 15).Draw(t, "steps") {
			p.Key(keys[rapid.IntRange(0, len(keys)-1).Draw(t, "key")])
			fitsRoom(t, p.View(), w, h)
			if _, ok := p.Selected(); ok != (p.Len() > 0) {
				t.Fatalf("%d fit, selected %v", p.Len(), ok)
			}
			if p.Len() > 0 && (p.sel < p.top || p.sel >= p.top+p.rows()) {
				t.Fatalf("place %d is not in view from %d", p.sel, p.top)
			}
		}
	})
}

func BenchmarkPicker10k(b *testing.B) {
	p := newPicker(10_000)
	p.SetSize(80, 20)
	b.ReportAllocs()
	for b.Loop() {
		p.SetQuery("sup")
		p.View()
	}
}
