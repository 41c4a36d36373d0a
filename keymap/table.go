package keymap

import (
	"slices"
	"strings"
)

// The actions. Each has the same meaning in every scope that binds it.
const (
	Quit        Action = "quit"
	Help        Action = "help"
	OpenPalette Action = "palette"
	Back        Action = "back"
	Suspend     Action = "suspend"
	Redraw      Action = "redraw"
	Profile     Action = "profile"
	Demo        Action = "demo"
	EventLog    Action = "events"
	WatchRun    Action = "watch"
	WatchBoard  Action = "board"
	AllActive   Action = "all-active"
	ClearEnded  Action = "clear-ended"

	Up       Action = "up"
	Down     Action = "down"
	PageUp   Action = "page-up"
	PageDown Action = "page-down"
	HalfUp   Action = "half-page-up"
	HalfDown Action = "half-page-down"
	Top      Action = "top"
	Bottom   Action = "bottom"
	Left     Action = "left"
	Right    Action = "right"

	Open       Action = "open"
	TriggerRun Action = "trigger"
	FindText   Action = "find"
	FilterBy   Action = "filter"
	Sort       Action = "sort"
	Reverse    Action = "sort-reverse"
	Columns    Action = "columns"
	Refresh    Action = "refresh"
	More       Action = "load-more"
	LoadAll    Action = "load-all"
	CancelRun  Action = "cancel-run"
	Details    Action = "details"
	Latest     Action = "latest-run"

	Pause  Action = "pause"
	Slower Action = "poll-slower"
	Faster Action = "poll-faster"

	PreviousRun Action = "previous-run"
	NextRun     Action = "next-run"
	GiveUpLess  Action = "give-up-sooner"
	GiveUpMore  Action = "give-up-later"
	RunAgain    Action = "run-again"
	WhyEnded    Action = "why"

	Accept   Action = "accept"
	Yes      Action = "yes"
	No       Action = "no"
	Discard  Action = "discard"
	StartNew Action = "new-form"
	Older    Action = "older-draft"
	Clear    Action = "clear"
	Complete Action = "complete"
	Prev     Action = "previous"
	Next     Action = "next"
	Mark     Action = "mark"

	Attention  Action = "attention"
	SameTarget Action = "same-target"
	MarkRange  Action = "mark-range"
	MarkAll    Action = "mark-all"

	MoveUp   Action = "move-up"
	MoveDown Action = "move-down"
	Pin      Action = "pin"
	Reset    Action = "reset"

	NewTask    Action = "new-task"
	CloneTask  Action = "clone-task"
	EditTask   Action = "edit-task"
	DeleteTask Action = "delete-task"
	PauseTask  Action = "pause-task"
	StepBack   Action = "step-back"
	GoStep     Action = "go-to-step"
	ToReview   Action = "to-review"
	Unpick     Action = "unpick"

	MappingView Action = "mapping"
	UsePath     Action = "take-path"
	CopyCommand Action = "copy-command"
	CopyBody    Action = "copy-body"
	OtherFlags  Action = "other-flags"
	Copy        Action = "copy"
	ExportList  Action = "export"
	Replace     Action = "replace"

	LineStart  Action = "line-start"
	LineEnd    Action = "line-end"
	WordLeft   Action = "word-left"
	WordRight  Action = "word-right"
	NewLine    Action = "new-line"
	Indent     Action = "indent"
	EraseBack  Action = "erase-back"
	EraseAhead Action = "erase-ahead"
	EraseWord  Action = "erase-word"
	EraseStart Action = "erase-to-start"
	EraseEnd   Action = "erase-to-end"
	Undo       Action = "undo"
	Redo       Action = "redo"
	NextFault  Action = "next-fault"
	PrevFault  Action = "previous-fault"
	Format     Action = "format"
	OpenEditor Action = "editor"
)

// TaskDetails is the scope of a task's details while they cover its runs. It has
// its own text for the key that leads back.
const TaskDetails Scope = "task-details"

