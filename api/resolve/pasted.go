package resolve

import (
	"encoding/base64"
	"strings"
	"unicode"
)

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
