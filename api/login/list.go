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
	for _, entry := range entries {
		if name, ok := strings.CutSuffix(entry.Name(), ".toml"); ok && !entry.IsDir() && profileName.MatchString(name) {
			out = append(out, file{name, filepath.Join(dir, "profiles", entry.Name())})
		}
	}
	old := filepath.Join(dir, "config.toml")
	if _, err := os.Stat(old); err == nil && !slices.ContainsFunc(out, func(listed file) bool { return listed.name == "default" }) {
		out = append(out, file{"default", old})
	}
	slices.SortFunc(out, func(left, right file) int { return strings.Compare(left.name, right.name) })
	return out
}

// Profiles lists what there is, by name. A profile that cannot be used carries
// its reason.
func Profiles(request Request) []Profile {
	env := clean(request.Env)
	dir := request.dir(env)
	if dir == "" {
		return nil
	}
	name, _, _ := active(dir) // unreadable: none is active, and Load says why
	var out []Profile
	for _, file := range files(dir) {
		profile := Profile{Name: file.name, Path: file.path, Active: file.name == name, Auth: "none"}
		one := request
		one.Profile = file.name
		login, err := Load(one)
		profile.Err = err
		if err == nil {
			profile.Host, profile.Auth = safeHost(strings.TrimPrefix(strings.TrimPrefix(login.BaseURL, "https://"), "http://")), "API key"
			if login.OAuth {
				profile.Auth = "ax auth login"
			}
		}
		out = append(out, profile)
	}
	return out
}
