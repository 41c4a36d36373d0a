//go:build !windows

package e2e_test

import (
	"bytes"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"ax-tui/ui/test/pty"
)

// batch runs the program without a terminal.
func batch(t *testing.T, env []string, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), program(t), args...)
	cmd.Env = append(append(testEnv(t), "PATH="+os.Getenv("PATH"), "TERM=xterm-256color"), env...)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	_ = cmd.Run()
	return cmd.ProcessState.ExitCode(), out.String(), errs.String()
}

func TestWithoutATerminal(t *testing.T) {
	t.Parallel()
	const key = "ARIZE_API_KEY=ak-very-secret-1234567890"
	for name, tc := range map[string]struct {
		env  []string
		args []string
		code int
		out  string // on standard output
		err  string // on standard error
	}{
		"not a terminal":      {nil, []string{"--demo"}, 2, "", "terminal"},
		"not a terminal, key": {[]string{key}, nil, 2, "", "terminal"},
		"help":                {nil, []string{"--help"}, 0, "--demo", ""},
		"help of the server":  {nil, []string{"demo-server", "--help"}, 0, "--listen", ""},
		"unknown flag":        {nil, []string{"--nothing"}, 2, "", "see ax-tui --help"},
		"limit":               {nil, []string{"--limit", "0"}, 2, "", "1 to 100"},
		"theme":               {nil, []string{"--theme", "pink"}, 2, "", "high-contrast"},
		"type":                {nil, []string{"--task-type", "wrong"}, 2, "", "code_evaluation"},
		"fault":               {nil, []string{"--demo", "--fault", "rain"}, 2, "", "latency"},
		"speed":               {nil, []string{"--demo", "--speed", "0"}, 2, "", "more than 0"},
		"two IDs":             {nil, []string{"one", "two"}, 2, "", "see ax-tui --help"},
		"no key":              {nil, nil, 3, "", "ARIZE_API_KEY"},
		"bad scheme":          {[]string{key, "ARIZE_API_SCHEME=gopher"}, nil, 2, "", "http or https"},
		"bad host":            {[]string{key, "ARIZE_API_HOST=https://x/y"}, nil, 2, "", "set only the host"},
	} {
		t.Run(name, func(t *testing.T) {
			code, out, errs := batch(t, tc.env, tc.args...)
			if code != tc.code {
				t.Errorf("exit code %d, want %d", code, tc.code)
			}
			if !strings.Contains(out, tc.out) || tc.out == "" && out != "" {
				t.Errorf("the output is %q, want %q", out, tc.out)
			}
			if !strings.Contains(errs, tc.err) || tc.err == "" && errs != "" {
				t.Errorf("the errors are %q, want %q", errs, tc.err)
			}
			if tc.err != "" && strings.Count(errs, "\n") != 1 {
				t.Errorf("not one line: %q", errs)
			}
			if strings.ContainsRune(out+errs, '\x1b') || strings.Contains(out+errs, "very-secret") {
				t.Errorf("an escape or the key was written: %q %q", out, errs)
			}
		})
	}
}

// The key is never written: not to the screen, to errors or to files.
func TestTheKeyIsNeverShown(t *testing.T) {
	t.Parallel()
	const key = "ak-wrong-but-secret-0123456789"
	server := serve(t)
	home := t.TempDir()
	env := append(slices.Clone(server.env), "ARIZE_API_KEY="+key, "HOME="+home, "XDG_STATE_HOME="+filepath.Join(home, "state"))
	person := open(t, pty.Options{Env: env})
	person.see("The tasks could not be read.", "The API key is not valid", "r tries again")
	person.Type("r")
	person.press("?", "the keys", has("╭─ Keys"))
	person.press("esc", "the list", lacks("╭─ Keys"))
	person.see("The API key is not valid")
	person.leave()
	noSecret(t, "the terminal", person.Raw(), key)
	files(t, home, func(path string, data []byte) { noSecret(t, path, data, key) })
}

func noSecret(t *testing.T, where string, data []byte, key string) {
	t.Helper()
	for _, part := range []string{key, key[len(key)-10:], key[:16]} {
		if bytes.Contains(data, []byte(part)) {
			t.Errorf("%s holds (part of) the key", where)
		}
	}
}

func files(t *testing.T, dir string, see func(path string, data []byte)) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, dirEntry fs.DirEntry, err error) error {
		if err != nil || dirEntry.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		see(path, data)
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

// A demo key is a secret too; the log does not contain it, also after faults.
func TestTheLogHoldsNoKey(t *testing.T) {
	t.Parallel()
	server := serve(t, "--fault", "html=15%", "--fault", "truncate=10%", "--fault", "drop=10%")
	home := t.TempDir()
	env := append(slices.Clone(server.env), "HOME="+home, "XDG_STATE_HOME="+filepath.Join(home, "state"))
	person := open(t, pty.Options{Env: env, Limit: 2 * patient()})
	person.WaitFor(func(screen string) bool {
		if strings.Contains(screen, "r tries again now") { // several failures in a row are possible, and the program asks rarely then
			person.Send("r")
		}
		return strings.Contains(screen, "JSON Shape")
	}, "the list")
	person.moveTo("JSON Shape")
	person.press("enter", "the task", has("▸ Tasks ▸ JSON Shape"))
	person.see("failed")
	person.leave()
	noSecret(t, "the terminal", person.Raw(), server.key)
	files(t, home, func(path string, data []byte) { noSecret(t, path, data, server.key) })
}

// A connection on which others could read the key says so.
func TestUncheckedCertificatesAreMentioned(t *testing.T) {
	t.Parallel()
	server := serve(t)
	person := open(t, pty.Options{Env: append(slices.Clone(server.env), "ARIZE_REQUEST_VERIFY=off")})
	person.see("TLS certificates are not checked (ARIZE_REQUEST_VERIFY)", " loaded")
	person.leave()
}
