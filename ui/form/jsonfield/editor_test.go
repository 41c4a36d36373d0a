package jsonfield

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"
)

// direct runs the editor immediately, without a terminal.
func direct(cmd *exec.Cmd, done func(error) tea.Msg) tea.Cmd {
	return func() tea.Msg { return done(cmd.Run()) }
}

func script(t *testing.T, body string) string {
	t.Helper()
	if runtime.GOOS == "windows" {
		body = "" // the scripts need a shell
	}
	path := filepath.Join(t.TempDir(), "ed")
	if err := os.WriteFile(path, []byte("#!/bin/sh\n"+body+"\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	return path
}

func edit(t *testing.T, env map[string]string, content string) Edited {
	t.Helper()
	t.Setenv("TMPDIR", t.TempDir())
	field := &Field{config: Config{Key: "k", Getenv: func(name string) string { return env[name] }}, buffer: newBuffer(content)}
	msg := field.external(direct)()
	left, _ := filepath.Glob(filepath.Join(os.Getenv("TMPDIR"), "ax-tui-*"))
	if len(left) > 0 {
		t.Fatalf("%v was not removed", left)
	}
	out, ok := msg.(Edited)
	if !ok {
		t.Fatalf("the answer is %T", msg)
	}
	return out
}

func TestAnEditorChangesTheText(t *testing.T) {
	ed := script(t, `case "$1" in *.json) ;; *) exit 9;; esac
test "$(ls -l "$1" | cut -c1-10)" = "-rw-------" || exit 8
printf 'more\r\n' >> "$1"`)
	got := edit(t, map[string]string{"EDITOR": "/nowhere", "VISUAL": ed}, "old")
	if got.Err != nil || string(got.Text) != "old\nmore" {
		t.Fatalf("%q, %v", got.Text, got.Err)
	}
}

func TestAnEditorThatFailsLosesNothing(t *testing.T) {
	got := edit(t, map[string]string{"EDITOR": script(t, "exit 3")}, "old")
	if got.Err == nil || !strings.Contains(got.Err.Error(), "the text is unchanged") || got.Text != nil {
		t.Fatalf("%q, %v", got.Text, got.Err)
	}
	field := &Field{buffer: newBuffer("old")}
	field.applyEdited(&got)
	if field.buffer.String() != "old" || field.message == "" {
		t.Fatalf("%q, message %q", field.buffer.String(), field.message)
	}
}

func TestMissingEditor(t *testing.T) {
	got := edit(t, map[string]string{"EDITOR": "no-such-editor -x"}, "old")
	if got.Err == nil || !strings.Contains(got.Err.Error(), "set $EDITOR") {
		t.Fatal(got.Err)
	}
}
