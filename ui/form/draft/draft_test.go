package draft

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"
)

type form struct {
	Name string `json:"name"`
	Text string `json:"text"`
}

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func store(t *testing.T) *Store {
	t.Helper()
	return New(filepath.Join(t.TempDir(), "ax-tui", "drafts"), "https://api.arize.com default", func() time.Time { return noon })
}

func mustSave(t *testing.T, store *Store, kind string, values form) {
	t.Helper()
	if _, err := store.Save(kind, values, time.Time{}, ""); err != nil {
		t.Fatal(err)
	}
}

// drop removes the current draft.
func drop(store *Store, kind string) error {
	raw, err := readFile(store.path(kind))
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return store.Drop(kind, "")
	}
	return store.Drop(kind, tokenOf(raw))
}

func wantDraft(t *testing.T, store *Store, kind string, want form) {
	t.Helper()
	var got form
	info, err := store.Load(kind, &got)
	if err != nil || got != want || !info.Saved.Equal(noon) {
		t.Fatalf("Load = %.80v, %v, %v, want %.80v", got, info, err, want)
	}
}

// files lists the folder by name.
func files(t *testing.T, store *Store) map[string][]byte {
	t.Helper()
	entries, err := os.ReadDir(store.dir)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string][]byte{}
	for _, dirEntry := range entries {
		raw, err := os.ReadFile(filepath.Join(store.dir, dirEntry.Name()))
		if err != nil {
			t.Fatal(err)
		}
		out[dirEntry.Name()] = raw
	}
	return out
}

func TestSaveLoadDrop(t *testing.T) {
	drafts := store(t)
	if _, err := drafts.Load("task", new(form)); !errors.Is(err, ErrNone) {
		t.Fatalf("with no draft: %v", err)
	}
	mustSave(t, drafts, "task", form{"a", "<{\"x\": 1}>\n\x00é"})
	mustSave(t, drafts, "edit", form{Name: "other"})
	wantDraft(t, drafts, "task", form{"a", "<{\"x\": 1}>\n\x00é"})
	wantDraft(t, drafts, "edit", form{Name: "other"})
	if _, err := New(drafts.dir, strings.ToUpper(drafts.connection), drafts.now).Load("task", new(form)); !errors.Is(err, ErrNone) {
		t.Fatalf("another connection: %v", err)
	}
	mustSave(t, drafts, "task", form{Name: "b"})
	wantDraft(t, drafts, "task", form{Name: "b"})
	if err := drop(drafts, "task"); err != nil {
		t.Fatal(err)
	}
	if err := drop(drafts, "task"); err != nil {
		t.Fatalf("dropping twice: %v", err)
	}
	if _, err := drafts.Load("task", new(form)); !errors.Is(err, ErrNone) || len(files(t, drafts)) != 1 {
		t.Fatalf("after Drop: %v, %v", err, files(t, drafts))
	}
}

// A draft that was saved by another program meanwhile is neither dropped nor replaced.
func TestAnotherDraftStays(t *testing.T) {
	drafts := store(t)
	mine, err := drafts.Save("task", form{Name: "mine"}, noon.Add(-time.Minute), "")
	if err != nil {
		t.Fatal(err)
	}
	info, err := drafts.Load("task", new(form))
	if err != nil || info.Token != mine || !info.Sent.Equal(noon.Add(-time.Minute)) {
		t.Fatalf("Load = %+v, %v", info, err)
	}
	mustSave(t, drafts, "task", form{Name: "theirs"})
	if err := drafts.Drop("task", mine); err != nil {
		t.Fatal(err)
	}
	if _, err := drafts.Save("task", form{Name: "mine"}, time.Time{}, mine); !errors.Is(err, ErrChanged) {
		t.Errorf("Save = %v", err)
	}
	wantDraft(t, drafts, "task", form{Name: "theirs"})
	if info, err = drafts.Load("task", new(form)); err != nil || !info.Sent.IsZero() {
		t.Errorf("Load = %+v, %v", info, err)
	}
	if _, err := drafts.Save("task", form{Name: "again"}, time.Time{}, info.Token); err != nil {
		t.Fatal(err)
	}
	wantDraft(t, drafts, "task", form{Name: "again"})
}

func TestOnlyTheUserCanRead(t *testing.T) {
	if runtime.GOOS == "windows" {
		return // permissions are inherited there
	}
	drafts := store(t)
	if err := os.MkdirAll(drafts.dir, 0o755); err != nil {
		t.Fatal(err)
	}
	mustSave(t, drafts, "task", form{Name: "a"})
	for path, want := range map[string]os.FileMode{drafts.dir: 0o700, drafts.path("task"): 0o600} {
		if st, err := os.Stat(path); err != nil || st.Mode().Perm() != want {
			t.Errorf("%s has %v, %v, want %v", path, st.Mode(), err, want)
		}
	}
}

