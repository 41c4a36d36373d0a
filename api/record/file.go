package record

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// ErrExists says that the file is there and was not to be replaced.
var ErrExists = errors.New("the file exists already")

// File is a file in the making: nothing stands under its name before Commit.
type File struct {
	*os.File
	path    string
	replace bool
}

// Free tells whether Create would refuse a path, so that it can be known
// before anything is asked of the server: ErrExists, or what is wrong with it.
func Free(path string, replace bool) error {
	switch info, err := os.Stat(path); {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return plain(err)
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

// Create begins a file. With replace one that is there already is replaced at
// Commit, its mode kept; without, Create and Commit answer ErrExists. A link
// is followed, so that what it points to is replaced.
func Create(path string, replace bool) (*File, error) {
	if target, err := filepath.EvalSymlinks(path); err == nil {
		path = target
	}
	if err := Free(path, replace); err != nil {
		return nil, err
	}
	file, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*")
	if err != nil {
		return nil, plain(err)
	}
	if info, err := os.Stat(path); err == nil {
		_ = file.Chmod(info.Mode().Perm())
	} else {
		_ = file.Chmod(0o666 &^ umask())
	}
	return &File{File: file, path: path, replace: replace}, nil
}

// Commit puts the file under its name, whole. After an error nothing of it is left.
func (f *File) Commit() error {
	err := f.Sync()
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	switch {
	case err != nil:
	case f.replace:
		err = os.Rename(f.Name(), f.path)
	default:
		err = settle(f.Name(), f.path)
	}
	if err != nil {
		_ = os.Remove(f.Name())
		if errors.Is(err, fs.ErrExist) {
			return ErrExists
		}
		return plain(err)
	}
	return nil
}

// Discard takes it back. After Commit it does nothing.
func (f *File) Discard() {
	_ = f.Close()
	_ = os.Remove(f.Name())
}

// settle gives a file its name only if nobody has taken it meanwhile. Where
// there are no hard links the name is looked at and then taken.
func settle(from, to string) error {
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

// plain takes the operation and the temporary name off an error of the system.
func plain(err error) error {
	var pe *fs.PathError
	if errors.As(err, &pe) {
		return pe.Err
	}
	var le *os.LinkError
	if errors.As(err, &le) {
		return le.Err
	}
	return err
}
