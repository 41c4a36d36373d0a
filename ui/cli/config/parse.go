package config

import (
	"bytes"
	"cmp"
	_ "embed"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/pelletier/go-toml/v2"
	"github.com/pelletier/go-toml/v2/unstable"

	"ax-tui/api/settingsfile"
)

// setting describes one setting of the file.
type setting struct {
	name       string
	perProfile bool                                   // a profile may override it
	set        func(config *Config, value any) string // stores a value, or returns why it is invalid
	format     func(config *Config) string            // the effective value, the default if it is not set
}

// Schema is the JSON schema of the settings file, for editors.
//
//go:embed settings.schema.json
var Schema string

// settings is the table of all settings. The defaults for polling come from
// contract section 6, Polling.
func settings() []setting {
	return []setting{
		{name: "theme", perProfile: true, set: func(config *Config, value any) string {
			return setText(&config.Theme, value, "theme") // see checkThemes
		}, format: func(config *Config) string { return cmp.Or(config.Theme, "auto") }},
		{name: "ascii", set: func(config *Config, value any) string { return setBool(&config.ASCII, value, "ascii") }, format: func(config *Config) string { return strconv.FormatBool(config.ASCII) }},
		{name: "mouse", set: func(config *Config, value any) string { return setBool(&config.Mouse, value, "mouse") }, format: func(config *Config) string { return strconv.FormatBool(config.Mouse) }},
		{name: "utc", set: func(config *Config, value any) string { return setBool(&config.UTC, value, "utc") }, format: func(config *Config) string { return strconv.FormatBool(config.UTC) }},
		{name: "read_only", perProfile: true, set: func(config *Config, value any) string { return setBool(&config.ReadOnly, value, "read_only") }, format: func(config *Config) string { return strconv.FormatBool(config.ReadOnly) }},
		{name: "limit", set: setLimit, format: func(config *Config) string { return strconv.Itoa(cmp.Or(config.Limit, 15)) }},
		{name: "space", perProfile: true, set: func(config *Config, value any) string { return setText(&config.Space, value, "space") }, format: func(config *Config) string { return cmp.Or(config.Space, "all") }},
		{name: "org_id", perProfile: true, set: func(config *Config, value any) string { return setText(&config.OrgID, value, "org_id") }, format: func(config *Config) string { return cmp.Or(config.OrgID, "as the server tells") }},
		{name: "output", set: func(config *Config, value any) string {
			return setText(&config.Output, value, "output", "table", "json", "jsonl", "csv")
		}, format: func(config *Config) string { return cmp.Or(config.Output, "table") }},
		{name: "clipboard", set: func(config *Config, value any) string {
			return setText(&config.Clipboard, value, "clipboard", "auto", "osc52", "native", "off")
		}, format: func(config *Config) string { return cmp.Or(config.Clipboard, "auto") }},
		{name: "poll_interval", set: func(config *Config, value any) string {
			why := setSeconds(&config.PollInterval, value, "poll_interval")
			if why == "" && config.PollInterval < minInterval {
				why, config.PollInterval = "poll_interval must be at least 0.05", 0
			}
			return why
		}, format: func(config *Config) string { return formatSeconds(cmp.Or(config.PollInterval, 5*time.Second)) }},
		{name: "timeout", set: func(config *Config, value any) string { return setSeconds(&config.Timeout, value, "timeout") }, format: func(config *Config) string { return formatSeconds(cmp.Or(config.Timeout, 600*time.Second)) }},
		{name: "watch_budget", set: setBudget, format: func(config *Config) string {
			return strconv.FormatFloat(cmp.Or(config.WatchBudget, 2), 'f', -1, 64) + " /s"
		}},
		{name: "profile", set: func(config *Config, value any) string { return setText(&config.Profile, value, "profile") }, format: func(config *Config) string { return cmp.Or(config.Profile, "the active profile") }},
	}
}

// maxText bounds a setting of text; names and IDs are shorter.
const maxText = 1000

func setText(to *string, value any, name string, allowed ...string) string {
	choose := ""
	if len(allowed) > 0 {
		choose = "; choose one of " + strings.Join(allowed, ", ")
	}
	text, ok := value.(string)
	switch {
	case !ok:
		return name + " must be text in quotes" + choose
	case len(text) > maxText:
		return fmt.Sprintf("%s has more than %d characters%s", name, maxText, choose)
	case text != "" && len(allowed) > 0 && !slices.Contains(allowed, text):
		return fmt.Sprintf("%s is %q%s", name, settingsfile.Shorten(text), choose)
	}
	*to = text
	return ""
}

func setBool(to *bool, value any, name string) string {
	flag, ok := value.(bool)
	if !ok {
		return name + " must be true or false, without quotes"
	}
	*to = flag
	return ""
}

func setLimit(config *Config, value any) string {
	rows, ok := value.(int64)
	switch {
	case !ok:
		return "limit must be a whole number from 1 to 100, without quotes"
	case rows < 1 || rows > 100:
		return fmt.Sprintf("limit is %d; it must be from 1 to 100", rows)
	}
	config.Limit = int(rows)
	return ""
}

