//! Two controllers: a phone, and a stranger or another phone.

use core::time::Duration;

use bluer::AddressType;
use lancan_desktop::now;

use crate::{
    guest::{Outcome, ensure, set_clock, shown, within},
    observer::{Observer, adapter_of, power},
    phone::{Phone, frame},
};

/// Virtual controllers send an advert when it is enabled and when a scan begins, and the kernel overlooks what comes
/// in a scan's first instant: it may take a few of BlueZ's scans, ten seconds each.
const SEEN_WITHIN: Duration = Duration::from_secs(90);

pub(crate) async fn run() -> Outcome {
    set_clock(now().wall.interval().plus(1).start().plus(60)).await?;
    for name in ["hci0", "hci1"] {
        power(name, true).await?;
    }
    an_advert_becomes_a_sighting().await?;
    six_rotations().await
}

async fn an_advert_becomes_a_sighting() -> Outcome {
    let listener = Phone::start("hci1", 2, |_| {}).await?;
    within(Duration::from_secs(10), "the listener's scan starts", || {
        listener.with_log(|log| !log.observations.is_empty())
    })
    .await?;
    let sender = Phone::start("hci0", 1, |_| {}).await?;
    let wanted = sender.frame();
    within(SEEN_WITHIN, "the advert is sighted", || listener.has(&wanted)).await?;
    listener.stop().await;
    sender.stop().await;
    shown("an advert becomes a sighting");
    Ok(())
}

async fn six_rotations() -> Outcome {
    let public = adapter_of("hci0").await?.address().await.map_err(|error| error.to_string())?;
    let observer = Observer::start("hci1").await?;
    let phone = Phone::start("hci0", 3, |_| {}).await?;
    let first = now().wall.interval();
    let mut frames = Vec::new();
    for count in 0..=6 {
        let interval = first.plus(count);
        let wanted = frame(3, interval);
        frames.push(wanted);
        within(SEEN_WITHIN, &format!("frame {count} is seen"), || {
            observer.noted().iter().any(|noted| noted.frame == wanted)
        })
        .await
        .map_err(|why| format!("{why}\n{}", phone.story()))?;
        set_clock(interval.end().minus(4)).await?;
    }
    phone.stop().await;
    let noted: Vec<_> = observer.noted().into_iter().filter(|noted| frames.contains(&noted.frame)).collect();
    ensure(noted.len() == frames.len(), "each frame under one address only")?;
    for one in &noted {
        ensure(one.address != public && one.kind == AddressType::LeRandom, "the public address is never shown")?;
        ensure(
            noted.iter().filter(|other| other.address == one.address).count() == 1,
            "each address carries one frame only",
        )?;
        ensure(one.frame == frame(3, one.at.interval()), "no frame is seen outside its interval")?;
    }
    shown("six rotations, each under a changed private address, none outside its interval");
    shown("connectable adverts never show the public address");
    Ok(())
}
