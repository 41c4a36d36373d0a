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
	Refresh    Action = "refresh"
	More       Action = "load-more"
	LoadAll    Action = "load-all"
	CancelRun  Action = "cancel-run"
	Details    Action = "details"
	Latest     Action = "latest-run"

	Pause      Action = "pause"
	Slower     Action = "poll-slower"
	Faster     Action = "poll-faster"
	GiveUpLess Action = "give-up-sooner"
	GiveUpMore Action = "give-up-later"
	KeepWatch  Action = "keep-watching"
	RunAgain   Action = "run-again"

	Accept Action = "accept"
	Yes    Action = "yes"
	No     Action = "no"
	Clear  Action = "clear"
	Prev   Action = "previous"
	Next   Action = "next"
	Mark   Action = "mark"

	NewTask    Action = "new-task"
	CloneTask  Action = "clone-task"
	EditTask   Action = "edit-task"
	DeleteTask Action = "delete-task"
	PauseTask  Action = "pause-task"
	StepBack   Action = "step-back"
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
	rows := slices.Concat(listRows(), runRows(), formRows(), editorRows(), globalRows())
	out := make([]Entry, len(rows))
	for i, row := range rows {
		keys := strings.Fields(row.keys)
		if at := slices.Index(keys, "space"); at >= 0 {
			keys[at] = " "
		}
		out[i] = Entry{Scope: row.scope, Action: row.action, Keys: keys, Short: row.short, Help: row.help, Write: row.write}
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
}

func listRows() []row {
	return []row{
		{Tasks, Open, "open", "open the selected task", "enter l", false},
		{Tasks, TriggerRun, "trigger", "start a run of the selected task", "t", true},
		{Tasks, NewTask, "new", "create a task", "n", true},
		{Tasks, CloneTask, "", "create a task like the selected task", "c", true},
		{Tasks, EditTask, "", "change the selected task", "e", true},
		{Tasks, PauseTask, "", "pause or resume the selected task (continuous tasks)", "P", true},
		{Tasks, DeleteTask, "", "delete the selected task with its runs", "X", true},
		{Tasks, FindText, "find", "find within the loaded rows", "/", false},
		{Tasks, FilterBy, "filter", "filter on the server: space, project, dataset, type, name", "f", false},
		{Tasks, Copy, "copy", "copy the selected task: ID, name, commands, JSON", "y", false},
		{Tasks, ExportList, "export", "write the list to a file: JSON, JSONL or CSV", "E", false},
		{Tasks, Sort, "sort", "sort the loaded rows by the next column", "s", false},
		{Tasks, Reverse, "", "reverse the sort order", "S", false},
		{Tasks, Refresh, "refresh", "reload the list now", "r", false},
		{Tasks, Latest, "", "open the latest run of the selected task", "o", false},
		{Tasks, CancelRun, "", "cancel the active run of the selected task", "x", true},
		{Tasks, More, "", "load the next page", "m", false},
		{Tasks, LoadAll, "", "load every page (esc stops)", "L", false},
		{Tasks, Clear, "", "clear the filter and the find", "F", false},

		{Task, Open, "open run", "open the selected run", "enter l", false},
		{Task, TriggerRun, "trigger", "start a run of this task", "t", true},
		{Task, CancelRun, "cancel", "cancel the selected run", "x", true},
		{Task, FilterBy, "status", "show only runs of the next status", "f", false},
		{Task, Clear, "", "show runs of every status again", "F", false},
		{Task, FindText, "find", "find within the loaded runs", "/", false},
		{Task, Copy, "copy", "copy the selected run or the task: ID, commands, JSON, report", "y", false},
		{Task, ExportList, "export", "write the list of runs to a file: JSON, JSONL or CSV", "E", false},
		{Task, Sort, "sort", "sort the loaded runs by the next column", "s", false},
		{Task, Reverse, "", "reverse the sort order", "S", false},
		{Task, Details, "details", "show everything the task has", "d", false},
		{Task, Refresh, "refresh", "reload the task and its runs now", "r", false},
		{Task, RunAgain, "", "run again with the selected run's window", "R", true},
		{Task, More, "", "load the next page of runs", "m", false},
		{Task, LoadAll, "", "load every page of runs (esc stops)", "L", false},
		{Task, NewTask, "new", "create a task", "n", true},
		{Task, CloneTask, "", "create a task like this task", "c", true},
		{Task, EditTask, "", "change this task", "e", true},
		{Task, PauseTask, "", "pause or resume this task (continuous tasks)", "P", true},
		{Task, DeleteTask, "", "delete this task with its runs", "X", true},

		{Lookup, Refresh, "try again", "look up the ID again", "r", false},

		{TaskDetails, Details, "runs", "show the runs again", "d", false},

		{Move, Down, "", "next row", "j down", false},
		{Move, Up, "", "previous row", "k up", false},
		{Move, PageDown, "", "one page down, loading more where there is more", "pgdown ctrl+f", false},
		{Move, PageUp, "", "one page up", "pgup ctrl+b", false},
		{Move, HalfDown, "", "half a page down", "ctrl+d", false},
		{Move, HalfUp, "", "half a page up", "ctrl+u", false},
		{Move, Top, "", "first row", "g home", false},
		{Move, Bottom, "", "last loaded row", "G end", false},
		{Move, Right, "", "scroll the columns to the right", "right", false},
		{Move, Left, "", "scroll the columns to the left", "left", false},
	}
}

