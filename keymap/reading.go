package keymap

// The actions of what is read: details, help, long texts, JSON and the web app.
const (
	ShowJSON Action = "json"
	FullText Action = "full-text"
	OpenWeb  Action = "web"
	NextHit  Action = "next-hit"
	PrevHit  Action = "previous-hit"
)

// readingRows are the keys of sheets, and of the find in them.
func readingRows() []row {
	return []row{
		{scope: Sheet, action: Down, keys: "j down", short: "scroll", help: "one line further down"},
		{scope: Sheet, action: FindText, keys: "/", short: "find", help: "find a text"},
		{scope: Sheet, action: Back, keys: "esc q ?", short: "close", help: "close this sheet"},

		{scope: LongText, action: Down, keys: "j down", short: "scroll", help: "one line further down"},
		{scope: LongText, action: FindText, keys: "/", short: "find", help: "find a text"},
		{scope: LongText, action: Copy, keys: "y", short: "copy", help: "copy the text"},
		{scope: LongText, action: Back, keys: "esc q z", short: "close", help: "close the text"},

		{scope: JSONView, action: Mark, keys: "enter space", short: "fold", help: "fold or unfold; a text is shown in full"},
		{scope: JSONView, action: Left, keys: "left", help: "fold, or go to what holds this line"},
		{scope: JSONView, action: Right, keys: "right", help: "unfold"},
		{scope: JSONView, action: FindText, keys: "/", short: "find", help: "find a text, also in what is folded"},
		{scope: JSONView, action: Copy, keys: "y", short: "copy", help: "copy the JSON"},
		{scope: JSONView, action: FullText, keys: "z", short: "full text", help: "show the text of the line in full"},
		{scope: JSONView, action: Back, keys: "esc q D", short: "close", help: "close the JSON"},

		{scope: Hits, action: NextHit, keys: "n", short: "next", help: "next place with the text"},
		{scope: Hits, action: PrevHit, keys: "N", short: "previous", help: "previous place with the text"},
		{scope: Hits, action: FindText, keys: "/", short: "find", help: "find another text"},
		{scope: Hits, action: Back, keys: "esc", short: "end the find", help: "end the find"},
	}
}
