//go:build !windows

package term

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	tea "github.com/charmbracelet/bubbletea"
	"golang.org/x/sys/unix"
	"pgregory.net/rapid"
)

// typist feeds an input through a pipe and collects its output: keys as Bubble
// Tea gets them, one Read after the other, and messages in "<…>".
type typist struct {
	in   *input
	w, r *os.File
	out  chan string
}

func newTypist(t interface {
	Fatal(...any)
}, size int, wait time.Duration,
) *typist {
	file, writer, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	in, err := newInput(file, func(string) string { return "" })
	if err != nil {
		t.Fatal(err)
	}
	person := &typist{in: in, w: writer, r: file, out: make(chan string, 1<<12)}
	in.restWait, in.replyWait, in.pasteWait = wait, wait, wait
	in.send = func(msg tea.Msg) {
		if key, ok := msg.(tea.KeyMsg); ok {
			msg = string(key.Runes)
		}
		person.out <- fmt.Sprintf("<%v>", msg)
	}
	go func() {
		defer close(person.out)
		buf := make([]byte, size)
		for {
			size, err := in.Read(buf)
			if err != nil {
				return
			}
			person.out <- string(buf[:size])
		}
	}()
	return person
}

// send writes each chunk when the previous one was read.
func (y *typist) send(chunks ...string) {
	for _, chunk := range chunks {
		_, _ = y.w.WriteString(chunk)
		fds := []unix.PollFd{{Fd: int32(y.r.Fd()), Events: unix.POLLIN}}
		for late := time.Now().Add(5 * time.Second); time.Now().Before(late); {
			if ready, err := unix.Poll(fds, 0); err == nil && ready == 0 {
				break
			}
		}
	}
}

// all ends the input and returns the whole output.
func (y *typist) all() []string {
	_ = y.w.Close()
	var out []string
	for keys := range y.out {
		out = append(out, keys)
	}
	y.in.close()
	_ = y.r.Close()
	return out
}

// items are pieces of input and the expected output.
var items = []struct{ in, out string }{
	{"a", "a"},
	{"jj", "jj"},
	{"é", "é"},
	{"中文", "中文"},
	{"👩\u200d💻", "👩\u200d💻"},
	{"\r", "\r"},
	{"\x1b[A", "\x1b[A"},
	{"\x1b[1;5C", "\x1b[1;5C"},
	{"\x1bOP", "\x1bOP"},
	{"\x1b[15~", "\x1b[15~"},
	{"\x1b[[A", "\x1b[[A"},
	{"\x1b[7$", "\x1b[7$"},
	{"\x1bOH", "\x1b[H"},
	{"\x1bOF", "\x1b[F"},
	{"\x1bOA", "\x1b[A"},
	{"\x1b\x1bOF", "\x1b\x1b[F"},
	{"\x1bO5C", "\x1b[1;5C"},
	{"\x1bO1;2P", "\x1b[1;2P"},
	{"\x1bOb", "\x1b[1;5B"},
	{"\x1bOpé\x1bOy", "0é9"},
	{"\x1bOj\x1bOk\x1bOl\x1bOm\x1bOn\x1bOo\x1bOX", "*+,-./="},
	{"\x1bOM", "\r"},
	{"\x1bOE", ""},
	{"\x1bO9z", ""},
	{"\x1b\x1bOE", ""},
	{"\x1b[[Z", ""},
	{"\x1b[ 1A", ""},
	{"\x1b[M !!", ""},
	{"\x1b[?997;1n", "<{true}>"},
	{"\x1b[?997;2n", "<{false}>"},
	{"\x1b[?997;3n", ""},
	{"\x1b[<0;12;7M", "\x1b[<0;12;7M"},
	{"\x1b[<0;12;7m", "\x1b[<0;12;7m"},
	{"\x1b[<0;12M", ""},
	{"\x1b[<0;12;123456M", ""},
	{"\x1b[97;5u", "\x1b[97;5u"},
	{"\x1b[" + strings.Repeat("1;", 99) + "A", ""},
	{"\x1bx", "\x1bx"},
	{"\x1b\x1b[A", "\x1b\x1b[A"},
	{"\x1b]11;rgb:0000/0000/0000\x07", "<{true}>"},
	{"\x1b]11;rgb:ff/ff/ff\x1b\\", "<{false}>"},
	{"\x1b]52;c;aGk=\x07", ""},
	{"\x1bP>|some term\x1b\\", ""},
	{"\x1b_Gi=1;OK\x1b\\", ""},
	{"\x1b[200~p\r\nq\x1b[A\x1b]11;?\x07é\x1b[201~", "<p\nq\x1b[A\x1b]11;?\x07é>"},
	{"\x1b[200~\x1b[201~", "<>"},
}

