//go:build !windows

package term_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"go.uber.org/goleak"

	"ax-tui/ui/term"
	"ax-tui/ui/test/pty"
)

// probe gives the path under which this binary is the test program.
var probe = sync.OnceValues(func() (string, error) {
	self, err := os.Executable()
	if err != nil {
		return "", err
	}
	dir, err := os.MkdirTemp("", "ax-tui-term")
	if err != nil {
		return "", err
	}
	path := filepath.Join(dir, "probe")
	return path, os.Symlink(self, path)
})

func TestMain(m *testing.M) {
	if filepath.Base(os.Args[0]) == "probe" {
		runProbe()
		return
	}
	goleak.VerifyTestMain(m, goleak.Cleanup(func(code int) {
		if path, err := probe(); err == nil {
			_ = os.RemoveAll(filepath.Dir(path))
		}
		os.Exit(code)
	}))
}

func start(t *testing.T, o pty.Options, args ...string) *pty.Session {
	t.Helper()
	t.Parallel()
	path, err := probe()
	if err != nil {
		t.Fatalf("there is no test program: %v", err)
	}
	o.Argv = append([]string{path}, args...)
	return pty.Start(t, o)
}

func ready(t *testing.T) *pty.Session {
	t.Helper()
	s := start(t, pty.Options{W: 80, H: 24, Silent: true})
	s.WaitText("ready 80x24")
	return s
}

// press types a key and waits for what it brings.
func press(s *pty.Session, key, text string) {
	s.Type(key)
	s.WaitText(text)
}

// brings types keys one after the other, each of which brings a text.
func brings(t *testing.T, keys ...[2]string) {
	t.Helper()
	s := ready(t)
	for _, k := range keys {
		press(s, k[0], k[1])
	}
	quit(t, s)
}

func quit(t *testing.T, s *pty.Session) {
	t.Helper()
	s.Type("q")
	if code := s.ExitCode(); code != 0 {
		t.Errorf("exit code %d after q", code)
	}
	s.CheckRestored()
}

func TestFirstFrameOnASilentTerminal(t *testing.T) {
	s := ready(t)
	raw := s.Raw()
	frame := bytes.Index(raw, []byte("ready"))
	if at, ok := s.Arrived(frame); !ok || at > time.Second {
		t.Errorf("the first frame took %v", at)
	}
	for _, ask := range []string{"\x1b]11;?", "\x1b]10;?", "\x1b[6n", "\x1b[c"} {
		if i := bytes.Index(raw, []byte(ask)); i >= 0 && i < frame {
			t.Errorf("%q was written before the first frame", ask)
		}
	}
	s.WaitRaw(frame, "\x1b]11;?\x07")
	quit(t, s)
}

func TestARunThatOnlyPrintsWritesNoEscape(t *testing.T) {
	s := start(t, pty.Options{Silent: true}, "version")
	exits(t, s, 0)
	if got := string(s.Raw()); got != "probe 1\r\n" {
		t.Errorf("it wrote %q", got)
	}
}

func TestBackgroundIsLearntFromTheTerminal(t *testing.T) {
	s := start(t, pty.Options{})
	s.WaitText("notice: dark=true")
	s.WaitText("keys=0")
	quit(t, s)
}

func TestInput(t *testing.T) {
	for name, c := range map[string]struct{ send, want string }{
		"four at once":       {"jjjj", "keys=4\nlast: j j j j"},
		"arrows at once":     {strings.Repeat("\x1b[A\x1b[B", 6), "last: " + strings.Repeat("up down ", 5) + "up down"},
		"two escapes":        {"\x1b\x1b", "keys=2\nlast: esc esc"},
		"escape":             {"\x1b", "keys=1\nlast: esc"},
		"alt":                {"\x1bx", "keys=1\nlast: alt+x"},
		"paste among keys":   {"a\x1b[200~one\r\ntwo\rj\x1b[A\x1b[201~b", `keys=3` + "\n" + `last: a paste(12,"one\ntwo\nj\x1b[A") b`},
		"reply among keys":   {"a\x1b]11;rgb:ffff/ffff/ffff\x1b\\b", "keys=2\nlast: a b\nnotice: dark=false"},
		"other replies":      {"a\x1bP>|term 1\x1b\\b\x1b_Gi=1;OK\x1b\\c", "keys=3\nlast: a b c"},
		"runes":              {"é中", "keys=2\nlast: é 中"},
		"stray end of paste": {"a\x1b[201~b", "keys=2\nlast: a b"},
	} {
		t.Run(name, func(t *testing.T) {
			s := ready(t)
			s.Send(c.send)
			s.WaitFor(func(screen string) bool { return strings.Contains(screen, c.want) }, c.want)
			quit(t, s)
		})
	}
}

