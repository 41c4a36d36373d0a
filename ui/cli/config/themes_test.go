package config

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"ax-tui/api/settingsfile"
	"ax-tui/theme"
)

// homeWith returns the environment of a home folder with files of settings and themes.
func homeWith(t *testing.T, files map[string]string) (env func(string) string, dir string) {
	t.Helper()
	home := t.TempDir()
	dir = filepath.Join(home, "ax-tui")
	for name, content := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return func(name string) string { return map[string]string{"XDG_CONFIG_HOME": home}[name] }, dir
}

func TestThemes(t *testing.T) {
	env, dir := homeWith(t, map[string]string{
		"themes/solar.toml": "base = \"dark\"\ndim = \"#839496\"\naccent = 4\nhue = 3\n", "themes/auto.toml": "", "themes/.hidden.toml": "", "themes/notes.txt": "",
		"themes/a.b.toml": "", "themes/two\nlines.toml": "", "elsewhere.toml": "",
	})
	if got := Themes(env); !slices.Equal(got, []string{"a.b", "solar"}) {
		t.Errorf("the themes are %q", got)
	}
	choice, warnings, err := ReadTheme(env, "solar")
	if err != nil || choice.Name != "solar" || choice.Custom.Base != "dark" || !maps.Equal(choice.Custom.Colours, map[string]string{"dim": "#839496", "accent": "4"}) {
		t.Errorf("%v %+v", err, choice.Custom)
	}
	if want := filepath.Join(dir, "themes", "solar.toml") + ":4:1: unknown colour hue"; len(warnings) != 1 || warnings[0] != want {
		t.Errorf("warnings %q, want %q", warnings, want)
	}
	if choice, _, err := ReadTheme(env, "auto"); err != nil || choice.Custom != nil {
		t.Errorf("a file replaces a built-in theme: %v %+v", err, choice)
	}
	for _, name := range []string{"pink", "../elsewhere", ".hidden", "notes", "/etc/passwd"} {
		_, _, err := ReadTheme(env, name)
		if want := fmt.Sprintf("theme is %q; choose one of auto, dark, light, high-contrast, none, a.b, solar", name); err == nil || err.Error() != want {
			t.Errorf("%v, want %s", err, want)
		}
	}
	nowhere := func(string) string { return "" }
	if ThemeDir(nowhere) != "" || Themes(nowhere) != nil {
		t.Error("there are themes without a home folder")
	}
}

// The settings name a theme of a file, for all profiles or for one; any other is a fault
// with its line, and does not count.
func TestThemesOfTheSettings(t *testing.T) {
	env, dir := homeWith(t, map[string]string{
		"config.toml": "utc = true\ntheme = \"solar\"\n[profiles.a]\ntheme = \"moon\"\n[profiles.b]\ntheme = \"solr\"\nread_only = 1\n", "themes/solar.toml": "", "themes/moon.toml": "",
	})
	config, err := Load(env)
	want := filepath.Join(dir, "config.toml") + `:6: theme is "solr"; choose one of auto, dark, light, high-contrast, none, moon, solar; did you mean solar?`
	if faults, _ := errors.AsType[Faults](err); len(faults) != 2 || faults[0].Error() != want {
		t.Errorf("%v, want first %s", faults, want)
	}
	for profile, theme := range map[string]string{"": "solar", "a": "moon", "b": "solar"} {
		if got := config.For(profile).Theme; got != theme {
			t.Errorf("profile %q has the theme %q, want %q", profile, got, theme)
		}
	}
}

func TestThemeFaultsHaveLines(t *testing.T) {
	const colour = `; a colour is "#rrggbb", a number from 0 to 255, or "" for the terminal's own`
	for content, want := range map[string]string{
		"dim = \"blue\"":                       `t:1: dim is "blue"` + colour,
		"\ndim = 256":                          "t:2: dim is 256" + colour,
		"dim = -1":                             "t:1: dim is -1" + colour,
		"dim = true":                           "t:1: dim is true" + colour,
		"dim = [1, 2]":                         "t:1: dim is []interface {}{1, 2}" + colour,
		"[dark]\nkey = \"#fff\"":               `t:2: dark.key is "#fff"` + colour,
		"dark = 3":                             "t:1: dark must be a table: [dark] with accent = \"#7cc7ff\" below it",
		"base = \"pink\"":                      `t:1: base is "pink"; choose one of dark, light, high-contrast`,
		"base = \"dark\"\n[light]\ndim = 3":    `t:2: [light] is for themes that follow the terminal; this one has base = "dark"`,
		"dim = 1\ndim = 2":                     "t:2:1: is not valid TOML: ",
		"dim = ":                               "t:1:",
		strings.Repeat("[", 1<<18):             "t:1:",
		"dim = \"" + strings.Repeat("x", 9999): `t:1:`,
	} {
		_, _, err := parseTheme([]byte(content), "t")
		if err == nil || !strings.HasPrefix(err.Error(), want) || len(err.Error()) > 500 {
			t.Errorf("%.99q: %v, want %s", content, err, want)
		}
	}
	env, dir := homeWith(t, map[string]string{"themes/large.toml": strings.Repeat("#", settingsfile.MaxSize+1), "themes/blue.toml": "\ndim = \"blue\""})
	if err := os.Mkdir(filepath.Join(dir, "themes", "folder.toml"), 0o700); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"large": "it is larger than 1 MB", "folder": "it is not a regular file"} {
		if _, _, err := ReadTheme(env, name); err == nil || !strings.HasSuffix(err.Error(), name+".toml: cannot read the file: "+want) {
			t.Errorf("%s: %v, want %s", name, err, want)
		}
	}
	for _, file := range CheckThemes(env) { // without the path, for lists
		if want := map[string]string{"large": "cannot read the file: it is larger than 1 MB", "blue": `line 2: dim is "blue"` + colour}[file.Name]; want != "" && file.Why() != want {
			t.Errorf("%s: %s, want %s", file.Name, file.Why(), want)
		}
	}
}

