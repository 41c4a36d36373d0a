package pickfield_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api"
	"ax-tui/ui/form/pickfield"
)

func (b *bench) nothingTyped() bool { return strings.Contains(b.Plain(), "type to find") }

// After a pick the next name begins anew, and the highlight stays on what was picked.
func TestAPickClearsTheWords(t *testing.T) {
	s := &source{items: things(12), size: 15}
	b := open(t, s, many)
	b.focus()
	b.Type("toxicity 6")
	b.Keys("enter")
	if !b.nothingTyped() {
		t.Fatalf("the words stay:\n%s", b.Plain())
	}
	b.Keys(" ", " ")
	if got := ids(b.value); !slices.Equal(got, []string{"id6"}) {
		t.Fatalf("the highlight has left what was picked: %v\n%s", got, b.Plain())
	}
	b.Type("relevance 0")
	b.Keys("enter")
	if got := ids(b.value); !slices.Equal(got, []string{"id6", "id0"}) || !b.nothingTyped() {
		t.Fatalf("picked %v", got)
	}
}

// A pick made while typing has not rested yet: what rests then is not asked for.
func TestAPickForgetsTheRest(t *testing.T) {
	s := &source{items: things(60), size: 15}
	b := open(t, s, func(o *pickfield.Options) { o.Many, o.Source.Fixed = true, false })
	b.focus()
	b.Type("tox")
	b.Keys("enter")
	if got := b.Plain(); strings.Contains(got, "loading") {
		t.Errorf("it still waits:\n%s", got)
	}
	b.Advance(time.Second)
	if slices.Contains(s.asked, "tox@") || len(b.value) != 1 {
		t.Fatalf("picked %v, asked %v", b.value, s.asked)
	}
}

func TestPastesManyIDs(t *testing.T) {
	paste := func(b *bench, words string) {
		b.Send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(words), Paste: true})
		b.Settle()
	}
	digits := func(o *pickfield.Options) {
		o.Many, o.Source.IsID = true, func(s string) bool { return strings.HasPrefix(s, "ex-") }
	}
	b := open(t, &source{items: things(3), size: 15}, digits)
	b.focus()
	paste(b, "ex-1, ex-2\nex-1")
	if got := ids(b.value); !slices.Equal(got, []string{"ex-1", "ex-2"}) || !b.nothingTyped() {
		t.Fatalf("picked %v\n%s", got, b.Plain())
	}
	paste(b, "ex-3 and more")
	if got := ids(b.value); len(got) != 2 || !strings.Contains(b.Plain(), "/ ex-3 and more") {
		t.Fatalf("words are taken for IDs: %v", got)
	}
	b.Keys("ctrl+u")
	b.Type("ex-7")
	b.f.Blur()
	if len(b.value) != 2 {
		t.Fatalf("what may be words is taken for an ID: %v", b.value)
	}
	b.focus()
	paste(b, "ex-8")
	b.f.Blur()
	if got := ids(b.value); !slices.Equal(got, []string{"ex-1", "ex-2", "ex-8"}) {
		t.Fatalf("picked %v", got)
	}
}

// The owner may pick something after the list has come: its name is known.
func TestAPickOfTheOwnerTakesItsNameFromTheList(t *testing.T) {
	s := &source{items: things(12), size: 15}
	b := open(t, s, many)
	b.focus()
	b.value = append(b.value, api.Ref{ID: "id3"})
	b.f.Load()
	if got := b.value[0].Name; got == "" {
		t.Error("the pick has no name although the list has it")
	}
}
