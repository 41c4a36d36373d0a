//go:build !windows

package e2e_test

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"go.uber.org/goleak"

	"ax-tui/ui/test/pty"
	"ax-tui/ui/test/race"
)

// build builds the program once for all tests and returns its path.
var build = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "ax-tui-e2e")
	if err != nil {
		return "", err
	}
	path := filepath.Join(dir, "ax-tui")
	args := []string{"build", "-o", path}
	if race.On {
		args = append(args, "-race")
	}
	out, err := exec.Command("go", append(args, "../../..")...).CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("go build: %w\n%s", err, out)
	}
	return path, nil
})

func TestMain(m *testing.M) {
	flag.Parse()
	_ = flag.Set("test.parallel", "4") // these tests mostly wait
	for _, ignored := range []os.Signal{syscall.SIGINT, syscall.SIGHUP} {
		if signal.Ignored(ignored) { // as behind nohup or &: the programs would inherit it
			signal.Notify(make(chan os.Signal, 1), ignored)
		}
	}
	goleak.VerifyTestMain(m, goleak.Cleanup(func(code int) {
		if path, err := build(); err == nil {
			_ = os.RemoveAll(filepath.Dir(path))
		}
		os.Exit(code)
	}))
}

func program(t *testing.T) string {
	t.Helper()
	path, err := build()
	if err != nil {
		t.Fatalf("the program cannot be built: %v", err)
	}
	return path
}

// patient is the limit of every wait: the machine may be busy, and the race
// detector is slow.
func patient() time.Duration {
	if race.On {
		return 40 * time.Second
	}
	return 15 * time.Second
}

// testEnv is an environment with a new home folder and a fixed time zone.
func testEnv(t *testing.T) []string {
	t.Helper()
	home := t.TempDir()
	return []string{
		"HOME=" + home, "XDG_CONFIG_HOME=" + filepath.Join(home, "config"), "XDG_STATE_HOME=" + filepath.Join(home, "state"),
		"XDG_CACHE_HOME=" + filepath.Join(home, "cache"), "XDG_DATA_HOME=" + filepath.Join(home, "data"), "TZ=UTC", "GORACE=atexit_sleep_ms=0",
	}
}

// open starts the program in a terminal. Its environment is testEnv plus options.Env.
func open(t *testing.T, options pty.Options, args ...string) *person {
	t.Helper()
	options.Argv = append([]string{program(t)}, args...)
	options.Env = append(testEnv(t), options.Env...)
	if options.W == 0 {
		options.W, options.H = 100, 28
	}
	if options.Limit == 0 {
		options.Limit = patient()
	}
	return &person{pty.Start(t, options), t}
}

// demo starts the program on the demo world and waits for the list.
func demo(t *testing.T, args ...string) *person {
	t.Helper()
	person := open(t, pty.Options{}, append([]string{"--demo"}, args...)...)
	person.WaitText(" loaded")
	return person
}

// person is a user at a terminal.
type person struct {
	*pty.Session
	t *testing.T
}

// cursorRow is the row under the cursor mark, without the mark.
func cursorRow(screen string) string {
	for i, row := range strings.Split(screen, "\n") {
		if rest, ok := strings.CutPrefix(strings.TrimLeft(row, " "), "▸ "); ok && i > 0 {
			return rest
		}
	}
	return ""
}

// cursorName is the first column of the row under the cursor mark.
func cursorName(screen string) string {
	name, _, _ := strings.Cut(cursorRow(screen), "  ")
	return name
}

// see waits until each text has been on the screen.
func (p *person) see(texts ...string) {
	p.t.Helper()
	for _, text := range texts {
		p.WaitText(text)
	}
}

// demoServer is a demo server in a separate process.
type demoServer struct {
	env []string // what the program needs to connect
	key string
	url string
}

