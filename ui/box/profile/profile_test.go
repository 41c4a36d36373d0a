package profile_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/exp/golden"
	"go.uber.org/goleak"

	"ax-tui/api"
	"ax-tui/api/fake"
	"ax-tui/api/fake/world"
	"ax-tui/api/login"
	"ax-tui/theme"
	"ax-tui/ui/app"
	"ax-tui/ui/term"
	"ax-tui/ui/test/demo"
	"ax-tui/ui/test/driver"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// other is a second account behind a server of its own.
func other(t *testing.T) app.Connection {
	t.Helper()
	srv := fake.New(fake.Options{World: world.New(world.Options{Seed: 11, Tasks: 3}), Key: "ak-other"})
	ln, err := fake.Listen(t.Context(), "", srv)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = ln.Close() })
	c, err := api.New(api.Options{BaseURL: ln.URL(), Key: "ak-other"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return app.Connection{Client: c, Profile: "work", Host: "arize.example.com"}
}

func profiles() []login.Profile {
	return []login.Profile{
		{Name: "broken", Err: errors.New("it refers to ${KEY}, which is not set")},
		{Name: "work", Host: "arize.example.com", Auth: "API key"},
	}
}

func start(t *testing.T, connect func(context.Context, string) (app.Connection, error)) *demo.Bench {
	t.Helper()
	return demo.Ready(t, demo.Options{W: 100, H: 30, Logins: app.Logins{Profiles: profiles, Connect: connect}})
}

func TestNothingOfTheOldConnectionIsLeft(t *testing.T) {
	conn := other(t)
	closed := make(chan struct{})
	conn.Close = func() { close(closed) }
	b := start(t, func(_ context.Context, name string) (app.Connection, error) {
		if name != "work" {
			t.Errorf("asked for %q", name)
		}
		return conn, nil
	})
	b.Keys("j", "enter") // a screen deeper
	b.Keys("p")
	b.Want("Profile and space", "profile  work", "arize.example.com  API key", "profile  broken")
	b.Type("work")
	b.Keys("enter")
	b.Want("Connected as work to arize.example.com.", "work · arize.example.com", "ax-tui ▸ Tasks")
	b.Requests("")
	b.Advance(2 * time.Minute)
	if seen := b.Requests("GET "); len(seen) != 0 {
		t.Errorf("the old server is still asked: %q", seen)
	}
	b.Keys("esc", "r")
	b.Want("work · arize.example.com")
	b.Keys("q")
	select {
	case <-closed:
		t.Error("the connection in use was given back")
	default:
	}
}

func TestWhatCannotBeUsedSaysWhy(t *testing.T) {
	b := start(t, func(context.Context, string) (app.Connection, error) {
		return app.Connection{}, &api.Error{Kind: api.Auth, Status: 401, Detail: "the key is not known"}
	})
	b.Keys("p")
	b.Type("broken")
	b.Keys("enter")
	b.Want("it refers to ${KEY}, which is not set")
	b.Keys("esc", "p")
	b.Type("work")
	b.Keys("enter")
	b.Want("work cannot be used: the key is not known.", "Check the API key")
	b.Keys("esc")
	b.Want("demo · api.arize.com")
}

func TestATryCanBeStopped(t *testing.T) {
	for say, stop := range map[string]tea.Msg{
		"Stopped; the connection is as it was.":               driver.Key("esc"),
		"The attempt broke off; the connection is as it was.": term.PanicMsg{Err: errors.New("oops")},
	} {
		stopTry(t, stop, say)
	}
}

func stopTry(t *testing.T, stop tea.Msg, say string) {
	t.Helper()
	began := make(chan struct{})
	b := start(t, func(ctx context.Context, _ string) (app.Connection, error) {
		close(began)
		<-ctx.Done()
		return app.Connection{}, ctx.Err()
	})
	b.Keys("p")
	b.Type("work")
	b.Press("enter")
	<-began
	b.Until("connecting", func(s string) bool { return strings.Contains(s, "Connecting as work") })
	b.Send(stop)
	b.Settle()
	b.Want(say)
	b.WantNot("Connecting as work")
}

func TestASpaceNarrowsTheTasks(t *testing.T) {
	b := start(t, nil)
	b.Keys("j", "enter", "p")
	b.Type("payments")
	b.Requests("")
	b.Keys("enter")
	b.Want("ax-tui ▸ Tasks", "demo · api.arize.com · Payments Assistant")
	if seen := b.Requests("GET /v2/tasks?"); len(seen) == 0 || !strings.Contains(seen[0], "space_id=") {
		t.Errorf("asked %q", seen)
	}
	b.Keys("p")
	b.Type("all spaces")
	b.Keys("enter")
	b.Want("all spaces")
}

// Spaces that could not be read are read again by the key that is named; the
// profiles can be picked all the while.
func TestSpacesAreReadAgainByKey(t *testing.T) {
	b := start(t, nil)
	b.Fault("GET /v2/spaces status=503")
	b.Keys("p")
	b.Want("ctrl+r tries again: ", "profile  work")
	b.WantNot("Payments Assistant")
	b.Fault()
	b.Keys("ctrl+r")
	b.Want("space    Payments Assistant", "profile  work")
	b.WantNot("tries again")
}

// TestFrames: the box at the sizes that people have.
func TestFrames(t *testing.T) {
	demo.Frames(t, demo.Options{Logins: app.Logins{Profiles: profiles}}, "p")
}

// TestColours: the box in every kind of light.
func TestColours(t *testing.T) {
	for _, name := range []string{"dark", "light"} {
		t.Run(name, func(t *testing.T) {
			b := demo.Ready(t, demo.Options{Theme: name, Logins: app.Logins{Profiles: profiles}})
			b.Keys("p")
			golden.RequireEqual(t, b.View())
		})
	}
}

// TestNoGoroutineIsLeft: after a turn, the old client and the server that
// belongs to it are gone, whether the turn came or was stopped too late.
func TestNoGoroutineIsLeft(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	open := func(name string) app.Connection {
		srv := fake.New(fake.Options{World: world.New(world.Options{Seed: 7, Tasks: 5}), Key: "ak-test"})
		ln, err := fake.Listen(context.Background(), "", srv)
		if err != nil {
			t.Fatal(err)
		}
		c, err := api.New(api.Options{BaseURL: ln.URL(), Key: "ak-test", Retries: -1})
		if err != nil {
			t.Fatal(err)
		}
		return app.Connection{Client: c, Profile: name, Host: name + ".example.com", Close: func() { _ = ln.Close() }}
	}
	begun, held := make(chan struct{}), make(chan struct{})
	tries := 0
	clk := driver.NewClock()
	last := open("work")
	d := driver.New(t, app.Model(ctx, app.Config{
		Connection: open("demo"), Theme: theme.Choice{Name: "none"}, Zone: time.UTC,
		Now: clk.Now, After: clk.After, Rand: func() float64 { return 0 },
		Logins: app.Logins{Profiles: profiles, Connect: func(context.Context, string) (app.Connection, error) {
			if tries++; tries > 1 {
				return last, nil
			}
			close(begun)
			<-held
			return open("late"), nil
		}},
	}), clk, 80, 24)
	d.Settle()
	d.Keys("p")
	d.Type("work")
	d.Press("enter")
	<-begun
	d.Press("esc")
	close(held) // it connects although nobody wants it any more
	d.Settle()
	if s := d.Plain(); !strings.Contains(s, "Stopped; the connection is as it was.") {
		t.Fatalf("not stopped:\n%s", s)
	}
	d.Keys("enter")
	if s := d.Plain(); !strings.Contains(s, "Connected as work to work.example.com.") {
		t.Fatalf("not turned:\n%s", s)
	}
	d.Keys("q")
	last.Client.Close()
	last.Close()
}

// TestAKeyCanBeEntered: from the choice of profiles, and back again.
func TestAKeyCanBeEntered(t *testing.T) {
	conn := other(t)
	var asked []app.Ask
	b := demo.Ready(t, demo.Options{Logins: app.Logins{
		Try:  func(_ context.Context, a app.Ask) (app.Connection, error) { asked = append(asked, a); return conn, nil },
		Demo: func(context.Context) (app.Connection, error) { return app.Connection{}, fmt.Errorf("no demo here") },
	}})
	enter := func() {
		b.Keys("p")
		b.Type("enter an API")
		b.Keys("enter")
		b.Want("Another login", "What is connected now stays until the new login works. esc goes back.")
		b.WantNot("Welcome to ax-tui", "No login was found")
	}
	enter()
	b.Keys("ctrl+o")
	b.Want("no demo here.", "Another login")
	b.Keys("esc")
	b.WantNot("Another login")
	enter()
	b.Type("ak-other")
	b.Keys("ctrl+s")
	b.Want("Connected as work to arize.example.com.", "ax-tui ▸ Tasks")
	if len(asked) != 1 || asked[0] != (app.Ask{Key: "ak-other"}) {
		t.Errorf("%d tries", len(asked))
	}
}
