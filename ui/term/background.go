package term

import (
	"strconv"
	"strings"
)

// askBackground is the question for the background colour (OSC 11).
const askBackground = "\x1b]11;?\x07"

// BackgroundMsg brings the terminal's answer about its background. Many
// terminals never answer; then it never comes.
type BackgroundMsg struct{ Dark bool }

// parseBackground reads a reply such as "ESC ] 11 ; rgb:1e1e/1e1e/2e2e BEL".
func parseBackground(seq []byte) (BackgroundMsg, bool) {
	s, ok := strings.CutPrefix(string(seq), "\x1b]11;")
	if !ok {
		return BackgroundMsg{}, false
	}
	s = strings.TrimSuffix(strings.TrimSuffix(s, "\x07"), "\x1b\\")
	_, s, ok = strings.Cut(s, ":") // rgb: or rgba:
	parts := strings.Split(s, "/")
	if !ok || len(parts) < 3 {
		return BackgroundMsg{}, false
	}
	var v [3]float64
	for i := range v {
		n, err := strconv.ParseUint(parts[i], 16, 32)
		if err != nil || len(parts[i]) > 4 {
			return BackgroundMsg{}, false
		}
		v[i] = float64(n) / float64(uint64(1)<<(4*len(parts[i]))-1)
	}
	// Perceived lightness by the weights of ITU-R BT.601.
	return BackgroundMsg{Dark: 0.299*v[0]+0.587*v[1]+0.114*v[2] < 0.5}, true
}
