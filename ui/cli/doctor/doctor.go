// Package doctor checks what the program depends on: settings, login, the
// connection to the server, what the key may read, the terminal. `ax-tui doctor`
// prints its report.
//
// It changes nothing and sends reads only; it prints no key and no password. Every
// check that warns or fails says what to do; a skipped check says why. The terminal
// is not queried.
package doctor

import (
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
	"strings"
	"time"

	"ax-tui/api"
	"ax-tui/api/login"
	"ax-tui/keymap"
	"ax-tui/ui/cli/tasks"
	"ax-tui/ui/text"
)

// State is the result of a check.
type State string

// The states.
const (
	OK      State = "ok"
	Warn    State = "warn"
	Fail    State = "fail"
	Skipped State = "skipped"
)

// Check is one line of the report.
type Check struct {
	Name  string `json:"name"`
	State State  `json:"state"`
	Found string `json:"found"`
	Next  string `json:"next"` // what to do; "" if nothing
	code  int    // exit code of a failure
}

// Options is what Run checks.
type Options struct {
	Settings
	Client        *api.Client // nil if there is no login
	ClientErr     error
	Now           func() time.Time
	TTY           [3]bool // standard input, output, error
	Width, Height int     // of the terminal in cells; 0 if unknown
	LookPath      func(string) (string, error)
	LookupHost    func(ctx context.Context, host string) ([]string, error)
	Dial          func(ctx context.Context, network, address string) (net.Conn, error)
}

// Report is the result of all checks, in order.
type Report []Check

const seeConfig = "See where each setting comes from: ax-tui config show"

// probeTimeout bounds one probe of the network.
const probeTimeout = 5 * time.Second

// Run does all checks, each after those it depends on. When ctx ends, the
// remaining network checks are skipped.
func Run(ctx context.Context, options Options) Report {
	report := Report{settingsCheck(&options), loginCheck(&options)}
	report = append(report, loginWarnings(&options)...)
	report = append(report, options.network(ctx)...)
	report = append(report, options.terminal()...)
	for i := range report { // texts of servers, files and the environment are not trusted
		report[i].Found, report[i].Next = string(text.Clean(report[i].Found)), string(text.Clean(report[i].Next))
	}
	return report
}

func settingsCheck(options *Options) Check {
	check := Check{Name: "settings", State: OK, Found: options.Config.Path}
	_, keys := options.Config.Keymap(keymap.Default())
	warnings := slices.Concat(options.Config.Warnings, keys, options.Config.Hidden(keymap.Default()))
	switch {
	case options.ConfigErr != nil:
		check.State, check.Found, check.Next, check.code = Fail, options.ConfigErr.Error(), "Fix the line, or remove the file.", tasks.Usage
	case len(warnings) > 0:
		check.State, check.Found, check.Next = Warn, strings.Join(warnings, "; "), "Fix or delete these lines."
	case options.Config.Path == "":
		check.Found = "none (neither XDG_CONFIG_HOME nor HOME is set)"
	case !options.Config.Found:
		check.Found = "none at " + options.Config.Path + " (optional)"
	}
	return check
}

func loginCheck(options *Options) Check {
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
	if reason, advice := options.Login.Refused(options.Now()); options.Login.Expired(options.Now()) {
		check.State, check.Found, check.Next = Warn, reason, advice
	}
	return check
}

func loginWarnings(options *Options) (out []Check) {
	for _, warning := range slices.Concat(options.Login.Warnings, options.Login.Notes) {
		next := seeConfig
		if found, run, ok := strings.Cut(warning, ". Run: "); ok {
			warning, next = found, "Run: "+run
		}
		out = append(out, Check{Name: "login", State: Warn, Found: warning, Next: next})
	}
	return out
}

// Code returns the lowest exit code of the failed checks, as the others depend on
// that one: 2 settings or login, 3 authentication, 4 network or API; 0 if nothing
// failed.
func (r Report) Code() int {
	code := 0
	for _, check := range r {
		if check.State == Fail && (code == 0 || check.code < code) {
			code = check.code
		}
	}
	return code
}
