package ui_test

import (
	"bytes"
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// pkg is what go list says of a package of the module.
type pkg struct {
	ImportPath, Dir                          string
	Imports, TestImports, XTestImports, Deps []string
	GoFiles, TestGoFiles, XTestGoFiles       []string
	Standard                                 bool
}

const module = "ax-tui"

// house is every package of the module by its path below it, "" for main.
func house(t *testing.T) map[string]pkg {
	t.Helper()
	cmd := exec.Command("go", "list", "-json=ImportPath,Dir,Imports,TestImports,XTestImports,Deps,GoFiles,TestGoFiles,XTestGoFiles", "./...")
	cmd.Dir = ".."
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	all := map[string]pkg{}
	for d := json.NewDecoder(bytes.NewReader(out)); d.More(); {
		var p pkg
		if err := d.Decode(&p); err != nil {
			t.Fatal(err)
		}
		all[strings.TrimPrefix(strings.TrimPrefix(p.ImportPath, module), "/")] = p
	}
	if len(all) < 20 {
		t.Fatalf("only %d packages were found", len(all))
	}
	return all
}

// own gives the imports that are packages of this module, by their path below it.
func own(imports []string) (out []string) {
	for _, i := range imports {
		if rest, ok := strings.CutPrefix(i, module+"/"); ok {
			out = append(out, rest)
		}
	}
	return out
}

// foreign gives the imports that are neither of the module nor of the standard library.
func foreign(imports []string) (out []string) {
	for _, i := range imports {
		first, _, _ := strings.Cut(i, "/")
		if strings.Contains(first, ".") {
			out = append(out, i)
		}
	}
	return out
}

// within reports whether a package is the folder or below it.
func within(p, folder string) bool { return p == folder || strings.HasPrefix(p, folder+"/") }

var screens = []string{"ui/tasklist", "ui/taskview", "ui/runpanel", "ui/triggerform", "ui/taskform", "ui/edittask", "ui/openid", "ui/welcome"}

// forTests are packages that only tests import, and each other.
var forTests = []string{"ui/uitest", "ui/term/ptytest", "ui/confirm/hosttest", "api/fake/contracttest", "ui/e2e", "ui/bench", "ui/cli/man"}

func isForTests(p string) bool {
	return slices.ContainsFunc(forTests, func(f string) bool { return within(p, f) })
}

// TestArrows keeps the directions of imports: what is below knows nothing of
// what is above.
func TestArrows(t *testing.T) {
	terminal := func(i string) bool { return strings.Contains(i, "charmbracelet") || strings.Contains(i, "muesli") }
	for name, p := range house(t) {
		if isForTests(name) {
			continue
		}
		wrong := func(imports []string, bad func(string) bool, rule string) {
			t.Helper()
			for _, i := range imports {
				if bad(i) {
					t.Errorf("%s imports %s: %s", p.ImportPath, i, rule)
				}
			}
		}
		mine := own(p.Imports)
		wrong(mine, isForTests, "it is for tests only")
		switch {
		case within(name, "api/fake"):
			wrong(mine, func(i string) bool { return !within(i, "api/fake") }, "the embedded server shares nothing with the client")
			wrong(foreign(p.Imports), any1, "the embedded server needs the standard library only")
		case within(name, "api"):
			wrong(mine, func(i string) bool { return !within(i, "api") || within(i, "api/fake") }, "the client knows nothing of those who use it")
			wrong(p.Deps, terminal, "the client knows nothing of terminals")
		case name == "keymap" || name == "ui/text":
			wrong(mine, any1, "it stands alone")
		case name == "theme":
			wrong(mine, any1, "looks know nothing of what is shown")
		case within(name, "ui/term"):
			wrong(mine, func(i string) bool { return !within(i, "ui/term") }, "the terminal knows nothing of the program")
		case name == "":
			wrong(mine, func(i string) bool { return i != "ui/cli" && i != "ui/term/early" }, "main only starts the command line")
		}
		if name == "keymap" {
			wrong(foreign(p.Imports), any1, "the key table needs the standard library only")
		}
		if name != "ui/app" {
			wrong(mine, func(i string) bool { return slices.Contains(screens, i) }, "only ui/app knows screens; screens never know each other")
		}
	}
}

func any1(string) bool { return true }

// TestRooms: no file is longer than anyone can read, and packages hold no
// variable that could change under somebody's hands.
func TestRooms(t *testing.T) {
	for name, p := range house(t) {
		for _, f := range slices.Concat(p.GoFiles, p.TestGoFiles, p.XTestGoFiles) {
			path := filepath.Join(p.Dir, f)
			src, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if n := bytes.Count(src, []byte("\n")); n > 450 {
				t.Errorf("%s/%s has %d lines, at most 450", name, f, n)
			}
			if !strings.HasSuffix(f, "_test.go") && !isForTests(name) {
				checkVariables(t, name+"/"+f, src)
			}
		}
	}
}

// checkVariables fails for functions called init and for package variables that
// are neither errors nor tables: a table is written out or embedded, and never
// assigned to.
func checkVariables(t *testing.T, name string, src []byte) {
	t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), name, src, parser.SkipObjectResolution|parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	tables := map[string]bool{}
	for _, d := range f.Decls {
		if fn, ok := d.(*ast.FuncDecl); ok && fn.Recv == nil && fn.Name.Name == "init" && !strings.HasPrefix(name, "ui/term/early/") {
			t.Errorf("%s has an init", name)
		}
		g, ok := d.(*ast.GenDecl)
		if !ok || g.Tok != token.VAR {
			continue
		}
		embedded := g.Doc != nil && slices.ContainsFunc(g.Doc.List, func(c *ast.Comment) bool { return strings.HasPrefix(c.Text, "//go:embed ") })
		for _, s := range g.Specs {
			v := s.(*ast.ValueSpec)
			for i, n := range v.Names {
				if n.Name == "_" {
					continue
				}
				if !embedded && (i >= len(v.Values) || !constant(v.Values[i])) {
					t.Errorf("%s: the package variable %s is neither a table nor an error", name, n.Name)
				}
				tables[n.Name] = true
			}
		}
	}
	ast.Inspect(f, func(n ast.Node) bool {
		a, ok := n.(*ast.AssignStmt)
		if !ok || a.Tok == token.DEFINE {
			return true
		}
		for _, l := range a.Lhs {
			if id := root(l); id != nil && tables[id.Name] {
				t.Errorf("%s: the table %s is assigned to", name, id.Name)
			}
		}
		return true
	})
}

// constant are literals, errors and what is made from them once.
func constant(e ast.Expr) bool {
	switch e := e.(type) {
	case *ast.CompositeLit, *ast.BasicLit:
		return true
	case *ast.UnaryExpr:
		return e.Op == token.AND && constant(e.X)
	case *ast.CallExpr:
		s, ok := e.Fun.(*ast.SelectorExpr)
		if !ok {
			return false
		}
		if s.Sel.Name == "UTC" {
			return constant(s.X)
		}
		pkg, ok := s.X.(*ast.Ident)
		if !ok {
			return false
		}
		call := pkg.Name + "." + s.Sel.Name
		return slices.Contains([]string{
			"errors.New", "fmt.Errorf", "regexp.MustCompile", "strings.NewReplacer", "time.Date", "time.Unix", "sync.OnceValue", "sync.OnceValues", "reflect.TypeFor",
		}, call)
	}
	return false
}

// root is the name that an assignment changes: x of x[i].y.
func root(e ast.Expr) *ast.Ident {
	for {
		switch x := e.(type) {
		case *ast.Ident:
			return x
		case *ast.IndexExpr:
			e = x.X
		case *ast.SelectorExpr:
			e = x.X
		default:
			return nil
		}
	}
}
