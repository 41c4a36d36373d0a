package fake_test

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
)

// ids returns the IDs of rows.
func ids(rows []map[string]any) (out []string) {
	for _, row := range rows {
		out = append(out, row["id"].(string))
	}
	return out
}

// Both searches give the rows of the plain list in their order, page by page.
func TestSearchesPageLikeTheirLists(t *testing.T) {
	rig := newRig(t, nil)
	for address, key := range map[string]string{
		path("datasets", rig.world.Datasets()[0].ID, "examples"):   "examples",
		path("experiments", rig.world.Experiments()[0].ID, "runs"): "experiment_runs",
	} {
		listed := rig.want(200, "GET", address+"?limit=500", "").items(key)
		found, cursor := []map[string]any{}, ""
		for more := true; more; {
			body := `{"limit":7}`
			if cursor != "" {
				body = fmt.Sprintf(`{"limit":7,"cursor":%q}`, cursor)
			}
			page := rig.want(200, "POST", address+"/search", body)
			found = append(found, page.items(key)...)
			cursor, more = page.next()
		}
		if len(listed) < 8 || !slices.Equal(ids(found), ids(listed)) || !slices.IsSorted(ids(found)) {
			t.Errorf("%s: found %v, listed %v", address, ids(found), ids(listed))
		}
		if whole := rig.want(200, "POST", address+"/search", "").items(key); len(whole) != min(50, len(listed)) {
			t.Errorf("%s: %d rows without a body", address, len(whole))
		}
	}
}

func TestSearchFilters(t *testing.T) {
	rig := newRig(t, nil)
	runs, examples := path("experiments", rig.world.Experiments()[0].ID, "runs"), path("datasets", rig.world.Datasets()[0].ID, "examples")
	text := func(row map[string]any, key string) string { value, _ := row[key].(string); return value }
	for _, test := range []struct {
		address, key, filter string
		fits                 func(row map[string]any) bool
	}{
		{runs, "experiment_runs", "eval.Correctness.label = 'incorrect'", func(row map[string]any) bool { return row["eval.Correctness.label"] == "incorrect" }},
		{runs, "experiment_runs", "eval.Correctness.label IN ('correct') AND latency_ms > 1000", func(row map[string]any) bool {
			return row["eval.Correctness.label"] == "correct" && row["latency_ms"].(float64) > 1000
		}},
		{runs, "experiment_runs", "output IS NULL", func(row map[string]any) bool { return row["output"] == nil }},
		{runs, "experiment_runs", "NOT example_id LIKE '%1'", func(row map[string]any) bool { return !strings.HasSuffix(text(row, "example_id"), "1") }},
		{runs, "experiment_runs", "annotation.review.label = 'good'", func(map[string]any) bool { return false }},
		{examples, "examples", "difficulty = 'hard' or turns <= 2", func(row map[string]any) bool { return row["difficulty"] == "hard" || row["turns"].(float64) <= 2 }},
		{examples, "examples", "id contains '-0003'", func(row map[string]any) bool { return strings.HasSuffix(text(row, "id"), "-0003") }},
		{examples, "examples", "created_at > '2020-01-01' AND input != ''", func(map[string]any) bool { return true }},
	} {
		wanted := slices.DeleteFunc(rig.want(200, "GET", test.address+"?limit=500", "").items(test.key), func(row map[string]any) bool { return !test.fits(row) })
		found := rig.want(200, "POST", test.address+"/search", fmt.Sprintf(`{"limit":500,"filter":%q}`, test.filter)).items(test.key)
		if !slices.Equal(ids(found), ids(wanted)) {
			t.Errorf("%s: found %v, want %v", test.filter, ids(found), ids(wanted))
		}
	}
}

func TestSearchRefusals(t *testing.T) {
	rig := newRig(t, nil)
	dataset := rig.world.Datasets()[0]
	runs, examples := path("experiments", rig.world.Experiments()[0].ID, "runs")+"/search", path("datasets", dataset.ID, "examples")+"/search"
	cursor, _ := rig.want(200, "POST", examples, `{"limit":2,"filter":"turns > 0"}`).next()
	plain, _ := rig.want(200, "GET", strings.TrimSuffix(examples, "/search")+"?limit=2", "").next()
	for _, test := range []struct {
		status        int
		word          string
		broken        bool
		address, body string
	}{
		{400, "blank", true, runs, `{"filter":" "}`},
		{400, "null", true, runs, `{"filter":null}`},
		{400, "limit", true, runs, `{"limit":0}`},
		{400, "limit", true, runs, `{"limit":501}`},
		{400, "limit", true, runs, `{"limit":"5"}`},
		{400, "limit", true, runs, `{"limit":1.5}`},
		{400, "field", true, runs, `{"dataset_version_id":"x"}`},
		{400, "query parameter", true, runs + "?limit=5", `{}`},
		{400, "cursor", false, runs, `{"cursor":"` + cursor + `"}`},
		{400, "cursor", false, examples, `{"cursor":"` + cursor + `"}`},
		{400, "cursor", false, examples, `{"filter":"turns > 1","cursor":"` + cursor + `"}`},
		{400, "cursor", false, examples, `{"cursor":"` + plain + `"}`},
		{400, "cursor", true, examples, `{"cursor":5}`},
		{422, "no_such", false, runs, `{"filter":"no_such = 'a'"}`},
		{422, "eval.Other.label", false, runs, `{"filter":"eval.Other.label = 'a'"}`},
		{422, "filter", false, examples, `{"filter":"turns >"}`},
		{404, "version", false, examples, `{"dataset_version_id":"` + noID + `"}`},
	} {
		rig.refused(test.status, test.word, test.broken, "POST", test.address, test.body)
	}
	rig.want(200, "POST", examples, `{"limit":3,"filter":"turns > 0","cursor":"`+cursor+`"}`)
	rig.want(200, "POST", examples, `{"dataset_version_id":"`+dataset.Versions[0].ID+`"}`)
}

