package cli_test

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"ax-tui/ui/cli"
	"ax-tui/ui/cli/tasks"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// run runs the program with these arguments, without a terminal.
func run(t *testing.T, env map[string]string, args ...string) (code int, out, errs string) {
	t.Helper()
	var buffer, errBuffer bytes.Buffer
	get := func(name string) string {
		if name == "TERM" {
			return "dumb"
		}
		if name == "XDG_STATE_HOME" || name == "HOME" {
			return t.TempDir()
		}
		return env[name]
	}
	code = cli.Run(t.Context(), args, cli.Streams{Out: &buffer, Err: &errBuffer}, get)
	return code, buffer.String(), errBuffer.String()
}

var key = map[string]string{"ARIZE_API_KEY": "ak-secret-1", "ARIZE_API_HOST": "127.0.0.1:1", "ARIZE_API_SCHEME": "http"}

func TestErrors(t *testing.T) {
	for _, tt := range []struct {
		name string
		env  map[string]string
		args []string
		code int
		want string
	}{
		{"no key", nil, nil, tasks.Auth, "there is no API key. Set ARIZE_API_KEY, log in with ax profiles create, or try the demo without one: ax-tui --demo"},
		{"no terminal", key, nil, tasks.Usage, "ax-tui: needs a terminal"},
		{"no terminal, demo", nil, []string{"--demo"}, tasks.Usage, "ax-tui: needs a terminal"},
		{"unknown flag", nil, []string{"--nonsense"}, tasks.Usage, "unknown flag: --nonsense; see ax-tui --help"},
		{"negative name", nil, []string{"tasks", "get", "-neg"}, tasks.Usage, "write -- before a name that begins with -: ax-tui tasks get -- -neg; see"},
		{"a flag of other commands", nil, []string{"tasks", "report-run", "R", "-o", "json"}, tasks.Usage, "unknown shorthand flag: 'o' in -o; see ax-tui tasks report-run --help"},
		{"no list of IDs", nil, []string{"tasks", "check-mapping", "T", "-q"}, tasks.Usage, "unknown shorthand flag: 'q' in -q; see"},
		{"no name taken", nil, []string{"tasks", "list", "-xeg"}, tasks.Usage, "unknown shorthand flag: 'x' in -xeg; see ax-tui tasks list --help"},
		{"switch", nil, []string{"tasks", "create", "--is-continuous", "false"}, tasks.Usage, `"false" was given; write --is-continuous=false; see`},
		{"switch after a name", nil, []string{"tasks", "update", "x", "--is-continuous", "true"}, tasks.Usage, "--is-continuous=true"},
		{"switch that would cancel", key, []string{"tasks", "cancel-run", "x", "--force", "false"}, tasks.Usage, "--force=false"},
		{"list limit", nil, []string{"tasks", "list", "--limit", "0"}, tasks.Usage, "--limit is 0; it must be from 1 to 100, or use --all for every page"},
		{"two IDs", nil, []string{"a", "b"}, tasks.Usage, "see ax-tui --help"},
		{"limit", nil, []string{"--demo", "--limit", "0"}, tasks.Usage, "--limit is 0; it must be from 1 to 100"},
		{"limit 101", nil, []string{"--demo", "--limit", "101"}, tasks.Usage, "--limit is 101"},
		{"limit word", nil, []string{"--limit", "many"}, tasks.Usage, "--limit"},
		{"theme", nil, []string{"--demo", "--theme", "pink"}, tasks.Usage, `theme is "pink"; choose one of auto, dark`},
		{"type", nil, []string{"--demo", "--task-type", "magic"}, tasks.Usage, `--task-type is "magic"; choose template_evaluation`},
		{"tasks", nil, []string{"--demo", "--tasks", "2"}, tasks.Usage, "--tasks is 2; it must be at least 3"},
		{"speed", nil, []string{"--demo", "--speed", "0"}, tasks.Usage, "--speed is 0; it must be more than 0"},
		{"fault", nil, []string{"--demo", "--fault", "gremlins"}, tasks.Usage, "--fault: "},
		{"scheme", map[string]string{"ARIZE_API_KEY": "k", "ARIZE_API_SCHEME": "gopher"}, nil, tasks.Usage, `ARIZE_API_SCHEME: is "gopher"`},
		{"demo server, argument", nil, []string{"demo-server", "x"}, tasks.Usage, "see ax-tui demo-server --help"},
		{"demo server, tasks", nil, []string{"demo-server", "--tasks", "-1"}, tasks.Usage, "--tasks is -1"},
		{"demo server, address", nil, []string{"demo-server", "--listen", "127.0.0.1:99999"}, tasks.API, "cannot listen on 127.0.0.1:99999; choose another address or port: "},
	} {
		t.Run(tt.name, func(t *testing.T) {
			code, out, errs := run(t, tt.env, tt.args...)
			if code != tt.code || out != "" || !strings.Contains(errs, tt.want) || !strings.HasPrefix(errs, "ax-tui: ") {
				t.Errorf("exit %d, out %q, err %q; want exit %d and %q", code, out, errs, tt.code, tt.want)
			}
			if strings.Count(errs, "\n") != 1 || strings.Contains(errs, "ak-secret") {
				t.Errorf("one line without the key, please: %q", errs)
			}
		})
	}
}

