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

// probe returns the path under which this binary is the test program.
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

func start(t *testing.T, options pty.Options, args ...string) *pty.Session {
	t.Helper()
	t.Parallel()
	path, err := probe()
	if err != nil {
		t.Fatalf("there is no test program: %v", err)
	}
	options.Argv = append([]string{path}, args...)
	return pty.Start(t, options)
}

func ready(t *testing.T) *pty.Session {
	t.Helper()
	session := start(t, pty.Options{W: 80, H: 24, Silent: true})
	session.WaitText("ready 80x24")
	return session
}

// press types a key and waits for the text that it brings.
func press(session *pty.Session, key, text string) {
	session.Type(key)
	session.WaitText(text)
}

// brings types keys one after the other, each of which brings a text.
func brings(t *testing.T, keys ...[2]string) {
	t.Helper()
	session := ready(t)
	for _, pair := range keys {
		press(session, pair[0], pair[1])
	}
	quit(t, session)
}

func quit(t *testing.T, session *pty.Session) {
	t.Helper()
	session.Type("q")
	if code := session.ExitCode(); code != 0 {
		t.Errorf("exit code %d after q", code)
	}
	session.CheckRestored()
}

func TestFirstFrameOnASilentTerminal(t *testing.T) {
	session := ready(t)
	raw := session.Raw()
	frame := bytes.Index(raw, []byte("ready"))
	if at, ok := session.Arrived(frame); !ok || at > time.Second {
		t.Errorf("the first frame took %v", at)
	}
	for _, ask := range []string{"\x1b]11;?", "\x1b]10;?", "\x1b[6n", "\x1b[c", "\x1b[?2031h"} {
		if i := bytes.Index(raw, []byte(ask)); i >= 0 && i < frame {
			t.Errorf("%q was written before the first frame", ask)
		}
	}
	session.WaitRaw(frame, "\x1b]11;?\x07")
	quit(t, session)
}

func TestARunThatOnlyPrintsWritesNoEscape(t *testing.T) {
	session := start(t, pty.Options{Silent: true}, "version")
	exits(t, session, 0)
	if got := string(session.Raw()); got != "probe 1\r\n" {
		t.Errorf("it wrote %q", got)
	}
}

func TestBackgroundComesFromTheTerminal(t *testing.T) {
	session := start(t, pty.Options{})
	session.WaitText("notice: dark=true")
	session.WaitText("keys=0")
	quit(t, session)
}

func TestInput(t *testing.T) {
	for name, tc := range map[string]struct{ send, want string }{
		"four at once":       {"jjjj", "keys=4\nlast: j j j j"},
		"arrows at once":     {strings.Repeat("\x1b[A\x1b[B", 6), "last: " + strings.Repeat("up down ", 5) + "up down"},
		"two escapes":        {"\x1b\x1b", "keys=2\nlast: esc esc"},
		"escape":             {"\x1b", "keys=1\nlast: esc"},
		"alt":                {"\x1bx", "keys=1\nlast: alt+x"},
		"paste among keys":   {"a\x1b[200~one\r\ntwo\rj\x1b[A\x1b[201~b", `keys=3` + "\n" + `last: a paste(12,"one\ntwo\nj\x1b[A") b`},
		"reply among keys":   {"a\x1b]11;rgb:ffff/ffff/ffff\x1b\\b", "keys=2\nlast: a b\nnotice: dark=false"},
		"report of a change": {"a\x1b[?997;2nb", "keys=2\nlast: a b\nnotice: dark=false"},
		"other replies":      {"a\x1bP>|term 1\x1b\\b\x1b_Gi=1;OK\x1b\\c", "keys=3\nlast: a b c"},
		"runes":              {"é中", "keys=2\nlast: é 中"},
		"stray end of paste": {"a\x1b[201~b", "keys=2\nlast: a b"},
	} {
		t.Run(name, func(t *testing.T) {
			session := ready(t)
			session.Send(tc.send)
			session.WaitFor(func(screen string) bool { return strings.Contains(screen, tc.want) }, tc.want)
			quit(t, session)
		})
	}
}

