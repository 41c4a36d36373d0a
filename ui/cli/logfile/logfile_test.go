package logfile

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestOpenedOnlyWhenWritten(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "ax-tui")
	path := filepath.Join(dir, "ax-tui.log")
	log := New(dir)
	if _, err := os.Stat(path); err == nil {
		t.Fatal("the log exists before the first line")
	}
	log.Info("hello")
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 || info.Size() == 0 {
		t.Fatalf("log file: %v %v", info, err)
	}
}

func TestRotatesWhenLarge(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ax-tui.log")
	if err := os.WriteFile(path, make([]byte, maxBytes+1), 0o600); err != nil {
		t.Fatal(err)
	}
	New(filepath.Dir(path)).Info("x")
	info, err := os.Stat(path)
	if err != nil || info.Size() > 1000 {
		t.Fatalf("the log was not rotated: %v %v", info, err)
	}
	if _, err := os.Stat(path + ".1"); err != nil {
		t.Fatal("the old log is gone")
	}
}

func TestSizeIsBounded(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ax-tui.log")
	log := New(filepath.Dir(path))
	line := strings.Repeat("x", 100_000)
	for range 30 {
		log.Info(line)
	}
	info, err := os.Stat(path)
	if err != nil || info.Size() > maxBytes+200_000 {
		t.Fatalf("the log has grown to %v: %v", info.Size(), err)
	}
}

func TestNoFolderDiscards(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	New("").Info("nothing")
	if files, err := os.ReadDir(dir); err != nil || len(files) > 0 {
		t.Errorf("written to the working folder: %v %v", files, err)
	}
}
