package config

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"ax-tui/keymap"
)

func TestLoad(t *testing.T) {
	for _, tt := range []struct{ name, text, want string }{
		{"nothing", "", ""},
		{"everything", "theme = \"dark\"\nascii = true\nutc = true\nread_only = true\nlimit = 50\nspace = \"S\"\norg_id = \"O\"\noutput = \"json\"\nclipboard = \"off\"\nprofile = \"p\"\n[profiles.prod]\nread_only = true\n[keys.tasks]\ntrigger = [\"T\"]\n", ""},
		{"output", "# comment\noutput = \"pink\"\n", `config.toml:2: output is "pink"; choose one of table, json`},
		{"limit", "limit = 101\n", "config.toml:1: limit is 101; it must be from 1 to 100"},
		{"type", "ascii = \"yes\"\n", "config.toml:1:"},
		{"syntax", "theme = \n", "config.toml:1:"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := parse([]byte(tt.text), "config.toml")
			if tt.want == "" && err != nil || tt.want != "" && (err == nil || !strings.HasPrefix(err.Error(), tt.want)) {
				t.Errorf("%v, want %q", err, tt.want)
			}
		})
	}
}

func TestUnknownSettingsWarn(t *testing.T) {
	config, err := parse([]byte("utc = true\nreadonly = true\n[profiles.x]\nwonder = 1\n"), "config.toml")
	if err != nil || len(config.Warnings) != 2 {
		t.Fatalf("%v %q", err, config.Warnings)
	}
	if want := "config.toml:2:1: unknown setting readonly; did you mean read_only?"; config.Warnings[0] != want {
		t.Errorf("%q, want %q", config.Warnings[0], want)
	}
	if !config.UTC {
		t.Error("the known settings are not applied")
	}
}

func TestPath(t *testing.T) {
	dir := t.TempDir()
	env := func(vars map[string]string) func(string) string {
		return func(name string) string { return vars[name] }
	}
	for want, vars := range map[string]map[string]string{
		filepath.Join(dir, "ax-tui", "config.toml"):             {"XDG_CONFIG_HOME": dir, "HOME": "/h"},
		filepath.Join("/h", ".config", "ax-tui", "config.toml"): {"HOME": "/h", "XDG_CONFIG_HOME": "relative"},
		"": {},
	} {
		if got := Path(env(vars)); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	if config, err := Load(env(map[string]string{"XDG_CONFIG_HOME": dir})); err != nil || config.Found {
		t.Errorf("no file: %v", err)
	}
	if err := os.MkdirAll(filepath.Join(dir, "ax-tui"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "ax-tui", "config.toml"), []byte("limit = 7"), 0o600); err != nil {
		t.Fatal(err)
	}
	config, err := Load(env(map[string]string{"XDG_CONFIG_HOME": dir}))
	if err != nil || !config.Found || config.Limit != 7 {
		t.Errorf("%v %v", config, err)
	}
}

func TestProfileOverrides(t *testing.T) {
	config := Config{Space: "A", Theme: "dark", Profiles: map[string]Config{"prod": {ReadOnly: true, Space: "B"}}}
	if prod := config.For("prod"); !prod.ReadOnly || prod.Space != "B" || prod.Theme != "dark" {
		t.Errorf("%+v", prod)
	}
	if other := config.For("other"); other.ReadOnly || other.Space != "A" {
		t.Errorf("%+v", other)
	}
}

func TestKeys(t *testing.T) {
	config, err := parse([]byte(`[keys.tasks]
trigger = "T"
open = ["enter", "o"]
nothing = "z"
refresh = "ctrl+c"
sort = 3
[keys.confirm]
yes = "enter"
[keys.run]
pause = "ctrl+p"
`), "config.toml")
	if err != nil {
		t.Fatal(err)
	}
	keys, warn := config.Keymap(keymap.Default())
	if action, _ := keys.Find([]keymap.Scope{keymap.Tasks}, "T"); action != keymap.TriggerRun {
		t.Errorf("T is %q", action)
	}
	if _, ok := keys.Find([]keymap.Scope{keymap.Tasks}, "t"); ok {
		t.Error("t still triggers")
	}
	if action, _ := keys.Find([]keymap.Scope{keymap.Run}, "ctrl+p"); action != keymap.Pause {
		t.Errorf("ctrl+p is %q", action)
	}
	all := strings.Join(warn, "\n")
	for _, want := range []string{
		"keys.confirm.yes: the keys of confirmations cannot be changed", "keys.tasks.nothing: unknown action", `keys.tasks.refresh: "ctrl+c" cannot be bound`,
		"keys.tasks.open: o is already bound to latest-run", "keys.tasks.sort: must be a key or a list of keys",
	} {
		if !strings.Contains(all, want) {
			t.Errorf("no warning %q in\n%s", want, all)
		}
	}
	if len(warn) != 5 {
		t.Errorf("%d warnings", len(warn))
	}
}
