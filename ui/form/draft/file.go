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

// maxFileSize bounds what is read back, in bytes.
const maxFileSize = 64 << 20

// maxBadFiles is how many files of one name are put aside; a save that would need
// one more fails instead of losing one.
const maxBadFiles = 100

// tempPrefix begins the names of files that are being written.
const tempPrefix = ".saving-"

func notRegularError(path string) error {
	return fmt.Errorf("%s is a link or no plain file; move it away", path)
}

// prepare makes the folder, refuses links, and puts a file aside that is not a
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
		return fmt.Errorf("%s is a link or no folder; move it away", s.dir)
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

// isDraftFile looks at the first bytes of the file that is about to be replaced;
// no file counts as ours.
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

// openRegular opens a plain file for reading and follows no link, not even one
// that is put there between the look and the opening.
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

// replace puts b in place of the file in one step: whoever reads sees the file
// before or the file after. What a step leaves behind when the program ends in
// it, sweep takes away later.
func (s *Store) replace(path string, raw []byte) error {
	s.beforeStep("create")
	file, err := os.CreateTemp(s.dir, tempPrefix+"*") // 0600, and never through a link
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
		err = os.Rename(file.Name(), path)
	}
	if err != nil {
		_ = os.Remove(file.Name())
		return err
	}
	s.beforeStep("done")
	syncDir(s.dir)
	return nil
}

// syncDir makes the new name last; systems that cannot do it lose at most the
// newest draft when the power fails.
func syncDir(dir string) {
	if file, err := os.Open(dir); err == nil {
		_ = file.Sync()
		_ = file.Close()
	}
}

// putAside moves a file to a name of its own that ends in .bad, and gives a
// *BadError when that went well. Taking the name first makes sure that nothing
// is overwritten, also when two instances do this at once.
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
			return fmt.Errorf("the saved draft %s and cannot be put aside: %w", why, err)
		}
		_ = hold.Close()
		if err := os.Rename(path, bad); err != nil {
			_ = os.Remove(bad)
			return fmt.Errorf("the saved draft %s and cannot be put aside: %w", why, err)
		}
		_ = os.Chmod(bad, 0o600)
		return &BadError{Path: bad, Why: why}
	}
	return fmt.Errorf("the saved draft %s, and too many were put aside before; clear the folder %s", why, s.dir)
}

// sweepAge is how old a half-written file must be to be taken away: far older
// than any save that may still be under way.
const sweepAge = time.Hour

// sweep takes away what ended programs left half-written.
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
