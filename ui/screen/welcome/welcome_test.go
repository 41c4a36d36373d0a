package welcome_test

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
	"ax-tui/api/login"
	"ax-tui/theme"
	"ax-tui/ui/app"
	"ax-tui/ui/screen/welcome"
	"ax-tui/ui/test/driver"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const key = "ak-secretive-1"

// start shows the program without a login; asked gets what is tried.
func start(t *testing.T, h int, asked *[]welcome.Ask) *driver.Driver {
	t.Helper()
	return startAt(t, 80, h, "none", asked)
}

func startAt(t *testing.T, w, h int, look string, asked *[]welcome.Ask) *driver.Driver {
	t.Helper()
	srv := fake.New(fake.Options{World: world.New(world.Options{Seed: 7, Tasks: 5}), Key: key})
	ln, err := fake.Listen(t.Context(), "", srv)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = ln.Close() })
	open := func(k string) (app.Connection, error) {
		client, err := api.New(api.Options{BaseURL: ln.URL(), Key: k, Retries: -1})
		if err != nil {
			return app.Connection{}, err
		}
		t.Cleanup(client.Close)
		_, err = client.ListSpaces(t.Context(), api.SpaceQuery{Limit: 1})
		return app.Connection{Client: client, Profile: "entered key", Host: "api.arize.com"}, err
	}
	clk := driver.NewClock()
	root := app.Model(t.Context(), app.Config{
		Theme: theme.Choice{Name: look}, Env: colours, Zone: time.UTC, Now: clk.Now, After: clk.After, Rand: func() float64 { return 0 },
		Logins: app.Logins{
			Try: func(_ context.Context, ask welcome.Ask) (app.Connection, error) {
				*asked = append(*asked, ask)
				if ask.Save == "taken" {
					return app.Connection{}, &login.Fault{Setting: "taken.toml", Why: "already exists", Next: "Choose another name."}
				}
				return open(ask.Key)
			},
			Demo: func(context.Context) (app.Connection, error) { return open(key) },
		},
	})
	return driver.New(t, root, clk, w, h)
}

func want(t *testing.T, d *driver.Driver, texts ...string) {
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
	want(t, d, "eu-west-1a (EU)", "as a profile of ax, readable by you alone", "Name     default")
	d.Keys("enter", "enter")
	want(t, d, "The key is refused there.")
	d.Keys("up", "up", "up", "ctrl+u")
	d.Type(key)
	d.Keys("ctrl+s")
	want(t, d, "Connected as entered key", "ax-tui ▸ Tasks")
	last := welcome.Ask{Key: key, Host: "eu-west-1a", Save: "default"}
	if len(asked) != 2 || asked[0].Key != "ak-secretive-wrong" || asked[1] != last {
		t.Errorf("asked %d times, the last time for %q %q", len(asked), asked[len(asked)-1].Host, asked[len(asked)-1].Save)
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
	if len(asked) != 1 || asked[0].Host != "https://arize.example.com" || asked[0].Save != "" {
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

// colours is a terminal with every colour.
func colours(name string) string {
	return map[string]string{"TERM": "xterm-256color", "COLORTERM": "truecolor"}[name]
}

// TestFrames: at every size and in every light the three ways on are there,
// and what is wrong stands below the fields.
func TestFrames(t *testing.T) {
	for _, s := range [][2]int{{60, 16}, {80, 24}, {120, 36}} {
		for _, look := range []string{"none", "dark", "light"} {
			t.Run(fmt.Sprintf("%dx%d/%s", s[0], s[1], look), func(t *testing.T) {
				var asked []welcome.Ask
				d := startAt(t, s[0], s[1], look, &asked)
				golden.RequireEqual(t, d.View())
			})
		}
		t.Run(fmt.Sprintf("%dx%d/full", s[0], s[1]), func(t *testing.T) {
			var asked []welcome.Ask
			d := startAt(t, s[0], s[1], "none", &asked)
			d.Type("ak-secretive-wrong")
			d.Keys("down", "left", "down")
			d.Type("arize.example.com")
			d.Keys("down", "right", "ctrl+s")
			driver.CheckFrame(t, d.View(), s[0], s[1])
			want(t, d, "Address", "Name", "The key is refused there.", "looks at the demo")
			golden.RequireEqual(t, d.Plain())
		})
	}
}

// A name that is taken can be changed; until then nothing else is lost.
func TestAnotherName(t *testing.T) {
	var asked []welcome.Ask
	d := start(t, 24, &asked)
	d.Type(key)
	d.Keys("down", "down", "space", "down", "ctrl+u", "ctrl+s")
	want(t, d, "Give the profile a name")
	d.Type("taken")
	d.Keys("enter")
	want(t, d, "taken.toml: already exists. Choose another name.")
	d.Keys("ctrl+u")
	d.Type("work")
	d.Keys("enter")
	want(t, d, "ax-tui ▸ Tasks")
	if len(asked) != 2 || asked[1] != (welcome.Ask{Key: key, Save: "work"}) {
		t.Errorf("%d tries, the last one to save as %q", len(asked), asked[len(asked)-1].Save)
	}
}

// q is text where text is entered, and quits elsewhere.
func TestQuitting(t *testing.T) {
	var asked []welcome.Ask
	d := start(t, 24, &asked)
	d.Keys("q", "esc")
	if d.Quit {
		t.Fatal("q in the key quits")
	}
	d.Keys("down", "q")
	if !d.Quit {
		t.Error("q beside a choice does nothing")
	}
}
