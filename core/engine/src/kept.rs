//! What the phone keeps sealed between processes: each value under its name, each knowing whether the store has it.
//!
//! A change marks its value as unsaved. At the end of every event and act the tracer writes all unsaved values in one
//! transaction ([`Unsaved`]); values that cannot be written stay unsaved and are written with the next.

use core::ops::{Deref, DerefMut};

use serde::{Serialize, de::DeserializeOwned};
use zeroize::Zeroizing;

use crate::store::{Store, StoreError};

/// Defines an enum together with the list of all its variants, so that no loop over the list can miss one.
macro_rules! enum_with_all {
    ($(#[$about:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident,)+ }) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub(crate) enum $name { $($(#[$doc])* $variant,)+ }

        impl $name {
            /// Every variant, in the order of their definition.
            pub(crate) const ALL: [Self; [$(Self::$variant),+].len()] = [$(Self::$variant),+];
        }
    };
}
pub(crate) use enum_with_all;

enum_with_all! {
    /// Names of what the store keeps for the tracer. The texts stand in stores on phones: they never change.
    Name {
        /// This phone's own day keys: a list that the store itself writes.
        DayKeys,
        /// The warnings that were found: a list that the store itself writes.
        Warnings,
        /// The last index, what was matched, the floor, and when to poll.
        Progress,
        /// The signed rules as they were served.
        Rules,
        /// Matched keys and where they were heard.
        Exposures,
        /// What this phone has learned of its own receiver.
        Receiver,
        /// A report on its way.
        Report,
        /// A code that was entered, with its key, until its report has arrived.
        Code,
        /// An open review: what the server said of the code, and what the user left out.
        Review,
        /// What is to follow a report the next day.
        SecondParts,
        /// The reports that the server has, with what takes them back.
        SentReports,
        /// When cover traffic is due.
        Cover,
        /// Whether the user paused tracing.
        Paused,
        /// The last known time.
        Clock,
        /// On which days this phone worked.
        Worked,
        /// Visits to places, and what the authority warned of there.
        Visits,
        /// A call that the user asked for, as the user may see it.
        Call,
        /// What sends the callback: its key, and the body on its way.
        Callback,
        /// The signed forms of declarations as they were served.
        Forms,
        /// Persons, drafts and declarations of health.
        Declarations,
        /// With whose number declarations are sent.
        DeclaringSession,
        /// Who the user is, for visitor logs.
        LogContact,
        /// Entries of visitor logs that are asked about or wait.
        LogEntries,
        /// The keys that sign entries of visitor logs.
        VisitorCards,
        /// The public keys that entries of visitor logs are sealed to.
        LogPacks,
    }
}

impl Name {
    /// The name in the store.
    pub(crate) fn text(self) -> &'static str {
        match self {
            Self::DayKeys => crate::store::DAY_KEYS,
            Self::Warnings => crate::store::WARNINGS,
            Self::Progress => "progress",
            Self::Rules => "rules",
            Self::Exposures => "exposures",
            Self::Receiver => "receiver",
            Self::Report => "report",
            Self::Code => "code",
            Self::Review => "review",
            Self::SecondParts => "second-parts",
            Self::SentReports => "sent-reports",
            Self::Cover => "cover",
            Self::Paused => "paused",
            Self::Clock => "clock",
            Self::Worked => "worked",
            Self::Visits => "visits",
            Self::Call => "call",
            Self::Callback => "callback",
            Self::Forms => "forms",
            Self::Declarations => "declarations",
            Self::DeclaringSession => "declaring-session",
            Self::LogContact => "log-contact",
            Self::LogEntries => "log-entries",
            Self::VisitorCards => "visitor-cards",
            Self::LogPacks => "log-packs",
        }
    }

    /// Whether the value says nothing about the user, and therefore stays when the user erases everything.
    pub(crate) fn outlives_erasing(self) -> bool {
        match self {
            Self::Progress | Self::Rules | Self::Paused | Self::Clock | Self::Forms => true,
            Self::DayKeys
            | Self::Warnings
            | Self::Exposures
            | Self::Receiver
            | Self::Report
            | Self::Code
            | Self::Review
            | Self::SecondParts
            | Self::SentReports
            | Self::Cover
            | Self::Worked
            | Self::Visits
            | Self::Call
            | Self::Callback
            | Self::Declarations
            | Self::DeclaringSession
            | Self::LogContact
            | Self::LogEntries
            | Self::VisitorCards
            | Self::LogPacks => false,
        }
    }
}

impl Name {
    /// Whether the user sees the value among everything that the phone knows. Lists are shown by themselves; code,
    /// report, sent reports, callback, the session of declaring and visitor cards hold secrets that would let others send in the
    /// user's name; forms and packs are the same for everybody.
    pub(crate) fn is_shown_to_user(self) -> bool {
        match self {
            Self::Progress
            | Self::Rules
            | Self::Exposures
            | Self::Receiver
            | Self::Cover
            | Self::Paused
            | Self::Clock
            | Self::Worked
            | Self::Visits
            | Self::Call
            | Self::Declarations
            | Self::LogContact
            | Self::LogEntries => true,
            Self::DayKeys
            | Self::Warnings
            | Self::Report
            | Self::Code
            | Self::Review
            | Self::SecondParts
            | Self::SentReports
            | Self::Callback
            | Self::Forms
            | Self::DeclaringSession
            | Self::VisitorCards
            | Self::LogPacks => false,
        }
    }

