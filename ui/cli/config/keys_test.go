package config

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"ax-tui/keymap"
)

// parseKeymap parses the settings and applies their key bindings.
func parseKeymap(t *testing.T, text string) (keymap.Map, []string) {
	t.Helper()
	config, err := parse([]byte(text), "c")
	if err != nil {
		t.Fatal(err)
	}
	return config.Keymap(keymap.Default())
}

func TestSwappedKeys(t *testing.T) {
	bound, warn := parseKeymap(t, "[keys.tasks]\ntrigger = \"x\"\ncancel-run = \"t\"\n")
	if len(warn) > 0 {
		t.Errorf("%q", warn)
	}
	for pressed, want := range map[string]keymap.Action{"x": keymap.TriggerRun, "t": keymap.CancelRun} {
		if action, _ := bound.Find([]keymap.Scope{keymap.Tasks}, pressed); action != want {
			t.Errorf("%s is %s, want %s", pressed, action, want)
		}
	}
	if action, _ := keymap.Default().Find([]keymap.Scope{keymap.Tasks}, "t"); action != keymap.TriggerRun {
		t.Error("the default table has changed")
	}
}

func TestFirstBindingOfAKeyWins(t *testing.T) {
	bound, warn := parseKeymap(t, "[keys.tasks]\ntrigger = \"f4\"\nedit-task = \"f4\"\n")
	if !slices.Equal(warn, []string{"c:3:1: keys.tasks.edit-task: f4 is already bound to trigger"}) {
		t.Errorf("%q", warn)
	}
	if action, _ := bound.Find([]keymap.Scope{keymap.Tasks}, "e"); action != keymap.EditTask {
		t.Error("the refused binding changed its row")
	}
}

func TestRefusedBindings(t *testing.T) {
	for text, want := range map[string]string{
		"[keys.taks]\ntrigger = \"T\"":          "c:2:1: keys.taks.trigger: unknown scope; did you mean tasks?",
		"[keys.tasks]\n triger = \"T\"":         "c:2:2: keys.tasks.triger: unknown action; did you mean trigger?",
		"keys.tasks.trigger = \"pgdwn\"":        `c:1:12: keys.tasks.trigger: "pgdwn" is not a key; did you mean pgdown?`,
		"[keys.tasks]\ntrigger = \"ctrl+c\"":    `c:2:1: keys.tasks.trigger: "ctrl+c" cannot be bound`,
		"[keys.tasks]\ntrigger = \"Ctrl+C\"":    `c:2:1: keys.tasks.trigger: "ctrl+c" cannot be bound`,
		"[keys.tasks]\ntrigger = \"\"":          `c:2:1: keys.tasks.trigger: "" cannot be bound`,
		"[keys.tasks]\ntrigger = []":            "c:2:1: keys.tasks.trigger: needs at least one key",
		"[keys.tasks]\ntrigger = [1]":           "c:2:1: keys.tasks.trigger: must be a key or a list of keys",
		"[keys.tasks]\ntrigger = \"ctrl+i\"":    "c:2:1: keys.tasks.trigger: terminals cannot tell ctrl+i from tab; choose another key",
		"[keys.tasks]\ntrigger = \"shift+t\"":   `c:2:1: keys.tasks.trigger: write "shift+t" as the letter itself, such as "T"`,
		"[keys.tasks]\ntrigger = \"\\u0007\"":   `c:2:1: keys.tasks.trigger: "\a" is not a key`,
		"[keys.tasks]\ntrigger = \"x\"":         "c:2:1: keys.tasks.trigger: x is already bound to cancel-run",
		"[keys.confirm]\nno = \"f4\"":           "c:2:1: keys.confirm.no: the keys of confirmations cannot be changed",
		"[keys.find]\naccept = \"a\"":           "c:2:1: keys.find.accept: a types text there; choose a key such as ctrl+o or f4",
		"[keys.pick-field]\nunpick = \"u\"":     "c:2:1: keys.pick-field.unpick: u types text there; choose a key such as ctrl+o or f4",
		"[keys.editor]\nindent = \"space\"":     "c:2:1: keys.editor.indent: space types text there; choose a key such as ctrl+o or f4",
		"keys = { tasks = { trigger = \"x\" }}": "c:1:20: keys.tasks.trigger: x is already bound to cancel-run",
	} {
		bound, warn := parseKeymap(t, text)
		if !slices.Equal(warn, []string{want}) {
			t.Errorf("%q: %q, want %q", text, warn, want)
		}
		if !same(bound.Entries(), keymap.Default().Entries()) {
			t.Errorf("%q: the table has changed", text)
		}
	}
}

func same(left, right []keymap.Entry) bool {
	return slices.EqualFunc(left, right, func(entry, other keymap.Entry) bool {
		return entry.Action == other.Action && slices.Equal(entry.Keys, other.Keys)
	})
}

