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
	"ax-tui/ui/host"
	"ax-tui/ui/poll"
	"ax-tui/ui/screen"
)

// polled is an answer as the scheduler knows it.
type polled struct {
	host.Tag
	err error
}

func (polled) PollKey() string        { return "rows" }
func (p polled) Outcome() api.Outcome { return api.Outcome{Err: p.err} }

// second is another connection with a screen of its own, and whether it was given back.
type second struct {
	home   *stub
	closed bool
	moved  bool // a screen was opened over the first one
}

func (s *second) session() app.Session {
	return app.Session{
		Profile: "home", Host: "arize.example.com", Close: func() { s.closed = true },
		First: func(env *host.Env) []screen.Screen { s.home = newStub(env, "Tasks"); return []screen.Screen{s.home} },
		Makers: map[host.Place]app.Maker{host.PlaceRun: func(env *host.Env, _ host.Move) screen.Screen {
			s.moved = true
			return newStub(env, "Run")
		}},
	}
}

func TestTurningEndsEverythingOfTheOldConnection(t *testing.T) {
	given := false
	stage := newStage(t, func(o *options) { o.Session.Close = func() { given = true } })
	asked := 0
	env := stage.home.env
	env.Polls.Set(stage.home.ID, []poll.Job{{Key: "rows", Rule: api.PollRule{Every: time.Second}, Ask: func() tea.Cmd {
		asked++
		return func() tea.Msg { return polled{Tag: stage.home.Tag()} }
	}}})
	stage.say(host.Move{To: host.PlaceTask})
	stage.Keys("?")
	late, old := polled{Tag: stage.home.Tag()}, *stage.opened[0]
	ctx := env.Ctx
	var n second
	env.Post(host.Move{To: host.PlaceRun}) // wanted by the old connection in the moment when it ends
	stage.say(app.Switch{Session: n.session()})
	if v := stage.Plain(); !strings.Contains(v, "Connected as home to arize.example.com.") || strings.Contains(v, "opened") || strings.Contains(v, "╭") {
		t.Errorf("the frame is\n%s", v)
	}
	if !stage.home.closed || !stage.opened[0].closed || stage.home.Ctx.Err() == nil || old.Ctx.Err() == nil {
		t.Error("a screen of the old connection is open still")
	}
	if ctx.Err() == nil || env.Ctx.Err() != nil {
		t.Errorf("the context of the old connection: %v, of the new one: %v", ctx.Err(), env.Ctx.Err())
	}
	if !given || n.closed {
		t.Errorf("the old connection given back: %v, the new one: %v", given, n.closed)
	}
	if env.Polls.State(stage.home.ID, "rows").Known {
		t.Error("the old rows are scheduled still")
	}
	before := asked
	stage.say(late)
	stage.wait(time.Minute)
	if asked != before || n.moved {
		t.Errorf("after the turn: asked %d times, an old move opened a screen: %v", asked-before, n.moved)
	}
	for _, msg := range n.home.got {
		if _, ok := msg.(polled); ok {
			t.Error("a late answer of the old connection reached the new one")
		}
	}
	if n.home.ID == stage.home.ID || n.home.Ctx.Err() != nil || n.home.w == 0 {
		t.Errorf("the new screen: owner %d (old %d), %v, %d wide", n.home.ID, stage.home.ID, n.home.Ctx.Err(), n.home.w)
	}
}

func TestTurningAsksWhenSomethingWouldBeLost(t *testing.T) {
	for _, c := range []struct {
		info screen.Info
		want string
	}{{screen.Info{Watching: true}, "A run is being watched"}, {screen.Info{Unsaved: true}, "What you typed is not sent yet"}} {
		var s *stage
		given := false
		s = newStage(t, func(o *options) { o.Session.Close = func() { given = true } })
		s.home.info = c.info
		var no, yes second
		s.say(app.Switch{Session: no.session()})
		if v := s.Plain(); !strings.Contains(v, "Switch to home?") || !strings.Contains(v, c.want) {
			t.Fatalf("not asked:\n%s", v)
		}
		s.Keys("n")
		if given || s.home.closed || !no.closed || no.home != nil {
			t.Errorf("after no: old given back %v, its screen closed %v, new given back %v", given, s.home.closed, no.closed)
		}
		s.say(app.Switch{Session: yes.session()})
		s.wait(time.Second)
		s.Keys("y")
		if !given || !s.home.closed || yes.closed || yes.home == nil {
			t.Errorf("after yes: old given back %v, its screen closed %v, new given back %v", given, s.home.closed, yes.closed)
		}
	}
}

