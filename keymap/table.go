package keymap

import "slices"

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
	return slices.Concat(listRows(), runRows(), formRows(), editorRows(), globalRows())
}

// key returns a row whose action changes nothing on the server.
func key(scope Scope, action Action, short, help string, keys ...string) Entry {
	return Entry{Scope: scope, Action: action, Keys: keys, Short: short, Help: help}
}

// write returns a row whose action changes something on the server.
func write(scope Scope, action Action, short, help string, keys ...string) Entry {
	entry := key(scope, action, short, help, keys...)
	entry.Write = true
	return entry
}

func listRows() []Entry {
	return []Entry{
		key(Tasks, Open, "open", "open the selected task", "enter", "l"),
		write(Tasks, TriggerRun, "trigger", "start a run of the selected task", "t"),
		write(Tasks, NewTask, "new", "create a task", "n"),
		write(Tasks, CloneTask, "", "create a task like the selected task", "c"),
		write(Tasks, EditTask, "", "change the selected task", "e"),
		write(Tasks, PauseTask, "", "pause or resume the selected task (continuous tasks)", "P"),
		write(Tasks, DeleteTask, "", "delete the selected task with its runs", "X"),
		key(Tasks, FindText, "find", "find within the loaded rows", "/"),
		key(Tasks, FilterBy, "filter", "filter on the server: space, project, dataset, type, name", "f"),
		key(Tasks, Copy, "copy", "copy the selected task: ID, name, commands, JSON", "y"),
		key(Tasks, ExportList, "export", "write the list to a file: JSON, JSONL or CSV", "E"),
		key(Tasks, Sort, "sort", "sort the loaded rows by the next column", "s"),
		key(Tasks, Reverse, "", "reverse the sort order", "S"),
		key(Tasks, Refresh, "refresh", "reload the list now", "r"),
		key(Tasks, Latest, "", "open the latest run of the selected task", "o"),
		write(Tasks, CancelRun, "", "cancel the active run of the selected task", "x"),
		key(Tasks, More, "", "load the next page", "m"),
		key(Tasks, LoadAll, "", "load every page (esc stops)", "L"),
		key(Tasks, Clear, "", "clear the filter and the find", "F"),

		key(Task, Open, "open run", "open the selected run", "enter", "l"),
		write(Task, TriggerRun, "trigger", "start a run of this task", "t"),
		write(Task, CancelRun, "cancel", "cancel the selected run", "x"),
		key(Task, FilterBy, "status", "show only runs of the next status", "f"),
		key(Task, Clear, "", "show runs of every status again", "F"),
		key(Task, FindText, "find", "find within the loaded runs", "/"),
		key(Task, Copy, "copy", "copy the selected run or the task: ID, commands, JSON, report", "y"),
		key(Task, ExportList, "export", "write the list of runs to a file: JSON, JSONL or CSV", "E"),
		key(Task, Sort, "sort", "sort the loaded runs by the next column", "s"),
		key(Task, Reverse, "", "reverse the sort order", "S"),
		key(Task, Details, "details", "show everything the task has", "d"),
		key(Task, Refresh, "refresh", "reload the task and its runs now", "r"),
		write(Task, RunAgain, "", "run again with the selected run's window", "R"),
		key(Task, More, "", "load the next page of runs", "m"),
		key(Task, LoadAll, "", "load every page of runs (esc stops)", "L"),
		write(Task, NewTask, "new", "create a task", "n"),
		write(Task, CloneTask, "", "create a task like this task", "c"),
		write(Task, EditTask, "", "change this task", "e"),
		write(Task, PauseTask, "", "pause or resume this task (continuous tasks)", "P"),
		write(Task, DeleteTask, "", "delete this task with its runs", "X"),

		key(Lookup, Refresh, "try again", "look up the ID again", "r"),

		key(TaskDetails, Details, "runs", "show the runs again", "d"),

		key(Move, Down, "", "next row", "j", "down"),
		key(Move, Up, "", "previous row", "k", "up"),
		key(Move, PageDown, "", "one page down, loading more where there is more", "pgdown", "ctrl+f"),
		key(Move, PageUp, "", "one page up", "pgup", "ctrl+b"),
		key(Move, HalfDown, "", "half a page down", "ctrl+d"),
		key(Move, HalfUp, "", "half a page up", "ctrl+u"),
		key(Move, Top, "", "first row", "g", "home"),
		key(Move, Bottom, "", "last loaded row", "G", "end"),
		key(Move, Right, "", "scroll the columns to the right", "right"),
		key(Move, Left, "", "scroll the columns to the left", "left"),
	}
}

