package main

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"time"
)

// compare measures two programs in turn and prints the row of their medians.
func compare(figure, target string, n int, base, ax func() (time.Duration, error)) error {
	var tb, ta []time.Duration
	for range n {
		x, err := base()
		if err != nil {
			return err
		}
		y, err := ax()
		if err != nil {
			return err
		}
		tb, ta = append(tb, x), append(ta, y)
	}
	row(figure, ms(at(tb, 50)), ms(at(ta, 50)), ratio(at(ta, 50), at(tb, 50)), target)
	return nil
}

// first measures from exec to the first populated list.
func (b bench) first() error {
	one := func(silent bool, text string, argv ...string) func() (time.Duration, error) {
		return func() (time.Duration, error) {
			s, err := start(silent, argv...)
			if err != nil {
				return 0, err
			}
			defer s.stop()
			t, err := s.untilText(0, text)
			return t.Sub(s.began), err
		}
	}
	base, few := one(false, baseRow, b.base), one(false, axRow, b.ax, "--demo")
	return errors.Join(
		compare("exec to first populated list, `--demo`", "≤ 1.0×", rounds, base, few),
		compare("the same on a terminal that answers nothing", "≤ 1.0×", rounds, base, one(true, axRow, b.ax, "--demo")),
		compare("the same with 100 000 tasks, against 60 tasks", "≤ 1.0×", rounds, few, one(false, axRow, b.ax, "--demo", "--tasks", "100000")))
}

// ready starts a program and waits for its list; for ax-tui it loads so many pages first.
func ready(text string, argv ...string) (*subject, error) {
	s, err := start(false, argv...)
	if err != nil {
		return nil, err
	}
	if _, err := s.untilText(0, text); err != nil {
		s.stop()
		return nil, err
	}
	s.quiet(300 * time.Millisecond)
	return s, nil
}

// keys presses down n times, after as many keys as take the selection to the
// bottom, and gives the time to the first byte and the bytes of each.
func keys(s *subject, bottom, n int) (times []time.Duration, sizes []int, err error) {
	for i := range bottom + n {
		m := s.mark()
		t := time.Now()
		s.send("j")
		got, err := s.until(m, func(b []byte) bool { return len(b) > 0 })
		if err != nil {
			return nil, nil, err
		}
		s.quiet(25 * time.Millisecond)
		if i >= bottom {
			times = append(times, got.Sub(t))
			sizes = append(sizes, s.mark()-m)
		}
	}
	return times, sizes, nil
}

func (b bench) keys() error {
	one := func(all bool, text string, argv ...string) ([]time.Duration, error) {
		s, err := ready(text, argv...)
		if err != nil {
			return nil, err
		}
		defer s.stop()
		if all {
			if err := loadAll(s); err != nil {
				return nil, err
			}
		}
		times, _, err := keys(s, 40, 36)
		return times, err
	}
	base, err := one(false, baseRow, b.base)
	if err != nil {
		return err
	}
	for _, c := range []struct {
		name string
		all  bool
	}{{"200", false}, {"100000", true}} {
		ax, err := one(c.all, axRow, b.ax, "--demo", "--tasks", c.name, "--limit", "100")
		if err != nil {
			return err
		}
		row("key to screen, p50, "+c.name+" rows", ms(at(base, 50)), ms(at(ax, 50)), ratio(at(ax, 50), at(base, 50)), "≤ 0.1×")
		row("key to screen, p99, "+c.name+" rows", ms(at(base, 99)), ms(at(ax, 99)), ratio(at(ax, 99), at(base, 99)), "≤ 0.3×")
	}
	return nil
}

// scroll measures the bytes of a key that scrolls by one line.
func (b bench) scroll() error {
	for _, c := range []struct {
		w, h         int
		name, target string
	}{{80, 24, "80×24", "≤ 320"}, {120, 40, "120×40 with the preview", "≤ 950"}} {
		one := func(text string, argv ...string) ([]int, error) {
			s, err := ready(text, argv...)
			if err != nil {
				return nil, err
			}
			defer s.stop()
			s.resize(c.w, c.h)
			s.quiet(300 * time.Millisecond)
			_, sizes, err := keys(s, c.h, 60)
			return sizes, err
		}
		base, err := one(baseRow, b.base)
		if err != nil {
			return err
		}
		ax, err := one(axRow, b.ax, "--demo", "--tasks", "1000", "--limit", "100")
		if err != nil {
			return err
		}
		base50, ax50, ax95 := at(base, 50), at(ax, 50), at(ax, 95)
		row("bytes of a one-line scroll, "+c.name+", p50 (p95)", fmt.Sprint(base50), fmt.Sprintf("%d (%d)", ax50, ax95), float64(ax50)/float64(base50), c.target)
	}
	return nil
}

// loadAll reads every page and waits until the list says it has them.
func loadAll(s *subject) error {
	m := s.mark()
	s.send("L")
	_, err := s.until(m, func(p []byte) bool { return strings.Contains(string(p), "100 000 loaded") })
	s.quiet(500 * time.Millisecond)
	return err
}

