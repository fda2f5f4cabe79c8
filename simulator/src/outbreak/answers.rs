//! Warned people answer: they ask the health authority to call.

use lancan_core::{CallStage, ConsentGiven, Notice, Standing};
use lancan_protocol::{problem::Problem, risk::Verdict};

use super::{Answering, OutbreakError};
use crate::{authority::Authority, clock::SimTime, contacts::Person, phone::Phone, world::World};

/// Version of the texts of consent that the phones show.
const TEXT_VERSION: u32 = 2;
/// Milliseconds between two looks at a phone that waits for an answer, and how many looks.
const LOOK: u64 = 20_000;
const LOOKS: u32 = 30;

/// Whoever is warned most gravely asks to be called: the phone shows a number by the code that is sent to the number, and sends
/// what the authority weighs against the case.
pub(super) fn answer(
    world: &mut World,
    authority: &mut Authority,
    cases: &[Person],
    answering: &Answering<'_>,
) -> Result<(), OutbreakError> {
    let mut warned: Vec<(bool, usize, i64)> = Vec::new();
    for (index, phone) in world.phones.iter_mut().enumerate() {
        if cases.iter().any(|case| case.index() == index) {
            continue;
        }
        let in_force = phone.core.warnings()?.into_iter().find(|stored| stored.standing == Standing::InForce);
        warned.extend(in_force.map(|stored| (stored.warning.verdict != Verdict::Close, index, stored.warning.id)));
    }
    warned.sort_unstable();
    warned.truncate(answering.most);
    for (number, (_, index, warning)) in (1..).zip(warned) {
        let now = world.now();
        let telephone = format!("0912{number:06}");
        let ask = |phone: &mut Phone| phone.act(now, |core, now| core.ask_for_password(now, warning, &telephone, "vi"));
        match ask(&mut world.phones[index]) {
            // This phone lost what its warning rests on.
            Err(Problem::NothingToDo) => continue,
            other => other?,
        }
        wait(world, authority, index, |stage| matches!(stage, CallStage::CodeSent { .. }))?;
        let password = (answering.password)().ok_or(OutbreakError::NoPassword)?;
        let now = world.now();
        let consent = ConsentGiven {
            keys: true,
            encounters: true,
            visits: false,
            text_version: TEXT_VERSION,
            language: "vi".to_owned(),
        };
        world.phones[index].act(now, |core, now| core.call_me(now, &password, &[], &consent))?;
        wait(world, authority, index, |stage| matches!(stage, CallStage::Arrived { .. }))?;
    }
    // The authority weighs what came before anybody looks.
    world.run_until(SimTime(world.now().0 + 10 * LOOK), authority, &mut |_| {});
    Ok(())
}

/// Lets time pass until a phone's call is at a stage, for ten minutes at most.
fn wait(
    world: &mut World,
    authority: &mut Authority,
    index: usize,
    reached: impl Fn(&CallStage) -> bool,
) -> Result<(), OutbreakError> {
    for _ in 0..LOOKS {
        world.run_until(SimTime(world.now().0 + LOOK), authority, &mut |_| {});
        let latest = world.phones[index].host.notices.iter().rev().find_map(|(_, notice)| match notice {
            Notice::Call(stage) => Some(*stage),
            _ => None,
        });
        match latest {
            Some(stage) if reached(&stage) => return Ok(()),
            Some(CallStage::Failed(problem)) => return Err(problem.into()),
            _ => {}
        }
    }
    Err(Problem::Offline.into())
}
