package newtask_test

import (
	"strings"
	"testing"

	"ax-tui/api"
	"ax-tui/ui/host"
	"ax-tui/ui/screen/newtask"
	"ax-tui/ui/test/driver"
	"ax-tui/ui/test/harness"
)

// do types the words and presses the keys, which are between brackets, and returns how
// many keys were pressed. The key that opens the form counts too.
func do(bench *harness.Harness, rest func(), script string) int {
	count := 1
	for _, part := range strings.Fields(script) {
		if key, ok := strings.CutPrefix(part, "<"); ok {
			bench.Keys(strings.TrimSuffix(key, ">"))
			count++
		} else {
			bench.Type(strings.ReplaceAll(part, "_", " "))
		}
		rest()
	}
	return count
}

// clonable returns a task on spans of the demo world.
func clonable(t *testing.T, client *client) api.Task {
	t.Helper()
	page, err := client.ListTasks(t.Context(), api.TaskQuery{Limit: 100})
	if err != nil {
		t.Fatal(err)
	}
	for _, task := range page.Items {
		if task.Name == "Relevance Monitor" {
			return task
		}
	}
	t.Fatal("there is no Relevance Monitor")
	return api.Task{}
}

// TestKeyCounts: the keys of four common jobs besides the words that are typed.
func TestKeyCounts(t *testing.T) {
	for name, tc := range map[string]struct {
		script string
		most   int
	}{
		"a simple task":   {"Simple <ctrl+g> support-bot <ctrl+g> helpfulness <ctrl+g> <ctrl+s>", 6},
		"one on datasets": {"On_data <ctrl+g> <down> golden-qa <ctrl+g> nightly <ctrl+g> qa_correctness <ctrl+g> <ctrl+s>", 7},
	} {
		t.Run(name, func(t *testing.T) {
			clock := driver.NewClock()
			client, world := account(t, clock)
			bench := openWith(t, client, world, clock, options{width: 80, height: 21, deps: spaceDeps(world)})
			count := do(bench.Harness, bench.rest, tc.script)
			if len(bench.client.sent()) != 1 || count > tc.most {
				t.Errorf("%d keys, at most %d; %d sent:\n%s", count, tc.most, len(bench.client.sent()), bench.Plain())
			}
		})
	}
	t.Run("a clone with a new name", func(t *testing.T) {
		clock := driver.NewClock()
		client, world := account(t, clock)
		bench := openWith(t, client, world, clock, options{width: 80, height: 21, deps: spaceDeps(world), move: host.Move{Task: clonable(t, client)}})
		bench.rest()
		if count := do(bench.Harness, bench.rest, "_two <ctrl+g> <ctrl+s>"); len(bench.client.sent()) != 1 || count > 3 {
			t.Errorf("%d keys, at most 3; %d sent:\n%s", count, len(bench.client.sent()), bench.Plain())
		}
	})
	t.Run("one mapping of a task", func(t *testing.T) {
		srv := &server{task: projectTask()}
		bench, _ := openEditWith(t, srv, newtask.Deps{}, projectTask().ID, 80, 21)
		rest := func() { bench.Settle() }
		count := do(bench, rest, "<alt+4> <ctrl+home> <down> <down> <down> <down> <end> <left> <ctrl+w> attributes.mine\" <ctrl+s> <ctrl+s>")
		if len(srv.sent) != 1 || count > 15 {
			t.Errorf("%d keys; sent %v:\n%s", count, srv.sent, bench.Plain())
		}
	})
}
