package newtask

import (
	"context"
	"strings"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api"
	"ax-tui/api/mapping"
	"ax-tui/ui/host"
	"ax-tui/ui/text"
)

// Limits of the sample rows for the mapping preview.
const (
	sampleSize   = 50
	sampleWindow = 7 * 24 * time.Hour
	// typingPause is the time without typing after which the text is parsed and
	// checked.
	typingPause = 300 * time.Millisecond
)

// samples holds the sample rows of the mapping preview.
type samples struct {
	key     string // sampleKey of the rows
	loading bool
	loaded  bool
	rows
	failed     error
	filterNote text.Safe // shown note about a refused filter
}

// typingPaused is sent after typingPause without a change.
type typingPaused struct {
	host.Tag
	change int
}

// rows holds the loaded sample rows of a target and the paths in them.
type rows struct {
	set   mapping.Set
	known []mapping.Known
}

// refresh updates picks, samples and the preview from the text after a typing
// pause.
func (s *model) refresh() tea.Cmd {
	if !s.hasMapping() && s.current != stFilters && s.current != stReview {
		return nil
	}
	s.preview.change++
	return s.env.After(typingPause, typingPaused{s.Tag(), s.preview.change})
}

func (s *model) afterPause(msg typingPaused) tea.Cmd {
	if msg.change != s.preview.change || s.Form == nil || s.Hidden {
		return nil
	}
	s.Dirty = true
	s.pull()
	if s.current == stReview {
		s.fillReview()
		return tea.Batch(s.loadSamples(), s.checkMappings())
	}
	if !s.hasMapping() {
		return s.loadSamples()
	}
	s.syncTexts()
	return tea.Batch(s.loadSamples(), s.checkMappings())
}

// sampleKey identifies the rows for the target and the filter; "" for none.
func (s *model) sampleKey() string {
	ref := s.vals.target()
	switch {
	case ref.ID == "":
		return ""
	case s.vals.experiment():
		return "examples|" + ref.ID
	case s.vals.onSpans():
		return "spans|" + ref.ID + "|" + s.sampleFilter()
	case len(s.vals.Experiments) == 0:
		return ""
	}
	return "runs|" + s.vals.Experiments[0].ID
}

func (s *model) sampleFilter() string {
	if s.parse().wide() {
		return strings.TrimSpace(s.vals.Wide[0])
	}
	return strings.TrimSpace(s.vals.Filter)
}

// loadSamples loads the rows unless they are loaded for this target and filter.
func (s *model) loadSamples() tea.Cmd {
	key := s.sampleKey()
	if key == s.samples.key {
		return nil
	}
	s.removeNote(s.samples.filterNote)
	s.samples = samples{key: key, loading: key != ""}
	if key == "" {
		return nil
	}
	ctx, read := s.Ctx, s.sampleReader()
	return host.Ask(s.Tag(), key, func() (rows, error) {
		set, err := read(ctx)
		return rows{set: set, known: mapping.Paths(set.Samples)}, err
	})()
}

// sampleReader returns a function that loads the rows. It uses only copied values.
func (s *model) sampleReader() func(context.Context) (mapping.Set, error) {
	client, id, now := s.client, s.vals.target().ID, s.env.ServerTime(s.env.Now())
	switch {
	case s.vals.experiment():
		return func(ctx context.Context) (mapping.Set, error) {
			page, err := client.ListExamples(ctx, api.ExampleQuery{DatasetID: id, Limit: sampleSize})
			return withSamples(mapping.Set{Kind: mapping.Examples}, page.Items, mapping.FromExample), err
		}
	case s.vals.onSpans():
		start, filter := now.Add(-sampleWindow), s.sampleFilter()
		return func(ctx context.Context) (mapping.Set, error) {
			page, err := client.ListSpans(ctx, api.SpanQuery{ProjectID: id, Start: &start, End: &now, Filter: filter, Limit: sampleSize})
			return withSamples(mapping.Set{Kind: mapping.Spans, Start: start, End: now, Filter: filter}, page.Items, mapping.FromSpan), err
		}
	}
	return runReader(client, id, s.vals.Experiments[0].ID)
}

// withSamples adds the samples to a set.
func withSamples[T any](set mapping.Set, items []T, from func(T) mapping.Sample) mapping.Set {
	for _, item := range items {
		set.Samples = append(set.Samples, from(item))
	}
	return set
}

// runReader loads outputs of an experiment, with their examples if available.
func runReader(client Client, dataset, experiment string) func(context.Context) (mapping.Set, error) {
	return func(ctx context.Context) (mapping.Set, error) {
		page, err := client.ListExperimentRuns(ctx, experiment, sampleSize)
		if err != nil {
			return mapping.Set{}, err
		}
		examples := map[string]*api.Example{}
		if examplePage, err := client.ListExamples(ctx, api.ExampleQuery{DatasetID: dataset, Limit: 500}); err == nil {
			for i := range examplePage.Items {
				examples[examplePage.Items[i].ID] = &examplePage.Items[i]
			}
		}
		from := func(experimentRun api.ExperimentRun) mapping.Sample {
			return mapping.FromRun(experimentRun, examples[experimentRun.ExampleID])
		}
		return withSamples(mapping.Set{Kind: mapping.ExperimentRuns}, page.Items, from), nil
	}
}

// applySamples stores loaded rows and checks the mappings with them.
func (s *model) applySamples(answer host.Answer[rows]) tea.Cmd {
	if answer.Key != s.samples.key || host.Canceled(answer.Err) {
		return nil
	}
	s.Dirty = true
	s.samples.loading, s.samples.failed = false, answer.Err
	if answer.Err != nil {
		if s.samples.filterNote = s.filterRefusal(); s.current != stReview {
			s.addNote(s.samples.filterNote)
		} else {
			s.fillReview()
		}
		return nil
	}
	s.samples.loaded, s.samples.rows = true, answer.Value
	return s.checkMappings()
}
