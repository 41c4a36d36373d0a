package e2e_test

import (
	"os"
	"os/exec"
	"strings"
	"testing"
)

// Every command that prints reports a full disk, with its exit code.
func TestAFullDisk(t *testing.T) {
	t.Parallel()
	for _, command := range []string{
		"config show", "config keys", "config schema", "config check", "config path", "doctor", "version", "schema", "demo-server",
		"tasks list --demo", "tasks list --demo -o json", "spaces list --demo", "tasks --help", "completion bash",
	} {
		full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
		if err != nil {
			t.Fatal(err)
		}
		cmd := exec.Command(program(t), strings.Fields(command)...)
		cmd.Env, cmd.Stdout = testEnv(t), full
		var said strings.Builder
		cmd.Stderr = &said
		_ = cmd.Run()
		_ = full.Close()
		if code := cmd.ProcessState.ExitCode(); code != 5 || !strings.Contains(said.String(), "no space left") {
			t.Errorf("%s: exit code %d, %s", command, code, said.String())
		}
	}
}
