package outcome

import (
	"strings"
	"testing"

	"ax-tui/api"
)

func rate(value float64) *Rate {
	out := Rate(value)
	return &out
}

func TestGate(t *testing.T) {
	empty, five, ten := Gate{NotEmpty: true}, Gate{MaxErrorRate: rate(0.05)}, Gate{MinSuccesses: 10}
	all := Gate{NotEmpty: true, MaxErrorRate: rate(0.05), MinSuccesses: 10}
	unknown := api.UnknownCount
	cases := map[string]struct {
		gate Gate
		run  api.Run
		want string // "rule: why", joined by |
	}{
		"no gate":                {Gate{}, run(api.Completed, 0, 0, 0), ""},
		"empty":                  {empty, run(api.Completed, 0, 0, 0), "--fail-on-empty: nothing evaluated"},
		"skipped is empty":       {empty, run(api.Completed, 0, 0, 7), "--fail-on-empty: all skipped, 7"},
		"labelled is empty":      {empty, with(run(api.Completed, 0, 0, 7), labels), "--fail-on-empty: all labelled already"},
		"errors are not empty":   {empty, run(api.Completed, 0, 7, 0), ""},
		"nothing has no rate":    {five, run(api.Completed, 0, 0, 9), ""},
		"the rate itself is met": {five, run(api.Completed, 95, 5, 900), ""},
		"above the rate":         {five, run(api.Completed, 56, 44, 900), "--max-error-rate 5%: 44 % errors, 44 of 100"},
		"no error is allowed":    {Gate{MaxErrorRate: rate(0)}, run(api.Completed, 999, 1, 0), "--max-error-rate 0%: <1 % errors, 1 of 1000"},
		"enough":                 {ten, run(api.Completed, 10, 90, 0), ""},
		"too few":                {ten, run(api.Completed, 9, 0, 0), "--min-successes 10: 9 succeeded"},
		"all at once":            {all, run(api.Completed, 0, 1, 0), "--max-error-rate 5%: 100 % errors, 1 of 1|--min-successes 10: 0 succeeded"},
		"unknown counts":         {all, run(api.Completed, unknown, unknown, unknown), "--fail-on-empty: the server|--max-error-rate 5%: the server|--min-successes 10: the server"},
		"failed has its status":  {all, run(api.Failed, 0, 0, 0), ""},
		"cancelled too":          {all, run(api.Cancelled, 0, 0, 0), ""},
		"still running":          {all, run(api.Running, 0, 0, 0), ""},
	}
	for name, tt := range cases {
		var got []string
		for _, unmet := range tt.gate.Unmet(&tt.run) {
			got = append(got, unmet.Rule+": "+unmet.Why)
		}
		want := strings.Split(tt.want, "|")
		if tt.want == "" {
			want = nil
		}
		ok := len(got) == len(want)
		for i := range min(len(got), len(want)) {
			ok = ok && strings.HasPrefix(got[i], want[i])
		}
		if !ok {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

func TestRate(t *testing.T) {
	for value, want := range map[string]string{"5%": "5%", "0.05": "5%", " 5 % ": "5%", "0": "0%", "1": "100%", "12.5%": "12.5%", "7%": "7%"} {
		var got Rate
		if err := got.Set(value); err != nil || got.String() != want {
			t.Errorf("%q is %s (%v), want %s", value, got.String(), err, want)
		}
	}
	for _, value := range []string{"", "5", "-1%", "101%", "NaN", "x%", "%"} {
		var got Rate
		if err := got.Set(value); err == nil {
			t.Errorf("%q is accepted as %s", value, got.String())
		}
	}
}
