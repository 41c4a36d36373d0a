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
	name string
	own  bool                               // a profile may have its own
	set  func(config *Config, v any) string // takes a value; says why it cannot
	show func(config Config) string         // as it counts, the default where it is not set
}

// settings is the table of all that there are. Watching by default is as the
// contract has it (section 6, Polling).
func settings() []setting {
	return []setting{
		{name: "theme", own: true, set: func(config *Config, v any) string { return word(&config.Theme, v, "theme", theme.Names[:]...) }, show: func(c Config) string { return cmp.Or(c.Theme, "auto") }},
		{name: "ascii", set: func(config *Config, v any) string { return yes(&config.ASCII, v, "ascii") }, show: func(c Config) string { return strconv.FormatBool(c.ASCII) }},
		{name: "utc", set: func(config *Config, v any) string { return yes(&config.UTC, v, "utc") }, show: func(c Config) string { return strconv.FormatBool(c.UTC) }},
		{name: "read_only", own: true, set: func(config *Config, v any) string { return yes(&config.ReadOnly, v, "read_only") }, show: func(c Config) string { return strconv.FormatBool(c.ReadOnly) }},
		{name: "limit", set: limit, show: func(config Config) string { return strconv.Itoa(cmp.Or(config.Limit, 15)) }},
		{name: "space", own: true, set: func(config *Config, v any) string { return word(&config.Space, v, "space") }, show: func(c Config) string { return cmp.Or(c.Space, "all") }},
		{name: "output", set: func(config *Config, v any) string {
			return word(&config.Output, v, "output", "table", "json", "jsonl", "csv")
		}, show: func(c Config) string { return cmp.Or(c.Output, "table") }},
		{name: "clipboard", set: func(config *Config, v any) string {
			return word(&config.Clipboard, v, "clipboard", "auto", "osc52", "native", "off")
		}, show: func(config Config) string { return cmp.Or(config.Clipboard, "auto") }},
		{name: "poll_interval", set: func(config *Config, v any) string { return seconds(&config.Every, v, "poll_interval") }, show: func(c Config) string { return spell(cmp.Or(c.Every, 5*time.Second)) }},
		{name: "timeout", set: func(config *Config, v any) string { return seconds(&config.GiveUp, v, "timeout") }, show: func(c Config) string { return spell(cmp.Or(c.GiveUp, 600*time.Second)) }},
		{name: "profile", set: func(config *Config, v any) string { return word(&config.Profile, v, "profile") }, show: func(c Config) string { return cmp.Or(c.Profile, "the active one") }},
	}
}

func word(to *string, v any, name string, allowed ...string) string {
	choose := ""
	if len(allowed) > 0 {
		choose = "; choose one of " + strings.Join(allowed, ", ")
	}
	s, ok := v.(string)
	switch {
	case !ok:
		return name + " must be text in quotes" + choose
	case s != "" && len(allowed) > 0 && !slices.Contains(allowed, s):
		return fmt.Sprintf("%s is %q%s", name, s, choose)
	}
	*to = s
	return ""
}

func yes(to *bool, v any, name string) string {
	b, ok := v.(bool)
	if !ok {
		return name + " must be true or false, without quotes"
	}
	*to = b
	return ""
}

func limit(config *Config, v any) string {
	n, ok := v.(int64)
	switch {
	case !ok:
		return "limit must be a whole number from 1 to 100, without quotes"
	case n < 1 || n > 100:
		return fmt.Sprintf("limit is %d; it must be from 1 to 100", n)
	}
	config.Limit = int(n)
	return ""
}

// longest is a year, as the flags of the same name have it.
const longest = 365 * 24 * time.Hour

func seconds(to *time.Duration, v any, name string) string {
	var n float64
	switch v := v.(type) {
	case int64:
		n = float64(v)
	case float64:
		n = v
	default:
		return name + " must be a number of seconds, without quotes, such as 5 or 0.5"
	}
	if math.IsNaN(n) || n < 0.001 || n > longest.Seconds() {
		return fmt.Sprintf("%s is %v; it must be a number of seconds above 0, such as 5 or 0.5", name, n)
	}
	*to = time.Duration(n * float64(time.Second))
	return ""
}

