//go:build !windows

package test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"ax-tui/api/fake"
	"ax-tui/api/fake/contracttest"
	"ax-tui/api/fake/world"
	"ax-tui/ui/cli"
	"ax-tui/ui/cli/tasks"
)

// standIns are the programs that the documents call, by name: each is this test
// binary under another name.
func standIns() map[string]func(args []string) error {
	return map[string]func(args []string) error{
		"ax-tui": program,
		"go": func(args []string) error {
			if len(args) < 2 || args[0] != "run" || args[1] != "." {
				return fmt.Errorf("go %q is not known to this test", args)
			}
			return program(args[2:])
		},
		"make": func(args []string) error {
			targets, err := os.ReadFile(os.Getenv("MAKEFILE"))
			for _, name := range args {
				if !regexp.MustCompile(`(?m)^` + name + `:`).Match(targets) {
					err = errors.Join(err, fmt.Errorf("the Makefile has no target %s", name))
				}
			}
			return err
		},
		"jq":     pick,
		"newrun": startRun,
		"sleep":  func([]string) error { return waitForServer() },
	}
}

func TestMain(m *testing.M) {
	if run := standIns()[filepath.Base(os.Args[0])]; run != nil {
		if err := run(os.Args[1:]); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	goleak.VerifyTestMain(m)
}

// program runs ax-tui. The command is also correct when a run that it waited for
// failed, and when the full screen does not start because there is no terminal,
// which is checked last.
func program(args []string) error {
	var errs bytes.Buffer
	streams := cli.Streams{In: os.Stdin, Out: os.Stdout, Err: io.MultiWriter(os.Stderr, &errs)}
	code := cli.Run(context.Background(), args, streams, os.Getenv)
	if !slices.Contains([]int{tasks.OK, tasks.RunFailed, tasks.RunCancel}, code) && !strings.HasPrefix(errs.String(), "ax-tui: needs a terminal") {
		return fmt.Errorf("ax-tui %q ends with exit code %d", args, code)
	}
	return nil
}

// pick implements what the documents need of jq: -r and one field, which every object must have.
func pick(args []string) error {
	if len(args) != 2 || args[0] != "-r" {
		return fmt.Errorf("jq %q is not known to this test", args)
	}
	for decoder := json.NewDecoder(os.Stdin); ; {
		var object map[string]any
		if err := decoder.Decode(&object); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
		value, ok := object[strings.TrimPrefix(args[1], ".")]
		if !ok {
			return fmt.Errorf("%v has no %s", object, args[1])
		}
		fmt.Println(value)
	}
}

// startRun starts a run and prints its ID.
func startRun([]string) error {
	var out bytes.Buffer
	args := []string{"tasks", "trigger-run", "Exact Amount Regression", "--output", "json"}
	if code := cli.Run(context.Background(), args, cli.Streams{Out: &out, Err: os.Stderr}, os.Getenv); code != 0 {
		return fmt.Errorf("no run was started: exit code %d", code)
	}
	var run struct{ ID string }
	err := json.Unmarshal(out.Bytes(), &run)
	fmt.Println(run.ID)
	return err
}

// waitForServer waits until a demo server has written the file env.
func waitForServer() error {
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); {
		if text, _ := os.ReadFile("env"); bytes.Contains(text, []byte("ARIZE_API_KEY=")) {
			return nil
		}
	}
	return errors.New("the demo server wrote nothing")
}

// blocks are the shell blocks of a document.
func blocks(t *testing.T, paper string) (out []string) {
	t.Helper()
	text, err := os.ReadFile(paper)
	if err != nil {
		t.Fatal(err)
	}
	for _, block := range regexp.MustCompile("(?ms)^```sh\n(.*?)^```$").FindAllSubmatch(text, -1) {
		out = append(out, string(block[1]))
	}
	return out
}

