package world

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
)

// A misspelt key of a data file would be passed over in silence.
func TestDataFilesHaveKnownKeysOnly(t *testing.T) {
	entries, err := files.ReadDir("data")
	if err != nil || len(entries) == 0 {
		t.Fatal(err)
	}
	into := map[string]any{"activity.json": &activity{}, "catalog.json": &patterns{}, "evaluators.json": &patterns{}, "hostile.json": &patterns{}, "tasks.json": &patterns{}}
	for _, entry := range entries {
		text, _ := files.ReadFile("data/" + entry.Name())
		if !strings.HasSuffix(entry.Name(), ".json") {
			continue
		}
		d := json.NewDecoder(bytes.NewReader(text))
		d.DisallowUnknownFields()
		if err := d.Decode(into[entry.Name()]); err != nil {
			t.Errorf("%s: %v", entry.Name(), err)
		}
	}
}

func TestHabitsHaveKnownEndings(t *testing.T) {
	data := readActivity()
	for _, task := range readPatterns(false).Tasks {
		if len(data.Habits[task.Habit]) == 0 {
			t.Errorf("%s: habit %q is not listed", task.Name, task.Habit)
		}
	}
	for h, shares := range data.Habits {
		sum := 0
		for _, s := range shares {
			sum += s.Percent
			if !data.Endings[s.Ending].Status.Terminal() {
				t.Errorf("%s: ending %q is not listed", h, s.Ending)
			}
		}
		if sum > 100 {
			t.Errorf("%s: %d percent", h, sum)
		}
	}
	for _, e := range []ending{endGood, endPartSkipped, endErrors, endZeros, endSkippedOnly, endQueued, endLong, endModel, endLabelled, endUnset, endFailed, endStopped} {
		if !data.Endings[e].Status.Terminal() {
			t.Errorf("ending %q is not listed", e)
		}
	}
}
