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

// other is a second account on its own server.
func other(t *testing.T) app.Connection {
	t.Helper()
	srv := fake.New(fake.Options{World: world.New(world.Options{Seed: 11, Tasks: 3}), Key: "ak-other"})
	ln, err := fake.Listen(t.Context(), "", srv)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = ln.Close() })
	client, err := api.New(api.Options{BaseURL: ln.URL(), Key: "ak-other"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	return app.Connection{Client: client, Profile: "work", Host: "arize.example.com"}
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
	bench := start(t, func(_ context.Context, name string) (app.Connection, error) {
		if name != "work" {
			t.Errorf("asked for %q", name)
		}
		return conn, nil
	})
	bench.Keys("j", "enter") // open a task
	bench.Keys("p")
	bench.Want("Profile and space", "profile  work", "arize.example.com  API key", "profile  broken")
	bench.Type("work")
	bench.Keys("enter")
	bench.Want("Connected as work to arize.example.com.", "work · arize.example.com", "ax-tui ▸ Tasks")
	bench.Requests("")
	bench.Advance(2 * time.Minute)
	if seen := bench.Requests("GET "); len(seen) != 0 {
		t.Errorf("the old server still gets requests: %q", seen)
	}
	bench.Keys("esc", "r")
	bench.Want("work · arize.example.com")
	bench.Keys("q")
	select {
	case <-closed:
		t.Error("the current connection was closed")
	default:
	}
}

func TestUnusableProfilesSayWhy(t *testing.T) {
	bench := start(t, func(context.Context, string) (app.Connection, error) {
		return app.Connection{}, &api.Error{Kind: api.Auth, Status: 401, Detail: "the key is not known"}
	})
	bench.Keys("p")
	bench.Type("broken")
	bench.Keys("enter")
	bench.Want("it refers to ${KEY}, which is not set")
	bench.Keys("esc", "p")
	bench.Type("work")
	bench.Keys("enter")
	bench.Want("work cannot be used: the key is not known.", "Check the API key")
	bench.Keys("esc")
	bench.Want("demo · api.arize.com")
}

// The profile in use is not the one that enter would pick, and picking it changes
// nothing.
func TestTheProfileInUseStaysAsItIs(t *testing.T) {
	list := func() []login.Profile { return append([]login.Profile{{Name: "demo"}}, profiles()...) }
	bench := demo.Ready(t, demo.Options{W: 100, H: 30, Logins: app.Logins{Profiles: list, Connect: func(context.Context, string) (app.Connection, error) {
		t.Error("a new connection is opened")
		return app.Connection{}, errors.New("not asked for")
	}}})
	bench.Keys("j", "enter", "p")
	bench.Want("  profile  demo (in use)", "▸ profile  broken")
	bench.Keys("up", "enter")
	bench.Want("demo is in use already; nothing has changed.", "ax-tui ▸ Tasks ▸ ")
	bench.WantNot("Profile and space")
}

func TestATestCanBeStopped(t *testing.T) {
	for want, stop := range map[string]tea.Msg{
		"Stopped; the connection is unchanged.":            driver.Key("esc"),
		"The attempt failed; the connection is unchanged.": term.PanicMsg{Err: errors.New("oops")},
	} {
		stopTest(t, stop, want)
	}
}

func stopTest(t *testing.T, stop tea.Msg, want string) {
	t.Helper()
	began := make(chan struct{})
	bench := start(t, func(ctx context.Context, _ string) (app.Connection, error) {
		close(began)
		<-ctx.Done()
		return app.Connection{}, ctx.Err()
	})
	bench.Keys("p")
	bench.Type("work")
	bench.Press("enter")
	<-began
	bench.Until("connecting", func(frame string) bool { return strings.Contains(frame, "Connecting as work") })
	bench.Send(stop)
	bench.Settle()
	bench.Want(want)
	bench.WantNot("Connecting as work")
}

func TestASpaceNarrowsTheTasks(t *testing.T) {
	bench := start(t, nil)
	bench.Keys("j", "enter", "p")
	bench.Type("payments")
	bench.Requests("")
	bench.Keys("enter")
	bench.Want("ax-tui ▸ Tasks", "demo · api.arize.com · Payments Assistant")
	if seen := bench.Requests("GET /v2/tasks?"); len(seen) == 0 || !strings.Contains(seen[0], "space_id=") {
		t.Errorf("asked %q", seen)
	}
	bench.Keys("p")
	bench.Type("all spaces")
	bench.Keys("enter")
	bench.Want("all spaces")
}

// Spaces that could not be read are read again by the key in the message;
// meanwhile the profiles can be picked.
func TestSpacesAreReadAgainByKey(t *testing.T) {
	bench := start(t, nil)
	bench.Fault("GET /v2/spaces status=503")
	bench.Keys("p")
	bench.Want("ctrl+r tries again: ", "profile  work")
	bench.WantNot("Payments Assistant")
	bench.Fault()
	bench.Keys("ctrl+r")
	bench.Want("space    Payments Assistant", "profile  work")
	bench.WantNot("tries again")
}

// TestFrames: the box at common sizes.
func TestFrames(t *testing.T) {
	demo.Frames(t, demo.Options{Logins: app.Logins{Profiles: profiles}}, "p")
}

// TestColours: the box in the dark and the light theme.
func TestColours(t *testing.T) {
	for _, name := range []string{"dark", "light"} {
		t.Run(name, func(t *testing.T) {
			bench := demo.Ready(t, demo.Options{Theme: name, Logins: app.Logins{Profiles: profiles}})
			bench.Keys("p")
			golden.RequireEqual(t, bench.View())
		})
	}
}

// TestNoGoroutineIsLeft: after a switch, the old client and its server are closed,
// also when the switch was stopped too late.
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
		client, err := api.New(api.Options{BaseURL: ln.URL(), Key: "ak-test", Retries: -1})
		if err != nil {
			t.Fatal(err)
		}
		return app.Connection{Client: client, Profile: name, Host: name + ".example.com", Close: func() { _ = ln.Close() }}
	}
	begun, held := make(chan struct{}), make(chan struct{})
	tries := 0
	clk := driver.NewClock()
	last := open("work")
	program := driver.New(t, app.Model(ctx, app.Config{
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
	program.Settle()
	program.Keys("p")
	program.Type("work")
	program.Press("enter")
	<-begun
	program.Press("esc")
	close(held) // it connects after the test was cancelled
	program.Settle()
	if frame := program.Plain(); !strings.Contains(frame, "Stopped; the connection is unchanged.") {
		t.Fatalf("not stopped:\n%s", frame)
	}
	program.Keys("enter")
	if frame := program.Plain(); !strings.Contains(frame, "Connected as work to work.example.com.") {
		t.Fatalf("not switched:\n%s", frame)
	}
	program.Keys("q")
	last.Client.Close()
	last.Close()
}

// TestAKeyCanBeEntered: from the list of profiles, and back again.
func TestAKeyCanBeEntered(t *testing.T) {
	conn := other(t)
	var asked []app.Ask
	bench := demo.Ready(t, demo.Options{Logins: app.Logins{
		Try: func(_ context.Context, ask app.Ask) (app.Connection, error) {
			asked = append(asked, ask)
			return conn, nil
		},
		Demo: func(context.Context) (app.Connection, error) { return app.Connection{}, fmt.Errorf("no demo here") },
	}})
	enter := func() {
		bench.Keys("p")
		bench.Type("enter an API")
		bench.Keys("enter")
		bench.Want("Another login", "The current connection stays until the new login works. esc goes back.")
		bench.WantNot("Welcome to ax-tui", "No login was found")
	}
	enter()
	bench.Keys("ctrl+o")
	bench.Want("no demo here.", "Another login")
	bench.Keys("esc")
	bench.WantNot("Another login")
	enter()
	bench.Type("ak-other")
	bench.Keys("ctrl+s")
	bench.Want("Connected as work to arize.example.com.", "ax-tui ▸ Tasks")
	if len(asked) != 1 || asked[0] != (app.Ask{Key: "ak-other"}) {
		t.Errorf("%d attempts", len(asked))
	}
}
