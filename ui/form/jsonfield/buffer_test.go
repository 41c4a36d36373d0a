package jsonfield

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// offset is the cursor as a byte offset of the whole text.
func (b *buffer) offset() int {
	n := b.cur.col
	for _, l := range b.lines[:b.cur.row] {
		n += len(l) + 1
	}
	return n
}

// TestEditsEqualAString compares the lines with one plain string and an offset.
func TestEditsEqualAString(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		pieces := rapid.SampledFrom([]string{"a", "b c", "\n", "{\n", "  ", "\"é", "評", "e\u0301", "👩‍🚀", "x\r\ny", "\t", "\x01", ""})
		b := newBuffer(rapid.SampledFrom([]string{"", "one\ntwo", "  {\n}"}).Draw(t, "start"))
		model := b.String()
		var past []string
		for range rapid.IntRange(1, 40).Draw(t, "steps") {
			at := b.offset()
			before := model
			switch rapid.IntRange(0, 9).Draw(t, "do") {
			case 0, 1, 2:
				s := normal(pieces.Draw(t, "text"))
				b.insert(s, alone)
				model = model[:at] + s + model[at:]
			case 3:
				p := b.left()
				b.eraseTo(p)
				model = model[:b.offset()] + model[at:]
			case 4:
				p := b.right()
				n := len(b.between(b.cur, p))
				b.eraseTo(p)
				model = model[:at] + model[at+n:]
			case 5:
				b.cur = b.left()
			case 6:
				b.cur = b.right()
			case 7:
				b.vertical(rapid.IntRange(-2, 2).Draw(t, "by"))
			case 8:
				b.cur = b.wordLeft()
			case 9:
				p := b.wordLeft()
				b.eraseTo(p)
				model = model[:b.offset()] + model[at:]
			}
			if model != before {
				past = append(past, before)
			}
			if b.String() != model {
				t.Fatalf("the buffer is %q, the string %q", b.String(), model)
			}
			if b.cur.row >= len(b.lines) || b.cur.col > len(b.line()) {
				t.Fatalf("the cursor %v is outside", b.cur)
			}
		}
		last := model
		n := 0
		for b.back() {
			n++
		}
		if len(past) > 0 && b.String() != past[0] {
			t.Fatalf("undone to the start it is %q, want %q", b.String(), past[0])
		}
		for range n {
			b.again()
		}
		if b.String() != last {
			t.Fatalf("made again it is %q, want %q", b.String(), last)
		}
	})
}

func TestUndoGoesByWords(t *testing.T) {
	b := newBuffer("")
	for _, r := range "two words" {
		b.insert(string(r), typed)
	}
	b.back()
	if b.String() != "two " {
		t.Fatalf("one undo leaves %q", b.String())
	}
	b.insert("x", typed)
	if b.again() {
		t.Fatal("a new change leaves nothing to make again")
	}
}

func TestThePastIsBounded(t *testing.T) {
	b := newBuffer("")
	big := strings.Repeat("x", 3<<20)
	for range 20 {
		b.insert(big, alone)
	}
	if b.held > mostBytes || len(b.undo) == 0 {
		t.Fatalf("%d bytes in %d steps", b.held, len(b.undo))
	}
}

func TestMotions(t *testing.T) {
	b := newBuffer("ab cd_e\n評価 é\n")
	for _, c := range []struct {
		do   func() place
		want place
	}{
		{b.right, place{0, 1}},
		{b.wordRight, place{0, 2}},
		{b.wordRight, place{0, 7}},
		{b.wordRight, place{1, 0}},
		{b.right, place{1, 3}},
		{b.left, place{1, 0}},
		{b.left, place{0, 7}},
		{b.wordLeft, place{0, 3}},
	} {
		if b.cur = c.do(); b.cur != c.want {
			t.Fatalf("the cursor is at %v, want %v", b.cur, c.want)
		}
	}
	b.vertical(1)
	if b.cur != (place{1, 3}) {
		t.Fatalf("cell 3 is within the second wide character, cursor at %v", b.cur)
	}
	b.vertical(-1)
	if b.cur != (place{0, 3}) {
		t.Fatalf("back up at %v", b.cur)
	}
}

func TestNewLineIndents(t *testing.T) {
	b := newBuffer("  {")
	b.moveTo(b.end())
	b.newLine()
	b.insert("1", typed)
	b.newLine()
	if b.String() != "  {\n    1\n    " {
		t.Fatalf("%q", b.String())
	}
}
