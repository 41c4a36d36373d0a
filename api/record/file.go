package record

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// ErrExists says that the file exists and must not be replaced.
var ErrExists = errors.New("the file already exists")

// File is a file that is written to a temporary name until Commit.
type File struct {
	*os.File
	path    string
	replace bool
}

// CheckPath returns the error that Create would return for a path, so that it can
// be reported before a request to the server: ErrExists, or why it cannot be
// written.
func CheckPath(path string, replace bool) error {
	switch info, err := os.Stat(path); {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return unwrapPath(err)
	case info.IsDir():
		return errors.New("it is a folder")
	case !replace:
		return ErrExists
	}
	if info, err := os.Stat(filepath.Dir(path)); err != nil || !info.IsDir() {
		return fmt.Errorf("there is no folder %s", filepath.Dir(path))
	}
	return nil
}

// Create starts a file. With replace, Commit replaces an existing file and keeps
// its mode; without, Create and Commit return ErrExists. A link is followed, so
// that its target is replaced.
func Create(path string, replace bool) (*File, error) {
	if target, err := filepath.EvalSymlinks(path); err == nil {
		path = target
	}
	if err := CheckPath(path, replace); err != nil {
		return nil, err
	}
	file, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*")
	if err != nil {
		return nil, unwrapPath(err)
	}
	if info, err := os.Stat(path); err == nil {
		_ = file.Chmod(info.Mode().Perm())
	} else {
		_ = file.Chmod(0o666 &^ umask())
	}
	return &File{File: file, path: path, replace: replace}, nil
}

// Commit gives the complete file its name. After an error the file is removed.
func (f *File) Commit() error {
	err := f.Sync()
	if closeErr := f.Close(); err == nil {
		err = closeErr
	}
	switch {
	case err != nil:
	case f.replace:
		err = os.Rename(f.Name(), f.path)
	default:
		err = renameNew(f.Name(), f.path)
	}
	if err != nil {
		_ = os.Remove(f.Name())
		if errors.Is(err, fs.ErrExist) {
			return ErrExists
		}
		return unwrapPath(err)
	}
	return nil
}

// Discard removes the file. After Commit it does nothing.
func (f *File) Discard() {
	_ = f.Close()
	_ = os.Remove(f.Name())
}

// renameNew renames a file unless the new name exists. Without hard links the check
// and the rename are two steps.
func renameNew(from, to string) error {
	err := os.Link(from, to)
	switch {
	case err == nil:
		return os.Remove(from)
	case errors.Is(err, fs.ErrExist):
		return err
	}
	if _, err := os.Lstat(to); err == nil {
		return fs.ErrExist
	}
	return os.Rename(from, to)
}

// unwrapPath returns an error of the system without the operation and the temporary name.
func unwrapPath(err error) error {
	var pathErr *fs.PathError
	if errors.As(err, &pathErr) {
		return pathErr.Err
	}
	var linkErr *os.LinkError
	if errors.As(err, &linkErr) {
		return linkErr.Err
	}
	return err
}
