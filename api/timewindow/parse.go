// Package timewindow parses times as users write them and checks time windows.
//
// It guarantees that what Parse accepts has one meaning and that everything else
// is refused with the list of accepted forms; that a time without a zone is UTC
// (contract section 7); and that Parse returns the same instant for the output of
// Format.
//
// It is pure: the caller passes the current time and the user's zone. It imports
// the standard library only.
package timewindow

import (
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"
)

// accepted is the end of every error message.
const accepted = "enter now, today, yesterday, -24h, -1d12h, 2h ago, " +
	"or 2026-03-01T00:00 (UTC unless a zone such as Z or +01:00 follows)"

// earliest is the earliest accepted time. An earlier one is a mistake: spans and
// runs are much newer.
var earliest = time.Unix(0, 0).UTC()

// Format returns at as on the wire: RFC 3339 in UTC with Z, with fractions of a
// second only if at has them.
func Format(at time.Time) string { return at.UTC().Format(time.RFC3339Nano) }

// Parse parses one of
//
//   - now, today, yesterday, the last two also with a time of day
//     ("yesterday 14:30"); days begin at midnight in loc;
//   - a distance back from now: -24h, -7d, -90m, -2w, -1d12h, 2h ago, 3 days ago,
//     now-2h, 7d; units are w, d, h, m and s, larger ones first, each once; m
//     is minutes, a day is 24 hours;
//   - a date or a date and time in ISO 8601, with a space or a T between,
//     seconds optional, a zone as Z, UTC or ±hh:mm optional. Without a zone it
//     is UTC whatever loc is (contract section 7); a date alone is its
//     midnight.
//
// A nil loc is UTC. The result is in UTC, not before 1970. The error lists the
// accepted forms.
func Parse(text string, now time.Time, loc *time.Location) (time.Time, error) {
	in := strings.Join(strings.Fields(text), " ")
	if in == "" {
		return time.Time{}, errors.New("no time given; " + accepted)
	}
	if loc == nil {
		loc = time.UTC
	}
	at, err := parse(in, now, loc)
	if err != nil {
		return time.Time{}, err
	}
	if at = at.UTC(); at.Before(earliest) || at.Year() > 9999 {
		return time.Time{}, fmt.Errorf("%s is outside the years 1970 to 9999; %s", quote(in), accepted)
	}
	return at, nil
}

func parse(in string, now time.Time, loc *time.Location) (time.Time, error) {
	if at, ok := parseWord(strings.ToLower(in), now, loc); ok {
		return at, nil
	}
	if length, ok := back(in); ok {
		return now.Add(-length), nil
	}
	at, err := parseISO(in)
	if err == nil {
		return at, nil
	}
	var parseErr *time.ParseError
	if errors.As(err, &parseErr) && strings.Contains(parseErr.Message, "out of range") {
		return at, fmt.Errorf("%s is not in the calendar; check month, day and hour", quote(in))
	}
	return at, fmt.Errorf("%s is not a time; %s", quote(in), accepted)
}

// quote returns the input quoted, shortened and on one line.
func quote(text string) string {
	const limit = 40
	if utf8.RuneCountInString(text) > limit {
		text = string([]rune(text)[:limit]) + "…"
	}
	return fmt.Sprintf("%q", text)
}

// parseWord parses now, today and yesterday.
func parseWord(in string, now time.Time, loc *time.Location) (time.Time, bool) {
	if in == "now" {
		return now, true
	}
	day, rest, _ := strings.Cut(in, " ")
	shift := 0
	switch day {
	case "today":
	case "yesterday":
		shift = -1
	default:
		return time.Time{}, false
	}
	var clock time.Time
	if rest != "" {
		var ok bool
		if clock, ok = clockTime(rest); !ok {
			return time.Time{}, false
		}
	}
	year, month, date := now.In(loc).Date()
	return time.Date(year, month, date+shift, clock.Hour(), clock.Minute(), clock.Second(), 0, loc), true
}

func clockTime(text string) (time.Time, bool) {
	for _, layout := range []string{"15:04", "15:04:05"} {
		if clock, err := time.Parse(layout, text); err == nil && len(text) == len(layout) {
			return clock, true
		}
	}
	return time.Time{}, false
}

// parseISO parses ISO 8601. Of several errors it returns one about a value out of
// range, if any, since that says more than a layout that does not match.
func parseISO(in string) (time.Time, error) {
	text := in
	if len(text) > 10 && (text[10] == 't' || text[10] == ' ') {
		text = text[:10] + "T" + text[11:]
	}
	text = normalizeZone(text)
	var firstErr error
	for _, layout := range []string{
		"2006-01-02", "2006-01-02T15:04", "2006-01-02T15:04:05",
		"2006-01-02T15:04Z07:00", "2006-01-02T15:04:05Z07:00",
	} {
		at, err := time.Parse(layout, text)
		if err == nil {
			return at, nil
		}
		var parseErr *time.ParseError
		if firstErr == nil || errors.As(err, &parseErr) && strings.Contains(parseErr.Message, "out of range") {
			firstErr = err
		}
	}
	return time.Time{}, firstErr
}

// normalizeZone converts the zone after a time into the form Z or ±hh:mm.
func normalizeZone(text string) string {
	if len(text) < len("2006-01-02T15:04") {
		return text
	}
	head, tail := text[:11], text[11:]
	at := strings.IndexAny(tail, " Zz+-U")
	if at < 0 {
		return text
	}
	clock, zone := tail[:at], strings.TrimSpace(tail[at:])
	switch {
	case strings.EqualFold(zone, "z") || strings.EqualFold(zone, "utc"):
		zone = "Z"
	case len(zone) == len("+0100") && allDigits(zone[1:]):
		zone = zone[:3] + ":" + zone[3:]
	case len(zone) == len("+01") && allDigits(zone[1:]):
		zone += ":00"
	}
	return head + clock + zone
}

func allDigits(text string) bool {
	for i := range len(text) {
		if text[i] < '0' || text[i] > '9' {
			return false
		}
	}
	return text != ""
}
