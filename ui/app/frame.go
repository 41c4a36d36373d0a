package app

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"ax-tui/keymap"
	"ax-tui/theme"
	"ax-tui/ui/box"
	"ax-tui/ui/host"
	"ax-tui/ui/part"
	"ax-tui/ui/screen"
	"ax-tui/ui/text"
)

// Smallest window for the frame; below it only tooSmallLine is shown.
const (
	minWidth  = 60
	minHeight = 16
)

// chrome is the number of lines around the body: header, status line, help line.
const chrome = 3

func (r *Root) bodySize() (width, height int) {
	return max(r.w, minWidth), max(r.h, minHeight) - chrome
}

func (r *Root) tooSmall() bool { return r.w < minWidth || r.h < minHeight }

// View renders the frame: exactly as many lines as the window has, none wider than it.
func (r *Root) View() string {
	if !r.started || r.quit {
		return ""
	}
	if r.tooSmall() {
		return r.tooSmallLine()
	}
	_, height := r.bodySize()
	body := r.top().View()
	if box := r.Box(); box != nil {
		body = part.Overlay(body, box.View(r.w, height), r.w, height)
	}
	frame := r.header() + "\n" + body + "\n" + r.statusLine() + "\n" + r.helpLine()
	if r.env.Styles.Options.ASCII {
		return ascii.Replace(frame)
	}
	return frame
}

func (r *Root) tooSmallLine() string {
	need, has := strconv.Itoa(minWidth)+"x"+strconv.Itoa(minHeight), strconv.Itoa(r.w)+"x"+strconv.Itoa(r.h)
	full := "needs " + need + ", has " + has
	for _, line := range [...]string{full + ": make the window larger for ax-tui", full + ": enlarge the window", full, "needs " + need, need} {
		if text.Width(line) <= r.w {
			return line
		}
	}
	return ""
}

// headerGap is the space between the parts of the header.
const headerGap = 3

// header renders program and breadcrumbs; profile, host and space; active runs.
func (r *Root) header() string {
	st, liveRuns, unread := r.env.Styles, r.liveRuns(), r.unread()
	room := r.w - 2 // one blank at each edge
	readOnly := text.Safe("")
	if r.env.ReadOnly {
		readOnly = "read-only"
	}
	for _, part := range [...]text.Safe{readOnly, liveRuns, unread} {
		if part != "" {
			room -= text.Width(part) + headerGap
		}
	}
	left := r.crumbs(room)
	room -= text.Width(left)
	space := r.space()
	if r.session.Host == "" {
		space = "" // not connected
	}
	where := fitParts(text.Clean(r.session.Profile), text.Clean(r.session.Host), space, st.Glyphs.Dot, room-headerGap)
	line := " " + r.styledCrumbs(left) + text.Spaces(room-text.Width(where)) + st.Dim.Render(string(where))
	if readOnly != "" {
		line += text.Spaces(headerGap) + st.Warn.Render(string(readOnly))
	}
	if liveRuns != "" {
		line += text.Spaces(headerGap) + st.Info.Render(string(liveRuns))
	}
	if unread != "" {
		line += text.Spaces(headerGap) + st.Accent.Render(string(unread))
	}
	return line
}

// fitParts joins the parts that fit. The host is dropped first, then the space;
// the profile matters most.
func fitParts(profile, host, space text.Safe, dot string, room int) text.Safe {
	for _, parts := range [][]text.Safe{{profile, host, space}, {profile, space}, {profile}} {
		parts = slices.DeleteFunc(parts, func(element text.Safe) bool { return element == "" })
		if len(parts) == 0 {
			continue
		}
		joined := parts[0]
		for _, element := range parts[1:] {
			joined = text.Concat(joined, " ", text.Safe(dot), " ", element)
		}
		if text.Width(joined) <= room {
			return joined
		}
	}
	return ""
}

func (r *Root) crumbs(room int) text.Safe {
	sep := " " + r.env.Styles.Glyphs.Crumb + " "
	var names []string
	for _, screen := range r.stack {
		info := screen.Info()
		if of := string(info.Of); of != "" && !slices.Contains(names, of) {
			names = append(names, of)
		}
		names = append(names, string(info.Crumb))
	}
	for {
		line := "ax-tui" + sep + strings.Join(names, sep)
		if text.Width(line) <= room {
			return text.Safe(line)
		}
		last := len(names) - 1 // is cut only when nothing else can be: a run's ID differs at its end
		switch {
		case shortenLongest(names[:last], 10), shortenLongest(names[last:], 14):
		case len(names) > 2:
			names = names[1:] // what a run or a form belongs to matters more than the list
		case !shortenLongest(names[:last], 5) && !shortenLongest(names[last:], 10):
			return text.Safe(text.Cut(line, room))
		}
	}
}

