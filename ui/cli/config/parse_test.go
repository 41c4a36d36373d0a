package config

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"ax-tui/keymap"
)

func TestFaultsHaveLines(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"theme = 3", "c:1: theme must be text in quotes"},
		{"\nutc = \"yes\"", "c:2: utc must be true or false, without quotes"},
		{"limit = 0", "c:1: limit is 0; it must be from 1 to 100"},
		{"limit = \"15\"", "c:1: limit must be a whole number from 1 to 100, without quotes"},
		{"poll_interval = 0", "c:1: poll_interval is 0; it must be a number of seconds above 0, such as 5 or 0.5"},
		{"poll_interval = 0.01", "c:1: poll_interval must be at least 0.05"},
		{"poll_interval = -3", "c:1: poll_interval is -3; it must be a number of seconds above 0, such as 5 or 0.5"},
		{"timeout = nan", "c:1: timeout is NaN; it must be a number of seconds above 0, such as 5 or 0.5"},
		{"timeout = \"10m\"", "c:1: timeout must be a number of seconds, without quotes, such as 5 or 0.5"},
		{"profiles = 1", "c:1: profiles must be tables such as [profiles.prod]"},
		{"[profiles]\nx = 1", "c:2: profiles.x must be a table: [profiles.x]"},
		{"utc = true\n[profiles.prod]\nspace = \"A\"\ntheme = 4", `c:4: theme must be text in quotes`},
		{"profiles = { prod = { theme = 4 } }", `c:1: theme must be text in quotes`},
		{"output = \"pink\"", `c:1: output is "pink"; choose one of table, json, jsonl, csv`},
		{"keys = 1", "c:1: keys must be tables such as [keys.tasks]"},
		{"[keys]\ntasks = \"t\"", `c:2: keys.tasks must be a table: [keys.tasks] with action = "key" below it`},
		{"limit = 101\nutc = 1\n\nascii = 1", "c:1: limit is 101; it must be from 1 to 100 (and 2 more; run ax-tui config check)"},
		{"theme = \"dark\"\ntheme = \"light\"", "c:2:1: is not valid TOML: "},
		{"theme = ", "c:1:"},
	} {
		_, err := parse([]byte(tt.text), "c")
		if err == nil || !strings.HasPrefix(err.Error(), tt.want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%q: %v, want %s", tt.text, err, tt.want)
		}
	}
}

func TestAllFaultsAreReported(t *testing.T) {
	_, err := parse([]byte("theme = 1\nlimit = 2\nutc = 3\n"), "c")
	if all, _ := errors.AsType[Faults](err); len(all) != 2 || !strings.HasPrefix(all[1].Error(), "c:3: utc") {
		t.Errorf("%v", all)
	}
	if err := (Faults{{Path: "c", Why: "x"}}); err.Error() != "c: x" {
		t.Errorf("%v", err)
	}
}

// TestValidSettingsCountBesideFaults: a fault in one line does not affect the others.
func TestValidSettingsCountBesideFaults(t *testing.T) {
	config, err := parse([]byte("\ufeffoutput = \"pink\"\nread_only = true\npoll_interval = 0.5\ntimeout = 60\n"), "c")
	if err == nil || !config.ReadOnly || config.Output != "" || config.PollInterval != 500*time.Millisecond || config.Timeout != time.Minute {
		t.Errorf("%v %+v", err, config)
	}
}

func TestUnknownSettingsSuggestANearOne(t *testing.T) {
	for text, want := range map[string]string{
		"read-only = true":                         "c:1:1: unknown setting read-only; did you mean read_only?",
		"\n  tehme = \"dark\"":                     "c:2:3: unknown setting tehme; did you mean theme?",
		"profil = \"x\"":                           "c:1:1: unknown setting profil; did you mean profile?",
		"wonder = 1":                               "c:1:1: unknown setting wonder",
		"x = 1":                                    "c:1:1: unknown setting x",
		"[profiles.prod]\nlimit = 3":               "c:2:1: unknown setting profiles.prod.limit",
		"[profiles.prod]\nthem = \"dark\"":         "c:2:1: unknown setting profiles.prod.them; did you mean theme?",
		"profiles = { prod = { readonly = true }}": "c:1:23: unknown setting profiles.prod.readonly; did you mean read_only?",
		"profiles.\"a.b\".spaces = \"x\"":          "c:1:16: unknown setting profiles.a.b.spaces; did you mean space?",
	} {
		config, err := parse([]byte(text), "c")
		if err != nil || !slices.Equal(config.Warnings, []string{want}) {
			t.Errorf("%q: %v %q, want %q", text, err, config.Warnings, want)
		}
	}
	config, _ := parse([]byte("zz = 1\naa = 2\n"), "c")
	if len(config.Warnings) != 2 || !strings.HasPrefix(config.Warnings[0], "c:1:") {
		t.Errorf("not in the order of the file: %q", config.Warnings)
	}
}

