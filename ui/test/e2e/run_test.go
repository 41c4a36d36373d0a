//go:build !windows

package e2e_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"ax-tui/ui/test/pty"
)

// start starts a run of the task through the API, as another user.
func (w demoServer) start(t *testing.T, task string) {
	t.Helper()
	var list struct{ Tasks []struct{ ID, Name string } }
	w.call(t, http.MethodGet, "/v2/tasks?limit=60", "", &list)
	for _, listed := range list.Tasks {
		if listed.Name == task {
			w.call(t, http.MethodPost, "/v2/tasks/"+listed.ID+"/trigger", "{}", nil)
			return
		}
	}
	t.Fatalf("the demo world has no task %q", task)
}

func (w demoServer) call(t *testing.T, method, path, body string, into any) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, w.url+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+w.key)
	req.Header.Set("Content-Type", "application/json")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if res.StatusCode >= 300 {
		t.Fatalf("%s %s: %s", method, path, res.Status)
	}
	if into == nil {
		return
	}
	if err := json.NewDecoder(res.Body).Decode(into); err != nil {
		t.Fatal(err)
	}
}

// visit starts the program on a demo server.
func (w demoServer) visit(t *testing.T, args ...string) *person {
	t.Helper()
	person := open(t, pty.Options{Env: w.env}, args...)
	person.see(" loaded")
	return person
}

// A run started by another user is visible in the list and in its task, and is watched to its end.
func TestWatchingARunEnd(t *testing.T) {
	t.Parallel()
	server := serve(t, "--speed", "10")
	server.start(t, "JSON Shape")
	person := server.visit(t)
	person.moveTo("JSON Shape")
	person.press("enter", "its runs", func(screen string) bool {
		return strings.Contains(line(screen, 0), "▸ JSON Shape") && strings.Contains(screen, "5 loaded") && (strings.Contains(cursorRow(screen), "pending") || strings.Contains(cursorRow(screen), "running"))
	})
	person.press("enter", "the run", has("stops watching in"))
	person.WaitFor(lineHas(1, "✗ failed"), "its end")
	screen := person.Screen()
	for _, want := range []string{" ran ", "finished ", "run again"} {
		if !strings.Contains(screen, want) {
			t.Errorf("the ended run does not show %q:\n%s", want, screen)
		}
	}
	for _, gone := range []string{"next in", "stops watching", "watched until", "x cancel", "space pause"} {
		if strings.Contains(screen, gone) {
			t.Errorf("the ended run still shows %q:\n%s", gone, screen)
		}
	}
	if why := after(screen, " why "); why == "" || why == "–" {
		t.Errorf("the ended run does not say why:\n%s", screen)
	}
	person.press("esc", "the task", begins(" ax-tui ▸ Tasks ▸ JSON Shape  "))
	person.WaitFor(rowHas("failed"), "its run")
	person.press("esc", "the list", func(screen string) bool {
		return strings.HasPrefix(cursorRow(screen), "JSON Shape") && strings.Contains(cursorRow(screen), "failed")
	})
	person.leave()
}

// after is the text after a label on its line.
func after(screen, label string) string {
	_, rest, _ := strings.Cut(screen, "\n"+label)
	rest, _, _ = strings.Cut(rest, "\n")
	return strings.TrimSpace(rest)
}

// From the list: trigger with the window of 24 hours, watch, cancel.
func TestTriggerAndCancel(t *testing.T) {
	t.Parallel()
	person := demo(t)
	triggerAndCancel(person, "Tone of Voice")
	person.press("esc", "the list", onRow("Tone of Voice"))
	person.leave()
}

// triggerAndCancel goes from the list to the cancelled run.
func triggerAndCancel(user *person, task string) {
	user.t.Helper()
	user.moveTo(task)
	user.press("t", "the form", has("Start a run of "+task))
	user.see("24 h, ending 2 h ago", "Will send: ", "(1 d)")
	user.press("ctrl+s", "the run panel", has("▸ Run …"))
	user.see(" started.", "watched until it ends", "(1 d)")
	user.press("x", "the question", has("Cancel this run?"))
	user.see("task "+task, "▸ No")
	user.answer("enter", "the question closed", lacks("Cancel this run?"))
	if top := line(user.Screen(), 1); !strings.Contains(top, "pending") && !strings.Contains(top, "running") {
		user.t.Errorf("after No the run is %s", top)
	}
	user.press("x", "the question", has("Cancel this run?"))
	user.answer("y", "the end", func(screen string) bool {
		return strings.Contains(line(screen, 1), "⊘ cancelled") && !strings.Contains(screen, "╭")
	})
	user.see("why ", "cause ")
	user.WaitGone("watched until it ends")
}

// openNewestRun goes from the list through the task to its newest run, which has
// this mark and status.
func (p *person) openNewestRun(task, status string, shown condition) {
	p.t.Helper()
	p.moveTo(task)
	p.see(status)
	p.press("enter", "its runs", has("CREATED"))
	p.WaitFor(rowHas(status[strings.IndexByte(status, ' ')+1:]), "its newest run")
	p.press("enter", "the run", shown)
}

// A run that was cancelled long ago shows why.
func TestReadingWhyARunWasCancelled(t *testing.T) {
	t.Parallel()
	person := demo(t)
	person.openNewestRun("Summary Quality", "⊘ cancelled", lineHas(1, "⊘ cancelled"))
	person.see("why ", "cause ", "do ", "because ")
	person.leave()
}
