// Package evaljson reads, checks and writes the two pieces of JSON that a person
// edits by hand in a task: the list of evaluators, in both shapes of contract
// section 6, and the run configuration of a run_experiment task.
//
// It is also the one place where JSON that a person has written is changed: Set
// and Delete work on any text by a path, Equal and Canonical tell what two texts
// have in common.
//
// It promises that every fault has a place, a rule and a sentence that says what
// to do; that any bytes are read without a panic; that what it writes it reads
// back without a fault; and that a change, such as bringing picks into an edited
// text, leaves every untouched part as it was, byte by byte.
//
// It is pure and fast enough to run after every pause in typing: 1 MB takes
// tens of milliseconds. It imports api for its plain types and jsontext; it
// must not import the terminal or anything of ui, theme and keymap.
package evaljson
