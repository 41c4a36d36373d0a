// Package judge says who is behind the labels of a task: for each of its evaluators the
// model, the choices, the template with the path under each variable, and its versions
// with what differs between them; and which version was in force at a time.
//
// Guarantees: a version is called the one in force only with the basis of that claim,
// since a run does not tell it (contract section 6, Runs) and deleted versions are
// unknown; what could not be read is never shown as absent. Texts of the server are
// returned unchanged: clean them before drawing.
//
// Read asks the server; everything else is pure. It imports api, api/evaljson, api/mapping,
// api/preflight and the standard library; never the terminal or ui.
package judge

import (
	"slices"
	"strings"
	"time"

	"ax-tui/api"
)

// Judge is an evaluator as a task uses it.
type Judge struct {
	Used     api.TaskEvaluator
	Versions []api.EvaluatorVersion // newest first
	More     bool                   // there are older versions, which were not read
	Err      error                  // why the versions could not be read; then there are none
	Access   Access
	changed  time.Time // when the task was last changed
}

// Access is the integration that the version in force now needs. The zero Access is that
// of a version that needs none.
type Access struct {
	ID   string
	Name string // "" if it could not be read
	Err  error  // NotFound: it is gone, or this key cannot see it (contract section 3)
}

// Gone reports whether the server says that it does not have the integration.
func (a Access) Gone() bool { return api.Is(a.Err, api.NotFound, api.Forbidden) }

// Words says whether the integration is there: "", "there", "not found: deleted, or not
// visible to this key", or why that is not known.
func (a Access) Words() string {
	switch {
	case a.ID == "":
		return ""
	case a.Err == nil:
		return "there"
	case a.Gone():
		return "not found: deleted, or this key cannot see it"
	}
	return "could not be read"
}

// Basis is why a version is said to have been in force.
type Basis int

// The bases.
const (
	Unknown  Basis = iota // no version of that time is known
	Pinned                // the task is pinned to it, and was not changed since
	PinNow                // the task is pinned to it now, but was changed after that time
	Newest                // it is the newest, which a task without a pin uses
	Inferred              // it was the newest at that time
)

// Words says it in a few words.
func (b Basis) Words() string {
	switch b {
	case Pinned:
		return "pinned"
	case PinNow:
		return "pinned now; the task was changed later"
	case Newest:
		return "the newest; not pinned"
	case Inferred:
		return "the newest at that time, inferred from times; not pinned"
	case Unknown: // as below
	}
	return "not known: no version is that old"
}

// Force is which version was in force at a time.
type Force struct {
	Index int // in Versions; -1: not known
	Basis Basis
}

// InForce returns the version in force at a time. Without a pin it is the newest of that
// time: the task may have been pinned then, and a version may have been deleted.
func (j *Judge) InForce(at time.Time) Force {
	if pin := j.Used.VersionID; pin != "" {
		basis := Pinned
		if at.Before(j.changed) {
			basis = PinNow
		}
		return Force{Index: j.Index(pin), Basis: basis}
	}
	index := slices.IndexFunc(j.Versions, func(version api.EvaluatorVersion) bool {
		return !version.CreatedAt.IsZero() && !version.CreatedAt.After(at)
	})
	if index < 0 {
		return Force{Index: -1}
	}
	return Force{Index: index, Basis: Inferred}
}

// Now returns the version that the next run uses: the pinned or the newest one.
func (j *Judge) Now() Force {
	switch {
	case j.Used.VersionID != "":
		return Force{Index: j.Index(j.Used.VersionID), Basis: Pinned}
	case len(j.Versions) == 0:
		return Force{Index: -1}
	}
	return Force{Basis: Newest}
}

// Index returns the place of a version by its ID, -1 if it is not known.
func (j *Judge) Index(id string) int {
	return slices.IndexFunc(j.Versions, func(version api.EvaluatorVersion) bool { return version.ID == id })
}

// Number returns the number of a version, counted from the oldest, 1; 0 when older ones
// were not read. The API has no such number: deleted versions are not counted.
func (j *Judge) Number(index int) int {
	if j.More {
		return 0
	}
	return len(j.Versions) - index
}

// At returns the time that decides which version judged for a run: its start.
func At(run *api.Run) time.Time {
	if run.StartedAt != nil {
		return *run.StartedAt
	}
	return run.CreatedAt
}

// Change is that a run was judged by another version than the run before it.
type Change struct {
	Evaluator string // its name
	From, To  string // the short hashes
	Parts     []string
}

// String says it on one line: "Relevance 1a2b3c4 to 5d6e7f8: model gpt-4o to gpt-4o-mini, template".
func (c Change) String() string {
	out := c.Evaluator + " " + c.From + " to " + c.To
	if len(c.Parts) > 0 {
		out += ": " + strings.Join(c.Parts, ", ")
	}
	return out
}

// Changes returns by the ID of a run what changed since the run before it, in any order
// of runs: the runs whose results cannot be compared with those before them. A new
// version that shows no difference is none.
func Changes(judges []Judge, runs []*api.Run) map[string][]Change {
	out := map[string][]Change{}
	for i := range judges {
		judge := &judges[i]
		if judge.Used.VersionID != "" || len(judge.Versions) < 2 {
			continue
		}
		var last *api.Run // the oldest run of the newer versions
		for index := range judge.Versions[:len(judge.Versions)-1] {
			first, older := judge.boundary(index, runs)
			if first == nil || older == nil || first == last {
				continue
			}
			last = first
			before := judge.InForce(At(older)).Index
			if before < 0 {
				continue
			}
			if change, differs := judge.change(before, index); differs {
				out[first.ID] = append(out[first.ID], change)
			}
		}
	}
	return out
}

// ChangesBetween returns what differs between the versions in force at two times, for each
// judge that is not pinned. Versions that show no difference are none.
func ChangesBetween(judges []Judge, from, to time.Time) (out []Change) {
	for i := range judges {
		judge := &judges[i]
		before, after := judge.InForce(from).Index, judge.InForce(to).Index
		if judge.Used.VersionID != "" || before < 0 || after < 0 || before == after {
			continue
		}
		if change, differs := judge.change(before, after); differs {
			out = append(out, change)
		}
	}
	return out
}

// change returns what differs between two versions; false for nothing that shows.
func (j *Judge) change(before, after int) (Change, bool) {
	from, to := &j.Versions[before], &j.Versions[after]
	parts, shown := Differences(from, to)
	return Change{Evaluator: j.Used.Name, From: ShortHash(from), To: ShortHash(to), Parts: parts}, !shown || len(parts) > 0
}

// boundary returns the oldest run that a version or a newer one judged, and the newest
// run before it; nil for none.
func (j *Judge) boundary(index int, runs []*api.Run) (first, older *api.Run) {
	from := j.Versions[index].CreatedAt
	if from.IsZero() {
		return nil, nil
	}
	for _, run := range runs {
		switch at := At(run); {
		case at.IsZero():
		case at.Before(from):
			if older == nil || at.After(At(older)) {
				older = run
			}
		case first == nil || at.Before(At(first)):
			first = run
		}
	}
	return first, older
}

// ShortHash returns the first characters of the commit of a version, else the end of its ID.
func ShortHash(version *api.EvaluatorVersion) string {
	if hash := version.CommitHash; hash != "" {
		return hash[:min(len(hash), 7)]
	}
	return version.ID[max(len(version.ID)-7, 0):]
}
