package task

import (
	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api"
	"ax-tui/keymap"
	"ax-tui/ui/box"
	"ax-tui/ui/box/action"
	"ax-tui/ui/box/clipboard"
	"ax-tui/ui/box/export"
	"ax-tui/ui/host"
	"ax-tui/ui/part/pagelist"
	"ax-tui/ui/text"
)

// Update takes answers, broadcasts and, while the find line has the focus, keys.
func (m *Model) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case asked:
		return m.answered(msg)
	case pageLoaded:
		return m.paged(msg)
	case slowFirst:
		m.slow = m.Current(msg.Tag) && !m.list.Began()
		m.dirty = true
	case host.RunSeen:
		if m.sawRun(msg.Run) {
			m.setJobs()
			m.redraw()
		}
	case host.TaskSeen:
		if msg.Task.ID == m.task.ID {
			m.takeTask(msg.Task)
			m.redraw()
		}
	case host.Faltered:
		m.list.Stop() // a page may have been under way; it is asked for again when needed
	case host.TaskGone:
		if msg.ID == m.task.ID {
			return m.env.Send(host.Leave{Owner: m.ID})
		}
	case host.StylesChanged:
		m.table.Restyle()
		m.redraw()
	case host.Second:
		m.table.Dirty()
		m.dirty = true
	case tea.KeyMsg:
		return m.findKey(msg)
	}
	return nil
}

// Can says whether an action makes sense now.
func (m *Model) Can(a keymap.Action) bool {
	if m.finding {
		return true // the find line hears all of its keys
	}
	if m.details.open {
		return a == keymap.Back || a == keymap.Details || a == keymap.TriggerRun || a == keymap.Refresh
	}
	if action.OnTask(a) {
		return action.Can(a, m.task)
	}
	r, any := m.selected()
	switch a {
	case keymap.Open, keymap.RunAgain:
		return any
	case keymap.CancelRun:
		return any && r.Status.Active()
	case keymap.More, keymap.LoadAll:
		return m.list.More()
	case keymap.Clear:
		return m.status != "" || m.order.find != ""
	case keymap.Back:
		return m.all || m.list.Phase() == pagelist.More || m.order.find != ""
	case keymap.FindText, keymap.Sort, keymap.Reverse:
		return m.list.Len() > 0
	}
	return true
}

// Do carries out an action.
func (m *Model) Do(a keymap.Action) tea.Cmd {
	m.dirty = true
	if m.details.open && m.inDetails(a) {
		return nil
	}
	if action.OnTask(a) {
		return m.env.Send(action.Message(m.env, m.client, a, m.task))
	}
	switch a {
	case keymap.Open, keymap.TriggerRun, keymap.RunAgain, keymap.CancelRun:
		return m.leave(a)
	case keymap.Copy:
		return m.env.Send(box.Open{Box: clipboard.New(m.env, m.copies())})
	case keymap.ExportList:
		return m.env.Send(box.Open{Box: export.New(m.env, m.exported())})
	case keymap.Details:
		m.openDetails()
	case keymap.Refresh:
		m.refresh()
	case keymap.More:
		return m.more()
	case keymap.LoadAll:
		m.all = true
		cmd := m.more()
		m.all = m.list.More()
		return cmd
	case keymap.FilterBy:
		return m.filterTo(nextStatus(m.status))
	case keymap.Sort, keymap.Reverse, keymap.FindText:
		return m.arrange(a)
	case keymap.Clear:
		m.setFind("")
		return m.filterTo("")
	case keymap.Back:
		if !m.stop() {
			m.setFind("")
		}
	default:
		return m.motion(a)
	}
	return nil
}

// motion moves the selection. A page down from the last row fetches on purpose,
// also after a failure.
func (m *Model) motion(a keymap.Action) tea.Cmd {
	end := m.table.Index() >= m.table.Len()-1
	if !m.table.Do(a) {
		return nil
	}
	m.keep = ""
	m.setJobs()
	if a == keymap.PageDown && end && m.order.find == "" {
		return m.more()
	}
	return m.prefetch()
}

// leave opens what belongs to the task or to the selected run.
func (m *Model) leave(a keymap.Action) tea.Cmd {
	if a == keymap.TriggerRun {
		return m.env.Send(host.Move{To: host.PlaceTrigger, Task: m.task})
	}
	r, ok := m.selected()
	if !ok {
		return nil
	}
	run := *r
	switch {
	case a == keymap.Open:
		return m.env.Send(host.Move{To: host.PlaceRun, Run: run, Task: m.task})
	case a == keymap.RunAgain:
		return m.env.Send(host.Move{To: host.PlaceTrigger, Run: run, Task: m.task})
	case !run.Status.Active():
		return host.Say(host.Said, text.Concat("The selected run is ", text.Clean(run.Status.Words()), "; there is nothing to cancel."))
	}
	return m.env.Send(box.Open{Box: action.CancelRun(m.env, m.client, m.title(), run)})
}

// refresh asks for the task, the head of the runs and the active runs in view now.
func (m *Model) refresh() {
	m.setJobs()
	m.env.Polls.Kick(m.ID, m.listKey())
	m.env.Polls.Kick(m.ID, jobTask)
	from, to := m.table.Window()
	for i := from; i < to; i++ {
		m.env.Polls.Kick(m.ID, jobRun+m.at(i).ID)
	}
}

// arrange sorts or finds among the loaded runs, of which there must be some.
func (m *Model) arrange(a keymap.Action) tea.Cmd {
	if m.list.Len() == 0 {
		return nil
	}
	switch a {
	case keymap.FindText:
		m.beginFind()
		return nil
	case keymap.Sort:
		m.order.key, m.order.reverse = (m.order.key+1)%sortKeys, false
	default:
		m.order.reverse = !m.order.reverse
	}
	m.apply()
	m.table.Reveal()
	m.setJobs()
	return host.Say(host.Said, m.sortedWords())
}

// sortedWords says how the runs are ordered, and over what.
func (m *Model) sortedWords() text.Safe {
	s := text.Concat("Sorted by ", sortWords[m.order.key])
	if m.order.key == byServer {
		s = "Newest first, as the server has them"
	}
	if m.order.reverse {
		s = text.Concat(s, ", turned round")
	}
	if m.order.on() && m.list.More() {
		s = text.Concat(s, ", over the loaded runs only")
	}
	return text.Concat(s, ".")
}

// staleWords say since when the runs are old, why, and what to do.
func (m *Model) staleWords() text.Safe {
	err, job := m.staleErr, m.listKey()
	s := text.Lit("stale")
	if err == nil {
		err, job, s = m.taskErr, jobTask, "the task could not be read again"
	} else if !m.freshAt.IsZero() {
		s = text.Concat("stale since ", text.Clean(text.Clock(m.freshAt, m.env.Zone)))
	}
	s = text.Concat(s, ": ", text.Cut(host.Reason(err), 60))
	if stop := m.env.Polls.State(m.ID, job).Stop; stop == api.Refused || stop == api.Gone {
		return text.Concat(s, "; stopped, ", m.key(keymap.Refresh), " tries again")
	}
	return text.Concat(s, "; ", m.key(keymap.Refresh), " tries now")
}

// key is the first key of an action, as the table has it.
func (m *Model) key(a keymap.Action) text.Safe {
	e, _ := m.env.Keys.Entry([]keymap.Scope{keymap.Task, keymap.Move, keymap.Global}, a)
	return text.Clean(e.First())
}
