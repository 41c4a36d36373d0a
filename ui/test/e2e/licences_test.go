//go:build !windows

package e2e_test

import (
	"debug/buildinfo"
	"os"
	"regexp"
	"slices"
	"testing"
)

// TestLicencesOfTheBinary: the modules in the binary are those whose licences are kept,
// except the ones that only Windows needs.
func TestLicencesOfTheBinary(t *testing.T) {
	info, err := buildinfo.ReadFile(program(t))
	if err != nil {
		t.Fatal(err)
	}
	kept, err := os.ReadFile("../../../THIRD_PARTY_LICENSES.txt")
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"github.com/erikgeiser/coninput", "github.com/inconshreveable/mousetrap", "github.com/mattn/go-localereader", "golang.org/x/text"}
	for _, module := range info.Deps {
		want = append(want, module.Path+" "+module.Version)
	}
	var got []string
	for _, found := range regexp.MustCompile(`(?m)^(\S+\.\S+/\S+) +(v\S+) +\S+$`).FindAllSubmatch(kept, -1) {
		module := string(found[1])
		if !slices.Contains(want, module) {
			module += " " + string(found[2])
		}
		got = append(got, module)
	}
	slices.Sort(want)
	slices.Sort(got)
	if !slices.Equal(got, want) {
		t.Errorf("the licences are those of\n%q\nand the binary holds\n%q", got, want)
	}
}
