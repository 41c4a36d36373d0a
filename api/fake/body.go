package fake

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"unicode/utf8"
)

// maxDepth bounds the nesting of a request body.
const maxDepth = 64

// readObject reads a body as one strict JSON object: no duplicate keys, no
// trailing data, valid UTF-8. An empty body gives ok false.
func readObject(body []byte) (f *fields, ok bool, p *problem) {
	if len(bytes.TrimSpace(body)) == 0 {
		return nil, false, nil
	}
	if !utf8.Valid(body) {
		return nil, false, refuse(http.StatusBadRequest, "The body is not valid UTF-8.")
	}
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	v, err := readValue(d, "", 0)
	if err == nil {
		if _, more := d.Token(); !errors.Is(more, io.EOF) {
			err = errors.New("there is more data after the JSON value")
		}
	}
	if err != nil {
		return nil, false, refuse(http.StatusBadRequest, "The body is not valid JSON: %s.", strings.TrimSuffix(err.Error(), "."))
	}
	m, isObject := v.(map[string]any)
	if !isObject {
		return nil, false, refuse(http.StatusBadRequest, "The body must be a JSON object.")
	}
	return newFields("", m, new(*problem)), true, nil
}

// readValue reads one value; objects refuse duplicate keys.
func readValue(d *json.Decoder, at string, depth int) (any, error) {
	if depth > maxDepth {
		return nil, fmt.Errorf("it is nested more than %d levels deep", maxDepth)
	}
	tok, err := d.Token()
	if err != nil {
		if errors.Is(err, io.EOF) {
			err = errors.New("it ends too early")
		}
		return nil, err
	}
	switch tok {
	case json.Delim('{'):
		return readMap(d, at, depth)
	case json.Delim('['):
		return readList(d, at, depth)
	}
	return tok, nil
}

func readMap(d *json.Decoder, at string, depth int) (any, error) {
	m := map[string]any{}
	for d.More() {
		tok, err := d.Token()
		if err != nil {
			return nil, err
		}
		key, _ := tok.(string)
		if _, twice := m[key]; twice {
			return nil, fmt.Errorf("the key %s appears twice", join(at, key))
		}
		if m[key], err = readValue(d, join(at, key), depth+1); err != nil {
			return nil, err
		}
	}
	_, err := d.Token()
	return m, cut(err)
}

func readList(d *json.Decoder, at string, depth int) (any, error) {
	l := []any{}
	for d.More() {
		v, err := readValue(d, index(at, len(l)), depth+1)
		if err != nil {
			return nil, err
		}
		l = append(l, v)
	}
	_, err := d.Token()
	return l, cut(err)
}

// cut gives the end of the input a plain name.
func cut(err error) error {
	if errors.Is(err, io.EOF) {
		return errors.New("it ends too early")
	}
	return err
}
