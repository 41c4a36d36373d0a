package tasks

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/spf13/cobra"
	"go.uber.org/goleak"

	"ax-tui/api"
	"ax-tui/api/fake"
	"ax-tui/api/fake/contracttest"
	"ax-tui/api/fake/world"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// person is an Asker that gives its answers in order; "ctrl+c" interrupts. Choose
// picks the option that starts with the answer, Confirm accepts "yes".
type person struct {
	t       *testing.T
	answers []string
	asked   []string // titles with their options
	initial string   // the initial text of Long
}

func (p *person) next(title string) (string, error) {
	p.t.Helper()
	p.asked = append(p.asked, title)
	if len(p.answers) == 0 {
		p.t.Fatalf("asked %q, but no answer is left", title)
	}
	answer := p.answers[0]
	p.answers = p.answers[1:]
	if answer == "ctrl+c" {
		return "", ErrInterrupted
	}
	return answer, nil
}

func (p *person) Text(title, _, initial string, check func(string) error) (string, error) {
	answer, err := p.next(title)
	if answer == "" {
		answer = initial
	}
	if err == nil && check != nil {
		if checkErr := check(answer); checkErr != nil {
			p.t.Errorf("%s: %q is refused: %v", title, answer, checkErr)
		}
	}
	return answer, err
}

func (p *person) Choose(title string, options []string, _ int) (int, error) {
	answer, err := p.next(title + ": " + strings.Join(options, ", "))
	if err != nil {
		return 0, err
	}
	for i, option := range options {
		if strings.HasPrefix(option, answer) {
			return i, nil
		}
	}
	p.t.Fatalf("%s: %q is not among %q", title, answer, options)
	return 0, nil
}

func (p *person) Confirm(question, help string) (bool, error) {
	answer, err := p.next(question + " " + help)
	return answer == "yes", err
}

func (p *person) Long(title, _, initial string, check func(string) error) (string, error) {
	p.initial = initial
	answer, err := p.next(title)
	if err == nil {
		if checkErr := check(answer); checkErr != nil {
			return answer, checkErr
		}
	}
	return answer, err
}

// stage runs command lines against an embedded server.
type stage struct {
	t        *testing.T
	app      *App
	world    *world.World
	person   *person
	out, err bytes.Buffer
	now      time.Time

	ctx       context.Context
	interrupt context.CancelFunc // cancels ctx like ctrl+c
	onRequest func(request string)

	mu   sync.Mutex
	sent []string // method and path of every request
}

func newStage(t *testing.T, faults ...string) *stage {
	t.Helper()
	created := &stage{t: t, now: time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC), person: &person{t: t}}
	created.ctx, created.interrupt = context.WithCancel(t.Context())
	t.Cleanup(created.interrupt)
	clock := func() time.Time {
		created.mu.Lock()
		defer created.mu.Unlock()
		return created.now
	}
	parsed, err := fake.ParseFaults(faults)
	if err != nil {
		t.Fatal(err)
	}
	created.world = world.New(world.Options{Seed: 7, Tasks: 60, Now: clock})
	server := fake.New(fake.Options{World: created.world, Key: "ak-test", Faults: parsed, OnRequest: func(info fake.RequestInfo) {
		created.mu.Lock()
		defer created.mu.Unlock()
		created.sent = append(created.sent, info.Method+" "+info.Path)
		if created.onRequest != nil {
			created.onRequest(info.Method + " " + info.Path)
		}
	}})
	var handler http.Handler = server
	if len(faults) == 0 { // faults break the contract on purpose
		handler = contracttest.Wrap(t, server)
	}
	listener := httptest.NewServer(handler)
	t.Cleanup(listener.Close)
	client, err := api.New(api.Options{BaseURL: listener.URL, Key: "ak-test", Retries: -1, Now: clock})
	if err != nil {
		t.Fatal(err)
	}
	created.app = &App{
		Streams: Streams{In: strings.NewReader(""), Out: &created.out, Err: &created.err}, Now: clock, Zone: time.UTC,
		Open: func(context.Context) (*Conn, error) {
			return &Conn{Client: client, BaseURL: listener.URL, Space: "Search Quality"}, nil
		},
		CommandSuffix: " --profile work",
	}
	return created
}

// answering adds a terminal and a person with these answers.
func (s *stage) answering(answers ...string) *stage {
	s.app.Ask, s.app.InTTY, s.app.ErrTTY = s.person, true, true
	s.person.answers = answers
	return s
}

// run runs a command and returns its exit code and standard error.
func (s *stage) run(command func(*App) *cobra.Command, args ...string) (int, string) {
	s.t.Helper()
	s.out.Reset()
	s.err.Reset()
	cmd := command(s.app)
	cmd.SetArgs(args)
	cmd.SetOut(io.Discard)
	cmd.SetErr(io.Discard)
	cmd.SilenceErrors, cmd.SilenceUsage = true, true
	err := cmd.ExecuteContext(s.ctx)
	if err != nil {
		PrintError(&s.err, err)
	}
	return CodeOf(err), s.err.String()
}

// wants runs a command and expects an exit code and a text on standard error.
func (s *stage) wants(code int, stderr string, command func(*App) *cobra.Command, args ...string) {
	s.t.Helper()
	gotCode, got := s.run(command, args...)
	if gotCode != code || !strings.Contains(got, stderr) {
		s.t.Errorf("%q: exit %d, want %d with %q:\n%s%s", args, gotCode, code, stderr, got, s.out.String())
	}
	if code == Usage && !strings.Contains(stderr, "runs") && s.out.Len() > 0 {
		s.t.Errorf("%q: output although it failed: %s", args, s.out.String())
	}
}

// writes counts the requests other than GET.
func (s *stage) writes() (count int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, request := range s.sent {
		if !strings.HasPrefix(request, "GET ") {
			count++
		}
	}
	return count
}

// fullDisk is a writer that fails like a full disk.
type fullDisk struct{}

func (fullDisk) Write([]byte) (int, error) { return 0, errors.New("no space left on device") }

const relevance = `[{"evaluator_id": "RXZhbHVhdG9yOjIzMDA6bDBCNg==", "column_mappings": {"input": "attributes.input.value", "output": "attributes.output.value"}}]`
