package editor

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestCommandPassesThePosition(t *testing.T) {
	for name, want := range map[string]string{
		"vim": "+call cursor(2,3) f.json", "nano": "+2,3 f.json", "code": "--wait --goto f.json:2:3", "other": "f.json",
	} {
		if got := strings.Join(command([]string{name}, "f.json", 2, 3).Args[1:], " "); got != want {
			t.Errorf("%s is called with %s, want %s", name, got, want)
		}
	}
}

func TestQuotesKeepAPathTogether(t *testing.T) {
	for command, want := range map[string][]string{
		"":                                 nil,
		"  ":                               nil,
		"vim":                              {"vim"},
		" emacs  -nw ":                     {"emacs", "-nw"},
		`"/opt/My Editor/ed" --wait`:       {"/opt/My Editor/ed", "--wait"},
		`ed '' "it's"`:                     {"ed", "", "it's"},
		`C:\Tools\ed.exe -n`:               {`C:\Tools\ed.exe`, "-n"},
		`/my\ tools/e\'d\\ -x`:             {`/my tools/e'd\`, "-x"},
		`"a\"b\ c" 'd\ e\' f\`:             {`a"b\ c`, `d\ e\`, `f\`},
		`"C:\Program Files\ed.exe`:         nil,
		`/opt/My" "Editor/ed -c 'set x="'`: {"/opt/My Editor/ed", "-c", `set x="`},
	} {
		if got := split(command); !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", command, got, want)
		}
	}
}

func TestAnEditorInAFolderWithSpaces(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "my tools")
	path := filepath.Join(dir, "ed")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte("#!/bin/sh\nprintf new > \"$1\"\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("TMPDIR", t.TempDir())
	env := map[string]string{"VISUAL": `"` + path + `"`}
	edit, err := Open(func(name string) string { return env[name] }, []byte("old"), 1, 1)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := edit.Read(edit.Cmd.Run()); err != nil || string(got) != "new" {
		t.Errorf("%q, %v", got, err)
	}
	if left, _ := os.ReadDir(os.Getenv("TMPDIR")); len(left) > 0 {
		t.Errorf("%v remains", left)
	}
}
