package pausetask_test

import (
	"context"
	"encoding/json"
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
	"ax-tui/ui/box/pausetask"
	"ax-tui/ui/host"
	"ax-tui/ui/test/boxhost"
	"ax-tui/ui/test/driver"
)

// server answers as told and writes down what was sent.
type server struct {
	mu     sync.Mutex
	task   api.Task
	getErr error
	stuck  bool // takes changes without changing
	err    error
	sent   []string
	gate   chan struct{}
}

func (s *server) GetTask(context.Context, string) (api.Task, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.task, s.getErr
}

func (s *server) UpdateTask(ctx context.Context, _ string, u api.UpdateTask) (api.Task, error) {
	if s.gate != nil {
		<-s.gate
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	body, err := json.Marshal(u)
	if err != nil || ctx.Err() != nil {
		return api.Task{}, &api.Error{Kind: api.Canceled, Lost: true}
	}
	s.sent = append(s.sent, string(body))
	if !s.stuck {
		s.task.Continuous = *u.Continuous
	}
	return s.task, s.err
}

func task(on bool) api.Task {
	at := driver.NewClock().Now()
	return api.Task{ID: "VGFzazox", Name: "Relevance Monitor", Type: api.TemplateEvaluation, ProjectID: "P", Continuous: on, LastRunAt: &at}
}

// spy writes down the broadcasts that the host does not.
type spy struct {
	*boxhost.Host
	seen *[]bool
}

func (s spy) Update(m tea.Msg) (tea.Model, tea.Cmd) {
	if x, ok := m.(host.TaskSeen); ok {
		*s.seen = append(*s.seen, x.Task.Continuous)
	}
	_, cmd := s.Host.Update(m)
	return s, cmd
}

func open(t testing.TB, s pausetask.Client, first api.Task, w, h int) (*boxhost.Host, *[]bool) {
	c := driver.NewClock()
	env := boxhost.Env(c)
	host := boxhost.New(t, c, env, nil, pausetask.New(env, s, first), w, h)
	seen := &[]bool{}
	host.M = spy{host, seen}
	host.Settle()
	return host, seen
}

func said(h *boxhost.Host) string {
	var out []string
	for _, n := range h.Notices {
		out = append(out, string(n.Text))
	}
	return strings.Join(out, "|")
}

func words(screen string) string {
	return strings.Join(strings.Fields(strings.ReplaceAll(screen, "│", " ")), " ")
}

func TestSendsTheOneFieldOnce(t *testing.T) {
	for on, want := range map[bool]string{true: `{"is_continuous":false}`, false: `{"is_continuous":true}`} {
		s := &server{task: task(on)}
		h, seen := open(t, s, task(on), 80, 20)
		if on != strings.Contains(h.Plain(), "Pause this task?") {
			t.Fatalf("the box is\n%s", h.Plain())
		}
		h.Keys("y")
		if len(s.sent) != 1 || s.sent[0] != want {
			t.Errorf("sent %v, want %s", s.sent, want)
		}
		if n := len(*seen); n == 0 || (*seen)[n-1] == on || len(h.Boxes) != 0 || len(h.Notices) != 1 || h.Notices[0].Kind != host.Did {
			t.Errorf("seen %v, %d boxes, notices %q", *seen, len(h.Boxes), said(h))
		}
	}
}

func TestEnterAloneIsHarmless(t *testing.T) {
	s := &server{task: task(true)}
	h, _ := open(t, s, task(true), 80, 20)
	h.Keys("enter")
	if len(s.sent) != 0 || len(h.Boxes) != 0 {
		t.Errorf("sent %v, %d boxes", s.sent, len(h.Boxes))
	}
	h, _ = open(t, s, task(true), 80, 20)
	h.Keys("tab", "enter")
	if len(s.sent) != 1 {
		t.Errorf("marked yes and enter sent %v", s.sent)
	}
}

// Somebody else has paused it: yes must not resume it.
func TestNeverTurnsRound(t *testing.T) {
	s := &server{task: task(false)}
	h, _ := open(t, s, task(true), 80, 20)
	if !strings.Contains(h.Plain(), "It is paused already") {
		t.Fatalf("the box is\n%s", h.Plain())
	}
	h.Keys("y")
	if len(s.sent) != 0 {
		t.Errorf("sent %v", s.sent)
	}
}

func TestTasksThatCannotBeContinuous(t *testing.T) {
	for _, k := range []api.Task{
		{ID: "a", Type: api.CodeEvaluation, DatasetID: "D"}, {ID: "b", Type: api.RunExperiment, DatasetID: "D"},
	} {
		h, _ := open(t, &server{task: k}, k, 80, 20)
		h.Keys("y")
		if !strings.Contains(words(h.Plain()), "nothing to pause") {
			t.Errorf("the box is\n%s", h.Plain())
		}
	}
}

// Known by its ID alone, nothing is asked before the task is there.
func TestKnownByItsIDAlone(t *testing.T) {
	for _, on := range []bool{true, false} {
		s := &server{task: task(on)}
		h, _ := open(t, s, api.Task{ID: "VGFzazox"}, 80, 20)
		if on != strings.Contains(h.Plain(), "Pause this task?") {
			t.Fatalf("the box is\n%s", h.Plain())
		}
		h.Keys("y")
		if len(s.sent) != 1 || s.task.Continuous == on {
			t.Errorf("sent %v", s.sent)
		}
	}
	s := &server{getErr: &api.Error{Kind: api.Network, Detail: "no route"}}
	h, _ := open(t, s, api.Task{ID: "VGFzazox"}, 80, 20)
	h.Keys("y")
	if len(s.sent) != 0 || !strings.Contains(words(h.Plain()), "nothing is changed: no route") {
		t.Errorf("sent %v; the box is\n%s", s.sent, h.Plain())
	}
}

func TestOutcomes(t *testing.T) {
	lost := &api.Error{Kind: api.Timeout, Lost: true}
	for _, c := range []struct {
		name        string
		stuck       bool
		err, getErr error
		notice, box string
	}{
		{"403", true, &api.Error{Kind: api.Forbidden, Status: 403, Detail: "no right"}, nil, "not changed: no right", "Ask for the permission"},
		{"404", true, &api.Error{Kind: api.NotFound, Status: 404}, nil, "not found", ""},
		{"lost, done", false, lost, nil, "the answer was lost, but it is paused", ""},
		{"lost, not done", true, lost, nil, "nothing has changed so far", "Nothing is sent again by itself"},
		{"lost, unknown", true, lost, &api.Error{Kind: api.Network, Detail: "no route"}, "could not be read: no route", "no route"},
		{"taken without effect", true, nil, nil, "still answers the old state", "Look again"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := &server{task: task(true)}
			h, _ := open(t, s, task(true), 80, 20)
			s.stuck, s.err, s.getErr = c.stuck, c.err, c.getErr
			h.Keys("y")
			if len(s.sent) != 1 || !strings.Contains(said(h), c.notice) {
				t.Errorf("sent %v, notices %q", s.sent, said(h))
			}
			if (len(h.Boxes) == 0) != (c.box == "") || !strings.Contains(words(h.Plain()), c.box) {
				t.Errorf("the box is\n%s", h.Plain())
			}
		})
	}
}

