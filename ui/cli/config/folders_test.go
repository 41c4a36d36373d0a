package config

import (
	"path/filepath"
	"slices"
	"testing"
)

func TestFolders(t *testing.T) {
	for _, tt := range []struct {
		system string
		env    map[string]string
		want   string
	}{
		{"linux", map[string]string{"XDG_STATE_HOME": "/state", "HOME": "/h", "LOCALAPPDATA": "/local"}, "/state/ax-tui"},
		{"linux", map[string]string{"XDG_STATE_HOME": "relative", "HOME": "/h"}, "/h/.local/state/ax-tui"},
		{"darwin", map[string]string{"HOME": "/h", "LOCALAPPDATA": "/local"}, "/h/.local/state/ax-tui"},
		{"windows", map[string]string{"HOME": "/h", "LOCALAPPDATA": "/local"}, "/local/ax-tui"},
		{"windows", map[string]string{"HOME": "/h"}, "/h/.local/state/ax-tui"},
		{"linux", map[string]string{"LOCALAPPDATA": "/local"}, "/local/ax-tui"},
		{"linux", nil, ""},
	} {
		got := appDir(tt.system, func(name string) string { return tt.env[name] }, "XDG_STATE_HOME", "LOCALAPPDATA", filepath.Join(".local", "state"))
		if got != filepath.FromSlash(tt.want) {
			t.Errorf("%s, %v: %q, want %q", tt.system, tt.env, got, tt.want)
		}
	}
}

func TestOldPathOnWindows(t *testing.T) {
	const current, old = "/roaming/ax-tui/config.toml", "/user/.config/ax-tui/config.toml"
	for _, tt := range []struct {
		system string
		exist  []string
		want   string
	}{
		{"windows", nil, current},
		{"windows", []string{current, old}, current},
		{"windows", []string{old}, old},
		{"linux", []string{old}, "/home/.config/ax-tui/config.toml"},
	} {
		env := map[string]string{"APPDATA": "/roaming", "USERPROFILE": "/user"}
		if tt.system != "windows" {
			env["HOME"] = "/home"
		}
		got := configFile(tt.system, func(name string) string { return env[name] }, func(path string) bool {
			return slices.Contains(tt.exist, filepath.ToSlash(path))
		})
		if got != filepath.FromSlash(tt.want) {
			t.Errorf("%s with %q: %q, want %q", tt.system, tt.exist, got, tt.want)
		}
	}
}
