package trigger

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"ax-tui/api"
)

func TestLookUpClaimsOnlyWhatIsProven(t *testing.T) {
	s, e := at.Add(-time.Hour), at
	other := at.Add(-5 * time.Hour)
	req := api.Trigger{DataStart: &s, DataEnd: &e}
	run := func(id string, after time.Duration, from, to *time.Time) api.Run {
		return api.Run{ID: id, CreatedAt: at.Add(after), DataStart: from, DataEnd: to}
	}
	mine := run("mine", time.Second, &s, &e)
	past := []api.Run{run("old", -time.Minute, &s, &e)}
	cases := []struct {
		name  string
		req   api.Trigger
		there []api.Run
		want  finding
		id    string
	}{
		{"the window that was sent", req, []api.Run{mine, past[0]}, ours, "mine"},
		{"the same second", req, []api.Run{run("mine", 0, &s, &e)}, ours, "mine"},
		{"without a window", req, []api.Run{run("n", time.Second, nil, nil)}, perhaps, "n"},
		{"half a window", req, []api.Run{run("n", time.Second, &s, nil)}, perhaps, "n"},
		{"another window", req, []api.Run{run("n", time.Second, &other, &e)}, perhaps, "n"},
		{"no window was sent", api.Trigger{MaxSpans: 5}, []api.Run{mine}, perhaps, "mine"},
		{"a dataset's run", api.Trigger{}, []api.Run{run("n", time.Second, nil, nil)}, perhaps, "n"},
		{"created before the send", req, []api.Run{run("n", -30*time.Second, &s, &e)}, perhaps, "n"},
		{"two with one window", req, []api.Run{run("n", 2*time.Second, &s, &e), mine}, perhaps, "n"},
		{"ours below another's", req, []api.Run{run("n", 2*time.Second, &other, &e), mine}, ours, "mine"},
		{"known before", req, past, nothing, ""},
		{"older than the known ones", req, []api.Run{run("n", -90*time.Second, &s, &e)}, nothing, ""},
		{"none", req, nil, nothing, ""},
	}
	for _, c := range cases {
		r, got, err := lookUp(t.Context(), lister(c.there), "T", c.req, known{sent: at, runs: past})
		if err != nil || got != c.want || r.ID != c.id {
			t.Errorf("%s: finding %d of %q, want %d of %q (%v)", c.name, got, r.ID, c.want, c.id, err)
		}
	}
	if _, got, _ := lookUp(t.Context(), lister{run("n", -10*time.Minute, &s, &e)}, "T", req, known{sent: at}); got != nothing {
		t.Errorf("with nothing known an old run is taken for a new one: %d", got)
	}
}

// Whatever is in the list, what is claimed has both ends of the window, was not
// known and was created after the send.
func TestClaimsAreProven(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		moment := func(label string) *time.Time {
			n := rapid.IntRange(-3, 3).Draw(t, label)
			if n == 3 {
				return nil
			}
			v := at.Add(time.Duration(n) * time.Hour)
			return &v
		}
		var there, past []api.Run
		for i := range rapid.IntRange(0, 5).Draw(t, "runs") {
			r := api.Run{ID: fmt.Sprint(i), CreatedAt: at.Add(time.Duration(rapid.IntRange(-200, 60).Draw(t, "created")) * time.Second), DataStart: moment("from"), DataEnd: moment("to")}
			there = append(there, r)
			if rapid.Bool().Draw(t, "known") {
				past = append(past, r)
			}
		}
		req := api.Trigger{DataStart: moment("start"), DataEnd: moment("end")}
		r, found, _ := lookUp(t.Context(), lister(there), "T", req, known{sent: at, runs: past})
		if found != ours {
			return
		}
		for _, p := range past {
			if p.ID == r.ID {
				t.Fatal("a known run is claimed")
			}
		}
		if req.DataStart == nil || req.DataEnd == nil || !r.DataStart.Equal(*req.DataStart) || !r.DataEnd.Equal(*req.DataEnd) || r.CreatedAt.Before(at) {
			t.Fatalf("claimed without proof: %+v for %+v", r, req)
		}
	})
}
