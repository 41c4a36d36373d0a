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

func remove(t testing.TB, srv *server, first api.Task, width, height int) *harness.Harness {
	t.Helper()
	return open(t, width, height, nil, func(env *host.Env) box.Box { return action.DeleteTask(env, srv, first) })
}

func TestOnlyTheExactNameDeletes(t *testing.T) {
	emoji := "評価 ☂"
	for _, tc := range []struct {
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
		t.Run(tc.name+"/"+tc.typed, func(t *testing.T) {
			srv := &server{task: task(tc.name)}
			bench := remove(t, srv, task(tc.name), 80, 20)
			bench.Type(tc.typed)
			bench.Keys("enter")
			if len(srv.sent) != tc.deletes || len(bench.DeletedTasks) != tc.deletes {
				t.Fatalf("%d requests, deleted %v", len(srv.sent), bench.DeletedTasks)
			}
			if tc.deletes == 0 && !strings.Contains(words(bench.Plain()), "That is not the name; nothing was sent") {
				t.Errorf("the box is\n%s", bench.Plain())
			}
			if tc.deletes == 1 && (len(bench.Boxes) != 0 || !strings.Contains(bench.NoticeText(), "is deleted, with its runs")) {
				t.Errorf("notices %q, %d boxes", bench.NoticeText(), len(bench.Boxes))
			}
		})
	}
}

func TestDeleteAsksForTheCurrentName(t *testing.T) {
	srv := &server{task: task("New name")}
	for _, first := range []api.Task{{ID: taskID}, task("Old name")} {
		bench := remove(t, srv, first, 80, 20)
		bench.Type("Old name")
		bench.Keys("enter")
		if len(srv.sent) != 0 || !strings.Contains(bench.Plain(), "New name") {
			t.Fatalf("%d requests; the box is\n%s", len(srv.sent), bench.Plain())
		}
	}
	bench := remove(t, srv, api.Task{ID: taskID}, 80, 20)
	bench.Send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("New name\n"), Paste: true})
	if len(srv.sent) != 0 {
		t.Fatal("pasting alone deletes")
	}
	bench.Keys("enter")
	if len(srv.sent) != 1 {
		t.Errorf("%d requests after the pasted name; the box is\n%s", len(srv.sent), bench.Plain())
	}
}

func TestDeleteOutcomes(t *testing.T) {
	lost := &api.Error{Kind: api.Network, Lost: true}
	notFound := &api.Error{Kind: api.NotFound, Status: 404, Detail: "no such task"}
	for _, tc := range []struct {
		name        string
		err, getErr error
		notice, box string // box "" when it closes by itself
		gone        bool
	}{
		{"404", notFound, nil, "it is already deleted", "", true},
		{"403", &api.Error{Kind: api.Forbidden, Status: 403, Detail: "no right"}, nil, "not deleted: no right", "Ask for permission", false},
		{"503", &api.Error{Kind: api.Server, Status: 503}, nil, "not deleted", "Not deleted", false},
		{"lost, gone", lost, notFound, "the answer was lost, but the task is deleted", "", true},
		{"lost, still there", lost, nil, "the task still exists", "Nothing is sent again automatically", false},
		{"lost, unknown", lost, &api.Error{Kind: api.Network, Detail: "no route"}, "could not be read: no route", "could not be read: no route", false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			srv := &server{task: task("A")}
			bench := remove(t, srv, task("A"), 80, 20)
			srv.err, srv.getErr = tc.err, tc.getErr
			bench.Type("A")
			bench.Keys("enter")
			if len(srv.sent) != 1 || !strings.Contains(bench.NoticeText(), tc.notice) {
				t.Fatalf("%d requests, notices %q", len(srv.sent), bench.NoticeText())
			}
			if (len(bench.DeletedTasks) == 1) != tc.gone || (len(bench.Boxes) == 0) != (tc.box == "") || !strings.Contains(words(bench.Plain()), tc.box) {
				t.Errorf("deleted %v; the box is\n%s", bench.DeletedTasks, bench.Plain())
			}
			bench.Keys("enter")
			if len(srv.sent) != 1 {
				t.Error("enter sends again although the name must be typed again")
			}
		})
	}
}

func TestDeleteClosingDoesNotStopTheRequest(t *testing.T) {
	srv := &server{task: task("A"), gate: make(chan struct{})}
	bench := remove(t, srv, task("A"), 80, 20)
	bench.Type("A")
	closeWhileSending(t, bench, srv, "enter", "deleting…")
	if len(srv.sent) != 1 || len(bench.DeletedTasks) != 1 || !strings.Contains(bench.NoticeText(), "is deleted") {
		t.Errorf("%d requests, deleted %v, notices %q", len(srv.sent), bench.DeletedTasks, bench.NoticeText())
	}
}