// TestCommands runs the shell blocks of the documents against an embedded server:
// every command must exist, name existing things and succeed.
func TestCommands(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	bin := t.TempDir()
	for name := range standIns() {
		if err := os.Symlink(self, filepath.Join(bin, name)); err != nil {
			t.Fatal(err)
		}
	}
	makefile, err := filepath.Abs("../../Makefile")
	if err != nil {
		t.Fatal(err)
	}
	for paper, least := range map[string]int{"README.md": 3, "ui/cli/README.md": 1, "api/fake/README.md": 1} {
		all := blocks(t, filepath.Join("../..", paper))
		if len(all) < least {
			t.Errorf("%s has %d shell blocks, at least %d were expected", paper, len(all), least)
		}
		for i, block := range all {
			t.Run(fmt.Sprintf("%s/%d", paper, i+1), func(t *testing.T) {
				runBlock(t, block, append(server(t), "PATH="+bin+":"+os.Getenv("PATH"), "MAKEFILE="+makefile))
			})
		}
	}
}

// server starts an embedded server whose clock advances with every request for a
// run; it returns the environment for it.
func server(t *testing.T) []string {
	t.Helper()
	var mu sync.Mutex
	now := time.Now()
	clock := func() time.Time {
		mu.Lock()
		defer mu.Unlock()
		return now
	}
	runPath := regexp.MustCompile(`^/v2/task-runs/[^/]+$`)
	srv := fake.New(fake.Options{World: world.New(world.Options{Seed: 7, Now: clock}), Key: "ak-documents", OnRequest: func(request fake.RequestInfo) {
		if mu.Lock(); runPath.MatchString(request.Path) {
			now = now.Add(10 * time.Second)
		}
		mu.Unlock()
	}})
	listener, err := fake.Listen(t.Context(), "127.0.0.1:0", contracttest.Wrap(t, srv))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	return []string{"ARIZE_API_HOST=" + strings.TrimPrefix(listener.URL(), "http://"), "ARIZE_API_SCHEME=http", "ARIZE_API_KEY=ak-documents"}
}

// runBlock runs a block in a shell with a new home folder. Placeholders for IDs
// become the ID of a new run, and a fixed port becomes any free one.
func runBlock(t *testing.T, block string, env []string) {
	t.Helper()
	home := t.TempDir()
	write := func(name, text string) {
		path := filepath.Join(home, name)
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o700), os.WriteFile(path, []byte(text), 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	write(".config/ax-tui/config.toml", "poll_interval = 0.05\n")
	write("evaluators.json", `[{"evaluator_id": "RXZhbHVhdG9yOjIzMDA6bDBCNg==", "column_mappings": {"input": "attributes.input.value", "output": "attributes.output.value"}}]`)
	block = regexp.MustCompile(`\bRUN\d?\b`).ReplaceAllString(block, "$$(newrun)")
	block = strings.ReplaceAll(block, "127.0.0.1:8080", "127.0.0.1:0")
	cmd := exec.CommandContext(t.Context(), "bash", "-euo", "pipefail", "-c", "trap 'kill $(jobs -p) 2>/dev/null || true; wait' EXIT\n"+block)
	cmd.Dir, cmd.Env = home, append([]string{"HOME=" + home, "TERM=xterm-256color", "GORACE=atexit_sleep_ms=0"}, env...)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s\n%s", err, block, out)
	}
}

// TestTargets: every make target that a document names is in the Makefile.
func TestTargets(t *testing.T) {
	makefile, err := os.ReadFile("../../Makefile")
	if err != nil {
		t.Fatal(err)
	}
	var named []string
	for _, paper := range []string{"README.md", "CONTRIBUTING.md", "ui/cli/README.md", "api/fake/README.md", "ui/term/README.md"} {
		text, err := os.ReadFile(filepath.Join("../..", paper))
		if err != nil {
			t.Fatal(err)
		}
		for _, target := range regexp.MustCompile("`make ([a-z0-9]+)").FindAllSubmatch(text, -1) {
			named = append(named, string(target[1]))
			if !regexp.MustCompile(`(?m)^` + string(target[1]) + `:`).Match(makefile) {
				t.Errorf("%s names make %s, which the Makefile does not have", paper, target[1])
			}
		}
	}
	if slices.Sort(named); len(slices.Compact(named)) < 5 {
		t.Errorf("only %q were found", named)
	}
}
