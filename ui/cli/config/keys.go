package config

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/pelletier/go-toml/v2/unstable"

	"ax-tui/keymap"
)

// Keymap binds keys anew. What cannot be bound is left as it was and told, with
// file, line and column. Keys may be swapped: only what results must not clash.
func (c Config) Keymap(base keymap.Map) (keymap.Map, []string) {
	bound, _, warn := c.bind(base)
	return bound, warn
}

// want is a row to be bound anew.
type binding struct {
	row      int
	keys     []string
	oldKeys  []string // what it had
	path     []string // scope and action
	position unstable.Position
}

// bind is Keymap; left are the scopes and actions that keep their keys.
func (c Config) bind(base keymap.Map) (bound keymap.Map, left map[string]bool, warn []string) {
	if len(c.Keys) == 0 {
		return base, nil, nil
	}
	rows := slices.Clone(base.Entries())
	left = map[string]bool{}
	var odd Faults
	refuse := func(path []string, err error) {
		full := append([]string{"keys"}, path...)
		left[joinKey(path...)] = true
		odd = append(odd, c.fault(strings.Join(full, ".")+": "+err.Error(), full...))
	}
	var wants []binding
	for _, scope := range slices.Sorted(maps.Keys(c.Keys)) {
		for _, action := range slices.Sorted(maps.Keys(c.Keys[scope])) {
			path := []string{scope, action}
			want, err := parseBinding(rows, scope, action, c.Keys[scope][action])
			if err != nil {
				refuse(path, err)
				continue
			}
			want.path, want.position = path, c.positions[joinKey("keys", scope, action)]
			wants = append(wants, want)
		}
	}
	slices.SortStableFunc(wants, func(left, right binding) int { return left.position.Offset - right.position.Offset })
	for _, want := range wants {
		rows[want.row].Keys = want.keys
	}
	revertClashes(rows, wants, refuse)
	return keymap.New(rows), left, odd.texts()
}

// settle gives rows whose new key clashes their old keys back, the last of the
// file first, until nothing clashes. The table as shipped has no clash, so this
// ends.
func revertClashes(rows []keymap.Entry, wants []binding, refuse func(path []string, err error)) {
	for again := true; again; {
		again = false
		for i := len(wants) - 1; i >= 0 && !again; i-- {
			want := wants[i]
			if clashing, with := clash(rows, want.row); with >= 0 {
				refuse(want.path, fmt.Errorf("%s is the key of %s", keymap.Name(clashing), rows[with].Action))
				rows[want.row].Keys = want.oldKeys
				wants = slices.Delete(wants, i, i+1)
				again = true
			}
		}
	}
}

// clash finds another row of the scope with one of the row's keys; -1: none.
func clash(rows []keymap.Entry, row int) (clashing string, with int) {
	for _, name := range rows[row].Keys {
		for i, entry := range rows {
			if i != row && entry.Scope == rows[row].Scope && slices.Contains(entry.Keys, name) {
				return name, i
			}
		}
	}
	return "", -1
}

// wanted judges one line of the file.
func parseBinding(rows []keymap.Entry, scope, action string, value any) (binding, error) {
	binding := binding{row: -1}
	var scopes, actions []string
	typed := true // no row of the scope has a printable key: letters are text there
	for i, entry := range rows {
		scopes = append(scopes, string(entry.Scope))
		if string(entry.Scope) != scope {
			continue
		}
		actions = append(actions, string(entry.Action))
		typed = typed && !slices.ContainsFunc(entry.Keys, func(name string) bool { return name != " " && printable(name) })
		if string(entry.Action) == action {
			binding.row, binding.oldKeys = i, entry.Keys
		}
	}
	switch {
	case len(actions) == 0:
		return binding, errors.New("there is no such scope" + suggestion(scope, scopes))
	case binding.row < 0:
		return binding, errors.New("there is no such action" + suggestion(action, actions))
	case keymap.Scope(scope) == keymap.Confirm:
		return binding, errors.New("the keys of questions cannot be changed")
	}
	list, err := keyList(value)
	if err != nil {
		return binding, err
	}
	for _, text := range list {
		name, err := parseKey(text)
		switch {
		case err != nil:
			return binding, err
		case typed && printable(name) && !slices.Contains(binding.oldKeys, name):
			return binding, fmt.Errorf("%s is text there; take a key such as ctrl+o or f4", keymap.Name(name))
		case !slices.Contains(binding.keys, name):
			binding.keys = append(binding.keys, name)
		}
	}
	return binding, nil
}

