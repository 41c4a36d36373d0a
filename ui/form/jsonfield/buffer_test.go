package jsonfield

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// offset is the cursor as a byte offset in the whole text.
func (b *buffer) offset() int {
	offset := b.cursor.col
	for _, line := range b.lines[:b.cursor.row] {
		offset += len(line) + 1
	}
	return offset
}

// TestEditsEqualAString compares the buffer with a string and an offset.
func TestEditsEqualAString(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		pieces := rapid.SampledFrom([]string{"a", "b c", "\n", "{\n", "  ", "\"é", "評", "e\u0301", "👩‍🚀", "x\r\ny", "\t", "\x01", ""})
		buffer := newBuffer(rapid.SampledFrom([]string{"", "one\ntwo", "  {\n}"}).Draw(t, "start"))
		model := buffer.String()
		var past []string
		for range rapid.IntRange(1, 40).Draw(t, "steps") {
			at := buffer.offset()
			before := model
			switch rapid.IntRange(0, 9).Draw(t, "do") {
			case 0, 1, 2:
				inserted := normalize(pieces.Draw(t, "text"))
				buffer.insert(inserted, standalone)
				model = model[:at] + inserted + model[at:]
			case 3:
				place := buffer.left()
				buffer.eraseTo(place)
				model = model[:buffer.offset()] + model[at:]
			case 4:
				place := buffer.right()
				size := len(buffer.between(buffer.cursor, place))
				buffer.eraseTo(place)
				model = model[:at] + model[at+size:]
			case 5:
				buffer.cursor = buffer.left()
			case 6:
				buffer.cursor = buffer.right()
			case 7:
				buffer.moveLines(rapid.IntRange(-2, 2).Draw(t, "by"))
			case 8:
				buffer.cursor = buffer.wordLeft()
			case 9:
				place := buffer.wordLeft()
				buffer.eraseTo(place)
				model = model[:buffer.offset()] + model[at:]
			}
			if model != before {
				past = append(past, before)
			}
			if buffer.String() != model {
				t.Fatalf("the buffer is %q, the string %q", buffer.String(), model)
			}
			if buffer.cursor.row >= len(buffer.lines) || buffer.cursor.col > len(buffer.line()) {
				t.Fatalf("the cursor %v is outside the text", buffer.cursor)
			}
		}
		last := model
		count := 0
		for buffer.undo() {
			count++
		}
		if len(past) > 0 && buffer.String() != past[0] {
			t.Fatalf("after undoing everything: %q, want %q", buffer.String(), past[0])
		}
		for range count {
			buffer.redo()
		}
		if buffer.String() != last {
			t.Fatalf("after redo: %q, want %q", buffer.String(), last)
		}
	})
}

func TestUndoGoesByWords(t *testing.T) {
	buffer := newBuffer("")
	for _, char := range "two words" {
		buffer.insert(string(char), typed)
	}
	buffer.undo()
	if buffer.String() != "two " {
		t.Fatalf("after one undo: %q", buffer.String())
	}
	buffer.insert("x", typed)
	if buffer.redo() {
		t.Fatal("a new change leaves something to redo")
	}
}

func TestUndoHistoryIsLimited(t *testing.T) {
	buffer := newBuffer("")
	big := strings.Repeat("x", 3<<20)
	for range 20 {
		buffer.insert(big, standalone)
	}
	if buffer.undoBytes > maxUndoBytes || len(buffer.undoSteps) == 0 {
		t.Fatalf("%d bytes in %d steps", buffer.undoBytes, len(buffer.undoSteps))
	}
}

func TestMotions(t *testing.T) {
	buffer := newBuffer("ab cd_e\n評価 é\n")
	for _, tc := range []struct {
		do   func() place
		want place
	}{
		{buffer.right, place{0, 1}},
		{buffer.wordRight, place{0, 2}},
		{buffer.wordRight, place{0, 7}},
		{buffer.wordRight, place{1, 0}},
		{buffer.right, place{1, 3}},
		{buffer.left, place{1, 0}},
		{buffer.left, place{0, 7}},
		{buffer.wordLeft, place{0, 3}},
	} {
		if buffer.cursor = tc.do(); buffer.cursor != tc.want {
			t.Fatalf("the cursor is at %v, want %v", buffer.cursor, tc.want)
		}
	}
	buffer.moveLines(1)
	if buffer.cursor != (place{1, 3}) {
		t.Fatalf("cell 3 is inside the second wide character, the cursor is at %v", buffer.cursor)
	}
	buffer.moveLines(-1)
	if buffer.cursor != (place{0, 3}) {
		t.Fatalf("back up at %v", buffer.cursor)
	}
}

func TestNewLineIndents(t *testing.T) {
	buffer := newBuffer("  {")
	buffer.moveTo(buffer.end())
	buffer.newLine()
	buffer.insert("1", typed)
	buffer.newLine()
	if buffer.String() != "  {\n    1\n    " {
		t.Fatalf("%q", buffer.String())
	}
}
