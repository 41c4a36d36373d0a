package api

import (
	"slices"
	"strings"
	"sync/atomic"
)

// dialect remembers which words the server speaks (contract section 5). There
// is no version to ask for, so the words of the answers teach it.
//
// While nothing sure is known the newest words are sent. A read whose query
// holds such a word and is refused with 400 is then tried once in the other
// words (see Client.send). A write never is: it goes out in the newest words
// unless an answer taught better, and the first write to an older server that
// has shown nothing yet is refused by it.
type dialect struct{ heard atomic.Int32 }

// What has been heard, the least sure first.
const (
	nothing int32 = iota
	hintUpper
	hintLower
	sureUpper
	sureLower
)

func (d *dialect) legacy() bool {
	heard := d.heard.Load()
	return heard == hintLower || heard == sureLower
}

// sure reports whether a task type, a run status or a try in both dialects has
// settled the question.
func (d *dialect) sure() bool { return d.heard.Load() >= sureUpper }

// settle notes what is sure.
func (d *dialect) settle(legacy bool) { d.note(legacy, sureUpper, sureLower) }

// hint notes what the words of other things make likely. It changes nothing
// that is sure: task types and states are what this program sends.
func (d *dialect) hint(legacy bool) {
	if !d.sure() {
		d.note(legacy, hintUpper, hintLower)
	}
}

func (d *dialect) note(legacy bool, upper, lower int32) {
	word := upper
	if legacy {
		word = lower
	}
	if d.heard.Load() != word { // many answers side by side, seldom news
		d.heard.Store(word)
	}
}

// learn takes a task type or run status from an answer. Unknown or mixed words
// teach nothing.
func (d *dialect) learn(raw string) {
	switch raw {
	case "TEMPLATE_EVALUATION", "CODE_EVALUATION", "RUN_EXPERIMENT",
		"PENDING", "RUNNING", "COMPLETED", "FAILED", "CANCELLED":
		d.settle(false)
	case "template_evaluation", "code_evaluation", "run_experiment",
		"pending", "running", "completed", "failed", "cancelled":
		d.settle(true)
	}
}

// say spells a word as far as the server is known; any case goes in.
func (d *dialect) say(word string) string { return spelled(word, d.legacy()) }

func spelled(word string, legacy bool) string {
	if legacy {
		return strings.ToLower(fold(word))
	}
	return fold(word)
}

// fold brings a word into the spelling of the constants.
func fold(s string) string {
	s = strings.ToUpper(strings.TrimSpace(s))
	return strings.Map(func(r rune) rune {
		if r == ' ' || r == '-' {
			return '_'
		}
		return r
	}, s)
}

// pick returns the name of the list that raw spells in either dialect
// ("openAI" and "OPEN_AI" alike), or raw itself, and learns from it.
func pick[T ~string](d *dialect, raw T, names ...T) T {
	if slices.Contains(names, raw) {
		d.hint(false)
		return raw
	}
	squashed := squash(string(raw))
	for _, name := range names {
		if squash(string(name)) == squashed {
			d.hint(true)
			return name
		}
	}
	return raw
}

func squash(s string) string { return strings.ToUpper(strings.ReplaceAll(s, "_", "")) }

// known folds a word that parse knows; another is kept as it came.
func known[T ~string](raw T, parse func(string) (T, bool)) T {
	if word, ok := parse(string(raw)); ok {
		return word
	}
	return raw
}
