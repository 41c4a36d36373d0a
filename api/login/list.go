package login

import (
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strings"
)

// Profile is an entry of the list of profiles.
type Profile struct {
	Name, Path string
	Host       string // host of the API; "" when it is unknown
	Auth       string // "API key", "ax auth login" or "none"
	Active     bool
	Err        error // why it cannot be used; nil if it can
}

type file struct{ name, path string }

// files lists the profiles of a folder by name, each once.
func files(dir string) []file {
	var out []file
	entries, _ := os.ReadDir(filepath.Join(dir, "profiles"))
	for _, entry := range entries {
		if name, ok := strings.CutSuffix(entry.Name(), ".toml"); ok && !entry.IsDir() && isProfileName(name) {
			out = append(out, file{name: name, path: filepath.Join(dir, "profiles", entry.Name())})
		}
	}
	old := filepath.Join(dir, "config.toml")
	if _, err := os.Stat(old); err == nil && !slices.ContainsFunc(out, func(listed file) bool { return listed.name == "default" }) {
		out = append(out, file{name: "default", path: old})
	}
	sort.SliceStable(out, func(i, j int) bool { return out[i].name < out[j].name })
	return out
}

// Profiles lists the profiles by name. For a profile that cannot be used, Err says why.
func Profiles(request Request) []Profile {
	env := trimmedEnv(request.Env)
	dir := request.dir(env)
	if dir == "" {
		return nil
	}
	name, _, _ := activeProfile(dir) // unreadable: no profile is active, and Load returns the error
	var out []Profile
	for _, file := range files(dir) {
		profile := Profile{Name: file.name, Path: file.path, Active: file.name == name, Auth: "none"}
		selected := request
		selected.Profile = file.name
		login, err := Load(selected)
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
