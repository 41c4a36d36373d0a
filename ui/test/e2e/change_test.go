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
func visitTask(t *testing.T, name string, o pty.Options) (*account, taskWire, *person) {
	t.Helper()
	a := host(t)
	task := a.one(t, name)
	p := a.visit(t, o)
	p.moveTo(name)
	return a, task, p
}

// Only what was changed is sent, after a list of before and after.
func TestChangeATask(t *testing.T) {
	t.Parallel()
	a, was, p := visitTask(t, "Relevance Monitor", pty.Options{W: 100, H: 34})
	p.press("enter", "the task", lineHas(0, "▸ Tasks ▸ Relevance Monitor"))
	p.press("e", "the form", has("1 of 5 · name and schedule"))
	p.see("> Relevance Monitor", "Sampling rate")
	p.press("ctrl+s", "nothing to send", has("Nothing has changed, so there is nothing to send."))
	p.Send(" 2")
	p.see("> Relevance Monitor 2")
	p.Type("tab", "tab", "ctrl+u")
	p.fill("7")
	p.press("ctrl+s", "the fault", has("Nothing was sent. Sampling rate: "))
	p.Type("ctrl+u")
	p.fill("25 %")
	p.press("ctrl+s", "the review", has("5 of 5 · review"))
	p.see("- Relevance Monitor", "+ Relevance Monitor 2", "+ 0.25", "Request body (Y copies)")
	a.nothingSent(t, "before the review was accepted")
	p.press("ctrl+s", "the changed task", has("▸ Tasks ▸ Relevance Monitor 2"))
	a.only(t, http.MethodPatch, "/v2/tasks/"+was.ID).holds(t, `{"name": "Relevance Monitor 2", "sampling_rate": 0.25}`)
	now := a.one(t, "Relevance Monitor 2")
	if now.Continuous != was.Continuous || len(now.Evaluators) != len(was.Evaluators) {
		t.Errorf("the task is %+v, it was %+v", now, was)
	}
	p.press("esc", "the list", has("▸ Relevance Monitor 2"))
	p.leave()
}

// A change that was typed outlives ctrl+c and is offered when the form is opened next.
func TestAChangeOutlivesCtrlC(t *testing.T) {
	t.Parallel()
	a := host(t)
	home := t.TempDir()
	env := []string{"HOME=" + home, "XDG_STATE_HOME=" + filepath.Join(home, "state")}
	p := a.visit(t, pty.Options{Env: env})
	p.moveTo("Relevance Monitor")
	p.press("e", "the form", has("1 of 5"))
	p.Send(" 2")
	p.see("> Relevance Monitor 2")
	p.Type("ctrl+c")
	p.ExitCode()
	p = a.visit(t, pty.Options{Env: env})
	p.moveTo("Relevance Monitor")
	p.press("e", "the offer", has("Continue the draft of "))
	p.see("It was not sent: Relevance Monitor 2")
	p.answer("enter", "the form", has("> Relevance Monitor 2"))
	a.nothingSent(t, "before the form was accepted")
	p.Type("ctrl+c")
	p.ExitCode()
}

// Evaluators are sent whole, with the pins they had.
func TestChangeTheEvaluatorsOfATask(t *testing.T) {
	t.Parallel()
	a, was, p := visitTask(t, "Relevance Monitor", pty.Options{W: 100, H: 34})
	p.press("e", "the form", has("1 of 5"))
	p.press("shift+tab", "the evaluators", has("│ Evaluators JSON"))
	p.see(`"evaluator_id"`, "no faults")
	p.replaceOnce(`"attributes.input.value"`, `"attributes.input.values"`)
	p.press("ctrl+s", "the review", has("5 of 5"))
	p.see("- ", "+ ", "attributes.input.values")
	p.press("ctrl+s", "the list", onRow("Relevance Monitor"))
	sent := a.only(t, http.MethodPatch, "/v2/tasks/"+was.ID)
	list, _ := sent["evaluators"].([]any)
	if len(sent) != 1 || len(list) != len(was.Evaluators) {
		t.Fatalf("the body is %v", sent)
	}
	now, changed := a.one(t, "Relevance Monitor"), 0
	for i, e := range now.Evaluators {
		old := was.Evaluators[i]
		if e.ID != old.ID || (e.Version == nil) != (old.Version == nil) || e.Version != nil && *e.Version != *old.Version {
			t.Errorf("evaluator %d is %+v, it was %+v", i, e, old)
		}
		for k, v := range e.Mappings {
			if v != old.Mappings[k] {
				changed++
			}
		}
	}
	if changed != 1 {
		t.Errorf("%d mappings have changed, want one", changed)
	}
	p.leave()
}

