package form

import (
	"errors"
	"fmt"
	"sort"
	"strconv"
	"sync"
	"time"

	"ax-tui/ui/form/draft"
)

// maxDrafts is the maximum number of drafts of one form.
const maxDrafts = 20

// slotKind is the kind under which one of the drafts of a form is stored, from 1.
func slotKind(kind string, slot int) string {
	if slot == 1 {
		return kind
	}
	return kind + "#" + strconv.Itoa(slot)
}

// foundDraft is a draft that an earlier form has left.
type foundDraft struct {
	draft.Info
	slot   int
	values any
}

// loadDrafts reads the drafts of a form, the newest first. The error is that of the
// first one that could not be read; the others are returned.
func loadDrafts(store Drafts, kind string, blank func() any) (found []foundDraft, failed error) {
	for slot := 1; slot <= maxDrafts; slot++ {
		values := blank()
		info, err := store.Load(slotKind(kind, slot), values)
		switch {
		case err == nil:
			found = append(found, foundDraft{Info: info, slot: slot, values: values})
		case !errors.Is(err, draft.ErrNone):
			if failed == nil {
				failed = err
			}
		}
	}
	sort.SliceStable(found, func(i, j int) bool { return found[i].Saved.After(found[j].Saved) })
	return found, failed
}

// file is the draft on disk of one start of a form. It serializes the commands of the
// form, never replaces a newer state by an older one, and never the draft of another
// start or of another program.
type file struct {
	store  Drafts
	kind   string
	mu     sync.Mutex
	newest int    // number of the newest completed write
	slot   int    // 0: nothing is on disk yet
	token  string // of the file as it was read or written last
}

// save writes the values unless a newer write has completed. apart reports that
// another program has replaced the draft, so that it is written to a file of its own.
func (f *file) save(number int, values any, sent time.Time) (apart bool, err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if number < f.newest {
		return false, nil
	}
	if f.slot > 0 {
		token, err := f.store.Save(slotKind(f.kind, f.slot), values, sent, f.token)
		if !errors.Is(err, draft.ErrChanged) {
			return false, f.written(number, f.slot, token, err)
		}
		_, err = f.store.Load(slotKind(f.kind, f.slot), new(any))
		apart = !errors.Is(err, draft.ErrNone)
	}
	for slot := 1; slot <= maxDrafts; slot++ {
		token, err := f.store.Save(slotKind(f.kind, slot), values, sent, draft.Absent)
		if !errors.Is(err, draft.ErrChanged) {
			return apart, f.written(number, slot, token, err)
		}
	}
	return false, fmt.Errorf("there are %d drafts of this form; open it again and discard one", maxDrafts)
}

// written records a write that has succeeded.
func (f *file) written(number, slot int, token string, err error) error {
	if err == nil {
		f.newest, f.slot, f.token = number, slot, token
	}
	return err
}

// setMark rewrites the values saved under the number with another sent time, if
// they are still what is on disk.
func (f *file) setMark(number int, values any, sent time.Time) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if number != f.newest || f.slot == 0 {
		return
	}
	if token, err := f.store.Save(slotKind(f.kind, f.slot), values, sent, f.token); err == nil {
		f.token = token
	}
}

// drop removes the draft unless this form or another program has written a newer one.
func (f *file) drop(number int) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if number < f.newest || f.slot == 0 {
		return nil
	}
	f.newest = number
	return f.store.Drop(slotKind(f.kind, f.slot), f.token)
}
