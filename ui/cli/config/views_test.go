package config

import (
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"ax-tui/api"
	"ax-tui/api/outcome"
	"ax-tui/ui/host"
)

func failing() host.View {
	return host.View{
		Name: "failing \"now\"", Space: api.Ref{Name: "Search Quality"}, Project: api.Ref{ID: "UHJvamVjdDoxMjM="}, Type: api.CodeEvaluation, TaskName: "日本",
		Outcome: outcome.Attention, Find: "a\tb", Sort: "errors", Reversed: true, Columns: []string{"name", "|", "errors"},
	}
}

// A view is written into the file and read again as it was; the rest of the file stays.
func TestKeepView(t *testing.T) {
	const head = `[views."failing \"now\""]` + "\n"
	for _, tt := range []struct{ name, before, prefix, suffix string }{
		{"no file", "", "", ""},
		{"other settings", "theme = \"dark\" # mine\n\n\n", "theme = \"dark\" # mine\n\n" + head, ""},
		{"another view", "[views.other]\nsort = 'name'\n", "[views.other]\nsort = 'name'\n\n" + head, ""},
		{"this view", "utc = true\n[views.'failing \"now\"']\nfind = 'x'\ncolumns = [\n 'a',\n]\n\n# of the keys\n  [keys.tasks]\ntrigger = \"T\"\n", "utc = true\n" + head, "\n# of the keys\n  [keys.tasks]\ntrigger = \"T\"\n"},
		{"dotted", "views.'failing \"now\"'.sort = 'name'\nutc = true\n", "refused", ""},
		{"inline", "views = {}\n", "refused", ""},
		{"a fault", "theme = 5\n", "refused", ""},
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
			view := failing()
			err := KeepView(env, &view)
			written, _ := os.ReadFile(path)
			if tt.prefix == "refused" {
				if err == nil || string(written) != tt.before {
					t.Fatalf("%v, and the file is\n%s", err, written)
				}
				return
			}
			if err != nil || !strings.HasPrefix(string(written), tt.prefix) || !strings.HasSuffix(string(written), tt.suffix) {
				t.Fatalf("%v, and the file is\n%s", err, written)
			}
			loaded, err := Load(env)
			if err != nil || !reflect.DeepEqual(loaded.Views[view.Name], view) || len(loaded.Warnings) > 0 {
				t.Errorf("read again: %+v, %v, %q", loaded.Views, err, loaded.Warnings)
			}
			if err := KeepView(env, &view); err != nil {
				t.Fatal(err)
			}
			if again, _ := os.ReadFile(path); string(again) != string(written) {
				t.Errorf("kept twice, the file is\n%s\nand was\n%s", again, written)
			}
		})
	}
}

func TestViewsInTheFile(t *testing.T) {
	read, err := parse([]byte("[views.a]\noutcome = 'faild'\ntask_type = 5\nsrot = 'name'\ncolumns = 'name'\n[views]\nb = 5\n"), "config.toml")
	faults, _ := errors.AsType[Faults](err)
	for _, want := range []string{
		"config.toml:2: views.a.outcome is \"faild\"; choose one of never-run, attention", "config.toml:3: views.a.task_type must be text",
		"config.toml:5: views.a.columns must be a list", "config.toml:7: views.b must be a table: [views.b] with outcome",
	} {
		if !slices.ContainsFunc(faults, func(fault Fault) bool { return strings.HasPrefix(fault.Error(), want) }) {
			t.Errorf("%q is missing in %q", want, err)
		}
	}
	if len(read.Warnings) != 1 || !strings.Contains(read.Warnings[0], "views.a.srot; did you mean sort?") {
		t.Errorf("warnings %q", read.Warnings)
	}
	if err := read.NoView("aa"); !strings.Contains(err.Error(), "saved views: a") {
		t.Error(err)
	}
	if err := (&Config{}).NoView("aa"); !strings.Contains(err.Error(), ":save-view NAME") {
		t.Error(err)
	}
}
