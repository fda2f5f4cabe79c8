//! What the server's HMACs and derived sealing keys are for: one label for each.
//!
//! Rows hold digests under these labels, and sealed values open only under theirs: a label never changes.

macro_rules! purposes {
    ($($(#[$doc:meta])+ $name:ident = $label:literal,)+) => {
        $($(#[$doc])+ pub(crate) const $name: &str = $label;)+

        /// Every purpose, by name and label.
        #[cfg(test)]
        const ALL: &[(&str, &str)] = &[$((stringify!($name), $name)),+];
    };
}

purposes! {
    /// A code for the app.
    CODE = "code",
    /// A day key that was seen.
    DAY_KEY = "day-key",
    /// A name that was tried at a sign-in.
    SIGN_IN = "sign-in",
    /// The sealing of officers' TOTP secrets.
    TOTP_SECRET = "seal-totp",
    /// The token of a session's forms in the console.
    CONSOLE_CSRF = "console-csrf",
    /// A case number.
    CASE_REFERENCE = "case-reference",
    /// A word of a contact's name.
    CONTACT_WORD = "contact-word",
    /// A contact's telephone number.
    CONTACT_PHONE = "contact-phone",
    /// Name, birth year and unit by which two contacts are probably one person.
    CONTACT_ALIKE = "contact-alike",
    /// The id of a callback.
    CALLBACK = "callback",
    /// A file of contacts that was imported.
    CONTACT_FILE = "a file of contacts",
    /// A UID in files for DHIS2.
    DHIS2_UID = "a UID of DHIS2",
    /// A telephone number that a password was sent to.
    OTP_NUMBER = "otp-number",
    /// A password that was sent.
    OTP_PASSWORD = "otp",
    /// The telephone number of a place's manager.
    PLACE_MANAGER = "place-manager",
    /// The token of a manager's session.
    PLACE_SESSION = "place-session",
    /// The secret of a tablet at a door.
    PLACE_TABLET = "place-tablet",
    /// The sealing of places' seeds.
    PLACE_SEEDS = "place-seeds",
    /// The sealing of what is known of places' people.
    PLACE_PEOPLE = "place-people",
    /// An id by which reports name a place and day.
    VISIT_ID = "visit-id",
    /// The name of a visit in the console.
    VISIT_NAME = "visit-name",
    /// The secret of a browser that asked for a password.
    PLACE_BROWSER = "place-browser",
    /// The token of a session's forms on the pages of places.
    PLACE_CSRF = "place-csrf",
    /// The token of a session's forms on the pages of declarations.
    DECLARE_CSRF = "declare-csrf",
    /// The sealing of what pages keep between two steps.
    PAGES_KEPT = "pages-kept",
    /// The telephone number of a declarer.
    DECLARER = "declarer",
    /// The token of a declarer's session.
    DECLARATION_SESSION = "declaration-session",
    /// The recovery code of somebody who declares without a telephone number.
    DECLARATION_RECOVERY = "declaration-recovery",
    /// A word of a declarer's name.
    DECLARATION_WORD = "declaration-word",
    /// A telephone number in a declaration.
    DECLARATION_PHONE = "declaration-phone",
    /// The number of a passport or identity card.
    DECLARATION_PAPER = "declaration-paper",
    /// A passport at a gate.
    GATE_PASSPORT = "gate-passport",
    /// The sealing of published keys that can still be taken back.
    REMEMBERED_KEYS = "remembered-keys",
    /// What officers' browsers make signing keys for.
    SIGNING_KEY = "signing-key",
    /// The key that openers seal their results to.
    OPENING_RECIPIENT = "opening-recipient",
    /// A number and a browser that showed it.
    OTP_BROWSER = "otp-browser",
    /// What names the draft of a declaration.
    DECLARATION_DRAFT = "declaration-draft",
    /// The sealing of names of who commits for a facility, and of inspections' notes.
    FACILITY_PEOPLE = "facility-people",
    /// The sealing of photographs of facilities.
    ASSESSMENT_PHOTOS = "assessment-photos",
    /// The telephone number of who gives feedback.
    FEEDBACK_NUMBER = "feedback-number",
    /// The token of a session of feedback.
    FEEDBACK_SESSION = "feedback-session",
    /// The token of the forms of feedback.
    FEEDBACK_CSRF = "feedback-csrf",
    /// The secret of an invitation to check visitors at a place.
    LOG_INVITATION = "log-invitation",
    /// The sealing of the names of doors where visitors are checked.
    LOG_DOORS = "log-doors",
    /// What a card of the visitor log is kept under, in the place of its name.
    LOG_CARD = "log-card",
    /// A checker's device that a password is bound to.
    LOG_DEVICE = "log-device",
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::ground::secrets::Secrets;

    /// HMAC-SHA-256 with a key of 32 bytes 7 over label, zero byte and "golden". Values by Python's hmac module.
    const GOLDEN: &[(&str, &str)] = &[
        ("CODE", "d843c8915f4613b8807c26666ed9a2d9073db8e7b1b84512c88afe1df193ac11"),
        ("DAY_KEY", "eee792a67c4ef7e008785aa5440226af7bfa6cd1c47c3abd94ea4a1b721b7b84"),
        ("SIGN_IN", "52c189f216d088cc9415db613c1b6487e30399a4298872c2aba6766b37d503fa"),
        ("TOTP_SECRET", "e907d2bc7776ce46fdd0b91011c62ade28a2a50441be668bdd81d4ae6921e336"),
        ("CONSOLE_CSRF", "7517c7dbd76d3bf840034802095eb33627d87307cb18764409865aa4752b6598"),
        ("CASE_REFERENCE", "9850d3966c13bdd7edaa4f18ea7bd6992fc90fa87d9c56c2b766b33b3129b10e"),
        ("CONTACT_WORD", "d41bbf8eb69b7e3923ed924e84b55d545529b7863e68e4b795ce65524f95ac81"),
        ("CONTACT_PHONE", "75b189fc6453e7cac76f720d42f4088ca269b828b69c8cf822798f7c36e8177c"),
        ("CONTACT_ALIKE", "afa18871a5e1bce9267668328634c9e26b8203cf7850e6a932e67d263647e536"),
        ("CALLBACK", "5219af0b161438633beb8e9d0c27d40ed7b8ef117b820af2819392964e6b9634"),
        ("CONTACT_FILE", "18170cff325307c758864b2f8a7959d37aa5b71df241157816bb1aa11df54833"),
        ("DHIS2_UID", "0580c48415ee17e23b1b9298fdfde63053076e8a49ee83bf840f939df04d5fc2"),
        ("OTP_NUMBER", "c454e1942f57ad8d618973b73199f86f00a37d2e6d2a823022bcddc9adb5bed8"),
        ("OTP_PASSWORD", "11b163fb6283f0194c600962029578d94d26b4f618ee7d4edb4e9559aaad10f7"),
        ("PLACE_MANAGER", "cc900fb39c8529f3dfdbc1d060ac76bb14ee266e9f93a67a7c76ced80f5abe15"),
        ("PLACE_SESSION", "1599d3597b7120eb392b120a8d65cedd5f4aa4d42711d5d4f7c4e619cb9585f2"),
        ("PLACE_TABLET", "16abdbe1d0314ed6111615578c17e8db8dfb33d82283e5405e8705223c914174"),
        ("PLACE_SEEDS", "4305e0e79e30beb4fdf774d93e9aaba07b7a295735d5b287df4991e6c6905459"),
        ("PLACE_PEOPLE", "857e75aaa07e7aafe742e15113661ac0a478167228fe9bf414c1923c36b1b92c"),
        ("VISIT_ID", "ef422b62b6537e13e8181bb83b9b3d25e45071954d8e18f8343890dc26b4caa1"),
        ("VISIT_NAME", "53f48baaf7b5c197f6e3614265fb1953626a03fb64f5ffcd55a6135dfafcba29"),
        ("PLACE_BROWSER", "837b364176718ac014b2d04366f45b34b9be89a226cef05122d52e8e26780ab5"),
        ("PLACE_CSRF", "a0ea75a26d8b12b6d3d09e24de9e0b4d99d503f4a7acddc96e33ca24df01b547"),
        ("DECLARE_CSRF", "516775e7c7eac25c3b465ebd3e890d78a17dedda5b83233d1b7fc5e11d53d4f8"),
        ("PAGES_KEPT", "5383a6a2f8ad604953b85f4d439fd85192f41cd809c1e50f2e43b795495bf498"),
        ("DECLARER", "83bf248ef929704b313b74227f8a09f8daee3ba589842281adc9918ee72d41e5"),
        ("DECLARATION_SESSION", "aff137ac75bc3060837a94d4e7a18252c78d461cde3799bdea2a611b452db483"),
        ("DECLARATION_RECOVERY", "e52439e6f8c48856a1b98fd14a01dfe0bdd0704966c8406f2b53ab4626bee352"),
        ("DECLARATION_WORD", "c667eaabf67bd6c39ea6c6642e091cd311622081a2c20b3f553fcf678429bac5"),
        ("DECLARATION_PHONE", "676dc945eab7e2463bc218d316dd9b58ad931014e9fce925bcba2bb47ed80536"),
        ("DECLARATION_PAPER", "42054d4877ba6ebc1d25d22c114048c72178289d09ee0e0f59c11935f3dd3d99"),
        ("GATE_PASSPORT", "6afd9de663f090c9bf872bfa48a3096d6a04165eadecfd49ec92b22363638350"),
        ("REMEMBERED_KEYS", "198d7ee34af275facf24f795827855e2c1d8ce94234a9646198c47f3aaeb0415"),
        ("SIGNING_KEY", "615d02e7e2f1206ea54a1662297d3c83240469aad180cd1de52227c8c75d8016"),
        ("OPENING_RECIPIENT", "d20fd931827e74b58e6ade6526dfc00b4b188b7f513c1b618ab3935de9d7f34c"),
        ("OTP_BROWSER", "a0e066ad3928e886102b9a27332691680d41dcdab06f705a0cae0169302115dd"),
        ("DECLARATION_DRAFT", "ddd1b2d7094e83824757eeb483fd5e1b400109f33ac419fc767b53116a8cf74a"),
        ("FACILITY_PEOPLE", "23998c1d874f8a5cff9b6e9aa8269cc2ce4297c2b6e37582d9ae30a7f853d07f"),
        ("ASSESSMENT_PHOTOS", "afb4d25a69b556db81ebb3d8582e6d5107f6347c9cdbb0aa4fdd694f89c8654d"),
        ("FEEDBACK_NUMBER", "0e039aa9afbdbbc330c8f045f5e3745cf57d1e874cb4b88f5553e84901997bcb"),
        ("FEEDBACK_SESSION", "00ecf79041e5ece805d49b84415ec6ec2e6117203d21ea71a310e7d5bee54854"),
        ("FEEDBACK_CSRF", "1eb43ea95cc94b8946a49809661e6b1834289c27a0e5e77b934f28c1b368e4b4"),
        ("LOG_INVITATION", "ca5f6e74fc309d0d6511615f3363a0462015e93deb48c97510988965a7ec0707"),
        ("LOG_DOORS", "8f952759ea07ea8a2feac513e82195f86659232c765d7b79b97194d7942c621e"),
        ("LOG_CARD", "37c77f8804fbdc40dbc72b8dc7b3b90594b7e374964867fea1f68b15834d8d15"),
        ("LOG_DEVICE", "f0557240120281b40e302cfd9d94ee53a90d1d565ff48950d2a403d1f0a8d858"),
    ];

    #[test]
    fn every_purpose_gives_the_digest_that_stored_rows_have() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("hmac.key"), [7; 32]).unwrap();
        let secrets = Secrets::open_or_make(dir.path()).unwrap();
        let digest = |label| lancan_protocol::hex::encode(&secrets.digest(label, b"golden"));
        let found: Vec<_> = ALL.iter().map(|(name, label)| (*name, digest(*label))).collect();
        let pinned: Vec<_> = GOLDEN.iter().map(|(name, hex)| (*name, (*hex).to_owned())).collect();
        assert_eq!(found, pinned);
    }

    #[test]
    fn no_two_purposes_share_a_label() {
        let labels: BTreeSet<_> = ALL.iter().map(|(_, label)| label).collect();
        assert_eq!(labels.len(), ALL.len());
    }
}
