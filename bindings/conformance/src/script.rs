//! Reads `host.script`.

use core::{str::FromStr, time::Duration};

use lancan_core::{Command, HttpMethod, HttpRequest, PeerHandle, RadioCommand, RequestId, ScanMode};
use lancan_protocol::frame::Frame;

/// The contract. Its words are explained at its head.
const SCRIPT: &str = include_str!("../host.script");

/// Something that happens to a host.
#[derive(Clone, Debug, PartialEq)]
pub enum Act {
    /// The host begins.
    Start,
    /// Time passes.
    Pass(Duration),
    /// The user switches Bluetooth.
    Switch {
        /// Whether Bluetooth is on from now.
        on: bool,
    },
    /// The host's timer is set to ring after this time, or never, in place of any time before.
    WakeAfter(Option<Duration>),
    /// The host is given a command.
    Execute(Command),
}

/// One line of the script.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// Its number, from 1.
    pub line: usize,
    /// What happens, in this order.
    pub acts: Vec<Act>,
    /// What must have been reported by then, in the script's words: this and nothing else.
    pub reports: Vec<String>,
}

/// A line of the script that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("host.script, line {line}: nothing is called {word:?}")]
pub struct Misspelt {
    /// Its number, from 1.
    pub line: usize,
    /// What was not understood.
    pub word: String,
}

/// The whole script.
///
/// # Errors
/// [`Misspelt`] names the line that cannot be read.
pub fn steps() -> Result<Vec<Step>, Misspelt> {
    read(SCRIPT)
}

fn read(script: &str) -> Result<Vec<Step>, Misspelt> {
    let lines = (1..).zip(script.lines()).map(|(number, line)| (number, line.split('#').next().unwrap_or(line).trim()));
    lines.filter(|(_, line)| !line.is_empty()).map(|(number, line)| step(number, line)).collect()
}

fn step(line: usize, text: &str) -> Result<Step, Misspelt> {
    let misspelt = |word: &str| Misspelt { line, word: word.to_owned() };
    let (happens, reports) = text.split_once("->").ok_or_else(|| misspelt(text))?;
    let acts = happens.split(',').map(|act| read_act(act).ok_or_else(|| misspelt(act.trim())));
    let reports = reports.split(',').map(|report| report.split_whitespace().collect::<Vec<_>>().join(" "));
    Ok(Step { line, acts: acts.collect::<Result<_, _>>()?, reports: reports.filter(|it| !it.is_empty()).collect() })
}

fn read_act(text: &str) -> Option<Act> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let radio = |command| Act::Execute(Command::Radio(command));
    let frame = || Frame::from_bytes(&[0; Frame::LENGTH]).ok();
    Some(match *words.as_slice() {
        ["start"] => Act::Start,
        ["pass", time] => Act::Pass(seconds(time)?),
        ["switch", "on"] => Act::Switch { on: true },
        ["switch", "off"] => Act::Switch { on: false },
        ["wake", "never"] => Act::WakeAfter(None),
        ["wake", time] => Act::WakeAfter(Some(seconds(time)?)),
        ["Advertise", longest] => radio(RadioCommand::Advertise { frame: frame()?, longest: seconds(longest)? }),
        ["StopAdvertising"] => radio(RadioCommand::StopAdvertising),
        ["Scan", time] => radio(RadioCommand::Scan { mode: ScanMode::Balanced, duration: seconds(time)? }),
        ["StopScan"] => radio(RadioCommand::StopScan),
        ["Connect", who, timeout] => radio(RadioCommand::Connect { peer: peer(who)?, timeout: seconds(timeout)? }),
        ["Read", who] => radio(RadioCommand::Read(peer(who)?)),
        ["Write", who] => radio(RadioCommand::Write { peer: peer(who)?, frame: frame()? }),
        ["Disconnect", who] => radio(RadioCommand::Disconnect(peer(who)?)),
        ["Http", id] => Act::Execute(Command::Http(request(RequestId(number(id)?)))),
        _ => return None,
    })
}

fn request(id: RequestId) -> HttpRequest {
    HttpRequest {
        id,
        method: HttpMethod::Get,
        path: "/".to_owned(),
        headers: Vec::new(),
        body: Vec::new(),
        longest_answer: 1,
        timeout: Duration::from_secs(1),
    }
}

fn number<T: FromStr>(word: &str) -> Option<T> {
    word.parse().ok()
}

fn seconds(word: &str) -> Option<Duration> {
    number(word).map(Duration::from_secs)
}

fn peer(word: &str) -> Option<PeerHandle> {
    number(word).map(PeerHandle)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_has_what_happens_and_what_is_reported() {
        let read = read("# Words.\n\nstart, pass 5 -> Started,  Adapter   on # so\nStopScan ->\n").unwrap();
        let stop = Act::Execute(Command::Radio(RadioCommand::StopScan));
        assert_eq!(
            read,
            [
                Step {
                    line: 3,
                    acts: vec![Act::Start, Act::Pass(Duration::from_secs(5))],
                    reports: vec!["Started".to_owned(), "Adapter on".to_owned()],
                },
                Step { line: 4, acts: vec![stop], reports: vec![] },
            ]
        );
    }

    #[test]
    fn a_line_that_cannot_be_read_is_named() {
        for (line, word) in
            [("dance ->", "dance"), ("pass ->", "pass"), ("start, Scan x ->", "Scan x"), ("StopScan", "StopScan")]
        {
            let script = format!("start -> Started\n{line}\n");
            assert_eq!(read(&script), Err(Misspelt { line: 2, word: word.to_owned() }));
        }
    }

    #[test]
    fn the_contract_can_be_read() {
        let steps = steps().unwrap();
        assert!(steps.len() > 40, "{}", steps.len());
        assert_eq!(steps[0].acts, [Act::Start]);
    }
}
