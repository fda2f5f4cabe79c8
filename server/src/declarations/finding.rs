//! Finding declarations without names and numbers in the database: HMACs of folded words and of numbers.

use lancan_protocol::forms::{Answer, Checked, Questionnaire};
use lancan_protocol::phone_number::PhoneNumber;

use crate::ground::folded::folded;
use crate::ground::ids::Digest;
use crate::ground::purposes;
use crate::ground::secrets::Secrets;

/// Most words of a name that are indexed, and most that are searched for.
const MOST_WORDS: usize = 8;
/// The questions for the number of a passport or an identity card.
const PAPERS: [&str; 2] = ["passport", "id_number"];
/// The questions for the name.
const NAMES: [&str; 2] = ["name", "who.name"];

/// Makes the HMACs by which declarations are found.
pub(super) struct DeclarationIndex<'s>(pub(super) &'s Secrets);

impl DeclarationIndex<'_> {
    /// Of everything that finds these answers: the words of the name, the telephone numbers, the numbers of papers.
    pub(super) fn of(&self, form: &Questionnaire, checked: &Checked<'_>) -> Vec<Digest> {
        let words = |link_id: &str| {
            checked.answers(link_id).iter().find_map(|answer| match answer {
                Answer::String(words) => Some(words.as_str()),
                _ => None,
            })
        };
        let mut found = self.words(NAMES.into_iter().find_map(words).unwrap_or_default());
        let phones = form.all_items().filter(|item| item.is_phone()).filter_map(|item| words(&item.link_id));
        found.extend(phones.filter_map(|phone| self.phone(phone)));
        found.extend(PAPERS.into_iter().filter_map(words).map(|paper| self.paper(paper)));
        found.sort_unstable();
        found.dedup();
        found
    }

    /// Of each word of a text.
    pub(super) fn words(&self, text: &str) -> Vec<Digest> {
        let folded = folded(text);
        let words = folded.split(' ').filter(|word| !word.is_empty()).take(MOST_WORDS);
        words.map(|word| self.0.digest(purposes::DECLARATION_WORD, word.as_bytes())).collect()
    }

    /// Of a telephone number; none where the words are no number.
    pub(super) fn phone(&self, words: &str) -> Option<Digest> {
        let number = PhoneNumber::parse(words).ok()?;
        Some(self.0.digest(purposes::DECLARATION_PHONE, number.as_str().as_bytes()))
    }

    /// Of the number of a passport or an identity card, whatever spaces and capitals.
    pub(super) fn paper(&self, words: &str) -> Digest {
        let plain: String = folded(words).chars().filter(char::is_ascii_alphanumeric).collect();
        self.0.digest(purposes::DECLARATION_PAPER, plain.as_bytes())
    }

    /// What a search may mean: all words of a name, or one number. Any of these finds a declaration that has all of it.
    pub(super) fn meant(&self, search: &str) -> Vec<Vec<Digest>> {
        let is_number = search.chars().any(|c| c.is_ascii_digit());
        if !is_number {
            let words = self.words(search);
            return if words.is_empty() { Vec::new() } else { vec![words] };
        }
        let numbers = self.phone(search).into_iter().chain([self.paper(search)]);
        numbers.map(|number| vec![number]).collect()
    }
}
