package login

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"ax-tui/api/settingsfile"
)

// Save writes a new profile with a key, as ax does, readable only by its owner, and
// returns its path. where is a region by name or alias, "" for the default one, or an
// address such as https://arize.example.com. An existing profile is not replaced. The
// profile becomes the active one only if none is. Call it only on request.
func Save(request Request, name, key, where string) (string, error) {
	env := trimmedEnv(request.Env)
	dir := request.dir(env)
	switch {
	case dir == "":
		return "", noHomeFault()
	case !isProfileName(name):
		return "", &Fault{Setting: "profile name", Why: fmt.Sprintf("%q is not valid", name), Next: "Use letters, digits, dots, hyphens and underscores."}
	}
	if key = strings.TrimSpace(key); strings.Contains(key, "${") {
		return "", &Fault{Setting: "key", Why: "contains ${, which a profile would read as a variable"}
	}
	if err := checkKey(key); err != nil {
		return "", &Fault{Setting: "key", Why: err.Error()}
	}
	_, routing, err := parseTarget(strings.TrimSpace(where))
	if err != nil {
		return "", err
	}
	if old := filepath.Join(dir, "config.toml"); name == "default" && exists(old) {
		return "", &Fault{Setting: old, Why: "is already the profile default", Next: "Choose another name."}
	}
	text := table("profile", map[string]string{"name": name}) + "\n" +
		table("auth", map[string]string{"auth_method": "api-key", "api_key": key}) + "\n" + table("routing", routing)
	path := filepath.Join(dir, "profiles", name+".toml")
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return "", &Fault{Setting: filepath.Dir(path), Why: "cannot be created: " + reason(err)}
	}
	if err := writeNew(path, []byte(text)); err != nil {
		if errors.Is(err, fs.ErrExist) {
			return "", &Fault{Setting: path, Why: "already exists", Next: "Choose another name."}
		}
		return "", &Fault{Setting: path, Why: "cannot be written: " + reason(err)}
	}
	activateFirst(filepath.Join(dir, ".active_profile"), name)
	return path, nil
}

func table(name string, values map[string]string) string {
	out := "[" + name + "]\n"
	for _, key := range slices.Sorted(maps.Keys(values)) {
		out += key + " = " + settingsfile.Quote(values[key]) + "\n"
	}
	return out
}

// activateFirst makes a profile the active one if none is. Errors are ignored: the
// profile can still be selected.
func activateFirst(path, name string) {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return
	}
	_, err = file.WriteString(name)
	if closeErr := file.Close(); err != nil || closeErr != nil {
		_ = os.Remove(path)
	}
}

// exists reports whether a path exists.
func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}

// writeNew writes a complete file, only if its path does not exist.
func writeNew(path string, text []byte) error {
	file, err := os.CreateTemp(filepath.Dir(path), ".profile.*") // created with mode 0600
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(file.Name()) }()
	if _, err = file.Write(text); err == nil {
		err = file.Sync()
	}
	if closeErr := file.Close(); err == nil {
		err = closeErr
	}
	if err != nil {
		return err
	}
	err = os.Link(file.Name(), path)
	if err == nil || exists(path) {
		return err
	}
	return os.Rename(file.Name(), path) // a file system without links
}
