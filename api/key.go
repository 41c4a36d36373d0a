package api

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"strings"
)

// scrubber takes the key out of any text. The key sits in a closure, so that
// printing a Client, with whatever verb, shows an address.
type scrubber struct{ clean func(string) string }

func newScrubber(key string) *scrubber {
	forms := []string{"Bearer " + key, "[key]"}
	if len(key) >= 4 { // a shorter one would blot out ordinary words
		forms = append(forms, key, "[key]")
		if quoted, err := encode(key); err == nil {
			forms = append(forms, strings.Trim(string(quoted), `"`), "[key]")
		}
		forms = append(forms, url.QueryEscape(key), "[key]", url.PathEscape(key), "[key]")
	}
	return &scrubber{clean: strings.NewReplacer(forms...).Replace}
}

// wrap hides the text of a cause that may hold the key. What it is can still be
// asked with errors.Is; it is not unwrapped, since its text would come out.
func (s *scrubber) wrap(err error) error {
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

// quietLog hands resty's remarks to slog at debug level, without the key.
// resty's own logger writes to stderr, over the screen.
type quietLog struct {
	log   *slog.Logger
	scrub *scrubber
}

func (q quietLog) write(level, format string, args ...any) {
	if q.log.Enabled(context.Background(), slog.LevelDebug) {
		q.log.Debug(q.scrub.clean(fmt.Sprintf(format, args...)), "from", "resty", "level", level)
	}
}

func (q quietLog) Errorf(format string, v ...any) { q.write("error", format, v...) }

func (q quietLog) Warnf(format string, v ...any) { q.write("warn", format, v...) }

func (q quietLog) Debugf(format string, v ...any) { q.write("debug", format, v...) }
