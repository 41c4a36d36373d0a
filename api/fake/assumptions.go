package fake

import (
	"net/http"
	"time"
)

// Assumptions are the answers to the questions that contract section 10 (and
// a few marks elsewhere in it) leaves open. Nothing here is a fact about the
// real service: when the truth is known, this is the place to change.
const (
	// cancelFinishedStatus answers the wish to cancel a run that has ended:
	// the operation lists neither 409 nor 422.
	cancelFinishedStatus = http.StatusBadRequest
	// duplicateNameStatus answers a task name that the space has already.
	duplicateNameStatus = http.StatusUnprocessableEntity
	// takenExperimentStatus answers an experiment name that the dataset has already.
	takenExperimentStatus = http.StatusConflict
	// badLimitStatus answers a limit that is no number or out of range.
	badLimitStatus = http.StatusBadRequest
	// unknownQueryStatus answers query parameters that an operation does not
	// know, so that a misspelt filter is noticed. A real server may pass over them.
	unknownQueryStatus = http.StatusBadRequest
	// malformedIDStatus answers an ID that has not the shape of one: standard
	// base64 of a text with a colon.
	malformedIDStatus = http.StatusBadRequest
	// emptyUpdateStatus answers an update without a field.
	emptyUpdateStatus = http.StatusBadRequest
	// badSpanFilterStatus answers a span filter that is not understood.
	badSpanFilterStatus = http.StatusUnprocessableEntity
	// tooLargeStatus answers a body above MaxBody.
	tooLargeStatus = http.StatusRequestEntityTooLarge
	// sourceCountStatus answers a new evaluation task with a project and a
	// dataset, or with neither.
	sourceCountStatus = http.StatusUnprocessableEntity

	// MaxBody is the largest request body in bytes that the server reads.
	MaxBody = 1 << 20
	// maxDepth bounds the nesting of a request body.
	maxDepth = 64
	// spanWindow is how far back a span list looks by itself.
	spanWindow = 7 * 24 * time.Hour
)

// What else is unknown, and what server and world do:
//   - Runs of one task may overlap; a trigger is not refused for an active run.
//   - data_end_time may be left out of a trigger; it is now.
//   - Data times of a dataset task do not apply and are passed over, for the
//     official command line fills in an end by itself.
//   - A list under a missing space, project or dataset is 404; in the old
//     dialect it is empty, as servers before July 2026 did.
//   - An update that clears query_filters leaves query_mappings in place until
//     evaluators are sent: null clears (contract section 6).
//   - Evaluators of the newer kinds fit every evaluation task.
//   - Agent integrations are in no list, so any ID is taken for one.
//   - The counters of a run grow while it is running: a frozen demo shows nothing.
//   - Pausing a continuous task leaves its runs under way alone.
//   - Evaluations go from the spans when their task is deleted.
//   - A run is CANCELLED at once, and runs are kept for ever.
