//! A phone that sends one report and is gone: `report URL CODE`. The browser tests and the demo of the console use it, against
//! a server of their own. What it reports is made up: three days of keys and twelve encounters.

mod phone;

use std::error::Error;

use lancan_protocol::key_days::KeyDays;
use lancan_protocol::time::Day;
use phone::{ExamplePhone, days, random_bytes};
use rand::rand_core::UnwrapErr;
use rand::rngs::SysRng;
use rand::{Rng as _, RngExt as _};

/// Encounters of each day.
const ENCOUNTERS: u32 = 4;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(url), Some(code)) = (arguments.next(), arguments.next()) else { return Err("report URL CODE".into()) };
    let keys: Vec<_> = days().map(|_| random_bytes()).collect();
    ExamplePhone::new().report(&url, &code, &keys, days().flat_map(encounters).flatten().collect())
}

/// Encounters of a day, in one interval each.
fn encounters(day: Day) -> impl Iterator<Item = [u8; 32]> {
    let first = KeyDays::VIETNAM.first_interval(day).plus(60);
    (0..ENCOUNTERS).map(move |number| {
        let mut bytes = [0; 32];
        UnwrapErr(SysRng).fill_bytes(&mut bytes[..20]);
        bytes[20..24].copy_from_slice(&first.plus(number * 3).0.to_le_bytes());
        let seconds: u16 = UnwrapErr(SysRng).random_range(120..600);
        bytes[24..26].copy_from_slice(&seconds.to_le_bytes());
        bytes[26..].copy_from_slice(&[50, 55, 4, 0, 0, 0]);
        bytes
    })
}
