package newtask

import (
	"ax-tui/api"
	"ax-tui/api/change"
	"ax-tui/ui/part"
	"ax-tui/ui/text"
)

// maxValue is the maximum length of one side of a change that is shown.
const maxValue = 2000

// changes returns what an update would change in a task.
func (s *model) changes(old *api.CreateTask, update api.UpdateTask) []change.Change {
	return change.Names{
		Evaluator: func(id string) string { return string(s.evaluatorName(id)) },
		Version:   func(id string) string { return string(text.ShortID(id)) },
	}.Of(old, &update)
}

// changeRows returns the top of a review: what someone else has changed since the
// form was opened, and what the update changes.
func (s *model) changeRows(update *api.UpdateTask, width int) []string {
	var out []string
	if len(s.review.conflict) > 0 {
		out = append(out, s.Styles.Header.Render("Changed by someone else in the meantime"))
		out = append(append(out, s.changeLines(s.review.conflict, width)...), "")
	}
	out = append(out, s.Styles.Header.Render("Your changes"))
	return append(out, s.changeLines(s.changes(requestOf(&s.origin.task), *update), width)...)
}

// changeLines shows before and after below each other.
func (s *model) changeLines(all []change.Change, width int) []string {
	side := func(mark text.Safe, value string) text.Safe {
		if value == "" {
			return text.Concat(mark, text.Lit("nothing"))
		}
		return text.Concat(mark, text.CleanN(value, maxValue))
	}
	var fields []part.Field
	for _, change := range all {
		fields = append(fields, part.Field{
			Label: text.Cut(text.CleanN(change.What, 200), max(width/3, 8)), Lines: []text.Safe{side("- ", change.Before), side("+ ", change.After)},
		})
	}
	return part.Fields(s.Styles, fields, width)
}
