package results

import (
	"context"
	"slices"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api/record"
	"ax-tui/api/results"
	"ax-tui/api/results/source"
	"ax-tui/keymap"
	"ax-tui/ui/box"
	"ax-tui/ui/box/consent"
	"ax-tui/ui/box/export"
	"ax-tui/ui/box/reading"
	"ax-tui/ui/host"
	"ax-tui/ui/text"
)

// Can reports whether an action is possible now.
func (m *model) Can(act keymap.Action) bool {
	_, selected := m.selected()
	switch act {
	case keymap.Refresh:
		return !m.load.busy || m.reading == nil
	case keymap.Back: // stops what a key has asked for, or lists the worst again; otherwise the screen closes
		return m.load.busy && !m.load.compare && m.reading != nil || m.listed != worstList
	case keymap.NextEvaluator:
		return len(m.summary.Evaluators) > 1
	case keymap.NextSlice:
		return m.reading != nil && !m.hidden()
	case keymap.NextBad, keymap.PrevBad:
		return selected && slices.ContainsFunc(m.items, func(item results.Item) bool { return item.Bad })
	case keymap.ShowTexts, keymap.Copy:
		return selected
	case keymap.FullText, keymap.ExportList:
		return m.reading != nil && !m.reading.Hidden()
	case keymap.More:
		return m.canReadMore()
	case keymap.OpenWeb:
		return m.target.Task.ID != "" || m.reading != nil && m.reading.Plan.Task.ID != ""
	case keymap.ShowJudge:
		return m.reading != nil && len(m.reading.Plan.Task.Evaluators) > 0
	}
	return false
}

// canReadMore reports whether there is a page to ask for, or one to ask for again.
func (m *model) canReadMore() bool {
	return m.reading != nil && !m.reading.Hidden() && (m.reading.More || m.load.err != nil) && !m.load.busy
}

// Why returns why an action is not possible now.
func (m *model) Why(act keymap.Action) text.Safe {
	switch {
	case m.reading == nil:
		return "the results are not read yet"
	case act == keymap.ShowJudge, act == keymap.OpenWeb:
		return "the task of these results is not known, or has no evaluators"
	case m.hidden():
		return "the API does not return these results"
	case act == keymap.NextEvaluator:
		return "there is no other evaluator"
	case act == keymap.More && !m.reading.More:
		return "everything is read"
	case act == keymap.More:
		return "it is being read already"
	case m.listed != worstList:
		return text.Concat(m.key(keymap.Back), " lists results again")
	case act == keymap.NextBad, act == keymap.PrevBad:
		return "none of these results is bad"
	}
	return "no result is selected"
}

// Do performs an action.
func (m *model) Do(act keymap.Action) tea.Cmd {
	if m.list().Do(act) {
		m.resize() // texts are of one row only
		return nil
	}
	if !m.Can(act) {
		return nil
	}
	item, _ := m.selected()
	switch act {
	case keymap.Refresh:
		return m.begin(false)
	case keymap.Back:
		if m.listed != worstList {
			m.setList(worstList)
		} else {
			m.stopReading()
		}
	case keymap.NextEvaluator:
		_, at, _ := m.shown()
		m.evaluator = m.summary.Evaluators[(at+1)%len(m.summary.Evaluators)].Name
		m.worst.Choose(false)
		m.choose()
	case keymap.NextSlice:
		return m.nextSlice()
	case keymap.NextBad:
		m.moveToBad(1)
	case keymap.PrevBad:
		m.moveToBad(-1)
	case keymap.ShowTexts:
		return m.askForTexts()
	case keymap.Copy:
		if item.TraceID == "" {
			return m.env.Copy(item.ID, "the ID of the experiment run")
		}
		return m.env.Copy(item.TraceID, "the trace ID")
	case keymap.FullText:
		return m.env.Send(box.Open{Box: reading.Text(m.env, "Results", m.fullText()...)})
	case keymap.ExportList:
		return m.env.Send(box.Open{Box: export.New(m.env, m.exportSource())})
	case keymap.More:
		m.load.err = nil
		if m.reading.More {
			m.load.wanted = m.reading.Counter.Rows() + readMore
		}
		return m.next()
	case keymap.OpenWeb:
		task := m.target.Task
		if m.reading != nil {
			task = m.reading.Plan.Task
		}
		return m.env.Send(host.OpenWeb{Task: task})
	case keymap.ShowJudge:
		return m.env.Send(host.Move{To: host.PlaceJudge, Task: m.reading.Plan.Task, Run: m.reading.Plan.Run})
	}
	return nil
}

