//go:build !windows

package e2e_test

import (
	"strings"
	"testing"

	"ax-tui/ui/test/pty"
)

// reach moves from field to field with tab until each of these has had the focus.
func (p *person) reach(titles ...string) {
	p.t.Helper()
	for _, title := range titles {
		p.reachOne("tab", title)
	}
}

func (p *person) reachOne(key, title string) {
	p.t.Helper()
	for range 8 {
		previous := focused(p.Screen())
		if strings.HasPrefix(previous, title) {
			return
		}
		p.press(key, "another field", func(screen string) bool { return focused(screen) != previous && focused(screen) != "" })
	}
	p.t.Fatalf("the field %q cannot be reached:\n%s", title, p.Screen())
}

// focused is the first row of the field that has the focus.
func focused(screen string) string {
	for _, row := range strings.Split(screen, "\n") {
		if rest, ok := strings.CutPrefix(row, " │ "); ok {
			return rest
		}
	}
	return ""
}

// faulty tries to leave a step with a fault and sees the fault at its field.
func (p *person) faulty(fault string) {
	p.t.Helper()
	p.press("ctrl+s", "the fault", has("│ ! "+fault))
}

// The whole form on a small screen: every field can be reached, every fault is
// shown at its field and disappears when it is fixed.
func TestTheFormOnASmallScreen(t *testing.T) {
	t.Parallel()
	account := host(t)
	person := account.visit(t, pty.Options{W: 60, H: 16})
	person.press("n", "the form", has("1 of 7 · name and type"))
	person.faulty("enter a name")
	person.fill("Small")
	person.WaitGone("! enter a name")
	person.reach("Type", "Name")
	person.stepInSpace("project or dataset", "Evaluate")
	person.reach("Project", "Space", "Evaluate", "Project")
	person.faulty("choose a project or a dataset")
	person.find("bot", "support-bot")
	person.press("enter", "the next step", has("3 of 7 · sampling"))
	person.reach("Sampling rate", "When", "Sampling rate")
	person.fill("7")
	person.press("ctrl+s", "the fault", func(screen string) bool {
		return strings.Contains(screen, "│ ! ") && strings.Contains(screen, "3 of 7")
	})
	person.Type("ctrl+u")
	person.fill("0.5")
	person.WaitGone("│ ! ")
	person.step("evaluators")
	person.faulty("choose at least one evaluator")
	person.mark("relev", "Relevance")
	person.reach("Version of Relevance", "Evaluators")
	person.step("evaluators JSON")
	person.replaceOnce(`"attributes.input.value",`, `"attributes.input.value"`)
	person.WaitFor(says("1 error · line 6, column 7: a comma is missing"), "the fault with its place")
	person.press(",", "no fault", has("✓ no faults"))
	person.press("f2", "the mapping", has("✓ found"))
	person.press("esc", "the text", has(`"evaluator_id"`))
	person.step("filters")
	person.reach("Filter of Relevance", "Filter of the task")
	person.step("review")
	person.Type("G")
	person.see("}")
	account.sendTask(t, person)
	person.answer("n", "the task", has("No runs yet."))
	person.narrowEdit(t)
	person.leave()
}

// narrowEdit goes through the form that edits a task.
func (p *person) narrowEdit(t *testing.T) {
	t.Helper()
	p.press("e", "the form", has("1 of 5"))
	p.reach("When", "Sampling rate", "Filter of the task", "Filter of Relevance", "Evaluators", "Version of Relevance", "Evaluators JSON")
	p.reachOne("shift+tab", "Name") // tab belongs to the text of the evaluators
	p.Type("ctrl+u")
	p.press("ctrl+s", "the fault", has("Nothing was sent. Name: "))
	p.Send("Smaller")
	p.press("ctrl+s", "the review", has("5 of 5"))
	p.see("- Small", "+ Smaller")
	p.press("ctrl+s", "the task", lineHas(0, "Smaller"))
	p.press("X", "the question", has("Delete this task?"))
	p.see("Type its name to delete it", "enter delete")
	p.press("esc", "the task", lacks("Delete this task?"))
}

// A fault disappears as soon as it is fixed.
func TestAFixedFaultDisappears(t *testing.T) {
	t.Parallel()
	_, person := form(t, "Fixed", pty.Options{})
	person.stepInSpace("project or dataset", "Evaluate")
	person.pickProject()
	person.step("evaluators")
	person.faulty("choose at least one evaluator")
	person.mark("relev", "Relevance")
	person.WaitFor(says("Relevance: template"), "what the evaluator is")
	person.WaitGone("! choose at least one evaluator")
	person.Type("ctrl+c")
	person.ExitCode()
}

// Every key of the form's help line does what the line says, and none is listed twice.
func TestTheHelpLineOfTheFormIsTrue(t *testing.T) {
	t.Parallel()
	_, person := form(t, "Helped", pty.Options{})
	person.helps("the first step", "esc leave", "", "ctrl+b step back")
	person.onProject()
	person.helps("the editor", "esc back", "ctrl+e your editor", "tab next field", "↓ choose")
	person.steps("filters", "review")
	person.helps("the review", "esc back", "y copy command", "next step")
	person.createOnly()
	person.press("e", "the form", has("1 of 5"))
	person.helps("the form of a change", "esc leave", "ctrl+s review")
	person.Send(" 2")
	person.press("ctrl+s", "the review", has("5 of 5"))
	person.helps("the review of a change", "esc back", "", "next step")
	person.Type("ctrl+c")
	person.ExitCode()
}

// helps checks the help line: it has what esc does, once, and one text, but not the others.
func (p *person) helps(where, esc, want string, not ...string) {
	p.t.Helper()
	screen := p.Screen()
	help := screen[strings.LastIndexByte(screen, '\n')+1:]
	if !strings.Contains(help, want) {
		p.t.Errorf("at %s the help line does not name %q: %s", where, want, help)
	}
	for _, text := range not {
		if strings.Contains(help, text) {
			p.t.Errorf("at %s the help line names %q: %s", where, text, help)
		}
	}
	if count := strings.Count(help, "esc "); count != 1 || !strings.Contains(help, esc) {
		p.t.Errorf("at %s the help line does not name %s once: %s", where, esc, help)
	}
}