func runRows() []Entry {
	return []Entry{
		write(Run, CancelRun, "cancel", "cancel this run", "x"),
		key(Run, Pause, "pause", "pause or resume the polling", " "),
		key(Run, Slower, "slower", "poll less often", "+"),
		key(Run, Faster, "faster", "poll more often", "-"),
		key(Run, GiveUpMore, "", "watch longer before giving up", "]"),
		key(Run, GiveUpLess, "", "give up sooner", "["),
		key(Run, Refresh, "poll now", "poll the run now", "r"),
		key(Run, KeepWatch, "keep watching", "keep watching (restart the timeout)", "w"),
		key(Run, Copy, "copy", "copy the run: ID, commands, JSON, report", "y"),
		write(Run, RunAgain, "run again", "start a run with the same settings", "R"),
	}
}

func formRows() []Entry {
	return []Entry{
		key(Export, Back, "back", "close (cancels the export)", "esc"),
		key(Export, Open, "next", "next line; on the last line, write the file", "enter"),
		key(Export, Accept, "write", "write the file", "ctrl+s"),
		key(Export, Down, "", "next line", "down", "tab"),
		key(Export, Up, "", "previous line", "up", "shift+tab"),
		key(Export, Right, "", "next choice", "right"),
		key(Export, Left, "", "previous choice", "left"),
		key(Export, Replace, "", "replace the existing file", "ctrl+r"),

		key(Welcome, Open, "next", "next line; on the last line, connect", "enter"),
		key(Welcome, Accept, "connect", "try the key and connect", "ctrl+s"),
		key(Welcome, Demo, "open the demo", "open the demo: no key, no network", "ctrl+o"),
		key(Welcome, Down, "", "next line", "down", "tab"),
		key(Welcome, Up, "", "previous line", "up", "shift+tab"),
		key(Welcome, Right, "", "next choice", "right"),
		key(Welcome, Left, "", "previous choice", "left"),
		key(Welcome, Back, "", "stop the attempt to connect", "esc"),

		key(Trigger, Back, "back", "close the form (asks when something was typed)", "esc"),
		key(Trigger, Next, "next field", "next field", "tab"),
		write(Trigger, Accept, "start run", "check everything and start the run", "ctrl+s"),
		key(Trigger, Open, "", "next field; on the last field, the first", "enter"),
		key(Trigger, Down, "choose", "next choice", "down", "right"),
		key(Trigger, Up, "", "previous choice", "up", "left"),
		key(Trigger, Prev, "previous", "previous field", "shift+tab"),
		key(Trigger, Refresh, "", "reload the task and its runs", "ctrl+r"),
		key(Trigger, Latest, "", "open the newest run of the task; the form stays", "ctrl+o"),

		key(Form, Back, "back", "previous step; on the first step, close (asks when something was typed)", "esc"),
		write(Form, Accept, "next step", "check this step and continue; on the last step, send", "ctrl+s"),
		key(Form, StepBack, "step back", "previous step, keeping everything", "ctrl+b"),
		key(Form, Next, "next field", "next field", "tab"),
		key(Form, Prev, "previous", "previous field", "shift+tab"),
		key(Form, Open, "", "next field; on the last field, the next step", "enter"),
		key(Form, Down, "choose", "next choice", "down", "right"),
		key(Form, Up, "", "previous choice", "up", "left"),
		key(Form, Refresh, "", "reload task data", "ctrl+r"),
		key(Form, MappingView, "mapping", "show where the variables lead in sample data, or the text again", "f2"),

		key(Mapping, UsePath, "use the path", "use a similar path in the JSON: its number, or enter for the first", "enter", "1", "2", "3", "4", "5", "6", "7", "8", "9"),
		key(Mapping, Down, "next variable", "next variable", "j", "down", "tab", "right"),
		key(Mapping, Up, "", "previous variable", "k", "up", "shift+tab", "left"),

		write(Review, Accept, "create the task", "send the request and create the task", "ctrl+s"),
		key(Review, Down, "scroll", "one line further down", "down", "j", "right"),
		key(Review, Up, "", "one line further up", "up", "k", "left"),
		key(Review, CopyCommand, "copy command", "copy the equivalent ax command", "y"),
		key(Review, CopyBody, "copy body", "copy the request body as JSON", "Y"),
		key(Review, OtherFlags, "", "switch between the command for the older and the newer ax", "v"),

		key(PickField, Mark, "mark", "mark or unmark the selected name", " "),
		key(PickField, Unpick, "unpick", "remove the last pick", "ctrl+x"),
		key(PickField, Refresh, "try again", "reload the list", "ctrl+r"),

		key(Filter, Back, "back", "close without changing the filter", "esc"),
		key(Filter, Up, "", "previous filter", "up", "shift+tab"),
		key(Filter, Down, "next", "next filter", "down", "tab"),
		key(Filter, Open, "choose", "choose a value; on the last row, apply", "enter"),
		key(Filter, Accept, "apply", "apply the filter", "ctrl+s"),
		key(Filter, Clear, "clear", "clear this filter", "ctrl+x"),

		key(Picker, Back, "back", "close without picking", "esc"),
		key(Picker, Up, "", "previous name", "up", "ctrl+p"),
		key(Picker, Down, "", "next name", "down", "ctrl+n"),
		key(Picker, Accept, "pick", "pick the selected name", "enter"),

		key(Find, Back, "clear", "close the find and show every row", "esc"),
		key(Find, Accept, "keep", "keep the find and return to the rows", "enter"),
		key(Find, Down, "", "next row", "down"),
		key(Find, Up, "", "previous row", "up"),

		key(Confirm, Yes, "yes", "yes, do it", "y"),
		key(Confirm, No, "no", "no, change nothing", "n", "esc", "q"),
		key(Confirm, Next, "", "move between No and Yes", "tab", "right", "left", "h", "l"),
		key(Confirm, Accept, "select", "select the marked answer (No at first)", "enter"),

		key(Delete, Back, "keep it", "close without deleting", "esc"),
		write(Delete, Accept, "delete", "delete the task whose name is typed", "enter"),

		key(Sheet, Back, "close", "close this sheet", "esc", "q", "?"),

		key(Palette, Back, "close", "close the palette", "esc"),
		key(Palette, Up, "", "previous action", "up", "ctrl+p"),
		key(Palette, Down, "", "next action", "down", "ctrl+n"),
		key(Palette, Accept, "select", "run the selected action", "enter"),
	}
}

