//! Processor time of the server, of the database and of the measurement itself, as /proc has it.

use std::collections::BTreeSet;
use std::fs;
use std::time::Duration;

use crate::words::Words;

/// The name of PostgreSQL's processes.
const DATABASE: &str = "postgres";
/// How the name of a database file of the server ends.
const DATABASE_FILE: &str = ".sqlite3";
/// Ticks a second in which /proc counts processor time. Linux has shown 100 to programs for twenty years, whatever the
/// kernel counts in (proc(5), `USER_HZ`).
const TICKS_A_SECOND: u64 = 100;
/// The state of a socket that listens, in /proc/net/tcp.
const LISTENING: &str = "0A";
/// The state of a socket that is connected.
const CONNECTED: &str = "01";

/// Whose processor time is read.
pub(super) struct Usage {
    /// The process that listens on the server's address; `None` when it is on another machine.
    server: Option<u32>,
    database: Database,
}

/// Which processes are the database's.
enum Database {
    /// None: the server keeps a file.
    File,
    /// The cluster whose first process this is: the server is connected with it.
    Cluster(u32),
    /// All processes named `postgres`: which of them serve the server is not known.
    AllNamed,
}

/// Processor time spent so far.
pub(super) struct Spent {
    server: Option<Duration>,
    database: Option<Duration>,
    client: Option<Duration>,
}

impl Usage {
    /// That of the server at an address, when it is on this machine.
    pub(super) fn of(url: &str) -> Self {
        let server = port_of(url).and_then(listener);
        Self { server, database: server.map_or(Database::AllNamed, Database::of) }
    }

    /// What is counted, in words for programs.
    pub(super) fn counted(&self) -> String {
        let server = match self.server {
            Some(pid) => format!("server: process {pid}"),
            None => "server: not on this machine".to_owned(),
        };
        let database = match self.database {
            Database::File => "database: inside the server".to_owned(),
            Database::Cluster(pid) => format!("database: process {pid} and those that it started"),
            Database::AllNamed => format!("database: every process named {DATABASE}"),
        };
        format!("{server}; {database}; client: this process")
    }

    /// As [`Usage::counted`], in the language of the words.
    pub(super) fn counted_in(&self, words: Words) -> String {
        let server = match self.server {
            Some(pid) => words.say("bench-counted-server", &[("pid", &pid)]),
            None => words.plain("bench-counted-elsewhere"),
        };
        let database = match self.database {
            Database::File => words.plain("bench-counted-file"),
            Database::Cluster(pid) => words.say("bench-counted-cluster", &[("pid", &pid)]),
            Database::AllNamed => words.say("bench-counted-named", &[("name", &DATABASE)]),
        };
        format!("{server}; {database}; {}", words.plain("bench-counted-client"))
    }

    pub(super) fn now(&self) -> Spent {
        Spent {
            server: self.server.and_then(spent),
            database: self.database.spent(),
            client: spent(std::process::id()),
        }
    }
}

impl Database {
    /// That of a server.
    fn of(server: u32) -> Self {
        let open = open_files(server);
        if open.iter().any(|file| file.ends_with(DATABASE_FILE)) {
            return Self::File;
        }
        let connected = tables().iter().flat_map(|table| connected_ports(table, &open)).collect::<BTreeSet<u16>>();
        let clusters = connected.into_iter().filter_map(listener);
        let mut clusters = clusters.filter(|pid| name(*pid).as_deref() == Some(DATABASE));
        clusters.next().map_or(Self::AllNamed, Self::Cluster)
    }

    fn spent(&self) -> Option<Duration> {
        match self {
            Self::File => None,
            // Those that have ended are counted with the first one.
            Self::Cluster(first) => {
                let running = processes().filter(|pid| parent(*pid) == Some(*first)).filter_map(spent);
                Some(ticks_of(*first, 4)? + running.sum::<Duration>())
            }
            Self::AllNamed => {
                let all: Vec<_> = processes().filter(|pid| name(*pid).as_deref() == Some(DATABASE)).collect();
                (!all.is_empty()).then(|| all.into_iter().filter_map(spent).sum())
            }
        }
    }
}

impl Spent {
    pub(super) fn server_since(&self, before: &Self) -> Option<Duration> {
        Some(self.server?.saturating_sub(before.server?))
    }

    pub(super) fn database_since(&self, before: &Self) -> Option<Duration> {
        Some(self.database?.saturating_sub(before.database?))
    }

    pub(super) fn client_since(&self, before: &Self) -> Option<Duration> {
        Some(self.client?.saturating_sub(before.client?))
    }
}

fn port_of(url: &str) -> Option<u16> {
    let authority = url.split_once("://").map_or(url, |(_, rest)| rest).split('/').next()?;
    authority.rsplit_once(':')?.1.parse().ok()
}

fn processes() -> impl Iterator<Item = u32> {
    let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
    entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok())
}

fn name(pid: u32) -> Option<String> {
    Some(fs::read_to_string(format!("/proc/{pid}/comm")).ok()?.trim_end().to_owned())
}