func TestDeleteOfADeletedTask(t *testing.T) {
	srv := &server{getErr: &api.Error{Kind: api.NotFound, Status: 404}}
	bench := remove(t, srv, task("A"), 80, 20)
	bench.Type("A")
	if len(bench.DeletedTasks) != 1 || !strings.Contains(bench.Plain(), "Nothing to delete") {
		t.Fatalf("deleted %v; the box is\n%s", bench.DeletedTasks, bench.Plain())
	}
	bench.Keys("enter")
	if len(srv.sent) != 0 || len(bench.Boxes) != 0 {
		t.Errorf("%d requests, %d boxes", len(srv.sent), len(bench.Boxes))
	}
}

func TestDeleteReadOnlySendsNothing(t *testing.T) {
	srv := &server{task: task("A")}
	bench := remove(t, srv, task("A"), 80, 20)
	bench.Env.ReadOnly = true
	bench.Type("A")
	bench.Keys("enter")
	if len(srv.sent) != 0 || !strings.Contains(words(bench.Plain()), string(host.ReadOnly)) {
		t.Errorf("%d requests; the box is\n%s", len(srv.sent), bench.Plain())
	}
}

func TestDeleteFrames(t *testing.T) {
	for look, options := range harness.Themes() {
		for _, size := range []struct{ width, height int }{{60, 12}, {80, 20}, {120, 36}} {
			for _, name := range []string{"Relevance Monitor", strings.Repeat("評価 ", 30)} {
				t.Run(fmt.Sprintf("%s-%dx%d-%d", look, size.width, size.height, len(name)), func(t *testing.T) {
					bench := remove(t, &server{task: task(name)}, task(name), size.width, size.height)
					*bench.Env.Styles = *theme.New(options)
					bench.Type("Relevance mon")
					asked := bench.View()
					bench.Keys("enter")
					golden.RequireEqual(t, []byte(asked+"\n\n"+bench.View()+"\n"))
				})
			}
		}
	}
}

func continuous(on bool) api.Task {
	at := driver.NewClock().Now()
	return api.Task{ID: taskID, Name: "Relevance Monitor", Type: api.TemplateEvaluation, ProjectID: "P", Continuous: on, LastRunAt: &at}
}

func pause(t testing.TB, srv *server, first api.Task, width, height int) *harness.Harness {
	t.Helper()
	return open(t, width, height, nil, func(env *host.Env) box.Box { return action.PauseTask(env, srv, first) })
}

func TestPauseSendsOneFieldOnce(t *testing.T) {
	for on, want := range map[bool]string{true: `update ` + taskID + ` {"is_continuous":false}`, false: `update ` + taskID + ` {"is_continuous":true}`} {
		srv := &server{task: continuous(on)}
		bench := pause(t, srv, continuous(on), 80, 20)
		if on != strings.Contains(bench.Plain(), "Pause this task?") {
			t.Fatalf("the box is\n%s", bench.Plain())
		}
		bench.Keys("y")
		if len(srv.sent) != 1 || srv.sent[0] != want {
			t.Errorf("sent %v, want %s", srv.sent, want)
		}
		if count := len(bench.Tasks); count == 0 || bench.Tasks[count-1].Continuous == on || len(bench.Boxes) != 0 || len(bench.Notices) != 1 || bench.Notices[0].Kind != host.Success {
			t.Errorf("seen %v, %d boxes, notices %q", bench.Tasks, len(bench.Boxes), bench.NoticeText())
		}
	}
}

func TestPauseEnterAloneIsHarmless(t *testing.T) {
	srv := &server{task: continuous(true)}
	bench := pause(t, srv, continuous(true), 80, 20)
	bench.Keys("enter")
	if len(srv.sent) != 0 || len(bench.Boxes) != 0 {
		t.Errorf("sent %v, %d boxes", srv.sent, len(bench.Boxes))
	}
	bench = pause(t, srv, continuous(true), 80, 20)
	bench.Keys("tab", "enter")
	if len(srv.sent) != 1 {
		t.Errorf("yes selected and enter sent %v", srv.sent)
	}
}

// It was paused elsewhere: yes must not resume it.
func TestPauseNeverResumes(t *testing.T) {
	srv := &server{task: continuous(false)}
	bench := pause(t, srv, continuous(true), 80, 20)
	if !strings.Contains(bench.Plain(), "It is already paused") {
		t.Fatalf("the box is\n%s", bench.Plain())
	}
	bench.Keys("y")
	if len(srv.sent) != 0 {
		t.Errorf("sent %v", srv.sent)
	}
}

