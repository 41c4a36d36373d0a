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

// nowVar holds the time of a story for the program under test; without it the
// program uses the system clock.
const nowVar = "STORY_NOW"

// TestMain makes this test binary act as ax-tui when a story runs it.
func TestMain(m *testing.M) {
	testscript.Main(leakless{m}, map[string]func(){
		"ax-tui": func() {
			streams := cli.Streams{In: os.Stdin, Out: os.Stdout, Err: os.Stderr}
			if at, err := time.Parse(time.RFC3339, os.Getenv(nowVar)); err == nil {
				streams.Now = func() time.Time { return at }
			}
			os.Exit(cli.Run(context.Background(), os.Args[1:], streams, os.Getenv))
		},
	})
}

// leakless fails if goroutines remain after the stories.
type leakless struct{ *testing.M }

func (l leakless) Run() int {
	code := l.M.Run()
	if err := goleak.Find(); code == 0 && err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return code
}

// TestStories runs testdata/script/*.txtar: line mode as used in a script, with the
// embedded server checked against the OpenAPI document of the API. In addition to
// the commands of testscript there are:
//
//	server [flags of demo-server]   starts a server with a new world at STORY_NOW; sets ARIZE_* and $URL
//	advance 10m                     advances the clock of the world and of the program
//	exits N ax-tui ...              runs a command and requires this exit code
//	capture VAR 'regexp'            sets VAR to the first group of the match in the last stdout
//	requests N 'POST /v2/tasks'     requires N matching requests since the last `requests reset`
func TestStories(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(env *testscript.Env) error {
			env.Setenv("HOME", env.WorkDir+"/home")
			env.Setenv("XDG_STATE_HOME", env.WorkDir+"/state")
			env.Setenv("XDG_CONFIG_HOME", env.WorkDir+"/config")
			env.Setenv("TERM", "xterm-256color")
			env.Setenv("GORACE", "atexit_sleep_ms=0") // else every program would wait for a second at its end
			env.Values[storyKey{}] = &story{t: t, now: time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC)}
			return os.MkdirAll(env.WorkDir+"/home", 0o700)
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"server": serve, "advance": advance, "exits": exits, "capture": capture, "requests": requests,
		},
	})
}

type storyKey struct{}

// story is the state of one script.
type story struct {
	t    testing.TB // receives every violation of the OpenAPI document
	mu   sync.Mutex
	now  time.Time
	seen []string
}

func storyOf(ts *testscript.TestScript) *story {
	found, ok := ts.Value(storyKey{}).(*story)
	if !ok {
		ts.Fatalf("no story")
	}
	return found
}

func (s *story) clock() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.now
}

// serve starts a server; it has the flags of demo-server that stories need.
func serve(ts *testscript.TestScript, _ bool, args []string) {
	story := storyOf(ts)
	opts, faults := world.Options{Seed: 7, Tasks: 60, Now: story.clock}, []string{}
	for i := 0; i+1 < len(args); i += 2 {
		switch value := args[i+1]; args[i] {
		case "--tasks":
			count, err := strconv.Atoi(value)
			ts.Check(err)
			opts.Tasks = count
		case "--live": // the system clock, accelerated by this factor
			speed, err := strconv.ParseFloat(value, 64)
			ts.Check(err)
			opts.Speed, opts.Now = speed, nil
		case "--fault":
			faults = append(faults, value)
		default:
			ts.Fatalf("server: %s is not known", args[i])
		}
	}
	parsed, err := fake.ParseFaults(faults)
	ts.Check(err)
	opts.Hostile = parsed.Hostile()
	srv := fake.New(fake.Options{World: world.New(opts), Key: "ak-story-key", Faults: parsed, OnRequest: func(info fake.RequestInfo) {
		story.mu.Lock()
		defer story.mu.Unlock()
		story.seen = append(story.seen, info.Method+" "+info.Path)
	}})
	var handler http.Handler = srv
	if len(faults) == 0 { // faults violate the contract on purpose
		handler = contracttest.Wrap(story.t, srv)
	}
	ln, err := fake.Listen(context.Background(), "127.0.0.1:0", handler)
	ts.Check(err)
	ts.Defer(func() { _ = ln.Close() })
	ts.Setenv("URL", ln.URL())
	ts.Setenv("ARIZE_API_HOST", strings.TrimPrefix(ln.URL(), "http://"))
	ts.Setenv("ARIZE_API_SCHEME", "http")
	ts.Setenv("ARIZE_API_KEY", "ak-story-key")
	if opts.Now != nil {
		ts.Setenv(nowVar, story.clock().Format(time.RFC3339))
	}
}

func advance(ts *testscript.TestScript, _ bool, args []string) {
	step, err := time.ParseDuration(args[0])
	ts.Check(err)
	story := storyOf(ts)
	story.mu.Lock()
	story.now = story.now.Add(step)
	story.mu.Unlock()
	ts.Setenv(nowVar, story.clock().Format(time.RFC3339))
}

func exits(ts *testscript.TestScript, _ bool, args []string) {
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		var exitErr *exec.ExitError
		if !errors.As(err, &exitErr) {
			ts.Fatalf("%v", err)
		}
		got = exitErr.ExitCode()
	}
	if got != want {
		ts.Fatalf("exit %d, want %d", got, want)
	}
}

func capture(ts *testscript.TestScript, _ bool, args []string) {
	re, err := regexp.Compile("(?m)" + args[1])
	ts.Check(err)
	match := re.FindStringSubmatch(ts.ReadFile("stdout"))
	if len(match) < 2 {
		ts.Fatalf("stdout has nothing like %s", args[1])
	}
	ts.Setenv(args[0], match[1])
}

func requests(ts *testscript.TestScript, _ bool, args []string) {
	story := storyOf(ts)
	story.mu.Lock()
	defer story.mu.Unlock()
	if args[0] == "reset" {
		story.seen = nil
		return
	}
	count := 0
	re, err := regexp.Compile("^(?:" + args[1] + ")$")
	ts.Check(err)
	for _, request := range story.seen {
		if re.MatchString(request) {
			count++
		}
	}
	if strconv.Itoa(count) != args[0] {
		ts.Fatalf("%d requests match %s, want %s:\n%s", count, args[1], args[0], strings.Join(story.seen, "\n"))
	}
}
