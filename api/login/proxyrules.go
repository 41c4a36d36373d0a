package login

import (
	"cmp"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"strings"
)

// proxyRules chooses the proxy of a request; the zero value uses none. The rules are those
// of golang.org/x/net/http/httpproxy, with which a test compares them. That package brings
// the Unicode tables of international host names, 188 KB, and no host of the API has one.
type proxyRules struct {
	http, https string // the address of the proxy for the scheme; "" for none
	except      string // the hosts without a proxy, as in NO_PROXY
}

// forURL returns the proxy for a request, nil for none. This machine is reached without a
// proxy. The error is about an address that is not one of a proxy.
func (r proxyRules) forURL(target *url.URL) (*url.URL, error) {
	address, port := r.http, "80"
	switch target.Scheme {
	case "https":
		address, port = r.https, "443"
	case "http":
	default:
		return nil, nil
	}
	if address == "" || !r.proxied(strings.ToLower(target.Hostname()), cmp.Or(target.Port(), port)) {
		return nil, nil
	}
	proxy, err := url.Parse(address)
	if err != nil || proxy.Scheme == "" || proxy.Host == "" {
		if proxy, err = url.Parse("http://" + address); err != nil {
			return nil, fmt.Errorf("the address of the proxy cannot be read") // the address may contain a password
		}
	}
	return proxy, nil
}

// proxied reports whether a host is reached through a proxy.
func (r proxyRules) proxied(host, port string) bool {
	address, err := netip.ParseAddr(host)
	address = address.Unmap() // the zero Addr, which no network contains, if the host is a name
	if host == "localhost" || address.IsLoopback() {
		return false
	}
	for _, entry := range strings.Split(r.except, ",") {
		entry = strings.ToLower(strings.TrimSpace(entry))
		if entry == "*" {
			return false
		}
		if network, err := netip.ParsePrefix(entry); err == nil {
			if network.Contains(address) {
				return false
			}
			continue
		}
		name, only, splitErr := net.SplitHostPort(entry)
		if splitErr != nil {
			name = entry
		}
		if only != "" && only != port {
			continue
		}
		if named, notAddress := netip.ParseAddr(name); notAddress == nil && named.Unmap() == address || err != nil && inDomain(host, name) {
			return false
		}
	}
	return true
}

// inDomain reports whether an entry of NO_PROXY names a host: a domain names its subdomains
// too, and with a leading dot only those.
func inDomain(host, entry string) bool {
	domain := strings.TrimPrefix(entry, "*")
	switch {
	case entry == "":
		return false
	case strings.HasPrefix(domain, "."):
		return strings.HasSuffix(host, domain)
	default:
		return host == entry || strings.HasSuffix(host, "."+entry)
	}
}
