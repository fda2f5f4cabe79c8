use super::*;

#[test]
fn a_ready_host_advertises_and_listens() {
    let frame = Frame::from_bytes(&[7; 20]).unwrap();
    let now = Now { wall: UnixTime(1_620_000_000), monotonic: Duration::from_secs(9) };
    let (mut radio, mut step) = (Radio::new(DutyCycle::default()), Step::default());
    let mut own = |_| Some(frame);
    radio.started(now, Capabilities::default(), false, &mut own, &mut step);
    assert_eq!(step, Step::default());
    radio.handle(now, &RadioEvent::Adapter(AdapterState::On), &mut own, &mut step);
    assert_eq!(step.commands[0], RadioCommand::Advertise { frame, longest: Duration::from_secs(599) });
    assert!(matches!(step.commands[1], RadioCommand::Scan { .. }));
    assert!(radio.next_wake().is_some_and(|wake| wake > now.monotonic));
}
