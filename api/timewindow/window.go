package timewindow

import "time"

// MaxWindow is the longest window the server takes (contract section 6,
// Trigger).
const MaxWindow = 30 * day

// IndexLag is how far the index that task filters look at may be behind: one
// to two hours (contract section 6, Spans, and section 8).
const IndexLag = 2 * time.Hour

// Window is a stretch of time, its start inside and its end outside.
type Window struct{ Start, End time.Time }

// Warn tells what is likely to disappoint about a window that can be sent, ""
// when nothing is: it lies ahead, or its end is so recent that the index may
// not have it yet.
func (w Window) Warn(now time.Time) string {
	switch {
	case w.End.IsZero():
		return ""
	case w.Start.After(now):
		return "the window lies in the future; there is nothing in it yet"
	case w.End.After(now):
		return "the window ends in the future; what comes later is not scored by this run"
	case now.Sub(w.End) < IndexLag:
		return "the window ends less than 2 h ago; the latest spans are likely not indexed yet and would be missed"
	}
	return ""
}

// Preset is a window that is offered by name. From and To say the same as
// Parse reads it, for fields that show text.
type Preset struct {
	Name     string
	From, To string
}

// Presets lists the windows on offer. The first one is for want of a better:
// a day that the index has caught up with. Then those that end now, shortest
// first, but for the day, which stands next to it; then the other ones that
// leave the index time to catch up.
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