func TestUnknownColoursWarn(t *testing.T) {
	_, warnings, err := parseTheme([]byte("acent = 1\nbse = \"dark\"\n[dark]\nselectfg = 1\nhue = 2\n"), "t")
	want := []string{"t:1:1: unknown colour acent; did you mean accent?", "t:2:1: unknown colour bse; did you mean base?", "t:4:1: unknown colour dark.selectfg; did you mean select_fg?", "t:5:1: unknown colour dark.hue"}
	if err != nil || !slices.Equal(warnings, want) {
		t.Errorf("%v %q, want %q", err, warnings, want)
	}
}

// FuzzTheme: any file gives faults with lines, or a theme whose colours are colours.
func FuzzTheme(f *testing.F) {
	for _, in := range []string{
		"", "\ufeffbase = \"dark\"\ndim = \"#839496\"\n", "accent = 4\n[dark]\ngood = \"2\"\n[light]\ngood = \"\"\n", "base = \"light\"\n[dark]\n", "dark = { dim = 1, bad = 999 }", "dim.x = 1", "[[dark]]\n", "dim = \n",
	} {
		f.Add([]byte(in))
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		custom, _, err := parseTheme(content, "t")
		faults, _ := errors.AsType[Faults](err)
		for _, fault := range faults {
			if fault.Line < 1 || strings.Contains(fault.Error(), "\n") {
				t.Fatalf("%q: %q has no line number, or several lines", content, fault)
			}
		}
		if (custom == nil) != (len(faults) > 0) {
			t.Fatalf("%q: theme %v, error %v", content, custom, err)
		}
		if custom == nil {
			return
		}
		for _, table := range []map[string]string{custom.Colours, custom.Dark, custom.Light} {
			for role, code := range table {
				if theme.CheckColour(code) != nil || !slices.Contains(theme.Roles(), role) {
					t.Fatalf("%q: %s = %q", content, role, code)
				}
			}
		}
	})
}

// The schema of theme files has each role and no other, and allows what is allowed.
func TestThemeSchema(t *testing.T) {
	var schema struct {
		Properties map[string]struct{ Enum []string }
		Defs       struct {
			Colour struct {
				OneOf []struct {
					Pattern          string
					Minimum, Maximum int
				}
			}
			Colours struct{ Properties map[string]any }
		} `json:"$defs"`
	}
	if err := json.Unmarshal([]byte(ThemeSchema), &schema); err != nil {
		t.Fatal(err)
	}
	roles := slices.Sorted(slices.Values(theme.Roles()))
	if got := slices.Sorted(maps.Keys(schema.Defs.Colours.Properties)); !slices.Equal(got, roles) {
		t.Errorf("the roles of one side are %q, want %q", got, roles)
	}
	if got, want := slices.Sorted(maps.Keys(schema.Properties)), slices.Sorted(slices.Values(append(roles, "base", "dark", "light"))); !slices.Equal(got, want) {
		t.Errorf("the keys are %q, want %q", got, want)
	}
	if got := schema.Properties["base"].Enum; !reflect.DeepEqual(got, theme.Bases()) {
		t.Errorf("the bases are %q", got)
	}
	pattern := regexp.MustCompile(schema.Defs.Colour.OneOf[0].Pattern)
	for number := range 300 {
		if code := fmt.Sprint(number); pattern.MatchString(code) != (theme.CheckColour(code) == nil) {
			t.Errorf("%s: in the schema %v", code, pattern.MatchString(code))
		}
	}
	for _, code := range []string{"", "#a0B1c2", "#fff", "blue", "-1", "01", " 1"} {
		if pattern.MatchString(code) != (theme.CheckColour(code) == nil) {
			t.Errorf("%q: in the schema %v", code, pattern.MatchString(code))
		}
	}
}
