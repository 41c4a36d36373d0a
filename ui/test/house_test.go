//go:build !race

// Package test checks the rules of CONTRIBUTING.md: which package may import
// which, and what files may not contain.
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

// pkg is the output of go list for a package of the module.
type pkg struct {
	ImportPath, Dir                          string
	Imports, TestImports, XTestImports, Deps []string
	GoFiles, TestGoFiles, XTestGoFiles       []string
	Standard                                 bool
}

const module = "ax-tui"

// house returns every package of the module by its path in the module, "" for main.
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

// moduleImports returns the imports that are packages of this module, by their path in it.
func moduleImports(imports []string) (out []string) {
	for _, path := range imports {
		if rest, ok := strings.CutPrefix(path, module+"/"); ok {
			out = append(out, rest)
		}
	}
	return out
}

// libraries returns the imports that are neither of the module nor of the standard library.
func libraries(imports []string) (out []string) {
	for _, path := range imports {
		first, _, _ := strings.Cut(path, "/")
		if strings.Contains(first, ".") && !within(path, module) {
			out = append(out, path)
		}
	}
	return out
}

// within reports whether a package is the folder or below it.
func within(path, folder string) bool { return path == folder || strings.HasPrefix(path, folder+"/") }

// isForTests reports whether only tests and test packages may import a package.
func isForTests(path string) bool {
	return within(path, "ui/test") || within(path, "api/fake/contracttest")
}

// floors are the packages of ui from the top down: each imports its own floor
// and those below. Packages on one line do not import each other.
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