/// The tables of sockets.
fn tables() -> [String; 2] {
    ["/proc/net/tcp", "/proc/net/tcp6"].map(|table| fs::read_to_string(table).unwrap_or_default())
}

/// What a process has open: paths of files, and sockets as `socket:[INODE]`.
fn open_files(pid: u32) -> BTreeSet<String> {
    let files = fs::read_dir(format!("/proc/{pid}/fd")).into_iter().flatten().flatten();
    files.filter_map(|file| fs::read_link(file.path()).ok()?.to_str().map(str::to_owned)).collect()
}

fn socket(inode: u64) -> String {
    format!("socket:[{inode}]")
}

/// The process that listens on a port.
fn listener(port: u16) -> Option<u32> {
    let inode = tables().iter().flat_map(|table| sockets(table)).find_map(|found| {
        let listens = found.state == LISTENING && found.local_port == port;
        listens.then_some(found.inode)
    })?;
    processes().find(|pid| open_files(*pid).contains(&socket(inode)))
}

/// The ports that these open sockets are connected with.
fn connected_ports(table: &str, open: &BTreeSet<String>) -> Vec<u16> {
    let connected = sockets(table).filter(|found| found.state == CONNECTED && open.contains(&socket(found.inode)));
    connected.map(|found| found.remote_port).collect()
}

/// A line of /proc/net/tcp.
struct SocketLine<'t> {
    local_port: u16,
    remote_port: u16,
    state: &'t str,
    inode: u64,
}

fn sockets(table: &str) -> impl Iterator<Item = SocketLine<'_>> {
    let port = |address: &str| u16::from_str_radix(address.rsplit_once(':')?.1, 16).ok();
    table.lines().skip(1).filter_map(move |line| {
        let mut fields = line.split_whitespace().skip(1);
        let (local, remote, state) = (fields.next()?, fields.next()?, fields.next()?);
        let inode = fields.nth(5)?.parse().ok()?;
        Some(SocketLine { local_port: port(local)?, remote_port: port(remote)?, state, inode })
    })
}

/// Processor time of a process and its threads.
fn spent(pid: u32) -> Option<Duration> {
    ticks_of(pid, 2)
}

/// The first two times of a process are its own, the next two those of processes that it started and that have ended.
fn ticks_of(pid: u32, times: usize) -> Option<Duration> {
    let ticks = ticks(&fs::read_to_string(format!("/proc/{pid}/stat")).ok()?, times)?;
    Some(Duration::from_millis(ticks * 1_000 / TICKS_A_SECOND))
}

/// User and system times of a line of /proc/PID/stat, whose second field, the name, may hold blanks and brackets.
fn ticks(stat: &str, times: usize) -> Option<u64> {
    let fields = stat.rsplit_once(')')?.1.split_whitespace().skip(11).take(times);
    let read: Vec<u64> = fields.map_while(|field| field.parse().ok()).collect();
    (read.len() == times).then(|| read.iter().sum())
}

/// The process that started a process.
fn parent(pid: u32) -> Option<u32> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    stat.rsplit_once(')')?.1.split_whitespace().nth(1)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_process_whose_name_holds_brackets_and_blanks_is_read() {
        let stat = "12 (a) b (c) S 1 12 12 0 -1 4194560 100 0 0 0 250 50 7 9 20 0 4 0 100 1 1 1";
        assert_eq!((ticks(stat, 2), ticks(stat, 4)), (Some(300), Some(316)));
        assert_eq!((ticks("12 (a", 2), ticks("12 (a) S 1", 2)), (None, None));
    }

    #[test]
    fn the_process_that_listens_on_a_port_is_found() {
        let listening = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listening.local_addr().unwrap().port();
        assert_eq!(listener(port), Some(std::process::id()));
        assert_eq!(port_of(&format!("http://127.0.0.1:{port}/")), Some(port));
    }

    #[test]
    fn what_a_process_is_connected_with_is_found_by_its_sockets() {
        let listening = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listening.local_addr().unwrap().port();
        let open = || open_files(std::process::id());
        let connected = || tables().iter().any(|table| connected_ports(table, &open()).contains(&port));
        assert!(!connected());
        let _connection = std::net::TcpStream::connect(("127.0.0.1", port)).unwrap();
        assert!(connected());
    }

    #[test]
    fn a_server_with_a_file_has_no_database_beside_it() {
        let directory = tempfile::tempdir().unwrap();
        let _open = std::fs::File::create(directory.path().join("lancan.sqlite3")).unwrap();
        assert!(matches!(Database::of(std::process::id()), Database::File));
    }

    #[test]
    fn time_of_processes_that_ended_is_read_with_the_one_that_started_them() {
        let mut child = std::process::Command::new("sleep").arg("60").spawn().unwrap();
        assert_eq!(parent(child.id()), Some(std::process::id()));
        child.kill().unwrap();
        child.wait().unwrap();
        assert!(ticks_of(std::process::id(), 4) >= spent(std::process::id()));
    }
}
