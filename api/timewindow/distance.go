package timewindow

import (
	"strconv"
	"strings"
	"time"
)

const day = 24 * time.Hour

// unit returns the length of a unit of time, 0 for an unknown word. An upper-case
// M is unknown on purpose: it could mean months.
func unit(name string) time.Duration {
	if name == "M" {
		return 0
	}
	switch strings.ToLower(name) {
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

// back parses a distance back from now. A sign together with "ago" is refused
// because its meaning is unclear.
func back(in string) (time.Duration, bool) {
	rest := in
	if strings.HasPrefix(strings.ToLower(rest), "now") {
		rest = strings.TrimSpace(rest[3:])
		if !strings.HasPrefix(rest, "-") {
			return 0, false
		}
	}
	minus := strings.HasPrefix(rest, "-")
	if minus {
		rest = strings.TrimSpace(rest[1:])
	}
	if strings.HasSuffix(strings.ToLower(rest), "ago") {
		if minus {
			return 0, false
		}
		rest = strings.TrimSpace(rest[:len(rest)-3])
	}
	return length(rest)
}

// maxLength keeps every sum within the range of a time.Duration.
const maxLength = 100 * 366 * day

// length parses "1d12h" or "1 day 12 hours": larger units first, each once.
func length(text string) (time.Duration, bool) {
	var sum, last time.Duration
	for text != "" {
		digits := prefix(text, isDigit)
		rest := strings.TrimLeft(text[digits:], " ")
		letters := prefix(rest, isLetter)
		size := unit(rest[:letters])
		if digits == 0 || digits > 9 || size == 0 || last != 0 && size >= last {
			return 0, false
		}
		number, err := strconv.Atoi(text[:digits])
		if err != nil || time.Duration(number) > maxLength/size {
			return 0, false
		}
		sum, last = sum+time.Duration(number)*size, size
		text = strings.TrimLeft(rest[letters:], " ")
	}
	return sum, last != 0
}

// prefix returns how many bytes at the start of text satisfy is.
func prefix(text string, is func(byte) bool) int {
	length := 0
	for length < len(text) && is(text[length]) {
		length++
	}
	return length
}

func isDigit(char byte) bool  { return char >= '0' && char <= '9' }
func isLetter(char byte) bool { return char >= 'a' && char <= 'z' || char >= 'A' && char <= 'Z' }
