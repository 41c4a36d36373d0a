package tasks

import (
	"slices"
	"strconv"
	"strings"
	"testing"
)

// The table of --attention has the worst first, over all pages; records for programs stay
// in the order of the server.
func TestAttentionWorstFirst(t *testing.T) {
	stage := newStage(t)
	rows := func(args ...string) []string {
		stage.wants(OK, "", listCommand, append(args, "--all", "--limit", "20", "--no-headers")...)
		return strings.Split(strings.TrimSpace(stage.out.String()), "\n")
	}
	words := rows("--attention", "--columns", "outcome")
	failed := slices.IndexFunc(words, func(word string) bool { return word != "failed" })
	if failed < 1 || slices.Contains(words[failed:], "failed") {
		t.Errorf("not those first whose run failed: %q", words)
	}
	var shares []float64
	for _, word := range words {
		if share, found := strings.CutPrefix(word, "partial: "); found {
			percent, err := strconv.ParseFloat(strings.TrimSuffix(strings.Replace(share, "<1", "0.5", 1), " % errors"), 64)
			if shares = append(shares, -percent); err != nil {
				t.Error(err)
			}
		}
	}
	if len(shares) < 3 || !slices.IsSorted(shares) {
		t.Errorf("shares of errors, the largest first: %q", words)
	}
	ids, all := rows("--attention", "-q"), rows("-q")
	if len(ids) != len(words) || !slices.IsSortedFunc(ids, func(a, b string) int { return slices.Index(all, a) - slices.Index(all, b) }) {
		t.Errorf("%d IDs of %d rows, in the order of the server: %q", len(ids), len(words), ids)
	}
}
