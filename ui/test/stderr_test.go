//go:build !race

package test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// The standard error is the terminal that the full screen draws on. Only main passes it
// on, and ui/term uses it while the terminal is restored.
func TestNothingWritesToStandardError(t *testing.T) {
	writes := regexp.MustCompile(`os\.Stderr|\blog\.(Print|Fatal|Panic|Default)|\bslog\.(Debug|Info|Warn|Error|Default)\(`)
	allowed := map[string]bool{"": true, "ui/term": true, "ui/cli/man": true}
	for path, p := range house(t) {
		if allowed[path] || strings.HasPrefix(path, "ui/test/") {
			continue
		}
		for _, name := range p.GoFiles {
			code, err := os.ReadFile(filepath.Join(p.Dir, name))
			if err != nil {
				t.Fatal(err)
			}
			if found := writes.Find(code); found != nil {
				t.Errorf("%s/%s: %s", path, name, found)
			}
		}
	}
}
