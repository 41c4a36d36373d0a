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
	srv := &server{task: projectTask()}
	bench, seen := openEdit(t, srv, projectTask().ID, 80, 21)
	bench.Type(" 2")
	bench.Keys("tab", "down", "tab")
	clearField(bench)
	bench.Type("25 %")
	bench.Keys("tab")
	clearField(bench)
	bench.Keys("ctrl+s")
	wantTexts(t, bench, "name", "- Relevance Monitor", "+ Relevance Monitor 2", "- on demand", "+ continuous", "- 0.5", "+ 0.25", "- span_kind = 'LLM'", "+ nothing")
	if len(srv.sent) != 0 {
		t.Fatal("sent before the review")
	}
	bench.Keys("ctrl+s")
	want := `{"name":"Relevance Monitor 2","sampling_rate":0.25,"is_continuous":true,"query_filter":null}`
	if len(srv.sent) != 1 || srv.sent[0] != want {
		t.Fatalf("sent %v, want %s", srv.sent, want)
	}
	if bench.Pops != 1 || len(bench.Notices) != 1 || bench.Notices[0].Kind != host.Success || (*seen)[len(*seen)-1].Name != "Relevance Monitor 2" {
		t.Errorf("%d pops, notices %q, seen %d", bench.Pops, noticeTexts(bench), len(*seen))
	}
}

func TestNothingChangedSendsNothing(t *testing.T) {
	srv := &server{task: projectTask()}
	bench, _ := openEdit(t, srv, projectTask().ID, 80, 21)
	bench.Keys("ctrl+s", "ctrl+s")
	wantTexts(t, bench, "Nothing has changed. There is nothing to send.")
	bench.Type("x")
	bench.Keys("backspace", "ctrl+s")
	if len(srv.sent) != 0 || bench.Screen.Info().Unsaved {
		t.Errorf("sent %v", srv.sent)
	}
	bench.Keys("esc")
	if bench.Pops != 1 {
		t.Error("esc does not leave a clean form")
	}
}

func TestFaultsOfAChangeFocusTheirField(t *testing.T) {
	for _, typed := range []string{"", "2", "many", "-1", "200 %", "NaN"} {
		srv := &server{task: projectTask()}
		bench, _ := openEdit(t, srv, projectTask().ID, 60, 12)
		bench.Keys("tab", "tab")
		clearField(bench)
		bench.Type(typed)
		bench.Keys("tab", "ctrl+s")
		wantTexts(t, bench, "Nothing was sent. Sampling rate: ", strings.TrimSpace("> "+typed))
		if len(srv.sent) != 0 || strings.Contains(bench.Plain(), "5 of 5") {
			t.Errorf("%q was accepted:\n%s", typed, bench.Plain())
		}
		clearField(bench)
		bench.Type("1")
		bench.Keys("ctrl+s")
		wantTexts(t, bench, "5 of 5")
	}
	srv := &server{task: projectTask()}
	bench, _ := openEdit(t, srv, projectTask().ID, 60, 12)
	clearField(bench)
	bench.Keys("ctrl+s")
	wantTexts(t, bench, "Nothing was sent. Name: enter a name")
}

func TestLeavingDirtyAsks(t *testing.T) {
	srv := &server{task: projectTask()}
	bench, _ := openEdit(t, srv, projectTask().ID, 80, 21)
	bench.Type("x")
	bench.Keys("esc")
	wantTexts(t, bench, "Leave the form?")
	bench.Keys("n")
	wantTexts(t, bench, "Relevance Monitorx")
	bench.Keys("ctrl+s", "esc")
	wantTexts(t, bench, "1 of 5", "Relevance Monitorx")
	bench.Keys("esc", "y")
	if bench.Pops != 1 || len(srv.sent) != 0 {
		t.Errorf("%d pops, sent %v", bench.Pops, srv.sent)
	}
}

func TestConflictingChangeIsNotOverwritten(t *testing.T) {
	srv := &server{task: projectTask()}
	bench, _ := openEdit(t, srv, projectTask().ID, 80, 21)
	bench.Type(" 2")
	bench.Keys("ctrl+s")
	srv.task.QueryFilter, srv.task.UpdatedAt = ptr("status_code = 'ERROR'"), srv.task.UpdatedAt.Add(time.Hour)
	bench.Keys("ctrl+s")
	if len(srv.sent) != 0 {
		t.Fatalf("sent %v over a change by someone else", srv.sent)
	}
	wantTexts(t, bench, "Changed by someone else in the meantime", "- span_kind = 'LLM'", "+ status_code = 'ERROR'", "nothing was sent", "+ Relevance Monitor 2")
	bench.Keys("ctrl+s")
	if len(srv.sent) != 1 || srv.sent[0] != `{"name":"Relevance Monitor 2"}` {
		t.Errorf("sent %v, want the name alone", srv.sent)
	}
}

