package draft

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// maxFileSize is the maximum size of a file to read, in bytes.
const maxFileSize = 64 << 20

// maxBadFiles is the maximum number of .bad files per draft. A save that needs one
// more fails instead of overwriting one.
const maxBadFiles = 100

// tempPrefix starts the names of files that are being written.
const tempPrefix = ".saving-"

func notRegularError(path string) error {
	return fmt.Errorf("%s is not a regular file; move it away", path)
}

// prepare creates the folder, refuses links, and renames a file that is not a
// draft of this version.
func (s *Store) prepare(path string) error {
	if err := os.MkdirAll(s.dir, 0o700); err != nil {
		return err
	}
	st, err := os.Lstat(s.dir)
	if err != nil {
		return err
	}
	if !st.IsDir() {
		return fmt.Errorf("%s is not a folder; move it away", s.dir)
	}
	if st.Mode().Perm()&0o077 != 0 {
		if err := os.Chmod(s.dir, 0o700); err != nil {
			return err
		}
	}
	ours, err := isDraftFile(path)
	if err != nil || ours {
		return err
	}
	var bad *BadError
	if err := s.putAside(path, "is not one of this form"); !errors.As(err, &bad) && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return nil
}

// isDraftFile checks the first bytes of the file to be replaced. A missing file
// counts as a draft.
func isDraftFile(path string) (bool, error) {
	file, err := openRegular(path)
	if errors.Is(err, os.ErrNotExist) {
		return true, nil
	}
	if err != nil {
		return false, err
	}
	defer func() { _ = file.Close() }()
	start := make([]byte, len(filePrefix))
	_, err = io.ReadFull(file, start)
	return err == nil && string(start) == filePrefix, nil
}

// openRegular opens a regular file for reading and follows no link, not even one
// that is created between Lstat and Open.
func openRegular(path string) (*os.File, error) {
	before, err := os.Lstat(path)
	if err != nil {
		return nil, err
	}
	if !before.Mode().IsRegular() {
		return nil, notRegularError(path)
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	after, err := file.Stat()
	if err == nil && !after.Mode().IsRegular() {
		err = notRegularError(path)
	}
	if now, lerr := os.Lstat(path); err == nil && lerr == nil && now.Mode()&os.ModeSymlink != 0 {
		err = notRegularError(path)
	}
	if err != nil {
		_ = file.Close()
		return nil, err
	}
	return file, nil
}

func readFile(path string) ([]byte, error) {
	file, err := openRegular(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }()
	raw, err := io.ReadAll(io.LimitReader(file, maxFileSize+1))
	if err == nil && len(raw) > maxFileSize {
		err = fmt.Errorf("%s is larger than %d MB; move it away", path, maxFileSize>>20)
	}
	return bytes.TrimSpace(raw), err
}

// replace replaces the file atomically: a reader sees the old or the new content. With
// fresh it fails with os.ErrExist if there is a file. If the program is killed
// meanwhile, sweep removes the leftover file later.
func (s *Store) replace(path string, raw []byte, fresh bool) error {
	s.beforeStep("create")
	file, err := os.CreateTemp(s.dir, tempPrefix+"*") // mode 0600, follows no link
	if err != nil {
		return err
	}
	s.beforeStep("write")
	_, err = file.Write(raw)
	s.beforeStep("sync")
	if err == nil {
		err = file.Sync()
	}
	if closeErr := file.Close(); err == nil {
		err = closeErr
	}
	s.beforeStep("rename")
	if err == nil {
		err = move(file.Name(), path, fresh)
	}
	if err != nil {
		_ = os.Remove(file.Name())
		return err
	}
	s.beforeStep("done")
	syncDir(s.dir)
	return nil
}

// move renames a file; with fresh only if there is no file of the new name. Where the
// file system has no links, two programs could replace each other's file within the
// same moment.
func move(from, to string, fresh bool) error {
	if fresh {
		switch err := os.Link(from, to); {
		case err == nil:
			return os.Remove(from)
		case errors.Is(err, os.ErrExist):
			return err
		}
	}
	return os.Rename(from, to)
}

// syncDir makes the rename durable. Systems without support for it lose at most
// the newest draft on a power failure.
func syncDir(dir string) {
	if file, err := os.Open(dir); err == nil {
		_ = file.Sync()
		_ = file.Close()
	}
}

// putAside renames a file to an unused name that ends in .bad, and returns a
// *BadError on success. Creating the new name first ensures that nothing is
// overwritten, even if two instances do this at once.
func (s *Store) putAside(path, why string) error {
	base := strings.TrimSuffix(path, ".json")
	for i := range maxBadFiles {
		bad := base + ".bad"
		if i > 0 {
			bad = base + "-" + strconv.Itoa(i+1) + ".bad"
		}
		hold, err := os.OpenFile(bad, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
		if errors.Is(err, os.ErrExist) {
			continue
		}
		if err != nil {
			return fmt.Errorf("the saved draft %s and cannot be renamed: %w", why, err)
		}
		_ = hold.Close()
		if err := os.Rename(path, bad); err != nil {
			_ = os.Remove(bad)
			return fmt.Errorf("the saved draft %s and cannot be renamed: %w", why, err)
		}
		_ = os.Chmod(bad, 0o600)
		return &BadError{Path: bad, Why: why}
	}
	return fmt.Errorf("the saved draft %s, and there are too many .bad files; clear the folder %s", why, s.dir)
}

// sweepAge is the minimum age of a partial file to be removed: much older than any
// running save.
const sweepAge = time.Hour

// sweep removes partial files of killed programs.
func (s *Store) sweep() {
	entries, err := os.ReadDir(s.dir)
	if err != nil {
		return
	}
	for _, dirEntry := range entries {
		if !strings.HasPrefix(dirEntry.Name(), tempPrefix) || !dirEntry.Type().IsRegular() {
			continue
		}
		if st, err := dirEntry.Info(); err == nil && s.now().Sub(st.ModTime()) > sweepAge {
			_ = os.Remove(filepath.Join(s.dir, dirEntry.Name()))
		}
	}
}
