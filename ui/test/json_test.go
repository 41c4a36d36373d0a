//go:build !race

package test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestJSONIsReadable: json.Marshal writes <, > and & as \u escapes, which people
// would read in filters and prompts. Only files without human readers may use it.
func TestJSONIsReadable(t *testing.T) {
	unread := map[string]bool{"api/login": true, "ui/form/draft": true}
	for name, pkg := range house(t) {
		if isForTests(name) || unread[name] || within(name, "api/fake") {
			continue
		}
		for _, base := range pkg.GoFiles {
			raw, err := os.ReadFile(filepath.Join(pkg.Dir, base))
			if err != nil {
				t.Fatal(err)
			}
			src := string(raw)
			if strings.Contains(src, "json.Marshal(") || strings.Contains(src, "json.MarshalIndent(") {
				t.Errorf("%s/%s: write JSON by api.Body or evaljson.Indent", name, base)
			}
			if strings.Contains(src, "json.NewEncoder(") && !strings.Contains(src, "SetEscapeHTML(false)") {
				t.Errorf("%s/%s: the encoder writes < as \\u003c", name, base)
			}
		}
	}
}
