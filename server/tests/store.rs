//! What every store must do, whichever database it is. Each behaviour takes a store; the last lines run them all.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that panics has failed"
)]

use std::sync::Arc;

use lancan_protocol::code::CodeKind;
use lancan_protocol::time::{Day, Interval, UnixTime};
use lancan_protocol::wire::ReportType;
use lancan_server::store::*;

type Done = Result<(), StoreError>;

const NOW: UnixTime = UnixTime(1_621_936_800);
const TODAY: Day = Day(18_772);

fn officer(name: &str) -> NewOfficer {
    NewOfficer { name: name.into(), centre: "c".into(), password: "p".into(), created_at: NOW }
}

fn case(id: &str, expiry: Day) -> CaseRow {
    CaseRow {
        id: CaseId(id.into()),
        centre: "c".into(),
        opened_by: 1,
        opened_at: NOW,
        expiry,
        sealed_key: vec![1],
        sealed_reference: Some(vec![2]),
        onset: Some(Day(18_770)),
        tested: None,
        report_type: ReportType::ConfirmedTest,
    }
}

fn code(hmac: u8, case: &str, kind: CodeKind) -> CodeRow {
    CodeRow {
        hmac: [hmac; 32],
        kind,
        case: CaseId(case.into()),
        issued_at: NOW,
        expires_at: NOW.plus(kind.lifetime_seconds()),
        used: None,
    }
}

fn used(token: &str) -> CodeUse {
    CodeUse { at: NOW, jkt: [3; 32], token: TokenId(token.into()) }
}

fn report(id: u8, token: &str, case: &str) -> ReportRow {
    ReportRow {
        id: [id; 16],
        token: TokenId(token.into()),
        case: CaseId(case.into()),
        body_hash: [4; 32],
        received_at: NOW,
        published_by: NOW.plus(600),
        keys: 2,
        encounters: 3,
    }
}

fn pending(report: u8, position: u32, publish_at: UnixTime) -> PendingKeyRow {
    PendingKeyRow { report: [report; 16], position, case: CaseId("a".into()), publish_at, sealed: vec![5] }
}

fn set_up(tx: &mut dyn Transaction) -> Done {
    tx.insert_officer(&officer("an"))?;
    tx.insert_case(&case("a", TODAY.plus(1)))?;
    tx.insert_code(&code(1, "a", CodeKind::Short))
}

async fn what_fails_is_undone_and_what_succeeds_is_kept(store: Arc<dyn Store>) {
    let failed: Done = store
        .run("fails", |tx| {
            tx.insert_officer(&officer("an"))?;
            Err(StoreError::Corrupt("on purpose"))
        })
        .await;
    assert!(matches!(failed, Err(StoreError::Corrupt("on purpose"))));
    assert!(store.view("look", |tx| tx.officer_named("an")).await.unwrap().is_none());
    store.run("works", |tx| tx.insert_officer(&officer("an"))).await.unwrap();
    assert_eq!(store.view("look", |tx| tx.officer_named("an")).await.unwrap().unwrap().centre, "c");
}

async fn work_that_panics_is_undone_and_the_store_goes_on(store: Arc<dyn Store>) {
    let panicked: Done = store
        .run("panics", |tx| {
            tx.insert_officer(&officer("an"))?;
            panic!("on purpose")
        })
        .await;
    assert!(panicked.is_err());
    assert!(store.view("look", |tx| tx.officer_named("an")).await.unwrap().is_none());
    store.run("works", |tx| tx.insert_officer(&officer("an"))).await.unwrap();
}

async fn transactions_run_one_after_the_other(store: Arc<dyn Store>) {
    let all: Vec<_> = (0..200)
        .map(|n| {
            let store = store.clone();
            tokio::spawn(async move {
                let done: Done = store
                    .run("count", move |tx| {
                        let before = tx.failures_since(&FailureKind::Code, NOW)?;
                        tx.add_failure(&FailureKind::Code, NOW)?;
                        assert_eq!(tx.failures_since(&FailureKind::Code, NOW)?, before + 1);
                        if n % 2 == 0 { Err(StoreError::Corrupt("on purpose")) } else { Ok(()) }
                    })
                    .await;
                assert_eq!(done.is_err(), n % 2 == 0);
            })
        })
        .collect();
    for one in all {
        one.await.unwrap();
    }
    assert_eq!(store.view("look", |tx| tx.failures_since(&FailureKind::Code, NOW)).await.unwrap(), 100);
}

