package tasks_test

import (
	"testing"
	"time"

	"ax-tui/api"
	"ax-tui/ui/host"
	"ax-tui/ui/test/demo"
)

// What other screens learn of a run or a task changes its row; older news does not.
func TestUpdatesOfOtherScreens(t *testing.T) {
	bench := demo.Ready(t, demo.Options{})
	id := taskNamed(bench, "JSON Shape")
	now := bench.Clock.Now()
	bench.Send(host.RunUpdated{Run: api.Run{ID: "new", TaskID: id, Status: api.Running, CreatedAt: now, Successes: 4321}})
	bench.Want("● running          4 321")
	bench.Send(host.RunUpdated{Run: api.Run{ID: "old", TaskID: id, Status: api.Failed, CreatedAt: now.Add(-time.Hour)}})
	bench.Want("● running          4 321") // an older run does not replace it
	bench.Send(host.TaskUpdated{Task: api.Task{ID: id, Name: "JSON Form", Type: api.CodeEvaluation, DatasetID: "d"}})
	bench.Want("JSON Form")
	bench.WantNot("JSON Shape")
	bench.Send(host.TaskUpdated{Task: api.Task{ID: "unknown", Name: "Other"}})
	bench.WantNot("Other")
}
