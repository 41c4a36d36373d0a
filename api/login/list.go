package login

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Profile is one that there is to choose.
type Profile struct {
	Name, Path string
	Host       string // where it leads; "" when that cannot be told
	Auth       string // "API key", "ax auth login" or "none"
	Active     bool
	Err        error // why it cannot be used; nil when it can
}

type file struct{ name, path string }

// files lists the profiles of a folder by name, each once.
func files(dir string) []file {
	var out []file
	entries, _ := os.ReadDir(filepath.Join(dir, "profiles"))
	for _, e := range entries {
		if name, ok := strings.CutSuffix(e.Name(), ".toml"); ok && !e.IsDir() && profileName.MatchString(name) {
			out = append(out, file{name, filepath.Join(dir, "profiles", e.Name())})
		}
	}
	old := filepath.Join(dir, "config.toml")
	if _, err := os.Stat(old); err == nil && !slices.ContainsFunc(out, func(f file) bool { return f.name == "default" }) {
		out = append(out, file{"default", old})
	}
	slices.SortFunc(out, func(a, b file) int { return strings.Compare(a.name, b.name) })
	return out
}

// Profiles lists what there is, by name. A profile that cannot be used carries
// its reason.
func Profiles(r Request) []Profile {
	env := clean(r.Env)
	dir := r.dir(env)
	if dir == "" {
		return nil
	}
	name, _, _ := active(dir) // unreadable: none is active, and Load says why
	var out []Profile
	for _, f := range files(dir) {
		p := Profile{Name: f.name, Path: f.path, Active: f.name == name, Auth: "none"}
		one := r
		one.Profile = f.name
		l, err := Load(one)
		p.Err = err
		if err == nil {
			p.Host, p.Auth = safeHost(strings.TrimPrefix(strings.TrimPrefix(l.BaseURL, "https://"), "http://")), "API key"
			if l.OAuth {
				p.Auth = "ax auth login"
			}
		}
		out = append(out, p)
	}
	return out
}
