package filter

import (
	"testing"

	"ax-tui/api"
	"ax-tui/ui/host"
)

// Flags come before the view, and one target takes away the other.
func TestWith(t *testing.T) {
	view := &host.View{Space: api.Ref{Name: "a"}, Project: api.Ref{Name: "b"}, Type: api.CodeEvaluation, TaskName: "c"}
	if got, want := (Filter{}).With(view), (Filter{Space: view.Space, Project: view.Project, Type: view.Type, Name: "c"}); got != want {
		t.Errorf("%+v", got)
	}
	flags := Filter{Space: api.Ref{ID: "s"}, Dataset: api.Ref{ID: "d"}, Name: "n"}
	if got, want := flags.With(view), (Filter{Space: flags.Space, Dataset: flags.Dataset, Type: view.Type, Name: "n"}); got != want {
		t.Errorf("%+v", got)
	}
}
