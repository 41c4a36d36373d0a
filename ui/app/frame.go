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
	if box := r.Box(); box != nil {
		body = part.Overlay(body, box.View(r.w, h), r.w, h)
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
	for _, screen := range r.stack {
		names = append(names, string(screen.Info().Crumb))
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
	for _, screen := range r.stack {
		n = max(n, screen.Info().Live)
	}
	if n == 0 {
		return ""
	}
	return text.Safe(r.env.Styles.Glyphs.Live + " " + strconv.Itoa(n) + " running")
}

// statusLine: a notice while there is one, else what is loaded, the filter, how fresh it is.
func (r *Root) statusLine() string {
	if r.writes.next != nil {
		return " " + r.noticeText(host.Notice{Kind: host.Warning, Text: "Leaving once a request is answered, after 10 s at most."})
	}
	if notice, number := r.Notice(); number > 0 {
		return " " + r.noticeText(notice)
	}
	st, info := r.env.Styles, r.top().Info()
	right, style := info.Fresh, st.Dim
	if info.Stale != "" {
		right, style = info.Stale, st.Warn
	}
	left := info.Loaded
	if info.Chip != "" {
		left = text.Concat(left, "   ", info.Chip)
	}
	right = text.Cut(right, max(r.w-2, 0))
	left = text.Cut(left, max(r.w-text.Width(right)-4, 0))
	gap := r.w - text.Width(left) - text.Width(right) - 2
	return " " + st.Dim.Render(string(left)) + text.Spaces(max(gap, 1)) + style.Render(string(right))
}

func (r *Root) noticeText(notice host.Notice) string {
	st := r.env.Styles
	glyph, style := st.Glyphs.Dot, st.Text
	switch notice.Kind {
	case host.Info: // as above
	case host.Success:
		glyph, style = st.Glyphs.Check, st.Success
	case host.Warning:
		glyph, style = st.Glyphs.Warn, st.Warn
	case host.Error:
		glyph, style = st.Glyphs.Failed, st.Error
	}
	return style.Render(glyph + " " + string(text.Cut(notice.Text, max(r.w-4, 0))))
}

// helpLine names the keys that do something here and now. What does not fit
// is left out; the way to the full list always stays.
func (r *Root) helpLine() string {
	scopes := r.scopes()
	if r.writes.next != nil {
		return r.joinHelp(nil, []keymap.Entry{{Keys: []string{"ctrl+c"}, Short: "leave now"}})
	}
	can := r.can
	if box := r.Box(); box != nil {
		early := r.tooEarly(box)
		scopes, can = []keymap.Scope{box.Scope()}, func(entry keymap.Entry) bool { return !early || entry.Action == keymap.No }
	} else if r.top().Typing() {
		scopes = r.top().Scopes()
		can = func(entry keymap.Entry) bool { return entry.Action == keymap.Back || r.top().Can(entry.Action) }
	}
	var items, last []keymap.Entry
	for _, entry := range r.env.Keys.Visible(scopes) {
		switch {
		case entry.Short == "" || !can(entry):
		case entry.Action == keymap.Help || entry.Action == keymap.Back:
			if slices.ContainsFunc(last, func(l keymap.Entry) bool { return l.Action == entry.Action }) {
				continue // an inner scope has said it already
			}
			last = append(last, entry) // the way out and the way to the full list always stay
		default:
			items = append(items, entry)
		}
	}
	return r.joinHelp(items, last)
}

func (r *Root) joinHelp(items, last []keymap.Entry) string {
	st := r.env.Styles
	dot := " " + st.Glyphs.Dot + " "
	width := func(entry keymap.Entry) int { return text.Width(entry.First()+" "+entry.Short) + text.Width(dot) }
	room := r.w - 2 + text.Width(dot)
	for _, entry := range last {
		room -= width(entry)
	}
	var parts []string
	show := func(entry keymap.Entry) {
		parts = append(parts, st.Key.Render(entry.First())+" "+st.Dim.Render(entry.Short))
	}
	for _, entry := range items {
		if w := width(entry); w <= room {
			room -= w
			show(entry)
		}
	}
	for _, entry := range last {
		show(entry)
	}
	return " " + strings.Join(parts, st.Faint.Render(dot))
}

// ascii is the last pass under --ascii: marks that text carries by itself (cut
// places, arrows in windows and key names) become one cell of ASCII each.
var ascii = strings.NewReplacer("…", "~", "→", ">", "←", "<", "↑", "^", "↓", "v", "·", "|", "–", "-", "—", "-", "≈", "~", "‹", "<", "›", ">")
