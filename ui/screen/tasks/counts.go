package tasks

import (
	"strings"

	"ax-tui/api/outcome"
	"ax-tui/ui/text"
)

// group is the outcomes that share a glyph, in the order of the counter strip.
type group int

const (
	running group = iota
	pending
	failed
	lacking // something was not judged
	cancelled
	done
	unknown
	groupCount
)

func groupOf(id outcome.ID) group {
	switch id {
	case outcome.Running, outcome.Stalled:
		return running
	case outcome.Pending, outcome.StuckPending:
		return pending
	case outcome.Failed:
		return failed
	case outcome.Partial, outcome.NothingEvaluated, outcome.AllSkipped:
		return lacking
	case outcome.Cancelled, outcome.AllLabelled:
		return cancelled
	case outcome.Done:
		return done
	case outcome.Unknown:
	}
	return unknown
}

// glyph returns the outcome whose glyph stands for the group, and the severity of its colour.
func (g group) glyph() (outcome.ID, outcome.Severity) {
	switch g {
	case running:
		return outcome.Running, outcome.Live
	case pending:
		return outcome.Pending, outcome.Live
	case failed:
		return outcome.Failed, outcome.Bad
	case lacking:
		return outcome.Partial, outcome.Notice
	case cancelled:
		return outcome.Cancelled, outcome.Fine
	case done:
		return outcome.Done, outcome.Fine
	default:
		return outcome.Unknown, outcome.Fine
	}
}

// tally is how many tasks have a newest run with an outcome of each group.
type tally [groupCount]int

// count adds a task to the tally, or removes it with by -1. Only ended runs are counted
// here: what an active one has achieved depends on the time.
func (t *tally) count(last *lastRun, by int) {
	if last.ended() {
		t[groupOf(last.achieved.ID)] += by
	}
}

// counts returns the tally with the active runs.
func (m *Model) counts() tally {
	counts := m.ended
	for id := range m.live {
		last := m.last[id]
		counts[groupOf(m.env.Outcome(&last.run).ID)]++
	}
	return counts
}

// strip renders the counter strip: "● 4  ○ 1  ✗ 6  ✓ 40  of 45 read". It counts the tasks
// whose newest run is known, and says of how many unless those are all loaded ones.
func (m *Model) strip(counts tally) string {
	styles := m.env.Styles
	parts := make([]string, 0, groupCount+1)
	for index, count := range counts {
		if count > 0 {
			id, severity := group(index).glyph()
			glyph, style := styles.Outcome(string(id), severity.String())
			parts = append(parts, style.Render(glyph)+" "+text.Count(count))
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
