package login

import (
	"errors"
	"fmt"
	"io/fs"
	"math"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/pelletier/go-toml/v2"

	"ax-tui/api/settingsfile"
)

// profile is a profile file of the ax program.
type profile struct {
	name, path string
	chosen     bool // selected by name, not because it is active
	mode       fs.FileMode
	doc        map[string]any
}

// dir returns the folder of the profiles: ARIZE_DIRECTORY, else ~/.arize.
func (r Request) dir(env func(string) string) string {
	home := r.home(env)
	folder := env("ARIZE_DIRECTORY")
	switch {
	case folder == "" && home == "":
		return ""
	case folder == "":
		return filepath.Join(home, ".arize")
	}
	return expandHome(folder, home)
}

// expandHome replaces a leading ~ by the home folder, as a shell does.
func expandHome(path, home string) string {
	if home != "" && (path == "~" || strings.HasPrefix(path, "~/")) {
		return filepath.Join(home, path[1:])
	}
	return path
}

func (r Request) home(env func(string) string) string {
	for _, folder := range []string{r.Home, env("HOME"), env("USERPROFILE")} {
		if folder != "" {
			return folder
		}
	}
	return ""
}

// selectProfile loads the profile selected by name, else the active one. It is nil
// without an error when there is none.
func selectProfile(request Request, env func(string) string) (*profile, error) {
	dir := request.dir(env)
	switch {
	case dir == "" && request.Profile == "":
		return nil, nil
	case dir == "": // the current folder must not be the folder of profiles
		return nil, noHomeFault()
	case request.Profile != "":
		return openProfile(dir, request.Profile, true)
	}
	name, stated, err := activeProfile(dir)
	if err != nil {
		return nil, err
	}
	profile, err := openProfile(dir, name, false)
	if err == nil {
		return profile, nil
	}
	if errors.Is(err, errNoProfile) {
		if stated && env("ARIZE_API_KEY") == "" {
			return nil, &Fault{Setting: filepath.Join(dir, ".active_profile"), Why: fmt.Sprintf("names the profile %q, which is not there", settingsfile.Shorten(name)), Next: "Choose one with: ax profiles use NAME"}
		}
		return nil, nil
	}
	return nil, err
}

// activeProfile returns the name of the active profile; stated is false when it is
// the default because no file names another. An unreadable file is a fault: the
// default profile might belong to another account.
func activeProfile(dir string) (name string, stated bool, err error) {
	path := filepath.Join(dir, ".active_profile")
	content, _, err := settingsfile.Read(path, settingsfile.MaxSize)
	if err != nil && !isMissing(err) {
		return "", false, &Fault{Setting: path, Why: "cannot be read: " + reason(err), Next: "Fix the file, or choose a profile with --profile."}
	}
	if name = strings.TrimSpace(string(content)); name == "" || name == "default" {
		return "default", false, nil
	}
	return name, true, nil
}

// noHomeFault returns the fault of an unknown folder of profiles.
func noHomeFault() *Fault {
	return &Fault{Setting: "HOME", Why: "is not set, so the folder of profiles is unknown", Next: "Set ARIZE_DIRECTORY."}
}

// errNoProfile is the Err of a Fault about a missing profile, whose name may be from --profile or from the settings.
var errNoProfile = errors.New("there is no such profile")

// openProfile loads a profile by name. The default one may be in its old file.
func openProfile(dir, name string, chosen bool) (*profile, error) {
	if !isProfileName(name) {
		return nil, &Fault{Err: errNoProfile, Why: fmt.Sprintf("%q is not a valid profile name", settingsfile.Shorten(name))}
	}
	paths := []string{filepath.Join(dir, "profiles", name+".toml")}
	if name == "default" {
		paths = append(paths, filepath.Join(dir, "config.toml"))
	}
	for _, path := range paths {
		profile, err := readProfile(path)
		if isMissing(err) {
			continue
		}
		if err != nil {
			return nil, err
		}
		profile.name, profile.chosen = name, chosen
		return profile, nil
	}
	return nil, &Fault{Err: errNoProfile, Why: fmt.Sprintf("there is no profile %q%s", settingsfile.Shorten(name), otherProfiles(dir)), Next: "List them with: ax profiles list"}
}

