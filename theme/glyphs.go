package theme

// Glyphs are the symbols of the program. Each is one cell wide in both sets,
// except Arrow in ASCII.
type Glyphs struct {
	Pending, Running, Completed, Notice, Failed, Cancelled, Unknown string
	Live, Crumb, Cursor, Mark, More, Arrow, Approx, Dot, Watched    string
	ScrollLeft, ScrollRight, ScrollUp, ScrollDown                   string
	SortUp, SortDown                                                string
	Folded, Unfolded                                                string
	Project, Dataset                                                string // what a task evaluates
	BarFull, BarMid, BarRest                                        string
	Spark                                                           []string // from lowest to highest
	BorderH, BorderV, TopL, TopR, BottomL, BottomR, Divider         string
	Ellipsis, Minus, Check, Warn                                    string
}

func glyphs(ascii bool) Glyphs {
	if ascii {
		return Glyphs{ //nolint:dupl // the same fields, other glyphs
			Pending: "o", Running: "*", Completed: "+", Notice: "!", Failed: "x", Cancelled: "-", Unknown: "?",
			Live: "*", Crumb: ">", Cursor: ">", Mark: "#", More: "v", Arrow: "->", Approx: "~", Dot: "|", Watched: "@",
			ScrollLeft: "<", ScrollRight: ">", ScrollUp: "^", ScrollDown: "v", SortUp: "^", SortDown: "v", Folded: "+", Unfolded: "-", Project: "p", Dataset: "d",
			BarFull: "#", BarMid: "x", BarRest: ".", Spark: []string{".", ":", "-", "=", "+", "*", "#", "@"},
			BorderH: "-", BorderV: "|", TopL: "+", TopR: "+", BottomL: "+", BottomR: "+", Divider: "|",
			Ellipsis: "~", Minus: "-", Check: "+", Warn: "!",
		}
	}
	return Glyphs{ //nolint:dupl // see above
		Pending: "○", Running: "●", Completed: "✓", Notice: "△", Failed: "✗", Cancelled: "⊘", Unknown: "?",
		Live: "●", Crumb: "▸", Cursor: "▸", Mark: "▪", More: "↓", Arrow: "→", Approx: "≈", Dot: "·", Watched: "◉",
		ScrollLeft: "‹", ScrollRight: "›", ScrollUp: "↑", ScrollDown: "↓", SortUp: "▲", SortDown: "▼", Folded: "▸", Unfolded: "▾", Project: "▣", Dataset: "▤",
		BarFull: "█", BarMid: "▒", BarRest: "░", Spark: []string{"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"},
		BorderH: "─", BorderV: "│", TopL: "╭", TopR: "╮", BottomL: "╰", BottomR: "╯", Divider: "│",
		Ellipsis: "…", Minus: "–", Check: "✓", Warn: "!",
	}
}