func TestNoSecretIsWritten(t *testing.T) {
	store := New(filepath.Join(t.TempDir(), "drafts"), "host ak-SECRET", func() time.Time { return noon })
	mustSave(t, store, "task", form{Name: "a"})
	for name, raw := range files(t, store) {
		if strings.Contains(name, "SECRET") || bytes.Contains(raw, []byte("SECRET")) {
			t.Errorf("%s holds the connection: %s", name, raw)
		}
		if want := `{"ax_tui_draft":1,"saved":"2026-03-01T12:00:00Z","kind":"task","data":{"name":"a","text":""}}`; string(raw) != want {
			t.Errorf("the file is %s, want %s", raw, want)
		}
	}
}

func TestBadFilesAreRenamed(t *testing.T) {
	for name, content := range map[string]string{
		"cut off":        `{"ax_tui_draft":1,"saved":"2026-03-01T12:00:00Z","kind":"task","da`,
		"empty":          "",
		"zeroes":         "\x00\x00\x00\x00",
		"foreign":        `{"hello":"world"}`,
		"not an object":  `[1,2]`,
		"another kind":   `{"ax_tui_draft":1,"saved":"2026-03-01T12:00:00Z","kind":"edit","data":{}}`,
		"newer":          `{"ax_tui_draft":2,"saved":"2026-03-01T12:00:00Z","kind":"task","data":{},"more":1}`,
		"without data":   `{"ax_tui_draft":1,"saved":"2026-03-01T12:00:00Z","kind":"task"}`,
		"does not fit":   `{"ax_tui_draft":1,"saved":"2026-03-01T12:00:00Z","kind":"task","data":{"name":7}}`,
		"two in one":     `{"ax_tui_draft":1,"saved":"2026-03-01T12:00:00Z","kind":"task","data":{}}{}`,
		"time is broken": `{"ax_tui_draft":1,"saved":"yesterday","kind":"task","data":{}}`,
	} {
		t.Run(name, func(t *testing.T) {
			drafts := store(t)
			for i := range 3 { // earlier .bad files are kept
				mustSave(t, drafts, "task", form{})
				one := content + strings.Repeat("\n", i)
				if err := os.WriteFile(drafts.path("task"), []byte(one), 0o600); err != nil {
					t.Fatal(err)
				}
				_, err := drafts.Load("task", new(form))
				var bad *BadError
				if !errors.As(err, &bad) || !strings.HasSuffix(bad.Path, ".bad") {
					t.Fatalf("Load = %v", err)
				}
				if raw, err := os.ReadFile(bad.Path); err != nil || string(raw) != one {
					t.Fatalf("the .bad file is %q, %v, want %q", raw, err, one)
				}
				if _, err := drafts.Load("task", new(form)); !errors.Is(err, ErrNone) {
					t.Fatalf("the second time: %v", err)
				}
			}
			if count := len(files(t, drafts)); count != 3 {
				t.Errorf("%d files, want 3", count)
			}
		})
	}
}

func TestSaveLosesNoForeignFile(t *testing.T) {
	drafts := store(t)
	mustSave(t, drafts, "task", form{})
	newer := `{"ax_tui_draft":2,"data":{}}`
	if err := os.WriteFile(drafts.path("task"), []byte(newer), 0o600); err != nil {
		t.Fatal(err)
	}
	mustSave(t, drafts, "task", form{Name: "mine"})
	wantDraft(t, drafts, "task", form{Name: "mine"})
	kept := false
	for name, raw := range files(t, drafts) {
		kept = kept || strings.HasSuffix(name, ".bad") && string(raw) == newer
	}
	if !kept {
		t.Error("the newer draft is gone")
	}
}