// A run may change updated_at without a change that an update could undo.
func TestNewTimestampIsNoConflict(t *testing.T) {
	srv := &server{task: projectTask()}
	bench, _ := openEdit(t, srv, projectTask().ID, 80, 21)
	bench.Type(" 2")
	srv.task.UpdatedAt, srv.task.LastRunAt = srv.task.UpdatedAt.Add(time.Hour), ptr(srv.task.UpdatedAt)
	bench.Keys("ctrl+s", "ctrl+s")
	if len(srv.sent) != 1 || bench.Pops != 1 {
		t.Errorf("sent %v; the screen is\n%s", srv.sent, bench.Plain())
	}
}

func TestSameChangeBySomeoneElse(t *testing.T) {
	srv := &server{task: projectTask()}
	bench, _ := openEdit(t, srv, projectTask().ID, 80, 21)
	bench.Type(" 2")
	bench.Keys("ctrl+s")
	srv.task.Name = "Relevance Monitor 2"
	bench.Keys("ctrl+s")
	wantTexts(t, bench, "the same changes in the meantime")
	if bench.Keys("ctrl+s"); len(srv.sent) != 0 {
		t.Errorf("sent %v", srv.sent)
	}
}

func TestOutcomes(t *testing.T) {
	lost := &api.Error{Kind: api.Network, Lost: true}
	for _, test := range []struct {
		name         string
		err          error
		keep         bool
		notice, text string // text "" if the form closes
	}{
		{"422 naming a field", &api.Error{Kind: api.Unprocessable, Status: 422, Detail: "name is taken"}, true, "not changed: name is taken", "│ ! name is taken"},
		{"422 naming none", &api.Error{Kind: api.Unprocessable, Status: 422, Detail: "no"}, true, "not changed: no", "Not changed: no"},
		{"403", &api.Error{Kind: api.Forbidden, Status: 403, Detail: "no right"}, true, "not changed: no right", "Ask for permission"},
		{"lost, done", lost, false, "the answer was lost, but the change is there", ""},
		{"lost, not done", lost, true, "the answer was lost and the change is not visible", "shows no change so far"},
	} {
		t.Run(test.name, func(t *testing.T) {
			srv := &server{task: projectTask(), err: test.err, keep: test.keep}
			bench, _ := openEdit(t, srv, projectTask().ID, 80, 21)
			bench.Type(" 2")
			bench.Keys("ctrl+s", "ctrl+s")
			if len(srv.sent) != 1 || !strings.Contains(noticeTexts(bench), test.notice) || (bench.Pops == 1) != (test.text == "") {
				t.Fatalf("sent %v, notices %q, %d pops", srv.sent, noticeTexts(bench), bench.Pops)
			}
			if test.text == "" {
				return
			}
			if !strings.Contains(bench.Plain(), test.text) && !strings.Contains(withoutBorders(bench.Plain()), test.text) {
				t.Errorf("the screen lacks %q:\n%s", test.text, bench.Plain())
			}
			wantTexts(t, bench, "Relevance Monitor 2")
			bench.Advance(time.Minute)
			if len(srv.sent) != 1 {
				t.Error("sent again automatically")
			}
		})
	}
}

func TestFailedReloadSendsNothing(t *testing.T) {
	srv := &server{task: projectTask()}
	bench, _ := openEdit(t, srv, projectTask().ID, 80, 21)
	bench.Type("x")
	bench.Keys("ctrl+s")
	srv.getErr = &api.Error{Kind: api.Network, Detail: "no route"}
	bench.Keys("ctrl+s")
	wantTexts(t, bench, "nothing was sent: no route")
	srv.getErr = nil
	bench.Keys("ctrl+s")
	if len(srv.sent) != 1 {
		t.Errorf("sent %v", srv.sent)
	}
}

func TestFailedLoadIsRetried(t *testing.T) {
	srv := &server{task: projectTask(), getErr: &api.Error{Kind: api.NotFound, Status: 404, Detail: "no such task"}}
	bench, _ := openEdit(t, srv, projectTask().ID, 60, 12)
	wantTexts(t, bench, "could not be loaded: no such task", "ctrl+r tries again")
	srv.getErr = nil
	bench.Keys("ctrl+r")
	wantTexts(t, bench, "1 of 5")
}

func TestOutcomeIsShownAfterLeaving(t *testing.T) {
	srv := &server{task: projectTask(), gate: make(chan struct{})}
	bench, seen := openEdit(t, srv, projectTask().ID, 80, 21)
	bench.Type("x")
	bench.Keys("ctrl+s")
	bench.Press("ctrl+s")
	bench.UntilText("Sending the change")
	bench.Press("ctrl+s", "enter", "esc")
	bench.UntilText("Leave the form?")
	bench.Press("y")
	close(srv.gate)
	bench.Settle()
	if len(srv.sent) != 1 || len(*seen) < 2 || !strings.Contains(noticeTexts(bench), "changed.") {
		t.Errorf("sent %v, notices %q", srv.sent, noticeTexts(bench))
	}
}