// editorRows are the keys of a multi-line text. Tab is text there, so only the
// form's own keys leave the field.
func editorRows() []Entry {
	return []Entry{
		write(Changing, Accept, "review", "check everything and review the request", "ctrl+s"),
		key(Changing, Back, "back", "close the form (asks when something was changed)", "esc"),
		write(Saving, Accept, "save", "send the change", "ctrl+s"),

		key(Editor, NextFault, "next fault", "go to the next fault in the text", "f8", "ctrl+n"),
		key(Editor, PrevFault, "", "go to the previous fault", "f7", "ctrl+p"),
		key(Editor, Format, "format", "indent the text evenly; keys and numbers stay as they are", "ctrl+f"),
		key(Editor, OpenEditor, "your editor", "open the text in $VISUAL or $EDITOR", "ctrl+e"),
		key(Editor, Undo, "undo", "undo the last change", "ctrl+z"),
		key(Editor, Redo, "", "redo the undone change", "ctrl+y"),
		key(Editor, Up, "", "line above", "up"),
		key(Editor, Down, "", "line below", "down"),
		key(Editor, Left, "", "one character to the left", "left"),
		key(Editor, Right, "", "one character to the right", "right"),
		key(Editor, WordLeft, "", "one word to the left", "alt+left", "ctrl+left", "alt+b"),
		key(Editor, WordRight, "", "one word to the right", "alt+right", "ctrl+right", "alt+f"),
		key(Editor, LineStart, "", "start of the line", "home", "ctrl+a"),
		key(Editor, LineEnd, "", "end of the line", "end"),
		key(Editor, PageUp, "", "one page up", "pgup"),
		key(Editor, PageDown, "", "one page down", "pgdown"),
		key(Editor, Top, "", "start of the text", "ctrl+home"),
		key(Editor, Bottom, "", "end of the text", "ctrl+end"),
		key(Editor, NewLine, "", "new line, indented like this one", "enter"),
		key(Editor, Indent, "", "two spaces", "tab"),
		key(Editor, EraseBack, "", "erase the character before the cursor", "backspace"),
		key(Editor, EraseAhead, "", "erase the character at the cursor", "delete", "ctrl+d"),
		key(Editor, EraseWord, "", "erase the word before the cursor", "ctrl+w", "alt+backspace"),
		key(Editor, EraseStart, "", "erase to the start of the line", "ctrl+u"),
		key(Editor, EraseEnd, "", "erase to the end of the line", "ctrl+k"),
	}
}

func globalRows() []Entry {
	return []Entry{
		key(Global, Back, "back", "go back", "esc", "h"),
		key(Global, Help, "help", "the keys of this screen", "?"),
		key(Global, OpenPalette, "", "every action by name", ":"),
		key(Global, Quit, "quit", "quit (asks when a run is being watched or something is unsaved)", "q"),
		key(Global, Profile, "", "switch to another profile or space", "p"),
		key(Global, Suspend, "", "suspend to the shell", "ctrl+z"),
		key(Global, Redraw, "", "redraw the screen", "ctrl+l"),
	}
}
