//go:build !windows

package e2e_test

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"ax-tui/ui/test/pty"
)

// asked starts tasks create with an editor and answers the questions before the JSON.
func (a *account) asked(t *testing.T, dir, script string) *person {
	t.Helper()
	path := filepath.Join(dir, "ed")
	if err := os.WriteFile(path, []byte("#!/bin/sh\n"+script+"\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	person := open(t, pty.Options{Env: append([]string{"EDITOR=" + path, "TMPDIR=" + dir}, a.env...), W: 100, H: 40},
		"tasks", "create", "--name", "Asked", "--space", "Search Quality", "--task-type", "template_evaluation")
	for _, question := range []string{"What is evaluated", "Project", "When does it run", "Sampling rate", "First evaluator"} {
		person.WaitFor(has("│ "+question), "the question "+question)
		person.Type("enter")
	}
	return person
}

// An editor that is left without a change or fails loses no answer: what was written
// and the command with every answer are shown, and nothing is created.
func TestAnswersOutliveTheEditor(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ script, question, kept string }{
		"left with :q!": {"exit 0", "Create it?", `"evaluator_id"`},
		"it fails":      {`printf '[{"evaluator_id": "half' > "$1"; exit 3`, "Open the editor again?", `"half`},
		"not valid":     {`printf '[{"evaluator_id": "x",}]' > "$1"`, "Open the editor again?", `"x",}]`},
	} {
		t.Run(name, func(t *testing.T) {
			account, dir := host(t), t.TempDir()
			person := account.asked(t, dir, tc.script)
			person.WaitFor(has("│ "+tc.question), "the question")
			person.Type("down", "enter")
			if code := person.ExitCode(); code == 0 {
				t.Error("exit code 0")
			}
			screen := person.Screen()
			for _, want := range []string{"Your JSON is kept in " + dir, "--name Asked --task-type template_evaluation", "--evaluators"} {
				if !strings.Contains(screen, want) {
					t.Errorf("the screen lacks %q:\n%s", want, screen)
				}
			}
			if !kept(t, dir, tc.kept) {
				t.Errorf("%s is not kept", tc.kept)
			}
			account.nothingSent(t, "after the questions were left")
		})
	}
}

// After the summary one yes creates the task.
func TestAnswersCreateTheTask(t *testing.T) {
	t.Parallel()
	account, dir := host(t), t.TempDir()
	person := account.asked(t, dir, "exit 0")
	person.WaitFor(has("│ Create it?"), "the question")
	person.see("The new task:", "evaluator   ", " ← ")
	person.Type("enter")
	if code := person.ExitCode(); code != 0 {
		t.Errorf("exit code %d:\n%s", code, person.Screen())
	}
	account.only(t, http.MethodPost, "/v2/tasks")
	account.one(t, "Asked")
}

// A signal ends the questions of line mode: it does not answer one with its default, which
// here would ask it again without end.
func TestASignalAnswersNoQuestion(t *testing.T) {
	t.Parallel()
	account := host(t)
	person := account.asked(t, t.TempDir(), "exit 3")
	person.see("Open the editor again?")
	person.Signal(syscall.SIGTERM)
	if code := person.ExitCode(); code == 0 {
		t.Errorf("exit code %d:\n%s", code, person.Screen())
	}
	account.nothingSent(t, "after a signal")
}
