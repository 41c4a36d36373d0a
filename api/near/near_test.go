package near

import (
	"testing"

	"pgregory.net/rapid"
)

func TestDistance(t *testing.T) {
	for _, tc := range []struct {
		a, b string
		want int
	}{
		{"", "", 0}, {"", "abc", 3}, {"tehme", "theme", 1}, {"kitten", "sitting", 3}, {"ca", "abc", 3}, {"größe", "grösse", 2},
	} {
		if got := Distance(tc.a, tc.b); got != tc.want {
			t.Errorf("%q and %q: %d, want %d", tc.a, tc.b, got, tc.want)
		}
	}
	word := rapid.StringMatching(`[abc]{0,6}`)
	rapid.Check(t, func(t *rapid.T) {
		left, right := word.Draw(t, "a"), word.Draw(t, "b")
		distance := Distance(left, right)
		switch {
		case distance != Distance(right, left):
			t.Fatal("not the same both ways")
		case (distance == 0) != (left == right):
			t.Fatalf("%d between %q and %q", distance, left, right)
		case distance > max(len(left), len(right)) || distance < max(len(left), len(right))-min(len(left), len(right)):
			t.Fatalf("%d between %q and %q", distance, left, right)
		}
		if Distance(left, left+"d") != 1 || Distance(right, left+"d") > distance+1 {
			t.Fatalf("%q, %q and one letter more", left, right)
		}
	})
}

func TestKey(t *testing.T) {
	known := []string{"evaluator_id", "query_filter", "profile", "pgdown", "q"}
	for key, want := range map[string]string{
		"evaluatorId": "evaluator_id", "evaluator": "evaluator_id", "filter": "query_filter", "fi": "",
		"profil": "profile", "profiles": "profile", "pgdwn": "pgdown", "xyz": "", "": "", "x": "",
	} {
		if got := Key(key, known); got != want {
			t.Errorf("%q: %q, want %q", key, got, want)
		}
	}
}
