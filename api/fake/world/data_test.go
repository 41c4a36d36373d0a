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
	for _, entry := range entries {
		text, _ := files.ReadFile("data/" + entry.Name())
		if !strings.HasSuffix(entry.Name(), ".json") {
			continue
		}
		d := json.NewDecoder(bytes.NewReader(text))
		d.DisallowUnknownFields()
		if err := d.Decode(&patterns{}); err != nil {
			t.Errorf("%s: %v", entry.Name(), err)
		}
	}
}

func TestHabitsHaveKnownEndings(t *testing.T) {
	w, _ := open(Options{Seed: 1})
	for _, task := range w.data.Tasks {
		if len(w.data.Habits[task.Habit]) == 0 {
			t.Errorf("%s: habit %q is not listed", task.Name, task.Habit)
		}
	}
	for h, shares := range w.data.Habits {
		sum := 0
		for _, s := range shares {
			sum += s.Percent
			d := streamOf(1, domRun, 0, 0)
			run := w.compose(&d, s.Ending, 1000)
			usual := streamOf(1, domRun, 0, 0)
			if run.end == Cancelled && run.work == w.compose(&usual, "no such ending", 1000).work {
				t.Errorf("%s: ending %q is not known", h, s.Ending)
			}
		}
		if sum > 100 {
			t.Errorf("%s: %d percent", h, sum)
		}
	}
}
