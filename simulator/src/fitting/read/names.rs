//! Numbers for names of logs and phones.

use std::collections::HashMap;

/// Gives each name a number, in the order in which names are first met.
#[derive(Debug, Default)]
pub(super) struct Names {
    numbers: HashMap<String, u32>,
    /// The names by their numbers.
    pub(super) all: Vec<String>,
}

impl Names {
    /// The number of a name.
    pub(super) fn number(&mut self, name: &str) -> u32 {
        if let Some(known) = self.numbers.get(name) {
            return *known;
        }
        let next = self.all.len() as u32;
        self.numbers.insert(name.to_owned(), next);
        self.all.push(name.to_owned());
        next
    }
}
