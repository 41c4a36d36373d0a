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

func TestAsksNothingUntilItHasTheFocus(t *testing.T) {
	s := &source{items: things(30), size: 15}
	bench := open(t, s, nil)
	bench.Settle()
	if len(s.asked) != 0 {
		t.Fatalf("asked %v", s.asked)
	}
	bench.focus()
	if want := []string{"@"}; !slices.Equal(s.asked, want) {
		t.Fatalf("asked %v, want %v", s.asked, want)
	}
	bench.Keys("pgdown", "pgdown")
	if want := []string{"@", "@c15"}; !slices.Equal(s.asked, want) {
		t.Fatalf("near the end asked %v, want %v", s.asked, want)
	}
	bench.Keys("end", "end")
	if len(s.asked) != 2 {
		t.Errorf("after the last page asked %v", s.asked)
	}
}

func TestPicksOne(t *testing.T) {
	bench := open(t, &source{items: things(5), size: 15}, nil)
	bench.focus()
	bench.Keys("down", "enter")
	if len(bench.value) != 1 || bench.value[0].ID != "id1" || !bench.f.Done() || bench.f.Done() {
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

func TestPicksManyInOrder(t *testing.T) {
	bench := open(t, &source{items: things(5), size: 15}, many)
	bench.focus()
	bench.Keys("down", "down", " ", "up", "enter", "up", " ", "down", "enter")
	if got := ids(bench.value); !slices.Equal(got, []string{"id2", "id0"}) || bench.f.Done() {
		t.Fatalf("picked %v", got)
	}
	if got := bench.Plain(); !strings.Contains(got, "2: 評価 2, Relevance 0") || !strings.Contains(got, "評価 2 ✓") {
		t.Errorf("the field is\n%s", got)
	}
	bench.f.Blur()
	if got := bench.Plain(); strings.Count(got, "\n") != 1 || !strings.Contains(got, "2: 評価 2, Relevance 0") {
		t.Errorf("collapsed it is\n%s", got)
	}
}

func TestTypingAsksTheServerOnceItRests(t *testing.T) {
	s := &source{items: append(things(40), picker.Item{ID: "far", Name: "Zebra check"}), size: 10}
	bench := open(t, s, narrows)
	bench.focus()
	bench.Type("zebra ch")
	bench.Settle()
	if len(s.asked) != 1 {
		t.Fatalf("asked while typing: %v", s.asked)
	}
	timers := bench.Clock.Timers()
	bench.Send(nil)
	bench.Send(nil)
	bench.Settle()
	if n := bench.Clock.Timers(); n != timers {
		t.Errorf("%d timers, %d before anything was typed", n, timers)
	}
	bench.Advance(time.Second)
	bench.Settle()
	if want := []string{"@", "zebra@"}; !slices.Equal(s.asked, want) {
		t.Fatalf("asked %v, want %v", s.asked, want)
	}
	bench.Keys("enter")
	if len(bench.value) != 1 || bench.value[0].ID != "far" {
		t.Errorf("picked %v; the field is\n%s", bench.value, bench.Plain())
	}
}

// A list that broke off is not all there is: it says so, and the words typed
// are asked of the server.
func TestAListThatBrokeOffIsNotAllThereIs(t *testing.T) {
	for name, s := range map[string]*source{
		"no cursor":          {rows: 10},
		"a cursor again":     {rows: 10, broken: "c0"},
		"no rows, no cursor": {rows: 0},
	} {
		s.items, s.size, s.breaks = append(things(40), picker.Item{ID: "far", Name: "Zebra"}), 10, true
		bench := open(t, s, narrows)
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
			t.Errorf("%s: picked %v after %v; the field is\n%s", name, bench.value, s.asked, bench.Plain())
		}
	}
}

func TestPagesOnWhileNothingFits(t *testing.T) {
	s := &source{items: append(things(40), picker.Item{ID: "far", Name: "Zebra"}), size: 10}
	bench := open(t, s, nil)
	bench.focus()
	bench.Type("zeb")
	bench.Settle()
	bench.Keys("enter")
	if len(bench.value) != 1 || bench.value[0].ID != "far" || len(s.asked) != 5 {
		t.Errorf("picked %v after %v", bench.value, s.asked)
	}
}

func TestTakesAnID(t *testing.T) {
	known, unknown := base64.StdEncoding.EncodeToString([]byte("Model:1:abcd")), base64.StdEncoding.EncodeToString([]byte("Model:2:zz"))
	for name, leave := range map[string]func(*bench){
		"enter": func(b *bench) { b.Keys("enter") },
		"leave": func(b *bench) { b.f.Blur(); b.Send(nil); b.Settle() },
	} {
		t.Run(name, func(t *testing.T) {
			s := &source{items: things(3), size: 15, get: map[string]string{known: "support-bot"}}
			bench := open(t, s, narrows)
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
	s := &source{items: things(3), size: 15}
	bench := open(t, s, nil)
	bench.focus()
	bench.Type(unknown)
	bench.Keys("enter")
	if len(bench.value) != 1 || bench.value[0].ID != unknown || !strings.Contains(bench.Plain(), "could not be looked up") {
		t.Errorf("picked %v; the field is\n%s", bench.value, bench.Plain())
	}
	if n := len(s.asked); n != 2 {
		t.Errorf("asked %v, want the list and the ID once each", s.asked)
	}
}

// Many names are asked for a few at a time, and all of them in the end.
func TestNamesAFewAtATime(t *testing.T) {
	s, value := &source{get: map[string]string{}}, []api.Ref{}
	for i := range 11 {
		id := fmt.Sprintf("id%d", i)
		s.get[id] = "name of " + id
		value = append(value, api.Ref{ID: id})
	}
	env := harness.New(t, driver.NewClock()).Env
	owner := host.NewOwner(env)
	field := pickfield.New(env, &owner, pickfield.Options{Many: true, Value: &value, Source: picker.Source{Load: s.load, Get: s.one}})
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
	s := &source{get: map[string]string{"idX": "from before"}}
	bench := open(t, s, func(options *pickfield.Options) { *options.Value = []api.Ref{{ID: "idX"}} })
	bench.Send(nil)
	bench.Settle()
	if got := bench.Plain(); !strings.Contains(got, "from before") {
		t.Errorf("the field is\n%s", got)
	}
}

func TestAFailureKeepsTheRows(t *testing.T) {
	s := &source{items: things(30), size: 15}
	bench := open(t, s, nil)
	bench.focus()
	s.err = errors.New("the line is down")
	bench.Keys("end")
	got := bench.Plain()
	if !strings.Contains(got, "ctrl+r tries again") || !strings.Contains(got, "14") {
		t.Fatalf("the field is\n%s", got)
	}
	n := len(s.asked)
	bench.Keys("up", "end")
	if len(s.asked) != n {
		t.Errorf("asked again by itself: %v", s.asked)
	}
	s.err = nil
	bench.Keys("ctrl+r", "end")
	if !strings.HasSuffix(s.asked[len(s.asked)-1], "@c15") || strings.Contains(bench.Plain(), "tries again") {
		t.Errorf("asked %v; the field is\n%s", s.asked, bench.Plain())
	}
}

// A server that gives the same cursor again must not be asked for ever.
func TestACursorThatComesAgainEndsTheList(t *testing.T) {
	n := 0
	bench := open(t, &source{}, func(options *pickfield.Options) {
		options.Source.Load = func(context.Context, string, string) (page api.Page[picker.Item], err error) {
			if n++; n > 20 {
				return page, errors.New("asked too often")
			}
			page.Next = "again"
			return page, nil
		}
	})
	bench.focus()
	if n != 2 {
		t.Errorf("asked %d times", n)
	}
}

// A page of a list that was left is late and changes nothing.
func TestLatePagesAreDropped(t *testing.T) {
	s := &source{items: things(3), size: 15}
	bench := open(t, s, nil)
	bench.f.Focus()
	late := bench.f.Load()
	other := &source{items: []picker.Item{{ID: "o", Name: "other"}}, size: 15}
	bench.f.Reset(picker.Source{Load: other.load})
	bench.Send(nil)
	bench.Settle()
	late().(picker.Answer).Apply()
	if got := bench.Plain(); strings.Contains(got, "Relevance") || !strings.Contains(got, "other") {
		t.Errorf("the field is\n%s", got)
	}
}

func TestSitsInAForm(t *testing.T) {
	s := &source{items: things(3), size: 15}
	bench := open(t, s, nil)
	name := ""
	fields := []form.Field{form.Input("name", "Name", "", &name), form.PickBy("evaluators", "Evaluators", bench.f)}
	f := form.New(harness.New(t, bench.Clock).Env.Styles, [][]form.Field{fields}, 50, 20, 0, 0)
	bench.f.Blur()
	if f.Jump(0); bench.f.Zoom() {
		t.Fatal("has the focus at once")
	}
	f.Step(1)
	bench.Send(nil)
	bench.Settle()
	f.Write(driver.Key("down"))
	f.Write(driver.Key("enter"))
	f.Paint()
	if len(bench.value) != 1 || bench.value[0].ID != "id1" || !strings.Contains(driver.Strip(f.View()), "Toxicity 1 ✓") {
		t.Errorf("picked %v; the form is\n%s", bench.value, driver.Strip(f.View()))
	}
}

func TestHolds(t *testing.T) {
	keys := []string{"down", "up", "enter", " ", "ctrl+x", "ctrl+r", "a", "e", "backspace", "end", "home", "ctrl+u", "z", "tab"}
	rapid.Check(t, func(rt *rapid.T) {
		s := &source{items: things(rapid.IntRange(0, 40).Draw(rt, "n")), size: rapid.IntRange(1, 20).Draw(rt, "page")}
		bench := open(t, s, func(options *pickfield.Options) {
			options.Many, options.Source.Fixed = rapid.Bool().Draw(rt, "many"), rapid.Bool().Draw(rt, "fixed")
		})
		w, h := rapid.IntRange(1, 70).Draw(rt, "w"), rapid.IntRange(1, 14).Draw(rt, "h")
		bench.f.SetWidth(w)
		bench.f.SetHeight(h)
		bench.focus()
		for range rapid.IntRange(0, 8).Draw(rt, "keys") {
			bench.Keys(keys[rapid.IntRange(0, len(keys)-1).Draw(rt, "key")])
			if rapid.Bool().Draw(rt, "rest") {
				bench.Advance(time.Second)
			}
			if got := strings.Split(bench.View(), "\n"); len(got) > max(h, 1) && h > 3 {
				rt.Fatalf("%d lines in a height of %d", len(got), h)
			}
			picked := ids(bench.value)
			if slices.Sort(picked); len(slices.Compact(picked)) != len(bench.value) {
				rt.Fatalf("a pick stands twice: %v", bench.value)
			}
		}
	})
}

func TestGolden(t *testing.T) {
	for look, options := range harness.Themes() {
		for _, size := range []struct{ w, h int }{{58, 10}, {80, 12}, {30, 5}} {
			t.Run(fmt.Sprintf("%s-%dx%d", look, size.w, size.h), func(t *testing.T) {
				bench := open(t, &source{items: things(12), size: 6}, many)
				*bench.styles = *theme.New(options)
				bench.f.Restyle()
				bench.f.SetWidth(size.w)
				bench.f.SetHeight(size.h)
				bench.focus()
				bench.Keys("down", " ", "down", " ")
				open := bench.View()
				bench.f.Blur()
				closed := bench.View()
				bench.f.SetFault(text.Lit("one custom code evaluator at most"))
				golden.RequireEqual(t, []byte(open+"\n\n"+closed+"\n\n"+bench.View()+"\n"))
			})
		}
	}
}

func BenchmarkKey2000(b *testing.B) {
	bb := open(b, &source{items: things(2000), size: 2000}, many)
	bb.focus()
	b.ReportAllocs()
	for b.Loop() {
		bb.f.Update(driver.Key("down"))
		bb.f.Update(driver.Key("e"))
		bb.f.Update(driver.Key("backspace"))
		bb.f.View()
	}
}
