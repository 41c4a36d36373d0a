//go:build !windows

package e2e_test

import (
	"bytes"
	"net/http"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"ax-tui/ui/test/pty"
)

// What was typed outlives kill -9; it is offered when the form is opened next.
func TestADraftOutlivesAKill(t *testing.T) {
	t.Parallel()
	a := host(t)
	home := t.TempDir()
	env := []string{"HOME=" + home, "XDG_STATE_HOME=" + filepath.Join(home, "state")}
	p := a.newTask(t, "Half done", pty.Options{Env: env})
	p.onProject()
	p.replaceOnce(`"attributes.input.value"`, `"attributes.my.own.input"`)
	p.WaitFor(func(string) bool { return kept(t, home, "attributes.my.own.input") }, "the draft on disk")
	p.Signal(syscall.SIGKILL)
	if code := p.ExitCode(); code != 128+9 {
		t.Fatalf("exit code %d", code)
	}
	if kept(t, home, a.key) {
		t.Error("the draft holds the key")
	}

	p = a.visit(t, pty.Options{Env: env})
	p.press("n", "the offer", has("Continue the draft of "))
	p.see("Half done, support-bot", "▸ Continue the draft")
	p.answer("enter", "the form", has("> Half done"))
	for _, title := range []string{"project or dataset", "sampling", "evaluators", "evaluators JSON"} {
		p.step(title)
		p.see(map[string]string{
			"project or dataset": "Search Quality", "sampling": "on demand", "evaluators": "2: Relevance, Hallucination",
			"evaluators JSON": "attributes.my.own.input",
		}[title])
	}
	for range 4 {
		p.Type("esc")
	}
	p.press("esc", "the question", has("Leave the form?"))
	p.see("▸ Stay", "Keep the draft", "Throw it away")
	p.answer("enter", "the form", lacks("Leave the form?"))
	p.press("esc", "the question", has("Leave the form?"))
	p.WaitFor(asks, "the question to be open")
	p.Type("tab", "tab")
	p.press("enter", "the list", begins(" ax-tui ▸ Tasks  "))
	p.WaitFor(func(string) bool { return !kept(t, home, "Half done") }, "the draft to be removed")
	a.nothingSent(t, "after the draft was thrown away")
	p.leave()
}

// A closed window or a kill that can be answered keeps the last letter, too.
func TestADraftIsKeptWhenASignalEndsTheProgram(t *testing.T) {
	t.Parallel()
	a := host(t)
	home := t.TempDir()
	p := a.visit(t, pty.Options{Env: []string{"HOME=" + home, "XDG_STATE_HOME=" + filepath.Join(home, "state")}})
	p.press("n", "the form", has("1 of 7"))
	p.press("Z", "the letter", has("> Z"))
	p.Signal(syscall.SIGTERM)
	if code := p.ExitCode(); code != 128+15 || !kept(t, home, `"Z"`) {
		t.Errorf("exit code %d, the draft is kept: %v", code, kept(t, home, `"Z"`))
	}
}

// kept reports whether any file below dir holds the text.
func kept(t *testing.T, dir, text string) (found bool) {
	files(t, dir, func(_ string, b []byte) { found = found || bytes.Contains(b, []byte(text)) })
	return found
}

// A name that is taken leads back to the name, with the reason and everything else kept.
func TestARefusalLeadsBackToItsField(t *testing.T) {
	t.Parallel()
	a, p := formOnProject(t, "Parcel checks", pty.Options{})
	p.steps("filters", "review")
	p.see("Equal command")
	a.make(t, "Parcel checks") // somebody else is faster
	p.press("ctrl+s", "the name", has("1 of 7 · name and type"))
	p.see("> Parcel checks", `│ ! name "Parcel checks" is taken`, "Not created: ")
	if n := len(a.sent()); n != 2 {
		t.Fatalf("%d creates were sent, want one of each", n)
	}
	p.Send(" too")
	p.see("> Parcel checks too")
	for _, title := range []string{"project or dataset", "sampling", "evaluators", "evaluators JSON", "filters", "review"} {
		p.step(title)
	}
	p.createOnly()
	if got := a.one(t, "Parcel checks too"); len(got.Evaluators) != 2 || got.ProjectID != a.project("support-bot") {
		t.Errorf("created %+v", got)
	}
	p.leave()
}

// make lets a colleague create a task of this name.
func (a *account) make(t *testing.T, name string) {
	t.Helper()
	a.call(t, http.MethodPost, "/v2/tasks", `{"name":"`+name+`","type":"TEMPLATE_EVALUATION","project_id":"`+a.project("support-bot")+
		`","evaluators":[{"evaluator_id":"`+a.evaluator("Relevance")+`","column_mappings":{"input":"attributes.input.value"}}]}`, nil)
}

// When the answer to a create is lost the task is looked up, and nothing is sent twice.
func TestALostAnswerMakesOneTask(t *testing.T) {
	t.Parallel()
	a, p := formOnProject(t, "Only once", pty.Options{}, "POST /v2/tasks drop-after")
	p.steps("filters", "review")
	p.press("ctrl+s", "the question", has("Run it now?"))
	p.see("The answer was lost, but the task is there: Only once")
	p.answer("n", "the task", has("No runs yet."))
	a.only(t, http.MethodPost, "/v2/tasks")
	a.one(t, "Only once")
	p.press("esc", "the list", begins(" ax-tui ▸ Tasks  "))
	p.Type("r")
	p.press("/", "the find line", has("esc clear"))
	p.Send("Only once")
	p.WaitFor(func(s string) bool { return strings.Contains(s, "1 of ") && on(s) == "Only once" }, "one task of this name")
	p.press("esc", "the list", has("q quit"))
	p.leave()
}

// When nothing has arrived the person is told and decides.
func TestALostRequestIsNotSentAgainByItself(t *testing.T) {
	t.Parallel()
	a, p := formOnProject(t, "Never there", pty.Options{}, "POST /v2/tasks drop")
	p.steps("filters", "review")
	p.Type("ctrl+s")
	p.WaitFor(says("The answer was lost, and no task of this name is there so far. Nothing is sent again by itself. ctrl+s sends it again."), "what to do")
	a.only(t, http.MethodPost, "/v2/tasks")
	if n := len(a.named(t, "Never there")); n != 0 {
		t.Errorf("%d tasks are there", n)
	}
	p.press("ctrl+b", "the form", has("6 of 7 · filters"))
	p.interrupt()
}
