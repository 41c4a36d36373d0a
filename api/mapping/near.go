package mapping

import (
	"cmp"
	"slices"
	"strings"

	"ax-tui/api/near"
)

// Near is a path that the samples have and that may have been meant.
type Near struct {
	Path    string
	Samples int    // how many samples have a value there
	Value   string // of the first of them, cut; the server's text: clean it before it is drawn
}

const (
	nearMost  = 3   // paths offered for one variable
	farthest  = 1.6 // the score from which a path is no longer near
	candidate = 2000
)

// nearer ranks the known paths for one variable after another.
type nearer struct {
	known []Known
	parts [][]string // the segments of each
	total int        // samples in all
	kind  Kind
}

func newNearer(known []Known, total int, kind Kind) *nearer {
	n := &nearer{known: known[:min(len(known), candidate)], total: max(total, 1), kind: kind}
	for _, known := range n.known {
		n.parts = append(n.parts, strings.Split(strings.ToLower(known.Path), "."))
	}
	return n
}

type scored struct {
	Known
	score float64
}

// near gives the best few that more than least samples have, for a variable
// that is mapped to path, best first.
func (n *nearer) near(variable, path string, least int) []Known {
	m := metric{want: strings.Split(strings.ToLower(path), "."), seen: map[string][]float64{}}
	names := family(variable).paths(n.kind)
	var list []scored
	for i, known := range n.known {
		if known.Path == path || known.Samples <= least {
			continue
		}
		score := 2.0
		if path != "" {
			score = m.distance(n.parts[i])
		}
		if at := slices.Index(names, known.Path); at >= 0 {
			score -= 1.2 - 0.1*float64(at)
		} else if leaf := n.parts[i][len(n.parts[i])-1]; variable != "" && plain(leaf) == plain(variable) {
			score -= 0.6
		}
		score += 0.4 * (1 - float64(known.Samples)/float64(n.total))
		if score < farthest {
			list = append(list, scored{known, score})
		}
	}
	slices.SortStableFunc(list, func(left, right scored) int {
		return cmp.Or(cmp.Compare(left.score, right.score), cmp.Compare(right.Samples, left.Samples), cmp.Compare(left.Path, right.Path))
	})
	return distinct(list)
}

// distinct keeps the best few, and of paths that differ in an index the best.
func distinct(list []scored) []Known {
	var out []Known
	seen := map[string]bool{}
	for _, scored := range list {
		key := withoutIndexes(scored.Path)
		if !seen[key] && len(out) < nearMost {
			seen[key] = true
			out = append(out, scored.Known)
		}
	}
	return out
}

func withoutIndexes(path string) string {
	parts := strings.Split(path, ".")
	for i, p := range parts {
		if p != "" && strings.Trim(p, "0123456789") == "" {
			parts[i] = "#"
		}
	}
	return strings.Join(parts, ".")
}

// metric measures how far paths are from one path, by segments: a segment that
// is missing or too many costs a bit more than half, a different one up to
// one, and paths with the same last segment are nearer.
type metric struct {
	want []string
	seen map[string][]float64 // segment: its distance to each of want
}

const gap = 0.55

func (m metric) distance(have []string) float64 {
	row := make([]float64, len(m.want)+1)
	for j := range row {
		row[j] = gap * float64(j)
	}
	for i, h := range have {
		d := m.segment(h)
		diagonal := row[0]
		row[0] = gap * float64(i+1)
		for j := range m.want {
			best := min(diagonal+d[j], row[j]+gap, row[j+1]+gap)
			diagonal, row[j+1] = row[j+1], best
		}
	}
	score := row[len(m.want)]
	if have[len(have)-1] == m.want[len(m.want)-1] {
		score -= 0.5
	}
	return score
}

func (m metric) segment(have string) []float64 {
	if d, ok := m.seen[have]; ok {
		return d
	}
	d := make([]float64, len(m.want))
	for j, want := range m.want {
		d[j] = apart(have, want)
	}
	m.seen[have] = d
	return d
}

// apart is the share of letters that have to change, 0 for equal words and 1
// for different ones. Long names are compared by their first 40 bytes.
func apart(left, right string) float64 {
	if left == right {
		return 0
	}
	left, right = left[:min(len(left), 40)], right[:min(len(right), 40)]
	return float64(near.Distance(left, right)) / float64(max(len(left), len(right), 1))
}