// Any input, split anywhere, gives the same output in order.
func TestInputCutAnywhere(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var in, want string
		for _, i := range rapid.SliceOfN(rapid.IntRange(0, len(items)-1), 1, 20).Draw(t, "items") {
			in, want = in+items[i].in, want+items[i].out
		}
		typist := newTypist(t, rapid.SampledFrom([]int{24, 64, 256}).Draw(t, "size"), time.Minute)
		var chunks []string
		for len(in) > 0 {
			size := rapid.IntRange(1, min(len(in), 9)).Draw(t, "cut")
			chunks, in = append(chunks, in[:size]), in[size:]
		}
		typist.send(chunks...)
		got := typist.all()
		if strings.Join(got, "") != want {
			t.Fatalf("got %q, want %q", got, want)
		}
		for _, text := range got {
			if !utf8.ValidString(text) {
				t.Fatalf("a rune was cut: %q", got)
			}
		}
	})
}

func TestIncompleteInput(t *testing.T) {
	for name, tc := range map[string]struct {
		in   string
		want string
	}{
		"escape":                 {"\x1b", "\x1b|"},
		"two escapes":            {"\x1b\x1b", "\x1b|\x1b|"},
		"alt and bracket":        {"\x1b[", "\x1b[|"},
		"alt and O":              {"\x1bO", "\x1bO|"},
		"alt and O, then esc":    {"\x1bO\x1b", "\x1bO|\x1b|"},
		"alt and O, then a rune": {"\x1bOé", "\x1bO|é|"},
		"alt and ]":              {"\x1b]", "\x1b]|"},
		"half a rune":            {"\xe4\xb8", "\xe4\xb8|"},
		"paste without end":      {"\x1b[200~abc", "<abc>|"},
		"alt and p, then typing": {"\x1bPlain", "\x1bPlain|"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			typist := newTypist(t, 256, 5*time.Millisecond)
			typist.send(tc.in)
			got := ""
			for len(got) < len(tc.want) {
				got += <-typist.out + "|"
			}
			typist.send("z")
			got += strings.Join(typist.all(), "|")
			if got != tc.want+"z" {
				t.Errorf("got %q, want %q", got, tc.want+"z")
			}
		})
	}
}

func TestScanDecidesWhenNoMoreComes(t *testing.T) {
	for name, tc := range map[string]struct {
		in   string
		kind kind
		n    int
	}{
		"half a sequence":    {"\x1b[1;", junk, 4},
		"half a reply":       {"\x1b]11;rgb:ff", junk, 11},
		"half an end":        {"\x1b]11;rgb:ff\x1b", junk, 12},
		"reply aborted":      {"\x1b]11;rg\x1b[A", junk, 7},
		"endless sequence":   {"\x1b[" + strings.Repeat("1;", 999), junk, maxCSI},
		"half a mouse":       {"\x1b[M !", junk, 5},
		"half a keypad":      {"\x1bO5", junk, 3},
		"O and a control":    {"\x1bO\x01", alone, 2},
		"endless reply":      {"\x1b]1" + strings.Repeat("1", maxReply), junk, maxReply + 3},
		"sequence broken":    {"\x1b[1\x1b[A", junk, 3},
		"stray end of paste": {pasteEnd, junk, 6},
		"bytes of no rune":   {"\xff\x80", text, 2},
	} {
		t.Run(name, func(t *testing.T) {
			if k, size := scan([]byte(tc.in), true, 255); k != tc.kind || size != tc.n {
				t.Errorf("kind %d, %d bytes; want %d, %d", k, size, tc.kind, tc.n)
			}
		})
	}
}

// The wait for the rest of an incomplete key: short after esc, longer over SSH; what
// has certainly begun has time.
func TestWaitForTheRestOfAKey(t *testing.T) {
	for variable, far := range map[string]bool{"": false, "SSH_CONNECTION": true, "SSH_TTY": true} {
		in, err := newInput(os.Stdin, func(name string) string {
			if name == variable {
				return "set"
			}
			return ""
		})
		if err != nil {
			t.Fatal(err)
		}
		esc := 40 * time.Millisecond
		if far {
			esc = 120 * time.Millisecond
		}
		for begun, want := range map[string]time.Duration{
			"\x1b": esc, "\x1b\x1b": esc, "\x1bP": esc, "\x1b[": replyWait, "\x1bO": replyWait, "\x1bO1;": replyWait,
			"\x1b[1;": replyWait, "\x1b\x1b[": replyWait, "\xe4\xb8": replyWait, "\x1b]1": replyWait, "": -1,
		} {
			if in.buf = []byte(begun); in.wait() != want {
				t.Errorf("%q: after %q the rest is waited for %v, want %v", variable, begun, in.wait(), want)
			}
		}
		in.close()
	}
}

