package action_test

import (
	"fmt"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/exp/golden"

	"ax-tui/api"
	"ax-tui/theme"
	"ax-tui/ui/box"
	"ax-tui/ui/box/action"
	"ax-tui/ui/host"
	"ax-tui/ui/test/driver"
	"ax-tui/ui/test/harness"
)

func task(name string) api.Task {
	return api.Task{ID: taskID, Name: name, Type: api.TemplateEvaluation, ProjectID: "P"}
}

func remove(t testing.TB, s *server, first api.Task, w, h int) *harness.Harness {
	t.Helper()
	return open(t, w, h, nil, func(env *host.Env) box.Box { return action.DeleteTask(env, s, first) })
}

func TestOnlyTheExactNameDeletes(t *testing.T) {
	emoji := "評価 ☂"
	for _, c := range []struct {
		name, typed string
		deletes     int
	}{
		{"Relevance Monitor", "", 0},
		{"Relevance Monitor", "Relevance", 0},
		{"Relevance Monitor", "relevance monitor", 0},
		{"Relevance Monitor", "Relevance Monitor ", 0},
		{"Relevance Monitor", "dlcnQ", 0},
		{"Relevance Monitor", taskID[len(taskID)-6:], 0},
		{"Relevance Monitor", "Relevance Monitor", 1},
		{emoji, emoji, 1},
		{emoji, taskID[len(taskID)-6:], 1},
		{"two  spaces", "two spaces", 0},
		{"two  spaces", "two  spaces", 1},
		{" ", taskID[len(taskID)-6:], 1},
		{strings.Repeat("long ", 80) + "x", taskID[len(taskID)-6:], 1},
	} {
		t.Run(c.name+"/"+c.typed, func(t *testing.T) {
			s := &server{task: task(c.name)}
			h := remove(t, s, task(c.name), 80, 20)
			h.Type(c.typed)
			h.Keys("enter")
			if len(s.sent) != c.deletes || len(h.DeletedTasks) != c.deletes {
				t.Fatalf("%d requests, told gone %v", len(s.sent), h.DeletedTasks)
			}
			if c.deletes == 0 && !strings.Contains(words(h.Plain()), "That is not it; nothing was sent") {
				t.Errorf("the box is\n%s", h.Plain())
			}
			if c.deletes == 1 && (len(h.Boxes) != 0 || !strings.Contains(h.NoticeText(), "is deleted, with its runs")) {
				t.Errorf("notices %q, %d boxes", h.NoticeText(), len(h.Boxes))
			}
		})
	}
}

func TestDeleteAsksForThePresentName(t *testing.T) {
	s := &server{task: task("New name")}
	for _, first := range []api.Task{{ID: taskID}, task("Old name")} {
		h := remove(t, s, first, 80, 20)
		h.Type("Old name")
		h.Keys("enter")
		if len(s.sent) != 0 || !strings.Contains(h.Plain(), "New name") {
			t.Fatalf("%d requests; the box is\n%s", len(s.sent), h.Plain())
		}
	}
	h := remove(t, s, api.Task{ID: taskID}, 80, 20)
	h.Send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("New name\n"), Paste: true})
	if len(s.sent) != 0 {
		t.Fatal("pasting alone deletes")
	}
	h.Keys("enter")
	if len(s.sent) != 1 {
		t.Errorf("%d requests after the pasted name; the box is\n%s", len(s.sent), h.Plain())
	}
}

func TestDeleteOutcomes(t *testing.T) {
	lost := &api.Error{Kind: api.Network, Lost: true}
	notFound := &api.Error{Kind: api.NotFound, Status: 404, Detail: "no such task"}
	for _, c := range []struct {
		name        string
		err, getErr error
		notice, box string // box "" when it closes by itself
		gone        bool
	}{
		{"404", notFound, nil, "it is gone already", "", true},
		{"403", &api.Error{Kind: api.Forbidden, Status: 403, Detail: "no right"}, nil, "not deleted: no right", "Ask for permission", false},
		{"503", &api.Error{Kind: api.Server, Status: 503}, nil, "not deleted", "Not deleted", false},
		{"lost, gone", lost, notFound, "the answer was lost, but the task is gone", "", true},
		{"lost, still there", lost, nil, "the task is still there", "Nothing is sent again by itself", false},
		{"lost, unknown", lost, &api.Error{Kind: api.Network, Detail: "no route"}, "could not be read: no route", "could not be read: no route", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := &server{task: task("A")}
			h := remove(t, s, task("A"), 80, 20)
			s.err, s.getErr = c.err, c.getErr
			h.Type("A")
			h.Keys("enter")
			if len(s.sent) != 1 || !strings.Contains(h.NoticeText(), c.notice) {
				t.Fatalf("%d requests, notices %q", len(s.sent), h.NoticeText())
			}
			if (len(h.DeletedTasks) == 1) != c.gone || (len(h.Boxes) == 0) != (c.box == "") || !strings.Contains(words(h.Plain()), c.box) {
				t.Errorf("gone %v; the box is\n%s", h.DeletedTasks, h.Plain())
			}
			h.Keys("enter")
			if len(s.sent) != 1 {
				t.Error("enter sends again although the name has to be typed anew")
			}
		})
	}
}