// Changing is the scope of the fields when a task is edited, Saving that of the
// review that sends the change. They have their own texts for the accept key.
const (
	Changing Scope = "changing"
	Saving   Scope = "saving"
)

// table is the key table of ax-tui. Keys reserved for future screens are not bound.
func table() []Entry {
	var out []Entry
	for _, rows := range [][]row{listRows(), runRows(), resultsRows(), judgeRows(), formRows(), boxRows(), draftRows(), readingRows(), editorRows(), globalRows()} {
		for _, row := range rows {
			keys := strings.Fields(row.keys)
			if at := slices.Index(keys, "space"); at >= 0 {
				keys[at] = " "
			}
			out = append(out, Entry{Scope: row.scope, Action: row.action, Keys: keys, Short: row.short, Help: row.help, Write: row.write})
		}
	}
	return out
}

// row is an Entry as constant data: the compiler writes no code to build it.
type row struct {
	scope       Scope
	action      Action
	short, help string
	keys        string // separated by spaces; the space itself is "space"
	write       bool   // the action changes something on the server

	_ [0]func() // not comparable: else a comparison of each table by its length is linked in, 20 KB
}

func listRows() []row {
	return []row{
		{scope: Tasks, action: Open, keys: "enter l", short: "open", help: "open the selected task"},
		{scope: Tasks, action: TriggerRun, keys: "t", short: "trigger", help: "start a run of the selected task", write: true},
		{scope: Tasks, action: FindText, keys: "/", short: "find", help: "find within the loaded rows"},
		{scope: Tasks, action: Attention, keys: "a", short: "attention", help: "show only what needs attention, the worst first"},
		{scope: Tasks, action: NewTask, keys: "n", short: "new", help: "create a task", write: true},
		{scope: Tasks, action: FilterBy, keys: "f", short: "filter", help: "filter by space, project, dataset, type, outcome, name"},
		{scope: Tasks, action: Sort, keys: "s", short: "sort", help: "sort the loaded rows by a column"},
		{scope: Tasks, action: Copy, keys: "y", short: "copy", help: "copy the selected task: ID, name, commands, JSON"},
		{scope: Tasks, action: Latest, keys: "o", short: "newest run", help: "open the latest run of the selected task"},
		{scope: Tasks, action: Refresh, keys: "r", short: "refresh", help: "reload the list now"},
		{scope: Tasks, action: ExportList, keys: "E", short: "export", help: "write the list to a file: JSON, JSONL or CSV"},
		{scope: Tasks, action: WatchRun, keys: "w", short: "watch", help: "watch the active run of the task, or stop watching it"},
		{scope: Tasks, action: CancelRun, keys: "x", short: "cancel", help: "cancel the active run of the selected task", write: true},
		{scope: Tasks, action: EditTask, keys: "e", short: "edit", help: "change the selected task", write: true},
		{scope: Tasks, action: CloneTask, keys: "c", short: "clone", help: "create a task like the selected task", write: true},
		{scope: Tasks, action: Mark, keys: "space", short: "mark", help: "mark or unmark the selected task"},
		{scope: Tasks, action: ShowResults, keys: "v", short: "results", help: "show what the evaluators of the selected task said"},
		{scope: Tasks, action: WhyEnded, keys: "W", short: "why", help: "check why the latest run ended so, and the cure"},
		{scope: Tasks, action: MarkRange, keys: "V", short: "mark to here", help: "mark every row from the one marked last to the selected one"},
		{scope: Tasks, action: MarkAll, keys: "*", short: "mark all", help: "mark every row of the list, or none"},
		{scope: Tasks, action: Columns, keys: "C", short: "columns", help: "choose, order and pin the columns"},
		{scope: Tasks, action: SameTarget, keys: "i", short: "same target", help: "only tasks of the same project or dataset; again: all"},
		{scope: Tasks, action: LoadAll, keys: "L", short: "load all", help: "load every page (esc stops)"},
		{scope: Tasks, action: More, keys: "m", short: "more", help: "load the next page"},
		{scope: Tasks, action: PauseTask, keys: "P", short: "pause/resume", help: "pause or resume the selected task (continuous tasks)", write: true},
		{scope: Tasks, action: Reverse, keys: "S", short: "reverse", help: "reverse the sort order"},
		{scope: Tasks, action: Clear, keys: "F", short: "clear", help: "clear the filter and the find"},
		{scope: Tasks, action: OpenWeb, keys: "O", short: "web", help: "open project, dataset or evaluator in the Arize web app"},
		{scope: Tasks, action: DeleteTask, keys: "X", short: "delete", help: "delete the selected task with its runs", write: true},

		{scope: Task, action: Open, keys: "enter l", short: "open run", help: "open the selected run"},
		{scope: Task, action: TriggerRun, keys: "t", short: "trigger", help: "start a run of this task", write: true},
		{scope: Task, action: FindText, keys: "/", short: "find", help: "find within the loaded runs"},
		{scope: Task, action: FilterBy, keys: "f", short: "status", help: "show only runs of a status or outcome"},
		{scope: Task, action: Sort, keys: "s", short: "sort", help: "sort the loaded runs by a column"},
		{scope: Task, action: Details, keys: "d", short: "details", help: "show everything the task has"},
		{scope: Task, action: Copy, keys: "y", short: "copy", help: "copy the selected run or the task: ID, commands, JSON, report"},
		{scope: Task, action: CancelRun, keys: "x", short: "cancel", help: "cancel the selected run", write: true},
		{scope: Task, action: WatchRun, keys: "w", short: "watch", help: "watch the selected run, or stop watching it"},
		{scope: Task, action: RunAgain, keys: "R", short: "run again", help: "run again with the selected run's window", write: true},
		{scope: Task, action: ShowResults, keys: "v", short: "results", help: "show what the evaluators said"},
		{scope: Task, action: ShowJSON, keys: "D", short: "JSON", help: "show the task as JSON"},
		{scope: Task, action: Refresh, keys: "r", short: "refresh", help: "reload the task and its runs now"},
		{scope: Task, action: ExportList, keys: "E", short: "export", help: "write the list of runs to a file: JSON, JSONL or CSV"},
		{scope: Task, action: EditTask, keys: "e", short: "edit", help: "change this task", write: true},
		{scope: Task, action: NewTask, keys: "n", short: "new", help: "create a task", write: true},
		{scope: Task, action: CloneTask, keys: "c", short: "clone", help: "create a task like this task", write: true},
		{scope: Task, action: Mark, keys: "space", short: "mark", help: "mark or unmark the selected run"},
		{scope: Task, action: MarkRange, keys: "V", short: "mark to here", help: "mark every run from the one marked last to the selected one"},
		{scope: Task, action: MarkAll, keys: "*", short: "mark all", help: "mark every run of the list, or none"},
		{scope: Task, action: Columns, keys: "C", short: "columns", help: "choose, order and pin the columns"},
		{scope: Task, action: LoadAll, keys: "L", short: "load all", help: "load every page of runs (esc stops)"},
		{scope: Task, action: More, keys: "m", short: "more", help: "load the next page of runs"},
		{scope: Task, action: PauseTask, keys: "P", short: "pause/resume", help: "pause or resume this task (continuous tasks)", write: true},
		{scope: Task, action: WhyEnded, keys: "W", short: "why", help: "check why the run ended so, and the cure"},
		{scope: Task, action: Reverse, keys: "S", short: "reverse", help: "reverse the sort order"},
		{scope: Task, action: Clear, keys: "F", short: "clear", help: "show runs of every status again"},
		{scope: Task, action: OpenWeb, keys: "O", short: "web", help: "open project, dataset or evaluator in the Arize web app"},
		{scope: Task, action: DeleteTask, keys: "X", short: "delete", help: "delete this task with its runs", write: true},

		{scope: Lookup, action: Open, keys: "enter l", short: "open", help: "open the task with the selected name"},
		{scope: Lookup, action: Refresh, keys: "r", short: "try again", help: "look up the ID again"},

		{scope: TaskDetails, action: Details, keys: "d", short: "runs", help: "show the runs again"},
		{scope: TaskDetails, action: FindText, keys: "/", short: "find", help: "find a text in the details"},
		{scope: TaskDetails, action: FullText, keys: "z", short: "full text", help: "show the long texts of the task in full"},

		{scope: Move, action: Down, keys: "j down", help: "next row"},
		{scope: Move, action: Up, keys: "k up", help: "previous row"},
		{scope: Move, action: PageDown, keys: "pgdown ctrl+f", help: "one page down, loading more where there is more"},
		{scope: Move, action: PageUp, keys: "pgup ctrl+b", help: "one page up"},
		{scope: Move, action: HalfDown, keys: "ctrl+d", help: "half a page down"},
		{scope: Move, action: HalfUp, keys: "ctrl+u", help: "half a page up"},
		{scope: Move, action: Top, keys: "g home", help: "first row"},
		{scope: Move, action: Bottom, keys: "G end", help: "last loaded row"},
		{scope: Move, action: Right, keys: "right", help: "scroll the columns to the right"},
		{scope: Move, action: Left, keys: "left", help: "scroll the columns to the left"},
	}
}