func TestTooManyBadFiles(t *testing.T) {
	drafts := store(t)
	mustSave(t, drafts, "task", form{})
	for range maxBadFiles {
		if err := os.WriteFile(drafts.path("task"), []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
		drafts.Load("task", new(form))
	}
	if err := os.WriteFile(drafts.path("task"), []byte("last"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := drafts.Save("task", form{}, time.Time{}, ""); err == nil {
		t.Error("a save lost a file")
	}
	if raw, err := os.ReadFile(drafts.path("task")); err != nil || string(raw) != "last" {
		t.Errorf("the file is %q, %v", raw, err)
	}
}

// TestKilled: wherever the program is killed, the draft is the old or the new
// one, and later saves work.
func TestKilled(t *testing.T) {
	for _, point := range []string{"create", "write", "sync", "rename", "done"} {
		drafts := store(t)
		mustSave(t, drafts, "task", form{Name: "before"})
		reached := false
		drafts.beforeStep = func(step string) {
			if step == point {
				reached = true
				panic("killed")
			}
		}
		func() {
			defer func() { _ = recover() }() // nothing in the package runs after the panic
			_, _ = drafts.Save("task", form{Name: "after"}, time.Time{}, "")
		}()
		drafts.beforeStep = func(string) {}
		want := form{Name: "before"}
		if point == "done" {
			want.Name = "after"
		}
		if !reached {
			t.Fatalf("%s was not reached", point)
		}
		wantDraft(t, drafts, "task", want)
		mustSave(t, drafts, "task", form{Name: "again"})
		wantDraft(t, drafts, "task", form{Name: "again"})
		drafts.now = func() time.Time { return time.Now().Add(2 * sweepAge) }
		drafts.Load("task", new(form))
		if left := files(t, drafts); len(left) != 1 {
			t.Errorf("%s: %d files are left", point, len(left))
		}
	}
}

func TestYoungFilesAreNotSwept(t *testing.T) {
	drafts := store(t)
	mustSave(t, drafts, "task", form{})
	drafts.now = time.Now
	if err := os.WriteFile(filepath.Join(drafts.dir, tempPrefix+"1"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	drafts.Load("task", new(form))
	if len(files(t, drafts)) != 2 {
		t.Error("a running save was swept")
	}
}

func TestLinksAreRefused(t *testing.T) {
	if runtime.GOOS == "windows" {
		return // creating links needs privileges there
	}
	drafts := store(t)
	mustSave(t, drafts, "task", form{Name: "a"})
	target := filepath.Join(t.TempDir(), "target")
	content, err := os.ReadFile(drafts.path("task"))
	if err != nil {
		t.Fatal(err)
	}
	link(t, drafts.path("task"), target, content)
	if _, err := drafts.Load("task", new(form)); err == nil || errors.Is(err, ErrNone) {
		t.Errorf("Load through a link: %v", err)
	}
	if _, err := drafts.Save("task", form{Name: "b"}, time.Time{}, ""); err == nil {
		t.Error("Save through a link")
	}
	if err := drop(drafts, "task"); err == nil {
		t.Error("Drop of a link")
	}
	if raw, _ := os.ReadFile(target); !bytes.Equal(raw, content) {
		t.Error("the target changed")
	}
	away := t.TempDir()
	linked := New(filepath.Join(t.TempDir(), "drafts"), "c", drafts.now)
	if err := os.Symlink(away, linked.dir); err != nil {
		t.Fatal(err)
	}
	if _, err := linked.Save("task", form{}, time.Time{}, ""); err == nil {
		t.Error("Save into a linked folder")
	}
}

// link writes content to target and replaces path by a link to it.
func link(t *testing.T, path, target string, content []byte) {
	t.Helper()
	for _, err := range []error{os.WriteFile(target, content, 0o600), os.Remove(path), os.Symlink(target, path)} {
		if err != nil {
			t.Fatal(err)
		}
	}
}

// TestTwoInstances: while two instances save, every read is complete.
func TestTwoInstances(t *testing.T) {
	first := store(t)
	store := New(first.dir, first.connection, first.now)
	mustSave(t, first, "task", form{"a", strings.Repeat("a", 50_000)})
	var wg sync.WaitGroup
	for _, instance := range []struct {
		store  *Store
		values form
	}{{first, form{"a", strings.Repeat("a", 50_000)}}, {store, form{"b", strings.Repeat("b", 80_000)}}} {
		wg.Go(func() {
			for range 6 {
				if _, err := instance.store.Save("task", instance.values, time.Time{}, ""); err != nil {
					t.Error(err)
				}
			}
		})
	}
	for range 40 {
		var got form
		if _, err := first.Load("task", &got); err != nil || strings.Trim(got.Text, got.Name) != "" || len(got.Text) < 50_000 {
			t.Fatalf("read %q with %d bytes, %v", got.Name, len(got.Text), err)
		}
	}
	wg.Wait()
	if left := files(t, first); len(left) != 1 {
		t.Errorf("%d files are left", len(left))
	}
}

func TestFailedSaves(t *testing.T) {
	drafts := store(t)
	mustSave(t, drafts, "task", form{Name: "a"})
	if _, err := drafts.Save("task", func() {}, time.Time{}, ""); err == nil {
		t.Error("a function was saved")
	}
	wantDraft(t, drafts, "task", form{Name: "a"})
	none := New("", "c", drafts.now)
	if _, err := none.Save("task", form{}, time.Time{}, ""); !errors.Is(err, ErrNoHome) {
		t.Errorf("without a folder: %v", err)
	}
	if _, err := none.Load("task", new(form)); !errors.Is(err, ErrNone) || none.Drop("task", "x") != nil {
		t.Errorf("without a folder: %v", err)
	}
	inFile := New(filepath.Join(drafts.path("task"), "drafts"), "c", drafts.now)
	if _, err := inFile.Save("task", form{}, time.Time{}, ""); err == nil {
		t.Error("saved below a file")
	}
}

func TestEveryFileHasThePrefix(t *testing.T) {
	raw, err := seal(&envelope{Version: version, Saved: noon, Kind: "task"}, []byte("{}"))
	if err != nil || !strings.HasPrefix(string(raw), filePrefix) || !json.Valid(raw) {
		t.Errorf("a file is %s, %v; it must start with %s", raw, err, filePrefix)
	}
}

func BenchmarkSave1MB(b *testing.B) {
	store := New(filepath.Join(b.TempDir(), "drafts"), "c", time.Now)
	values := form{"a", strings.Repeat(`{"evaluator_id": "x"}, `, 45_000)}
	for b.Loop() {
		if _, err := store.Save("task", values, time.Time{}, ""); err != nil {
			b.Fatal(err)
		}
	}
}
