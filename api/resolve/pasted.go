package resolve

import (
	"encoding/base64"
	"net/url"
	"strings"
	"unicode"

	"ax-tui/api"
)

// Ref returns what a person named: by an ID, which may have been pasted, or by name.
func Ref(text string) api.Ref {
	if id, ok := ID(text); ok {
		return api.Ref{ID: id}
	}
	return api.Ref{Name: text}
}

// ID returns the ID in a text that may have been pasted: blanks, line ends and
// quotes around it are removed, and a lost = at its end is added, since a double
// click in a terminal stops before it. ok is false for any other text, such as a name.
func ID(text string) (id string, ok bool) {
	id = Trim(text)
	if IsID(id) && !strings.ContainsAny(id, "\r\n") {
		return id, true
	}
	id = strings.TrimRight(strings.Join(strings.Fields(id), ""), "=")
	decoded, err := base64.RawStdEncoding.DecodeString(id)
	if err != nil || !typed(decoded) {
		return text, false
	}
	return base64.StdEncoding.EncodeToString(decoded), true
}

// IDs returns the IDs in a text that holds several, one behind the other, such as a
// variable of a shell; any other text is returned as it is.
func IDs(text string) []string {
	ids := strings.Fields(text)
	for _, id := range ids {
		decoded, err := base64.RawStdEncoding.DecodeString(strings.TrimRight(id, "="))
		if err != nil || !typed(decoded) {
			return []string{text}
		}
	}
	if len(ids) < 2 {
		return []string{text}
	}
	return ids
}

// Trim removes the white space and the quotes around a pasted text.
func Trim(text string) string {
	return strings.TrimFunc(text, func(char rune) bool { return strings.ContainsRune(" \t\r\n\u00a0\"'`“”‘’", char) })
}

// typed reports whether a decoded ID is readable and begins with a word and a colon.
// Without the = at the end any word of letters can be decoded, so more is needed than
// the colon that IsID looks for.
func typed(decoded []byte) bool {
	word, rest, ok := strings.Cut(string(decoded), ":")
	return ok && rest != "" && word != "" && !strings.ContainsFunc(word, func(char rune) bool { return char > unicode.MaxASCII || !unicode.IsLetter(char) }) &&
		!strings.ContainsFunc(rest, func(char rune) bool { return char <= ' ' || char > '~' })
}

// Link is what a page of the Arize web app shows.
type Link struct {
	Kind string // "space", "project", "dataset" or "evaluator"
	ID   string
	// App is the address of the web app, Organization the ID of the organization.
	App, Organization string
}

// ParseLink reads the address of a page of the web app, on any host, since it may be an
// own installation. Documented are the pages of a space and, below it, of projects,
// datasets and evaluators; none of a task or a run is (contract section 6, links).
func ParseLink(text string) (Link, bool) {
	address, err := url.Parse(Trim(text))
	if err != nil || address.Host == "" || address.Scheme != "https" && address.Scheme != "http" {
		return Link{}, false
	}
	found := Link{App: address.Scheme + "://" + address.Host}
	segments := strings.Split(strings.Trim(address.EscapedPath(), "/"), "/")
	for i := 0; i+1 < len(segments); i += 2 {
		kind, known := strings.CutSuffix(segments[i], "s")
		plain, err := url.PathUnescape(segments[i+1])
		id, isID := ID(plain)
		switch {
		case err != nil || !known:
			return linked(&found)
		case kind == "organization" && isID:
			found.Organization = id
		case kind == "organization":
		case isID && (kind == "space" || kind == "project" || kind == "dataset" || kind == "evaluator"):
			found.Kind, found.ID = kind, id
		default:
			return linked(&found)
		}
	}
	return linked(&found)
}

// linked returns a link that shows something, else none.
func linked(found *Link) (Link, bool) {
	if found.ID == "" {
		return Link{}, false
	}
	return *found, true
}

// Object reports whether a text is an ID or a link, and so refers to one object for certain.
func Object(text string) bool {
	_, isID := ID(text)
	_, isLink := ParseLink(text)
	return isID || isLink
}
