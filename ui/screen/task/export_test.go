package task

import (
	"ax-tui/api"
	"ax-tui/ui/part/pagelist"
	"ax-tui/ui/text"
)

// Accessors for the tests of package task_test.

func (m *Model) List() *pagelist.List[api.Run] { return m.list }

func (m *Model) LiveRuns() int { return m.running + m.pending }

func (m *Model) DetailsOpen() bool { return m.details.open }

func (m *Model) NameOf(id string) (text.Safe, bool) { return m.names.Name(id) }

func (m *Model) TaskID() string { return m.task.ID }
