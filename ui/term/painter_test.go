package term

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
)

// slow is a terminal that completes each write only on request.
type slow struct {
	mu      sync.Mutex
	got     bytes.Buffer
	started chan struct{} // one for each write that has begun
	release chan struct{} // one for each write that may end
}

func newSlow() *slow {
	return &slow{started: make(chan struct{}, 99), release: make(chan struct{}, 99)}
}

func (s *slow) Write(data []byte) (int, error) {
	s.started <- struct{}{}
	<-s.release
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.got.Write(data)
}

func (s *slow) text() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.got.String()
}

func paintTo(t *testing.T, out io.Writer) *painter {
	painter := newPainter(out, func(error) {})
	stop, done := make(chan struct{}), make(chan struct{})
	go func() {
		painter.loop(stop)
		close(done)
	}()
	t.Cleanup(func() {
		close(stop)
		<-done
	})
	return painter
}

func TestASlowTerminalSkipsFramesAndShowsTheLast(t *testing.T) {
	out := newSlow()
	painter := paintTo(t, out)
	painter.post(frame{view: "frame 0", width: 20, height: 1})
	<-out.started
	for i := 1; i <= 50; i++ {
		painter.post(frame{view: fmt.Sprint("frame ", i), width: 20, height: 1})
		painter.raw(fmt.Sprintf("\x1b]2;%d\x07", i))
	}
	idle := make(chan struct{})
	if painter.idle(func() { close(idle) }) {
		t.Fatalf("idle while a write is stuck")
	}
	for range 3 {
		out.release <- struct{}{}
	}
	<-idle
	got := out.text()
	if count := strings.Count(got, "H"); count != 2 { // each begins by placing the cursor
		t.Errorf("%d frames were drawn, want 2: %q", count, got)
	}
	if !strings.Contains(got, "50") || strings.Count(got, "\x1b]2;") != 50 {
		t.Errorf("some output was lost: %q", got)
	}
}

// An update that may reach the terminal in pieces is shown as a whole.
func TestLongUpdatesAreMarked(t *testing.T) {
	for name, tc := range map[string]struct {
		bytes int
		mark  bool
	}{"short": {100, false}, "long": {1000, true}} {
		t.Run(name, func(t *testing.T) {
			var out bytes.Buffer
			painter := newPainter(&out, func(error) {})
			painter.post(frame{view: strings.Repeat("x", tc.bytes), width: 2000, height: 1})
			painter.draw()
			got := out.String()
			if strings.HasPrefix(got, syncBegin) != tc.mark || strings.HasSuffix(got, syncEnd) != tc.mark {
				t.Errorf("%d bytes: %.20q … %q", tc.bytes, got, got[len(got)-10:])
			}
		})
	}
}

func TestAnUnchangedFrameWritesNothing(t *testing.T) {
	out := newSlow()
	painter := paintTo(t, out)
	for range 9 {
		out.release <- struct{}{}
	}
	done := make(chan struct{}, 9)
	for range 3 {
		painter.post(frame{view: "the same", width: 20, height: 1})
		if !painter.idle(func() { done <- struct{}{} }) {
			<-done
		}
	}
	if count := len(out.started); count != 1 {
		t.Errorf("%d writes for three equal frames", count)
	}
}

func TestLeavingAStuckTerminalIsBounded(t *testing.T) {
	out := newSlow()
	painter := paintTo(t, out)
	painter.post(frame{view: "x", width: 5, height: 1})
	<-out.started
	from := time.Now()
	if painter.hold(leaveSeq, 10*time.Millisecond) {
		t.Errorf("hold reports success on a stuck terminal")
	}
	if took := time.Since(from); took > time.Second {
		t.Errorf("it took %v", took)
	}
	out.release <- struct{}{}
	out.release <- struct{}{}
}

func TestNothingIsDrawnWhileHeld(t *testing.T) {
	out := newSlow()
	for range 9 {
		out.release <- struct{}{}
	}
	painter := paintTo(t, out)
	painter.hold("<leave>", time.Second)
	painter.post(frame{view: "hidden", width: 9, height: 1})
	painter.raw("<raw>")
	painter.draw() // as in the loop
	if got := out.text(); got != "<leave>" {
		t.Errorf("written while held: %q", got)
	}
	done := make(chan struct{})
	painter.release("<enter>", time.Second)
	if !painter.idle(func() { close(done) }) {
		<-done
	}
	if got := out.text(); !strings.HasPrefix(got, "<leave><enter>") || !strings.Contains(got, "hidden") || !strings.HasSuffix(got, "<raw>") {
		t.Errorf("written afterwards: %q", got)
	}
}

func TestAFailedWriteIsReported(t *testing.T) {
	gone := make(chan error, 1)
	painter := newPainter(broken{}, func(err error) { gone <- err })
	painter.post(frame{view: "x", width: 5, height: 1})
	painter.draw()
	if err := <-gone; !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("reported %v", err)
	}
}

type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }

func TestSafeKeepsPanicsOfAllKindsOfCommands(t *testing.T) {
	boom := func() tea.Msg { panic(errors.New("boom")) }
	fine := func() tea.Msg { return "fine" }
	var run func(cmd tea.Cmd) []string
	run = func(cmd tea.Cmd) (out []string) {
		if cmd == nil {
			return nil
		}
		msg := cmd()
		if cmds, ok := asCmds(msg); ok {
			for _, cmd := range cmds {
				out = append(out, run(cmd)...)
			}
			return out
		}
		if panicMsg, ok := msg.(PanicMsg); ok {
			return []string{"panic " + panicMsg.Err.Error()}
		}
		return []string{fmt.Sprint(msg)}
	}
	var log bytes.Buffer
	cmd := safe(tea.Batch(fine, boom, tea.Sequence(boom, nil, tea.Batch(boom, fine), fine)), slog.New(slog.NewTextHandler(&log, nil)))
	if got := strings.Join(run(cmd), ", "); got != "fine, panic boom, panic boom, panic boom, fine, fine" {
		t.Errorf("got %s", got)
	}
	if count := strings.Count(log.String(), "painter_test.go"); count < 3 {
		t.Errorf("the log has %d stacks of 3", count)
	}
	if safe(nil, slog.Default()) != nil {
		t.Errorf("no command became one")
	}
}

// asCmds unpacks a batch or a sequence, whose type Bubble Tea does not export.
func asCmds(msg tea.Msg) ([]tea.Cmd, bool) {
	if batchMsg, ok := msg.(tea.BatchMsg); ok {
		return batchMsg, true
	}
	if !strings.HasSuffix(fmt.Sprintf("%T", msg), "sequenceMsg") {
		return nil, false
	}
	var cmds []tea.Cmd
	value := reflect.ValueOf(msg)
	for i := range value.Len() {
		cmds = append(cmds, value.Index(i).Interface().(tea.Cmd))
	}
	return cmds, true
}

// faulty panics at the first write and works afterwards.
type faulty struct{ out []byte }

func (f *faulty) Write(data []byte) (int, error) {
	if f.out == nil {
		f.out = []byte{}
		panic("a panic while painting")
	}
	f.out = append(f.out, data...)
	return len(data), nil
}

// After a panic while painting the session can still write its last bytes.
func TestPenIsReleasedAfterAPanic(t *testing.T) {
	writer := &faulty{}
	painter := newPainter(writer, func(error) {})
	painter.raw("x")
	func() {
		defer func() { _ = recover() }()
		painter.draw()
	}()
	if !painter.hold("the end", time.Second) || string(writer.out) != "the end" {
		t.Fatalf("the last bytes were not written: %q", writer.out)
	}
}
