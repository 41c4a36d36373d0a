//go:build !windows

package e2e_test

import (
	"encoding/xml"
	"errors"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"ax-tui/ui/test/pty"
)

// maxPictureBytes keeps the page with the picture fast.
const maxPictureBytes = 30 << 10

func TestPicture(t *testing.T) {
	file := flag.Lookup("picture").Value.String()
	if file == "" {
		checkSVG(t)
		return
	}
	person := open(t, pty.Options{W: 100, H: 28, Limit: 4 * patient()}, "--demo", "--theme", "dark")
	person.see("30 loaded")
	person.moveTo("Hallucination Backfill")
	person.WaitFor(func(screen string) bool { return ends(screen) >= 24 }, "how every run ended")
	draw(t, file, person, 28)
	person.press("enter", "its runs", has("OUTCOME"))
	person.WaitFor(rowHas("running"), "the active run")
	person.press("enter", "the run", has("stops watching in"))
	for range 4 {
		person.Type("-")
	}
	person.WaitFor(func(screen string) bool { return bars(screen) >= 8 }, "some polls")
	person.Resize(100, 18)
	person.WaitFor(lineHas(17, "? help"), "the smaller screen")
	ext := filepath.Ext(file)
	draw(t, strings.TrimSuffix(file, ext)+"-run"+ext, person, 18)
}

// bars counts the steps of the line that shows the speed.
func bars(text string) (count int) {
	for _, char := range text {
		if '▁' <= char && char <= '▇' {
			count++
		}
	}
	return count
}

func draw(t *testing.T, file string, shown *person, height int) {
	t.Helper()
	pic := svg(shown.RenderANSI(), 100, height)
	if len(pic) > maxPictureBytes {
		t.Errorf("%s has %d bytes", filepath.Base(file), len(pic))
	}
	if err := os.WriteFile(file, []byte(pic), 0o644); err != nil {
		t.Fatal(err)
	}
}

func checkSVG(t *testing.T) {
	t.Parallel()
	pic := svg("\x1b[1;38;2;255;0;0mred & bold\x1b[0m  <plain>\n丁b \x1b[7mreversed\x1b[0m\n\x1b[48;2;0;0;255mblue\x1b[0m", 20, 3)
	for _, want := range []string{
		"fill:#ff0000;font-weight:bold", ">red &amp; bold</text>", ">&lt;plain&gt;</text>",
		`x="12" y="43" textLength="16.8" lengthAdjust="spacingAndGlyphs">丁</text>`,  // two cells
		`x="28.8" y="43" textLength="8.4" lengthAdjust="spacingAndGlyphs">b</text>`, // the third
		`fill="` + ink + `"/>`, `width="33.6" height="18" fill="#0000ff"/>`,
	} {
		if !strings.Contains(pic, want) {
			t.Errorf("the picture has no %s:\n%s", want, pic)
		}
	}
	for decoder := xml.NewDecoder(strings.NewReader(pic)); ; {
		_, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatalf("not XML: %v", err)
		}
	}
}