// Scanning makes progress on any input.
func TestScanAlwaysProgresses(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		data := []byte(rapid.StringOf(rapid.SampledFrom([]rune("\x1b\x1b[]OP_M<;?012~A\\\x07é中\x00"))).Draw(t, "in"))
		if len(data) == 0 {
			return
		}
		k, size := scan(data, true, 255)
		if k == more || size < 1 || size > len(data) {
			t.Fatalf("%q: kind %d, %d bytes", data, k, size)
		}
	})
}

func TestPauseLeavesTheKeysToOthers(t *testing.T) {
	typist := newTypist(t, 256, time.Minute)
	typist.send("a")
	if got := <-typist.out; got != "a" {
		t.Fatalf("got %q", got)
	}
	typist.in.pause()
	_, _ = typist.w.WriteString("b")
	buf := make([]byte, 8)
	if size, _ := typist.r.Read(buf); string(buf[:size]) != "b" {
		t.Errorf("the other reader got %q", buf[:size])
	}
	typist.in.resume()
	typist.send("c")
	if got := strings.Join(typist.all(), ""); got != "c" {
		t.Errorf("got %q, want c", got)
	}
}

func TestPasteIsCollectedOnce(t *testing.T) {
	long := strings.Repeat("0123456789abcdef", maxPaste/16+99)
	for name, tc := range map[string]struct{ in, want string }{
		"line ends":  {"a\r\nb\rc\nd\r\n", "a\nb\nc\nd\n"},
		"too long":   {long, long[:maxPaste]},
		"not UTF-8":  {"a\xffb", "a\ufffdb"},
		"almost end": {"a\x1b[201b", "a\x1b[201b"},
	} {
		t.Run(name, func(t *testing.T) {
			var pasted paste
			in := tc.in + pasteEnd + "rest"
			done, rest := false, []byte(nil)
			for len(in) > 0 && !done {
				size := min(len(in), 4001)
				rest, done = pasted.add([]byte(in[:size]))
				in = in[size:]
			}
			if got := string(pasted.message().Runes); got != tc.want {
				t.Errorf("got %d runes, want %d", len(got), len(tc.want))
			}
			if !done || string(rest)+in != "rest" {
				t.Errorf("done %v, the rest is %q", done, string(rest)+in)
			}
		})
	}
}

func TestSplitKeys(t *testing.T) {
	runes := func(text string) tea.KeyMsg { return tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(text)} }
	pasted := runes("jj")
	pasted.Paste = true
	for name, tc := range map[string]struct {
		in   tea.KeyMsg
		want string
	}{
		"several": {runes("jjé"), "[j j é]"},
		"one":     {runes("j"), "[j]"},
		"paste":   {pasted, "[[jj]]"},
		"special": {tea.KeyMsg{Type: tea.KeyUp}, "[up]"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := fmt.Sprint(SplitKeys(tc.in)); got != tc.want {
				t.Errorf("got %s, want %s", got, tc.want)
			}
		})
	}
}

func TestParseBackground(t *testing.T) {
	for in, want := range map[string]string{
		"\x1b]11;rgb:1e1e/1e1e/2e2e\x07":         "{true} true",
		"\x1b]11;rgb:fafa/fafa/fafa\x1b\\":       "{false} true",
		"\x1b]11;rgba:ffff/ffff/ffff/0000\x1b\\": "{false} true",
		"\x1b]11;rgb:f/f/f\x07":                  "{false} true",
		"\x1b]11;rgb:0000/ffff/0000\x07":         "{false} true",
		"\x1b]11;rgb:0000/0000/ffff\x07":         "{true} true",
		"\x1b]11;rgb:00000/0/0\x07":              "{false} false",
		"\x1b]11;rgb:zz/0/0\x07":                 "{false} false",
		"\x1b]11;red\x07":                        "{false} false",
		"\x1b]10;rgb:0/0/0\x07":                  "{false} false",
		"\x1b[?997;1n":                           "{true} true",
		"\x1b[?997;2n":                           "{false} true",
		"\x1b[?997;0n":                           "{false} false",
		"\x1b[?997;1;2n":                         "{false} false",
		"\x1b[?997;n":                            "{false} false",
	} {
		msg, ok := parseBackground([]byte(in))
		if got := fmt.Sprint(msg, ok); got != want {
			t.Errorf("%q: %s, want %s", in, got, want)
		}
	}
}

func BenchmarkPaste1MB(b *testing.B) {
	chunk := []byte(strings.Repeat("0123456789abcde\n", 256)) // what a pseudo-terminal returns at once
	for range b.N {
		var pasted paste
		for range 256 {
			pasted.add(chunk)
		}
		pasted.add([]byte(pasteEnd))
		pasted.message()
	}
}
