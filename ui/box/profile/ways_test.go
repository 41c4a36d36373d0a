package profile_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/exp/golden"
	"go.uber.org/goleak"

	"ax-tui/api"
	"ax-tui/api/fake"
	"ax-tui/api/fake/world"
	"ax-tui/theme"
	"ax-tui/ui/app"
	"ax-tui/ui/test/demo"
	"ax-tui/ui/test/driver"
)

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
	conn, _ := other(t)
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
