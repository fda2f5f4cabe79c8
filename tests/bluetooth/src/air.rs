//! Makes the virtual air repeat itself, as a real one does.
//!
//! A virtual controller hears an advert twice at most: when the advert begins and when its own scan begins. The kernel
//! drops what comes before it has noted that its scan began, and which of the two is first is a race that a slow
//! emulator loses now and then. So the receivers of controllers that listen are switched off and on behind the
//! kernel's back: each time they hear again whatever is on the air, as they would several times a second in earnest.
//!
//! Patience is counted in beats of this air and not in seconds: where everything is slow, so is the air.

use core::time::Duration;
use std::process::Stdio;

use bluer::Adapter;
use tokio::{process::Command, time::sleep};

use crate::{
    guest::{Outcome, word},
    observer::adapter_of,
};

/// So many beats something is waited for. An air without load beats about four times a second; what takes its time by the
/// clock, as a minute of being near does, must be well within them.
const PATIENCE: u32 = 1_200;
/// Time between two beats.
const PAUSE: Duration = Duration::from_millis(200);

/// The air between the guest's controllers.
pub(crate) struct Air {
    receivers: Vec<(String, Adapter)>,
    switch: Switch,
}

/// The command that switches a receiver, without its first parameter, which says on or off.
struct Switch {
    command: &'static str,
    rest: &'static [&'static str],
}

/// `LE Set Scan Enable`, for controllers that send everything under one address.
const PLAIN: Switch = Switch { command: "0x000c", rest: &["00"] };
/// `LE Set Extended Scan Enable`, for controllers that keep adverts apart.
const APART: Switch = Switch { command: "0x0042", rest: &["00", "00", "00", "00", "00"] };

impl Air {
    /// The air of this guest's first controllers, `hci0` and on.
    pub(crate) async fn between(controllers: u8) -> Result<Self, String> {
        let mut receivers = Vec::new();
        for number in 0..controllers {
            let name = format!("hci{number}");
            let adapter = adapter_of(&name).await?;
            receivers.push((name, adapter));
        }
        Ok(Self { receivers, switch: if word("kind") == "plain" { PLAIN } else { APART } })
    }

    /// Waits until something holds, beat after beat; an error names what did not come about.
    pub(crate) async fn until(&self, what: &str, mut holds: impl FnMut() -> bool) -> Outcome {
        for _ in 0..PATIENCE {
            if holds() {
                return Ok(());
            }
            self.beat().await;
        }
        Err(format!("not within {PATIENCE} beats of the air: {what}"))
    }

    /// Lets everybody who listens hear what is on the air.
    pub(crate) async fn beat(&self) {
        for (name, adapter) in &self.receivers {
            if adapter.is_discovering().await.unwrap_or(false) {
                self.switch(name, "00").await;
                self.switch(name, "01").await;
            }
        }
        sleep(PAUSE).await;
    }

    /// Fails where the adapter is off just now: then nobody listens there.
    async fn switch(&self, adapter: &str, on: &str) {
        let _ = Command::new("hcitool")
            .args(["-i", adapter, "cmd", "0x08", self.switch.command, on])
            .args(self.switch.rest)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .await;
    }
}
