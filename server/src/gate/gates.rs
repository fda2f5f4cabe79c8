//! The gates: those of the form of entry, and the province that each lies in.

use lancan_protocol::forms::OptionCoding;
use lancan_protocol::pass::GateNumber;
use lancan_text::Language;

use super::{FORM, Gates};

impl Gates {
    /// The gates that the form of entry names, in its order.
    fn options(&self) -> impl Iterator<Item = &OptionCoding> {
        let form = self.declarations.form(FORM);
        let gate = form.and_then(|form| form.questionnaire.find("gate"));
        gate.into_iter().flat_map(|item| &item.answer_option).map(|option| &option.value_coding)
    }

    /// The name of a gate.
    pub(crate) fn name(&self, gate: GateNumber, language: Language) -> Option<String> {
        let option = self.options().find(|option| option.code.parse() == Ok(gate.0))?;
        Some(match language {
            Language::Vi => option.display.clone(),
            Language::En => option.english.0.clone(),
        })
    }
}
