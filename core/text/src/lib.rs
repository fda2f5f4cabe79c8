//! Every text a user or health officer sees, Vietnamese first, English beside it, in one catalogue
//! (Fluent files under `i18n/`, compiled in).
//!
//! ```
//! use lancan_protocol::problem::Problem;
//! use lancan_text::{Catalogue, Language};
//!
//! let text = Catalogue::of(Language::from_tag("vi-VN").unwrap_or_default());
//! let said = text.problem(Problem::CodeExpired);
//! assert_eq!(said.title, "Mã đã hết hạn");
//! assert_eq!(text.message("near-now", &[("count", 3.into())]), "Đang có 3 điện thoại ở gần");
//! ```
//!
//! # How keys are named
//!
//! A key is `<area>-<thing>`, where the thing is a name of the code in kebab case. A text that also says what
//! to do next has an attribute `.next` ([`Catalogue::say`] returns both).
//!
//! | keys | what |
//! |---|---|
//! | `problem-<code>` | one for each [`lancan_protocol::problem::Problem`] |
//! | `status-working`, `status-paused`, `status-last-checked`, `status-never-checked` | whether tracing works |
//! | `status-coverage`, `coverage-gap` | on which of the last days it worked |
//! | `blocked-<name>` | one for each `Blocked` of the core: `blocked-bluetooth-off` |
//! | `trouble-<name>` | one for each `Trouble` of the core: `trouble-clock-wrong` |
//! | `warning-<part>` | what a warning says |
//! | `reason-<condition>` | why a case is a contact or none ([`Catalogue::reason`]) |
//! | `advice-<name>` | named by the rules ([`Catalogue::advice`]) |
//! | `report-<stage>` | one for each `ReportStage` of the core, and `report-enter-code` |
//! | `sent-<stage>`, `withdraw-<part>`, `consent-withdraw` | a report that was sent, and taking it back |
//! | `call-<part>`, `consent-call-<part>` | a warned user asks to be called |
//! | `call-word-<number>`, `call-words` | through [`Catalogue::call_words`]: what an officer says first |
//! | `report-type-<name>` | one for each `ReportType` |
//! | `review-<part>`, `consent-<part>` | before sending; [`CONSENT_TEXT_VERSION`] |
//! | `place-<thing>`, `visit-<part>`, `category-<name>` | codes of places, visits and warnings of places |
//! | `history-<part>`, `closeness-<name>`, `near-now`, `erase-<part>` | the user's own data |
//! | `move-<part>`, `save`, `cancel` | moving to a new phone; buttons and fields of the demo apps: `i18n/apps.*.ftl` |
//! | `declare-<part>` | declaring health in the demo apps; `i18n/apps-declare.*.ftl` |
//! | `declaration-refused-<kind>`, `declaration-reason-<name>` | why an answer is not taken ([`Catalogue::refusal`]), and why a declaration is urgent; `i18n/declarations.*.ftl`, with what pages and apps both show of declaring (`web-declare-…`, `web-family-…`) |
//! | `officer-<thing>` | what the server tells an officer, after the name of the field it is about; `i18n/officers.*.ftl`, with the feature `console` |
//! | `doctor-<thing>`, `backup-<thing>`, `restore-<thing>`, `audit-<thing>`, `publish-<thing>`, `dhis2-<thing>`, `operator-<thing>` | the commands of `lancan-server`; `i18n/operator.*.ftl`, with the same feature |
//! | `phone-<thing>`, `demo-<thing>`, `file-<thing>`, `export-<thing>`, `contacts-<thing>`, `measurements-<thing>` | the command `lancan`; `i18n/terminal.*.ftl` and `i18n/demo.*.ftl`, with the feature `help` |
//! | `bench-<thing>`, `rssi-<thing>` | what measurements say; `i18n/bench.*.ftl`, with the same feature |
//! | `system-<reason>` | why the operating system did not do something, through `system` only; `i18n/system.*.ftl`, with the same feature |
//! | `console-<thing>` | the officers' pages; `i18n/console*.ftl`, with the feature `console` |
//! | `facility-<thing>`, `map-<thing>`, `criteria-<thing>`, `boundaries-<thing>`, `feedback-<thing>`, `area-risk-<thing>` | facilities, the safety map, criteria, boundaries, feedback and risks of areas; `i18n/facilities.*.ftl`, `i18n/criteria.*.ftl`, `i18n/boundaries.*.ftl`, `i18n/feedback.*.ftl` and `i18n/area_risks.*.ftl`, with the same feature |
//! | `opening-<thing>` | openings of visitor logs and officers' signing keys; `i18n/openings.*.ftl`, with the same feature |
//! | `web-<thing>`, `country-<code>` | the public's pages; `i18n/web*.ftl`, `i18n/visitors.*.ftl`, `i18n/gate.*.ftl` and `i18n/countries.*.ftl`, with the same feature |
//! | `sms-<kind>-code` | through [`sms`] only, which keeps them short and plain |
//! | `date`, `duration` | [`Catalogue::date`] |
//!
//! Texts for developers are *not* in this crate: errors' `Display` is English and lives in their crates. So does the English of
//! `--help`; its Vietnamese stands in `i18n/help.vi.ftl`, for the module `help` (with the feature `help`).
#![forbid(unsafe_code)]

mod catalogue;
#[cfg(feature = "help")]
pub mod help;
mod language;
mod numbers;
pub mod sms;
#[cfg(feature = "help")]
pub mod system;

pub use catalogue::{Argument, Catalogue, Said};
pub use language::Language;

pub use lancan_protocol::wire::CONSENT_TEXT_VERSION;
