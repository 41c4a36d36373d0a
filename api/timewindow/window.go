package timewindow

import "time"

// MaxWindow is the longest window that the server accepts (contract section 6,
// Trigger).
const MaxWindow = 30 * day

// IndexLag is the largest lag of the index that task filters search: one to two
// hours (contract section 6, Spans, and section 8).
const IndexLag = 2 * time.Hour

// Window is a range of time. Start is inclusive, End exclusive; zero means unset.
type Window struct{ Start, End time.Time }

// Warn returns a warning about a valid window that is in the future or ends so
// recently that its last spans may not be indexed yet; else "".
func (w Window) Warn(now time.Time) string {
	switch {
	case w.End.IsZero():
		return ""
	case w.Start.After(now):
		return "the window is in the future; there is no data in it yet"
	case w.End.After(now):
		return "the window ends in the future; this run does not score spans that arrive after it"
	case now.Sub(w.End) < IndexLag:
		return "the window ends less than 2 h ago; the latest spans may not be indexed yet and would be missed"
	}
	return ""
}

// Preset is a predefined window. From and To are in a form that Parse accepts, for
// text fields.
type Preset struct {
	Name     string
	From, To string
}

// Presets lists the predefined windows. The first is the default, a day that is
// fully indexed. Then come those that end now, the day first, then by length; then
// the others that are fully indexed.
func Presets() []Preset {
	return []Preset{
		{Name: "24 h, ending 2 h ago", From: "-26h", To: "-2h"},
		{Name: "last 24 h", From: "-24h", To: "now"},
		{Name: "last 1 h", From: "-1h", To: "now"},
		{Name: "last 6 h", From: "-6h", To: "now"},
		{Name: "last 7 d", From: "-7d", To: "now"},
		{Name: "last 30 d", From: "-30d", To: "now"},
		{Name: "7 d, ending 2 h ago", From: "-7d2h", To: "-2h"},
		{Name: "30 d, ending 2 h ago", From: "-30d2h", To: "-2h"},
	}
}
