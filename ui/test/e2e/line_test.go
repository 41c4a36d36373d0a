//go:build !windows

package e2e_test

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"regexp"
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

// ask sends a request as another client and decodes the response.
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

// started triggers a run and returns its ID.
func (a wire) started(task string) string {
	a.t.Helper()
	var list struct{ Tasks []struct{ ID, Name string } }
	a.ask("GET", "/v2/tasks?limit=100", "", &list)
	for _, listed := range list.Tasks {
		if listed.Name == task {
			var run struct{ ID string }
			a.ask("POST", "/v2/tasks/"+listed.ID+"/trigger", "{}", &run)
			return run.ID
		}
	}
	a.t.Fatalf("there is no task %q", task)
	return ""
}

func (a wire) status(run string) string {
	var answer struct{ Status string }
	a.ask("GET", "/v2/task-runs/"+run, "", &answer)
	return answer.Status
}

func (a wire) run(args ...string) *person {
	return open(a.t, pty.Options{Env: a.env, W: 120, H: 30}, append([]string{"tasks"}, args...)...)
}

// A terminal that answers nothing is not asked, and gets text with at most the colour of
// a status.
func TestLineModeOnATerminal(t *testing.T) {
	t.Parallel()
	wire := serveLines(t, 1)
	colour := regexp.MustCompile("\x1b\\[[0-9;]*m")
	for _, env := range []string{"NO_COLOR=1", "TERM=dumb", "TERM=xterm-256color"} {
		person := open(t, pty.Options{Env: append([]string{env}, wire.env...), Silent: true, W: 80, H: 30}, "tasks", "list", "--limit", "5")
		person.WaitText("--all for all pages")
		if code := person.ExitCode(); code != 0 {
			t.Errorf("exit %d", code)
		}
		raw := person.Raw()
		if coloured := colour.Match(raw); coloured != (env == "TERM=xterm-256color") {
			t.Errorf("%s: coloured: %v: %q", env, coloured, raw)
		}
		if bytes.ContainsRune(colour.ReplaceAll(raw, nil), '\x1b') {
			t.Errorf("%s: an escape sequence in %q", env, raw)
		}
		for _, row := range strings.Split(person.Screen(), "\n") {
			if strings.HasPrefix(row, "Relevance Monitor") && !strings.Contains(row, "=") {
				t.Errorf("the ID is cut or gone: %q", row)
			}
		}
	}
}

// TestWaitingOnATerminal: one progress line that is overwritten, then the run.
func TestWaitingOnATerminal(t *testing.T) {
	t.Parallel()
	wire := serveLines(t, 300)
	person := wire.run("wait-for-run", wire.started("Golden QA Correctness"), "--poll-interval", "0.1")
	person.WaitText("status")
	if code := person.ExitCode(); code != 0 {
		t.Errorf("exit %d:\n%s", code, person.Screen())
	}
	if count := strings.Count(person.Screen(), "succeeded"); count != 2 { // the last progress line, and the run
		t.Errorf("%d lines show successes:\n%s", count, person.Screen())
	}
	colours := regexp.MustCompile(`\x1b\[[0-9;]*m`) // of the status
	if bytes.ContainsRune(colours.ReplaceAll(person.Raw(), nil), '\x1b') {
		t.Error("an escape sequence that is not a colour")
	}
}

// TestStoppingAWaitLeavesTheRunAlive: ctrl+c says so and exits 130.
func TestStoppingAWaitLeavesTheRunAlive(t *testing.T) {
	t.Parallel()
	wire := serveLines(t, 0.01) // the run does not end during the test
	run := wire.started("Golden QA Correctness")
	person := wire.run("wait-for-run", run, "--poll-interval", "0.1")
	person.WaitFor(func(screen string) bool {
		return strings.Contains(screen, "pending") || strings.Contains(screen, "running")
	}, "the status of the run")
	person.Type("ctrl+c")
	person.WaitText("The run continues. Wait again with: ax-tui tasks wait-for-run " + run)
	if code := person.ExitCode(); code != 130 {
		t.Errorf("exit %d", code)
	}
	if status := wire.status(run); status != "PENDING" && status != "RUNNING" {
		t.Errorf("the run is %s", status)
	}
}

