// Package test keeps the rules of the house: which package may import which,
// and what no file may hold.
package test

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
	cmd.Dir = "../.."
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	all := map[string]pkg{}
	for decoder := json.NewDecoder(bytes.NewReader(out)); decoder.More(); {
		var listed pkg
		if err := decoder.Decode(&listed); err != nil {
			t.Fatal(err)
		}
		all[strings.TrimPrefix(strings.TrimPrefix(listed.ImportPath, module), "/")] = listed
	}
	if len(all) < 20 {
		t.Fatalf("only %d packages were found", len(all))
	}
	return all
}

// own gives the imports that are packages of this module, by their path below it.
func own(imports []string) (out []string) {
	for _, path := range imports {
		if rest, ok := strings.CutPrefix(path, module+"/"); ok {
			out = append(out, rest)
		}
	}
	return out
}

// foreign gives the imports that are neither of the module nor of the standard library.
func foreign(imports []string) (out []string) {
	for _, path := range imports {
		first, _, _ := strings.Cut(path, "/")
		if strings.Contains(first, ".") {
			out = append(out, path)
		}
	}
	return out
}

// within reports whether a package is the folder or below it.
func within(path, folder string) bool { return path == folder || strings.HasPrefix(path, folder+"/") }

// isForTests reports whether only tests, and packages like it, may import a package.
func isForTests(path string) bool {
	return within(path, "ui/test") || within(path, "api/fake/contracttest")
}

// floors are the packages of ui from the top down: each imports its own floor
// and those below. What stands on one line does not see each other.
var floors = [][]string{
	{"ui/cli"},
	{"ui/app"},
	{"ui/screen"},
	{"ui/form"},
	{"ui/box"},
	{"ui/part"},
	{"ui/host"},
	{"ui/poll", "ui/text", "ui/term"},
}

// floor gives the floor of a package and its prefix there; -1 for none.
func floor(path string) (int, string) {
	for i, prefixes := range floors {
		for _, prefix := range prefixes {
			if within(path, prefix) {
				return i, prefix
			}
		}
	}
	return -1, ""
}

// upwards reports whether an import within ui goes to a floor above, or to
// another prefix of the same floor.
func upwards(from, to string) bool {
	fromFloor, fromPrefix := floor(from)
	toFloor, toPrefix := floor(to)
	return within(to, "ui") && (toFloor < fromFloor || toFloor == fromFloor && toPrefix != fromPrefix)
}

// sibling reports whether both are different folders below the prefix.
func sibling(prefix, from, to string) bool {
	left, okA := strings.CutPrefix(from, prefix+"/")
	right, okB := strings.CutPrefix(to, prefix+"/")
	left, _, _ = strings.Cut(left, "/")
	right, _, _ = strings.Cut(right, "/")
	return okA && okB && left != right
}

// arrows are the rules of imports, by prefix. The first that a package's
// import breaks is told.
var arrows = []struct {
	rule   string
	from   string
	except string // a prefix below from that the rule does not hold for
	broken func(from, to string) bool
}{
	{rule: "it is for tests only", broken: func(_, to string) bool { return isForTests(to) }},
	{rule: "the embedded server shares nothing with the client", from: "api/fake", broken: func(_, to string) bool { return !within(to, "api/fake") }},
	{rule: "the client imports nothing of those who use it", from: "api", except: "api/fake", broken: func(_, to string) bool { return !within(to, "api") || within(to, "api/fake") }},
	{rule: "the key table imports nothing", from: "keymap", broken: func(_, _ string) bool { return true }},
	{rule: "the theme imports nothing", from: "theme", broken: func(_, _ string) bool { return true }},
	{rule: "text imports nothing", from: "ui/text", broken: func(_, _ string) bool { return true }},
	{rule: "the terminal imports nothing of the program", from: "ui/term", broken: func(_, to string) bool { return !within(to, "ui/term") }},
	{rule: "a screen imports no other screen", from: "ui/screen", broken: func(from, to string) bool { return sibling("ui/screen", from, to) }},
	{rule: "arrows within ui point down", from: "ui", broken: upwards},
	{rule: "line mode imports neither the full screen nor the embedded server", from: "ui/cli/tasks", broken: func(_, to string) bool {
		return within(to, "ui") && !within(to, "ui/cli/tasks") && to != "ui/text" || within(to, "api/fake")
	}},
}

