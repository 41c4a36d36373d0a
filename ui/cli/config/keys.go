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
	m, _, warn := c.bind(base)
	return m, warn
}

// want is a row to be bound anew.
type want struct {
	row    int
	keys   []string
	before []string // what it had
	path   []string // scope and action
	at     unstable.Position
}

// bind is Keymap; left are the scopes and actions that keep their keys.
func (c Config) bind(base keymap.Map) (m keymap.Map, left map[string]bool, warn []string) {
	if len(c.Keys) == 0 {
		return base, nil, nil
	}
	rows := slices.Clone(base.Entries())
	left = map[string]bool{}
	var odd Faults
	refuse := func(path []string, err error) {
		full := append([]string{"keys"}, path...)
		left[key(path...)] = true
		odd = append(odd, c.fault(strings.Join(full, ".")+": "+err.Error(), full...))
	}
	var wants []want
	for _, scope := range slices.Sorted(maps.Keys(c.Keys)) {
		for _, action := range slices.Sorted(maps.Keys(c.Keys[scope])) {
			path := []string{scope, action}
			want, err := wanted(rows, scope, action, c.Keys[scope][action])
			if err != nil {
				refuse(path, err)
				continue
			}
			want.path, want.at = path, c.at[key("keys", scope, action)]
			wants = append(wants, want)
		}
	}
	slices.SortStableFunc(wants, func(left, right want) int { return left.at.Offset - right.at.Offset })
	for _, want := range wants {
		rows[want.row].Keys = want.keys
	}
	settle(rows, wants, refuse)
	return keymap.New(rows), left, odd.texts()
}

// settle gives rows whose new key clashes their old keys back, the last of the
// file first, until nothing clashes. The table as shipped has no clash, so this
// ends.
func settle(rows []keymap.Entry, wants []want, refuse func(path []string, err error)) {
	for again := true; again; {
		again = false
		for i := len(wants) - 1; i >= 0 && !again; i-- {
			want := wants[i]
			if k, with := clash(rows, want.row); with >= 0 {
				refuse(want.path, fmt.Errorf("%s is the key of %s", keymap.Name(k), rows[with].Action))
				rows[want.row].Keys = want.before
				wants = slices.Delete(wants, i, i+1)
				again = true
			}
		}
	}
}

// clash finds another row of the scope with one of the row's keys; -1: none.
func clash(rows []keymap.Entry, row int) (k string, with int) {
	for _, k := range rows[row].Keys {
		for i, entry := range rows {
			if i != row && entry.Scope == rows[row].Scope && slices.Contains(entry.Keys, k) {
				return k, i
			}
		}
	}
	return "", -1
}

// wanted judges one line of the file.
func wanted(rows []keymap.Entry, scope, action string, v any) (want, error) {
	w := want{row: -1}
	var scopes, actions []string
	typed := true // no row of the scope has a printable key: letters are text there
	for i, entry := range rows {
		scopes = append(scopes, string(entry.Scope))
		if string(entry.Scope) != scope {
			continue
		}
		actions = append(actions, string(entry.Action))
		typed = typed && !slices.ContainsFunc(entry.Keys, func(k string) bool { return k != " " && printable(k) })
		if string(entry.Action) == action {
			w.row, w.before = i, entry.Keys
		}
	}
	switch {
	case len(actions) == 0:
		return w, errors.New("there is no such scope" + didYouMean(scope, scopes))
	case w.row < 0:
		return w, errors.New("there is no such action" + didYouMean(action, actions))
	case keymap.Scope(scope) == keymap.Confirm:
		return w, errors.New("the keys of questions cannot be changed")
	}
	list, err := words(v)
	if err != nil {
		return w, err
	}
	for _, s := range list {
		k, err := named(s)
		switch {
		case err != nil:
			return w, err
		case typed && printable(k) && !slices.Contains(w.before, k):
			return w, fmt.Errorf("%s is text there; take a key such as ctrl+o or f4", keymap.Name(k))
		case !slices.Contains(w.keys, k):
			w.keys = append(w.keys, k)
		}
	}
	return w, nil
}

func words(v any) ([]string, error) {
	list, ok := v.([]any)
	if !ok {
		list = []any{v}
	}
	var out []string
	for _, x := range list {
		s, ok := x.(string)
		if !ok {
			return nil, errors.New("must be a key or a list of keys")
		}
		out = append(out, s)
	}
	if len(out) == 0 {
		return nil, errors.New("an action needs a key")
	}
	return out, nil
}

func printable(k string) bool { return utf8.RuneCountInString(k) == 1 }

// named gives a key the name that the program knows it by. What the help sheet
// prints can be written: PgDn, ↑, space.
func named(s string) (string, error) {
	if printable(s) {
		if k, ok := alias(s); ok {
			return k, nil
		}
		if r, _ := utf8.DecodeRuneInString(s); unicode.IsGraphic(r) {
			return s, nil
		}
		return "", fmt.Errorf("%q is no key", s)
	}
	k := strings.ToLower(strings.TrimSpace(s))
	if a, ok := alias(k); ok {
		return a, nil
	}
	if same := sameAs(k); same != "" {
		return "", fmt.Errorf("terminals cannot tell %s from %s; take another key", k, same)
	}
	rest, alt := strings.CutPrefix(k, "alt+")
	_, letter, shift := strings.Cut(k, "shift+")
	switch {
	case k == "" || k == "ctrl+c":
		return "", fmt.Errorf("%q cannot be bound", k)
	case alt && printable(rest):
		_, letter, _ := strings.Cut(strings.TrimSpace(s), "+") // alt+B is not alt+b
		return "alt+" + letter, nil
	case alt && slices.Contains(special(), rest):
		return k, nil
	case shift && printable(letter):
		return "", fmt.Errorf("%q is written as the letter itself, such as %q", s, strings.ToUpper(letter))
	case slices.Contains(special(), k):
		return k, nil
	}
	return "", fmt.Errorf("%q is no key%s", s, didYouMean(k, special()))
}

// alias gives other usual names of keys.
func alias(s string) (string, bool) {
	k, ok := map[string]string{
		"↑": "up", "↓": "down", "←": "left", "→": "right", "space": " ", "pgdn": "pgdown", "pagedown": "pgdown", "pageup": "pgup",
		"return": "enter", "escape": "esc", "del": "delete", "ins": "insert", "ctrl+space": "ctrl+@",
	}[s]
	return k, ok
}

// sameAs names the key that terminals send the same bytes for, "" for none.
func sameAs(k string) string {
	return map[string]string{
		"ctrl+i": "tab", "ctrl+m": "enter", "ctrl+j": "enter", "ctrl+[": "esc", "ctrl+h": "backspace",
		"shift+enter": "enter", "ctrl+enter": "enter", "shift+space": "space",
	}[k]
}

// special are the keys with a name, ctrl+c left out: it belongs to the root.
func special() []string {
	out := []string{"enter", "esc", "tab", "shift+tab", "backspace", "delete", "insert", `ctrl+\`, "ctrl+]", "ctrl+^", "ctrl+_", "ctrl+@"}
	for _, k := range []string{"up", "down", "left", "right", "home", "end"} {
		out = append(out, k, "ctrl+"+k, "shift+"+k, "ctrl+shift+"+k)
	}
	out = append(out, "pgup", "pgdown", "ctrl+pgup", "ctrl+pgdown")
	for i := 1; i <= 20; i++ {
		out = append(out, fmt.Sprintf("f%d", i))
	}
	for _, r := range "abdefgklnopqrstuvwxyz" {
		out = append(out, "ctrl+"+string(r))
	}
	return out
}
