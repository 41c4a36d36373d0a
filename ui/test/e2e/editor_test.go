//go:build !windows

package e2e_test

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"ax-tui/ui/test/pty"
	"ax-tui/ui/test/race"
)

// A megabyte of JSON is pasted into the editor: keys respond at once, the fault
// is shown with its position, and undo restores the small text.
func TestAMegabyteOfJSON(t *testing.T) {
	t.Parallel()
	_, person := formOnProject(t, "Large", pty.Options{Limit: 2 * patient()})
	lines := strings.Count(person.Screen(), `"evaluator_id"`)
	for range 20 {
		person.Type("down")
	}
	person.see("line 17 of 17")
	text, row := large(100)
	person.Paste(text)
	person.see("RXZhbHVhdG9yOjI6abcd")
	person.quick("ctrl+home", lacks("RXZhbHVhdG9yOjI6abcd"))
	person.see("1 error · line 17, column 1: a comma is missing")
	person.press("ctrl+z", "the small text", has("of 17, column"))
	person.see("✓ no faults")
	if count := strings.Count(person.Screen(), `"evaluator_id"`); count != lines {
		t.Errorf("%d evaluators after undo, %d before", count, lines)
	}
	person.clearText()
	person.Paste(text)
	person.WaitFor(says(fmt.Sprint("1 error · line ", row, ", column 3: a comma is missing")), "the fault and its place")
	person.quick("ctrl+home", has(" 1  ["))
	person.quick("f8", has("OjE6000101"))
	person.Type("up", "end") // the fault is shown wherever the cursor is
	person.quick("x", has("LLM'\"}x"))
	person.interrupt()
}

// A megabyte of valid JSON: thousands of evaluators are not all loaded at once,
// and keys always respond.
func TestThousandsOfEvaluatorsAreNotAllRead(t *testing.T) {
	t.Parallel()
	account, person := formOnProject(t, "Thousands", pty.Options{Limit: 2 * patient()}) // a megabyte takes long on a busy machine
	person.clearText()
	text, _ := large(-1)
	person.Paste(text)
	person.WaitFor(says("Evaluators picked: +"), "the text to be taken in")
	best := patient()
	for range 3 { // the machine may be busy; a program that loads too much is slow each time
		from := time.Now()
		person.press("ctrl+home", "the first line", has(" 1  ["))
		person.press("ctrl+end", "the last line", has(`OjI6abcd"}`))
		best = min(best, time.Since(from))
	}
	if best > 2*time.Second && !race.On {
		t.Errorf("the effect of two keys took %v", best)
	}
	account.mu.Lock()
	defer account.mu.Unlock()
	if account.reads > 200 {
		t.Errorf("%d single evaluators were read", account.reads)
	}
	person.Signal(syscall.SIGKILL) // the test ends here, whatever is in progress
}

// large is a megabyte of evaluators without the comma after one of them (-1: with
// every comma), and the row before which it is missing.
func large(comma int) (text string, row int) {
	var out strings.Builder
	out.WriteString("[\n")
	for i := 0; out.Len() < 1<<20; i++ {
		fmt.Fprintf(&out, "  {\"evaluator_id\": \"RXZhbHVhdG9yOjE6%06d\", \"query_filter\": \"span_kind = 'LLM'\"}", i)
		if i != comma {
			out.WriteString(",")
		}
		out.WriteString("\n")
	}
	out.WriteString("  {\"evaluator_id\": \"RXZhbHVhdG9yOjI6abcd\"}\n]")
	return out.String(), comma + 3
}

// clearText erases the text of the editor, from its end.
func (p *person) clearText() {
	p.t.Helper()
	p.Type("ctrl+end")
	p.see("line 17 of 17")
	for range 16 {
		p.Type("ctrl+u", "backspace")
	}
	p.Type("ctrl+u")
	p.see("the text is empty")
}

