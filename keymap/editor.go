package keymap

// editorRows are the keys of a multi-line text. Tab is text there, so only the
// form's own keys leave the field.
func editorRows() []row {
	return []row{
		{scope: Changing, action: Accept, keys: "ctrl+s", short: "review", help: "check everything and review the request", write: true},
		{scope: Changing, action: Back, keys: "esc", short: "leave", help: "close the form (asks when something was changed)"},
		{scope: Changing, action: ToReview, keys: "ctrl+g", help: "check everything and review the request"},
		{scope: Saving, action: Accept, keys: "ctrl+s", short: "save", help: "send the change", write: true},

		{scope: Editor, action: NextFault, keys: "f8 ctrl+n", short: "next fault", help: "go to the next fault in the text"},
		{scope: Editor, action: PrevFault, keys: "f7 ctrl+p", help: "go to the previous fault"},
		{scope: Editor, action: Format, keys: "ctrl+f", short: "format", help: "indent the text evenly; keys and numbers stay as they are"},
		{scope: Editor, action: OpenEditor, keys: "ctrl+e", short: "your editor", help: "open the text in $VISUAL or $EDITOR"},
		{scope: Editor, action: Clear, keys: "ctrl+x", short: "clear", help: "clear the whole text; ctrl+z brings it back"},
		{scope: Editor, action: Undo, keys: "ctrl+z", short: "undo", help: "undo the last change"},
		{scope: Editor, action: Redo, keys: "ctrl+y", help: "redo the undone change"},
		{scope: Editor, action: Up, keys: "up", help: "line above"},
		{scope: Editor, action: Down, keys: "down", help: "line below"},
		{scope: Editor, action: Left, keys: "left", help: "one character to the left"},
		{scope: Editor, action: Right, keys: "right", help: "one character to the right"},
		{scope: Editor, action: WordLeft, keys: "alt+left ctrl+left alt+b", help: "one word to the left"},
		{scope: Editor, action: WordRight, keys: "alt+right ctrl+right alt+f", help: "one word to the right"},
		{scope: Editor, action: LineStart, keys: "home ctrl+a", help: "start of the line"},
		{scope: Editor, action: LineEnd, keys: "end", help: "end of the line"},
		{scope: Editor, action: PageUp, keys: "pgup", help: "one page up"},
		{scope: Editor, action: PageDown, keys: "pgdown", help: "one page down"},
		{scope: Editor, action: Top, keys: "ctrl+home", help: "start of the text"},
		{scope: Editor, action: Bottom, keys: "ctrl+end", help: "end of the text"},
		{scope: Editor, action: NewLine, keys: "enter", help: "new line, indented like this one"},
		{scope: Editor, action: Indent, keys: "tab", help: "two spaces"},
		{scope: Editor, action: EraseBack, keys: "backspace", help: "erase the character before the cursor"},
		{scope: Editor, action: EraseAhead, keys: "delete ctrl+d", help: "erase the character at the cursor"},
		{scope: Editor, action: EraseWord, keys: "ctrl+w alt+backspace", help: "erase the word before the cursor"},
		{scope: Editor, action: EraseStart, keys: "ctrl+u", help: "erase to the start of the line"},
		{scope: Editor, action: EraseEnd, keys: "ctrl+k", help: "erase to the end of the line"},
	}
}
