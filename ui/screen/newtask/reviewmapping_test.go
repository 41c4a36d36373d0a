package newtask_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"ax-tui/api"
	"ax-tui/ui/test/driver"
)

func TestTheReviewTellsAPathThatNoSampleHas(t *testing.T) {
	bench := open(t, options{})
	project(bench)
	bench.want("on project support-bot in Search Quality; on demand; sampling 10 %; Relevance; mappings 1 of 2 found")
	bench.Keys("esc", "esc")
	bench.Keys("down", "down", "down", "down", "end", "left", "left")
	bench.Type("XX")
	bench.Keys("ctrl+s", "ctrl+s") // faster than the preview
	bench.rest()
	bench.want("7 of 7", "mappings 0 of 2 found", "Relevance: input is found in 0 of 50 sample spans (attributes.input.valueXX)")
	if strings.Contains(bench.Plain(), "speaks against") {
		t.Errorf("the review finds nothing:\n%s", bench.Plain())
	}
}

func TestTheReviewTellsAColumnThatNoExampleHas(t *testing.T) {
	for column, want := range map[string]string{"input": "nothing found that speaks against it", "inpt": "{{inpt}} is found in 0 of"} {
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
		bench.want("5 of 5", "on dataset golden-qa in Search Quality; runs an experiment", want)
	}
}

func TestARefusedFilterIsTold(t *testing.T) {
	bench := open(t, options{})
	project(bench)
	bench.Keys("esc")
	bench.Type(" and and")
	bench.rest()
	bench.want("6 of 7", "the span search does not take the filter: filter cannot be parsed")
	bench.Keys("ctrl+s")
	bench.rest()
	bench.want("7 of 7", "the span search does not take the filter: filter cannot be parsed", "the mappings are not checked")
	bench.Keys("esc")
	for range len(" and and") {
		bench.Keys("backspace")
	}
	bench.rest()
	if strings.Contains(bench.Plain(), "does not take") {
		t.Errorf("a filter that was mended is still told:\n%s", bench.Plain())
	}
}

func TestBrokenJSONIsNotCounted(t *testing.T) {
	bench := open(t, options{})
	project(bench)
	bench.Keys("esc", "esc")
	bench.rest()
	bench.Type("]")
	bench.rest()
	bench.want("The mapping is checked again when the JSON is mended")
	if got := words(bench.Plain()); strings.Contains(got, "input 0") || strings.Contains(got, "no sample data") {
		t.Errorf("a text that cannot be read is counted:\n%s", bench.Plain())
	}
	bench.Keys("backspace")
	bench.rest()
	bench.want("Found in 50 spans: input 50")
}

// losing loses every create before it comes to the server.
type losing struct{ *client }

func (losing) CreateTask(context.Context, api.CreateTask) (api.Task, error) {
	return api.Task{}, &api.Error{Kind: api.Network, Lost: true}
}

func TestALostAnswerBesideAnOlderTask(t *testing.T) {
	clk := driver.NewClock()
	client, world := account(t, clk)
	first := openWith(t, client, world, clk, options{w: 80, h: 21})
	project(first)
	first.Keys("ctrl+s")
	if len(first.Moves) != 1 {
		t.Fatal("the older task was not created")
	}
	bench := openClient(t, losing{client}, client, world, clk, options{w: 80, h: 21})
	project(bench)
	bench.Keys("ctrl+s")
	bench.rest()
	bench.want("one task of this name is there, the one from before; yours was probably refused or lost")
	if got := words(bench.Plain()) + bench.said(); strings.Contains(got, "no task of this name") || strings.Contains(got, "no such task") {
		t.Errorf("it is also said that there is none:\n%s\n%s", bench.said(), bench.Plain())
	}
}

// blind is a server that loses every create and has no list at the review.
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

// A colleague has made a task of the same name a minute ago, and the look-up of
// the name has failed: after a lost answer theirs is not called ours.
func TestAColleaguesTaskIsNotCalledOurs(t *testing.T) {
	clk := driver.NewClock()
	client, world := account(t, clk)
	theirs := openWith(t, client, world, clk, options{w: 80, h: 21})
	project(theirs)
	theirs.Keys("ctrl+s")
	if len(theirs.Moves) != 1 {
		t.Fatal("the colleague's task was not created")
	}
	clk.Turn(time.Minute)
	bench := openClient(t, blind{losing: losing{client}, lists: new(int)}, client, world, clk, options{w: 80, h: 21})
	project(bench)
	bench.Keys("ctrl+s")
	bench.rest()
	if got := bench.said() + words(bench.Plain()); strings.Contains(got, "the task is there") || strings.Contains(got, "Run it now?") || len(bench.Moves) > 0 {
		t.Errorf("a colleague's task is called ours: %s", got)
	}
	bench.want("it may be yours or somebody else's")
}

func TestTheTrialOpensATrial(t *testing.T) {
	bench := open(t, options{})
	project(bench)
	bench.Keys("ctrl+s", "y")
	if len(bench.Moves) != 2 || !bench.Moves[1].Trial {
		t.Fatalf("moves %+v", bench.Moves)
	}
}

func TestARateThatLooksLikeAPercentage(t *testing.T) {
	bench := open(t, options{})
	project(bench)
	bench.Keys("esc", "esc", "esc", "esc")
	bench.Keys("tab", "ctrl+u")
	bench.Type("25")
	bench.Keys("ctrl+s")
	bench.want("3 of 7", "did you mean 25 %?")
}
