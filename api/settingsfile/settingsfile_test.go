package settingsfile

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestRead(t *testing.T) {
	dir := t.TempDir()
	path := func(name string) string { return filepath.Join(dir, name) }
	for name, size := range map[string]int{"small": 3, "full": MaxSize, "large": MaxSize + 1} {
		if err := os.WriteFile(path(name), make([]byte, size), 0o640); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink("small", path("link")); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"small": "", "full": "", "link": "", "large": "it is larger than 1 MB", ".": "it is not a regular file", "none": "no such file",
	} {
		content, mode, err := Read(path(name), MaxSize)
		switch {
		case want != "" && (err == nil || !strings.Contains(err.Error(), want)):
			t.Errorf("%s: %v, want %s", name, err, want)
		case want == "" && (err != nil || len(content) < 3 || mode.Perm() != 0o640):
			t.Errorf("%s: %v, %d bytes, mode %v", name, err, len(content), mode)
		}
	}
}

func TestCheckKeys(t *testing.T) {
	comment := "# " + strings.Repeat("=.", 9999) + "\n"
	value := "api_key = \"" + strings.Repeat("a.b=", 200) + "\"\n"
	for text, want := range map[string]int{
		"": 0, comment: 0, value: 0, comment + strings.Repeat("a.", 32) + "a = 1": 2, strings.Repeat("a.", 31) + "a = 1": 0,
		"a = 1\nb = {" + strings.Repeat("a.", 32) + "a = 1}": 2, "a = [{" + strings.Repeat("a.", 32) + "a = 1}]": 1,
		"a = \"\"\"\n" + strings.Repeat("a.", 32) + "= 1\n" + strings.Repeat("b =", 1001) + "\"\"\"": 0,
	} {
		if line, err := CheckKeys([]byte(text), MaxKeys); line != want || (err != nil) != (want > 0) {
			t.Errorf("%.40q: line %d, %v, want line %d", text, line, err, want)
		}
	}
}

func TestShorten(t *testing.T) {
	for value, want := range map[string]string{"": "", "prod": "prod", strings.Repeat("é", 100): strings.Repeat("é", 100), "a" + strings.Repeat("é", 100): "a" + strings.Repeat("é", 99) + "…"} {
		if got := Shorten(value); got != want {
			t.Errorf("%q gives %q", value, got)
		}
	}
}
