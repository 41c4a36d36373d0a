package doctor

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"ax-tui/api/login"
	"ax-tui/ui/cli/config"
	"ax-tui/ui/cli/tasks"
)

// settingsIn writes files below a home folder and loads the settings from it.
func settingsIn(t *testing.T, files, vars map[string]string) Settings {
	t.Helper()
	home := t.TempDir()
	for name, content := range files {
		path := filepath.Join(home, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		mode := os.FileMode(0o600)
		if strings.Contains(name, "open") {
			mode = 0o644
		}
		if err := os.WriteFile(path, []byte(content), mode); err != nil {
			t.Fatal(err)
		}
	}
	env := func(name string) string {
		if name == "HOME" {
			return home
		}
		return vars[name]
	}
	settings := Settings{Env: env}
	settings.Config, settings.ConfigErr = config.Load(env)
	settings.Login, settings.LoginErr = login.Load(login.Request{Profile: Profile("", &settings.Config, env), Env: env})
	settings.Profiles = login.Profiles(login.Request{Env: env})
	settings.Themes = config.CheckThemes(env)
	return settings
}

const (
	settingsPath = ".config/ax-tui/config.toml"
	themesPath   = ".config/ax-tui/themes/"
)

func TestConfigCheck(t *testing.T) {
	key := map[string]string{"ARIZE_API_KEY": secret}
	for _, tt := range []struct {
		name        string
		files, vars map[string]string
		code        int
		want        []string // a part of each line, in order
	}{
		{"no finding", nil, key, 0, []string{"ok: environment at https://api.arize.com"}},
		{"no key", nil, nil, tasks.Auth, []string{"error: there is no API key"}},
		{
			"every fault and every warning",
			map[string]string{settingsPath: "theme = \"pink\"\nlimit = 0\nodd = 1\n[keys.tasks]\ntrigger = \"x\"\n"},
			key, tasks.Usage,
			[]string{"config.toml:3:1: unknown setting odd", "config.toml:5:1: keys.tasks.trigger: x is already bound to cancel-run", "error: ", "config.toml:2: limit is 0"},
		},
		{"a variable that is missing", map[string]string{".arize/profiles/default.toml": "[auth]\napi_key = \"${NOWHERE}\"\n"}, nil, tasks.Usage, []string{"NOWHERE"}},
		{
			"a key that others may read",
			map[string]string{".arize/profiles/open.toml": "[auth]\napi_key = \"" + secret + "\"\n", ".arize/.active_profile": "open"},
			nil, 0,
			[]string{"warning: ", "ok: open at"},
		},
		{"a stale active profile", map[string]string{".arize/.active_profile": "gone"}, nil, tasks.Usage, []string{"error: ", `"gone"`}},
		{"a stale active profile behind a key", map[string]string{".arize/.active_profile": "gone"}, key, 0, []string{`"gone"`, "ok: environment"}},
		{"another profile that is broken", map[string]string{".arize/profiles/bad.toml": "[auth"}, key, 0, []string{"warning: the profile bad cannot be used: ", "ok: "}},
		{
			"unknown profiles",
			map[string]string{settingsPath: "profile = \"work\"\n[profiles.prod]\nread_only = true\n"},
			key, 0,
			[]string{`profile is "work"`, "[profiles.prod] is for a profile that does not exist", "ok: "},
		},
		{"a CA bundle that is not there", nil, map[string]string{"ARIZE_API_KEY": secret, "ARIZE_SSL_CA_CERT": "/nowhere/ca.pem"}, tasks.Usage, []string{"error: ", "/nowhere/ca.pem"}},
		{
			"an expired OAuth login",
			map[string]string{".arize/config.toml": "[auth.oauth]\naccess_token = \"t\"\nexpires_at = \"1600000000\"\n"},
			nil,
			tasks.Auth,
			[]string{"error: the access token of the profile default expired at 2020-09-13 12:26 UTC. Run: ax auth login"},
		},
		{"a logged-out OAuth login", map[string]string{".arize/config.toml": "[auth]\nauth_method = \"oauth\"\n"}, nil, tasks.Auth, []string{"error: ", "is logged out. Run: ax auth login"}},
		{"control characters", map[string]string{settingsPath: "\"a\\u001b[2J\" = 1\n"}, key, 0, []string{"warning: ", "ok: "}},
		{
			"a theme that is used",
			map[string]string{settingsPath: "[profiles.p]\ntheme = \"mine\"\n", themesPath + "mine.toml": "dim = \"blue\"\n"},
			key, tasks.Usage,
			[]string{"error: ", "mine.toml:1: dim is "},
		},
		{
			"themes that are not used",
			map[string]string{
				themesPath + "bad.toml": "dim = 300\nfaint = []\n", themesPath + "dark.toml": "dim = 1\n", themesPath + "fine.toml": "dim = 1\n", themesPath + "odd.toml": "dimm = 1\n",
				themesPath + "pale.toml": "select_fg = \"#eeeeee\"\nselect_bg = \"#ffffff\"\n",
			},
			key, 0,
			[]string{
				"warning: ", "bad.toml:1: dim is 300", "warning: ", "bad.toml:2: faint is ", "dark.toml: is not used, for dark is a built-in theme", "odd.toml:1:1: unknown colour dimm; did you mean dim?",
				"pale.toml: select_fg #eeeeee on select_bg #ffffff can hardly be read", "ok: ",
			},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var buffer bytes.Buffer
			code, err := ConfigCheck(&buffer, settingsIn(t, tt.files, tt.vars), time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC))
			if err != nil || code != tt.code {
				t.Errorf("exit %d, want %d: %v\n%s", code, tt.code, err, buffer.String())
			}
			rest := buffer.String()
			for _, want := range tt.want {
				_, after, ok := strings.Cut(rest, want)
				if !ok {
					t.Errorf("no %q, in this order, in\n%s", want, buffer.String())
				}
				rest = after
			}
			if strings.Contains(buffer.String(), secret) || strings.Contains(buffer.String(), "\x1b") {
				t.Errorf("printed a secret or a control character:\n%q", buffer.String())
			}
			if strings.Contains(buffer.String(), "ok: ") == (code != 0) {
				t.Errorf("ok with exit %d", code)
			}
		})
	}
}

