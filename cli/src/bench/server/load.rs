//! Clients that ask at the same time, and what came of it.

use lancan_protocol::Saturate;
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use serde::Serialize;

use super::client::{Asked, Client};
use super::usage::Usage;
use crate::failure::Failure;

/// What a kind of request took, and cost.
#[derive(Serialize)]
pub(super) struct Cost {
    pub(super) requests: usize,
    /// Requests that were refused or not answered.
    pub(super) errors: usize,
    pub(super) per_second: f64,
    pub(super) p50_ms: f64,
    pub(super) p90_ms: f64,
    pub(super) p99_ms: f64,
    pub(super) max_ms: f64,
    /// Bytes of one request's body, on average.
    pub(super) bytes_sent: f64,
    /// Bytes of one answer's body, on average.
    pub(super) bytes_received: f64,
    /// Processor time of the server for one request, in milliseconds.
    pub(super) server_cpu_ms: Option<f64>,
    /// Processor time of the database for one request, in milliseconds.
    pub(super) database_cpu_ms: Option<f64>,
    /// Processor time of the clients for one request, in milliseconds: where they share the machine, they take it from the
    /// server.
    pub(super) client_cpu_ms: Option<f64>,
}

/// What one client is to do once; `None` when nothing is left to do.
pub(super) type Ask<'a> = dyn Fn(&Client) -> Result<Option<Asked>, Failure> + Sync + 'a;

/// All clients ask at the same time until `until`, or until nothing is left.
pub(super) fn measure(clients: &[Client], usage: &Usage, until: Instant, ask: &Ask<'_>) -> Result<Cost, Failure> {
    let asked = Mutex::new(Vec::new());
    let (begun, before) = (Instant::now(), usage.now());
    thread::scope(|scope| {
        let runs: Vec<_> = clients.iter().map(|client| scope.spawn(|| repeat(client, until, ask, &asked))).collect();
        runs.into_iter().try_for_each(|run| run.join().map_err(|_| Failure::broken("a client panicked"))?)
    })?;
    let (took, after) = (begun.elapsed(), usage.now());
    let asked = asked.into_inner().map_err(Failure::new)?;
    let each = |cpu: Option<Duration>| {
        cpu.filter(|_| !asked.is_empty()).map(|cpu| rounded(milliseconds(cpu) / number(asked.len())))
    };
    let mut times: Vec<f64> = asked.iter().map(|one| milliseconds(one.took)).collect();
    times.sort_by(f64::total_cmp);
    Ok(Cost {
        requests: asked.len(),
        errors: asked.iter().filter(|one| !one.ok).count(),
        per_second: rounded(number(asked.len()) / took.as_secs_f64()),
        p50_ms: percentile(&times, 50),
        p90_ms: percentile(&times, 90),
        p99_ms: percentile(&times, 99),
        max_ms: percentile(&times, 100),
        bytes_sent: mean(&asked, |one| one.sent),
        bytes_received: mean(&asked, |one| one.received),
        server_cpu_ms: each(after.server_since(&before)),
        database_cpu_ms: each(after.database_since(&before)),
        client_cpu_ms: each(after.client_since(&before)),
    })
}

/// One request as the figures need it.
struct Ended {
    ok: bool,
    took: Duration,
    sent: usize,
    received: usize,
}

fn repeat(client: &Client, until: Instant, ask: &Ask<'_>, all: &Mutex<Vec<Ended>>) -> Result<(), Failure> {
    while Instant::now() < until {
        let Some(asked) = ask(client)? else { break };
        let one = Ended { ok: asked.is_ok(), took: asked.took, sent: asked.sent, received: asked.received() };
        all.lock().unwrap_or_else(PoisonError::into_inner).push(one);
    }
    Ok(())
}

fn mean(all: &[Ended], of: impl Fn(&Ended) -> usize) -> f64 {
    let sum: f64 = all.iter().map(|one| number(of(one))).sum();
    rounded(sum / number(all.len().max(1)))
}

/// The smallest time that this share of requests did not exceed; zero without requests.
fn percentile(sorted: &[f64], percent: usize) -> f64 {
    let rank = (sorted.len() * percent).div_ceil(100).saturating_sub(1);
    sorted.get(rank).copied().map_or(0.0, rounded)
}

fn number(count: usize) -> f64 {
    f64::from(Saturate::<u32>::saturate(count))
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

fn rounded(value: f64) -> f64 {
    (value * 1e3).round() / 1e3
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_times_that_were_measured() {
        let times: Vec<f64> = (1..=200).map(f64::from).collect();
        let shown = |times: &[f64], percent| percentile(times, percent).to_string();
        assert_eq!([50, 90, 99, 100].map(|percent| shown(&times, percent)), ["100", "180", "198", "200"]);
        assert_eq!([50, 99].map(|percent| shown(&[7.0], percent)), ["7", "7"]);
        assert_eq!(shown(&[], 50), "0");
    }
}
