package world

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
)

// A misspelt key in a data file would be ignored silently.
func TestDataFilesHaveOnlyKnownKeys(t *testing.T) {
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
		decoder := json.NewDecoder(bytes.NewReader(text))
		decoder.DisallowUnknownFields()
		if err := decoder.Decode(into[entry.Name()]); err != nil {
			t.Errorf("%s: %v", entry.Name(), err)
		}
	}
}

func TestHabitsHaveKnownEndings(t *testing.T) {
	data := loadActivity()
	for _, task := range loadPatterns(false).Tasks {
		if len(data.Habits[task.Habit]) == 0 {
			t.Errorf("%s: habit %q is not listed", task.Name, task.Habit)
		}
	}
	for habit, shares := range data.Habits {
		sum := 0
		for _, share := range shares {
			sum += share.Percent
			if !data.Endings[share.Ending].Status.Terminal() {
				t.Errorf("%s: ending %q is not listed", habit, share.Ending)
			}
		}
		if sum > 100 {
			t.Errorf("%s: %d percent", habit, sum)
		}
	}
	for _, name := range []ending{endGood, endPartSkipped, endErrors, endZeros, endSkippedOnly, endQueued, endLong, endModel, endLabelled, endUnset, endFailed, endStopped} {
		if !data.Endings[name].Status.Terminal() {
			t.Errorf("ending %q is not listed", name)
		}
	}
}
