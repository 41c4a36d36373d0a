package welcome_test

import (
	"context"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/exp/golden"

	"ax-tui/api"
	"ax-tui/api/fake"
	"ax-tui/api/fake/world"
	"ax-tui/theme"
	"ax-tui/ui/app"
	"ax-tui/ui/uitest"
	"ax-tui/ui/welcome"
)

const key = "ak-secretive-1"

// start shows the program without a login; asked gets what is tried.
func start(t *testing.T, h int, asked *[]welcome.Ask) *uitest.Driver {
	t.Helper()
	srv := fake.New(fake.Options{World: world.New(world.Options{Seed: 7, Tasks: 5}), Key: key})
	ln, err := fake.Listen(t.Context(), "", srv)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = ln.Close() })
	open := func(k string) (app.Connection, error) {
		c, err := api.New(api.Options{BaseURL: ln.URL(), Key: k, Retries: -1})
		if err != nil {
			return app.Connection{}, err
		}
		t.Cleanup(c.Close)
		_, err = c.ListSpaces(t.Context(), api.SpaceQuery{Limit: 1})
		return app.Connection{Client: c, Profile: "entered key", Host: "api.arize.com"}, err
	}
	clk := uitest.NewClock()
	root := app.Model(t.Context(), app.Config{
		Theme: theme.Choice{Name: "none"}, Zone: time.UTC, Now: clk.Now, After: clk.After, Rand: func() float64 { return 0 },
		Logins: app.Logins{
			Try: func(_ context.Context, a welcome.Ask) (app.Connection, error) {
				*asked = append(*asked, a)
				return open(a.Key)
			},
			Demo: func(context.Context) (app.Connection, error) { return open(key) },
		},
	})
	return uitest.New(t, root, clk, 80, h)
}

func want(t *testing.T, d *uitest.Driver, texts ...string) {
	t.Helper()
	for _, s := range texts {
		if !strings.Contains(d.Plain(), s) {
			t.Errorf("the frame lacks %q:\n%s", s, d.Plain())
		}
	}
	if strings.Contains(d.View(), "secretive") {
		t.Errorf("the key is shown:\n%s", d.Plain())
	}
}

func TestAKeyIsTriedAndNeverShown(t *testing.T) {
	var asked []welcome.Ask
	d := start(t, 24, &asked)
	want(t, d, "Welcome to ax-tui", "paste it here; it is not shown", "ctrl+o looks at the demo")
	d.Keys("ctrl+s")
	want(t, d, "Paste your API key first")
	d.Type("ak-secretive-wrong")
	want(t, d, "entered, not shown")
	d.Keys("enter", "right", "right", "right", "enter", "right")
	want(t, d, "eu-west-1a (EU)", "as the ax profile “default”, readable by you alone")
	d.Keys("enter")
	want(t, d, "Check the API key")
	d.Keys("up", "up", "ctrl+u")
	d.Type(key)
	d.Keys("ctrl+s")
	want(t, d, "Connected as entered key", "ax-tui ▸ Tasks")
	last := welcome.Ask{Key: key, Where: "eu-west-1a", Save: "default"}
	if len(asked) != 2 || asked[0].Key != "ak-secretive-wrong" || asked[1] != last {
		t.Errorf("asked %d times, the last time for %q %q", len(asked), asked[len(asked)-1].Where, asked[len(asked)-1].Save)
	}
}

func TestAnotherAddress(t *testing.T) {
	var asked []welcome.Ask
	d := start(t, 24, &asked)
	d.Type(key)
	d.Keys("tab", "left", "tab")
	want(t, d, "another address", "Address")
	d.Keys("ctrl+s")
	want(t, d, "Give the address")
	d.Type("arize.example.com")
	d.Keys("ctrl+s")
	if len(asked) != 1 || asked[0].Where != "https://arize.example.com" || asked[0].Save != "" {
		t.Errorf("%d tries", len(asked))
	}
}

func TestTheDemo(t *testing.T) {
	var asked []welcome.Ask
	d := start(t, 16, &asked)
	want(t, d, "ctrl+o looks at the demo")
	d.Type(key)
	d.Keys("ctrl+u", "ctrl+s")
	want(t, d, "Paste your API key first", "ctrl+o looks at the demo", "ax profiles create")
	d.Keys("esc", "ctrl+o")
	want(t, d, "ax-tui ▸ Tasks")
	if len(asked) != 0 {
		t.Error("a key was tried")
	}
}

// TestFrames: at every size the three ways on are there.
func TestFrames(t *testing.T) {
	for _, h := range []int{16, 24, 36} {
		t.Run(strconv.Itoa(h), func(t *testing.T) {
			var asked []welcome.Ask
			golden.RequireEqual(t, start(t, h, &asked).Plain())
		})
	}
}