func formRows() []row {
	return []row{
		{scope: Export, action: Back, keys: "esc", short: "back", help: "close (cancels the export)"},
		{scope: Export, action: Open, keys: "enter", short: "next", help: "next line; on the last line, write the file"},
		{scope: Export, action: Accept, keys: "ctrl+s", short: "write", help: "write the file"},
		{scope: Export, action: Down, keys: "down tab", help: "next line"},
		{scope: Export, action: Up, keys: "up shift+tab", help: "previous line"},
		{scope: Export, action: Right, keys: "right", help: "next choice"},
		{scope: Export, action: Left, keys: "left", help: "previous choice"},
		{scope: Export, action: Replace, keys: "ctrl+r", help: "replace the existing file"},

		{scope: Welcome, action: Open, keys: "enter", short: "next", help: "next line; on the last line, connect"},
		{scope: Welcome, action: Accept, keys: "ctrl+s", short: "connect", help: "try the key and connect"},
		{scope: Welcome, action: Demo, keys: "ctrl+o", short: "open the demo", help: "open the demo: no key, no network"},
		{scope: Welcome, action: Down, keys: "down tab", help: "next line"},
		{scope: Welcome, action: Up, keys: "up shift+tab", help: "previous line"},
		{scope: Welcome, action: Right, keys: "right", help: "next choice"},
		{scope: Welcome, action: Left, keys: "left", help: "previous choice"},
		{scope: Welcome, action: Back, keys: "esc", help: "stop the attempt to connect"},

		{scope: Trigger, action: Back, keys: "esc", short: "leave", help: "close the form (asks when something was typed)"},
		{scope: Trigger, action: Next, keys: "tab", short: "next", help: "next field"},
		{scope: Trigger, action: Accept, keys: "ctrl+s", short: "start run", help: "check everything and start the run", write: true},
		{scope: Trigger, action: Open, keys: "enter", help: "next field; on the last field, the first"},
		{scope: Trigger, action: Down, keys: "down right", short: "choose", help: "next choice"},
		{scope: Trigger, action: Up, keys: "up left", help: "previous choice"},
		{scope: Trigger, action: Prev, keys: "shift+tab", short: "previous", help: "previous field"},
		{scope: Trigger, action: Refresh, keys: "ctrl+r", help: "reload the task and its runs"},
		{scope: Trigger, action: Latest, keys: "ctrl+o", help: "open the newest run of the task; the form stays"},
		{scope: Trigger, action: MappingView, keys: "f2", short: "mapping", help: "check where the variables of the task lead; the form stays"},

		{scope: Form, action: Back, keys: "esc", short: "back", help: "previous step; on the first step, close (asks when something was typed)"},
		{scope: Form, action: Accept, keys: "ctrl+s", short: "next step", help: "check this step and continue; on the last step, send", write: true},
		{scope: Form, action: ToReview, keys: "ctrl+g", short: "review", help: "straight to the review, or to the first step that needs something"},
		{scope: Form, action: StepBack, keys: "ctrl+b alt+left", short: "step back", help: "previous step, keeping everything"},
		{scope: Form, action: GoStep, keys: "alt+1 alt+2 alt+3 alt+4 alt+5 alt+6 alt+7", help: "go to the step with this number"},
		{scope: Form, action: Next, keys: "tab", short: "next field", help: "next field"},
		{scope: Form, action: Prev, keys: "shift+tab", short: "previous", help: "previous field"},
		{scope: Form, action: Open, keys: "enter", help: "next field; on the last field, the next step"},
		{scope: Form, action: Down, keys: "down right", short: "choose", help: "next choice"},
		{scope: Form, action: Up, keys: "up left", help: "previous choice"},
		{scope: Form, action: Refresh, keys: "ctrl+r", help: "reload task data"},
		{scope: Form, action: MappingView, keys: "f2", short: "mapping", help: "show where the variables lead in sample data, or the text again"},

		{scope: Mapping, action: UsePath, keys: "enter 1 2 3 4 5 6 7 8 9", short: "use the path", help: "use a similar path in the JSON: its number, or enter for the first"},
		{scope: Mapping, action: Undo, keys: "ctrl+z", help: "undo the last change of the JSON"},
		{scope: Mapping, action: Redo, keys: "ctrl+y", help: "redo the undone change"},
		{scope: Mapping, action: Down, keys: "j down tab right", short: "next variable", help: "next variable"},
		{scope: Mapping, action: Up, keys: "k up shift+tab left", help: "previous variable"},

		{scope: Review, action: Accept, keys: "ctrl+s", short: "create the task", help: "send the request and create the task", write: true},
		{scope: Review, action: Down, keys: "down j right", short: "scroll", help: "one line further down"},
		{scope: Review, action: Up, keys: "up k left", help: "one line further up"},
		{scope: Review, action: CopyCommand, keys: "y", short: "copy command", help: "copy the equivalent command"},
		{scope: Review, action: CopyBody, keys: "Y", short: "copy body", help: "copy the request body as JSON"},
		{scope: Review, action: OtherFlags, keys: "v", help: "show the command for older versions of ax, or curl"},

		{scope: PickField, action: Mark, keys: "space", short: "mark", help: "mark or unmark the selected name"},
		{scope: PickField, action: Unpick, keys: "ctrl+x", short: "unpick", help: "remove the last pick"},
		{scope: PickField, action: Refresh, keys: "ctrl+r", short: "try again", help: "reload the list"},
	}
}

