//go:build !windows

package e2e_test

import (
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"ax-tui/ui/test/pty"
)

// visitTask serves the demo world and goes to the task of this name in the list.
func visitTask(t *testing.T, name string, options pty.Options) (*account, taskWire, *person) {
	t.Helper()
	account := host(t)
	task := account.one(t, name)
	person := account.visit(t, options)
	person.moveTo(name)
	return account, task, person
}

// Only changes are sent, after a review with the old and new values.
func TestChangeATask(t *testing.T) {
	t.Parallel()
	account, original, person := visitTask(t, "Relevance Monitor", pty.Options{W: 100, H: 34})
	person.press("enter", "the task", lineHas(0, "▸ Tasks ▸ Relevance Monitor"))
	person.press("e", "the form", has("1 of 5 · name and schedule"))
	person.see("> Relevance Monitor", "Sampling rate")
	person.press("ctrl+s", "nothing to send", has("Nothing has changed. There is nothing to send."))
	person.Send(" 2")
	person.see("> Relevance Monitor 2")
	person.Type("tab", "tab", "ctrl+u")
	person.fill("7")
	person.press("ctrl+s", "the fault", has("Nothing was sent. Sampling rate: "))
	person.Type("ctrl+u")
	person.fill("25 %")
	person.press("ctrl+s", "the review", has("5 of 5 · review"))
	person.see("- Relevance Monitor", "+ Relevance Monitor 2", "+ 0.25", "Request body (Y copies)")
	account.nothingSent(t, "before the review was accepted")
	person.press("ctrl+s", "the changed task", has("▸ Tasks ▸ Relevance Monitor 2"))
	account.only(t, http.MethodPatch, "/v2/tasks/"+original.ID).holds(t, `{"name": "Relevance Monitor 2", "sampling_rate": 0.25}`)
	now := account.one(t, "Relevance Monitor 2")
	if now.Continuous != original.Continuous || len(now.Evaluators) != len(original.Evaluators) {
		t.Errorf("the task is %+v, it was %+v", now, original)
	}
	person.press("esc", "the list", onRow("Relevance Monitor 2"))
	person.leave()
}

// A typed change survives ctrl+c and is offered when the form is opened again.
func TestAChangeOutlivesCtrlC(t *testing.T) {
	t.Parallel()
	account := host(t)
	home := t.TempDir()
	env := []string{"HOME=" + home, "XDG_STATE_HOME=" + filepath.Join(home, "state")}
	person := account.visit(t, pty.Options{Env: env})
	person.moveTo("Relevance Monitor")
	person.press("e", "the form", has("1 of 5"))
	person.Send(" 2")
	person.see("> Relevance Monitor 2")
	person.Type("ctrl+c")
	person.ExitCode()
	person = account.visit(t, pty.Options{Env: env})
	person.moveTo("Relevance Monitor")
	person.press("e", "the offer", has("Continue the draft of "))
	person.see("It was not sent: Relevance Monitor 2")
	person.answer("enter", "the form", has("> Relevance Monitor 2"))
	account.nothingSent(t, "before the form was accepted")
	person.Type("ctrl+c")
	person.ExitCode()
}

// Evaluators are sent completely, with their pinned versions.
func TestChangeTheEvaluatorsOfATask(t *testing.T) {
	t.Parallel()
	account, original, person := visitTask(t, "Relevance Monitor", pty.Options{W: 100, H: 34})
	person.press("e", "the form", has("1 of 5"))
	person.press("shift+tab", "the evaluators", has("│ Evaluators JSON"))
	person.see(`"evaluator_id"`, "no faults")
	person.replaceOnce(`"attributes.input.value"`, `"attributes.input.values"`)
	person.press("ctrl+s", "the review", has("5 of 5"))
	person.see("- ", "+ ", "attributes.input.values")
	person.press("ctrl+s", "the list", onRow("Relevance Monitor"))
	sent := account.only(t, http.MethodPatch, "/v2/tasks/"+original.ID)
	list, _ := sent["evaluators"].([]any)
	if len(sent) != 1 || len(list) != len(original.Evaluators) {
		t.Fatalf("the body is %v", sent)
	}
	now, changed := account.one(t, "Relevance Monitor"), 0
	for i, evaluator := range now.Evaluators {
		old := original.Evaluators[i]
		if evaluator.ID != old.ID || (evaluator.Version == nil) != (old.Version == nil) || evaluator.Version != nil && *evaluator.Version != *old.Version {
			t.Errorf("evaluator %d is %+v, it was %+v", i, evaluator, old)
		}
		for variable, path := range evaluator.Mappings {
			if path != old.Mappings[variable] {
				changed++
			}
		}
	}
	if changed != 1 {
		t.Errorf("%d mappings have changed, want one", changed)
	}
	person.leave()
}