    /// Whether the value goes along to a new phone: what was matched and how far. Lists go by themselves; a receiver's
    /// level belongs to the old phone.
    pub(crate) fn moves_to_new_phone(self) -> bool {
        match self {
            Self::Progress | Self::Exposures | Self::Visits | Self::Declarations | Self::LogContact => true,
            Self::DayKeys
            | Self::Warnings
            | Self::Rules
            | Self::Receiver
            | Self::Report
            | Self::Code
            | Self::Review
            | Self::SecondParts
            | Self::SentReports
            | Self::Cover
            | Self::Paused
            | Self::Clock
            | Self::Worked
            | Self::Call
            | Self::Callback
            | Self::Forms
            | Self::DeclaringSession
            | Self::LogEntries
            | Self::VisitorCards
            | Self::LogPacks => false,
        }
    }

    /// The texts of the names that `wanted` picks.
    pub(crate) fn texts(wanted: impl Fn(Self) -> bool) -> Vec<&'static str> {
        Self::ALL.into_iter().filter(|name| wanted(*name)).map(Self::text).collect()
    }
}

/// The bytes of a kept value.
pub(crate) trait Keep: Sized {
    /// The value's bytes; none where there is nothing to keep.
    fn to_bytes(&self) -> Option<Vec<u8>>;
    /// The value of these bytes; none where they are not those of a value.
    fn from_bytes(bytes: &[u8]) -> Option<Self>;
}

/// The bytes of a value that is kept as JSON.
pub(crate) fn to_json(value: &impl Serialize) -> Option<Vec<u8>> {
    serde_json::to_vec(value).ok()
}

/// The value that these bytes hold as JSON.
pub(crate) fn from_json<T: DeserializeOwned>(bytes: &[u8]) -> Option<T> {
    serde_json::from_slice(bytes).ok()
}

/// Keeps types as their JSON.
macro_rules! keep_as_json {
    ($($type:ty),+) => {
        $(impl $crate::kept::Keep for $type {
            fn to_bytes(&self) -> Option<Vec<u8>> {
                $crate::kept::to_json(self)
            }

            fn from_bytes(bytes: &[u8]) -> Option<Self> {
                $crate::kept::from_json(bytes)
            }
        })+
    };
}
pub(crate) use keep_as_json;

keep_as_json!(bool);

impl<T: Keep> Keep for Option<T> {
    fn to_bytes(&self) -> Option<Vec<u8>> {
        self.as_ref()?.to_bytes()
    }

    fn from_bytes(bytes: &[u8]) -> Option<Self> {
        T::from_bytes(bytes).map(Some)
    }
}

/// A value that the store keeps. A mutable borrow marks the value as unsaved.
#[derive(Default)]
pub(crate) struct Kept<T> {
    value: T,
    unsaved: bool,
}

impl<T> Deref for Kept<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T> DerefMut for Kept<T> {
    fn deref_mut(&mut self) -> &mut T {
        self.unsaved = true;
        &mut self.value
    }
}

/// A [`Kept`] of whatever type: what loops over [`Name::ALL`] need of it.
pub(crate) trait KeptValue {
    /// Takes up what the store holds. Returns whether that could be read: if not, the value is its default and unsaved.
    ///
    /// # Errors
    /// Those of the store, other than damage.
    fn restore(&mut self, stored: Result<Option<Zeroizing<Vec<u8>>>, StoreError>) -> Result<bool, StoreError>;
    /// Whether the store holds another value, or one that cannot be read.
    fn is_unsaved(&self) -> bool;
    /// Marks the value as unsaved.
    fn mark_unsaved(&mut self);
    /// The value's bytes; none where there is nothing to keep.
    fn bytes(&self) -> Option<Vec<u8>>;
    /// The store holds the value now.
    fn mark_saved(&mut self);
    /// The store has erased it: the value is its default.
    fn forget(&mut self);
}

impl<T: Keep + Default> KeptValue for Kept<T> {
    fn restore(&mut self, stored: Result<Option<Zeroizing<Vec<u8>>>, StoreError>) -> Result<bool, StoreError> {
        let found = match stored {
            Err(StoreError::Damaged(_)) => None,
            Ok(Some(bytes)) => T::from_bytes(&bytes),
            Ok(None) => Some(T::default()),
            Err(error) => return Err(error),
        };
        self.unsaved = found.is_none();
        self.value = found.unwrap_or_default();
        Ok(!self.unsaved)
    }

    fn is_unsaved(&self) -> bool {
        self.unsaved
    }

    fn mark_unsaved(&mut self) {
        self.unsaved = true;
    }

    fn bytes(&self) -> Option<Vec<u8>> {
        self.value.to_bytes()
    }

