package reading_test

import (
	"strings"
	"testing"

	"go.uber.org/goleak"

	"ax-tui/ui/test/demo"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// Find in the details of a task: n and N go through the hits while there are some, esc
// ends the find and then closes the details, in which n means nothing and on the list a new task.
func TestFindInDetails(t *testing.T) {
	bench := demo.Ready(t, demo.Options{})
	bench.Keys("j", "enter", "d", "/")
	bench.Type("ATTR")
	bench.Want("/ ATTR", "1 of 5", "enter keep")
	bench.Keys("enter", "n", "n")
	bench.Want("find: attr", "3 of 5", "n next · N previous", "esc end the find")
	bench.Keys("N", "N", "N")
	bench.Want("5 of 5")
	bench.Keys("esc")
	bench.WantNot("find: attr")
	bench.Want("Evaluators (2)", "/ find")
	bench.Keys("n")
	bench.Want("Evaluators (2)")
	bench.Keys("/", "~")
	bench.Want("not found")
	bench.Keys("esc", "esc")
	bench.WantNot("Evaluators (2)")
	bench.Keys("n")
	bench.Want("New task")
}

// The JSON of a task: it folds, the find opens what is folded, a text is shown in full.
func TestJSON(t *testing.T) {
	bench := demo.Ready(t, demo.Options{})
	bench.Keys("j", "enter", "D")
	bench.Want("Relevance Monitor as JSON", `"is_continuous": true`, "enter fold")
	bench.Keys("/")
	bench.Type("evaluators")
	bench.Keys("enter", "left")
	bench.Want(`▸   "evaluators": […],  2 items`)
	bench.WantNot(`"evaluator_id"`)
	bench.Keys("/", "ctrl+u")
	bench.Type("llm.input_mess")
	bench.Want("1 of 1", `"context": "attributes.llm.input_messages.0.message.content"`)
	bench.Keys("enter", "esc", "enter")
	bench.Want("─ context ─", "attributes.llm.input_messages.0.message.content")
	bench.WantNot("column_mappings")
	bench.Keys("z")
	bench.Want("column_mappings")
	bench.Keys("left", "left", "left", "left", "left", "left", "left", "left")
	bench.Want("▸ {…}")
	bench.Keys("right", "y")
	bench.Want(`"id": `, "Sent the task as JSON to the terminal's clipboard; copy again")
	bench.Keys("esc")
	bench.WantNot("as JSON ─")
	bench.Keys("enter", "D")
	bench.Want("as JSON", `"num_successes"`)
}

// The failure reason in full, from the panel of a run.
func TestFullText(t *testing.T) {
	bench := demo.Ready(t, demo.Options{})
	bench.Keys("j", "j", "o", "z")
	bench.Want("failure reason", "y copy", "─ Run …")
	bench.Keys("y")
	bench.Want("Sent the text to the terminal's clipboard; copy again")
	bench.Keys("z")
	bench.WantNot("─ Run …")
}

func TestFrames(t *testing.T) {
	for name, keys := range map[string]string{
		"details-find": "j enter d / a t t r enter n",
		"json":         "j enter D j j j j j j j j j j down left",
		"json-find":    "j enter D / l l m . enter n",
		"full-text":    "j j o z",
	} {
		t.Run(name, func(t *testing.T) { demo.Frames(t, demo.Options{}, strings.Fields(keys)...) })
	}
}
