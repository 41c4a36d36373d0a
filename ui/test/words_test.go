//go:build !race

package test

import (
	"go/scanner"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"regexp/syntax"
	"slices"
	"strings"
	"testing"
)

// phrase is a pattern that texts must not contain, and what to write instead.
type phrase struct{ pattern, instead string }

// forbiddenPhrases are archaic, translated or private expressions that were
// replaced in the whole tree.
func forbiddenPhrases() []phrase {
	return []phrase{
		// archaic words
		{`\banew\b`, "again, new"},
		{`\bfor ?ever\b`, "without end"},
		{`\bas ever\b`, "as before, as usual"},
		{`\blikewise\b`, "also, too"},
		{`\b(hence|thus|upon)\b`, "so, on"},
		{`\b(wherefrom|whereto|thereof|hereby|thereby|whilst|amidst)\b`, "plain words"},
		{`\bin vain\b`, "without success"},
		{`\bof its own accord\b`, "by itself"},
		{`\b(somebody|nobody)\b`, "another user, no one, nothing"},
		{`\bbeside\b`, "next to, with, in addition to, against"},

		// translated idioms
		{`\bmend(s|ed|ing)?\b`, "fix, repair"},
		{`\b(be|not) had\b`, "available"},
		{`\bto be (seen|found|told|heard)\b`, "visible, found, reported"},
		{`\bnot to be read\b`, "cannot be read"},
		{`\b(gives?|given|gave|takes?|taken|took) back\b`, "returns, undo"},
		{`\b(last )?changes? back\b`, "undo"},
		{`\bmake again\b`, "redo"},
		{`(%[qsv]|\b(it|that|which|what|this|body|name|text|value)) is no [a-km-z]`, "is not a"},
		{`\bstands? (there|beside|alone|behind|below|above|between|open|still|in:|in its|where|elsewhere|on)\b`, "is"},
		{`\b(as (it|they)|how (it|the \w+)) stands?\b`, "unchanged, the status of"},
		{`\b(told|tells|telling|tell) of\b`, "reports, names"},
		{`\b(is|are|was|were|be) told\b`, "is reported, is shown"},
		{`\bhas said so\b`, "has reported it"},
		{`\bunder way\b`, "in progress, running, loading"},
		{`\b(goes|going|went) on and on\b`, "continues"},
		{`\b(running|polling|watching) and goes on\b|\b(poll|run|watch)(ing)? goes on\b`, "continues, is still running"},
		{`\bwatch on\b`, "keep watching"},
		{`\b(broke|breaks|broken) off\b`, "is incomplete, was interrupted, panicked"},
		{`\bturn(s|ed)? round\b|\b(order|way) round\b`, "reverse"},
		{`\bpass(es)? over what\b`, "skip"},
		{`\bgets? the better\b`, "breaks"},
		{`\bwhat is typed\b`, "the typed text"},
		{`\b(by|at most|so) so many\b`, "by that many, a maximum of"},
		{`\bis over and done\b|\b(token|session|login) is over\b`, "has ended, has expired"},
		{`\bis not offered\b`, "is not supported, is not available"},
		{`\bthe one and only\b`, "the only"},
		{`\b(is|are) held (for|to)\b`, "is treated as, is checked against"},
		{`\bhas nothing to begin\b`, "nothing: leave the comment out"},
		{`\bgetting ready for the worst\b|\bat the worst\b`, "in the worst case"},

		// private words
		{`\b(landed|astray|owed|faltered|strangers)\b`, "loaded, failed, pending, foreign"},
		{`\bboth faces\b|\bother face\b`, "on screen and in line mode"},
		{`\bthe papers?\b`, "the document"},

		// texts of former versions
		{`\bfresh time limit\b`, "restart the timeout"},
		{`\bpaint the screen\b`, "redraw the screen"},
		{`\bwhat the form stands\b`, "task data"},
		{`\b(variable|fault|step) before\b`, "previous variable, fault, step"},
		{`\bor the key may not see\b`, "or this key cannot see them"},
		{`\bsee the lines above\b`, "see above"},
		{`\bnot everything is well\b`, "some checks failed"},
		{`\bequal (ax )?command\b`, "equivalent command"},
		{`\bcode evaluator at most\b`, "a maximum of one custom code evaluator"},
	}
}

