//! Pages of calls: the queue, the sheet that lies before an officer who calls, and what came of the call.

mod form;
pub(super) mod outcome;
pub(super) mod queue;
pub(super) mod sheet;
mod words;
