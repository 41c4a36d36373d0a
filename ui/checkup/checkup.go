// Package checkup looks at what the program stands on: settings, login, the
// way to the server, what the key may read, the terminal. It is what
// `ax-tui doctor` prints.
//
// It promises: nothing is changed anywhere; only reads are tried; no key and no
// password is printed; every check that is not well says what to do; one that
// cannot be made says on what it waits. The terminal is asked nothing.
//
// It imports api, api/login and ui/config; no screen.
package checkup

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"

	"ax-tui/api"
	"ax-tui/api/login"
	"ax-tui/ui/config"
	"ax-tui/ui/line/core"
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
	Next  string `json:"next,omitempty"` // what to do; "" when all is well
	code  int    // exit code of a failure
}

// Options are what a check-up looks at.
type Options struct {
	Config    config.Config
	ConfigErr error
	Login     login.Login
	LoginErr  error
	Client    *api.Client // nil when there is none
	ClientErr error
	Env       func(string) string
	Now       func() time.Time
	TTY       [3]bool // standard input, output, error
	Width     int
	LookPath  func(string) (string, error)
}

// Report is what was found.
type Report []Check

// within is how long a single probe may take.
const within = 5 * time.Second

// Run looks at everything, in the order in which one thing needs another.
func Run(ctx context.Context, o Options) Report {
	r := Report{settings(o), loginCheck(o)}
	r = append(r, warnings(o)...)
	r = append(r, o.network(ctx)...)
	return append(r, o.terminal()...)
}

func settings(o Options) Check {
	c := Check{Name: "settings", State: OK, Found: o.Config.Path}
	switch {
	case o.ConfigErr != nil:
		c.State, c.Found, c.Next, c.code = Fail, o.ConfigErr.Error(), "Mend the line, or take the file away.", core.Usage
	case len(o.Config.Warnings) > 0:
		c.State, c.Found, c.Next = Warn, strings.Join(o.Config.Warnings, "; "), "Mend or delete these lines."
	case !o.Config.Found:
		c.Found = "none at " + o.Config.Path + ", which is fine"
	}
	return c
}

func loginCheck(o Options) Check {
	c := Check{Name: "login", State: OK, Found: o.Login.Name}
	if o.LoginErr != nil {
		c.State, c.Found, c.Next, c.code = Fail, o.LoginErr.Error(), "See what is set where: ax-tui config show", core.Usage
		if core.CodeOf(o.LoginErr) == core.Unexpected && strings.Contains(o.LoginErr.Error(), "no API key") {
			c.code = core.Auth
		}
		return c
	}
	for _, v := range o.Login.Values {
		if v.Name == "key" {
			c.Found = fmt.Sprintf("%s: key %s, from %s", o.Login.Name, v.Text, v.From)
		}
	}
	if o.Login.Expired(o.Now()) {
		c.State, c.Next = Warn, "The access token is over. Run: ax auth login"
	}
	return c
}

func warnings(o Options) (out []Check) {
	for _, w := range o.Login.Warnings {
		next := "See where it is set: ax-tui config show"
		if found, run, ok := strings.Cut(w, ". Run: "); ok {
			w, next = found, "Run: "+run
		}
		out = append(out, Check{Name: "login", State: Warn, Found: w, Next: next})
	}
	return out
}

// Code is the exit code of the worst check: 0 when nothing failed.
func (r Report) Code() int {
	code := 0
	for _, c := range r {
		if c.State == Fail && (code == 0 || c.code < code) {
			code = c.code
		}
	}
	return code
}

// JSON writes the report for programs.
func (r Report) JSON(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(map[string]any{"ok": r.Code() == 0, "checks": []Check(r)})
}

// Text writes the report for people: a line a check, and what to do below it.
func (r Report) Text(w io.Writer, ascii bool) error {
	glyph := map[State]string{OK: "✓", Warn: "!", Fail: "✗", Skipped: "–"}
	if ascii {
		glyph = map[State]string{OK: "ok  ", Warn: "warn", Fail: "FAIL", Skipped: "-   "}
	}
	name := 0
	for _, c := range r {
		name = max(name, len(c.Name))
	}
	for _, c := range r {
		line := fmt.Sprintf("%s %s  %s", glyph[c.State], text.Pad(c.Name, name), text.Clean(c.Found))
		if c.State == Skipped {
			line = fmt.Sprintf("%s %s  not tried: %s", glyph[c.State], text.Pad(c.Name, name), text.Clean(c.Found))
		}
		if _, err := fmt.Fprintln(w, strings.TrimRight(line, " ")); err != nil {
			return err
		}
		if c.Next != "" && c.State != OK {
			if _, err := fmt.Fprintln(w, text.Spaces(name+len(glyph[OK])-2)+"  → "+string(text.Clean(c.Next))); err != nil {
				return err
			}
		}
	}
	return nil
}
