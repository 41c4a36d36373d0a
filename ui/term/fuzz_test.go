//go:build !windows

package term

import (
	"fmt"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"
)

// keysOf returns the whole output of an input for chunks that arrive one after
// the other and then end: keys unchanged, a lone escape as "<esc>", messages as
// "<…>".
func keysOf(t *testing.T, size int, chunks ...[]byte) string {
	t.Helper()
	var out strings.Builder
	in := &input{asked: func() bool { return false }, send: func(message tea.Msg) {
		if key, ok := message.(tea.KeyMsg); ok {
			message = string(key.Runes)
		}
		fmt.Fprintf(&out, "<%v>", message)
	}}
	buffer := make([]byte, size)
	read := func() {
		for {
			read := in.keys(buffer[:size-1])
			if read == 0 {
				return
			}
			if read >= size {
				t.Fatalf("%d bytes at once fill the buffer of %d", read, size)
			}
			if key := string(buffer[:read]); key == "\x1b" {
				out.WriteString("<esc>")
			} else {
				out.WriteString(key)
			}
		}
	}
	total := 0
	for _, chunk := range chunks {
		total += len(chunk)
		in.buf = append(in.buf, chunk...)
		read()
	}
	for range total + 1 {
		if in.pasting != nil {
			in.endPaste()
		}
		in.final = true
		read()
	}
	if len(in.buf) > 0 {
		t.Fatalf("%q is never classified", in.buf)
	}
	return out.String()
}

// FuzzInput: the same bytes give the same keys, pastes and replies in the same
// order, wherever the connection splits them and however small the reader's
// buffer is.
func FuzzInput(f *testing.F) {
	for _, piece := range items {
		f.Add([]byte(piece.in), []byte{1}, uint8(0))
		f.Add([]byte("ab"+piece.in+"é"+piece.in), []byte{2, 1, 3}, uint8(99))
	}
	for _, in := range []string{
		"\x1b", "\x1b\x1b", "\x1b[", "\x1bO", "\x1b]", "\x1bPlain", "\xe4\xb8", "\xff\x80\x1b\xc3", "\x1b[1;", "\x1b]11;rg\x1b[A", "\x1b\x1b[200~x\x1b[201~",
		"\x1b[" + strings.Repeat("1;", 40) + "A", "\x1b[200~abc", "\x1b[201~", "\x1b[1\x1b[A", strings.Repeat("jjé中", 60), "\x1b]11;rgb:ff/ff/ff\x1b", "\x00\x7f\x9b",
		"a\x1b[?997;1nb", "\x1b\x1b[?997;2n", "\x1b[?997;2", "\x1b[?997;1n\x1b]11;rgb:ff/ff/ff\x07\x1b[?997;12n",
	} {
		f.Add([]byte(in), []byte{1, 2}, uint8(1))
	}
	f.Fuzz(func(t *testing.T, in, cuts []byte, size uint8) {
		if len(in) > 1<<12 {
			return // longer replies are dropped, depending on how many bytes have arrived
		}
		var chunks [][]byte
		for rest, i := in, 0; len(rest) > 0; i++ {
			size := len(rest)
			if len(cuts) > 0 {
				size = min(size, 1+int(cuts[i%len(cuts)]))
			}
			chunks, rest = append(chunks, rest[:size]), rest[size:]
		}
		whole := keysOf(t, 256, in)
		if cut := keysOf(t, 70+int(size)%187, chunks...); cut != whole {
			t.Fatalf("%q gives %q; cut as %q it gives %q", in, whole, chunks, cut)
		}
	})
}

// FuzzSequence: a whole sequence, whatever it means, is neither esc nor text; and
// what follows it stays.
func FuzzSequence(f *testing.F) {
	f.Add(false, "", "", byte('H'))
	f.Add(false, "1;5", "", byte('E'))
	f.Add(true, "<0;1;2", " ", byte('M'))
	f.Add(true, "?1;2", "$", byte('y'))
	f.Add(true, "?997;1", "", byte('n'-'@'))
	f.Fuzz(func(t *testing.T, csi bool, params, intermediates string, final byte) {
		only := func(s string, low, high rune) string {
			return strings.Map(func(char rune) rune { return low + char%(high-low+1) }, s[:min(len(s), maxKey)])
		}
		sequence := "\x1bO" + only(params[:min(len(params), maxSS3-3)], '0', '9') + string(rune('@'+final%63))
		if csi {
			sequence = "\x1b[" + only(params, '0', '?') + only(intermediates, ' ', '/') + string(rune('@'+final%63))
		}
		if strings.HasPrefix(sequence, "\x1b[[") || sequence == "\x1b[M" || sequence == pasteStart {
			return // more belongs to it
		}
		if _, reported := parseBackground([]byte(sequence)); reported {
			return // a message, not a key
		}
		got, _ := strings.CutSuffix(keysOf(t, 256, []byte(sequence+"é")), "é")
		if csi && got != "" && got != sequence || !csi && strings.HasPrefix(got, "\x1bO") && !strings.Contains("PQRS", got[2:]) || strings.HasPrefix(got, "<") {
			t.Fatalf("%q gives %q", sequence, got)
		}
	})
}
