package term

import (
	"bytes"

	tea "github.com/charmbracelet/bubbletea"
)

// maxPaste bounds one paste, in bytes; the rest is dropped.
const maxPaste = 16 << 20

// paste collects a bracketed paste. Bubble Tea v1 would scan the whole paste
// again for every 256 bytes, which takes seconds for a large one.
type paste struct {
	buf  []byte
	seen int // bytes of buf known to hold no start of the end mark
}

// add appends the bytes that belong to the paste; it returns the rest, and
// whether the paste is complete.
func (p *paste) add(data []byte) (rest []byte, done bool) {
	old := len(p.buf)
	p.buf = append(p.buf, data...)
	i := bytes.Index(p.buf[p.seen:], []byte(pasteEnd))
	if i >= 0 {
		end := p.seen + i
		used := end + len(pasteEnd) - old
		p.buf = p.buf[:end]
		return data[used:], true
	}
	p.seen = max(0, len(p.buf)-len(pasteEnd)+1)
	if over := p.seen - maxPaste; over > 0 {
		p.buf = append(p.buf[:maxPaste], p.buf[p.seen:]...)
		p.seen = maxPaste
	}
	return nil, false
}

// message is the paste as one key message, with line ends normalized to "\n".
func (p *paste) message() tea.KeyMsg {
	data := p.buf
	if len(data) > maxPaste {
		data = data[:maxPaste]
	}
	data = bytes.ReplaceAll(data, []byte("\r\n"), []byte("\n"))
	data = bytes.ReplaceAll(data, []byte("\r"), []byte("\n"))
	return tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(string(data)), Paste: true}
}
