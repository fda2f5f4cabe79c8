//! What a measurement must say about where it was made.

use std::{fs, path::Path, process::Command};

use crate::failure::Failure;

/// The processor's name.
pub(crate) fn processor() -> String {
    let info = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let field = |name: &str| {
        info.lines().filter_map(|line| line.split_once(':')).find(|(key, _)| key.trim() == name).map(|(_, value)| value)
    };
    let name = field("model name").or_else(|| field("Hardware")).unwrap_or("unknown").trim();
    match (field("cpu family"), field("model")) {
        (Some(family), Some(model)) => format!("{name} (family {}, model {})", family.trim(), model.trim()),
        _ => name.to_owned(),
    }
}

/// The most memory this process has held so far, in bytes; `None` where the system does not say.
pub(crate) fn peak_memory_bytes() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok().map(|kib| kib * 1_024)
}

/// Runs `lancan bench` with these arguments and a path in a process of its own, so that what it leaves in memory does not
/// count; returns what it prints.
pub(crate) fn in_own_process(arguments: &[&str], path: &Path) -> Result<String, Failure> {
    let program = std::env::current_exe().map_err(Failure::new)?;
    let output = Command::new(program).arg("bench").args(arguments).arg(path).output().map_err(Failure::new)?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned());
    }
    Err(Failure::new(String::from_utf8_lossy(&output.stderr)))
}

/// Seconds this thread has spent on a processor, whatever its neighbours took; `None` where the system does not say.
pub(crate) fn processor_seconds() -> Option<f64> {
    let stat = fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    let nanoseconds: u64 = stat.split_whitespace().next()?.parse().ok()?;
    Some(std::time::Duration::from_nanos(nanoseconds).as_secs_f64())
}

/// The middle one of several measurements.
pub(crate) fn median(values: &[f64]) -> f64 {
    let mut values = values.to_vec();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}
