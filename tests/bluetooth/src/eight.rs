//! Eight controllers: eight phones that all hear one another.

use lancan_desktop::now;

use crate::{
    air::Air,
    guest::{Outcome, set_clock, shown},
    observer::power,
    phone::{Phone, frame},
};

/// Number of controllers; each has a phone.
pub(crate) const PHONES: u8 = 8;

pub(crate) async fn run(air: &Air) -> Outcome {
    set_clock(now().wall.interval().plus(1).start().plus(60)).await?;
    for number in 0..PHONES {
        power(&format!("hci{number}"), true).await?;
    }
    let mut phones = Vec::new();
    for number in 0..PHONES {
        phones.push(Phone::start(&format!("hci{number}"), number, |_| {}).await?);
    }
    let interval = now().wall.interval();
    let pairs: Vec<(u8, u8)> =
        (0..PHONES).flat_map(|who| (0..PHONES).filter(move |whom| *whom != who).map(move |whom| (who, whom))).collect();
    let heard =
        |(who, whom): (u8, u8)| phones.get(usize::from(who)).is_some_and(|phone| phone.has(&frame(whom, interval)));
    let everybody = air.until("everybody hears everybody", || pairs.iter().all(|pair| heard(*pair))).await;
    if let Err(why) = everybody {
        let unheard: Vec<_> = pairs.into_iter().filter(|pair| !heard(*pair)).collect();
        let deaf = unheard.first().and_then(|(deaf, _)| phones.get(usize::from(*deaf)));
        let story = deaf.map(Phone::story).unwrap_or_default();
        return Err(format!("{why}: these did not hear those: {unheard:?}\n{story}"));
    }
    for phone in phones {
        phone.stop().await;
    }
    shown("eight phones: each hears the seven others");
    Ok(())
}
