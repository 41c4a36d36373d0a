package login

import (
	"fmt"
	"strings"
	"time"
)

// auth finds the key: a chosen profile's own, the environment's, the active
// profile's.
func (s *settings) auth() error {
	if !s.chosen() {
		if key, from := s.first("ARIZE_API_KEY"); key != "" {
			s.login.Key = key
			s.tell("key", "set", from)
			if s.profile != nil && !s.routed() {
				s.login.Name, s.login.Path = environment, ""
			}
			return nil
		}
	}
	if s.profile == nil {
		s.tell("key", "not set", "")
		return ErrNoKey
	}
	method, _, err := s.ofProfile("auth", "auth_method")
	if err != nil {
		return err
	}
	switch method = strings.ToLower(method); method {
	case "", "api-key", "api_key", "oauth":
	default:
		return &Fault{Setting: "auth.auth_method", From: s.profile.path, Why: "is " + shown(method) + "; api-key and oauth are known"}
	}
	if method != "oauth" {
		key, from, err := s.ofProfile("auth", "api_key")
		if err != nil {
			return err
		}
		if key != "" {
			s.login.Key = key
			s.tell("key", "set", from)
			return nil
		}
	}
	return s.oauth(method)
}

// oauth takes the access token of ax auth login as it is.
func (s *settings) oauth(method string) error {
	token, from, err := s.ofProfile("auth.oauth", "access_token")
	if err != nil {
		return err
	}
	if token == "" {
		s.tell("key", "not set", "profile "+s.profile.name)
		if method == "oauth" {
			return &Fault{Setting: "auth.oauth", From: s.profile.path, Why: "the profile " + s.profile.name + " is logged out", Next: "Run: ax auth login"}
		}
		return fmt.Errorf("the profile %s has no key: %w", s.profile.name, ErrNoKey)
	}
	s.login.Key, s.login.OAuth = token, true
	s.login.Expires = s.profile.time("auth.oauth", "expires_at")
	text := "set (ax auth login"
	if !s.login.Expires.IsZero() {
		text += ", expires " + s.login.Expires.UTC().Format(time.RFC3339)
	}
	s.tell("key", text+")", from)
	return nil
}

// Expired reports whether the access token of an OAuth login is over. ax-tui
// does not renew it: ax auth login does.
func (l Login) Expired(now time.Time) bool {
	return l.OAuth && !l.Expires.IsZero() && !now.Before(l.Expires)
}
