package evaljson_test

import (
	"strings"
	"testing"

	"ax-tui/api/evaljson"
)

// byName accepts every name but one.
func byName(key, value string) string {
	if value == "absent" {
		return "there is no " + key + " absent"
	}
	return ""
}

func TestNamesAreChecked(t *testing.T) {
	options := evaljson.Options{Named: byName}
	for text, want := range map[string]string{
		`[{"evaluator_id": "absent"}]`:                                                  "1:19+8unknown-name",
		`[{"evaluator_id": "x", "evaluator_name": "absent"}]`:                           "",
		`[{"evaluator_id": null, "evaluator_name": "absent"}, {"evaluator_name": "x"}]`: "1:43+8unknown-name",
		`[{"evaluator_id": 7}, {"evaluator_name": 7}]`:                                  "1:19+1wrong-type 1:42+1wrong-type",
	} {
		if _, got := options.Parse([]byte(text)); summary(got) != want {
			t.Errorf("%s: %q, want %q", text, summary(got), want)
		}
	}
	for text, want := range map[string]string{
		`{"experiment_type":"AGENT_CALL","integration_id":"absent","input_template":{}}`:                                    "1:50+8unknown-name",
		`{"experiment_type":"TEMPLATE_EVALUATION","ai_integration_id":"absent","template":"x","provide_explanation":false}`: "1:62+8unknown-name",
		`{"experiment_type":"AGENT_CALL","integration_id":"x","input_template":{}}`:                                         "",
	} {
		conf, got := options.ParseRunConfig([]byte(text))
		if summary(got) != want || (conf.Raw == nil) != (want != "") {
			t.Errorf("%s: %q, want %q", text, summary(got), want)
		}
	}
}

// What a newer server answers can be sent back, but a misspelt key is one all the same.
func TestUnknownKeysOfAResponseAreLeftOut(t *testing.T) {
	entry := `[{"evaluator_id": "a", "evaluator_name": "x", "weight": 2, "query_mappings": [{"variable_name": "v", "query_ids": ["A"], "attribute_path": "p", "unit": 1}]}]`
	doc, got := parse([]byte(entry))
	if summary(got) != "1:47+8?unknown-key 1:145+6?unknown-key" || len(doc.Evaluators) != 1 {
		t.Errorf("%q", summary(got))
	}
	for text, want := range map[string]string{
		`[{"evaluator_id": "a", "weight": 2}]`:                                          "1:24+8unknown-key",
		`[{"evaluator_id": "a", "evaluator_name": "x", "colum_mappings": {}}]`:          "1:47+16unknown-key",
		`[{"evaluator_id": "a", "evaluator_name": "x"}, {"evaluator_id": "b", "z": 1}]`: "1:70+3unknown-key",
	} {
		if _, got := parse([]byte(text)); summary(got) != want {
			t.Errorf("%s: %q, want %q", text, summary(got), want)
		}
	}
	config := `{"experiment_type":"TEMPLATE_EVALUATION","ai_integration_id":"i","template":"x","provide_explanation":false,"budget":{"usd":1}}`
	if conf, got := evaljson.ParseRunConfig([]byte(config)); conf.Raw == nil || strings.Contains(string(conf.Raw), "budget") || summary(got) == "" || evaljson.Errors(got) > 0 {
		t.Errorf("%s %v", conf.Raw, got)
	}
	misspelt := strings.Replace(config, "template\"", "templat\"", 1)
	if conf, got := evaljson.ParseRunConfig([]byte(misspelt)); conf.Raw != nil || evaljson.Errors(got) == 0 {
		t.Errorf("%s %v", conf.Raw, got)
	}
}