// TestArrows keeps the directions of imports: what is below knows nothing of
// what is above.
func TestArrows(t *testing.T) {
	terminal := func(path string) bool {
		return strings.Contains(path, "charmbracelet") || strings.Contains(path, "muesli")
	}
	for name, pkg := range house(t) {
		if isForTests(name) {
			continue
		}
		for _, to := range own(pkg.Imports) {
			for _, arrow := range arrows {
				if (arrow.from == "" || within(name, arrow.from)) && (arrow.except == "" || !within(name, arrow.except)) && arrow.broken(name, to) {
					t.Errorf("%s imports %s: %s", name, to, arrow.rule)
					break
				}
			}
		}
		if name == "" && slices.ContainsFunc(own(pkg.Imports), func(path string) bool { return path != "ui/cli" && path != "ui/term/early" }) {
			t.Errorf("main imports %v: it only starts the command line", own(pkg.Imports))
		}
		if within(name, "api") && slices.ContainsFunc(pkg.Deps, terminal) {
			t.Errorf("%s depends on a terminal library", name)
		}
		if (within(name, "api/fake") || name == "keymap") && len(foreign(pkg.Imports)) > 0 {
			t.Errorf("%s imports %v: it needs the standard library only", name, foreign(pkg.Imports))
		}
		if i, _ := floor(name); within(name, "ui") && i < 0 {
			t.Errorf("%s stands on no floor of ui", name)
		}
	}
}

// TestLeaks: every package that starts goroutines, or whose tests start servers
// or a model under a driver, fails when its tests leave goroutines behind.
func TestLeaks(t *testing.T) {
	servers := []string{"net/http/httptest", module + "/ui/test/demo", module + "/ui/test/driver", module + "/ui/test/harness", module + "/ui/test/pty"}
	for name, pkg := range house(t) {
		starts := startsGoroutines(t, pkg)
		tests := slices.Concat(pkg.TestImports, pkg.XTestImports)
		starts = starts || slices.ContainsFunc(tests, func(path string) bool { return slices.Contains(servers, path) })
		if starts && len(tests) > 0 && !slices.Contains(tests, "go.uber.org/goleak") {
			t.Errorf("the tests of %s do not look for goroutines that are left behind", name)
		}
	}
}

// startsGoroutines reports whether code outside tests has a go statement.
func startsGoroutines(t *testing.T, of pkg) bool {
	t.Helper()
	found := false
	for _, f := range of.GoFiles {
		file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(of.Dir, f), nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(node ast.Node) bool {
			_, ok := node.(*ast.GoStmt)
			found = found || ok
			return true
		})
	}
	return found
}

// What one file, one function and one type may hold at most.
const (
	maxFileLines     = 400
	maxTestLines     = 450
	maxFuncLines     = 90
	maxMethodsFields = 25 // fields of a type that has methods; a plain record of data may have more
)

// TestRooms: no file and no function is longer than anyone can read, no type
// with behaviour holds more than one can keep in mind, and packages hold no
// variable that could change under somebody's hands.
func TestRooms(t *testing.T) {
	for name, pkg := range house(t) {
		withMethods := map[string]bool{}
		fields := map[string]int{}
		for _, f := range slices.Concat(pkg.GoFiles, pkg.TestGoFiles, pkg.XTestGoFiles) {
			src, err := os.ReadFile(filepath.Join(pkg.Dir, f))
			if err != nil {
				t.Fatal(err)
			}
			most := maxFileLines
			if strings.HasSuffix(f, "_test.go") {
				most = maxTestLines
			}
			if lines := bytes.Count(src, []byte("\n")); lines > most {
				t.Errorf("%s/%s has %d lines, at most %d", name, f, lines, most)
			}
			if most == maxTestLines {
				continue
			}
			fset := token.NewFileSet()
			file, err := parser.ParseFile(fset, f, src, parser.SkipObjectResolution|parser.ParseComments)
			if err != nil {
				t.Fatal(err)
			}
			for _, decl := range file.Decls {
				switch funcDecl := decl.(type) {
				case *ast.FuncDecl:
					if lines := fset.Position(funcDecl.End()).Line - fset.Position(funcDecl.Pos()).Line + 1; lines > maxFuncLines {
						t.Errorf("%s/%s: %s has %d lines, at most %d", name, f, funcDecl.Name.Name, lines, maxFuncLines)
					}
					if funcDecl.Recv != nil {
						withMethods[receiver(funcDecl.Recv.List[0].Type)] = true
					}
				case *ast.GenDecl:
					countFields(funcDecl, fields)
				}
			}
			if !isForTests(name) {
				checkVariables(t, name+"/"+f, file)
			}
		}
		for typ, count := range fields {
			if withMethods[typ] && count > maxMethodsFields {
				t.Errorf("%s: the type %s has %d fields, at most %d", name, typ, count, maxMethodsFields)
			}
		}
	}
}

