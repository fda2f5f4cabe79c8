//! Composition: builds the rooms and hands each what it needs. Holds no logic of its own.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::PathBuf;
use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::FromRef;
use lancan_protocol::key_days::KeyDays;
use lancan_protocol::rules::Rules;
use lancan_protocol::wire::PublicKeyPem;
use prometheus_client::registry::Registry;

use crate::area_risks::AreaRisks;
use crate::boundaries::Boundaries;
use crate::cases::{CaseCode, CaseReport, CaseWithdrawal, Cases, Sequel};
use crate::codes::{CodeRules, Codes};
use crate::console::Console;
use crate::contacts::Contacts;
use crate::criteria::CriteriaSets;
use crate::declarations::{Declarations, Made, OfOtherRooms};
use crate::evidence::Evidence;
use crate::exchange::{Dhis2Mapping, Exchange};
use crate::facilities::Facilities;
use crate::feedback::Feedback;
use crate::gate::Gates;
use crate::ground::clock::Clock;
use crate::ground::clock_guard::ClockGuard;
use crate::ground::config::{Config, RoomSettings};
use crate::ground::error::{Failure, Fault};
use crate::ground::files;
use crate::ground::ids::CaseId;
use crate::ground::national_key::national_keys;
use crate::ground::object_store::ObjectStore;
use crate::ground::sealing::ExpiryKeys;
use crate::ground::secrets::Secrets;
use crate::ground::sms::{self, Sms};
use crate::http::app_links::AppLinks;
use crate::http::health::Health;
use crate::http::metrics::RequestMetrics;
use crate::http::storage::Storage;
use crate::http::{Area, Authenticate};
use crate::officers::Officers;
use crate::openings::Openings;
use crate::otp::OneTimePasswords;
use crate::places::Places;
use crate::publication::{self, CopyMetrics, Publication, PublicationMetrics, PublicationParts, RegularWork};
use crate::reports::{Intake, Reports};
use crate::revocation::Revocation;
use crate::safety_map::{MapFeed, SafetyMap};
use crate::store::{Store, StoreError, Transaction};
use crate::transfers::Transfers;
use crate::visitor_log::VisitorLog;
use crate::visits::Visits;
use crate::web::PublicPages;
use crate::{audit, cases, codes, contacts, gate, reports, retention, transfers};

/// The rooms of a server; clones share them. They hold no state of their own: everything that matters is in the store and in files.
#[derive(Clone)]
pub(crate) struct App {
    /// Which rooms are open.
    pub(crate) open: RoomSettings,
    /// The keys.
    pub(crate) secrets: Arc<Secrets>,
    /// Whether name and address of the authority are set.
    pub(crate) configured: bool,
    /// The OpenAPI document, once the routes are put together.
    pub(crate) openapi: Bytes,
    pub(crate) health: Arc<Health>,
    pub(crate) requests: RequestMetrics,
    pub(crate) publication: Arc<Publication>,
    pub(crate) officers: Arc<Officers>,
    pub(crate) cases: Arc<Cases>,
    codes: Arc<Codes>,
    reports: Arc<Reports>,
    evidence: Arc<Evidence>,
    otp: Arc<OneTimePasswords>,
    pub(crate) console: Arc<Console>,
    places: Arc<Places>,
    pub(crate) pages: Arc<PublicPages>,
    visits: Arc<Visits>,
    visitor_log: Arc<VisitorLog>,
    openings: Arc<Openings>,
    revocation: Arc<Revocation>,
    pub(crate) contacts: Arc<Contacts>,
    exchange: Arc<Exchange>,
    transfers: Arc<Transfers>,
    gates: Arc<Gates>,
    pub(crate) facilities: Arc<Facilities>,
    pub(crate) map: Arc<SafetyMap>,
    /// Which apps open the server's links.
    pub(crate) links: Arc<AppLinks>,
}

/// What is counted, for as long as the process lives.
pub(crate) struct Counts {
    pub(crate) requests: RequestMetrics,
    publication: PublicationMetrics,
    copies: CopyMetrics,
}

impl Counts {
    pub(crate) fn new(registry: &mut Registry) -> Self {
        Self {
            requests: RequestMetrics::new(registry),
            publication: PublicationMetrics::new(registry),
            copies: CopyMetrics::new(registry),
        }
    }
}

