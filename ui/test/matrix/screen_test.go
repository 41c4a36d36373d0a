package matrix

import "testing"

func onScreen(t *testing.T, s *site, op operation) {}