// replaceOnce edits the text in the JSON editor by its keys: it goes to the
// first line with was and types now in its place at the line's end.
func (p *person) replaceOnce(was, now string) {
	p.t.Helper()
	p.Type("ctrl+home")
	for range 60 {
		if l := p.editorLine(); strings.Contains(l, was) {
			_, rest, _ := strings.Cut(l, was)
			p.Type("end")
			for range len(strings.TrimRight(rest, " ")) + len(was) {
				p.Type("backspace")
			}
			p.Send(now + strings.TrimRight(rest, " "))
			p.see(now)
			return
		}
		before := p.position()
		p.press("down", "the next line", func(s string) bool { return position(s) != before })
	}
	p.t.Fatalf("the text has no %s:\n%s", was, p.Screen())
}

func (p *person) position() string { return position(p.Screen()) }

// position is where the cursor of the editor is, as its status says.
func position(screen string) string {
	_, rest, _ := strings.Cut(screen, "line ")
	n, _, _ := strings.Cut(rest, " ")
	return n
}

// editorLine is the text of the editor's line that the status names.
func (p *person) editorLine() string {
	screen := p.Screen()
	n := position(screen)
	for _, l := range strings.Split(screen, "\n") {
		l = strings.TrimLeft(strings.TrimPrefix(l, "│"), " ")
		if rest, ok := strings.CutPrefix(l, n+" "); ok && n != "" {
			return rest
		}
	}
	return ""
}

// A task is deleted by typing its name; anything else does nothing.
func TestDeleteATask(t *testing.T) {
	t.Parallel()
	a, was, p := visitTask(t, "JSON Shape", pty.Options{})
	p.press("enter", "the task", lineHas(0, "▸ Tasks ▸ JSON Shape"))
	p.press("X", "the question", has("Delete this task?"))
	p.see("Its runs and its configuration go with it. This is final.", "Type its name to delete it:")
	p.press("enter", "a refusal", has("nothing was sent"))
	p.fill("json shape")
	p.press("enter", "a refusal", has("That is not it; nothing was sent. Capitals count."))
	p.press("esc", "the task", lacks("Delete this task?"))
	a.nothingSent(t, "after a wrong name")
	p.press("X", "the question", has("Delete this task?"))
	p.fill("JSON Shape")
	p.press("enter", "the list", func(s string) bool {
		return !strings.Contains(s, "Delete this task?") && strings.HasPrefix(s, " ax-tui ▸ Tasks  ")
	})
	a.only(t, http.MethodDelete, "/v2/tasks/"+was.ID)
	if n := len(a.named(t, "JSON Shape")); n != 0 {
		t.Errorf("%d tasks of this name are still there", n)
	}
	p.WaitFor(lacks("  JSON Shape "), "the row to go")
	p.leave()
}

// Pausing and resuming are one key and a yes; Enter alone is harmless.
func TestPauseAndResumeATask(t *testing.T) {
	t.Parallel()
	a, was, p := visitTask(t, "Relevance Monitor", pty.Options{})
	p.press("enter", "the task", lineHas(0, "▸ Tasks ▸ Relevance Monitor"))
	p.see("continuous")
	p.press("P", "the question", has("Pause this task?"))
	p.answer("enter", "the task", lacks("Pause this task?"))
	a.nothingSent(t, "after Enter alone")
	p.press("P", "the question", has("Pause this task?"))
	p.answer("y", "the paused task", lineHas(1, "on demand"))
	a.only(t, http.MethodPatch, "/v2/tasks/"+was.ID).holds(t, `{"is_continuous": false}`)
	p.press("P", "the question", has("Make this task continuous?"))
	p.answer("y", "the resumed task", lineHas(1, "continuous"))
	if sent := a.sent(); len(sent) != 2 || string(sent[1].Body) != `{"is_continuous":true}` {
		t.Errorf("sent %v", sent)
	}
	p.leave()
}
