package pickfield_test

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/exp/golden"
	"pgregory.net/rapid"

	"ax-tui/api"
	"ax-tui/theme"
	"ax-tui/ui/form"
	"ax-tui/ui/form/pickfield"
	"ax-tui/ui/host"
	"ax-tui/ui/part/picker"
	"ax-tui/ui/test/driver"
	"ax-tui/ui/test/harness"
	"ax-tui/ui/text"
)

func TestNoRequestsWithoutFocus(t *testing.T) {
	src := &source{items: makeItems(30), size: 15}
	bench := open(t, src, nil)
	bench.Settle()
	if len(src.asked) != 0 {
		t.Fatalf("asked %v", src.asked)
	}
	bench.focus()
	if want := []string{"@"}; !slices.Equal(src.asked, want) {
		t.Fatalf("asked %v, want %v", src.asked, want)
	}
	bench.Keys("pgdown", "pgdown")
	if want := []string{"@", "@c15"}; !slices.Equal(src.asked, want) {
		t.Fatalf("near the end asked %v, want %v", src.asked, want)
	}
	bench.Keys("end", "end")
	if len(src.asked) != 2 {
		t.Errorf("after the last page asked %v", src.asked)
	}
}

func TestPicksOne(t *testing.T) {
	bench := open(t, &source{items: makeItems(5), size: 15}, nil)
	bench.focus()
	bench.Keys("down", "enter")
	if len(bench.value) != 1 || bench.value[0].ID != "id1" || !bench.field.Done() || bench.field.Done() {
		t.Fatalf("picked %v", bench.value)
	}
	bench.Keys("down", "enter", "enter")
	if len(bench.value) != 1 || bench.value[0].ID != "id2" {
		t.Errorf("picked %v, want the last one alone", bench.value)
	}
	bench.Keys("ctrl+x")
	if len(bench.value) != 0 {
		t.Errorf("%v is left", bench.value)
	}
}

// Words with one hit are picked by a key that goes on, and not by one that goes back.
func TestWordsWithOneHit(t *testing.T) {
	for _, back := range []bool{false, true} {
		bench := open(t, &source{items: makeItems(5), size: 15}, many)
		bench.focus()
		bench.Type("Relevance 0")
		if back {
			bench.field.DropWords()
		}
		bench.field.Blur()
		if picked := len(bench.value) == 1; picked == back {
			t.Errorf("going back %v: picked %v", back, ids(bench.value))
		}
	}
}

func TestPicksManyInOrder(t *testing.T) {
	bench := open(t, &source{items: makeItems(5), size: 15}, many)
	bench.focus()
	bench.Keys("down", "down", " ", "up", "enter", "up", " ", "down", "enter")
	if got := ids(bench.value); !slices.Equal(got, []string{"id2", "id0"}) || bench.field.Done() {
		t.Fatalf("picked %v", got)
	}
	if got := bench.Plain(); !strings.Contains(got, "2: 評価 2, Relevance 0") || !strings.Contains(got, "評価 2 ✓") {
		t.Errorf("the field is\n%s", got)
	}
	bench.field.Blur()
	if got := bench.Plain(); strings.Count(got, "\n") != 1 || !strings.Contains(got, "2: 評価 2, Relevance 0") {
		t.Errorf("without focus the field is\n%s", got)
	}
}

func TestTypingSearchesTheServerAfterAPause(t *testing.T) {
	src := &source{items: append(makeItems(40), picker.Item{ID: "far", Name: "Zebra check"}), size: 10}
	bench := open(t, src, searchesServer)
	bench.focus()
	bench.Type("zebra ch")
	bench.Settle()
	if len(src.asked) != 1 {
		t.Fatalf("asked while typing: %v", src.asked)
	}
	timers := bench.Clock.Timers()
	bench.Send(nil)
	bench.Send(nil)
	bench.Settle()
	if count := bench.Clock.Timers(); count != timers {
		t.Errorf("%d timers, %d before anything was typed", count, timers)
	}
	bench.Advance(time.Second)
	bench.Settle()
	if want := []string{"@", "zebra@"}; !slices.Equal(src.asked, want) {
		t.Fatalf("asked %v, want %v", src.asked, want)
	}
	bench.Keys("enter")
	if len(bench.value) != 1 || bench.value[0].ID != "far" {
		t.Errorf("picked %v; the field is\n%s", bench.value, bench.Plain())
	}
}

