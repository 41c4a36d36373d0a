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

// After a pick the query is cleared, and the selection stays on the picked item.
func TestAPickClearsTheQuery(t *testing.T) {
	src := &source{items: makeItems(12), size: 15}
	bench := open(t, src, many)
	bench.focus()
	bench.Type("toxicity 6")
	bench.Keys("enter")
	if !bench.nothingTyped() {
		t.Fatalf("the query is not cleared:\n%s", bench.Plain())
	}
	bench.Keys(" ", " ")
	if got := ids(bench.value); !slices.Equal(got, []string{"id6"}) {
		t.Fatalf("the selection left the picked item: %v\n%s", got, bench.Plain())
	}
	bench.Type("relevance 0")
	bench.Keys("enter")
	if got := ids(bench.value); !slices.Equal(got, []string{"id6", "id0"}) || !bench.nothingTyped() {
		t.Fatalf("picked %v", got)
	}
}

// A pick before the pause cancels the search for the typed text.
func TestAPickCancelsTheSearch(t *testing.T) {
	src := &source{items: makeItems(60), size: 15}
	bench := open(t, src, func(options *pickfield.Options) { options.Many, options.Source.Fixed = true, false })
	bench.focus()
	bench.Type("tox")
	bench.Keys("enter")
	if got := bench.Plain(); strings.Contains(got, "loading") {
		t.Errorf("still loading:\n%s", got)
	}
	bench.Advance(time.Second)
	if slices.Contains(src.asked, "tox@") || len(bench.value) != 1 {
		t.Fatalf("picked %v, asked %v", bench.value, src.asked)
	}
}

func TestPastesManyIDs(t *testing.T) {
	paste := func(opened *bench, words string) {
		opened.Send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(words), Paste: true})
		opened.Settle()
	}
	prefixed := func(options *pickfield.Options) {
		options.Many, options.Source.IsID = true, func(id string) bool { return strings.HasPrefix(id, "ex-") }
	}
	bench := open(t, &source{items: makeItems(3), size: 15}, prefixed)
	bench.focus()
	paste(bench, "ex-1, ex-2\nex-1")
	if got := ids(bench.value); !slices.Equal(got, []string{"ex-1", "ex-2"}) || !bench.nothingTyped() {
		t.Fatalf("picked %v\n%s", got, bench.Plain())
	}
	paste(bench, "ex-3 and more")
	if got := ids(bench.value); len(got) != 2 || !strings.Contains(bench.Plain(), "/ ex-3 and more") {
		t.Fatalf("text was picked as IDs: %v", got)
	}
	bench.Keys("ctrl+u")
	bench.Type("ex-7")
	bench.field.Blur()
	if len(bench.value) != 2 {
		t.Fatalf("text that may not be an ID was picked: %v", bench.value)
	}
	bench.focus()
	paste(bench, "ex-8")
	bench.field.Blur()
	if got := ids(bench.value); !slices.Equal(got, []string{"ex-1", "ex-2", "ex-8"}) {
		t.Fatalf("picked %v", got)
	}
}

// A pick made by the owner gets its name from the loaded list.
func TestAPickOfTheOwnerIsNamedFromTheList(t *testing.T) {
	src := &source{items: makeItems(12), size: 15}
	bench := open(t, src, many)
	bench.focus()
	bench.value = append(bench.value, api.Ref{ID: "id3"})
	bench.field.Load()
	if got := bench.value[0].Name; got == "" {
		t.Error("the pick has no name although the list has it")
	}
}
