package newtask_test

import (
	"strings"
	"testing"
	"time"

	"ax-tui/api"
	"ax-tui/ui/host"
	"ax-tui/ui/screen/newtask"
	"ax-tui/ui/test/driver"
	"ax-tui/ui/test/harness"
)

func TestSendsOnlyWhatChanged(t *testing.T) {
	s := &server{task: projectTask()}
	h, seen := openEdit(t, s, projectTask().ID, 80, 21)
	h.Type(" 2")
	h.Keys("tab", "down", "tab")
	clear(h)
	h.Type("25 %")
	h.Keys("tab")
	clear(h)
	h.Keys("ctrl+s")
	must(t, h, "name", "- Relevance Monitor", "+ Relevance Monitor 2", "- on demand", "+ continuous", "- 0.5", "+ 0.25", "- span_kind = 'LLM'", "+ nothing")
	if len(s.sent) != 0 {
		t.Fatal("sent before the review")
	}
	h.Keys("ctrl+s")
	want := `{"name":"Relevance Monitor 2","sampling_rate":0.25,"is_continuous":true,"query_filter":null}`
	if len(s.sent) != 1 || s.sent[0] != want {
		t.Fatalf("sent %v, want %s", s.sent, want)
	}
	if h.Pops != 1 || len(h.Notices) != 1 || h.Notices[0].Kind != host.Success || (*seen)[len(*seen)-1].Name != "Relevance Monitor 2" {
		t.Errorf("%d pops, notices %q, seen %d", h.Pops, noticesOf(h), len(*seen))
	}
}

func TestNothingChangedSendsNothing(t *testing.T) {
	s := &server{task: projectTask()}
	h, _ := openEdit(t, s, projectTask().ID, 80, 21)
	h.Keys("ctrl+s", "ctrl+s")
	must(t, h, "Nothing has changed, so there is nothing to send.")
	h.Type("x")
	h.Keys("backspace", "ctrl+s")
	if len(s.sent) != 0 || h.Screen.Info().Unsaved {
		t.Errorf("sent %v", s.sent)
	}
	h.Keys("esc")
	if h.Pops != 1 {
		t.Error("esc does not leave a clean form")
	}
}

func TestFaultsOfAChangeStandWithTheirField(t *testing.T) {
	for _, typed := range []string{"", "2", "many", "-1", "200 %", "NaN"} {
		s := &server{task: projectTask()}
		h, _ := openEdit(t, s, projectTask().ID, 60, 12)
		h.Keys("tab", "tab")
		clear(h)
		h.Type(typed)
		h.Keys("tab", "ctrl+s")
		must(t, h, "Nothing was sent. Sampling rate: ", strings.TrimSpace("> "+typed))
		if len(s.sent) != 0 || strings.Contains(h.Plain(), "5 of 5") {
			t.Errorf("%q was taken:\n%s", typed, h.Plain())
		}
		clear(h)
		h.Type("1")
		h.Keys("ctrl+s")
		must(t, h, "5 of 5")
	}
	s := &server{task: projectTask()}
	h, _ := openEdit(t, s, projectTask().ID, 60, 12)
	clear(h)
	h.Keys("ctrl+s")
	must(t, h, "Nothing was sent. Name: give the task a name")
}

func TestLeavingDirtyAsks(t *testing.T) {
	s := &server{task: projectTask()}
	h, _ := openEdit(t, s, projectTask().ID, 80, 21)
	h.Type("x")
	h.Keys("esc")
	must(t, h, "Leave the form?")
	h.Keys("n")
	must(t, h, "Relevance Monitorx")
	h.Keys("ctrl+s", "esc")
	must(t, h, "1 of 5", "Relevance Monitorx")
	h.Keys("esc", "y")
	if h.Pops != 1 || len(s.sent) != 0 {
		t.Errorf("%d pops, sent %v", h.Pops, s.sent)
	}
}

func TestSomebodyElseWasThere(t *testing.T) {
	s := &server{task: projectTask()}
	h, _ := openEdit(t, s, projectTask().ID, 80, 21)
	h.Type(" 2")
	h.Keys("ctrl+s")
	s.task.QueryFilter, s.task.UpdatedAt = ptr("status_code = 'ERROR'"), s.task.UpdatedAt.Add(time.Hour)
	h.Keys("ctrl+s")
	if len(s.sent) != 0 {
		t.Fatalf("sent %v over somebody's change", s.sent)
	}
	must(t, h, "Changed meanwhile by somebody else", "- span_kind = 'LLM'", "+ status_code = 'ERROR'", "nothing was sent", "+ Relevance Monitor 2")
	h.Keys("ctrl+s")
	if len(s.sent) != 1 || s.sent[0] != `{"name":"Relevance Monitor 2"}` {
		t.Errorf("sent %v, want the name alone", s.sent)
	}
}

