package app

import (
	"slices"
	"strconv"
	"strings"

	"ax-tui/keymap"
	"ax-tui/ui/host"
	"ax-tui/ui/part"
	"ax-tui/ui/text"
)

// The smallest window that holds the frame; below it one honest line.
const (
	minWidth  = 60
	minHeight = 16
)

// chrome is the number of lines around the body: header, status line, help line.
const chrome = 3

func (r *Root) bodySize() (w, h int) { return max(r.w, minWidth), max(r.h, minHeight) - chrome }

func (r *Root) tooSmall() bool { return r.w < minWidth || r.h < minHeight }

// View is the whole frame: exactly h lines of at most w cells.
func (r *Root) View() string {
	if !r.started || r.quit {
		return ""
	}
	if r.tooSmall() {
		return r.tooSmallLine()
	}
	_, h := r.bodySize()
	body := r.top().View()
	if b := r.Box(); b != nil {
		body = part.Overlay(body, b.View(r.w, h), r.w, h)
	}
	frame := r.header() + "\n" + body + "\n" + r.statusLine() + "\n" + r.helpLine()
	if r.env.Styles.Options.ASCII {
		return ascii.Replace(frame)
	}
	return frame
}

func (r *Root) tooSmallLine() string {
	s := "needs " + strconv.Itoa(minWidth) + "x" + strconv.Itoa(minHeight) + ", has " + strconv.Itoa(r.w) + "x" + strconv.Itoa(r.h) +
		": make the window larger for ax-tui"
	return text.CutWith(s, max(r.w, 0), "")
}

// headerGap is the room between the parts of the header.
const headerGap = 3

// header: program, place as breadcrumbs; profile, host and space; what is live.
func (r *Root) header() string {
	st, live := r.env.Styles, r.live()
	room := r.w - 2 // a blank at either edge
	if live != "" {
		room -= text.Width(live) + headerGap
	}
	left := r.crumbs(room)
	room -= text.Width(left)
	space := r.space()
	if r.session.Host == "" {
		space = "" // not connected: there are no spaces
	}
	where := fitParts(text.Clean(r.session.Profile), text.Clean(r.session.Host), space, st.Glyphs.Dot, room-headerGap)
	line := " " + r.styledCrumbs(left) + text.Spaces(room-text.Width(where)) + st.Dim.Render(string(where))
	if live != "" {
		line += text.Spaces(headerGap) + st.Info.Render(string(live))
	}
	return line
}

// fitParts joins what fits with a dot. The host goes first, then the space: in
// which world one is must not get lost.
func fitParts(profile, host, space text.Safe, dot string, room int) text.Safe {
	for _, parts := range [][]text.Safe{{profile, host, space}, {profile, space}, {profile}} {
		parts = slices.DeleteFunc(parts, func(p text.Safe) bool { return p == "" })
		if len(parts) == 0 {
			continue
		}
		s := parts[0]
		for _, p := range parts[1:] {
			s = text.Concat(s, " ", text.Safe(dot), " ", p)
		}
		if text.Width(s) <= room {
			return s
		}
	}
	return ""
}

func (r *Root) crumbs(room int) text.Safe {
	sep := " " + r.env.Styles.Glyphs.Crumb + " "
	var names []string
	for _, s := range r.stack {
		names = append(names, string(s.Info().Crumb))
	}
	for {
		line := "ax-tui" + sep + strings.Join(names, sep)
		if text.Width(line) <= room {
			return text.Safe(line)
		}
		if !shortenLongest(names, 10) {
			return text.Safe(text.Cut(line, room))
		}
	}
}

// shortenLongest halves the longest name that is longer than floor cells.
func shortenLongest(names []string, floor int) bool {
	at, w := -1, floor
	for i, n := range names {
		if x := text.Width(n); x > w {
			at, w = i, x
		}
	}
	if at < 0 {
		return false
	}
	names[at] = text.Cut(names[at], max(floor, w*3/4))
	return true
}

func (r *Root) styledCrumbs(s text.Safe) string {
	rest, _ := strings.CutPrefix(string(s), "ax-tui")
	return r.env.Styles.Brand.Render("ax-tui") + r.env.Styles.Strong.Render(rest)
}

func (r *Root) space() text.Safe {
	for i := len(r.stack) - 1; i >= 0; i-- {
		if s := r.stack[i].Info().Space; s != "" {
			return s
		}
	}
	return text.Lit("all spaces")
}

