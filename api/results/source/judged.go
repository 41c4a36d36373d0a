package source

import (
	"context"
	"maps"
	"slices"

	"ax-tui/api"
	"ax-tui/api/judge"
	"ax-tui/api/results"
	"ax-tui/api/timewindow"
)

// Known is what is known of the evaluators of a plan, each in the order of its task.
type Known struct {
	Judges   []results.Judge
	Versions []judge.Judge // as they were read
	Unread   []string      // evaluators whose choices are unknown
}

// Judges loads the versions of the task's evaluators. One that cannot be read has its name
// only, and is in Unread; an experiment without a task has none.
func (p *Plan) Judges(ctx context.Context, client Client) (out Known) {
	out.Versions, _ = judge.ReadVersions(ctx, client, p.Task) // the error is that of ctx
	for i := range out.Versions {
		read := &out.Versions[i]
		at := read.Now()
		if p.Run.ID != "" {
			if then := read.InForce(judge.At(&p.Run)); then.Index >= 0 {
				at = then
			}
		}
		var version *api.EvaluatorVersion
		if at.Index >= 0 {
			version = &read.Versions[at.Index]
		}
		name := read.Used.Name
		if name == "" {
			name = read.Used.EvaluatorID
		}
		out.Judges = append(out.Judges, judgeOf(name, version))
		if read.Err != nil {
			out.Unread = append(out.Unread, name)
		}
	}
	return out
}

// note is a sentence about one evaluator.
type note struct{ about, text string }

// judgeNotes says where another version of an evaluator judged inside what is counted, or
// since what it is compared with.
func (r *Reading) judgeNotes(summary *results.Summary) (out []note) {
	plan := r.Plan
	if len(plan.Experiments) > 0 {
		return nil
	}
	last := plan.Window.End.Add(timewindow.IndexLag) // spans are judged when they are indexed
	if summary.Basis != results.WrittenByRun {
		for _, change := range judge.ChangesBetween(r.versions, plan.Window.Start, last) {
			out = append(out, note{change.Evaluator, "the judge changed within this window (" + change.String() + "): labels before and after it are of two judges"})
		}
	}
	if r.before == nil || len(out) > 0 {
		return out
	}
	from, to := r.before.Window.Start, last
	if r.before.Run.ID != "" && plan.Run.ID != "" {
		from, to = judge.At(&r.before.Run), judge.At(&plan.Run)
	}
	for _, change := range judge.ChangesBetween(r.versions, from, to) {
		out = append(out, note{change.Evaluator, "the judge changed since what is compared with (" + change.String() + "): a change of shares may be the judge's"})
	}
	return out
}

// unmapped says which variables of the evaluators have no path in the task.
func (r *Reading) unmapped() (out []note) {
	if len(r.versions) == 0 {
		return nil
	}
	for _, group := range judge.GroupsOf(&r.Plan.Task, r.versions) {
		for _, variable := range slices.Sorted(maps.Keys(group.Paths)) {
			if group.Paths[variable] != "" {
				continue
			}
			out = append(out, note{group.Name, "the variable " + variable + " of " + group.Name + " is not mapped: the evaluator judged without it"})
		}
	}
	return out
}