func runRows() []row {
	return []row{
		{Run, CancelRun, "cancel", "cancel this run", "x", true},
		{Run, Pause, "pause", "pause or resume the polling", "space", false},
		{Run, Slower, "slower", "poll less often", "+", false},
		{Run, Faster, "faster", "poll more often", "-", false},
		{Run, GiveUpMore, "", "watch longer before giving up", "]", false},
		{Run, GiveUpLess, "", "give up sooner", "[", false},
		{Run, Refresh, "poll now", "poll the run now", "r", false},
		{Run, KeepWatch, "keep watching", "keep watching (restart the timeout)", "w", false},
		{Run, Copy, "copy", "copy the run: ID, commands, JSON, report", "y", false},
		{Run, RunAgain, "run again", "start a run with the same settings", "R", true},
	}
}

func formRows() []row {
	return []row{
		{Export, Back, "back", "close (cancels the export)", "esc", false},
		{Export, Open, "next", "next line; on the last line, write the file", "enter", false},
		{Export, Accept, "write", "write the file", "ctrl+s", false},
		{Export, Down, "", "next line", "down tab", false},
		{Export, Up, "", "previous line", "up shift+tab", false},
		{Export, Right, "", "next choice", "right", false},
		{Export, Left, "", "previous choice", "left", false},
		{Export, Replace, "", "replace the existing file", "ctrl+r", false},

		{Welcome, Open, "next", "next line; on the last line, connect", "enter", false},
		{Welcome, Accept, "connect", "try the key and connect", "ctrl+s", false},
		{Welcome, Demo, "open the demo", "open the demo: no key, no network", "ctrl+o", false},
		{Welcome, Down, "", "next line", "down tab", false},
		{Welcome, Up, "", "previous line", "up shift+tab", false},
		{Welcome, Right, "", "next choice", "right", false},
		{Welcome, Left, "", "previous choice", "left", false},
		{Welcome, Back, "", "stop the attempt to connect", "esc", false},

		{Trigger, Back, "back", "close the form (asks when something was typed)", "esc", false},
		{Trigger, Next, "next field", "next field", "tab", false},
		{Trigger, Accept, "start run", "check everything and start the run", "ctrl+s", true},
		{Trigger, Open, "", "next field; on the last field, the first", "enter", false},
		{Trigger, Down, "choose", "next choice", "down right", false},
		{Trigger, Up, "", "previous choice", "up left", false},
		{Trigger, Prev, "previous", "previous field", "shift+tab", false},
		{Trigger, Refresh, "", "reload the task and its runs", "ctrl+r", false},
		{Trigger, Latest, "", "open the newest run of the task; the form stays", "ctrl+o", false},

		{Form, Back, "back", "previous step; on the first step, close (asks when something was typed)", "esc", false},
		{Form, Accept, "next step", "check this step and continue; on the last step, send", "ctrl+s", true},
		{Form, StepBack, "step back", "previous step, keeping everything", "ctrl+b", false},
		{Form, Next, "next field", "next field", "tab", false},
		{Form, Prev, "previous", "previous field", "shift+tab", false},
		{Form, Open, "", "next field; on the last field, the next step", "enter", false},
		{Form, Down, "choose", "next choice", "down right", false},
		{Form, Up, "", "previous choice", "up left", false},
		{Form, Refresh, "", "reload task data", "ctrl+r", false},
		{Form, MappingView, "mapping", "show where the variables lead in sample data, or the text again", "f2", false},

		{Mapping, UsePath, "use the path", "use a similar path in the JSON: its number, or enter for the first", "enter 1 2 3 4 5 6 7 8 9", false},
		{Mapping, Down, "next variable", "next variable", "j down tab right", false},
		{Mapping, Up, "", "previous variable", "k up shift+tab left", false},

		{Review, Accept, "create the task", "send the request and create the task", "ctrl+s", true},
		{Review, Down, "scroll", "one line further down", "down j right", false},
		{Review, Up, "", "one line further up", "up k left", false},
		{Review, CopyCommand, "copy command", "copy the equivalent ax command", "y", false},
		{Review, CopyBody, "copy body", "copy the request body as JSON", "Y", false},
		{Review, OtherFlags, "", "switch between the command for the older and the newer ax", "v", false},

		{PickField, Mark, "mark", "mark or unmark the selected name", "space", false},
		{PickField, Unpick, "unpick", "remove the last pick", "ctrl+x", false},
		{PickField, Refresh, "try again", "reload the list", "ctrl+r", false},

		{Filter, Back, "back", "close without changing the filter", "esc", false},
		{Filter, Up, "", "previous filter", "up shift+tab", false},
		{Filter, Down, "next", "next filter", "down tab", false},
		{Filter, Open, "choose", "choose a value; on the last row, apply", "enter", false},
		{Filter, Accept, "apply", "apply the filter", "ctrl+s", false},
		{Filter, Clear, "clear", "clear this filter", "ctrl+x", false},

		{Picker, Back, "back", "close without picking", "esc", false},
		{Picker, Up, "", "previous name", "up ctrl+p", false},
		{Picker, Down, "", "next name", "down ctrl+n", false},
		{Picker, Accept, "pick", "pick the selected name", "enter", false},

		{Find, Back, "clear", "close the find and show every row", "esc", false},
		{Find, Accept, "keep", "keep the find and return to the rows", "enter", false},
		{Find, Down, "", "next row", "down", false},
		{Find, Up, "", "previous row", "up", false},

		{Confirm, Yes, "yes", "yes, do it", "y", false},
		{Confirm, No, "no", "no, change nothing", "n esc q", false},
		{Confirm, Next, "", "move between No and Yes", "tab right left h l", false},
		{Confirm, Accept, "select", "select the marked answer (No at first)", "enter", false},

		{Delete, Back, "keep it", "close without deleting", "esc", false},
		{Delete, Accept, "delete", "delete the task whose name is typed", "enter", true},

		{Sheet, Back, "close", "close this sheet", "esc q ?", false},

		{Palette, Back, "close", "close the palette", "esc", false},
		{Palette, Up, "", "previous action", "up ctrl+p", false},
		{Palette, Down, "", "next action", "down ctrl+n", false},
		{Palette, Accept, "select", "run the selected action", "enter", false},
	}
}

