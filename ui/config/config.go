// Package config reads the program's own settings:
// $XDG_CONFIG_HOME/ax-tui/config.toml, else ~/.config/ax-tui/config.toml, on
// macOS too.
//
// It promises: a missing file is no fault; a wrong value is one, with its line
// and what is allowed; an unknown key is a warning with its line; a key that is
// bound anew shows in help, because it is the same table. It only reads.
//
// It imports go-toml, keymap and theme; no screen.
package config

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2"
	"github.com/pelletier/go-toml/v2/unstable"

	"ax-tui/keymap"
	"ax-tui/theme"
)

// Config are the settings. Zero values: not set.
type Config struct {
	Theme     string `toml:"theme"`
	ASCII     bool   `toml:"ascii"`
	UTC       bool   `toml:"utc"`
	ReadOnly  bool   `toml:"read_only"`
	Limit     int    `toml:"limit"`  // rows a page, 1 to 100
	Space     string `toml:"space"`  // name or ID
	Output    string `toml:"output"` // of line mode: table, json, jsonl, csv
	Clipboard string `toml:"clipboard"`
	Profile   string `toml:"profile"` // instead of the active one of ax

	Profiles map[string]Own            `toml:"profiles"`
	Keys     map[string]map[string]any `toml:"keys"`

	Path     string   `toml:"-"`
	Found    bool     `toml:"-"`
	Warnings []string `toml:"-"`
}

// Own are the settings of one profile of ax, by its name.
type Own struct {
	ReadOnly bool   `toml:"read_only"`
	Space    string `toml:"space"`
	Theme    string `toml:"theme"`
}

// Path is where the file is looked for, "" when there is no home.
func Path(env func(string) string) string {
	if d := env("XDG_CONFIG_HOME"); filepath.IsAbs(d) {
		return filepath.Join(d, "ax-tui", "config.toml")
	}
	if d := env("APPDATA"); d != "" && env("HOME") == "" {
		return filepath.Join(d, "ax-tui", "config.toml")
	}
	if h := env("HOME"); h != "" {
		return filepath.Join(h, ".config", "ax-tui", "config.toml")
	}
	return ""
}

// Load reads the settings. The error names file, line and what is allowed.
func Load(env func(string) string) (Config, error) {
	c := Config{Path: Path(env)}
	if c.Path == "" {
		return c, nil
	}
	b, err := os.ReadFile(c.Path)
	if errors.Is(err, fs.ErrNotExist) {
		return c, nil
	}
	if err != nil {
		var pe *fs.PathError
		errors.As(err, &pe)
		return c, fmt.Errorf("%s cannot be read: %w", c.Path, pe.Err)
	}
	return parse(b, c.Path)
}

func parse(b []byte, path string) (Config, error) {
	c := Config{Path: path, Found: true}
	d := toml.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	err := d.Decode(&c)
	var unknown *toml.StrictMissingError
	var bad *toml.DecodeError
	switch {
	case errors.As(err, &unknown):
		for i := range unknown.Errors {
			row, col := unknown.Errors[i].Position()
			c.Warnings = append(c.Warnings, fmt.Sprintf("%s:%d:%d: the setting %s is not known%s",
				path, row, col, strings.Join(unknown.Errors[i].Key(), "."), near(unknown.Errors[i].Key())))
		}
	case errors.As(err, &bad):
		row, col := bad.Position()
		return c, fmt.Errorf("%s:%d:%d: %s", path, row, col, strings.TrimPrefix(bad.Error(), "toml: "))
	case err != nil:
		return c, fmt.Errorf("%s: %s", path, strings.TrimPrefix(err.Error(), "toml: "))
	}
	if key, why := c.check(); why != "" {
		return c, fmt.Errorf("%s:%d: %s", path, lineOf(b, key), why)
	}
	return c, nil
}

// check judges the values; it gives the key at fault and why.
func (c Config) check() (key, why string) {
	one := func(k, v string, allowed ...string) {
		if key == "" && v != "" && !slices.Contains(allowed, v) {
			key, why = k, fmt.Sprintf("%s is %q; choose one of %s", k, v, strings.Join(allowed, ", "))
		}
	}
	one("theme", c.Theme, theme.Names[:]...)
	one("output", c.Output, "table", "json", "jsonl", "csv")
	one("clipboard", c.Clipboard, "auto", "osc52", "native", "off")
	for _, p := range c.Profiles {
		one("theme", p.Theme, theme.Names[:]...)
	}
	switch {
	case key != "":
	case c.Limit < 0 || c.Limit > 100:
		key, why = "limit", fmt.Sprintf("limit is %d; it must be from 1 to 100", c.Limit)
	}
	return key, why
}

