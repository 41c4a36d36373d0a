package api

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"
	"time"
)

// encode is json.Marshal without the HTML escapes, so that a filter such as
// `latency_ms > 2000` stays readable in a shown or copied body.
func encode(v any) ([]byte, error) {
	var buffer bytes.Buffer
	encoder := json.NewEncoder(&buffer)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimRight(buffer.Bytes(), "\n"), nil
}

// Body gives the JSON that a CreateTask, UpdateTask or Trigger puts on the wire
// in the newest dialect, for previews and copies.
func Body(request any) ([]byte, error) { return encode(request) }

// stamp is a time that never fails to decode: what cannot be read is absent,
// since one bad time must not cost a whole list.
type stamp struct{ at time.Time }

func (s *stamp) UnmarshalJSON(b []byte) error {
	s.at = time.Time{}
	if len(b) < 2 || b[0] != '"' {
		return nil
	}
	text := string(b[1 : len(b)-1])
	if strings.IndexByte(text, '\\') >= 0 {
		_ = json.Unmarshal(b, &text) // what it cannot read is no time either
	}
	s.at = parseTime(text)
	return nil
}

// parseTime reads RFC 3339 with any precision and offset; a time without a zone
// is UTC. Zero when nothing fits.
func parseTime(text string) time.Time {
	if t, err := time.Parse(time.RFC3339Nano, text); err == nil {
		return t
	}
	text = strings.ToUpper(strings.TrimSpace(text))
	for _, layout := range []string{
		time.RFC3339Nano, "2006-01-02T15:04:05.999999999Z0700", "2006-01-02T15:04:05.999999999Z07",
		"2006-01-02T15:04:05.999999999", "2006-01-02 15:04:05.999999999Z07:00",
		"2006-01-02 15:04:05.999999999", "2006-01-02T15:04Z07:00", "2006-01-02",
	} {
		if t, err := time.Parse(layout, text); err == nil {
			return t
		}
	}
	return time.Time{}
}

// ptr gives the time, or nil when there is none.
func (s stamp) ptr() *time.Time {
	if s.at.IsZero() {
		return nil
	}
	t := s.at
	return &t
}

// utc writes a time as RFC 3339 in UTC with Z and at most milliseconds.
type utc time.Time

// MarshalJSON writes the form that the API shows in its examples (contract section 3).
func (u utc) MarshalJSON() ([]byte, error) {
	return []byte(time.Time(u).UTC().Format(`"2006-01-02T15:04:05.999Z"`)), nil
}

// count is a whole number that may also come as 12.0, 1e3 or "12".
type count int

func (c *count) UnmarshalJSON(b []byte) error {
	text := strings.Trim(string(b), `"`)
	if n, err := strconv.Atoi(text); err == nil {
		*c = count(n)
		return nil
	}
	if f, err := strconv.ParseFloat(text, 64); err == nil && f > -1e15 && f < 1e15 {
		*c = count(f)
	}
	return nil
}

// nullAsEmpty drops a raw JSON null, so that "absent" has one form.
func nullAsEmpty(raw json.RawMessage) json.RawMessage {
	if string(raw) == "null" {
		return nil
	}
	return raw
}

// Nullable is a field of an update with three states: absent (the zero value),
// null, or a value.
type Nullable[T any] struct {
	value T
	state int8 // 0 absent, 1 null, 2 value
}

// Set makes a field that sends v.
func Set[T any](v T) Nullable[T] { return Nullable[T]{value: v, state: 2} }

// Null makes a field that sends null, which clears it on the server.
func Null[T any]() Nullable[T] { return Nullable[T]{state: 1} }

// IsZero reports whether the field is absent.
func (n Nullable[T]) IsZero() bool { return n.state == 0 }

// Get gives the value; ok is false for absent and null.
func (n Nullable[T]) Get() (v T, ok bool) { return n.value, n.state == 2 }

// MarshalJSON writes the value or null.
func (n Nullable[T]) MarshalJSON() ([]byte, error) {
	if n.state != 2 {
		return []byte("null"), nil
	}
	return encode(n.value)
}
