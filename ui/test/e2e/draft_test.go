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

// Typed text survives kill -9; it is offered when the form is opened again.
func TestADraftOutlivesAKill(t *testing.T) {
	t.Parallel()
	account := host(t)
	home := t.TempDir()
	env := []string{"HOME=" + home, "XDG_STATE_HOME=" + filepath.Join(home, "state")}
	person := account.newTask(t, "Half done", pty.Options{Env: env})
	person.onProject()
	person.replaceOnce(`"attributes.input.value"`, `"attributes.my.own.input"`)
	person.WaitFor(func(string) bool { return kept(t, home, "attributes.my.own.input") }, "the draft on disk")
	person.Signal(syscall.SIGKILL)
	if code := person.ExitCode(); code != 128+9 {
		t.Fatalf("exit code %d", code)
	}
	if kept(t, home, account.key) {
		t.Error("the draft holds the key")
	}

	person = account.visit(t, pty.Options{Env: env})
	person.press("n", "the offer", has("Continue the draft of "))
	person.see("Half done, support-bot", "▸ Continue it", "New form", "Discard it")
	person.answer("enter", "the step where it was left", has("5 of 7 · evaluators JSON"))
	person.see("attributes.my.own.input")
	for _, title := range []string{"evaluators", "sampling", "project or dataset", "name and type"} {
		person.press("esc", title, has("· "+title+"  "))
		person.see(map[string]string{
			"project or dataset": "Search Quality", "sampling": "on demand", "evaluators": "2: Relevance, Hallucination", "name and type": "> Half done",
		}[title])
	}
	person.press("esc", "the question", has("Leave the form?"))
	person.see("▸ Stay", "Keep the draft", "Discard it")
	person.answer("enter", "the form", lacks("Leave the form?"))
	person.press("esc", "the question", has("Leave the form?"))
	person.WaitFor(asks, "the question to be open")
	person.Type("tab", "tab")
	person.press("enter", "the list", begins(" ax-tui ▸ Tasks  "))
	person.WaitFor(func(string) bool { return !kept(t, home, "Half done") }, "the draft to be removed")
	account.nothingSent(t, "after the draft was discarded")
	person.leave()
}

// A closed window or a signal that can be handled keeps every typed letter too.
func TestADraftIsKeptWhenASignalEndsTheProgram(t *testing.T) {
	t.Parallel()
	account := host(t)
	home := t.TempDir()
	person := account.visit(t, pty.Options{Env: []string{"HOME=" + home, "XDG_STATE_HOME=" + filepath.Join(home, "state")}})
	person.press("n", "the form", has("1 of 7"))
	person.press("Z", "the letter", has("> Z"))
	person.Signal(syscall.SIGTERM)
	if code := person.ExitCode(); code != 128+15 || !kept(t, home, `"Z"`) {
		t.Errorf("exit code %d, the draft is kept: %v", code, kept(t, home, `"Z"`))
	}
}

// A new form keeps the draft of the one before, and both are offered.
func TestADraftOutlivesANewForm(t *testing.T) {
	t.Parallel()
	account := host(t)
	home := t.TempDir()
	env := pty.Options{Env: []string{"HOME=" + home, "XDG_STATE_HOME=" + filepath.Join(home, "state")}}
	person := account.newTask(t, "The first", env)
	person.WaitFor(func(string) bool { return kept(t, home, "The first") }, "the draft on disk")
	person.Type("ctrl+c")
	person.ended(0)
	person = account.visit(t, env)
	person.press("n", "the offer", has("Continue the draft of "))
	person.see("y continue it · n new form · d discard it")
	person.answer("n", "an empty form", func(screen string) bool { return !strings.Contains(screen, "The first") && !asks(screen) })
	person.fill("The second")
	person.WaitFor(func(string) bool { return kept(t, home, "The second") && kept(t, home, "The first") }, "both drafts on disk")
	person.Signal(syscall.SIGKILL)
	_ = person.ExitCode()
	person = account.visit(t, env)
	person.press("n", "the offer", has("It was not sent: The second"))
	person.see("Draft 1 of 2 of this form.")
	person.WaitFor(asks, "the question to be open")
	person.press("o", "the older one", has("It was not sent: The first"))
	person.Type("y")
	person.see("> The first")
	person.Type("ctrl+c")
	person.ended(0)
}

// Two programs that continue the same draft lose nothing of each other.
func TestTwoProgramsContinueOneDraft(t *testing.T) {
	t.Parallel()
	account := host(t)
	home := t.TempDir()
	env := pty.Options{Env: []string{"HOME=" + home, "XDG_STATE_HOME=" + filepath.Join(home, "state")}}
	first := account.newTask(t, "Shared", env)
	first.WaitFor(func(string) bool { return kept(t, home, `"Shared"`) }, "the draft on disk")
	second := account.visit(t, env)
	second.press("n", "the offer", has("It was not sent: Shared"))
	second.answer("y", "the form", has("> Shared"))
	second.Send(" too")
	second.WaitFor(func(string) bool { return kept(t, home, `"Shared too"`) }, "the second draft on disk")
	first.Send(" no more")
	first.WaitFor(has("Another ax-tui continues the same draft"), "the notice")
	if !kept(t, home, `"Shared too"`) || !kept(t, home, `"Shared no more"`) {
		t.Error("one of the two replaced the other's draft")
	}
	second.Signal(syscall.SIGHUP)
	_ = second.ExitCode()
	first.Type("ctrl+c")
	first.ended(0)
}