func TestPauseOfTasksThatCannotBeContinuous(t *testing.T) {
	for _, task := range []api.Task{
		{ID: taskID, Type: api.CodeEvaluation, DatasetID: "D"}, {ID: taskID, Type: api.RunExperiment, DatasetID: "D"},
	} {
		bench := pause(t, &server{task: task}, task, 80, 20)
		bench.Keys("y")
		if !strings.Contains(words(bench.Plain()), "nothing to pause") {
			t.Errorf("the box is\n%s", bench.Plain())
		}
	}
}

// With only the ID known, nothing is asked before the task is loaded.
func TestPauseWithOnlyAnID(t *testing.T) {
	for _, on := range []bool{true, false} {
		srv := &server{task: continuous(on)}
		bench := pause(t, srv, api.Task{ID: taskID}, 80, 20)
		if on != strings.Contains(bench.Plain(), "Pause this task?") {
			t.Fatalf("the box is\n%s", bench.Plain())
		}
		bench.Keys("y")
		if len(srv.sent) != 1 || srv.task.Continuous == on {
			t.Errorf("sent %v", srv.sent)
		}
	}
	srv := &server{getErr: &api.Error{Kind: api.Network, Detail: "no route"}}
	bench := pause(t, srv, api.Task{ID: taskID}, 80, 20)
	bench.Keys("y")
	if len(srv.sent) != 0 || !strings.Contains(words(bench.Plain()), "so it is not changed: no route") {
		t.Errorf("sent %v; the box is\n%s", srv.sent, bench.Plain())
	}
}

func TestPauseOutcomes(t *testing.T) {
	lost := &api.Error{Kind: api.Timeout, Lost: true}
	for _, tc := range []struct {
		name        string
		stuck       bool
		err, getErr error
		notice, box string
	}{
		{"403", true, &api.Error{Kind: api.Forbidden, Status: 403, Detail: "no right"}, nil, "not changed: no right", "Ask for permission"},
		{"404", true, &api.Error{Kind: api.NotFound, Status: 404}, nil, "not found", ""},
		{"lost, done", false, lost, nil, "the answer was lost, but it is paused", ""},
		{"lost, not done", true, lost, nil, "nothing has changed so far", "Nothing is sent again automatically"},
		{"lost, unknown", true, lost, &api.Error{Kind: api.Network, Detail: "no route"}, "could not be read: no route", "no route"},
		{"accepted without effect", true, nil, nil, "still returns the old state", "Check again"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			srv := &server{task: continuous(true)}
			bench := pause(t, srv, continuous(true), 80, 20)
			srv.stuck, srv.err, srv.getErr = tc.stuck, tc.err, tc.getErr
			bench.Keys("y")
			if len(srv.sent) != 1 || !strings.Contains(bench.NoticeText(), tc.notice) {
				t.Errorf("sent %v, notices %q", srv.sent, bench.NoticeText())
			}
			if (len(bench.Boxes) == 0) != (tc.box == "") || !strings.Contains(words(bench.Plain()), tc.box) {
				t.Errorf("the box is\n%s", bench.Plain())
			}
		})
	}
}

func TestPauseClosingDoesNotStopTheRequest(t *testing.T) {
	srv := &server{task: continuous(true), gate: make(chan struct{})}
	bench := pause(t, srv, continuous(true), 80, 20)
	bench.Press("y")
	bench.UntilText("Asking the server…")
	bench.Press("y", "esc")
	close(srv.gate)
	bench.Settle()
	if len(srv.sent) != 1 || len(bench.Boxes) != 0 || !strings.Contains(bench.NoticeText(), "paused;") {
		t.Errorf("sent %v, notices %q", srv.sent, bench.NoticeText())
	}
}

func TestPauseReadOnlySendsNothing(t *testing.T) {
	srv := &server{task: continuous(true)}
	bench := pause(t, srv, continuous(true), 80, 20)
	bench.Env.ReadOnly = true
	bench.Keys("y")
	if len(srv.sent) != 0 || !strings.Contains(words(bench.Plain()), string(host.ReadOnly)) {
		t.Errorf("sent %v; the box is\n%s", srv.sent, bench.Plain())
	}
}

func TestPauseFrames(t *testing.T) {
	for look, options := range harness.Themes() {
		for _, size := range []struct{ width, height int }{{60, 12}, {80, 20}, {120, 36}} {
			for _, on := range []bool{true, false} {
				t.Run(fmt.Sprintf("%s-%dx%d-%v", look, size.width, size.height, on), func(t *testing.T) {
					task := continuous(on)
					if !on {
						task.LastRunAt = nil
					}
					bench := pause(t, &server{task: task}, task, size.width, size.height)
					*bench.Env.Styles = *theme.New(options)
					golden.RequireEqual(t, []byte(bench.View()+"\n"))
				})
			}
		}
	}
}