// A run moves updated_at, perhaps; nothing of anybody's would be undone.
func TestATouchIsNoConflict(t *testing.T) {
	s := &server{task: projectTask()}
	h, _ := openEdit(t, s, projectTask().ID, 80, 21)
	h.Type(" 2")
	s.task.UpdatedAt, s.task.LastRunAt = s.task.UpdatedAt.Add(time.Hour), ptr(s.task.UpdatedAt)
	h.Keys("ctrl+s", "ctrl+s")
	if len(s.sent) != 1 || h.Pops != 1 {
		t.Errorf("sent %v; the screen is\n%s", s.sent, h.Plain())
	}
}

func TestSomebodyElseMadeTheSameChange(t *testing.T) {
	s := &server{task: projectTask()}
	h, _ := openEdit(t, s, projectTask().ID, 80, 21)
	h.Type(" 2")
	h.Keys("ctrl+s")
	s.task.Name = "Relevance Monitor 2"
	h.Keys("ctrl+s")
	must(t, h, "the same changes meanwhile")
	if h.Keys("ctrl+s"); len(s.sent) != 0 {
		t.Errorf("sent %v", s.sent)
	}
}

func TestOutcomes(t *testing.T) {
	lost := &api.Error{Kind: api.Network, Lost: true}
	for _, c := range []struct {
		name         string
		err          error
		keep         bool
		notice, text string // text "" when the form closes
	}{
		{"422 naming a field", &api.Error{Kind: api.Unprocessable, Status: 422, Detail: "name is taken"}, true, "not changed: name is taken", "│ ! name is taken"},
		{"422 naming none", &api.Error{Kind: api.Unprocessable, Status: 422, Detail: "no"}, true, "not changed: no", "Not changed: no"},
		{"403", &api.Error{Kind: api.Forbidden, Status: 403, Detail: "no right"}, true, "not changed: no right", "Ask for the permission"},
		{"lost, done", lost, false, "the answer was lost, but the change is there", ""},
		{"lost, not done", lost, true, "the answer was lost and the change is not to be seen", "shows no change so far"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := &server{task: projectTask(), err: c.err, keep: c.keep}
			h, _ := openEdit(t, s, projectTask().ID, 80, 21)
			h.Type(" 2")
			h.Keys("ctrl+s", "ctrl+s")
			if len(s.sent) != 1 || !strings.Contains(noticesOf(h), c.notice) || (h.Pops == 1) != (c.text == "") {
				t.Fatalf("sent %v, notices %q, %d pops", s.sent, noticesOf(h), h.Pops)
			}
			if c.text == "" {
				return
			}
			if !strings.Contains(h.Plain(), c.text) && !strings.Contains(flat(h.Plain()), c.text) {
				t.Errorf("the screen lacks %q:\n%s", c.text, h.Plain())
			}
			must(t, h, "Relevance Monitor 2")
			h.Advance(time.Minute)
			if len(s.sent) != 1 {
				t.Error("sent again by itself")
			}
		})
	}
}

func TestUnreadableFirstSendsNothing(t *testing.T) {
	s := &server{task: projectTask()}
	h, _ := openEdit(t, s, projectTask().ID, 80, 21)
	h.Type("x")
	h.Keys("ctrl+s")
	s.getErr = &api.Error{Kind: api.Network, Detail: "no route"}
	h.Keys("ctrl+s")
	must(t, h, "nothing was sent: no route")
	s.getErr = nil
	h.Keys("ctrl+s")
	if len(s.sent) != 1 {
		t.Errorf("sent %v", s.sent)
	}
}

func TestReadingFailsAndIsTriedAgain(t *testing.T) {
	s := &server{task: projectTask(), getErr: &api.Error{Kind: api.NotFound, Status: 404, Detail: "no such task"}}
	h, _ := openEdit(t, s, projectTask().ID, 60, 12)
	must(t, h, "could not be read: no such task", "ctrl+r tries again")
	s.getErr = nil
	h.Keys("ctrl+r")
	must(t, h, "1 of 5")
}

func TestLeavingWhileSendingTellsTheOutcome(t *testing.T) {
	s := &server{task: projectTask(), gate: make(chan struct{})}
	h, seen := openEdit(t, s, projectTask().ID, 80, 21)
	h.Type("x")
	h.Keys("ctrl+s")
	h.Press("ctrl+s")
	h.UntilText("Sending the change")
	h.Press("ctrl+s", "enter", "esc")
	h.UntilText("Leave the form?")
	h.Press("y")
	close(s.gate)
	h.Settle()
	if len(s.sent) != 1 || len(*seen) < 2 || !strings.Contains(noticesOf(h), "changed.") {
		t.Errorf("sent %v, notices %q", s.sent, noticesOf(h))
	}
}

