// Package config reads the program's own settings:
// $XDG_CONFIG_HOME/ax-tui/config.toml, else ~/.config/ax-tui/config.toml, on
// macOS too; %AppData%\ax-tui\config.toml on Windows, where a file below
// %USERPROFILE%\.config is still read when that one is not there.
//
// It promises: a missing file is no fault; a wrong value is one, with its line
// and what is allowed; an unknown key is a warning with its line; a key that is
// bound anew shows in help, because it is the same table; every setting knows
// where it came from. It only reads.
//
// It imports go-toml, keymap and theme; no screen.
package config

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/pelletier/go-toml/v2/unstable"

	"ax-tui/keymap"
)

// Config are the settings. Zero values: not set.
type Config struct {
	Theme     string
	ASCII     bool
	UTC       bool
	ReadOnly  bool
	Limit     int           // rows a page, 1 to 100
	Space     string        // name or ID
	Output    string        // of line mode: table, json, jsonl, csv
	Clipboard string        // auto, osc52, native, off
	Every     time.Duration // poll_interval: between looks at a run
	GiveUp    time.Duration // timeout: how long a run is watched
	Profile   string        // instead of the active one of ax

	Profiles map[string]Config         // by the name of the ax profile, with what a profile may have of its own
	Keys     map[string]map[string]any // scope, action, a key or a list of them

	Path     string   // where the file is looked for, "" nowhere
	Found    bool     // it is there
	Warnings []string // what is not known, each with file, line and column

	at map[string]unstable.Position // where each key stands
}

// Load reads the settings. The error is Faults: file, line and what is allowed.
// What is right counts all the same.
func Load(env func(string) string) (Config, error) {
	config := Config{Path: Path(env)}
	if config.Path == "" {
		return config, nil
	}
	b, err := os.ReadFile(config.Path)
	if absent(err) {
		return config, nil
	}
	if err != nil {
		if bad, ok := errors.AsType[*fs.PathError](err); ok {
			err = bad.Err
		}
		config.Found = true
		return config, Faults{{Path: config.Path, Why: "cannot be read: " + err.Error()}}
	}
	return parse(b, config.Path)
}

// For gives the settings for a profile: its own over the others. Read-only is
// never switched off by a profile.
func (c Config) For(profile string) Config {
	own := c.Profiles[profile]
	c.ReadOnly = c.ReadOnly || own.ReadOnly
	c.Space, c.Theme = cmp.Or(own.Space, c.Space), cmp.Or(own.Theme, c.Theme)
	return c
}

// Fault is something in the file that cannot be used, or is not known.
type Fault struct {
	Path         string
	Line, Column int // from 1; 0: not known
	Why          string
}

func (f Fault) Error() string {
	switch {
	case f.Line == 0:
		return f.Path + ": " + f.Why
	case f.Column == 0:
		return fmt.Sprintf("%s:%d: %s", f.Path, f.Line, f.Why)
	}
	return fmt.Sprintf("%s:%d:%d: %s", f.Path, f.Line, f.Column, f.Why)
}

// Faults are one or more.
type Faults []Fault

// Error tells the first and how many more there are.
func (f Faults) Error() string {
	if len(f) == 1 {
		return f[0].Error()
	}
	return fmt.Sprintf("%s (and %d more: ax-tui config check)", f[0].Error(), len(f)-1)
}

// texts puts faults in the order of the file and gives each as a line.
func (f Faults) texts() (out []string) {
	slices.SortStableFunc(f, before)
	for _, one := range f {
		out = append(out, one.Error())
	}
	return out
}

func before(left, right Fault) int {
	return cmp.Or(left.Line-right.Line, left.Column-right.Column, strings.Compare(left.Why, right.Why))
}

// fault is about the key of that path.
func (c Config) fault(why string, path ...string) Fault {
	position := c.at[key(path...)]
	return Fault{Path: c.Path, Line: position.Line, Column: position.Column, Why: why}
}

// Value is one setting and where it came from, shaped like that of a login.
type Value struct{ Name, Text, From string }

// Values are all settings as they count for a profile, in a fixed order, and
// the keys that are bound anew.
func (c Config) Values(profile string) []Value {
	own := c.For(profile)
	var out []Value
	for _, setting := range settings() {
		value := Value{Name: setting.name, Text: setting.show(own), From: "default"}
		_, top := c.at[key(setting.name)]
		_, mine := c.at[key("profiles", profile, setting.name)]
		switch {
		case mine && setting.own && (setting.name != "read_only" || !c.ReadOnly || !top):
			value.From = c.Path + ", profiles." + profile
		case top:
			value.From = c.Path
		}
		out = append(out, value)
	}
	_, left, _ := c.bind(keymap.Default())
	for _, scope := range slices.Sorted(maps.Keys(c.Keys)) {
		for _, action := range slices.Sorted(maps.Keys(c.Keys[scope])) {
			if keys, err := words(c.Keys[scope][action]); err == nil && !left[key(scope, action)] {
				out = append(out, Value{Name: "keys." + scope + "." + action, Text: strings.Join(keys, " "), From: c.Path})
			}
		}
	}
	return out
}

// absent reports whether there is no such file. Where a part of the path is a
// file and no folder there can be none either, and that is no fault.
func absent(err error) bool {
	return errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR)
}
