//! What BlueZ and virtual controllers cannot be made to do: signal strengths, errors, an adapter pulled out. A mock
//! of BlueZ does it on a D-Bus of its own, so this runs without an emulator. Each case is a process of its own,
//! because the address of the bus is read from the environment once.

mod bluez;
mod contract;

use core::time::Duration;
use std::process::Stdio;

use bluez::Bluez;
use lancan_core::{AdapterState, RadioCommand, RadioEvent, ScanMode};
use lancan_desktop::{Bluetooth, now};
use lancan_protocol::{
    frame::{Frame, ServiceUuid},
    wire::Deployment,
};
use lancan_text::{Catalogue, Language};
use serde_json::json;
use tokio::{
    io::{AsyncBufReadExt as _, BufReader},
    process::{Child, Command},
    time::{sleep, timeout},
};

use crate::{
    guest::{Outcome, ensure, shown},
    phone::frame,
    terminal::{Owner, Terminal},
};

/// Patience with one answer; the bus and both its ends are on this machine.
const ANSWERS_WITHIN: Duration = Duration::from_mins(1);
const LONG: Duration = Duration::from_hours(1);
/// Nobody may speak to BlueZ.
const FORBIDDEN: &str = r#"<deny send_destination="org.bluez"/>"#;

/// Cases, and what the bus of each says besides.
const CASES: [(&str, &str); 9] = [
    ("no-bus", ""),
    ("no-bluez", ""),
    ("no-adapter", ""),
    ("another-adapter", ""),
    ("no-permission", FORBIDDEN),
    ("strengths", ""),
    ("scans-refused", ""),
    ("unplugged", ""),
    ("contract", ""),
];

/// Runs every case on a bus of its own.
pub(crate) async fn run() -> Outcome {
    let this = std::env::current_exe().map_err(|error| error.to_string())?;
    for (case, policy) in CASES {
        let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
        let socket = format!("unix:path={}/bus", folder.path().display());
        let bus = if case == "no-bus" { None } else { Some(Bus::start(&socket, policy, folder.path()).await?) };
        let ran = Command::new(&this)
            .args(["mock", case])
            .env("DBUS_SYSTEM_BUS_ADDRESS", &socket)
            .env("LANCAN_MOCK", folder.path())
            .kill_on_drop(true)
            .status();
        let ran = ran.await.map_err(|error| error.to_string())?;
        drop(bus);
        ensure(ran.success(), &format!("the case {case} fails"))?;
    }
    Ok(())
}

/// Runs one case; the bus is named by the environment.
pub(crate) async fn case(name: &str) -> Outcome {
    match name {
        "no-bus" => {
            lancan_says("phone-no-bluez", &[], &[]).await?;
            shown("without D-Bus, lancan phone says in Vietnamese and English that BlueZ does not run");
        }
        "no-bluez" => {
            lancan_says("phone-no-bluez", &[], &[]).await?;
            shown("without BlueZ on D-Bus it says the same");
        }
        "no-adapter" => {
            let _bluez = Bluez::start().await?;
            lancan_says("phone-no-adapter", &[], &[]).await?;
            shown("without an adapter it says so, and what to do");
        }
        "another-adapter" => {
            let bluez = Bluez::start().await?;
            bluez.plug_in("hci0")?;
            bluez.plug_in("hci1")?;
            lancan_says("phone-no-such-adapter", &[("names", "hci0, hci1")], &["--adapter", "hci7"]).await?;
            shown("asked for an adapter that is not there, it names those that are");
        }
        "no-permission" => {
            let bluez = Bluez::start().await?;
            bluez.plug_in("hci0")?;
            lancan_says("phone-no-permission", &[], &[]).await?;
            shown("where D-Bus forbids Bluetooth to this account it says so, and what to do");
        }
        "strengths" => signal_strengths().await?,
        "scans-refused" => refused_scans().await?,
        "unplugged" => an_adapter_pulled_out().await?,
        "contract" => contract::kept().await?,
        _ => return Err(format!("there is no case {name:?}")),
    }
    Ok(())
}

