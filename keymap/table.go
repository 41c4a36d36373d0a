package keymap

// The actions. One name, one meaning, in every scope that binds it.
const (
	Quit      Action = "quit"
	Help      Action = "help"
	PaletteAc Action = "palette"
	Back      Action = "back"
	Suspend   Action = "suspend"
	Redraw    Action = "redraw"
	Profile   Action = "profile"
	Demo      Action = "demo"

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
	TakeNear    Action = "take-path"
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
	EditorAc   Action = "editor"
)

// TaskDetails is a scope like the others: the details of a task while they
// cover its runs. It words anew what leads back.
const TaskDetails Scope = "task-details"

// Changing is the scope of the fields of a change, Saving that of the review
// which sends it. They word anew what leads on.
const (
	Changing Scope = "changing"
	Saving   Scope = "saving"
)

// table is the key table of ax-tui. Keys kept for screens that do not
// exist yet are left free.
func table() []Entry {
	var entries []Entry
	for _, rows := range [][]Entry{listRows(), runRows(), formRows(), editorRows(), globalRows()} {
		entries = append(entries, rows...)
	}
	return entries
}

func listRows() []Entry {
	return []Entry{
		{Tasks, Open, []string{"enter", "l"}, "open", "open the selected task", false, false},
		{Tasks, TriggerRun, []string{"t"}, "trigger", "start a run of the selected task", true, false},
		{Tasks, NewTask, []string{"n"}, "new", "create a task", true, false},
		{Tasks, CloneTask, []string{"c"}, "", "create a task like the selected task", true, false},
		{Tasks, EditTask, []string{"e"}, "", "change the selected task", true, false},
		{Tasks, PauseTask, []string{"P"}, "", "pause or resume the selected task (continuous tasks)", true, false},
		{Tasks, DeleteTask, []string{"X"}, "", "delete the selected task with its runs", true, true},
		{Tasks, FindText, []string{"/"}, "find", "find within the loaded rows", false, false},
		{Tasks, FilterBy, []string{"f"}, "filter", "filter on the server: space, project, dataset, type, name", false, false},
		{Tasks, Copy, []string{"y"}, "copy", "copy the selected task: ID, name, commands, JSON", false, false},
		{Tasks, ExportList, []string{"E"}, "export", "write the list to a file: JSON, JSONL or CSV", false, false},
		{Tasks, Sort, []string{"s"}, "sort", "sort the loaded rows by the next column", false, false},
		{Tasks, Reverse, []string{"S"}, "", "turn the sort order round", false, false},
		{Tasks, Refresh, []string{"r"}, "refresh", "read the list again now", false, false},
		{Tasks, Latest, []string{"o"}, "", "open the latest run of the selected task", false, false},
		{Tasks, CancelRun, []string{"x"}, "", "cancel the active run of the selected task", true, true},
		{Tasks, More, []string{"m"}, "", "load the next page", false, false},
		{Tasks, LoadAll, []string{"L"}, "", "load every page (esc stops)", false, false},
		{Tasks, Clear, []string{"F"}, "", "clear the filter and the find", false, false},

		{Task, Open, []string{"enter", "l"}, "open run", "open the selected run", false, false},
		{Task, TriggerRun, []string{"t"}, "trigger", "start a run of this task", true, false},
		{Task, CancelRun, []string{"x"}, "cancel", "cancel the selected run", true, true},
		{Task, FilterBy, []string{"f"}, "status", "show only runs of the next status", false, false},
		{Task, Clear, []string{"F"}, "", "show runs of every status again", false, false},
		{Task, FindText, []string{"/"}, "find", "find within the loaded runs", false, false},
		{Task, Copy, []string{"y"}, "copy", "copy the selected run or the task: ID, commands, JSON, report", false, false},
		{Task, ExportList, []string{"E"}, "export", "write the list of runs to a file: JSON, JSONL or CSV", false, false},
		{Task, Sort, []string{"s"}, "sort", "sort the loaded runs by the next column", false, false},
		{Task, Reverse, []string{"S"}, "", "turn the sort order round", false, false},
		{Task, Details, []string{"d"}, "details", "show everything the task has", false, false},
		{Task, Refresh, []string{"r"}, "refresh", "read the task and its runs again now", false, false},
		{Task, RunAgain, []string{"R"}, "", "run again with the selected run's window", true, false},
		{Task, More, []string{"m"}, "", "load the next page of runs", false, false},
		{Task, LoadAll, []string{"L"}, "", "load every page of runs (esc stops)", false, false},
		{Task, NewTask, []string{"n"}, "new", "create a task", true, false},
		{Task, CloneTask, []string{"c"}, "", "create a task like this task", true, false},
		{Task, EditTask, []string{"e"}, "", "change this task", true, false},
		{Task, PauseTask, []string{"P"}, "", "pause or resume this task (continuous tasks)", true, false},
		{Task, DeleteTask, []string{"X"}, "", "delete this task with its runs", true, true},

		{Lookup, Refresh, []string{"r"}, "look again", "look the ID up again", false, false},

		{TaskDetails, Details, []string{"d"}, "runs", "show the runs again", false, false},

		{Move, Down, []string{"j", "down"}, "", "next row", false, false},
		{Move, Up, []string{"k", "up"}, "", "previous row", false, false},
		{Move, PageDown, []string{"pgdown", "ctrl+f"}, "", "one page down, loading more where there is more", false, false},
		{Move, PageUp, []string{"pgup", "ctrl+b"}, "", "one page up", false, false},
		{Move, HalfDown, []string{"ctrl+d"}, "", "half a page down", false, false},
		{Move, HalfUp, []string{"ctrl+u"}, "", "half a page up", false, false},
		{Move, Top, []string{"g", "home"}, "", "first row", false, false},
		{Move, Bottom, []string{"G", "end"}, "", "last loaded row", false, false},
		{Move, Right, []string{"right"}, "", "scroll the columns to the right", false, false},
		{Move, Left, []string{"left"}, "", "scroll the columns to the left", false, false},
	}
}

