package tasks

import (
	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api"
	"ax-tui/keymap"
	"ax-tui/ui/box"
	"ax-tui/ui/box/cancelrun"
	"ax-tui/ui/box/clipboard"
	"ax-tui/ui/box/export"
	"ax-tui/ui/box/filter"
	"ax-tui/ui/box/manage"
	"ax-tui/ui/host"
	"ax-tui/ui/part/names"
	"ax-tui/ui/text"
)

// Update takes answers, broadcasts and, while the find line has the focus, keys.
func (m *Model) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case asked:
		return m.answered(msg)
	case pageLoaded:
		return m.paged(msg)
	case names.Loaded:
		if m.names.Take(msg) {
			m.resort()
			m.table.Dirty()
		}
		m.setJobs()
	case slowFirst:
		m.slow = m.Current(msg.Tag) && !m.list.Began()
	case rested:
		return m.rest()
	case host.RunSeen:
		m.sawRun(msg.Run)
		m.setJobs()
		m.table.Dirty()
	case host.TaskSeen:
		m.sawTask(msg.Task)
	case host.StylesChanged:
		m.table.Restyle()
	case host.Faltered:
		m.list.Stop() // a page may have been under way; it is asked for again when needed
	case host.UseSpace:
		f := m.filter
		f.Space = msg.Ref
		f.Project, f.Dataset = api.Ref{}, api.Ref{}
		return m.filterTo(f)
	case host.TaskGone:
		m.lost(msg.ID)
	case filter.Applied:
		return m.filterTo(msg.Filter)
	case tea.KeyMsg:
		return m.findKey(msg)
	}
	return nil
}

func (m *Model) sawTask(t api.Task) {
	m.recent.put(t)
	if _, ok := m.list.IndexOf(t.ID); !ok {
		m.behind = true // perhaps a new one: only the server knows where it stands
	}
	if m.list.Upsert(newRow(&t)) {
		m.resort()
		m.table.Dirty()
	}
}

// moved notes that the selection moves: its surroundings are asked for when it rests.
func (m *Model) moves() tea.Cmd {
	m.moved, m.wanted = m.env.Now(), ""
	cmd := m.prefetch()
	if m.resting {
		return cmd
	}
	m.resting = true
	return tea.Batch(cmd, m.env.After(restAfter, rested{m.Tag()}))
}

func (m *Model) rest() tea.Cmd {
	if wait := restAfter - m.env.Now().Sub(m.moved); wait > 0 {
		return m.env.After(wait, rested{m.Tag()})
	}
	m.resting = false
	m.settleOn()
	return nil
}

// settleOn puts the selected task into the preview.
func (m *Model) settleOn() {
	m.preview, _ = m.table.Selected()
	m.setJobs()
}

// Do carries out an action.
func (m *Model) Do(a keymap.Action) tea.Cmd {
	if cmd, ok := m.doMove(a); ok {
		return cmd
	}
	if manage.Is(a) {
		return m.env.Send(m.here(manage.Message(m.env, m.client, a, m.selectedTask())))
	}
	switch a {
	case keymap.Copy:
		return m.env.Send(box.Open{Box: clipboard.New(m.env, m.copies())})
	case keymap.ExportList:
		return m.env.Send(box.Open{Box: export.New(m.env, m.exported())})
	case keymap.Open:
		return m.open()
	case keymap.TriggerRun:
		return m.trigger()
	case keymap.CancelRun:
		return m.cancel()
	case keymap.Latest:
		return m.openLatest()
	case keymap.Refresh:
		return m.refresh()
	case keymap.More:
		return m.more()
	case keymap.LoadAll:
		m.all = true
		return m.more()
	case keymap.Back:
		m.back()
	case keymap.FindText:
		m.finding = true
		m.find.begin(m.order.find)
		m.SetSize(m.w, m.h)
	case keymap.FilterBy:
		return m.env.Send(box.Open{Box: filter.New(m.env, m.client, m.ID, m.filter)})
	case keymap.Clear:
		m.setFind("")
		return m.filterTo(filter.Filter{})
	case keymap.Sort:
		return m.sortBy((m.order.key+1)%sortKeys, false)
	case keymap.Reverse:
		return m.sortBy(m.order.key, !m.order.reverse)
	}
	return nil
}

func (m *Model) doMove(a keymap.Action) (tea.Cmd, bool) {
	end := m.table.Index() >= m.table.Len()-1
	if !m.table.Do(a) {
		return nil, false
	}
	cmd := m.moves()
	if a == keymap.PageDown && end && m.order.find == "" {
		cmd = tea.Batch(cmd, m.more()) // on purpose: also after a failure
	}
	return cmd, true
}