func TestARefusedLoginIsToldOnce(t *testing.T) {
	refused := &api.Error{Kind: api.Auth, Status: 401}
	box := func(*host.Env) box.Box { return nil }
	for _, c := range []struct {
		name, want string
		change     func(*app.Session)
	}{
		{"key", "The login is refused: r tries again, p switches.", func(session *app.Session) { session.Box = box }},
		{"OAuth", "The login has ended: run ax auth login, then press p.", func(session *app.Session) { session.Box, session.OAuth = box, true }},
		{"nowhere else", "The login is refused: r tries again.", func(*app.Session) {}},
	} {
		t.Run(c.name, func(t *testing.T) {
			stage := newStage(t, func(o *options) { c.change(&o.Session) })
			says := func() bool { return strings.Contains(stage.Plain(), c.want) }
			stage.say(polled{Tag: stage.home.Tag(), err: errors.New("no network")})
			stage.say(polled{Tag: host.Tag{Owner: 99}, err: refused}) // of a screen that is gone
			if says() {
				t.Fatal("told too early")
			}
			stage.say(polled{Tag: stage.home.Tag(), err: refused})
			if !says() {
				t.Fatalf("not told:\n%s", stage.Plain())
			}
			stage.wait(time.Minute)
			stage.Keys("j")
			stage.say(polled{Tag: stage.home.Tag(), err: refused})
			if says() {
				t.Error("told twice")
			}
			stage.say(polled{Tag: stage.home.Tag()})
			stage.say(polled{Tag: stage.home.Tag(), err: refused})
			if !says() {
				t.Error("not told again after it had been accepted")
			}
			var n second
			session := n.session()
			c.change(&session)
			stage.say(app.Switch{Session: session})
			stage.say(polled{Tag: n.home.Tag(), err: refused})
			if !says() {
				t.Error("another login is not told of")
			}
		})
	}
}

// A connection that was tried is given back whatever ends the question whether
// to switch to it, and when nobody is there any more to hear of it.
func TestATriedConnectionIsGivenBackInEveryEnding(t *testing.T) {
	for name, end := range map[string]func(s *stage){
		"a late move":    func(s *stage) { s.say(host.Move{To: host.PlaceRun}) },
		"quitting":       func(s *stage) { s.Keys("ctrl+c") },
		"a late pop":     func(s *stage) { s.say(host.Pop{}) },
		"another switch": func(s *stage) { s.say(app.Switch{Session: (&second{}).session()}) },
	} {
		t.Run(name, func(t *testing.T) {
			stage := newStage(t, nil)
			stage.say(host.Move{To: host.PlaceTask})
			stage.home.info = screen.Info{Unsaved: true}
			var tried second
			stage.say(app.Switch{Session: tried.session()})
			if !strings.Contains(stage.Plain(), "Switch to home?") {
				t.Fatalf("not asked:\n%s", stage.Plain())
			}
			end(stage)
			if !tried.closed || tried.home != nil {
				t.Errorf("given back: %v, used: %v", tried.closed, tried.home != nil)
			}
		})
	}
	t.Run("who asked is gone", func(t *testing.T) {
		stage := newStage(t, nil)
		stage.say(host.Move{To: host.PlaceTask})
		tag := stage.opened[0].Tag()
		stage.say(host.Pop{})
		var tried second
		stage.say(host.ConnectResult{Tag: tag, Offer: app.Switch{Session: tried.session()}})
		if !tried.closed {
			t.Error("the connection is open still")
		}
	})
}

// A form that keeps a draft says so; what no draft holds comes first.
func TestQuitTellsOfADraft(t *testing.T) {
	stage := newStage(t, nil)
	stage.home.info = screen.Info{Unsaved: true, Drafted: true}
	stage.Keys("q")
	shows(t, stage, "It is kept as a draft", true)
	shows(t, stage, "would be lost", false)
	stage.Keys("n")
	stage.say(host.Move{To: host.PlaceTask})
	stage.opened[0].info.Unsaved = true
	stage.Keys("q")
	shows(t, stage, "would be lost", true)
}