func TestConfigShow(t *testing.T) {
	settings := settingsIn(t, map[string]string{
		settingsPath:                "theme = \"dark\"\nspace = \"Mine\"\nprofile = \"work\"\n[profiles.work]\ntheme = \"light\"\n[keys.tasks]\ntrigger = \"T\"\n",
		".arize/profiles/work.toml": "[auth]\napi_key = \"" + secret + "\"\n",
	}, nil)
	var table, buffer bytes.Buffer
	if err := ConfigShow(&table, &settings, false); err != nil {
		t.Fatal(err)
	}
	if err := ConfigShow(&buffer, &settings, true); err != nil {
		t.Fatal(err)
	}
	var got struct {
		Settings []struct{ Name, Value, From string }
	}
	if err := json.Unmarshal(buffer.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	values := map[string]string{}
	for _, value := range got.Settings {
		if _, twice := values[value.Name]; twice {
			t.Errorf("%s is listed twice", value.Name)
		}
		values[value.Name] = value.Value
	}
	for name, want := range map[string]string{"login": "work", "key": "set", "theme": "light", "space": "Mine", "limit": "15", "keys.tasks.trigger": "T"} {
		if values[name] != want {
			t.Errorf("%s is %q, want %q", name, values[name], want)
		}
	}
	if !strings.HasPrefix(table.String(), "SETTING") || strings.Contains(table.String()+buffer.String(), secret) {
		t.Errorf("%s", table.String())
	}
	settings.Login.Space = "Other" // the space of the login wins
	for _, value := range settings.Values() {
		if value.Name == "space" && value.From == settings.Config.Path {
			t.Errorf("%+v is not the effective space", value)
		}
	}
}

func TestProfile(t *testing.T) {
	settings := config.Config{Profile: "work"}
	for _, tt := range []struct{ requested, key, want string }{{"", "", "work"}, {"", "ak", ""}, {"prod", "", "prod"}, {"prod", "ak", "prod"}, {"", " \n", "work"}} {
		if got := Profile(tt.requested, &settings, func(name string) string { return map[string]string{"ARIZE_API_KEY": tt.key}[name] }); got != tt.want {
			t.Errorf("%+v gives %q", tt, got)
		}
	}
}
