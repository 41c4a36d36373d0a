package config

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"

	"ax-tui/api/settingsfile"
	"ax-tui/ui/term"
)

// Notify says how the end of a watched run is shown. The zero value is the default.
type Notify struct {
	NoStatus, NoTitle, Bell, Progress bool
	Desktop, OnFinish                 string
}

// notifySettings are the settings below [notify].
func notifySettings() []setting {
	flag := func(name string, field func(*Notify) *bool, inverted bool) setting {
		return setting{name: name, set: func(config *Config, value any) string {
			on := false
			why := setBool(&on, value, "notify."+name)
			if why == "" {
				*field(&config.Notify) = on != inverted
			}
			return why
		}, format: func(config *Config) string { return strconv.FormatBool(*field(&config.Notify) != inverted) }}
	}
	return []setting{
		flag("status", func(notify *Notify) *bool { return &notify.NoStatus }, true),
		flag("title", func(notify *Notify) *bool { return &notify.NoTitle }, true),
		flag("bell", func(notify *Notify) *bool { return &notify.Bell }, false),
		flag("progress", func(notify *Notify) *bool { return &notify.Progress }, false),
		{name: "desktop", set: func(config *Config, value any) string {
			return setText(&config.Notify.Desktop, value, "notify.desktop", "off", term.OSC9, term.OSC777, term.OSC99)
		}, format: func(config *Config) string { return cmp.Or(config.Notify.Desktop, "off") }},
		{name: "on_finish", set: func(config *Config, value any) string {
			return setText(&config.Notify.OnFinish, value, "notify.on_finish")
		}, format: func(config *Config) string { return cmp.Or(config.Notify.OnFinish, "nothing") }},
	}
}

// notify reads the table of that name.
func (r *decoder) notify(value any) {
	table, ok := value.(map[string]any)
	if !ok {
		r.fault("notify must be a table: [notify] with bell = true below it", "notify")
	}
	for _, name := range slices.Sorted(maps.Keys(table)) {
		r.setValue(&r.config, notifySettings(), table[name], "notify", name)
	}
}

// setBudget sets the requests a second for all watched runs.
func setBudget(config *Config, value any) string {
	var budget float64
	switch number := value.(type) {
	case int64:
		budget = float64(number)
	case float64:
		budget = number
	}
	if budget < 0.1 || budget > 20 || math.IsNaN(budget) {
		return fmt.Sprintf("watch_budget is %s; it must be a number of requests a second from 0.1 to 20, such as 2", settingsfile.Shorten(fmt.Sprint(value)))
	}
	config.WatchBudget = budget
	return ""
}
