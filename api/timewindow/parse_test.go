package timewindow

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func now() time.Time { return time.Date(2026, 3, 8, 10, 30, 15, 0, time.UTC) }

func TestParse(t *testing.T) {
	tokyo := time.FixedZone("JST", 9*3600)
	at := func(year int, month time.Month, date, hour, min, sec int) time.Time {
		return time.Date(year, month, date, hour, min, sec, 0, time.UTC)
	}
	tests := []struct {
		in   string
		loc  *time.Location
		want time.Time
	}{
		{"now", nil, now()},
		{" NOW ", nil, now()},
		{"today", nil, at(2026, 3, 8, 0, 0, 0)},
		{"today", tokyo, at(2026, 3, 7, 15, 0, 0)},
		{"yesterday", nil, at(2026, 3, 7, 0, 0, 0)},
		{"yesterday 14:30", nil, at(2026, 3, 7, 14, 30, 0)},
		{"-24h", nil, now().Add(-24 * time.Hour)},
		{"-7d", nil, now().Add(-7 * day)},
		{"7d", nil, now().Add(-7 * day)},
		{"-90m", nil, now().Add(-90 * time.Minute)},
		{"-2w", nil, now().Add(-14 * day)},
		{"-1d12h", nil, now().Add(-36 * time.Hour)},
		{"- 1d 12h", nil, now().Add(-36 * time.Hour)},
		{"now-2h", nil, now().Add(-2 * time.Hour)},
		{"2h ago", nil, now().Add(-2 * time.Hour)},
		{"2 hours  ago", nil, now().Add(-2 * time.Hour)},
		{"1 day 12 hours ago", nil, now().Add(-36 * time.Hour)},
		{"30 s ago", nil, now().Add(-30 * time.Second)},
		{"2026-03-01", nil, at(2026, 3, 1, 0, 0, 0)},
		{"2026-03-01", tokyo, at(2026, 3, 1, 0, 0, 0)},
		{"2026-03-01T12:05", tokyo, at(2026, 3, 1, 12, 5, 0)},
		{"2026-03-01 12:05", nil, at(2026, 3, 1, 12, 5, 0)},
		{"2026-03-01t12:05:07", nil, at(2026, 3, 1, 12, 5, 7)},
		{"2026-03-01T12:05:07Z", nil, at(2026, 3, 1, 12, 5, 7)},
		{"2026-03-01T12:05Z", nil, at(2026, 3, 1, 12, 5, 0)},
		{"2026-03-01T12:05:07.250Z", nil, at(2026, 3, 1, 12, 5, 7).Add(250 * time.Millisecond)},
		{"2026-03-01T12:05:07+01:00", nil, at(2026, 3, 1, 11, 5, 7)},
		{"2026-03-01 12:05 -0330", nil, at(2026, 3, 1, 15, 35, 0)},
		{"2026-03-01T12:05+09", nil, at(2026, 3, 1, 3, 5, 0)},
		{"2026-03-01 00:00 UTC", nil, at(2026, 3, 1, 0, 0, 0)},
	}
	for _, tt := range tests {
		got, err := Parse(tt.in, now(), tt.loc)
		if err != nil || !got.Equal(tt.want) || got.Location() != time.UTC {
			t.Errorf("Parse(%q, %v) = %v, %v; want %v", tt.in, tt.loc, got, err, tt.want)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	for _, in := range []string{
		"", "  ", "garbage", "24", "h", "-", "-h", "ago", "--2h", "-2h ago", "+2h", "2M", "3mo", "1y", "1.5h",
		"12h1d", "1h2h", "-1d12", "now+2h", "now2h", "tomorrow", "today 25:00", "today 9", "14:30",
		"2026-03", "2026-3-1", "03/01/2026", "20260301", "2026-03-01T", "2026-03-01T12", "2026-03-01T12:05 CET",
		"2026-03-01T12:05:07ZZ", "2026-03-01Z", "1772000000", "1969-12-31", "99999999999h", "9999w", "2026-03-01T12:05 +01:0",
	} {
		if got, err := Parse(in, now(), nil); err == nil {
			t.Errorf("Parse(%q) = %v, want a refusal", in, got)
		} else if !strings.Contains(err.Error(), "-24h") {
			t.Errorf("Parse(%q): %q does not say what is accepted", in, err)
		}
	}
	for _, in := range []string{"2026-02-30", "2026-13-01", "2026-03-01T24:00", "2026-03-01T12:61Z", "2026-02-29 10:00:00"} {
		if got, err := Parse(in, now(), nil); err == nil || !strings.Contains(err.Error(), "calendar") {
			t.Errorf("Parse(%q) = %v, %v; want an error about the calendar", in, got, err)
		}
	}
	if _, err := Parse(strings.Repeat("x", 5000), now(), nil); err == nil || len(err.Error()) > 300 {
		t.Errorf("a long text gives a long error: %v", err)
	}
}

func TestFormatRoundTrip(t *testing.T) {
	if got := Format(time.Date(2026, 3, 1, 1, 0, 0, 0, time.FixedZone("", 3600))); got != "2026-03-01T00:00:00Z" {
		t.Errorf("Format = %q", got)
	}
	rapid.Check(t, func(t *rapid.T) {
		secs := rapid.Int64Range(0, 250_000_000_000).Draw(t, "secs")
		nanos := rapid.SampledFrom([]int64{0, 1, 1e6, 250e6, 999_999_999}).Draw(t, "nanos")
		zone := time.FixedZone("", rapid.IntRange(-12*60, 14*60).Draw(t, "zone")*60)
		at := time.Unix(secs, nanos).In(zone)
		for _, text := range []string{Format(at), at.Format(time.RFC3339Nano)} {
			got, err := Parse(text, now(), zone)
			if err != nil || !got.Equal(at) {
				t.Fatalf("Parse(%q) = %v, %v; want %v", text, got, err, at)
			}
		}
	})
}

// Whatever is accepted must look like one of the accepted forms.
func TestParseGarbage(t *testing.T) {
	parts := rapid.SampledFrom([]string{
		"-", "+", " ", "1", "24", "h", "d", "m", "M", "w", "s", "ago", "now", "today", "T", "Z", ":", ".", "2026-03-01", "12:05", "é", "\x00",
	})
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOfN(rapid.OneOf(parts, rapid.String()), 0, 7).Draw(t, "parts"), "")
		got, err := Parse(text, now(), time.UTC)
		if err != nil {
			if !got.IsZero() {
				t.Fatalf("Parse(%q) gave both %v and %v", text, got, err)
			}
			return
		}
		low := strings.ToLower(strings.TrimSpace(text))
		absolute := strings.HasPrefix(low, "2026-03-01") || strings.HasPrefix(low, "today")
		if !absolute && got.After(now()) {
			t.Fatalf("Parse(%q) = %v, after now", text, got)
		}
		if absolute && got.After(time.Date(2026, 3, 9, 14, 0, 0, 0, time.UTC)) {
			t.Fatalf("Parse(%q) = %v, another day", text, got)
		}
		if strings.ContainsAny(text, "+é\x00M") && !absolute {
			t.Fatalf("Parse(%q) = %v, want a refusal", text, got)
		}
	})
}

