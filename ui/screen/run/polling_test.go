package run

import (
	"context"
	"testing"
	"time"

	"github.com/muesli/termenv"

	"ax-tui/api"
	"ax-tui/keymap"
	"ax-tui/theme"
	"ax-tui/ui/host"
	"ax-tui/ui/poll"
)

func panel(now *time.Time) *model {
	clock := func() time.Time { return *now }
	env := &host.Env{
		Evaluators: host.NewEvaluators(),
		Keys:       keymap.Default(), Styles: theme.New(theme.Options{Profile: termenv.Ascii}), Zone: time.UTC, Now: clock,
		Polls:  poll.New(clock, func() float64 { return 0 }),
		NextID: func() uint64 { return 7 }, Ctx: context.Background(),
	}
	panel := New(env, nil, &host.Move{Run: api.Run{ID: "run"}}).(*model)
	panel.Init()
	return panel
}

func running(successes api.Count) api.Run {
	return api.Run{ID: "run", Status: api.Running, Successes: successes}
}

func TestOvertakenResultIsDropped(t *testing.T) {
	now := noon
	model := panel(&now)
	model.Update(pollResult{model.Tag(), keyRun, 2, running(200), nil})
	model.Update(pollResult{model.Tag(), keyRun, 1, running(100), nil})
	if model.run.Successes != 200 {
		t.Errorf("the result of an earlier poll set the count back to %d", model.run.Successes)
	}
	model.Update(pollResult{model.Tag(), keyRun, 1, api.Run{}, &api.Error{Kind: api.Network}})
	if model.loadErr != nil {
		t.Error("the error of an earlier poll is shown after a later one succeeded")
	}
}

func TestPauseLeavesNoPointInTheHistory(t *testing.T) {
	now := noon
	model := panel(&now)
	for i := range 3 {
		model.Update(pollResult{model.Tag(), keyRun, i + 1, running(api.Count(i * 10)), nil})
		now = now.Add(5 * time.Second)
	}
	model.Do(keymap.Pause)
	now = now.Add(time.Hour)
	model.Update(pollResult{model.Tag(), keyRun, 4, running(30), nil}) // was in flight when paused
	now = now.Add(time.Hour)
	model.Do(keymap.Pause)
	model.Update(pollResult{model.Tag(), keyRun, 5, running(40), nil})
	observed := 0
	for _, sample := range model.Samples {
		if !sample.First {
			observed++
		}
	}
	if observed != 2 {
		t.Errorf("the history is %v, want the two intervals from before the pause", model.Samples)
	}
	if model.run.Successes != 40 {
		t.Errorf("the count is %d, want the newest", model.run.Successes)
	}
}

func TestStepsOfTheInterval(t *testing.T) {
	for _, tc := range []struct {
		from float64
		by   int
		want float64
	}{{5, 1, 6}, {5, -1, 4}, {11, 1, 12}, {11, -1, 10}, {60, 1, 60}, {1, -1, 1}, {90, 1, 90}, {90, -1, 60}, {0.5, 1, 1}, {0.5, -1, 0.5}} {
		from, want := time.Duration(tc.from*float64(time.Second)), time.Duration(tc.want*float64(time.Second))
		if got := step(intervals(), from, tc.by); got != want {
			t.Errorf("from %v by %d: %v, want %v", from, tc.by, got, want)
		}
	}
}

// A 404 for a run that was just started does not end the polling (api.NotShown); what
// another screen reads meanwhile ends the report of it.
func TestARunThatIsNotShownYetIsPolledOn(t *testing.T) {
	now := noon
	model := panel(&now)
	answer := pollResult{model.Tag(), keyRun, 1, api.Run{}, &api.Error{Kind: api.NotShown, Status: 404}}
	model.env.Polls.HandleResult(answer)
	model.Update(answer)
	if state := model.env.Polls.State(model.ID, keyRun); state.Stop != api.None || model.loadErr == nil {
		t.Errorf("%+v, %v", state, model.loadErr)
	}
	model.Update(host.RunUpdated{Run: running(10)})
	if model.loadErr != nil || model.run.Successes != 10 {
		t.Errorf("%+v, %v", model.run, model.loadErr)
	}
}
