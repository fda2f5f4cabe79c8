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
/// In so many intervals everybody must have heard everybody.
const INTERVALS: u32 = 3;
/// How long an interval is waited for.
const PATIENCE: Duration = Duration::from_mins(1);

pub(crate) async fn run() -> Outcome {
    set_clock(now().wall.interval().plus(1).start().plus(60)).await?;
    for number in 0..PHONES {
        power(&format!("hci{number}"), true).await?;
    }
    let mut phones = Vec::new();
    for number in 0..PHONES {
        phones.push(Phone::start(&format!("hci{number}"), number, |_| {}).await?);
    }
    let mut unheard: BTreeSet<(u8, u8)> =
        (0..PHONES).flat_map(|who| (0..PHONES).filter(move |whom| *whom != who).map(move |whom| (who, whom))).collect();
    // The virtual controllers report an advert once for each time it begins, so each interval is one more chance.
    for _ in 0..INTERVALS {
        let interval = now().wall.interval();
        let heard =
            |(who, whom): (u8, u8)| phones.get(usize::from(who)).is_some_and(|phone| phone.has(&frame(whom, interval)));
        let everybody = within(PATIENCE, "everybody hears everybody", || unheard.iter().all(|pair| heard(*pair))).await;
        unheard.retain(|pair| !heard(*pair));
        if everybody.is_ok() {
            break;
        }
        set_clock(now().wall.interval().plus(1).start().plus(5)).await?;
    }
    if let Some((deaf, _)) = unheard.first() {
        let story = phones.get(usize::from(*deaf)).map(Phone::story).unwrap_or_default();
        return Err(format!("in {INTERVALS} intervals these did not hear those: {unheard:?}\n{story}"));
    }
    for phone in phones {
        phone.stop().await;
    }
    shown("eight phones: each hears the seven others");
    Ok(())
}
