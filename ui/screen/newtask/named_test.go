package newtask_test

import (
	"testing"
)

// What line mode takes by name, the editors take too.
func TestNamesInTheTextBecomeIDs(t *testing.T) {
	bench := open(t, options{})
	goToJSON(bench)
	bench.paste(`[{"evaluator_name":"Toxicity"},{"evaluator_id":"Relevance","column_mappings":{"input":"x"}}]`)
	bench.wantText("Evaluators picked: + Toxicity, Relevance", `"evaluator_id":"`+evaluatorID(bench, "Relevance")+`"`)
	bench.Keys("esc")
	bench.wantText("2: Toxicity, Relevance")
}

func TestAMissingNameSaysWhatIsLikeIt(t *testing.T) {
	bench := open(t, options{})
	goToJSON(bench)
	bench.paste(`[{"evaluator_name":"Relevanse"}]`)
	bench.wantText(`there is no evaluator called "Relevanse"`, `did you mean "Relevance"`)
	bench.Keys("ctrl+s", "ctrl+s", "ctrl+s", "ctrl+s")
	bench.rest()
	if bench.wantText("there is no evaluator"); len(bench.client.sent()) > 0 {
		t.Errorf("a name was sent: %v", bench.client.sent())
	}
}

func TestAnAgentIsFoundByName(t *testing.T) {
	bench := open(t, options{})
	bench.Type("A")
	bench.Keys("tab", "down", "down", "ctrl+s")
	bench.pick("Search Quality")
	bench.Keys("tab")
	bench.pick("golden-qa")
	bench.Keys("ctrl+s", "ctrl+s", "ctrl+s")
	bench.rest()
	bench.wantText("4 of 5")
	bench.Keys("ctrl+a")
	bench.paste(`{"experiment_type":"AGENT_CALL","integration_id":"Refund agent","input_template":{"q":"{{input}}"}}`)
	bench.wantText("The JSON has the ID now of: Refund agent")
}