async fn signal_strengths() -> Outcome {
    let bluez = Bluez::start().await?;
    bluez.plug_in("hci0")?;
    let mut bluetooth = opened().await?;
    bluetooth.execute(now().monotonic, RadioCommand::Scan { mode: ScanMode::LowLatency, duration: LONG }).await;
    comes(&mut bluetooth, "the scan starts", |event| matches!(event, RadioEvent::ScanStarted).then_some(())).await?;
    let told = [None, Some(127), Some(-40), Some(-127), Some(20), Some(21), Some(-128), Some(300), Some(i16::MIN)];
    let meant = [None, None, Some(-40), Some(-127), Some(20), None, None, None, None];
    for (number, (told, meant)) in (0_u8..).zip(told.into_iter().zip(meant)) {
        let sent = frame(number, now().wall.interval());
        bluez.sees("hci0", number, &sent, told)?;
        let seen = comes(&mut bluetooth, "it is sighted", |event| match event {
            RadioEvent::Sighted(sighting) => Some(sighting),
            _ => None,
        });
        let seen = seen.await?;
        ensure(is(&seen.advert, &sent), "the frame is that which was sent")?;
        ensure(
            seen.rssi_dbm == meant,
            &format!("a strength of {told:?} is {:?} and should be {meant:?}", seen.rssi_dbm),
        )?;
    }
    bluetooth.close().await;
    shown("signal strengths: missing, 127 and out of range are none, the others as they are");
    Ok(())
}

fn is(advert: &lancan_core::Advert, sent: &Frame) -> bool {
    matches!(advert, lancan_core::Advert::ServiceData(frame) if frame == sent)
}

async fn refused_scans() -> Outcome {
    for error in ["org.bluez.Error.NotReady", "org.bluez.Error.Failed", "org.freedesktop.DBus.Error.AccessDenied"] {
        let bluez = Bluez::start().await?;
        bluez.plug_in("hci0")?;
        bluez.refuse_scans(error);
        let mut bluetooth = opened().await?;
        bluetooth.execute(now().monotonic, RadioCommand::Scan { mode: ScanMode::LowLatency, duration: LONG }).await;
        let failed = |event| matches!(event, RadioEvent::ScanFailed).then_some(());
        comes(&mut bluetooth, "the scan fails", failed).await.map_err(|why| format!("{error}: {why}"))?;
        bluetooth.close().await;
    }
    shown("a scan that BlueZ refuses is reported as failed");
    Ok(())
}

async fn an_adapter_pulled_out() -> Outcome {
    let bluez = Bluez::start().await?;
    bluez.plug_in("hci0")?;
    let mut bluetooth = opened().await?;
    bluetooth.execute(now().monotonic, RadioCommand::Scan { mode: ScanMode::LowLatency, duration: LONG }).await;
    comes(&mut bluetooth, "the scan starts", |event| matches!(event, RadioEvent::ScanStarted).then_some(())).await?;
    bluez.unplug("hci0")?;
    let off = |event| (event == RadioEvent::Adapter(AdapterState::Off)).then_some(());
    comes(&mut bluetooth, "an adapter pulled out in mid-scan is off", off).await?;
    ensure(!bluetooth.is_there(), "it is known not to be there")?;
    bluez.plug_in("hci0")?;
    let on = |event| (event == RadioEvent::Adapter(AdapterState::On)).then_some(());
    comes(&mut bluetooth, "plugged in again it is on", on).await?;
    ensure(bluetooth.is_there(), "it is known to be there")?;
    bluetooth.close().await;
    shown("an adapter pulled out in mid-scan is reported as off, plugged in again as on");

    let phone = owner()?.start("hci0")?;
    until(&phone, "it advertises", || bluez.called("RegisterAdvertisement") == 1).await?;
    bluez.unplug("hci0")?;
    let gone = Catalogue::of(Language::En).say("phone-adapter-gone", &[]);
    until(&phone, "it says that the adapter is gone", || {
        phone.says(0, |line| line == gone.title) && phone.says(0, |line| Some(line) == gone.next.as_deref())
    })
    .await?;
    let printed = phone.printed();
    bluez.plug_in("hci0")?;
    let working = Catalogue::of(Language::En).say("status-working", &[]).title;
    until(&phone, "it goes on by itself", || {
        bluez.called("RegisterAdvertisement") == 2 && phone.says(printed, |line| line == working)
    })
    .await?;
    phone.interrupt().await?;
    shown("meanwhile lancan phone says that the adapter was unplugged, and goes on when it is back");
    Ok(())
}

