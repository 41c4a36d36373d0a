package pagelist

import (
	"context"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api"
	"ax-tui/keymap"
	"ax-tui/ui/host"
	"ax-tui/ui/text"
)

// maxRows is from where further pages come by key only, so that memory stays bounded.
const maxRows = 500_000

// How a page that has failed is requested again, unless the list itself fails.
const (
	maxAttempts = 4
	retryPause  = 250 * time.Millisecond // after the first failure, then doubled
)

// readNarrowed is how many rows are loaded by themselves while only some are shown: of the
// first pages alone "the worst" would not be true.
const readNarrowed = 500

// reading is the state of the further pages.
type reading struct {
	stopPage   context.CancelFunc // cancels the request in flight, nil when there is none
	pages      int                // requested so far
	loadingAll bool               // all pages are being loaded
	until      int                // loadingAll ends at so many rows; 0: with the last page
	pausing    bool               // the next request waits for its timer
	halted     text.Safe          // why nothing is read automatically, "" if it is
	attempts   int                // failed requests for the next page
}

// pageLoaded is a further page, or why it could not be loaded.
type pageLoaded struct {
	host.Tag
	seq  int // number of the request, see reading.pages
	page page
	err  error
}

// pauseEnded is the timer of a pause.
type pauseEnded struct {
	host.Tag
	seq int
}

// loading reports whether pages are being read.
func (r *reading) loading() bool { return r.loadingAll || r.stopPage != nil || r.pausing }

// stoppable reports whether esc ends the loading, as the screen then says. Any other page
// ends with its screen, so that esc goes back at once, whatever is being prefetched.
func (l *Base) stoppable() bool {
	return l.loading() && (l.loadingAll || l.loaded.trail.Stale() > 1)
}

// loadMore requests the next page now, if there is one and no request is in flight.
func (l *Base) loadMore() tea.Cmd {
	l.pausing, l.halted, l.attempts = false, "", 0
	l.loaded.trail.Restart()
	return l.requestPage()
}

func (l *Base) requestPage() tea.Cmd {
	cursor, ok := l.loaded.StartMore()
	if !ok {
		return nil
	}
	limit := l.spec.Env.Limit
	if l.loadingAll {
		limit = maxPage
	}
	ctx, cancel := context.WithCancel(l.headCtx)
	l.stopPage = cancel
	l.pages++
	tag, seq, query, load := l.spec.Owner.Tag(), l.pages, l.query, l.load
	return func() tea.Msg {
		defer cancel()
		page, err := load(ctx, query, limit, cursor)
		return pageLoaded{Tag: tag, seq: seq, page: page, err: err}
	}
}

// prefetch loads the next page when the selection is within a screen of the end. A
// failed page is retried only by key, a hidden screen loads nothing, and a find
// covers the loaded rows only. What the selection does not ask for is paced.
func (l *Base) prefetch() tea.Cmd {
	near := !l.partial() && l.staleErr == nil && l.Table.Index()+l.Table.Rows() >= l.Table.Len()
	switch {
	case l.loaded.Err() != nil || l.hidden || l.halted != "" || l.pausing || !l.loadingAll && !near:
		return nil
	case !l.loadingAll && l.loaded.trail.Stale() < 2:
		return l.requestPage()
	}
	return l.pause(l.loaded.trail.Wait())
}

// pause requests the next page after a wait, and not before the time that the server
// has asked to wait for.
func (l *Base) pause(wait time.Duration) tea.Cmd {
	if l.loaded.Busy() || !l.loaded.More() {
		return nil
	}
	env := l.spec.Env
	l.pausing = true
	l.pages++
	if held := env.Polls.Held(); !held.IsZero() {
		wait = max(wait, held.Sub(env.Now()))
	}
	return env.After(wait, pauseEnded{Tag: l.spec.Owner.Tag(), seq: l.pages})
}

func (l *Base) handlePauseEnd(timer pauseEnded) tea.Cmd {
	if !l.pausing || timer.seq != l.pages {
		return nil
	}
	l.pausing = false
	if l.hidden {
		return nil
	}
	return l.requestPage()
}

// handlePage adds a further page, unless it was cancelled or is of another query.
func (l *Base) handlePage(answer *pageLoaded) tea.Cmd {
	if l.stopPage == nil || answer.seq != l.pages {
		return nil
	}
	l.stopPage = nil
	if answer.err != nil {
		return l.pageFailed(answer.err)
	}
	cmd := l.addPage(answer.page)
	l.spec.Content.Changed()
	return cmd
}

// addPage adds the rows of the first or a further page and continues reading.
func (l *Base) addPage(page page) tea.Cmd {
	l.attempts = 0
	_, cmd := page.add(false)
	if page.cut {
		l.loaded.EndCut()
	}
	l.loadingAll = l.loadingAll && l.loaded.More() && (l.until == 0 || l.loaded.Len() < l.until)
	l.apply()
	switch {
	case l.loaded.More() && l.loaded.trail.Exhausted():
		l.halted, l.loadingAll = noRows, false
		return tea.Batch(cmd, host.Say(host.Warning, text.Concat("The server gives page after page without a row; ", l.key(keymap.Refresh), " continues.")))
	case l.loaded.More() && l.loaded.Len() >= maxRows:
		l.halted, l.loadingAll = "stopped at so many rows", false
	}
	return tea.Batch(cmd, l.warnRepeated(), l.prefetch())
}

const noRows text.Safe = "stopped at pages without a row"

// pageFailed keeps the rows. It requests the page again a few times if that may help,
// else it returns a notice with the key that does.
func (l *Base) pageFailed(err error) tea.Cmd {
	l.Table.SetMore(false)
	if host.Canceled(err) {
		l.loadingAll = false
		l.loaded.Stop()
		return nil
	}
	l.spec.Env.Polls.Hold(err)
	l.attempts++
	if l.attempts < maxAttempts && l.staleErr == nil && api.Is(err, api.RateLimited, api.Server, api.Network) {
		l.loaded.Stop()
		return l.pause(retryPause << (l.attempts - 1))
	}
	l.loadingAll = false
	l.loaded.Fail(err)
	return host.Say(host.Error, l.withReason("The next page could not be loaded", err, text.Concat("; ", l.key(keymap.More), " tries again")))
}

func (l *Base) warnRepeated() tea.Cmd {
	if !l.loaded.Repeated() || l.warned {
		return nil
	}
	l.warned, l.loadingAll = true, false
	if l.loaded.Cut() {
		return host.Say(host.Warning, text.Concat("The server has more ", l.nouns(), " but sent no cursor, so paging stopped. Narrow the filter to see them."))
	}
	return host.Say(host.Warning, text.Concat("The server sent the same cursor twice, so paging stopped. There may be more ", l.nouns(), "; narrow the filter to see them."))
}

// stopLoading ends the loading of pages. Reading that gave no rows does not start again by
// itself.
func (l *Base) stopLoading() {
	if l.loading() && l.loaded.trail.Stale() > 0 {
		l.halted = noRows
	}
	l.loadingAll, l.pausing = false, false
	if l.stopPage != nil {
		l.stopPage()
		l.stopPage = nil
		l.loaded.Stop()
	}
}
