package api

import "time"

// FieldFault is one broken rule. Field is the wire name of the field, such as
// "data_start_time" or "evaluators[1].evaluator_id".
type FieldFault struct{ Field, Message string }

func (f FieldFault) String() string { return f.Field + ": " + f.Message }

// Check tells every rule of contract section 6 that the task breaks.
func (t CreateTask) Check() []FieldFault { return nil }

// Check tells every rule of contract section 6 that the change breaks.
func (u UpdateTask) Check() []FieldFault { return nil }

// Check tells every rule of contract section 6 that the trigger breaks.
func (t Trigger) Check(kind TaskType, firstRun, onProject bool, now time.Time) []FieldFault {
	return nil
}

func (q SpanQuery) check() []FieldFault { return nil }