impl App {
    /// The rooms by these settings and keys. `guard` doubts the clock; without it a new one does.
    pub(crate) fn new(
        config: &Config,
        rules: Rules,
        clock: Arc<dyn Clock>,
        secrets: Secrets,
        store: Store,
        counts: &Counts,
        guard: Option<Arc<ClockGuard>>,
    ) -> Result<Self, Fault> {
        let [exports, expiry_keys] = directories(config)?;
        let (rules, secrets) = (Arc::new(rules), Arc::new(secrets));
        let expiry_keys = Arc::new(ExpiryKeys::open(expiry_keys)?);
        let guard = guard.unwrap_or_else(|| {
            Arc::new(ClockGuard::new(&config.clock, rules.publication.every_seconds, clock.clone()))
        });

        let officers = Arc::new(Officers::new(store.clone(), secrets.clone(), clock.clone(), config)?);
        let cases = Arc::new(cases(&officers, &rules, &secrets, &expiry_keys));
        let codes = Arc::new(codes(config, &store, &cases)?);
        let (key_days, sms) = (rules.key_days, sms::of(&config.sms, clock.clone()));
        let otp = Arc::new(one_time_passwords(config, &store, &secrets, &clock, key_days, &sms));
        let map = safety_map(config, &officers, &guard, key_days)?;
        let facilities = map.facilities.clone();
        let places = places(config, &facilities, &officers, &otp, (&secrets, &clock), &rules, &sms)?;
        let revocation = Arc::new(revocation(&cases, &places, &rules));
        let reports = reports_with(&codes, &cases, &revocation);
        let evidence = Arc::new(Evidence { cases: cases.clone(), reports: reports.clone() });
        let contacts = contacts(&cases, &evidence, &otp);
        let dhis2 = Dhis2Mapping::of_settings(config)?;
        let exchange = Arc::new(Exchange::new(&cases, &contacts, config.units.set, transfers::is_waiting, dhis2));
        let transfers = Arc::new(Transfers::new(&cases, &contacts, config.units.set));
        let storage = Arc::new(Storage::new(store.clone(), config.data_dir.clone()));
        let gates = gates(config, &cases, &otp, (key_days, &sms))?;
        let feedback = Arc::new(Feedback::new(facilities.clone(), officers.clone(), otp.clone()));
        let national = national_keys(config)?;
        let visitor_log = visitor_log(config, &places, &cases, &national, key_days)?;
        let openings = Arc::new(Openings::new(&cases, &contacts, &places, &visitor_log, key_days));
        let of_map = (map.clone(), feedback.clone());
        let pages = PublicPages::new(places.clone(), gates.clone(), of_map, visitor_log.clone(), secrets.clone())?;
        let pages = Arc::new(pages);
        let visits = Arc::new(Visits { cases: cases.clone(), places: places.clone(), secrets: secrets.clone() });
        let console = Arc::new(Console {
            store: store.clone(),
            officers: officers.clone(),
            cases: cases.clone(),
            codes: codes.clone(),
            revocation: revocation.clone(),
            evidence: config.rooms.evidence.then(|| evidence.clone()),
            contacts: (config.rooms.evidence && config.rooms.contacts).then(|| contacts.clone()),
            transfers: (config.rooms.evidence && config.rooms.contacts).then(|| transfers.clone()),
            exchange: (config.rooms.evidence && config.rooms.contacts).then(|| exchange.clone()),
            places: config.rooms.places.then(|| (places.clone(), visits.clone())),
            openings: config.rooms.opens_logs().then(|| openings.clone()),
            visitor_log: config.rooms.places.then(|| visitor_log.clone()),
            gates: config.rooms.declarations.then(|| gates.clone()),
            declarations: config.rooms.declarations.then(|| gates.declarations.clone()),
            facilities: config.rooms.facilities.then(|| (facilities.clone(), feedback, map.risks.clone())),
            secrets: secrets.clone(),
            clock: clock.clone(),
            key_days,
        });
        let copies = config.object_store.as_ref().map(|settings| ObjectStore::new(settings, clock.clone()));
        let copies = copies.transpose()?.map(|store| (store, counts.copies.clone()));
        let parts = PublicationParts {
            copies,
            store,
            reports: reports.clone(),
            places: places.clone(),
            rules,
            secrets,
            expiry_keys,
            clock: clock.clone(),
            guard: guard.clone(),
            retention: retention::expire,
            due: due(&gates.declarations),
            audit_head: audit::head_of_day,
            exports,
            metrics: counts.publication.clone(),
            national_keys: national,
        };
        let publication = Arc::new(Publication::new(parts, config)?);
        Ok(Self {
            open: config.rooms.clone(),
            secrets: console.secrets.clone(),
            configured: config.unconfigured().is_none(),
            openapi: Bytes::new(),
            health: Arc::new(Health { clock, guard, parts: vec![storage, publication.clone()] }),
            requests: counts.requests.clone(),
            evidence,
            console,
            otp,
            contacts,
            exchange,
            transfers,
            publication,
            officers,
            cases,
            codes,
            reports,
            places,
            gates,
            facilities,
            map,
            links: Arc::new(AppLinks::of(config)),
            pages,
            visits,
            visitor_log,
            openings,
            revocation,
        })
    }
}

