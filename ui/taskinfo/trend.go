package taskinfo

import (
	"strings"

	"ax-tui/api"
	"ax-tui/theme"
	"ax-tui/ui/text"
)

// trendRuns is how many runs a trend looks back over.
const trendRuns = 20

// Trend is one line over the last runs (newest first), at most w cells:
// "last 12 runs ▁▇▇ 10 completed, 2 failed". The marks go from the oldest to
// the newest run and stand for the share of successes among what the run
// counted; active runs have no mark yet.
func Trend(st *theme.Styles, runs []api.Run, w int) string {
	runs = runs[:min(len(runs), trendRuns)]
	if len(runs) == 0 {
		return ""
	}
	head := "last " + plural(len(runs), "run")
	if len(runs) == 1 {
		head = "last run"
	}
	words := endings(runs)
	marks := spark(st, runs)
	if text.Width(head)+1+text.Width(marks)+1+text.Width(words) > w {
		return st.Dim.Render(string(text.Cut(text.Concat(text.Safe(head), " ", words), w)))
	}
	if marks != "" {
		marks = st.Info.Render(marks) + " "
	}
	return st.Dim.Render(head) + " " + marks + st.Text.Render(string(words))
}

// spark has one mark for each ended run, the oldest first.
func spark(st *theme.Styles, runs []api.Run) string {
	var b strings.Builder
	top := len(st.Glyphs.Spark) - 1
	for i := len(runs) - 1; i >= 0; i-- {
		if share, ok := Share(&runs[i]); ok {
			b.WriteString(st.Glyphs.Spark[int(share*float64(top)+0.5)])
		}
	}
	return b.String()
}

// Share is the part of successes, 0..1, among everything an ended run counted;
// a run that ended with nothing counted has none. False while it is active.
func Share(r *api.Run) (float64, bool) {
	if !r.Status.Terminal() {
		return 0, false
	}
	good, all := max(r.Successes, 0), max(r.Successes, 0)+max(r.Errors, 0)+max(r.Skipped, 0)
	if all == 0 {
		return 0, true
	}
	return float64(good) / float64(all), true
}

// endings counts the runs by status in the order a run goes through them,
// ended ones first: "10 completed, 2 failed, 1 running".
func endings(runs []api.Run) text.Safe {
	n := map[api.Status]int{}
	for i := range runs {
		n[runs[i].Status]++
	}
	var out []text.Safe
	for _, s := range []api.Status{api.Completed, api.Failed, api.Cancelled, api.Running, api.Pending} {
		if n[s] > 0 {
			out = append(out, text.Clean(text.Count(n[s])+" "+s.Words()))
		}
		delete(n, s)
	}
	other := 0
	for _, k := range n {
		other += k
	}
	if other > 0 {
		out = append(out, text.Clean(text.Count(other)+" other"))
	}
	return join(out)
}

func join(parts []text.Safe) text.Safe {
	var out text.Safe
	for i, p := range parts {
		if i > 0 {
			out = text.Concat(out, ", ")
		}
		out = text.Concat(out, p)
	}
	return out
}

// lastRun is the newest run on one line: status, age and counts.
func lastRun(st *theme.Styles, f Facts, w int) string {
	r := &f.Runs[0]
	status := Status(st, r.Status)
	rest := text.Concat(" ", Age(r.CreatedAt, f.Now), ", ", count(r.Successes), " succeeded, ", count(r.Errors), " errors, ", count(r.Skipped), " skipped")
	return StyledStatus(st, r.Status, w) + st.Text.Render(string(text.Cut(rest, w-text.Width(status))))
}