// TestForbiddenPhrases: comments, texts and documents are plain technical English.
func TestForbiddenPhrases(t *testing.T) {
	phrases := forbiddenPhrases()
	patterns := make([]*regexp.Regexp, len(phrases))
	required := make([][]string, len(phrases))
	for i, phrase := range phrases {
		patterns[i] = regexp.MustCompile(phrase.pattern)
		parsed, err := syntax.Parse(phrase.pattern, syntax.Perl)
		if err != nil {
			t.Fatal(err)
		}
		if required[i] = literals(parsed); len(required[i]) == 0 {
			t.Fatalf("%s has no literal part", phrase.pattern)
		}
	}
	prose := proseOfTree(t)
	if len(prose) < 5000 {
		t.Errorf("only %d texts were found", len(prose))
	}
	for place, text := range prose {
		text = strings.ToLower(strings.Join(strings.Fields(text), " "))
		for i, pattern := range patterns {
			if !slices.ContainsFunc(required[i], func(literal string) bool { return strings.Contains(text, literal) }) {
				continue
			}
			for _, at := range pattern.FindAllStringIndex(text, -1) {
				from, to := max(at[0]-30, 0), min(at[1]+30, len(text))
				t.Errorf("%s: …%s…: write %s", place, text[from:to], phrases[i].instead)
			}
		}
	}
}

// literals returns strings of which every match contains at least one, nil if there
// are none. Searching for them first makes the test ten times as fast.
func literals(pattern *syntax.Regexp) []string {
	var best []string
	shortest := func(texts []string) int {
		return len(slices.MinFunc(texts, func(left, right string) int { return len(left) - len(right) }))
	}
	switch pattern.Op {
	case syntax.OpLiteral:
		return []string{string(pattern.Rune)}
	case syntax.OpCapture:
		return literals(pattern.Sub[0])
	case syntax.OpConcat:
		for _, part := range pattern.Sub {
			if found := literals(part); found != nil && (best == nil || shortest(found) > shortest(best)) {
				best = found
			}
		}
	case syntax.OpAlternate:
		for _, part := range pattern.Sub {
			found := literals(part)
			if found == nil {
				return nil
			}
			best = append(best, found...)
		}
	default: // matches no certain text
	}
	return best
}

// The patterns match what they forbid, and not the plain English near it.
func TestForbiddenPhrasesMatch(t *testing.T) {
	matches := func(text string) bool {
		return slices.ContainsFunc(forbiddenPhrases(), func(phrase phrase) bool {
			return regexp.MustCompile(`(?i)` + phrase.pattern).MatchString(text)
		})
	}
	for _, text := range []string{
		"paint the screen anew", "waits for ever", "a fault that is mended", "%q is no key", "that is no terminal", "is not to be had", "the change is not to be seen",
		"the preview stands beside the list", "the run was running and goes on", "a writing under way", "turn the sort order round", "the list broke off",
	} {
		if !matches(text) {
			t.Errorf("%q is not forbidden", text)
		}
	}
	for _, text := range []string{
		"there is no task", "it is no longer there", "what that stands for", "on the next line", "turn it off", "a run that has ended", "the row before it",
	} {
		if matches(text) {
			t.Errorf("%q is forbidden", text)
		}
	}
}

// proseOfTree returns every comment and string of the Go files, and the whole text
// of the other documents and scripts, by place. It leaves out this file.
func proseOfTree(t *testing.T) map[string]string {
	t.Helper()
	out := map[string]string{}
	err := filepath.WalkDir("../..", func(name string, entry fs.DirEntry, err error) error {
		kind := filepath.Ext(name)
		switch {
		case err != nil:
			return err
		case entry.IsDir() && slices.Contains([]string{".git", "bin", "dist"}, entry.Name()):
			return fs.SkipDir
		case entry.IsDir() || entry.Name() == "words_test.go":
			return nil
		case !slices.Contains([]string{".go", ".md", ".txtar", ".yml"}, kind) && !slices.Contains([]string{"Makefile", "run"}, entry.Name()):
			return nil
		}
		data, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		if kind != ".go" {
			out[name] = string(data)
			return nil
		}
		files := token.NewFileSet()
		file := files.AddFile(name, -1, len(data))
		var in scanner.Scanner
		in.Init(file, data, nil, scanner.ScanComments)
		comment, place, last := "", "", -1 // lines of // that follow each other are one comment
		for {
			pos, kind, text := in.Scan()
			at := files.Position(pos)
			if kind != token.COMMENT || at.Line != last+1 || !strings.HasPrefix(text, "//") {
				if comment != "" {
					out[place] = comment
				}
				comment, place = "", at.String()
			}
			switch kind {
			case token.EOF:
				return nil
			case token.COMMENT:
				comment += strings.TrimPrefix(text, "//") + "\n"
				last = at.Line
			case token.STRING:
				out[at.String()] = text
			default: // code
			}
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}