impl App {
    /// Moves places into the units of the set in force.
    pub(crate) async fn move_places(&self) -> Result<(), Failure> {
        let (moved, waiting) = self.places.move_to_set().await?;
        if moved > 0 || waiting > 0 {
            tracing::warn!(
                moved,
                waiting,
                "places were of another set of units; those that wait are on officers' desks"
            );
        }
        Ok(())
    }

    /// Seals what schema version 1 kept in the clear.
    pub(crate) async fn seal_old_days(&self, store: &Store) -> Result<(), Failure> {
        let cases = self.cases.clone();
        store.run("seal_days", move |tx| cases.seal_days(tx)).await
    }
}

/// What is due of declarations as often as the index is signed.
fn due(declarations: &Arc<Declarations>) -> RegularWork {
    let declarations = declarations.clone();
    Arc::new(move |now| {
        let declarations = declarations.clone();
        Box::pin(async move { declarations.look_at_diaries(now).await })
    })
}

/// Gates, and the declarations that passes are of.
fn gates(
    config: &Config,
    cases: &Cases,
    otp: &Arc<OneTimePasswords>,
    (key_days, sms): (KeyDays, &Arc<dyn Sms>),
) -> Result<Arc<Gates>, Fault> {
    let Cases { officers, secrets, expiry_keys, clock, .. } = cases;
    let (secrets, clock, store) = (secrets.clone(), clock.clone(), officers.store.clone());
    let (keys, set) = (expiry_keys.clone(), config.units.set);
    let of_others = OfOtherRooms { ended: gate::declaration_ended, area_of: area_of_made };
    let forms = config.forms().map_err(Fault::from)?;
    let declarations = Declarations::new(officers.clone(), otp.clone(), keys.clone(), key_days, set, of_others, forms);
    let reminds = config.sms.remind_declarers && sms.sends();
    let declarations = if reminds { declarations.reminding(sms.clone(), config.host()) } else { declarations };
    let (officers, declarations) = (officers.clone(), Arc::new(declarations));
    Ok(Arc::new(Gates { store, declarations, officers, secrets, expiry_keys: keys, clock, key_days, set }))
}

/// Where the contact or the case lies that an officer made of a declaration.
fn area_of_made(tx: &mut dyn Transaction, made: Made, id: &str) -> Result<Option<Area>, StoreError> {
    match made {
        Made::Contact => contacts::area_of(tx, id),
        Made::Case => Ok(cases::with_id(tx, &CaseId(id.to_owned()))?.map(|case| case.area)),
    }
}

/// Reports, which come with codes, and which patients take back as officers revoke.
fn reports_with(codes: &Arc<Codes>, cases: &Cases, revocation: &Arc<Revocation>) -> Arc<Reports> {
    let (store, codes, withdrawing) = (cases.officers.store.clone(), codes.clone(), revocation.clone());
    let (secrets, clock) = (cases.secrets.clone(), cases.clock.clone());
    Arc::new(Reports { store, codes, secrets, clock, withdrawing, intake: Intake::default() })
}

