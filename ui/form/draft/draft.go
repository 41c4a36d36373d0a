// Package draft keeps what a person typed into a form on disk, so that esc, a
// crash or a kill loses nothing.
//
// It promises: a draft is read back whole or not at all, whenever the program
// was ended while saving; several instances may save at once, the last one
// wins; a file that is torn, strange or from a newer program is put aside under
// a name that ends in .bad and never overwritten; a draft that was sent with an
// outcome that is not known says so; only the person may read the
// files (0600 in a folder of 0700); links are refused. No secret is written by
// this package: a file holds the given value and a time, and its name is a
// hash; callers give it what the person typed into a form, never a login.
//
// It imports the standard library only. Everything here touches the disk: call
// it from a command, never from Update.
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

// ErrNone says that there is no draft.
var ErrNone = errors.New("there is no draft")

// ErrChanged says that the draft on disk is not the one that was to be replaced.
var ErrChanged = errors.New("another draft has taken its place")

// ErrNoHome says that drafts cannot be kept, since there is no home folder.
var ErrNoHome = errors.New("drafts cannot be kept: there is no home folder. Set XDG_STATE_HOME to a folder of yours")

// Info is what is known of a draft besides its values.
type Info struct {
	Saved time.Time
	Sent  time.Time // when it was sent, with an outcome that is not known; zero: not sent
	Token string    // tells its file from every other one of its kind
}

// BadError says that a draft could not be read and was put aside.
type BadError struct {
	Path string // where it is now
	Why  string
}

func (e *BadError) Error() string {
	return fmt.Sprintf("the saved draft %s. It was put aside as %s", e.Why, e.Path)
}

// Store keeps the drafts of one connection. It is safe for concurrent use and
// holds nothing open. The zero value keeps nothing.
type Store struct {
	dir        string
	connection string
	now        func() time.Time
	beforeStep func(point string) // called before each step of a save; a test ends there
}

// New makes a store in dir, a folder of its own; "" keeps nothing and says so.
// Connection tells drafts of different servers and profiles apart; it is hashed
// and never written. It must not be a key, since those change.
func New(dir, connection string, now func() time.Time) *Store {
	return &Store{dir: dir, connection: connection, now: now, beforeStep: func(string) {}}
}

// version is that of the envelope; a higher one is from a newer program.
const version = 1

// filePrefix begins every file, so that a look at the first bytes tells ours from others.
const filePrefix = `{"ax_tui_draft":1,`

// envelope is a file. The version stands first: see mark.
type envelope struct {
	Version int             `json:"ax_tui_draft"`
	Saved   time.Time       `json:"saved"`
	Sent    time.Time       `json:"sent,omitzero"`
	Kind    string          `json:"kind"`
	Data    json.RawMessage `json:"data,omitzero"`
}

// path names the file of a kind. The parts of the hash have their lengths
// before them, so that no two pairs meet.
func (s *Store) path(kind string) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%d:%s%s", len(s.connection), s.connection, kind))
	return filepath.Join(s.dir, hex.EncodeToString(sum[:16])+".json")
}

// Save writes v, which must be JSON as encoding/json makes it, as the draft of
// this kind ("task.create"), in place of the one before. On an error the draft
// before is still there. A sent that is not zero marks it as sent then. An over
// that is not "" is the token of the only draft that may be replaced; for
// another one, or none, it is ErrOther.
func (s *Store) Save(kind string, values any, sent time.Time, over string) (token string, err error) {
	if s.dir == "" {
		return "", ErrNoHome
	}
	data, err := json.Marshal(values)
	if err != nil {
		return "", fmt.Errorf("the draft cannot be saved: %w", err)
	}
	file, err := seal(envelope{Version: version, Saved: s.now().UTC(), Sent: sent.UTC(), Kind: kind}, data)
	if err != nil {
		return "", fmt.Errorf("the draft cannot be saved: %w", err)
	}
	path := s.path(kind)
	if err := s.prepare(path); err != nil {
		return "", fmt.Errorf("the draft cannot be saved: %w", err)
	}
	if over != "" {
		if current, err := readFile(path); err != nil || tokenOf(current) != over {
			return "", ErrChanged
		}
	}
	if err := s.replace(path, file); err != nil {
		return "", fmt.Errorf("the draft cannot be saved: %w. Free some room or check the folder %s", err, s.dir)
	}
	return tokenOf(file), nil
}

// tokenOf names a file by what it holds, its time included.
func tokenOf(file []byte) string {
	sum := sha256.Sum256(file)
	return hex.EncodeToString(sum[:])
}

// seal writes an envelope around data, which is valid JSON. It is put together
// by hand, since a second pass over a large text doubles the time of a save.
func seal(header envelope, data []byte) ([]byte, error) {
	head, err := json.Marshal(header)
	if err != nil {
		return nil, err
	}
	out := make([]byte, 0, len(head)+len(data)+len(`,"data":`))
	out = append(out, head[:len(head)-1]...)
	out = append(out, `,"data":`...)
	out = append(out, data...)
	return append(out, '}'), nil
}

// Load reads the draft of this kind into v, a pointer, and tells what is known
// of it. ErrNone: there is none. A *BadError: there was one, and it was put
// aside; v is then not to be used.
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

// parseEnvelope reads an envelope; why says what is wrong with it.
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

// Drop removes the draft of this kind if it is the one with this token; another
// one stays, and that there is none is no error.
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
