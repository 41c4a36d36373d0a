package fake

import (
	"fmt"
	"slices"
	"strings"

	"ax-tui/api/fake/world"
)

// checkExpression wants an expression from two filters on; for one the answer
// is its letter (contract section 6, trace/session shape).
func checkExpression(q *fields, t *world.Task, letters []string) {
	if strings.TrimSpace(t.Expression) != "" {
		if reason := badExpression(t.Expression, letters); reason != "" && !q.failed() {
			q.wrong("expression", "is not understood: %s.", reason)
		}
		return
	}
	if len(letters) > 1 {
		q.wrong("expression", "is required from two filters on, such as %q.", strings.Join(letters, " AND "))
	} else if len(letters) == 1 {
		t.Expression = letters[0]
	}
}

// maxExpression bounds the parentheses and negations inside one another.
const maxExpression = 50

// badExpression says what is wrong with an expression, "" when nothing is.
// Letters are joined by AND, OR, NOT (in any case) or & && | || !, and put in
// parentheses; which spellings a real server takes is unknown.
func badExpression(text string, letters []string) string {
	x := expression{words: expressionWords(text), letters: letters}
	if reason := x.or(0); reason != "" {
		return reason
	}
	if len(x.words) > 0 {
		return fmt.Sprintf("AND, OR or the end is expected where %q stands", x.words[0])
	}
	return ""
}

// expressionWords cuts a text into letters, operators and parentheses; the
// signs come out as the words they stand for.
func expressionWords(text string) []string {
	spaced := strings.NewReplacer("&&", " AND ", "||", " OR ", "&", " AND ", "|", " OR ", "!", " NOT ", "(", " ( ", ")", " ) ").Replace(text)
	words := strings.Fields(spaced)
	for i, w := range words {
		if up := strings.ToUpper(w); up == "AND" || up == "OR" || up == "NOT" {
			words[i] = up
		}
	}
	return words
}

// expression is what is left to read.
type expression struct {
	words   []string
	letters []string
}

// take takes the next word if it is this one.
func (x *expression) take(word string) bool {
	if len(x.words) == 0 || x.words[0] != word {
		return false
	}
	x.words = x.words[1:]
	return true
}

func (x *expression) or(deep int) string {
	for {
		if reason := x.and(deep); reason != "" || !x.take("OR") {
			return reason
		}
	}
}

func (x *expression) and(deep int) string {
	for {
		if reason := x.one(deep); reason != "" || !x.take("AND") {
			return reason
		}
	}
}

func (x *expression) one(deep int) string {
	if deep > maxExpression {
		return "it is nested too deeply"
	}
	if x.take("NOT") {
		return x.one(deep + 1)
	}
	if x.take("(") {
		if reason := x.or(deep + 1); reason != "" {
			return reason
		}
		if !x.take(")") {
			return "a closing parenthesis is missing"
		}
		return ""
	}
	if len(x.words) == 0 {
		return "it ends where a letter is expected"
	}
	w := x.words[0]
	switch {
	case slices.Contains(x.letters, w):
		x.words = x.words[1:]
		return ""
	case w == "AND" || w == "OR" || w == ")":
		return fmt.Sprintf("a letter is expected where %q stands", w)
	}
	return fmt.Sprintf("it speaks of %q, which is not the letter of a filter", w)
}
