//! Pages of calls: the queue, the sheet that lies before an officer who calls, and what came of the call.

pub(super) mod form;
pub(super) mod outcome;
pub(super) mod queue;
pub(super) mod sheet;
pub(super) mod words;
