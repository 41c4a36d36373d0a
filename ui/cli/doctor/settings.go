package doctor

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"ax-tui/api/login"
	"ax-tui/keymap"
	"ax-tui/ui/cli/config"
	"ax-tui/ui/cli/tasks"
	"ax-tui/ui/text"
)

// Settings are what `config show` and `config check` look at.
type Settings struct {
	Config    config.Config
	ConfigErr error
	Login     login.Login
	LoginErr  error
	Profiles  []login.Profile
	Env       func(string) string
}

// Profile is the ax profile to log in with: the one asked for, else the setting
// when the environment brings no key, "" for the active one.
func Profile(asked string, settings config.Config, env func(string) string) string {
	if asked == "" && strings.TrimSpace(env("ARIZE_API_KEY")) == "" {
		return settings.Profile
	}
	return asked
}

// Values are every setting of login and program as it counts, and where it came
// from; never a key. The space of the program's settings counts only where the
// login has none.
func (s Settings) Values() []login.Value {
	name := login.Value{Name: "login", Text: s.Login.Name, From: s.Login.Path}
	out := []login.Value{name}
	own := s.Config.Values(s.Login.Name)
	space := s.Login.Space == "" && s.Config.For(s.Login.Name).Space != ""
	for _, value := range s.Login.Values {
		if value.Name == "space" && space {
			continue
		}
		out = append(out, value)
	}
	for _, value := range own {
		if value.Name == "space" && !space {
			continue
		}
		out = append(out, login.Value(value))
	}
	return out
}

// ConfigShow writes Values: as a table, or as JSON with name, value and from of
// each. What is wrong with the settings is not told here: see ConfigCheck.
func ConfigShow(out io.Writer, settings Settings, jsonOut bool) error {
	type row struct {
		Name  text.Safe `json:"name"`
		Value text.Safe `json:"value"`
		From  text.Safe `json:"from"`
	}
	var rows []row
	var cells [][]text.Safe
	for _, value := range settings.Values() {
		cleaned := row{Name: text.Clean(value.Name), Value: text.Clean(value.Text), From: text.Clean(value.From)}
		rows, cells = append(rows, cleaned), append(cells, []text.Safe{cleaned.Name, cleaned.Value, cleaned.From})
	}
	if jsonOut {
		return encode(out, map[string]any{"settings": rows})
	}
	_, err := io.WriteString(out, tasks.Grid([]tasks.Column{{Title: "SETTING"}, {Title: "VALUE"}, {Title: "FROM"}}, cells, 0))
	return err
}

// findings are everything that is odd or wrong about settings and login, in
// that order.
func (s Settings) findings() (out Report) {
	warn := func(texts ...string) {
		for _, warning := range texts {
			out = append(out, Check{State: Warn, Found: warning})
		}
	}
	fail := func(err error, code int) { out = append(out, Check{State: Fail, Found: err.Error(), code: code}) }
	warn(s.Config.Warnings...)
	_, keys := s.Config.Keymap(keymap.Default())
	warn(keys...)
	faults, _ := errors.AsType[config.Faults](s.ConfigErr)
	for _, fault := range faults {
		fail(fault, tasks.Usage)
	}
	warn(s.Login.Warnings...)
	switch {
	case errors.Is(s.LoginErr, login.ErrNoKey):
		fail(s.LoginErr, tasks.Auth)
	case s.LoginErr != nil:
		fail(s.LoginErr, tasks.Usage)
	default:
		if _, err := s.Login.Transport(); err != nil {
			fail(err, tasks.Usage)
		}
	}
	warn(s.staleProfile()...)
	names := map[string]bool{}
	for _, profile := range s.Profiles {
		names[profile.Name] = true
		if profile.Err != nil && profile.Path != s.Login.Path {
			warn("the profile " + profile.Name + " cannot be used: " + profile.Err.Error())
		}
	}
	if name := s.Config.Profile; name != "" && !names[name] {
		warn(fmt.Sprintf("%s: the setting profile names %q, and there is no such profile", s.Config.Path, name))
	}
	for _, name := range slices.Sorted(maps.Keys(s.Config.Profiles)) {
		if !names[name] && name != "environment" && name != "demo" {
			warn(fmt.Sprintf("%s: [profiles.%s] is for a profile that is not there", s.Config.Path, name))
		}
	}
	return out
}

// stale tells of an active profile that is gone while the environment's key
// hides it.
func (s Settings) staleProfile() []string {
	if s.LoginErr != nil || s.Env == nil {
		return nil
	}
	_, err := login.Load(login.Request{Env: func(variable string) string {
		if variable == "ARIZE_API_KEY" {
			return ""
		}
		return s.Env(variable)
	}})
	if fault, ok := errors.AsType[*login.Fault](err); ok && strings.HasSuffix(fault.Setting, ".active_profile") {
		return []string{fault.Error()}
	}
	return nil
}

// ConfigCheck tells every finding, a line each, and gives the exit code: 0 when
// all can be used, though there may be warnings; 2 for a fault; 3 when the only
// fault is that there is no key.
func ConfigCheck(out io.Writer, settings Settings) (code int, err error) {
	var lines strings.Builder
	found := settings.findings()
	for _, check := range found {
		word := "warning: "
		if check.State == Fail {
			word = "fault: "
		}
		lines.WriteString(word + string(text.Clean(check.Found)) + "\n")
	}
	if code = found.Code(); code == 0 {
		fmt.Fprintf(&lines, "ok: %s at %s\n", text.Clean(settings.Login.Name), text.Clean(settings.Login.BaseURL))
	}
	_, err = io.WriteString(out, lines.String())
	return code, err
}
