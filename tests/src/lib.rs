//! The simulated air, and tests of the whole.
