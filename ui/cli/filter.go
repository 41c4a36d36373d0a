package cli

import (
	"fmt"

	"github.com/spf13/pflag"

	"ax-tui/api"
	"ax-tui/api/resolve"
	"ax-tui/ui/box/filter"
)

// filterFlags holds the flags that filter the first view.
type filterFlags struct {
	space, project, dataset, taskType, name, open string
}

func (f *filterFlags) add(fs *pflag.FlagSet) {
	fs.StringVar(&f.space, "space", "", "start with the tasks of this space (ID or name)")
	fs.StringVar(&f.project, "project", "", "start with the tasks of this project (ID or name)")
	fs.StringVar(&f.dataset, "dataset", "", "start with the tasks of this dataset (ID or name)")
	fs.StringVar(&f.taskType, "task-type", "", "start with one type: template_evaluation, code_evaluation or run_experiment")
	fs.StringVar(&f.name, "name", "", "start with the tasks that have this in their name")
}

// filter validates the flags. The Tasks screen resolves names to IDs.
func (f *filterFlags) filter() (filter.Filter, error) {
	out := filter.Filter{Name: f.name, Space: resolve.Ref(f.space), Project: resolve.Ref(f.project), Dataset: resolve.Ref(f.dataset)}
	if f.taskType != "" {
		taskType, ok := api.ParseTaskType(f.taskType)
		if !ok {
			return out, fmt.Errorf("--task-type is %q; choose template_evaluation, code_evaluation or run_experiment", f.taskType)
		}
		out.Type = taskType
	}
	return out, nil
}
