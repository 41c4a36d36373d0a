package tasks

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"ax-tui/api"
	"ax-tui/api/axcmd"
	"ax-tui/api/preflight"
	"ax-tui/ui/text"
)

// keepAnswers prints the answers of questions that did not lead to a task: as a command,
// with the JSON in a file.
func (o *createOptions) keepAnswers(cmd *cobra.Command, app *App, input *api.CreateTask) {
	if strings.TrimSpace(o.typed) != "" {
		path, err := writeAside(o.typed)
		if err != nil {
			app.Note(text.Clean("Warning: your JSON could not be kept in a file: " + err.Error()))
			app.Note(text.Safe(strings.Join(safeLines(o.typed), "\n")))
		} else {
			app.Note(text.Clean("Your JSON is kept in " + path))
			if input.Type == api.RunExperiment {
				o.config = path
			} else {
				o.evaluators = path
			}
		}
	}
	app.Note("Your answers so far, as a command:")
	app.Note(text.Clean("  " + o.command(cmd, input) + app.CommandSuffix))
}

// writeAside writes a text to a file that only the user can read.
func writeAside(content string) (path string, err error) {
	file, err := os.CreateTemp("", "ax-tui-kept-*.json")
	if err != nil {
		return "", err
	}
	_, err = file.WriteString(content + "\n")
	return file.Name(), errors.Join(err, file.Close())
}

func safeLines(content string) (out []string) {
	for _, line := range text.CleanLines(content) {
		out = append(out, string(line))
	}
	return out
}

// command returns the command with what is known so far.
func (o *createOptions) command(cmd *cobra.Command, input *api.CreateTask) string {
	words := []string{cmd.CommandPath()}
	named := []string{"sampling-rate", "is-continuous", "no-continuous"}
	add := func(flag, value string) {
		named = append(named, flag)
		if strings.TrimSpace(value) != "" && cmd.Flags().Lookup(flag) != nil {
			words = append(words, "--"+flag, axcmd.Quote(value))
		}
	}
	add("name", o.name)
	add("task-type", o.taskType)
	add("space", o.space.Value())
	add("project", o.project.Value())
	add("dataset", o.dataset.Value())
	add("experiment-ids", strings.Join(trimAll(o.experiments), ","))
	if input.SamplingRate != nil {
		add("sampling-rate", strconv.FormatFloat(*input.SamplingRate, 'f', -1, 64))
	}
	switch {
	case input.Continuous == nil:
	case *input.Continuous:
		words = append(words, "--is-continuous")
	default:
		words = append(words, "--no-continuous")
	}
	add("query-filter", o.filter)
	add("evaluators", o.evaluators)
	add("run-configuration", o.config)
	words = append(words, givenFlags(cmd.NonInheritedFlags(), func(name string) bool { return !slices.Contains(named, name) })...)
	return strings.Join(words, " ")
}

// askToCreate shows the task and asks for the last word.
func (o *createOptions) askToCreate(app *App, input *api.CreateTask, facts []preflight.EvaluatorFacts) error {
	app.Note("The new task:")
	for _, line := range o.summary(input, facts) {
		app.Note(text.Clean("  " + line))
	}
	i, err := app.Ask.Choose("Create it?", []string{"yes, create it", "no, send nothing"}, 0)
	if err == nil && i > 0 {
		return &Fault{Code: Usage, Err: ErrDeclined}
	}
	return err
}

// summary describes the task line by line, by names as far as they are known.
func (o *createOptions) summary(input *api.CreateTask, facts []preflight.EvaluatorFacts) []string {
	source := "project " + o.sourceName(o.project.Value())
	if input.DatasetID != "" {
		source = "dataset " + o.sourceName(o.dataset.Value())
	}
	lines := []string{"name        " + input.Name, "type        " + input.Type.Words(), "source      " + source}
	if len(input.ExperimentIDs) > 0 {
		lines = append(lines, fmt.Sprintf("experiments %d", len(input.ExperimentIDs)))
	}
	if input.ProjectID != "" {
		when, rate := "on demand", "every span"
		if input.Continuous != nil && *input.Continuous {
			when = "continuous"
		}
		if input.SamplingRate != nil {
			rate = strconv.FormatFloat(*input.SamplingRate*100, 'g', 6, 64) + " % of the spans"
		}
		lines = append(lines, "runs        "+when+", "+rate)
	}
	if input.QueryFilter != "" {
		lines = append(lines, "filter      "+input.QueryFilter)
	}
	for i, evaluator := range input.Evaluators {
		name := evaluator.EvaluatorID
		if i < len(facts) && facts[i].Name != "" {
			name = facts[i].Name
		}
		lines = append(lines, "evaluator   "+name)
		for _, variable := range slices.Sorted(maps.Keys(evaluator.Mappings)) {
			lines = append(lines, "            "+variable+" ← "+evaluator.Mappings[variable])
		}
	}
	return lines
}

// sourceName returns the name of a project or dataset that was picked, else what was
// typed.
func (o *createOptions) sourceName(value string) string {
	if name := o.picked[value]; name != "" {
		return name
	}
	return value
}
