package deletetask_test

import (
	"context"
	"fmt"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/exp/golden"

	"ax-tui/api"
	"ax-tui/api/fake"
	"ax-tui/api/fake/world"
	"ax-tui/theme"
	"ax-tui/ui/box/deletetask"
	"ax-tui/ui/host"
	"ax-tui/ui/test/boxhost"
	"ax-tui/ui/test/driver"
)

const taskID = "T25saW5lVGFzazo3OnF3ZXJ0"

// server answers as told and counts.
type server struct {
	mu      sync.Mutex
	task    api.Task
	getErr  error
	err     error
	deletes int
	gate    chan struct{} // DeleteTask waits for it, if not nil
}

func (s *server) GetTask(context.Context, string) (api.Task, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.task, s.getErr
}

func (s *server) DeleteTask(ctx context.Context, id string) error {
	if s.gate != nil {
		<-s.gate
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.deletes++
	if id != taskID || ctx.Err() != nil {
		return &api.Error{Kind: api.Canceled, Lost: true}
	}
	return s.err
}

// spy writes down the broadcasts that the host does not.
type spy struct {
	*boxhost.Host
	gone *[]string
}

func (s spy) Update(m tea.Msg) (tea.Model, tea.Cmd) {
	if g, ok := m.(host.TaskGone); ok {
		*s.gone = append(*s.gone, g.ID)
	}
	_, cmd := s.Host.Update(m)
	return s, cmd
}

func task(name string) api.Task {
	return api.Task{ID: taskID, Name: name, Type: api.TemplateEvaluation, ProjectID: "P"}
}

func open(t testing.TB, s deletetask.Client, first api.Task, w, h int) (*boxhost.Host, *[]string) {
	c := driver.NewClock()
	env := boxhost.Env(c)
	host := boxhost.New(t, c, env, nil, deletetask.New(env, s, first), w, h)
	gone := &[]string{}
	host.M = spy{host, gone}
	host.Settle()
	return host, gone
}

func said(h *boxhost.Host) string {
	var out []string
	for _, n := range h.Notices {
		out = append(out, string(n.Text))
	}
	return strings.Join(out, "|")
}

// words folds the lines of a box back into one, for texts that were wrapped.
func words(screen string) string {
	return strings.Join(strings.Fields(strings.ReplaceAll(screen, "│", " ")), " ")
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
			h, gone := open(t, s, task(c.name), 80, 20)
			h.Type(c.typed)
			h.Keys("enter")
			if s.deletes != c.deletes || len(*gone) != c.deletes {
				t.Fatalf("%d requests, told gone %v", s.deletes, *gone)
			}
			if c.deletes == 0 && !strings.Contains(words(h.Plain()), "That is not it; nothing was sent") {
				t.Errorf("the box is\n%s", h.Plain())
			}
			if c.deletes == 1 && (len(h.Boxes) != 0 || !strings.Contains(said(h), "is deleted, with its runs")) {
				t.Errorf("notices %q, %d boxes", said(h), len(h.Boxes))
			}
		})
	}
}

func TestAsksForThePresentName(t *testing.T) {
	s := &server{task: task("New name")}
	for _, first := range []api.Task{{ID: taskID}, task("Old name")} {
		h, _ := open(t, s, first, 80, 20)
		h.Type("Old name")
		h.Keys("enter")
		if s.deletes != 0 || !strings.Contains(h.Plain(), "New name") {
			t.Fatalf("%d requests; the box is\n%s", s.deletes, h.Plain())
		}
	}
	h, _ := open(t, s, api.Task{ID: taskID}, 80, 20)
	h.Send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("New name\n"), Paste: true})
	if s.deletes != 0 {
		t.Fatal("pasting alone deletes")
	}
	h.Keys("enter")
	if s.deletes != 1 {
		t.Errorf("%d requests after the pasted name; the box is\n%s", s.deletes, h.Plain())
	}
}

