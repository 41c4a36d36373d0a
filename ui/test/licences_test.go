//go:build !race

package test

import (
	"cmp"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite THIRD_PARTY_LICENSES.txt")

// thirdParty holds the licences of everything that is linked into the program, on any
// of the systems for which it is released.
const thirdParty = "../../THIRD_PARTY_LICENSES.txt"

// released are the systems for which the program is released.
var released = []string{"linux/amd64", "linux/arm64", "darwin/amd64", "darwin/arm64", "windows/amd64", "windows/arm64"}

// licences maps a phrase of each licence's text to its name.
var licences = map[string]string{
	"Apache License":                "Apache-2.0",
	"Redistribution and use":        "BSD",
	"free of charge, to any person": "MIT",
	"## License\n\nMIT":             "MIT", // the README of a module without a licence file
}

// library is a module that is linked into the program.
type library struct{ path, version, dir string }

// linked returns the modules that are linked into the program on any of the systems.
func linked(t *testing.T) (out []library) {
	t.Helper()
	for _, target := range released {
		system, arch, _ := strings.Cut(target, "/")
		cmd := exec.Command("go", "list", "-deps", "-f", "{{with .Module}}{{if not .Main}}{{.Path}} {{.Version}} {{.Dir}}{{end}}{{end}}", ".")
		cmd.Dir, cmd.Env = "../..", append(os.Environ(), "GOOS="+system, "GOARCH="+arch)
		listed, err := cmd.Output()
		if err != nil {
			t.Fatalf("go list for %s: %v", target, err)
		}
		for line := range strings.Lines(string(listed)) {
			if path, rest, ok := strings.Cut(strings.TrimSpace(line), " "); ok {
				version, dir, _ := strings.Cut(rest, " ")
				out = append(out, library{path, version, dir})
			}
		}
	}
	slices.SortFunc(out, func(a, b library) int { return cmp.Compare(a.path, b.path) })
	return slices.Compact(out)
}

// TestGoldenLicences keeps the licences of the libraries complete: each module that is
// linked, in its version, with the text that comes with it.
func TestGoldenLicences(t *testing.T) {
	want, kinds := licencesOf(t, linked(t))
	got, err := os.ReadFile(thirdParty)
	if string(got) != want {
		if !*update {
			t.Errorf("the libraries that are linked have changed, or their licences; run make golden and read the diff of %s (%v)", filepath.Base(thirdParty), err)
		} else if err := os.WriteFile(thirdParty, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, sentence, ok := strings.Cut(string(readme), "Licences of the libraries")
	if !ok {
		t.Fatal("the README has no sentence on the licences of the libraries")
	}
	sentence, _, _ = strings.Cut(sentence, "\n\n")
	for _, name := range licences {
		if strings.Contains(sentence, name) != kinds[name] {
			t.Errorf("the README names %q; linked modules have %v", sentence, kinds)
		}
	}
}

// licencesOf returns the file and the kinds of licence in it. Modules with the same text
// share it. The standard library has the text of golang.org/x.
func licencesOf(t *testing.T, modules []library) (file string, kinds map[string]bool) {
	t.Helper()
	var list strings.Builder
	var texts []string
	users := map[string][]string{}
	kinds = map[string]bool{}
	for _, module := range modules {
		text := cmp.Or(filesOf(t, module.dir, "LICENSE*", "COPYING*", "NOTICE*", "PATENTS*"), filesOf(t, module.dir, "README*"))
		kind := ""
		for phrase, name := range licences {
			if strings.Contains(text, phrase) {
				kind = name
			}
		}
		if kind == "" {
			t.Errorf("the licence of %s is not known", module.path)
		}
		kinds[kind] = true
		_, _ = fmt.Fprintf(&list, "%-50s %-50s %s\n", module.path, module.version, kind)
		if users[text] == nil {
			texts = append(texts, text)
		}
		users[text] = append(users[text], module.path)
		if module.path == "golang.org/x/sys" {
			users[text] = append(users[text], "the Go standard library")
		}
	}
	var out strings.Builder
	out.WriteString("The libraries that are linked into ax-tui, with the Go standard library (BSD), and\ntheir licences. Made by make golden.\n\n" + list.String())
	for _, text := range texts {
		out.WriteString("\n" + strings.Repeat("-", 80) + "\n" + strings.Join(users[text], "\n") + "\n\n" + strings.Trim(text, "\n") + "\n")
	}
	return out.String(), kinds
}

// filesOf returns the text of the files of a folder whose names match, "" for none.
func filesOf(t *testing.T, dir string, patterns ...string) string {
	t.Helper()
	var text strings.Builder
	for _, pattern := range patterns {
		names, _ := filepath.Glob(filepath.Join(dir, pattern))
		for _, name := range names {
			content, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			for line := range strings.Lines(string(content)) {
				text.WriteString(strings.TrimRight(line, " \t\r\n") + "\n")
			}
		}
	}
	return text.String()
}
