// Package speed measures ax-tui from outside, in a real pseudo-terminal, together
// with a minimal program of the same libraries, and prints the speed table of
// CONTRIBUTING.md. Only the ratios are meaningful. baseline and bare are the
// programs to compare with.
package speed

import (
	"cmp"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

// BenchmarkTable prints the whole table once: see make bench.
func BenchmarkTable(t *testing.B) {
	dir := t.TempDir()
	suite := bench{ax: filepath.Join(dir, "ax-tui"), base: filepath.Join(dir, "baseline"), bare: filepath.Join(dir, "bare")}
	build := []string{"go", "build", "-trimpath", "-tags", "nethttpomithttp2", "-ldflags", "-s -w", "-o", dir}
	for _, words := range [][]string{{"make", "-C", "../../..", "build", "BIN=" + dir}, append(build, "./baseline", "./bare")} {
		cmd := exec.Command(words[0], words[1:]...)
		cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
		if msg, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%s: %v\n%s", words, err, msg)
		}
	}
	// Programs are installed by copying; the file that the linker wrote starts a tenth slower.
	for _, path := range []*string{&suite.ax, &suite.base, &suite.bare} {
		program, err := os.ReadFile(*path)
		if err != nil {
			t.Fatal(err)
		}
		*path += "-installed"
		if err := os.WriteFile(*path, program, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	fmt.Println("| figure | baseline | ax-tui | ratio | target |")
	fmt.Println("|---|---|---|---|---|")
	for _, step := range []func() error{suite.first, suite.keys, suite.scroll, suite.burst, suite.idle, suite.resize, suite.memory, suite.quit, suite.lines, suite.results, suite.size} {
		if err := step(); err != nil {
			t.Fatal(err)
		}
	}
}

type bench struct{ ax, base, bare string }

const rounds = 15

func row(figure, base, ax string, ratio float64, target string) {
	fmt.Printf("| %s | %s | %s | %.2f× | %s |\n", figure, base, ax, ratio, target)
}

func ms(elapsed time.Duration) string {
	return fmt.Sprintf("%.1f ms", float64(elapsed.Microseconds())/1000)
}

// at is a percentile.
func at[T cmp.Ordered](values []T, percent int) T {
	sorted := slices.Clone(values)
	slices.Sort(sorted)
	return sorted[min(len(sorted)*percent/100, len(sorted)-1)]
}

func ratio(left, right time.Duration) float64 { return float64(left) / float64(right) }
