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
func Save(r Request, name, key, where string) (string, error) {
	env := clean(r.Env)
	dir := r.dir(env)
	switch {
	case dir == "":
		return "", &Fault{Setting: "HOME", Why: "is not set, so there is no place for profiles", Next: "Set ARIZE_DIRECTORY."}
	case !profileName.MatchString(name):
		return "", &Fault{Setting: "profile name", Why: fmt.Sprintf("%q does not fit", name), Next: "Use letters, digits, dots, hyphens and underscores."}
	}
	routing, err := routingOf(where)
	if err != nil {
		return "", err
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
	if err := place(path, text); err != nil {
		if errors.Is(err, fs.ErrExist) {
			return "", &Fault{Setting: path, Why: "is there already", Next: "Choose another name."}
		}
		return "", &Fault{Setting: path, Why: "cannot be written: " + reason(err)}
	}
	chosen := filepath.Join(dir, ".active_profile")
	if _, err := os.Stat(chosen); errors.Is(err, fs.ErrNotExist) {
		_ = os.WriteFile(chosen, []byte(name), 0o644) //nolint:gosec // a name, as ax writes it
	}
	return path, nil
}

// routingOf writes where the API is as a profile says it.
func routingOf(where string) (map[string]any, error) {
	scheme, host, ok := strings.Cut(where, "://")
	if !ok {
		if _, err := BaseOf(where); err != nil {
			return nil, &Fault{Setting: "region", Why: err.Error()}
		}
		if where == "" {
			return map[string]any{}, nil
		}
		return map[string]any{"region": where}, nil
	}
	host, err := bare(strings.TrimRight(host, "/"))
	if err != nil {
		return nil, &Fault{Setting: "address", Why: err.Error()}
	}
	return map[string]any{"api_host": host, "api_scheme": strings.ToLower(scheme)}, nil
}

// place puts a file under its name, whole, only if nothing stands there.
func place(path string, text []byte) error {
	f, err := os.CreateTemp(filepath.Dir(path), ".profile.*") // made with mode 0600
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(f.Name()) }()
	_, err = f.Write(text)
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	if err != nil {
		return err
	}
	return os.Link(f.Name(), path)
}
