package taskinfo

import (
	"strings"

	"ax-tui/api"
	"ax-tui/theme"
	"ax-tui/ui/text"
)

// TrendRuns is how many runs a trend looks back over.
const TrendRuns = 20

// trendLeast is how few runs are worth a line of marks: where even those do not
// fit, words alone are shown.
const trendLeast = 5

// Trend is one line over the last runs (newest first), at most w cells:
// "last 12 runs ▁▇▇ 10 completed, 2 failed". It looks back over as many as fit,
// twenty at most. The marks go from the oldest to the newest run and stand for
// the share of successes in what the run counted, on a scale that is the same
// for every task; active runs have no mark yet.
func Trend(st *theme.Styles, runs []api.Run, w int) string {
	runs = runs[:min(len(runs), TrendRuns)]
	if len(runs) == 0 {
		return ""
	}
	head, marks, words := trendParts(st, runs)
	for n := len(runs) - 1; n >= trendLeast && trendWidth(head, marks, words) > w; n-- {
		head, marks, words = trendParts(st, runs[:n])
	}
	if trendWidth(head, marks, words) > w {
		head, _, words = trendParts(st, runs)
		return st.Dim.Render(string(text.Cut(text.Concat(head, " ", words), w)))
	}
	if marks != "" {
		marks = st.Info.Render(marks) + " "
	}
	return st.Dim.Render(string(head)) + " " + marks + st.Text.Render(string(words))
}

func trendParts(st *theme.Styles, runs []api.Run) (head text.Safe, marks string, words text.Safe) {
	head = "last run"
	if len(runs) > 1 {
		head = text.Clean("last " + text.Plural(len(runs), "run"))
	}
	return head, spark(st, runs), endings(runs)
}

func trendWidth(head text.Safe, marks string, words text.Safe) int {
	n := text.Width(head) + 1 + text.Width(words)
	if marks != "" {
		n += text.Width(marks) + 1
	}
	return n
}

// spark has one mark for each ended run, the oldest first.
func spark(st *theme.Styles, runs []api.Run) string {
	var out strings.Builder
	top := len(st.Glyphs.Spark) - 1
	for i := len(runs) - 1; i >= 0; i-- {
		if share, ok := Share(&runs[i]); ok {
			out.WriteString(st.Glyphs.Spark[int(share*float64(top)+0.5)])
		}
	}
	return out.String()
}

// Share is the part of successes, 0..1, among everything an ended run counted;
// a run that ended with nothing counted has none. False while it is active.
func Share(run *api.Run) (float64, bool) {
	if !run.Status.Terminal() {
		return 0, false
	}
	good, all := max(run.Successes, 0), max(run.Successes, 0)+max(run.Errors, 0)+max(run.Skipped, 0)
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
	for _, status := range []api.Status{api.Completed, api.Failed, api.Cancelled, api.Running, api.Pending} {
		if n[status] > 0 {
			out = append(out, text.Clean(text.Count(n[status])+" "+status.Words()))
		}
		delete(n, status)
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
func lastRun(st *theme.Styles, facts Facts, w int) string {
	run := &facts.Runs[0]
	status := Status(st, run.Status)
	rest := text.Concat(" ", Age(run.CreatedAt, facts.Now), ", ", count(run.Successes), " succeeded, ", count(run.Errors), " errors, ", count(run.Skipped), " skipped")
	return StyledStatus(st, run.Status, w) + st.Text.Render(string(text.Cut(rest, w-text.Width(status))))
}
