//go:build !windows

package e2e_test

import (
	"fmt"
	"path/filepath"
	"testing"

	"ax-tui/ui/test/pty"
)

// Names hold spaces, so they are completed escaped, in a quote that was opened, and as
// far as several of them agree; bash has only what ax-tui gives it.
func TestBashCompletesNames(t *testing.T) {
	t.Parallel()
	account := host(t)
	for _, name := range []string{"Twin Moon", "Twin Month", "It's $HOME `a:b` too"} {
		account.make(t, name)
	}
	path := program(t)
	p := &person{pty.Start(t, pty.Options{
		Argv: []string{"bash", "--norc", "--noprofile", "-i"}, W: 150, H: 28, Limit: patient(),
		Env: append(append(testEnv(t), account.env...), "PS1=prompt:", "HISTFILE=", "INPUTRC=/dev/null", "PATH="+filepath.Dir(path)+":/usr/bin:/bin"),
	}), t}
	p.see("prompt:")
	p.Send("set +H; source <(ax-tui completion bash)\r")
	lines := 0
	for typed, want := range map[string]string{
		`ax-tui tasks get Relev`:                      `ax-tui tasks get Relevance\ Monitor `,
		`ax-tui tasks get "Relev`:                     `ax-tui tasks get "Relevance Monitor" `,
		`ax-tui tasks get 'Relev`:                     `ax-tui tasks get 'Relevance Monitor' `,
		`ax-tui tasks get Hallucination\ B`:           `ax-tui tasks get Hallucination\ Backfill `,
		`ax-tui tasks get Tw`:                         `ax-tui tasks get Twin\ Mo`,
		`ax-tui tasks get "Tw`:                        `ax-tui tasks get "Twin Mo`,
		"ax-tui tasks get It":                         "ax-tui tasks get It\\'s\\ \\$HOME\\ \\`a:b\\`\\ too ",
		"ax-tui tasks get It\\'s\\ \\$HOME\\ \\`a:":   "ax-tui tasks get It\\'s\\ \\$HOME\\ \\`a:b\\`\\ too ",
		"ax-tui tasks get \"It's \\$HOME \\`a:":       "ax-tui tasks get \"It's \\$HOME \\`a:b\\` too\" ",
		"ax-tui tasks get 'It":                        "ax-tui tasks get 'It'\\''s $HOME `a:b` too' ",
		`true; ax-tui tasks list --space=Sea`:         `true; ax-tui tasks list --space=Search\ Quality `,
		`ax-tui tasks list --space "Search Qu`:        `ax-tui tasks list --space "Search Quality" `,
		`ax-tui tasks list --space='Search Q`:         `ax-tui tasks list --space='Search Quality' `,
		path + ` tasks list -s "Search Quality" --pr`: path + ` tasks list -s "Search Quality" --pro`,
		`ax-tui tasks list --task-type=c`:             `ax-tui tasks list --task-type=code_evaluation `,
		`ax-tui tasks get-run Relevance\ Monitor@la`:  `ax-tui tasks get-run Relevance\ Monitor@latest`,
		`ax-tui tasks get-run "Relevance Monitor@la`:  `ax-tui tasks get-run "Relevance Monitor@latest`,
		`ax-tui config schema t`:                      `ax-tui config schema theme `,
		`ax-tui --theme h`:                            `ax-tui --theme high-contrast `,
		`ax-tui tasks list --output /etc/host`:        `ax-tui tasks list --output /etc/host`,
	} {
		lines++ // the erased line before looks like an empty screen too
		top := fmt.Sprintf("line %d\nprompt:", lines)
		p.Send(fmt.Sprintf("clear; echo line %d\r", lines))
		p.WaitFor(func(s string) bool { return s == top }, "an empty screen")
		p.Send(typed)
		p.Send("\tx") // what stands before the x is what was completed
		p.WaitFor(begins(top+want+"x"), want)
		p.Send("\x15")
	}
	p.Send("exit\r")
	p.ExitCode()
}
