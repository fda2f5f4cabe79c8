//! What a measurement must say about where it was made.

use std::{fs, path::Path, process::Command};

use crate::{failure::Failure, words::Words};

/// The processor's name, for programs.
pub(crate) fn processor() -> String {
    match Processor::here() {
        Processor { name: None, .. } => "unknown".to_owned(),
        Processor { name: Some(name), kind: None } => name,
        Processor { name: Some(name), kind: Some((family, model)) } => {
            format!("{name} (family {family}, model {model})")
        }
    }
}

/// The processor's name, for people.
pub(crate) fn processor_in(words: Words) -> String {
    match Processor::here() {
        Processor { name: None, .. } => words.plain("bench-processor-unknown"),
        Processor { name: Some(name), kind: None } => name,
        Processor { name: Some(name), kind: Some((family, model)) } => {
            words.say("bench-processor", &[("name", &name), ("family", &family), ("model", &model)])
        }
    }
}

/// The processor as the system names it.
struct Processor {
    name: Option<String>,
    /// Family and model, which processors of Intel's kind have.
    kind: Option<(String, String)>,
}

impl Processor {
    fn here() -> Self {
        let info = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
        let field = |name: &str| {
            let lines = info.lines().filter_map(|line| line.split_once(':'));
            lines.map(|(key, value)| (key.trim(), value.trim().to_owned())).find(|(key, _)| *key == name)
        };
        let field = |name: &str| field(name).map(|(_, value)| value);
        let windows = || std::env::var("PROCESSOR_IDENTIFIER").ok();
        let name = field("model name").or_else(|| field("Hardware")).or_else(windows);
        Self { name, kind: field("cpu family").zip(field("model")) }
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
    let said = String::from_utf8_lossy(&output.stderr);
    Err(Failure::told(said.strip_prefix("lancan: ").unwrap_or(&said)))
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
