package results

import (
	"context"
	"slices"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api/results/source"
	"ax-tui/ui/host"
)

// loading is what is being read. Answers to requests of an earlier turn are dropped.
type loading struct {
	turn     int
	busy     bool
	compare  bool     // what is read is the window before
	tried    bool     // the window before was looked for
	wanted   int      // rows to read
	paths    []string // attributes to slice by that do not come with every row
	declined bool     // texts of the application are not to be shown, not even as slices
	err      error    // why reading stopped
	stop     context.CancelFunc
}

// start begins a request and returns its context and turn.
func (l *loading) start(ctx context.Context) (context.Context, int) {
	l.end()
	l.busy, l.err = true, nil
	l.turn++
	ctx, l.stop = context.WithCancel(ctx)
	return ctx, l.turn
}

// end cancels the request, if there is one.
func (l *loading) end() {
	if l.stop != nil {
		l.stop()
	}
	l.stop, l.busy = nil, false
	l.turn++
}

// takes reports whether an answer is that of the request in progress, and ends it.
func (l *loading) takes(turn int, err error) bool {
	if turn != l.turn || !l.busy {
		return false
	}
	l.end()
	l.err = err
	return true
}

// begun is the answer to the first page.
type begun struct {
	host.Tag
	turn    int
	reading *source.Reading
	err     error
}

// pageRead is a further page, of the window or of the one before.
type pageRead struct {
	host.Tag
	turn int
	page source.Page
	err  error
}

// earlierRead is the first page of what is compared with; nil when there is nothing, for
// the reason in none.
type earlierRead struct {
	host.Tag
	turn    int
	reading *source.Reading
	none    string
	err     error
}

// begin reads the first page, of the same window or of one that ends now; what was read
// before stays until it is there.
func (m *model) begin(same bool) tea.Cmd {
	ctx, turn := m.load.start(m.Ctx)
	m.load.compare = false
	client, tag, open := m.client, m.Tag(), m.openPlan(same)
	return func() tea.Msg {
		plan, err := open(ctx)
		if err != nil {
			return begun{Tag: tag, turn: turn, err: err}
		}
		reading, err := plan.Begin(ctx, client, keepWorst)
		return begun{Tag: tag, turn: turn, reading: reading, err: err}
	}
}

func (m *model) applyBegun(answer begun) tea.Cmd {
	if !m.load.takes(answer.turn, answer.err) || answer.err != nil {
		return nil
	}
	again := m.before != nil && m.reading != nil && sameRows(&m.reading.Plan, &answer.reading.Plan)
	m.reading, m.readAt = answer.reading, m.env.Now()
	if !again {
		m.before, m.load.tried = nil, false
	}
	m.count()
	return m.next()
}

func sameRows(left, right *source.Plan) bool {
	return left.Window.Start.Equal(right.Window.Start) && left.Window.End.Equal(right.Window.End) && slices.Equal(left.Experiments, right.Experiments)
}

// next reads what is still wanted: further pages, then the window before as far.
func (m *model) next() tea.Cmd {
	switch {
	case m.reading == nil || m.load.busy || m.load.err != nil || m.reading.Hidden():
		return nil
	case m.reading.More && m.reading.Counter.Rows() < m.load.wanted:
		return m.readPage(m.reading, false)
	case !m.load.tried:
		return m.readEarlier()
	case m.before != nil && m.before.More && m.before.Counter.Rows() < m.reading.Counter.Rows():
		return m.readPage(m.before, true)
	}
	return nil
}

func (m *model) readPage(reading *source.Reading, compare bool) tea.Cmd {
	ctx, turn := m.load.start(m.Ctx)
	m.load.compare = compare
	client, tag, plan, at := m.client, m.Tag(), reading.Plan, reading.Next
	return func() tea.Msg {
		page, err := plan.Read(ctx, client, at, source.PageSize)
		return pageRead{Tag: tag, turn: turn, page: page, err: err}
	}
}

func (m *model) applyPage(answer *pageRead) tea.Cmd {
	if !m.load.takes(answer.turn, answer.err) || answer.err != nil {
		return nil
	}
	if m.load.compare {
		m.before.Add(&answer.page)
	} else {
		m.reading.Add(&answer.page)
		m.readAt = m.env.Now()
	}
	m.count()
	return m.next()
}

func (m *model) readEarlier() tea.Cmd {
	ctx, turn := m.load.start(m.Ctx)
	m.load.compare = true
	client, tag, plan := m.client, m.Tag(), m.reading.Plan
	judges := m.reading.Judges
	return func() tea.Msg {
		earlier, none, err := plan.Earlier(ctx, client)
		if err != nil || none != "" {
			return earlierRead{Tag: tag, turn: turn, none: none, err: err}
		}
		earlier.Paths = nil
		page, err := earlier.Read(ctx, client, source.Position{}, source.PageSize)
		if err != nil {
			return earlierRead{Tag: tag, turn: turn, err: err}
		}
		reading := source.NewReading(&earlier, source.Known{Judges: judges}, 0)
		reading.Add(&page)
		return earlierRead{Tag: tag, turn: turn, reading: reading}
	}
}

func (m *model) applyEarlier(answer *earlierRead) tea.Cmd {
	if !m.load.takes(answer.turn, answer.err) || answer.err != nil {
		return nil
	}
	m.before, m.load.tried = answer.reading, true
	m.reading.Alone(answer.none)
	m.count()
	return m.next()
}

// stopReading ends what is being read; what was read stays.
func (m *model) stopReading() {
	m.load.end()
	if m.reading != nil {
		m.load.wanted = m.reading.Counter.Rows()
	}
}
