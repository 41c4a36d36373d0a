package config

import (
	"strings"
	"testing"
)

func TestNotifyFaultsSayWhatIsAllowed(t *testing.T) {
	for text, want := range map[string]string{
		"[notify]\nbell = 1":             "notify.bell must be true or false",
		"[notify]\ndesktop = \"growl\"":  "choose one of off, osc9, osc777, osc99",
		"notify = true":                  "notify must be a table",
		"watch_budget = 0":               "watch_budget is 0; it must be a number of requests a second from 0.1 to 20",
		"watch_budget = \"fast\"":        "watch_budget is fast",
		"watch_budget = nan":             "watch_budget is NaN",
		"[notify]\non_finish = [\"sh\"]": "notify.on_finish must be text in quotes",
	} {
		config, err := parse([]byte(text), "c")
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", text, err)
		}
		if config.Notify != (Notify{}) || config.WatchBudget != 0 {
			t.Errorf("%q: a bad value is used: %+v", text, config)
		}
	}
	config, err := parse([]byte("[notify]\nbel = true"), "c")
	if err != nil || len(config.Warnings) != 1 || !strings.Contains(config.Warnings[0], "unknown setting notify.bel") {
		t.Errorf("%v, %q", err, config.Warnings)
	}
}
