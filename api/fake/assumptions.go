package fake

import (
	"net/http"
	"time"
)

// Assumptions answer the questions that contract section 10 (and a few marks
// elsewhere in it) leaves open. Nothing here is a fact about the real service:
// change it here when the real behavior is known.
const (
	// cancelFinishedStatus answers a request to cancel a run that has ended: the
	// operation lists neither 409 nor 422.
	cancelFinishedStatus = http.StatusBadRequest
	// duplicateNameStatus answers a task name that exists in the space.
	duplicateNameStatus = http.StatusUnprocessableEntity
	// duplicateExperimentStatus answers an experiment name that exists in the dataset.
	duplicateExperimentStatus = http.StatusConflict
	// badLimitStatus answers a limit that is not a number or out of range.
	badLimitStatus = http.StatusBadRequest
	// unknownQueryStatus answers query parameters that an operation does not
	// have, so that a misspelt filter is noticed. A real server may ignore them.
	unknownQueryStatus = http.StatusBadRequest
	// malformedIDStatus answers a malformed ID; an ID is standard base64 of a text
	// with a colon.
	malformedIDStatus = http.StatusBadRequest
	// emptyUpdateStatus answers an update without a field.
	emptyUpdateStatus = http.StatusBadRequest
	// badFilterStatus answers a filter of a search that cannot be parsed.
	badFilterStatus = http.StatusUnprocessableEntity
	// tooLargeStatus answers a body above MaxBody.
	tooLargeStatus = http.StatusRequestEntityTooLarge
	// sourceCountStatus answers a new evaluation task with a project and a
	// dataset, or with neither.
	sourceCountStatus = http.StatusUnprocessableEntity

	// MaxBody is the largest request body in bytes that the server reads.
	MaxBody = 1 << 20
	// maxDepth bounds the nesting of a request body.
	maxDepth = 64
	// spanWindow is the default window of a span list.
	spanWindow = 7 * 24 * time.Hour
)

// What else is unknown, and what server and world do:
//   - Runs of one task may overlap; a trigger is not refused for an active run.
//   - data_end_time may be left out of a trigger; it is now.
//   - Data times of a dataset task are ignored, since the official command line
//     always sends an end.
//   - A list under a missing space, project or dataset is 404; in the old
//     dialect it is empty, as servers before July 2026 did.
//   - An update that clears query_filters leaves query_mappings in place until
//     evaluators are sent: null clears (contract section 6).
//   - Evaluators of the newer kinds fit every evaluation task.
//   - The newer list of integrations shows Azure OpenAI as a custom endpoint, since
//     the official clients know no such provider there.
//   - The counters of a run grow while it is running, so that the demo shows progress.
//   - Pausing a continuous task does not stop its active runs.
//   - Evaluations disappear from the spans when their task is deleted.
//   - A run is CANCELLED at once, and runs are never removed.
//
// What a run counts and writes (contract section 6 leaves most of it open):
//   - Counters count spans, traces, sessions or rows of experiments, not labels: with
//     two evaluators a success is two labels. A success has left its labels whatever
//     the run's end was, and while it is still running.
//   - A run takes the newest spans of its window first. Its sample is its own.
//   - A span with a label of one of the evaluators, from any task or from the
//     application, is passed over without override: it is in no counter and does not
//     use up max_spans. Rows of experiments are judged again.
//   - The filter of a task does not see metadata, as the index of evaluations might not.
//   - The metadata of an evaluation has the keys task_id and run_id. Evaluations in one
//     space (see noMetadata in world/data) have none, as on servers before October 2026,
//     and neither have those that an application logs with its spans.
