//! The whole loop through the public interface: phones, an authority made of signing keys, virtual time.
#![cfg(test)]

mod again;
mod calling;
mod causes;
mod clock;
mod clock_moved;
mod conduct;
mod cover;
mod damaged;
mod fetching;
mod places;
mod power;
mod reporting;
mod secret;
mod tracing;
mod unconfirmed;
mod visitor_cards;
mod visitor_log;
mod warnings;
mod withdrawal;

use lancan_testkit::{
    ScriptedAuthority, ScriptedPhone,
    acts::{at, meet, report},
};

/// A test's outcome: an error of its helpers is its failure.
type Outcome<T = ()> = Result<T, Box<dyn core::error::Error>>;

/// A case who has reported after an hour, and a contact whom the case had met before. Nothing is published yet.
fn a_case_and_a_contact(authority: &mut ScriptedAuthority) -> Outcome<(ScriptedPhone, ScriptedPhone)> {
    let (mut case, mut contact) = (ScriptedPhone::new(1, authority)?, ScriptedPhone::new(2, authority)?);
    for phone in [&mut case, &mut contact] {
        phone.start(at(0));
        phone.talk(at(0), authority)?;
    }
    meet(&mut case, &mut contact, 10, 25);
    report(&mut case, at(3_600), authority)?;
    Ok((case, contact))
}
