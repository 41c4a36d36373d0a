package config

import (
	"fmt"
	"slices"

	"ax-tui/api/settingsfile"
	"ax-tui/keymap"
)

// Hidden warns of keys of the settings that take a key of another scope away, or that
// another scope takes away. That may be wanted, so it is only a warning.
func (c *Config) Hidden(base keymap.Map) []string {
	bound, refused, _ := c.bind(base)
	var found Faults
	warn := func(inner, outer keymap.Entry, key string) {
		// Of the two rows, the one that the settings changed has the warning.
		for i, entry := range []keymap.Entry{inner, outer} {
			path := []string{"keys", string(entry.Scope), string(entry.Action)}
			was, _ := base.Entry([]keymap.Scope{entry.Scope}, entry.Action)
			if _, changed := c.positions[settingsfile.JoinKey(path...)]; !changed || refused[settingsfile.JoinKey(path[1:]...)] || slices.Contains(was.Keys, key) {
				continue
			}
			why := fmt.Sprintf("%s.%s.%s: %s then no longer means %s (%s) there", path[0], path[1], path[2], keymap.Name(key), outer.Action, outer.Scope)
			if i == 1 {
				why = fmt.Sprintf("%s.%s.%s: %s means %s (%s) first", path[0], path[1], path[2], keymap.Name(key), inner.Action, inner.Scope)
			}
			if fault := c.fault(why, path...); !slices.Contains(found, fault) {
				found = append(found, fault)
			}
			return
		}
	}
	for _, scopes := range keymap.Stacks() {
		for _, outer := range bound.Entries() {
			at := slices.Index(scopes, outer.Scope)
			for _, key := range outer.Keys {
				for _, scope := range scopes[:max(at, 0)] {
					if action, taken := bound.Find([]keymap.Scope{scope}, key); taken && action != outer.Action {
						inner, _ := bound.Entry([]keymap.Scope{scope}, action)
						warn(inner, outer, key)
					}
				}
			}
		}
	}
	return found.texts()
}
