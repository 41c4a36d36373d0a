package config

import (
	"bytes"
	"cmp"
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

	"ax-tui/theme"
)

// setting is one of the file.
type setting struct {
	name       string
	perProfile bool                                   // a profile may have its own
	set        func(config *Config, value any) string // takes a value; says why it cannot
	format     func(config Config) string             // as it counts, the default where it is not set
}

// settings is the table of all that there are. Watching by default is as the
// contract has it (section 6, Polling).
func settings() []setting {
	return []setting{
		{"theme", true, func(config *Config, value any) string {
			return setText(&config.Theme, value, "theme", theme.Names[:]...)
		}, func(config Config) string { return cmp.Or(config.Theme, "auto") }},
		{"ascii", false, func(config *Config, value any) string { return setBool(&config.ASCII, value, "ascii") }, func(config Config) string { return strconv.FormatBool(config.ASCII) }},
		{"utc", false, func(config *Config, value any) string { return setBool(&config.UTC, value, "utc") }, func(config Config) string { return strconv.FormatBool(config.UTC) }},
		{"read_only", true, func(config *Config, value any) string { return setBool(&config.ReadOnly, value, "read_only") }, func(config Config) string { return strconv.FormatBool(config.ReadOnly) }},
		{"limit", false, setLimit, func(config Config) string { return strconv.Itoa(cmp.Or(config.Limit, 15)) }},
		{"space", true, func(config *Config, value any) string { return setText(&config.Space, value, "space") }, func(config Config) string { return cmp.Or(config.Space, "all") }},
		{"output", false, func(config *Config, value any) string {
			return setText(&config.Output, value, "output", "table", "json", "jsonl", "csv")
		}, func(config Config) string { return cmp.Or(config.Output, "table") }},
		{"clipboard", false, func(config *Config, value any) string {
			return setText(&config.Clipboard, value, "clipboard", "auto", "osc52", "native", "off")
		}, func(config Config) string { return cmp.Or(config.Clipboard, "auto") }},
		{"poll_interval", false, func(config *Config, value any) string {
			return setSeconds(&config.PollInterval, value, "poll_interval")
		}, func(config Config) string { return formatSeconds(cmp.Or(config.PollInterval, 5*time.Second)) }},
		{"timeout", false, func(config *Config, value any) string { return setSeconds(&config.Timeout, value, "timeout") }, func(config Config) string { return formatSeconds(cmp.Or(config.Timeout, 600*time.Second)) }},
		{"profile", false, func(config *Config, value any) string { return setText(&config.Profile, value, "profile") }, func(config Config) string { return cmp.Or(config.Profile, "the active one") }},
	}
}

func setText(to *string, value any, name string, allowed ...string) string {
	choose := ""
	if len(allowed) > 0 {
		choose = "; choose one of " + strings.Join(allowed, ", ")
	}
	text, ok := value.(string)
	switch {
	case !ok:
		return name + " must be text in quotes" + choose
	case text != "" && len(allowed) > 0 && !slices.Contains(allowed, text):
		return fmt.Sprintf("%s is %q%s", name, text, choose)
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

// longest is a year, as the flags of the same name have it.
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

// key joins the parts of a dotted key; a part may hold dots itself.
func joinKey(parts ...string) string { return strings.Join(parts, "\x00") }

// places finds where each key stands, tables and inline tables included.
func keyPositions(content []byte) map[string]unstable.Position {
	var parser unstable.Parser
	parser.Reset(content)
	at := map[string]unstable.Position{}
	note := func(above []string, it unstable.Iterator) []string {
		path := slices.Clone(above)
		for it.Next() {
			path = append(path, string(it.Node().Data))
			if name := joinKey(path...); at[name].Line == 0 {
				at[name] = parser.Shape(it.Node().Raw).Start
			}
		}
		return path
	}
	var pair func(above []string, node *unstable.Node)
	pair = func(above []string, node *unstable.Node) {
		path := note(above, node.Key())
		if content := node.Value(); content.Kind == unstable.InlineTable {
			for it := content.Children(); it.Next(); {
				pair(path, it.Node())
			}
		}
	}
	var table []string
	for parser.NextExpression() {
		switch node := parser.Expression(); node.Kind {
		case unstable.Table, unstable.ArrayTable:
			table = note(nil, node.Key())
		case unstable.KeyValue:
			pair(table, node)
		}
	}
	return at
}

// reader takes the values over one by one and gathers what is wrong.
type decoder struct {
	config Config
	faults Faults
	warn   Faults // settings that are not known
}

func parse(content []byte, path string) (Config, error) {
	content = bytes.TrimPrefix(content, []byte("\ufeff")) // some editors of Windows begin files so
	in := decoder{config: Config{Path: path, Found: true}}
	var doc map[string]any
	if err := toml.Unmarshal(content, &doc); err != nil {
		fault := Fault{Path: path, Why: "is not TOML: " + strings.TrimPrefix(err.Error(), "toml: ")}
		if bad, ok := errors.AsType[*toml.DecodeError](err); ok {
			fault.Line, fault.Column = bad.Position()
		}
		return in.config, Faults{fault}
	}
	in.config.positions = keyPositions(content)
	for _, name := range slices.Sorted(maps.Keys(doc)) {
		switch name {
		case "profiles":
			in.profiles(doc[name])
		case "keys":
			in.config.Keys = in.tables(doc[name], "keys", "tasks", ` and below it an action = "key"`)
		default:
			in.setValue(&in.config, settings(), doc[name], name)
		}
	}
	in.config.Warnings = in.warn.texts()
	slices.SortFunc(in.faults, compareFaults)
	if len(in.faults) == 0 {
		return in.config, nil
	}
	return in.config, in.faults
}

// fault is about a value: the column of its key says nothing.
func (r *decoder) fault(why string, path ...string) {
	fault := r.config.fault(why, path...)
	fault.Column = 0
	r.faults = append(r.faults, fault)
}

// take hands a value to its setting; the last part of the path is its name.
func (r *decoder) setValue(to *Config, known []setting, value any, path ...string) {
	name := path[len(path)-1]
	i := slices.IndexFunc(known, func(candidate setting) bool { return candidate.name == name })
	if i >= 0 {
		if why := known[i].set(to, value); why != "" {
			r.fault(why, path...)
		}
		return
	}
	names := []string{"profiles", "keys"}
	if len(path) > 1 {
		names = nil
	}
	for _, setting := range known {
		names = append(names, setting.name)
	}
	r.warn = append(r.warn, r.config.fault("the setting "+strings.Join(path, ".")+" is not known"+suggestion(name, names), path...))
}

func (r *decoder) profiles(value any) {
	known := slices.DeleteFunc(settings(), func(candidate setting) bool { return !candidate.perProfile })
	r.config.Profiles = map[string]Config{}
	for name, table := range r.tables(value, "profiles", "prod", "") {
		var own Config
		for _, k := range slices.Sorted(maps.Keys(table)) {
			r.setValue(&own, known, table[k], "profiles", name, k)
		}
		r.config.Profiles[name] = own
	}
}

// tables gives the tables below the one of that name, by their own names; what
// is none is a fault that says what it must be.
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
