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

// start opens the program without a login; asked receives the connections tested.
func start(t *testing.T, height int, asked *[]welcome.Ask) *driver.Driver {
	t.Helper()
	return startAt(t, 80, height, "none", asked)
}

func startAt(t *testing.T, width, height int, look string, asked *[]welcome.Ask) *driver.Driver {
	t.Helper()
	srv := fake.New(fake.Options{World: world.New(world.Options{Seed: 7, Tasks: 5}), Key: key})
	ln, err := fake.Listen(t.Context(), "", srv)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = ln.Close() })
	open := func(enteredKey string) (app.Connection, error) {
		client, err := api.New(api.Options{BaseURL: ln.URL(), Key: enteredKey, Retries: -1})
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
	return driver.New(t, root, clk, width, height)
}

func want(t *testing.T, bench *driver.Driver, texts ...string) {
	t.Helper()
	for _, part := range texts {
		if !strings.Contains(bench.Plain(), part) {
			t.Errorf("the frame lacks %q:\n%s", part, bench.Plain())
		}
	}
	if strings.Contains(bench.View(), "secretive") {
		t.Errorf("the key is shown:\n%s", bench.Plain())
	}
}

func TestTheReasonForNoLoginIsShown(t *testing.T) {
	clk := driver.NewClock()
	config := app.Config{Theme: theme.Choice{Name: "none"}, Env: colours, Zone: time.UTC, Now: clk.Now, After: clk.After}
	config.NoLogin = &login.Fault{Setting: "auth.oauth", Why: "the profile work is logged out", Next: "Run: ax auth login", Err: login.ErrNoKey}
	bench := driver.New(t, app.Model(t.Context(), config), clk, 80, 24)
	want(t, bench, "Welcome to ax-tui", "the profile work is logged out. Run: ax auth login")
}

func TestKeyIsTestedAndNeverShown(t *testing.T) {
	var asked []welcome.Ask
	bench := start(t, 24, &asked)
	want(t, bench, "Welcome to ax-tui", "paste it here; it is not shown", "ctrl+o opens the demo")
	bench.Keys("ctrl+s")
	want(t, bench, "Paste your API key first")
	bench.Type("ak-secretive-wrong")
	want(t, bench, "entered, not shown")
	bench.Keys("enter", "right", "right", "right", "enter", "right")
	want(t, bench, "eu-west-1a (EU)", "as an ax profile, readable only by you", "Name     default")
	bench.Keys("enter", "enter")
	want(t, bench, "The server refused the key.")
	bench.Keys("up", "up", "up", "ctrl+u")
	bench.Type(key)
	bench.Keys("ctrl+s")
	want(t, bench, "Connected as entered key", "ax-tui ▸ Tasks")
	last := welcome.Ask{Key: key, Host: "eu-west-1a", Save: "default"}
	if len(asked) != 2 || asked[0].Key != "ak-secretive-wrong" || asked[1] != last {
		t.Errorf("asked %d times, the last time for %q %q", len(asked), asked[len(asked)-1].Host, asked[len(asked)-1].Save)
	}
}

func TestAnotherAddress(t *testing.T) {
	var asked []welcome.Ask
	bench := start(t, 24, &asked)
	bench.Type(key)
	bench.Keys("tab", "left", "tab")
	want(t, bench, "another address", "Address")
	bench.Keys("ctrl+s")
	want(t, bench, "Enter the address")
	bench.Type("arize.example.com")
	bench.Keys("ctrl+s")
	if len(asked) != 1 || asked[0].Host != "https://arize.example.com" || asked[0].Save != "" {
		t.Errorf("%d attempts", len(asked))
	}
}

func TestTheDemo(t *testing.T) {
	var asked []welcome.Ask
	bench := start(t, 16, &asked)
	want(t, bench, "ctrl+o opens the demo")
	bench.Type(key)
	bench.Keys("ctrl+u", "ctrl+s")
	want(t, bench, "Paste your API key first", "ctrl+o opens the demo", "ax profiles create")
	bench.Keys("esc", "ctrl+o")
	want(t, bench, "ax-tui ▸ Tasks")
	if len(asked) != 0 {
		t.Error("a key was tested")
	}
}

// colours is the environment of a true-colour terminal.
func colours(name string) string {
	return map[string]string{"TERM": "xterm-256color", "COLORTERM": "truecolor"}[name]
}

// At every size and with every theme all three options are visible, and errors are
// below the fields.
func TestFrames(t *testing.T) {
	for _, size := range [][2]int{{60, 16}, {80, 24}, {120, 36}} {
		for _, look := range []string{"none", "dark", "light"} {
			t.Run(fmt.Sprintf("%dx%d/%s", size[0], size[1], look), func(t *testing.T) {
				var asked []welcome.Ask
				bench := startAt(t, size[0], size[1], look, &asked)
				golden.RequireEqual(t, bench.View())
			})
		}
		t.Run(fmt.Sprintf("%dx%d/full", size[0], size[1]), func(t *testing.T) {
			var asked []welcome.Ask
			bench := startAt(t, size[0], size[1], "none", &asked)
			bench.Type("ak-secretive-wrong")
			bench.Keys("down", "left", "down")
			bench.Type("arize.example.com")
			bench.Keys("down", "right", "ctrl+s")
			driver.CheckFrame(t, bench.View(), size[0], size[1])
			want(t, bench, "Address", "Name", "The server refused the key.", "opens the demo")
			golden.RequireEqual(t, bench.Plain())
		})
	}
}

// A profile name that exists already can be changed without losing other input.
func TestAnotherName(t *testing.T) {
	var asked []welcome.Ask
	bench := start(t, 24, &asked)
	bench.Type(key)
	bench.Keys("down", "down", "space", "down", "ctrl+u", "ctrl+s")
	want(t, bench, "Enter a profile name")
	bench.Type("taken")
	bench.Keys("enter")
	want(t, bench, "taken.toml: already exists. Choose another name.")
	bench.Keys("ctrl+u")
	bench.Type("work")
	bench.Keys("enter")
	want(t, bench, "ax-tui ▸ Tasks")
	if len(asked) != 2 || asked[1] != (welcome.Ask{Key: key, Save: "work"}) {
		t.Errorf("%d attempts, the last one to save as %q", len(asked), asked[len(asked)-1].Save)
	}
}

// q is text in text fields and quits elsewhere.
func TestQuitting(t *testing.T) {
	var asked []welcome.Ask
	bench := start(t, 24, &asked)
	bench.Keys("q", "esc")
	if bench.Quit {
		t.Fatal("q in the key field quits")
	}
	bench.Keys("down", "q")
	if !bench.Quit {
		t.Error("q in a choice field does nothing")
	}
}
