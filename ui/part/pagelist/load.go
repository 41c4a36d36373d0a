package pagelist

import (
	"context"
	"strconv"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api"
	"ax-tui/keymap"
	"ax-tui/ui/host"
	"ax-tui/ui/poll"
	"ax-tui/ui/text"
)

// jobHead is the key of the job that refreshes the head of the list. Before the
// first page has arrived that job is the first load, with the scheduler's
// back-off, and its key ends with the generation.
const jobHead = "list"

// How often the head is loaded.
const (
	RetryFirst  = 2 * time.Second  // the first page, while it fails; the poll rule backs off from here
	RefreshLive = 15 * time.Second // while a row is active
	RefreshIdle = 60 * time.Second // while no row is active
)

// slowAfter is how long the first load may take before the screen says that it is loading.
const slowAfter = 100 * time.Millisecond

// freshFor is the age from which a list is refreshed when it is shown again.
const freshFor = 5 * time.Second

// maxPage is the largest page size of the API (contract section 3, Pagination).
const maxPage = 100

// loaded is the head of the list and its query, with names resolved to IDs.
type loaded[Q, W any] struct {
	page  api.Page[W]
	query Q
}

// pageLoaded is a further page, or why it could not be loaded.
type pageLoaded[W any] struct {
	host.Tag
	seq  int // number of the request, see List.pages
	page api.Page[W]
	err  error
}

// slowFirst is the timer of slowAfter.
type slowFirst struct{ host.Tag }

func (l *List[Q, W, R]) jobKey() string {
	if l.HasPage() {
		return jobHead
	}
	return jobHead + strconv.Itoa(l.spec.Owner.Tag().Gen)
}

// Job is the job that refreshes the head of the list: the loaded rows, as far as
// they fit on one page. live means that a row is active.
func (l *List[Q, W, R]) Job(live bool) poll.Job {
	ctx, key, query, load, limit := l.spec.Owner.Ctx, l.jobKey(), l.query, l.spec.Load, l.spec.Env.Limit
	job := poll.Job{Key: key, Rule: api.PollRule{Every: RetryFirst, GiveUp: -1}}
	if l.HasPage() {
		limit = min(maxPage, max(limit, l.Len()))
		job.Rule.Every = RefreshIdle
		if live {
			job.Rule.Every = RefreshLive
		}
		job.First, job.PauseWhenIdle = job.Rule.Every, !live
		ctx = api.NoRetry(ctx) // the scheduler repeats it, and failures must be shown meanwhile
	}
	job.Ask = host.Ask(l.spec.Owner.Tag(), key, func() (head loaded[Q, W], err error) {
		head.page, head.query, err = load(ctx, query, limit, "")
		return head, err
	})
	return job
}

// Stopped reports whether the server refuses this list to this key: it is not
// polled until a refresh by key.
func (l *List[Q, W, R]) Stopped() bool { return l.stopped(l.jobKey()) }

func (l *List[Q, W, R]) stopped(job string) bool {
	stop := l.spec.Env.Polls.State(l.spec.Owner.ID, job).Stop
	return stop == api.Refused || stop == api.Gone
}

// handleHead handles the answer to Job.
func (l *List[Q, W, R]) handleHead(answer host.Answer[loaded[Q, W]]) tea.Cmd {
	if !l.spec.Owner.Current(answer.Tag) || host.Canceled(answer.Err) {
		return nil
	}
	l.refreshing = false
	l.Table.Dirty()
	cmd := l.applyHead(answer)
	l.content.Changed()
	return cmd
}

func (l *List[Q, W, R]) applyHead(answer host.Answer[loaded[Q, W]]) tea.Cmd {
	l.staleErr = answer.Err
	if answer.Err != nil {
		if !l.HasPage() {
			l.Fail(answer.Err)
		}
		return nil
	}
	l.slow, l.freshAt, l.query = false, l.spec.Env.Now(), answer.Value.query
	rows, cmd := l.content.Rows(answer.Value.page.Items)
	if l.HasPage() {
		if l.ApplyHead(rows, answer.Value.page.Next, answer.Value.page.Cut) {
			l.apply()
		}
		if l.stopPage != nil && l.Phase() != More {
			l.stopPage() // its page no longer continues the list
			l.stopPage = nil
		}
		if l.loadingAll = l.loadingAll && l.More(); l.loadingAll {
			cmd = tea.Batch(cmd, l.prefetch())
		}
		return tea.Batch(cmd, l.warnRepeated())
	}
	l.applyPage(rows, answer.Value.page)
	l.restoreSelection()
	return tea.Batch(cmd, l.warnRepeated(), l.prefetch())
}