func spell(d time.Duration) string {
	return strconv.FormatFloat(d.Seconds(), 'f', -1, 64) + " s"
}

// key joins the parts of a dotted key; a part may hold dots itself.
func key(parts ...string) string { return strings.Join(parts, "\x00") }

// places finds where each key stands, tables and inline tables included.
func places(b []byte) map[string]unstable.Position {
	var parser unstable.Parser
	parser.Reset(b)
	at := map[string]unstable.Position{}
	note := func(above []string, it unstable.Iterator) []string {
		path := slices.Clone(above)
		for it.Next() {
			path = append(path, string(it.Node().Data))
			if k := key(path...); at[k].Line == 0 {
				at[k] = parser.Shape(it.Node().Raw).Start
			}
		}
		return path
	}
	var pair func(above []string, node *unstable.Node)
	pair = func(above []string, node *unstable.Node) {
		path := note(above, node.Key())
		if v := node.Value(); v.Kind == unstable.InlineTable {
			for it := v.Children(); it.Next(); {
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
type reader struct {
	c      Config
	faults Faults
	warn   Faults // settings that are not known
}

func parse(b []byte, path string) (Config, error) {
	b = bytes.TrimPrefix(b, []byte("\ufeff")) // some editors of Windows begin files so
	r := reader{c: Config{Path: path, Found: true}}
	var doc map[string]any
	if err := toml.Unmarshal(b, &doc); err != nil {
		fault := Fault{Path: path, Why: "is not TOML: " + strings.TrimPrefix(err.Error(), "toml: ")}
		if bad, ok := errors.AsType[*toml.DecodeError](err); ok {
			fault.Line, fault.Column = bad.Position()
		}
		return r.c, Faults{fault}
	}
	r.c.at = places(b)
	for _, name := range slices.Sorted(maps.Keys(doc)) {
		switch name {
		case "profiles":
			r.profiles(doc[name])
		case "keys":
			r.c.Keys = r.tables(doc[name], "keys", "tasks", ` and below it an action = "key"`)
		default:
			r.take(&r.c, settings(), doc[name], name)
		}
	}
	r.c.Warnings = r.warn.texts()
	slices.SortFunc(r.faults, before)
	if len(r.faults) == 0 {
		return r.c, nil
	}
	return r.c, r.faults
}

// fault is about a value: the column of its key says nothing.
func (r *reader) fault(why string, path ...string) {
	fault := r.c.fault(why, path...)
	fault.Column = 0
	r.faults = append(r.faults, fault)
}

// take hands a value to its setting; the last part of the path is its name.
func (r *reader) take(to *Config, known []setting, v any, path ...string) {
	name := path[len(path)-1]
	i := slices.IndexFunc(known, func(s setting) bool { return s.name == name })
	if i >= 0 {
		if why := known[i].set(to, v); why != "" {
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
	r.warn = append(r.warn, r.c.fault("the setting "+strings.Join(path, ".")+" is not known"+didYouMean(name, names), path...))
}

func (r *reader) profiles(v any) {
	known := slices.DeleteFunc(settings(), func(s setting) bool { return !s.own })
	r.c.Profiles = map[string]Config{}
	for name, table := range r.tables(v, "profiles", "prod", "") {
		var own Config
		for _, k := range slices.Sorted(maps.Keys(table)) {
			r.take(&own, known, table[k], "profiles", name, k)
		}
		r.c.Profiles[name] = own
	}
}

// tables gives the tables below the one of that name, by their own names; what
// is none is a fault that says what it must be.
func (r *reader) tables(v any, name, example, hint string) map[string]map[string]any {
	all, ok := v.(map[string]any)
	if !ok {
		r.fault(name+" must be tables such as ["+name+"."+example+"]", name)
	}
	out := map[string]map[string]any{}
	for key, v := range all {
		if out[key], ok = v.(map[string]any); !ok {
			delete(out, key)
			full := name + "." + key
			r.fault(full+" must be a table: ["+full+"]"+hint, name, key)
		}
	}
	return out
}
