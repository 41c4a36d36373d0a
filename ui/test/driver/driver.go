// Package driver drives a model in tests as the terminal would: it delivers
// messages, runs the resulting commands until none is running, and controls the
// clock, so that no test sleeps.
//
// Only tests import it.
package driver

import (
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"

	"ax-tui/ui/term"
)

// start is the initial time of every test clock.
var start = time.Date(2026, 3, 1, 10, 30, 0, 0, time.UTC)

// Clock is a manual clock with timers.
type Clock struct {
	mu     sync.Mutex
	now    time.Time
	timers []timer
}

type timer struct {
	at time.Time
	m  tea.Msg
}

// NewClock returns a clock at 2026-03-01 10:30:00 UTC.
func NewClock() *Clock { return &Clock{now: start} }

// Now returns the time of the clock.
func (c *Clock) Now() time.Time { c.mu.Lock(); defer c.mu.Unlock(); return c.now }

// After implements host.Env.After: the message is sent when the clock passes the time.
func (c *Clock) After(delay time.Duration, msg tea.Msg) tea.Cmd {
	at := c.Now().Add(delay)
	return func() tea.Msg {
		c.mu.Lock()
		c.timers = append(c.timers, timer{at, msg})
		c.mu.Unlock()
		return nil
	}
}

// Turn advances only the clock: timers that are due meanwhile fire late, with
// the next Advance.
func (c *Clock) Turn(by time.Duration) { c.mu.Lock(); defer c.mu.Unlock(); c.now = c.now.Add(by) }

// Timers is the number of timers that are set.
func (c *Clock) Timers() int { c.mu.Lock(); defer c.mu.Unlock(); return len(c.timers) }

// next removes the earliest timer that is due and advances the clock to it.
func (c *Clock) next(until time.Time) (tea.Msg, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	slices.SortStableFunc(c.timers, func(left, right timer) int { return left.at.Compare(right.at) })
	if len(c.timers) == 0 || c.timers[0].at.After(until) {
		c.now = until
		return nil, false
	}
	timer := c.timers[0]
	c.timers = c.timers[1:]
	if timer.at.After(c.now) {
		c.now = timer.at
	}
	return timer.m, true
}

// Driver runs one model.
type Driver struct {
	T     testing.TB
	M     tea.Model
	Clock *Clock
	Quit  bool

	messages chan tea.Msg // of finished commands
	running  int
}

// Deadline bounds every wait; exceeding it fails the test.
const Deadline = 10 * time.Second

// New starts the model: Init, then a first size.
func New(t testing.TB, model tea.Model, clock *Clock, width, height int) *Driver {
	t.Helper()
	driver := &Driver{T: t, M: model, Clock: clock, messages: make(chan tea.Msg)}
	driver.run(model.Init())
	driver.Send(tea.WindowSizeMsg{Width: width, Height: height})
	return driver
}

// Send delivers one message and starts the commands it asks for.
func (d *Driver) Send(msg tea.Msg) {
	if _, ok := msg.(tea.QuitMsg); ok {
		d.Quit = true
		return
	}
	var cmd tea.Cmd
	d.M, cmd = d.M.Update(msg)
	d.run(cmd)
}

func (d *Driver) run(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	d.running++
	over := d.T.Context().Done()
	go func() {
		select {
		case d.messages <- cmd():
		case <-over: // the test has ended: drop the message
		}
	}()
}

// deliverNext waits for the message of one command and delivers it.
func (d *Driver) deliverNext() bool {
	d.T.Helper()
	select {
	case msg := <-d.messages:
		d.running--
		d.accept(msg)
		return true
	case <-time.After(Deadline):
		return false
	}
}

func (d *Driver) accept(msg tea.Msg) {
	if msg == nil {
		return
	}
	if cmds, ok := batch(msg); ok {
		for _, cmd := range cmds {
			d.run(cmd)
		}
		return
	}
	d.Send(msg)
}

// batch unpacks tea.Batch and tea.Sequence.
func batch(msg tea.Msg) ([]tea.Cmd, bool) {
	value := reflect.ValueOf(msg)
	if value.Kind() != reflect.Slice || value.Type().Elem() != reflect.TypeFor[tea.Cmd]() {
		return nil, false
	}
	cmds := make([]tea.Cmd, value.Len())
	for i := range cmds {
		cmds[i] = value.Index(i).Interface().(tea.Cmd)
	}
	return cmds, true
}