// TestTheQuestionBeforeACancel: the default is no; y means yes.
func TestTheQuestionBeforeACancel(t *testing.T) {
	t.Parallel()
	wire := serveLines(t, 0.01) // the run does not end during the test
	run := wire.started("Golden QA Correctness")
	person := wire.run("cancel-run", run)
	person.WaitText("Cancel the run")
	person.WaitText("Golden QA Correctness")
	person.Type("enter")
	if code := person.ExitCode(); code != 2 || !strings.Contains(person.Screen(), "nothing was changed") {
		t.Errorf("exit %d:\n%s", code, person.Screen())
	}
	if status := wire.status(run); status == "CANCELLED" {
		t.Error("cancelled by enter")
	}
	person = wire.run("cancel-run", run)
	person.WaitText("Cancel the run")
	person.Type("ctrl+c")
	if code := person.ExitCode(); code != 130 {
		t.Errorf("ctrl+c exits %d:\n%s", code, person.Screen())
	}
	person.CheckRestored()
	person = wire.run("cancel-run", run)
	person.WaitText("Cancel the run")
	person.Type("y")
	if code := person.ExitCode(); code != 0 || wire.status(run) != "CANCELLED" {
		t.Errorf("exit %d, the run is %s:\n%s", code, wire.status(run), person.Screen())
	}
}

// TestMissingValuesAreAskedFor: in forms, and in plain lines where forms do not fit.
func TestMissingValuesAreAskedFor(t *testing.T) {
	t.Parallel()
	wire := serveLines(t, 1)
	person := wire.run("create", "--project", "docs-rag", "--space", "Search Quality", "--evaluators",
		`[{"evaluator_id": "RXZhbHVhdG9yOjI1MjA6SU9uYQ==", "column_mappings": {"output": "attributes.output.value"}}]`)
	person.WaitText("Name of the task")
	person.Send("Asked One\r")
	person.WaitText("Type of the task")
	person.Type("down", "enter")
	person.WaitText("Create it?")
	person.Type("enter")
	person.WaitText("Created the task \"Asked One\"")
	if code := person.ExitCode(); code != 0 {
		t.Errorf("exit %d:\n%s", code, person.Screen())
	}
	person.CheckRestored()

	person = open(t, pty.Options{Env: append([]string{"ACCESSIBLE=1"}, wire.env...), W: 120, H: 50}, "tasks", "create", "--space", "Search Quality")
	person.WaitText("Name of the task (unique in its space):")
	person.Send("Asked Two\r")
	person.WaitText("Number (1 to 3) [1]:")
	person.Send("9\r")
	person.WaitText("type a number from 1 to 3")
	person.Send("2\r")
	person.WaitText("What is evaluated:")
	person.Send("\r")
	person.WaitText("support-bot")
	person.Send("1\r")
	person.WaitText("When does it run:")
	person.Send("\r")
	person.WaitText("Sampling rate")
	person.Send("\r")
	person.WaitText("First evaluator:")
	person.Send("1\r")
	person.WaitText("End with an empty line.")
	person.Send("[{\"evaluator_id\": \"RXZhbHVhdG9yOjI1MjA6SU9uYQ==\", \"column_mappings\": {\"output\": \"attributes.output.value\"}}]\r\r")
	person.WaitText("Create it?")
	person.Send("\r")
	person.WaitText("Created the task \"Asked Two\"")
	if code := person.ExitCode(); code != 0 || bytes.ContainsRune(person.Raw(), '\x1b') {
		t.Errorf("exit %d:\n%s", code, person.Screen())
	}
}
