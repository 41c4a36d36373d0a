//go:build !windows

package e2e_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"ax-tui/ui/test/pty"
)

// start lets a colleague start a run of the task through the API.
func (w world) start(t *testing.T, task string) {
	t.Helper()
	var list struct{ Tasks []struct{ ID, Name string } }
	w.call(t, http.MethodGet, "/v2/tasks?limit=60", "", &list)
	for _, x := range list.Tasks {
		if x.Name == task {
			w.call(t, http.MethodPost, "/v2/tasks/"+x.ID+"/trigger", "{}", nil)
			return
		}
	}
	t.Fatalf("the demo world has no task %q", task)
}

func (w world) call(t *testing.T, method, path, body string, into any) {
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
func (w world) visit(t *testing.T, args ...string) *person {
	t.Helper()
	person := open(t, pty.Options{Env: w.env}, args...)
	person.see(" loaded")
	return person
}

// A run that someone started is seen in the list, in its task, and is watched to its end.
func TestWatchingARunEnd(t *testing.T) {
	t.Parallel()
	world := serve(t, "--speed", "10")
	world.start(t, "JSON Shape")
	person := world.visit(t)
	person.moveTo("JSON Shape")
	person.press("enter", "its runs", func(s string) bool {
		return strings.Contains(line(s, 0), "▸ JSON Shape") && strings.Contains(s, "5 loaded") && (strings.Contains(at(s), "pending") || strings.Contains(at(s), "running"))
	})
	person.press("enter", "the run", has("stops watching in"))
	person.WaitFor(lineHas(1, "✗ failed"), "its end")
	s := person.Screen()
	for _, want := range []string{" ran ", "finished ", "run again"} {
		if !strings.Contains(s, want) {
			t.Errorf("the ended run does not show %q:\n%s", want, s)
		}
	}
	for _, gone := range []string{"next in", "stops watching", "x cancel", "space pause"} {
		if strings.Contains(s, gone) {
			t.Errorf("the ended run still shows %q:\n%s", gone, s)
		}
	}
	if why := after(s, " why "); why == "" || why == "–" {
		t.Errorf("the ended run does not say why:\n%s", s)
	}
	person.press("esc", "the task", rowHas("failed"))
	person.press("esc", "the list", func(s string) bool {
		return strings.HasPrefix(at(s), "JSON Shape") && strings.Contains(at(s), "failed")
	})
	person.leave()
}

// after is what stands on the line behind a label.
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
	person.press("esc", "the list", has("▸ Tone of Voice"))
	person.leave()
}

// triggerAndCancel is the story from the list to the cancelled run.
func triggerAndCancel(p *person, task string) {
	p.t.Helper()
	p.moveTo(task)
	p.press("t", "the form", has("Start a run of "+task))
	p.see("24 h, ending 2 h ago", "Will send: ", "(1 d)")
	p.press("ctrl+s", "the run panel", has("▸ Run …"))
	p.see(" started.", "stops watching in", "(1 d)")
	p.press("x", "the question", has("Cancel this run?"))
	p.see("task "+task, "▸ No")
	p.answer("enter", "the question closed", lacks("Cancel this run?"))
	if s := line(p.Screen(), 1); !strings.Contains(s, "pending") && !strings.Contains(s, "running") {
		p.t.Errorf("after No the run is %s", s)
	}
	p.press("x", "the question", has("Cancel this run?"))
	p.answer("y", "the end", func(s string) bool {
		return strings.Contains(line(s, 1), "⊘ cancelled") && !strings.Contains(s, "╭")
	})
	p.see("why ", "cause ")
	p.WaitGone("stops watching")
}

// openNewestRun goes from the list by way of the task to its newest run, which
// has this mark and status.
func (p *person) openNewestRun(task, status string, shown condition) {
	p.t.Helper()
	p.moveTo(task)
	p.see(status)
	p.press("enter", "its runs", has("STATUS"))
	p.WaitFor(rowHas(status[strings.IndexByte(status, ' ')+1:]), "its newest run")
	p.press("enter", "the run", shown)
}

// A run that was cancelled long ago says why.
func TestReadingWhyARunWasCancelled(t *testing.T) {
	t.Parallel()
	person := demo(t)
	person.openNewestRun("Summary Quality", "⊘ cancelled", lineHas(1, "⊘ cancelled"))
	person.see("why ", "cause ", "do ", "because ")
	person.leave()
}
