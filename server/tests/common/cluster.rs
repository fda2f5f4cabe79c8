//! PostgreSQL for tests: one cluster for a test binary, made in a temporary directory from Debian's packages, and a new
//! database for each test.
//!
//! A shell runs the cluster and waits for the end of its standard input, so the cluster stops and its directory goes
//! however the test process ends. PostgreSQL does not run as root: the shell then changes to the user postgres.

use std::io::{BufRead as _, BufReader, Write as _};
use std::os::unix::fs::MetadataExt as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

/// Makes the cluster with the programs of `$1` and prints its port once it takes connections. Nothing of a test's
/// database outlives the test, so nothing is forced to disk.
const RUN: &str = r#"
set -eu
directory=$(mktemp -d -t lancan-postgres-XXXXXX)
trap 'rm -rf "$directory"' EXIT
cd "$directory"
"$1/initdb" -D data -A trust -U lancan -E UTF8 --no-locale -N >initdb.log 2>&1
port=$((20000 + $$ % 20000))
for try in 1 2 3 4 5 6 7 8 9 10; do
    if "$1/pg_ctl" -D data -w -l log -o "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories=$directory \
        -c fsync=off -c full_page_writes=off -c synchronous_commit=off -c wal_level=minimal -c max_wal_senders=0 \
        -c autovacuum=off -c max_connections=400 -c shared_buffers=32MB" start >/dev/null 2>&1
    then
        echo "$port"
        cat >/dev/null || true
        "$1/pg_ctl" -D data -m immediate stop >/dev/null 2>&1 || true
        exit 0
    fi
    port=$((port + 1))
done
"#;

/// The address of a new empty database, or `None` where PostgreSQL cannot be had; standard error then says so.
pub(crate) fn new_database() -> Option<String> {
    static PORT: OnceLock<Option<u16>> = OnceLock::new();
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let port = (*PORT.get_or_init(|| {
        start()
            .map_err(|why| {
                // Past the test harness, which would keep it to itself.
                let _ = writeln!(std::io::stderr(), "SKIPPED: tests on PostgreSQL: {why}");
            })
            .ok()
    }))?;
    let name = format!("test_{}", NUMBER.fetch_add(1, Ordering::Relaxed));
    let config = |database: &str| format!("postgres://lancan@127.0.0.1:{port}/{database}");
    let address = config("postgres");
    let create = format!("CREATE DATABASE {name}");
    // The crate blocks on a runtime of its own, which must not happen inside a test's.
    let made = std::thread::spawn(move || postgres::Client::connect(&address, postgres::NoTls)?.batch_execute(&create));
    made.join().expect("a thread that makes a database").expect("a new database");
    Some(config(&name))
}

fn start() -> Result<u16, String> {
    let programs = programs().ok_or("there is no /usr/lib/postgresql/*/bin; apt-get install postgresql")?;
    let mut command = if is_root() {
        let mut command = Command::new("setpriv");
        command.args(["--reuid=postgres", "--regid=postgres", "--init-groups", "sh"]);
        command
    } else {
        Command::new("sh")
    };
    let mut child = command
        .args(["-c", RUN, "sh"])
        .arg(&programs)
        .current_dir("/")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| error.to_string())?;
    // Closed when this process ends.
    std::mem::forget(child.stdin.take());
    let mut line = String::new();
    let output = child.stdout.take().ok_or("no output")?;
    BufReader::new(output).read_line(&mut line).map_err(|error| error.to_string())?;
    line.trim().parse().map_err(|_| "the cluster did not start".to_owned())
}

fn is_root() -> bool {
    std::fs::metadata("/proc/self").is_ok_and(|metadata| metadata.uid() == 0)
}

/// The programs of the newest PostgreSQL that is installed.
fn programs() -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").ok()?.filter_map(Result::ok);
    let programs = versions.map(|version| version.path().join("bin")).filter(|bin| bin.join("initdb").exists());
    programs.max()
}
