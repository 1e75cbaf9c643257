# What a developer does here. `make help` lists it.

GO    ?= go
# Arguments of `make run` for the program: make run ARGS="--suite routing"
ARGS  ?=
# Arguments of `make test` for go test: make test TESTFLAGS=-race
TESTFLAGS ?=

VERSION := $(shell git describe --tags --always --dirty 2>/dev/null || echo development)
TOOL    := $(GO) tool -modfile=.tools/go.mod
SOURCES  = $(shell git ls-files --cached --others --exclude-standard '*.go')

.DEFAULT_GOAL := build
.PHONY: build image run mutants soak test lint fmt docs bench clean help

build: ## build the one static binary, bin/duet
	CGO_ENABLED=0 $(GO) build -trimpath -ldflags '-s -w -X main.version=$(VERSION)' -o bin/duet ./harness/cmd/duet

# Neither Docker nor HTTP/2, which the contract does not have, is in the image: 0.6 MB are the latter.
image: build ## a container image with nothing but the program, without what speaks to Docker: duet
	CGO_ENABLED=0 GOOS=linux $(GO) build -trimpath -tags nodocker,nethttpomithttp2 -ldflags '-s -w -X main.version=$(VERSION)' -o bin/duet-in-image ./harness/cmd/duet
	bin/duet image --program bin/duet-in-image

run: build ## certify the reference implementation, as a process of its own; reports go to duet-report/
	bin/duet run $(ARGS)

mutants: build ## the kill matrix: every mutant against every purpose, in virtual time; goes to duet-report/
	GOGC=400 GOMEMLIMIT=8GiB bin/duet mutants $(ARGS)

soak: build ## the reference in every environment, each run in another order: make soak RUNS=48 LOAD=yes keeps all cores busy
	.ci/soak

test: ## unit tests, the specs against the in-process reference, the mutants
	$(GO) test -timeout 15m $(TESTFLAGS) ./...
ifneq (,$(findstring -race,$(TESTFLAGS)))
	$(GO) test -timeout 15m $(filter-out -race,$(TESTFLAGS)) -run 'Mutant|EveryEnvironment|BothModes' ./harness/cmd/duet
endif

lint: ## formatting, static checks, that the module files are tidy, and the workflows
	@unformatted=$$($(TOOL) gofumpt -l $(SOURCES)) || exit 1; \
	if [ -n "$$unformatted" ]; then echo "not formatted (make fmt):"; echo "$$unformatted"; exit 1; fi
	$(GO) mod tidy -diff
	$(TOOL) golangci-lint run ./...
	$(GO) vet -tags nodocker ./harness/cmd/duet
	$(GO) tool -modfile=.tools/actionlint/go.mod actionlint

fmt: ## format all Go files
	$(TOOL) gofumpt -w $(SOURCES)

docs: ## write anew what is generated in README.md: the list of what is judged
	$(GO) test ./harness/cmd/duet -run '^TestReadmeListsWhatIsJudged$$' -count=1 -update

bench: ## the figures: time per purpose and run, 200 purposes against 50, throughput of the fakes with allocations
	$(GO) test -run '^$$' -bench . ./...

clean: ## remove what was built and reported
	rm -rf bin duet-report

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
