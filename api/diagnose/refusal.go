package diagnose

// Refusal is what is known about a request that was not carried out. The
// status is the HTTP status; 0 means that nothing was sent, as when a name
// could not be found.
type Refusal struct {
	Status   int
	Trigger  bool // a run was to be started
	FirstRun bool // by a task that never ran
	NoStart  bool // without a start of the window
	ByName   bool // a task or evaluator was sought by its name
}

// Refused tells why a request was likely refused, for the rows of contract
// section 8 that speak of no run; none when there is nothing to add to what
// the server says.
func Refused(r Refusal) []Finding {
	switch {
	case r.Trigger && r.FirstRun && r.NoStart && (r.Status == 400 || r.Status == 422):
		return []Finding{{
			Likely: "the first run of a task needs a start of its window",
			Do:     "send start and end",
			Basis:  "the task never ran and no start was given",
		}}
	case r.Status == 401:
		return []Finding{{
			Likely: "the key is wrong or expired, or belongs to another space",
			Do:     "check the profile and what the key may reach",
			Basis:  "the server answers 401",
		}}
	case r.ByName && (r.Status == 0 || r.Status == 404):
		return []Finding{{
			Likely: "it is in another space, or its name differs in upper and lower case",
			Do:     "pick it from the list",
			Basis:  "no exact match by name",
		}}
	}
	return nil
}