// Covered by another screen, the form must not close that one.
func TestCoveredItStaysAndShowsTheTask(t *testing.T) {
	s := &server{task: projectTask()}
	h, _ := openEdit(t, s, projectTask().ID, 80, 21)
	h.Type(" 2")
	h.Keys("ctrl+s")
	h.Screen.Hide()
	h.Keys("ctrl+s")
	if h.Pops != 0 || len(s.sent) != 1 {
		t.Fatalf("%d pops, sent %v", h.Pops, s.sent)
	}
	h.Screen.Show()
	h.Keys("ctrl+s")
	must(t, h, "1 of 5", "Nothing has changed")
}

func TestDeletedMeanwhile(t *testing.T) {
	s := &server{task: projectTask()}
	h, _ := openEdit(t, s, projectTask().ID, 80, 21)
	h.Send(host.TaskGone{ID: projectTask().ID})
	must(t, h, "has been deleted meanwhile")
}

func TestReadOnlyChangesNothing(t *testing.T) {
	s := &server{task: projectTask()}
	h, _ := openEdit(t, s, projectTask().ID, 80, 21)
	h.Env.ReadOnly = true
	h.Type("x")
	h.Keys("ctrl+s", "ctrl+s")
	if len(s.sent) != 0 || !strings.Contains(noticesOf(h), "Read-only") {
		t.Errorf("sent %v, notices %q", s.sent, noticesOf(h))
	}
}

// Nothing that was typed over a task is lost, however the form ends.
func TestAChangeOutlivesTheForm(t *testing.T) {
	for name, end := range map[string]func(h *harness.Harness){
		"typing rests":         func(h *harness.Harness) { h.Settle(); h.Advance(2 * time.Second); h.Settle() },
		"the program ends":     func(h *harness.Harness) { h.Screen.Keep()() },
		"left, the draft kept": func(h *harness.Harness) { h.Keys("esc", "y") },
		"a text, and its end":  func(h *harness.Harness) { h.Keys("shift+tab", "ctrl+end", "enter"); h.Screen.Keep()() },
	} {
		t.Run(name, func(t *testing.T) {
			s, deps := &server{task: projectTask()}, newtask.Deps{Drafts: &drafts{at: driver.NewClock().Now()}}
			h, _ := openEditWith(t, s, deps, projectTask().ID, 80, 21)
			if h.Screen.Keep() != nil {
				t.Fatal("an untouched form has something to keep")
			}
			h.Type(" 2")
			end(h)
			again, _ := openEditWith(t, s, deps, projectTask().ID, 80, 21)
			must(t, again, "Continue the draft of", "It was not sent: Relevance Monitor 2")
			again.Keys("enter")
			must(t, again, "> Relevance Monitor 2")
			again.Keys("ctrl+s", "ctrl+s")
			if len(s.sent) != 1 || s.sent[0] != `{"name":"Relevance Monitor 2"}` {
				t.Errorf("sent %v", s.sent)
			}
			last, _ := openEditWith(t, s, deps, projectTask().ID, 80, 21)
			if len(last.Boxes) > 0 {
				t.Errorf("the draft is offered after the change was sent:\n%s", last.Plain())
			}
		})
	}
}

// A draft is laid over the task as it is when the form opens again.
func TestADraftOfAChangeUndoesNothing(t *testing.T) {
	s, deps := &server{task: projectTask()}, newtask.Deps{Drafts: &drafts{at: driver.NewClock().Now()}}
	h, _ := openEditWith(t, s, deps, projectTask().ID, 80, 21)
	h.Type(" 2")
	h.Screen.Keep()()
	s.task.QueryFilter = ptr("status_code = 'ERROR'")
	again, _ := openEditWith(t, s, deps, projectTask().ID, 80, 21)
	again.Keys("enter", "ctrl+s", "ctrl+s")
	if len(s.sent) != 1 || s.sent[0] != `{"name":"Relevance Monitor 2"}` {
		t.Errorf("sent %v", s.sent)
	}
	other, _ := openEditWith(t, s, deps, "VGFzazoy", 80, 21)
	if len(other.Boxes) > 0 {
		t.Errorf("the draft of one task is offered for another:\n%s", other.Plain())
	}
}

// The hint that a rate was meant as a percentage is the same as for a new task.
func TestARateOfAChangeThatLooksLikeAPercentage(t *testing.T) {
	h, _ := openEdit(t, &server{task: projectTask()}, projectTask().ID, 80, 21)
	h.Keys("tab", "tab")
	clear(h)
	h.Type("10")
	h.Keys("ctrl+s")
	must(t, h, "did you mean 10 %?")
}
