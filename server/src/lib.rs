//! The health authority: public API, officer API, export publisher.