// Every orderly end keeps the letters typed just before it, of a change too.
func TestTheLastLettersAreKept(t *testing.T) {
	t.Parallel()
	account := host(t)
	for name, end := range map[string]func(*person){
		"ctrl+c":  func(user *person) { user.Type("ctrl+c") },
		"SIGHUP":  func(user *person) { user.Signal(syscall.SIGHUP) },
		"SIGTERM": func(user *person) { user.Signal(syscall.SIGTERM) },
	} {
		home := t.TempDir()
		person := account.visit(t, pty.Options{Env: []string{"HOME=" + home, "XDG_STATE_HOME=" + filepath.Join(home, "state")}})
		person.press("e", "the form", has("Change "))
		person.WaitFor(has("· name"), "the fields")
		person.Send("ZZZ")
		person.see("ZZZ")
		end(person)
		if _ = person.ExitCode(); !kept(t, home, "ZZZ") {
			t.Errorf("%s loses what was typed", name)
		}
	}
}

// kept reports whether any file below dir contains the text, except those that are still
// being written.
func kept(t *testing.T, dir, text string) (found bool) {
	files(t, dir, func(path string, data []byte) {
		found = found || !strings.HasPrefix(filepath.Base(path), ".") && bytes.Contains(data, []byte(text))
	})
	return found
}

// A duplicate name leads back to the name field, with the reason; everything else is kept.
func TestARefusalLeadsBackToItsField(t *testing.T) {
	t.Parallel()
	account, person := formOnProject(t, "Parcel checks", pty.Options{})
	person.steps("filters", "review")
	person.see("Equivalent command")
	account.make(t, "Parcel checks") // another user creates it first
	person.press("ctrl+s", "the name", has("1 of 7 · name and type"))
	person.see("> Parcel checks", `│ ! name "Parcel checks" is taken`, "Not created: ")
	if count := len(account.sent()); count != 2 {
		t.Fatalf("%d creates were sent, want one of each", count)
	}
	person.Send(" too")
	person.see("> Parcel checks too", "ctrl+s back to the review")
	person.step("review")
	person.createOnly()
	if got := account.one(t, "Parcel checks too"); len(got.Evaluators) != 2 || got.ProjectID != account.project("support-bot") {
		t.Errorf("created %+v", got)
	}
	person.leave()
}

// make creates a task of this name as another user.
func (a *account) make(t *testing.T, name string) {
	t.Helper()
	a.call(t, http.MethodPost, "/v2/tasks", `{"name":"`+name+`","type":"TEMPLATE_EVALUATION","project_id":"`+a.project("support-bot")+
		`","evaluators":[{"evaluator_id":"`+a.evaluator("Relevance")+`","column_mappings":{"input":"attributes.input.value"}}]}`, nil)
}

// When the response to a create is lost, the task is looked up and nothing is sent twice.
func TestALostAnswerMakesOneTask(t *testing.T) {
	t.Parallel()
	account, person := formOnProject(t, "Only once", pty.Options{}, "POST /v2/tasks drop-after")
	person.steps("filters", "review")
	person.press("ctrl+s", "the question", has("Run it now?"))
	person.see("The answer was lost, but the task is there: Only once")
	person.answer("n", "the task", has("No runs yet."))
	account.only(t, http.MethodPost, "/v2/tasks")
	account.one(t, "Only once")
	person.press("esc", "the list", begins(" ax-tui ▸ Tasks  "))
	person.Type("r")
	person.press("/", "the find line", has("esc clear"))
	person.Send("Only once")
	person.WaitFor(func(screen string) bool {
		return strings.Contains(screen, "1 of ") && cursorName(screen) == "Only once"
	}, "one task of this name")
	person.press("esc", "the list", has(": actions"))
	person.leave()
}

// When the request did not arrive, the form says so and the user decides.
func TestALostRequestIsNotSentAgainByItself(t *testing.T) {
	t.Parallel()
	account, person := formOnProject(t, "Never there", pty.Options{}, "POST /v2/tasks drop")
	person.steps("filters", "review")
	person.Type("ctrl+s")
	person.WaitFor(says("The answer was lost, and there is no task of this name so far. Nothing is sent again by itself. ctrl+s sends it again."), "what to do")
	account.only(t, http.MethodPost, "/v2/tasks")
	if count := len(account.named(t, "Never there")); count != 0 {
		t.Errorf("%d tasks are there", count)
	}
	person.press("ctrl+b", "the form", has("6 of 7 · filters"))
	person.interrupt()
}