// A form that is covered by another screen must not close that one.
func TestCoveredFormStaysOpen(t *testing.T) {
	srv := &server{task: projectTask()}
	bench, _ := openEdit(t, srv, projectTask().ID, 80, 21)
	bench.Type(" 2")
	bench.Keys("ctrl+s")
	bench.Screen.Hide()
	bench.Keys("ctrl+s")
	if bench.Pops != 0 || len(srv.sent) != 1 {
		t.Fatalf("%d pops, sent %v", bench.Pops, srv.sent)
	}
	bench.Screen.Show()
	bench.Keys("ctrl+s")
	wantTexts(t, bench, "1 of 5", "Nothing has changed")
}

func TestDeletedMeanwhile(t *testing.T) {
	srv := &server{task: projectTask()}
	bench, _ := openEdit(t, srv, projectTask().ID, 80, 21)
	bench.Send(host.TaskGone{ID: projectTask().ID})
	wantTexts(t, bench, "was deleted in the meantime")
}

func TestReadOnlyChangesNothing(t *testing.T) {
	srv := &server{task: projectTask()}
	bench, _ := openEdit(t, srv, projectTask().ID, 80, 21)
	bench.Env.ReadOnly = true
	bench.Type("x")
	bench.Keys("ctrl+s", "ctrl+s")
	if len(srv.sent) != 0 || !strings.Contains(noticeTexts(bench), "Read-only") {
		t.Errorf("sent %v, notices %q", srv.sent, noticeTexts(bench))
	}
}

// Changes of a task are not lost, however the form ends.
func TestDraftOfAChangeSurvivesTheForm(t *testing.T) {
	for name, end := range map[string]func(bench *harness.Harness){
		"typing pauses":        func(bench *harness.Harness) { bench.Settle(); bench.Advance(2 * time.Second); bench.Settle() },
		"the program ends":     func(bench *harness.Harness) { bench.Screen.Keep()() },
		"left, the draft kept": func(bench *harness.Harness) { bench.Keys("esc", "y") },
		"a text, and its end":  func(bench *harness.Harness) { bench.Keys("shift+tab", "ctrl+end", "enter"); bench.Screen.Keep()() },
	} {
		t.Run(name, func(t *testing.T) {
			srv, deps := &server{task: projectTask()}, newtask.Deps{Drafts: &drafts{at: driver.NewClock().Now()}}
			bench, _ := openEditWith(t, srv, deps, projectTask().ID, 80, 21)
			if bench.Screen.Keep() != nil {
				t.Fatal("an untouched form has something to keep")
			}
			bench.Type(" 2")
			end(bench)
			again, _ := openEditWith(t, srv, deps, projectTask().ID, 80, 21)
			wantTexts(t, again, "Continue the draft of", "It was not sent: Relevance Monitor 2")
			again.Keys("enter")
			place := "> Relevance Monitor 2"
			if name == "a text, and its end" {
				place = "4 of 5 · evaluators JSON" // the step where it was left
			}
			wantTexts(t, again, place)
			again.Keys("ctrl+s", "ctrl+s")
			if len(srv.sent) != 1 || srv.sent[0] != `{"name":"Relevance Monitor 2"}` {
				t.Errorf("sent %v", srv.sent)
			}
			last, _ := openEditWith(t, srv, deps, projectTask().ID, 80, 21)
			if len(last.Boxes) > 0 {
				t.Errorf("the draft is offered after the change was sent:\n%s", last.Plain())
			}
		})
	}
}

// A draft is applied to the current task when the form opens again.
func TestDraftOfAChangeKeepsNewerValues(t *testing.T) {
	srv, deps := &server{task: projectTask()}, newtask.Deps{Drafts: &drafts{at: driver.NewClock().Now()}}
	bench, _ := openEditWith(t, srv, deps, projectTask().ID, 80, 21)
	bench.Type(" 2")
	bench.Screen.Keep()()
	srv.task.QueryFilter = ptr("status_code = 'ERROR'")
	again, _ := openEditWith(t, srv, deps, projectTask().ID, 80, 21)
	again.Keys("enter", "ctrl+s", "ctrl+s")
	if len(srv.sent) != 1 || srv.sent[0] != `{"name":"Relevance Monitor 2"}` {
		t.Errorf("sent %v", srv.sent)
	}
	other, _ := openEditWith(t, srv, deps, "VGFzazoy", 80, 21)
	if len(other.Boxes) > 0 {
		t.Errorf("the draft of one task is offered for another:\n%s", other.Plain())
	}
}

// The hint about a percentage is the same as for a new task.
func TestARateOfAChangeThatLooksLikeAPercentage(t *testing.T) {
	bench, _ := openEdit(t, &server{task: projectTask()}, projectTask().ID, 80, 21)
	bench.Keys("tab", "tab")
	clearField(bench)
	bench.Type("10")
	bench.Keys("ctrl+s")
	wantTexts(t, bench, "did you mean 10 %?")
}
