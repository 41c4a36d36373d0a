package api

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"strings"
)

// scrubber removes the key from a text. The key is in a closure, so that
// printing a Client with any verb shows an address.
type scrubber struct{ clean func(string) string }

func newScrubber(key string) *scrubber {
	forms := []string{"Bearer " + key, "[key]"}
	if len(key) >= 4 { // replacing a shorter one would damage ordinary words
		forms = append(forms, key, "[key]")
		if quoted, err := encode(key); err == nil {
			forms = append(forms, strings.Trim(string(quoted), `"`), "[key]")
		}
		forms = append(forms, url.QueryEscape(key), "[key]", url.PathEscape(key), "[key]")
	}
	return &scrubber{clean: strings.NewReplacer(forms...).Replace}
}

// hide returns an error whose text does not contain the key. It still answers
// errors.Is, but does not unwrap, since the original text would be reachable.
func (s *scrubber) hide(err error) error {
	if err == nil {
		return nil
	}
	return &cause{text: s.clean(err.Error()), err: err}
}

type cause struct {
	text string
	err  error
}

func (c *cause) Error() string { return c.text }

func (c *cause) Is(target error) bool { return errors.Is(c.err, target) }

// quietLog passes resty's messages to slog at debug level, without the key.
// resty's default logger writes to stderr, over the screen.
type quietLog struct {
	log   *slog.Logger
	scrub *scrubber
}

func (q quietLog) write(level, format string, args ...any) {
	if q.log.Enabled(context.Background(), slog.LevelDebug) {
		q.log.Debug(q.scrub.clean(fmt.Sprintf(format, args...)), "from", "resty", "level", level)
	}
}

func (q quietLog) Errorf(format string, args ...any) { q.write("error", format, args...) }

func (q quietLog) Warnf(format string, args ...any) { q.write("warn", format, args...) }

func (q quietLog) Debugf(format string, args ...any) { q.write("debug", format, args...) }
