package config

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/pelletier/go-toml/v2/unstable"

	"ax-tui/api/settingsfile"
	"ax-tui/keymap"
)

// Keymap applies the key bindings of the settings to base. A binding that is not
// possible leaves its row unchanged and adds a warning with file, line and column.
// Keys may be swapped: only the result must be free of clashes.
func (c *Config) Keymap(base keymap.Map) (keymap.Map, []string) {
	bound, _, warn := c.bind(base)
	return bound, warn
}

// binding is a new binding of one row.
type binding struct {
	row      int
	keys     []string
	oldKeys  []string // the keys it replaces
	path     []string // scope and action
	position unstable.Position
}

// bind does the work of Keymap; refused holds the scope and action of each refused
// binding.
func (c *Config) bind(base keymap.Map) (bound keymap.Map, refused map[string]bool, warn []string) {
	if len(c.Keys) == 0 {
		return base, nil, nil
	}
	rows := slices.Clone(base.Entries())
	refused = map[string]bool{}
	var faults Faults
	refuse := func(path []string, err error) {
		full := append([]string{"keys"}, path...)
		refused[settingsfile.JoinKey(path...)] = true
		faults = append(faults, c.fault(strings.Join(full, ".")+": "+err.Error(), full...))
	}
	var bindings []binding
	for _, scope := range slices.Sorted(maps.Keys(c.Keys)) {
		for _, action := range slices.Sorted(maps.Keys(c.Keys[scope])) {
			path := []string{scope, action}
			parsed, err := parseBinding(rows, scope, action, c.Keys[scope][action])
			if err != nil {
				refuse(path, err)
				continue
			}
			parsed.path, parsed.position = path, c.positions[settingsfile.JoinKey("keys", scope, action)]
			bindings = append(bindings, parsed)
		}
	}
	sort.SliceStable(bindings, func(i, j int) bool { return bindings[i].position.Offset < bindings[j].position.Offset })
	for _, parsed := range bindings {
		rows[parsed.row].Keys = parsed.keys
	}
	revertClashes(rows, bindings, refuse)
	return keymap.New(rows), refused, faults.texts()
}

// revertClashes restores the old keys of rows whose new keys clash, starting at the
// end of the file, until nothing clashes. It terminates because the default table
// has no clash.
func revertClashes(rows []keymap.Entry, bindings []binding, refuse func(path []string, err error)) {
	for reverted := true; reverted; {
		reverted = false
		for i := len(bindings) - 1; i >= 0 && !reverted; i-- {
			parsed := bindings[i]
			if name, other := clash(rows, parsed.row); other >= 0 {
				refuse(parsed.path, fmt.Errorf("%s is already bound to %s", keymap.Name(name), rows[other].Action))
				rows[parsed.row].Keys = parsed.oldKeys
				bindings = slices.Delete(bindings, i, i+1)
				reverted = true
			}
		}
	}
}

// clash finds another row of the same scope with one of the row's keys; other is -1
// if there is none.
func clash(rows []keymap.Entry, row int) (clashing string, other int) {
	for _, name := range rows[row].Keys {
		for i, entry := range rows {
			if i != row && entry.Scope == rows[row].Scope && slices.Contains(entry.Keys, name) {
				return name, i
			}
		}
	}
	return "", -1
}

// parseBinding parses and checks one line of the file.
func parseBinding(rows []keymap.Entry, scope, action string, value any) (binding, error) {
	parsed := binding{row: -1}
	var scopes, actions []string
	isText := true // no row of the scope has a printable key, so letters are text there
	for i, entry := range rows {
		scopes = append(scopes, string(entry.Scope))
		if string(entry.Scope) != scope {
			continue
		}
		actions = append(actions, string(entry.Action))
		isText = isText && !slices.ContainsFunc(entry.Keys, func(name string) bool { return name != " " && printable(name) })
		if string(entry.Action) == action {
			parsed.row, parsed.oldKeys = i, entry.Keys
		}
	}
	switch {
	case len(actions) == 0:
		return parsed, errors.New("unknown scope" + suggestion(scope, scopes))
	case parsed.row < 0:
		return parsed, errors.New("unknown action" + suggestion(action, actions))
	case keymap.Scope(scope).Question():
		return parsed, errors.New("the keys of confirmations cannot be changed")
	}
	list, err := keyList(value)
	if err != nil {
		return parsed, err
	}
	for _, text := range list {
		name, err := parseKey(text)
		switch {
		case err != nil:
			return parsed, err
		case isText && printable(name) && !slices.Contains(parsed.oldKeys, name):
			return parsed, fmt.Errorf("%s types text there; choose a key such as ctrl+o or f4", keymap.Name(name))
		case !slices.Contains(parsed.keys, name):
			parsed.keys = append(parsed.keys, name)
		}
	}
	return parsed, nil
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
		return nil, errors.New("needs at least one key")
	}
	return out, nil
}

func printable(name string) bool { return utf8.RuneCountInString(name) == 1 }

// parseKey returns the name that Bubble Tea uses for a key. It accepts every
// spelling that the help prints, such as PgDn, ↑ and space.
func parseKey(text string) (string, error) {
	if printable(text) {
		if name, ok := alias(text); ok {
			return name, nil
		}
		if char, _ := utf8.DecodeRuneInString(text); unicode.IsGraphic(char) {
			return text, nil
		}
		return "", fmt.Errorf("%q is not a key", text)
	}
	if len(text) > maxText {
		return "", errors.New("a text of that length is not a key")
	}
	name := strings.ToLower(strings.TrimSpace(text))
	if standard, ok := alias(name); ok {
		return standard, nil
	}
	if same := equivalentKey(name); same != "" {
		return "", fmt.Errorf("terminals cannot tell %s from %s; choose another key", name, same)
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
		return "", fmt.Errorf("write %q as the letter itself, such as %q", text, strings.ToUpper(letter))
	case slices.Contains(namedKeys(), name):
		return name, nil
	}
	return "", fmt.Errorf("%q is not a key%s", text, suggestion(name, namedKeys()))
}

// alias maps other common names of keys.
func alias(text string) (string, bool) {
	name, ok := map[string]string{
		"↑": "up", "↓": "down", "←": "left", "→": "right", "space": " ", "pgdn": "pgdown", "pagedown": "pgdown", "pageup": "pgup",
		"return": "enter", "escape": "esc", "del": "delete", "ins": "insert", "ctrl+space": "ctrl+@",
	}[text]
	return name, ok
}

// equivalentKey returns the key for which terminals send the same bytes, "" if there
// is none.
func equivalentKey(name string) string {
	return map[string]string{
		"ctrl+i": "tab", "ctrl+m": "enter", "ctrl+j": "enter", "ctrl+[": "esc", "ctrl+h": "backspace",
		"shift+enter": "enter", "ctrl+enter": "enter", "shift+space": "space",
	}[name]
}

// namedKeys returns the keys that have a name, except ctrl+c, which cannot be bound.
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
