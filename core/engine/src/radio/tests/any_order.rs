//! Any sequence of events, however wild: the host checks every command and what holds after every step.

use lancan_protocol::bluezone::BluezoneId;
use proptest::prelude::*;

use super::{
    host::{Host, SECOND, peer_frame},
    *,
};

/// Anything that can happen to a radio.
#[derive(Clone, Debug)]
enum Happening {
    Event(RadioEvent),
    Pass(u64),
    /// Time passes and nobody wakes the machine.
    Sleep(u64),
    SetClock(i64),
    Enable(bool),
    Cut,
    Foreground(bool),
    /// The process is restarted: by itself, or restored by the system with all that the old one left running.
    Restart {
        restored: bool,
    },
    Can(Capabilities),
    /// The host ends every connection that it was asked to close.
    Obey,
}

fn happening() -> impl Strategy<Value = Happening> {
    let peer = || (0_u64..6).prop_map(PeerHandle);
    let heard = prop_oneof![
        (0_u64..6).prop_map(|peer| Advert::ServiceData(peer_frame(peer))),
        Just(Advert::ServiceUuid),
        Just(Advert::ServiceUuid),
        Just(Advert::AppleOverflow),
        any::<[u8; 12]>().prop_map(|id| Advert::Bluezone(BluezoneId::from_bytes(id))),
    ];
    let value = prop_oneof![
        4 => any::<[u8; 20]>().prop_map(|value| value.to_vec()),
        1 => proptest::collection::vec(any::<u8>(), 0..40),
    ];
    let state = prop_oneof![
        3 => Just(AdapterState::On),
        1 => Just(AdapterState::Off),
        1 => Just(AdapterState::PermissionMissing),
        1 => Just(AdapterState::Unsupported),
    ];
    let event = prop_oneof![
        1 => state.prop_map(RadioEvent::Adapter),
        6 => (peer(), any::<Option<i8>>(), heard)
            .prop_map(|(peer, rssi_dbm, advert)| RadioEvent::Sighted(Sighting { peer, rssi_dbm, advert })),
        2 => Just(RadioEvent::AdvertisingStarted),
        1 => Just(RadioEvent::AdvertisingFailed),
        2 => Just(RadioEvent::ScanStarted),
        1 => Just(RadioEvent::ScanFailed),
        2 => Just(RadioEvent::ScanStopped),
        4 => peer().prop_map(RadioEvent::Connected),
        3 => peer().prop_map(RadioEvent::Disconnected),
        4 => (peer(), value.clone()).prop_map(|(peer, value)| RadioEvent::ValueRead { peer, value }),
        3 => peer().prop_map(RadioEvent::ValueWritten),
        2 => peer().prop_map(RadioEvent::ExchangeFailed),
        2 => (peer(), value).prop_map(|(peer, value)| RadioEvent::PeerWrote { peer, value }),
        1 => Just(RadioEvent::AddressChanged),
    ];
    prop_oneof![
        20 => event.prop_map(Happening::Event),
        5 => (1_u64..60).prop_map(Happening::Pass),
        2 => (600_u64..1_500).prop_map(Happening::Pass),
        2 => (1_u64..2_000).prop_map(Happening::Sleep),
        1 => (-90_000_i64..90_000).prop_map(Happening::SetClock),
        1 => any::<bool>().prop_map(Happening::Enable),
        1 => Just(Happening::Cut),
        1 => any::<bool>().prop_map(Happening::Foreground),
        1 => any::<bool>().prop_map(|restored| Happening::Restart { restored }),
        1 => capabilities().prop_map(Happening::Can),
        4 => Just(Happening::Obey),
    ]
}

fn capabilities() -> impl Strategy<Value = Capabilities> {
    let advertising =
        prop_oneof![Just(Advertising::ServiceData), Just(Advertising::ServiceUuidOnly), Just(Advertising::Nothing)];
    let control = prop_oneof![Just(AddressControl::Coupled), Just(AddressControl::Independent)];
    let background = prop_oneof![Just(Background::Full), Just(Background::Restricted), Just(Background::Nothing)];
    (advertising, control, background, 0_u8..4, any::<bool>()).prop_map(
        |(advertising, address_control, background, connections, limited)| Capabilities {
            advertising,
            address_control,
            background,
            connections,
            scan_starts_per_30_s: limited.then_some(5),
            longest_scan: limited.then_some(1_800 * SECOND),
            ..Capabilities::default()
        },
    )
}

fn policy() -> impl Strategy<Value = DutyCycle> {
    prop_oneof![
        3 => Just(DutyCycle::default()),
        1 => Just(DutyCycle::Fixed(Fixed::bluezone())),
        1 => Just(DutyCycle::Fixed(Fixed::gaen())),
        1 => Just(DutyCycle::Fixed(Fixed::always())),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, ..ProptestConfig::default() })]

    #[test]
    fn no_sequence_of_events_breaks_what_the_machine_keeps(
        policy in policy(),
        capabilities in capabilities(),
        random in any::<u64>(),
        happenings in proptest::collection::vec(happening(), 1..200),
    ) {
        let mut host = Host::new(policy, capabilities);
        host.own.random = random;
        host.event(RadioEvent::Adapter(AdapterState::On));
        for happening in happenings {
            match happening {
                Happening::Event(event) => host.event(event),
                Happening::Pass(halves) => host.pass(halves),
                Happening::Sleep(halves) => host.halves += halves,
                Happening::SetClock(by) => host.shift += by,
                Happening::Enable(enabled) => host.enable(enabled),
                Happening::Cut => host.cut(),
                Happening::Foreground(front) => {
                    host.step(|radio, turn| radio.foreground(turn, front));
                }
                Happening::Restart { restored } => host.restart(restored),
                Happening::Can(capabilities) => host.can(capabilities),
                Happening::Obey => host.close_as_asked(),
            }
            prop_assert_eq!(&host.failure, &None);
            prop_assert!(host.radio.next_wake().is_none_or(|wake| wake < Duration::MAX));
        }
    }

    #[test]
    fn an_obedient_host_is_on_the_air_nearly_always(
        minutes in 11_u64..40, reads in any::<bool>(), random in any::<u64>()
    ) {
        let mut host = Host::ready(Capabilities::default());
        host.own.random = random;
        let mut silent = 0_u64;
        for _ in 0..minutes * 120 {
            if reads {
                host.sight(1, Advert::ServiceUuid);
            }
            host.pass(1);
            host.close_as_asked();
            if host.on_air.is_some() {
                host.event(RadioEvent::AdvertisingStarted);
            } else {
                silent += 1;
            }
        }
        prop_assert_eq!(&host.failure, &None);
        prop_assert!(silent <= 19 * (minutes / 10 + 1), "silent for {} half seconds in {} minutes", silent, minutes);
    }
}
