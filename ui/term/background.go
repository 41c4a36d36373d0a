package term

import (
	"strconv"
	"strings"

	tea "github.com/charmbracelet/bubbletea"
)

const (
	followOn  = "\x1b[?2031h\x1b]11;?\x07" // report changes between light and dark (mode 2031); which colour is it now (OSC 11)
	followOff = "\x1b[?2031l"

	schemeReport = "\x1b[?997;" // begins the report of a change: ESC [ ? 997 ; 1 n is dark, ; 2 n is light
)

// BackgroundMsg says whether the terminal's background is dark: after it was asked, and
// whenever that changes. Many terminals never respond; then it is never sent.
type BackgroundMsg struct{ Dark bool }

// FollowBackground makes the terminal report changes of its background, and asks which it
// is, or stops the reports. At first they are on, unless Options.KeepBackground is set.
// They stop while another program has the terminal; after it the terminal is asked again.
func FollowBackground(on bool) tea.Cmd { return func() tea.Msg { return followMsg(on) } }

// parseBackground reads a reply such as "ESC ] 11 ; rgb:1e1e/1e1e/2e2e BEL", or the report
// of a change.
func parseBackground(seq []byte) (BackgroundMsg, bool) {
	if report, ok := strings.CutPrefix(string(seq), schemeReport); ok {
		return BackgroundMsg{Dark: report == "1n"}, report == "1n" || report == "2n"
	}
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
