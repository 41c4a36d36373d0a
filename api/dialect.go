package api

import (
	"slices"
	"strings"
	"sync/atomic"
)

// dialect holds which enum words the server uses (contract section 5). The API
// has no version request, so the dialect is derived from the words in responses.
//
// Until it is certain, the upper-case words are sent. A read with an enum word
// in its query that gets a 400 is then retried once in the other dialect (see
// Client.send). A write is not: the first write to an older server that has not
// shown its words yet is refused by it.
type dialect struct{ evidence atomic.Int32 }

// The evidence, the least certain first.
const (
	unknownWords int32 = iota
	hintUpper
	hintLower
	sureUpper
	sureLower
)

func (d *dialect) legacy() bool {
	heard := d.evidence.Load()
	return heard == hintLower || heard == sureLower
}

// sure reports whether a task type, a run status or an attempt in both dialects
// has shown the dialect.
func (d *dialect) sure() bool { return d.evidence.Load() >= sureUpper }

// setSure records certain evidence.
func (d *dialect) setSure(legacy bool) { d.set(legacy, sureUpper, sureLower) }

// hint records what the words of other enums suggest. It does not override
// certain evidence: task types and run statuses are the words this program sends.
func (d *dialect) hint(legacy bool) {
	if !d.sure() {
		d.set(legacy, hintUpper, hintLower)
	}
}

func (d *dialect) set(legacy bool, upper, lower int32) {
	word := upper
	if legacy {
		word = lower
	}
	if d.evidence.Load() != word { // avoid a write to shared memory in each of many concurrent responses
		d.evidence.Store(word)
	}
}

// learn derives the dialect from a task type or run status of a response. Unknown
// words and mixed case are ignored.
func (d *dialect) learn(raw string) {
	switch raw {
	case "TEMPLATE_EVALUATION", "CODE_EVALUATION", "RUN_EXPERIMENT",
		"PENDING", "RUNNING", "COMPLETED", "FAILED", "CANCELLED":
		d.setSure(false)
	case "template_evaluation", "code_evaluation", "run_experiment",
		"pending", "running", "completed", "failed", "cancelled":
		d.setSure(true)
	}
}

// spell returns a word, given in any case, in the dialect of the server.
func (d *dialect) spell(word string) string { return spelled(word, d.legacy()) }

func spelled(word string, legacy bool) string {
	if legacy {
		return strings.ToLower(fold(word))
	}
	return fold(word)
}

// fold returns a word in the spelling of the constants.
func fold(word string) string {
	word = strings.ToUpper(strings.TrimSpace(word))
	return strings.Map(func(char rune) rune {
		if char == ' ' || char == '-' {
			return '_'
		}
		return char
	}, word)
}

// canonicalWord returns the name that raw spells in either dialect (both
// "openAI" and "OPEN_AI" give OPEN_AI), or raw itself, and records the hint.
func canonicalWord[T ~string](spoken *dialect, raw T, names ...T) T {
	if slices.Contains(names, raw) {
		spoken.hint(false)
		return raw
	}
	squashed := squash(string(raw))
	for _, name := range names {
		if squash(string(name)) == squashed {
			spoken.hint(true)
			return name
		}
	}
	return raw
}

func squash(word string) string { return strings.ToUpper(strings.ReplaceAll(word, "_", "")) }

// foldKnown folds a word that parse knows and returns any other unchanged.
func foldKnown[T ~string](raw T, parse func(string) (T, bool)) T {
	if word, ok := parse(string(raw)); ok {
		return word
	}
	return raw
}