async fn a_name_a_code_and_a_key_are_taken_once(store: Arc<dyn Store>) {
    store.run("set_up", set_up).await.unwrap();
    let exists = |result: Done| assert!(matches!(result, Err(StoreError::Exists)));
    exists(store.run("again", |tx| tx.insert_officer(&officer("an")).map(|_| ())).await);
    exists(store.run("again", |tx| tx.insert_code(&code(1, "a", CodeKind::Long))).await);
    let key = SeenKeyRow { token: None, start: Interval(1), period: 144 };
    store
        .run("key", {
            let key = key.clone();
            move |tx| tx.insert_seen_key(&[7; 32], &key)
        })
        .await
        .unwrap();
    exists(store.run("again", move |tx| tx.insert_seen_key(&[7; 32], &key)).await);
}

async fn rows_read_back_as_they_were_written(store: Arc<dyn Store>) {
    let done: Done = store
        .run("write_and_read", |tx| {
            set_up(tx)?;
            assert!(tx.case(&CaseId("a".into()))? == Some(case("a", TODAY.plus(1))));
            assert!(tx.cases_of("c")?.len() == 1 && tx.cases_of("d")?.is_empty());
            tx.use_code(&[1; 32], &used("t"))?;
            let row = CodeRow { used: Some(used("t")), ..code(1, "a", CodeKind::Short) };
            assert!(tx.code(&[1; 32])? == Some(row.clone()));
            assert!(tx.code_of_token(&TokenId("t".into()))? == Some(row.clone()));
            assert!(tx.codes_of(&CaseId("a".into()))? == [row]);
            assert!(!tx.token_reported(&TokenId("t".into()))?);
            tx.insert_report(&report(1, "t", "a"), &[8, 9])?;
            assert!(tx.token_reported(&TokenId("t".into()))?);
            assert!(tx.report(&[1; 16])? == Some(report(1, "t", "a")));
            assert!(tx.sealed_upload(&[1; 16])? == Some(vec![8, 9]));
            let session = SessionRow { token_hash: [6; 32], officer: 1, created_at: NOW, expires_at: NOW.plus(1) };
            tx.insert_session(&session)?;
            assert!(tx.session(&[6; 32])?.is_some_and(|(row, officer)| row == session && officer.name == "an"));
            tx.delete_session(&[6; 32])?;
            assert!(tx.session(&[6; 32])?.is_none());
            for kind in [DocumentKind::Index, DocumentKind::Rules] {
                assert!(tx.document(kind)?.is_none());
                let document = DocumentRow {
                    serial: 5,
                    issued_at: NOW,
                    expires_at: NOW.plus(9),
                    content_hash: [1; 32],
                    bytes: vec![1, 2],
                };
                tx.set_document(kind, &document)?;
                assert_eq!(tx.document(kind)?, Some(document));
            }
            let entry = AuditRow { at: NOW, officer: 1, act: Act::OpenCase, case: Some(CaseId("a".into())) };
            tx.insert_audit(&entry)?;
            assert_eq!(tx.audit_of(&CaseId("a".into()))?, [entry]);
            Ok(())
        })
        .await;
    done.unwrap();
}

async fn a_used_code_keeps_its_first_use(store: Arc<dyn Store>) {
    let done: Done = store
        .run("use_twice", |tx| {
            set_up(tx)?;
            tx.use_code(&[1; 32], &used("first"))?;
            tx.use_code(&[1; 32], &used("second"))?;
            assert!(tx.code(&[1; 32])?.and_then(|code| code.used).is_some_and(|used| used.token.0 == "first"));
            Ok(())
        })
        .await;
    done.unwrap();
}