func TestDeleteClosingDoesNotStopTheRequest(t *testing.T) {
	s := &server{task: task("A"), gate: make(chan struct{})}
	h := remove(t, s, task("A"), 80, 20)
	h.Type("A")
	closeWhileSending(t, h, s, "enter", "deleting…")
	if len(s.sent) != 1 || len(h.DeletedTasks) != 1 || !strings.Contains(h.NoticeText(), "is deleted") {
		t.Errorf("%d requests, gone %v, notices %q", len(s.sent), h.DeletedTasks, h.NoticeText())
	}
}

func TestDeleteOfATaskGoneBeforeAnybodyAsked(t *testing.T) {
	s := &server{getErr: &api.Error{Kind: api.NotFound, Status: 404}}
	h := remove(t, s, task("A"), 80, 20)
	h.Type("A")
	if len(h.DeletedTasks) != 1 || !strings.Contains(h.Plain(), "Nothing to delete") {
		t.Fatalf("gone %v; the box is\n%s", h.DeletedTasks, h.Plain())
	}
	h.Keys("enter")
	if len(s.sent) != 0 || len(h.Boxes) != 0 {
		t.Errorf("%d requests, %d boxes", len(s.sent), len(h.Boxes))
	}
}

func TestDeleteReadOnlySendsNothing(t *testing.T) {
	s := &server{task: task("A")}
	h := remove(t, s, task("A"), 80, 20)
	h.Env.ReadOnly = true
	h.Type("A")
	h.Keys("enter")
	if len(s.sent) != 0 || !strings.Contains(words(h.Plain()), "Read-only: nothing is changed") {
		t.Errorf("%d requests; the box is\n%s", len(s.sent), h.Plain())
	}
}

func TestDeleteFrames(t *testing.T) {
	for look, options := range harness.Themes() {
		for _, size := range []struct{ w, h int }{{60, 12}, {80, 20}, {120, 36}} {
			for _, name := range []string{"Relevance Monitor", strings.Repeat("評価 ", 30)} {
				t.Run(fmt.Sprintf("%s-%dx%d-%d", look, size.w, size.h, len(name)), func(t *testing.T) {
					h := remove(t, &server{task: task(name)}, task(name), size.w, size.h)
					*h.Env.Styles = *theme.New(options)
					h.Type("Relevance mon")
					asked := h.View()
					h.Keys("enter")
					golden.RequireEqual(t, []byte(asked+"\n\n"+h.View()+"\n"))
				})
			}
		}
	}
}

func continuous(on bool) api.Task {
	at := driver.NewClock().Now()
	return api.Task{ID: taskID, Name: "Relevance Monitor", Type: api.TemplateEvaluation, ProjectID: "P", Continuous: on, LastRunAt: &at}
}

func pause(t testing.TB, s *server, first api.Task, w, h int) *harness.Harness {
	t.Helper()
	return open(t, w, h, nil, func(env *host.Env) box.Box { return action.PauseTask(env, s, first) })
}

func TestPauseSendsTheOneFieldOnce(t *testing.T) {
	for on, want := range map[bool]string{true: `update ` + taskID + ` {"is_continuous":false}`, false: `update ` + taskID + ` {"is_continuous":true}`} {
		s := &server{task: continuous(on)}
		h := pause(t, s, continuous(on), 80, 20)
		if on != strings.Contains(h.Plain(), "Pause this task?") {
			t.Fatalf("the box is\n%s", h.Plain())
		}
		h.Keys("y")
		if len(s.sent) != 1 || s.sent[0] != want {
			t.Errorf("sent %v, want %s", s.sent, want)
		}
		if n := len(h.Tasks); n == 0 || h.Tasks[n-1].Continuous == on || len(h.Boxes) != 0 || len(h.Notices) != 1 || h.Notices[0].Kind != host.Success {
			t.Errorf("seen %v, %d boxes, notices %q", h.Tasks, len(h.Boxes), h.NoticeText())
		}
	}
}

func TestPauseEnterAloneIsHarmless(t *testing.T) {
	s := &server{task: continuous(true)}
	h := pause(t, s, continuous(true), 80, 20)
	h.Keys("enter")
	if len(s.sent) != 0 || len(h.Boxes) != 0 {
		t.Errorf("sent %v, %d boxes", s.sent, len(h.Boxes))
	}
	h = pause(t, s, continuous(true), 80, 20)
	h.Keys("tab", "enter")
	if len(s.sent) != 1 {
		t.Errorf("marked yes and enter sent %v", s.sent)
	}
}

