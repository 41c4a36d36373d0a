// Package config reads the program's own settings:
// $XDG_CONFIG_HOME/ax-tui/config.toml, else ~/.config/ax-tui/config.toml, on
// macOS too; %AppData%\ax-tui\config.toml on Windows, where a file below
// %USERPROFILE%\.config is still read when that one is not there.
//
// A missing file is not an error. A wrong value is an error that names its line
// and what is allowed; an unknown key is a warning with its line. A rebound key
// shows in help, because both use the same table. Every setting knows its source.
// It only reads, except for the columns of lists and the views, which are chosen on the
// screen.
package config

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"sort"
	"strings"
	"syscall"
	"time"

	"github.com/pelletier/go-toml/v2/unstable"

	"ax-tui/api/settingsfile"
	"ax-tui/keymap"
	"ax-tui/ui/host"
)

// Config holds the settings. A zero value means not set.
type Config struct {
	Theme        string
	ASCII        bool
	Mouse        bool // from the start
	UTC          bool
	ReadOnly     bool
	Limit        int           // rows per page, 1 to 100
	Space        string        // name or ID
	OrgID        string        // org_id: the organization in addresses of the web app
	Output       string        // format of line mode: table, json, jsonl, csv
	Clipboard    string        // auto, osc52, native, off
	PollInterval time.Duration // poll_interval: time between polls of a run
	Timeout      time.Duration // timeout: how long to watch a run
	WatchBudget  float64       // watch_budget: requests a second for all watched runs
	Profile      string        // replaces the active ax profile

	Notify Notify

	Profiles map[string]Config         // overrides by ax profile; only settings that allow it are set
	Keys     map[string]map[string]any // scope -> action -> a key or a list of keys

	Columns map[string][]string  // list -> its columns, see KeepColumns
	Views   map[string]host.View // saved views of the list of tasks by name, see KeepView

	Path     string   // of the settings file; "" if there is no home
	Found    bool     // the file exists
	Warnings []string // unknown settings, each with file, line and column

	positions map[string]unstable.Position // of each key in the file
}

// Load reads the settings. The error is of type Faults; the valid settings are
// returned with it.
func Load(env func(string) string) (Config, error) {
	config := Config{Path: Path(env)}
	if config.Path == "" {
		return config, nil
	}
	content, err := read(config.Path)
	if isMissing(err) {
		return config, nil
	}
	if err != nil {
		config.Found = true
		return config, err
	}
	config, err = parse(content, config.Path)
	if wrong := config.checkThemes(env); wrong != nil {
		faults, _ := errors.AsType[Faults](err)
		faults = append(faults, wrong...)
		faults.sort()
		err = faults
	}
	return config, err
}

// read reads a file of settings; the error is of type Faults, or that of a missing file.
func read(path string) ([]byte, error) {
	content, _, err := settingsfile.Read(path, settingsfile.MaxSize)
	if err == nil || isMissing(err) {
		return content, err
	}
	if bad, ok := errors.AsType[*fs.PathError](err); ok {
		err = bad.Err
	}
	return nil, Faults{{Path: path, Why: "cannot read the file: " + err.Error()}}
}

// For returns the settings for a profile: its overrides applied to the common
// ones. A profile cannot turn read-only off.
func (c *Config) For(profile string) Config {
	out, override := *c, c.Profiles[profile]
	out.ReadOnly = c.ReadOnly || override.ReadOnly
	out.OrgID = cmp.Or(override.OrgID, c.OrgID)
	out.Space, out.Theme = cmp.Or(override.Space, c.Space), cmp.Or(override.Theme, c.Theme)
	return out
}

// Fault is an invalid or unknown setting in the file.
type Fault struct {
	Path         string
	Line, Column int // from 1; 0 if unknown
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

// Faults holds at least one Fault.
type Faults []Fault

// Error returns the first fault and the number of the others.
func (f Faults) Error() string {
	if len(f) == 1 {
		return f[0].Error()
	}
	return fmt.Sprintf("%s (and %d more; run ax-tui config check)", f[0].Error(), len(f)-1)
}

// maxFaults is how many lines of faults are shown.
const maxFaults = 20

// texts sorts the faults by position and formats each as a line, the first of very many.
func (f Faults) texts() (out []string) {
	f.sort()
	for _, fault := range f[:min(len(f), maxFaults)] {
		out = append(out, fault.Error())
	}
	if more := len(f) - maxFaults; more > 0 {
		out = append(out, fmt.Sprintf("%s: %d more such lines", f[0].Path, more))
	}
	return out
}

// sort sorts the faults by position.
func (f Faults) sort() {
	sort.SliceStable(f, func(i, j int) bool {
		return cmp.Or(f[i].Line-f[j].Line, f[i].Column-f[j].Column, strings.Compare(f[i].Why, f[j].Why)) < 0
	})
}

// fault returns a Fault at the position of the key with that path.
func (c *Config) fault(why string, path ...string) Fault {
	position := c.positions[settingsfile.JoinKey(path...)]
	for _, part := range path {
		why = strings.ReplaceAll(why, part, settingsfile.Shorten(part))
	}
	return Fault{Path: c.Path, Line: position.Line, Column: position.Column, Why: why}
}

// Value is one setting with its source. It converts to login.Value.
type Value struct{ Name, Text, From string }

// Values returns all effective settings for a profile in a fixed order, and the
// rebound keys.
func (c *Config) Values(profile string) []Value {
	effective := c.For(profile)
	var out []Value
	for _, setting := range settings() {
		value := Value{Name: setting.name, Text: setting.format(&effective), From: "default"}
		_, common := c.positions[settingsfile.JoinKey(setting.name)]
		_, inProfile := c.positions[settingsfile.JoinKey("profiles", profile, setting.name)]
		switch {
		case inProfile && setting.perProfile && (setting.name != "read_only" || !c.ReadOnly || !common):
			value.From = c.Path + ", profiles." + profile
		case common:
			value.From = c.Path
		}
		out = append(out, value)
	}
	for _, setting := range notifySettings() {
		value := Value{Name: "notify." + setting.name, Text: setting.format(c), From: "default"}
		if _, set := c.positions[settingsfile.JoinKey("notify", setting.name)]; set {
			value.From = c.Path
		}
		out = append(out, value)
	}
	for _, list := range slices.Sorted(maps.Keys(c.Columns)) {
		out = append(out, Value{Name: "columns." + list, Text: strings.Join(c.Columns[list], ", "), From: c.Path})
	}
	for _, view := range slices.Sorted(maps.Keys(c.Views)) {
		out = append(out, Value{Name: "views." + view, Text: string(c.Views[view].Summary()), From: c.Path})
	}
	_, refused, _ := c.bind(keymap.Default())
	for _, scope := range slices.Sorted(maps.Keys(c.Keys)) {
		for _, action := range slices.Sorted(maps.Keys(c.Keys[scope])) {
			if keys, err := keyList(c.Keys[scope][action]); err == nil && !refused[settingsfile.JoinKey(scope, action)] {
				out = append(out, Value{Name: "keys." + scope + "." + action, Text: strings.Join(keys, " "), From: c.Path})
			}
		}
	}
	return out
}

// isMissing reports whether the file does not exist, also because a parent in
// its path is a file and not a folder.
func isMissing(err error) bool {
	return errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR)
}