// minInterval is the shortest time between two polls, as for the flag of the same name.
const minInterval = 50 * time.Millisecond

// maxDuration is a year, as for the flags of the same name.
const maxDuration = 365 * 24 * time.Hour

func setSeconds(to *time.Duration, value any, name string) string {
	var count float64
	switch number := value.(type) {
	case int64:
		count = float64(number)
	case float64:
		count = number
	default:
		return name + " must be a number of seconds, without quotes, such as 5 or 0.5"
	}
	if math.IsNaN(count) || count < 0.001 || count > maxDuration.Seconds() {
		return fmt.Sprintf("%s is %v; it must be a number of seconds above 0, such as 5 or 0.5", name, count)
	}
	*to = time.Duration(count * float64(time.Second))
	return ""
}

func formatSeconds(duration time.Duration) string {
	return strconv.FormatFloat(duration.Seconds(), 'f', -1, 64) + " s"
}

// decoder copies the values into the settings and collects the faults.
type decoder struct {
	config Config
	faults Faults
	warn   Faults // unknown settings
}

// decode returns the values of a file and the positions of their keys; the error is of
// type Faults.
func decode(content []byte, path string) (doc map[string]any, positions map[string]unstable.Position, err error) {
	content = bytes.TrimPrefix(content, []byte("\ufeff")) // a byte order mark, as some Windows editors write
	if line, err := settingsfile.CheckKeys(content, settingsfile.MaxKeys); err != nil {
		return nil, nil, Faults{{Path: path, Line: line, Why: err.Error()}}
	}
	if err := toml.Unmarshal(content, &doc); err != nil {
		fault := Fault{Path: path, Why: "is not valid TOML: " + settingsfile.Shorten(strings.TrimPrefix(err.Error(), "toml: "))}
		if bad, ok := errors.AsType[*toml.DecodeError](err); ok {
			fault.Line, fault.Column = bad.Position()
		}
		return nil, nil, Faults{fault}
	}
	return doc, settingsfile.KeyPositions(content), nil
}

func parse(content []byte, path string) (Config, error) {
	reader := decoder{config: Config{Path: path, Found: true}}
	doc, positions, err := decode(content, path)
	if err != nil {
		return reader.config, err
	}
	reader.config.positions = positions
	for _, name := range slices.Sorted(maps.Keys(doc)) {
		switch name {
		case "profiles":
			reader.profiles(doc[name])
		case "notify":
			reader.notify(doc[name])
		case "columns":
			reader.columns(doc[name])
		case "views":
			reader.views(doc[name])
		case "keys":
			reader.config.Keys = reader.tables(doc[name], "keys", "tasks", ` with action = "key" below it`)
		default:
			reader.setValue(&reader.config, settings(), doc[name], name)
		}
	}
	reader.config.Warnings = reader.warn.texts()
	reader.faults.sort()
	if len(reader.faults) == 0 {
		return reader.config, nil
	}
	return reader.config, reader.faults
}

// fault adds a fault about a value, without a column: that of its key would mislead.
func (r *decoder) fault(why string, path ...string) {
	fault := r.config.fault(why, path...)
	fault.Column = 0
	r.faults = append(r.faults, fault)
}

// setValue stores a value in its setting, whose name is the last part of the path.
func (r *decoder) setValue(to *Config, known []setting, value any, path ...string) {
	name := path[len(path)-1]
	i := slices.IndexFunc(known, func(candidate setting) bool { return candidate.name == name })
	if i >= 0 {
		if why := known[i].set(to, value); why != "" {
			r.fault(why, path...)
		}
		return
	}
	var names []string // to propose; not for those of which texts shows no line
	if len(path) == 1 {
		names = []string{"profiles", "keys", "columns", "notify", "views"}
	}
	for _, setting := range known {
		names = append(names, setting.name)
	}
	if len(r.warn) > maxFaults {
		names = nil
	}
	r.warn = append(r.warn, r.config.fault("unknown setting "+strings.Join(path, ".")+suggestion(name, names), path...))
}

func (r *decoder) profiles(value any) {
	var known []setting
	for _, candidate := range settings() {
		if candidate.perProfile {
			known = append(known, candidate)
		}
	}
	r.config.Profiles = map[string]Config{}
	for name, table := range r.tables(value, "profiles", "prod", "") {
		var override Config
		for _, field := range slices.Sorted(maps.Keys(table)) {
			r.setValue(&override, known, table[field], "profiles", name, field)
		}
		r.config.Profiles[name] = override
	}
}

// tables returns the tables below the one of that name, by name; any other value
// is a fault.
func (r *decoder) tables(value any, name, example, hint string) map[string]map[string]any {
	all, ok := value.(map[string]any)
	if !ok {
		r.fault(name+" must be tables such as ["+name+"."+example+"]", name)
	}
	out := map[string]map[string]any{}
	for key, value := range all {
		if out[key], ok = value.(map[string]any); !ok {
			delete(out, key)
			full := name + "." + key
			r.fault(full+" must be a table: ["+full+"]"+hint, name, key)
		}
	}
	return out
}
