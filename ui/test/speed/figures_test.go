package speed

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"time"
)

// program is one of the two compared programs, with its arguments.
type program struct {
	argv   []string
	shows  string // a text that only its populated list contains
	all    bool   // every row is loaded before the measurement
	silent bool   // its terminal answers no query
}

func (b bench) baseline(args ...string) program {
	return program{argv: append([]string{b.base}, args...), shows: "row 3 of"}
}

func (b bench) demo(args ...string) program {
	return program{argv: append([]string{b.ax, "--demo"}, args...), shows: "loaded"}
}

// measure starts a program, waits until its list is shown and it is idle, and
// takes one measurement.
func measure[T any](prog program, what func(*subject) (T, error)) (T, error) {
	var none T
	subject, err := start(prog.silent, prog.argv...)
	if err != nil {
		return none, err
	}
	defer subject.stop()
	if _, err := subject.untilText(0, prog.shows); err != nil {
		return none, err
	}
	subject.quiet(300 * time.Millisecond)
	if prog.all {
		if err := loadAll(subject); err != nil {
			return none, err
		}
	}
	return what(subject)
}

// each takes the same measurement of several programs, one after the other.
func each[T any](what func(*subject) (T, error), programs ...program) ([]T, error) {
	var out []T
	for _, program := range programs {
		figure, err := measure(program, what)
		if err != nil {
			return nil, err
		}
		out = append(out, figure)
	}
	return out, nil
}

// compare alternates two measurements and prints the row of their medians.
func compare(figure, target string, count int, base, ax func() (time.Duration, error)) error {
	var tb, ta []time.Duration
	for range count {
		baseTime, err := base()
		if err != nil {
			return err
		}
		axTime, err := ax()
		if err != nil {
			return err
		}
		tb, ta = append(tb, baseTime), append(ta, axTime)
	}
	row(figure, ms(at(tb, 50)), ms(at(ta, 50)), ratio(at(ta, 50), at(tb, 50)), target)
	return nil
}

// measurement returns a function that takes the same measurement on each call.
func measurement(prog program, what func(*subject) (time.Duration, error)) func() (time.Duration, error) {
	return func() (time.Duration, error) { return measure(prog, what) }
}

// first measures from exec to the first populated list.
func (b bench) first() error {
	one := func(prog program) func() (time.Duration, error) {
		return func() (time.Duration, error) {
			subject, err := start(prog.silent, prog.argv...)
			if err != nil {
				return 0, err
			}
			defer subject.stop()
			at, err := subject.untilText(0, prog.shows)
			return at.Sub(subject.began), err
		}
	}
	silent := b.demo()
	silent.silent = true
	base, few := one(b.baseline()), one(b.demo())
	return errors.Join(
		compare("exec to first populated list, `--demo`", "≤ 0.8×", rounds, base, few),
		compare("the same on a terminal that answers nothing", "≤ 0.8×", rounds, base, one(silent)),
		compare("the same with 100 000 tasks, against 68 tasks", "≤ 1.0×", rounds, few, one(b.demo("--tasks", "100000"))))
}

// keys presses down count times, after as many keys as move the selection to the
// bottom, and returns the time to the first byte and the bytes of each.
func keys(sub *subject, bottom, count int) (times []time.Duration, sizes []int, err error) {
	for i := range bottom + count {
		mark := sub.mark()
		begin := time.Now()
		sub.send("j")
		got, err := sub.untilAny(mark)
		if err != nil {
			return nil, nil, err
		}
		sub.quiet(25 * time.Millisecond)
		if i >= bottom {
			times = append(times, got.Sub(begin))
			sizes = append(sizes, sub.mark()-mark)
		}
	}
	return times, sizes, nil
}

func (b bench) keys() error {
	few, many := b.demo("--tasks", "200", "--limit", "100"), b.demo("--tasks", "100000", "--limit", "100")
	many.all = true
	var times [3][]time.Duration
	for range 5 { // of 36 keys p99 would be the slowest, which is that of the machine
		round, err := each(func(sub *subject) ([]time.Duration, error) {
			times, _, err := keys(sub, 40, 36)
			return times, err
		}, b.baseline(), few, many)
		if err != nil {
			return err
		}
		for i := range times {
			times[i] = append(times[i], round[i]...)
		}
	}
	base := times[0]
	for i, rows := range []string{"200", "100000"} {
		ax := times[i+1]
		row("key to screen, p50, "+rows+" rows", ms(at(base, 50)), ms(at(ax, 50)), ratio(at(ax, 50), at(base, 50)), "≤ 0.1×")
		row("key to screen, p99, "+rows+" rows", ms(at(base, 99)), ms(at(ax, 99)), ratio(at(ax, 99), at(base, 99)), "≤ 0.3×")
	}
	return nil
}

// scroll measures the bytes of a key that scrolls by one line.
func (b bench) scroll() error {
	for _, tc := range []struct {
		w, h         int
		name, target string
	}{{80, 24, "80×24", "≤ 320"}, {120, 40, "120×40", "≤ 950"}} {
		sizes, err := each(func(sub *subject) ([]int, error) {
			sub.resize(tc.w, tc.h)
			sub.quiet(300 * time.Millisecond)
			_, sizes, err := keys(sub, tc.h, 60)
			return sizes, err
		}, b.baseline(), b.demo("--tasks", "1000", "--limit", "100"))
		if err != nil {
			return err
		}
		base50, ax50, ax95 := at(sizes[0], 50), at(sizes[1], 50), at(sizes[1], 95)
		row("bytes of a one-line scroll, "+tc.name+", p50 (p95)", fmt.Sprint(base50), fmt.Sprintf("%d (%d)", ax50, ax95), float64(ax50)/float64(base50), tc.target)
	}
	return nil
}