// TestAnyFile: whatever the file holds, nothing panics and every fault has a line.
func TestAnyFile(t *testing.T) {
	names := []string{"theme", "limit", "utc", "profiles", "keys", "keys.tasks", "keys.tasks.trigger", "profiles.p.theme", "odd", `"a b"`}
	values := []string{`"dark"`, "1", "true", "[]", "[1]", "{}", `{ tasks = { trigger = "t" } }`, "1979-05-27", "nan", `""`, "[["}
	rapid.Check(t, func(t *rapid.T) {
		var out strings.Builder
		for range rapid.IntRange(0, 5).Draw(t, "lines") {
			name, value := rapid.SampledFrom(names).Draw(t, "name"), rapid.SampledFrom(values).Draw(t, "value")
			if rapid.Bool().Draw(t, "table") {
				out.WriteString("[" + name + "]\n")
				continue
			}
			out.WriteString(name + " = " + value + "\n")
		}
		checkSettings(t, []byte(out.String()))
	})
}

// FuzzSettings checks any file like TestAnyFile.
func FuzzSettings(f *testing.F) {
	for _, in := range []string{
		"", "\ufefftheme = \"pink\"\nread_only = true\n", "limit = 101\nutc = 1\n", "limit = 9223372036854775807\npoll_interval = 1e300\ntimeout = -inf\n",
		"theme = \"dark\"\nascii = true\nutc = true\nlimit = 50\nspace = \"S\"\norg_id = \"O\"\noutput = \"json\"\nclipboard = \"off\"\npoll_interval = 0.5\ntimeout = 60\nprofile = \"p\"\n",
		"[profiles.prod]\nread_only = true\ntheme = \"light\"\n[profiles]\nx = 1\n", "profiles = { prod = { theme = \"pink\" } }",
		"[keys.tasks]\ntrigger = [\"x\", \"T\"]\ncancel-run = \"t\"\nsort = 3\n[keys.confirm]\nyes = \"enter\"\n", "keys.tasks.trigger = \"Ctrl+C\"\nkeys.find.accept = \"a\"",
		"[keys.tasks]\ntrigger = \"alt+B\"\nopen = \"space\"\nrefresh = \"pgdwn\"\n", "[[keys]]\n[[profiles.p]]\n", "theme = \n",
	} {
		f.Add([]byte(in))
	}
	f.Fuzz(func(t *testing.T, text []byte) { checkSettings(t, text) })
}

// checkSettings parses a file and checks that the settings are within their bounds,
// that every fault has a line number and is a single line, and that the keys do not
// clash, leave no action without one and do not change ctrl+c or confirmations.
func checkSettings(t interface {
	Helper()
	Fatalf(format string, args ...any)
}, text []byte,
) {
	t.Helper()
	config, err := parse(text, "c")
	faults, ok := errors.AsType[Faults](err)
	if err != nil && !ok {
		t.Fatalf("%q: %v is not a list of faults", text, err)
	}
	for _, fault := range faults {
		if fault.Line < 1 || strings.Contains(fault.Error(), "\n") {
			t.Fatalf("%q: %q has no line number, or several lines", text, fault)
		}
	}
	all := append(slices.Collect(maps.Values(config.Profiles)), config, config.For("prod"))
	for _, effective := range all {
		if effective.Limit < 0 || effective.Limit > 100 || effective.PollInterval < 0 || effective.PollInterval > maxDuration || effective.Timeout < 0 || effective.Timeout > maxDuration {
			t.Fatalf("%q: out of bounds: %+v", text, effective)
		}
	}
	base := keymap.Default()
	bound, _ := config.Keymap(base)
	taken := map[string]bool{}
	for i, entry := range bound.Entries() {
		if standard := base.Entries()[i].Keys; len(entry.Keys) == 0 || entry.Scope.Question() && !slices.Equal(entry.Keys, standard) {
			t.Fatalf("%q: %s.%s has the keys %q, standard with %q", text, entry.Scope, entry.Action, entry.Keys, standard)
		}
		for _, name := range entry.Keys {
			binding := string(entry.Scope) + " " + name
			if name == "ctrl+c" || taken[binding] {
				t.Fatalf("%q: %s is bound twice, or is ctrl+c", text, binding)
			}
			taken[binding] = true
		}
	}
	if got := config.Values("prod"); len(got) < len(settings()) {
		t.Fatalf("%q: only %d settings are listed", text, len(got))
	}
}

func TestAFileThatCannotBeRead(t *testing.T) {
	dir := t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, "ax-tui", "config.toml"), 0o700); err != nil {
		t.Fatal(err)
	}
	config, err := Load(func(name string) string { return map[string]string{"XDG_CONFIG_HOME": dir}[name] })
	if err == nil || !config.Found || strings.Count(err.Error(), "config.toml") != 1 {
		t.Errorf("%v", err)
	}
}

