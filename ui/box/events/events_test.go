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
