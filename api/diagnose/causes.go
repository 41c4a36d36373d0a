package diagnose

// Rule names a cause of how a run ended (contract section 8), for programs: it never
// changes.
type Rule string

// Class groups rules by what has to change, for programs: it never changes.
type Class string

// The classes.
const (
	JudgeKey    Class = "judge-key"
	JudgeModel  Class = "judge-model"
	Rails       Class = "rails"
	Mapping     Class = "mapping"
	Filter      Class = "filter"
	Granularity Class = "granularity"
	NoData      Class = "no-data"
	Lag         Class = "lag"
	Labelled    Class = "labelled"
	Sandbox     Class = "sandbox"
	Limits      Class = "limits"
	ByHandClass Class = "by-hand"
	Unknown     Class = "unknown"
)

// The rules.
const (
	badKey           Rule = "key-refused"
	badModel         Rule = "model-calls-fail"
	byHand           Rule = "cancelled-by-user"
	callsFailed      Rule = "calls-failed"
	callsLimited     Rule = "rate-limit"
	callsSlow        Rule = "calls-too-slow"
	codeFails        Rule = "code-fails-on-rows"
	codeRaised       Rule = "code-raised"
	codeUnloaded     Rule = "code-not-loaded"
	emptyWindow      Rule = "no-data-in-window"
	kindMismatch     Rule = "mapping-of-other-kind"
	labelled         Rule = "all-labelled"
	noChoices        Rule = "no-choices"
	noCredit         Rule = "quota-used-up"
	noExperimentRuns Rule = "no-experiment-runs"
	NoMatch          Rule = "filter-matches-nothing"
	noRule           Rule = "no-rule-fits"
	notIndexed       Rule = "not-indexed-yet"
	oddFilter        Rule = "filter-not-indexed"
	otherWords       Rule = "reason-in-other-words"
	partlySkipped    Rule = "partly-skipped"
	queued           Rule = "queued"
	silent           Rule = "no-reason"
	strangeLabel     Rule = "label-is-no-choice"
	tooLarge         Rule = "large-window"
	unresolved       Rule = "paths-do-not-resolve"
	unmapped         Rule = "variable-not-mapped"
	unsetWindow      Rule = "window-never-set"
	wholeTraces      Rule = "span-filter-on-traces"
)

// entry is what a rule says.
type entry struct {
	class      Class
	likely, do string
}

func says(class Class, likely, do string) entry { return entry{class: class, likely: likely, do: do} }

// entry returns what the rule says. It is constant data: lists ask about every visible row.
func (r Rule) entry() entry {
	switch r {
	case badKey:
		return says(JudgeKey, "the AI integration's key expired or is wrong, or the integration was deleted", "check the evaluator's integration in the Arize web app, and renew the key")
	case badModel:
		return says(JudgeModel, "calls to the model fail: its name is wrong or retired, or the key is refused", "check the model name of the evaluator's version, then the integration's key")
	case byHand:
		return says(ByHandClass, "the run was cancelled by a user", "run it again if it is still needed")
	case callsFailed:
		return says(Limits, "some calls failed: rate limits, timeouts, or unreadable model output", "try again later, over fewer rows; if it happens again, look at a failed row in the Arize web app")
	case callsLimited:
		return says(Limits, "the model provider limits the rate of calls", "try again later, with fewer spans at most, or a lower sampling rate")
	case callsSlow:
		return says(Limits, "calls took too long", "try again later; if it happens again, choose a smaller window or a faster model")
	case codeFails:
		return says(Sandbox, "the code evaluator failed on some rows: a value that it does not expect, or too much time", "look at a failed row in the Arize web app, and compare its values with what the code expects")
	case codeRaised:
		return says(Sandbox, "the code of the evaluator raised an error", "read the last line of the traceback, fix the code, and run it again")
	case codeUnloaded:
		return says(Sandbox, "the code evaluator does not load: an unknown import path, imports inside the code, or evaluate() without named parameters", "import only from arize.experimental.datasets.experiments.evaluators.base, name the parameters of evaluate(), and run again; a rising skipped count shows that the code runs")
	case noChoices:
		return says(Rails, "the template evaluator has no classification choices", "add classification choices that match the template to the evaluator in the Arize web app, then run again")
	case noCredit:
		return says(Limits, "the quota at the model provider is used up", "raise the quota or add credit at the provider, then run it again")
	case noRule:
		return says(Unknown, "no rule fits this end", "look at single rows in the Arize web app, or ask for help with a report of the run")
	case otherWords:
		return says(Unknown, "the server's reason is in words that no rule knows", "read the server's reason in full, and ask for help with a report of the run if it is not clear")
	case queued:
		return says(Limits, "the run waits in a queue, or is stuck", "refresh the run; if it stays pending, cancel it and trigger again")
	case silent:
		return says(Unknown, "nothing tells why the run failed", "refresh the run; if there is still no reason, check the evaluators and run again")
	case strangeLabel:
		return says(Rails, "the model answered with labels that are not among the classification choices", "make the template ask for exactly one of the choices, in their words")
	case kindMismatch: // its words depend on the kind: see misfits
		return entry{class: Mapping}
	default:
		return r.aboutData()
	}
}

// aboutData is entry for the rules about the data of a run: its window, filter, labels and
// mappings.
func (r Rule) aboutData() entry {
	switch r {
	case emptyWindow:
		return says(NoData, "there is no data in the window", "widen the window, or remove the filter once to test")
	case labelled:
		return says(Labelled, "everything in the window already has labels", "trigger again with override evaluations")
	case noExperimentRuns:
		return says(NoData, "the experiments have no runs, or the filter matches none", "check that the experiments of the task have runs, and run once without the filter")
	case NoMatch:
		return says(Filter, "the filter matches nothing in the window", "change the filter to what the spans of the window have")
	case notIndexed:
		return says(Lag, "the spans were not indexed yet; the eval index is 1 to 2 hours behind", "run the same window again, 2 h or more after its end")
	case oddFilter:
		return says(Filter, "the filter uses attributes that are not indexed, such as metadata or custom ones", "filter on indexed attributes; to test, remove once the parts of the filter on others")
	case partlySkipped:
		return says(Labelled, "some rows already have labels or lack a mapped attribute; this is normal", "check the share of skipped rows; if it is high, compare the mappings with a sample span")
	case tooLarge:
		return says(Limits, "there are many rows to evaluate", "wait, or cancel and choose fewer spans at most next time")
	case unmapped:
		return says(Mapping, "a variable of an evaluator has no mapping, so it has nothing to read", "edit the task and map every variable to a path")
	case unresolved:
		return says(Mapping, "rows matched, but the mapped paths or variables do not resolve", "compare each mapped path with a sample row, as the mapping check does")
	case unsetWindow:
		return says(NoData, "the window was never set", "trigger again with a start and an end around existing spans")
	case wholeTraces:
		return says(Granularity, "a trace or session evaluator has a filter on single spans", "remove the filter, or use query filters, which select whole traces and sessions")
	default:
		return entry{class: Unknown}
	}
}

// finding returns the texts of a rule with its evidence.
func (r Rule) finding(basis string) Finding {
	found := r.entry()
	return Finding{Rule: r, Class: found.class, Likely: found.likely, Do: found.do, Basis: basis}
}
