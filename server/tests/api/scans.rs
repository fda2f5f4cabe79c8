//! The tables that grow with people are looked into by their indexes, never from end to end.

use std::collections::BTreeMap;
use std::thread;

use crate::support::{Engine, Phone, START, World};

/// Tables that grow with cases, reports and phones.
const HOT: [&str; 32] = [
    "assessment_photos",
    "audit",
    "bodies",
    "cases",
    "codes",
    "declaration_diaries",
    "declaration_drafts",
    "declaration_persons",
    "declaration_pictures",
    "declaration_sessions",
    "declaration_words",
    "declarations",
    "facility_assessments",
    "facility_closures",
    "facility_reopenings",
    "feedback",
    "feedback_sessions",
    "gate_passes",
    "gate_travellers",
    "log_cards",
    "log_checkers",
    "log_counts",
    "log_envelopes",
    "log_lines",
    "openings",
    "remembered_keys",
    "reports",
    "seen_keys",
    "signing_keys",
    "waiting_keys",
    "ward_counts",
    "withdrawals",
];
/// Rows that each of them gets.
const ROWS: u32 = 20_000;

/// Runs statements beside the server, on a thread of its own: the crate blocks on a runtime of its own.
fn beside<T: Send>(world: &World, work: impl FnOnce(&mut postgres::Client) -> T + Send) -> T {
    let lancan_server::store::Location::Postgres(config) = world.config.location().unwrap() else {
        panic!("no address")
    };
    let run = || work(&mut config.connect(postgres::NoTls).unwrap());
    thread::scope(|scope| scope.spawn(run).join().unwrap())
}

/// Fills a table with rows that are nobody's, each column by its type: numbers beyond any time, texts and bytes that nobody
/// asks for.
fn fill(client: &mut postgres::Client, table: &str) {
    let columns = client
        .query(
            "SELECT column_name::TEXT, data_type::TEXT FROM information_schema.columns
             WHERE table_schema = 'public' AND table_name = $1 ORDER BY ordinal_position",
            &[&table],
        )
        .unwrap();
    let names: Vec<String> = columns.iter().map(|row| row.get(0)).collect();
    let values = columns.iter().map(|row| match (row.get::<_, &str>(0), row.get::<_, &str>(1)) {
        // What schema version 1 kept in the clear; and no export holds the keys that wait.
        ("onset" | "tested" | "export_end", _) if table != "remembered_keys" => "NULL",
        (_, "bigint") => "4000000000 + n",
        (_, "text") => "'nobody-' || n",
        (_, "bytea") => "decode(lpad(to_hex(n), 64, '0'), 'hex')",
        (name, kind) => panic!("{table}.{name}: {kind}"),
    });
    let values = values.collect::<Vec<_>>().join(", ");
    let names = names.join(", ");
    client
        .batch_execute(&format!("INSERT INTO {table} ({names}) SELECT {values} FROM generate_series(1, {ROWS}) AS n"))
        .unwrap();
}

#[test]
fn no_table_that_grows_with_people_is_read_from_end_to_end() {
    if Engine::of_this_process() == Engine::Sqlite {
        return;
    }
    let gateway = crate::gateway::Gateway::new();
    let change = |config: &mut lancan_server::Config| {
        gateway.set(config);
        crate::visitor_cards::trusts_a_national_key(config);
    };
    let mut world = World::with(change, |_| {});
    world.stop();
    beside(&world, |client| {
        client.batch_execute("SET session_replication_role = replica").unwrap();
        for table in HOT {
            fill(client, table);
        }
        client.batch_execute("ANALYZE").unwrap();
    });
    beside(&world, |client| client.batch_execute("SELECT pg_stat_reset()").unwrap());
    // A start looks once through the cases for what schema version 1 kept in the clear.
    world.start();
    world.stop();
    let of_a_start = scans(&world);
    beside(&world, |client| client.batch_execute("SELECT pg_stat_reset()").unwrap());
    world.start();

    let officer = world.sign_in("an");
    let case = officer.open_case();
    let code = officer.issue(&case, "short")["code"].as_str().unwrap().to_owned();
    let phone = Phone::new(1);
    let answer = phone.verify(&world, &code);
    let report = phone.report(&world, &answer, 10);
    phone.send(&world, &report);
    phone.send(&world, &report);
    assert_eq!(Phone::new(2).try_verify(&world, "123456786", false).status, 404);
    assert_eq!(Phone::new(3).try_verify(&world, "123456786", true).status, 200);
    for path in ["/officer/v1/cases", &format!("/officer/v1/cases/{case}"), &format!("/officer/v1/cases/{case}/report")]
    {
        assert_eq!(officer.call("GET", path, None).status, 200, "{path}");
    }
    assert_eq!(world.get("/health/ready").status, 200);
    drop(officer);
    crate::declare::go_through_everything(&world, &gateway);
    crate::families::a_child_and_a_draft(&mut crate::declare::declarer(&world, &gateway, "0987 654 321"));
    crate::places::add_ward_officers(&world);
    crate::checkers::one_checks(&world, &gateway);
    crate::visitor_log::one_comes(&world);
    crate::visitor_cards::opener_has_signed(&world);
    crate::phone_cards::one_is_posted(&world);
    crate::openings::one_is_looked_at(&world);
    // Exports, and the first of another day with all that expires.
    for seconds in [600, 1_200, 24 * 3_600] {
        world.go_to(START.plus(seconds));
    }
    assert_eq!(world.exports_with(11).len(), 1);
    crate::gate::one_without_a_pass(&world, &gateway);
    crate::feedback::go_through_everything(&world, &gateway);
    crate::facilities::go_through_everything(&world, &gateway);
    // Connections that end have told what they did.
    world.stop();

    let scanned = scans(&world);
    for table in HOT {
        let (whole, by_index) = scanned[table];
        assert_eq!(whole, of_a_start[table].0, "{table} is read from end to end: {scanned:?}");
        // The audit log is only written.
        assert!(by_index > 0 || table == "audit", "{table}: {scanned:?}");
    }
}

/// How often each table was read from end to end, and by an index. For a server that has stopped: its connections have told
/// what they did once they are gone.
fn scans(world: &World) -> BTreeMap<String, (i64, i64)> {
    beside(world, |client| {
        let others =
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()";
        while client.query_one(others, &[]).unwrap().get::<_, i64>(0) > 0 {}
        let rows = client.query("SELECT relname::TEXT, seq_scan, coalesce(idx_scan, 0) FROM pg_stat_user_tables", &[]);
        rows.unwrap().iter().map(|row| (row.get(0), (row.get(1), row.get(2)))).collect()
    })
}
