//! The example of two phones, as its readers run it; and that simulated hosts keep the contract, day and night.
#![cfg(test)]

#[allow(dead_code, reason = "the example's main is not called")]
#[path = "../examples/two_phones.rs"]
mod two_phones;

#[test]
fn both_phones_remember_twenty_minutes_and_a_close_encounter() {
    let met = two_phones::met(20).unwrap();
    assert_eq!(met.len(), 2);
    for (minutes, close) in met {
        assert!((15..=21).contains(&minutes), "{minutes} minutes");
        assert!(close >= 1);
    }
}

#[test]
fn four_hours_together_are_remembered_and_break_no_demand_of_the_contract() {
    assert!(two_phones::met(240).unwrap().iter().all(|(minutes, _)| *minutes > 180));
}