func TestOutcomes(t *testing.T) {
	lost := &api.Error{Kind: api.Network, Lost: true}
	notFound := &api.Error{Kind: api.NotFound, Status: 404, Detail: "no such task"}
	for _, c := range []struct {
		name        string
		err, getErr error
		notice, box string // box "" when it closes by itself
		gone        bool
	}{
		{"404", notFound, nil, "It is gone already", "", true},
		{"403", &api.Error{Kind: api.Forbidden, Status: 403, Detail: "no right"}, nil, "Not deleted: no right", "Ask for the permission", false},
		{"503", &api.Error{Kind: api.Server, Status: 503}, nil, "Not deleted", "Not deleted", false},
		{"lost, gone", lost, notFound, "The answer was lost, but the task is gone", "", true},
		{"lost, still there", lost, nil, "the task is still there", "Nothing is sent again by itself", false},
		{"lost, unknown", lost, &api.Error{Kind: api.Network, Detail: "no route"}, "could not be read: no route", "could not be read: no route", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := &server{task: task("A")}
			h, gone := open(t, s, task("A"), 80, 20)
			s.err, s.getErr = c.err, c.getErr
			h.Type("A")
			h.Keys("enter")
			if s.deletes != 1 || !strings.Contains(said(h), c.notice) {
				t.Fatalf("%d requests, notices %q", s.deletes, said(h))
			}
			if (len(*gone) == 1) != c.gone || (len(h.Boxes) == 0) != (c.box == "") || !strings.Contains(words(h.Plain()), c.box) {
				t.Errorf("gone %v; the box is\n%s", *gone, h.Plain())
			}
			h.Keys("enter")
			if s.deletes != 1 {
				t.Error("enter sends again although the name has to be typed anew")
			}
		})
	}
}

func TestClosingDoesNotStopTheRequest(t *testing.T) {
	s := &server{task: task("A"), gate: make(chan struct{})}
	h, gone := open(t, s, task("A"), 80, 20)
	h.Type("A")
	h.Press("enter")
	h.UntilText("deleting…")
	h.Press("enter", "enter", "esc")
	if len(h.Boxes) != 0 {
		t.Fatal("esc does not close the box")
	}
	close(s.gate)
	h.Settle()
	if s.deletes != 1 || len(*gone) != 1 || !strings.Contains(said(h), "is deleted") {
		t.Errorf("%d requests, gone %v, notices %q", s.deletes, *gone, said(h))
	}
}

func TestGoneBeforeAnybodyAsked(t *testing.T) {
	s := &server{getErr: &api.Error{Kind: api.NotFound, Status: 404}}
	h, gone := open(t, s, task("A"), 80, 20)
	h.Type("A")
	if len(*gone) != 1 || !strings.Contains(h.Plain(), "Nothing to delete") {
		t.Fatalf("gone %v; the box is\n%s", *gone, h.Plain())
	}
	h.Keys("enter")
	if s.deletes != 0 || len(h.Boxes) != 0 {
		t.Errorf("%d requests, %d boxes", s.deletes, len(h.Boxes))
	}
}

func TestReadOnlySendsNothing(t *testing.T) {
	s := &server{task: task("A")}
	h, _ := open(t, s, task("A"), 80, 20)
	h.Env.ReadOnly = true
	h.Type("A")
	h.Keys("enter")
	if s.deletes != 0 || !strings.Contains(words(h.Plain()), "Read-only: nothing is deleted") {
		t.Errorf("%d requests; the box is\n%s", s.deletes, h.Plain())
	}
}

func TestAgainstAServer(t *testing.T) {
	for fault, want := range map[string]string{
		"":                  "is deleted, with its runs",
		"DELETE drop-after": "The answer was lost, but the task is gone",
		"DELETE status=503": "the task is still there",
	} {
		t.Run(fault, func(t *testing.T) {
			c := driver.NewClock()
			embedded := fake.New(fake.Options{World: world.New(world.Options{Seed: 7, Now: c.Now})})
			srv := httptest.NewServer(embedded)
			defer srv.Close()
			client, err := api.New(api.Options{BaseURL: srv.URL, Key: "ak-test", Retries: -1})
			if err != nil {
				t.Fatal(err)
			}
			defer client.Close()
			tasks, err := client.ListTasks(t.Context(), api.TaskQuery{Limit: 1})
			if err != nil {
				t.Fatal(err)
			}
			faults, err := fake.ParseFaults(strings.FieldsFunc(fault, func(r rune) bool { return r == ';' }))
			if err != nil {
				t.Fatal(err)
			}
			embedded.SetFaults(faults)
			env := boxhost.Env(c)
			h := boxhost.New(t, c, env, nil, deletetask.New(env, client, tasks.Items[0]), 80, 20)
			h.Settle()
			h.Type(tasks.Items[0].Name)
			h.Keys("enter")
			if !strings.Contains(said(h), want) {
				t.Fatalf("notices %q, want %q; the box is\n%s", said(h), want, h.Plain())
			}
		})
	}
}

func TestGolden(t *testing.T) {
	for look, o := range boxhost.Themes() {
		for _, size := range []struct{ w, h int }{{60, 12}, {80, 20}, {120, 36}} {
			for _, name := range []string{"Relevance Monitor", strings.Repeat("評価 ", 30)} {
				t.Run(fmt.Sprintf("%s-%dx%d-%d", look, size.w, size.h, len(name)), func(t *testing.T) {
					h, _ := open(t, &server{task: task(name)}, task(name), size.w, size.h)
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
