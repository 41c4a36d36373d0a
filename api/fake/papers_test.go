package fake_test

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"ax-tui/api/fake"
	"ax-tui/api/fake/contracttest"
)

// The README names every operation that is served, and no other.
func TestReadmeNamesEveryOperation(t *testing.T) {
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	doc, err := contracttest.Load()
	if err != nil {
		t.Fatal(err)
	}
	var named, served []string
	paths := regexp.MustCompile("`(/v2/[^`]*)`")
	for line := range strings.Lines(string(readme)) {
		if !strings.HasPrefix(line, "| `/v2/") {
			continue
		}
		cells := strings.Split(line, "|")
		for _, path := range paths.FindAllStringSubmatch(cells[1], -1) {
			for method := range strings.SplitSeq(strings.TrimSpace(cells[2]), ", ") {
				named = append(named, method+" "+path[1])
			}
		}
	}
	for path, item := range doc.Paths.Map() {
		for method := range item.Operations() {
			served = append(served, method+" "+path)
		}
	}
	slices.Sort(named)
	slices.Sort(served)
	if !slices.Equal(named, served) {
		t.Errorf("named:\n%s\nserved:\n%s", strings.Join(named, "\n"), strings.Join(served, "\n"))
	}
}

// The README has an example of every fault, and each can be given.
func TestReadmeShowsEveryFault(t *testing.T) {
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, table, _ := strings.Cut(string(readme), "| fault | what happens |")
	table, _, _ = strings.Cut(table, "\n\n")
	var shown []string
	for line := range strings.Lines(table) {
		cell, _, _ := strings.Cut(strings.TrimPrefix(line, "|"), "|")
		for _, example := range regexp.MustCompile("`([^`]*)`").FindAllStringSubmatch(cell, -1) {
			if _, err := fake.ParseFaults([]string{example[1]}); err != nil {
				t.Error(err)
			}
			name, _, _ := strings.Cut(example[1], "=")
			shown = append(shown, name)
		}
	}
	_, err = fake.ParseFaults([]string{"none"})
	if err == nil {
		t.Fatal("a fault named none was accepted")
	}
	_, names, _ := strings.Cut(err.Error(), "choose from ")
	for name := range strings.FieldsSeq(names) {
		if !slices.Contains(shown, name) {
			t.Errorf("the README does not show %s", name)
		}
	}
}