// An interrupted list is incomplete: the field says so, and searches the server
// for the typed text.
func TestAListThatBrokeOffIsIncomplete(t *testing.T) {
	for name, src := range map[string]*source{
		"no cursor":          {rows: 10},
		"a cursor again":     {rows: 10, broken: "c0"},
		"no rows, no cursor": {rows: 0},
	} {
		src.items, src.size, src.breaks = append(makeItems(40), picker.Item{ID: "far", Name: "Zebra"}), 10, true
		bench := open(t, src, searchesServer)
		bench.focus()
		bench.Keys("end", "end", "end")
		if got := bench.Plain(); !strings.Contains(got, "the list is incomplete; there may be more") {
			t.Errorf("%s: the field is\n%s", name, got)
		}
		bench.Type("zebra")
		bench.Settle()
		bench.Advance(time.Second)
		bench.Settle()
		bench.Keys("enter")
		if len(bench.value) != 1 || bench.value[0].ID != "far" {
			t.Errorf("%s: picked %v after %v; the field is\n%s", name, bench.value, src.asked, bench.Plain())
		}
	}
}

func TestLoadsPagesUntilAnItemMatches(t *testing.T) {
	src := &source{items: append(makeItems(40), picker.Item{ID: "far", Name: "Zebra"}), size: 10}
	bench := open(t, src, nil)
	bench.focus()
	bench.Type("zeb")
	bench.Settle()
	bench.Keys("enter")
	if len(bench.value) != 1 || bench.value[0].ID != "far" || len(src.asked) != 5 {
		t.Errorf("picked %v after %v", bench.value, src.asked)
	}
}

func TestPicksAnID(t *testing.T) {
	known, unknown := base64.StdEncoding.EncodeToString([]byte("Model:1:abcd")), base64.StdEncoding.EncodeToString([]byte("Model:2:zz"))
	for name, leave := range map[string]func(*bench){
		"enter": func(opened *bench) { opened.Keys("enter") },
		"leave": func(opened *bench) { opened.field.Blur(); opened.Send(nil); opened.Settle() },
	} {
		t.Run(name, func(t *testing.T) {
			src := &source{items: makeItems(3), size: 15, get: map[string]string{known: "support-bot"}}
			bench := open(t, src, searchesServer)
			bench.focus()
			bench.Send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(" " + known + "\n"), Paste: true})
			bench.Settle()
			if !strings.Contains(bench.Plain(), "use this ID") {
				t.Fatalf("the field is\n%s", bench.Plain())
			}
			leave(bench)
			if len(bench.value) != 1 || bench.value[0].ID != known || bench.value[0].Name != "support-bot" {
				t.Fatalf("picked %+v", bench.value)
			}
		})
	}
	src := &source{items: makeItems(3), size: 15}
	bench := open(t, src, nil)
	bench.focus()
	bench.Type(unknown)
	bench.Keys("enter")
	if len(bench.value) != 1 || bench.value[0].ID != unknown || !strings.Contains(bench.Plain(), "could not be looked up") {
		t.Errorf("picked %v; the field is\n%s", bench.value, bench.Plain())
	}
	if count := len(src.asked); count != 2 {
		t.Errorf("asked %v, want the list and the ID once each", src.asked)
	}
}

