//! Rules at a command: drafted by the operator, approved by two supervisors of the whole country, signed by the server.

use std::collections::BTreeMap;
use std::sync::Arc;

use lancan_protocol::problem::Problem;
use lancan_protocol::rules::Rules;
use lancan_protocol::time::Day;
use serde_json::Value as Json;

use crate::audit::Act;
use crate::ground::calendar::Date;
use crate::ground::clock::Clock;
use crate::ground::config::Config;
use crate::ground::error::{Detail, Failure, Fault, Refusal};
use crate::http::{Area, Authenticate as _, Right};
use crate::officers::Officers;
use crate::publication::drafts::{self, Approved, RulesDraft};
use crate::server::home_beside_a_server;
use crate::store::StoreError;

/// Fields of rules that are days. A draft writes them as dates: nobody counts days since 1970.
const DAYS: [&str; 4] = ["in_force_from", "in_force_until", "date", "bluezone_until"];

/// The rules of a data directory, as the operator drafts them and officers approve them.
pub struct RulesDesk {
    officers: Arc<Officers>,
    clock: Arc<dyn Clock>,
    /// The settings' rules, in force until the first draft is published.
    configured: Rules,
}

/// A draft that was written down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drafted {
    /// Its number.
    pub number: i64,
    /// What differs from the rules in force: lines that begin with `-` for what is, with `+` for what would be.
    pub difference: Vec<String>,
}

impl RulesDesk {
    /// Opens the data directory of a configuration, which a server may be using.
    ///
    /// # Errors
    /// [`Failure::Fault`] when the data directory, the database or the rules of the settings cannot be used.
    pub fn open(config: &Config, clock: Arc<dyn Clock>) -> Result<Self, Failure> {
        config.check().map_err(Fault::from)?;
        let configured = config.rules().map_err(Fault::from)?;
        let (secrets, store) = home_beside_a_server(config)?;
        let officers = Arc::new(Officers::new(store, Arc::new(secrets), clock.clone(), config)?);
        Ok(Self { officers, clock, configured })
    }

    /// The rules in force as a draft is written: JSON with dates, without serial and times.
    ///
    /// # Errors
    /// Faults of the store.
    pub async fn in_force(&self) -> Result<String, Failure> {
        let dated = dated(&self.rules_in_force().await?)?;
        Ok(serde_json::to_string_pretty(&dated).map_err(|_| Fault::Broken("rules do not encode"))?)
    }

    /// Writes a draft down.
    ///
    /// # Errors
    /// A refusal when the text is no rules, nothing differs from the rules in force, or the deployment's days would begin at
    /// another time.
    pub async fn draft(&self, text: &[u8]) -> Result<Drafted, Failure> {
        let rules = read(text)?;
        self.write_down(&rules).await
    }

    /// Writes an earlier draft down again, as to go back to it.
    ///
    /// # Errors
    /// As [`RulesDesk::draft`], and when there is no such draft.
    pub async fn again(&self, number: i64) -> Result<Drafted, Failure> {
        let found = self.officers.store.view("find_draft", move |tx| drafts::find(tx, number)).await?;
        let rules = found.ok_or(Problem::NotFound)?.rules()?;
        self.write_down(&rules).await
    }

    /// Every draft, the newest first.
    ///
    /// # Errors
    /// Faults of the store.
    pub async fn drafts(&self) -> Result<Vec<RulesDraft>, Failure> {
        Ok(self.officers.store.view("list_drafts", drafts::all).await?)
    }

    /// An officer approves a draft with name, password and code. The second who does puts it in force.
    ///
    /// # Errors
    /// A refusal when name, password or code is wrong, the officer is no supervisor of the whole country, there is no such
    /// draft, or the officer has approved it before.
    pub async fn approve(
        &self,
        number: i64,
        name: &str,
        password: &str,
        code: Option<&str>,
    ) -> Result<Approved, Failure> {
        let session = self.officers.sign_in(name, password, code, None).await?;
        let officer = self.officers.authenticate(&session.token).await?;
        let approved = match officer.may(Right::Grave) {
            Err(refusal) => Err(refusal.into()),
            Ok(()) if officer.area != Area::COUNTRY => {
                Err(Refusal::saying(Problem::NotAllowed, "publish-country").into())
            }
            Ok(()) => {
                let (now, id) = (self.clock.now(), officer.id);
                let act = Act::new(now, id, "approve-rules").at_home(&officer.home).about(format!("rules {number}"));
                self.officers.audit.write(act, move |tx| drafts::approve(tx, number, id, now)).await
            }
        };
        self.officers.end_session(&officer, &session.token).await?;
        approved
    }

    async fn write_down(&self, rules: &Rules) -> Result<Drafted, Failure> {
        let before = self.rules_in_force().await?;
        if rules.key_days != before.key_days {
            return Err(Refusal::saying(Problem::RequestInvalid, "publish-days").into());
        }
        let difference = difference(&dated(&before)?, &dated(rules)?);
        if difference.is_empty() {
            return Err(Refusal::saying(Problem::RequestInvalid, "publish-nothing-new").into());
        }
        let (content, now) = (drafts::content_of(rules)?, self.clock.now());
        let number = self.officers.store.run("draft_rules", move |tx| {
            let number = drafts::insert(tx, &content, now)?;
            crate::audit::add(
                tx,
                &Act::new(now, crate::audit::OPERATOR, "draft-rules").about(format!("rules {number}")),
            )?;
            Ok::<_, StoreError>(number)
        });
        Ok(Drafted { number: number.await?, difference })
    }

    async fn rules_in_force(&self) -> Result<Rules, Failure> {
        match self.officers.store.view("rules_in_force", drafts::in_force).await? {
            Some(draft) => Ok(draft.rules()?),
            None => Ok(self.configured.clone()),
        }
    }
}