func keyList(value any) ([]string, error) {
	list, ok := value.([]any)
	if !ok {
		list = []any{value}
	}
	var out []string
	for _, item := range list {
		text, ok := item.(string)
		if !ok {
			return nil, errors.New("must be a key or a list of keys")
		}
		out = append(out, text)
	}
	if len(out) == 0 {
		return nil, errors.New("an action needs a key")
	}
	return out, nil
}

func printable(name string) bool { return utf8.RuneCountInString(name) == 1 }

// named gives a key the name that the program knows it by. What the help sheet
// prints can be written: PgDn, ↑, space.
func parseKey(text string) (string, error) {
	if printable(text) {
		if name, ok := alias(text); ok {
			return name, nil
		}
		if char, _ := utf8.DecodeRuneInString(text); unicode.IsGraphic(char) {
			return text, nil
		}
		return "", fmt.Errorf("%q is no key", text)
	}
	name := strings.ToLower(strings.TrimSpace(text))
	if standard, ok := alias(name); ok {
		return standard, nil
	}
	if same := equivalentKey(name); same != "" {
		return "", fmt.Errorf("terminals cannot tell %s from %s; take another key", name, same)
	}
	rest, alt := strings.CutPrefix(name, "alt+")
	_, letter, shift := strings.Cut(name, "shift+")
	switch {
	case name == "" || name == "ctrl+c":
		return "", fmt.Errorf("%q cannot be bound", name)
	case alt && printable(rest):
		_, letter, _ := strings.Cut(strings.TrimSpace(text), "+") // alt+B is not alt+b
		return "alt+" + letter, nil
	case alt && slices.Contains(namedKeys(), rest):
		return name, nil
	case shift && printable(letter):
		return "", fmt.Errorf("%q is written as the letter itself, such as %q", text, strings.ToUpper(letter))
	case slices.Contains(namedKeys(), name):
		return name, nil
	}
	return "", fmt.Errorf("%q is no key%s", text, suggestion(name, namedKeys()))
}

// alias gives other usual names of keys.
func alias(text string) (string, bool) {
	name, ok := map[string]string{
		"↑": "up", "↓": "down", "←": "left", "→": "right", "space": " ", "pgdn": "pgdown", "pagedown": "pgdown", "pageup": "pgup",
		"return": "enter", "escape": "esc", "del": "delete", "ins": "insert", "ctrl+space": "ctrl+@",
	}[text]
	return name, ok
}

// sameAs names the key that terminals send the same bytes for, "" for none.
func equivalentKey(name string) string {
	return map[string]string{
		"ctrl+i": "tab", "ctrl+m": "enter", "ctrl+j": "enter", "ctrl+[": "esc", "ctrl+h": "backspace",
		"shift+enter": "enter", "ctrl+enter": "enter", "shift+space": "space",
	}[name]
}

// special are the keys with a name, ctrl+c left out: it belongs to the root.
func namedKeys() []string {
	out := []string{"enter", "esc", "tab", "shift+tab", "backspace", "delete", "insert", `ctrl+\`, "ctrl+]", "ctrl+^", "ctrl+_", "ctrl+@"}
	for _, name := range []string{"up", "down", "left", "right", "home", "end"} {
		out = append(out, name, "ctrl+"+name, "shift+"+name, "ctrl+shift+"+name)
	}
	out = append(out, "pgup", "pgdown", "ctrl+pgup", "ctrl+pgdown")
	for i := 1; i <= 20; i++ {
		out = append(out, fmt.Sprintf("f%d", i))
	}
	for _, letter := range "abdefgklnopqrstuvwxyz" {
		out = append(out, "ctrl+"+string(letter))
	}
	return out
}
