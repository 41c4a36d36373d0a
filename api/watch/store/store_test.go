package store

import (
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"ax-tui/api"
	"ax-tui/api/watch"
)

var now = time.Date(2026, 3, 1, 10, 0, 0, 0, time.UTC)

func entry(id string) watch.Entry {
	return watch.Entry{Run: api.Run{ID: id}, Task: api.Ref{ID: "t", Name: "Tone"}, Asked: &api.Trigger{MaxSpans: 50}, Since: now}
}

// Programs that run at once, each with its own Store, lose nothing of each other.
func TestProgramsAtOnceKeepAll(t *testing.T) {
	dir := t.TempDir()
	var group sync.WaitGroup
	for program := range 4 {
		group.Go(func() {
			store := New(dir, "host", "work")
			for i := range 20 {
				if err := store.Keep(entry(fmt.Sprintf("%d-%d", program, i)), entry("shared")); err != nil {
					t.Error(err)
				}
				if i%2 == 0 {
					_ = store.Drop(fmt.Sprintf("%d-%d", program, i), "never kept")
				}
			}
		})
	}
	group.Wait()
	got := New(dir, "host", "work").Load(now)
	if len(got) != 4*10+1 {
		t.Fatalf("%d runs are kept", len(got))
	}
	if first := got[0]; first.Task.Name != "Tone" || !first.Absent || first.Asked.MaxSpans != 50 || !first.Since.Equal(now) {
		t.Errorf("kept %+v", first)
	}
	if other := New(dir, "host", "home").Load(now); len(other) != 0 {
		t.Errorf("another profile has %d", len(other))
	}
	if none := New("", "host", "work"); none.Keep(entry("a")) != nil || none.Drop("a") != nil || none.Load(now) != nil {
		t.Error("without a folder nothing is kept")
	}
}

func TestJunkIsLeftAlone(t *testing.T) {
	store := New(t.TempDir(), "host", "work")
	if err := store.Keep(entry("a"), watch.Entry{Run: api.Run{ID: "old"}, Since: now.Add(-31 * 24 * time.Hour)}); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(store.path("a"))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	content, _ := os.ReadFile(store.path("a"))
	for name, junk := range map[string]string{
		hash("b") + ".json": "{", "x.json": string(content), hash("c") + ".json": string(make([]byte, maxSize+1)), "note.txt": "mine",
		hash("d") + ".json": `{"ax_tui_watch":2,"host":"host","profile":"work","run_id":"d"}`,
	} {
		if err := os.WriteFile(filepath.Join(store.dir, name), []byte(junk), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir(filepath.Join(store.dir, hash("e")+".json"), 0o700); err != nil {
		t.Fatal(err)
	}
	if got := store.Load(now); len(got) != 1 || got[0].Run.ID != "a" {
		t.Errorf("loaded %v", got)
	}
	if files, _ := os.ReadDir(store.dir); len(files) != 7 {
		t.Errorf("%d files are left", len(files))
	}
	if err := store.Drop("a"); err != nil || len(store.Load(now)) != 0 {
		t.Errorf("after Drop: %v", err)
	}
}
