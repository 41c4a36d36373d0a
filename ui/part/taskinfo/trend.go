package taskinfo

import (
	"strings"

	"ax-tui/api"
	"ax-tui/theme"
	"ax-tui/ui/text"
)

// TrendRuns is the largest number of runs in a trend.
const TrendRuns = 20

// minTrendRuns is the smallest number of runs that a trend is shortened to. If even
// those do not fit, it has no marks.
const minTrendRuns = 5

// Trend renders one line of at most width cells about the last runs, given newest
// first: "last 12 runs ▁▇▇ 10 completed, 2 failed". It covers as many runs as fit,
// at most TrendRuns. Marks are ordered from the oldest to the newest run and show
// the share of successes on a fixed scale from 0 to 1; active runs have no mark.
func Trend(styles *theme.Styles, runs []api.Run, width int) string {
	runs = runs[:min(len(runs), TrendRuns)]
	if len(runs) == 0 {
		return ""
	}
	head, marks, words := trendParts(styles, runs)
	for fewer := len(runs) - 1; fewer >= minTrendRuns && trendWidth(head, marks, words) > width; fewer-- {
		head, marks, words = trendParts(styles, runs[:fewer])
	}
	if trendWidth(head, marks, words) > width {
		head, _, words = trendParts(styles, runs)
		return styles.Dim.Render(string(text.Cut(text.Concat(head, " ", words), width)))
	}
	if marks != "" {
		marks = styles.Info.Render(marks) + " "
	}
	return styles.Dim.Render(string(head)) + " " + marks + styles.Text.Render(string(words))
}

func trendParts(styles *theme.Styles, runs []api.Run) (head text.Safe, marks string, words text.Safe) {
	head = "last run"
	if len(runs) > 1 {
		head = text.Clean("last " + text.Plural(len(runs), "run"))
	}
	return head, spark(styles, runs), endings(runs)
}

func trendWidth(head text.Safe, marks string, words text.Safe) int {
	width := text.Width(head) + 1 + text.Width(words)
	if marks != "" {
		width += text.Width(marks) + 1
	}
	return width
}

// spark draws one mark for each ended run, oldest first.
func spark(styles *theme.Styles, runs []api.Run) string {
	var out strings.Builder
	top := len(styles.Glyphs.Spark) - 1
	for i := len(runs) - 1; i >= 0; i-- {
		if share, ok := Share(&runs[i]); ok {
			out.WriteString(styles.Glyphs.Spark[int(share*float64(top)+0.5)])
		}
	}
	return out.String()
}

// Share returns the share of successes, 0..1, in everything that an ended run
// counted; 0 if it counted nothing. It is false while the run is active.
func Share(run *api.Run) (float64, bool) {
	if !run.Status.Terminal() {
		return 0, false
	}
	good, all := run.Successes.N(), run.Counted().N()
	if all == 0 {
		return 0, run.Counted().Known()
	}
	return float64(good) / float64(all), true
}

// endings formats the number of runs by status, ended ones first: "10 completed, 2
// failed, 1 running".
func endings(runs []api.Run) text.Safe {
	counts := map[api.Status]int{}
	for i := range runs {
		counts[runs[i].Status]++
	}
	var out []text.Safe
	for _, status := range []api.Status{api.Completed, api.Failed, api.Cancelled, api.Running, api.Pending} {
		if counts[status] > 0 {
			out = append(out, text.Clean(text.Count(counts[status])+" "+status.Words()))
		}
		delete(counts, status)
	}
	other := 0
	for _, count := range counts {
		other += count
	}
	if other > 0 {
		out = append(out, text.Clean(text.Count(other)+" other"))
	}
	return join(out)
}

func join(parts []text.Safe) text.Safe {
	var out text.Safe
	for i, part := range parts {
		if i > 0 {
			out = text.Concat(out, ", ")
		}
		out = text.Concat(out, part)
	}
	return out
}

// lastRun renders the newest run on one line: status, age and counts.
func lastRun(styles *theme.Styles, facts Facts, width int) string {
	run := &facts.Runs[0]
	status := Status(styles, run.Status)
	rest := text.Concat(" ", Age(run.CreatedAt, facts.Now), ", ", count(run.Successes), " succeeded, ", count(run.Errors), " errors, ", count(run.Skipped), " skipped")
	return StyledStatus(styles, run.Status, width) + styles.Text.Render(string(text.Cut(rest, width-text.Width(status))))
}