async fn only_unused_short_codes_in_time_are_live(store: Arc<dyn Store>) {
    let done: Done = store
        .run("live", |tx| {
            set_up(tx)?;
            tx.insert_code(&code(2, "a", CodeKind::Long))?;
            tx.insert_code(&code(3, "a", CodeKind::Short))?;
            tx.use_code(&[3; 32], &used("t"))?;
            assert_eq!(tx.live_short_codes(NOW)?, 1);
            assert_eq!(tx.live_short_codes(NOW.plus(15 * 60))?, 0);
            Ok(())
        })
        .await;
    done.unwrap();
}

async fn failures_are_counted_by_kind_and_minute(store: Arc<dyn Store>) {
    let done: Done = store
        .run("failures", |tx| {
            let (an, binh) = (FailureKind::SignIn([1; 32]), FailureKind::SignIn([2; 32]));
            tx.add_failure(&FailureKind::Code, NOW)?;
            tx.add_failure(&an, NOW)?;
            tx.add_failure(&an, NOW.plus(120))?;
            assert_eq!(tx.failures_since(&FailureKind::Code, NOW)?, 1);
            assert_eq!(tx.failures_since(&an, NOW)?, 2);
            assert_eq!(tx.failures_since(&an, NOW.plus(60))?, 1);
            assert_eq!(tx.failures_since(&binh, NOW)?, 0);
            Ok(())
        })
        .await;
    done.unwrap();
}

async fn a_pending_key_is_bound_to_one_export_only(store: Arc<dyn Store>) {
    let done: Done = store
        .run("bind", |tx| {
            set_up(tx)?;
            tx.insert_report(&report(1, "t", "a"), &[])?;
            tx.insert_pending_key(&pending(1, 0, NOW))?;
            tx.insert_pending_key(&pending(1, 1, NOW.plus(600)))?;
            tx.bind_pending_keys(NOW, NOW)?;
            tx.bind_pending_keys(NOW.plus(600), NOW.plus(600))?;
            let positions = |keys: Vec<PendingKeyRow>| keys.iter().map(|key| key.position).collect::<Vec<_>>();
            assert_eq!(positions(tx.pending_keys_of(NOW)?), [0]);
            assert_eq!(positions(tx.pending_keys_of(NOW.plus(600))?), [1]);
            tx.delete_pending_keys_of(NOW)?;
            assert!(tx.pending_keys_of(NOW)?.is_empty());
            tx.release_pending_key(&[1; 16], 1)?;
            assert!(tx.pending_keys_of(NOW.plus(600))?.is_empty());
            tx.bind_pending_keys(NOW.plus(600), NOW.plus(600))?;
            assert_eq!(positions(tx.pending_keys_of(NOW.plus(600))?), [1]);
            Ok(())
        })
        .await;
    done.unwrap();
}

async fn an_export_is_planned_once_and_published_once(store: Arc<dyn Store>) {
    let export = |end: UnixTime| ExportRow { name: format!("{}.zip", end.0), start: NOW, end, file: None };
    let file = |bytes| ExportFile { bytes, sha256: [1; 32] };
    let done: Done = store
        .run("exports", move |tx| {
            assert!(tx.last_export()?.is_none());
            tx.insert_export(&export(NOW))?;
            tx.insert_export(&export(NOW.plus(600)))?;
            assert!(matches!(tx.insert_export(&export(NOW)), Err(StoreError::Exists)));
            assert_eq!(tx.last_export()?, Some(export(NOW.plus(600))));
            assert!(tx.published_exports(UnixTime(0))?.is_empty());
            tx.publish_export(NOW, &file(7))?;
            tx.publish_export(NOW, &file(8))?;
            let published = ExportRow { file: Some(file(7)), ..export(NOW) };
            assert_eq!(tx.published_exports(UnixTime(0))?, std::slice::from_ref(&published));
            assert!(tx.published_exports(NOW)?.is_empty());
            assert_eq!(tx.export_named(&published.name)?, Some(published));
            assert!(tx.fill_models()?.is_empty());
            tx.set_fill_models(&[1])?;
            tx.set_fill_models(&[2])?;
            assert_eq!(tx.fill_models()?, [2]);
            Ok(())
        })
        .await;
    done.unwrap();
}

