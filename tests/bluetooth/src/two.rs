//! Two controllers: a phone, and a stranger or another phone.

use bluer::AddressType;
use lancan_core::{Advertising, Observation, RadioCommand};
use lancan_desktop::now;
use lancan_protocol::encounter::EncounterFlags;

use crate::{
    air::Air,
    guest::{Outcome, ensure, set_clock, shown},
    observer::{Observer, adapter_of, power},
    phone::{Phone, frame},
    stranger::Stranger,
};

/// Runs one suite of this file.
pub(crate) async fn run(suite: &str, air: &Air) -> Outcome {
    prepare().await?;
    match suite {
        "advert" => an_advert_becomes_a_sighting(air).await,
        "rotations" => six_rotations(air).await,
        "read" => a_bare_uuid_is_connected_to_and_read(air).await,
        "short" => wrong_lengths_are_refused(air, 19).await,
        "long" => wrong_lengths_are_refused(air, 21).await,
        "silent" => a_silent_peer_is_let_go(air).await,
        "write" => a_phone_that_cannot_advertise_writes(air).await,
        "switch" => the_adapter_may_go_off_and_on(air).await,
        _ => Err(format!("there is no suite {suite:?}")),
    }
}

async fn prepare() -> Outcome {
    set_clock(now().wall.interval().plus(1).start().plus(60)).await?;
    power("hci0", true).await?;
    power("hci1", true).await
}

/// Starts a phone that listens before anybody sends.
async fn listening(air: &Air, adapter: &str, key: u8) -> Result<Phone, String> {
    let phone = Phone::start(adapter, key, |_| {}).await?;
    air.until("the scan starts", || phone.with_log(|log| log.observations.contains(&Observation::ScanBegan))).await?;
    Ok(phone)
}

/// Waits for an event of a phone.
async fn comes(air: &Air, phone: &Phone, what: &str, wanted: impl Fn(&str) -> bool) -> Outcome {
    air.until(what, || phone.with_log(|log| log.story.iter().any(|line| wanted(line))))
        .await
        .map_err(|why| format!("{why}\n{}", phone.story()))
}

async fn a_bare_uuid_is_connected_to_and_read(air: &Air) -> Outcome {
    let phone = listening(air, "hci1", 4).await?;
    let theirs = frame(9, now().wall.interval());
    let stranger = Stranger::start("hci0", Some(theirs.to_bytes().to_vec())).await?;
    air.until("the bare UUID is read", || phone.has(&theirs))
        .await
        .map_err(|why| format!("{why}\n{}", phone.story()))?;
    comes(air, &phone, "the connection ends", |line| line.contains("< Disconnected")).await?;
    drop(stranger);
    phone.stop().await;
    shown("a peer that advertises the bare UUID is connected to, read once and let go");
    Ok(())
}

async fn wrong_lengths_are_refused(air: &Air, length: usize) -> Outcome {
    let phone = listening(air, "hci1", 5).await?;
    let stranger = Stranger::start("hci0", Some(vec![7; length])).await?;
    comes(air, &phone, "the wrong value is read", |line| line.contains("< ValueRead")).await?;
    comes(air, &phone, "the connection ends", |line| line.contains("< Disconnected")).await?;
    ensure(phone.with_log(|log| log.frames().next().is_none()), "nothing of a wrong length is recorded")?;
    drop(stranger);
    phone.stop().await;
    shown(&format!("a value of {length} bytes is refused and the connection closed"));
    Ok(())
}

async fn a_silent_peer_is_let_go(air: &Air) -> Outcome {
    let phone = listening(air, "hci1", 6).await?;
    let stranger = Stranger::start("hci0", None).await?;
    comes(air, &phone, "it is asked", |line| line.contains("> Read")).await?;
    comes(air, &phone, "the connection is closed by force", |line| line.contains("> Disconnect")).await?;
    comes(air, &phone, "the connection ends", |line| line.contains("< Disconnected")).await?;
    drop(stranger);
    phone.stop().await;
    shown("a peer that never answers is timed out and cancelled");
    Ok(())
}

async fn a_phone_that_cannot_advertise_writes(air: &Air) -> Outcome {
    let writer = Phone::start("hci1", 7, |can| can.advertising = Advertising::Nothing).await?;
    air.until("the writer's scan starts", || writer.with_log(|log| !log.observations.is_empty())).await?;
    let reader = Phone::start("hci0", 8, |_| {}).await?;
    let written = frame(7, now().wall.interval());
    air.until("the frame is written", || reader.has(&written))
        .await
        .map_err(|why| format!("{why}\nwriter {}\nreader {}", writer.story(), reader.story()))?;
    let marked = reader.with_log(|log| {
        log.observations.iter().any(|seen| {
            matches!(seen, Observation::Frame { frame, flags, .. }
                if *frame == written && flags.contains(EncounterFlags::WRITTEN_ONLY))
        })
    });
    ensure(marked, "what was only written is marked so")?;
    ensure(
        writer.with_log(|log| !log.commands.iter().any(|command| matches!(command, RadioCommand::Advertise { .. }))),
        "it never advertises",
    )?;
    writer.stop().await;
    reader.stop().await;
    shown("a phone that cannot advertise writes its frame, which is marked as only written");
    Ok(())
}

async fn the_adapter_may_go_off_and_on(air: &Air) -> Outcome {
    let phone = listening(air, "hci0", 10).await?;
    comes(air, &phone, "adverts start", |line| line.contains("< AdvertisingStarted")).await?;
    power("hci0", false).await?;
    comes(air, &phone, "it hears that the adapter is off", |line| line.contains("< Adapter(Off)")).await?;
    let before = phone.with_log(|log| log.commands.len());
    power("hci0", true).await?;
    air.until("adverts and scan start again", || {
        phone.with_log(|log| {
            let after = log.commands.get(before..).unwrap_or_default();
            after.iter().any(|command| matches!(command, RadioCommand::Advertise { .. }))
                && after.iter().any(|command| matches!(command, RadioCommand::Scan { .. }))
        })
    })
    .await
    .map_err(|why| format!("{why}\n{}", phone.story()))?;
    let observer = Observer::start("hci1").await?;
    let wanted = phone.frame();
    air.until("it is heard again", || observer.noted().iter().any(|noted| noted.frame == wanted))
        .await
        .map_err(|why| format!("{why}\n{}", phone.story()))?;
    phone.stop().await;
    shown("adapter off and on: adverts and scan start again and are heard");
    Ok(())
}

async fn an_advert_becomes_a_sighting(air: &Air) -> Outcome {
    let listener = Phone::start("hci1", 2, |_| {}).await?;
    air.until("the listener's scan starts", || listener.with_log(|log| !log.observations.is_empty())).await?;
    let sender = Phone::start("hci0", 1, |_| {}).await?;
    let wanted = sender.frame();
    air.until("the advert is sighted", || listener.has(&wanted)).await?;
    listener.stop().await;
    sender.stop().await;
    shown("an advert becomes a sighting");
    Ok(())
}

async fn six_rotations(air: &Air) -> Outcome {
    let public = adapter_of("hci0").await?.address().await.map_err(|error| error.to_string())?;
    let observer = Observer::start("hci1").await?;
    let phone = Phone::start("hci0", 3, |_| {}).await?;
    let first = now().wall.interval();
    let mut frames = Vec::new();
    for count in 0..=6 {
        let interval = first.plus(count);
        let wanted = frame(3, interval);
        frames.push(wanted);
        air.until(&format!("frame {count} is seen"), || observer.noted().iter().any(|noted| noted.frame == wanted))
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