// shortenLongest cuts the longest name to 3/4 of its width, but not below floor
// cells. It reports whether a name was longer than floor.
func shortenLongest(names []string, floor int) bool {
	index, longest := -1, floor
	for i, name := range names {
		if width := text.Width(name); width > longest {
			index, longest = i, width
		}
	}
	if index < 0 {
		return false
	}
	names[index] = text.Cut(names[index], max(floor, longest*3/4))
	return true
}

func (r *Root) styledCrumbs(line text.Safe) string {
	rest, _ := strings.CutPrefix(string(line), "ax-tui")
	return r.env.Styles.Brand.Render("ax-tui") + r.env.Styles.Strong.Render(rest)
}

func (r *Root) space() text.Safe {
	for i := len(r.stack) - 1; i >= 0; i-- {
		if space := r.stack[i].Info().Space; space != "" {
			return space
		}
	}
	return text.Lit("all spaces")
}

// liveRuns renders the number of active runs: of the screen, or the list of watched runs,
// that reports the most.
func (r *Root) liveRuns() text.Safe {
	running, pending := r.watching.list.Active(), 0
	for _, screen := range r.stack {
		if info := screen.Info(); info.Live+info.Pending >= running+pending {
			running, pending = info.Live, info.Pending
		}
	}
	var parts []string
	if running > 0 {
		parts = append(parts, r.env.Styles.Glyphs.Live+" "+strconv.Itoa(running)+" running")
	}
	if pending > 0 {
		parts = append(parts, r.env.Styles.Glyphs.Pending+" "+strconv.Itoa(pending)+" pending")
	}
	return text.Safe(strings.Join(parts, "  "))
}