// replaceOnce edits the text in the JSON editor with its keys: it moves to the
// first line that contains old, at its end, and replaces it.
func (p *person) replaceOnce(old, replacement string) {
	p.t.Helper()
	p.Type("ctrl+home")
	for range 60 {
		if text := p.editorLine(); strings.Contains(text, old) {
			_, rest, _ := strings.Cut(text, old)
			p.Type("end")
			for range len(strings.TrimRight(rest, " ")) + len(old) {
				p.Type("backspace")
			}
			p.Send(replacement + strings.TrimRight(rest, " "))
			p.see(replacement)
			return
		}
		before := p.position()
		p.press("down", "the next line", func(screen string) bool { return position(screen) != before })
	}
	p.t.Fatalf("the text has no %s:\n%s", old, p.Screen())
}

func (p *person) position() string { return position(p.Screen()) }

// position is the cursor position that the editor's status shows.
func position(screen string) string {
	_, rest, _ := strings.Cut(screen, "line ")
	number, _, _ := strings.Cut(rest, " ")
	return number
}

// editorLine is the text of the line with the editor's cursor.
func (p *person) editorLine() string {
	screen := p.Screen()
	number := position(screen)
	for _, row := range strings.Split(screen, "\n") {
		row = strings.TrimLeft(strings.TrimPrefix(row, " │"), " ")
		if rest, ok := strings.CutPrefix(row, number+" "); ok && number != "" {
			return rest
		}
	}
	return ""
}

// A task is deleted by typing its name; anything else does nothing.
func TestDeleteATask(t *testing.T) {
	t.Parallel()
	account, original, person := visitTask(t, "JSON Shape", pty.Options{})
	person.press("enter", "the task", lineHas(0, "▸ Tasks ▸ JSON Shape"))
	person.press("X", "the question", has("Delete this task?"))
	person.see("Its runs and its configuration are deleted too. This is final.", "Type its name to delete it:")
	person.press("enter", "a refusal", has("nothing was sent"))
	person.fill("json shape")
	person.press("enter", "a refusal", has("That is not the name; nothing was sent. It is case-sensitive."))
	person.press("esc", "the task", lacks("Delete this task?"))
	account.nothingSent(t, "after a wrong name")
	person.press("X", "the question", has("Delete this task?"))
	person.fill("JSON Shape")
	person.press("enter", "the list", func(screen string) bool {
		return !strings.Contains(screen, "Delete this task?") && strings.HasPrefix(screen, " ax-tui ▸ Tasks  ")
	})
	account.only(t, http.MethodDelete, "/v2/tasks/"+original.ID)
	if count := len(account.named(t, "JSON Shape")); count != 0 {
		t.Errorf("%d tasks of this name are still there", count)
	}
	person.WaitFor(lacks("  JSON Shape "), "the row to go")
	person.leave()
}

// Pause and resume take one key and a yes; Enter alone is harmless.
func TestPauseAndResumeATask(t *testing.T) {
	t.Parallel()
	account, original, person := visitTask(t, "Relevance Monitor", pty.Options{})
	person.press("enter", "the task", lineHas(0, "▸ Tasks ▸ Relevance Monitor"))
	person.see("continuous")
	person.press("P", "the question", has("Pause this task?"))
	person.answer("enter", "the task", lacks("Pause this task?"))
	account.nothingSent(t, "after Enter alone")
	person.press("P", "the question", has("Pause this task?"))
	person.answer("y", "the paused task", lineHas(1, "on demand"))
	account.only(t, http.MethodPatch, "/v2/tasks/"+original.ID).holds(t, `{"is_continuous": false}`)
	person.press("P", "the question", has("Make this task continuous?"))
	person.answer("y", "the resumed task", lineHas(1, "continuous"))
	if sent := account.sent(); len(sent) != 2 || string(sent[1].Body) != `{"is_continuous":true}` {
		t.Errorf("sent %v", sent)
	}
	person.leave()
}
