package diagnose

// cause is a cause of how a run ended (contract section 8).
type cause int

const (
	badKey cause = iota
	badModel
	byHand
	callsFailed
	callsLimited
	callsSlow
	codeUnloaded
	emptyWindow
	labelled
	noChoices
	noExperimentRuns
	notIndexed
	oddFilter
	partlySkipped
	queued
	silent
	tooLarge
	unresolved
	unsetWindow
	wholeTraces
)

// finding returns the texts of a cause with its evidence.
func (c cause) finding(basis string) Finding {
	words := [...]struct{ likely, do string }{
		badKey:           {"the AI integration's key expired or is wrong, or the integration was deleted", "open the evaluator, check its integration, and renew the key"},
		badModel:         {"calls to the model fail: its name is wrong or retired, or the key is refused", "check the model name of the evaluator's version, then the integration's key"},
		byHand:           {"the run was cancelled by a user", "run it again if it is still needed"},
		callsFailed:      {"some calls failed: rate limits, timeouts, or unreadable model output", "read the failure reason, if any, and try again later"},
		callsLimited:     {"the model provider limits the rate of calls", "try again later, or set a lower max spans or sampling rate"},
		callsSlow:        {"calls took too long", "try again later; if it happens again, choose a smaller window or a faster model"},
		codeUnloaded:     {"the code evaluator does not load: an unknown import path, imports inside the code, or evaluate() without named parameters", "import only from arize.experimental.datasets.experiments.evaluators.base, name the parameters of evaluate(), and run again; a rising skipped count shows that the code runs"},
		emptyWindow:      {"there is no data in the window", "widen the window, or remove the filter once to test"},
		labelled:         {"everything in the window already has labels", "trigger again with override evaluations"},
		noChoices:        {"the template evaluator has no classification choices", "add classification choices that match the template, then run again"},
		noExperimentRuns: {"the experiments have no runs, or the filter matches none", "check the experiments of the task, and run once without the filter"},
		notIndexed:       {"the spans were not indexed yet; the eval index is 1 to 2 hours behind", "end the window 2 h ago or earlier, or run the same window again later"},
		oddFilter:        {"the filter uses attributes that are not indexed, such as metadata or custom ones", "remove the filter once to test, then filter on indexed attributes"},
		partlySkipped:    {"some rows already have labels or lack a mapped attribute; this is normal", "check the share of skipped rows; if it is high, compare the mappings with a sample span"},
		queued:           {"the run waits in a queue, or is stuck", "refresh the run; if it stays pending, cancel it and trigger again"},
		silent:           {"unknown: the server gave no reason", "refresh the run; if there is still no reason, check the evaluators and run again"},
		tooLarge:         {"the window is large", "wait, or cancel and set a lower max spans next time"},
		unresolved:       {"the filter matched, but the mapped paths or variables do not resolve", "open a sample span and compare each mapped path"},
		unsetWindow:      {"the window was never set", "trigger again with a start and an end around existing spans"},
		wholeTraces:      {"a trace or session evaluator has a filter on single spans", "relax the filter, or use the trace and session shape with named filters"},
	}[c]
	return Finding{Likely: words.likely, Do: words.do, Basis: basis}
}