// lineOf finds the line of a key of the top level.
func lineOf(b []byte, key string) int {
	var p unstable.Parser
	p.Reset(b)
	for p.NextExpression() {
		e := p.Expression()
		if e.Kind != unstable.KeyValue {
			continue
		}
		it := e.Key()
		if it.Next() && string(it.Node().Data) == key {
			return p.Shape(it.Node().Raw).Start.Line
		}
	}
	return 1
}

// names are the settings there are.
func names() []string {
	return []string{
		"theme", "ascii", "utc", "read_only", "limit", "space", "output", "clipboard", "profile", "profiles", "keys",
	}
}

// near suggests the setting that was likely meant.
func near(key []string) string {
	if len(key) == 0 {
		return ""
	}
	last := strings.ReplaceAll(strings.ToLower(key[len(key)-1]), "-", "_")
	for _, n := range names() {
		if n == last || strings.HasPrefix(n, last) || strings.HasPrefix(last, n) || distance(n, last) <= 2 {
			return "; did you mean " + n + "?"
		}
	}
	return ""
}

// distance is the number of letters to change, add or take away.
func distance(a, b string) int {
	prev := make([]int, len(b)+1)
	for j := range prev {
		prev[j] = j
	}
	for i := range a {
		cur := make([]int, len(b)+1)
		cur[0] = i + 1
		for j := range b {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			cur[j+1] = min(prev[j]+cost, prev[j+1]+1, cur[j]+1)
		}
		prev = cur
	}
	return prev[len(b)]
}

// For gives the settings for a profile: its own over the others. Read-only is
// never switched off by a profile.
func (c Config) For(profile string) Config {
	own := c.Profiles[profile]
	c.ReadOnly = c.ReadOnly || own.ReadOnly
	if own.Space != "" {
		c.Space = own.Space
	}
	if own.Theme != "" {
		c.Theme = own.Theme
	}
	return c
}

// Keymap binds keys anew. What cannot be bound is left as it was and told.
func (c Config) Keymap(base keymap.Map) (keymap.Map, []string) {
	if len(c.Keys) == 0 {
		return base, nil
	}
	rows := slices.Clone(base.Entries())
	var warn []string
	for _, scope := range sorted(c.Keys) {
		for _, action := range sorted(c.Keys[scope]) {
			keys, err := words(c.Keys[scope][action])
			if err == nil {
				err = bind(rows, keymap.Scope(scope), keymap.Action(action), keys)
			}
			if err != nil {
				warn = append(warn, fmt.Sprintf("%s: keys.%s.%s: %v", c.Path, scope, action, err))
			}
		}
	}
	return keymap.New(rows), warn
}

func sorted[T any](m map[string]T) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

func words(v any) ([]string, error) {
	switch v := v.(type) {
	case string:
		return []string{v}, nil
	case []any:
		var out []string
		for _, x := range v {
			s, ok := x.(string)
			if !ok {
				return nil, errors.New("must be a key or a list of keys")
			}
			out = append(out, s)
		}
		return out, nil
	}
	return nil, errors.New("must be a key or a list of keys")
}

// bind gives an action other keys, unless another action of the scope has one.
func bind(rows []keymap.Entry, scope keymap.Scope, action keymap.Action, keys []string) error {
	at := slices.IndexFunc(rows, func(e keymap.Entry) bool { return e.Scope == scope && e.Action == action })
	switch {
	case at < 0:
		return errors.New("there is no such action")
	case scope == keymap.Confirm:
		return errors.New("the keys of questions cannot be changed")
	case len(keys) == 0:
		return errors.New("an action needs a key")
	}
	for _, k := range keys {
		if k == "ctrl+c" || k == "" {
			return fmt.Errorf("%q cannot be bound", k)
		}
		for i, e := range rows {
			if i != at && e.Scope == scope && slices.Contains(e.Keys, k) {
				return fmt.Errorf("%s is the key of %s", k, e.Action)
			}
		}
	}
	rows[at].Keys = keys
	return nil
}
