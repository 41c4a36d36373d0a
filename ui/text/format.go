package text

import (
	"fmt"
	"math"
	"strconv"
	"time"
)

// none is shown for an unknown value.
const none = "–"

// Age formats the time since an event: "just now" below one second and when clocks
// differ a little, "–" for an event that is still to come, then "3 s ago", "3 min ago", "2 h ago",
// "1 d ago". Fractions of a unit are dropped.
func Age(duration time.Duration) string {
	switch {
	case duration < -time.Minute:
		return none
	case duration < time.Second:
		return "just now"
	}
	unit, name := largestUnit(duration)
	return Count(int(duration/unit)) + name + " ago"
}

const day = 24 * time.Hour

// largestUnit returns the largest unit that fits into duration, at least seconds.
func largestUnit(duration time.Duration) (unit time.Duration, name string) {
	switch {
	case duration < time.Minute:
		return time.Second, " s"
	case duration < time.Hour:
		return time.Minute, " min"
	case duration < day:
		return time.Hour, " h"
	}
	return day, " d"
}

// Dur formats a duration with its two largest units: "45 s", "2 min 14 s",
// "1 h 05 min", "1 d 12 h", "6 d". Smaller units are dropped, not rounded, so
// that "60 s" never appears; a second unit of zero is left out. Negative
// durations are "0 s".
func Dur(duration time.Duration) string {
	if duration < time.Second {
		return "0 s"
	}
	unit, name := largestUnit(duration)
	smaller, smallerName := largestUnit(unit - 1)
	big, small := int(duration/unit), int(duration%unit/smaller)
	if small == 0 {
		return strconv.Itoa(big) + name
	}
	return fmt.Sprintf("%d%s %02d%s", big, name, small, smallerName)
}

// Plural formats a count with its noun: "1 run", "4 862 runs".
func Plural[N ~int](count N, word string) string {
	if count == 1 {
		return "1 " + word
	}
	return Count(count) + " " + word + "s"
}

// Count formats a number with a space between groups of three digits: "4 862",
// "10 000". A negative one is unknown: "–".
func Count[N ~int](number N) string {
	if number < 0 {
		return "–"
	}
	digits := strconv.Itoa(int(number))
	if len(digits) <= 3 {
		return digits
	}
	out := make([]byte, 0, len(digits)+len(digits)/3)
	for i := range len(digits) {
		if i > 0 && (len(digits)-i)%3 == 0 {
			out = append(out, ' ')
		}
		out = append(out, digits[i])
	}
	return string(out)
}

// Rate formats a rate given in items per second: "37 /s", "4.2 /s", below one per
// second "18 /min", below one per minute "< 1 /min", and "0 /s" for zero,
// negative, NaN and infinite values. A caller that estimates adds the ≈.
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

// Stamp formats date, time to the minute and zone: "2026-03-01 00:00 UTC". A nil
// location is UTC; the zero time is "–".
func Stamp(when time.Time, loc *time.Location) string { return formatTime(when, loc, stampLayout) }

// Clock formats the time of day and zone: "21:04:07 UTC". A nil location is
// UTC; the zero time is "–".
func Clock(when time.Time, loc *time.Location) string { return formatTime(when, loc, "15:04:05 MST") }

// Seconds formats date, time to the second and zone: "2026-03-01 00:00:07 UTC".
// A nil location is UTC; the zero time is "–".
func Seconds(when time.Time, loc *time.Location) string {
	return formatTime(when, loc, "2006-01-02 15:04:05 MST")
}

const stampLayout = "2006-01-02 15:04 MST"

func formatTime(when time.Time, loc *time.Location, layout string) string {
	if when.IsZero() {
		return none
	}
	if loc == nil {
		loc = time.UTC
	}
	return when.In(loc).Format(layout)
}

// Window formats a time window with its length:
// "2026-03-01 00:00 → 2026-03-07 00:00 UTC (6 d)". The zone appears once, or
// twice when it changes within the window. A zero start or end is "–", without
// a length. A nil location is UTC.
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
	if zoneName(start, loc) == zoneName(end, loc) {
		from = start.In(loc).Format("2006-01-02 15:04")
	}
	return from + " → " + to + " (" + Length(start, end) + ")"
}

// ClockDiffers says that the clock of the server is ahead of this one by a duration,
// negative if it is behind, and that elapsed times take that into account.
func ClockDiffers(ahead time.Duration) Safe {
	words := " ahead of"
	if ahead < 0 {
		words = " behind"
	}
	return Safe("The server's clock is " + Dur(ahead.Abs()) + words + " this one; elapsed times are corrected.")
}

// Length formats the time between two moments, "–" if the second is earlier or the
// time is longer than a Duration.
func Length(start, end time.Time) string {
	if duration := end.Sub(start); duration >= 0 && duration < math.MaxInt64 {
		return Dur(duration)
	}
	return none
}

func zoneName(when time.Time, loc *time.Location) string {
	name, _ := when.In(loc).Zone()
	return name
}

// Bytes formats a size: "800 bytes", "64 KB", "10 MB".
func Bytes(size int) string {
	switch {
	case size < 1<<10:
		return strconv.Itoa(size) + " bytes"
	case size < 1<<20:
		return strconv.Itoa(size>>10) + " KB"
	}
	return strconv.Itoa(size>>20) + " MB"
}
