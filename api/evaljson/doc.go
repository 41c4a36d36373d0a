// Package evaljson parses, validates and writes the two JSON texts that users
// edit by hand in a task: the list of evaluators, in both shapes of contract
// section 6, and the run configuration of a run_experiment task.
//
// It is also the only place that edits user-written JSON: Set and Delete change
// any text by a path, Equal and Canonical compare texts.
//
// Guarantees: every fault has a position, a rule and a message that says what
// to do; no input panics; everything it writes parses without a fault; an edit,
// such as merging picks into a text, keeps all other bytes as they are.
//
// It is pure and fast enough to run after every pause in typing: 1 MB takes
// tens of milliseconds. It imports api for its types and jsontext; it must not
// import the terminal or anything of ui, theme and keymap.
package evaljson