func runRows() []Entry {
	return []Entry{
		{Run, CancelRun, []string{"x"}, "cancel", "cancel this run", true, true},
		{Run, Pause, []string{" "}, "pause", "pause or resume the polling", false, false},
		{Run, Slower, []string{"+"}, "slower", "poll less often", false, false},
		{Run, Faster, []string{"-"}, "faster", "poll more often", false, false},
		{Run, GiveUpMore, []string{"]"}, "", "watch longer before giving up", false, false},
		{Run, GiveUpLess, []string{"["}, "", "give up sooner", false, false},
		{Run, Refresh, []string{"r"}, "poll now", "ask for the run now", false, false},
		{Run, KeepWatch, []string{"w"}, "keep watching", "watch on, with a fresh time limit", false, false},
		{Run, Copy, []string{"y"}, "copy", "copy the run: ID, commands, JSON, report", false, false},
		{Run, RunAgain, []string{"R"}, "run again", "start a run with the same settings", true, false},
	}
}

func formRows() []Entry {
	return []Entry{
		{Export, Back, []string{"esc"}, "back", "leave; a writing under way stops and leaves no file", false, false},
		{Export, Open, []string{"enter"}, "next", "next line; from the last one, write the file", false, false},
		{Export, Accept, []string{"ctrl+s"}, "write", "write the file", false, false},
		{Export, Down, []string{"down", "tab"}, "", "next line", false, false},
		{Export, Up, []string{"up", "shift+tab"}, "", "previous line", false, false},
		{Export, Right, []string{"right"}, "", "next choice", false, false},
		{Export, Left, []string{"left"}, "", "previous choice", false, false},
		{Export, Replace, []string{"ctrl+r"}, "", "replace the file that is there", false, false},

		{Welcome, Open, []string{"enter"}, "next", "next line; from the last one, connect", false, false},
		{Welcome, Accept, []string{"ctrl+s"}, "connect", "try the key and connect", false, false},
		{Welcome, Demo, []string{"ctrl+o"}, "look at the demo", "look around in the demo world: no key, no network", false, false},
		{Welcome, Down, []string{"down", "tab"}, "", "next line", false, false},
		{Welcome, Up, []string{"up", "shift+tab"}, "", "previous line", false, false},
		{Welcome, Right, []string{"right"}, "", "next choice", false, false},
		{Welcome, Left, []string{"left"}, "", "previous choice", false, false},
		{Welcome, Back, []string{"esc"}, "", "stop the attempt to connect", false, false},

		{Trigger, Back, []string{"esc"}, "back", "leave the form (asks when something was typed)", false, false},
		{Trigger, Next, []string{"tab"}, "next field", "next field", false, false},
		{Trigger, Accept, []string{"ctrl+s"}, "start run", "check everything and start the run", true, false},
		{Trigger, Open, []string{"enter"}, "", "next field; from the last one, round to the first", false, false},
		{Trigger, Down, []string{"down", "right"}, "choose", "next choice", false, false},
		{Trigger, Up, []string{"up", "left"}, "", "previous choice", false, false},
		{Trigger, Prev, []string{"shift+tab"}, "previous", "previous field", false, false},
		{Trigger, Refresh, []string{"ctrl+r"}, "", "read the task and its runs again", false, false},
		{Trigger, Latest, []string{"ctrl+o"}, "", "open the newest run of the task; the form stays", false, false},

		{Form, Back, []string{"esc"}, "back", "the step before; from the first one, leave (asks when something was typed)", false, false},
		{Form, Accept, []string{"ctrl+s"}, "next step", "check this step and go on; from the last one, send", true, false},
		{Form, StepBack, []string{"ctrl+b"}, "step back", "the step before, everything kept", false, false},
		{Form, Next, []string{"tab"}, "next field", "next field", false, false},
		{Form, Prev, []string{"shift+tab"}, "previous", "previous field", false, false},
		{Form, Open, []string{"enter"}, "", "next field; from the last one, the next step", false, false},
		{Form, Down, []string{"down", "right"}, "choose", "next choice", false, false},
		{Form, Up, []string{"up", "left"}, "", "previous choice", false, false},
		{Form, Refresh, []string{"ctrl+r"}, "", "read what the form stands on again", false, false},
		{Form, MappingView, []string{"f2"}, "mapping", "where the variables lead in sample data, and back to the text", false, false},

		{Mapping, TakeNear, []string{"enter", "1", "2", "3", "4", "5", "6", "7", "8", "9"}, "take the path", "put a near path into the JSON: its number, or enter for the first", false, false},
		{Mapping, Down, []string{"j", "down", "tab", "right"}, "next variable", "next variable", false, false},
		{Mapping, Up, []string{"k", "up", "shift+tab", "left"}, "", "variable before", false, false},

		{Review, Accept, []string{"ctrl+s"}, "create the task", "send the request and create the task", true, false},
		{Review, Down, []string{"down", "j", "right"}, "scroll", "one line further down", false, false},
		{Review, Up, []string{"up", "k", "left"}, "", "one line further up", false, false},
		{Review, CopyCommand, []string{"y"}, "copy command", "copy the equal ax command", false, false},
		{Review, CopyBody, []string{"Y"}, "copy body", "copy the request body as JSON", false, false},
		{Review, OtherFlags, []string{"v"}, "", "the command for the older ax, or for the newer one", false, false},

		{PickField, Mark, []string{" "}, "mark", "mark or unmark the selected name", false, false},
		{PickField, Unpick, []string{"ctrl+x"}, "unpick", "take the last pick away", false, false},
		{PickField, Refresh, []string{"ctrl+r"}, "try again", "read the list again", false, false},

		{Filter, Back, []string{"esc"}, "back", "leave without changing the filter", false, false},
		{Filter, Up, []string{"up", "shift+tab"}, "", "previous filter", false, false},
		{Filter, Down, []string{"down", "tab"}, "next", "next filter", false, false},
		{Filter, Open, []string{"enter"}, "choose", "choose a value, or apply from the last row", false, false},
		{Filter, Accept, []string{"ctrl+s"}, "apply", "apply the filter", false, false},
		{Filter, Clear, []string{"ctrl+x"}, "clear", "clear this filter", false, false},

		{Picker, Back, []string{"esc"}, "back", "leave without picking", false, false},
		{Picker, Up, []string{"up", "ctrl+p"}, "", "previous name", false, false},
		{Picker, Down, []string{"down", "ctrl+n"}, "", "next name", false, false},
		{Picker, Accept, []string{"enter"}, "pick", "pick the selected name", false, false},

		{Find, Back, []string{"esc"}, "clear", "leave the find and show every row", false, false},
		{Find, Accept, []string{"enter"}, "keep", "keep the find and go back to the rows", false, false},
		{Find, Down, []string{"down"}, "", "next row", false, false},
		{Find, Up, []string{"up"}, "", "previous row", false, false},

		{Confirm, Yes, []string{"y"}, "yes", "yes, do it", false, false},
		{Confirm, No, []string{"n", "esc", "q"}, "no", "no, leave everything as it is", false, false},
		{Confirm, Next, []string{"tab", "right", "left", "h", "l"}, "", "move between No and Yes", false, false},
		{Confirm, Accept, []string{"enter"}, "take the marked answer", "take the marked answer (No at first)", false, false},

		{Delete, Back, []string{"esc"}, "keep it", "leave everything as it is", false, false},
		{Delete, Accept, []string{"enter"}, "delete", "delete the task whose name is typed", true, true},

		{Sheet, Back, []string{"esc", "q", "?"}, "close", "close this sheet", false, false},

		{Palette, Back, []string{"esc"}, "close", "close the palette", false, false},
		{Palette, Up, []string{"up", "ctrl+p"}, "", "previous action", false, false},
		{Palette, Down, []string{"down", "ctrl+n"}, "", "next action", false, false},
		{Palette, Accept, []string{"enter"}, "do it", "do the selected action", false, false},
	}
}

