package doctor

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"ax-tui/api"
	"ax-tui/api/login"
	"ax-tui/keymap"
	"ax-tui/ui/cli/config"
	"ax-tui/ui/cli/tasks"
	"ax-tui/ui/text"
)

// Settings is what `config show` and `config check` report on.
type Settings struct {
	Config    config.Config
	ConfigErr error
	Login     login.Login
	LoginErr  error
	Profiles  []login.Profile
	Themes    []config.ThemeFile // those about which there is something to say
	SpaceErr  error              // why the default space cannot be used; nil without one
	Env       func(string) string
}

// Profile returns the ax profile to log in with: the requested one, else the one of
// the settings if the environment has no key; "" for the active one.
func Profile(requested string, settings *config.Config, env func(string) string) string {
	if requested == "" && strings.TrimSpace(env("ARIZE_API_KEY")) == "" {
		return settings.Profile
	}
	return requested
}

// Values returns every effective setting of the login and the program with its
// source, each once; never a key. The space of the program's settings is used only if
// the login has none, the output format of the login only if the settings have none.
func (s Settings) Values() []login.Value {
	out := []login.Value{{Name: "login", Text: s.Login.Name, From: s.Login.Path}}
	fromSettings := map[string]bool{
		"space":  s.Login.Space == "",
		"output": s.Config.Output != "" || s.Login.Format == "" || !tasks.KnownFormat(s.Login.Format),
	}
	for _, value := range s.Login.Values {
		if !fromSettings[value.Name] {
			out = append(out, value)
		}
	}
	for _, value := range s.Config.Values(s.Login.Name) {
		if used, shared := fromSettings[value.Name]; used || !shared {
			out = append(out, login.Value(value))
		}
	}
	return out
}

// Space returns the default space, name or ID; "" for none.
func (s Settings) Space() string {
	return cmp.Or(s.Login.Space, s.Config.For(s.Login.Name).Space)
}

// spaceCheck reports on the default space, which err says cannot be used.
func (s *Settings) spaceCheck(err error) Check {
	from := ""
	for _, value := range s.Values() {
		if value.Name == "space" {
			from = value.From
		}
	}
	switch {
	case s.Space() == "":
		return Check{State: OK, Found: "all"}
	case err == nil:
		return Check{State: OK, Found: s.Space() + ", from " + from}
	case api.Is(err, api.Auth):
		return Check{State: Fail, Found: api.Reason(err), Next: api.Advice(err), code: tasks.Auth}
	case isAPIError(err): // the key may not list spaces, or the network fails
		return Check{State: Warn, Found: fmt.Sprintf("the space %s, from %s, could not be checked: %s", s.Space(), from, api.Reason(err)), Next: api.Advice(err)}
	}
	return Check{State: Fail, Found: from + ": " + err.Error(), Next: "Set it to the name or ID of a space, or leave it out for all spaces.", code: tasks.Usage}
}

func isAPIError(err error) bool {
	_, ok := errors.AsType[*api.Error](err)
	return ok
}

// unknownFormat warns about an output format of the login that this program does not
// have.
func (s *Settings) unknownFormat() []string {
	if s.Config.Output != "" || tasks.KnownFormat(s.Login.Format) {
		return nil
	}
	return []string{fmt.Sprintf("the output format %s of the profile %s is not supported; a table is printed", s.Login.Format, s.Login.Name)}
}

// ConfigShow writes Values as a table, or as JSON with name, value and from for
// each. ConfigCheck reports faults.
func ConfigShow(out io.Writer, settings *Settings, jsonOut bool) error {
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

// findings returns the warnings and faults of the settings and the login.
func (s *Settings) findings(now time.Time) (out Report) {
	warn := func(texts ...string) {
		for _, warning := range texts {
			out = append(out, Check{State: Warn, Found: warning})
		}
	}
	fail := func(err error, code int) { out = append(out, Check{State: Fail, Found: err.Error(), code: code}) }
	warn(s.Config.Warnings...)
	_, keys := s.Config.Keymap(keymap.Default())
	warn(keys...)
	warn(s.Config.Hidden(keymap.Default())...)
	faults, _ := errors.AsType[config.Faults](s.ConfigErr)
	for _, fault := range faults {
		fail(fault, tasks.Usage)
	}
	out = append(out, s.themeFindings()...)
	warn(slices.Concat(s.Login.Warnings, s.Login.Notes)...)
	warn(s.unknownFormat()...)
	if check := s.spaceCheck(s.SpaceErr); s.SpaceErr != nil {
		out = append(out, check)
	}
	if err := s.Login.ErrExpired(now); err != nil {
		fail(err, tasks.Auth)
	}
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
		warn(fmt.Sprintf("%s: profile is %q, but there is no such profile", s.Config.Path, name))
	}
	for _, name := range slices.Sorted(maps.Keys(s.Config.Profiles)) {
		if !names[name] && name != "environment" && name != "demo" {
			warn(fmt.Sprintf("%s: [profiles.%s] is for a profile that does not exist", s.Config.Path, name))
		}
	}
	return out
}

// themeFindings reports on the theme files; a fault of one that is not used is a warning.
func (s *Settings) themeFindings() (out Report) {
	used := map[string]bool{s.Config.Theme: true}
	for _, profile := range s.Config.Profiles {
		used[profile.Theme] = true
	}
	for _, file := range s.Themes {
		faults, ok := errors.AsType[config.Faults](file.Err)
		if !ok && file.Err != nil {
			faults = config.Faults{{Path: file.Name, Why: file.Err.Error()}}
		}
		for _, fault := range faults {
			check := Check{State: Warn, Found: fault.Error()}
			if used[file.Name] {
				check.State, check.code = Fail, tasks.Usage
			}
			out = append(out, check)
		}
		for _, warning := range file.Warnings {
			out = append(out, Check{State: Warn, Found: warning})
		}
	}
	return out
}

// staleProfile warns about an active profile that does not exist, which a key in
// the environment hides.
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

// ConfigCheck writes one line per finding and returns the exit code: 0 if there are
// at most warnings; 2 for a fault; 3 if the only fault is a missing or expired key.
func ConfigCheck(out io.Writer, settings Settings, now time.Time) (code int, err error) {
	var lines strings.Builder
	found := settings.findings(now)
	for _, check := range found {
		label := "warning: "
		if check.State == Fail {
			label = "error: "
		}
		lines.WriteString(label + string(text.Clean(check.Found)) + "\n")
	}
	if code = found.Code(); code == 0 {
		fmt.Fprintf(&lines, "ok: %s at %s\n", text.Clean(settings.Login.Name), text.Clean(settings.Login.BaseURL))
	}
	_, err = io.WriteString(out, lines.String())
	return code, err
}
