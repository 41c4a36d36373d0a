package newtask_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"ax-tui/api"
	"ax-tui/ui/test/driver"
)

func TestReviewWarnsOfMissingPath(t *testing.T) {
	bench := open(t, options{})
	fillProjectTask(bench)
	bench.wantText("on project support-bot in Search Quality; on demand; sampling 10 %; Relevance; mappings 2 of 2 found")
	bench.Keys("esc", "esc")
	bench.Keys("down", "down", "down", "down", "end", "left", "left")
	bench.Type("XX")
	bench.Keys("ctrl+s", "ctrl+s") // faster than the preview
	bench.rest()
	bench.wantText("7 of 7", "mappings 1 of 2 found", "Relevance: input is found in 0 of 50 sample spans (attributes.input.valueXX)")
	if strings.Contains(bench.Plain(), "no problems found") {
		t.Errorf("the review finds no problem:\n%s", bench.Plain())
	}
}

// A variable without a mapping is warned of once, though the editor marks it as well.
func TestReviewNamesAnUnmappedVariableOnce(t *testing.T) {
	bench := open(t, options{})
	fillProjectTask(bench)
	bench.Keys("esc", "esc", "ctrl+x")
	bench.paste(`[{"evaluator_id": "RXZhbHVhdG9yOjIzMDA6bDBCNg==", "column_mappings": {"input": "attributes.input.value"}}]`)
	bench.rest()
	bench.wantText(`the variable "output" of the evaluator has no`)
	bench.Keys("ctrl+g")
	bench.rest()
	bench.wantText("7 of 7", "Relevance reads output, not mapped")
	if strings.Contains(bench.Plain(), "missing-variable") {
		t.Errorf("the variable is warned of twice:\n%s", bench.Plain())
	}
}

func TestReviewWarnsOfMissingColumn(t *testing.T) {
	for column, want := range map[string]string{"input": "no problems found", "inpt": "{{inpt}} is found in 0 of"} {
		bench := open(t, options{})
		bench.Type("Nightly outputs")
		bench.Keys("tab", "down", "down", "ctrl+s")
		bench.pick("Search Quality")
		bench.pick("golden-qa")
		bench.Keys("tab")
		bench.rest()
		bench.Keys("enter")
		bench.rest()
		bench.Type("gpt-4o-mini")
		bench.Keys("tab")
		bench.Type("Answer: {{" + column + "}}")
		bench.Keys("ctrl+s", "ctrl+s")
		bench.rest()
		bench.wantText("5 of 5", "on dataset golden-qa in Search Quality; runs an experiment", want)
	}
}

func TestRefusedFilterIsShown(t *testing.T) {
	bench := open(t, options{})
	fillProjectTask(bench)
	bench.Keys("esc")
	bench.Type(" and and")
	bench.rest()
	bench.wantText("6 of 7", "the span search refuses the filter: filter cannot be parsed")
	bench.Keys("ctrl+s")
	bench.rest()
	bench.wantText("7 of 7", "the span search refuses the filter: filter cannot be parsed", "the mappings are not checked")
	bench.Keys("esc")
	for range len(" and and") {
		bench.Keys("backspace")
	}
	bench.rest()
	if strings.Contains(bench.Plain(), "refuses the filter") {
		t.Errorf("a corrected filter is still refused:\n%s", bench.Plain())
	}
}

func TestBrokenJSONIsNotCounted(t *testing.T) {
	bench := open(t, options{})
	fillProjectTask(bench)
	bench.Keys("esc", "esc")
	bench.rest()
	bench.Type("]")
	bench.rest()
	bench.wantText("The mapping is checked again when the JSON is valid")
	if got := oneLine(bench.Plain()); strings.Contains(got, "input 0") || strings.Contains(got, "no sample data") {
		t.Errorf("a text that cannot be read is counted:\n%s", bench.Plain())
	}
	bench.Keys("backspace")
	bench.rest()
	bench.wantText("Found in 50 spans: input 50")
}

