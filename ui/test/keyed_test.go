//go:build !race

package test

import (
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestKeyedLiterals: outside tests, a literal of a struct with more than two fields,
// or with a bool field, names its fields. The types come from the compiler's export data.
func TestKeyedLiterals(t *testing.T) {
	cmd := exec.Command("go", "list", "-export", "-deps", "-f", "{{.ImportPath}}={{.Export}}", "./...")
	cmd.Dir = "../.."
	cmd.Stderr = os.Stderr // why a package does not compile
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	exports := map[string]string{}
	for line := range strings.Lines(string(out)) {
		path, file, _ := strings.Cut(strings.TrimSpace(line), "=")
		exports[path] = file
	}
	fset := token.NewFileSet()
	imports := importer.ForCompiler(fset, "gc", func(path string) (io.ReadCloser, error) { return os.Open(exports[path]) })
	for name, pkg := range house(t) {
		var files []*ast.File
		for _, base := range pkg.GoFiles {
			file, err := parser.ParseFile(fset, filepath.Join(pkg.Dir, base), nil, parser.SkipObjectResolution)
			if err != nil {
				t.Fatal(err)
			}
			files = append(files, file)
		}
		info := &types.Info{Types: map[ast.Expr]types.TypeAndValue{}}
		config := types.Config{Importer: imports}
		if _, err := config.Check(pkg.ImportPath, fset, files, info); err != nil {
			t.Fatal(err)
		}
		for _, literal := range unkeyed(files, info) {
			at := fset.Position(literal.Pos())
			t.Errorf("%s/%s:%d: %s is written without field names", name, filepath.Base(at.Filename), at.Line, info.TypeOf(literal))
		}
	}
}

// unkeyed returns the literals that break the rule.
func unkeyed(files []*ast.File, info *types.Info) (out []*ast.CompositeLit) {
	for _, file := range files {
		ast.Inspect(file, func(node ast.Node) bool {
			literal, ok := node.(*ast.CompositeLit)
			if !ok || len(literal.Elts) == 0 {
				return true
			}
			if _, keyed := literal.Elts[0].(*ast.KeyValueExpr); !keyed && wantsKeys(info.TypeOf(literal)) {
				out = append(out, literal)
			}
			return true
		})
	}
	return out
}

// wantsKeys reports whether the rule applies to a type. It may be a pointer: the
// type of {1} in []*T{{1}} is *T.
func wantsKeys(typ types.Type) bool {
	if pointer, ok := typ.Underlying().(*types.Pointer); ok {
		typ = pointer.Elem()
	}
	fields, ok := typ.Underlying().(*types.Struct)
	if !ok {
		return false
	}
	for field := range fields.Fields() {
		if basic, ok := field.Type().Underlying().(*types.Basic); ok && basic.Kind() == types.Bool {
			return true
		}
	}
	return fields.NumFields() > 2
}

// The rule finds literals in every notation.
func TestUnkeyedFindsEveryLiteral(t *testing.T) {
	const src = `package x
type pair struct{ a, b int }
type flag struct{ on bool }
type box[T any] struct{ a, b, c T }
var _ = []any{
	pair{1, 2}, []int{1, 2, 3}, flag{on: true}, box[int]{}, map[string]pair{"": {1, 2}},
	flag{true}, box[int]{1, 2, 3}, []*flag{{true}}, map[string]flag{"": {true}}, &flag{false}, []struct{ a, b, c int }{{1, 2, 3}},
}`
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "x.go", src, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	info := &types.Info{Types: map[ast.Expr]types.TypeAndValue{}}
	if _, err := new(types.Config).Check("x", fset, []*ast.File{file}, info); err != nil {
		t.Fatal(err)
	}
	found := unkeyed([]*ast.File{file}, info)
	for _, literal := range found {
		if line := fset.Position(literal.Pos()).Line; line != 7 {
			t.Errorf("line %d: %s needs no names", line, info.TypeOf(literal))
		}
	}
	if len(found) != 6 {
		t.Errorf("%d literals are found, want the 6 of the last line", len(found))
	}
}