/// Reads a draft: rules with dates for days; serial and times may be left out and mean nothing.
fn read(text: &[u8]) -> Result<Rules, Refusal> {
    let refused =
        |reason: String| Refusal { problem: Problem::RequestInvalid, detail: Some(Detail::Technical(reason.into())) };
    let mut written: Json = serde_json::from_slice(text).map_err(|error| refused(error.to_string()))?;
    if let Some(fields) = written.as_object_mut() {
        for (name, least) in [("serial", 0), ("issued_at", 0), ("expires_at", 1)] {
            fields.insert(name.to_owned(), least.into());
        }
    }
    each_day(&mut written, &|day| match day {
        Json::String(text) => text.parse().ok().map(|Date(Day(number))| number.into()),
        Json::Null => Some(Json::Null),
        _ => None,
    })
    .map_err(|name| refused(format!("{name}: write a date, as 2021-05-27")))?;
    let bytes = serde_json::to_vec(&written).map_err(|error| refused(error.to_string()))?;
    Rules::from_json(&bytes).map_err(|error| refused(error.to_string()))
}

/// Rules as a draft writes them.
fn dated(rules: &Rules) -> Result<Json, Fault> {
    let broken = Fault::Broken("rules do not encode");
    let Ok(mut written) = serde_json::to_value(rules) else { return Err(broken) };
    if let Some(fields) = written.as_object_mut() {
        for name in ["serial", "issued_at", "expires_at"] {
            fields.remove(name);
        }
    }
    let as_date = |day: &Json| match day {
        Json::Null => Some(Json::Null),
        day => Some(Date(Day(u32::try_from(day.as_u64()?).ok()?)).to_string().into()),
    };
    each_day(&mut written, &as_date).map_err(|_| broken)?;
    Ok(written)
}

/// Replaces every day. Returns the name of the first that cannot be replaced.
fn each_day(value: &mut Json, replace: &dyn Fn(&Json) -> Option<Json>) -> Result<(), String> {
    match value {
        Json::Object(fields) => fields.iter_mut().try_for_each(|(name, value)| {
            if DAYS.contains(&name.as_str()) {
                *value = replace(value).ok_or_else(|| name.clone())?;
                return Ok(());
            }
            each_day(value, replace)
        }),
        Json::Array(values) => values.iter_mut().try_for_each(|value| each_day(value, replace)),
        _ => Ok(()),
    }
}

/// The lines in which two documents differ, by the path of each value.
fn difference(before: &Json, after: &Json) -> Vec<String> {
    let (mut old, mut new) = (BTreeMap::new(), BTreeMap::new());
    flatten(before, String::new(), &mut old);
    flatten(after, String::new(), &mut new);
    let gone = old.iter().filter(|(path, value)| new.get(*path) != Some(value));
    let come = new.iter().filter(|(path, value)| old.get(*path) != Some(value));
    let mut lines: Vec<(&String, String)> = gone.map(|(path, value)| (path, format!("- {path} = {value}"))).collect();
    lines.extend(come.map(|(path, value)| (path, format!("+ {path} = {value}"))));
    lines.sort_by_key(|(path, _)| *path);
    lines.into_iter().map(|(_, line)| line).collect()
}

fn flatten(value: &Json, path: String, into: &mut BTreeMap<String, String>) {
    match value {
        Json::Object(fields) => {
            for (name, value) in fields {
                let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                flatten(value, path, into);
            }
        }
        Json::Array(values) => {
            for (at, value) in values.iter().enumerate() {
                flatten(value, format!("{path}[{at}]"), into);
            }
        }
        value => {
            into.insert(path, value.to_string());
        }
    }
}

/// Reads any bytes as a draft of rules: it is refused, or is written and read to the same rules.
#[cfg(any(test, fuzzing))]
pub(crate) fn fuzzed_draft(bytes: &[u8]) {
    if let Ok(rules) = read(bytes) {
        let written = dated(&rules).ok().and_then(|json| serde_json::to_vec(&json).ok());
        assert_eq!(written.map(|json| read(&json)), Some(Ok(rules)));
    }
}

#[cfg(test)]
mod tests {
    use lancan_protocol::time::UnixTime;

    use super::*;

    #[test]
    fn a_draft_reads_back_as_it_was_written_with_dates_for_days() {
        let rules = Rules::built_in();
        let written = dated(&rules).unwrap();
        let text = written.to_string();
        assert!(text.contains(r#""in_force_from":"20"#) && !text.contains("serial"), "{text}");
        let expected = Rules { serial: 0, issued_at: UnixTime(0), expires_at: UnixTime(1), ..rules };
        assert_eq!(read(text.as_bytes()).unwrap(), expected);
    }

    #[test]
    fn a_day_number_and_a_date_that_is_none_are_refused() {
        let mut written = dated(&Rules::built_in()).unwrap();
        for wrong in [Json::from(18_774), Json::from("2021-02-30")] {
            written["contact"][0]["in_force_from"] = wrong;
            assert!(read(written.to_string().as_bytes()).is_err());
        }
        assert!(read(b"{}").is_err() && read(b"no JSON").is_err());
    }

    #[test]
    fn the_difference_names_each_value_by_its_path() {
        let before = serde_json::json!({ "a": { "b": [1, 2] }, "c": "x" });
        let after = serde_json::json!({ "a": { "b": [1, 3] }, "d": null });
        let expected = ["- a.b[1] = 2", "+ a.b[1] = 3", "- c = \"x\"", "+ d = null"];
        assert_eq!(difference(&before, &after), expected);
        assert!(difference(&before, &before).is_empty());
    }
}
