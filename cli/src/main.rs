//! `lancan`: a phone in a terminal, tools on exports, the demo, the benchmarks.

fn main() {}
