package login

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"time"

	"github.com/pelletier/go-toml/v2"
)

// profile is one file of the ax program.
type profile struct {
	name, path string
	chosen     bool // by the person, not by being active
	mode       fs.FileMode
	doc        map[string]any
}

// dir is the home of profiles: ARIZE_DIRECTORY, else ~/.arize.
func (r Request) dir(env func(string) string) string {
	home := r.home(env)
	folder := env("ARIZE_DIRECTORY")
	switch {
	case folder == "" && home == "":
		return ""
	case folder == "":
		return filepath.Join(home, ".arize")
	}
	return tilde(folder, home)
}

// tilde puts the home folder in place of a leading ~, as a shell would have.
func tilde(path, home string) string {
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

// pick reads the profile that counts: the chosen one, else the active one. Nil
// without an error: there is none.
func pick(request Request, env func(string) string) (*profile, error) {
	dir := request.dir(env)
	switch {
	case dir == "" && request.Profile == "":
		return nil, nil
	case dir == "": // or the folder one stands in would be the home of profiles
		return nil, homeless()
	case request.Profile != "":
		return open(dir, request.Profile, true)
	}
	name, stated, err := active(dir)
	if err != nil {
		return nil, err
	}
	profile, err := open(dir, name, false)
	if err == nil {
		return profile, nil
	}
	var fault *Fault
	if errors.As(err, &fault) && fault.Setting == missing {
		if stated && env("ARIZE_API_KEY") == "" {
			return nil, &Fault{Setting: filepath.Join(dir, ".active_profile"), Why: fmt.Sprintf("names the profile %q, which is not there", name), Next: "Choose one with: ax profiles use NAME"}
		}
		return nil, nil
	}
	return nil, err
}

// active gives the name of the active profile; stated is false when no file
// says so and it is the default. A file that is there and cannot be read is a
// fault: the default profile might lead to another account.
func active(dir string) (name string, stated bool, err error) {
	path := filepath.Join(dir, ".active_profile")
	content, err := os.ReadFile(path)
	if err != nil && !absent(err) {
		return "", false, &Fault{Setting: path, Why: "cannot be read: " + reason(err), Next: "Mend the file, or choose a profile with --profile."}
	}
	if name = strings.TrimSpace(string(content)); name == "" || name == "default" {
		return "default", false, nil
	}
	return name, true, nil
}

// homeless says that profiles have no place to be.
func homeless() *Fault {
	return &Fault{Setting: "HOME", Why: "is not set, so there is no place for profiles", Next: "Set ARIZE_DIRECTORY."}
}

// missing is the Setting of a Fault about a profile that does not exist.
const missing = "--profile"

// open reads a profile by name. The default one may be in its old place.
func open(dir, name string, chosen bool) (*profile, error) {
	if !profileName.MatchString(name) {
		return nil, &Fault{Setting: missing, Why: fmt.Sprintf("%q is no name of a profile", name)}
	}
	paths := []string{filepath.Join(dir, "profiles", name+".toml")}
	if name == "default" {
		paths = append(paths, filepath.Join(dir, "config.toml"))
	}
	for _, path := range paths {
		profile, err := read(path)
		if absent(err) {
			continue
		}
		if err != nil {
			return nil, err
		}
		profile.name, profile.chosen = name, chosen
		return profile, nil
	}
	return nil, &Fault{Setting: missing, Why: fmt.Sprintf("there is no profile %q%s", name, others(dir)), Next: "List them with: ax profiles list"}
}

// others names the profiles there are.
func others(dir string) string {
	var names []string
	for _, file := range files(dir) {
		names = append(names, file.name)
	}
	if len(names) == 0 {
		return ", and no other"
	}
	return "; there are " + strings.Join(names, ", ")
}

// read parses a file. Errors name file, line and column, never a value.
func read(path string) (*profile, error) {
	file, err := os.Open(path)
	if err != nil {
		if absent(err) {
			return nil, err
		}
		return nil, &Fault{Setting: path, Why: "cannot be read: " + reason(err)}
	}
	defer func() { _ = file.Close() }()
	parsed := &profile{path: path, doc: map[string]any{}}
	if info, err := file.Stat(); err == nil {
		parsed.mode = info.Mode()
	}
	if err := toml.NewDecoder(file).Decode(&parsed.doc); err != nil {
		var de *toml.DecodeError
		if errors.As(err, &de) {
			row, col := de.Position()
			return nil, &Fault{Setting: fmt.Sprintf("%s:%d:%d", path, row, col), Why: "is not TOML there", Next: "Mend the line, or write the profile anew with: ax profiles create"}
		}
		return nil, &Fault{Setting: path, Why: "is not TOML"}
	}
	return parsed, nil
}

// reason is an error of the system without the path, which is told already.
func reason(err error) string {
	var pe *fs.PathError
	if errors.As(err, &pe) {
		return pe.Err.Error()
	}
	return err.Error()
}

// section finds a table by its dotted name; nil when it is missing or no table.
func (p *profile) section(name string) map[string]any {
	table := p.doc
	for _, part := range strings.Split(name, ".") {
		table, _ = table[part].(map[string]any)
	}
	return table
}

// get gives a value as text, "" when it is missing; booleans and numbers are
// written as TOML writes them.
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

// time gives a value that is a time as TOML, as text, or as seconds since 1970;
// without a zone it is UTC. What cannot be read is zero, that is unknown.
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
		for _, layout := range []string{time.RFC3339, "2006-01-02 15:04:05Z07:00", "2006-01-02T15:04:05", time.DateTime} {
			if parsed, err := time.Parse(layout, value); err == nil {
				return parsed
			}
		}
	}
	return time.Time{}
}

// literal reports whether the file itself holds a secret.
func (p *profile) literal() bool {
	for _, value := range []string{p.get("auth", "api_key"), p.get("auth.oauth", "access_token"), p.get("auth.oauth", "refresh_token")} {
		if given(value) {
			return true
		}
	}
	return false
}

// warnings tells of a key that others on this machine may read.
func (p *profile) warnings() []string {
	if runtime.GOOS == "windows" || p.mode.Perm()&0o077 == 0 || !p.literal() {
		return nil
	}
	return []string{fmt.Sprintf("%s holds a key and others may read it (mode %04o). Run: chmod 600 %s", p.path, p.mode.Perm(), p.path)}
}

// absent reports whether there is no such file. Where a part of the path is a
// file and no folder there can be none either, and that is no fault.
func absent(err error) bool {
	return errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR)
}
