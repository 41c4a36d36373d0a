//go:build !windows && !race

package test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestRename gives a copy of the tree another module path, as make rename does: every
// import leads to a package of the copy, and nothing is left of the old path.
func TestRename(t *testing.T) {
	const root, path = "../..", "github.com/zed/ax-tui"
	dir := t.TempDir()
	for _, name := range []string{"Makefile", "go.mod", "go.sum", ".golangci.yml", "testdata", "ui", "api", "keymap", "theme", "main.go", "main_test.go"} {
		if err := exec.CommandContext(t.Context(), "cp", "-R", filepath.Join(root, name), dir).Run(); err != nil {
			t.Fatalf("%s cannot be copied: %v", name, err)
		}
	}
	run := func(name string, args ...string) []byte {
		t.Helper()
		cmd := exec.CommandContext(t.Context(), name, args...)
		cmd.Dir = dir
		var errs bytes.Buffer
		cmd.Stderr = &errs
		out, err := cmd.Output()
		if err != nil {
			t.Fatalf("%s %q: %v\n%s", name, args, err, errs.Bytes())
		}
		return out
	}
	run("make", "rename", "MODULE="+path)
	packages := string(run("go", "list", "-deps", "-test", "./..."))
	if count := strings.Count(packages, path+"/"); count < 100 || strings.Contains(packages, "\nax-tui/") {
		t.Errorf("%d packages have the new path:\n%s", count, packages)
	}
	old := regexp.MustCompile(`"ax-tui/(api|keymap|theme|ui)|module-path: ax-tui|const module = "ax-tui"`)
	err := filepath.WalkDir(dir, func(name string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() || strings.HasSuffix(name, "rename_test.go") {
			return err
		}
		text, err := os.ReadFile(name)
		if found := old.Find(text); found != nil {
			t.Errorf("%s still holds %s", name, found)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
	if settings := run("make", "-n", "build"); !bytes.Contains(settings, []byte(path+"/ui/screen/...=-l")) || bytes.Contains(settings, []byte("=ax-tui/")) {
		t.Errorf("make build is\n%s", settings)
	}
	refused := exec.CommandContext(t.Context(), "make", "rename", "MODULE=sr.ht/zed")
	refused.Dir = dir
	if out, err := refused.CombinedOutput(); err == nil || !bytes.Contains(out, []byte("must sort before golang.org/x/sys")) {
		t.Errorf("a path that would let the program wait for its terminal is accepted: %s", out)
	}
}
