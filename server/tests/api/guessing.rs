//! Guessing codes is bounded over the whole service.

use lancan_protocol::code::Code;

use crate::support::{Phone, World, holds};

fn wrong(world: &World) -> String {
    let code = Code::short(8, &mut rand::rand_core::UnwrapErr(rand::rngs::SysRng));
    Phone::new(9).try_verify(world, code.as_str(), false).problem()
}

fn wrong_long(world: &World) -> String {
    let code = Code::long(&mut rand::rand_core::UnwrapErr(rand::rngs::SysRng));
    Phone::new(9).try_verify(world, code.as_str(), false).problem()
}

#[test]
fn wrong_long_codes_and_codes_that_were_used_or_have_expired_are_no_guesses() {
    let world = World::with(|config| config.codes.failures = 5, |_| {});
    let used = world.code();
    Phone::new(1).verify(&world, &used);
    let expired = world.code();
    for _ in 0..10 {
        assert_eq!(wrong_long(&world), "code-unknown");
        assert_eq!(Phone::new(2).try_verify(&world, &used, false).problem(), "code-used");
    }
    world.clock.advance(15 * 60);
    for _ in 0..10 {
        assert_eq!(Phone::new(3).try_verify(&world, &expired, false).problem(), "code-expired");
    }
    let code = world.code();
    assert_eq!(code.replace(' ', "").len(), 9);
    Phone::new(4).verify(&world, &code);
    assert_eq!(world.count("failures WHERE kind = 'code'"), 0);
}

#[test]
fn codes_get_longer_before_short_ones_are_suspended_and_the_longer_ones_go_on() {
    let world = World::with(|config| config.codes.failures = 6, |_| {});
    let officer = world.sign_in("an");
    let case = officer.open_case();
    let issue = || officer.issue(&case, "short")["code"].as_str().unwrap().replace(' ', "");
    let usual = issue();
    for _ in 0..3 {
        wrong(&world);
    }
    let longer = issue();
    assert_eq!((usual.len(), longer.len()), (9, 10));
    for _ in 0..3 {
        wrong(&world);
    }
    assert_eq!(Phone::new(1).try_verify(&world, &usual, false).problem(), "codes-suspended");
    Phone::new(1).verify(&world, &longer);
}

#[test]
fn past_the_bound_short_codes_are_suspended_and_long_ones_given() {
    let world = World::with(|config| config.codes.failures = 5, |_| {});
    let officer = world.sign_in("an");
    let case = officer.open_case();
    let short = officer.issue(&case, "short")["code"].as_str().unwrap().to_owned();
    for _ in 0..5 {
        assert_eq!(wrong(&world), "code-unknown");
    }
    let said = Phone::new(1).try_verify(&world, &short, false);
    assert_eq!((said.status, said.problem().as_str()), (429, "codes-suspended"));
    assert!(said.headers.contains_key("retry-after"));

    let issued = officer.issue(&case, "short");
    assert_eq!(issued["kind"], "long");
    assert_eq!(issued["notice"], "Mã ngắn đang tạm ngừng");
    let link = issued["link"].as_str().unwrap();
    assert!(issued["sms"].as_str().unwrap().contains(link));
    Phone::new(2).verify(&world, issued["code"].as_str().unwrap());
}

#[test]
fn after_a_quarter_of_an_hour_short_codes_work_again() {
    let world = World::with(|config| config.codes.failures = 5, |_| {});
    for _ in 0..5 {
        wrong(&world);
    }
    world.clock.advance(16 * 60);
    let code = world.code();
    Phone::new(1).verify(&world, &code);
}

#[test]
fn a_short_code_gets_longer_as_more_are_live() {
    let world = World::with(|config| config.codes.failures = 1_000, |_| {});
    let officer = world.sign_in("an");
    let case = officer.open_case();
    let lengths: Vec<_> = (0..11).map(|_| officer.issue(&case, "short")["digits"].as_u64().unwrap()).collect();
    // The check digit is counted.
    assert_eq!(lengths, [9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 10]);
}

#[test]
fn cover_traffic_and_typing_mistakes_are_no_guesses() {
    let world = World::with(|config| config.codes.failures = 2, |_| {});
    let code = world.code();
    let last = code.as_bytes()[code.len() - 1] - b'0';
    let mistyped = format!("{}{}", &code[..code.len() - 1], (last + 1) % 10);
    for _ in 0..5 {
        assert_eq!(Phone::new(3).try_verify(&world, "123456780", true).status, 200);
        assert_eq!(Phone::new(3).try_verify(&world, &mistyped, false).problem(), "code-mistyped");
    }
    Phone::new(1).verify(&world, &code);
}

#[test]
fn no_code_is_in_the_database() {
    let world = World::new();
    let code = world.code().replace(' ', "");
    let bytes = world.stored_bytes();
    assert!(!holds(&bytes, code));
}
