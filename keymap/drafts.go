package keymap

// draftRows are the keys of the questions about drafts: whether to keep one, and
// which one to continue.
func draftRows() []row {
	rows := []row{
		{scope: Leave, action: Yes, keys: "y", short: "keep the draft", help: "leave the form and keep what was typed as a draft"},
		{scope: Leave, action: No, keys: "n esc q", short: "stay", help: "stay in the form"},
		{scope: Leave, action: Discard, keys: "d", short: "discard it", help: "leave the form and discard what was typed"},
		{scope: Leave, action: Next, keys: "tab right l", help: "mark the next answer"},
		{scope: Leave, action: Prev, keys: "shift+tab left h", help: "mark the previous answer"},
		{scope: Leave, action: Accept, keys: "enter", short: "select", help: "select the marked answer (Stay at first)"},
	}
	for _, scope := range []Scope{Resume, ResumeMany} {
		rows = append(rows,
			row{scope: scope, action: Yes, keys: "y", short: "continue it", help: "continue this draft"},
			row{scope: scope, action: StartNew, keys: "n", short: "new form", help: "start with a new form; the drafts are kept"},
			row{scope: scope, action: Discard, keys: "d", short: "discard it", help: "discard this draft"},
			row{scope: scope, action: No, keys: "esc q", short: "back", help: "close the form; the drafts are kept"},
			row{scope: scope, action: Next, keys: "tab right l", help: "mark the next answer"},
			row{scope: scope, action: Prev, keys: "shift+tab left h", help: "mark the previous answer"},
			row{scope: scope, action: Accept, keys: "enter", short: "select", help: "select the marked answer (to continue at first)"},
		)
	}
	return append(rows, row{scope: ResumeMany, action: Older, keys: "o", short: "older draft", help: "show the next older draft of this form, after the oldest the newest"})
}