// boxRows are the keys of the boxes over a screen.
func boxRows() []row {
	return []row{
		{scope: Filter, action: Back, keys: "esc", short: "back", help: "close without changing the filter"},
		{scope: Filter, action: Up, keys: "up shift+tab", help: "previous filter"},
		{scope: Filter, action: Down, keys: "down tab", short: "next", help: "next filter"},
		{scope: Filter, action: Open, keys: "enter", short: "choose and apply", help: "choose a value, which applies the filter; on the last row, apply the name"},
		{scope: Filter, action: Accept, keys: "ctrl+s", short: "apply", help: "apply the filter"},
		{scope: Filter, action: Clear, keys: "ctrl+x", short: "clear", help: "clear this filter"},

		{scope: Picker, action: Back, keys: "esc", short: "back", help: "close without picking"},
		{scope: Picker, action: Up, keys: "up ctrl+p", help: "previous name"},
		{scope: Picker, action: Down, keys: "down ctrl+n", help: "next name"},
		{scope: Picker, action: Accept, keys: "enter", short: "pick", help: "pick the selected name"},

		{scope: Find, action: Back, keys: "esc", short: "clear", help: "close the find and show every row"},
		{scope: Find, action: Accept, keys: "enter", short: "keep", help: "keep the find and return to the rows"},
		{scope: Find, action: Down, keys: "down", help: "next row"},
		{scope: Find, action: Up, keys: "up", help: "previous row"},

		{scope: SortBy, action: Accept, keys: "enter 1 2 3 4 5 6 7 8 9 0", short: "sort", help: "sort by the selected column, or by that of the number; the same again reverses"},
		{scope: SortBy, action: Reset, keys: "r", help: "the order of the server"},
		{scope: SortBy, action: Reverse, keys: "S", short: "reverse", help: "reverse the sort order"},
		{scope: SortBy, action: Back, keys: "esc q s", short: "close", help: "close without sorting"},

		{scope: ColumnPicker, action: Accept, keys: "enter ctrl+s", short: "keep", help: "use these columns and keep them in the settings"},
		{scope: ColumnPicker, action: Mark, keys: "space", short: "show or hide", help: "show or hide the selected column"},
		{scope: ColumnPicker, action: MoveUp, keys: "K shift+up", help: "move the column to the left"},
		{scope: ColumnPicker, action: MoveDown, keys: "J shift+down", short: "move", help: "move the column to the right"},
		{scope: ColumnPicker, action: Pin, keys: "p", short: "pin", help: "keep the column in view when the others are scrolled"},
		{scope: ColumnPicker, action: Reset, keys: "r", short: "reset", help: "the columns as they were at first"},
		{scope: ColumnPicker, action: Back, keys: "esc q C", short: "close", help: "close without a change"},

		{scope: Confirm, action: Yes, keys: "y", short: "yes", help: "yes, do it"},
		{scope: Confirm, action: No, keys: "n esc q", short: "no", help: "no, change nothing"},
		{scope: Confirm, action: Next, keys: "tab right left h l", help: "move between No and Yes"},
		{scope: Confirm, action: Accept, keys: "enter", short: "select", help: "select the marked answer (No at first)"},

		{scope: Ended, action: Back, keys: "enter esc q", short: "close", help: "close the box; a notice reports what is still to come"},

		{scope: Delete, action: Back, keys: "esc", short: "keep it", help: "close without deleting"},
		{scope: Delete, action: Accept, keys: "enter", short: "delete", help: "delete the task whose name is typed", write: true},

		{scope: Palette, action: Back, keys: "esc", short: "close", help: "close the palette"},
		{scope: Palette, action: Up, keys: "up ctrl+p", help: "previous action"},
		{scope: Palette, action: Down, keys: "down ctrl+n", help: "next action"},
		{scope: Palette, action: Accept, keys: "enter", short: "select", help: "run the selected action"},
		{scope: Palette, action: Complete, keys: "tab", short: "complete", help: "write the selected word, name or path out, to type on"},
	}
}

