package login

import (
	"cmp"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strconv"
	"strings"
	"unicode"
)

// Region is one of Arize's regions (contract section 1).
type Region struct {
	Name    string
	Aliases []string
	Host    string // of the REST API
}

// Regions lists the regions that the official clients know.
func Regions() []Region {
	return []Region{
		{"us-central-1a", nil, "api.us-central-1a.arize.com"},
		{"us-east-1b", []string{"US"}, "api.us-east-1b.arize.com"},
		{"eu-west-1a", []string{"EU"}, "api.eu-west-1a.arize.com"},
		{"ca-central-1a", []string{"CA"}, "api.ca-central-1a.arize.com"},
	}
}

// DefaultHost is where the API is when nothing says otherwise.
const DefaultHost = "api.arize.com"

// BaseOf gives the address of a region by name or alias in any case; "" is the
// default one.
func BaseOf(region string) (string, error) {
	if region == "" {
		return "https://" + DefaultHost, nil
	}
	var known []string
	for _, r := range Regions() {
		if strings.EqualFold(r.Name, region) {
			return "https://" + r.Host, nil
		}
		for _, a := range r.Aliases {
			if strings.EqualFold(a, region) {
				return "https://" + r.Host, nil
			}
			known = append(known, a)
		}
		known = append(known, r.Name)
	}
	return "", fmt.Errorf("there is no region %s; known are %s", shown(region), strings.Join(known, ", "))
}

// routing is what one place says about where the API is. from names its
// settings for people.
type routing struct {
	region, singleHost, singlePort, baseDomain string
	host, scheme, port                         string
	path                                       string // of the profile; "" the environment
	from                                       func(key string) string
}

// places reports whether it says where, not only how.
func (r routing) places() bool {
	return r.region+r.singleHost+r.singlePort+r.baseDomain+r.host != ""
}

func (s *settings) envRouting() routing {
	return routing{
		region: s.env("ARIZE_REGION"), singleHost: s.env("ARIZE_SINGLE_HOST"), singlePort: zeroless(s.env("ARIZE_SINGLE_PORT")),
		baseDomain: s.env("ARIZE_BASE_DOMAIN"), host: s.env("ARIZE_API_HOST"), scheme: s.env("ARIZE_API_SCHEME"), port: zeroless(s.env("ARIZE_API_PORT")),
		from: func(key string) string { return "ARIZE_" + strings.ToUpper(key) },
	}
}

// zeroless takes the official clients' "not set" for a port.
func zeroless(port string) string {
	if port == "0" {
		return ""
	}
	return port
}

func (s *settings) profileRouting() (r routing, err error) {
	if s.profile == nil {
		return r, nil
	}
	name := s.profile.name
	r.path, r.from = s.profile.path, func(key string) string { return "profile " + name + ", routing." + key }
	for _, f := range []struct {
		key string
		dst *string
	}{
		{"region", &r.region}, {"single_host", &r.singleHost}, {"single_port", &r.singlePort}, {"base_domain", &r.baseDomain},
		{"api_host", &r.host}, {"api_scheme", &r.scheme}, {"api_port", &r.port},
	} {
		if f.key == "api_host" && r.region+r.singleHost+r.baseDomain != "" {
			continue // ax writes it beside the others, where it counts for nothing
		}
		if *f.dst, _, err = s.ofProfile("routing", f.key); err != nil {
			return r, err
		}
	}
	r.singlePort, r.port = zeroless(r.singlePort), zeroless(r.port)
	return r, nil
}

// routed reports whether the profile decides where the API is.
func (s *settings) routed() bool {
	if s.profile == nil {
		return false
	}
	r, err := s.profileRouting()
	return err != nil || !s.envRouting().places() && (r.places() || r.scheme != "" || r.port != "")
}

// route decides the address. One place decides it whole: a host of the
// environment is not joined with a region of the profile.
func (s *settings) route() error {
	env := s.envRouting()
	if s.chosen() || !env.places() {
		r, err := s.profileRouting()
		if err != nil {
			return err
		}
		if !s.chosen() && r.from == nil {
			r.from = env.from
		}
		if !s.chosen() {
			over(&r, env)
		}
		return s.address(r)
	}
	return s.address(env)
}

// over lays scheme and port of the environment over a profile.
func over(r *routing, env routing) {
	inner := r.from
	fromEnv := map[string]bool{"api_scheme": env.scheme != "", "api_port": env.port != ""}
	r.scheme, r.port = cmp.Or(env.scheme, r.scheme), cmp.Or(env.port, r.port)
	r.from = func(key string) string {
		if fromEnv[key] {
			return env.from(key)
		}
		return inner(key)
	}
}

