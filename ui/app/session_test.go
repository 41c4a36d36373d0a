package app_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api"
	"ax-tui/ui/app"
	"ax-tui/ui/box"
	"ax-tui/ui/box/profile"
	"ax-tui/ui/host"
	"ax-tui/ui/poll"
	"ax-tui/ui/screen"
)

// pollResult is a poll.Result with an error.
type pollResult struct {
	host.Tag
	err error
}

func (pollResult) PollKey() string        { return "rows" }
func (p pollResult) Outcome() api.Outcome { return api.Outcome{Err: p.err} }

// otherConnection is a second connection with its own first screen.
type otherConnection struct {
	home   *stub
	closed bool
	moved  bool // a screen was opened on top of the first one
}

func (s *otherConnection) session() app.Session {
	return app.Session{
		Profile: "home", Host: "arize.example.com", Close: func() { s.closed = true },
		FirstScreens: func(env *host.Env) []screen.Screen { s.home = newStub(env, "Tasks"); return []screen.Screen{s.home} },
		Makers: map[host.Place]app.Maker{host.PlaceRun: func(env *host.Env, _ host.Move) screen.Screen {
			s.moved = true
			return newStub(env, "Run")
		}},
	}
}

func TestSwitchClosesTheOldConnection(t *testing.T) {
	closed := false
	stage := newStage(t, func(opts *options) { opts.Session.Close = func() { closed = true } })
	polls := 0
	env := stage.home.env
	env.Polls.Set(stage.home.ID, []poll.Job{{Key: "rows", Rule: api.PollRule{Every: time.Second}, Ask: func() tea.Cmd {
		polls++
		return func() tea.Msg { return pollResult{Tag: stage.home.Tag()} }
	}}})
	stage.send(host.Move{To: host.PlaceTask})
	stage.Keys("?")
	late, old := pollResult{Tag: stage.home.Tag()}, *stage.opened[0]
	ctx := env.Ctx
	var other otherConnection
	env.Post(host.Move{To: host.PlaceRun}) // posted by the old session just before it ends
	stage.send(app.Switch{Session: other.session()})
	if frame := stage.Plain(); !strings.Contains(frame, "Connected as home to arize.example.com.") || strings.Contains(frame, "opened") || strings.Contains(frame, "╭") {
		t.Errorf("the frame is\n%s", frame)
	}
	if !stage.home.closed || !stage.opened[0].closed || stage.home.Ctx.Err() == nil || old.Ctx.Err() == nil {
		t.Error("a screen of the old connection is still open")
	}
	if ctx.Err() == nil || env.Ctx.Err() != nil {
		t.Errorf("the context of the old connection: %v, of the new one: %v", ctx.Err(), env.Ctx.Err())
	}
	if !closed || other.closed {
		t.Errorf("the old connection closed: %v, the new one: %v", closed, other.closed)
	}
	if env.Polls.State(stage.home.ID, "rows").Known {
		t.Error("the old rows are still scheduled")
	}
	before := polls
	stage.send(late)
	stage.wait(time.Minute)
	if polls != before || other.moved {
		t.Errorf("after the switch: polled %d times, an old move opened a screen: %v", polls-before, other.moved)
	}
	for _, msg := range other.home.msgs {
		if _, ok := msg.(pollResult); ok {
			t.Error("a late response of the old connection reached the new one")
		}
	}
	if other.home.ID == stage.home.ID || other.home.Ctx.Err() != nil || other.home.w == 0 {
		t.Errorf("the new screen: owner %d (old %d), %v, %d wide", other.home.ID, stage.home.ID, other.home.Ctx.Err(), other.home.w)
	}
}

func TestSwitchAsksBeforeLosingWork(t *testing.T) {
	for _, tc := range []struct {
		info screen.Info
		want string
	}{{screen.Info{Unsaved: true, Drafted: true}, "It is saved as a draft"}, {screen.Info{Unsaved: true}, "Your input is not sent yet"}} {
		var bench *stage
		closed := false
		bench = newStage(t, func(opts *options) { opts.Session.Close = func() { closed = true } })
		bench.home.info = tc.info
		var no, yes otherConnection
		bench.send(app.Switch{Session: no.session()})
		if frame := bench.Plain(); !strings.Contains(frame, "Switch to home?") || !strings.Contains(frame, tc.want) {
			t.Fatalf("no question:\n%s", frame)
		}
		bench.Keys("n")
		if closed || bench.home.closed || !no.closed || no.home != nil {
			t.Errorf("after no: old closed %v, its screen closed %v, new closed %v", closed, bench.home.closed, no.closed)
		}
		bench.send(app.Switch{Session: yes.session()})
		bench.wait(time.Second)
		bench.Keys("y")
		if !closed || !bench.home.closed || yes.closed || yes.home == nil {
			t.Errorf("after yes: old closed %v, its screen closed %v, new closed %v", closed, bench.home.closed, yes.closed)
		}
	}
}

