package web_test

import (
	"errors"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"
	"go.uber.org/goleak"

	"ax-tui/api/resolve"
	"ax-tui/ui/test/demo"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// O lists the documented pages of a task; the picked one goes to the browser alone, and
// is an address that ax-tui reads when it is pasted.
func TestPages(t *testing.T) {
	var commands [][]string
	bench := demo.Ready(t, demo.Options{W: 120, H: 36, Web: "https://app.arize.com", Environ: map[string]string{"BROWSER": "my-browser --new"}, Browse: func(command []string) error {
		commands = append(commands, command)
		return nil
	}})
	bench.Keys("j", "j", "j", "j", "j", "O")
	bench.Settle()
	bench.Want("project support-bot", "evaluator Tone of Voice, its version", "a task or run has no known page", "app.arize.com/…/projects/")
	bench.Keys("enter")
	bench.Settle()
	bench.Want("Asked the browser to open the page of project support-bot.")
	if len(commands) != 1 || len(commands[0]) != 3 || commands[0][0] != "my-browser" {
		t.Fatalf("%q", commands)
	}
	link, ok := resolve.ParseLink(commands[0][2])
	if !ok || link.Kind != "project" || link.App != "https://app.arize.com" || link.Organization == "" {
		t.Errorf("%q is %+v", commands[0][2], link)
	}
	bench.Keys("enter", "enter", "O") // on the panel of a run
	bench.Settle()
	bench.Keys("down", "enter")
	bench.Settle()
	bench.Want("evaluator Tone of Voice, its version")
	if last := commands[len(commands)-1][2]; !strings.Contains(last, "/evaluators/") || !strings.Contains(last, "?version=") {
		t.Error(last)
	}
}

// A browser that fails, and one over SSH: the address is shown.
func TestAddressIsShown(t *testing.T) {
	for why, options := range map[string]demo.Options{
		"No browser was found here": {Environ: map[string]string{"DISPLAY": ":0"}, Browse: func([]string) error { return errors.New("no browser") }},
		"Over SSH no browser is opened": {Environ: map[string]string{"DISPLAY": ":0", "SSH_TTY": "/dev/pts/1"}, Browse: func(command []string) error {
			t.Errorf("%q was run over SSH", command)
			return nil
		}},
	} {
		options.Web = "https://app.arize.com"
		bench := demo.Ready(t, options)
		bench.Keys("j", "O")
		bench.Settle()
		bench.Keys("enter")
		bench.Settle()
		bench.Want(why, "https://app.arize.com/organizations/", "/projects/", "y copy")
	}
}

// Without an address or an organization nothing is invented: the box says what helps,
// and a pasted address does.
func TestUnknown(t *testing.T) {
	bench := demo.Ready(t, demo.Options{})
	bench.Keys("j", "O")
	bench.Settle()
	bench.Want("The address of the web app is not known")
	bench.Keys("esc")
	address := "https://app.example.com/organizations/T3JnOjE6YQ==/spaces/" + bench.World.Spaces()[0].ID
	bench.Send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(address), Paste: true})
	bench.Keys("enter")
	bench.Settle()
	bench.Keys("O")
	bench.Settle()
	bench.Want("project support-bot", "app.example.com/…/projects/")

	bench = demo.Ready(t, demo.Options{Web: "https://app.arize.com", Faults: []string{"legacy"}, Unchecked: true})
	bench.Keys("j", "O")
	bench.Settle()
	bench.Want("The server does not tell the organization", "org_id")
}

func TestFrames(t *testing.T) {
	demo.Frames(t, demo.Options{Web: "https://app.arize.com"}, "j", "O")
}

func TestUnknownFrames(t *testing.T) { demo.Frames(t, demo.Options{}, "j", "O") }
