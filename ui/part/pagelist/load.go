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

// jobHead reads the head of the list again. Before the first page has come it
// is the first load itself, with the scheduler's back-off, and carries its
// generation.
const jobHead = "list"

// How often the head is read again.
const (
	RetryFirst  = 2 * time.Second  // the first page, while it fails; the rule slows down from here
	RefreshLive = 15 * time.Second // while a row is active
	RefreshIdle = 60 * time.Second // while none is
)

// slowAfter is how long a first load may take before anything is said about it.
const slowAfter = 100 * time.Millisecond

// freshFor is how old the list may be when the person comes back to it.
const freshFor = 5 * time.Second

// maxPage is the largest page the API gives (contract section 3, Pagination).
const maxPage = 100

// loaded is a head of the list and the query it answers, its names looked up.
type loaded[Q, W any] struct {
	page  api.Page[W]
	query Q
}

// pageLoaded is a further page, or why it did not come.
type pageLoaded[W any] struct {
	host.Tag
	nth  int // which asking for a page this answers
	page api.Page[W]
	err  error
}

// slowFirst rings when the first page takes long enough to say so.
type slowFirst struct{ host.Tag }

func (l *List[Q, W, R]) jobKey() string {
	if l.HasPage() {
		return jobHead
	}
	return jobHead + strconv.Itoa(l.spec.Owner.Tag().Gen)
}

// Job keeps the head of the list fresh, as many rows as one page can hold of
// those loaded; live says that a row is active.
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
		ctx = api.NoRetry(ctx) // asked again anyway, and what fails is said meanwhile
	}
	job.Ask = host.Ask(l.spec.Owner.Tag(), key, func() (head loaded[Q, W], err error) {
		head.page, head.query, err = load(ctx, query, limit, "")
		return head, err
	})
	return job
}

// Stopped reports whether the server does not answer this list to this key:
// nothing is asked by itself until the person tries again.
func (l *List[Q, W, R]) Stopped() bool { return l.stopped(l.jobKey()) }

func (l *List[Q, W, R]) stopped(job string) bool {
	stop := l.spec.Env.Polls.State(l.spec.Owner.ID, job).Stop
	return stop == api.Refused || stop == api.Gone
}

// headLoaded takes the head of the list in, or why it did not come.
func (l *List[Q, W, R]) headLoaded(answer host.Answer[loaded[Q, W]]) tea.Cmd {
	if !l.spec.Owner.Current(answer.Tag) || host.Canceled(answer.Err) {
		return nil
	}
	l.refreshing = false
	l.Table.Dirty()
	cmd := l.takeHead(answer)
	l.content.Changed()
	return cmd
}

func (l *List[Q, W, R]) takeHead(answer host.Answer[loaded[Q, W]]) tea.Cmd {
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
		if l.Refreshed(rows, answer.Value.page.Next, answer.Value.page.Cut) {
			l.apply()
		}
		if l.stopPage != nil && l.Phase() != More {
			l.stopPage() // there is no place for what it reads any more
			l.stopPage = nil
		}
		if l.all = l.all && l.More(); l.all {
			cmd = tea.Batch(cmd, l.prefetch())
		}
		return tea.Batch(cmd, l.warnRepeated())
	}
	l.takePage(rows, answer.Value.page)
	l.selectWanted()
	return tea.Batch(cmd, l.warnRepeated(), l.prefetch())
}

func (l *List[Q, W, R]) takePage(rows []R, page api.Page[W]) {
	l.Page(rows, page.Next)
	if page.Cut {
		l.EndCut()
	}
	l.all = l.all && l.More()
	l.apply()
}

// more asks for the next page when there is one and nothing is under way.
func (l *List[Q, W, R]) more() tea.Cmd {
	cursor, ok := l.StartMore()
	if !ok {
		return nil
	}
	limit := l.spec.Env.Limit
	if l.all {
		limit = maxPage
	}
	ctx, cancel := context.WithCancel(l.spec.Owner.Ctx)
	l.stopPage = cancel
	l.pages++
	tag, nth, query, load := l.spec.Owner.Tag(), l.pages, l.query, l.spec.Load
	return func() tea.Msg {
		defer cancel()
		page, _, err := load(ctx, query, limit, cursor)
		return pageLoaded[W]{Tag: tag, nth: nth, page: page, err: err}
	}
}

// prefetch asks for more when the selection is within a screen of the end. A
// failed page is asked for again on purpose only, a hidden screen asks nothing,
// and a find searches what is loaded.
func (l *List[Q, W, R]) prefetch() tea.Cmd {
	if l.Err() != nil || l.hidden {
		return nil
	}
	near := l.order.find == "" && l.Table.Index()+l.Table.Rows() >= l.Table.Len()
	if l.all || near {
		return l.more()
	}
	return nil
}

// pageLoaded takes a further page in, unless it was stopped or is of another query.
func (l *List[Q, W, R]) pageLoaded(p pageLoaded[W]) tea.Cmd {
	if l.stopPage == nil || p.nth != l.pages {
		return nil
	}
	l.stopPage = nil
	if p.err != nil {
		return l.pageFailed(p.err)
	}
	rows, cmd := l.content.Rows(p.page.Items)
	l.takePage(rows, p.page)
	l.content.Changed()
	return tea.Batch(cmd, l.warnRepeated(), l.prefetch())
}

// pageFailed keeps what is there and says how to go on. What was cancelled is silence.
func (l *List[Q, W, R]) pageFailed(err error) tea.Cmd {
	l.all = false
	l.Table.Expect(false)
	if host.Canceled(err) {
		l.Stop()
		return nil
	}
	l.Fail(err)
	return host.Say(host.Error, l.because("The next page did not come", err, text.Concat("; ", l.key(keymap.More), " tries again")))
}

func (l *List[Q, W, R]) warnRepeated() tea.Cmd {
	if !l.Repeated() || l.warned {
		return nil
	}
	l.warned, l.all = true, false
	if l.Cut() {
		return host.Say(host.Warning, text.Concat("The server says that there are more ", l.nouns(), " but not where: it gave no cursor. A filter shows fewer at a time."))
	}
	return host.Say(host.Warning, text.Concat("The server gave the same cursor twice, so paging stops here. There may be more ", l.nouns(), "; a filter shows fewer at a time."))
}

// stop ends the loading of pages and reports whether there was any.
func (l *List[Q, W, R]) stop() bool {
	any := l.all || l.stopPage != nil
	l.all = false
	if l.stopPage != nil {
		l.stopPage()
		l.stopPage = nil
		l.Stop()
	}
	return any
}

// FilterTo starts over with another query. The row that was selected is
// selected again when it is among the new ones, also by way of a query that
// leaves it out, until the person selects another.
func (l *List[Q, W, R]) FilterTo(query Q) tea.Cmd {
	if query == l.query {
		return nil
	}
	l.query = query
	return l.restart()
}

// Refresh reads the head of the list again now.
func (l *List[Q, W, R]) Refresh() tea.Cmd {
	if !l.HasPage() {
		return l.restart()
	}
	l.refreshing = true
	l.content.Changed()
	l.spec.Env.Polls.Kick(l.spec.Owner.ID, jobHead)
	return nil
}

// restart reads everything anew; the answers to what was asked before are dropped.
func (l *List[Q, W, R]) restart() tea.Cmd {
	l.stop()
	l.want()
	l.spec.Owner.NextGen()
	l.Reset()
	l.slow, l.refreshing, l.warned, l.staleErr, l.freshAt = false, false, false, nil, time.Time{}
	l.apply()
	return l.Init()
}
