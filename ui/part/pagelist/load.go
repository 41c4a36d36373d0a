package pagelist

import (
	"context"
	"strconv"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api"
	"ax-tui/ui/host"
	"ax-tui/ui/poll"
)

// jobHead is the key of the job that refreshes the head of the list. Before the
// first page has arrived that job is the first load, with the scheduler's
// back-off, and its key ends with the generation.
const jobHead = "list"

// How often the head is loaded.
const (
	RetryFirst  = time.Second      // the first page, while it fails; the poll rule backs off from here
	RefreshLive = 15 * time.Second // while a row is active
	RefreshIdle = 60 * time.Second // while no row is active
)

// slowAfter is how long the first load may take before the screen says that it is loading.
const slowAfter = 100 * time.Millisecond

// freshFor is the age from which a list is refreshed when it is shown again.
const freshFor = 5 * time.Second

// maxPage is the largest page size of the API (contract section 3, Pagination).
const maxPage = 100

// page is a page of the API that no list contains yet.
type page struct {
	cut   bool
	query any // with names resolved to IDs
	// add adds the rows to the list, as its head or as its first or next page, and reports
	// whether anything changed.
	add func(head bool) (changed bool, cmd tea.Cmd)
}

// loader loads a page. It does not use the screen.
type loader func(ctx context.Context, query any, limit int, cursor string) (page, error)

// slowFirst is the timer of slowAfter.
type slowFirst struct{ host.Tag }

func (l *Base) jobKey() string {
	if l.loaded.HasPage() {
		return jobHead
	}
	return jobHead + strconv.Itoa(l.spec.Owner.Tag().Gen)
}

// Job is the job that refreshes the head of the list: the loaded rows, as far as
// they fit on one page. live means that a row is active. Only the scheduler repeats
// it, so that a failure and a Retry-After are shown meanwhile.
func (l *Base) Job(live bool) poll.Job {
	ctx, key, query, load, limit := l.headCtx, l.jobKey(), l.query, l.load, l.spec.Env.Limit
	job := poll.Job{Key: key, Rule: api.PollRule{Every: RetryFirst}, Once: true}
	if l.loaded.HasPage() {
		limit = min(maxPage, max(limit, l.loaded.Len()))
		job.Once, job.Rule = false, api.PollRule{Every: RefreshIdle, GiveUp: -1}
		if live {
			job.Rule.Every = RefreshLive
		}
		job.First, job.PauseWhenIdle = job.Rule.Every, !live
	}
	job.Ask = host.Ask(l.spec.Owner.Tag(), key, func() (any, error) { return load(ctx, query, limit, "") })
	return job
}

// Stopped reports whether the server refuses this list to this key: it is not
// polled until a refresh by key.
func (l *Base) Stopped() bool { return l.stopped(l.jobKey()) }

func (l *Base) stopped(job string) bool {
	stop := l.spec.Env.Polls.State(l.spec.Owner.ID, job).Stop
	return stop == api.Refused || stop == api.Gone
}

// handleHead handles the answer to Job.
func (l *Base) handleHead(answer *host.Answer, head page) tea.Cmd {
	if !l.spec.Owner.Current(answer.Tag) || host.Canceled(answer.Err) {
		return nil
	}
	l.refreshing = false
	l.Table.Dirty()
	cmd := l.applyHead(head, answer.Err)
	l.spec.Content.Changed()
	return cmd
}

func (l *Base) applyHead(head page, err error) tea.Cmd {
	l.staleErr = err
	if err != nil {
		if !l.loaded.HasPage() {
			l.loaded.Fail(err)
		}
		return nil
	}
	l.slow, l.freshAt, l.query = false, l.spec.Env.Now(), head.query
	if l.loaded.HasPage() {
		changed, cmd := head.add(true)
		if changed {
			l.apply()
		}
		if l.stopPage != nil && l.loaded.Phase() != More {
			l.stopPage() // its page no longer continues the list
			l.stopPage = nil
		}
		if l.loadingAll = l.loadingAll && l.loaded.More(); l.loadingAll {
			cmd = tea.Batch(cmd, l.prefetch())
		}
		return tea.Batch(cmd, l.warnRepeated())
	}
	cmd := l.addPage(head)
	l.restoreSelection()
	return cmd
}

// FilterTo loads the list with another query of the same type. The selected row stays
// selected if the new rows contain it, or as soon as the rows of a later query do, unless
// another row is selected meanwhile.
func (l *Base) FilterTo(query any) tea.Cmd {
	if query == l.query {
		return nil
	}
	l.query = query
	return l.restart()
}

// Refresh loads the head of the list now, even if the server has asked to wait, and
// continues reading pages that was stopped.
func (l *Base) Refresh() tea.Cmd {
	var cmd tea.Cmd
	if l.loaded.HasPage() {
		l.refreshing = true
		l.spec.Content.Changed()
		if l.halted != "" {
			cmd = l.loadMore()
		}
	} else {
		cmd = l.restart()
	}
	l.spec.Env.Polls.Demand(l.spec.Owner.ID, l.jobKey())
	return cmd
}

// restart reloads the list; earlier requests are cancelled and their answers dropped.
func (l *Base) restart() tea.Cmd {
	l.stopLoading()
	if l.stopHead != nil {
		l.stopHead()
	}
	l.saveSelection()
	l.spec.Owner.NextGen()
	l.loaded.rows.Reset()
	l.reading = reading{pages: l.pages}
	l.slow, l.refreshing, l.warned, l.staleErr, l.freshAt = false, false, false, nil, time.Time{}
	l.apply()
	return l.Init()
}
