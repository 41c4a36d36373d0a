package timewindow

import (
	"strconv"
	"strings"
	"time"
)

const day = 24 * time.Hour

// unit gives the length of a unit of time; 0 for a word that is none. An upper
// case M is none on purpose: it might be meant for months.
func unit(s string) time.Duration {
	if s == "M" {
		return 0
	}
	switch strings.ToLower(s) {
	case "s", "sec", "second", "seconds":
		return time.Second
	case "m", "min", "minute", "minutes":
		return time.Minute
	case "h", "hour", "hours":
		return time.Hour
	case "d", "day", "days":
		return day
	case "w", "week", "weeks":
		return 7 * day
	}
	return 0
}

// back reads how far something lies before now. A sign and "ago" together
// are refused: the one might be meant to undo the other.
func back(in string) (time.Duration, bool) {
	s := in
	if low := strings.ToLower(s); strings.HasPrefix(low, "now") {
		s = strings.TrimSpace(s[3:])
		if !strings.HasPrefix(s, "-") {
			return 0, false
		}
	}
	minus := strings.HasPrefix(s, "-")
	if minus {
		s = strings.TrimSpace(s[1:])
	}
	if low := strings.ToLower(s); strings.HasSuffix(low, "ago") {
		if minus {
			return 0, false
		}
		s = strings.TrimSpace(s[:len(s)-3])
	}
	return length(s)
}

// longest keeps every sum within what a duration can hold; nothing that far
// back is meant.
const longest = 100 * 366 * day

// length reads "1d12h" or "1 day 12 hours": larger units first, each once.
func length(s string) (time.Duration, bool) {
	var sum, last time.Duration
	for s != "" {
		digits := prefix(s, isDigit)
		rest := strings.TrimLeft(s[digits:], " ")
		letters := prefix(rest, isLetter)
		u := unit(rest[:letters])
		if digits == 0 || digits > 9 || u == 0 || last != 0 && u >= last {
			return 0, false
		}
		n, err := strconv.Atoi(s[:digits])
		if err != nil || time.Duration(n) > longest/u {
			return 0, false
		}
		sum, last = sum+time.Duration(n)*u, u
		s = strings.TrimLeft(rest[letters:], " ")
	}
	return sum, last != 0
}

// prefix is how many bytes at the front of s are of a kind.
func prefix(s string, is func(byte) bool) int {
	n := 0
	for n < len(s) && is(s[n]) {
		n++
	}
	return n
}

func isDigit(c byte) bool  { return c >= '0' && c <= '9' }
func isLetter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }
