package term

import (
	"io"
	"sync"
	"time"
)

const (
	syncBegin = "\x1b[?2026h" // the terminal waits with an update …
	syncEnd   = "\x1b[?2026l" // … before it is complete
)

// painter is the only writer to the terminal. At most one frame is pending: a
// newer frame replaces one that was not drawn yet, so a slow terminal skips
// frames and never falls behind. Escape sequences passed to raw are kept in
// order and never skipped. It has no ticker: when idle it costs nothing.
type painter struct {
	out  io.Writer
	gone func(error) // called when the terminal accepts no more output

	wake chan struct{} // capacity 1
	pen  chan struct{} // capacity 1, holds a token while no write is in progress

	mu       sync.Mutex
	next     *frame
	raws     []byte
	busy     bool
	held     bool // another program has the terminal
	whenIdle func()

	scr screen // belongs to the goroutine in loop
	buf []byte
}

// wholeWrite is how many bytes a terminal reads before it draws, so that they
// need no synchronized output. The frame of one key is usually smaller.
const wholeWrite = 512

// maxRaw bounds the escape sequences that are queued while the terminal is held, in bytes.
const maxRaw = 1 << 20

func newPainter(out io.Writer, gone func(error)) *painter {
	paint := &painter{
		out: out, gone: gone,
		wake: make(chan struct{}, 1), pen: make(chan struct{}, 1),
	}
	paint.pen <- struct{}{}
	return paint
}

// loop draws until stop is closed.
func (p *painter) loop(stop <-chan struct{}) {
	for {
		select {
		case <-stop:
			return
		case <-p.wake:
			p.draw()
		}
	}
}

// post queues the next frame. It never blocks.
func (p *painter) post(next frame) {
	p.mu.Lock()
	if p.next != nil {
		next.full = next.full || p.next.full
	}
	p.next = &next
	p.mu.Unlock()
	p.signal()
}

// raw queues an escape sequence that is not part of a frame. It never blocks.
func (p *painter) raw(seq string) {
	p.mu.Lock()
	if len(p.raws)+len(seq) <= maxRaw {
		p.raws = append(p.raws, seq...)
	}
	p.mu.Unlock()
	p.signal()
}

func (p *painter) signal() {
	select {
	case p.wake <- struct{}{}:
	default:
	}
}

// idle reports whether everything posted was drawn. If not, it calls then once
// when that is the case, from another goroutine.
func (p *painter) idle(then func()) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.held || (p.next == nil && !p.busy) {
		return true
	}
	p.whenIdle = then
	return false
}

// draw writes the queued frame and sequences.
func (p *painter) draw() {
	<-p.pen
	drew, err := p.writeQueued()
	if !drew {
		return
	}
	if err != nil {
		p.gone(err)
	}
	p.finish()
}

// writeQueued renders and writes while it holds the pen, and releases the pen
// also after a panic: the session must still be able to write its last bytes.
func (p *painter) writeQueued() (drew bool, err error) {
	defer func() { p.pen <- struct{}{} }()
	frame, raws, ok := p.dequeue()
	if !ok {
		return false, nil
	}
	p.buf = p.buf[:0]
	if frame != nil {
		p.render(*frame)
	}
	p.buf = append(p.buf, raws...)
	if len(p.buf) > 0 {
		_, err = p.out.Write(p.buf)
	}
	return true, err
}

func (p *painter) dequeue() (*frame, []byte, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.held || (p.next == nil && len(p.raws) == 0) {
		return nil, nil, false
	}
	frame, raws := p.next, p.raws
	p.next, p.raws, p.busy = nil, nil, true
	return frame, raws, true
}

func (p *painter) render(next frame) {
	body := p.scr.paint(next)
	if len(body) <= wholeWrite {
		p.buf = append(p.buf, body...)
		return
	}
	p.buf = append(p.buf, syncBegin...)
	p.buf = append(p.buf, body...)
	p.buf = append(p.buf, syncEnd...)
}

func (p *painter) finish() {
	p.mu.Lock()
	p.busy = false
	then := p.whenIdle
	if p.next != nil {
		then = nil
	} else {
		p.whenIdle = nil
	}
	p.mu.Unlock()
	if then != nil {
		then()
	}
}

// hold stops the painter from drawing and writes last as the final bytes. It
// waits for a write in progress, at most limit each for that and for its own
// write, and reports whether last was written in time.
func (p *painter) hold(last string, limit time.Duration) bool {
	p.mu.Lock()
	p.held = true
	p.mu.Unlock()
	return p.exclusive(last, limit)
}

// release writes first and lets the painter draw again.
func (p *painter) release(first string, limit time.Duration) {
	p.exclusive(first, limit)
	p.mu.Lock()
	p.held = false
	p.mu.Unlock()
	p.signal()
}

// exclusive writes seq between two frames.
func (p *painter) exclusive(seq string, limit time.Duration) bool {
	timer := time.NewTimer(limit)
	defer timer.Stop()
	select {
	case <-p.pen:
	case <-timer.C:
		return false
	}
	done := make(chan struct{})
	go func() {
		_, _ = io.WriteString(p.out, seq) // a terminal that is gone has nothing to restore
		p.pen <- struct{}{}
		close(done)
	}()
	select {
	case <-done:
		return true
	case <-timer.C:
		return false
	}
}