func TestLongPasteIsFastAndWhole(t *testing.T) {
	session := ready(t)
	session.Paste(strings.Repeat("0123456789abcde\n", 1<<16))
	from := time.Now()
	session.WaitText("paste(1048576,")
	if took := time.Since(from); took > time.Second { // the aim is 100 ms; the machine may be busy
		t.Errorf("1 MB took %v", took)
	}
	session.WaitText("keys=1")
	quit(t, session)
}

func TestManyKeysAtOnceAreNotLostAndPaintFewFrames(t *testing.T) {
	session := ready(t)
	before := session.Bytes()
	session.Send(strings.Repeat("\x1b[B", 300))
	session.WaitText("keys=300")
	if count := bytes.Count(session.Raw()[before:], []byte("H")); count < 1 || count > 150 { // each places the cursor
		t.Errorf("%d frames for 300 keys", count)
	}
	quit(t, session)
}

func TestNothingIsWrittenWhenNothingChanged(t *testing.T) {
	session := ready(t)
	session.WaitRaw(0, "\x1b]11;?\x07")
	before := session.Bytes()
	session.Send("\x1b[201~\x1b[?1;2c") // these reach the program and change nothing
	session.Type("T")
	session.WaitRaw(before, "a title\x07")
	quit(t, session)
}