func (m *Model) open() tea.Cmd {
	r, ok := m.selected()
	if !ok {
		return nil
	}
	return m.env.Send(host.Move{To: host.PlaceTask, Task: m.task(r)})
}

// task is the full task of a row, or what the row knows of it.
func (m *Model) task(r *row) api.Task {
	if t, ok := m.recent.get(r.id); ok {
		return t
	}
	t := api.Task{ID: r.id, Name: r.name, Type: r.typ, Continuous: r.continuous, ProjectID: r.target}
	if r.dataset {
		t.ProjectID, t.DatasetID = "", r.target
	}
	return t
}

// here adds the space that narrows the list to a move: a new task belongs there.
func (m *Model) here(msg tea.Msg) tea.Msg {
	if mv, ok := msg.(host.Move); ok {
		mv.Space = m.filter.Space
		return mv
	}
	return msg
}

// selectedTask is the task under the cursor, the zero task when there is none.
func (m *Model) selectedTask() api.Task {
	if r, ok := m.selected(); ok {
		return m.task(r)
	}
	return api.Task{}
}

// lost drops a task that is no more.
func (m *Model) lost(id string) {
	m.note(id, lastRun{})
	if m.list.Remove(id) {
		m.resort()
		m.settleOn()
	}
}

func (m *Model) trigger() tea.Cmd {
	r, ok := m.selected()
	if !ok {
		return nil
	}
	return m.env.Send(host.Move{To: host.PlaceTrigger, Task: m.task(r)})
}

func (m *Model) latest() (api.Run, bool) {
	r, ok := m.selected()
	if !ok {
		return api.Run{}, false
	}
	l := m.last[r.id]
	return l.run, l.known && !l.none
}

func (m *Model) activeRun() (api.Run, bool) {
	r, ok := m.latest()
	return r, ok && r.Status.Active()
}

func (m *Model) openLatest() tea.Cmd {
	run, ok := m.latest()
	if !ok {
		return nil
	}
	r, _ := m.selected()
	return m.env.Send(host.Move{To: host.PlaceRun, Run: run, Task: m.task(r)})
}

func (m *Model) cancel() tea.Cmd {
	run, ok := m.activeRun()
	if !ok {
		return host.Say(host.Said, "The selected task has no active run to cancel.")
	}
	r, _ := m.selected()
	return m.env.Send(box.Open{Box: cancelrun.New(m.env, m.client, text.Clean(r.name), run)})
}

// refresh reads the list and everything in view again now.
func (m *Model) refresh() tea.Cmd {
	if !m.list.Began() {
		return m.restart()
	}
	for _, r := range m.visible() {
		if l, ok := m.last[r.id]; ok {
			l.asOf = -1
			m.last[r.id] = l
		}
	}
	m.asked = true
	m.setJobs()
	m.env.Polls.Kick(m.ID, jobList)
	for _, r := range m.visible() {
		if l := m.last[r.id]; l.known {
			m.env.Polls.Kick(m.ID, jobRun+l.run.ID)
		}
	}
	return nil
}

// back stops what is being fetched, else leaves the find.
func (m *Model) back() {
	if m.all || m.cancelMo != nil {
		m.all = false
		m.dropPage()
		return
	}
	m.setFind("")
}

func (m *Model) sortBy(k sortKey, reverse bool) tea.Cmd {
	m.order.key, m.order.reverse = k, reverse
	m.table.Expect(false) // what keys asked for beyond the end was meant for the old order
	m.resort()
	m.table.Reveal()
	if !m.order.active() {
		return host.Say(host.Said, "In the order of the server.")
	}
	if k == byServer {
		return host.Say(host.Said, "In the order of the server, reversed.")
	}
	words := text.Concat("Sorted by ", sortWords[k])
	if reverse {
		words = text.Concat(words, ", reversed")
	}
	if m.list.More() {
		words = text.Concat(words, ", over the loaded rows only")
	}
	return host.Say(host.Said, text.Concat(words, "."))
}

// staleWords say since when the rows are old, what to do, and why: the reason
// is the server's and may be long, so it stands last.
func (m *Model) staleWords() text.Safe {
	s := text.Lit("stale")
	if !m.staleAt.IsZero() {
		s = text.Concat("stale since ", text.Safe(text.Clock(m.staleAt, m.env.Zone)))
	}
	s = text.Concat(s, ", ")
	if m.refused() {
		s = text.Concat(s, "stopped, ")
	}
	return text.Concat(s, m.key(keymap.Refresh), " tries again: ", text.Cut(host.Reason(m.staleErr), 120))
}

// key is the key of an action as the table has it.
func (m *Model) key(a keymap.Action) text.Safe {
	e, _ := m.env.Keys.Entry([]keymap.Scope{keymap.Tasks, keymap.Move, keymap.Global}, a)
	return text.Safe(e.First())
}