// A distance back is the sum of its parts, in every notation.
func TestLengths(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var want time.Duration
		var parts []string
		for _, unit := range []struct {
			name string
			d    time.Duration
		}{{"w", 7 * day}, {"d", day}, {"h", time.Hour}, {"m", time.Minute}, {"s", time.Second}} {
			if rapid.Bool().Draw(t, unit.name) {
				count := rapid.IntRange(0, 99).Draw(t, "n")
				want += time.Duration(count) * unit.d
				parts = append(parts, strconv.Itoa(count)+unit.name)
			}
		}
		if len(parts) == 0 {
			return
		}
		for _, in := range []string{"-" + strings.Join(parts, ""), strings.Join(parts, " ") + " ago"} {
			got, err := Parse(in, now(), nil)
			if err != nil || now().Sub(got) != want {
				t.Fatalf("Parse(%q) = %v, %v; want %v before now", in, got, err, want)
			}
		}
	})
}

func TestWindow(t *testing.T) {
	present := now()
	for _, tt := range []struct {
		name string
		w    Window
		warn string // part of the warning, "" for none
	}{
		{"good", Window{present.Add(-8 * day), present.Add(-2 * time.Hour)}, ""},
		{"lag", Window{present.Add(-day), present.Add(-2*time.Hour + time.Second)}, "less than 2 h ago"},
		{"till now", Window{present.Add(-day), present}, "less than 2 h ago"},
		{"ends ahead", Window{present.Add(-day), present.Add(time.Second)}, "ends in the future"},
		{"lies ahead", Window{present.Add(time.Hour), present.Add(2 * time.Hour)}, "is in the future"},
		{"no end", Window{Start: present.Add(-day)}, ""},
		{"nothing", Window{}, ""},
	} {
		got := tt.w.Warn(present)
		if (got == "") != (tt.warn == "") || !strings.Contains(got, tt.warn) {
			t.Errorf("%s: Warn = %q, want %q", tt.name, got, tt.warn)
		}
	}
}

func TestPresets(t *testing.T) {
	names := map[string]bool{}
	for i, preset := range Presets() {
		from, err1 := Parse(preset.From, now(), nil)
		to, err2 := Parse(preset.To, now(), nil)
		length := to.Sub(from)
		if err1 != nil || err2 != nil || length <= 0 || length > MaxWindow {
			t.Errorf("%s: %v to %v (%v, %v)", preset.Name, from, to, err1, err2)
		}
		unit, word := time.Hour, "h"
		if length > day {
			unit, word = day, "d"
		}
		if want := strconv.Itoa(int(length/unit)) + " " + word; !strings.Contains(preset.Name, want) {
			t.Errorf("%s: is %s long", preset.Name, want)
		}
		warn := (Window{from, to}).Warn(now())
		if lags := strings.Contains(preset.Name, "ago"); lags != (warn == "") {
			t.Errorf("%s: Warn = %q", preset.Name, warn)
		}
		if i == 0 && (warn != "" || length != day) {
			t.Errorf("the default window is %v", preset)
		}
		if names[preset.Name] {
			t.Errorf("duplicate preset %s", preset.Name)
		}
		names[preset.Name] = true
	}
	if Presets()[1].To != "now" || len(names) < 5 {
		t.Errorf("%d presets: %v", len(names), Presets())
	}
}
