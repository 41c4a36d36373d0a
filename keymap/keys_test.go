package keymap

import (
	"flag"
	"os"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite the key tables of KEYS.md")

// keysFile holds the key tables below a heading and a first paragraph.
const keysFile = "KEYS.md"

// TestGoldenKeys keeps KEYS.md equal to the table that dispatches keys.
func TestGoldenKeys(t *testing.T) {
	paper, err := os.ReadFile(keysFile)
	if err != nil {
		t.Fatal(err)
	}
	head, _, ok := strings.Cut(string(paper), "\n**")
	if !ok {
		t.Fatal("KEYS.md has no tables")
	}
	want := head + tables()
	if want == string(paper) {
		return
	}
	if *update {
		if err := os.WriteFile(keysFile, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	t.Error("the key tables of KEYS.md differ from the key map; run make golden and read the diff")
}

func tables() string {
	var out strings.Builder
	for _, section := range sections() {
		out.WriteString("\n**" + section.title + "**\n\n| key | what it does |\n|---|---|\n")
		for _, entry := range table() {
			if entry.Scope != section.scope {
				continue
			}
			out.WriteString("| ")
			for i, name := range entry.Keys {
				if i > 0 {
					out.WriteString(" ")
				}
				out.WriteString("`" + Name(name) + "`")
			}
			out.WriteString(" | " + entry.Help + " |\n")
		}
	}
	return out.String()
}