func TestRefusedLoginIsReportedOnce(t *testing.T) {
	refused := &api.Error{Kind: api.Auth, Status: 401}
	box := func(*host.Env, profile.Ask) box.Box { return nil }
	for _, tc := range []struct {
		name, want string
		change     func(*app.Session)
	}{
		{"key", "Login refused: r tries again, p switches profile.", func(session *app.Session) { session.Profiles = box }},
		{"OAuth", "Login refused: run ax auth login, then press p.", func(session *app.Session) { session.Profiles, session.OAuth = box, true }},
		{"expired", "Login expired: run ax auth login, then press p.", func(session *app.Session) {
			session.Profiles, session.OAuth, session.Expires = box, true, time.Unix(1, 0)
		}},
		{"no other profile", "Login refused: r tries again.", func(*app.Session) {}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			stage := newStage(t, func(opts *options) { tc.change(&opts.Session) })
			shown := func() bool { return strings.Contains(stage.Plain(), tc.want) }
			stage.send(pollResult{Tag: stage.home.Tag(), err: errors.New("no network")})
			stage.send(pollResult{Tag: host.Tag{Owner: 99}, err: refused}) // of a closed screen
			if shown() {
				t.Fatal("notice too early")
			}
			stage.send(pollResult{Tag: stage.home.Tag(), err: refused})
			if !shown() {
				t.Fatalf("no notice:\n%s", stage.Plain())
			}
			stage.wait(time.Minute)
			stage.Keys("j")
			stage.send(pollResult{Tag: stage.home.Tag(), err: refused})
			if shown() {
				t.Error("notice shown twice")
			}
			stage.send(pollResult{Tag: stage.home.Tag()})
			stage.send(pollResult{Tag: stage.home.Tag(), err: refused})
			if !shown() {
				t.Error("no notice after the login was accepted and refused again")
			}
			var other otherConnection
			session := other.session()
			tc.change(&session)
			stage.send(app.Switch{Session: session})
			stage.send(pollResult{Tag: other.home.Tag(), err: refused})
			if !shown() {
				t.Error("no notice for another login")
			}
		})
	}
}

// A tested connection is closed if the question whether to switch to it goes
// away without a yes, or if the screen that asked for it is closed.
func TestUnusedConnectionIsClosed(t *testing.T) {
	for name, end := range map[string]func(bench *stage){
		"a late move":    func(bench *stage) { bench.send(host.Move{To: host.PlaceRun}) },
		"quitting":       func(bench *stage) { bench.Keys("ctrl+c") },
		"a late pop":     func(bench *stage) { bench.send(host.Pop{}) },
		"another switch": func(bench *stage) { bench.send(app.Switch{Session: (&otherConnection{}).session()}) },
	} {
		t.Run(name, func(t *testing.T) {
			stage := newStage(t, nil)
			stage.send(host.Move{To: host.PlaceTask})
			stage.home.info = screen.Info{Unsaved: true}
			var tried otherConnection
			stage.send(app.Switch{Session: tried.session()})
			if !strings.Contains(stage.Plain(), "Switch to home?") {
				t.Fatalf("no question:\n%s", stage.Plain())
			}
			end(stage)
			if !tried.closed || tried.home != nil {
				t.Errorf("closed: %v, used: %v", tried.closed, tried.home != nil)
			}
		})
	}
	t.Run("owner is closed", func(t *testing.T) {
		stage := newStage(t, nil)
		stage.send(host.Move{To: host.PlaceTask})
		tag := stage.opened[0].Tag()
		stage.send(host.Pop{})
		var tried otherConnection
		stage.send(host.ConnectResult{Tag: tag, Offer: app.Switch{Session: tried.session()}})
		if !tried.closed {
			t.Error("the connection is still open")
		}
	})
}

// Quit mentions a draft, unless input without a draft would be lost.
func TestQuitMentionsDraft(t *testing.T) {
	stage := newStage(t, nil)
	stage.home.info = screen.Info{Unsaved: true, Drafted: true}
	stage.Keys("q")
	checkText(t, stage, "It is saved as a draft", true)
	checkText(t, stage, "will be lost", false)
	stage.Keys("n")
	stage.send(host.Move{To: host.PlaceTask})
	stage.opened[0].info.Unsaved = true
	stage.Keys("q")
	checkText(t, stage, "will be lost", true)
}
