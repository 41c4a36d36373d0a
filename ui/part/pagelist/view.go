package pagelist

import (
	"strings"
	"time"

	"ax-tui/keymap"
	"ax-tui/ui/host"
	"ax-tui/ui/text"
)

// Lines are the rows, or what is to be said in their place, in exactly the
// height that the list was given, less the find line.
func (l *List[Q, W, R]) Lines() []string {
	var lines []string
	if l.Table.Len() > 0 {
		lines = strings.Split(l.Table.View(), "\n")
	} else {
		lines = append(lines, "")
		for _, s := range l.face() {
			lines = append(lines, text.Cut("   "+s, l.w))
		}
	}
	for len(lines) < l.rows() {
		lines = append(lines, "")
	}
	return lines[:l.rows()]
}

// face is what stands in place of the rows while there are none to show: the
// first load, its failure, or emptiness and what to do about it.
func (l *List[Q, W, R]) face() []string {
	dim := l.spec.Env.Styles.Dim
	switch {
	case !l.HasPage() && l.staleErr != nil:
		return l.failure()
	case !l.HasPage():
		return l.reading()
	case l.order.find != "" && l.Len() > 0:
		return []string{l.nothingFound(), "", l.Hint(keymap.Back, "shows every row again")}
	case l.Repeated():
		return []string{
			string(text.Concat("No ", l.spec.Noun, " has come, and the server gave the same cursor twice.")), "",
			l.Hint(keymap.Refresh, "reads again"), l.Hint(keymap.FilterBy, "narrows the list"),
		}
	case l.Phase() == More:
		return []string{dim.Render("Nothing yet, reading on" + l.ellipsis())}
	case l.Err() != nil:
		return []string{
			string(text.Concat("No ", l.nouns(), " so far, and the next page did not come.")), "",
			l.Hint(keymap.More, "tries again"),
		}
	}
	return l.content.Empty()
}

// failure says why the first page did not come and what to do about it.
func (l *List[Q, W, R]) failure() []string {
	var zero Q
	st := l.spec.Env.Styles
	say := []string{st.Error.Render(st.Glyphs.Failed + " The " + string(l.nouns()) + " could not be read."), ""}
	say = append(say, l.paragraph(host.Reason(l.staleErr), st.Text.Render)...)
	say = append(say, l.paragraph(host.Advice(l.staleErr), st.Dim.Render)...)
	retry := "tries again now; it is tried again by itself, too"
	if l.Stopped() {
		retry = "tries again; nothing is asked until then"
	}
	say = append(say, "", l.Hint(keymap.Refresh, retry))
	if l.query != zero {
		say = append(say, l.Hint(keymap.Clear, "clears the filter"))
	}
	return say
}

// reading says that the first page takes its time, and how long already.
func (l *List[Q, W, R]) reading() []string {
	if !l.slow {
		return nil
	}
	s := "Reading the " + string(l.nouns()) + l.ellipsis()
	if d := l.spec.Env.Now().Sub(l.since); d >= 2*time.Second {
		s += " " + text.Dur(d) + " so far; it is tried again by itself"
	}
	return []string{l.spec.Env.Styles.Dim.Render(s)}
}

// nothingFound says what was sought and how much was searched.
func (l *List[Q, W, R]) nothingFound() string {
	s := text.Concat("\"", text.CleanN(l.order.find, 40), "\" is in none of the ", text.Safe(text.Count(l.Len())), " loaded ", l.nouns(), ".")
	if l.More() {
		s = text.Concat(s, " ", l.key(keymap.LoadAll), " loads the rest.")
	}
	return string(s)
}

func (l *List[Q, W, R]) paragraph(s text.Safe, paint func(string) string) []string {
	if s == "" {
		return nil
	}
	var out []string
	for _, line := range text.Wrap(s, max(min(l.w, 80)-6, 20)) {
		out = append(out, paint(string(line)))
	}
	return out
}

// Hint names the key of an action and says what it does here.
func (l *List[Q, W, R]) Hint(action keymap.Action, does string) string {
	st := l.spec.Env.Styles
	return st.Key.Render(string(l.key(action))) + " " + st.Dim.Render(does)
}

