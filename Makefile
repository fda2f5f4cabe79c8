# Every target does its own set-up (tools/setup.sh) on a machine with git, make, curl and rustup's Rust.

.DEFAULT_GOAL := help
.PHONY: help setup demo demo-places test test-long check check-targets packages release docs quick test-rust test-bluetooth test-kotlin test-swift test-web test-windows demo-console demo-gate demo-map fuzz bench size

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):[^#]*## \(.*\)/\1|\2/p' $(MAKEFILE_LIST) | awk -F '|' '{ printf "make %-15s %s\n", $$1, $$2 }'

setup: ## prepare this machine: C compiler and pinned Rust
	@tools/setup.sh

demo: ## a day of a town: one case, who was warned and who should have been
	@tools/setup.sh
	cargo run --release --locked --package lancan-cli --bin lancan -- demo

demo-places: ## the same day with a poster at the door of every place: warnings of places beside those of contacts
	@tools/setup.sh
	cargo run --release --locked --package lancan-cli --bin lancan -- demo --places

quick: ## while you work: the fast checks, and the tests of what changed since main
	@tools/quick.sh

check: ## form, architecture, lints, documentation, excerpts, licences and sources
	@tools/stages.sh check licences

demo-console: ## the same town, then the officers' console in a browser, until Ctrl-C
	@tools/setup.sh
	@tools/setup.sh web || true
	cargo run --release --locked --package lancan-cli --bin lancan -- demo --cases 2 --serve

demo-gate: ## a border gate with a flight of 300 travellers in a browser, until Ctrl-C
	@tools/setup.sh
	@tools/setup.sh web || true
	cargo run --release --locked --package lancan-cli --bin lancan -- demo-gate

demo-map: ## the safety map of a province of generated schools in a browser, until Ctrl-C
	@tools/setup.sh
	@tools/setup.sh web || true
	cargo run --release --locked --package lancan-cli --bin lancan -- demo-map

test: ## everything: check, then every test, with the minutes of each stage
	@tools/stages.sh check build rust+kotlin,swift web+bluetooth+licences,android-windows

test-long: ## before a release: more seeds, kills, fuzzing, documentation sites, targets, wine, a dry release
	@tools/stages.sh long-tests seeds fuzz sites targets wine release

check-targets: ## the library for Android and iOS, the program for macOS and Windows: type-checked from this machine
	@tools/stages.sh targets

packages: ## pack the public crates as a registry would get them
	@tools/setup.sh
	tools/packages.sh

release: ## everything that a release publishes, from a commit with its tag (docs/releasing.md)
	tools/release.sh

docs: ## the pages as a book, rustdoc (of packages too), Dokka and DocC, as a release publishes them
	@tools/stages.sh sites

test-rust: ## the Rust tests alone
	@tools/stages.sh build rust

test-bluetooth: ## two and eight virtual controllers on BlueZ and Linux, in QEMU
	@tools/stages.sh build bluetooth

test-kotlin: ## the Kotlin package on the JVM; the Android host and demo on Android's framework code
	@tools/stages.sh build kotlin

test-swift: ## the Swift package on Linux; Apple's sources type-checked against stubs
	@tools/stages.sh build swift

test-web: ## a real browser walks through the officers' pages; pictures in target/web
	@tools/stages.sh build web

test-windows: ## the program and the server built for Windows, run under wine
	@tools/stages.sh wine

fuzz: ## every reader of what others wrote, a minute each
	@tools/setup.sh
	fuzz/run.sh

bench: ## matching and recording, measured on this machine
	@tools/setup.sh
	cargo run --release --locked --package lancan-cli --bin lancan -- bench match --keys 100000 --identifiers 200000
	cargo run --release --locked --package lancan-cli --bin lancan -- bench record --people 1000

size: ## what takes the room in the library that apps embed
	@tools/setup.sh
	tools/size.sh
