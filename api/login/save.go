package login

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/pelletier/go-toml/v2"
)

// Save writes a new profile with a key, as ax would, readable by its owner
// alone, and gives its path. where is a region by name or alias, "" for the
// default one, or an address such as https://arize.example.com. A profile that
// is there already is not replaced. The profile becomes the active one only
// where none has been chosen. Call it on request only.
func Save(request Request, name, key, where string) (string, error) {
	env := trimmedEnv(request.Env)
	dir := request.dir(env)
	switch {
	case dir == "":
		return "", noHomeFault()
	case !profileName.MatchString(name):
		return "", &Fault{Setting: "profile name", Why: fmt.Sprintf("%q does not fit", name), Next: "Use letters, digits, dots, hyphens and underscores."}
	}
	if key = strings.TrimSpace(key); strings.Contains(key, "${") {
		return "", &Fault{Setting: "key", Why: "holds ${, which a profile would read as the name of a variable"}
	}
	if err := checkKey(key); err != nil {
		return "", &Fault{Setting: "key", Why: err.Error()}
	}
	_, routing, err := parseTarget(strings.TrimSpace(where))
	if err != nil {
		return "", err
	}
	if old := filepath.Join(dir, "config.toml"); name == "default" && exists(old) {
		return "", &Fault{Setting: old, Why: "is the profile default already", Next: "Choose another name."}
	}
	doc := map[string]any{
		"profile": map[string]any{"name": name},
		"auth":    map[string]any{"auth_method": "api-key", "api_key": key},
		"routing": routing,
	}
	text, err := toml.Marshal(doc)
	if err != nil {
		return "", &Fault{Setting: "profile", Why: "cannot be written as TOML"}
	}
	path := filepath.Join(dir, "profiles", name+".toml")
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return "", &Fault{Setting: filepath.Dir(path), Why: "cannot be made: " + reason(err)}
	}
	if err := writeNew(path, text); err != nil {
		if errors.Is(err, fs.ErrExist) {
			return "", &Fault{Setting: path, Why: "is there already", Next: "Choose another name."}
		}
		return "", &Fault{Setting: path, Why: "cannot be written: " + reason(err)}
	}
	activateFirst(filepath.Join(dir, ".active_profile"), name)
	return path, nil
}

// activateFirst makes a profile the active one where none is. Failing leaves a good
// profile that can still be chosen, so it is no fault.
func activateFirst(path, name string) {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return
	}
	_, err = file.WriteString(name)
	if cerr := file.Close(); err != nil || cerr != nil {
		_ = os.Remove(path)
	}
}

// exists reports whether something stands at a path.
func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}

// writeNew puts a file under its name, whole, only if nothing stands there.
func writeNew(path string, text []byte) error {
	file, err := os.CreateTemp(filepath.Dir(path), ".profile.*") // made with mode 0600
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(file.Name()) }()
	if _, err = file.Write(text); err == nil {
		err = file.Sync()
	}
	if cerr := file.Close(); err == nil {
		err = cerr
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