// Many names are requested in small batches until all are known.
func TestNamesAreLoadedInBatches(t *testing.T) {
	src, value := &source{get: map[string]string{}}, []api.Ref{}
	for i := range 11 {
		id := fmt.Sprintf("id%d", i)
		src.get[id] = "name of " + id
		value = append(value, api.Ref{ID: id})
	}
	env := harness.New(t, driver.NewClock()).Env
	owner := host.NewOwner(env)
	field := pickfield.New(env, &owner, pickfield.Options{Many: true, Value: &value, Source: picker.Source{Load: src.load, Get: src.one}})
	var steps []int
	for cmd := field.Load(); cmd != nil; cmd = field.Load() {
		batch := cmd().(tea.BatchMsg)
		steps = append(steps, len(batch))
		for _, cmd := range batch {
			cmd().(picker.Answer).Apply()
		}
	}
	if !slices.Equal(steps, []int{4, 4, 3}) || value[10].Name != "name of id10" {
		t.Errorf("asked in steps of %v; the last one is %v", steps, value[10])
	}
}

func TestNamesOfPrefilledPicks(t *testing.T) {
	src := &source{get: map[string]string{"idX": "from before"}}
	bench := open(t, src, func(options *pickfield.Options) { *options.Value = []api.Ref{{ID: "idX"}} })
	bench.Send(nil)
	bench.Settle()
	if got := bench.Plain(); !strings.Contains(got, "from before") {
		t.Errorf("the field is\n%s", got)
	}
}

func TestAFailureKeepsTheRows(t *testing.T) {
	src := &source{items: makeItems(30), size: 15}
	bench := open(t, src, nil)
	bench.focus()
	src.err = errors.New("the line is down")
	bench.Keys("end")
	got := bench.Plain()
	if !strings.Contains(got, "ctrl+r tries again") || !strings.Contains(got, "14") {
		t.Fatalf("the field is\n%s", got)
	}
	count := len(src.asked)
	bench.Keys("up", "end")
	if len(src.asked) != count {
		t.Errorf("asked again by itself: %v", src.asked)
	}
	src.err = nil
	bench.Keys("ctrl+r", "end")
	if !strings.HasSuffix(src.asked[len(src.asked)-1], "@c15") || strings.Contains(bench.Plain(), "tries again") {
		t.Errorf("asked %v; the field is\n%s", src.asked, bench.Plain())
	}
}

// Pages without an item are read at a pace and not for long.
func TestEmptyPagesEnd(t *testing.T) {
	src := &source{endless: true}
	bench := open(t, src, nil)
	bench.focus()
	if got := len(src.asked); got > 3 {
		t.Errorf("%d requests at once", got)
	}
	bench.Advance(2 * time.Second)
	if got := len(src.asked); got > 15 {
		t.Errorf("%d requests in 2 seconds", got)
	}
	bench.Advance(5 * time.Minute)
	if got := len(src.asked); got < 20 || got > 60 {
		t.Errorf("%d requests in 5 minutes", got)
	}
}

// A server that returns the same cursor again must not be asked endlessly.
func TestARepeatedCursorEndsTheList(t *testing.T) {
	count := 0
	bench := open(t, &source{}, func(options *pickfield.Options) {
		options.Source.Load = func(context.Context, string, string) (page api.Page[picker.Item], err error) {
			if count++; count > 20 {
				return page, errors.New("asked too often")
			}
			page.Next = "again"
			return page, nil
		}
	})
	bench.focus()
	if count != 2 {
		t.Errorf("asked %d times", count)
	}
}

// A late page of a previous list changes nothing.
func TestLatePagesAreDropped(t *testing.T) {
	src := &source{items: makeItems(3), size: 15}
	bench := open(t, src, nil)
	bench.field.Focus()
	late := bench.field.Load()
	other := &source{items: []picker.Item{{ID: "o", Name: "other"}}, size: 15}
	bench.field.Reset(picker.Source{Load: other.load})
	bench.Send(nil)
	bench.Settle()
	late().(picker.Answer).Apply()
	if got := bench.Plain(); strings.Contains(got, "Relevance") || !strings.Contains(got, "other") {
		t.Errorf("the field is\n%s", got)
	}
}

