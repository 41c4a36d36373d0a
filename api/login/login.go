// Package login works out where the API is, with which key and over which
// network, from what the person has set: a choice of profile, the ARIZE_*
// environment, and the profiles of the ax program (contract sections 1 and 2).
//
// It promises: no error, value or printed form holds the key or the password
// of a proxy; files are only read, and written by Save alone, which is called
// on request; an OAuth access token is used and never renewed, since renewing
// without the lock of ax could log the person out; nothing is asked of the
// network. Reading costs well under a millisecond, for every start passes here.
//
// It imports go-toml and httpproxy beside the standard library, nothing of this
// program.
package login

import (
	"encoding/json"
	"errors"
	"log/slog"
	"strings"
	"time"
)

// Request is what the person asked for.
type Request struct {
	Profile string              // an explicit choice; "" the environment, then the active profile
	Env     func(string) string // nil: empty
	Home    string              // "" takes HOME (USERPROFILE where there is none) of Env
}

// Login is one connection. The zero value is none.
type Login struct {
	Name     string    // profile name; "environment" when no profile took part
	BaseURL  string    // scheme, host and port
	Key      string    `json:"-"` // bearer token, never to be shown
	OAuth    bool      // Key is an access token of ax auth login
	Expires  time.Time // of the access token; zero: unknown
	Space    string    // ARIZE_SPACE, name or ID; "" none
	Format   string    // [output] format of the profile; "" none
	Path     string    // of the profile's file, "" when none took part
	Values   []Value   // every setting that counts, in a fixed order
	Warnings []string  // what works but should be looked at
	network  network
}

// Value is one setting and where it came from. The text of a secret says only
// whether it is there.
type Value struct{ Name, Text, From string }

// ErrNoKey says that no key is set and what to do about it.
var ErrNoKey = errors.New("there is no API key. Set ARIZE_API_KEY, log in with ax profiles create, or look around without one: ax-tui --demo")

// Fault is a setting that cannot be used.
type Fault struct {
	Setting string // such as ARIZE_REGION or routing.region
	From    string // where it stands
	Why     string
	Next    string // what to do, a sentence; may be empty
}

func (f *Fault) Error() string {
	text := f.Setting
	if f.From != "" && f.From != f.Setting {
		text += " (" + f.From + ")"
	}
	if text != "" {
		text += ": "
	}
	text += f.Why
	if f.Next != "" {
		text += ". " + f.Next
	}
	return strings.Join(strings.Fields(text), " ")
}

// String names the login without its key.
func (l Login) String() string { return "login " + l.Name + " at " + l.BaseURL }

// GoString is String: %#v would print the key. A verb for numbers still would;
// go vet refuses those, and the field Format stands where the method would.
func (l Login) GoString() string { return l.String() }

// LogValue logs the login without the key.
func (l Login) LogValue() slog.Value { return slog.StringValue(l.String()) }

// MarshalJSON writes name and address only.
func (l Login) MarshalJSON() ([]byte, error) {
	return json.Marshal(map[string]string{"name": l.Name, "base_url": l.BaseURL})
}

// environment is the name of a login without a profile.
const environment = "environment"

// Load reads the settings. The error is ErrNoKey, possibly wrapped, when there
// is no key anywhere, or a *Fault.
func Load(request Request) (Login, error) {
	env := clean(request.Env)
	login := Login{Name: environment}
	profile, err := pick(request, env)
	if err != nil {
		return login, err
	}
	reader := &settings{env: env, profile: profile, login: &login, home: request.home(env)}
	if profile != nil {
		login.Name, login.Path = profile.name, profile.path
		login.Warnings = append(login.Warnings, profile.warnings()...)
	}
	for _, step := range []func() error{reader.auth, reader.route, reader.net, reader.rest} {
		if err := step(); err != nil {
			return Login{Name: login.Name, Path: login.Path, Values: login.Values, Warnings: login.Warnings}, err
		}
	}
	return login, nil
}

// clean gives an environment whose values have no white space around them: a
// line break at the end of a key is a common accident.
func clean(env func(string) string) func(string) string {
	if env == nil {
		return func(string) string { return "" }
	}
	return func(name string) string { return strings.TrimSpace(env(name)) }
}

// settings finds values: the environment first, then the profile, unless the
// profile was chosen by name, in which case its key and its address count as
// one set, so that a profile's key is never sent where the environment points.
type settings struct {
	env     func(string) string
	profile *profile // nil: none
	login   *Login
	home    string // of the person, "" unknown
}

func (s *settings) chosen() bool { return s.profile != nil && s.profile.chosen }

// misplaced reports whether a value holds the key: pasted into the wrong
// setting, it would be shown, and as a host name even asked of a name server.
// Keys shorter than 8 bytes are no secrets and would be found everywhere.
func (s *settings) misplaced(text string) bool {
	return len(s.login.Key) >= 8 && strings.Contains(strings.ToLower(text), strings.ToLower(s.login.Key))
}

// tell notes where a value came from.
func (s *settings) tell(name, text, from string) {
	if s.misplaced(text) {
		text = "set"
	}
	s.login.Values = append(s.login.Values, Value{Name: name, Text: text, From: from})
}

// first gives the first variable that is set, by the order given.
func (s *settings) first(names ...string) (value, from string) {
	for _, name := range names {
		if set := s.env(name); set != "" {
			return set, name
		}
	}
	return "", ""
}

// ofProfile gives a value of the profile with its references filled in.
func (s *settings) ofProfile(section, key string) (value, from string, err error) {
	if s.profile == nil {
		return "", "", nil
	}
	raw := s.profile.get(section, key)
	if raw == "" {
		return "", "", nil
	}
	expanded, err := expand(raw, s.env)
	if err != nil {
		return "", "", &Fault{Setting: section + "." + key, From: s.profile.path, Why: err.Error(), Next: "Set the variable, or give it a value in the profile with ${NAME:value}."}
	}
	return strings.TrimSpace(expanded), "profile " + s.profile.name, nil
}

// either gives a value that both places may have: the environment first, but
// for a chosen profile it only fills what the profile leaves open.
func (s *settings) either(section, key string, names ...string) (value, from string, err error) {
	if !s.chosen() {
		if value, from = s.first(names...); value != "" {
			return value, from, nil
		}
	}
	if value, from, err = s.ofProfile(section, key); err != nil || value != "" || !s.chosen() {
		return value, from, err
	}
	value, from = s.first(names...)
	return value, from, nil
}

// rest reads what is neither key nor network.
func (s *settings) rest() error {
	if space, from := s.first("ARIZE_SPACE"); space != "" {
		if s.misplaced(space) { // it would be part of addresses, and those are logged
			return &Fault{Setting: from, Why: "holds the key; it must be the name or the ID of a space"}
		}
		s.login.Space = space
		s.tell("space", space, from)
	} else {
		s.tell("space", "all", "default")
	}
	format, from, err := s.ofProfile("output", "format")
	if err != nil {
		return err
	}
	if format != "" {
		s.login.Format = strings.ToLower(format)
		s.tell("output format", s.login.Format, from)
	}
	return nil
}
