package config

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// The columns of a list are written into whatever form the file has, and the rest of
// it stays.
func TestKeepColumns(t *testing.T) {
	chosen := []string{"name", "|", "last run"}
	const line = `tasks = ["name", "|", "last run"]` + "\n"
	for _, tt := range []struct{ name, before, after string }{
		{"no file", "", "[columns]\n" + line},
		{"other settings", "theme = \"dark\" # mine\n", "theme = \"dark\" # mine\n\n[columns]\n" + line},
		{"another list", "[columns] # lists\nruns = [\"ran\"]\n\n[keys.tasks]\ntrigger = \"T\"\n", "[columns] # lists\n" + line + "runs = [\"ran\"]\n\n[keys.tasks]\ntrigger = \"T\"\n"},
		{"this list", "[columns]\ntasks = [ # first ]\n  'a]', \"b\\\"]\",\n] # last\nruns = []\n", "[columns]\n" + strings.TrimSuffix(line, "\n") + " # last\nruns = []\n"},
		{"dotted", "columns.tasks = []\nutc = true", "columns." + strings.TrimSuffix(line, "\n") + "\nutc = true"},
		{"inline", "columns = {tasks = ['a'], runs = ['b']}", `columns = {tasks = ["name", "|", "last run"], runs = ['b']}`},
		{"cannot be extended", "columns = {runs = ['b']}", ""},
		{"a fault", "theme = 5\n", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			home := t.TempDir()
			path := filepath.Join(home, "ax-tui", "config.toml")
			env := func(name string) string { return map[string]string{"XDG_CONFIG_HOME": home}[name] }
			if tt.before != "" {
				if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(path, []byte(tt.before), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			err := KeepColumns(env, "tasks", chosen)
			got, _ := os.ReadFile(path)
			if want := tt.after; want == "" && (err == nil || string(got) != tt.before) || want != "" && (err != nil || string(got) != want) {
				t.Fatalf("%v, and the file is\n%s\nwant\n%s", err, got, want)
			}
			if tt.after == "" {
				return
			}
			if loaded, err := Load(env); err != nil || !slices.Equal(loaded.Columns["tasks"], chosen) {
				t.Errorf("read again: %q, %v", loaded.Columns["tasks"], err)
			}
			if err := KeepColumns(env, "tasks", nil); err != nil {
				t.Fatal(err)
			}
			if loaded, err := Load(env); err != nil || loaded.Columns["tasks"] != nil {
				t.Errorf("after the reset: %q, %v", loaded.Columns["tasks"], err)
			}
		})
	}
}

func TestColumnsInTheFile(t *testing.T) {
	read, err := parse([]byte("[columns]\ntaks = ['a']\nruns = 'a'\n"), "config.toml")
	if err == nil || !strings.Contains(err.Error(), `config.toml:3: columns.runs must be a list of columns in quotes`) {
		t.Errorf("the fault is %v", err)
	}
	if len(read.Warnings) != 1 || !strings.Contains(read.Warnings[0], "unknown list columns.taks; did you mean tasks?") {
		t.Errorf("the warnings are %q", read.Warnings)
	}
}
