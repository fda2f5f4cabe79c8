//! The numbers by which a host and the core name a peer and a request to each other.

/// A peer as the host's radio stack names it: an address or a platform's identifier, hashed or numbered by the host.
///
/// Valid until the peer changes its address; the core never stores it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PeerHandle(pub u64);

/// Names a request among those under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RequestId(pub u64);
