package results

import (
	"math"
	"sort"
)

// mostScores is how many different scores are counted one by one. Beyond it they are
// counted in bins, so that memory stays bounded.
const mostScores = 256

// scores counts scores. While there are few different ones it is exact; then scores are
// put into bins of equal width, which doubles when there are too many bins again. A
// quantile is then the middle of a bin: its error is at most half a width. Count, mean,
// least and most are always exact. The zero value has counted none.
type scores struct {
	counts    map[float64]int // by score, or by the middle of a bin
	width     float64         // of the bins; 0: exact
	mean      mean
	low, high float64
}

// mean is a mean that does not overflow.
type mean struct {
	n     int
	value float64
}

func (m *mean) add(score float64) {
	m.n++
	m.value += score/float64(m.n) - m.value/float64(m.n)
}

// known returns the mean; nil of nothing.
func (m *mean) known() *float64 {
	if m.n == 0 {
		return nil
	}
	value := m.value
	return &value
}

func (s *scores) add(score float64) {
	if s.counts == nil {
		s.counts, s.low, s.high = map[float64]int{}, score, score
	}
	s.mean.add(score)
	s.low, s.high = min(s.low, score), max(s.high, score)
	s.counts[s.bin(score)]++
	for len(s.counts) > mostScores {
		s.widen()
	}
}

// bin returns the key under which a score is counted.
func (s *scores) bin(score float64) float64 {
	if s.width == 0 {
		return score
	}
	return (math.Floor(score/s.width) + 0.5) * s.width
}

// widen doubles the width of the bins, at first to the power of two that gives at most
// half of the bins.
func (s *scores) widen() {
	if s.width == 0 {
		s.width = math.Exp2(math.Ceil(math.Log2(s.high/(mostScores/2) - s.low/(mostScores/2))))
	} else {
		s.width *= 2
	}
	old := s.counts
	s.counts = make(map[float64]int, len(old))
	for score, count := range old {
		s.counts[s.bin(score)] += count
	}
}

// Scores summarizes scores.
type Scores struct {
	Count     int     `json:"count"`
	Mean      float64 `json:"mean"`
	Low       float64 `json:"min"`
	High      float64 `json:"max"`
	P10       float64 `json:"p10"`
	P50       float64 `json:"p50"`
	P90       float64 `json:"p90"`
	Error     float64 `json:"quantile_error"` // of a quantile, at most; 0: exact
	Histogram []Bin   `json:"histogram"`      // the lowest first; those between that are empty too
}

// Bin is a range of scores: From inclusive, To exclusive but for the last one. They are
// equal for a bin of one score.
type Bin struct {
	From  float64 `json:"from"`
	To    float64 `json:"to"`
	Count int     `json:"count"`
}

// fewScores is how many different scores have a bin of their own; otherwise there are
// moreBins of equal width.
const fewScores, moreBins = 8, 8

// summary returns nil when nothing was counted.
func (s *scores) summary() *Scores {
	if s.mean.n == 0 {
		return nil
	}
	keys := make(sort.Float64Slice, 0, len(s.counts))
	for key := range s.counts {
		keys = append(keys, key)
	}
	keys.Sort()
	out := &Scores{
		Count: s.mean.n, Mean: s.mean.value, Low: s.low, High: s.high, Error: s.width / 2,
		P10: s.quantile(keys, 0.1), P50: s.quantile(keys, 0.5), P90: s.quantile(keys, 0.9),
	}
	if len(keys) <= fewScores && s.width == 0 {
		for _, key := range keys {
			out.Histogram = append(out.Histogram, Bin{From: key, To: key, Count: s.counts[key]})
		}
		return out
	}
	step := s.high/moreBins - s.low/moreBins
	for i := range moreBins {
		out.Histogram = append(out.Histogram, Bin{From: s.low + float64(i)*step, To: s.low + float64(i+1)*step})
	}
	out.Histogram[moreBins-1].To = s.high
	for _, key := range keys {
		at := min(max(int((key-s.low)/step), 0), moreBins-1)
		out.Histogram[at].Count += s.counts[key]
	}
	return out
}

// quantile returns the smallest score that at least a share of all is not above.
func (s *scores) quantile(keys []float64, share float64) float64 {
	rank, seen := int(math.Ceil(share*float64(s.mean.n))), 0
	for _, key := range keys {
		if seen += s.counts[key]; seen >= rank {
			return min(max(key, s.low), s.high)
		}
	}
	return s.high
}

// Words returns the range for people: "0.5", "0 to 0.25".
func (b Bin) Words() string {
	if b.From == b.To {
		return Score(b.From)
	}
	return Score(b.From) + " to " + Score(b.To)
}
