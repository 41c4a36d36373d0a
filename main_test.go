package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
	"go.uber.org/goleak"

	"ax-tui/api/fake"
	"ax-tui/api/fake/contracttest"
	"ax-tui/api/fake/world"
	"ax-tui/ui/cli"
)

// nowVar is the variable with the current time of a script for the program under
// test; without it the program uses the machine's clock.
const nowVar = "SCRIPT_NOW"

// TestMain lets the scripts run this test binary as ax-tui.
func TestMain(m *testing.M) {
	testscript.Main(leakCheck{m}, map[string]func(){
		"ax-tui": func() {
			streams := cli.Streams{In: os.Stdin, Out: os.Stdout, Err: os.Stderr}
			if now, err := time.Parse(time.RFC3339, os.Getenv(nowVar)); err == nil {
				streams.Now = func() time.Time { return now }
			}
			os.Exit(cli.Run(context.Background(), os.Args[1:], streams, os.Getenv))
		},
	})
}

// leakCheck fails if the scripts leave goroutines running.
type leakCheck struct{ *testing.M }

func (l leakCheck) Run() int {
	code := l.M.Run()
	if err := goleak.Find(); code == 0 && err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return code
}

// TestScripts runs testdata/script/*.txtar: line mode as a shell script sees it,
// against the embedded server, whose traffic is validated against the OpenAPI
// document. In addition to the commands of testscript there are:
//
//	server [flags of demo-server]   starts a server at SCRIPT_NOW; sets ARIZE_* and $URL
//	advance 10m                     advances the clock of the server and of the program
//	exits N ax-tui ...              runs it and expects exit code N
//	capture VAR 'regexp'            sets VAR to the first group of the match in the last stdout
//	requests N 'POST /v2/tasks'     expects N requests that match since the last `requests reset`
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(env *testscript.Env) error {
			env.Setenv("HOME", env.WorkDir+"/home")
			env.Setenv("XDG_STATE_HOME", env.WorkDir+"/state")
			env.Setenv("XDG_CONFIG_HOME", env.WorkDir+"/config")
			env.Setenv("TERM", "xterm-256color")
			env.Setenv("GORACE", "atexit_sleep_ms=0") // otherwise every program waits for a second at exit
			env.Values[scriptKey{}] = &script{t: t, now: time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC)}
			return os.MkdirAll(env.WorkDir+"/home", 0o700)
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"server": serve, "advance": advance, "exits": exits, "capture": capture, "requests": requests,
		},
	})
}

type scriptKey struct{}

// script is the state of one script.
type script struct {
	t        testing.TB // fails on traffic that does not match the OpenAPI document
	mu       sync.Mutex
	now      time.Time
	requests []string // method and path of each
}

func stateOf(ts *testscript.TestScript) *script {
	state, ok := ts.Value(scriptKey{}).(*script)
	if !ok {
		ts.Fatalf("no script state")
	}
	return state
}

func (s *script) clock() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.now
}

// serve starts a server; it takes the demo-server flags that scripts need.
func serve(ts *testscript.TestScript, _ bool, args []string) {
	state := stateOf(ts)
	opts, faults := world.Options{Seed: 7, Tasks: 60, Now: state.clock}, []string{}
	for i := 0; i+1 < len(args); i += 2 {
		switch value := args[i+1]; args[i] {
		case "--tasks":
			count, err := strconv.Atoi(value)
			ts.Check(err)
			opts.Tasks = count
		case "--live": // the machine's clock, times this factor
			speed, err := strconv.ParseFloat(value, 64)
			ts.Check(err)
			opts.Speed, opts.Now = speed, nil
		case "--fault":
			faults = append(faults, value)
		default:
			ts.Fatalf("server: unknown flag %s", args[i])
		}
	}
	parsed, err := fake.ParseFaults(faults)
	ts.Check(err)
	opts.Hostile = parsed.Hostile()
	srv := fake.New(fake.Options{World: world.New(opts), Key: "ak-script-key", Faults: parsed, OnRequest: func(info fake.RequestInfo) {
		state.mu.Lock()
		defer state.mu.Unlock()
		state.requests = append(state.requests, info.Method+" "+info.Path)
	}})
	var handler http.Handler = srv
	if len(faults) == 0 { // faults break the contract on purpose
		handler = contracttest.Wrap(state.t, srv)
	}
	ln, err := fake.Listen(context.Background(), "127.0.0.1:0", handler)
	ts.Check(err)
	ts.Defer(func() { _ = ln.Close() })
	ts.Setenv("URL", ln.URL())
	ts.Setenv("ARIZE_API_HOST", strings.TrimPrefix(ln.URL(), "http://"))
	ts.Setenv("ARIZE_API_SCHEME", "http")
	ts.Setenv("ARIZE_API_KEY", "ak-script-key")
	if opts.Now != nil {
		ts.Setenv(nowVar, state.clock().Format(time.RFC3339))
	}
}

func advance(ts *testscript.TestScript, _ bool, args []string) {
	duration, err := time.ParseDuration(args[0])
	ts.Check(err)
	state := stateOf(ts)
	state.mu.Lock()
	state.now = state.now.Add(duration)
	state.mu.Unlock()
	ts.Setenv(nowVar, state.clock().Format(time.RFC3339))
}

func exits(ts *testscript.TestScript, _ bool, args []string) {
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		var exitError *exec.ExitError
		if !errors.As(err, &exitError) {
			ts.Fatalf("%v", err)
		}
		got = exitError.ExitCode()
	}
	if got != want {
		ts.Fatalf("exit %d, want %d", got, want)
	}
}

func capture(ts *testscript.TestScript, _ bool, args []string) {
	re, err := regexp.Compile("(?m)" + args[1])
	ts.Check(err)
	groups := re.FindStringSubmatch(ts.ReadFile("stdout"))
	if len(groups) < 2 {
		ts.Fatalf("no match in stdout for %s", args[1])
	}
	ts.Setenv(args[0], groups[1])
}

func requests(ts *testscript.TestScript, _ bool, args []string) {
	state := stateOf(ts)
	state.mu.Lock()
	defer state.mu.Unlock()
	if args[0] == "reset" {
		state.requests = nil
		return
	}
	count := 0
	re, err := regexp.Compile("^(?:" + args[1] + ")$")
	ts.Check(err)
	for _, request := range state.requests {
		if re.MatchString(request) {
			count++
		}
	}
	if strconv.Itoa(count) != args[0] {
		ts.Fatalf("%d requests match %s, want %s:\n%s", count, args[1], args[0], strings.Join(state.requests, "\n"))
	}
}
