package runpanel

import "ax-tui/ui/text"

// finding is a likely cause, fit to be drawn.
type finding struct{ likely, do, basis text.Safe }

func (p *model) diagnose() {}
