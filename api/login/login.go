// Package login determines the address of the API, the key and the network settings
// from the selected profile, the ARIZE_* environment and the profiles of the ax
// program (contract sections 1 and 2).
//
// It guarantees that no error, value or printed form contains the key or the
// password of a proxy; that only Save writes files, and only on request; that an
// OAuth access token is used but never refreshed, since refreshing without the lock
// of ax could log the user out; and that it makes no network requests. Load takes
// well under a millisecond, since every start calls it.
//
// It imports go-toml, api/settingsfile and the standard library.
package login

import (
	"encoding/json"
	"errors"
	"log/slog"
	"strings"
	"time"

	"ax-tui/api/settingsfile"
)

// Request is the input of Load.
type Request struct {
	Profile string              // selected by name; "": the environment, then the active profile
	Env     func(string) string // nil: an empty environment
	Home    string              // "": HOME of Env, else USERPROFILE
}

// Login holds the settings of one connection. The zero value is none.
type Login struct {
	Name     string    // profile name; "environment" when no profile is used
	BaseURL  string    // scheme, host and port
	Web      string    // address of the web app; "" when the settings do not tell it
	Key      string    `json:"-"` // bearer token, never shown
	OAuth    bool      // Key is an access token of ax auth login
	Expires  time.Time // of the access token; zero: unknown
	Variable string    // the variable that the key is from, "" when it is from a profile
	Unused   string    // the active profile, when Variable replaces its key
	Space    string    // ARIZE_SPACE, name or ID; "" none
	Format   string    // [output] format of the profile; "" none
	Path     string    // file of the profile, "" when none is used
	Values   []Value   // all effective settings, in a fixed order
	// Warnings holds problems of the connection that do not prevent it; they are shown
	// at every start. Notes holds those of the profile's file, for a check.
	Warnings, Notes []string
	network         network
}

// Value is a setting and its source. The text of a secret says only whether it is
// set.
type Value struct{ Name, Text, From string }

// ErrNoKey says that no key is set and what to do about it.
var ErrNoKey = errors.New("there is no API key. Set ARIZE_API_KEY, log in with ax profiles create, or try the demo without one: ax-tui --demo")

// Fault is a setting that cannot be used.
type Fault struct {
	Setting string // such as ARIZE_REGION or routing.region
	From    string // its source
	Why     string
	Next    string // what to do, a sentence; may be empty
	Err     error  // ErrNoKey, errNoProfile or nil
}

// Unwrap returns Err.
func (f *Fault) Unwrap() error { return f.Err }

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

// String returns name and address, without the key.
func (l Login) String() string { return "login " + l.Name + " at " + l.BaseURL }

// GoString returns String: %#v would print the key. A verb for numbers would too, but
// go vet reports those, and the field Format rules out a method of that name.
func (l Login) GoString() string { return l.String() }

// LogValue logs the login without the key.
func (l Login) LogValue() slog.Value { return slog.StringValue(l.String()) }

// MarshalJSON writes only name and address.
func (l Login) MarshalJSON() ([]byte, error) {
	return json.Marshal(map[string]string{"name": l.Name, "base_url": l.BaseURL})
}

// environment is the name of a login without a profile.
const environment = "environment"

// Load loads the settings. The error is ErrNoKey, possibly wrapped, when no key is
// set, or a *Fault.
func Load(request Request) (Login, error) {
	env := trimmedEnv(request.Env)
	login := Login{Name: environment}
	profile, err := selectProfile(request, env)
	if err != nil {
		return login, err
	}
	reader := &settings{env: env, profile: profile, login: &login, home: request.home(env)}
	if profile != nil {
		login.Name, login.Path = profile.name, profile.path
		login.Notes = profile.warnings()
	}
	for _, step := range []func() error{reader.key, reader.address, reader.networkSettings, reader.output} {
		if err := step(); err != nil {
			return Login{Name: login.Name, Path: login.Path, Values: login.Values, Warnings: login.Warnings, Notes: login.Notes}, err
		}
	}
	return login, nil
}

// trimmedEnv returns an environment that trims its values: a line break at the end of
// a key is a common mistake.
func trimmedEnv(env func(string) string) func(string) string {
	if env == nil {
		return func(string) string { return "" }
	}
	return func(name string) string { return strings.TrimSpace(env(name)) }
}

// settings reads values from the environment first, then from the profile. If the
// profile was selected by name, its key and address are used as one set, so that its
// key is never sent to an address of the environment.
type settings struct {
	env     func(string) string
	profile *profile // nil: none
	login   *Login
	home    string // home folder of the user, "" when unknown
}

func (s *settings) chosen() bool { return s.profile != nil && s.profile.chosen }

// holdsKey reports whether a value contains the key: a key in the wrong setting would
// be shown, and as a host name be sent to a name server. Keys shorter than 8 bytes
// are not secret and would match too often.
func (s *settings) holdsKey(text string) bool {
	return len(s.login.Key) >= 8 && strings.Contains(strings.ToLower(text), strings.ToLower(s.login.Key))
}

// record adds a setting and its source to the login.
func (s *settings) record(name, text, from string) {
	if s.holdsKey(text) {
		text = "set"
	}
	s.login.Values = append(s.login.Values, Value{Name: name, Text: settingsfile.Shorten(text), From: from})
}

// firstVariable returns the first of the variables that is set, and its name.
func (s *settings) firstVariable(names ...string) (value, from string) {
	for _, name := range names {
		if set := s.env(name); set != "" {
			return set, name
		}
	}
	return "", ""
}

// profileValue returns a value of the profile with its references expanded.
func (s *settings) profileValue(section, key string) (value, from string, err error) {
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

// either returns a value from the environment or the profile: the environment takes
// precedence, except over a profile selected by name.
func (s *settings) either(section, key string, names ...string) (value, from string, err error) {
	if !s.chosen() {
		if value, from = s.firstVariable(names...); value != "" {
			return value, from, nil
		}
	}
	if value, from, err = s.profileValue(section, key); err != nil || value != "" || !s.chosen() {
		return value, from, err
	}
	value, from = s.firstVariable(names...)
	return value, from, nil
}

// output sets the default space and the output format.
func (s *settings) output() error {
	if space, from := s.firstVariable("ARIZE_SPACE"); space != "" {
		if s.holdsKey(space) { // it would be part of URLs, which are logged
			return &Fault{Setting: from, Why: "contains the key; it must be the name or the ID of a space"}
		}
		s.login.Space = space
		s.record("space", space, from)
	} else {
		s.record("space", "all", "default")
	}
	format, from, err := s.profileValue("output", "format")
	if err != nil {
		return err
	}
	if format != "" {
		s.login.Format = strings.ToLower(format)
		s.record("output", s.login.Format, from)
	}
	return nil
}