// arrows are the rules of imports, by prefix. The first one that an import breaks
// is reported.
var arrows = []struct {
	rule   string
	from   string
	except string // a prefix below from that the rule does not apply to
	broken func(from, to string) bool
}{
	{rule: "it is for tests only", broken: func(_, to string) bool { return isForTests(to) }},
	{rule: "the embedded server shares nothing with the client", from: "api/fake", broken: func(_, to string) bool { return !within(to, "api/fake") }},
	{rule: "the client imports none of the packages that use it", from: "api", except: "api/fake", broken: func(_, to string) bool { return !within(to, "api") || within(to, "api/fake") }},
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

// TestArrows checks the directions of imports: no package imports one above it.
func TestArrows(t *testing.T) {
	terminal := func(path string) bool {
		return strings.Contains(path, "charmbracelet") || strings.Contains(path, "muesli")
	}
	for name, pkg := range house(t) {
		if isForTests(name) {
			continue
		}
		for _, to := range moduleImports(pkg.Imports) {
			for _, arrow := range arrows {
				if (arrow.from == "" || within(name, arrow.from)) && (arrow.except == "" || !within(name, arrow.except)) && arrow.broken(name, to) {
					t.Errorf("%s imports %s: %s", name, to, arrow.rule)
					break
				}
			}
		}
		if name == "" && slices.ContainsFunc(moduleImports(pkg.Imports), func(path string) bool { return path != "ui/cli" }) {
			t.Errorf("main imports %v: it only starts the command line", moduleImports(pkg.Imports))
		}
		if within(name, "api") && slices.ContainsFunc(pkg.Deps, terminal) {
			t.Errorf("%s depends on a terminal library", name)
		}
		if (within(name, "api/fake") || name == "keymap" || name == "ui/term/early") && len(libraries(pkg.Imports)) > 0 {
			t.Errorf("%s imports %v: it needs the standard library only", name, libraries(pkg.Imports))
		}
		if i, _ := floor(name); within(name, "ui") && i < 0 {
			t.Errorf("%s is not on a floor of ui", name)
		}
	}
}

// TestLeaks: the tests of every package that starts goroutines, or whose tests
// start servers or drive a model, check for leaked goroutines.
func TestLeaks(t *testing.T) {
	servers := []string{"net/http/httptest", module + "/ui/test/demo", module + "/ui/test/driver", module + "/ui/test/harness", module + "/ui/test/pty"}
	for name, pkg := range house(t) {
		starts := startsGoroutines(t, pkg)
		tests := slices.Concat(pkg.TestImports, pkg.XTestImports)
		starts = starts || slices.ContainsFunc(tests, func(path string) bool { return slices.Contains(servers, path) })
		if starts && len(tests) > 0 && !slices.Contains(tests, "go.uber.org/goleak") {
			t.Errorf("the tests of %s do not check for leaked goroutines", name)
		}
	}
}

// startsGoroutines reports whether code outside tests has a go statement.
func startsGoroutines(t *testing.T, of pkg) bool {
	t.Helper()
	found := false
	for _, name := range of.GoFiles {
		file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(of.Dir, name), nil, parser.SkipObjectResolution)
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

// The maximum sizes of files, functions and types.
const (
	maxFileLines     = 400
	maxTestLines     = 450
	maxFuncLines     = 90
	maxMethodsFields = 25 // fields of a type with methods; a type without methods may have more
)

// TestSizes: files, functions and types with methods stay within the limits
// above, and packages have no variables that can change.
func TestSizes(t *testing.T) {
	for name, pkg := range house(t) {
		withMethods := map[string]bool{}
		fields := map[string]int{}
		for _, base := range slices.Concat(pkg.GoFiles, pkg.TestGoFiles, pkg.XTestGoFiles) {
			src, err := os.ReadFile(filepath.Join(pkg.Dir, base))
			if err != nil {
				t.Fatal(err)
			}
			limit := maxFileLines
			if strings.HasSuffix(base, "_test.go") {
				limit = maxTestLines
			}
			if lines := bytes.Count(src, []byte("\n")); lines > limit {
				t.Errorf("%s/%s has %d lines, at most %d", name, base, lines, limit)
			}
			if limit == maxTestLines {
				continue
			}
			fset := token.NewFileSet()
			file, err := parser.ParseFile(fset, base, src, parser.SkipObjectResolution|parser.ParseComments)
			if err != nil {
				t.Fatal(err)
			}
			for _, decl := range file.Decls {
				switch decl := decl.(type) {
				case *ast.FuncDecl:
					if lines := fset.Position(decl.End()).Line - fset.Position(decl.Pos()).Line + 1; lines > maxFuncLines {
						t.Errorf("%s/%s: %s has %d lines, at most %d", name, base, decl.Name.Name, lines, maxFuncLines)
					}
					if decl.Recv != nil {
						withMethods[receiver(decl.Recv.List[0].Type)] = true
					}
				case *ast.GenDecl:
					countFields(decl, fields)
				}
			}
			if !isForTests(name) {
				checkVariables(t, name+"/"+base, file)
			}
		}
		for typ, count := range fields {
			if withMethods[typ] && count > maxMethodsFields {
				t.Errorf("%s: the type %s has %d fields, at most %d", name, typ, count, maxMethodsFields)
			}
		}
	}
}

// receiver is the type name of a method's receiver.
func receiver(expr ast.Expr) string {
	switch node := expr.(type) {
	case *ast.StarExpr:
		return receiver(node.X)
	case *ast.IndexExpr:
		return receiver(node.X)
	case *ast.IndexListExpr:
		return receiver(node.X)
	case *ast.Ident:
		return node.Name
	}
	return ""
}

// countFields adds the number of fields of each struct type in a declaration.
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
// are neither errors nor tables: a table is a literal that is never assigned to.
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

// embedded reports whether the variable has a go:embed directive.
func embedded(genDecl *ast.GenDecl) bool {
	return genDecl.Doc != nil && slices.ContainsFunc(genDecl.Doc.List, func(comment *ast.Comment) bool { return strings.HasPrefix(comment.Text, "//go:embed ") })
}

// constant reports whether expr is a literal, an error or built from these once.
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

// root is the variable that an assignment changes: x of x[i].y.
func root(expr ast.Expr) *ast.Ident {
	for {
		switch node := expr.(type) {
		case *ast.Ident:
			return node
		case *ast.IndexExpr:
			expr = node.X
		case *ast.SelectorExpr:
			expr = node.X
		default:
			return nil
		}
	}
}
