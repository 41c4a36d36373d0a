package tasks

import (
	"strings"

	"ax-tui/api/outcome"
	"ax-tui/ui/text"
)

// tally is how many tasks have a newest run with an outcome.
type tally map[outcome.ID]int

// count adds a task to the tally, or removes it with by -1. Only ended runs are counted
// here: what an active one has achieved depends on the time.
func (t tally) count(last *lastRun, by int) {
	if last.ended() {
		t[last.achieved.ID] += by
	}
}

// counts returns the tally with the active runs.
func (m *Model) counts() tally {
	counts := make(tally, len(m.ended)+4)
	for id, count := range m.ended {
		counts[id] = count
	}
	for id := range m.live {
		last := m.last[id]
		counts[m.env.Outcome(&last.run).ID]++
	}
	return counts
}

// groups are the outcomes that share a glyph, in the order of the counter strip.
func groups() [][]outcome.ID {
	return [][]outcome.ID{
		{outcome.Running, outcome.Stalled},
		{outcome.Pending, outcome.StuckPending},
		{outcome.Failed},
		{outcome.Partial, outcome.NothingEvaluated, outcome.AllSkipped},
		{outcome.Cancelled, outcome.AllLabelled},
		{outcome.Done},
		{outcome.Unknown},
	}
}

// severity is that of the colour of a group.
func severity(id outcome.ID) outcome.Severity {
	switch id {
	case outcome.Running, outcome.Pending:
		return outcome.Live
	case outcome.Failed:
		return outcome.Bad
	case outcome.Partial:
		return outcome.Notice
	default:
		return outcome.Fine
	}
}

func (t tally) sum(ids []outcome.ID) int {
	sum := 0
	for _, id := range ids {
		sum += t[id]
	}
	return sum
}

// strip renders the counter strip: "● 4  ○ 1  ✗ 6  ✓ 40  of 45 read". It counts the tasks
// whose newest run is known, and says of how many unless those are all loaded ones.
func (m *Model) strip(counts tally) string {
	styles := m.env.Styles
	var parts []string
	for _, group := range groups() {
		if sum := counts.sum(group); sum > 0 {
			glyph, style := styles.Outcome(string(group[0]), severity(group[0]).String())
			parts = append(parts, style.Render(glyph)+" "+text.Count(sum))
		}
	}
	if len(parts) > 0 && m.read() < m.list.Len() {
		parts = append(parts, styles.Dim.Render("of "+text.Count(m.read())+" read"))
	}
	return strings.Join(parts, "  ")
}

// read is the number of loaded tasks whose newest run is known, or that have none.
func (m *Model) read() int { return m.known + m.never }

// unread says of how many loaded tasks it is not known how they ended.
func (m *Model) unread() text.Safe {
	unread := m.list.Len() - m.read()
	if unread <= 0 {
		return ""
	}
	return text.Concat(" Of ", text.Safe(text.Count(unread)), " the newest run is not read yet.")
}