// losing is a client that loses every create before it reaches the server.
type losing struct{ *client }

func (losing) CreateTask(context.Context, api.CreateTask) (api.Task, error) {
	return api.Task{}, &api.Error{Kind: api.Network, Lost: true}
}

func TestLostAnswerWithAnOlderTask(t *testing.T) {
	clk := driver.NewClock()
	client, world := account(t, clk)
	first := openWith(t, client, world, clk, options{width: 80, height: 21})
	fillProjectTask(first)
	first.Keys("ctrl+s")
	if len(first.Moves) != 1 {
		t.Fatal("the older task was not created")
	}
	bench := openClient(t, losing{client}, client, world, clk, options{width: 80, height: 21})
	fillProjectTask(bench)
	bench.Keys("ctrl+s")
	bench.rest()
	bench.wantText("there is only the older task of this name; yours was probably refused or lost")
	if got := oneLine(bench.Plain()) + bench.noticeTexts(); strings.Contains(got, "no task of this name") || strings.Contains(got, "no such task") {
		t.Errorf("the screen also says that there is none:\n%s\n%s", bench.noticeTexts(), bench.Plain())
	}
}

// blind is a client that loses every create and cannot list the tasks at the review.
type blind struct {
	losing
	lists *int
}

func (b blind) ListTasks(ctx context.Context, query api.TaskQuery) (api.Page[api.Task], error) {
	if *b.lists++; *b.lists == 1 {
		return api.Page[api.Task]{}, &api.Error{Kind: api.Server, Status: 503}
	}
	return b.losing.ListTasks(ctx, query)
}

// A colleague has created a task of the same name a minute ago, and the look-up of
// the name has failed. After a lost answer their task does not count as ours.
func TestTaskOfAColleagueIsNotOurs(t *testing.T) {
	clk := driver.NewClock()
	client, world := account(t, clk)
	theirs := openWith(t, client, world, clk, options{width: 80, height: 21})
	fillProjectTask(theirs)
	theirs.Keys("ctrl+s")
	if len(theirs.Moves) != 1 {
		t.Fatal("the colleague's task was not created")
	}
	clk.Turn(time.Minute)
	bench := openClient(t, blind{losing: losing{client}, lists: new(int)}, client, world, clk, options{width: 80, height: 21})
	fillProjectTask(bench)
	bench.Keys("ctrl+s")
	bench.rest()
	if got := bench.noticeTexts() + oneLine(bench.Plain()); strings.Contains(got, "the task is there") || strings.Contains(got, "Run it now?") || len(bench.Moves) > 0 {
		t.Errorf("a colleague's task counts as ours: %s", got)
	}
	bench.wantText("it may be yours or someone else's")
}

func TestRunQuestionOpensATrial(t *testing.T) {
	bench := open(t, options{})
	fillProjectTask(bench)
	bench.Keys("ctrl+s", "y")
	if len(bench.Moves) != 2 || !bench.Moves[1].Trial {
		t.Fatalf("moves %+v", bench.Moves)
	}
}

func TestARateThatLooksLikeAPercentage(t *testing.T) {
	bench := open(t, options{})
	fillProjectTask(bench)
	bench.Keys("esc", "esc", "esc", "esc")
	bench.Keys("tab", "ctrl+u")
	bench.Type("25")
	bench.Keys("ctrl+s")
	bench.wantText("3 of 7", "did you mean 25 %?")
}

// Mappings are checked on the spans that an evaluator may judge: its own filter counts.
func TestMappingsOfAFilteredEvaluator(t *testing.T) {
	bench := open(t, options{})
	fillProjectTask(bench)
	bench.wantText("mappings 2 of 2 found")
	bench.Keys("esc", "tab")
	bench.Type(" AND span_kind = 'CHAIN'") // it is LLM already
	bench.rest()
	bench.Keys("ctrl+s")
	bench.rest()
	bench.wantText("7 of 7", "there are no sample spans to check the mappings with")
}
