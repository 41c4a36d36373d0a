package newtask

import (
	"strings"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"ax-tui/api"
	"ax-tui/api/mapping"
	"ax-tui/api/sample"
	"ax-tui/ui/host"
	"ax-tui/ui/text"
)

// typingPause is the time without typing after which the text is parsed and checked.
const typingPause = 300 * time.Millisecond

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
	if !s.hasMapping() && s.current != stFilters && s.current != stReview && s.current != stName {
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
	switch {
	case s.current == stName:
		return s.lookupName()
	case !s.hasMapping():
		return s.loadSamples()
	}
	s.syncTexts()
	s.describe()
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
		return "spans|" + ref.ID + "|" + s.tried()
	case len(s.vals.Experiments) == 0:
		return ""
	}
	return "runs|" + s.vals.Experiments[0].ID
}

// sampleFilter is the condition of the spans that the evaluators may judge.
func (s *model) sampleFilter() string {
	if s.parse().wide() {
		return strings.TrimSpace(s.vals.Wide[0])
	}
	return api.SpanFilter(s.vals.Filter, s.parse().evaluators)
}

// loadSamples loads the rows unless they are loaded for this target and filter.
func (s *model) loadSamples() tea.Cmd {
	key := s.sampleKey()
	if key == s.samples.key {
		return nil
	}
	s.setNote(string(s.samples.filterNote), "")
	s.samples = samples{key: key, loading: key != ""}
	if key == "" {
		return nil
	}
	ctx, client, source, now := s.Ctx, s.client, s.sampleSource(), s.env.ServerTime(s.env.Now())
	return host.Ask(s.Tag(), key, func() (any, error) {
		set, err := sample.Read(ctx, client, source, now)
		return rows{set: set, known: mapping.Paths(set.Samples)}, err
	})()
}

// sampleSource returns where the rows come from.
func (s *model) sampleSource() sample.Source {
	id := s.vals.target().ID
	switch {
	case s.vals.experiment():
		return sample.Source{Dataset: id}
	case s.vals.onSpans():
		return sample.Source{Project: id, Filter: s.tried()}
	}
	return sample.Source{Dataset: id, Experiment: s.vals.Experiments[0].ID}
}

// applySamples stores loaded rows and checks the mappings with them.
func (s *model) applySamples(key string, read *rows, err error) tea.Cmd {
	if key != s.samples.key || host.Canceled(err) {
		return nil
	}
	s.Dirty = true
	s.samples.loading, s.samples.failed = false, err
	if err != nil {
		if s.samples.filterNote = s.filterRefusal(); s.current != stReview {
			s.addNote(s.samples.filterNote)
		} else {
			s.fillReview()
		}
		return nil
	}
	s.samples.loaded, s.samples.rows = true, *read
	s.followTarget()
	return s.checkMappings()
}