// burst writes 300 keys at once and waits until the screen rests.
func (b bench) burst() error {
	one := func(text string, argv ...string) (time.Duration, time.Duration, error) {
		s, err := ready(text, argv...)
		if err != nil {
			return 0, 0, err
		}
		defer s.stop()
		cpu, m, t := s.cpu(), s.mark(), time.Now()
		s.send(strings.Repeat("\x1b[B", 300))
		if _, err := s.until(m, func(p []byte) bool { return len(p) > 0 }); err != nil {
			return 0, 0, err
		}
		s.quiet(400 * time.Millisecond)
		s.mu.Lock()
		took := s.last.Sub(t)
		s.mu.Unlock()
		return took, s.cpu() - cpu, nil
	}
	baseT, baseC, err := one(baseRow, b.base)
	if err != nil {
		return err
	}
	axT, axC, err := one(axRow, b.ax, "--demo", "--tasks", "1000", "--limit", "100")
	if err != nil {
		return err
	}
	rate := func(d time.Duration) string { return fmt.Sprintf("%.0f/s", 300/d.Seconds()) }
	row("300 keys at once: keys a second", rate(baseT), rate(axT), ratio(baseT, axT), "≥ 2.5×")
	row("the same: processor time", ms(baseC), ms(axC), ratio(axC, baseC), "≤ 0.15×")
	return nil
}

func (b bench) idle() error {
	const span = 10 * time.Second
	one := func(text string, argv ...string) (time.Duration, int, error) {
		s, err := ready(text, argv...)
		if err != nil {
			return 0, 0, err
		}
		defer s.stop()
		s.quiet(time.Second)
		cpu, m := s.cpu(), s.mark()
		time.Sleep(span)
		return (s.cpu() - cpu) / 10, s.mark() - m, nil
	}
	baseC, baseB, err := one(baseRow, b.base)
	if err != nil {
		return err
	}
	stillC, stillB, err := one(axRow, b.ax, "--demo", "--name", "Citation Check Draft")
	if err != nil {
		return err
	}
	liveC, liveB, err := one(axRow, b.ax, "--demo")
	if err != nil {
		return err
	}
	row("idle, nothing live: processor time a second", ms(baseC), ms(stillC), ratio(stillC, max(baseC, time.Millisecond)), "≤ 1.2×")
	fmt.Printf("| idle, nothing live: bytes in 10 s | %d | %d | | 0 |\n", baseB, stillB)
	row("idle, live runs on screen: processor time a second", ms(baseC), ms(liveC), ratio(liveC, max(baseC, time.Millisecond)), "≤ 2×")
	fmt.Printf("| idle, live runs: bytes in 10 s | %d | %d | | |\n", baseB, liveB)
	return nil
}

func (b bench) resize() error {
	one := func(text string, argv ...string) func() (time.Duration, error) {
		return func() (time.Duration, error) {
			s, err := ready(text, argv...)
			if err != nil {
				return 0, err
			}
			defer s.stop()
			t := time.Now()
			for i := range 30 {
				s.resize(60+i, 20+i%15)
			}
			m := s.mark()
			s.resize(120, 40)
			if _, err := s.until(m, func(p []byte) bool { return len(p) > 0 }); err != nil {
				return 0, err
			}
			s.quiet(150 * time.Millisecond)
			s.mu.Lock()
			defer s.mu.Unlock()
			return s.last.Sub(t), nil
		}
	}
	return compare("30 resizes and back", "≤ 1×", 7, one(baseRow, b.base), one(axRow, b.ax, "--demo", "--name", "Citation"))
}

func (b bench) memory() error {
	one := func(all bool, text string, argv ...string) (float64, error) {
		s, err := ready(text, argv...)
		if err != nil {
			return 0, err
		}
		defer s.stop()
		if all {
			if err := loadAll(s); err != nil {
				return 0, err
			}
		}
		return s.peak(), nil
	}
	base, err := one(false, baseRow, b.base)
	if err != nil {
		return err
	}
	ax, err := one(false, axRow, b.ax, "--demo")
	if err != nil {
		return err
	}
	baseMany, err := one(false, baseRow, b.base, "100000")
	if err != nil {
		return err
	}
	axMany, err := one(true, axRow, b.ax, "--demo", "--tasks", "100000", "--limit", "100")
	if err != nil {
		return err
	}
	mib := func(f float64) string { return fmt.Sprintf("%.0f MiB", f) }
	row("peak memory, 60 tasks (server included)", mib(base), mib(ax), ax/base, "≤ 1.6×")
	row("peak memory, 100 000 rows loaded (server included)", mib(baseMany), mib(axMany), axMany/baseMany, "≤ 1.2×")
	return nil
}

func (b bench) quit() error {
	one := func(text string, argv ...string) func() (time.Duration, error) {
		return func() (time.Duration, error) {
			s, err := ready(text, argv...)
			if err != nil {
				return 0, err
			}
			t := time.Now()
			s.send("q")
			err = s.cmd.Wait()
			took := time.Since(t)
			_ = s.tty.Close()
			return took, err
		}
	}
	return compare("quit to prompt", "≤ 1×", rounds, one(baseRow, b.base), one(axRow, b.ax, "--demo"))
}

func (b bench) size() error {
	x, err := os.Stat(b.base)
	if err != nil {
		return err
	}
	y, err := os.Stat(b.ax)
	if err != nil {
		return err
	}
	mb := func(n int64) string { return fmt.Sprintf("%.1f MB", float64(n)/1e6) }
	row("binary, stripped", mb(x.Size()), mb(y.Size()), float64(y.Size())/float64(x.Size()), "≤ 11 MB")
	return nil
}
