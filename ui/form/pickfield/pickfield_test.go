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
	b := open(t, s, nil)
	b.Settle()
	if len(s.asked) != 0 {
		t.Fatalf("asked %v", s.asked)
	}
	b.focus()
	if want := []string{"@"}; !slices.Equal(s.asked, want) {
		t.Fatalf("asked %v, want %v", s.asked, want)
	}
	b.Keys("pgdown", "pgdown")
	if want := []string{"@", "@c15"}; !slices.Equal(s.asked, want) {
		t.Fatalf("near the end asked %v, want %v", s.asked, want)
	}
	b.Keys("end", "end")
	if len(s.asked) != 2 {
		t.Errorf("after the last page asked %v", s.asked)
	}
}

func TestPicksOne(t *testing.T) {
	b := open(t, &source{items: things(5), size: 15}, nil)
	b.focus()
	b.Keys("down", "enter")
	if len(b.value) != 1 || b.value[0].ID != "id1" || !b.f.Done() || b.f.Done() {
		t.Fatalf("picked %v", b.value)
	}
	b.Keys("down", "enter", "enter")
	if len(b.value) != 1 || b.value[0].ID != "id2" {
		t.Errorf("picked %v, want the last one alone", b.value)
	}
	b.Keys("ctrl+x")
	if len(b.value) != 0 {
		t.Errorf("%v is left", b.value)
	}
}

func TestPicksManyInOrder(t *testing.T) {
	b := open(t, &source{items: things(5), size: 15}, many)
	b.focus()
	b.Keys("down", "down", " ", "up", "enter", "up", " ", "down", "enter")
	if got := ids(b.value); !slices.Equal(got, []string{"id2", "id0"}) || b.f.Done() {
		t.Fatalf("picked %v", got)
	}
	if got := b.Plain(); !strings.Contains(got, "2: 評価 2, Relevance 0") || !strings.Contains(got, "評価 2 ✓") {
		t.Errorf("the field is\n%s", got)
	}
	b.f.Blur()
	if got := b.Plain(); strings.Count(got, "\n") != 1 || !strings.Contains(got, "2: 評価 2, Relevance 0") {
		t.Errorf("collapsed it is\n%s", got)
	}
}

func TestTypingAsksTheServerOnceItRests(t *testing.T) {
	s := &source{items: append(things(40), picker.Item{ID: "far", Name: "Zebra check"}), size: 10}
	b := open(t, s, narrows)
	b.focus()
	b.Type("zebra ch")
	b.Settle()
	if len(s.asked) != 1 {
		t.Fatalf("asked while typing: %v", s.asked)
	}
	timers := b.Clock.Timers()
	b.Send(nil)
	b.Send(nil)
	b.Settle()
	if n := b.Clock.Timers(); n != timers {
		t.Errorf("%d timers, %d before anything was typed", n, timers)
	}
	b.Advance(time.Second)
	b.Settle()
	if want := []string{"@", "zebra@"}; !slices.Equal(s.asked, want) {
		t.Fatalf("asked %v, want %v", s.asked, want)
	}
	b.Keys("enter")
	if len(b.value) != 1 || b.value[0].ID != "far" {
		t.Errorf("picked %v; the field is\n%s", b.value, b.Plain())
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
		b := open(t, s, narrows)
		b.focus()
		b.Keys("end", "end", "end")
		if got := b.Plain(); !strings.Contains(got, "the list broke off; there may be more") {
			t.Errorf("%s: the field is\n%s", name, got)
		}
		b.Type("zebra")
		b.Settle()
		b.Advance(time.Second)
		b.Settle()
		b.Keys("enter")
		if len(b.value) != 1 || b.value[0].ID != "far" {
			t.Errorf("%s: picked %v after %v; the field is\n%s", name, b.value, s.asked, b.Plain())
		}
	}
}

func TestPagesOnWhileNothingFits(t *testing.T) {
	s := &source{items: append(things(40), picker.Item{ID: "far", Name: "Zebra"}), size: 10}
	b := open(t, s, nil)
	b.focus()
	b.Type("zeb")
	b.Settle()
	b.Keys("enter")
	if len(b.value) != 1 || b.value[0].ID != "far" || len(s.asked) != 5 {
		t.Errorf("picked %v after %v", b.value, s.asked)
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
			b := open(t, s, narrows)
			b.focus()
			b.Send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(" " + known + "\n"), Paste: true})
			b.Settle()
			if !strings.Contains(b.Plain(), "use this ID") {
				t.Fatalf("the field is\n%s", b.Plain())
			}
			leave(b)
			if len(b.value) != 1 || b.value[0].ID != known || b.value[0].Name != "support-bot" {
				t.Fatalf("picked %+v", b.value)
			}
		})
	}
	s := &source{items: things(3), size: 15}
	b := open(t, s, nil)
	b.focus()
	b.Type(unknown)
	b.Keys("enter")
	if len(b.value) != 1 || b.value[0].ID != unknown || !strings.Contains(b.Plain(), "could not be looked up") {
		t.Errorf("picked %v; the field is\n%s", b.value, b.Plain())
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
	f := pickfield.New(env, &owner, pickfield.Options{Many: true, Value: &value, Source: picker.Source{Load: s.load, Get: s.one}})
	var steps []int
	for cmd := f.Load(); cmd != nil; cmd = f.Load() {
		batch := cmd().(tea.BatchMsg)
		steps = append(steps, len(batch))
		for _, c := range batch {
			c().(picker.Answer).Apply()
		}
	}
	if !slices.Equal(steps, []int{4, 4, 3}) || value[10].Name != "name of id10" {
		t.Errorf("asked in steps of %v; the last one is %v", steps, value[10])
	}
}

