//go:build !windows

package term

import (
	"errors"
	"io"
	"os"
	"sync"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"golang.org/x/sys/unix"
)

const (
	restWait  = 40 * time.Millisecond  // after esc, for the rest of a key: too short to notice
	farWait   = 120 * time.Millisecond // the same over SSH, where the parts of a key may arrive 100 ms apart
	replyWait = 500 * time.Millisecond // for the rest of a key or of a reply of the terminal that has certainly begun
	pasteWait = 5 * time.Second        // for the rest of a paste; a lost end mark must not lock the keyboard
)

// input reads keys. Bubble Tea calls Read; what is not a key (pastes, replies)
// is sent as a message from inside Read, after all earlier keys were handled, so
// the order is kept.
//
// While paused nothing is read, so that another program gets all input.
type input struct {
	in    *os.File
	fd    int
	send  func(tea.Msg)
	lost  func(error)
	fault func(recovered any)

	wakeR, wakeW *os.File

	mu      sync.Mutex
	cond    *sync.Cond
	paused  bool
	closed  bool
	reading bool

	// How long to wait for the rest of a key, a reply, a paste. Set before the first Read.
	restWait, replyWait, pasteWait time.Duration

	// What follows belongs to the goroutine that calls Read.
	buf     []byte
	chunk   []byte
	pasting *paste
	final   bool
	asked   func() bool // a reply is expected
}

// hearsReplies tells that replies of the terminal are taken out of the keys.
const hearsReplies = true

// newInput prepares reading. A single esc is known only by what does not follow it,
// so every wait makes esc slower: it is long only where the environment shows that
// a network lies between.
func newInput(in *os.File, env func(string) string) (*input, error) {
	file, writer, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	keyboard := &input{
		in: in, fd: int(in.Fd()), wakeR: file, wakeW: writer, chunk: make([]byte, 1<<16),
		restWait: restWait, replyWait: replyWait, pasteWait: pasteWait,
		send: func(tea.Msg) {}, lost: func(error) {}, fault: func(any) {}, asked: func() bool { return false },
	}
	if env("SSH_CONNECTION") != "" || env("SSH_TTY") != "" {
		keyboard.restWait = farWait
	}
	keyboard.cond = sync.NewCond(&keyboard.mu)
	return keyboard, nil
}

// attach names the program to which messages go.
func (i *input) attach(prog *tea.Program) { i.send = prog.Send }

// reader is what Bubble Tea reads from.
func (i *input) reader() io.Reader { return i }

// Read returns whole keys, always fewer than len(dst) bytes, because Bubble Tea
// treats a full buffer as incomplete. A lone ESC is returned alone. It returns
// io.EOF when the input is closed or the terminal is gone.
func (i *input) Read(dst []byte) (size int, err error) {
	defer func() { // a panic here would end the process with the terminal still in raw mode
		if recovered := recover(); recovered != nil {
			i.fault(recovered)
			size, err = 0, io.EOF
		}
	}()
	for {
		if size := i.keys(dst[:len(dst)-1]); size > 0 {
			return size, nil
		}
		if err := i.fill(); err != nil {
			return 0, io.EOF
		}
	}
}

// keys copies complete keys from the buffer to dst and delivers the pastes and
// replies in between.
func (i *input) keys(dst []byte) int {
	total := 0
	for len(i.buf) > 0 {
		if i.pasting != nil {
			i.collect()
			continue
		}
		room := len(dst) - total - 2 // for a key that is translated into a longer one
		k, size := scan(i.buf, i.final, room)
		if size > room && k != junk && k != reply || k == text && size == 0 {
			return total
		}
		if total > 0 && (k == alone || k == reply || k == pasteOpen) {
			return total // return the earlier keys first
		}
		switch k {
		case more:
			return total
		case text, alone:
			total += copy(dst[total:], translated(i.buf[:size]))
		case reply:
			if msg, ok := parseBackground(i.buf[:size]); ok {
				i.send(msg)
			}
		case pasteOpen:
			i.pasting = &paste{}
		}
		i.drop(size)
		if k == alone {
			return total
		}
	}
	i.final = false
	return total
}

// collect adds the buffer to the current paste and sends it when complete.
func (i *input) collect() {
	rest, done := i.pasting.add(i.buf)
	i.buf = rest
	if done {
		i.endPaste()
	}
}

func (i *input) endPaste() {
	msg := i.pasting.message()
	i.pasting = nil
	i.send(msg)
}

// drop removes size bytes. final applies to the first bytes of the buffer, so it
// ends when they are removed.
func (i *input) drop(size int) {
	i.buf = i.buf[size:]
	i.final = false
}

// wait is how long to wait for more bytes; negative means without limit.
func (i *input) wait() time.Duration {
	switch {
	case i.pasting != nil:
		return i.pasteWait
	case len(i.buf) == 0:
		return -1
	case i.ambiguous():
		return i.restWait
	}
	return i.replyWait
}

// ambiguous reports whether buf may be complete as it is: esc, esc twice, or alt and
// a key with which replies begin.
func (i *input) ambiguous() bool {
	switch string(i.buf) {
	case "\x1b]":
		return !i.asked()
	case "\x1b", "\x1b\x1b", "\x1bP", "\x1b_":
		return true
	}
	return false
}

// fill reads more bytes, or sets final when none arrived in time.
func (i *input) fill() error {
	if err := i.begin(); err != nil {
		return err
	}
	defer i.end()
	ready, err := waitInput(i.fd, int(i.wakeR.Fd()), i.wait())
	switch {
	case err != nil:
		i.end() // select is not supported: a blocking read still works, but pause cannot wait for it
	case ready == fdWake: // begin checks the reason
		var buf [64]byte
		_, _ = i.wakeR.Read(buf[:])
		return nil
	case ready == fdAgain:
		return nil
	case ready == fdNone:
		if i.pasting != nil {
			i.endPaste()
		}
		i.final = true
		return nil
	}
	size, err := unix.Read(i.fd, i.chunk)
	switch {
	case errors.Is(err, unix.EINTR) || errors.Is(err, unix.EAGAIN):
		return nil
	case err == nil && size > 0:
		i.buf = append(i.buf, i.chunk[:size]...)
		return nil
	case err == nil:
		err = io.EOF
	}
	i.lost(err)
	return err
}

// begin waits while paused, then marks that a read is in progress.
func (i *input) begin() error {
	i.mu.Lock()
	defer i.mu.Unlock()
	for i.paused && !i.closed {
		i.cond.Wait()
	}
	if i.closed {
		return io.EOF
	}
	i.reading = true
	return nil
}

func (i *input) end() {
	i.mu.Lock()
	i.reading = false
	i.mu.Unlock()
	i.cond.Broadcast()
}

// pause stops reading and returns when no read is in progress.
func (i *input) pause() { i.halt(&i.paused) }

// close ends reading permanently. Closing twice is harmless.
func (i *input) close() {
	i.halt(&i.closed)
	_ = i.wakeR.Close()
	_ = i.wakeW.Close()
}

func (i *input) halt(flag *bool) {
	i.mu.Lock()
	defer i.mu.Unlock()
	*flag = true
	_, _ = i.wakeW.Write([]byte{0})
	i.cond.Broadcast()
	for i.reading {
		i.cond.Wait()
	}
}

// resume continues reading after pause.
func (i *input) resume() {
	i.mu.Lock()
	i.paused = false
	i.mu.Unlock()
	i.cond.Broadcast()
}