/// The map of facilities, with what changes on it.
fn safety_map(
    config: &Config,
    officers: &Arc<Officers>,
    guard: &Arc<ClockGuard>,
    key_days: KeyDays,
) -> Result<Arc<SafetyMap>, Fault> {
    let set = config.units.set;
    let (store, clock, secrets) = (officers.store.clone(), officers.clock.clone(), officers.secrets.clone());
    let criteria = Arc::new(CriteriaSets::new(store, clock, secrets, key_days)?);
    let facilities = Facilities::new(officers.clone(), criteria, guard.clone(), key_days, set)?;
    let facilities = Arc::new(facilities);
    let feed = Arc::new(MapFeed::new(facilities.clone(), officers.clock.clone(), set, config.map.streams));
    let risks = Arc::new(AreaRisks::new(officers.clone(), key_days, set));
    let boundaries = Boundaries::new(officers.store.clone(), officers.clock.clone(), set);
    Ok(Arc::new(SafetyMap::new(facilities, set, feed, risks, boundaries)))
}

fn cases(officers: &Arc<Officers>, rules: &Arc<Rules>, secrets: &Arc<Secrets>, expiry_keys: &Arc<ExpiryKeys>) -> Cases {
    Cases {
        officers: officers.clone(),
        rules: rules.clone(),
        secrets: secrets.clone(),
        expiry_keys: expiry_keys.clone(),
        clock: officers.clock.clone(),
        sequel: Arc::new(CodesAndReports),
        retention: retention::expire,
    }
}

fn codes(config: &Config, store: &Store, cases: &Arc<Cases>) -> Result<Codes, Fault> {
    let rules = CodeRules { issuer: &config.issuer, codes: &config.codes, sessions: &config.sessions };
    Codes::new(store.clone(), cases.clone(), cases.secrets.clone(), cases.clock.clone(), &rules, reports::came_with)
}

/// Places, what phones hear of them, and the facilities that hang on them.
fn places(
    config: &Config,
    facilities: &Arc<Facilities>,
    officers: &Arc<Officers>,
    otp: &Arc<OneTimePasswords>,
    (secrets, clock): (&Arc<Secrets>, &Arc<dyn Clock>),
    rules: &Arc<Rules>,
    sms: &Arc<dyn Sms>,
) -> Result<Arc<Places>, Fault> {
    let (officers, otp, secrets) = (officers.clone(), otp.clone(), secrets.clone());
    let (set, host) = (config.units.set, config.host().to_owned());
    let places = Places::new(officers, otp, secrets, clock.clone(), rules.clone(), set, host)?;
    let places = if config.sms.tell_managers && sms.sends() { places.telling(sms.clone()) } else { places };
    let places = Arc::new(places.followed_by(facilities.follower()));
    if config.sms.remind_facilities && sms.sends() {
        facilities.remind_by(&places, sms.clone(), config.host());
    }
    Ok(places)
}

/// The visitor log, whose packs whoever runs the server puts into the data directory.
fn visitor_log(
    config: &Config,
    places: &Arc<Places>,
    cases: &Cases,
    national: &[PublicKeyPem],
    key_days: KeyDays,
) -> Result<Arc<VisitorLog>, Fault> {
    let Cases { officers, expiry_keys, clock, secrets, .. } = cases;
    let of = (officers, secrets);
    let packs = config.data_dir.join("packs");
    Ok(Arc::new(VisitorLog::new(places, of, (expiry_keys, clock, key_days), packs, national)?))
}

/// Contacts, and who asked to be called.
fn contacts(cases: &Arc<Cases>, evidence: &Arc<Evidence>, otp: &Arc<OneTimePasswords>) -> Arc<Contacts> {
    Arc::new(Contacts {
        store: cases.officers.store.clone(),
        cases: cases.clone(),
        evidence: evidence.clone(),
        otp: otp.clone(),
        secrets: cases.secrets.clone(),
        clock: cases.clock.clone(),
    })
}

/// What revokes cases. Which export went out last is publication's to say.
fn revocation(cases: &Arc<Cases>, places: &Arc<Places>, rules: &Arc<Rules>) -> Revocation {
    let last_published = publication::last_published;
    Revocation { cases: cases.clone(), places: places.clone(), rules: rules.clone(), last_published }
}

