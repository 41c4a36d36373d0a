package worddiff

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// marked writes pieces as wdiff does.
func marked(list []Piece) string {
	var out strings.Builder
	for _, piece := range list {
		switch piece.Kind {
		case Removed:
			out.WriteString("[-" + piece.Text + "-]")
		case Added:
			out.WriteString("{+" + piece.Text + "+}")
		case Same:
			out.WriteString(piece.Text)
		}
	}
	return out.String()
}

func TestOf(t *testing.T) {
	for _, tt := range []struct{ before, after, want string }{
		{"", "", ""},
		{"the same", "the same", "the same"},
		{"", "new", "{+new+}"},
		{"old", "", "[-old-]"},
		{`Reply "relevant" or "irrelevant".`, `Reply "relevant", "partly" or "irrelevant".`, `Reply "relevant"{+, "partly"+} or "irrelevant".`},
		{"compare the answer", "judge every reply", "[-compare the answer-]{+judge every reply+}"},
		{"one\ntwo\nthree", "one\n2\nthree", "one\n[-two-]{+2+}\nthree"},
		{"丁寧ですか", "失礼ですか", "[-丁寧-]{+失礼+}ですか"},
		{"score_1 to 5", "score_1 to 10", "score_1 to [-5-]{+10+}"},
	} {
		if got := marked(Of(tt.before, tt.after)); got != tt.want {
			t.Errorf("%q to %q:\n got %s\nwant %s", tt.before, tt.after, got, tt.want)
		}
	}
}

// The pieces are both texts again, and neighbours differ in kind.
func TestPiecesAreBothTexts(t *testing.T) {
	word := rapid.SampledFrom([]string{"a", "b", "c", " ", "  ", "\n", "é", "語", "{x}", "\xff", "🇩🇪", "."})
	content := rapid.Map(rapid.SliceOfN(word, 0, 30), func(parts []string) string { return strings.Join(parts, "") })
	rapid.Check(t, func(t *rapid.T) {
		before, after := content.Draw(t, "before"), content.Draw(t, "after")
		var left, right strings.Builder
		last := Kind(-1)
		for _, piece := range Of(before, after) {
			if piece.Kind == last || piece.Text == "" {
				t.Fatalf("pieces %v", Of(before, after))
			}
			if last = piece.Kind; piece.Kind != Added {
				left.WriteString(piece.Text)
			}
			if piece.Kind != Removed {
				right.WriteString(piece.Text)
			}
		}
		if left.String() != before || right.String() != after {
			t.Fatalf("%q, %q became %q, %q", before, after, left.String(), right.String())
		}
	})
}

func TestLongTextsAreBounded(t *testing.T) {
	before, after := strings.Repeat("a b ", 20_000), strings.Repeat("c d ", 20_000)
	if got := Of("x "+before, "x "+after); len(got) != 4 && len(got) != 3 {
		t.Errorf("%d pieces", len(got))
	}
}

func TestLines(t *testing.T) {
	var out []string
	for _, line := range Lines(Of("a b\nc\n", "a x\r\ny\nc\n")) {
		out = append(out, marked(line))
	}
	if got := strings.Join(out, "|"); got != "a [-b-]{+x+}|{+y+}|c|" {
		t.Error(got)
	}
}
