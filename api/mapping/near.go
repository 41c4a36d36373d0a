package mapping

import (
	"cmp"
	"slices"
	"sort"
	"strings"

	"ax-tui/api/near"
)

// Near is a suggestion: a path that the samples have and the user may have meant.
type Near struct {
	Path    string
	Samples int    // how many samples have a value there
	Value   string // of the first of them, cut; server text, sanitize it before drawing
}

const (
	maxNear       = 3   // paths suggested for one variable
	maxScore      = 1.6 // a path with this score or more is not suggested
	maxCandidates = 2000
)

// nearer ranks the known paths for one variable after another.
type nearer struct {
	known []Known
	parts [][]string // the segments of each
	total int        // number of samples
	kind  Kind
}

func newNearer(known []Known, total int, kind Kind) *nearer {
	ranking := &nearer{known: known[:min(len(known), maxCandidates)], total: max(total, 1), kind: kind}
	for _, known := range ranking.known {
		ranking.parts = append(ranking.parts, strings.Split(strings.ToLower(known.Path), "."))
	}
	return ranking
}

type scored struct {
	Known
	score float64
}

// near returns the best few paths that more than least samples have, for a
// variable that is mapped to path, best first.
func (n *nearer) near(variable, path string, least int) []Known {
	distances := metric{want: strings.Split(strings.ToLower(path), "."), seen: map[string][]float64{}}
	names := findFamily(variable).paths(n.kind)
	var list []scored
	for i, known := range n.known {
		if known.Path == path || known.Samples <= least {
			continue
		}
		score := 2.0
		if path != "" {
			score = min(score, distances.distance(n.parts[i])) // a usual path counts however far it is
		}
		if at := slices.Index(names, known.Path); at >= 0 {
			score -= 1.2 - 0.1*float64(at)
		} else if leaf := n.parts[i][len(n.parts[i])-1]; variable != "" && foldName(leaf) == foldName(variable) {
			score -= 0.6
		} else if path != "" && !distances.related(n.parts[i]) {
			continue // only as short as the path
		}
		score += 0.4 * (1 - float64(known.Samples)/float64(n.total))
		if score < maxScore {
			list = append(list, scored{known, score})
		}
	}
	sort.SliceStable(list, func(i, j int) bool {
		left, right := &list[i], &list[j]
		return cmp.Or(cmp.Compare(left.score, right.score), cmp.Compare(right.Samples, left.Samples), cmp.Compare(left.Path, right.Path)) < 0
	})
	return distinct(list)
}

// distinct keeps the best few, and only the best of paths that differ in an index.
func distinct(list []scored) []Known {
	var out []Known
	seen := map[string]bool{}
	for _, scored := range list {
		key := withoutIndexes(scored.Path)
		if !seen[key] && len(out) < maxNear {
			seen[key] = true
			out = append(out, scored.Known)
		}
	}
	return out
}

func withoutIndexes(path string) string {
	parts := strings.Split(path, ".")
	for i, part := range parts {
		if part != "" && strings.Trim(part, "0123456789") == "" {
			parts[i] = "#"
		}
	}
	return strings.Join(parts, ".")
}

// metric measures the distance of paths from one path, by segments: a missing or
// extra segment costs gap, a different one up to 1, and the same last segment
// reduces the distance.
type metric struct {
	want []string
	seen map[string][]float64 // by segment: its distance to each of want
}

const gap = 0.55

func (m metric) distance(have []string) float64 {
	row := make([]float64, len(m.want)+1)
	for j := range row {
		row[j] = gap * float64(j)
	}
	for i, segment := range have {
		costs := m.segment(segment)
		diagonal := row[0]
		row[0] = gap * float64(i+1)
		for j := range m.want {
			best := min(diagonal+costs[j], row[j]+gap, row[j+1]+gap)
			diagonal, row[j+1] = row[j+1], best
		}
	}
	score := row[len(m.want)]
	if have[len(have)-1] == m.want[len(m.want)-1] {
		score -= 0.5
	}
	return score
}

// related reports whether a path has a segment like one of those that are wanted.
func (m metric) related(have []string) bool {
	return slices.ContainsFunc(have, func(segment string) bool { return slices.Min(m.segment(segment)) <= 0.4 })
}

func (m metric) segment(have string) []float64 {
	if costs, ok := m.seen[have]; ok {
		return costs
	}
	costs := make([]float64, len(m.want))
	for j, want := range m.want {
		costs[j] = wordDistance(have, want)
	}
	m.seen[have] = costs
	return costs
}

// wordDistance returns the share of letters that have to change, from 0 for
// equal words to 1. Long names are compared by their first 40 bytes.
func wordDistance(left, right string) float64 {
	if left == right {
		return 0
	}
	left, right = left[:min(len(left), 40)], right[:min(len(right), 40)]
	return float64(near.Distance(left, right)) / float64(max(len(left), len(right), 1))
}