    fn mark_saved(&mut self) {
        self.unsaved = false;
    }

    fn forget(&mut self) {
        self.value = T::default();
        self.unsaved = false;
    }
}

/// The unsaved values of one flush, as they are to be written.
#[derive(Default)]
pub(crate) struct Unsaved(Vec<(Name, Option<Zeroizing<Vec<u8>>>)>);

impl Unsaved {
    /// Adds a value, if it is unsaved.
    pub(crate) fn add(&mut self, name: Name, value: &dyn KeptValue) {
        if value.is_unsaved() {
            self.0.push((name, value.bytes().map(Into::into)));
        }
    }

    /// Whether there is nothing to write.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The names of the values.
    pub(crate) fn names(&self) -> impl Iterator<Item = Name> {
        self.0.iter().map(|(name, _)| *name)
    }

    /// Writes the values in one transaction, all or none; removes those of which there is nothing to keep.
    ///
    /// # Errors
    /// Those of the store; nothing was written then.
    pub(crate) fn write(&self, store: &mut Store) -> Result<(), StoreError> {
        store.run("save", |transaction| {
            for (name, bytes) in &self.0 {
                match bytes {
                    Some(bytes) => transaction.put(name.text(), bytes)?,
                    None => drop(transaction.remove(name.text())?),
                }
            }
            Ok(())
        })
    }
}

#[cfg(test)]
mod tests {
    use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng as _};

    use super::*;
    use crate::store::StaticVault;

    fn store() -> Store {
        Store::in_memory(&StaticVault::new([7; 32]), &mut ChaCha20Rng::seed_from_u64(1)).unwrap()
    }

    /// More than a full disk has room for.
    #[derive(Default)]
    struct Large;

    impl Keep for Large {
        fn to_bytes(&self) -> Option<Vec<u8>> {
            Some(vec![7; 100_000])
        }

        fn from_bytes(_: &[u8]) -> Option<Self> {
            Some(Self)
        }
    }

    fn flush(values: &mut [&mut dyn KeptValue], names: &[Name], store: &mut Store) -> Vec<Name> {
        let mut unsaved = Unsaved::default();
        for (name, value) in names.iter().zip(values.iter()) {
            unsaved.add(*name, *value);
        }
        unsaved.write(store).unwrap();
        for value in values.iter_mut() {
            value.mark_saved();
        }
        unsaved.names().collect()
    }

    #[test]
    fn only_what_was_changed_is_written_and_only_once() {
        let mut store = store();
        let (mut paused, mut cover) = (Kept::<bool>::default(), Kept::<Option<bool>>::default());
        let names = [Name::Paused, Name::Cover];
        assert!(!*paused && cover.is_none(), "looking at a value changes nothing");
        assert!(flush(&mut [&mut paused, &mut cover], &names, &mut store).is_empty());
        *paused = true;
        assert_eq!(flush(&mut [&mut paused, &mut cover], &names, &mut store), [Name::Paused]);
        assert_eq!(store.get("paused").unwrap().unwrap().as_slice(), b"true");
        assert!(store.get("cover").unwrap().is_none());
        assert!(flush(&mut [&mut paused, &mut cover], &names, &mut store).is_empty());
    }

    #[test]
    fn a_value_of_which_nothing_is_left_is_removed() {
        let mut store = store();
        let mut code = Kept::<Option<bool>>::default();
        *code = Some(true);
        flush(&mut [&mut code], &[Name::Code], &mut store);
        assert!(store.get("code").unwrap().is_some());
        *code = None;
        flush(&mut [&mut code], &[Name::Code], &mut store);
        assert!(store.get("code").unwrap().is_none());
    }

    #[test]
    fn values_are_written_all_or_none() {
        let mut store = store();
        let (mut paused, mut rules) = (Kept::<bool>::default(), Kept::<Large>::default());
        *paused = true;
        rules.mark_unsaved();
        store.fill_disk(true);
        let mut unsaved = Unsaved::default();
        unsaved.add(Name::Paused, &paused);
        unsaved.add(Name::Rules, &rules);
        assert!(unsaved.write(&mut store).is_err());
        assert!(store.get("paused").unwrap().is_none() && store.get("rules").unwrap().is_none());
        assert!(paused.is_unsaved() && rules.is_unsaved(), "both are tried again");
    }

    #[test]
    fn what_cannot_be_read_is_reset_and_unsaved_and_what_is_not_there_is_neither() {
        let mut store = store();
        store.put("paused", b"?").unwrap();
        let mut paused = Kept::<bool>::default();
        assert!(!paused.restore(store.get("paused")).unwrap());
        assert!(!*paused && paused.is_unsaved());
        let mut cover = Kept::<Option<bool>>::default();
        assert!(cover.restore(store.get("cover")).unwrap());
        assert!(cover.is_none() && !cover.is_unsaved());
    }

    #[test]
    fn no_two_values_have_one_name() {
        let texts: std::collections::BTreeSet<_> = Name::ALL.into_iter().map(Name::text).collect();
        assert_eq!(texts.len(), Name::ALL.len());
    }
}
