package fake

import "net/http"

// Choices are the answers to the questions that contract section 10 (and a few
// marks elsewhere in it) leaves open. Nothing here is a fact about the real
// service. DefaultChoices gives the values that the demo uses; the zero value
// of a status field means its default too, so a test may set one field alone.
// How runs and scores behave is chosen beneath, in world.Choices.
type Choices struct {
	// CancelFinished answers the wish to cancel a run that has ended. Default 400:
	// the operation lists neither 409 nor 422.
	CancelFinished int
	// DuplicateName answers a task name that the space has already. Default 422.
	DuplicateName int
	// TakenExperiment answers an experiment name that the dataset has already. Default 409.
	TakenExperiment int
	// RefuseOverlap refuses a trigger with 409 while a run of the task is pending
	// or running. Default false: runs of one task may overlap.
	RefuseOverlap bool
	// BadLimit answers a limit that is no number or out of range. Default 400.
	BadLimit int
	// AllowUnknownQuery passes over query parameters that an operation does not
	// know. Default false: 400, so that a misspelt filter is noticed.
	AllowUnknownQuery bool
	// MalformedID answers an ID that has not the shape of one: standard base64
	// of a text with a colon. Default 400.
	MalformedID int
	// EmptyUpdate answers an update without a field. Default 400.
	EmptyUpdate int
	// BadSpanFilter answers a span filter that is not understood. Default 422.
	BadSpanFilter int
	// TooLarge answers a body above MaxBody. Default 413.
	TooLarge int
	// RequireEnd wants data_end_time from project tasks. Default false: it is now.
	RequireEnd bool
	// RefuseDatasetWindow refuses data times on dataset tasks with 422. Default
	// false: they do not apply and are passed over, for the official command
	// line fills in an end by itself.
	RefuseDatasetWindow bool
	// MissingScopeEmpty answers a list under a missing space, project or dataset
	// with an empty page, as servers before July 2026 did. Default false: 404.
	MissingScopeEmpty bool
	// SourceCount answers a new evaluation task with a project and a dataset, or
	// with neither. Default 422.
	SourceCount int
	// RefuseBareMappings refuses with 400 an update that clears query_filters and
	// leaves an evaluator with query_mappings. Default false: null clears, as
	// contract section 6 says, and the mappings stay until evaluators are sent.
	RefuseBareMappings bool
}

// MaxBody is the largest request body in bytes that the server reads.
const MaxBody = 1 << 20

// DefaultChoices gives the demo's answers to what is not documented.
func DefaultChoices() Choices {
	return Choices{
		CancelFinished:  http.StatusBadRequest,
		DuplicateName:   http.StatusUnprocessableEntity,
		TakenExperiment: http.StatusConflict,
		BadLimit:        http.StatusBadRequest,
		MalformedID:     http.StatusBadRequest,
		EmptyUpdate:     http.StatusBadRequest,
		BadSpanFilter:   http.StatusUnprocessableEntity,
		TooLarge:        http.StatusRequestEntityTooLarge,
		SourceCount:     http.StatusUnprocessableEntity,
	}
}

// filled replaces zero status fields by their defaults.
func (c Choices) filled() Choices {
	d := DefaultChoices()
	for _, f := range []struct {
		have *int
		want int
	}{
		{&c.CancelFinished, d.CancelFinished},
		{&c.DuplicateName, d.DuplicateName},
		{&c.TakenExperiment, d.TakenExperiment},
		{&c.BadLimit, d.BadLimit},
		{&c.MalformedID, d.MalformedID},
		{&c.EmptyUpdate, d.EmptyUpdate},
		{&c.BadSpanFilter, d.BadSpanFilter},
		{&c.TooLarge, d.TooLarge},
		{&c.SourceCount, d.SourceCount},
	} {
		if *f.have == 0 {
			*f.have = f.want
		}
	}
	return c
}