// ctrl+e opens the text in the user's own editor; the form gets the change, and
// the terminal is restored for the editor and afterwards.
func TestEditTextInOwnEditor(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	script, seen := filepath.Join(dir, "my-editor"), filepath.Join(dir, "seen")
	code := "#!/bin/sh\nfor f; do :; done\nstty -a > " + seen + "\nsed 's/attributes.input.value/attributes.other.value/' \"$f\" > " + dir + "/new\ncat " + dir + "/new > \"$f\"\n"
	if err := os.WriteFile(script, []byte(code), 0o700); err != nil {
		t.Fatal(err)
	}
	account, person := formOnProject(t, "Edited elsewhere", pty.Options{Env: []string{"EDITOR=" + script}})
	person.press("ctrl+e", "the changed text", has("attributes.other.value"))
	if shown := person.Screen(); strings.Contains(shown, "attributes.input.value") {
		t.Errorf("the text was changed in part:\n%s", shown)
	}
	how, err := os.ReadFile(seen)
	if err != nil {
		t.Fatal(err)
	}
	if settings := string(how); strings.Contains(settings, "-icanon") || strings.Contains(settings, "-echo ") {
		t.Errorf("the editor found a terminal like this:\n%s", settings)
	}
	if !person.AltScreen() || !person.Mode(2004) {
		t.Errorf("afterwards: alternate screen %v, bracketed paste %v", person.AltScreen(), person.Mode(2004))
	}
	person.see("text updated from the editor")
	person.press("ctrl+z", "the text as it was", has("attributes.input.value"))
	person.press("ctrl+y", "the change again", has("attributes.other.value"))
	person.see("✓ no faults")
	person.steps("filters", "review")
	body := account.sendTask(t, person)
	if sent := fmt.Sprint(body["evaluators"]); strings.Count(sent, "attributes.other.value") != 2 {
		t.Errorf("sent %s", sent)
	}
	person.answer("n", "the task", has("No runs yet."))
	person.leave()
}

// After an editor fails, the text is unchanged and the form says so.
func TestAnEditorThatFails(t *testing.T) {
	t.Parallel()
	_, person := formOnProject(t, "Kept", pty.Options{Env: []string{"EDITOR=false"}})
	person.press("ctrl+e", "what happened", has("the text is unchanged"))
	person.see("attributes.input.value")
	person.press("end", "the place of the cursor", has("✓ no faults"))
	person.interrupt()
}

// The mapping preview shows which paths are found and missing, and uses a similar path.
func TestUseASimilarPath(t *testing.T) {
	t.Parallel()
	account, person := formOnProject(t, "Mapped", pty.Options{W: 100, H: 30})
	person.WaitFor(says("Found in 50 spans: "), "the mapping in a line")
	person.replaceOnce(`"attributes.input.value"`, `"attributes.input.valu"`)
	person.press("f2", "the mapping", has("A match is no guarantee"))
	person.WaitFor(says("missing 50 of 50"), "what is missing")
	person.see("✓ found", "50 spans · ", "UTC (7 d)")
	for range 8 {
		if strings.Contains(cursorRow(person.Screen()), "attributes.input.valu ") {
			break
		}
		previous := cursorRow(person.Screen())
		person.press("j", "the next variable", func(screen string) bool { return cursorRow(screen) != previous })
	}
	person.see("1 attributes.input.value")
	person.press("1", "the path taken", lacks("missing"))
	person.press("f2", "the text", has(`"evaluator_id"`))
	if shown := person.Screen(); strings.Count(shown, `"attributes.input.value"`) != 2 || strings.Contains(shown, `valu"`) {
		t.Errorf("the path is not in the text:\n%s", shown)
	}
	person.see("✓ no faults")
	person.steps("filters", "review")
	person.press("ctrl+s", "the question", has("Run it now?"))
	if sent := fmt.Sprint(account.only(t, http.MethodPost, "/v2/tasks")["evaluators"]); strings.Contains(sent, "valu]") || strings.Contains(sent, "valu ") {
		t.Errorf("sent %s", sent)
	}
	person.answer("n", "the task", has("No runs yet."))
	person.leave()
}

// Typing continues while sample data is loading.
func TestThePreviewNeverBlocksTyping(t *testing.T) {
	t.Parallel()
	_, person := formOnProject(t, "Slow samples", pty.Options{}, "/v2/spans timeout=100%")
	from := time.Now()
	person.quick("end", has("column 2"))
	person.quick("f2", lacks(`"evaluator_id"`))
	person.see("sample")
	person.quick("f2", has(`"evaluator_id"`))
	person.steps("filters", "review")
	if took := time.Since(from); took > 5*time.Second && !race.On {
		t.Errorf("it took %v to continue", took)
	}
	person.interrupt()
}
