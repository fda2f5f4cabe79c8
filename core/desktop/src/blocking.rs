//! A host without a radio on the thread that calls it: for scripts, tests of servers, and first steps.

use lancan_core::{Command, Event, Notice, Tracer};
use lancan_protocol::problem::Problem;

use crate::{clock::now, http::Http, platform::no_radio};

/// A phone that has no radio and no loop of its own: each act returns when the server has answered everything that the
/// phone asked because of it.
///
/// `examples/whole_loop.rs` enters a code and reports in under 60 lines.
pub struct BlockingHost {
    tracer: Tracer,
    http: Http,
}

impl BlockingHost {
    /// Starts a phone whose authority's server is at this address. Nothing is asked before the first act.
    pub fn new(tracer: Tracer, server: &str) -> Self {
        Self { tracer, http: Http::new(server) }
    }

    /// The phone, to be looked at. What changes something goes through [`BlockingHost::act`].
    pub fn tracer(&mut self) -> &mut Tracer {
        &mut self.tracer
    }

    /// Does something with the phone, then sends what it asks for until nothing is left. Returns what the user should know,
    /// in order.
    ///
    /// # Errors
    /// Whatever `act` answers; nothing was sent then.
    pub fn act(
        &mut self,
        act: impl FnOnce(&mut Tracer, lancan_core::Now) -> Result<Vec<Command>, Problem>,
    ) -> Result<Vec<Notice>, Problem> {
        let commands = act(&mut self.tracer, now())?;
        Ok(self.execute(commands))
    }

    /// Hands in an event, [`Event::Wake`] where [`Tracer::next_wake`] says so, and goes on as [`BlockingHost::act`] does.
    pub fn handle(&mut self, event: Event) -> Vec<Notice> {
        let commands = self.tracer.handle(now(), event);
        self.execute(commands)
    }

    /// The first event of a phone: it runs, and has no radio.
    pub fn start(&mut self) -> Vec<Notice> {
        self.handle(Event::Started { capabilities: no_radio(), restored: false })
    }

    #[deny(clippy::wildcard_enum_match_arm, reason = "a new command must not be dropped")]
    fn execute(&mut self, commands: Vec<Command>) -> Vec<Notice> {
        let mut notices = Vec::new();
        let mut left: std::collections::VecDeque<Command> = commands.into();
        while let Some(command) = left.pop_front() {
            match command {
                // It said that it has no radio.
                Command::Radio(_) => {}
                Command::Notify(notice) => notices.push(notice),
                Command::Http(request) => {
                    let answer = self.http.send(&request);
                    left.extend(self.tracer.handle(now(), Event::Http(answer)));
                }
            }
        }
        notices
    }
}
