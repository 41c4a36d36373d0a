//go:build !race

package test

import (
	"bytes"
	"cmp"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// comments returns every comment of the tree by file.
func comments(t *testing.T) map[string][]string {
	t.Helper()
	all := map[string][]string{}
	for name, pkg := range house(t) {
		for _, source := range slices.Concat(pkg.GoFiles, pkg.TestGoFiles, pkg.XTestGoFiles) {
			file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(pkg.Dir, source), nil, parser.ParseComments|parser.SkipObjectResolution)
			if err != nil {
				t.Fatal(err)
			}
			for _, group := range file.Comments {
				all[name+"/"+source] = append(all[name+"/"+source], strings.Join(strings.Fields(group.Text()), " "))
			}
		}
	}
	return all
}

// TestCitations: comments cite only sections of the contract that exist, and no
// document outside the repository.
func TestCitations(t *testing.T) {
	paper, err := os.ReadFile("../../api/CONTRACT.md")
	if err != nil {
		t.Fatal(err)
	}
	headings := map[string]bool{}
	for _, match := range regexp.MustCompile(`(?m)^## (\d+)\. `).FindAllSubmatch(paper, -1) {
		headings[string(match[1])] = true
	}
	cited := regexp.MustCompile(`(?i)\bcontract,? sections? ((?:\d+(?:, | and )?)+)`)
	number := regexp.MustCompile(`\d+`)
	count := 0
	for file, texts := range comments(t) {
		for _, text := range texts {
			for _, match := range cited.FindAllStringSubmatch(text, -1) {
				for _, section := range number.FindAllString(match[1], -1) {
					count++
					if !headings[section] {
						t.Errorf("%s cites section %s of the contract, which api/CONTRACT.md lacks", file, section)
					}
				}
			}
			if strings.Contains(strings.ToLower(text), "product page") {
				t.Errorf("%s cites a product page, which is not in the repository: %s", file, text)
			}
		}
	}
	if count < 100 {
		t.Errorf("only %d citations were found", count)
	}
}

// TestLinks: every relative link of a document leads to an existing file, no
// document has conflict markers, and the README stays short.
func TestLinks(t *testing.T) {
	const root = "../.."
	link := regexp.MustCompile(`\]\(([^)#:]+)(#[^)]*)?\)`)
	count := 0
	err := filepath.WalkDir(root, func(path string, dirEntry os.DirEntry, err error) error {
		if err != nil || dirEntry.IsDir() && (dirEntry.Name() == ".git" || dirEntry.Name() == "bin" || dirEntry.Name() == "dist") {
			return cmp.Or(err, filepath.SkipDir)
		}
		if filepath.Ext(path) != ".md" {
			return nil
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for _, match := range link.FindAllSubmatch(text, -1) {
			count++
			if _, err := os.Stat(filepath.Join(filepath.Dir(path), string(match[1]))); err != nil {
				t.Errorf("%s links to %s, which does not exist", path, match[1])
			}
		}
		for line := range strings.Lines(string(text)) {
			if strings.HasPrefix(line, "<<<<<<<") || strings.HasPrefix(line, ">>>>>>>") {
				t.Errorf("%s holds %q", path, strings.TrimSpace(line))
			}
		}
		if lines := bytes.Count(text, []byte("\n")); path == filepath.Join(root, "README.md") && lines > 250 {
			t.Errorf("the README has %d lines, at most 250", lines)
		}
		return nil
	})
	if err != nil || count < 10 {
		t.Errorf("%d links were followed: %v", count, err)
	}
}

// TestWorkflows: the workflows of CI run targets of the Makefile and nothing else, so that
// what they check can be run on any machine.
func TestWorkflows(t *testing.T) {
	makefile, err := os.ReadFile("../../Makefile")
	if err != nil {
		t.Fatal(err)
	}
	files, _ := filepath.Glob("../../.github/workflows/*.yml")
	if len(files) < 2 {
		t.Errorf("only %q were found", files)
	}
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		var targets []string
		for _, step := range regexp.MustCompile(`(?m)^ *- run: (.*)$`).FindAllStringSubmatch(string(text), -1) {
			target, ok := strings.CutPrefix(step[1], "make ")
			if !ok {
				t.Errorf("%s runs %q", name, step[1])
			}
			targets = append(targets, target)
		}
		if list := regexp.MustCompile(`target: \[(.*)\]`).FindStringSubmatch(string(text)); list != nil {
			targets = append(targets, strings.Split(list[1], ", ")...)
		}
		for _, target := range targets {
			target, _, _ = strings.Cut(target, " ")
			if target != "${{" && !regexp.MustCompile(`(?m)^`+target+`:`).Match(makefile) {
				t.Errorf("%s runs make %s, which the Makefile does not have", name, target)
			}
		}
	}
}
