package speed

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"time"
)

// lines measures `ax-tui tasks list --output json` as a whole process against
// a bare GET of the same page, both from the embedded server over loopback.
func (b bench) lines() error {
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	srv := exec.CommandContext(ctx, b.ax, "demo-server")
	out, err := srv.StdoutPipe()
	if err != nil {
		return err
	}
	if err := srv.Start(); err != nil {
		return err
	}
	defer func() { _ = srv.Wait() }()
	defer stop()
	env, base := os.Environ(), ""
	for scanner := bufio.NewScanner(out); scanner.Scan(); {
		env = append(env, scanner.Text())
		if url, ok := strings.CutPrefix(scanner.Text(), "ARIZE_BASE_URL="); ok {
			base = url
		}
		if strings.HasPrefix(scanner.Text(), "ARIZE_API_KEY=") {
			break
		}
	}
	once := func(name string, args ...string) func() (time.Duration, error) {
		return func() (time.Duration, error) {
			cmd := exec.CommandContext(ctx, name, args...)
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
