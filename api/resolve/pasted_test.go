package resolve

import (
	"encoding/base64"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"ax-tui/api"
)

func TestPastedID(t *testing.T) {
	const id, short = "T25saW5lVGFzazoxMDU4OkJhUzg=", "VGFza1J1bjo3NzAwMTpOQ1lt"
	for text, want := range map[string]string{
		id: id, " " + id + "\t": id, id + "\n": id, id + "\r\n": id, `"` + id + `"`: id, "'" + id + "'": id, "“" + id + "”": id, "`" + id + "`": id,
		strings.TrimRight(id, "="): id, id[:10] + "\n" + id[10:]: id, `"` + strings.TrimRight(id, "=") + `" `: id,
		short: short, short + "=": short,
	} {
		if got, ok := ID(text); got != want || !ok {
			t.Errorf("%q: %q %t, want %q", text, got, ok, want)
		}
	}
	for _, name := range []string{"", " ", "Relevance Monitor", "Relevance", ` "JSON Shape" `, "a:b", "T25saW5l", id + id} {
		if got, ok := ID(name); got != name || ok {
			t.Errorf("%q is taken for the ID %q", name, got)
		}
	}
}

func TestAnyIDIsForgiven(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		id := base64.StdEncoding.EncodeToString([]byte(rapid.StringMatching(`[A-Z][A-Za-z]{2,16}:[0-9]{1,12}:[A-Za-z0-9+/]{4}`).Draw(t, "id")))
		around := rapid.SampledFrom([]string{"", " ", "\n", "\r\n", `"`, "'", "\u00a0"}).Draw(t, "around")
		if got, ok := ID(around + strings.TrimRight(id, "=") + around); got != id || !ok {
			t.Fatalf("%q %t, want %q", got, ok, id)
		}
	})
}

func TestLatest(t *testing.T) {
	for ref, want := range map[string]struct {
		task   string
		status api.Status
	}{
		"JSON Shape@latest": {"JSON Shape", ""}, " a@b@latest-failed ": {"a@b", api.Failed}, "x@latest-CANCELED": {"x", api.Cancelled},
	} {
		task, status, ok, err := Latest(ref)
		if task != want.task || status != want.status || !ok || err != nil {
			t.Errorf("%q: %q %q %t %v", ref, task, status, ok, err)
		}
	}
	for _, ref := range []string{"@latest", "x@latestfailed", "x@late", ""} {
		if _, _, ok, err := Latest(ref); ok || err != nil {
			t.Errorf("%q is taken for the newest run: %v", ref, err)
		}
	}
	if _, _, ok, err := Latest("x@latest-broken"); ok || err == nil {
		t.Error("an unknown status is accepted")
	}
}

func TestLinks(t *testing.T) {
	const space, project, base = "U3BhY2U6MTpi", "TW9kZWw6MTph", "https://app.arize.com/organizations/T3JnOjE6YQ==/spaces/U3BhY2U6MTpi"
	for text, want := range map[string]Link{
		base:       {Kind: "space", ID: space},
		base + "/": {Kind: "space", ID: space},
		" \"" + base + "/projects/" + project + "\"\n":              {Kind: "project", ID: project},
		base + "/projects/" + project + "/traces?selectedTraceId=7": {Kind: "project", ID: project},
		base + "/datasets/RGF0YToxOjEx":                             {Kind: "dataset", ID: "RGF0YToxOjEx"},
		base + "/evaluators/RTo%3D":                                 {Kind: "evaluator", ID: "RTo="},
		base + "/monitors/TW9uOjE6YQ==":                             {Kind: "space", ID: space},
		"https://app.arize.com/projects/1":                          {},
		"https://app.arize.com":                                     {},
		"organizations/T3JnOjE6YQ==/spaces/" + space:                {},
		"JSON Shape": {}, project: {},
	} {
		if want.ID != "" {
			want.App, want.Organization = "https://app.arize.com", "T3JnOjE6YQ=="
		}
		if got, ok := ParseLink(text); got != want || ok != (want.ID != "") {
			t.Errorf("%q: %v %v, want %v", text, got, ok, want)
		}
		if got := Object(text); got != (want.ID != "" || text == project) {
			t.Errorf("Object(%q) = %v", text, got)
		}
	}
}

// Several IDs in one text are several; a wrapped ID is one, and so is a name.
func TestSeveralIDs(t *testing.T) {
	const first, second = "VGFza1J1bjoxMDQ3ODAwMDAwMDp0Szcz", "VGFza1J1bjoxMDU4MDAwMDQxOTp4TFpt"
	for text, want := range map[string][]string{
		first:                          {first},
		first + "\n" + second:          {first, second},
		"  " + first + " " + second:    {first, second},
		first[:12] + "\n" + first[12:]: {first[:12] + "\n" + first[12:]},
		"Golden QA Correctness":        {"Golden QA Correctness"},
		"":                             {""},
	} {
		if got := IDs(text); !slices.Equal(got, want) {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