// key is the first key of an action, as the table has it.
func (l *List[Q, W, R]) key(action keymap.Action) text.Safe {
	return l.spec.Env.KeyOf([]keymap.Scope{l.spec.Scope, keymap.Move, keymap.Global}, action)
}

func (l *List[Q, W, R]) nouns() text.Safe { return text.Concat(l.spec.Noun, "s") }

func (l *List[Q, W, R]) ellipsis() string { return l.spec.Env.Styles.Glyphs.Ellipsis }

func (l *List[Q, W, R]) hits() text.Safe {
	return text.Concat(text.Safe(text.Count(l.Table.Len())), " of ", text.Safe(text.Count(l.Len())), " loaded")
}

// Loaded says how much is there: "30 loaded, more…".
func (l *List[Q, W, R]) Loaded() text.Safe {
	if !l.HasPage() {
		return ""
	}
	s := text.Concat(text.Safe(text.Count(l.Len())), " loaded")
	if l.order.find != "" && !l.find.typing {
		s = l.hits()
	}
	switch {
	case l.all:
		return text.Concat(s, ", reading every page, ", l.key(keymap.Back), " stops")
	case l.Phase() == More:
		return text.Concat(s, ", reading on", text.Safe(l.ellipsis()))
	case l.Err() != nil:
		return text.Concat(s, ", the next page failed, ", l.key(keymap.More), " tries again")
	case l.More():
		return text.Concat(s, ", more", text.Safe(l.ellipsis()))
	case l.Cut():
		return text.Concat(s, ", stopped without a cursor")
	case l.Repeated():
		return text.Concat(s, ", stopped at a repeated cursor")
	}
	return s
}

// Chip is the filter, which the screen words, the find and the order.
func (l *List[Q, W, R]) Chip(filter text.Safe) text.Safe {
	var parts []string
	if filter != "" {
		parts = append(parts, string(filter))
	}
	if l.order.find != "" && !l.find.typing {
		parts = append(parts, "find: "+string(text.Clean(l.order.find)))
	}
	if l.order.by > 0 || l.order.reverse {
		arrow := l.spec.Env.Styles.Glyphs.SortUp
		if l.order.reverse {
			arrow = l.spec.Env.Styles.Glyphs.SortDown
		}
		parts = append(parts, "sort: "+string(l.spec.Sorts[l.order.by])+" "+arrow)
	}
	return text.Safe(strings.Join(parts, "  "))
}

// Slow is true while it is said how long the first page takes: the seconds run.
func (l *List[Q, W, R]) Slow() bool { return l.slow && !l.HasPage() }

// Freshness says when the list was read last, or since when it is stale, why,
// and what to do.
func (l *List[Q, W, R]) Freshness() (fresh, stale text.Safe) {
	env := l.spec.Env
	since := text.Safe(text.Clock(l.freshAt, env.Zone))
	switch {
	case l.refreshing && l.HasPage():
		return text.Concat("refreshing", text.Safe(l.ellipsis())), ""
	case l.staleErr != nil && l.HasPage():
		return "", l.FailureText(text.Concat("stale since ", since), l.staleErr, jobHead)
	case !l.freshAt.IsZero():
		return text.Concat("refreshed ", since), ""
	}
	return "", ""
}

// FailureText words a failure of a job: what it comes to, why, and the key that
// tries again, which stays in view however long the reason is.
func (l *List[Q, W, R]) FailureText(what text.Safe, err error, job string) text.Safe {
	do := text.Concat("; ", l.key(keymap.Refresh), " tries now")
	if l.stopped(job) {
		do = text.Concat("; stopped, ", l.key(keymap.Refresh), " tries again")
	}
	return l.because(what, err, do)
}

// because puts a reason, cut to the room there is, between what has happened
// and what can be done about it.
func (l *List[Q, W, R]) because(what text.Safe, err error, do text.Safe) text.Safe {
	room := max(l.w-text.Width(what)-text.Width(do)-6, 20)
	return text.Concat(what, ": ", text.Cut(host.Reason(err), room), do)
}
