package matrix

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// combination is one value of each factor, by index.
type combination []int

// product returns every combination of factors with these numbers of values that is possible.
func product(sizes []int, possible func(combination) bool) (out []combination) {
	current := make(combination, len(sizes))
	for {
		if possible(current) {
			out = append(out, append(combination(nil), current...))
		}
		i := len(sizes) - 1
		for ; i >= 0; i-- {
			if current[i]++; current[i] < sizes[i] {
				break
			}
			current[i] = 0
		}
		if i < 0 {
			return out
		}
	}
}

// pair is two values of two factors.
type pair struct{ left, leftValue, right, rightValue int }

// pairsIn returns the pairs of a combination.
func pairsIn(values combination) (out []pair) {
	for i := range values {
		for j := i + 1; j < len(values); j++ {
			out = append(out, pair{i, values[i], j, values[j]})
		}
	}
	return out
}

// pairwise selects combinations such that every pair that occurs in all of them occurs
// in the selection. It is greedy: it takes combinations with many new pairs first, in
// an order that is always the same and prefers no value.
func pairwise(all []combination) (out []combination) {
	all = slices.Clone(all)
	rand.New(rand.NewPCG(7, 7)).Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	covered := map[pair]bool{}
	for least := len(pairsIn(all[0])); least > 0; least-- {
		for _, candidate := range all {
			var added []pair
			for _, found := range pairsIn(candidate) {
				if !covered[found] {
					added = append(added, found)
				}
			}
			if len(added) < least {
				continue
			}
			out = append(out, candidate)
			for _, found := range added {
				covered[found] = true
			}
		}
	}
	return out
}

func TestPairwiseCoversEveryPair(t *testing.T) {
	all := product([]int{7, 5, 2, 3}, func(values combination) bool { return values[0] != 2 || values[2] != 1 })
	missing := map[pair]bool{}
	for _, values := range all {
		for _, found := range pairsIn(values) {
			missing[found] = true
		}
	}
	selected := pairwise(all)
	for _, values := range selected {
		for _, found := range pairsIn(values) {
			delete(missing, found)
		}
	}
	if len(missing) > 0 || len(selected) > len(all)/3 {
		t.Errorf("%d of %d combinations were selected; %d pairs are missing", len(selected), len(all), len(missing))
	}
}
