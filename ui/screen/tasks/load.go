package tasks

import (
	"context"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api"
	"ax-tui/keymap"
	"ax-tui/ui/box/filter"
	"ax-tui/ui/host"
	"ax-tui/ui/text"
)

// pageLoaded is a further page, or why it did not come.
type pageLoaded struct {
	host.Tag
	query int
	page  api.Page[api.Task]
	err   error
}

// slowFirst rings when the first page takes long enough to say so.
type slowFirst struct{ host.Tag }

// rested rings when the selection may have come to rest.
type rested struct{ host.Tag }

// restAfter is how long the selection stands before its surroundings are asked for.
const restAfter = 120 * time.Millisecond

// more asks for the next page when there is one and nothing is under way.
func (m *Model) more() tea.Cmd {
	cursor, ok := m.list.StartMore()
	if !ok {
		return nil
	}
	ctx, cancel := context.WithCancel(m.Ctx)
	m.cancelMo = cancel
	c, tag, query, q := m.client, m.Tag(), m.gen, m.filter.Query(m.pageSize(), cursor)
	return func() tea.Msg {
		p, err := c.ListTasks(ctx, q)
		return pageLoaded{tag, query, p, err}
	}
}

// pageSize is the person's own, or the largest the API gives while everything is being loaded.
func (m *Model) pageSize() int {
	if m.all {
		return 100
	}
	return m.env.Limit
}

// prefetch asks for more when the selection is within a screen of the end.
func (m *Model) prefetch() tea.Cmd {
	if m.list.Err() != nil || m.hidden {
		return nil // a failed page is asked for again on purpose only; a hidden screen asks nothing
	}
	if m.order.find != "" && !m.all {
		return nil // a find searches what is loaded
	}
	if m.all || m.table.Index()+m.table.Rows() >= m.table.Len() {
		return m.more()
	}
	return nil
}

func (m *Model) paged(p pageLoaded) tea.Cmd {
	if p.query != m.gen {
		return nil
	}
	m.dropPage()
	if p.err != nil {
		return m.pageFailed(p.err)
	}
	m.list.Page(m.remember(p.page.Items), p.page.Next)
	if p.page.Cut {
		m.list.EndCut()
	}
	m.all = m.all && m.list.More()
	m.resort()
	m.setJobs()
	return tea.Batch(m.warnRepeated(), m.prefetch())
}

// dropPage gives up what is left of the page that was asked for last.
func (m *Model) dropPage() {
	if m.cancelMo != nil {
		m.cancelMo()
		m.cancelMo = nil
	}
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
	return host.Say(host.Failed, text.Concat("The next page did not come, ", m.key(keymap.More), " tries again: ", host.Reason(err)))
}

func (m *Model) warnRepeated() tea.Cmd {
	if !m.list.Repeated() || m.warned {
		return nil
	}
	m.warned, m.all = true, false
	if m.list.Cut() {
		return host.Say(host.Warned, "The server says that there are more tasks but not where: it gave no cursor. Narrow the filter to see them.")
	}
	return host.Say(host.Warned, "The server gave the same cursor twice, so paging stops here. There may be more tasks; narrow the filter to see them.")
}

// filterTo starts over with another filter.
func (m *Model) filterTo(f filter.Filter) tea.Cmd {
	if f == m.filter {
		return nil
	}
	m.filter = f
	return m.restart()
}

// restart reads everything anew; the answers to what was asked before are dropped.
func (m *Model) restart() tea.Cmd {
	m.dropPage()
	m.want()
	m.gen++
	m.Anew()
	m.list.Reset()
	m.list.StartFirst()
	m.began = m.env.Now()
	m.all, m.slow, m.warned, m.staleErr, m.freshAt = false, false, false, nil, time.Time{}
	clear(m.last)
	clear(m.live)
	m.resort()
	m.setJobs()
	return m.env.After(100*time.Millisecond, slowFirst{m.Tag()})
}
