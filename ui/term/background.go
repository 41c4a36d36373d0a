package term

import (
	"strconv"
	"strings"
)

// askBackground queries the background colour (OSC 11).
const askBackground = "\x1b]11;?\x07"

// BackgroundMsg holds the terminal's response about its background. Many
// terminals never respond; then it is never sent.
type BackgroundMsg struct{ Dark bool }

// parseBackground reads a reply such as "ESC ] 11 ; rgb:1e1e/1e1e/2e2e BEL".
func parseBackground(seq []byte) (BackgroundMsg, bool) {
	reply, ok := strings.CutPrefix(string(seq), "\x1b]11;")
	if !ok {
		return BackgroundMsg{}, false
	}
	reply = strings.TrimSuffix(strings.TrimSuffix(reply, "\x07"), "\x1b\\")
	_, reply, ok = strings.Cut(reply, ":") // rgb: or rgba:
	parts := strings.Split(reply, "/")
	if !ok || len(parts) < 3 {
		return BackgroundMsg{}, false
	}
	var channels [3]float64
	for i := range channels {
		number, err := strconv.ParseUint(parts[i], 16, 32)
		if err != nil || len(parts[i]) > 4 {
			return BackgroundMsg{}, false
		}
		channels[i] = float64(number) / float64(uint64(1)<<(4*len(parts[i]))-1)
	}
	// Perceived lightness by the weights of ITU-R BT.601.
	return BackgroundMsg{Dark: 0.299*channels[0]+0.587*channels[1]+0.114*channels[2] < 0.5}, true
}
