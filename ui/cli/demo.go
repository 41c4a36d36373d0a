package cli

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"ax-tui/api/fake"
	"ax-tui/api/fake/world"
	"ax-tui/ui/cli/tasks"
)

// worldFlags holds the flags of the demo world, for --demo and demo-server.
type worldFlags struct {
	world  world.Options
	faults []string
}

// demoSeed is the seed of the usual world.
const demoSeed = 7

func (w *worldFlags) add(fs *pflag.FlagSet) {
	fs.Uint64Var(&w.world.Seed, "seed", demoSeed, "demo: the same seed gives the same world")
	fs.IntVar(&w.world.Tasks, "tasks", world.OwnTasks, "demo: number of tasks")
	fs.Float64Var(&w.world.Speed, "speed", 1, "demo: how many times faster runs progress")
	fs.StringArrayVar(&w.faults, "fault", nil, `demo: inject a fault, for example error=20% or "GET /v2/tasks latency=300ms"; repeatable`)
}

// flags returns the flags of this world, as a command line ends with them.
func (w *worldFlags) flags() (out string) {
	if w.world.Seed != demoSeed {
		out += fmt.Sprintf(" --seed %d", w.world.Seed)
	}
	if w.world.Tasks != world.OwnTasks {
		out += fmt.Sprintf(" --tasks %d", w.world.Tasks)
	}
	return out
}

// server returns the embedded server and the key it accepts. The world is created
// concurrently, so that the caller can prepare the terminal meanwhile; the first
// request waits for it.
func (w worldFlags) server() (http.Handler, string, error) {
	if w.world.Tasks < 3 {
		return nil, "", fmt.Errorf("--tasks is %d; it must be at least 3", w.world.Tasks)
	}
	if w.world.Speed <= 0 {
		return nil, "", fmt.Errorf("--speed is %g; it must be more than 0", w.world.Speed)
	}
	faults, err := fake.ParseFaults(w.faults)
	if err != nil {
		return nil, "", fmt.Errorf("--fault: %w", err)
	}
	var random [12]byte
	if _, err := rand.Read(random[:]); err != nil {
		return nil, "", err
	}
	key := "ak-demo-" + hex.EncodeToString(random[:])
	w.world.Hostile, w.world.Now = faults.Hostile(), faults.Clock(time.Now)
	server := sync.OnceValue(func() http.Handler {
		return fake.New(fake.Options{World: world.New(w.world), Key: key, Faults: faults})
	})
	go server()
	return http.HandlerFunc(func(rw http.ResponseWriter, req *http.Request) { server().ServeHTTP(rw, req) }), key, nil
}

// demoServerCommand is `ax-tui demo-server`.
func demoServerCommand(streams Streams) *cobra.Command {
	var options worldFlags
	var addr string
	cmd := &cobra.Command{
		Use:   "demo-server",
		Short: "Serve the demo world over HTTP for ax-tui and other clients",
		Long: `demo-server serves a small Arize AX API with the world that ax-tui --demo shows until it
is stopped. A shell can source its first lines:

  ax-tui demo-server > env & sleep 1; set -a; . ./env; set +a; ax-tui`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			srv, key, err := options.server()
			if err != nil {
				return tasks.UsageError("%w", err)
			}
			ctx, stop := withSignals(cmd.Context())
			defer stop()
			ln, err := fake.Listen(ctx, addr, srv)
			if err != nil {
				return &tasks.Fault{Code: tasks.API, Err: err}
			}
			if _, err := fmt.Fprintf(streams.Out, "ARIZE_BASE_URL=%s\nARIZE_API_HOST=%s\nARIZE_API_SCHEME=http\nARIZE_API_KEY=%s\n", ln.URL(), hostOf(ln.URL()), key); err != nil {
				_ = ln.Close()
				return tasks.CannotWrite("the output", err)
			}
			if ln.Public() {
				_, _ = fmt.Fprintln(streams.Err, "Warning: the demo world can be reached from other machines.")
			}
			_, _ = fmt.Fprintln(streams.Err, "Serving the demo world; press ctrl+c to stop.")
			<-ctx.Done()
			return ln.Close()
		},
	}
	fs := cmd.Flags()
	fs.StringVar(&addr, "listen", "127.0.0.1:0", "address and port; port 0 picks a free one")
	options.add(fs)
	return cmd
}
