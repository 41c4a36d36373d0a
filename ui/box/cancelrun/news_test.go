package cancelrun

import (
	"testing"

	"ax-tui/api"
	"ax-tui/ui/host"
)

// Told goes out with exactly those outcomes whose notice names the end of the run.
func TestToldOnlyOfAnEnd(t *testing.T) {
	lost := &api.Error{Kind: api.Timeout, Lost: true}
	run := func(s api.Status) api.Run { return api.Run{ID: "r", Status: s} }
	cases := []struct {
		name string
		o    outcome
		told bool
	}{
		{"cancelled", accepted(run(api.Cancelled)), true},
		{"had ended", accepted(run(api.Completed)), true},
		{"asked for only", accepted(run(api.Running)), false},
		{"lost, ended", outcome{run: run(api.Cancelled), known: true, err: lost, said: "x"}, true},
		{"lost, not read", outcome{err: lost, again: lost, said: "x"}, false},
		{"nobody waits", outcome{err: &api.Error{Kind: api.Canceled}}, false},
	}
	for _, c := range cases {
		told, seen := false, false
		for _, cmd := range c.o.news() {
			switch m := cmd().(type) {
			case Told:
				told = m.Run.ID == "r"
			case host.RunSeen:
				seen = m.Run.ID == "r"
			}
		}
		if told != c.told || seen != c.o.known {
			t.Errorf("%s: told %v, seen %v", c.name, told, seen)
		}
	}
	var _ host.Broadcast = Told{}
}
