//! The server over real HTTP on loopback, on virtual time: every test with its data in SQLite, and in PostgreSQL too
//! (`on_postgresql.rs`). `LANCAN_TEST_DATABASE=postgresql` has the tests that are named run on PostgreSQL alone.
#![cfg(test)]

#[path = "../common/authenticator.rs"]
mod authenticator;
#[path = "../common/cluster.rs"]
mod cluster;
#[path = "../common/paper.rs"]
mod paper;
mod support;

mod accounts;
mod app_links;
mod app_pictures;
mod area_risks;
mod areas;
mod audit;
mod boundaries;
mod callbacks;
mod checkers;
mod clock;
mod console;
mod console_accounts;
mod console_calls;
mod console_contacts;
mod console_files;
mod console_places;
mod contacts;
mod copies;
mod cover;
mod criteria;
mod crowds;
mod declare;
mod declared;
mod declared_routes;
mod declaring_apps;
mod dhis2;
mod diaries;
mod door_cards;
mod erasure;
mod exchange;
mod facilities;
mod facility_changes;
mod facility_lists;
mod facility_reminders;
mod facility_routes;
mod families;
mod feedback;
mod follow_up;
mod form_versions;
mod gate;
mod gate_bundle;
mod gate_offline;
mod gate_passes;
#[path = "../common/gateway.rs"]
mod gateway;
mod golden;
mod guessing;
mod happy_loop;
mod http;
mod imports;
mod kiosk;
mod laboratory;
mod lifting;
mod manager_cards;
mod map_stream;
mod metrics;
#[path = "../common/object_store.rs"]
mod object_store;
mod officer;
mod on_postgresql;
mod openings;
mod operator;
mod otp;
#[path = "../common/pass_page.rs"]
mod pass_page;
mod phone_cards;
mod pictures;
mod place_exports;
mod place_pages;
mod places;
mod posters;
mod publication;
mod quiet_province;
mod recovery;
mod refused;
mod retention;
mod retry;
mod revocation;
mod rooms;
mod rotation;
mod route_table;
mod rules;
mod scans;
mod stored_columns;
mod suspects;
mod texts;
mod transcript;
mod transfers;
mod visitor_cards;
mod visitor_log;
mod withdrawal;
