package world

import "testing"

func TestOwnTasks(t *testing.T) {
	if world, _ := open(Options{}); world.data.taskCount != OwnTasks {
		t.Errorf("the data has %d tasks, OwnTasks is %d", world.data.taskCount, OwnTasks)
	}
}

// A task whose habit has nothing to do with its mappings reads paths that its spans have:
// a check of the mappings does not accuse it.
func TestMappedPathsAreThere(t *testing.T) {
	world, _ := open(Options{Seed: 7})
	checked := 0
	for i, task := range allTasks(world) {
		switch world.data.Tasks[i].Habit {
		case unresolved, mismatched, misfit, quiet:
			continue
		}
		if task.ProjectID == "" {
			continue
		}
		query := SpanQuery{ProjectID: task.ProjectID}
		if task.QueryFilter != nil {
			query.Filter = *task.QueryFilter
		}
		spans, _, _, err := world.Spans(query, Position{}, 100)
		if err != nil || len(spans) == 0 {
			t.Fatalf("%s: %d spans, %v", task.Name, len(spans), err)
		}
		for _, taskEvaluator := range task.Evaluators {
			for variable, path := range taskEvaluator.Mappings {
				checked++
				there := 0
				for k := range spans {
					if value, ok := spans[k].column(path); ok && value != "" {
						there++
					}
				}
				if there*10 < len(spans)*9 {
					t.Errorf("%s: %s ← %s is in %d of %d spans", task.Name, variable, path, there, len(spans))
				}
			}
		}
	}
	if checked < 40 {
		t.Errorf("only %d paths were checked", checked)
	}
}
