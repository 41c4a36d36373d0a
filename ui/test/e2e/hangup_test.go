//go:build !windows

package e2e_test

import (
	"context"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"

	"ax-tui/api/fake"
	fakeworld "ax-tui/api/fake/world"
	"ax-tui/ui/test/pty"
)

// hangingServer serves a world in which pages after the first never come while hang is
// set; waiting reports each request that hangs.
func hangingServer(t *testing.T) (server wire, hang *atomic.Bool, waiting chan struct{}) {
	t.Helper()
	hang, waiting = new(atomic.Bool), make(chan struct{}, 8)
	srv := fake.New(fake.Options{World: fakeworld.New(fakeworld.Options{Seed: 7, Tasks: 250}), Key: "ak-line"})
	ln, err := fake.Listen(context.Background(), "", http.HandlerFunc(func(response http.ResponseWriter, request *http.Request) {
		if hang.Load() && request.URL.Path == "/v2/tasks" && request.URL.Query().Get("cursor") != "" {
			waiting <- struct{}{}
			<-request.Context().Done()
			return
		}
		srv.ServeHTTP(response, request)
	}))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = ln.Close() })
	return wire{t, ln.URL(), []string{
		"ARIZE_API_HOST=" + strings.TrimPrefix(ln.URL(), "http://"), "ARIZE_API_SCHEME=http", "ARIZE_API_KEY=ak-line",
	}}, hang, waiting
}

// oneTemporary checks that a file is being written in a folder.
func oneTemporary(t *testing.T, dir string) {
	t.Helper()
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 1 || !strings.HasPrefix(entries[0].Name(), ".all.") {
		t.Errorf("while it is written there is %v, %v", entries, err)
	}
}

func empty(t *testing.T, dir string) {
	t.Helper()
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 0 {
		t.Errorf("left behind: %v, %v", entries, err)
	}
}

// A signal that ends line mode leaves no temporary file, and rows that came are there.
func TestSignalsLeaveNoFile(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		signals []syscall.Signal
		code    int
	}{
		"SIGHUP":       {[]syscall.Signal{syscall.SIGHUP}, 129},
		"SIGHUP twice": {[]syscall.Signal{syscall.SIGHUP, syscall.SIGHUP}, 129},
		"SIGTERM":      {[]syscall.Signal{syscall.SIGTERM}, 143},
	} {
		t.Run(name, func(t *testing.T) {
			server, hang, waiting := hangingServer(t)
			hang.Store(true)
			dir := t.TempDir()
			cmd := exec.Command(program(t), "tasks", "list", "--all", "--limit", "100", "-o", filepath.Join(dir, "all.jsonl"))
			cmd.Env = append(testEnv(t), server.env...)
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			<-waiting
			oneTemporary(t, dir)
			for _, signal := range c.signals {
				_ = cmd.Process.Signal(signal)
			}
			_ = cmd.Wait()
			if code := cmd.ProcessState.ExitCode(); code != c.code {
				t.Errorf("exit code %d, want %d", code, c.code)
			}
			empty(t, dir)
		})
	}
}

// A program that is started with SIGHUP ignored, as nohup does, goes on.
func TestNohup(t *testing.T) {
	t.Parallel()
	server, hang, waiting := hangingServer(t)
	hang.Store(true)
	cmd := exec.Command("sh", "-c", `trap "" HUP; exec "$0" tasks list --all --limit 100 -q`, program(t))
	cmd.Env = append(testEnv(t), server.env...)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	<-waiting
	_ = cmd.Process.Signal(syscall.SIGHUP)
	_ = cmd.Process.Signal(syscall.SIGTERM)
	_ = cmd.Wait()
	if code := cmd.ProcessState.ExitCode(); code != 143 {
		t.Errorf("exit code %d: SIGHUP was not ignored", code)
	}
}

// A terminal that goes away while the full screen exports leaves no temporary file.
func TestAHangUpWhileExportingLeavesNoFile(t *testing.T) {
	t.Parallel()
	server, hang, waiting := hangingServer(t)
	dir := t.TempDir()
	person := open(t, pty.Options{Env: server.env})
	person.WaitText(" loaded")
	person.press("E", "the box", has("Export tasks"))
	person.press("right", "all pages", has("every page of this list"))
	person.Type("tab", "tab", "ctrl+u")
	person.Send(filepath.Join(dir, "all.json"))
	hang.Store(true)
	person.Type("enter")
	<-waiting
	oneTemporary(t, dir)
	person.Signal(syscall.SIGHUP)
	person.ended(129)
	empty(t, dir)
}
