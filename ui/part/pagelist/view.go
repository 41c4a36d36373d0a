package pagelist

import (
	"strings"
	"time"

	"ax-tui/api"
	"ax-tui/keymap"
	"ax-tui/ui/host"
	"ax-tui/ui/text"
)

// Lines renders the rows, or a text in their place, in exactly the height of the
// list without the find line.
func (l *Base) Lines() []string {
	lines := make([]string, 0, l.rows())
	if l.Table.Len() > 0 {
		lines = append(lines, l.Table.Lines()...)
	} else {
		lines = append(lines, "")
		for _, line := range l.placeholder() {
			lines = append(lines, text.Cut("   "+line, l.width))
		}
	}
	for len(lines) < l.rows() {
		lines = append(lines, "")
	}
	return lines[:l.rows()]
}

// placeholder is shown when there are no rows: the first load, its failure, or an
// empty list and what to do about it.
func (l *Base) placeholder() []string {
	dim := l.spec.Env.Styles.Dim
	switch {
	case !l.loaded.HasPage() && l.failedForGood():
		return l.failureLines()
	case !l.loaded.HasPage():
		return l.loadingLines()
	case l.order.find == "" && l.narrow.Keep != nil && l.loaded.Len() > 0:
		return []string{l.noneKept(), "", l.Hint(keymap.Back, "shows all rows")}
	case l.order.find != "" && l.loaded.Len() > 0:
		return []string{l.nothingFound(), "", l.Hint(keymap.Back, "shows all rows")}
	case l.loaded.Repeated():
		return []string{
			string(text.Concat("No ", l.nouns(), " were loaded: the server sent no usable cursor.")), "",
			l.Hint(keymap.Refresh, "tries again"), l.Hint(keymap.FilterBy, "narrows the list"),
		}
	case l.loading():
		line := dim.Render("No " + string(l.nouns()) + " yet, loading more" + l.ellipsis())
		return append([]string{line}, l.emptyLines(l.Hint(keymap.Back, "stops"))...)
	case l.halted != "":
		line := string(text.Concat("No ", l.nouns(), " yet: the server gives page after page without a row."))
		return []string{line, "", l.Hint(keymap.Refresh, "continues"), l.Hint(keymap.FilterBy, "narrows the list")}
	case l.loaded.Err() != nil:
		return []string{
			string(text.Concat("No ", l.nouns(), " yet, and the next page could not be loaded.")), "",
			l.Hint(keymap.More, "tries again"),
		}
	}
	return l.spec.Content.Empty()
}

// failedForGood reports whether the failure of the first page must be shown: the first
// one is often over in a second.
func (l *Base) failedForGood() bool {
	polls := l.spec.Env.Polls
	brief := api.Is(l.staleErr, api.RateLimited, api.Server, api.Network) && polls.State(l.spec.Owner.ID, l.jobKey()).Failures == 1
	return l.staleErr != nil && (!brief || !polls.Held().IsZero())
}

// emptyLines says how many pages without a row have come and what to do.
func (l *Base) emptyLines(hint string) []string {
	if l.loaded.trail.Stale() < 2 {
		return nil
	}
	return []string{l.spec.Env.Styles.Dim.Render(text.Count(l.loaded.trail.Stale()) + " pages without a row so far"), "", hint}
}

// failureLines says why the first page could not be loaded and what to do.
func (l *Base) failureLines() []string {
	styles := l.spec.Env.Styles
	lines := []string{styles.Error.Render(styles.Glyphs.Failed + " The " + string(l.nouns()) + " could not be read."), ""}
	lines = append(lines, l.paragraph(host.Reason(l.staleErr), styles.Text.Render)...)
	lines = append(lines, l.paragraph(host.Advice(l.staleErr), styles.Dim.Render)...)
	retry := "tries again now; it is also retried automatically"
	if l.Stopped() {
		retry = "tries again; automatic retries have stopped"
	}
	if wait := l.askedToWait(); wait != "" {
		lines = append(lines, l.paragraph(text.Concat("T", wait[1:], "."), styles.Text.Render)...)
	}
	lines = append(lines, "", l.Hint(keymap.Refresh, retry))
	if l.query != l.noQuery {
		lines = append(lines, l.Hint(keymap.Clear, "clears the filter"))
	}
	return lines
}