// otherProfiles returns the end of an error with the names of the existing profiles.
func otherProfiles(dir string) string {
	var names []string
	for _, file := range files(dir) {
		names = append(names, file.name)
	}
	if len(names) == 0 {
		return ", and there are no others"
	}
	return "; there are " + strings.Join(names, ", ")
}

// readProfile loads a file. Errors name file, line and column, never a value.
func readProfile(path string) (*profile, error) {
	content, mode, err := settingsfile.Read(path, settingsfile.MaxSize)
	if err != nil {
		if isMissing(err) {
			return nil, err
		}
		return nil, &Fault{Setting: path, Why: "cannot be read: " + reason(err)}
	}
	parsed := &profile{path: path, mode: mode, doc: map[string]any{}}
	if line, err := settingsfile.CheckKeys(content, settingsfile.MaxKeys); err != nil {
		return nil, &Fault{Setting: fmt.Sprintf("%s:%d", path, max(line, 1)), Why: err.Error()}
	}
	if err := toml.Unmarshal(content, &parsed.doc); err != nil {
		var decodeErr *toml.DecodeError
		if errors.As(err, &decodeErr) {
			row, col := decodeErr.Position()
			return nil, &Fault{Setting: fmt.Sprintf("%s:%d:%d", path, row, col), Why: "invalid TOML", Next: "Fix the line, or create the profile again with: ax profiles create"}
		}
		return nil, &Fault{Setting: path, Why: "invalid TOML"}
	}
	return parsed, nil
}

// reason returns the text of a system error without the path, which is in the message already.
func reason(err error) string {
	var pathErr *fs.PathError
	if errors.As(err, &pathErr) {
		return pathErr.Err.Error()
	}
	return err.Error()
}

// section returns a table by its dotted name; nil when it is missing or not a table.
func (p *profile) section(name string) map[string]any {
	table := p.doc
	for _, part := range strings.Split(name, ".") {
		table, _ = table[part].(map[string]any)
	}
	return table
}

// get returns a value as text, "" when it is missing; booleans and numbers are
// formatted as in TOML.
func (p *profile) get(section, key string) string {
	switch value := p.section(section)[key].(type) {
	case nil:
		return ""
	case string:
		return value
	case bool, int64, float64:
		return fmt.Sprint(value)
	}
	return ""
}

// time returns a time that is stored as a TOML time, as text, or as seconds since
// 1970; without a zone it is UTC. Zero means missing or unreadable.
func (p *profile) time(section, key string) time.Time {
	switch value := p.section(section)[key].(type) {
	case time.Time:
		return value
	case int64:
		return time.Unix(value, 0)
	case float64:
		return time.Unix(int64(value), 0)
	case toml.LocalDateTime:
		return value.AsTime(time.UTC) // ax keeps UTC
	case string:
		if seconds, err := strconv.ParseFloat(value, 64); err == nil && math.Abs(seconds) < 1e12 {
			return time.Unix(int64(seconds), 0)
		}
		for _, layout := range []string{time.RFC3339, "2006-01-02 15:04:05Z07:00", "2006-01-02T15:04:05", time.DateTime} {
			if parsed, err := time.Parse(layout, value); err == nil {
				return parsed
			}
		}
	}
	return time.Time{}
}

// hasSecret reports whether the file itself contains a secret.
func (p *profile) hasSecret() bool {
	for _, value := range []string{p.get("auth", "api_key"), p.get("auth.oauth", "access_token"), p.get("auth.oauth", "refresh_token")} {
		if hasLiteral(value) {
			return true
		}
	}
	return false
}

// warnings returns a warning about a key that other users of the machine may read.
func (p *profile) warnings() []string {
	if runtime.GOOS == "windows" || p.mode.Perm()&0o077 == 0 || !p.hasSecret() {
		return nil
	}
	return []string{fmt.Sprintf("%s contains a key and other users may read it (mode %04o). Run: chmod 600 %s", p.path, p.mode.Perm(), p.path)}
}

// isMissing reports whether an error means that a file does not exist, including when
// a part of its path is not a folder.
func isMissing(err error) bool {
	return errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR)
}
