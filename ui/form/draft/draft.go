// Package draft saves form input on disk, so that esc, a crash or a kill loses
// nothing.
//
// It promises: a draft is read completely or not at all, even if the program was
// killed while saving; several instances can save at once, the last one wins; a
// file that is damaged, unknown or from a newer program is renamed to a name that
// ends in .bad and never overwritten; a draft that was sent with an unknown
// outcome says so; only the user can read the files (0600 in a folder of 0700);
// symbolic links are refused. This package writes no secrets: a file holds the
// given value and a time, and its name is a hash; callers pass form input, never
// a login.
//
// It imports only the standard library. All methods access the disk: call them
// from a command, never from Update.
package draft

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// ErrNone means that there is no draft.
var ErrNone = errors.New("there is no draft")

// ErrChanged means that the draft on disk, or that there is none, is not what the save
// may replace.
var ErrChanged = errors.New("the draft was replaced by another one")

// Absent as the draft that a save may replace means that there must be none.
const Absent = "absent"

// ErrNoHome means that drafts cannot be saved because there is no home folder.
var ErrNoHome = errors.New("drafts cannot be saved: there is no home folder. Set XDG_STATE_HOME to a folder that you can write")

// Info describes a draft without its values.
type Info struct {
	Saved time.Time
	Sent  time.Time // when it was sent with an unknown outcome; zero: not sent
	Token string    // identifies the content of its file
}

// BadError means that a draft could not be read and was renamed.
type BadError struct {
	Path string // the new path of the file
	Why  string
}

func (e *BadError) Error() string {
	return fmt.Sprintf("the saved draft %s. It was renamed to %s", e.Why, e.Path)
}

// Store saves the drafts of one connection. It is safe for concurrent use and
// keeps no file open. The zero value saves nothing.
type Store struct {
	dir        string
	connection string
	now        func() time.Time
	beforeStep func(point string) // called before each step of a save, for tests
}

// New creates a store in dir, which must not be used for anything else; with ""
// Save returns ErrNoHome. connection separates the drafts of different servers
// and profiles; it is hashed and never written. It must not be a key, since keys
// change.
func New(dir, connection string, now func() time.Time) *Store {
	return &Store{dir: dir, connection: connection, now: now, beforeStep: func(string) {}}
}

// version is the version of the envelope; a higher one is from a newer program.
const version = 1

// filePrefix starts every draft file, so that the first bytes identify one.
const filePrefix = `{"ax_tui_draft":1,`

// envelope is the content of a file. The version comes first: see filePrefix.
type envelope struct {
	Version int             `json:"ax_tui_draft"`
	Saved   time.Time       `json:"saved"`
	Sent    time.Time       `json:"sent,omitzero"`
	Kind    string          `json:"kind"`
	Data    json.RawMessage `json:"data,omitzero"`
}

// path returns the file of a kind. The length of the connection is hashed too, so
// that no two pairs of connection and kind have the same file.
func (s *Store) path(kind string) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%d:%s%s", len(s.connection), s.connection, kind))
	return filepath.Join(s.dir, hex.EncodeToString(sum[:16])+".json")
}

// Save writes the values, encoded by encoding/json, as the draft of this kind
// ("task.create") and replaces the previous one. On an error the previous draft
// is unchanged. A non-zero sent marks the draft as sent at that time. A non-empty
// over is the token of the only draft that may be replaced, or Absent; if what is
// there is something else, the error is ErrChanged.
func (s *Store) Save(kind string, values any, sent time.Time, over string) (token string, err error) {
	if s.dir == "" {
		return "", ErrNoHome
	}
	data, err := json.Marshal(values)
	if err != nil {
		return "", fmt.Errorf("the draft cannot be saved: %w", err)
	}
	file, err := seal(&envelope{Version: version, Saved: s.now().UTC(), Sent: sent.UTC(), Kind: kind}, data)
	if err != nil {
		return "", fmt.Errorf("the draft cannot be saved: %w", err)
	}
	path := s.path(kind)
	if err := s.prepare(path); err != nil {
		return "", fmt.Errorf("the draft cannot be saved: %w", err)
	}
	switch current, err := readFile(path); {
	case over == "":
	case over == Absent && !errors.Is(err, os.ErrNotExist), over != Absent && (err != nil || tokenOf(current) != over):
		return "", ErrChanged
	}
	switch err := s.replace(path, file, over == Absent); {
	case errors.Is(err, os.ErrExist):
		return "", ErrChanged
	case err != nil:
		return "", fmt.Errorf("the draft cannot be saved: %w. Free some disk space or check the folder %s", err, s.dir)
	}
	return tokenOf(file), nil
}

// tokenOf returns the hash of a file's content, including its time.
func tokenOf(file []byte) string {
	sum := sha256.Sum256(file)
	return hex.EncodeToString(sum[:])
}

// seal puts data, which is valid JSON, into an envelope. It appends bytes, since
// encoding a large text twice would double the time of a save.
func seal(header *envelope, data []byte) ([]byte, error) {
	head, err := json.Marshal(*header)
	if err != nil {
		return nil, err
	}
	out := make([]byte, 0, len(head)+len(data)+len(`,"data":`))
	out = append(out, head[:len(head)-1]...)
	out = append(out, `,"data":`...)
	out = append(out, data...)
	return append(out, '}'), nil
}

// Load reads the draft of this kind into values, a pointer. It returns ErrNone
// when there is none, and a *BadError when the file was bad and has been renamed;
// values are undefined then.
func (s *Store) Load(kind string, values any) (Info, error) {
	if s.dir == "" {
		return Info{}, ErrNone
	}
	s.sweep()
	path := s.path(kind)
	raw, err := readFile(path)
	if errors.Is(err, os.ErrNotExist) {
		return Info{}, ErrNone
	}
	if err != nil {
		return Info{}, fmt.Errorf("the draft cannot be read: %w", err)
	}
	envelope, why := parseEnvelope(raw, kind)
	if why == "" && json.Unmarshal(envelope.Data, values) != nil {
		why = "does not fit this form"
	}
	if why != "" {
		return Info{}, s.putAside(path, why)
	}
	return Info{Saved: envelope.Saved, Sent: envelope.Sent, Token: tokenOf(raw)}, nil
}

// parseEnvelope parses an envelope; why says what is wrong with it.
func parseEnvelope(raw []byte, kind string) (header envelope, why string) {
	if json.Unmarshal(raw, &header) != nil {
		return header, "is damaged"
	}
	switch {
	case header.Version > version:
		return header, "is from a newer ax-tui"
	case header.Version != version, header.Kind != kind, len(header.Data) == 0, header.Saved.IsZero():
		return header, "is not one of this form"
	}
	return header, ""
}

// Drop removes the draft of this kind if it has this token. It keeps any other
// draft, and a missing draft is not an error.
func (s *Store) Drop(kind, token string) error {
	if s.dir == "" {
		return nil
	}
	path := s.path(kind)
	raw, err := readFile(path)
	if err == nil && tokenOf(raw) == token {
		err = os.Remove(path)
	}
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("the draft cannot be removed: %w", err)
	}
	return nil
}