// loadAll loads every page and waits until the list says so.
func loadAll(sub *subject) error {
	mark := sub.mark()
	sub.send("L")
	_, err := sub.untilText(mark, "100 000 loaded")
	sub.quiet(500 * time.Millisecond)
	return err
}

// burst writes 300 keys at once and waits until the output stops.
func (b bench) burst() error {
	type cost struct{ took, cpu time.Duration }
	costs, err := each(func(sub *subject) (cost, error) {
		cpu, mark, begin := sub.cpu(), sub.mark(), time.Now()
		sub.send(strings.Repeat("\x1b[B", 300))
		last, err := sub.rest(mark, 400*time.Millisecond)
		return cost{last.Sub(begin), sub.cpu() - cpu}, err
	}, b.baseline(), b.demo("--tasks", "1000", "--limit", "100"))
	if err != nil {
		return err
	}
	base, ax := costs[0], costs[1]
	rate := func(elapsed time.Duration) string { return fmt.Sprintf("%.0f/s", 300/elapsed.Seconds()) }
	row("300 keys at once: keys a second", rate(base.took), rate(ax.took), ratio(base.took, ax.took), "≥ 2.5×")
	row("the same: processor time", ms(base.cpu), ms(ax.cpu), ratio(ax.cpu, base.cpu), "≤ 0.15×")
	return nil
}

func (b bench) idle() error {
	const span = 10 * time.Second
	type cost struct {
		cpu   time.Duration // per second
		bytes int
	}
	costs, err := each(func(sub *subject) (cost, error) {
		sub.quiet(time.Second)
		cpu, mark := sub.cpu(), sub.mark()
		time.Sleep(span)
		return cost{(sub.cpu() - cpu) / 10, sub.mark() - mark}, nil
	}, b.baseline(), b.demo("--name", "Citation Check Draft"), b.demo())
	if err != nil {
		return err
	}
	base, still, live := costs[0], costs[1], costs[2]
	row("idle, nothing live: processor time a second", ms(base.cpu), ms(still.cpu), ratio(still.cpu, max(base.cpu, time.Millisecond)), "≤ 0.4×")
	fmt.Printf("| idle, nothing live: bytes in 10 s | %d | %d | | 0 |\n", base.bytes, still.bytes)
	row("idle, live runs on screen: processor time a second", ms(base.cpu), ms(live.cpu), ratio(live.cpu, max(base.cpu, time.Millisecond)), "≤ 0.4×")
	fmt.Printf("| idle, live runs: bytes in 10 s | %d | %d | | |\n", base.bytes, live.bytes)
	return nil
}

func (b bench) resize() error {
	storm := func(sub *subject) (time.Duration, error) {
		begin := time.Now()
		for i := range 30 {
			sub.resize(60+i, 20+i%15)
		}
		mark := sub.mark()
		sub.resize(120, 40)
		last, err := sub.rest(mark, 150*time.Millisecond)
		return last.Sub(begin), err
	}
	return compare("30 resizes and back", "≤ 1×", 7, measurement(b.baseline(), storm), measurement(b.demo("--name", "Citation"), storm))
}

// memory compares programs that have been used: the heap of one that has only shown its
// first rows is still below the size at which it is collected for the first time.
func (b bench) memory() error {
	many := b.demo("--tasks", "100000", "--limit", "100")
	many.all = true
	peaks, err := each(func(sub *subject) (float64, error) {
		mark := sub.mark()
		sub.send(strings.Repeat("\x1b[B", 300))
		_, err := sub.rest(mark, 400*time.Millisecond)
		return sub.peak(), err
	}, b.baseline(), b.demo(), b.baseline("100000"), many)
	if err != nil {
		return err
	}
	row("peak memory, 68 tasks (server included)", mib(peaks[0]), mib(peaks[1]), peaks[1]/peaks[0], "≤ 1.5×")
	row("peak memory, 100 000 rows loaded (server included)", mib(peaks[2]), mib(peaks[3]), peaks[3]/peaks[2], "≤ 1.5×")
	return nil
}

func mib(size float64) string { return fmt.Sprintf("%.0f MiB", size) }

func (b bench) quit() error {
	leave := func(sub *subject) (time.Duration, error) {
		begin := time.Now()
		sub.send("q")
		err := sub.cmd.Wait()
		return time.Since(begin), err
	}
	return compare("quit to prompt", "≤ 0.5×", rounds, measurement(b.baseline(), leave), measurement(b.demo(), leave))
}

func (b bench) size() error {
	base, err := os.Stat(b.base)
	if err != nil {
		return err
	}
	own, err := os.Stat(b.ax)
	if err != nil {
		return err
	}
	mb := func(size int64) string { return fmt.Sprintf("%.1f MB", float64(size)/1e6) }
	row("binary, stripped", mb(base.Size()), mb(own.Size()), float64(own.Size())/float64(base.Size()), "≤ 15 MB")
	return nil
}