func TestIntegrationsByType(t *testing.T) {
	rig := newRig(t, nil)
	for query, want := range map[string]string{"": "AGENT LLM", "?type=LLM": "LLM", "?type=AGENT": "AGENT", "?type=EVALUATOR": "EVALUATOR", "?name=fraud": "", "?type=EVALUATOR&name=fraud": "EVALUATOR"} {
		types := []string{}
		for _, row := range rig.want(200, "GET", "/v2/integrations"+query, "").items("integrations") {
			types = append(types, row["type"].(string))
		}
		slices.Sort(types)
		if got := strings.Join(slices.Compact(types), " "); got != want {
			t.Errorf("%q lists %q, want %q", query, got, want)
		}
	}
	rig.refused(400, "type", true, "GET", "/v2/integrations?type=llm", "")
	for _, integration := range rig.world.Integrations() { // the newer list has every model provider
		rig.want(200, "GET", path("integrations", integration.ID), "")
	}
	fraud := rig.evaluator("Fraud Scorer").Versions[0].Remote.IntegrationID
	if got := rig.want(200, "GET", path("integrations", fraud), ""); got.text("type") != "EVALUATOR" {
		t.Errorf("the remote evaluator has the integration %s", got.raw)
	}
}

func TestSpanColumnsAndTruncation(t *testing.T) {
	rig := newRig(t, nil)
	project := `{"project_id":"` + rig.projectID("payments-agent") + `","start_time":"2026-11-21T02:00:00Z","end_time":"2026-11-22T09:00:00Z"`
	send := func(more string) []map[string]any {
		return rig.want(200, "POST", "/v2/spans?limit=500", project+more+"}").items("spans")
	}
	judged := 0
	for _, span := range send(`,"included_columns":["eval.PII Leak.label","eval.No Such.score"]`) {
		list, _ := span["evaluations"].([]any)
		for _, entry := range list {
			evaluation := entry.(map[string]any)
			if judged++; evaluation["name"] != "PII Leak" || evaluation["label"] == nil || evaluation["score"] != nil || evaluation["metadata"] != nil || evaluation["explanation"] != nil {
				t.Errorf("evaluation %v", evaluation)
			}
		}
		if span["attributes"] != nil {
			t.Errorf("attributes %v", span["attributes"])
		}
	}
	if judged == 0 {
		t.Error("no span has the evaluation")
	}
	for _, span := range send(`,"excluded_columns":["eval.PII Leak.label"]`) {
		list, _ := span["evaluations"].([]any)
		for _, entry := range list {
			if evaluation := entry.(map[string]any); (evaluation["label"] == nil) != (evaluation["name"] == "PII Leak") || evaluation["score"] == nil || evaluation["metadata"] == nil {
				t.Errorf("evaluation %v", evaluation)
			}
		}
	}
	cut := 0
	for _, span := range send(`,"truncate_string_length":5`) {
		for key, value := range span["attributes"].(map[string]any) {
			text, _ := value.(string)
			if letters := []rune(text); len(letters) > 5 || strings.HasSuffix(text, "…") != (len(letters) == 5 && letters[4] == '…') {
				t.Errorf("%s is %q", key, text)
			} else if strings.HasSuffix(text, "…") {
				cut++
			}
		}
		if len(span["name"].(string)) < 6 {
			t.Errorf("the name became %q", span["name"])
		}
	}
	if cut == 0 {
		t.Error("nothing was cut")
	}
}

// A new server has the organization of a space; an old one has none of what is new here.
func TestOldServersLackWhatIsNew(t *testing.T) {
	rig := newRig(t, nil)
	for _, space := range rig.want(200, "GET", "/v2/spaces", "").items("spaces") {
		if space["organization_id"] == nil {
			t.Errorf("space %v", space)
		}
	}
	rig.server.SetFaults(parse(t, "legacy"))
	rig.checker.Pause()
	for _, space := range rig.want(200, "GET", "/v2/spaces", "").items("spaces") {
		if space["organization_id"] != nil {
			t.Errorf("space %v", space)
		}
	}
	rig.want(404, "GET", "/v2/integrations", "")
	rig.want(404, "GET", "/v2/integrations/"+url.PathEscape(rig.world.Integrations()[0].ID), "")
	rig.want(404, "POST", path("experiments", rig.world.Experiments()[0].ID, "runs", "search"), "{}")
	rig.want(404, "POST", path("datasets", rig.world.Datasets()[0].ID, "examples", "search"), "{}")
	for _, field := range []string{`"included_columns":["a"]`, `"truncate_string_length":5`} {
		rig.refused(400, "field", false, "POST", "/v2/spans", `{"project_id":"`+rig.projectID("support-bot")+`",`+field+`}`)
	}
	for _, span := range rig.want(200, "POST", "/v2/spans?limit=500", `{"project_id":"`+rig.projectID("payments-agent")+`","end_time":"2026-11-22T10:00:00Z"}`).items("spans") {
		if strings.Contains(fmt.Sprint(span["evaluations"]), "metadata") {
			t.Errorf("evaluations %v", span["evaluations"])
		}
	}
}