func TestLongPasteIsFastAndWhole(t *testing.T) {
	s := ready(t)
	s.Paste(strings.Repeat("0123456789abcde\n", 1<<16))
	from := time.Now()
	s.WaitText("paste(1048576,")
	if took := time.Since(from); took > time.Second { // the aim is 100 ms; the machine may be busy
		t.Errorf("1 MB took %v", took)
	}
	s.WaitText("keys=1")
	quit(t, s)
}

func TestManyKeysAtOnceAreNotLostAndPaintFewFrames(t *testing.T) {
	s := ready(t)
	before := s.Bytes()
	s.Send(strings.Repeat("\x1b[B", 300))
	s.WaitText("keys=300")
	if n := bytes.Count(s.Raw()[before:], []byte("H")); n < 1 || n > 150 { // each places the cursor
		t.Errorf("%d frames for 300 keys", n)
	}
	quit(t, s)
}

func TestNothingIsWrittenWhenNothingChanged(t *testing.T) {
	s := ready(t)
	s.WaitRaw(0, "\x1b]11;?\x07")
	before := s.Bytes()
	s.Send("\x1b[201~\x1b[?1;2c") // reach the program, change nothing
	s.Type("T")
	s.WaitRaw(before, "a title\x07")
	quit(t, s)
}

func TestEndings(t *testing.T) {
	for name, c := range map[string]struct {
		act  func(s *pty.Session)
		code int
		says string
	}{
		"SIGTERM":         {func(s *pty.Session) { s.Signal(syscall.SIGTERM) }, 143, ""},
		"SIGINT":          {func(s *pty.Session) { s.Signal(syscall.SIGINT) }, 130, ""},
		"SIGHUP":          {func(s *pty.Session) { s.Signal(syscall.SIGHUP) }, 129, ""},
		"SIGQUIT":         {func(s *pty.Session) { s.Signal(syscall.SIGQUIT) }, 131, ""},
		"panic in Update": {func(s *pty.Session) { s.Type("U") }, 1, "broken in Update"},
		"stuck Update":    {func(s *pty.Session) { s.Type("S"); s.WaitText("stuck"); s.Signal(syscall.SIGTERM) }, 143, ""},
	} {
		t.Run(name, func(t *testing.T) {
			s := ready(t)
			c.act(s)
			if code := s.ExitCode(); code != c.code {
				t.Errorf("exit code %d, want %d", code, c.code)
			}
			s.CheckRestored()
			if !strings.Contains(s.Screen(), c.says) {
				t.Errorf("the screen does not say %q:\n%s", c.says, s.Screen())
			}
		})
	}
}

func TestPanicInInitRestores(t *testing.T) {
	failsAtOnce(t, "panic-init", "broken in Init")
}

func TestCancelledContextEnds(t *testing.T) {
	failsAtOnce(t, "cancel", "deadline exceeded")
}

// exits checks how the program ends.
func exits(t *testing.T, s *pty.Session, want int) {
	t.Helper()
	if code := s.ExitCode(); code != want {
		t.Errorf("exit code %d, want %d", code, want)
	}
}

// failsAtOnce starts the program in a mode that ends it with this text.
func failsAtOnce(t *testing.T, mode, text string) {
	t.Helper()
	s := start(t, pty.Options{Silent: true}, mode)
	exits(t, s, 1)
	s.CheckRestored()
	s.WaitText(text)
}

func TestPanicInACommandIsANotice(t *testing.T) {
	brings(t, [2]string{"C", "fault: broken in a command"}, [2]string{"B", "fault: broken in a batch"})
}

func TestHangUpEndsSoon(t *testing.T) {
	s := ready(t)
	from := time.Now()
	s.HangUp()
	exits(t, s, 129)
	if took := time.Since(from); took > time.Second {
		t.Errorf("it took %v to end", took)
	}
}

func TestResizeStorm(t *testing.T) {
	s := ready(t)
	press(s, "j", "keys=1")
	before := s.Screen()
	for i := range 30 {
		s.Resize(1+i*3, 1+i)
	}
	s.Resize(1, 1)
	s.Resize(80, 24)
	s.WaitFor(func(screen string) bool { return screen == before }, "the same screen as before")
	quit(t, s)
}

