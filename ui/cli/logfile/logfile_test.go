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
		t.Fatal("the log is there before anything was logged")
	}
	log.Info("hello")
	st, err := os.Stat(path)
	if err != nil || st.Mode().Perm() != 0o600 || st.Size() == 0 {
		t.Fatalf("log file: %v %v", st, err)
	}
}

func TestPutAsideWhenLarge(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ax-tui.log")
	if err := os.WriteFile(path, make([]byte, maxBytes+1), 0o600); err != nil {
		t.Fatal(err)
	}
	New(filepath.Dir(path)).Info("x")
	st, err := os.Stat(path)
	if err != nil || st.Size() > 1000 {
		t.Fatalf("the log grew on: %v %v", st, err)
	}
	if _, err := os.Stat(path + ".1"); err != nil {
		t.Fatal("the old log was thrown away")
	}
}

func TestNeverGrowsPastItsBound(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ax-tui.log")
	log := New(filepath.Dir(path))
	line := strings.Repeat("x", 100_000)
	for range 30 {
		log.Info(line)
	}
	st, err := os.Stat(path)
	if err != nil || st.Size() > maxBytes+200_000 {
		t.Fatalf("the log has grown to %v: %v", st.Size(), err)
	}
}

func TestNoHomeIsNoLog(*testing.T) {
	New("").Info("nothing")
}
