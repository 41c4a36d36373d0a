package api

import (
	"bytes"
	"encoding/json"
	"math"
	"strconv"
	"strings"
	"time"
)

// encode is that of encoding/json without HTML escapes, so that a filter such as
// `latency_ms > 2000` stays readable in a body that is shown or copied.
func encode(value any) ([]byte, error) {
	var buffer bytes.Buffer
	encoder := json.NewEncoder(&buffer)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		return nil, err
	}
	return bytes.TrimRight(buffer.Bytes(), "\n"), nil
}

// Body returns a value as JSON on one line, as every request is written: the body of
// a CreateTask, UpdateTask or Trigger in the upper-case dialect, for previews and
// copies, and any other JSON that people read.
func Body(request any) ([]byte, error) { return encode(request) }

// lenientTime is a time that never fails to decode, so that one bad time does not
// fail a whole list. An unreadable time is zero.
type lenientTime struct{ at time.Time }

func (s *lenientTime) UnmarshalJSON(data []byte) error {
	s.at = time.Time{}
	if len(data) < 2 || data[0] != '"' || s.at.UnmarshalJSON(data) == nil { // the usual form costs no memory
		return nil
	}
	text := string(data[1 : len(data)-1])
	if strings.IndexByte(text, '\\') >= 0 {
		_ = json.Unmarshal(data, &text) // text that does not decode does not parse as a time either
	}
	s.at = parseTime(text)
	return nil
}

// parseTime parses RFC 3339 with any precision and offset; a time without a zone
// is UTC. The result is zero for any other text.
func parseTime(text string) time.Time {
	if parsed, err := time.Parse(time.RFC3339Nano, text); err == nil {
		return parsed
	}
	text = strings.ToUpper(strings.TrimSpace(text))
	for _, layout := range []string{
		time.RFC3339Nano, "2006-01-02T15:04:05.999999999Z0700", "2006-01-02T15:04:05.999999999Z07",
		"2006-01-02T15:04:05.999999999", "2006-01-02 15:04:05.999999999Z07:00",
		"2006-01-02 15:04:05.999999999", "2006-01-02T15:04Z07:00", "2006-01-02",
	} {
		if parsed, err := time.Parse(layout, text); err == nil {
			return parsed
		}
	}
	return time.Time{}
}

// ptr returns the time, or nil for a zero time.
func (s lenientTime) ptr() *time.Time {
	if s.at.IsZero() {
		return nil
	}
	at := s.at
	return &at
}

// utc is a time that encodes as RFC 3339 in UTC with Z and at most milliseconds.
type utc time.Time

// MarshalJSON writes the form of the API's examples (contract section 3).
func (u utc) MarshalJSON() ([]byte, error) {
	return []byte(time.Time(u).UTC().Format(`"2006-01-02T15:04:05.999Z"`)), nil
}

// Count is a counter of a run. It is UnknownCount when the response does not have it
// or its value makes no sense, such as -1; unknown is not 0.
type Count int

// UnknownCount is a Count without a value of the server.
const UnknownCount Count = -1

// Known reports whether the server gave a value.
func (c Count) Known() bool { return c >= 0 }

// N returns the value, 0 when it is unknown.
func (c Count) N() int { return max(int(c), 0) }

// MarshalJSON writes the value or null.
func (c Count) MarshalJSON() ([]byte, error) {
	if !c.Known() {
		return []byte("null"), nil
	}
	return strconv.AppendInt(nil, int64(c), 10), nil
}

// UnmarshalJSON never fails. It accepts 12.0, 1e3 and "12" as well.
func (c *Count) UnmarshalJSON(data []byte) error {
	const most = 1 << 53 // the largest number that JSON carries exactly; three of them still add up
	*c = UnknownCount
	number, err := strconv.ParseFloat(strings.Trim(string(data), `"`), 64)
	if err == nil && number >= 0 && number <= most && number == math.Trunc(number) {
		*c = Count(number)
	}
	return nil
}

// known returns the value of a member that may be absent.
func (c *Count) known() Count {
	if c == nil {
		return UnknownCount
	}
	return *c
}

// nullAsEmpty turns a raw JSON null into nil, so that "absent" has one form.
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

// Set returns a field that sends value.
func Set[T any](value T) Nullable[T] { return Nullable[T]{value: value, state: 2} }

// Null returns a field that sends null, which clears it on the server.
func Null[T any]() Nullable[T] { return Nullable[T]{state: 1} }

// IsZero reports whether the field is absent.
func (n Nullable[T]) IsZero() bool { return n.state == 0 }

// Get returns the value; ok is false for absent and null.
func (n Nullable[T]) Get() (value T, ok bool) { return n.value, n.state == 2 }

// MarshalJSON writes the value or null.
func (n Nullable[T]) MarshalJSON() ([]byte, error) {
	if n.state != 2 {
		return []byte("null"), nil
	}
	return encode(n.value)
}
