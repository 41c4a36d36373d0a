# make            list the targets
# make test       all tests: unit, goldens, pseudo-terminal
GO       ?= go
BIN      := bin
FUZZTIME ?= 20000x
LINT_VER := v2.15.0
DEAD_VER := v0.36.0
VULN_VER := v1.6.0
RELEASER_VER := v2.14.0
SBOM_VER := v1.10.0
PREFIX   ?= /usr/local
SHARE    := $(BIN)/share
MOD      := $(shell sed -n 's/^module //p' go.mod)
LDFLAGS  := -s -w -funcalign=8 $(VERSION:%=-X $(MOD)/ui/cli.release=%)
# Code that runs once a key or less is not inlined, nor is the part of the standard library of which a request is a
# small user: 1 MB less, and no slower that can be measured (compare copies: a file that the linker wrote starts a tenth slower).
# Functions are not padded to 32 bytes, which nothing was faster for, but to 8, which arm64 needs for its constants.
# Inlined stay the decoding of pages and their records (api, api/outcome, api/record, reflect), cells (ui/text, ui/part, ui/term), and what they call.
NOINLINE := $(addprefix $(MOD)/,theme keymap) \
            $(addprefix $(MOD)/api/,axcmd change diagnose evaljson fake judge login mapping near preflight report resolve) \
            $(addprefix $(MOD)/api/,results sample settingsfile taskfile timewindow watch weblink worddiff write) \
            $(addprefix $(MOD)/ui/,app box cli form host poll screen) \
            $(addprefix $(MOD)/ui/part/,names mappingview picker taskinfo) \
            $(addprefix github.com/charmbracelet/,bubbles bubbletea colorprofile huh lipgloss x/cellbuf x/editor x/exp x/term) \
            $(addprefix github.com/,atotto aymanbagabas catppuccin dustin go-json-experiment go-resty lucasb-eyer mitchellh) \
            $(addprefix github.com/,muesli pelletier spf13 xo) \
            bufio compress container context crypto embed encoding errors flag fmt hash html internal/poll internal/syscall io \
            iter log maps math/big mime net os path regexp sort syscall text vendor/golang.org/x
BUILDFLAGS := -trimpath -buildvcs=auto -tags=nethttpomithttp2 $(NOINLINE:%=-gcflags=%/...=-l)

.PHONY: help build share man completions install uninstall check test race fuzz matrix lint vet vulns deadcode golden e2e demo bench picture snapshot release rename clean

help:
	@sed -n 's/^\([a-z0-9]*\):.*## /make \1 /p' $(MAKEFILE_LIST) | awk '{printf "%-16s", $$1" "$$2; $$1=$$2=""; print}'

build: ## build bin/ax-tui, stripped; VERSION=v1.2.0 outside a checkout (HTTP/1.1 only: a few requests to one host)
	CGO_ENABLED=0 $(GO) build $(BUILDFLAGS) -ldflags '$(LDFLAGS)' -o $(BIN)/ax-tui .

install: build share ## install program, manual pages and completions in PREFIX (/usr/local), staged in DESTDIR
	install -d "$(DESTDIR)$(PREFIX)/bin" && install -m 755 $(BIN)/ax-tui "$(DESTDIR)$(PREFIX)/bin/ax-tui"
	(cd $(SHARE) && find . -type f) | while read -r file; do \
		install -d "$(DESTDIR)$(PREFIX)/share/$${file%/*}" && install -m 644 "$(SHARE)/$$file" "$(DESTDIR)$(PREFIX)/share/$$file" || exit 1; done

uninstall: ## remove what make install puts there
	cd "$(DESTDIR)$(PREFIX)" && rm -rf bin/ax-tui share/man/man1/ax-tui.1 share/man/man1/ax-tui-*.1 share/doc/ax-tui share/ax-tui \
		share/bash-completion/completions/ax-tui share/zsh/site-functions/_ax-tui share/fish/vendor_completions.d/ax-tui.fish

share: man completions ## put manual pages, completions and licences in bin/share, as they are installed
	mkdir -p $(SHARE)/doc/ax-tui
	cp LICENSE THIRD_PARTY_LICENSES.txt README.md CHANGELOG.md $(SHARE)/doc/ax-tui

man: ## generate manual pages in bin/share/man
	rm -rf $(SHARE)/man
	SOURCE_DATE_EPOCH=$${SOURCE_DATE_EPOCH:-$$(git log -1 --format=%ct 2>/dev/null)} $(GO) run ./ui/cli/man $(SHARE)/man/man1

completions: build ## generate completion scripts for four shells in bin/share
	mkdir -p $(SHARE)/bash-completion/completions $(SHARE)/zsh/site-functions $(SHARE)/fish/vendor_completions.d $(SHARE)/ax-tui
	$(BIN)/ax-tui completion bash > $(SHARE)/bash-completion/completions/ax-tui
	$(BIN)/ax-tui completion zsh > $(SHARE)/zsh/site-functions/_ax-tui
	$(BIN)/ax-tui completion fish > $(SHARE)/fish/vendor_completions.d/ax-tui.fish
	$(BIN)/ax-tui completion powershell > $(SHARE)/ax-tui/ax-tui.ps1

test: ## run all tests: packages, screens, frames, pseudo-terminal stories
	$(GO) test ./...

race: ## run all tests with the race detector, with a fifth of the random inputs
	RAPID_CHECKS=20 $(GO) test -race ./...

