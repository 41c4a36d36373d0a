package widget

import (
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/keymap"
	"ax-tui/theme"
	"ax-tui/ui/text"
)

// Option is one thing to pick. Detail stands dimmed at the right.
type Option struct {
	ID     string
	Label  text.Safe
	Detail text.Safe
}

// PickerState is what the owner knows about the options. The zero value: they
// are all here.
type PickerState struct {
	Loading bool      // a page is under way
	More    bool      // the server has more than what is loaded
	Err     text.Safe // why the last page did not come, and what to do
}

// Picker is a list to choose one of many from, narrowed by typing. It emits
// nothing: the owner hands keys in, sees what was picked, and fetches.
type Picker struct {
	st    *theme.Styles
	keys  keymap.Map
	opts  []Option
	lower []string // label and detail in lower case, a line break between
	match []int    // options that fit the words sought, best first
	query string
	state PickerState
	sel   int // place in match
	top   int
	w, h  int
}

// NewPicker makes a picker without options. Keys come from the picker scope
// and, where they print nothing, from the motions.
func NewPicker(st *theme.Styles, keys keymap.Map) *Picker {
	return &Picker{st: st, keys: keys, w: 1, h: 1}
}

// Restyle takes new styles over.
func (p *Picker) Restyle(st *theme.Styles) { p.st = st }

// SetOptions changes what there is to pick. The words sought stay, and so does
// the selection where its ID is still there.
func (p *Picker) SetOptions(opts []Option) {
	id, had := p.Selected()
	p.opts = opts
	p.lower = make([]string, len(opts))
	for i, o := range opts {
		p.lower[i] = strings.ToLower(string(o.Label) + "\n" + string(o.Detail))
	}
	p.find()
	if had {
		p.Select(id)
	}
}

// SetState says how the loading of the options stands.
func (p *Picker) SetState(s PickerState) { p.state = s }

// SetSize gives the picker its room: a line for the words, one for the state,
// the others for options. Any size is fine.
func (p *Picker) SetSize(w, h int) { p.w, p.h = max(w, 1), max(h, 1); p.reveal() }

// Query is what has been typed.
func (p *Picker) Query() string { return p.query }

// SetQuery changes what is sought.
func (p *Picker) SetQuery(q string) { p.query = q; p.find() }

// Len is the number of options that fit.
func (p *Picker) Len() int { return len(p.match) }

// Selected is the ID of the selected option, or false when none fits.
func (p *Picker) Selected() (string, bool) {
	if p.sel < 0 || p.sel >= len(p.match) {
		return "", false
	}
	return p.opts[p.match[p.sel]].ID, true
}

// Select selects the option with an ID and reports whether it is in view of
// the words sought.
func (p *Picker) Select(id string) bool {
	for i, m := range p.match {
		if p.opts[m].ID == id {
			p.sel = i
			p.reveal()
			return true
		}
	}
	return false
}

// WantsMore reports that the selection is near the end of what is loaded and
// that the server has more: the owner may fetch.
func (p *Picker) WantsMore() bool {
	return p.state.More && !p.state.Loading && p.state.Err == "" && p.sel+p.rows() >= len(p.match)
}

// Key takes one key. done is true when an option was picked, and then id is
// its ID. Leaving without picking is the owner's key, to be asked for first.
func (p *Picker) Key(k tea.KeyMsg) (id string, done bool) {
	if k.Type == tea.KeyRunes || k.Type == tea.KeySpace {
		if !k.Alt {
			p.SetQuery(p.query + string(text.Clean(string(k.Runes))))
		}
		return "", false
	}
	switch k.Type {
	case tea.KeyBackspace:
		p.SetQuery(dropRune(p.query))
		return "", false
	case tea.KeyCtrlU:
		p.SetQuery("")
		return "", false
	case tea.KeyCtrlW:
		p.SetQuery(dropWord(p.query))
		return "", false
	}
	a, _ := p.keys.Find([]keymap.Scope{keymap.Picker, keymap.Move}, k.String())
	if a == keymap.Accept {
		return p.Selected()
	}
	p.move(a)
	return "", false
}

func (p *Picker) move(a keymap.Action) {
	page := max(p.rows()-1, 1)
	switch a {
	case keymap.Down:
		p.sel++
	case keymap.Up:
		p.sel--
	case keymap.PageDown:
		p.sel += page
	case keymap.PageUp:
		p.sel -= page
	case keymap.HalfDown:
		p.sel += max(page/2, 1)
	case keymap.HalfUp:
		p.sel -= max(page/2, 1)
	case keymap.Top:
		p.sel = 0
	case keymap.Bottom:
		p.sel = len(p.match) - 1
	}
	p.reveal()
}

// rows is how many options are in view at most.
func (p *Picker) rows() int { return max(p.h-2, 1) }

func (p *Picker) reveal() {
	p.sel = max(min(p.sel, len(p.match)-1), 0)
	p.top = reveal(p.top, p.sel, p.rows(), len(p.match))
}