// TestParseKeyReadsEveryKeyOfTheHelp also covers the names that Bubble Tea uses.
func TestParseKeyReadsEveryKeyOfTheHelp(t *testing.T) {
	for _, entry := range keymap.Default().Entries() {
		for _, name := range entry.Keys {
			for _, written := range []string{name, keymap.Name(name)} {
				if got, err := parseKey(written); err != nil || got != name {
					t.Errorf("%q is %q, %v; want %q", written, got, err, name)
				}
			}
		}
	}
	for written, want := range map[string]string{"PageDown": "pgdown", "Ctrl+O": "ctrl+o", "alt+B": "alt+B", "Alt+x": "alt+x", "alt+enter": "alt+enter", "ctrl+space": "ctrl+@", "é": "é", "alt++": "alt++"} {
		if got, err := parseKey(written); err != nil || got != want {
			t.Errorf("%q is %q, %v; want %q", written, got, err, want)
		}
	}
}

// TestAnyKeymap checks for any bindings: no key has two actions in a scope, no
// action loses its last key, confirmations do not change, ctrl+c stays unbound,
// and every refused line has a warning.
func TestAnyKeymap(t *testing.T) {
	base := keymap.Default()
	rapid.Check(t, func(t *rapid.T) {
		config := Config{Path: "c", Keys: map[string]map[string]any{}}
		lines := 0
		for range rapid.IntRange(1, 8).Draw(t, "lines") {
			entry := rapid.SampledFrom(base.Entries()).Draw(t, "row")
			keys := rapid.SliceOfN(rapid.SampledFrom([]string{"x", "t", "T", "enter", "esc", "ctrl+c", "f4", "space", "q", "ctrl+o", "é", "nokey"}), 1, 2).Draw(t, "keys")
			var list []any
			for _, name := range keys {
				list = append(list, name)
			}
			if config.Keys[string(entry.Scope)] == nil {
				config.Keys[string(entry.Scope)] = map[string]any{}
			}
			if _, twice := config.Keys[string(entry.Scope)][string(entry.Action)]; !twice {
				lines++
			}
			config.Keys[string(entry.Scope)][string(entry.Action)] = list
		}
		result, warn := config.Keymap(base)
		bound := 0
		taken := map[string]bool{}
		for i, entry := range result.Entries() {
			if len(entry.Keys) == 0 {
				t.Fatalf("%s.%s has no keys", entry.Scope, entry.Action)
			}
			for _, name := range entry.Keys {
				if taken[string(entry.Scope)+name] || name == "ctrl+c" {
					t.Fatalf("%s: %s twice, or ctrl+c", entry.Scope, name)
				}
				taken[string(entry.Scope)+name] = true
			}
			if entry.Scope.Question() && !slices.Equal(entry.Keys, base.Entries()[i].Keys) {
				t.Fatalf("confirmations have other keys: %v", entry.Keys)
			}
			if _, asked := config.Keys[string(entry.Scope)][string(entry.Action)]; asked && !strings.Contains(strings.Join(warn, "\n")+"\n", "keys."+string(entry.Scope)+"."+string(entry.Action)+":") {
				bound++
			}
		}
		if bound+len(warn) != lines {
			t.Fatalf("%d lines, %d bound, %d warnings: %q", lines, bound, len(warn), warn)
		}
	})
}

// Keys that take a key of another scope away are bound, with a warning.
func TestHiddenKeys(t *testing.T) {
	for text, want := range map[string][]string{
		"[keys.tasks]\ntrigger = [\"q\"]":                            {"c:2:1: keys.tasks.trigger: q then no longer means quit (global) there"},
		"[keys.task]\nopen = \":\"":                                  {"c:2:1: keys.task.open: : then no longer means palette (global) there"},
		"[keys.run]\ncopy = \"down\"":                                {"c:2:1: keys.run.copy: ↓ then no longer means down (move) there"},
		"[keys.global]\nquit = \"j\"":                                {"c:2:1: keys.global.quit: j means down (move) first"},
		"[keys.form]\nback = \"f8\"":                                 {"c:2:1: keys.form.back: f8 means next-fault (editor) first"},
		"[keys.tasks]\ntrigger = \"q\"\n[keys.global]\nquit = \"Q\"": nil,
		"[keys.tasks]\nopen = [\"enter\", \"l\", \"o\"]":             nil, // refused
		"[keys.sheet]\nback = [\"esc\", \"q\", \"?\"]":               nil, // as it was
		"[keys.tasks]\ntrigger = \"T\"":                              nil,
	} {
		config, err := parse([]byte(text), "c")
		if got := config.Hidden(keymap.Default()); err != nil || !slices.Equal(got, want) {
			t.Errorf("%q: %v %q, want %q", text, err, got, want)
		}
	}
}