// editorRows are the keys of a multi-line text. Tab is text there, so only the
// form's own keys leave the field.
func editorRows() []row {
	return []row{
		{Changing, Accept, "review", "check everything and review the request", "ctrl+s", true},
		{Changing, Back, "back", "close the form (asks when something was changed)", "esc", false},
		{Saving, Accept, "save", "send the change", "ctrl+s", true},

		{Editor, NextFault, "next fault", "go to the next fault in the text", "f8 ctrl+n", false},
		{Editor, PrevFault, "", "go to the previous fault", "f7 ctrl+p", false},
		{Editor, Format, "format", "indent the text evenly; keys and numbers stay as they are", "ctrl+f", false},
		{Editor, OpenEditor, "your editor", "open the text in $VISUAL or $EDITOR", "ctrl+e", false},
		{Editor, Undo, "undo", "undo the last change", "ctrl+z", false},
		{Editor, Redo, "", "redo the undone change", "ctrl+y", false},
		{Editor, Up, "", "line above", "up", false},
		{Editor, Down, "", "line below", "down", false},
		{Editor, Left, "", "one character to the left", "left", false},
		{Editor, Right, "", "one character to the right", "right", false},
		{Editor, WordLeft, "", "one word to the left", "alt+left ctrl+left alt+b", false},
		{Editor, WordRight, "", "one word to the right", "alt+right ctrl+right alt+f", false},
		{Editor, LineStart, "", "start of the line", "home ctrl+a", false},
		{Editor, LineEnd, "", "end of the line", "end", false},
		{Editor, PageUp, "", "one page up", "pgup", false},
		{Editor, PageDown, "", "one page down", "pgdown", false},
		{Editor, Top, "", "start of the text", "ctrl+home", false},
		{Editor, Bottom, "", "end of the text", "ctrl+end", false},
		{Editor, NewLine, "", "new line, indented like this one", "enter", false},
		{Editor, Indent, "", "two spaces", "tab", false},
		{Editor, EraseBack, "", "erase the character before the cursor", "backspace", false},
		{Editor, EraseAhead, "", "erase the character at the cursor", "delete ctrl+d", false},
		{Editor, EraseWord, "", "erase the word before the cursor", "ctrl+w alt+backspace", false},
		{Editor, EraseStart, "", "erase to the start of the line", "ctrl+u", false},
		{Editor, EraseEnd, "", "erase to the end of the line", "ctrl+k", false},
	}
}

func globalRows() []row {
	return []row{
		{Global, Back, "back", "go back", "esc h", false},
		{Global, Help, "help", "the keys of this screen", "?", false},
		{Global, OpenPalette, "", "every action by name", ":", false},
		{Global, Quit, "quit", "quit (asks when a run is being watched or something is unsaved)", "q", false},
		{Global, Profile, "", "switch to another profile or space", "p", false},
		{Global, Suspend, "", "suspend to the shell", "ctrl+z", false},
		{Global, Redraw, "", "redraw the screen", "ctrl+l", false},
	}
}
