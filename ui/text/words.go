package text

import (
	"fmt"
	"math"
	"strconv"
	"time"
)

// none stands where a value is not known.
const none = "–"

// Age words how long ago something was: "just now" below one second and for
// times that lie ahead (clocks differ), then "3 s ago", "3 min ago", "2 h ago",
// "1 d ago". Parts of a unit are dropped.
func Age(d time.Duration) string {
	switch {
	case d < time.Second:
		return "just now"
	case d < time.Minute:
		return strconv.Itoa(int(d/time.Second)) + " s ago"
	case d < time.Hour:
		return strconv.Itoa(int(d/time.Minute)) + " min ago"
	case d < day:
		return strconv.Itoa(int(d/time.Hour)) + " h ago"
	default:
		return Count(int(d/day)) + " d ago"
	}
}

const day = 24 * time.Hour

// Dur words a duration with its two largest units: "45 s", "2 min 14 s",
// "1 h 05 min", "1 d 12 h", "6 d". Smaller parts are dropped, not rounded, so
// that no unit ever reaches the next one; a second part of zero is left out.
// Negative durations are "0 s".
func Dur(d time.Duration) string {
	switch {
	case d < time.Second:
		return "0 s"
	case d < time.Minute:
		return strconv.Itoa(int(d/time.Second)) + " s"
	case d < time.Hour:
		return twoParts(int(d/time.Minute), " min", int(d%time.Minute/time.Second), " s")
	case d < day:
		return twoParts(int(d/time.Hour), " h", int(d%time.Hour/time.Minute), " min")
	default:
		return twoParts(int(d/day), " d", int(d%day/time.Hour), " h")
	}
}

func twoParts(big int, bigUnit string, small int, smallUnit string) string {
	if small == 0 {
		return strconv.Itoa(big) + bigUnit
	}
	return fmt.Sprintf("%d%s %02d%s", big, bigUnit, small, smallUnit)
}

// Plural is a number of things: "1 run", "4 862 runs".
func Plural(n int, word string) string {
	if n == 1 {
		return "1 " + word
	}
	return Count(n) + " " + word + "s"
}

// Count writes a number in groups of three with an ordinary space between
// them: "4 862", "10 000".
func Count(n int) string {
	s := strconv.Itoa(n)
	sign := ""
	if s[0] == '-' {
		sign, s = "-", s[1:]
	}
	if len(s) <= 3 {
		return sign + s
	}
	out := make([]byte, 0, len(s)+len(s)/3)
	for i := range len(s) {
		if i > 0 && (len(s)-i)%3 == 0 {
			out = append(out, ' ')
		}
		out = append(out, s[i])
	}
	return sign + string(out)
}

// Rate words a speed given in items per second: "37 /s", "4.2 /s", "18 /min"
// below one a second, "< 1 /min" below that, "0 /s" for nothing (and for
// negative or undefined values). It adds no ≈: whoever estimates says so.
func Rate(perSecond float64) string {
	switch {
	case math.IsNaN(perSecond) || math.IsInf(perSecond, 0) || perSecond <= 0:
		return "0 /s"
	case perSecond >= 9.95:
		return Count(int(math.Round(min(perSecond, 1e15)))) + " /s"
	case perSecond >= 0.9999:
		return strconv.FormatFloat(perSecond, 'f', 1, 64) + " /s"
	case perSecond*60 >= 1:
		return strconv.Itoa(min(59, int(math.Round(perSecond*60)))) + " /min"
	default:
		return "< 1 /min"
	}
}

// Stamp writes date, time to the minute and zone: "2026-03-01 00:00 UTC". A
// nil location is UTC; the zero time is "–".
func Stamp(t time.Time, loc *time.Location) string { return format(t, loc, stampLayout) }

// Clock writes the time of day and zone: "21:04:07 UTC". A nil location is
// UTC; the zero time is "–".
func Clock(t time.Time, loc *time.Location) string { return format(t, loc, "15:04:05 MST") }

// Seconds writes date, time to the second and zone: "2026-03-01 00:00:07 UTC".
// A nil location is UTC; the zero time is "–".
func Seconds(t time.Time, loc *time.Location) string {
	return format(t, loc, "2006-01-02 15:04:05 MST")
}

const stampLayout = "2006-01-02 15:04 MST"

func format(t time.Time, loc *time.Location, layout string) string {
	if t.IsZero() {
		return none
	}
	if loc == nil {
		loc = time.UTC
	}
	return t.In(loc).Format(layout)
}

// Window writes a window of time with its length:
// "2026-03-01 00:00 → 2026-03-07 00:00 UTC (6 d)". The zone is named once, or
// twice when it changes within the window. A missing end is "–", and then the
// length is left out. A nil location is UTC.
func Window(start, end time.Time, loc *time.Location) string {
	from, to := Stamp(start, loc), Stamp(end, loc)
	if start.IsZero() || end.IsZero() {
		if from == to {
			return none
		}
		return from + " → " + to
	}
	if loc == nil {
		loc = time.UTC
	}
	if zone(start, loc) == zone(end, loc) {
		from = start.In(loc).Format("2006-01-02 15:04")
	}
	return from + " → " + to + " (" + Dur(end.Sub(start)) + ")"
}

func zone(t time.Time, loc *time.Location) string {
	name, _ := t.In(loc).Zone()
	return name
}
