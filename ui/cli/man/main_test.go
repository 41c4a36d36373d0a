package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestEveryCommandHasAPage(t *testing.T) {
	dir := t.TempDir()
	if err := write(dir); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"ax-tui.1": "demo-server", "ax-tui-tasks-list.1": "cursor", "ax-tui-tasks-wait-for-run.1": "124", "ax-tui-doctor.1": "Exit codes",
		"ax-tui-tasks-create-run-experiment.1": "run-configuration", "ax-tui-config-show.1": "never the key",
	} {
		page, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil || !strings.Contains(strings.ReplaceAll(string(page), `\-`, "-"), want) {
			t.Errorf("%s does not contain %q (%v)", name, want, err)
		}
	}
}