// TestTaskTypesIgnoreCase: the only error left is the missing terminal.
// A proposed command reaches the same demo world, whose cursors and IDs are those of its seed.
func TestProposedCommandKeepsTheDemoWorld(t *testing.T) {
	for flags, want := range map[string]string{"--seed 9 --tasks 40": " --demo --seed 9 --tasks 40\n", "--seed 7": " --demo\n"} {
		_, _, errs := run(t, nil, append([]string{"tasks", "list", "--demo"}, strings.Fields(flags)...)...)
		if !strings.HasSuffix(errs, want) {
			t.Errorf("%s: %q does not end with %q", flags, errs, want)
		}
	}
}

func TestTaskTypesIgnoreCase(t *testing.T) {
	for _, taskType := range []string{"template_evaluation", "CODE_EVALUATION", "Run_Experiment"} {
		if code, _, errs := run(t, nil, "--demo", "--task-type", taskType); !strings.Contains(errs, "needs a terminal") {
			t.Errorf("--task-type %s: exit %d, %q", taskType, code, errs)
		}
	}
}

// full is a disk without room.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("no space left on device") }

func TestHelpThatCannotBeWritten(t *testing.T) {
	for _, args := range [][]string{{"--help"}, {"tasks", "list", "--help"}, {"--version"}, {"version"}, {"tasks", "--help"}, {"spaces", "--help"}} {
		var errs strings.Builder
		code := cli.Run(t.Context(), args, cli.Streams{Out: full{}, Err: &errs}, func(string) string { return "" })
		if code != 5 || !strings.Contains(errs.String(), "cannot write the output: no space left") {
			t.Errorf("%q: exit %d, %s", args, code, errs.String())
		}
	}
}

func TestHelpGoesToStdout(t *testing.T) {
	code, out, errs := run(t, nil, "--help")
	if code != tasks.OK || errs != "" {
		t.Fatalf("exit %d, err %q", code, errs)
	}
	for _, flag := range []string{
		"--demo", "--limit", "--theme", "--ascii", "--utc", "--read-only", "--space", "--project", "--dataset", "--task-type",
		"--name", "--seed", "--tasks", "--speed", "--fault", "ARIZE_API_KEY",
	} {
		if !strings.Contains(out, flag) {
			t.Errorf("the help does not name %s", flag)
		}
	}
}

// TestDemoServerCanBeSourced: its first lines hold all that another client needs.
func TestDemoServerCanBeSourced(t *testing.T) {
	ctx, stop := context.WithTimeout(t.Context(), 10*time.Second)
	defer stop()
	pipeReader, pipeWriter := io.Pipe()
	done := make(chan int, 1)
	go func() {
		none := func(string) string { return "" }
		done <- cli.Run(ctx, []string{"demo-server", "--tasks", "5"}, cli.Streams{Out: pipeWriter, Err: io.Discard}, none)
		_ = pipeWriter.Close()
	}()
	env := map[string]string{}
	for scanner := bufio.NewScanner(pipeReader); len(env) < 4 && scanner.Scan(); {
		name, value, _ := strings.Cut(scanner.Text(), "=")
		env[name] = value
	}
	go func() { _, _ = io.Copy(io.Discard, pipeReader) }()
	url := env["ARIZE_API_SCHEME"] + "://" + env["ARIZE_API_HOST"]
	if url != env["ARIZE_BASE_URL"] {
		t.Errorf("two addresses: %v", env)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url+"/v2/tasks?limit=1", nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+env["ARIZE_API_KEY"])
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		t.Errorf("the key that was printed gets %s", resp.Status)
	}
	stop()
	if code := <-done; code != tasks.OK {
		t.Errorf("stopped with exit %d", code)
	}
}

// silent is an input on which nothing comes; it interrupts whoever reads it.
type silent struct {
	interrupt context.CancelFunc
	end       chan struct{}
}

func (s silent) Read([]byte) (int, error) {
	s.interrupt()
	<-s.end
	return 0, io.EOF
}

func TestWaitingForInputEndsWithTheSignal(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	in := silent{cancel, make(chan struct{})}
	defer close(in.end)
	var errs bytes.Buffer
	env := func(string) string { return "" }
	code := cli.Run(ctx, []string{"tasks", "create-run-experiment", "--name", "x", "--dataset", "d", "--run-configuration", "-"}, cli.Streams{In: in, Out: io.Discard, Err: &errs}, env)
	if code != tasks.Interrupted {
		t.Errorf("exit %d: %s", code, errs.String())
	}
}

// A full disk is not a success, whatever is printed.
func TestOutputThatCannotBeWritten(t *testing.T) {
	for _, args := range []string{"--help", "--version", "tasks list --help", "completion bash", "completion powershell"} {
		var errs strings.Builder
		code := cli.Run(t.Context(), strings.Fields(args), cli.Streams{Out: fullDisk{}, Err: &errs}, func(string) string { return "" })
		if code != tasks.File || errs.String() != "ax-tui: cannot write the output: the disk is full\n" {
			t.Errorf("%s: exit %d, %q", args, code, errs.String())
		}
	}
}

type fullDisk struct{}

func (fullDisk) Write([]byte) (int, error) { return 0, errors.New("the disk is full") }
