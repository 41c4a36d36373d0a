package speed

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"
)

// server starts the embedded server in a process of its own. It returns the environment
// of programs that connect to it, and its address.
func (b bench) server() (env []string, base string, stop func(), err error) {
	srv := exec.Command(b.ax, "demo-server")
	out, err := srv.StdoutPipe()
	if err != nil {
		return nil, "", nil, err
	}
	if err := srv.Start(); err != nil {
		return nil, "", nil, err
	}
	env = os.Environ()
	for scanner := bufio.NewScanner(out); scanner.Scan(); {
		env = append(env, scanner.Text())
		if url, ok := strings.CutPrefix(scanner.Text(), "ARIZE_BASE_URL="); ok {
			base = url
		}
		if strings.HasPrefix(scanner.Text(), "ARIZE_API_KEY=") {
			break
		}
	}
	return env, base, func() {
		_ = srv.Process.Kill()
		_ = srv.Wait()
	}, nil
}

// lines measures `ax-tui tasks list --output json` as a whole process against
// a bare GET of the same page, both from the embedded server over loopback.
func (b bench) lines() error {
	env, base, stop, err := b.server()
	if err != nil {
		return err
	}
	defer stop()
	once := func(name string, args ...string) func() (time.Duration, error) {
		return func() (time.Duration, error) {
			cmd := exec.CommandContext(context.Background(), name, args...)
			cmd.Env = env
			began := time.Now()
			if out, err := cmd.Output(); err != nil || !strings.Contains(string(out), `"tasks"`) {
				return 0, fmt.Errorf("%s: %w: %.200s", name, err, out)
			}
			return time.Since(began), nil
		}
	}
	return compare("`tasks list --output json`, whole process, against a bare GET", "≤ 1.6×", 3*rounds,
		once(b.bare, base+"/v2/tasks?limit=15"), once(b.ax, "tasks", "list", "--output", "json"))
}

// results measures the peak memory of `ax-tui tasks results` over many pages of spans
// against that over one page. The window is that of a run which is started for it.
func (b bench) results() error {
	env, _, stop, err := b.server()
	if err != nil {
		return err
	}
	defer stop()
	start := exec.CommandContext(context.Background(), b.ax, "tasks", "trigger-run", "Refund Amount Backfill", "--data-start-time", "-25d", "--data-end-time", "-3h", "--max-spans", "1", "-q")
	start.Env = env
	run, err := start.Output()
	if err != nil {
		return fmt.Errorf("trigger-run: %w", err)
	}
	peak := func(spans int) (float64, error) {
		count := strconv.Itoa(spans)
		cmd := exec.CommandContext(context.Background(), b.ax, "tasks", "results", strings.TrimSpace(string(run)), "--max-spans", count, "-o", "json")
		cmd.Env = env
		var out strings.Builder
		cmd.Stdout, cmd.Stderr = &out, io.Discard
		if err := cmd.Start(); err != nil {
			return 0, err
		}
		ended := make(chan error, 1)
		go func() { ended <- cmd.Wait() }()
		most, tick := 0.0, time.NewTicker(time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case err := <-ended:
				if !strings.Contains(out.String(), `"rows_read": `+count+",") {
					err = fmt.Errorf("%s spans were not read: %w: %.200s", count, err, out.String())
				}
				return most, err
			case <-tick.C:
				most = max(most, peakOf(cmd.Process.Pid))
			}
		}
	}
	few, err := peak(500)
	if err != nil {
		return err
	}
	many, err := peak(50_000)
	if err != nil {
		return err
	}
	row("peak memory of `tasks results` over 50 000 spans, against 500", mib(few), mib(many), many/few, "≤ 40 MiB more")
	return nil
}