// Somebody else has paused it: yes must not resume it.
func TestPauseNeverTurnsRound(t *testing.T) {
	s := &server{task: continuous(false)}
	h := pause(t, s, continuous(true), 80, 20)
	if !strings.Contains(h.Plain(), "It is paused already") {
		t.Fatalf("the box is\n%s", h.Plain())
	}
	h.Keys("y")
	if len(s.sent) != 0 {
		t.Errorf("sent %v", s.sent)
	}
}

func TestPauseOfTasksThatCannotBeContinuous(t *testing.T) {
	for _, task := range []api.Task{
		{ID: taskID, Type: api.CodeEvaluation, DatasetID: "D"}, {ID: taskID, Type: api.RunExperiment, DatasetID: "D"},
	} {
		h := pause(t, &server{task: task}, task, 80, 20)
		h.Keys("y")
		if !strings.Contains(words(h.Plain()), "nothing to pause") {
			t.Errorf("the box is\n%s", h.Plain())
		}
	}
}

// Known by its ID alone, nothing is asked before the task is there.
func TestPauseKnownByItsIDAlone(t *testing.T) {
	for _, on := range []bool{true, false} {
		s := &server{task: continuous(on)}
		h := pause(t, s, api.Task{ID: taskID}, 80, 20)
		if on != strings.Contains(h.Plain(), "Pause this task?") {
			t.Fatalf("the box is\n%s", h.Plain())
		}
		h.Keys("y")
		if len(s.sent) != 1 || s.task.Continuous == on {
			t.Errorf("sent %v", s.sent)
		}
	}
	s := &server{getErr: &api.Error{Kind: api.Network, Detail: "no route"}}
	h := pause(t, s, api.Task{ID: taskID}, 80, 20)
	h.Keys("y")
	if len(s.sent) != 0 || !strings.Contains(words(h.Plain()), "so it is not changed: no route") {
		t.Errorf("sent %v; the box is\n%s", s.sent, h.Plain())
	}
}

func TestPauseOutcomes(t *testing.T) {
	lost := &api.Error{Kind: api.Timeout, Lost: true}
	for _, c := range []struct {
		name        string
		stuck       bool
		err, getErr error
		notice, box string
	}{
		{"403", true, &api.Error{Kind: api.Forbidden, Status: 403, Detail: "no right"}, nil, "not changed: no right", "Ask for permission"},
		{"404", true, &api.Error{Kind: api.NotFound, Status: 404}, nil, "not found", ""},
		{"lost, done", false, lost, nil, "the answer was lost, but it is paused", ""},
		{"lost, not done", true, lost, nil, "nothing has changed so far", "Nothing is sent again by itself"},
		{"lost, unknown", true, lost, &api.Error{Kind: api.Network, Detail: "no route"}, "could not be read: no route", "no route"},
		{"taken without effect", true, nil, nil, "still answers the old state", "Look again"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := &server{task: continuous(true)}
			h := pause(t, s, continuous(true), 80, 20)
			s.stuck, s.err, s.getErr = c.stuck, c.err, c.getErr
			h.Keys("y")
			if len(s.sent) != 1 || !strings.Contains(h.NoticeText(), c.notice) {
				t.Errorf("sent %v, notices %q", s.sent, h.NoticeText())
			}
			if (len(h.Boxes) == 0) != (c.box == "") || !strings.Contains(words(h.Plain()), c.box) {
				t.Errorf("the box is\n%s", h.Plain())
			}
		})
	}
}

func TestPauseClosingDoesNotStopTheRequest(t *testing.T) {
	s := &server{task: continuous(true), gate: make(chan struct{})}
	h := pause(t, s, continuous(true), 80, 20)
	h.Press("y")
	h.UntilText("Asking the server…")
	h.Press("y", "esc")
	close(s.gate)
	h.Settle()
	if len(s.sent) != 1 || len(h.Boxes) != 0 || !strings.Contains(h.NoticeText(), "paused;") {
		t.Errorf("sent %v, notices %q", s.sent, h.NoticeText())
	}
}

func TestPauseReadOnlySendsNothing(t *testing.T) {
	s := &server{task: continuous(true)}
	h := pause(t, s, continuous(true), 80, 20)
	h.Env.ReadOnly = true
	h.Keys("y")
	if len(s.sent) != 0 || !strings.Contains(words(h.Plain()), "Read-only: nothing is changed") {
		t.Errorf("sent %v; the box is\n%s", s.sent, h.Plain())
	}
}

func TestPauseFrames(t *testing.T) {
	for look, options := range harness.Themes() {
		for _, size := range []struct{ w, h int }{{60, 12}, {80, 20}, {120, 36}} {
			for _, on := range []bool{true, false} {
				t.Run(fmt.Sprintf("%s-%dx%d-%v", look, size.w, size.h, on), func(t *testing.T) {
					task := continuous(on)
					if !on {
						task.LastRunAt = nil
					}
					h := pause(t, &server{task: task}, task, size.w, size.h)
					*h.Env.Styles = *theme.New(options)
					golden.RequireEqual(t, []byte(h.View()+"\n"))
				})
			}
		}
	}
}
