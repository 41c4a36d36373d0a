package events

import (
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"go.uber.org/goleak"

	"ax-tui/api"
	"ax-tui/keymap"
	"ax-tui/theme"
	"ax-tui/ui/host"
	"ax-tui/ui/test/driver"
	"ax-tui/ui/text"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// The log is ordered by time and bounded, and the selected event stays selected when
// others come.
func TestLog(t *testing.T) {
	clock, styles := driver.NewClock(), theme.New(theme.Options{})
	env := &host.Env{Ctx: t.Context(), NextID: func() uint64 { return 1 }, Styles: styles, Keys: keymap.Default(), Now: clock.Now, Zone: time.UTC}
	log := &Log{}
	add := func(name text.Safe, ago time.Duration) {
		log.Add(Event{At: clock.Now().Add(-ago), Glyph: "✓", Style: &styles.Text, Text: name, Run: api.Run{ID: string(name)}})
	}
	for range Max {
		add("filler", time.Hour)
	}
	add("second", time.Minute)
	add("third", 2*time.Minute)
	add("first", 0)
	if log.Len() != Max {
		t.Fatalf("%d events", log.Len())
	}
	model := New(env, log)
	lines := strings.Split(driver.Strip(model.View(60, 16)), "\n")
	if len(lines) != 14 || !strings.Contains(lines[1], "▸ 10:30:00 UTC  ✓ first") || !strings.Contains(lines[2], "10:29:00 UTC  ✓ second") || !strings.Contains(lines[3], "third") {
		t.Errorf("the box is\n%s", strings.Join(lines, "\n"))
	}
	driver.CheckRoom(t, model.View(60, 16), 60, 16)
	model.Update(driver.Key("j"))
	add("newest", 0)
	done, result, _ := model.Update(tea.KeyMsg{Type: tea.KeyEnter})
	if move, ok := result.(host.Move); !done || !ok || move.Run.ID != "second" {
		t.Errorf("enter gave %v, %+v", done, result)
	}
}

func TestFind(t *testing.T) {
	clock, styles := driver.NewClock(), theme.New(theme.Options{})
	env := &host.Env{Ctx: t.Context(), NextID: func() uint64 { return 1 }, Styles: styles, Keys: keymap.Default(), Now: clock.Now, Zone: time.UTC}
	log := &Log{}
	for i, name := range []text.Safe{"JSON Shape failed", "Tone of Voice is done", "JSON Shape is done"} {
		log.Add(Event{At: clock.Now().Add(time.Duration(i-5) * time.Minute), Glyph: "✓", Style: &styles.Text, Text: name, Run: api.Run{ID: "R" + string(rune('0'+i))}})
	}
	model := New(env, log)
	press := func(keys ...string) (bool, any) {
		var done bool
		var result tea.Msg
		for _, key := range keys {
			done, result, _ = model.Update(driver.Key(key))
		}
		return done, result
	}
	see := func(wanted, unwanted string) {
		t.Helper()
		frame := driver.Strip(model.View(60, 16))
		driver.CheckRoom(t, model.View(60, 16), 60, 16)
		if !strings.Contains(frame, wanted) || unwanted != "" && strings.Contains(frame, unwanted) {
			t.Errorf("%q is missing or %q is there:\n%s", wanted, unwanted, frame)
		}
	}
	press("/", "j", "s", "o", "n")
	see("2 of 3 events", "Tone")
	press("down", "enter")
	see("find: json   2 of 3 events", "Tone")
	if done, result := press("enter"); !done || result.(host.Move).Run.ID != "R0" {
		t.Errorf("enter gave %v, %+v", done, result)
	}
	press("/", "x", "x")
	see("No event has these words.", "JSON")
	if done, _ := press("enter", "enter", "esc"); done {
		t.Error("esc closed the box instead of the find")
	}
	see("Tone of Voice", "find")
	if done, _ := press("esc"); !done {
		t.Error("esc does not close the box")
	}
}