func (l *List[Q, W, R]) applyPage(rows []R, page api.Page[W]) {
	l.ApplyPage(rows, page.Next)
	if page.Cut {
		l.EndCut()
	}
	l.loadingAll = l.loadingAll && l.More()
	l.apply()
}

// loadMore requests the next page if there is one and no request is in flight.
func (l *List[Q, W, R]) loadMore() tea.Cmd {
	cursor, ok := l.StartMore()
	if !ok {
		return nil
	}
	limit := l.spec.Env.Limit
	if l.loadingAll {
		limit = maxPage
	}
	ctx, cancel := context.WithCancel(l.spec.Owner.Ctx)
	l.stopPage = cancel
	l.pages++
	tag, seq, query, load := l.spec.Owner.Tag(), l.pages, l.query, l.spec.Load
	return func() tea.Msg {
		defer cancel()
		page, _, err := load(ctx, query, limit, cursor)
		return pageLoaded[W]{Tag: tag, seq: seq, page: page, err: err}
	}
}

// prefetch loads the next page when the selection is within a screen of the end. A
// failed page is retried only by key, a hidden screen loads nothing, and a find
// covers the loaded rows only.
func (l *List[Q, W, R]) prefetch() tea.Cmd {
	if l.Err() != nil || l.hidden {
		return nil
	}
	near := l.order.find == "" && l.Table.Index()+l.Table.Rows() >= l.Table.Len()
	if l.loadingAll || near {
		return l.loadMore()
	}
	return nil
}

// handlePage adds a further page, unless it was cancelled or is of another query.
func (l *List[Q, W, R]) handlePage(answer pageLoaded[W]) tea.Cmd {
	if l.stopPage == nil || answer.seq != l.pages {
		return nil
	}
	l.stopPage = nil
	if answer.err != nil {
		return l.pageFailed(answer.err)
	}
	rows, cmd := l.content.Rows(answer.page.Items)
	l.applyPage(rows, answer.page)
	l.content.Changed()
	return tea.Batch(cmd, l.warnRepeated(), l.prefetch())
}

// pageFailed keeps the rows and returns a notice with the key that retries; none if the request was cancelled.
func (l *List[Q, W, R]) pageFailed(err error) tea.Cmd {
	l.loadingAll = false
	l.Table.SetMore(false)
	if host.Canceled(err) {
		l.Stop()
		return nil
	}
	l.Fail(err)
	return host.Say(host.Error, l.withReason("The next page could not be loaded", err, text.Concat("; ", l.key(keymap.More), " tries again")))
}

func (l *List[Q, W, R]) warnRepeated() tea.Cmd {
	if !l.Repeated() || l.warned {
		return nil
	}
	l.warned, l.loadingAll = true, false
	if l.Cut() {
		return host.Say(host.Warning, text.Concat("The server has more ", l.nouns(), " but sent no cursor, so paging stopped. Narrow the filter to see them."))
	}
	return host.Say(host.Warning, text.Concat("The server sent the same cursor twice, so paging stopped. There may be more ", l.nouns(), "; narrow the filter to see them."))
}

// stopLoading cancels the loading of pages and reports whether there was any.
func (l *List[Q, W, R]) stopLoading() bool {
	loading := l.loadingAll || l.stopPage != nil
	l.loadingAll = false
	if l.stopPage != nil {
		l.stopPage()
		l.stopPage = nil
		l.Stop()
	}
	return loading
}

// FilterTo loads the list with another query. The selected row stays selected if
// the new rows contain it, or as soon as the rows of a later query do, unless
// another row is selected meanwhile.
func (l *List[Q, W, R]) FilterTo(query Q) tea.Cmd {
	if query == l.query {
		return nil
	}
	l.query = query
	return l.restart()
}

// Refresh loads the head of the list now.
func (l *List[Q, W, R]) Refresh() tea.Cmd {
	if !l.HasPage() {
		return l.restart()
	}
	l.refreshing = true
	l.content.Changed()
	l.spec.Env.Polls.Kick(l.spec.Owner.ID, jobHead)
	return nil
}

// restart reloads the list; answers to earlier requests are dropped.
func (l *List[Q, W, R]) restart() tea.Cmd {
	l.stopLoading()
	l.saveSelection()
	l.spec.Owner.NextGen()
	l.Reset()
	l.slow, l.refreshing, l.warned, l.staleErr, l.freshAt = false, false, false, nil, time.Time{}
	l.apply()
	return l.Init()
}
