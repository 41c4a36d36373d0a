package judge

import (
	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api/judge"
	"ax-tui/api/mapping"
	"ax-tui/api/sample"
	"ax-tui/keymap"
	"ax-tui/ui/box"
	"ax-tui/ui/box/clipboard"
	"ax-tui/ui/box/consent"
	"ax-tui/ui/host"
	"ax-tui/ui/text"
)

// Can reports whether an action is possible now.
func (m *model) Can(act keymap.Action) bool {
	one := m.judge()
	switch act {
	case keymap.Refresh:
		return true
	case keymap.MappingView, keymap.OpenWeb:
		return m.task.Type != ""
	case keymap.NextEvaluator:
		return len(m.judges) > 1
	case keymap.OlderVersion:
		return one != nil && m.version+1 < len(one.Versions)
	case keymap.NewerVersion:
		return m.version > 0
	case keymap.CompareVersions:
		return m.comparing || m.current() != nil && m.other() != nil
	case keymap.Mark, keymap.FindText, keymap.Copy:
		return m.current() != nil
	case keymap.ShowTexts:
		return m.current() != nil && !m.comparing
	case keymap.NextHit, keymap.PrevHit, keymap.Back:
		return m.sheet.Finding() || act == keymap.Back && m.comparing
	}
	return false
}

// Why returns why an action is not possible now.
func (m *model) Why(act keymap.Action) text.Safe {
	switch {
	case m.judge() == nil && m.loading:
		return "the evaluators are being read"
	case m.judge() == nil:
		return "there is no evaluator"
	case act == keymap.NextEvaluator:
		return "the task has only this evaluator"
	case act == keymap.OlderVersion && m.judge().More:
		return "older versions were not read"
	case act == keymap.OlderVersion:
		return "this is the first version"
	case act == keymap.NewerVersion:
		return "this is the newest version"
	case m.current() == nil:
		return "there is no version"
	case act == keymap.CompareVersions:
		return "there is no other version to compare with"
	case act == keymap.ShowTexts:
		return text.Concat("not in a comparison; ", m.key(keymap.CompareVersions), " ends it")
	}
	return ""
}

// Do performs an action.
func (m *model) Do(act keymap.Action) tea.Cmd {
	m.fill()
	if m.sheet.Do(act) || !m.Can(act) {
		return nil
	}
	m.lines = nil
	switch act {
	case keymap.Refresh:
		return m.read()
	case keymap.NextEvaluator:
		m.shown = shown{evaluator: (m.evaluator + 1) % len(m.judges)}
		m.version = max(m.force(m.judge()).Index, 0)
		m.sheet.Home()
	case keymap.OlderVersion:
		m.version++
	case keymap.NewerVersion:
		m.version--
	case keymap.CompareVersions:
		m.comparing = !m.comparing
		m.sheet.Home()
	case keymap.Back:
		m.comparing = false
	case keymap.Mark:
		if id := m.current().ID; m.marked == id {
			m.marked = ""
		} else {
			m.marked = id
		}
	case keymap.ShowTexts:
		return m.toggleValues()
	case keymap.MappingView:
		return m.env.Send(host.Move{To: host.PlaceMapping, Task: m.task})
	case keymap.OpenWeb:
		return m.env.Send(host.OpenWeb{Task: m.task})
	case keymap.Copy:
		return m.env.Send(box.Open{Box: clipboard.New(m.env, m.copyItems())})
	}
	if m.comparing && m.other() == nil {
		m.comparing = false
	}
	return nil
}

func (m *model) copyItems() []clipboard.Item {
	plain := func(value string) func() string { return func() string { return value } }
	version := m.current()
	var out []clipboard.Item
	for _, long := range judge.Texts(version) {
		out = append(out, clipboard.Item{Label: text.Clean(long.Label), Name: text.Clean("the " + long.Label), Text: plain(long.Value)})
	}
	return append(out,
		clipboard.Item{Label: "version: ID", Name: "the ID", Text: plain(version.ID)},
		clipboard.Item{Label: "evaluator: ID", Name: "the ID", Text: plain(m.judge().Used.EvaluatorID)},
		clipboard.Item{Label: "evaluator: name", Name: "the name", Text: plain(m.judge().Used.Name)},
	)
}

// toggleValues shows or hides sample values, the first time after a question.
func (m *model) toggleValues() tea.Cmd {
	switch {
	case m.values.on:
		m.values.on = false
		return nil
	case m.env.Texts:
		return m.readValues()
	}
	return consent.Ask(m.env, m.Tag(), "50 sample rows of the task are read, and one value is shown under each variable.", "")
}

// readValues shows the sample values, and reads them unless they are known.
func (m *model) readValues() tea.Cmd {
	m.values.on, m.lines = true, nil
	if m.values.loading || len(m.values.report.Groups) > 0 {
		return nil
	}
	m.values.loading, m.values.err = true, nil
	ctx, client, task, judges, now := m.Ctx, m.client, m.task, m.judges, m.env.ServerTime(m.env.Now())
	return host.Ask(m.Tag(), "", func() (any, error) {
		set, err := sample.Read(ctx, client, sample.Of(&task), now)
		if err != nil {
			return mapping.Report{}, err
		}
		return mapping.CheckAll(judge.GroupsOf(&task, judges), &set), nil
	})()
}

func (m *model) applyValues(answer *host.Answer, report *mapping.Report) {
	if !m.Current(answer.Tag) || host.Canceled(answer.Err) {
		return
	}
	m.values.loading, m.values.err, m.values.report, m.lines = false, answer.Err, *report, nil
}
