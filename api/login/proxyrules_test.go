package login

import (
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/http/httpproxy"
	"pgregory.net/rapid"
)

func TestProxyRulesAreThoseOfTheLibrary(t *testing.T) {
	host := rapid.SampledFrom([]string{
		"api.arize.com", "arize.com", "API.Arize.com", "notarize.com", "localhost", "sub.localhost", "127.0.0.1", "127.9.9.9", "[::1]", "10.1.2.3", "[fd00::5]",
		"192.168.0.7", "[::ffff:127.0.0.1]", "[::ffff:10.1.2.3]", "a.b.example", "example", "a", "1", "a.1", "1.1.1.1",
	})
	except := rapid.SliceOfN(rapid.OneOf(rapid.StringMatching(`[a1.:/*\[\] ]{0,9}`), rapid.SampledFrom([]string{
		"", " ", "*", "arize.com", ".arize.com", "*.arize.com", " ARIZE.com ", "api.arize.com:443", "api.arize.com:8443", "10.0.0.0/8", "10.1.2.3", "10.1.2.3:80",
		"fd00::/8", "fd00::5", "[fd00::5]:443", "[fd00::5]", "example", ".", "..", ":", ":443", "10.1.2.3/33", "/", "192.168.0.0/16", "*example", "a*", "10.1.2.9/30",
	})), 0, 4)
	address := rapid.SampledFrom([]string{"", "http://proxy:1", "https://proxy", "socks5://proxy:2", "socks5h://u:p@proxy", "proxy:3128", "proxy", "10.0.0.9:1"})
	rapid.Check(t, func(t *rapid.T) {
		config := httpproxy.Config{HTTPProxy: address.Draw(t, "http"), HTTPSProxy: address.Draw(t, "https"), NoProxy: strings.Join(except.Draw(t, "except"), ",")}
		port := rapid.SampledFrom([]string{"", ":443", ":80", ":8443"}).Draw(t, "port")
		target, err := url.Parse(rapid.SampledFrom([]string{"http", "https"}).Draw(t, "scheme") + "://" + host.Draw(t, "host") + port + "/v2/tasks")
		if err != nil {
			t.Fatal(err)
		}
		want, wantErr := config.ProxyFunc()(target)
		got, gotErr := proxyRules{http: config.HTTPProxy, https: config.HTTPSProxy, except: config.NoProxy}.forURL(target)
		if (gotErr == nil) != (wantErr == nil) || (got == nil) != (want == nil) || got != nil && got.String() != want.String() {
			t.Fatalf("%v with %+v: %v %v, want %v %v", target, config, got, gotErr, want, wantErr)
		}
	})
}
