package settingsfile_test

import (
	"testing"

	"ax-tui/api/settingsfile"
)

func TestKeyPositions(t *testing.T) {
	at := settingsfile.KeyPositions([]byte(`name = "x"
[[evaluators]]
id = "a"
[evaluators.maps]
input = "p"
[[evaluators]]
id = "b"
maps.output = { path = "q",
  deep = [1, { key = 2 }] }
[ids.project]
"a.b" = "c"
`))
	for _, tt := range []struct {
		line int
		path []string
	}{
		{1, []string{"name"}},
		{2, []string{"evaluators"}},
		{2, []string{"evaluators", "0"}},
		{3, []string{"evaluators", "0", "id"}},
		{4, []string{"evaluators", "0", "maps"}},
		{5, []string{"evaluators", "0", "maps", "input"}},
		{6, []string{"evaluators", "1"}},
		{7, []string{"evaluators", "1", "id"}},
		{8, []string{"evaluators", "1", "maps", "output", "path"}},
		{9, []string{"evaluators", "1", "maps", "output", "deep"}},
		{9, []string{"evaluators", "1", "maps", "output", "deep", "1", "key"}},
		{10, []string{"ids", "project"}},
		{11, []string{"ids", "project", "a.b"}},
	} {
		if got := at[settingsfile.JoinKey(tt.path...)].Line; got != tt.line {
			t.Errorf("%q is on line %d, want %d", tt.path, got, tt.line)
		}
	}
	if len(settingsfile.KeyPositions([]byte("a = 1\nb = = 2\n"))) == 0 {
		t.Error("nothing before a fault has a position")
	}
}