// serve starts a demo server and reads its first lines.
func serve(t *testing.T, args ...string) demoServer {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	cmd := exec.CommandContext(ctx, program(t), append([]string{"demo-server"}, args...)...)
	cmd.Env = append(testEnv(t), "PATH="+os.Getenv("PATH"))
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cancel(); _ = cmd.Wait() })
	var server demoServer
	for len(server.env) < 4 {
		line, err := readLine(out)
		if err != nil {
			t.Fatalf("the server printed %v and then %v", server.env, err)
		}
		name, value, _ := strings.Cut(line, "=")
		switch name {
		case "ARIZE_BASE_URL":
			server.url = value
		case "ARIZE_API_KEY":
			server.key = value
		}
		server.env = append(server.env, line)
	}
	return server
}

func readLine(in interface{ Read([]byte) (int, error) }) (string, error) {
	var line []byte
	for char := make([]byte, 1); ; {
		if _, err := in.Read(char); err != nil {
			return string(line), err
		}
		if char[0] == '\n' {
			return string(line), nil
		}
		line = append(line, char[0])
	}
}

// press types a key and waits until the screen meets cond.
func (p *person) press(key, what string, cond condition) {
	p.t.Helper()
	if cond(p.Screen()) {
		p.t.Errorf("%s was on the screen before %s was pressed: it shows nothing", what, key)
	}
	p.Type(key)
	p.WaitFor(cond, what+" after "+key)
}

// answer answers the question on the screen, as soon as the help line shows that
// it is accepted, and waits until the question is closed and the screen meets cond.
func (p *person) answer(key, what string, cond condition) {
	p.t.Helper()
	p.WaitFor(asks, "the question to be open")
	p.press(key, what, func(screen string) bool { return cond(screen) && !asks(screen) })
}

// asks reports that the help line offers a yes.
func asks(screen string) bool {
	help := screen[strings.LastIndexByte(screen, '\n')+1:]
	return strings.Contains(help, "y yes") || strings.Contains(help, "y keep the draft") || strings.Contains(help, "y continue it")
}

// moveTo presses a key until the cursor is on the row that begins with name.
func (p *person) moveTo(name string) {
	p.t.Helper()
	for range 80 {
		now := cursorName(p.Screen())
		if strings.HasPrefix(now, name) {
			return
		}
		p.press("j", "another row", func(screen string) bool { return cursorName(screen) != now })
	}
	p.t.Fatalf("there is no row %q", name)
}

// leave quits and checks that the terminal is restored.
func (p *person) leave() {
	p.t.Helper()
	p.Type("q")
	p.ended(0)
}

// interrupt ends the program with ctrl+c and checks the terminal.
func (p *person) interrupt() {
	p.t.Helper()
	p.Type("ctrl+c")
	p.ExitCode()
	p.CheckRestored()
}

// ended waits for the end and checks the exit code and the terminal.
func (p *person) ended(code int) {
	p.t.Helper()
	if got := p.ExitCode(); got != code {
		p.t.Errorf("exit code %d, want %d", got, code)
	}
	p.CheckRestored()
}

// condition is what a test waits for on the screen.
type condition = func(screen string) bool

// has: the text is on the screen.
func has(text string) condition {
	return func(screen string) bool { return strings.Contains(screen, text) }
}

// lacks: the text is not on the screen.
func lacks(text string) condition {
	return func(screen string) bool { return !strings.Contains(screen, text) }
}

// begins: the screen begins with the text.
func begins(text string) condition {
	return func(screen string) bool { return strings.HasPrefix(screen, text) }
}

// lineHas: the line of this number, from 0, has the text.
func lineHas(i int, text string) condition {
	return func(screen string) bool { return strings.Contains(line(screen, i), text) }
}

// rowHas: the row under the cursor mark has the text.
func rowHas(text string) condition {
	return func(screen string) bool { return strings.Contains(cursorRow(screen), text) }
}

// onRow: the cursor mark is on the row of this name.
func onRow(name string) condition {
	return func(screen string) bool { return cursorName(screen) == name }
}

// cursorOn: the cursor mark is on the line of this number, from 0.
func cursorOn(i int) condition {
	return func(screen string) bool { return strings.HasPrefix(line(screen, i), " ▸ ") }
}

func line(screen string, i int) string {
	if lines := strings.Split(screen, "\n"); i < len(lines) {
		return lines[i]
	}
	return ""
}