// statusLine renders the notice if there is one, else what is loaded, the filter and its age.
func (r *Root) statusLine() string {
	if r.writes.deferred != nil {
		return " " + r.noticeText(host.Notice{Kind: host.Warning, Text: "Waiting for a request to finish, 10 s at most."})
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
	line := st.Dim.Render(string(left))
	if info.Counts != "" {
		counts := info.Counts
		if text.Width(line)+text.Width(counts)+text.Width(right)+7 > r.w {
			counts = strings.ReplaceAll(counts, "  ", " ")
		}
		line += "   " + counts
		if info.Stale == "" && text.Width(line)+text.Width(right)+4 > r.w {
			right = "" // what is loaded matters more than how old it is
		}
	}
	right = text.Cut(right, max(r.w-2, 0))
	line = text.Cut(line, max(r.w-text.Width(right)-4, 0))
	gap := r.w - text.Width(line) - text.Width(right) - 2
	return " " + line + text.Spaces(max(gap, 1)) + style.Render(string(right))
}

// noticeLook is the glyph and the style of a notice.
func (r *Root) noticeLook(kind host.NoticeKind) (glyph string, style *theme.Style) {
	st := r.env.Styles
	switch kind {
	case host.Success:
		return st.Glyphs.Check, &st.Success
	case host.Warning:
		return st.Glyphs.Warn, &st.Warn
	case host.Error:
		return st.Glyphs.Failed, &st.Error
	case host.Info: // as below
	}
	return st.Glyphs.Dot, &st.Text
}

func (r *Root) noticeText(notice host.Notice) string {
	glyph, style := r.noticeLook(notice.Kind)
	return style.Render(glyph + " " + string(text.Cut(notice.Text, max(r.w-4, 0))))
}

// helpItem is a key in the help line: the cells from its first to before its last.
type helpItem struct {
	entry    *keymap.Entry
	from, to int
}

// helpLine renders the keys of the help line.
func (r *Root) helpLine() string {
	st := r.env.Styles
	var parts []string
	for _, item := range r.helpItems() {
		parts = append(parts, st.Key.Render(item.entry.First())+" "+st.Dim.Render(item.entry.Short))
	}
	return " " + strings.Join(parts, st.Faint.Render(r.helpDot()))
}

// helpDot is between two keys of the help line.
func (r *Root) helpDot() string { return " " + r.env.Styles.Glyphs.Dot + " " }

// helpItems returns the keys that are available now. Keys that do not fit are left
// out; back, palette and help are always there.
func (r *Root) helpItems() []helpItem {
	scopes := r.scopes()
	if r.writes.deferred != nil {
		return r.joinHelp(nil, []*keymap.Entry{{Keys: []string{"ctrl+c"}, Short: "stop waiting"}})
	}
	can := r.can
	if front := r.Box(); front != nil {
		scopes, can = []keymap.Scope{front.Scope()}, r.canInBox(front)
	} else if r.top().Typing() {
		scopes = r.top().Scopes()
		can = func(entry keymap.Entry) bool { return entry.Action == keymap.Back || r.top().Can(entry.Action) }
	}
	has := func(entries []*keymap.Entry, action keymap.Action) bool {
		return slices.ContainsFunc(entries, func(entry *keymap.Entry) bool { return entry.Action == action })
	}
	items, last := r.likelyKeys(scopes, can), []*keymap.Entry(nil)
	for i, entry := range items {
		if entry.Action == keymap.Back { // always there, with the screen's word
			items, last = slices.Delete(items, i, i+1), append(last, entry)
			break
		}
	}
	for _, entry := range r.env.Keys.Visible(scopes) {
		switch {
		case entry.Short == "" || has(items, entry.Action) || !can(*entry):
		case entry.Action == keymap.Help || entry.Action == keymap.OpenPalette || entry.Action == keymap.Back:
			if !has(last, entry.Action) { // an inner scope may have it already
				last = append(last, entry)
			}
		default:
			items = append(items, entry)
		}
	}
	if r.Box() == nil && r.top().Typing() && (slices.Contains(scopes, keymap.Form) || slices.Contains(scopes, keymap.Trigger)) {
		last = append(last, &keymap.Entry{Keys: []string{"f1"}, Short: "help"}) // ? is text there
	}
	if len(last) == 0 && r.Box() == nil { // where only text is typed, such as the first login
		last = []*keymap.Entry{{Keys: []string{"ctrl+c"}, Short: "quit"}}
	}
	return r.joinHelp(items, last)
}

// canInBox returns which keys of a box have something to act on; a question that has just
// opened takes only a no.
func (r *Root) canInBox(front box.Box) func(keymap.Entry) bool {
	early := r.justOpened(front)
	able, partly := front.(box.Able)
	return func(entry keymap.Entry) bool {
		return (!early || entry.Action == keymap.No) && (!partly || able.Can(entry.Action))
	}
}

// likelyKeys returns the keys that the screen in front names first, with its words.
func (r *Root) likelyKeys(scopes []keymap.Scope, can func(keymap.Entry) bool) (items []*keymap.Entry) {
	suggester, ok := r.top().(screen.Suggester)
	if !ok || r.Box() != nil {
		return nil
	}
	for _, hint := range suggester.Likely() {
		if entry, ok := r.env.Keys.Entry(scopes, hint.Action); ok && can(entry) {
			entry.Short = cmp.Or(string(hint.Short), entry.Short)
			items = append(items, &entry)
		}
	}
	return items
}

// joinHelp places the items that fit, and the last ones.
func (r *Root) joinHelp(items, last []*keymap.Entry) (placed []helpItem) {
	gap := text.Width(r.helpDot())
	width := func(entry *keymap.Entry) int { return text.Width(entry.First() + " " + entry.Short) }
	room, at := r.w-2+gap, 1
	for _, entry := range last {
		room -= width(entry) + gap
	}
	place := func(entry *keymap.Entry) {
		placed = append(placed, helpItem{entry: entry, from: at, to: at + width(entry)})
		at += width(entry) + gap
	}
	for _, entry := range items {
		if needed := width(entry) + gap; needed <= room {
			room -= needed
			place(entry)
		}
	}
	for _, entry := range last {
		place(entry)
	}
	return placed
}

// ascii replaces the marks in texts (cuts, arrows, key names) by one ASCII
// character each, as the last step with --ascii.
var ascii = strings.NewReplacer("…", "~", "→", ">", "←", "<", "↑", "^", "↓", "v", "·", "|", "–", "-", "—", "-", "≈", "~", "‹", "<", "›", ">")
