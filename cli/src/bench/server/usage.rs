//! Processor time of the server and of the database, as /proc has it.

use std::fs;
use std::time::Duration;

/// The name of PostgreSQL's processes.
const DATABASE: &str = "postgres";
/// Ticks a second in which /proc counts processor time. Linux has shown 100 to programs for twenty years, whatever the
/// kernel counts in (proc(5), `USER_HZ`).
const TICKS_A_SECOND: u64 = 100;
/// The state of a socket that listens, in /proc/net/tcp.
const LISTENING: &str = "0A";

/// Whose processor time is read.
pub(super) struct Usage {
    /// The process that listens on the server's address; `None` when it is on another machine.
    server: Option<u32>,
}

/// Processor time spent so far.
pub(super) struct Spent {
    server: Option<Duration>,
    database: Option<Duration>,
}

impl Usage {
    /// That of the server at an address, when it is on this machine.
    pub(super) fn of(url: &str) -> Self {
        Self { server: port_of(url).and_then(listener) }
    }

    pub(super) fn now(&self) -> Spent {
        let server = self.server.and_then(spent);
        let databases: Vec<_> = processes().filter(|pid| name(*pid).as_deref() == Some(DATABASE)).collect();
        let database = (!databases.is_empty()).then(|| databases.into_iter().filter_map(spent).sum());
        Spent { server, database }
    }
}

impl Spent {
    pub(super) fn server_since(&self, before: &Self) -> Option<Duration> {
        Some(self.server?.saturating_sub(before.server?))
    }

    pub(super) fn database_since(&self, before: &Self) -> Option<Duration> {
        Some(self.database?.saturating_sub(before.database?))
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

/// The process that listens on a port.
fn listener(port: u16) -> Option<u32> {
    let tables = ["/proc/net/tcp", "/proc/net/tcp6"].map(|table| fs::read_to_string(table).unwrap_or_default());
    let inode = tables.iter().find_map(|table| listening_inode(table, port))?;
    let socket = format!("socket:[{inode}]");
    let holds = |pid: &u32| {
        let files = fs::read_dir(format!("/proc/{pid}/fd")).into_iter().flatten().flatten();
        files.filter_map(|file| fs::read_link(file.path()).ok()).any(|link| link.to_str() == Some(&socket))
    };
    processes().find(holds)
}

/// The inode of the socket that listens on a port, in a table of /proc/net.
fn listening_inode(table: &str, port: u16) -> Option<u64> {
    table.lines().skip(1).find_map(|line| {
        let fields: Vec<_> = line.split_whitespace().collect();
        let local = fields.get(1)?.rsplit_once(':')?.1;
        let listens = *fields.get(3)? == LISTENING && u16::from_str_radix(local, 16).ok()? == port;
        listens.then(|| fields.get(9)?.parse().ok()).flatten()
    })
}

/// Processor time of a process and its threads.
fn spent(pid: u32) -> Option<Duration> {
    ticks(&fs::read_to_string(format!("/proc/{pid}/stat")).ok()?)
        .map(|ticks| Duration::from_millis(ticks * 1_000 / TICKS_A_SECOND))
}

/// User and system time of a line of /proc/PID/stat, whose second field, the name, may hold blanks and brackets.
fn ticks(stat: &str) -> Option<u64> {
    let mut fields = stat.rsplit_once(')')?.1.split_whitespace().skip(11);
    let (user, system): (u64, u64) = (fields.next()?.parse().ok()?, fields.next()?.parse().ok()?);
    Some(user + system)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_process_whose_name_holds_brackets_and_blanks_is_read() {
        let stat = "12 (a) b (c) S 1 12 12 0 -1 4194560 100 0 0 0 250 50 7 9 20 0 4 0 100 1 1 1";
        assert_eq!(ticks(stat), Some(300));
        assert_eq!(ticks("12 (a"), None);
    }

    #[test]
    fn the_process_that_listens_on_a_port_is_found() {
        let listening = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listening.local_addr().unwrap().port();
        assert_eq!(listener(port), Some(std::process::id()));
        assert_eq!(port_of(&format!("http://127.0.0.1:{port}/")), Some(port));
    }
}