// live is how many runs are known to be active: the most any screen knows of.
func (r *Root) live() text.Safe {
	n := 0
	for _, s := range r.stack {
		n = max(n, s.Info().Live)
	}
	if n == 0 {
		return ""
	}
	return text.Safe(r.env.Styles.Glyphs.Live + " " + strconv.Itoa(n) + " running")
}

// statusLine: a notice while there is one, else what is loaded, the filter, how fresh it is.
func (r *Root) statusLine() string {
	if r.writes.next != nil {
		return " " + r.noticeText(host.Notice{Kind: host.Warned, Text: "Leaving once a request is answered, after 10 s at most."})
	}
	if n, number := r.Notice(); number > 0 {
		return " " + r.noticeText(n)
	}
	st, i := r.env.Styles, r.top().Info()
	right, style := i.Fresh, st.Dim
	if i.Stale != "" {
		right, style = i.Stale, st.Warn
	}
	left := i.Loaded
	if i.Chip != "" {
		left = text.Concat(left, "   ", i.Chip)
	}
	right = text.Cut(right, max(r.w-2, 0))
	left = text.Cut(left, max(r.w-text.Width(right)-4, 0))
	gap := r.w - text.Width(left) - text.Width(right) - 2
	return " " + st.Dim.Render(string(left)) + text.Spaces(max(gap, 1)) + style.Render(string(right))
}

func (r *Root) noticeText(n host.Notice) string {
	st := r.env.Styles
	glyph, style := st.Glyphs.Dot, st.Text
	switch n.Kind {
	case host.Said: // as above
	case host.Did:
		glyph, style = st.Glyphs.Check, st.Good
	case host.Warned:
		glyph, style = st.Glyphs.Warn, st.Warn
	case host.Failed:
		glyph, style = st.Glyphs.Failed, st.Error
	}
	return style.Render(glyph + " " + string(text.Cut(n.Text, max(r.w-4, 0))))
}

// helpLine names the keys that do something here and now. What does not fit
// is left out; the way to the full list always stays.
func (r *Root) helpLine() string {
	scopes := r.scopes()
	if r.writes.next != nil {
		return r.joinHelp(nil, []keymap.Entry{{Keys: []string{"ctrl+c"}, Short: "leave now"}})
	}
	can := r.can
	if b := r.Box(); b != nil {
		early := r.tooEarly(b)
		scopes, can = []keymap.Scope{b.Scope()}, func(e keymap.Entry) bool { return !early || e.Action == keymap.No }
	} else if r.top().Typing() {
		scopes = r.top().Scopes()
		can = func(e keymap.Entry) bool { return e.Action == keymap.Back || r.top().Can(e.Action) }
	}
	var items, last []keymap.Entry
	for _, e := range r.env.Keys.Visible(scopes) {
		switch {
		case e.Short == "" || !can(e):
		case e.Action == keymap.Help || e.Action == keymap.Back:
			if slices.ContainsFunc(last, func(l keymap.Entry) bool { return l.Action == e.Action }) {
				continue // an inner scope has said it already
			}
			last = append(last, e) // the way out and the way to the full list always stay
		default:
			items = append(items, e)
		}
	}
	return r.joinHelp(items, last)
}

func (r *Root) joinHelp(items, last []keymap.Entry) string {
	st := r.env.Styles
	dot := " " + st.Glyphs.Dot + " "
	width := func(e keymap.Entry) int { return text.Width(e.First()+" "+e.Short) + text.Width(dot) }
	room := r.w - 2 + text.Width(dot)
	for _, e := range last {
		room -= width(e)
	}
	var parts []string
	show := func(e keymap.Entry) {
		parts = append(parts, st.Key.Render(e.First())+" "+st.Dim.Render(e.Short))
	}
	for _, e := range items {
		if w := width(e); w <= room {
			room -= w
			show(e)
		}
	}
	for _, e := range last {
		show(e)
	}
	return " " + strings.Join(parts, st.Faint.Render(dot))
}

// ascii is the last pass under --ascii: marks that text carries by itself (cut
// places, arrows in windows and key names) become one cell of ASCII each.
var ascii = strings.NewReplacer("…", "~", "→", ">", "←", "<", "↑", "^", "↓", "v", "·", "|", "–", "-", "—", "-", "≈", "~", "‹", "<", "›", ">")
