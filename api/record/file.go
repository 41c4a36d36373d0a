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

// checkPath returns the regular file that is at a path, nil for none, or why the
// path cannot be written. A rename replaces whatever has the name, so a device, a
// pipe or a folder is refused.
func checkPath(path string, replace bool) (fs.FileInfo, error) {
	info, err := os.Lstat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		if dir, err := os.Stat(filepath.Dir(path)); err != nil || !dir.IsDir() {
			return nil, fmt.Errorf("there is no folder %s", filepath.Dir(path))
		}
		return nil, nil // no file and no error: the name is free
	case err != nil:
		return nil, unwrapPath(err)
	case info.IsDir():
		return nil, errors.New("it is a folder")
	case info.Mode()&fs.ModeSymlink != 0:
		return nil, errors.New("it is a link to nothing")
	case !info.Mode().IsRegular():
		return nil, errors.New("it is not a regular file")
	case !replace:
		return nil, ErrExists
	}
	return info, nil
}

// Create starts a file. With replace, Commit replaces an existing file and keeps
// its mode and, where permitted, its owner; without, Create and Commit return
// ErrExists. A link is followed, so that it stays and its target is replaced.
func Create(path string, replace bool) (*File, error) {
	if target, err := filepath.EvalSymlinks(path); err == nil {
		path = target
	}
	old, err := checkPath(path, replace)
	if err != nil {
		return nil, err
	}
	file, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*")
	if err != nil {
		return nil, unwrapPath(err)
	}
	mode := 0o666 &^ umask()
	if old != nil {
		mode = old.Mode().Perm()
		keepOwner(file, old)
	}
	_ = file.Chmod(mode)
	return &File{File: file, path: path, replace: replace}, nil
}

// Write writes to the temporary file. The error does not name it.
func (f *File) Write(data []byte) (int, error) {
	n, err := f.File.Write(data)
	return n, unwrapPath(err)
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