func TestNamesOfPrefilledPicks(t *testing.T) {
	s := &source{get: map[string]string{"idX": "from before"}}
	b := open(t, s, func(o *pickfield.Options) { *o.Value = []api.Ref{{ID: "idX"}} })
	b.Send(nil)
	b.Settle()
	if got := b.Plain(); !strings.Contains(got, "from before") {
		t.Errorf("the field is\n%s", got)
	}
}

func TestAFailureKeepsTheRows(t *testing.T) {
	s := &source{items: things(30), size: 15}
	b := open(t, s, nil)
	b.focus()
	s.err = errors.New("the line is down")
	b.Keys("end")
	got := b.Plain()
	if !strings.Contains(got, "ctrl+r tries again") || !strings.Contains(got, "14") {
		t.Fatalf("the field is\n%s", got)
	}
	n := len(s.asked)
	b.Keys("up", "end")
	if len(s.asked) != n {
		t.Errorf("asked again by itself: %v", s.asked)
	}
	s.err = nil
	b.Keys("ctrl+r", "end")
	if !strings.HasSuffix(s.asked[len(s.asked)-1], "@c15") || strings.Contains(b.Plain(), "tries again") {
		t.Errorf("asked %v; the field is\n%s", s.asked, b.Plain())
	}
}

// A server that gives the same cursor again must not be asked for ever.
func TestACursorThatComesAgainEndsTheList(t *testing.T) {
	n := 0
	b := open(t, &source{}, func(o *pickfield.Options) {
		o.Source.Load = func(context.Context, string, string) (page api.Page[picker.Item], err error) {
			if n++; n > 20 {
				return page, errors.New("asked too often")
			}
			page.Next = "again"
			return page, nil
		}
	})
	b.focus()
	if n != 2 {
		t.Errorf("asked %d times", n)
	}
}

// A page of a list that was left is late and changes nothing.
func TestLatePagesAreDropped(t *testing.T) {
	s := &source{items: things(3), size: 15}
	b := open(t, s, nil)
	b.f.Focus()
	late := b.f.Load()
	other := &source{items: []picker.Item{{ID: "o", Name: "other"}}, size: 15}
	b.f.Reset(picker.Source{Load: other.load})
	b.Send(nil)
	b.Settle()
	late().(picker.Answer).Apply()
	if got := b.Plain(); strings.Contains(got, "Relevance") || !strings.Contains(got, "other") {
		t.Errorf("the field is\n%s", got)
	}
}

func TestSitsInAForm(t *testing.T) {
	s := &source{items: things(3), size: 15}
	b := open(t, s, nil)
	name := ""
	fields := []form.Field{form.Input("name", "Name", "", &name), form.PickBy("evaluators", "Evaluators", b.f)}
	f := form.New(harness.New(t, b.Clock).Env.Styles, [][]form.Field{fields}, 50, 20, 0, 0)
	b.f.Blur()
	if f.Jump(0); b.f.Zoom() {
		t.Fatal("has the focus at once")
	}
	f.Step(1)
	b.Send(nil)
	b.Settle()
	f.Write(driver.Key("down"))
	f.Write(driver.Key("enter"))
	f.Paint()
	if len(b.value) != 1 || b.value[0].ID != "id1" || !strings.Contains(driver.Strip(f.View()), "Toxicity 1 ✓") {
		t.Errorf("picked %v; the form is\n%s", b.value, driver.Strip(f.View()))
	}
}

func TestHolds(t *testing.T) {
	keys := []string{"down", "up", "enter", " ", "ctrl+x", "ctrl+r", "a", "e", "backspace", "end", "home", "ctrl+u", "z", "tab"}
	rapid.Check(t, func(rt *rapid.T) {
		s := &source{items: things(rapid.IntRange(0, 40).Draw(rt, "n")), size: rapid.IntRange(1, 20).Draw(rt, "page")}
		b := open(t, s, func(o *pickfield.Options) {
			o.Many, o.Source.Fixed = rapid.Bool().Draw(rt, "many"), rapid.Bool().Draw(rt, "fixed")
		})
		w, h := rapid.IntRange(1, 70).Draw(rt, "w"), rapid.IntRange(1, 14).Draw(rt, "h")
		b.f.SetWidth(w)
		b.f.SetHeight(h)
		b.focus()
		for range rapid.IntRange(0, 8).Draw(rt, "keys") {
			b.Keys(keys[rapid.IntRange(0, len(keys)-1).Draw(rt, "key")])
			if rapid.Bool().Draw(rt, "rest") {
				b.Advance(time.Second)
			}
			if got := strings.Split(b.View(), "\n"); len(got) > max(h, 1) && h > 3 {
				rt.Fatalf("%d lines in a height of %d", len(got), h)
			}
			picked := ids(b.value)
			if slices.Sort(picked); len(slices.Compact(picked)) != len(b.value) {
				rt.Fatalf("a pick stands twice: %v", b.value)
			}
		}
	})
}

func TestGolden(t *testing.T) {
	for look, o := range harness.Themes() {
		for _, size := range []struct{ w, h int }{{58, 10}, {80, 12}, {30, 5}} {
			t.Run(fmt.Sprintf("%s-%dx%d", look, size.w, size.h), func(t *testing.T) {
				b := open(t, &source{items: things(12), size: 6}, many)
				*b.styles = *theme.New(o)
				b.f.Restyle()
				b.f.SetWidth(size.w)
				b.f.SetHeight(size.h)
				b.focus()
				b.Keys("down", " ", "down", " ")
				open := b.View()
				b.f.Blur()
				closed := b.View()
				b.f.SetFault(text.Lit("one custom code evaluator at most"))
				golden.RequireEqual(t, []byte(open+"\n\n"+closed+"\n\n"+b.View()+"\n"))
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