// receiver is the name of the type that a method belongs to.
func receiver(expr ast.Expr) string {
	switch starExpr := expr.(type) {
	case *ast.StarExpr:
		return receiver(starExpr.X)
	case *ast.IndexExpr:
		return receiver(starExpr.X)
	case *ast.IndexListExpr:
		return receiver(starExpr.X)
	case *ast.Ident:
		return starExpr.Name
	}
	return ""
}

// countFields adds the struct types of a declaration with how many fields each has.
func countFields(genDecl *ast.GenDecl, fields map[string]int) {
	for _, spec := range genDecl.Specs {
		typ, ok := spec.(*ast.TypeSpec)
		if !ok {
			continue
		}
		if body, ok := typ.Type.(*ast.StructType); ok {
			for _, field := range body.Fields.List {
				fields[typ.Name.Name] += max(len(field.Names), 1)
			}
		}
	}
}

// checkVariables fails for functions called init and for package variables that
// are neither errors nor tables: a table is written out, and never assigned to.
func checkVariables(t *testing.T, name string, file *ast.File) {
	t.Helper()
	tables := map[string]bool{}
	for _, decl := range file.Decls {
		if fn, ok := decl.(*ast.FuncDecl); ok && fn.Recv == nil && fn.Name.Name == "init" && !strings.HasPrefix(name, "ui/term/early/") {
			t.Errorf("%s has an init", name)
		}
		genDecl, ok := decl.(*ast.GenDecl)
		if !ok || genDecl.Tok != token.VAR {
			continue
		}
		for _, spec := range genDecl.Specs {
			valueSpec := spec.(*ast.ValueSpec)
			for i, ident := range valueSpec.Names {
				if ident.Name == "_" {
					continue
				}
				if !embedded(genDecl) && (i >= len(valueSpec.Values) || !constant(valueSpec.Values[i])) {
					t.Errorf("%s: the package variable %s is neither a table nor an error", name, ident.Name)
				}
				tables[ident.Name] = true
			}
		}
	}
	ast.Inspect(file, func(node ast.Node) bool {
		assignStmt, ok := node.(*ast.AssignStmt)
		if !ok || assignStmt.Tok == token.DEFINE {
			return true
		}
		for _, expr := range assignStmt.Lhs {
			if id := root(expr); id != nil && tables[id.Name] {
				t.Errorf("%s: the table %s is assigned to", name, id.Name)
			}
		}
		return true
	})
}

// embedded reports whether the compiler fills the variable with files.
func embedded(genDecl *ast.GenDecl) bool {
	return genDecl.Doc != nil && slices.ContainsFunc(genDecl.Doc.List, func(comment *ast.Comment) bool { return strings.HasPrefix(comment.Text, "//go:embed ") })
}

// constant are literals, errors and what is made from them once.
func constant(expr ast.Expr) bool {
	switch node := expr.(type) {
	case *ast.CompositeLit, *ast.BasicLit:
		return true
	case *ast.UnaryExpr:
		return node.Op == token.AND && constant(node.X)
	case *ast.CallExpr:
		selectorExpr, ok := node.Fun.(*ast.SelectorExpr)
		if !ok {
			return false
		}
		if selectorExpr.Sel.Name == "UTC" {
			return constant(selectorExpr.X)
		}
		pkg, ok := selectorExpr.X.(*ast.Ident)
		if !ok {
			return false
		}
		call := pkg.Name + "." + selectorExpr.Sel.Name
		return slices.Contains([]string{
			"errors.New", "fmt.Errorf", "regexp.MustCompile", "strings.NewReplacer", "time.Date", "time.Unix", "sync.OnceValue", "sync.OnceValues", "reflect.TypeFor",
		}, call)
	}
	return false
}

// root is the name that an assignment changes: x of x[i].y.
func root(expr ast.Expr) *ast.Ident {
	for {
		switch ident := expr.(type) {
		case *ast.Ident:
			return ident
		case *ast.IndexExpr:
			expr = ident.X
		case *ast.SelectorExpr:
			expr = ident.X
		default:
			return nil
		}
	}
}
