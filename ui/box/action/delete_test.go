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
			if len(s.sent) != c.deletes || len(h.Gone) != c.deletes {
				t.Fatalf("%d requests, told gone %v", len(s.sent), h.Gone)
			}
			if c.deletes == 0 && !strings.Contains(words(h.Plain()), "That is not it; nothing was sent") {
				t.Errorf("the box is\n%s", h.Plain())
			}
			if c.deletes == 1 && (len(h.Boxes) != 0 || !strings.Contains(h.Said(), "is deleted, with its runs")) {
				t.Errorf("notices %q, %d boxes", h.Said(), len(h.Boxes))
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
		{"403", &api.Error{Kind: api.Forbidden, Status: 403, Detail: "no right"}, nil, "not deleted: no right", "Ask for the permission", false},
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
			if len(s.sent) != 1 || !strings.Contains(h.Said(), c.notice) {
				t.Fatalf("%d requests, notices %q", len(s.sent), h.Said())
			}
			if (len(h.Gone) == 1) != c.gone || (len(h.Boxes) == 0) != (c.box == "") || !strings.Contains(words(h.Plain()), c.box) {
				t.Errorf("gone %v; the box is\n%s", h.Gone, h.Plain())
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
	if len(s.sent) != 1 || len(h.Gone) != 1 || !strings.Contains(h.Said(), "is deleted") {
		t.Errorf("%d requests, gone %v, notices %q", len(s.sent), h.Gone, h.Said())
	}
}

func TestDeleteOfATaskGoneBeforeAnybodyAsked(t *testing.T) {
	s := &server{getErr: &api.Error{Kind: api.NotFound, Status: 404}}
	h := remove(t, s, task("A"), 80, 20)
	h.Type("A")
	if len(h.Gone) != 1 || !strings.Contains(h.Plain(), "Nothing to delete") {
		t.Fatalf("gone %v; the box is\n%s", h.Gone, h.Plain())
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
	for look, o := range harness.Themes() {
		for _, size := range []struct{ w, h int }{{60, 12}, {80, 20}, {120, 36}} {
			for _, name := range []string{"Relevance Monitor", strings.Repeat("評価 ", 30)} {
				t.Run(fmt.Sprintf("%s-%dx%d-%d", look, size.w, size.h, len(name)), func(t *testing.T) {
					h := remove(t, &server{task: task(name)}, task(name), size.w, size.h)
					*h.Env.Styles = *theme.New(o)
					h.Type("Relevance mon")
					asked := h.View()
					h.Keys("enter")
					golden.RequireEqual(t, []byte(asked+"\n\n"+h.View()+"\n"))
				})
			}
		}
	}
}
