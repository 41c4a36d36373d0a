package keymap

// The actions of the judges of a task.
const (
	ShowJudge       Action = "judge"
	OlderVersion    Action = "older-version"
	NewerVersion    Action = "newer-version"
	CompareVersions Action = "compare"
	NextEvaluator   Action = "next-evaluator"
	ShowTexts       Action = "texts"
)

// Judge is the scope of who judges for a task, MappingCheck that of the check of an
// existing task's mappings.
const (
	Judge        Scope = "judge"
	MappingCheck Scope = "mapping-check"
)

// judgeRows are the keys of the judges of a task and of the check of its mappings.
func judgeRows() []row {
	return []row{
		{scope: Tasks, action: ShowJudge, keys: "J", short: "judge", help: "who judges for the selected task: model, template, versions"},
		{scope: Tasks, action: MappingView, keys: "M", short: "mapping", help: "check where the variables of the selected task lead"},
		{scope: Task, action: ShowJudge, keys: "J", short: "judge", help: "who judges for this task: model, template, versions"},
		{scope: Task, action: MappingView, keys: "M", short: "mapping", help: "check where the variables of this task lead"},
		{scope: Run, action: ShowJudge, keys: "J", short: "judge", help: "who judged in this run: model, template, versions"},
		{scope: Run, action: MappingView, keys: "M", short: "mapping", help: "check where the variables of the task lead"},
		{scope: Judge, action: NextEvaluator, keys: "e tab", short: "evaluator", help: "the next evaluator"},
		{scope: Judge, action: OlderVersion, keys: ", left", short: "older", help: "the version before the shown one"},
		{scope: Judge, action: NewerVersion, keys: ". right", short: "newer", help: "the version after the shown one"},
		{scope: Judge, action: CompareVersions, keys: "=", short: "compare", help: "the difference to the marked version, else to the one before, or the version again"},
		{scope: Judge, action: Mark, keys: "space", short: "mark", help: "mark the shown version, to compare others with it"},
		{scope: Judge, action: ShowTexts, keys: "i", short: "values", help: "show a sample value under each variable, or hide them (asks once)"},
		{scope: Judge, action: MappingView, keys: "M", short: "mapping", help: "check where the variables lead"},
		{scope: Judge, action: FindText, keys: "/", short: "find", help: "find a text in the template"},
		{scope: Judge, action: Copy, keys: "y", short: "copy", help: "copy the template, the code or an ID"},
		{scope: Judge, action: Refresh, keys: "r", short: "refresh", help: "read the versions again"},
		{scope: Judge, action: OpenWeb, keys: "O", short: "web", help: "open project, dataset or evaluator in the Arize web app"},

		{scope: MappingCheck, action: ShowTexts, keys: "i", short: "values", help: "show a value of each variable, or hide them (asks once)"},
		{scope: MappingCheck, action: ShowJudge, keys: "J", short: "judge", help: "who judges: model, template, versions"},
		{scope: MappingCheck, action: EditTask, keys: "e", short: "edit", help: "change the mappings of this task", write: true},
		{scope: MappingCheck, action: Refresh, keys: "r", short: "check again", help: "read other sample rows and check again"},
	}
}