// loadingLines says that the first page is loading and for how long.
func (l *Base) loadingLines() []string {
	if until, _, held := strings.Cut(string(l.askedToWait()), ";"); held && !l.spec.Env.Polls.State(l.spec.Owner.ID, l.jobKey()).InFlight {
		return []string{"The " + string(l.nouns()) + " are not read yet: " + until + ".", "", l.Hint(keymap.Refresh, "asks now")}
	}
	if !l.slow {
		return nil
	}
	line := "Reading the " + string(l.nouns()) + l.ellipsis()
	if waited := l.spec.Env.Now().Sub(l.since); waited >= 2*time.Second {
		line += " " + text.Dur(waited) + " so far; it is retried automatically"
	}
	return []string{l.spec.Env.Styles.Dim.Render(line)}
}

// nothingFound says that no loaded row matches the search text.
func (l *Base) nothingFound() string {
	out := text.Concat("No match for \"", text.CleanN(l.order.find, 40), "\" in ", l.searched(), ".")
	return string(text.Concat(out, l.notSearched()))
}

// searched names the rows that the find looks at.
func (l *Base) searched() text.Safe {
	noun := l.nouns()
	if l.loaded.Len() == 1 {
		noun = l.spec.Noun
	}
	out := text.Concat("the ", text.Safe(text.Count(l.loaded.Len())), " loaded ", noun)
	if l.narrow.Keep != nil {
		return text.Concat("what \"", l.narrow.Chip, "\" keeps of ", out)
	}
	return out
}

// notSearched says what was not looked at: rows that are not loaded, and what is not known
// of the loaded ones.
func (l *Base) notSearched() text.Safe {
	var out text.Safe
	if l.spec.Unread != nil {
		out = l.spec.Unread()
	}
	if l.loaded.More() {
		out = text.Concat(out, " ", l.key(keymap.LoadAll), " loads the rest.")
	}
	return out
}

// noneKept says that the narrowing shows no loaded row.
func (l *Base) noneKept() string {
	out := text.Concat(l.narrow.Chip, ": none of the ", text.Safe(text.Count(l.loaded.Len())), " loaded ", l.nouns(), ".")
	return string(text.Concat(out, l.notSearched()))
}

func (l *Base) paragraph(sentence text.Safe, paint func(string) string) []string {
	if sentence == "" {
		return nil
	}
	var out []string
	for _, line := range text.Wrap(sentence, max(min(l.width, 80)-6, 20)) {
		out = append(out, paint(string(line)))
	}
	return out
}

// Hint renders the first key of an action with what it does here.
func (l *Base) Hint(action keymap.Action, effect string) string {
	styles := l.spec.Env.Styles
	return styles.Key.Render(string(l.key(action))) + " " + styles.Dim.Render(effect)
}

// key returns the first key bound to an action.
func (l *Base) key(action keymap.Action) text.Safe {
	return l.spec.Env.KeyOf([]keymap.Scope{l.spec.Scope, keymap.Move, keymap.Global}, action)
}

func (l *Base) nouns() text.Safe { return text.Concat(l.spec.Noun, "s") }

func (l *Base) ellipsis() string { return l.spec.Env.Styles.Glyphs.Ellipsis }

func (l *Base) matchCount() text.Safe {
	return text.Concat(text.Safe(text.Count(l.Table.Len())), " of ", text.Safe(text.Count(l.loaded.Len())), " loaded")
}