func TestValuesHaveSources(t *testing.T) {
	config, err := parse([]byte("theme = \"dark\"\nlimit = 20\nread_only = true\n[profiles.prod]\ntheme = \"light\"\nspace = \"B\"\nread_only = false\n[notify]\nstatus = false\nbell = true\ndesktop = \"osc777\"\n[keys.tasks]\ntrigger = [\"t\", \"T\"]\nsort = \"n\"\n"), "c")
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]Value{}
	var order []string
	for _, value := range config.Values("prod") {
		got[value.Name] = value
		order = append(order, value.Name)
	}
	for _, want := range []Value{
		{"theme", "light", "c, profiles.prod"},
		{"space", "B", "c, profiles.prod"},
		{"limit", "20", "c"},
		{"read_only", "true", "c"}, // a profile cannot turn it off
		{"timeout", "600 s", "default"},
		{"watch_budget", "2 /s", "default"},
		{"notify.status", "false", "c"},
		{"notify.title", "true", "default"},
		{"notify.bell", "true", "c"},
		{"notify.desktop", "osc777", "c"},
		{"keys.tasks.trigger", "t T", "c"},
	} {
		if got[want.Name] != want {
			t.Errorf("%+v, want %+v", got[want.Name], want)
		}
	}
	if _, ok := got["keys.tasks.sort"]; ok {
		t.Error("a refused key binding is listed")
	}
	if len(order) != len(settings())+len(notifySettings())+1 || order[0] != "theme" {
		t.Errorf("%q", order)
	}
	for _, value := range config.Values("other") {
		if value.Name == "theme" && value != (Value{"theme", "dark", "c"}) {
			t.Errorf("%+v", value)
		}
	}
}

// a file that is not a file of settings is refused before it costs anything: its cost is
// compared with that of the largest file that is accepted.
func TestFilesThatAreNoSettings(t *testing.T) {
	var most strings.Builder
	for i := range 999 {
		fmt.Fprintf(&most, "setting_%d = 1\n", i)
	}
	// The shortest of some attempts: what else runs at the time is not measured.
	load := func(content string, enough time.Duration) (config Config, cost time.Duration, err error) {
		config, cost, err = Config{}, time.Hour, nil
		for i := 0; i < 3 || cost > enough && i < 50; i++ {
			begun := time.Now()
			config, err = parse([]byte(content), "c")
			cost = min(cost, time.Since(begun))
		}
		return config, cost, err
	}
	config, allowed, err := load(most.String(), time.Hour)
	if err != nil || len(config.Warnings) != 21 || config.Warnings[20] != "c: 979 more such lines" {
		t.Fatalf("999 unknown settings: %v, %d warnings", err, len(config.Warnings))
	}
	long := strings.Repeat("x", 1<<19)
	for name, c := range map[string]struct{ content, want string }{
		"very many":           {strings.Repeat(most.String(), 40), "c: has more than 1000 keys"},
		"in one line":         {"a = {" + strings.Repeat("b = 1, ", 1<<16) + "}", "c: has more than 1000 keys"},
		"deep":                {"utc = true\n" + strings.Repeat("a.", 1<<18) + "a = 1", "c:2: has a key of more than 32 parts"},
		"a deep table":        {"[" + strings.Repeat("a.", 1<<18) + "a]", "c:1: has a key of more than 32 parts"},
		"a long value":        {"theme = \"" + long + "\"", "c:1: theme has more than 1000 characters"},
		"a long space":        {"space = \"" + long + "\"", "c:1: space has more than 1000 characters"},
		"nested":              {"a = " + strings.Repeat("[", 1<<18), "c:1:"},
		"a value, not a text": {"limit = \"" + long + "\"", "c:1: limit must be a whole number from 1 to 100, without quotes"},
		"an unended text":     {"space = \"" + long, "c:1:"},
	} {
		_, cost, err := load(c.content, 4*allowed)
		if err == nil || !strings.HasPrefix(err.Error(), c.want) || len(err.Error()) > 400 {
			t.Errorf("%s: %.300v, want %s", name, err, c.want)
		}
		if cost > 4*allowed {
			t.Errorf("%s: refused in %v; the largest file of settings takes %v", name, cost, allowed)
		}
	}
	config, _, err = load(long+" = 1\n[keys."+long+"]\na = \"b\"\n[keys.tasks]\ntrigger = \""+long+"\"\n", time.Hour)
	_, warn := config.Keymap(keymap.Default())
	for _, line := range append(warn, config.Warnings...) {
		if len(line) > 700 || err != nil {
			t.Errorf("%v, a warning of %d characters: %.99s", err, len(line), line)
		}
	}
	if len(warn) != 2 || len(config.Warnings) != 1 {
		t.Errorf("%d and %d warnings", len(warn), len(config.Warnings))
	}
}