func TestClosingDoesNotStopTheRequest(t *testing.T) {
	s := &server{task: task(true), gate: make(chan struct{})}
	h, _ := open(t, s, task(true), 80, 20)
	h.Press("y")
	h.UntilText("Asking the server…")
	h.Press("y", "esc")
	close(s.gate)
	h.Settle()
	if len(s.sent) != 1 || len(h.Boxes) != 0 || !strings.Contains(said(h), "paused;") {
		t.Errorf("sent %v, notices %q", s.sent, said(h))
	}
}

func TestReadOnlySendsNothing(t *testing.T) {
	s := &server{task: task(true)}
	h, _ := open(t, s, task(true), 80, 20)
	h.Env.ReadOnly = true
	h.Keys("y")
	if len(s.sent) != 0 || !strings.Contains(words(h.Plain()), "Read-only: nothing is changed") {
		t.Errorf("sent %v; the box is\n%s", s.sent, h.Plain())
	}
}

func TestAgainstAServer(t *testing.T) {
	for fault, want := range map[string]string{"": "paused;", "PATCH drop-after": "the answer was lost, but it is paused", "PATCH status=503": "nothing has changed so far"} {
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
			tasks, err := client.ListTasks(t.Context(), api.TaskQuery{Limit: 100})
			if err != nil {
				t.Fatal(err)
			}
			var first api.Task
			for _, k := range tasks.Items {
				if pausetask.Can(k) && k.Continuous {
					first = k
				}
			}
			faults, err := fake.ParseFaults(strings.FieldsFunc(fault, func(r rune) bool { return r == ';' }))
			if err != nil {
				t.Fatal(err)
			}
			embedded.SetFaults(faults)
			h, _ := open(t, client, first, 80, 20)
			h.Keys("y")
			if !strings.Contains(said(h), want) {
				t.Fatalf("notices %q, want %q; the box is\n%s", said(h), want, h.Plain())
			}
		})
	}
}

func TestGolden(t *testing.T) {
	for look, o := range boxhost.Themes() {
		for _, size := range []struct{ w, h int }{{60, 12}, {80, 20}, {120, 36}} {
			for _, on := range []bool{true, false} {
				t.Run(fmt.Sprintf("%s-%dx%d-%v", look, size.w, size.h, on), func(t *testing.T) {
					k := task(on)
					if !on {
						k.LastRunAt = nil
					}
					h, _ := open(t, &server{task: k}, k, size.w, size.h)
					*h.Env.Styles = *theme.New(o)
					golden.RequireEqual(t, []byte(h.View()+"\n"))
				})
			}
		}
	}
}
