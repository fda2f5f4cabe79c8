//! An app declares: a session by telephone number and one-time password, and answers to a form.

use serde::{Deserialize, Serialize};

use crate::forms::Response;
use crate::time::UnixTime;

/// Most bytes of a [`DeclarationRequest`]: the answers' own limit and what stands beside them.
pub const DECLARATION_BYTES: usize = 66 * 1024;

/// `POST /v1/declarations/session`: shows the one-time password that came to a number. Signed, purpose
/// [`Declaring`](crate::signed::Purpose::Declaring), by the key that the password is bound to.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DeclarationSessionRequest {
    /// The telephone number (E.164).
    pub phone: String,
    /// The six digits that came by SMS.
    pub otp: String,
    /// The key that the password is bound to: base64url of 65 bytes, SEC1 uncompressed, P-256.
    pub public_key: String,
}

/// The answer to a [`DeclarationSessionRequest`].
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DeclarationSessionAnswer {
    /// Shown with every declaration: `authorization: Bearer TOKEN`.
    pub token: String,
    /// When the session ends, Unix seconds.
    #[cfg_attr(feature = "openapi", schema(value_type = u64))]
    pub expires_at: UnixTime,
    /// What proves the number, for entries of visitor logs: the 68 bytes of a [`crate::visitor_log::NumberCertificate`],
    /// hexadecimal. Absent from servers that certify none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number_certificate: Option<String>,
}

/// `POST /v1/declarations`: answers to a form.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DeclarationRequest {
    /// 16 random bytes, 32 hex digits: the same declaration sent again is taken once.
    pub id: String,
    /// What software calls the form, for example `vhd`.
    pub form: String,
    /// The answers, a `QuestionnaireResponse` of at most 64 KiB.
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub response: Response,
    /// Whether it takes the place of what was declared today. Counts for forms of once a day alone.
    #[serde(default, skip_serializing_if = "is_false")]
    pub replaces: bool,
    /// The declaration of entry whose journey is shared: its id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub journey_of: Option<String>,
    /// The person of the family whom it is about; absent for the holder of the number, and for a traveller of their group.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<DeclaredPerson>,
}

/// Somebody for whom the holder of a number declares: a child, or somebody without a telephone.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DeclaredPerson {
    /// 16 random bytes, 32 hex digits, the same for all that is declared for this person. The first declaration for them
    /// makes the person known; what later ones say of them changes nothing.
    pub id: String,
    /// The person's name, at most 100 characters.
    pub name: String,
    /// The year of birth, 1900 at the earliest.
    pub birth_year: i32,
    /// What the person is to whoever declares.
    pub relation: Relation,
    /// The person's own telephone number, by which they can take their record over; absent where they have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// Whether the person agrees, or is a child whose parent or guardian declares. Without it nothing is taken.
    pub consent: bool,
}

/// What a person is to whoever declares for them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Relation {
    /// A child.
    Child,
    /// A father or mother.
    Parent,
    /// A husband or wife.
    Spouse,
    /// A brother or sister.
    Sibling,
    /// A grandfather or grandmother.
    Grandparent,
    /// A grandchild.
    Grandchild,
    /// Somebody else.
    Other,
}

impl Relation {
    /// All there are.
    pub const ALL: [Self; 7] =
        [Self::Child, Self::Parent, Self::Spouse, Self::Sibling, Self::Grandparent, Self::Grandchild, Self::Other];

    /// Its name on the wire and in the keys of texts.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Child => "child",
            Self::Parent => "parent",
            Self::Spouse => "spouse",
            Self::Sibling => "sibling",
            Self::Grandparent => "grandparent",
            Self::Grandchild => "grandchild",
            Self::Other => "other",
        }
    }

    /// The relation with this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.name() == name)
    }
}

/// Persons for whom a number declares, at most.
pub const MOST_DECLARED_PERSONS: usize = 10;

/// The answer to a [`DeclarationRequest`].
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DeclarationAnswer {
    /// The declaration that stands: what was sent, or the one of today that it did not replace.
    pub id: String,
    /// Whether what was sent is kept. If not, the form was answered today already and nothing was changed.
    pub taken: bool,
    /// When the server received it, Unix seconds.
    #[cfg_attr(feature = "openapi", schema(value_type = u64))]
    pub received_at: UnixTime,
    /// `green`, `yellow` or `red`: how urgent it is, by the server's triage.
    pub class: String,
    /// The end of the key of the text that says why; none for green.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The gate pass of a declaration of entry, while it is valid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pass: Option<DeclarationPass>,
}

/// A gate pass as an app keeps it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DeclarationPass {
    /// What the QR code says.
    pub text: String,
    /// The number of the gate that it is for.
    pub gate: u16,
    /// From when it is valid, Unix seconds.
    #[cfg_attr(feature = "openapi", schema(value_type = u64))]
    pub valid_from: UnixTime,
    /// From when it is valid no more, Unix seconds.
    #[cfg_attr(feature = "openapi", schema(value_type = u64))]
    pub valid_to: UnixTime,
}

crate::opaque::opaque_debug!(
    DeclarationSessionRequest,
    DeclarationSessionAnswer,
    DeclarationRequest,
    DeclaredPerson,
    DeclarationAnswer,
    DeclarationPass
);

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference")]
fn is_false(flag: &bool) -> bool {
    !flag
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_relation_has_one_name_on_the_wire_and_in_texts() {
        for relation in Relation::ALL {
            assert_eq!(serde_json::to_value(relation).unwrap(), relation.name());
            assert_eq!(Relation::named(relation.name()), Some(relation));
        }
    }

    proptest! {
        #[test]
        fn any_bytes_are_a_declaration_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
            if let Ok(request) = serde_json::from_slice::<DeclarationRequest>(&bytes) {
                prop_assert!(format!("{request:?}").len() < 40, "nothing of it is shown");
            }
        }
    }
}