func globalRows() []row {
	return []row{
		{scope: Global, action: Back, keys: "esc h", short: "back", help: "go back"},
		{scope: Global, action: OpenPalette, keys: ":", short: "actions", help: "every action by name; commands such as :task NAME"},
		{scope: Global, action: Help, keys: "? f1 alt+?", short: "help", help: "the keys of this screen"},
		{scope: Global, action: Quit, keys: "q", short: "quit", help: "quit (asks when unsaved, waits for what is sent)"},
		{scope: Global, action: WatchBoard, keys: "B", short: "board", help: "the board of watched runs"},
		{scope: Global, action: Profile, keys: "p", short: "profile", help: "switch to another profile or space"},
		{scope: Global, action: EventLog, keys: "!", short: "log", help: "what happened: runs that ended, what was sent, what failed"},
		{scope: Global, action: Suspend, keys: "ctrl+z", help: "suspend to the shell"},
		{scope: Global, action: Redraw, keys: "ctrl+l", help: "redraw the screen"},

		{scope: Events, action: Back, keys: "esc q !", short: "close", help: "close the log"},
		{scope: Events, action: Open, keys: "enter l", short: "open run", help: "open the run of the selected event"},
		{scope: Events, action: FindText, keys: "/", short: "find", help: "find among the events, by their words or the ID of the run"},
	}
}
