//! Eight controllers: eight phones that all hear one another.

use core::time::Duration;
use std::collections::BTreeSet;

use lancan_desktop::now;

use crate::{
    guest::{Outcome, set_clock, shown, within},
    observer::power,
    phone::{Phone, frame},
};

const PHONES: u8 = 8;

pub(crate) async fn run() -> Outcome {
    set_clock(now().wall.interval().plus(1).start().plus(60)).await?;
    for number in 0..PHONES {
        power(&format!("hci{number}"), true).await?;
    }
    let mut phones = Vec::new();
    for number in 0..PHONES {
        phones.push(Phone::start(&format!("hci{number}"), number, |_| {}).await?);
    }
    let interval = now().wall.interval();
    let wanted: Vec<_> = (0..PHONES).map(|number| (number, frame(number, interval))).collect();
    let missing = || {
        let mut missing = BTreeSet::new();
        for (position, phone) in phones.iter().enumerate() {
            for (number, frame) in &wanted {
                if usize::from(*number) != position && !phone.has(frame) {
                    missing.insert((position, *number));
                }
            }
        }
        missing
    };
    within(Duration::from_secs(100), "everybody hears everybody", || missing().is_empty()).await.map_err(|why| {
        format!(
            "{why}; who does not hear whom: {:?}\n{}",
            missing(),
            phones.first().map(Phone::story).unwrap_or_default()
        )
    })?;
    for phone in phones {
        phone.stop().await;
    }
    shown("eight phones: each hears the seven others");
    Ok(())
}