// editorRows are the keys of a text of many lines. Tab is text there, so the
// field is left with the keys of the form around it.
func editorRows() []Entry {
	return []Entry{
		{Changing, Accept, []string{"ctrl+s"}, "review", "check everything and look at what would be sent", true, false},
		{Changing, Back, []string{"esc"}, "back", "leave the form (asks when something was changed)", false, false},
		{Saving, Accept, []string{"ctrl+s"}, "save", "send the change", true, false},

		{Editor, NextFault, []string{"f8", "ctrl+n"}, "next fault", "go to the next fault in the text", false, false},
		{Editor, PrevFault, []string{"f7", "ctrl+p"}, "", "go to the fault before", false, false},
		{Editor, Format, []string{"ctrl+f"}, "format", "indent the text evenly, keys and numbers as they are", false, false},
		{Editor, EditorAc, []string{"ctrl+e"}, "your editor", "open the text in $VISUAL or $EDITOR", false, false},
		{Editor, Undo, []string{"ctrl+z"}, "undo", "take the last change back", false, false},
		{Editor, Redo, []string{"ctrl+y"}, "", "make the change again", false, false},
		{Editor, Up, []string{"up"}, "", "line above", false, false},
		{Editor, Down, []string{"down"}, "", "line below", false, false},
		{Editor, Left, []string{"left"}, "", "one character to the left", false, false},
		{Editor, Right, []string{"right"}, "", "one character to the right", false, false},
		{Editor, WordLeft, []string{"alt+left", "ctrl+left", "alt+b"}, "", "one word to the left", false, false},
		{Editor, WordRight, []string{"alt+right", "ctrl+right", "alt+f"}, "", "one word to the right", false, false},
		{Editor, LineStart, []string{"home", "ctrl+a"}, "", "start of the line", false, false},
		{Editor, LineEnd, []string{"end"}, "", "end of the line", false, false},
		{Editor, PageUp, []string{"pgup"}, "", "one page up", false, false},
		{Editor, PageDown, []string{"pgdown"}, "", "one page down", false, false},
		{Editor, Top, []string{"ctrl+home"}, "", "start of the text", false, false},
		{Editor, Bottom, []string{"ctrl+end"}, "", "end of the text", false, false},
		{Editor, NewLine, []string{"enter"}, "", "new line, indented like this one", false, false},
		{Editor, Indent, []string{"tab"}, "", "two spaces", false, false},
		{Editor, EraseBack, []string{"backspace"}, "", "erase the character before the cursor", false, false},
		{Editor, EraseAhead, []string{"delete", "ctrl+d"}, "", "erase the character at the cursor", false, false},
		{Editor, EraseWord, []string{"ctrl+w", "alt+backspace"}, "", "erase the word before the cursor", false, false},
		{Editor, EraseStart, []string{"ctrl+u"}, "", "erase to the start of the line", false, false},
		{Editor, EraseEnd, []string{"ctrl+k"}, "", "erase to the end of the line", false, false},
	}
}

func globalRows() []Entry {
	return []Entry{
		{Global, Back, []string{"esc", "h"}, "back", "go back", false, false},
		{Global, Help, []string{"?"}, "help", "the keys of this screen", false, false},
		{Global, PaletteAc, []string{":"}, "", "every action by name", false, false},
		{Global, Quit, []string{"q"}, "quit", "quit (asks when a run is being watched or something is unsaved)", false, false},
		{Global, Profile, []string{"p"}, "", "switch to another profile or space", false, false},
		{Global, Suspend, []string{"ctrl+z"}, "", "suspend to the shell", false, false},
		{Global, Redraw, []string{"ctrl+l"}, "", "paint the screen anew", false, false},
	}
}
