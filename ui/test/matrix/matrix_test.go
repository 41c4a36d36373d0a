package matrix

import (
	"flag"
	"io"
	"log"
	"net/http"
	"os"
	"os/signal"
	"runtime/debug"
	"strings"
	"testing"
	"testing/synctest"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) {
	flag.Bool("whole", false, "run every cell of the matrix, not only every pair of two values")
	flag.Parse()
	log.SetOutput(io.Discard)                            // as main does: net/http writes about stray bytes
	signal.Notify(make(chan os.Signal, 1), os.Interrupt) // starts the goroutine of os/signal outside of every bubble
	http.DefaultTransport = &network{}
	debug.SetGCPercent(400) // many small accounts, each used once
	goleak.VerifyTestMain(m)
}

// faults are those of api/fake/README.md, with the values that matter.
func faults() []string {
	return []string{
		"none", "latency=2s", "latency=40s", "error", "error=50%", "status=502", "status=503", "status=301", "status=400", "status=401", "status=403", "status=404",
		"status=407", "status=409", "status=422", "429", "429=100%:retry=2s", "429=100%:retry=1h", "429=100%:retry=50s:date", "429=100%:after=soon", "429=100%:after=-5",
		"plan", "plan=100%:capability", "html=100%:200", "html=100%:502", "truncate", "truncate=100%:abort", "hang", "flood", "stray", "stray=100%:body", "drop", "drop-after",
		"timeout", "bare=200", "bare=202", "bare=204", "bare=200:100%:undone", "bare=202:100%:undone", "bare=204:100%:undone", "repeat-cursor", "empty-page=50%", "endless-pages",
		"same-row", "no-list", "stale=5s", "clock=10m", "clock=-10m", "legacy", "hostile",
	}
}

// wholeServer reports whether a fault is a property of the server and not of a request.
func wholeServer(fault string) bool {
	return strings.HasPrefix(fault, "clock") || fault == "legacy" || fault == "hostile" || fault == "none"
}

func faces() []string   { return []string{"line", "screen"} }
func reaches() []string { return []string{"all", "reads", "writes"} }
func spells() []string  { return []string{"always", "once"} }

// cells returns the combinations to run. Factors: fault, operation, face, reach, spell.
// Only the whole matrix has those in which every request reads a flood, 32 MB each.
func cells() []combination {
	ops, kinds := operations(), faults()
	whole := flag.Lookup("whole").Value.String() == "true"
	all := product([]int{len(kinds), len(ops), len(faces()), len(reaches()), len(spells())}, func(values combination) bool {
		fault, op, onScreen, everything, always := kinds[values[0]], ops[values[1]], values[2] == 1, values[3] == 0, values[4] == 0
		manyFloods := fault == "flood" && always
		return (!onScreen || op.open != "") && (whole || !manyFloods) && (everything && always || !wholeServer(fault))
	})
	if whole {
		return all
	}
	return pairwise(all)
}

func TestMatrix(t *testing.T) {
	ops, kinds := operations(), faults()
	for i, values := range cells() {
		runCell(t, i, ops[values[1]], kinds[values[0]], faces()[values[2]], reaches()[values[3]], spells()[values[4]])
	}
}

// Without a fault every operation succeeds and says so: the checks of the matrix find
// what they look for.
func TestEveryOperationWithoutFaults(t *testing.T) {
	for i, op := range operations() {
		for j, face := range faces() {
			if face == "line" || op.open != "" {
				runCell(t, 20000+2*i+j, op, "none", face, "all", "always")
			}
		}
	}
}

// runCell runs one cell in a bubble; number is its own in the whole run.
func runCell(t *testing.T, number int, op operation, fault, face, reach, spell string) {
	t.Helper()
	t.Run(strings.Join([]string{op.name, face, fault, reach, spell}, "/"), func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			s := newSite(t, http.DefaultTransport.(*network), number, fault, reach, spell)
			if face == "line" {
				line(t, s, op)
			} else {
				onScreen(t, s, op)
			}
		})
	})
}