// Loaded describes how many rows are loaded: "30 loaded, more…".
func (l *Base) Loaded() text.Safe {
	if !l.loaded.HasPage() {
		return ""
	}
	loaded := text.Concat(text.Safe(text.Count(l.loaded.Len())), " loaded")
	if l.partial() && !l.find.Typing() {
		loaded = l.matchCount()
	}
	if marked := l.markedText(); marked != "" {
		loaded = text.Concat(marked, ", ", loaded)
	}
	wait := l.spec.Env.AskedToWait(l.key(keymap.More))
	switch {
	case l.pausing && wait != "":
		return text.Concat(loaded, ", ", wait)
	case l.loadingAll && l.until > 0:
		return text.Concat(loaded, ", loading more, ", l.key(keymap.Back), " stops")
	case l.loadingAll:
		return text.Concat(loaded, ", loading all pages, ", l.key(keymap.Back), " stops")
	case l.loading() && l.loaded.trail.Stale() > 1:
		return text.Concat(loaded, ", ", text.Safe(text.Count(l.loaded.trail.Stale())), " pages without a row, ", l.key(keymap.Back), " stops")
	case l.halted != "" && l.loaded.More():
		return text.Concat(loaded, ", ", l.halted, ", ", l.key(keymap.Refresh), " continues")
	case l.loading():
		return text.Concat(loaded, ", loading more", text.Safe(l.ellipsis()))
	case l.loaded.Err() != nil:
		return text.Concat(loaded, ", the next page failed, ", l.key(keymap.More), " tries again")
	case l.loaded.More():
		return text.Concat(loaded, ", more", text.Safe(l.ellipsis()))
	case l.loaded.Cut():
		return text.Concat(loaded, ", stopped: no cursor")
	case l.loaded.Repeated():
		return text.Concat(loaded, ", stopped: repeated cursor")
	}
	return loaded
}

// Chip describes the filter, which the screen passes in, the search text and the
// order, unless the header shows it.
func (l *Base) Chip(filter text.Safe) text.Safe {
	var parts []string
	if filter != "" {
		parts = append(parts, string(filter))
	}
	if l.narrow.Keep != nil {
		parts = append(parts, string(l.narrow.Chip))
	}
	if l.order.find != "" && !l.find.Typing() {
		parts = append(parts, "find: "+string(text.Clean(l.order.find)))
	}
	if (l.order.by > 0 || l.order.reverse) && !l.Table.SeesSorted() {
		order := "sort: " + l.sortName()
		if l.order.reverse {
			order += ", reversed"
		}
		parts = append(parts, order)
	}
	return text.Safe(strings.Join(parts, "  "))
}

// Slow reports whether the loading time of the first page is shown and must be redrawn every second.
func (l *Base) Slow() bool { return l.slow && !l.loaded.HasPage() }

// Freshness returns when the list was last loaded, or since when it is stale, why,
// and what to do; one of both is "".
func (l *Base) Freshness() (fresh, stale text.Safe) {
	env := l.spec.Env
	since := text.Safe(text.Clock(l.freshAt, env.Zone))
	switch {
	case l.refreshing && env.Polls.State(l.spec.Owner.ID, jobHead).InFlight:
		return text.Concat("refreshing", text.Safe(l.ellipsis())), ""
	case l.staleErr != nil && l.loaded.HasPage():
		return "", l.FailureText(text.Concat("stale since ", since), l.staleErr, jobHead)
	case l.loaded.HasPage() && l.askedToWait() != "":
		return "", l.askedToWait()
	case !l.freshAt.IsZero():
		return text.Concat("refreshed ", since), ""
	}
	return "", ""
}

// FailureText describes a failure of a job: its effect, the reason, and the key that
// retries, which stays visible however long the reason is.
func (l *Base) FailureText(what text.Safe, err error, job string) text.Safe {
	advice := text.Concat("; ", l.key(keymap.Refresh), " tries now")
	if wait := l.askedToWait(); wait != "" {
		advice = text.Concat("; ", wait)
	}
	if l.stopped(job) {
		advice = text.Concat("; stopped, ", l.key(keymap.Refresh), " tries again")
	}
	return l.withReason(what, err, advice)
}

// askedToWait says until when the server asks to wait, "" if it does not.
func (l *Base) askedToWait() text.Safe { return l.spec.Env.AskedToWait(l.key(keymap.Refresh)) }

// withReason joins what has happened, the reason, cut to fit the width, and what
// can be done.
func (l *Base) withReason(what text.Safe, err error, advice text.Safe) text.Safe {
	room := l.width - text.Width(what) - text.Width(advice) - 6
	if room < 12 && l.askedToWait() != "" {
		return text.Concat(what, advice)
	}
	room = max(room, 20)
	return text.Concat(what, ": ", text.Cut(host.Reason(err), room), advice)
}
