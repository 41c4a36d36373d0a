//go:build !windows

package e2e_test

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"ax-tui/api/fake"
	fakeworld "ax-tui/api/fake/world"
	"ax-tui/ui/test/pty"
)

// wire is an embedded server for line mode in a terminal.
type wire struct {
	t   *testing.T
	url string
	env []string
}

func serveLines(t *testing.T, speed float64) wire {
	t.Helper()
	srv := fake.New(fake.Options{World: fakeworld.New(fakeworld.Options{Seed: 7, Tasks: 60, Speed: speed}), Key: "ak-line"})
	ln, err := fake.Listen(context.Background(), "", srv)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = ln.Close() })
	return wire{t, ln.URL(), []string{
		"ARIZE_API_HOST=" + strings.TrimPrefix(ln.URL(), "http://"), "ARIZE_API_SCHEME=http", "ARIZE_API_KEY=ak-line",
	}}
}

// ask sends one request as another client would and decodes the answer.
func (a wire) ask(method, path, body string, into any) {
	a.t.Helper()
	req, err := http.NewRequestWithContext(a.t.Context(), method, a.url+path, strings.NewReader(body))
	if err != nil {
		a.t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer ak-line")
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		a.t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	if err := json.NewDecoder(resp.Body).Decode(into); err != nil {
		a.t.Fatal(err)
	}
}

// started triggers a run and gives its ID.
func (a wire) started(task string) string {
	a.t.Helper()
	var list struct{ Tasks []struct{ ID, Name string } }
	a.ask("GET", "/v2/tasks?limit=100", "", &list)
	for _, x := range list.Tasks {
		if x.Name == task {
			var run struct{ ID string }
			a.ask("POST", "/v2/tasks/"+x.ID+"/trigger", "{}", &run)
			return run.ID
		}
	}
	a.t.Fatalf("there is no task %q", task)
	return ""
}

func (a wire) status(run string) string {
	var r struct{ Status string }
	a.ask("GET", "/v2/task-runs/"+run, "", &r)
	return r.Status
}

func (a wire) run(args ...string) *person {
	return open(a.t, pty.Options{Env: a.env, W: 120, H: 30}, append([]string{"tasks"}, args...)...)
}

// TestLineModeWritesNoEscapes: a terminal that answers nothing is not asked,
// and gets text alone.
func TestLineModeWritesNoEscapes(t *testing.T) {
	t.Parallel()
	a := serveLines(t, 1)
	p := open(t, pty.Options{Env: a.env, Silent: true, W: 80, H: 30}, "tasks", "list", "--limit", "5")
	p.WaitText("--all for every page")
	if code := p.ExitCode(); code != 0 {
		t.Errorf("exit %d", code)
	}
	if raw := p.Raw(); bytes.ContainsRune(raw, '\x1b') {
		t.Errorf("an escape sequence in %q", raw)
	}
	for _, l := range strings.Split(p.Screen(), "\n") {
		if strings.HasPrefix(l, "Relevance Monitor") && !strings.Contains(l, "=") {
			t.Errorf("the ID is cut or gone: %q", l)
		}
	}
}

// TestWaitingOnATerminal: one line that is written over, then the run.
func TestWaitingOnATerminal(t *testing.T) {
	t.Parallel()
	a := serveLines(t, 300)
	p := a.run("wait-for-run", a.started("Golden QA Correctness"), "--poll-interval", "0.1")
	p.WaitText("status")
	if code := p.ExitCode(); code != 0 {
		t.Errorf("exit %d:\n%s", code, p.Screen())
	}
	if n := strings.Count(p.Screen(), "succeeded"); n != 2 { // the last progress line, and the run
		t.Errorf("%d lines tell of successes:\n%s", n, p.Screen())
	}
	if bytes.ContainsRune(p.Raw(), '\x1b') {
		t.Error("an escape sequence")
	}
}

// TestStoppingAWaitLeavesTheRunAlive: ctrl+c says so and exits 130.
func TestStoppingAWaitLeavesTheRunAlive(t *testing.T) {
	t.Parallel()
	a := serveLines(t, 1)
	run := a.started("Golden QA Correctness")
	p := a.run("wait-for-run", run, "--poll-interval", "0.1")
	p.WaitFor(func(screen string) bool {
		return strings.Contains(screen, "pending") || strings.Contains(screen, "running")
	}, "how the run stands")
	p.Type("ctrl+c")
	p.WaitText("The run goes on. Wait again with: ax-tui tasks wait-for-run " + run)
	if code := p.ExitCode(); code != 130 {
		t.Errorf("exit %d", code)
	}
	if s := a.status(run); s != "PENDING" && s != "RUNNING" {
		t.Errorf("the run is %s", s)
	}
}

// TestTheQuestionBeforeACancel: no by default, yes by its key.
func TestTheQuestionBeforeACancel(t *testing.T) {
	t.Parallel()
	a := serveLines(t, 1)
	run := a.started("Golden QA Correctness")
	p := a.run("cancel-run", run)
	p.WaitText("Cancel the run")
	p.WaitText("Golden QA Correctness")
	p.Type("enter")
	if code := p.ExitCode(); code != 2 || !strings.Contains(p.Screen(), "nothing was changed") {
		t.Errorf("exit %d:\n%s", code, p.Screen())
	}
	if s := a.status(run); s == "CANCELLED" {
		t.Error("cancelled by a mere enter")
	}
	p = a.run("cancel-run", run)
	p.WaitText("Cancel the run")
	p.Type("ctrl+c")
	if code := p.ExitCode(); code != 130 {
		t.Errorf("ctrl+c exits %d:\n%s", code, p.Screen())
	}
	p.CheckRestored()
	p = a.run("cancel-run", run)
	p.WaitText("Cancel the run")
	p.Type("y")
	if code := p.ExitCode(); code != 0 || a.status(run) != "CANCELLED" {
		t.Errorf("exit %d, the run is %s:\n%s", code, a.status(run), p.Screen())
	}
}

// TestWhatIsMissingIsAskedFor: in forms, and in plain lines where forms do not fit.
func TestWhatIsMissingIsAskedFor(t *testing.T) {
	t.Parallel()
	a := serveLines(t, 1)
	p := a.run("create", "--project", "docs-rag", "--space", "Search Quality", "--evaluators",
		`[{"evaluator_id": "RXZhbHVhdG9yOjI1MjA6SU9uYQ==", "column_mappings": {"output": "attributes.output.value"}}]`)
	p.WaitText("Name of the task")
	p.Send("Asked One\r")
	p.WaitText("Type of the task")
	p.Type("down", "enter")
	p.WaitText("Created the task \"Asked One\"")
	if code := p.ExitCode(); code != 0 {
		t.Errorf("exit %d:\n%s", code, p.Screen())
	}
	p.CheckRestored()

	p = open(t, pty.Options{Env: append([]string{"ACCESSIBLE=1"}, a.env...), W: 120, H: 50}, "tasks", "create", "--space", "Search Quality")
	p.WaitText("Name of the task (unique in its space):")
	p.Send("Asked Two\r")
	p.WaitText("Number (1 to 3) [1]:")
	p.Send("9\r")
	p.WaitText("type a number from 1 to 3")
	p.Send("2\r")
	p.WaitText("What is evaluated:")
	p.Send("\r")
	p.WaitText("support-bot")
	p.Send("1\r")
	p.WaitText("Evaluator to begin with:")
	p.Send("1\r")
	p.WaitText("End with an empty line.")
	p.Send("[{\"evaluator_id\": \"RXZhbHVhdG9yOjI1MjA6SU9uYQ==\", \"column_mappings\": {\"output\": \"attributes.output.value\"}}]\r\r")
	p.WaitText("Created the task \"Asked Two\"")
	if code := p.ExitCode(); code != 0 || bytes.ContainsRune(p.Raw(), '\x1b') {
		t.Errorf("exit %d:\n%s", code, p.Screen())
	}
}
