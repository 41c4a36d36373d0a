package part

import (
	"math"
	"strings"
	"testing"
	"time"

	"ax-tui/theme"
)

func TestColumns(t *testing.T) {
	nan := math.NaN()
	for _, tt := range []struct {
		values []float64
		top    float64
		rows   int
		want   string
	}{
		{[]float64{0, 4, 8}, 8, 1, "▁▄█"},
		{[]float64{0, 4, 8, 12}, 16, 2, "   ▄\n▁▄██"},
		{[]float64{nan, 0.001, 0, -3}, 8, 1, " ▂▁▁"},
		{[]float64{99, math.Inf(1)}, 8, 1, "██"},
		{[]float64{1}, 0, 1, "▁"},
		{nil, 8, 2, "\n"},
	} {
		if got := strings.Join(Columns(bare(false), tt.values, tt.top, tt.rows, theme.Style{}, -1), "\n"); got != tt.want && tt.top > 0 {
			t.Errorf("%v on a scale to %v: %q, want %q", tt.values, tt.top, got, tt.want)
		}
	}
	cursor := Columns(bare(true), []float64{8, 4}, 8, 1, theme.Style{}, 1)
	if cursor[0] != "#\x1b[7m=\x1b[0m" {
		t.Errorf("with a cursor, in ASCII: %q", cursor)
	}
}

func TestScaleHoldsTheValue(t *testing.T) {
	for value, want := range map[float64]float64{0: 1, 1: 1, 1.2: 1.5, 7: 8, 10: 10, 280: 300, 0.07: 0.08, 9.99: 10, math.Inf(1): 1} {
		if got := Scale(value); math.Abs(got-want) > 1e-9 {
			t.Errorf("the scale of %v ends at %v, want %v", value, got, want)
		}
	}
}

func TestTimeAxis(t *testing.T) {
	start := time.Date(2026, 3, 1, 10, 30, 0, 0, time.UTC)
	for _, tt := range []struct {
		step          time.Duration
		width, cursor int
		want          string
	}{
		{time.Second, 32, -1, "10:30:00────────10:30:16─────UTC"},
		{time.Minute, 26, 14, "10:30────────1↑:43─────UTC"},
		{time.Hour, 8, -1, "─────UTC"},
		{time.Hour, 2, 9, "──"},
		{time.Hour, 0, -1, ""},
	} {
		if got := stripped(TimeAxis(bare(false), start, tt.step, tt.width, tt.cursor, nil)); got != tt.want {
			t.Errorf("%d cells of %v: %q, want %q", tt.width, tt.step, got, tt.want)
		}
	}
}

func BenchmarkColumns(b *testing.B) {
	values := make([]float64, 100)
	for i := range values {
		values[i] = float64(i % 37)
	}
	styles := bare(false)
	b.ReportAllocs()
	for b.Loop() {
		Columns(styles, values, 40, 12, styles.Success, -1)
	}
}
