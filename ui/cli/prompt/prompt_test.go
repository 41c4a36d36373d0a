package prompt

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"go.uber.org/goleak"

	"ax-tui/ui/cli/tasks"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// validateShort refuses more than three letters.
func validateShort(value string) error {
	if len(value) > 3 {
		return errors.New("it is too long\x1b[31m")
	}
	return nil
}

func newLines(typed string) (*Lines, *bytes.Buffer) {
	var out bytes.Buffer
	return &Lines{In: strings.NewReader(typed), Out: &out}, &out
}

func TestNew(t *testing.T) {
	for _, tt := range []struct {
		env   map[string]string
		plain bool
	}{
		{map[string]string{"TERM": "xterm"}, false},
		{map[string]string{"TERM": "xterm", "ACCESSIBLE": "1"}, true},
		{map[string]string{"TERM": "dumb"}, true},
		{nil, true},
	} {
		if _, plain := New(nil, nil, func(name string) string { return tt.env[name] }).(*Lines); plain != tt.plain {
			t.Errorf("%v: plain lines %v", tt.env, plain)
		}
	}
}

func TestLinesText(t *testing.T) {
	asker, out := newLines("long one\n abc \r\n\nrest")
	if value, err := asker.Text("Na\x07me", "in its space", "", validateShort); value != "abc" || err != nil {
		t.Errorf("%q, %v", value, err)
	}
	if want := "Name (in its space): it is too long\nName (in its space): "; out.String() != want {
		t.Errorf("%q, want %q", out, want)
	}
	out.Reset()
	if value, err := asker.Text("Start", "", "-24h", nil); value != "-24h" || err != nil || out.String() != "Start [-24h]: " {
		t.Errorf("%q, %v after %q", value, err, out)
	}
	if value, err := asker.Text("Rest", "", "", nil); value != "rest" || err != nil {
		t.Errorf("the last line without a newline: %q, %v", value, err)
	}
	out.Reset()
	if _, err := asker.Text("More", "", "", nil); !errors.Is(err, tasks.ErrInterrupted) || out.String() != "More: \n" {
		t.Errorf("the end of input: %v after %q", err, out)
	}
}

func TestLinesReadNoFurtherThanTheLine(t *testing.T) {
	in := strings.NewReader("first\nsecond\n")
	if _, err := (&Lines{In: in, Out: &bytes.Buffer{}}).Text("x", "", "", nil); err != nil {
		t.Fatal(err)
	}
	if rest := in.Len(); rest != len("second\n") {
		t.Errorf("%d bytes are left", rest)
	}
}

func TestLinesChoose(t *testing.T) {
	asker, out := newLines("0\nx\n2\n\n")
	if i, err := asker.Choose("Type", []string{"one", "two"}, 0); i != 1 || err != nil {
		t.Errorf("%d, %v", i, err)
	}
	if !strings.HasPrefix(out.String(), "Type:\n  1  one\n  2  two\nNumber (1 to 2) [1]: type a number from 1 to 2\n") {
		t.Errorf("%q", out)
	}
	if i, err := asker.Choose("Type", []string{"one", "two"}, 1); i != 1 || err != nil {
		t.Errorf("an empty line: %d, %v", i, err)
	}
	if _, err := asker.Choose("Type", []string{"one"}, 0); !errors.Is(err, tasks.ErrInterrupted) {
		t.Errorf("the end of input: %v", err)
	}
}

func TestLinesConfirm(t *testing.T) {
	for typed, want := range map[string]bool{"y\n": true, "YES\n": true, "sure\nyes\n": true, "no\n": false, "N\n": false, "\n": false} {
		asker, _ := newLines(typed)
		if yes, err := asker.Confirm("Delete?", "This is final."); yes != want || err != nil {
			t.Errorf("%q: %v, %v", typed, yes, err)
		}
	}
	asker, _ := newLines("")
	if yes, err := asker.Confirm("Delete?", ""); yes || !errors.Is(err, tasks.ErrInterrupted) {
		t.Errorf("the end of input: %v, %v", yes, err)
	}
}

