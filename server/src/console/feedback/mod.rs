//! Feedback on facilities of the officer's area: read before anybody else sees it, and ended once it is set right.

pub(super) mod desk;
