package part

import (
	"slices"
	"sort"
	"strings"

	"github.com/charmbracelet/bubbles/textinput"
	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/keymap"
	"ax-tui/ui/text"
)

// Bounds of the find: the characters that can be typed, the hits that are counted, and
// those that are marked in one row.
const (
	findMax   = 200
	maxHits   = 100_000
	marksARow = 100
)

// finder finds a text, whatever its case, in the content of a sheet.
type finder struct {
	input   textinput.Model
	typing  bool
	padded  bool   // the line of the find is at the bottom also when there are few rows
	words   string // in lower case; "": there is no find
	origin  int    // the line from which the first hit is looked for
	text    string // of the content in lower case; "": not read yet
	starts  []int  // of its lines
	hits    []int  // where the words are in text
	current int    // index of the hit that is shown
}

// Typing reports whether the text to find is being typed.
func (s *Sheet) Typing() bool { return s.find.typing }

// Finding reports whether a text is being typed or its hits are marked.
func (s *Sheet) Finding() bool { return s.find.typing || s.find.words != "" }

// FindScope returns the scope of the keys of the find, for the innermost; "" if there is none.
func (s *Sheet) FindScope() keymap.Scope {
	switch {
	case s.find.typing:
		return keymap.Find
	case s.find.words != "":
		return keymap.Hits
	}
	return ""
}

// PadFind puts the line of the find at the bottom also when there are few rows.
func (s *Sheet) PadFind() { s.find.padded = true }

// doFind performs an action of the find and reports whether action is one.
func (s *Sheet) doFind(action keymap.Action) bool {
	switch action {
	case keymap.FindText:
		s.find.input = NewInput(s.find.words, findMax)
		s.find.input.Focus()
		s.find.typing, s.find.origin = true, s.line()
	case keymap.NextHit:
		s.hit(1)
	case keymap.PrevHit:
		s.hit(-1)
	case keymap.Back:
		if !s.Finding() {
			return false
		}
		s.find.typing = false
		s.setWords("")
	default:
		return false
	}
	s.clamp()
	return true
}

// FindKey handles a key while the text to find is typed; keys is the map of the program.
func (s *Sheet) FindKey(keys keymap.Map, key tea.KeyMsg) {
	action, bound := keys.Find([]keymap.Scope{keymap.Find}, key.String())
	switch {
	case !bound || key.Paste:
		TypeInto(&s.find.input, key)
		s.setWords(strings.ToLower(string(text.Clean(s.find.input.Value()))))
	case action == keymap.Accept:
		s.find.typing = false
	case action == keymap.Down:
		s.hit(1)
	case action == keymap.Up:
		s.hit(-1)
	default:
		s.doFind(action)
	}
	s.clamp()
}

// line returns the line with the cursor, or else the first visible one.
func (s *Sheet) line() int {
	row := s.top
	if s.cursor {
		row = s.selected
	}
	if row >= s.Len() {
		return 0
	}
	return s.content.LineOf(row)
}

func (s *Sheet) setWords(words string) {
	if words == s.find.words {
		return
	}
	before := s.find.words
	s.find.words = words
	if !s.find.narrow(before) {
		s.find.search(s.content)
	}
	if len(s.find.hits) > 0 {
		s.find.current = sort.SearchInts(s.find.hits, s.find.starts[s.find.origin]) % len(s.find.hits)
		s.hit(0)
	}
}

// hit shows the hit that is by places after the current one.
func (s *Sheet) hit(by int) {
	count := len(s.find.hits)
	if count == 0 {
		return
	}
	s.find.current = (s.find.current + by + count) % count
	row := s.content.Reveal(s.find.lineOf(s.find.hits[s.find.current]))
	if s.cursor {
		s.selected = row
	}
	s.show(row)
}

// findLine renders the typed text and which hit is shown.
func (s *Sheet) findLine() string {
	find, count := &s.find, ""
	switch {
	case find.words == "":
	case len(find.hits) == 0:
		count = "not found"
	default:
		count = text.Count(find.current+1) + " of " + text.Count(len(find.hits))
		if len(find.hits) == maxHits {
			count += " or more"
		}
	}
	line := s.styles.Dim.Render("find: " + find.words)
	if find.typing {
		input := find.input
		input.Width = max(s.width-len(count)-6, 8)
		line = s.styles.Accent.Render("/") + " " + input.View()
	}
	line = text.CutWith(line, max(s.width-len(count)-2, 1), s.styles.Glyphs.Ellipsis)
	return text.CutWith(text.Pad(line, s.width-len(count)-1)+s.styles.Dim.Render(count), s.width, "")
}

// refresh finds the words in new content. The hit of the same number stays the current one.
func (f *finder) refresh(content Content) {
	f.text, f.starts = "", nil
	f.search(content)
	f.current = max(min(f.current, len(f.hits)-1), 0)
	f.origin = min(f.origin, max(len(f.starts)-1, 0))
}

// search finds the words; the text of the content is read the first time.
func (f *finder) search(content Content) {
	f.hits = f.hits[:0]
	if f.words == "" {
		return
	}
	if f.text == "" {
		f.text, f.starts = content.Text()
	}
	for at := 0; len(f.hits) < maxHits; {
		next := strings.Index(f.text[at:], f.words)
		if next < 0 {
			return
		}
		f.hits = append(f.hits, at+next)
		at += next + len(f.words)
	}
}

// narrow keeps the hits that still are some after more was typed, and reports whether
// that finds them all: all hits were known, and none can begin within another.
func (f *finder) narrow(before string) bool {
	if before == "" || !strings.HasPrefix(f.words, before) || len(f.hits) == maxHits || strings.Contains(f.words[1:], f.words[:1]) {
		return false
	}
	f.hits = slices.DeleteFunc(f.hits, func(at int) bool { return !strings.HasPrefix(f.text[at:], f.words) })
	return true
}

// Lower returns a text in lower case with every character where it was: a line
// whose lower case has another length stays as it is.
func Lower(all string, starts []int) string {
	if lower := strings.ToLower(all); len(lower) == len(all) {
		return lower
	}
	var out strings.Builder
	for i, start := range starts {
		end := len(all)
		if i+1 < len(starts) {
			end = starts[i+1]
		}
		line := all[start:end]
		if lower := strings.ToLower(line); len(lower) == len(line) {
			line = lower
		}
		out.WriteString(line)
	}
	return out.String()
}

// lineOf returns the line of a place in the text.
func (f *finder) lineOf(at int) int { return sort.SearchInts(f.starts, at+1) - 1 }

// marks returns the hits in a line; of very many those around the current one.
func (f *finder) marks(line int) (out []Mark) {
	if len(f.hits) == 0 || line >= len(f.starts) {
		return nil
	}
	start, end := f.starts[line], len(f.text)
	if line+1 < len(f.starts) {
		end = f.starts[line+1]
	}
	first, _ := slices.BinarySearch(f.hits, start)
	if f.hits[f.current] < end {
		first = max(first, f.current-marksARow/2)
	}
	for i := first; i < len(f.hits) && f.hits[i] < end && len(out) < marksARow; i++ {
		out = append(out, Mark{From: f.hits[i] - start, To: f.hits[i] - start + len(f.words), Current: i == f.current})
	}
	return out
}
