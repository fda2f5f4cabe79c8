//! The phone: recorder, radio machine, store, report, tracer; events in, commands out.