func TestEndings(t *testing.T) {
	for name, tc := range map[string]struct {
		act  func(session *pty.Session)
		code int
		says string
	}{
		"SIGTERM":         {func(session *pty.Session) { session.Signal(syscall.SIGTERM) }, 143, ""},
		"SIGINT":          {func(session *pty.Session) { session.Signal(syscall.SIGINT) }, 130, ""},
		"SIGHUP":          {func(session *pty.Session) { session.Signal(syscall.SIGHUP) }, 129, ""},
		"SIGQUIT":         {func(session *pty.Session) { session.Signal(syscall.SIGQUIT) }, 131, ""},
		"panic in Update": {func(session *pty.Session) { session.Type("U") }, 1, "broken in Update"},
		"stuck Update": {func(session *pty.Session) {
			session.Type("S")
			session.WaitText("stuck")
			session.Signal(syscall.SIGTERM)
		}, 143, ""},
	} {
		t.Run(name, func(t *testing.T) {
			session := ready(t)
			tc.act(session)
			if code := session.ExitCode(); code != tc.code {
				t.Errorf("exit code %d, want %d", code, tc.code)
			}
			session.CheckRestored()
			if !strings.Contains(session.Screen(), tc.says) {
				t.Errorf("the screen does not say %q:\n%s", tc.says, session.Screen())
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
func exits(t *testing.T, session *pty.Session, want int) {
	t.Helper()
	if code := session.ExitCode(); code != want {
		t.Errorf("exit code %d, want %d", code, want)
	}
}

// failsAtOnce starts the program in a mode in which it ends with this text.
func failsAtOnce(t *testing.T, mode, text string) {
	t.Helper()
	session := start(t, pty.Options{Silent: true}, mode)
	exits(t, session, 1)
	session.CheckRestored()
	session.WaitText(text)
}

func TestPanicInACommandIsANotice(t *testing.T) {
	brings(t, [2]string{"C", "fault: broken in a command"}, [2]string{"B", "fault: broken in a batch"})
}

func TestHangUpEndsSoon(t *testing.T) {
	session := ready(t)
	from := time.Now()
	session.HangUp()
	exits(t, session, 129)
	if took := time.Since(from); took > time.Second {
		t.Errorf("it took %v to end", took)
	}
}

func TestResizeStorm(t *testing.T) {
	session := ready(t)
	press(session, "j", "keys=1")
	before := session.Screen()
	for i := range 30 {
		session.Resize(1+i*3, 1+i)
	}
	session.Resize(1, 1)
	session.Resize(80, 24)
	session.WaitFor(func(screen string) bool { return screen == before }, "the same screen as before")
	quit(t, session)
}

func TestTinyTerminals(t *testing.T) {
	session := start(t, pty.Options{W: 1, H: 1, Silent: true})
	session.WaitText("r")
	session.Resize(0, 0)
	session.Resize(80, 24)
	session.WaitText("ready 80x24")
	quit(t, session)
}

func TestWideCharactersStayAligned(t *testing.T) {
	session := ready(t)
	if got := session.Line(3); got != "wide: 中文 \U0001f469\u200d\U0001f4bb |" {
		t.Errorf("line 3 is %q", got)
	}
	quit(t, session)
}

func TestExecLendsTheTerminal(t *testing.T) {
	session := ready(t)
	session.WaitRaw(0, "\x1b[?2031h")
	press(session, "E", "child ready")
	if session.AltScreen() || !session.ModesRestored() || session.Mode(2031) {
		t.Errorf("the other program did not get the terminal as it was")
	}
	session.Send("qqq\n")
	session.WaitText("got qqq")
	session.Send("\n")
	session.WaitText("notice: child: <nil>")
	session.WaitText("keys=1")
	if !session.Mode(2031) {
		t.Error("afterwards the terminal no longer reports changes of its background")
	}
	press(session, "N", "no such file")
	press(session, "j", "keys=3")
	quit(t, session)
}

func TestTermWhileAnotherProgramHasTheTerminal(t *testing.T) {
	session := ready(t)
	press(session, "E", "child ready")
	session.Signal(syscall.SIGTERM)
	exits(t, session, 143)
	session.CheckRestored()
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
	session := pty.Start(t, pty.Options{
		Argv: []string{"bash", "--norc", "--noprofile", "-i"},
		Env:  []string{"PS1=prompt:"}, W: 80, H: 24, Silent: true,
	})
	session.WaitText("prompt:")
	session.Send(path + "\r")
	session.WaitText("ready 80x24")
	for range 2 {
		session.Type("ctrl+z")
		session.WaitText("Stopped")
		if session.AltScreen() || !session.CursorVisible() || session.Mode(2031) {
			t.Errorf("the shell did not get its screen back")
		}
		session.Resize(70, 20)
		session.Resize(80, 24)
		session.Send("clear; fg\r")
		session.WaitText("notice: resumed")
	}
	press(session, "j", "last: ctrl+z ctrl+z j")
	session.Type("q")
	session.WaitFor(func(screen string) bool { return strings.HasSuffix(strings.TrimSpace(screen), "prompt:") }, "the prompt")
	session.Send("exit\r")
	session.ExitCode()
	if session.AltScreen() || !session.CursorVisible() {
		t.Errorf("the screen is not restored")
	}
}

func TestHangUpWithoutSIGHUP(t *testing.T) {
	session := start(t, pty.Options{W: 80, H: 24, Silent: true, NoControl: true})
	session.WaitText("ready 80x24")
	session.HangUp() // without SIGHUP: only reading fails
	exits(t, session, 129)
}

func TestSuspendUnderAScriptIsRefused(t *testing.T) {
	t.Parallel()
	path, err := probe()
	if err != nil {
		t.Fatal(err)
	}
	session := pty.Start(t, pty.Options{Argv: []string{"sh", "-c", path + "; exit $?"}, W: 80, H: 24, Silent: true})
	session.WaitText("ready 80x24")
	press(session, "ctrl+z", "suspend unavailable")
	quit(t, session)
}

func TestADumbTerminalIsRefused(t *testing.T) {
	session := start(t, pty.Options{Env: []string{"TERM=dumb"}})
	exits(t, session, 2)
	if strings.Contains(string(session.Raw()), "\x1b") || !strings.Contains(string(session.Raw()), "ax-tui needs a terminal") {
		t.Errorf("it wrote %q", session.Raw())
	}
}

func TestPipesAreRefused(t *testing.T) {
	file, writer, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _, _ = file.Close(), writer.Close() }()
	res, err := term.Run(t.Context(), nil, term.Options{In: file, Out: writer, Env: func(string) string { return "xterm" }})
	if !errors.As(err, new(term.NotATerminal)) || res.Exit != 2 {
		t.Errorf("exit %d, error %v", res.Exit, err)
	}
}