/// Passwords that go out by text message.
fn one_time_passwords(
    config: &Config,
    store: &Store,
    secrets: &Arc<Secrets>,
    clock: &Arc<dyn Clock>,
    key_days: KeyDays,
    sms: &Arc<dyn Sms>,
) -> OneTimePasswords {
    OneTimePasswords::new(store.clone(), secrets.clone(), clock.clone(), sms.clone(), key_days, &config.otp)
}

/// Makes the directories of keys, exports and expiry keys. Returns those of exports and of expiry keys.
fn directories(config: &Config) -> Result<[PathBuf; 2], Fault> {
    let [keys, exports, expiry_keys] = ["keys", "exports", "expiry-keys"].map(|name| config.data_dir.join(name));
    for directory in [&keys, &exports, &expiry_keys] {
        files::private_directory(directory).map_err(Fault::file(directory))?;
    }
    Ok([exports, expiry_keys])
}

/// What codes and reports say of a case.
struct CodesAndReports;

impl Sequel for CodesAndReports {
    fn codes(&self, tx: &mut dyn Transaction, case: &CaseId) -> Result<Vec<CaseCode>, StoreError> {
        codes::of_case(tx, case)
    }

    fn reports(&self, tx: &mut dyn Transaction, case: &CaseId) -> Result<Vec<CaseReport>, StoreError> {
        let reports = reports::of_case(tx, case)?.into_iter().map(|arrival| CaseReport {
            received_at: arrival.received_at,
            published_by: arrival.published_by,
            keys: arrival.keys,
            encounters: arrival.encounters,
            withdrawn_at: arrival.withdrawn_at,
        });
        Ok(reports.collect())
    }

    fn withdrawals(&self, tx: &mut dyn Transaction, case: &CaseId) -> Result<Vec<CaseWithdrawal>, StoreError> {
        let withdrawals = reports::withdrawals(tx, case)?.into_iter().map(|withdrawal| CaseWithdrawal {
            at: withdrawal.at,
            stopped: withdrawal.keys.stopped,
            taken_back: withdrawal.keys.taken_back,
            too_old: withdrawal.keys.too_old,
            unread: withdrawal.keys.unread,
            windows: withdrawal.windows.withdrawn,
            standing: withdrawal.windows.standing,
        });
        Ok(withdrawals.collect())
    }

    fn waits_to_be_taken_back(&self, tx: &mut dyn Transaction, case: &CaseId) -> Result<u32, StoreError> {
        reports::waits_to_be_taken_back(tx, case)
    }

    fn mark(&self, tx: &mut dyn Transaction, cases: &[CaseId]) -> Result<u64, StoreError> {
        let mut mark = DefaultHasher::new();
        (codes::mark(tx, cases)?, reports::mark(tx, cases)?).hash(&mut mark);
        Ok(mark.finish())
    }
}

/// Gives a room's handlers their room.
macro_rules! hand_out {
    ($($room:ident: $type:ty),* $(,)?) => {$(
        impl FromRef<App> for Arc<$type> {
            fn from_ref(app: &App) -> Self {
                app.$room.clone()
            }
        }
    )*};
}

hand_out! {
    health: Health,
    publication: Publication,
    officers: Officers,
    cases: Cases,
    codes: Codes,
    reports: Reports,
    evidence: Evidence,
    otp: OneTimePasswords,
    places: Places,
    visits: Visits,
    visitor_log: VisitorLog,
    openings: Openings,
    revocation: Revocation,
    contacts: Contacts,
    exchange: Exchange,
    transfers: Transfers,
    gates: Gates,
    facilities: Facilities,
}

impl FromRef<App> for Arc<Feedback> {
    fn from_ref(app: &App) -> Self {
        app.pages.feedback().clone()
    }
}

impl FromRef<App> for Arc<CriteriaSets> {
    fn from_ref(app: &App) -> Self {
        app.facilities.criteria.clone()
    }
}

impl FromRef<App> for Arc<Declarations> {
    fn from_ref(app: &App) -> Self {
        app.gates.declarations.clone()
    }
}

impl FromRef<App> for Arc<AreaRisks> {
    fn from_ref(app: &App) -> Self {
        app.map.risks.clone()
    }
}

impl FromRef<App> for Arc<dyn Authenticate> {
    fn from_ref(app: &App) -> Self {
        app.officers.clone()
    }
}
