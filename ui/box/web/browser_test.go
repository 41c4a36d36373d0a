package web

import (
	"slices"
	"strings"
	"testing"
)

func TestCommands(t *testing.T) {
	for _, tc := range []struct {
		os   string
		env  map[string]string
		want string
	}{
		{"linux", map[string]string{"DISPLAY": ":0"}, "xdg-open URL"},
		{"linux", map[string]string{"WAYLAND_DISPLAY": "w"}, "xdg-open URL"},
		{"linux", nil, ""},
		{"linux", map[string]string{"BROWSER": "firefox --tab %s -x:lynx"}, "firefox --tab URL -x"},
		{"darwin", nil, "open URL"},
		{"darwin", map[string]string{"SSH_CONNECTION": "1 2"}, ""},
		{"windows", nil, "rundll32 url.dll,FileProtocolHandler URL"},
	} {
		got := Browser{OS: tc.os, Env: func(name string) string { return tc.env[name] }}.command("URL")
		if !slices.Equal(got, strings.Fields(tc.want)) {
			t.Errorf("%s %v: %q, want %q", tc.os, tc.env, got, tc.want)
		}
	}
	if run([]string{"no-such-browser-here", "URL"}) == nil || run([]string{"go", "no-such-command"}) == nil || run([]string{"go", "version"}) != nil {
		t.Error("a command that fails is taken for one that works, or the reverse")
	}
}
