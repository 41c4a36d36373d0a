// Command bench measures ax-tui from outside, in a real pseudo-terminal,
// beside a minimal program of the same libraries in the same minute, and
// prints the speed table of CONTRIBUTING.md. Only the ratios mean anything.
//
// It is a tool for contributors (make bench) and no part of the program.
package main

import (
	"cmp"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"time"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run() error {
	dir, err := os.MkdirTemp("", "ax-tui-bench")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	ax, base, bare := filepath.Join(dir, "ax-tui"), filepath.Join(dir, "baseline"), filepath.Join(dir, "bare")
	for out, pkg := range map[string]string{ax: ".", base: "./ui/test/speed/baseline", bare: "./ui/test/speed/bare"} {
		c := exec.Command("go", "build", "-trimpath", "-tags", "nethttpomithttp2", "-ldflags", "-s -w", "-o", out, pkg)
		c.Env = append(os.Environ(), "CGO_ENABLED=0")
		c.Stderr = os.Stderr
		if err := c.Run(); err != nil {
			return err
		}
	}
	b := bench{ax: ax, base: base, bare: bare}
	fmt.Println("| figure | baseline | ax-tui | ratio | target |")
	fmt.Println("|---|---|---|---|---|")
	for _, f := range []func() error{b.first, b.keys, b.scroll, b.burst, b.idle, b.resize, b.memory, b.quit, b.lines, b.size} {
		if err := f(); err != nil {
			return err
		}
	}
	return nil
}

type bench struct{ ax, base, bare string }

const rounds = 15

func row(figure, base, ax string, ratio float64, target string) {
	fmt.Printf("| %s | %s | %s | %.2f× | %s |\n", figure, base, ax, ratio, target)
}

func ms(d time.Duration) string { return fmt.Sprintf("%.1f ms", float64(d.Microseconds())/1000) }

// at is a percentile.
func at[T cmp.Ordered](d []T, p int) T {
	s := slices.Clone(d)
	slices.Sort(s)
	return s[min(len(s)*p/100, len(s)-1)]
}

func ratio(a, b time.Duration) float64 { return float64(a) / float64(b) }

// Texts that only a populated list holds.
const (
	baseRow = "row 3 of"
	axRow   = "loaded"
)
