package task

import (
	"context"
	"slices"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api"
	"ax-tui/keymap"
	"ax-tui/ui/host"
	"ax-tui/ui/text"
)

// pageLoaded is a further page, or why it did not come.
type pageLoaded struct {
	host.Tag
	nth  int // which asking for a page this answers
	page api.Page[api.Run]
	err  error
}

// slowFirst rings when the first page takes long enough to say so.
type slowFirst struct{ host.Tag }

// more asks for the next page when there is one and nothing is under way.
func (m *Model) more() tea.Cmd {
	cursor, ok := m.list.StartMore()
	if !ok {
		return nil
	}
	m.dirty = true
	ctx, cancel := context.WithCancel(m.Ctx)
	m.stopPage = cancel
	m.pages++
	c, tag, nth := m.client, m.Tag(), m.pages
	q := api.RunQuery{TaskID: m.task.ID, Status: m.status, Limit: m.env.Limit, Cursor: cursor}
	if m.all {
		q.Limit = maxPage
	}
	return func() tea.Msg {
		defer cancel()
		p, err := c.ListRuns(ctx, q)
		return pageLoaded{tag, nth, p, err}
	}
}

// prefetch asks for more when the selection is within a page of the end. A
// failed page is asked for again on purpose only, and a find searches what is loaded.
func (m *Model) prefetch() tea.Cmd {
	if m.list.Err() != nil {
		return nil
	}
	near := m.order.find == "" && m.table.Index()+m.table.Rows() >= m.table.Len()
	if m.all || near {
		return m.more()
	}
	return nil
}

func (m *Model) paged(p pageLoaded) tea.Cmd {
	if m.stopPage == nil || p.nth != m.pages {
		return nil // stopped, or of another filter
	}
	m.stopPage = nil
	m.redraw()
	if p.err != nil {
		return m.pageFailed(p.err)
	}
	m.list.Page(m.settled(p.page.Items), p.page.Next)
	if p.page.Cut {
		m.list.EndCut()
	}
	m.afterRows()
	m.setJobs()
	if !m.list.More() {
		m.all = false
	}
	return tea.Batch(m.warnRepeated(), m.prefetch())
}

// pageFailed keeps what is there and says how to go on. What was cancelled is silence.
func (m *Model) pageFailed(err error) tea.Cmd {
	m.all = false
	m.table.Expect(false)
	if host.Canceled(err) {
		m.list.Stop()
		return nil
	}
	m.list.Fail(err)
	return host.Say(host.Failed, text.Concat("The next page did not come: ", reason(err), " ", m.key(keymap.More), " tries again."))
}

func (m *Model) warnRepeated() tea.Cmd {
	if !m.list.Repeated() {
		return nil
	}
	if m.list.Cut() {
		return host.Say(host.Warned, "The server says that there are more runs but not where: it gave no cursor. A status filter shows fewer at a time.")
	}
	return host.Say(host.Warned, "The server gave the same cursor twice, so paging stops here. There may be more runs; a status filter shows fewer at a time.")
}

// stop ends the loading of pages and reports whether there was any.
func (m *Model) stop() bool {
	if m.stopPage == nil {
		was := m.all
		m.all = false
		return was
	}
	m.stopPage()
	m.stopPage, m.all = nil, false
	m.list.Stop()
	m.dirty = true
	return true
}

// filterTo starts over with the runs of one status, "" for all. The run that
// was selected is selected again when it is among them, also by way of a filter
// that left it out, until the person selects another.
func (m *Model) filterTo(s api.Status) tea.Cmd {
	if s == m.status {
		return nil
	}
	m.status = s
	return m.restart()
}

func (m *Model) restart() tea.Cmd {
	if id, ok := m.table.Selected(); ok && m.keep == "" {
		m.keep = id
	}
	if m.stopPage != nil {
		m.stopPage()
		m.stopPage = nil
	}
	m.Anew()
	m.list.Reset()
	m.list.StartFirst()
	m.all, m.slow, m.staleErr, m.freshAt = false, false, nil, time.Time{}
	m.apply()
	m.setJobs()
	m.redraw()
	return m.env.After(slowAfter, slowFirst{m.Tag()})
}

// nextStatus is the status that the filter takes after s: all, then each state
// in the order a run goes through them, then all again.
func nextStatus(s api.Status) api.Status {
	all := append([]api.Status{""}, api.Statuses()...)
	return all[(slices.Index(all, s)+1)%len(all)]
}

// reason is an error in short, as a sentence.
func reason(err error) text.Safe {
	c := text.Cut(host.Reason(err), 300)
	if c != "" && !slices.Contains([]byte(".!?"), c[len(c)-1]) {
		c = text.Concat(c, ".")
	}
	return c
}