func TestTinyTerminals(t *testing.T) {
	s := start(t, pty.Options{W: 1, H: 1, Silent: true})
	s.WaitText("r")
	s.Resize(0, 0)
	s.Resize(80, 24)
	s.WaitText("ready 80x24")
	quit(t, s)
}

func TestWideCharactersStayAligned(t *testing.T) {
	s := ready(t)
	if got := s.Line(3); got != "wide: 中文 \U0001f469\u200d\U0001f4bb |" {
		t.Errorf("line 3 is %q", got)
	}
	quit(t, s)
}

func TestExecLendsTheTerminal(t *testing.T) {
	s := ready(t)
	press(s, "E", "child ready")
	if s.AltScreen() || !s.ModesRestored() {
		t.Errorf("the other program did not get the terminal as it was")
	}
	s.Send("qqq\n")
	s.WaitText("got qqq")
	s.Send("\n")
	s.WaitText("notice: child: <nil>")
	s.WaitText("keys=1")
	press(s, "N", "no such file")
	press(s, "j", "keys=3")
	quit(t, s)
}

func TestTermWhileAnotherProgramHasTheTerminal(t *testing.T) {
	s := ready(t)
	press(s, "E", "child ready")
	s.Signal(syscall.SIGTERM)
	exits(t, s, 143)
	s.CheckRestored()
}

func TestSuspendAsSessionLeaderIsRefused(t *testing.T) {
	brings(t, [2]string{"ctrl+z", "suspend unavailable"}, [2]string{"j", "keys=2"})
}

func TestSuspendUnderAShell(t *testing.T) {
	t.Parallel()
	path, err := probe()
	if err != nil {
		t.Fatal(err)
	}
	s := pty.Start(t, pty.Options{
		Argv: []string{"bash", "--norc", "--noprofile", "-i"},
		Env:  []string{"PS1=prompt:"}, W: 80, H: 24, Silent: true,
	})
	s.WaitText("prompt:")
	s.Send(path + "\r")
	s.WaitText("ready 80x24")
	for range 2 {
		s.Type("ctrl+z")
		s.WaitText("Stopped")
		if s.AltScreen() || !s.CursorVisible() {
			t.Errorf("the shell did not get its screen back")
		}
		s.Resize(70, 20)
		s.Resize(80, 24)
		s.Send("clear; fg\r")
		s.WaitText("notice: resumed")
	}
	press(s, "j", "last: ctrl+z ctrl+z j")
	s.Type("q")
	s.WaitFor(func(screen string) bool { return strings.HasSuffix(strings.TrimSpace(screen), "prompt:") }, "the prompt")
	s.Send("exit\r")
	s.ExitCode()
	if s.AltScreen() || !s.CursorVisible() {
		t.Errorf("the screen is not restored")
	}
}

func TestATerminalThatIsNotOursGoesAway(t *testing.T) {
	s := start(t, pty.Options{W: 80, H: 24, Silent: true, NoControl: true})
	s.WaitText("ready 80x24")
	s.HangUp() // without SIGHUP: only reading fails
	exits(t, s, 129)
}

func TestSuspendUnderAScriptIsRefused(t *testing.T) {
	t.Parallel()
	path, err := probe()
	if err != nil {
		t.Fatal(err)
	}
	s := pty.Start(t, pty.Options{Argv: []string{"sh", "-c", path + "; exit $?"}, W: 80, H: 24, Silent: true})
	s.WaitText("ready 80x24")
	press(s, "ctrl+z", "suspend unavailable")
	quit(t, s)
}

func TestChecksRefuseKindly(t *testing.T) {
	s := start(t, pty.Options{Env: []string{"TERM=dumb"}})
	exits(t, s, 2)
	if strings.Contains(string(s.Raw()), "\x1b") || !strings.Contains(string(s.Raw()), "ax-tui needs a terminal") {
		t.Errorf("it wrote %q", s.Raw())
	}
}

func TestPipesAreRefused(t *testing.T) {
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _, _ = r.Close(), w.Close() }()
	res, err := term.Run(t.Context(), nil, term.Options{In: r, Out: w, Env: func(string) string { return "xterm" }})
	if !errors.As(err, new(term.NotATerminal)) || res.Exit != 2 {
		t.Errorf("exit %d, error %v", res.Exit, err)
	}
}
