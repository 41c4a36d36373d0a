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
	restWait  = 40 * time.Millisecond  // after esc, for the rest of a key: shorter than anyone notices
	farWait   = 120 * time.Millisecond // the same over SSH, where packets come up to 100 ms apart
	replyWait = 500 * time.Millisecond // for the rest of a key or of a reply of the terminal that has begun for certain
	pasteWait = 5 * time.Second        // for the rest of a paste; an end mark that was lost must not lock the keyboard
)

// input reads keys. Bubble Tea calls Read; what is no key (pastes, replies) is
// sent as a message from inside Read, that is after every key before it was
// handled, so the order is kept.
//
// While paused nothing is read, so that another program has the keyboard to itself.
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

	// How long to wait after esc, for the rest of a key or reply, of a paste. Set before the first Read.
	restWait, replyWait, pasteWait time.Duration

	// What follows belongs to the goroutine that calls Read.
	buf     []byte
	chunk   []byte
	pasting *paste
	final   bool
	asked   func() bool // a reply is awaited
}

// newInput prepares reading. An esc by itself is known only by what does not
// follow it, so every wait is felt as a slow esc: it is long only where the
// environment says that a network lies between.
func newInput(in *os.File, env func(string) string) (*input, error) {
	file, w, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	i := &input{
		in: in, fd: int(in.Fd()), wakeR: file, wakeW: w, chunk: make([]byte, 1<<16),
		restWait: restWait, replyWait: replyWait, pasteWait: pasteWait,
		send: func(tea.Msg) {}, lost: func(error) {}, fault: func(any) {}, asked: func() bool { return false },
	}
	if env("SSH_CONNECTION") != "" || env("SSH_TTY") != "" {
		i.restWait = farWait
	}
	i.cond = sync.NewCond(&i.mu)
	return i, nil
}

// reader is what Bubble Tea reads from.
func (i *input) reader() io.Reader { return i }

// Read returns whole keys, always fewer than len(p) bytes, because Bubble Tea
// takes a full buffer for one that was cut. A lone ESC comes by itself. It ends
// with io.EOF when the input is closed or the terminal has gone.
func (i *input) Read(p []byte) (n int, err error) {
	defer func() { // a fault here would end the process with the terminal still raw
		if r := recover(); r != nil {
			i.fault(r)
			n, err = 0, io.EOF
		}
	}()
	for {
		if n := i.keys(p[:len(p)-1]); n > 0 {
			return n, nil
		}
		if err := i.fill(); err != nil {
			return 0, io.EOF
		}
	}
}

// keys moves what is ready from buf to p, and delivers pastes and replies on the way.
func (i *input) keys(p []byte) int {
	n := 0
	for len(i.buf) > 0 {
		if i.pasting != nil {
			i.collect()
			continue
		}
		room := len(p) - n - 2 // for a key that is spelled longer
		k, w := scan(i.buf, i.final, room)
		if w > room && k != junk && k != reply || k == text && w == 0 {
			return n
		}
		if n > 0 && (k == alone || k == reply || k == pasteOpen) {
			return n // the keys before it first
		}
		switch k {
		case more:
			return n
		case text, alone:
			n += copy(p[n:], spelled(i.buf[:w]))
		case reply:
			if msg, ok := parseBackground(i.buf[:w]); ok {
				i.send(msg)
			}
		case pasteOpen:
			i.pasting = &paste{}
		}
		i.drop(w)
		if k == alone {
			return n
		}
	}
	i.final = false
	return n
}

// collect gives buf to the paste being collected and sends it when complete.
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

// drop forgets w bytes. final is about the bytes that stood first, so it ends
// when they are gone.
func (i *input) drop(w int) {
	i.buf = i.buf[w:]
	i.final = false
}

// wait is how long to wait for the bytes that are missing; negative is for ever.
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

// ambiguous reports whether buf may be all that was pressed: esc, esc twice, or alt
// and a key with which replies begin.
func (i *input) ambiguous() bool {
	switch string(i.buf) {
	case "\x1b]":
		return !i.asked()
	case "\x1b", "\x1b\x1b", "\x1bP", "\x1b_":
		return true
	}
	return false
}

// fill reads more bytes, or notes that none came in time.
func (i *input) fill() error {
	if err := i.begin(); err != nil {
		return err
	}
	defer i.end()
	ready, err := waitInput(i.fd, int(i.wakeR.Fd()), i.wait())
	switch {
	case err != nil:
		i.end() // not usable for polling: a blocking read still works, but nobody can wait for its end
	case ready == fdWake: // begin will see why
		var b [64]byte
		_, _ = i.wakeR.Read(b[:])
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
	n, err := unix.Read(i.fd, i.chunk)
	switch {
	case errors.Is(err, unix.EINTR) || errors.Is(err, unix.EAGAIN):
		return nil
	case err == nil && n > 0:
		i.buf = append(i.buf, i.chunk[:n]...)
		return nil
	case err == nil:
		err = io.EOF
	}
	i.lost(err)
	return err
}

// begin waits while paused and marks that a read is under way.
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

// pause stops reading and returns when no read is under way.
func (i *input) pause() { i.halt(&i.paused) }

// close ends reading for good. Closing twice is harmless.
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

// resume starts reading again after pause.
func (i *input) resume() {
	i.mu.Lock()
	i.paused = false
	i.mu.Unlock()
	i.cond.Broadcast()
}
