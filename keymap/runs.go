package keymap

// The actions of results.
const (
	ShowResults Action = "results"
	NextSlice   Action = "next-slice"
	NextBad     Action = "next-bad"
	PrevBad     Action = "previous-bad"
)

// resultsRows are the keys of what the evaluators said.
func resultsRows() []row {
	return []row{
		{scope: Results, action: NextEvaluator, keys: "e", short: "evaluator", help: "the next evaluator"},
		{scope: Results, action: NextSlice, keys: "b", short: "slices", help: "slices by attribute, the next attribute, or the worst results again"},
		{scope: Results, action: NextBad, keys: "n", short: "next bad", help: "the next bad result"},
		{scope: Results, action: PrevBad, keys: "N", help: "the bad result before"},
		{scope: Results, action: ShowTexts, keys: "i", short: "texts", help: "show the texts that the evaluator was given of the selected row (asks once)"},
		{scope: Results, action: More, keys: "m", short: "more", help: "read more pages (esc stops)"},
		{scope: Results, action: Copy, keys: "y", short: "copy trace ID", help: "copy the ID of the selected trace, or of the experiment run"},
		{scope: Results, action: FullText, keys: "z", short: "full text", help: "show the notes and the explanation in full"},
		{scope: Results, action: ExportList, keys: "E", short: "export", help: "write the worst results, or every result, to a file"},
		{scope: Results, action: ShowJudge, keys: "J", short: "judge", help: "who judged: model, template, versions"},
		{scope: Results, action: Refresh, keys: "r", short: "refresh", help: "read the results again"},
		{scope: Results, action: OpenWeb, keys: "O", short: "web", help: "open project, dataset or evaluator in the Arize web app"},
	}
}

// runRows are the keys of one run and of the board.
func runRows() []row {
	return []row{
		{scope: Run, action: CancelRun, keys: "x", short: "cancel", help: "cancel this run", write: true},
		{scope: Run, action: Pause, keys: "space", short: "pause", help: "pause or resume the polling"},
		{scope: Run, action: Faster, keys: "+", short: "faster", help: "poll more often"},
		{scope: Run, action: Slower, keys: "-", short: "slower", help: "poll less often"},
		{scope: Run, action: GiveUpMore, keys: "]", short: "watch longer", help: "watch longer before giving up"},
		{scope: Run, action: GiveUpLess, keys: "[", short: "give up sooner", help: "give up sooner"},
		{scope: Run, action: Refresh, keys: "r", short: "refresh", help: "load the run again now"},
		{scope: Run, action: WatchRun, keys: "w", short: "watch", help: "watch this run until it ends, or stop watching it"},
		{scope: Run, action: WhyEnded, keys: "W", short: "why", help: "check why the run ended so, and the cure"},
		{scope: Run, action: RunAgain, keys: "R", short: "run again", help: "start a run with the same settings", write: true},
		{scope: Run, action: Copy, keys: "y", short: "copy", help: "copy the run: ID, commands, JSON, report"},
		{scope: Run, action: FullText, keys: "z", short: "full text", help: "show why the run ended as it did, in full"},
		{scope: Run, action: Left, keys: "left", help: "look into the chart, earlier"},
		{scope: Run, action: Right, keys: "right", help: "look into the chart, later"},
		{scope: Run, action: PreviousRun, keys: ",", short: "previous run", help: "turn to the run before this one"},
		{scope: Run, action: NextRun, keys: ".", short: "next run", help: "turn to the run after this one"},
		{scope: Run, action: ShowResults, keys: "v", short: "results", help: "show what the evaluators said in this run"},
		{scope: Run, action: ShowJSON, keys: "D", short: "JSON", help: "show the run as JSON"},
		{scope: Run, action: OpenWeb, keys: "O", short: "web", help: "open project, dataset or evaluator in the Arize web app"},

		{scope: Why, action: Open, keys: "enter l", short: "open the cure", help: "open the form with the change of the selected cause", write: true},
		{scope: Why, action: FullText, keys: "z", short: "full text", help: "show the failure reason and every cause in full"},
		{scope: Why, action: Refresh, keys: "r", short: "check again", help: "ask the server again"},
		{scope: Why, action: Copy, keys: "y", short: "copy", help: "copy the causes with what was checked: report, commands, JSON"},

		{scope: Board, action: Open, keys: "enter l", short: "open", help: "open the selected run"},
		{scope: Board, action: AllActive, keys: "tab", short: "all runs", help: "show the active runs of the space too, or only the watched ones"},
		{scope: Board, action: FindText, keys: "/", short: "find", help: "find among the runs, by name, outcome, reason or ID"},
		{scope: Board, action: WatchRun, keys: "w", short: "watch", help: "watch the selected run, or stop watching it"},
		{scope: Board, action: CancelRun, keys: "x", short: "cancel", help: "cancel the selected or the marked runs", write: true},
		{scope: Board, action: ClearEnded, keys: "c", short: "clear", help: "take the runs that have ended off the board"},
		{scope: Board, action: Mark, keys: "space", short: "mark", help: "mark or unmark the selected run"},
		{scope: Board, action: MarkAll, keys: "*", help: "mark every active run, or none"},
		{scope: Board, action: Refresh, keys: "r", short: "ask now", help: "ask about every run now, as fast as the budget permits"},
	}
}