// moveToBad selects the next bad result in a direction, around the ends.
func (m *model) moveToBad(by int) {
	count := len(m.items)
	for i, at := 0, m.worst.Index(); i < count; i++ {
		if at = (at + by + count) % count; m.items[at].Bad {
			m.worst.Select(m.items[at].ID)
			return
		}
	}
}

// setList shows the worst results or the slices of an attribute.
func (m *model) setList(what string) {
	m.listed = what
	m.table.Choose(false)
	m.choose()
}

// nextSlice lists the slices of the next attribute; after the last one the worst results.
// Attributes that do not come with every span are read first, from the beginning.
func (m *model) nextSlice() tea.Cmd {
	evaluator, _, _ := m.shown()
	order := []string{worstList, allSlices}
	for _, slice := range evaluator.Slices {
		if !slice.Small && !slices.Contains(order, slice.Path) {
			order = append(order, slice.Path)
		}
	}
	slices.Sort(order[2:])
	at := slices.Index(order, m.listed)
	m.setList(order[(at+1)%len(order)])
	if !m.env.Texts && !m.load.declined {
		m.asked = forSlices
		what := text.Lit("The metadata of each span is read, and results are sliced by its values.")
		if len(m.reading.Plan.Experiments) > 0 {
			what = "Results are sliced by the values of the further columns of these experiment runs."
		}
		return consent.Ask(m.env, m.Tag(), what, "")
	}
	return m.readPaths()
}

// readPaths reads from the beginning with the attributes that may be shown, unless that was
// done: the model, and with a yes what the application has written too.
func (m *model) readPaths() tea.Cmd {
	var paths []string
	experiments := len(m.reading.Plan.Experiments) > 0
	switch {
	case experiments && m.env.Texts:
		paths = []string{source.OwnColumns}
	case !experiments && m.env.Texts:
		paths = []string{source.ModelPath, source.MetadataPath}
	case !experiments:
		paths = []string{source.ModelPath}
	}
	if slices.Equal(paths, m.load.paths) || m.load.busy && !m.load.compare {
		return nil
	}
	m.load.paths = paths
	m.load.wanted = max(m.load.wanted, m.reading.Counter.Rows())
	return m.begin(true)
}

// applyAnswer goes on with what the question was for.
func (m *model) applyAnswer(answer consent.Answered) tea.Cmd {
	m.env.Texts = m.env.Texts || answer.Yes
	switch {
	case m.asked == forSlices:
		m.load.declined = !answer.Yes
		return m.readPaths()
	case answer.Yes:
		return m.readTexts()
	}
	return nil
}

// exportSource returns the results for the export box: the worst ones that are kept, or
// every result of the window.
func (m *model) exportSource() export.Source {
	shown := map[string]bool{}
	for _, evaluator := range m.summary.Evaluators {
		for _, item := range evaluator.Worst {
			shown[evaluator.Name+"\n"+item.ID] = true
		}
	}
	client, plan, judges := m.client, m.reading.Plan, m.reading.Judges
	plan.Paths = nil
	places := map[string]source.Position{} // used by one page at a time
	return export.Source{
		List: record.Results, Shown: shown, Which: "worst",
		Page: func(ctx context.Context, cursor string) (rows []export.Row, next string, cut bool, err error) {
			page, err := plan.Read(ctx, client, places[cursor], source.PageSize)
			if err != nil {
				return nil, "", false, err
			}
			if page.More {
				next = page.Next.String()
				places[next] = page.Next
			}
			for _, row := range page.Rows {
				for _, found := range results.Records(&row, judges) {
					rows = append(rows, export.Row{ID: found.Evaluator + "\n" + row.ID, Item: record.Of(found)})
				}
			}
			return rows, next, page.Cut, nil
		},
	}
}
