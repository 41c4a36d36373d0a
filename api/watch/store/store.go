// Package store keeps the list of watched runs across starts of the program: a file
// for each run, so that two programs at once do not lose each other's runs.
//
// A file holds IDs, the name of the task and what was asked for, never a key. It
// belongs to one host and profile.
package store

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"ax-tui/api"
	"ax-tui/api/record"
	"ax-tui/api/settingsfile"
	"ax-tui/api/watch"
)

const (
	version = 1
	maxSize = 64 << 10            // of a file, in bytes
	maxAge  = 30 * 24 * time.Hour // no run takes that long; a file of that age is removed
)

// file is the content of a file.
type file struct {
	Version int          `json:"ax_tui_watch"`
	Host    string       `json:"host"`
	Profile string       `json:"profile"`
	Run     string       `json:"run_id"`
	Task    api.Ref      `json:"task"`
	Asked   *api.Trigger `json:"asked,omitempty"`
	Since   time.Time    `json:"since"`
}

// Store keeps the runs of one host and profile. A nil Store keeps nothing.
type Store struct{ dir, host, profile string }

// New returns the store of a host and profile in the folder of the program's state,
// nil if there is none.
func New(state, host, profile string) *Store {
	if state == "" {
		return nil
	}
	return &Store{dir: filepath.Join(state, "watches", hash(fmt.Sprintf("%d:%s%s", len(host), host, profile))), host: host, profile: profile}
}

func hash(name string) string {
	sum := sha256.Sum256([]byte(name))
	return hex.EncodeToString(sum[:16])
}

func (s *Store) path(run string) string { return filepath.Join(s.dir, hash(run)+".json") }

// Keep writes the files of runs, whole or not at all.
func (s *Store) Keep(entries ...watch.Entry) error {
	if s == nil || len(entries) == 0 {
		return nil
	}
	if err := os.MkdirAll(s.dir, 0o700); err != nil {
		return err
	}
	var failed error
	for i := range entries {
		if err := s.write(&entries[i]); err != nil {
			failed = fmt.Errorf("the list of watched runs cannot be kept: %w", err)
		}
	}
	return failed
}

func (s *Store) write(entry *watch.Entry) error {
	content, err := api.Body(file{
		Version: version, Host: s.host, Profile: s.profile, Run: entry.Run.ID, Task: entry.Task, Asked: entry.Asked, Since: entry.Since.UTC(),
	})
	if err != nil {
		return err
	}
	out, err := record.Create(s.path(entry.Run.ID), true)
	if err != nil {
		return err
	}
	if err = out.Chmod(0o600); err == nil {
		_, err = out.Write(content)
	}
	if err != nil {
		out.Discard()
		return err
	}
	return out.Commit()
}

// Drop removes the files of runs. One that is not there is no error.
func (s *Store) Drop(runs ...string) error {
	var failed error
	for _, run := range runs {
		if s == nil {
			break
		}
		if err := os.Remove(s.path(run)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			failed = err
		}
	}
	return failed
}

// Load returns the runs that were kept, at most watch.MaxActive, and removes very old
// files. What is not one of its files is left alone.
func (s *Store) Load(now time.Time) []watch.Entry {
	if s == nil {
		return nil
	}
	dir, err := os.Open(s.dir)
	if err != nil {
		return nil
	}
	defer func() { _ = dir.Close() }()
	names, _ := dir.Readdirnames(4 * watch.MaxActive)
	var out []watch.Entry
	for _, name := range names {
		if !strings.HasSuffix(name, ".json") || len(out) == watch.MaxActive {
			continue
		}
		kept, ok := s.read(name)
		switch {
		case !ok:
		case now.Sub(kept.Since) > maxAge:
			_ = s.Drop(kept.Run)
		default:
			out = append(out, watch.Entry{Run: api.Run{ID: kept.Run, TaskID: kept.Task.ID}, Task: kept.Task, Asked: kept.Asked, Since: kept.Since, Absent: true})
		}
	}
	return out
}

func (s *Store) read(name string) (kept file, ok bool) {
	content, _, err := settingsfile.Read(filepath.Join(s.dir, name), maxSize)
	if err != nil || json.Unmarshal(content, &kept) != nil {
		return file{}, false
	}
	return kept, kept.Version == version && kept.Host == s.host && kept.Profile == s.profile && kept.Run != "" && name == filepath.Base(s.path(kept.Run))
}
