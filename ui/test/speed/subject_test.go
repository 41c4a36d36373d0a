package speed

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// subject is one program in a pseudo-terminal of 120×40 that answers what a
// common terminal answers.
type subject struct {
	cmd    *exec.Cmd
	tty    *os.File
	began  time.Time
	silent bool

	mu    sync.Mutex
	bell  *sync.Cond
	out   bytes.Buffer
	last  time.Time
	ended bool
}

func start(silent bool, argv ...string) (*subject, error) {
	sub := &subject{silent: silent, cmd: exec.Command(argv[0], argv[1:]...)}
	sub.bell = sync.NewCond(&sub.mu)
	sub.cmd.Env = []string{"TERM=xterm-256color", "COLORTERM=truecolor", "HOME=" + os.TempDir(), "PATH=" + os.Getenv("PATH")}
	sub.began = time.Now()
	tty, err := pty.StartWithSize(sub.cmd, &pty.Winsize{Rows: 40, Cols: 120})
	if err != nil {
		return nil, err
	}
	sub.tty = tty
	go sub.read()
	return sub, nil
}

func (s *subject) read() {
	buf := make([]byte, 64<<10)
	for {
		size, err := s.tty.Read(buf)
		s.mu.Lock()
		if size > 0 {
			s.last = time.Now()
			s.out.Write(buf[:size])
		}
		s.ended = err != nil
		s.mu.Unlock()
		s.bell.Broadcast()
		if size > 0 && !s.silent {
			s.answer(buf[:size])
		}
		if err != nil {
			return
		}
	}
}

// answer replies to the two queries of Bubble Tea programs.
func (s *subject) answer(data []byte) {
	if bytes.Contains(data, []byte("\x1b]11;?")) {
		_, _ = io.WriteString(s.tty, "\x1b]11;rgb:1111/1111/1111\x07")
	}
	if bytes.Contains(data, []byte("\x1b[6n")) {
		_, _ = io.WriteString(s.tty, "\x1b[1;1R")
	}
}

// mark is how many bytes have arrived so far.
func (s *subject) mark() int { s.mu.Lock(); defer s.mu.Unlock(); return s.out.Len() }

// until waits until the output after the mark meets the condition and returns
// the time at which the bytes arrived.
func (s *subject) until(mark int, cond func([]byte) bool) (time.Time, error) {
	const patience = time.Minute // enough for a busy machine
	deadline := time.AfterFunc(patience, s.bell.Broadcast)
	defer deadline.Stop()
	end := time.Now().Add(patience)
	s.mu.Lock()
	defer s.mu.Unlock()
	for {
		if s.out.Len() > mark && cond(s.out.Bytes()[mark:]) {
			return s.last, nil
		}
		if s.ended || time.Now().After(end) {
			return time.Time{}, fmt.Errorf("%s: the expected output did not arrive", s.cmd.Path)
		}
		s.bell.Wait()
	}
}

func (s *subject) untilText(mark int, text string) (time.Time, error) {
	return s.until(mark, func(data []byte) bool { return bytes.Contains(data, []byte(text)) })
}

// untilAny waits for the first byte after the mark.
func (s *subject) untilAny(mark int) (time.Time, error) {
	return s.until(mark, func([]byte) bool { return true })
}

// rest waits for output after the mark and then until nothing has arrived for
// that pause; it returns the time of the last byte.
func (s *subject) rest(mark int, pause time.Duration) (time.Time, error) {
	if _, err := s.untilAny(mark); err != nil {
		return time.Time{}, err
	}
	s.quiet(pause)
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.last, nil
}

// quiet waits until nothing has arrived for that pause.
func (s *subject) quiet(pause time.Duration) {
	for {
		s.mu.Lock()
		idle := time.Since(s.last)
		s.mu.Unlock()
		if idle >= pause {
			return
		}
		time.Sleep(pause - idle)
	}
}

func (s *subject) send(keys string) { _, _ = io.WriteString(s.tty, keys) }

// cpu is the processor time that the threads have used so far, to the nanosecond: the
// counts of /proc/PID/stat are ticks of 10 ms, more than an idle program uses in a second.
func (s *subject) cpu() (sum time.Duration) {
	threads, _ := filepath.Glob("/proc/" + strconv.Itoa(s.cmd.Process.Pid) + "/task/*/schedstat")
	for _, thread := range threads {
		stat, _ := os.ReadFile(thread)
		ran, _, _ := strings.Cut(string(stat), " ")
		spent, _ := strconv.ParseInt(ran, 10, 64)
		sum += time.Duration(spent)
	}
	return sum
}

// peak is the maximum resident size so far, in MiB.
func (s *subject) peak() float64 { return peakOf(s.cmd.Process.Pid) }

func peakOf(pid int) float64 {
	status, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/status")
	if err != nil {
		return 0
	}
	for _, line := range strings.Split(string(status), "\n") {
		if rest, ok := strings.CutPrefix(line, "VmHWM:"); ok {
			kb, _ := strconv.Atoi(strings.Fields(rest)[0])
			return float64(kb) / 1024
		}
	}
	return 0
}

func (s *subject) resize(width, height int) {
	_ = pty.Setsize(s.tty, &pty.Winsize{Rows: uint16(height), Cols: uint16(width)})
}

// stop ends the program if it has not ended.
func (s *subject) stop() {
	_ = s.cmd.Process.Signal(syscall.SIGKILL)
	_ = s.cmd.Wait()
	_ = s.tty.Close()
}