func TestInsideAForm(t *testing.T) {
	src := &source{items: makeItems(3), size: 15}
	bench := open(t, src, nil)
	name := ""
	fields := []form.Field{form.Input("name", "Name", "", &name), form.Pick("evaluators", "Evaluators", bench.field)}
	both := form.New(harness.New(t, bench.Clock).Env.Styles, [][]form.Field{fields}, 50, 20, 0, 0)
	bench.field.Blur()
	if both.Jump(0); bench.field.Zoom() {
		t.Fatal("has the focus immediately")
	}
	both.Step(1)
	bench.Send(nil)
	bench.Settle()
	both.SendKey(driver.Key("down"))
	both.SendKey(driver.Key("enter"))
	both.Redraw()
	if len(bench.value) != 1 || bench.value[0].ID != "id1" || !strings.Contains(driver.Strip(both.View()), "Toxicity 1 ✓") {
		t.Errorf("picked %v; the form is\n%s", bench.value, driver.Strip(both.View()))
	}
}

func TestAnyKeysKeepTheInvariants(t *testing.T) {
	keys := []string{"down", "up", "enter", " ", "ctrl+x", "ctrl+r", "a", "e", "backspace", "end", "home", "ctrl+u", "z", "tab"}
	rapid.Check(t, func(rt *rapid.T) {
		src := &source{items: makeItems(rapid.IntRange(0, 40).Draw(rt, "n")), size: rapid.IntRange(1, 20).Draw(rt, "page")}
		bench := open(t, src, func(options *pickfield.Options) {
			options.Many, options.Source.Fixed = rapid.Bool().Draw(rt, "many"), rapid.Bool().Draw(rt, "fixed")
		})
		width, height := rapid.IntRange(1, 70).Draw(rt, "w"), rapid.IntRange(1, 14).Draw(rt, "h")
		bench.field.SetWidth(width)
		bench.field.SetHeight(height)
		bench.focus()
		for range rapid.IntRange(0, 8).Draw(rt, "keys") {
			bench.Keys(keys[rapid.IntRange(0, len(keys)-1).Draw(rt, "key")])
			if rapid.Bool().Draw(rt, "rest") {
				bench.Advance(time.Second)
			}
			if got := strings.Split(bench.View(), "\n"); len(got) > max(height, 1) && height > 3 {
				rt.Fatalf("%d lines in a height of %d", len(got), height)
			}
			picked := ids(bench.value)
			if slices.Sort(picked); len(slices.Compact(picked)) != len(bench.value) {
				rt.Fatalf("an item is picked twice: %v", bench.value)
			}
		}
	})
}

func TestGolden(t *testing.T) {
	for look, options := range harness.Themes() {
		for _, size := range []struct{ width, height int }{{58, 10}, {80, 12}, {30, 5}} {
			t.Run(fmt.Sprintf("%s-%dx%d", look, size.width, size.height), func(t *testing.T) {
				bench := open(t, &source{items: makeItems(12), size: 6}, many)
				*bench.styles = *theme.New(options)
				bench.field.Restyle()
				bench.field.SetWidth(size.width)
				bench.field.SetHeight(size.height)
				bench.focus()
				bench.Keys("down", " ", "down", " ")
				open := bench.View()
				bench.field.Blur()
				closed := bench.View()
				bench.field.SetFault(text.Lit("at most one custom code evaluator"))
				golden.RequireEqual(t, []byte(open+"\n\n"+closed+"\n\n"+bench.View()+"\n"))
			})
		}
	}
}

func BenchmarkKey2000(b *testing.B) {
	bench := open(b, &source{items: makeItems(2000), size: 2000}, many)
	bench.focus()
	b.ReportAllocs()
	for b.Loop() {
		bench.field.Update(driver.Key("down"))
		bench.field.Update(driver.Key("e"))
		bench.field.Update(driver.Key("backspace"))
		bench.field.View()
	}
}
