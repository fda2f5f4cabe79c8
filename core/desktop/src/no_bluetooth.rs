//! The radio of a program that was built without Bluetooth: there is none.

use core::{convert::Infallible, time::Duration};

use lancan_core::{Capabilities, RadioCommand, RadioEvent};
use lancan_protocol::frame::ServiceUuid;

/// Why there is no radio.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BluetoothError {
    /// The program was built without the feature `bluetooth`.
    #[error("this program was built without Bluetooth")]
    NotBuilt,
}

/// No radio; there is no value of it.
pub struct Bluetooth(Infallible);

impl Bluetooth {
    /// Opens nothing.
    ///
    /// # Errors
    /// [`BluetoothError::NotBuilt`], always.
    #[expect(clippy::unused_async, reason = "called as the radio is")]
    pub async fn open(_adapter: Option<&str>, _service: ServiceUuid) -> Result<Self, BluetoothError> {
        Err(BluetoothError::NotBuilt)
    }

    pub(crate) fn capabilities(&self) -> Capabilities {
        match self.0 {}
    }

    #[expect(clippy::unused_async, reason = "called as the radio is")]
    pub(crate) async fn execute(&mut self, _at: Duration, _command: RadioCommand) {
        match self.0 {}
    }

    pub(crate) fn next_due(&self) -> Option<Duration> {
        match self.0 {}
    }

    #[expect(clippy::unused_async, reason = "called as the radio is")]
    pub(crate) async fn tick(&mut self, _at: Duration) {
        match self.0 {}
    }

    #[expect(clippy::unused_async, reason = "called as the radio is")]
    pub(crate) async fn next(&mut self) -> RadioEvent {
        match self.0 {}
    }

    #[expect(clippy::unused_async, reason = "called as the radio is")]
    pub(crate) async fn close(self) {
        match self.0 {}
    }

    pub(crate) fn is_there(&self) -> bool {
        match self.0 {}
    }
}
