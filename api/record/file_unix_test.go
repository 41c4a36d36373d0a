//go:build !windows

package record

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// A rename replaces whatever has the name, so only a regular file may have it.
func TestOnlyARegularFileIsReplaced(t *testing.T) {
	dir := t.TempDir()
	at := func(name string) string { return filepath.Join(dir, name) }
	if err := syscall.Mkfifo(at("pipe"), 0o600); err != nil {
		t.Fatal(err)
	}
	for link, target := range map[string]string{"null.json": "/dev/null", "pipe.json": at("pipe"), "folder.json": dir, "nothing.json": at("nothing")} {
		if err := os.Symlink(target, at(link)); err != nil {
			t.Fatal(err)
		}
	}
	for path, want := range map[string]string{
		"/dev/null": "not a regular file", at("null.json"): "not a regular file", at("pipe"): "not a regular file", at("pipe.json"): "not a regular file",
		at("folder.json"): "a folder", at("nothing.json"): "a link to nothing",
	} {
		if file, err := Create(path, true); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v %v", path, file, err)
		}
	}
	if entries, _ := os.ReadDir(dir); len(entries) != 5 {
		t.Errorf("left behind: %v", entries)
	}
}

func TestALinkToAFileStays(t *testing.T) {
	dir := t.TempDir()
	link, target := filepath.Join(dir, "link.json"), filepath.Join(dir, "target.json")
	if err := os.WriteFile(target, []byte("old"), 0o604); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(target, 0o604); err != nil { // whatever the umask is
		t.Fatal(err)
	}
	if err := os.Symlink("target.json", link); err != nil {
		t.Fatal(err)
	}
	owned := os.Chown(target, 12345, 54321) == nil // only the superuser may
	file, err := Create(link, true)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := file.WriteString("new"); err != nil {
		t.Fatal(err)
	}
	if err := file.Commit(); err != nil {
		t.Fatal(err)
	}
	if got, err := os.ReadFile(target); string(got) != "new" {
		t.Errorf("holds %q, %v", got, err)
	}
	if info, err := os.Lstat(link); err != nil || info.Mode()&os.ModeSymlink == 0 {
		t.Errorf("the link is %v, %v", info.Mode(), err)
	}
	info, err := os.Stat(target)
	if err != nil || info.Mode().Perm() != 0o604 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	if stat, ok := info.Sys().(*syscall.Stat_t); owned && (!ok || stat.Uid != 12345 || stat.Gid != 54321) {
		t.Errorf("owner %d:%d", stat.Uid, stat.Gid)
	}
}

func TestAFullDiskIsSaidWithoutTheTemporaryName(t *testing.T) {
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		full, err = os.Open(os.DevNull) // not Linux: a file that takes nothing
	}
	if err != nil {
		t.Fatal(err)
	}
	file := &File{File: full, path: "x.json"}
	if _, err := file.Write([]byte("x")); err == nil || strings.Contains(err.Error(), "/dev/") {
		t.Errorf("%v", err)
	}
	_ = full.Close()
}
