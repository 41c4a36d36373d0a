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
	b := open(t, options{})
	project(b)
	b.want("on project support-bot in Search Quality; on demand; sampling 10 %; Relevance; mappings 1 of 2 found")
	b.Keys("esc", "esc")
	b.Keys("down", "down", "down", "down", "end", "left", "left")
	b.Type("XX")
	b.Keys("ctrl+s", "ctrl+s") // faster than the preview
	b.rest()
	b.want("7 of 7", "mappings 0 of 2 found", "Relevance: input is found in 0 of 50 sample spans (attributes.input.valueXX)")
	if strings.Contains(b.Plain(), "speaks against") {
		t.Errorf("the review finds nothing:\n%s", b.Plain())
	}
}

func TestTheReviewTellsAColumnThatNoExampleHas(t *testing.T) {
	for column, want := range map[string]string{"input": "nothing found that speaks against it", "inpt": "{{inpt}} is found in 0 of"} {
		b := open(t, options{})
		b.Type("Nightly outputs")
		b.Keys("tab", "down", "down", "ctrl+s")
		b.pick("Search Quality")
		b.pick("golden-qa")
		b.Keys("tab")
		b.rest()
		b.Keys("enter")
		b.rest()
		b.Type("gpt-4o-mini")
		b.Keys("tab")
		b.Type("Answer: {{" + column + "}}")
		b.Keys("ctrl+s", "ctrl+s")
		b.rest()
		b.want("5 of 5", "on dataset golden-qa in Search Quality; runs an experiment", want)
	}
}

func TestARefusedFilterIsTold(t *testing.T) {
	b := open(t, options{})
	project(b)
	b.Keys("esc")
	b.Type(" and and")
	b.rest()
	b.want("6 of 7", "the span search does not take the filter: filter is not understood")
	b.Keys("ctrl+s")
	b.rest()
	b.want("7 of 7", "the span search does not take the filter: filter is not understood", "the mappings are not checked")
	b.Keys("esc")
	for range len(" and and") {
		b.Keys("backspace")
	}
	b.rest()
	if strings.Contains(b.Plain(), "does not take") {
		t.Errorf("a filter that was mended is still told:\n%s", b.Plain())
	}
}

func TestBrokenJSONIsNotCounted(t *testing.T) {
	b := open(t, options{})
	project(b)
	b.Keys("esc", "esc")
	b.rest()
	b.Type("]")
	b.rest()
	b.want("The mapping is checked again when the JSON is mended")
	if got := words(b.Plain()); strings.Contains(got, "input 0") || strings.Contains(got, "no sample data") {
		t.Errorf("a text that cannot be read is counted:\n%s", b.Plain())
	}
	b.Keys("backspace")
	b.rest()
	b.want("Found in 50 spans: input 50")
}

// losing loses every create before it comes to the server.
type losing struct{ *client }

func (losing) CreateTask(context.Context, api.CreateTask) (api.Task, error) {
	return api.Task{}, &api.Error{Kind: api.Network, Lost: true}
}

func TestALostAnswerBesideAnOlderTask(t *testing.T) {
	clk := driver.NewClock()
	c, w := account(t, clk)
	first := openWith(t, c, w, clk, options{w: 80, h: 21})
	project(first)
	first.Keys("ctrl+s")
	if len(first.Moves) != 1 {
		t.Fatal("the older task was not created")
	}
	b := openClient(t, losing{c}, c, w, clk, options{w: 80, h: 21})
	project(b)
	b.Keys("ctrl+s")
	b.rest()
	b.want("one task of this name is there, the one from before; yours was probably refused or lost")
	if got := words(b.Plain()) + b.said(); strings.Contains(got, "no task of this name") || strings.Contains(got, "no such task") {
		t.Errorf("it is also said that there is none:\n%s\n%s", b.said(), b.Plain())
	}
}

// blind is a server that loses every create and has no list at the review.
type blind struct {
	losing
	lists *int
}

func (b blind) ListTasks(ctx context.Context, q api.TaskQuery) (api.Page[api.Task], error) {
	if *b.lists++; *b.lists == 1 {
		return api.Page[api.Task]{}, &api.Error{Kind: api.Server, Status: 503}
	}
	return b.losing.ListTasks(ctx, q)
}

// A colleague has made a task of the same name a minute ago, and the look-up of
// the name has failed: after a lost answer theirs is not called ours.
func TestAColleaguesTaskIsNotCalledOurs(t *testing.T) {
	clk := driver.NewClock()
	c, w := account(t, clk)
	theirs := openWith(t, c, w, clk, options{w: 80, h: 21})
	project(theirs)
	theirs.Keys("ctrl+s")
	if len(theirs.Moves) != 1 {
		t.Fatal("the colleague's task was not created")
	}
	clk.Turn(time.Minute)
	b := openClient(t, blind{losing: losing{c}, lists: new(int)}, c, w, clk, options{w: 80, h: 21})
	project(b)
	b.Keys("ctrl+s")
	b.rest()
	if got := b.said() + words(b.Plain()); strings.Contains(got, "the task is there") || strings.Contains(got, "Run it now?") || len(b.Moves) > 0 {
		t.Errorf("a colleague's task is called ours: %s", got)
	}
	b.want("it may be yours or somebody else's")
}

func TestTheTrialOpensATrial(t *testing.T) {
	b := open(t, options{})
	project(b)
	b.Keys("ctrl+s", "y")
	if len(b.Moves) != 2 || !b.Moves[1].Trial {
		t.Fatalf("moves %+v", b.Moves)
	}
}

func TestARateThatLooksLikeAPercentage(t *testing.T) {
	b := open(t, options{})
	project(b)
	b.Keys("esc", "esc", "esc", "esc")
	b.Keys("tab", "ctrl+u")
	b.Type("25")
	b.Keys("ctrl+s")
	b.want("3 of 7", "did you mean 25 %?")
}
