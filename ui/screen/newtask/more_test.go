package newtask_test

import (
	"strings"
	"testing"

	"ax-tui/api"
	"ax-tui/keymap"
	"ax-tui/ui/host"
	"ax-tui/ui/screen/newtask"
)

func TestNearPathsAreTakenWithAKey(t *testing.T) {
	for _, key := range []string{"1", "enter"} {
		b := open(t, options{})
		project(b)
		b.Keys("esc", "esc")
		b.Keys("down", "down", "down", "down", "end", "left", "left", "backspace", "backspace")
		b.rest()
		b.rest()
		b.want(`"attributes.input.val"`, "input 0")
		b.Keys("f2")
		b.want("missing 50 of 50", "1 attributes.input.value")
		b.Keys("9")
		if !strings.Contains(b.said(), "no near path of that number") {
			t.Errorf("notices %q", b.said())
		}
		b.Keys(key)
		b.rest()
		b.want("✓ found 50 of 50")
		b.Keys("esc")
		b.want(`"input": "attributes.input.value"`, "Found in 50 spans: input 50")
	}
}

func TestTheTraceShape(t *testing.T) {
	b := open(t, options{})
	toJSON(b)
	b.Keys("esc")
	b.pick("Trace Goal Reached")
	b.Keys("ctrl+s")
	b.rest()
	b.want("5 of 7", "query_mappings")
	b.Keys("ctrl+s")
	b.rest()
	b.want("6 of 7", "Filter A", "one to five filters")
	b.Keys("ctrl+s")
	b.want("6 of 7", "! write a filter")
	b.Type("span_kind = 'AGENT'")
	b.want("Filter B")
	b.Keys("tab")
	b.Type("latency_ms > 2000")
	b.want("Together")
	b.Keys("tab", "tab")
	b.Type("A and D")
	b.Keys("ctrl+s")
	b.want("! names D, but there is no filter D")
	b.Keys("backspace")
	b.Type("B")
	b.Keys("ctrl+s")
	b.rest()
	b.want("7 of 7")
	b.Keys("ctrl+s")
	sent := b.c.sent()
	if len(sent) != 1 || len(b.Moves) != 1 {
		t.Fatalf("sent %+v; the screen is\n%s", sent, b.Plain())
	}
	if q := sent[0].QueryFilters; q == nil || len(q.Filters) != 2 || q.Expression != "A and B" || sent[0].QueryFilter != "" {
		t.Errorf("sent %+v", q)
	}
}

func TestAPinnedVersionStandsInTheText(t *testing.T) {
	b := open(t, options{})
	project(b)
	b.Keys("esc", "esc", "esc")
	b.want("4 of 7")
	b.Keys("tab")
	b.rest()
	b.Keys("down", "enter")
	b.rest()
	b.want("5 of 7", `"evaluator_version_id": "`)
	b.Keys("ctrl+s", "ctrl+s")
	b.rest()
	b.Keys("ctrl+s")
	if sent := b.c.sent(); len(sent) != 1 || sent[0].Evaluators[0].VersionID == "" || sent[0].Evaluators[0].QueryFilter == "" {
		t.Fatalf("sent %+v; the screen is\n%s", sent, b.Plain())
	}
}

func TestReviewCopies(t *testing.T) {
	b := open(t, options{})
	project(b)
	// Nothing can copy here, so what is copied must be shown: the setting for
	// the clipboard counts in the review as everywhere.
	b.Keys("y")
	b.want("Cannot copy the command from here", "ax tasks create")
	b.Keys("esc", "Y")
	b.want("Cannot copy the request body from here", `"sampling_rate"`)
	b.Keys("esc", "v")
	b.want("--project-id")
	b.Keys("v")
	b.want("--project ")
	if b.Screen.Typing() || !b.Screen.Can(keymap.CopyCommand) {
		t.Error("the review takes text")
	}
}

func TestAnEditorThatIsMissingLosesNothing(t *testing.T) {
	b := open(t, options{deps: newtask.Deps{Getenv: func(n string) string {
		if n == "VISUAL" {
			return "no-such-editor-here"
		}
		return ""
	}}})
	project(b)
	b.Keys("esc", "esc", "ctrl+e")
	b.rest()
	b.want("no-such-editor-here", "5 of 7", `"input": "attributes.input.value"`)
}

func TestTheConfigurationIsOneTruth(t *testing.T) {
	b := open(t, options{})
	b.Type("Nightly")
	b.Keys("tab", "down", "down", "ctrl+s")
	b.pick("Search Quality")
	b.pick("golden-qa")
	b.Keys("tab")
	b.rest()
	b.Keys("enter", "tab")
	b.Type("Say {{input}}")
	b.Keys("ctrl+s")
	b.rest()
	b.want("4 of 5", `"content": "Say {{input}}"`, "f2 shows the mapping")
	b.Keys("f2")
	b.want("input", "found")
	b.Keys("esc", "ctrl+end", "up", "end")
	b.Type(`, "provider_parameters": {"k": 1}`)
	b.rest()
	b.Keys("esc")
	b.want("3 of 5", "Say {{input}}")
	b.Keys("tab", "tab")
	b.Type("gpt")
	b.Keys("ctrl+s")
	b.rest()
	b.want(`"model_name": "gpt"`)
	b.Keys("ctrl+s")
	b.rest()
	b.Keys("ctrl+s")
	sent := b.c.sent()
	if len(sent) != 1 || !strings.Contains(string(sent[0].RunConfig), "provider_parameters") {
		t.Fatalf("sent %+v; the screen is\n%s", sent, b.Plain())
	}
}

func TestKnownNamesAreShownAtOnce(t *testing.T) {
	first := open(t, options{})
	task := taskWhere(first, func(k api.Task) bool { return k.ProjectID != "" })
	b := openWith(t, first.c, first.w, first.Clock, options{w: 80, h: 21, move: host.Move{Task: task}, deps: newtask.Deps{}})
	b.Keys("ctrl+s")
	b.want("2 of 7")
	for _, p := range b.w.Projects() {
		if p.ID == task.ProjectID {
			b.Keys("tab")
			b.want(p.Name)
		}
	}
}
