package config

import (
	"path/filepath"
	"testing"
)

func TestFolders(t *testing.T) {
	for _, c := range []struct {
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
		got := folder(c.system, func(name string) string { return c.env[name] }, "XDG_STATE_HOME", "LOCALAPPDATA", filepath.Join(".local", "state"))
		if got != filepath.FromSlash(c.want) {
			t.Errorf("%s, %v: %q, want %q", c.system, c.env, got, c.want)
		}
	}
}