// Settle waits until no command is running. Timers stay set.
func (d *Driver) Settle() {
	d.T.Helper()
	for d.running > 0 {
		if !d.deliverNext() {
			d.T.Fatalf("%d commands are still running; the screen is\n%s", d.running, d.Plain())
		}
	}
}

// Pass delivers messages for a time of the clock that package time has, which is
// virtual in a bubble of testing/synctest.
func (d *Driver) Pass(wait time.Duration) {
	over := time.After(wait)
	for !d.Quit {
		select {
		case msg := <-d.messages:
			d.running--
			d.accept(msg)
		case <-over:
			return
		}
	}
}

// Until delivers messages until the condition holds.
func (d *Driver) Until(what string, cond func(screen string) bool) {
	d.T.Helper()
	for !cond(d.Plain()) {
		if d.running == 0 || !d.deliverNext() {
			d.T.Fatalf("%s did not appear; the screen is\n%s", what, d.Plain())
		}
	}
}

// UntilText delivers messages until the screen contains the text.
func (d *Driver) UntilText(text string) {
	d.T.Helper()
	d.Until("the text "+text, func(screen string) bool { return strings.Contains(screen, text) })
}

// Advance advances the clock, delivering timers in order and settling after each.
func (d *Driver) Advance(by time.Duration) {
	d.T.Helper()
	until := d.Clock.Now().Add(by)
	for {
		msg, ok := d.Clock.next(until)
		if !ok {
			return
		}
		d.Send(msg)
		d.Settle()
	}
}

// Ring delivers the timers that are due, without waiting for their commands.
func (d *Driver) Ring() {
	d.T.Helper()
	for {
		msg, ok := d.Clock.next(d.Clock.Now())
		if !ok {
			return
		}
		d.Send(msg)
	}
}

// Keys presses keys by name, settling after each: "j", "enter", "ctrl+d", "pgdown".
func (d *Driver) Keys(names ...string) {
	d.T.Helper()
	for _, name := range names {
		d.Send(Key(name))
		d.Settle()
	}
}

// Press presses keys without waiting for their commands.
func (d *Driver) Press(names ...string) {
	for _, name := range names {
		d.Send(Key(name))
	}
}

// Type types text, one key per rune.
func (d *Driver) Type(text string) {
	d.T.Helper()
	for _, char := range text {
		d.Send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune{char}})
	}
}

// View is the frame with its styles.
func (d *Driver) View() string { return d.M.View() }

// Plain is the frame without styles and without blanks at the ends of lines.
func (d *Driver) Plain() string { return Strip(d.M.View()) }

// Strip removes styles and trailing blanks from a frame.
func Strip(text string) string {
	lines := strings.Split(ansi.Strip(text), "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	return strings.Join(lines, "\n")
}

// Key creates a key message from Bubble Tea's name of the key, or "space".
func Key(name string) tea.KeyMsg {
	if name == "space" {
		name = " "
	}
	return term.KeyNamed(name)
}

// Reporter is the part of a test that CheckFrame needs, as *testing.T and *rapid.T have it.
type Reporter interface {
	Helper()
	Errorf(format string, args ...any)
}

// CheckFrame fails the test unless a frame has exactly height lines, none wider than width.
func CheckFrame(reporter Reporter, frame string, width, height int) {
	reporter.Helper()
	if lines := strings.Count(frame, "\n") + 1; lines != height {
		reporter.Errorf("the frame has %d lines, want %d", lines, height)
	}
	CheckRoom(reporter, frame, width, height)
}

// CheckRoom fails the test unless a frame has at most height lines, none wider than width.
func CheckRoom(reporter Reporter, frame string, width, height int) {
	reporter.Helper()
	lines := strings.Split(frame, "\n")
	if len(lines) > height {
		reporter.Errorf("%d lines in %d", len(lines), height)
	}
	for i, line := range lines {
		if got := ansi.StringWidth(line); got > width {
			reporter.Errorf("line %d is %d cells wide, want at most %d: %q", i+1, got, width, ansi.Strip(line))
		}
	}
}
