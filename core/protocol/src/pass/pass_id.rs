//! What a pass and the list of passes taken back call a declaration.

/// The random name of a declaration's pass. Its `Debug` shows nothing.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PassId(pub [u8; 16]);

crate::opaque::opaque_debug!(PassId);
