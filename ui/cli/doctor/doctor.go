// Package doctor looks at what the program stands on: settings, login, the
// way to the server, what the key may read, the terminal. It is what
// `ax-tui doctor` prints.
//
// It promises: nothing is changed anywhere; only reads are tried; no key and no
// password is printed; every check that is not well says what to do; one that
// cannot be made says on what it waits. The terminal is asked nothing.
//
// It imports api, api/login, keymap, theme, ui/cli/config, ui/cli/tasks and ui/text;
// no screen.
package doctor

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"time"

	"ax-tui/api"
	"ax-tui/api/login"
	"ax-tui/keymap"
	"ax-tui/ui/cli/tasks"
	"ax-tui/ui/text"
)

// State is how a check came out.
type State string

// The states.
const (
	OK      State = "ok"
	Warn    State = "warn"
	Fail    State = "fail"
	Skipped State = "skipped"
)

// Check is one thing that was looked at.
type Check struct {
	Name  string `json:"name"`
	State State  `json:"state"`
	Found string `json:"found"`
	Next  string `json:"next"` // what to do; "" when all is well
	code  int    // exit code of a failure
}

// Options are what a check-up looks at.
type Options struct {
	Settings
	Client        *api.Client // nil when there is none
	ClientErr     error
	Now           func() time.Time
	TTY           [3]bool // standard input, output, error
	Width, Height int     // of the terminal in cells; 0: not known
	// The machine's ways to find a program, the addresses of a host, and a server.
	LookPath   func(string) (string, error)
	LookupHost func(ctx context.Context, host string) ([]string, error)
	Dial       func(ctx context.Context, network, address string) (net.Conn, error)
}

// Report is what was found.
type Report []Check

const seeConfig = "See what is set where: ax-tui config show"

// within is how long a single probe may take.
const probeTimeout = 5 * time.Second

// Run looks at everything, in the order in which one thing needs another. A
// context that ends leaves the rest of the network skipped.
func Run(ctx context.Context, options Options) Report {
	report := Report{settingsCheck(options), loginCheck(options)}
	report = append(report, loginWarnings(options)...)
	report = append(report, options.network(ctx)...)
	report = append(report, options.terminal()...)
	for i := range report { // servers, files and the environment may say anything
		report[i].Found, report[i].Next = string(text.Clean(report[i].Found)), string(text.Clean(report[i].Next))
	}
	return report
}

func settingsCheck(options Options) Check {
	check := Check{Name: "settings", State: OK, Found: options.Config.Path}
	_, keys := options.Config.Keymap(keymap.Default())
	odd := append(append([]string{}, options.Config.Warnings...), keys...)
	switch {
	case options.ConfigErr != nil:
		check.State, check.Found, check.Next, check.code = Fail, options.ConfigErr.Error(), "Mend the line, or take the file away.", tasks.Usage
	case len(odd) > 0:
		check.State, check.Found, check.Next = Warn, strings.Join(odd, "; "), "Mend or delete these lines."
	case options.Config.Path == "":
		check.Found = "none: neither XDG_CONFIG_HOME nor HOME is set, which is fine"
	case !options.Config.Found:
		check.Found = "none at " + options.Config.Path + ", which is fine"
	}
	return check
}

func loginCheck(options Options) Check {
	check := Check{Name: "login", State: OK, Found: options.Login.Name}
	if options.LoginErr != nil {
		check.State, check.Found, check.Next, check.code = Fail, options.LoginErr.Error(), seeConfig, tasks.Usage
		if errors.Is(options.LoginErr, login.ErrNoKey) {
			check.code = tasks.Auth
		}
		return check
	}
	for _, value := range options.Login.Values {
		if value.Name == "key" {
			check.Found = fmt.Sprintf("%s: key %s, from %s", options.Login.Name, value.Text, value.From)
		}
	}
	if options.Login.Expired(options.Now()) {
		check.State, check.Next = Warn, "The access token is over. Run: ax auth login"
	}
	return check
}

func loginWarnings(options Options) (out []Check) {
	for _, warning := range options.Login.Warnings {
		next := "See where it is set: ax-tui config show"
		if found, run, ok := strings.Cut(warning, ". Run: "); ok {
			warning, next = found, "Run: "+run
		}
		out = append(out, Check{Name: "login", State: Warn, Found: warning, Next: next})
	}
	return out
}

// Code is the exit code of the worst check, that is of the one that the others
// stand on: 2 settings or login, 3 authentication, 4 network or API; 0 when
// nothing failed.
func (r Report) Code() int {
	code := 0
	for _, check := range r {
		if check.State == Fail && (code == 0 || check.code < code) {
			code = check.code
		}
	}
	return code
}
