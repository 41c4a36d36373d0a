package app_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"ax-tui/ui/test/demo"
)

// kinds are the words of CONTRIBUTING.md for what is asked for, by a part of the request.
var kinds = [][2]string{
	{"versions", "/versions?"},
	{"integrations", "GET /v2/integrations/"},
	{"experiment runs", "/v2/experiments/"},
	{"runs", "/runs?"},
	{"spans", "POST /v2/spans"},
	{"examples", "/examples?"},
}

// What CONTRIBUTING.md says of the requests of one key is what is sent.
func TestRequestsOfAKey(t *testing.T) {
	document, err := os.ReadFile("../../CONTRIBUTING.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ words, open, keys, stage string }{
		{"`v`, a run over spans", "Refund Amount Backfill@latest", "v", ""},
		{"`v`, a task on demand", "Refund Amount Backfill", "v", ""},
		{"`v`, a continuous task of 2 evaluators", "Relevance Monitor", "v", ""},
		{"`v`, a task over an experiment", "Golden QA Correctness", "v", ""},
		{"`v`, a run that made an experiment", "Model Swap: small against large@latest", "v", ""},
		{"`m` in results, 4 further pages of both windows", "Relevance Monitor", "m", "v"},
		{"`i` in results, the texts of one row", "Relevance Monitor", "i", "v"},
		{"`i` in results, a row of an experiment whose example is mapped", "Golden QA Correctness", "i", "v"},
		{"`J`, a task of 2 evaluators", "Relevance Monitor", "J", ""},
		{"`i` in the judge, sample values", "Relevance Monitor", "i", "J"},
		{"`M`, a task of 2 evaluators over spans", "Relevance Monitor", "M", ""},
		{"`M`, a task over an experiment", "Golden QA Correctness", "M", ""},
		{"`W`, a run over spans", "Weekly Relabel@latest", "W", ""},
		{"`W`, causes that no span shows", "Session Frustration@latest", "W", ""},
		{"`W`, a run whose filter matches no span", "Docs Freshness@latest", "W", ""},
	} {
		bench := demo.Ready(t, demo.Options{W: 120, H: 36, Open: tt.open})
		bench.Settle()
		if tt.stage != "" {
			bench.Keys(tt.stage)
			bench.Settle()
		}
		bench.Requests("")
		bench.Keys(tt.keys)
		bench.Settle()
		if tt.keys == "i" { // a question counts once it could be read
			bench.Clock.Turn(time.Second)
			bench.Keys("y")
			bench.Settle()
		}
		sent := bench.Requests("")
		count := map[string]int{}
		for _, request := range sent {
			at := slices.IndexFunc(kinds, func(kind [2]string) bool { return strings.Contains(request, kind[1]) })
			if at < 0 {
				t.Fatalf("%s: %s was sent", tt.words, request)
			}
			count[kinds[at][0]]++
		}
		var parts []string
		for _, kind := range kinds {
			if count[kind[0]] > 0 {
				parts = append(parts, fmt.Sprint(kind[0], " ", count[kind[0]]))
			}
		}
		if row := "| " + tt.words + " | " + strings.Join(parts, ", ") + " |"; !strings.Contains(string(document), row) {
			t.Errorf("not in CONTRIBUTING.md: %s\n%q", row, sent)
		}
	}
}