func (s *settings) address(r routing) error {
	if err := r.exclusive(); err != nil {
		return err
	}
	host, key, err := r.hostname()
	from := "default"
	if key != "" {
		from = r.from(key)
	}
	if s.misplaced(host) || err != nil && s.misplaced(err.Error()) {
		return &Fault{Setting: from, From: r.path, Why: "holds the key; it must be the name of a host"}
	}
	if err != nil {
		return &Fault{Setting: from, From: r.path, Why: err.Error()}
	}
	scheme := strings.ToLower(cmp.Or(r.scheme, "https"))
	if scheme != "http" && scheme != "https" {
		return &Fault{Setting: r.from("api_scheme"), Why: "is " + shown(r.scheme) + "; it must be http or https"}
	}
	port, portKey := r.port, "api_port"
	if r.singlePort != "" {
		port, portKey = r.singlePort, "single_port"
	}
	if port != "" {
		n, err := strconv.Atoi(port)
		if err != nil || n < 1 || n > 65535 {
			return &Fault{Setting: r.from(portKey), Why: "is " + shown(port) + "; it must be a number from 1 to 65535"}
		}
		if name, _, err := net.SplitHostPort(host); err == nil {
			host = name
		}
		host = net.JoinHostPort(strings.Trim(host, "[]"), port)
	}
	s.login.BaseURL = (&url.URL{Scheme: scheme, Host: host}).String()
	s.tell("address", s.login.BaseURL, from)
	return nil
}

// exclusive refuses what excludes one another (contract section 1).
func (r routing) exclusive() error {
	single := "single_host"
	if r.singleHost == "" {
		single = "single_port"
	}
	var names []string
	for _, place := range []struct{ key, value string }{
		{"region", r.region}, {single, r.singleHost + r.singlePort}, {"base_domain", r.baseDomain},
	} {
		if place.value != "" {
			names = append(names, r.from(place.key))
		}
	}
	if len(names) < 2 {
		return nil
	}
	return &Fault{Setting: strings.Join(names, " and "), From: r.path, Why: "they exclude one another", Next: "Leave only one of region, single host and base domain."}
}

// hostname gives the host and the setting that decided it, also with an error;
// "" for the default.
func (r routing) hostname() (host, key string, err error) {
	switch {
	case r.region != "":
		base, err := BaseOf(r.region)
		if err != nil {
			return "", "region", err
		}
		return strings.TrimPrefix(base, "https://"), "region", nil
	case r.singleHost != "":
		key, host = "single_host", r.singleHost
	case r.baseDomain != "":
		key, host = "base_domain", "api."+strings.TrimPrefix(r.baseDomain, ".")
	case r.host != "":
		key, host = "api_host", r.host
	default:
		return DefaultHost, "", nil
	}
	host, err = bare(host)
	return host, key, err
}

// bare checks a host name. A scheme in front is a common accident and told as such.
func bare(host string) (string, error) {
	if _, rest, ok := strings.Cut(host, "://"); ok {
		return "", fmt.Errorf("is an address; give the host alone, for example %s, and the scheme in its own setting", safeHost(rest))
	}
	if strings.ContainsAny(host, "/ \t@?#\\") || host == "" {
		return "", fmt.Errorf("is not a host name; give the host alone, for example %s", DefaultHost)
	}
	if ip := net.ParseIP(strings.Trim(host, "[]")); ip != nil && ip.To4() == nil {
		return "[" + strings.Trim(host, "[]") + "]", nil
	}
	u, err := url.Parse("https://" + host)
	if err != nil || u.Host != host || u.Hostname() == "" || strings.ContainsFunc(host, unicode.IsControl) {
		return "", fmt.Errorf("is not a host name; give the host alone, for example %s", DefaultHost)
	}
	if port := u.Port(); port != "" || strings.HasSuffix(host, ":") {
		if n, err := strconv.Atoi(port); err != nil || n < 1 || n > 65535 {
			return "", errors.New("has a port that is none; it must be a number from 1 to 65535")
		}
	}
	return host, nil
}

// routeTo tells where a person wants to go: to a region by name or alias, "" for
// the default one, or to an address such as https://arize.example.com:8443. The
// settings are those of a profile that goes there.
func routeTo(where string) (base string, settings map[string]any, err error) {
	scheme, host, isAddress := strings.Cut(where, "://")
	if !isAddress {
		if base, err = BaseOf(where); err != nil {
			return "", nil, &Fault{Setting: "region", Why: err.Error()}
		}
		settings = map[string]any{}
		if where != "" {
			settings["region"] = where
		}
		return base, settings, nil
	}
	if host, err = bare(strings.TrimRight(host, "/")); err != nil {
		return "", nil, &Fault{Setting: "address", Why: err.Error()}
	}
	if scheme = strings.ToLower(scheme); scheme != "http" && scheme != "https" {
		return "", nil, &Fault{Setting: "address", Why: "must begin with https:// or http://"}
	}
	return scheme + "://" + host, map[string]any{"api_host": host, "api_scheme": scheme}, nil
}

// safeHost is the host of an address without what may be secret in it.
func safeHost(rest string) string {
	if _, after, ok := strings.Cut(rest, "@"); ok {
		rest = after
	}
	host, _, _ := strings.Cut(rest, "/")
	return host
}

// shown quotes a value for an error, unless it may hold a secret: an address
// with a password, or a key, that has slipped into the wrong setting.
func shown(v string) string {
	plain := func(r rune) bool {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("._-", r)
	}
	if len(v) > 40 || strings.HasPrefix(strings.ToLower(v), "ak-") || strings.ContainsFunc(v, func(r rune) bool { return !plain(r) }) {
		return "something else"
	}
	return strconv.Quote(v)
}
