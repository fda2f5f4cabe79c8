//! A phone that sends one report and is gone: `report URL CODE`; with `--take-back` it takes the report back when a line comes. The browser tests and the demo of the console use it, against
//! a server of their own. What it reports is made up: three days of keys and twelve encounters.

mod phone;

use std::error::Error;

use lancan_protocol::key_days::KeyDays;
use lancan_protocol::time::Day;
use lancan_protocol::wire::Report;
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
    let phone = ExamplePhone::new();
    let token = phone.report(&url, &code, &keys, days().flat_map(encounters).flatten().collect())?;
    if arguments.next().as_deref() == Some("--take-back") {
        // When whoever started it says so.
        std::io::stdin().read_line(&mut String::new())?;
        let (report_id, public_key) = (random_bytes().to_vec(), phone.public_key());
        phone.send(&url, &Report { report_id, public_key, token, withdrawal: true, ..Report::default() })?;
    }
    Ok(())
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
