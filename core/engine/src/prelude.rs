//! What nearly every host names, in one line: `use lancan_core::prelude::*;`.
//!
//! ```
//! use lancan_core::prelude::*;
//!
//! fn begin(tracer: &mut Tracer, now: Now) -> Vec<Command> {
//!     tracer.handle(now, Event::Started { capabilities: Capabilities::default(), restored: false })
//! }
//! ```

pub use lancan_protocol::{
    problem::Problem,
    time::{Day, UnixTime},
    wire::Deployment,
};

pub use crate::{
    CONSENT_TEXT_VERSION, Capabilities, Command, ConsentGiven, Event, HttpAnswer, HttpFailure, HttpOutcome,
    HttpRequest, HttpResponse, KeyVault, Notice, Now, RadioCommand, RadioEvent, ReportStage, Review, StaticVault,
    Status, Store, Tracer, Warning, WarningNotice,
};
