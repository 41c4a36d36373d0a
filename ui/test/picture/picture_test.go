package picture_test

import (
	"encoding/xml"
	"errors"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"go.uber.org/goleak"

	"ax-tui/ui/test/demo"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// folder is where the pictures are.
const folder = "../../../testdata/pictures"

// What a page with the pictures may load, in bytes.
const maxStill, maxFilm = 60 << 10, 600 << 10

// person is who uses the program in a picture, on the demo world.
type person struct {
	*demo.Bench
	options demo.Options
}

func start(t *testing.T, options demo.Options) *person {
	t.Helper()
	options.Limit = 30
	if options.Theme == "" {
		options.Theme = "dark"
	}
	begun := &person{demo.Ready(t, options), options}
	begun.Advance(2 * time.Second)
	return begun
}

// find selects the task with a name.
func (p *person) find(name string) {
	p.T.Helper()
	p.Keys("g")
	for range p.options.H {
		if selected(p.Plain(), name) {
			p.Advance(2 * time.Second)
			return
		}
		p.Keys("j")
	}
	p.T.Fatalf("there is no task %s:\n%s", name, p.Plain())
}

func (p *person) drawing() *drawing { return newDrawing(p.options.W, p.options.H, p.options.Theme) }

func (p *person) still() string { return p.drawing().still(p.View()) }

// TestPictures draws every picture and compares it with the file; make picture writes it.
func TestPictures(t *testing.T) {
	for name, draw := range map[string]func(*testing.T) string{
		"list": list, "light": light, "run": run, "board": board, "results": results, "form": form, "minute": minute,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			picture := draw(t)
			checkXML(t, picture)
			if most := map[bool]int{false: maxStill, true: maxFilm}[name == "minute"]; len(picture) > most {
				t.Errorf("the picture has %d bytes, which is more than %d", len(picture), most)
			}
			file := filepath.Join(folder, name+".svg")
			if flag.Lookup("update").Value.String() == "true" {
				if err := os.WriteFile(file, []byte(picture), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if drawn, err := os.ReadFile(file); err != nil || string(drawn) != picture {
				t.Errorf("%s is not what the program shows now; run make picture and look at it (%v)", file, err)
			}
		})
	}
}

// list is the list of tasks with the preview of one.
func list(t *testing.T) string {
	user := start(t, demo.Options{W: 144, H: 32})
	user.find("Hallucination Backfill")
	user.Want("Evaluators (1)", "newest run")
	return user.still()
}

func light(t *testing.T) string {
	user := start(t, demo.Options{W: 100, H: 26, Theme: "light"})
	user.find("Metadata Tier Filter")
	return user.still()
}

// run is a run that is watched.
func run(t *testing.T) string {
	user := start(t, demo.Options{W: 110, H: 30})
	user.find("Hallucination Backfill")
	user.Keys("enter", "enter")
	user.Advance(65 * time.Second)
	user.Want("running", "left")
	return user.still()
}

// board is the board of watched runs, of which one has ended.
func board(t *testing.T) string {
	user := start(t, demo.Options{W: 110, H: 18})
	for _, name := range []string{"Relevance Monitor", "Hallucination Backfill", "Prompt v4 Candidates", "Tone of Voice", "Refund Policy Adherence"} {
		user.find(name)
		user.Keys("w")
	}
	user.Keys("B")
	user.Advance(50 * time.Second)
	user.Want("Board", "running")
	return user.still()
}

func results(t *testing.T) string {
	user := start(t, demo.Options{W: 110, H: 30})
	user.find("Relevance Monitor")
	user.Keys("v")
	user.Want("%")
	return user.still()
}

// form is a task that is edited, on the step with the evaluators as JSON.
func form(t *testing.T) string {
	user := start(t, demo.Options{W: 120, H: 32})
	user.find("Relevance Monitor")
	user.Keys("e")
	user.Advance(time.Second)
	user.Send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune{'4'}, Alt: true})
	user.Settle()
	user.Advance(2 * time.Second)
	user.Want("evaluators JSON", "evaluator_id")
	return user.still()
}

// minute is the recording: find the failed run, see why, run again, watch, results.
func minute(t *testing.T) string {
	user := start(t, demo.Options{W: 110, H: 30})
	var shots []shot
	take := func(words string, seconds float64) {
		shots = append(shots, shot{user.View(), time.Duration(seconds * float64(time.Second)), words})
	}
	act := func(words string, seconds float64, keys ...string) {
		t.Helper()
		user.Keys(keys...)
		user.Advance(time.Second)
		take(words, seconds)
	}
	take("the tasks, and how their last runs ended", 4)
	act("a: what needs attention", 4, "a")
	act("j j: the run that failed", 1, "j")
	act("j j: the run that failed", 2, "j")
	act("enter: the task and its runs", 5, "enter")
	act("enter: the run that failed", 5, "enter")
	user.Want("why", "lost its")
	act("W: why, checked with what the server shows", 6, "W")
	act("esc, R: run again over the same window", 5, "esc", "R")
	user.Want("Will send")
	act("ctrl+s: start it", 3, "ctrl+s")
	user.Want("pending")
	for range 11 {
		user.Advance(2500 * time.Millisecond)
		take("it is watched", 1.5)
	}
	user.Want("completed")
	take("it has ended", 3)
	act("v: the results", 5, "v")
	act("j: the next of the worst", 3, "j")
	user.Want("%")
	return user.drawing().film(shots)
}

// TestDrawing: colours, wide characters, reversed cells and what XML must escape.
func TestDrawing(t *testing.T) {
	picture := newDrawing(20, 3, "dark").still("\x1b[1;38;2;255;0;0mred & bold\x1b[0m  <plain>\n丁b \x1b[7mreversed\x1b[0m\n\x1b[48;2;0;0;255mblue\x1b[0m")
	for _, want := range []string{
		"fill:#ff0000;font-weight:bold", ">red &amp; bold</text>", ">&lt;plain&gt;</text>",
		`x="12" y="13" textLength="16.8" lengthAdjust="spacingAndGlyphs">丁</text>`,  // two cells
		`x="28.8" y="13" textLength="8.4" lengthAdjust="spacingAndGlyphs">b</text>`, // the third
		`fill="` + coloursOf("dark").ink + `"/>`, `width="33.6" height="18" fill="#0000ff"/>`,
	} {
		if !strings.Contains(picture, want) {
			t.Errorf("the picture has no %s:\n%s", want, picture)
		}
	}
	checkXML(t, picture)
}

func checkXML(t *testing.T, picture string) {
	t.Helper()
	for decoder := xml.NewDecoder(strings.NewReader(picture)); ; {
		_, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Fatalf("not XML: %v", err)
		}
	}
}

// selected reports whether the row with a name has the cursor.
func selected(screen, name string) bool {
	for line := range strings.Lines(screen) {
		if strings.HasPrefix(line, " ▸ "+name) {
			return true
		}
	}
	return false
}