fuzz: ## run each fuzz target for FUZZTIME (20 000 inputs, or a time such as 2m)
	@grep -roE --include='*_test.go' '^func Fuzz[A-Za-z]+' . | sort | while IFS=: read -r file name; do \
		echo "$$(dirname $$file) $${name#func }"; \
		$(GO) test "$$(dirname $$file)" -run '^$$' -fuzz "^$${name#func }\$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 0x || exit 1; done

matrix: ## run every operation under every fault, on screen and in line mode (minutes)
	$(GO) test ./ui/test/matrix -whole -count=1 -timeout 60m

lint: $(BIN)/golangci-lint-$(LINT_VER) ## check formatting, vet and the linters of .golangci.yml
	@$(BIN)/golangci-lint-$(LINT_VER) fmt --diff || { echo "run $(BIN)/golangci-lint-$(LINT_VER) fmt"; exit 1; }
	$(BIN)/golangci-lint-$(LINT_VER) run ./...

$(BIN)/golangci-lint-$(LINT_VER):
	mkdir -p $(BIN)
	GOBIN=$(CURDIR)/$(BIN)/tmp $(GO) install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@$(LINT_VER)
	mv $(BIN)/tmp/golangci-lint $@ && rmdir $(BIN)/tmp

check: test race fuzz lint deadcode ## run every check that a change has to pass

SYSTEMS := linux/amd64 linux/arm64 darwin/amd64 darwin/arm64 windows/amd64 windows/arm64

vet: ## vet the program and its tests for every system of a release
	@for system in $(SYSTEMS); do echo "$$system"; GOOS=$${system%/*} GOARCH=$${system#*/} CGO_ENABLED=0 $(GO) vet ./... || exit 1; done

vulns: ## look for known vulnerabilities in the libraries (needs the network)
	$(GO) run golang.org/x/vuln/cmd/govulncheck@$(VULN_VER) ./...

deadcode: ## list functions that neither the program nor the manual pages reach
	@out="$$($(GO) run golang.org/x/tools/cmd/deadcode@$(DEAD_VER) . ./ui/cli/man)" && test -z "$$out" || { echo "$$out"; exit 1; }

GOLDENS = $$(grep -rlE --include='*_test.go' 'x/exp/golden"|demo\.Frames|flag.Bool\("update"' . | xargs -n1 dirname | sort -u)

golden: ## rewrite the golden frames, the pictures and keymap/KEYS.md; review the diff like code
	$(GO) test $(GOLDENS) ./ui/test/picture -update

e2e: ## run only the pseudo-terminal tests
	$(GO) test ./ui/term/... ./ui/test/... -count=1

demo: ## start the program on demo data
	$(GO) run . --demo

bench: ## measure the speed table of CONTRIBUTING.md
	$(GO) test ./ui/test/speed -run xxx -bench Table -benchtime 1x
	$(GO) test $$($(GO) list ./api ./api/results/... ./ui/... | grep -v ui/test/speed) -run xxx -bench . -benchtime 200ms

picture: ## draw the pictures of the README from the program; look at them
	$(GO) test ./ui/test/picture -update

RELEASER := $(CURDIR)/$(BIN)/tools/goreleaser-$(RELEASER_VER)
SBOM     := $(CURDIR)/$(BIN)/tools/$(SBOM_VER)/cyclonedx-gomod
RELEASE   = PATH="$(dir $(SBOM)):$$PATH" GOFLAGS='$(BUILDFLAGS)' LDFLAGS='$(LDFLAGS)' $(RELEASER) release --clean

snapshot: $(RELEASER) $(SBOM) ## make everything of a release in dist and publish nothing
	$(RELEASE) --snapshot --skip=publish

release: $(RELEASER) $(SBOM) ## make and publish a release of the tag that is checked out
	$(RELEASE)

$(RELEASER):
	GOBIN=$(@D)/tmp $(GO) install github.com/goreleaser/goreleaser/v2@$(RELEASER_VER)
	mv $(@D)/tmp/goreleaser $@ && rmdir $(@D)/tmp

$(SBOM):
	GOBIN=$(@D) $(GO) install github.com/CycloneDX/cyclonedx-gomod/cmd/cyclonedx-gomod@$(SBOM_VER)

rename: ## give the module another path: MODULE=github.com/you/ax-tui
	@test -n "$(MODULE)" || { echo "usage: make rename MODULE=github.com/you/ax-tui"; exit 2; }
	@test "$$(printf '%s\n' '$(MODULE)' golang.org/x/sys | LC_ALL=C sort | head -n 1)" = '$(MODULE)' || \
		{ echo "MODULE must sort before golang.org/x/sys, see ui/term/early"; exit 2; }
	$(GO) mod edit -module '$(MODULE)'
	grep -rlE '"$(MOD)["/]' --include='*.go' api keymap theme ui *.go | xargs sed -E -i.old \
		's#"$(MOD)/(api|keymap|theme|ui)#"$(MODULE)/\1#; s#^(const module = )"$(MOD)"#\1"$(MODULE)"#'
	sed -i.old 's#module-path: $(MOD) *\(\#.*\)*$$#module-path: $(MODULE)#' .golangci.yml
	find . -name '*.old' -type f -delete
	gofmt -w api keymap theme ui *.go

clean: ## remove bin and dist
	rm -rf $(BIN) dist