func TestLinesLong(t *testing.T) {
	asker, out := newLines("a\nb\n\n\n")
	if value, err := asker.Long("JSON", "help", "old", validateShort); value != "a\nb" || err != nil {
		t.Errorf("%q, %v", value, err)
	}
	if want := "JSON (help). End with an empty line.\nEnter an empty line to use this:\nold\n"; out.String() != want {
		t.Errorf("%q, want %q", out, want)
	}
	if value, err := asker.Long("JSON", "", "old", validateShort); value != "old" || err != nil {
		t.Errorf("an empty line first: %q, %v", value, err)
	}
	if _, err := asker.Long("JSON", "", "old", validateShort); !errors.Is(err, tasks.ErrInterrupted) {
		t.Errorf("the end of input: %v", err)
	}
	asker, out = newLines("abcd\n\n\nabc\n\n")
	_, err := asker.Long("JSON", "", "", func(value string) error {
		if value == "abcd" {
			return errors.New("bad")
		}
		return nil
	})
	if err != nil && !errors.Is(err, tasks.ErrInterrupted) || !strings.Contains(out.String(), "bad\n") || !strings.Contains(out.String(), "use this:\nabcd\n") {
		t.Errorf("the prompt does not offer the refused text: %v\n%s", err, out)
	}
}

// fakeTerminal types its input as soon as the prompt shows.
type fakeTerminal struct {
	mu       sync.Mutex
	output   strings.Builder
	prompt   string        // text that shows when the form is ready
	prompted chan struct{} // closed when prompt has shown
	input    io.Reader
}

func (p *fakeTerminal) Write(data []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	before := strings.Contains(p.output.String(), p.prompt)
	p.output.Write(data)
	if !before && strings.Contains(p.output.String(), p.prompt) {
		close(p.prompted)
	}
	return len(data), nil
}

func (p *fakeTerminal) Read(data []byte) (int, error) {
	<-p.prompted
	return p.input.Read(data)
}

func (p *fakeTerminal) String() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.output.String()
}

// newForms returns Forms on a fake terminal that types when wait shows; script is the
// editor.
func newForms(t *testing.T, wait, typed, script string) (*Forms, *fakeTerminal) {
	t.Helper()
	ed := filepath.Join(t.TempDir(), "ed")
	if err := os.WriteFile(ed, []byte("#!/bin/sh\n"+script+"\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("TMPDIR", t.TempDir())
	env := map[string]string{"VISUAL": ed, "TERM": "xterm", "NO_COLOR": "1"}
	terminal := &fakeTerminal{prompt: wait, prompted: make(chan struct{}), input: strings.NewReader(typed)}
	return &Forms{In: terminal, Out: terminal, Env: func(name string) string { return env[name] }}, terminal
}

func TestForms(t *testing.T) {
	asker, _ := newForms(t, "Name", "abc\r", "")
	if value, err := asker.Text("Name", "", "", validateShort); value != "abc" || err != nil {
		t.Errorf("%q, %v", value, err)
	}
	asker, _ = newForms(t, "two", "j\r", "")
	if i, err := asker.Choose("Type", []string{"one", "two"}, 0); i != 1 || err != nil {
		t.Errorf("%d, %v", i, err)
	}
	asker, _ = newForms(t, "Delete?", "y", "")
	if yes, err := asker.Confirm("Delete?", ""); !yes || err != nil {
		t.Errorf("%v, %v", yes, err)
	}
	asker, _ = newForms(t, "Delete?", "\x03", "")
	if _, err := asker.Confirm("Delete?", ""); !errors.Is(err, tasks.ErrInterrupted) {
		t.Errorf("ctrl+c: %v", err)
	}
}

func TestFormsLongOpensTheEditor(t *testing.T) {
	asker, out := newForms(t, "nothing", "", `printf new > "$1"; echo drawn`)
	if value, err := asker.Long("JSON", "help", "old", validateShort); value != "new" || err != nil {
		t.Errorf("%q, %v", value, err)
	}
	if want := "JSON: opening your editor; help\ndrawn\n"; out.String() != want {
		t.Errorf("%q, want %q", out, want)
	}
	asker, _ = newForms(t, "Open the editor again?", "j\r", `printf kept > "$1"; exit 3`)
	if value, err := asker.Long("JSON", "", "old", validateShort); value != "kept" || err == nil || !strings.Contains(err.Error(), "failed (exit status 3)") {
		t.Errorf("an editor that fails: %q, %v", value, err)
	}
	asker, out = newForms(t, "Open the editor again?", "\r", `printf x >> "$1"`) // one letter more each time, so it stays refused
	if _, err := asker.Long("JSON", "", "ab", func(value string) error {
		if value == "ab\nx\nx" {
			return nil
		}
		return errors.New("not yet")
	}); err != nil || strings.Count(out.String(), "opening your editor") != 2 || !strings.Contains(out.String(), "not yet\n") {
		t.Errorf("refused once: %v\n%s", err, out)
	}
	asker, _ = newForms(t, "Open the editor again?", "j\r", "exit 0")
	if value, err := asker.Long("JSON", "", "abcd", validateShort); value != "abcd" || err == nil || !strings.HasPrefix(err.Error(), "it is too long") {
		t.Errorf("not opened again: %v", err)
	}
}
