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
// program runs by the machine's clock.
const nowVar = "STORY_NOW"

// TestMain lets the stories run this test binary as ax-tui.
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

// leakless fails when the stories leave goroutines behind.
type leakless struct{ *testing.M }

func (l leakless) Run() int {
	code := l.M.Run()
	if err := goleak.Find(); code == 0 && err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return code
}

// TestStories runs testdata/script/*.txtar: line mode as a script sees it,
// against the embedded server held to the API's OpenAPI document. Beside what
// testscript knows there are:
//
//	server [flags of demo-server]   a world of its own at STORY_NOW; sets ARIZE_* and $URL
//	advance 10m                     moves the clock of the world and of the program
//	exits N ax-tui ...              runs it and wants exactly this exit code
//	capture VAR 'regexp'            sets VAR to the first group found in the last stdout
//	requests N 'POST /v2/tasks'     the server has had so many requests that match since the last `requests reset`
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
			env.Values[storyKey{}] = &story{t: t, now: time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC)}
			return os.MkdirAll(env.WorkDir+"/home", 0o700)
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"server": serve, "advance": advance, "exits": exits, "capture": capture, "requests": requests,
		},
	})
}

type storyKey struct{}

// story is what one script stands on.
type story struct {
	t    testing.TB // hears of every breach of the OpenAPI document
	mu   sync.Mutex
	now  time.Time
	seen []string
}

func of(ts *testscript.TestScript) *story {
	state, ok := ts.Value(storyKey{}).(*story)
	if !ok {
		ts.Fatalf("no story")
	}
	return state
}

func (s *story) clock() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.now
}

// serve starts a server; the flags are those of demo-server that stories need.
func serve(ts *testscript.TestScript, _ bool, args []string) {
	story := of(ts)
	opts, faults := world.Options{Seed: 7, Tasks: 60, Now: story.clock}, []string{}
	for i := 0; i+1 < len(args); i += 2 {
		switch value := args[i+1]; args[i] {
		case "--tasks":
			count, err := strconv.Atoi(value)
			ts.Check(err)
			opts.Tasks = count
		case "--live": // the machine's clock, so many times as fast
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
	srv := fake.New(fake.Options{World: world.New(opts), Key: "ak-story-key", Faults: parsed, OnRequest: func(requestInfo fake.RequestInfo) {
		story.mu.Lock()
		defer story.mu.Unlock()
		story.seen = append(story.seen, requestInfo.Method+" "+requestInfo.Path)
	}})
	var handler http.Handler = srv
	if len(faults) == 0 { // faults break the contract on purpose
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
	duration, err := time.ParseDuration(args[0])
	ts.Check(err)
	story := of(ts)
	story.mu.Lock()
	story.now = story.now.Add(duration)
	story.mu.Unlock()
	ts.Setenv(nowVar, story.clock().Format(time.RFC3339))
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
		ts.Fatalf("stdout has nothing like %s", args[1])
	}
	ts.Setenv(args[0], groups[1])
}

func requests(ts *testscript.TestScript, _ bool, args []string) {
	story := of(ts)
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
