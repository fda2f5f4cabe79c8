//! What an operator can have looked at: settings, object store, data directory, keys, database, exports, disk and connections.
//! Nothing is changed, and the server may run. In the object store an object of its own is written, read and deleted.

use std::fs;
use std::sync::Arc;

use lancan_text::{Argument, Catalogue};

use crate::ground::clock::Clock;
use crate::ground::config::Config;
use crate::ground::error::{Failure, Fault};
use crate::ground::home;
use crate::ground::object_store::ObjectStore;
use crate::ground::platform;
use crate::ground::secrets::Secrets;
use crate::ground::told_reason::ToldReason;
use crate::http::connections::Bounds;
use crate::http::storage;
use crate::publication;
use crate::store::{self, Expected, Store};

/// One thing that was looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Whether it is in order.
    pub in_order: bool,
    /// The text in the catalogue.
    key: &'static str,
    arguments: Vec<(&'static str, FindingValue)>,
}

/// The value of a text's variable.
#[derive(Clone, Debug, PartialEq, Eq)]
enum FindingValue {
    Same(String),
    Reason(ToldReason),
}

impl From<String> for FindingValue {
    fn from(text: String) -> Self {
        Self::Same(text)
    }
}

impl From<Fault> for FindingValue {
    fn from(fault: Fault) -> Self {
        Self::Reason(ToldReason::by(|text| fault.in_words(text)))
    }
}

impl FindingValue {
    fn in_words(&self, text: &Catalogue) -> &str {
        match self {
            Self::Same(same) => same,
            Self::Reason(reason) => reason.in_words(text),
        }
    }
}

impl Finding {
    fn fine(key: &'static str) -> Self {
        Self { in_order: true, key, arguments: Vec::new() }
    }

    fn wrong<V: Into<FindingValue>>(key: &'static str, arguments: Vec<(&'static str, V)>) -> Self {
        let arguments = arguments.into_iter().map(|(name, value)| (name, value.into())).collect();
        Self { in_order: false, key, arguments }
    }

    fn plainly_wrong(key: &'static str) -> Self {
        Self { in_order: false, key, arguments: Vec::new() }
    }

    /// The text of the finding.
    pub fn in_words(&self, text: &Catalogue) -> String {
        let arguments: Vec<(&str, Argument<'_>)> =
            self.arguments.iter().map(|(name, value)| (*name, value.in_words(text).into())).collect();
        text.message(self.key, &arguments)
    }
}

/// Looks at everything that the server of a configuration stands on.
///
/// # Errors
/// [`Fault`] when the data directory cannot be looked at.
pub async fn examine(config: &Config, clock: Arc<dyn Clock>) -> Result<Vec<Finding>, Failure> {
    let mut findings = vec![match config.unconfigured() {
        None => Finding::fine("doctor-configured"),
        Some(setting) => Finding::wrong("doctor-not-configured", vec![("setting", setting.to_owned())]),
    }];
    let bound = Bounds::new(config.connections).connections;
    findings.push(if u32::try_from(bound).is_ok_and(|bound| bound < config.connections) {
        Finding::wrong("doctor-connections", vec![("most", bound.to_string()), ("set", config.connections.to_string())])
    } else {
        Finding::fine("doctor-connections-fit")
    });
    if let Some(settings) = &config.object_store {
        let tried = match ObjectStore::new(settings, clock.clone()) {
            Ok(store) => store
                .try_all()
                .await
                .map_err(|refusal| FindingValue::Reason(ToldReason::by(|text| refusal.in_words(text)))),
            Err(fault) => Err(fault.into()),
        };
        findings.push(match tried {
            Ok(()) => Finding::fine("doctor-object-store"),
            Err(reason) => Finding::wrong("doctor-object-store-wrong", vec![("reason", reason)]),
        });
    }
    if home::is_new(&config.data_dir)? {
        findings.push(Finding::fine("doctor-directory-new"));
        return Ok(findings);
    }
    let directory = fs::metadata(&config.data_dir).map_err(Fault::file(&config.data_dir))?;
    findings.extend(platform::is_open_to_others(&directory).map(|is_open| {
        if is_open { Finding::plainly_wrong("doctor-directory-open") } else { Finding::fine("doctor-directory") }
    }));
    findings.push(match Secrets::check(&config.data_dir.join("keys")) {
        Ok(()) => Finding::fine("doctor-keys"),
        Err(fault) => Finding::wrong("doctor-keys-wrong", vec![("reason", fault)]),
    });
    findings.push(if platform::free_bytes(&config.data_dir).is_some_and(|free| free >= storage::LEAST_FREE) {
        Finding::fine("doctor-disk")
    } else {
        Finding::plainly_wrong("doctor-disk-full")
    });
    database(config, &*clock, &mut findings).await?;
    Ok(findings)
}

async fn database(config: &Config, clock: &dyn Clock, findings: &mut Vec<Finding>) -> Result<(), Failure> {
    let location = config.location().map_err(Fault::from)?;
    match store::check(&location) {
        Err(error) => findings.push(Finding::wrong("doctor-database-wrong", vec![("reason", Fault::from(error))])),
        // To open it would change it.
        Ok(version) if version < Store::schema_version() => findings.push(Finding::fine("doctor-database-older")),
        Ok(_) => match Store::open_expected(&location, Expected::Existing) {
            Err(error) => findings.push(Finding::wrong("doctor-database-wrong", vec![("reason", Fault::from(error))])),
            Ok(store) => {
                findings.push(Finding::fine("doctor-database"));
                let (rules, exports) = (config.rules().map_err(Fault::from)?, config.data_dir.join("exports"));
                let missing = publication::missing_files(&store, &exports, &rules, clock.now()).await?;
                findings.push(match missing.as_slice() {
                    [] => Finding::fine("doctor-exports"),
                    [first, ..] => Finding::wrong(
                        "doctor-exports-missing",
                        vec![("count", missing.len().to_string()), ("name", first.clone())],
                    ),
                });
            }
        },
    }
    Ok(())
}
