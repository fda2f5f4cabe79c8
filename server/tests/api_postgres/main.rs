//! The server over real HTTP on loopback, on virtual time, with its data in PostgreSQL. Says so and
//! passes where there is no PostgreSQL. The golden databases are SQLite's.
#![cfg(test)]

#[path = "../common/cluster.rs"]
mod cluster;
#[path = "../api/support.rs"]
mod support;

#[path = "../api/accounts.rs"]
mod accounts;
#[path = "../api/areas.rs"]
mod areas;
#[path = "../api/audit.rs"]
mod audit;
#[path = "../api/callbacks.rs"]
mod callbacks;
#[path = "../api/clock.rs"]
mod clock;
#[path = "../api/console.rs"]
mod console;
#[path = "../api/console_accounts.rs"]
mod console_accounts;
#[path = "../api/contacts.rs"]
mod contacts;
#[path = "../api/cover.rs"]
mod cover;
#[path = "../api/gateway.rs"]
mod gateway;
#[path = "../api/guessing.rs"]
mod guessing;
#[path = "../api/happy_loop.rs"]
mod happy_loop;
#[path = "../api/http.rs"]
mod http;
#[path = "../api/laboratory.rs"]
mod laboratory;
#[path = "../api/officer.rs"]
mod officer;
#[path = "../api/operator.rs"]
mod operator;
#[path = "../api/otp.rs"]
mod otp;
#[path = "../api/place_exports.rs"]
mod place_exports;
#[path = "../api/places.rs"]
mod places;
#[path = "../api/publication.rs"]
mod publication;
#[path = "../api/refused.rs"]
mod refused;
#[path = "../api/retention.rs"]
mod retention;
#[path = "../api/retry.rs"]
mod retry;
#[path = "../api/rooms.rs"]
mod rooms;
#[path = "../api/route_table.rs"]
mod route_table;
#[path = "../api/rules.rs"]
mod rules;
mod scans;
#[path = "../api/transcript.rs"]
mod transcript;

use support::Engine;

/// The database of the servers in this binary.
const ENGINE: Engine = Engine::Postgres;