async fn an_expired_case_goes_with_all_that_is_its_own(store: Arc<dyn Store>) {
    let done: Done = store
        .run("expire", |tx| {
            set_up(tx)?;
            tx.insert_case(&case("b", TODAY.plus(2)))?;
            tx.insert_code(&code(2, "b", CodeKind::Short))?;
            for (hmac, token, case, id) in [(1, "ta", "a", 1), (2, "tb", "b", 2)] {
                tx.use_code(&[hmac; 32], &used(token))?;
                tx.insert_report(&report(id, token, case), &[1])?;
                tx.insert_pending_key(&pending(id, 0, NOW))?;
                let key = SeenKeyRow { token: Some(TokenId(token.into())), start: Interval(1), period: 144 };
                tx.insert_seen_key(&[id; 32], &key)?;
            }
            tx.expire(TODAY, NOW)?;
            assert_eq!(tx.cases_of("c")?.len(), 2);
            tx.expire(TODAY.plus(1), NOW)?;
            assert!(tx.case(&CaseId("a".into()))?.is_none() && tx.case(&CaseId("b".into()))?.is_some());
            assert!(tx.code(&[1; 32])?.is_none() && tx.code(&[2; 32])?.is_some());
            assert!(tx.report(&[1; 16])?.is_none() && tx.report(&[2; 16])?.is_some());
            tx.bind_pending_keys(NOW, NOW)?;
            assert_eq!(tx.pending_keys_of(NOW)?.len(), 1);
            assert!(tx.seen_key(&[1; 32])?.is_some_and(|key| key.token.is_none()));
            assert!(tx.seen_key(&[2; 32])?.is_some_and(|key| key.token.is_some()));
            Ok(())
        })
        .await;
    done.unwrap();
}

async fn a_view_changes_nothing(store: Arc<dyn Store>) {
    let tried: Done = store.view("write", |tx| tx.insert_officer(&officer("an")).map(|_| ())).await;
    assert!(tried.is_err());
    assert!(store.view("look", |tx| tx.officer_named("an")).await.unwrap().is_none());
}

macro_rules! behaviours {
    ($open:ident: $($name:ident)*) => {$(
        #[tokio::test]
        async fn $name() {
            let directory = tempfile::tempdir().unwrap();
            super::$name($open(directory.path())).await;
        }
    )*};
}

mod sqlite {
    use super::*;

    fn open(directory: &std::path::Path) -> Arc<dyn Store> {
        Arc::new(SqliteStore::open(&directory.join("test.sqlite3")).unwrap())
    }

    behaviours! { open:
        what_fails_is_undone_and_what_succeeds_is_kept
        work_that_panics_is_undone_and_the_store_goes_on
        transactions_run_one_after_the_other
        a_name_a_code_and_a_key_are_taken_once
        rows_read_back_as_they_were_written
        a_used_code_keeps_its_first_use
        only_unused_short_codes_in_time_are_live
        failures_are_counted_by_kind_and_minute
        a_pending_key_is_bound_to_one_export_only
        an_export_is_planned_once_and_published_once
        an_expired_case_goes_with_all_that_is_its_own
        a_view_changes_nothing
    }

    #[tokio::test]
    async fn a_closed_store_opens_again_with_what_was_in_it() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("test.sqlite3");
        let store: Arc<dyn Store> = Arc::new(SqliteStore::open(&path).unwrap());
        store.run("add", |tx| tx.insert_officer(&officer("an"))).await.unwrap();
        drop(store);
        let again: Arc<dyn Store> = Arc::new(SqliteStore::open(&path).unwrap());
        assert!(again.view("look", |tx| tx.officer_named("an")).await.unwrap().is_some());
    }

    #[test]
    fn a_file_that_is_no_database_is_refused_and_left_as_it_is() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("test.sqlite3");
        std::fs::write(&path, "this is not a database, whatever its name says").unwrap();
        assert!(SqliteStore::open(&path).is_err());
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "this is not a database, whatever its name says");
    }
}