async fn opened() -> Result<Bluetooth, String> {
    let mut bluetooth =
        Bluetooth::open(None, ServiceUuid::DEFAULT).await.map_err(|error| format!("not opened: {error}"))?;
    let on = |event| (event == RadioEvent::Adapter(AdapterState::On)).then_some(());
    comes(&mut bluetooth, "the adapter is on", on).await?;
    Ok(bluetooth)
}

/// Waits for an event; others may come before it.
async fn comes<T>(
    bluetooth: &mut Bluetooth,
    what: &str,
    wanted: impl Fn(RadioEvent) -> Option<T>,
) -> Result<T, String> {
    let mut others = Vec::new();
    let found = async {
        loop {
            let event = bluetooth.next().await;
            others.push(format!("{event:?}"));
            if let Some(found) = wanted(event) {
                return found;
            }
        }
    };
    let found = timeout(ANSWERS_WITHIN, found).await.ok();
    found.ok_or_else(|| format!("not within {ANSWERS_WITHIN:?}: {what}; what came: {others:?}"))
}

async fn until(phone: &Terminal, what: &str, mut holds: impl FnMut() -> bool) -> Outcome {
    let held = async {
        while !holds() {
            sleep(Duration::from_millis(50)).await;
        }
    };
    let held = timeout(ANSWERS_WITHIN, held).await;
    held.map_err(|_| format!("not within {ANSWERS_WITHIN:?}: {what}\n{}", phone.story()))
}

/// A terminal phone that was set up earlier with a server that is not there now.
fn owner() -> Result<Owner, String> {
    let folder = std::env::var("LANCAN_MOCK").map_err(|error| error.to_string())?;
    let server = "http://127.0.0.1:1";
    let known = json!({ "server": server, "deployment": Deployment::for_test() });
    std::fs::write(format!("{folder}/server.json"), known.to_string()).map_err(|error| error.to_string())?;
    Ok(Owner { store: folder, server: server.to_owned() })
}

/// `lancan phone` fails and says this, first in Vietnamese, then in English, each with what to do next.
async fn lancan_says(key: &str, arguments: &[(&str, &str)], options: &[&str]) -> Outcome {
    let arguments: Vec<_> = arguments.iter().map(|(name, value)| (*name, (*value).into())).collect();
    let ran = owner()?.run_in_no_language(options).await?;
    let mut rest = ran.printed.as_str();
    for language in [Language::Vi, Language::En] {
        let said = Catalogue::of(language).say(key, &arguments);
        for part in core::iter::once(said.title).chain(said.next) {
            let found = rest.split_once(part.as_str());
            let (_, after) =
                found.ok_or_else(|| format!("{key}: {part:?} is missing in what it printed\n{}", ran.printed))?;
            rest = after;
        }
    }
    ensure(!ran.succeeded, &format!("{key}: its exit code says that it failed"))
}

/// A private D-Bus; gone when dropped.
struct Bus {
    _daemon: Child,
}

impl Bus {
    async fn start(address: &str, policy: &str, folder: &std::path::Path) -> Result<Self, String> {
        let settings = format!(
            r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <listen>{address}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow user="*"/>
    <allow own="*"/>
    <allow send_type="method_call"/>
    <allow send_destination="*"/>
    <allow receive_sender="*"/>
    {policy}
  </policy>
</busconfig>
"#
        );
        let file = folder.join("bus.conf");
        std::fs::write(&file, settings).map_err(|error| error.to_string())?;
        let mut daemon = Command::new("dbus-daemon")
            .arg("--config-file")
            .arg(&file)
            .args(["--nofork", "--print-address"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .map_err(|error| format!("dbus-daemon: {error}"))?;
        let ready = match daemon.stdout.take() {
            Some(output) => BufReader::new(output).lines().next_line().await.ok().flatten(),
            None => None,
        };
        ready.map(|_| Self { _daemon: daemon }).ok_or_else(|| "dbus-daemon does not start".to_owned())
    }
}
