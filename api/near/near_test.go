package near

import (
	"testing"

	"pgregory.net/rapid"
)

func TestDistance(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{
		{"", "", 0}, {"", "abc", 3}, {"tehme", "theme", 1}, {"kitten", "sitting", 3}, {"ca", "abc", 3}, {"größe", "grösse", 2},
	} {
		if got := Distance(c.a, c.b); got != c.want {
			t.Errorf("%q and %q: %d, want %d", c.a, c.b, got, c.want)
		}
	}
	word := rapid.StringMatching(`[abc]{0,6}`)
	rapid.Check(t, func(t *rapid.T) {
		a, b := word.Draw(t, "a"), word.Draw(t, "b")
		d := Distance(a, b)
		switch {
		case d != Distance(b, a):
			t.Fatal("not the same both ways")
		case (d == 0) != (a == b):
			t.Fatalf("%d between %q and %q", d, a, b)
		case d > max(len(a), len(b)) || d < max(len(a), len(b))-min(len(a), len(b)):
			t.Fatalf("%d between %q and %q", d, a, b)
		}
		if Distance(a, a+"d") != 1 || Distance(b, a+"d") > d+1 {
			t.Fatalf("%q, %q and one letter more", a, b)
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
