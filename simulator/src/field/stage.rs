//! Phones on one air, driven by events: only a phone to which something happens is looked at.
//!
//! A phone that listens is worked out a moment at a time; what others have on the air is as it was at the moment's beginning.

use std::{cmp::Reverse, collections::BinaryHeap};

use super::{RadioOnly, adverts::Ether};
use crate::{
    clock::SimTime,
    contacts::Person,
    host::{OnAir, Outgoing},
    links::Links,
    phone::Phone,
};

/// Milliseconds of a moment: what a phone sends reaches others this much later at most.
const MOMENT_MS: u64 = 250;

struct Stage {
    phones: Vec<Phone<RadioOnly>>,
    ether: Ether,
    on_air: Vec<Option<OnAir>>,
    links: Links,
    /// When to look at which phone. An entry that `due` does not confirm is out of date.
    queue: BinaryHeap<Reverse<(SimTime, usize)>>,
    due: Vec<SimTime>,
}

/// Lets time pass until `end` and gives the phones back. Their persons are their places in `phones`.
pub(super) fn play(phones: Vec<Phone<RadioOnly>>, ether: Ether, end: SimTime) -> Vec<Phone<RadioOnly>> {
    let number = phones.len();
    let mut stage = Stage {
        phones,
        ether,
        on_air: vec![None; number],
        links: Links::default(),
        queue: BinaryHeap::new(),
        due: vec![SimTime(u64::MAX); number],
    };
    (0..number).for_each(|index| stage.expect_next(index));
    while let Some(Reverse((at, index))) = stage.queue.pop().filter(|Reverse((at, _))| *at < end) {
        if stage.due[index] == at {
            stage.look_at(index, at, end);
        }
    }
    stage.phones
}

impl Stage {
    fn look_at(&mut self, index: usize, at: SimTime, end: SimTime) {
        let Self { phones, ether, on_air, links, due, .. } = self;
        ether.advance(at);
        let phone = &mut phones[index];
        let person = phone.person;
        let until = SimTime(at.0 + MOMENT_MS).min(end);
        phone.advance(until, Some(&ether.ear(person, phone.host.platform, on_air)));
        on_air[index] = phone.host.on_air();
        due[index] = if phone.host.is_listening() { until } else { SimTime(u64::MAX) };
        let outgoing = phone.host.take_outgoing();
        let linked = !outgoing.is_empty();
        for one in outgoing {
            if let Outgoing::Link(asked, command) = one {
                let in_reach = |to: Person| ether.in_reach(person, to);
                links.carry(phones, person, asked.max(at), command, in_reach);
            }
        }
        if due[index] == until {
            self.queue.push(Reverse((until, index)));
        }
        if linked {
            (0..self.phones.len()).for_each(|index| self.expect_next(index));
        } else {
            self.expect_next(index);
        }
    }

    /// Takes note of when something happens to a phone, where that is sooner than expected.
    fn expect_next(&mut self, index: usize) {
        if let Some(next) = self.phones[index].host.next().filter(|next| *next < self.due[index]) {
            self.due[index] = next;
            self.queue.push(Reverse((next, index)));
        }
    }
}
