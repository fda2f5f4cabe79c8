//! Many phones at the same time: each is answered, and what each sent is kept once.

use lancan_protocol::wire::{Report, VerifyAnswer, path};

use crate::support::{Phone, World};

/// Phones that report at the same time, and as many that send cover.
const PHONES: u8 = 24;

/// A code, a report, and the report once more; or a cover sequence.
fn sends(world: &World, number: u8, code: Option<&str>) -> Vec<(u16, String)> {
    let phone = Phone::new(number);
    let mut said = vec![phone.try_verify(world, code.unwrap_or("123456780"), code.is_none())];
    if let Ok(answer) = serde_json::from_slice::<VerifyAnswer>(&said[0].body) {
        let report = match code {
            Some(_) => phone.report(world, &answer, number),
            None => Report {
                report_id: vec![number; 16],
                public_key: phone.public_key(),
                token: answer.token,
                cover: true,
                ..Report::default()
            },
        };
        said.extend([phone.try_send(world, &report), phone.try_send(world, &report)]);
    }
    said.into_iter().map(|said| (said.status, String::from_utf8_lossy(&said.body).trim_end().to_owned())).collect()
}

#[test]
fn of_many_phones_at_the_same_time_none_is_refused_and_each_report_is_kept_once() {
    let world = World::new();
    let officer = world.sign_in("an");
    let case = officer.open_case();
    let codes: Vec<String> =
        (0..PHONES).map(|_| officer.issue(&case, "long")["code"].as_str().unwrap().to_owned()).collect();
    let answers: Vec<(u16, String)> = std::thread::scope(|scope| {
        let world = &world;
        let reporting = (1..).zip(&codes).map(|(number, code)| (4 * number, Some(code.as_str())));
        let covering = (1..=PHONES).map(|number| (4 * number + 1, None));
        let phones: Vec<_> =
            reporting.chain(covering).map(|(number, code)| scope.spawn(move || sends(world, number, code))).collect();
        phones.into_iter().flat_map(|phone| phone.join().unwrap()).collect()
    });
    let refused: Vec<_> = answers.iter().filter(|(status, _)| *status != 200).collect();
    assert!(refused.is_empty(), "{refused:?}");
    assert_eq!(answers.len(), usize::from(PHONES) * 2 * 3);
    assert_eq!(world.count("reports"), i64::from(PHONES));
    assert_eq!(world.count("seen_keys WHERE token IS NOT NULL"), i64::from(PHONES) * 3);
    assert_eq!(world.count("bodies"), i64::from(PHONES) * 2);
    assert_eq!(world.get(path::INDEX).status, 200);
}

/// The same report, and another with its id, come again and again at the same time.
#[test]
fn one_report_that_comes_many_times_at_once_is_kept_once() {
    let world = World::new();
    let (phone, other) = (Phone::new(1), Phone::new(2));
    let report = phone.report(&world, &phone.verify(&world, &world.code()), 10);
    let taken = Report {
        report_id: report.report_id.clone(),
        ..other.report(&world, &other.verify(&world, &world.code()), 50)
    };
    let statuses: Vec<(u8, u16)> = std::thread::scope(|scope| {
        let (world, sent) = (&world, [(1, &phone, &report), (2, &other, &taken)]);
        let sent = (0..7).flat_map(|_| sent);
        let sent: Vec<_> = sent
            .map(|(number, phone, report)| scope.spawn(move || (number, phone.try_send(world, report).status)))
            .collect();
        sent.into_iter().map(|sent| sent.join().unwrap()).collect()
    });
    let of = |number| statuses.iter().filter(move |one| one.0 == number).map(|one| one.1).collect::<Vec<u16>>();
    let (first, second) = (of(1), of(2));
    let kept = if first[0] == 200 { (first, second) } else { (second, first) };
    assert!(kept.0.iter().all(|status| *status == 200) && kept.1.iter().all(|status| *status == 400), "{statuses:?}");
    assert_eq!((world.count("reports"), world.count("bodies")), (1, 1));
    assert_eq!(world.count("seen_keys WHERE token IS NOT NULL"), 3);
}
