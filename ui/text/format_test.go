package text

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestAge(t *testing.T) {
	tests := map[time.Duration]string{
		-time.Hour: "–", -time.Minute: "just now", 0: "just now", 999 * time.Millisecond: "just now",
		time.Second: "1 s ago", 59 * time.Second: "59 s ago", time.Minute: "1 min ago",
		59*time.Minute + 59*time.Second: "59 min ago", 2 * time.Hour: "2 h ago",
		day - 1: "23 h ago", day: "1 d ago", 1500 * day: "1 500 d ago",
	}
	for in, want := range tests {
		if got := Age(in); got != want {
			t.Errorf("Age(%v) = %q, want %q", in, got, want)
		}
	}
}

func TestDur(t *testing.T) {
	tests := map[time.Duration]string{
		-time.Second: "0 s", 0: "0 s", 999 * time.Millisecond: "0 s", 45 * time.Second: "45 s",
		59*time.Second + 999*time.Millisecond: "59 s", time.Minute: "1 min", 134 * time.Second: "2 min 14 s",
		124 * time.Second: "2 min 04 s", 65 * time.Minute: "1 h 05 min", time.Hour - 1: "59 min 59 s",
		10 * time.Minute: "10 min", 36 * time.Hour: "1 d 12 h", 6 * day: "6 d", 6*day + time.Minute: "6 d",
	}
	for in, want := range tests {
		if got := Dur(in); got != want {
			t.Errorf("Dur(%v) = %q, want %q", in, got, want)
		}
	}
}

// parseDuration parses a duration that Dur has formatted.
func parseDuration(rt *rapid.T, text string) time.Duration {
	units := map[string]time.Duration{"s": time.Second, "min": time.Minute, "h": time.Hour, "d": day}
	fields := strings.Fields(text)
	var sum time.Duration
	for i := 0; i+1 < len(fields); i += 2 {
		number, err := strconv.Atoi(fields[i])
		if err != nil || units[fields[i+1]] == 0 {
			rt.Fatalf("cannot parse %q", text)
		}
		sum += time.Duration(number) * units[fields[i+1]]
	}
	return sum
}

func TestDurHolds(t *testing.T) {
	sixty := regexp.MustCompile(`\b(60 (s|min)|24 h)\b`)
	rapid.Check(t, func(rt *rapid.T) {
		near := rapid.SampledFrom([]time.Duration{time.Second, time.Minute, time.Hour, day, 30 * day})
		anyDuration := rapid.Int64Range(0, int64(400*day))
		shorter := time.Duration(anyDuration.Draw(rt, "a"))
		if rapid.Bool().Draw(rt, "edge") {
			shorter = near.Draw(rt, "unit") + time.Duration(rapid.Int64Range(-2e9, 2e9).Draw(rt, "off"))
		}
		longer := shorter + time.Duration(rapid.Int64Range(0, int64(2*day)).Draw(rt, "more"))
		shorterText, longerText := Dur(shorter), Dur(longer)
		if sixty.MatchString(shorterText) {
			rt.Fatalf("Dur(%v) = %q", shorter, shorterText)
		}
		if parseDuration(rt, shorterText) > parseDuration(rt, longerText) {
			rt.Fatalf("Dur(%v) = %q but Dur(%v) = %q", shorter, shorterText, longer, longerText)
		}
		if parseDuration(rt, shorterText) > max(shorter, 0) {
			rt.Fatalf("Dur(%v) = %q is too long", shorter, shorterText)
		}
	})
}

func TestCount(t *testing.T) {
	tests := map[int]string{
		0: "0", 12: "12", 138: "138", 4862: "4 862", 10000: "10 000", 1234567: "1 234 567",
		-5: "–", math.MinInt64: "–",
	}
	for in, want := range tests {
		if got := Count(in); got != want {
			t.Errorf("Count(%d) = %q, want %q", in, got, want)
		}
	}
}

func TestRate(t *testing.T) {
	tests := []struct {
		in   float64
		want string
	}{
		{0, "0 /s"},
		{-1, "0 /s"},
		{math.NaN(), "0 /s"},
		{math.Inf(1), "0 /s"},
		{37.2, "37 /s"},
		{9.96, "10 /s"},
		{9.9, "9.9 /s"},
		{4.24, "4.2 /s"},
		{1, "1.0 /s"},
		{0.995, "59 /min"},
		{0.3, "18 /min"},
		{0.01, "< 1 /min"},
		{1250, "1 250 /s"},
		{1e300, "1 000 000 000 000 000 /s"},
	}
	for _, tt := range tests {
		if got := Rate(tt.in); got != tt.want {
			t.Errorf("Rate(%v) = %q, want %q", tt.in, got, tt.want)
		}
	}
}

func TestTimes(t *testing.T) {
	at := time.Date(2026, 3, 1, 21, 4, 7, 0, time.UTC)
	cet := time.FixedZone("CET", 3600)
	var zero time.Time
	tests := []struct{ name, got, want string }{
		{"stamp", Stamp(at, time.UTC), "2026-03-01 21:04 UTC"},
		{"stamp, zone", Stamp(at, cet), "2026-03-01 22:04 CET"},
		{"stamp, no location", Stamp(at.In(cet), nil), "2026-03-01 21:04 UTC"},
		{"stamp, zero", Stamp(zero, nil), "–"},
		{"clock", Clock(at, nil), "21:04:07 UTC"},
		{"clock, zero", Clock(zero, cet), "–"},
		{"seconds", Seconds(at, nil), "2026-03-01 21:04:07 UTC"},
	}
	for _, tt := range tests {
		if tt.got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, tt.got, tt.want)
		}
	}
}

func TestWindow(t *testing.T) {
	start := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	var zero time.Time
	tests := []struct {
		name       string
		start, end time.Time
		loc        *time.Location
		want       string
	}{
		{"both ends", start, start.AddDate(0, 0, 6), nil, "2026-03-01 00:00 → 2026-03-07 00:00 UTC (6 d)"},
		{"no end", start, zero, nil, "2026-03-01 00:00 UTC → –"},
		{"no start", zero, start, nil, "– → 2026-03-01 00:00 UTC"},
		{"neither", zero, zero, nil, "–"},
		{"ends before it starts", start, start.Add(-time.Minute), nil, "2026-03-01 00:00 → 2026-02-28 23:59 UTC (–)"},
		{"longer than a Duration", time.Unix(0, 0), time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC), nil, "1970-01-01 00:00 → 9999-01-01 00:00 UTC (–)"},
	}
	for _, tt := range tests {
		if got := Window(tt.start, tt.end, tt.loc); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}
