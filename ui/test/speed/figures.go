package main

import (
	"fmt"
	"os"
	"strings"
	"time"
)

func (b bench) first() error {
	base, ax, err := pairs(rounds,
		func() (time.Duration, error) { return firstFrame(false, baseRow, b.base) },
		func() (time.Duration, error) { return firstFrame(false, axRow, b.ax, "--demo") })
	if err != nil {
		return err
	}
	row("exec to first populated list, `--demo`", ms(median(base)), ms(median(ax)), ratio(median(ax), median(base)), "≤ 1.0×")
	return nil
}

func (b bench) firstSilent() error {
	base, ax, err := pairs(rounds,
		func() (time.Duration, error) { return firstFrame(false, baseRow, b.base) },
		func() (time.Duration, error) { return firstFrame(true, axRow, b.ax, "--demo") })
	if err != nil {
		return err
	}
	row("the same on a terminal that answers nothing", ms(median(base)), ms(median(ax)), ratio(median(ax), median(base)), "≤ 1.0×")
	return nil
}

func (b bench) firstMany() error {
	few, many, err := pairs(rounds,
		func() (time.Duration, error) { return firstFrame(false, axRow, b.ax, "--demo") },
		func() (time.Duration, error) { return firstFrame(false, axRow, b.ax, "--demo", "--tasks", "100000") })
	if err != nil {
		return err
	}
	row("the same with 100 000 tasks, against 60 tasks", ms(median(few)), ms(median(many)), ratio(median(many), median(few)), "≤ 1.0×")
	return nil
}

// ready starts a program and waits for its list; for ax-tui it loads so many pages first.
func ready(text string, argv ...string) (*subject, error) {
	s, err := start(false, nil, argv...)
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

// keyTimes presses down so often and gives the time to the first byte for each, and the bytes.
func keyTimes(s *subject, n int) (times []time.Duration, bytes int, err error) {
	const first = 38 // keys to the bottom of the first page: what follows scrolls
	for i := range first + n {
		m := s.mark()
		t := time.Now()
		s.send("j")
		got, err := s.until(m, func(b []byte) bool { return len(b) > 0 })
		if err != nil {
			return nil, 0, err
		}
		s.quiet(25 * time.Millisecond)
		if i >= first {
			times = append(times, got.Sub(t))
			bytes += s.mark() - m
		}
	}
	return times, bytes / n, nil
}

func (b bench) keys() error {
	type result struct {
		name  string
		times []time.Duration
		bytes int
	}
	var got []result
	for _, p := range []struct {
		name string
		argv []string
		text string
		all  bool
	}{
		{"base", []string{b.base}, baseRow, false},
		{"200", []string{b.ax, "--demo", "--tasks", "200", "--limit", "100"}, axRow, false},
		{"100k", []string{b.ax, "--demo", "--tasks", "100000", "--limit", "100"}, axRow, true},
	} {
		s, err := ready(p.text, p.argv...)
		if err != nil {
			return err
		}
		if p.all {
			if err := loadAll(s); err != nil {
				return err
			}
		}
		times, bytes, err := keyTimes(s, 36)
		s.stop()
		if err != nil {
			return err
		}
		got = append(got, result{p.name, times, bytes})
	}
	base := got[0]
	for _, g := range got[1:] {
		row("key to screen, p50, "+g.name+" rows loaded", ms(at(base.times, 50)), ms(at(g.times, 50)), ratio(at(g.times, 50), at(base.times, 50)), "≤ 0.6×")
		row("key to screen, p99, "+g.name+" rows loaded", ms(at(base.times, 99)), ms(at(g.times, 99)), ratio(at(g.times, 99), at(base.times, 99)), "≤ 0.7×")
		row("bytes a key while scrolling, "+g.name+" rows", fmt.Sprint(base.bytes), fmt.Sprint(g.bytes), float64(g.bytes)/float64(base.bytes), "≤ 0.12×")
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
	row("300 keys at once: keys a second", rate(baseT), rate(axT), ratio(baseT, axT), "≥ 3×")
	row("the same: processor time", ms(baseC), ms(axC), ratio(axC, baseC), "≤ 0.3×")
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
	one := func(text string, argv ...string) (time.Duration, error) {
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
	base, ax, err := pairs(7,
		func() (time.Duration, error) { return one(baseRow, b.base) },
		func() (time.Duration, error) { return one(axRow, b.ax, "--demo", "--name", "Citation") })
	if err != nil {
		return err
	}
	row("30 resizes and back", ms(median(base)), ms(median(ax)), ratio(median(ax), median(base)), "≤ 1×")
	return nil
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
	one := func(text string, argv ...string) (time.Duration, error) {
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
	base, ax, err := pairs(rounds,
		func() (time.Duration, error) { return one(baseRow, b.base) },
		func() (time.Duration, error) { return one(axRow, b.ax, "--demo") })
	if err != nil {
		return err
	}
	row("quit to prompt", ms(median(base)), ms(median(ax)), ratio(median(ax), median(base)), "≤ 1×")
	return nil
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
