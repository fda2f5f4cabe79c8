//! What is compared with what.

use core::{fmt, time::Duration};

use lancan_core::{Adaptive, DutyCycle, Fixed, Listening, ScanMode};
use lancan_simulator::{
    field::{Job, Pairing, Place},
    host::Platform,
    timer::Doze,
};

use crate::words::Words;

/// One row of a table: a cycle in a number of places.
pub(super) struct Experiment {
    /// The pair of platforms, or the crowd.
    pub(super) scene: &'static str,
    pub(super) cycle_name: CycleName,
    pub(super) cycle: DutyCycle,
    pub(super) places: Vec<Place>,
}

/// Whose cycle, or which of our scans with which constants.
pub(super) struct CycleName {
    whose: &'static str,
    /// Seconds of a scan, and from start to start.
    scan: Option<(f64, f64)>,
}

impl CycleName {
    const fn of(whose: &'static str) -> Self {
        Self { whose, scan: None }
    }

    /// The name for people; [`Display`](fmt::Display) is for programs.
    pub(super) fn said(&self, words: Words) -> String {
        let cycle = words.named("bench-duty-cycle", self.whose);
        let Some((scan, every)) = self.scan else { return cycle };
        let (scan, every) = (words.number(scan), words.number(every));
        words.say("bench-duty-scan", &[("cycle", &cycle), ("scan", &scan), ("every", &every)])
    }
}

impl fmt::Display for CycleName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.scan {
            None => f.write_str(self.whose),
            Some((scan, every)) => write!(f, "{}: {scan} s of {every} s", self.whose),
        }
    }
}

impl Experiment {
    pub(super) fn jobs(&self, seed: u64, set_up_ms: u64) -> impl Iterator<Item = Job> {
        self.places.iter().map(move |place| Job { cycle: self.cycle.clone(), place: *place, set_up_ms, seed })
    }
}

/// How much of everything.
#[derive(Clone, Copy)]
pub(super) struct Size {
    pub(super) pairs: u16,
    pub(super) hours: u32,
    pub(super) people: u16,
    pub(super) minutes: u32,
}

impl Size {
    fn rooms(self, pairing: Pairing) -> Vec<Place> {
        (0..self.pairs).map(|pair| Place::Room { pairing, pair, hours: self.hours }).collect()
    }

    fn hall(self) -> Vec<Place> {
        vec![Place::Hall { people: self.people, minutes: self.minutes }]
    }
}

/// Tables by title.
pub(super) type Tables = Vec<(&'static str, Vec<Experiment>)>;

const fn pairing(name: &'static str, one: Platform, other: Platform) -> Pairing {
    Pairing { name, one, other, killed: false, doze: None }
}

const PAIRINGS: [Pairing; 9] = [
    pairing("Android–Android", Platform::Android, Platform::Android),
    pairing("Android–iPhone in front", Platform::Android, Platform::AppleFront),
    pairing("Android–iPhone behind", Platform::Android, Platform::AppleBehind),
    pairing("iPhone–iPhone, both in front", Platform::AppleFront, Platform::AppleFront),
    pairing("iPhone–iPhone, one behind", Platform::AppleFront, Platform::AppleBehind),
    pairing("iPhone–iPhone, both behind", Platform::AppleBehind, Platform::AppleBehind),
    Pairing {
        name: "Android–Android, one killed now and then",
        one: Platform::Android,
        other: Platform::Android,
        killed: true,
        doze: None,
    },
    dozing("Android–Android, one in Doze, woken in 9 minutes", Doze::WITHOUT_EXEMPTION),
    dozing("Android–Android, one in Doze, woken in 50 seconds", Doze::EXACT_ALARMS),
];

const fn dozing(name: &'static str, doze: Doze) -> Pairing {
    Pairing { name, one: Platform::Android, other: Platform::Android, killed: false, doze: Some(doze) }
}

const CROWD: &str = "crowd of Androids";

fn cycles() -> [(&'static str, DutyCycle); 3] {
    [
        ("ours", DutyCycle::default()),
        ("Bluezone", DutyCycle::Fixed(Fixed::bluezone())),
        ("Google and Apple", DutyCycle::Fixed(Fixed::gaen())),
    ]
}

/// The three cycles by pair and in the crowd, and what is left of the difference on equal terms.
pub(super) fn comparison(size: Size) -> Tables {
    let row = |scene, name, cycle: &DutyCycle, places: &[Place]| Experiment {
        scene,
        cycle_name: CycleName::of(name),
        cycle: cycle.clone(),
        places: places.to_vec(),
    };
    let hall = size.hall();
    // The crowd takes longest: it goes first, so that no processor waits for it in the end.
    let crowd = cycles().iter().map(|(name, cycle)| row(CROWD, name, cycle, &hall)).collect();
    let by_pair = |pairing: &Pairing| {
        let rooms = size.rooms(*pairing);
        cycles().map(|(name, cycle)| row(pairing.name, name, &cycle, &rooms))
    };
    let pairs = PAIRINGS.iter().flat_map(by_pair).collect();
    let rooms = size.rooms(PAIRINGS[0]);
    let equal = vec![
        row(PAIRINGS[0].name, "Bluezone's scans, adverts always on", &bluezone_always_advertising(), &rooms),
        row(PAIRINGS[0].name, "ours in Google and Apple's radio time", &thin(), &rooms),
    ];
    vec![("crowd", crowd), ("pairs", pairs), ("equal_terms", equal)]
}

fn bluezone_always_advertising() -> DutyCycle {
    DutyCycle::Fixed(Fixed { advertising: None, ..Fixed::bluezone() })
}

/// Our kind of cycle with 48 receiver seconds an hour, which is what 4 s of 300 s are.
fn thin() -> DutyCycle {
    let listening = |every| Listening {
        mode: ScanMode::LowLatency,
        duration: Duration::from_millis(750),
        every: Duration::from_secs(every),
    };
    DutyCycle::Adaptive(Adaptive {
        alone: listening(60),
        company: listening(60),
        newcomer: listening(20),
        budget_per_hour: Duration::from_secs(48),
        savings: Duration::from_secs(4),
        ..Adaptive::default()
    })
}

/// Milliseconds of a scan, and from start to start.
type Milliseconds = (u64, u64);

/// While alone. Sorted by the time from start to start; Android grants none below 6.2 s.
const ALONE: [Milliseconds; 12] = [
    (500, 6_500),
    (750, 6_500),
    (500, 8_000),
    (750, 8_000),
    (1_000, 8_000),
    (750, 9_000),
    (1_000, 10_000),
    (1_000, 12_000),
    (1_500, 15_000),
    (1_500, 18_000),
    (2_000, 20_000),
    (3_000, 30_000),
];
/// While only those are near who were near before.
const COMPANY: [Milliseconds; 6] =
    [(1_000, 10_000), (1_500, 15_000), (1_500, 20_000), (2_500, 20_000), (3_000, 30_000), (4_000, 40_000)];
/// While somebody new is near.
const NEWCOMER: [Milliseconds; 4] = [(2_000, 20_000), (1_000, 6_500), (2_000, 8_000), (4_000, 8_000)];

/// Other constants for our own cycle, between two Androids: one of the three scans at a time, the others as shipped.
pub(super) fn sweep(size: Size) -> Tables {
    let rooms = size.rooms(PAIRINGS[0]);
    let row =
        |cycle_name: CycleName, cycle| Experiment { scene: PAIRINGS[0].name, cycle_name, cycle, places: rooms.clone() };
    let vary = |whose: &'static str, scans: &[Milliseconds], set: fn(&mut Adaptive, Listening)| -> Vec<Experiment> {
        let one = |(scan, every): &Milliseconds| {
            let (duration, every) = (Duration::from_millis(*scan), Duration::from_millis(*every));
            let name = CycleName { whose, scan: Some((duration.as_secs_f64(), every.as_secs_f64())) };
            let mut cycle = Adaptive::default();
            set(&mut cycle, Listening { mode: ScanMode::LowLatency, duration, every });
            row(name, DutyCycle::Adaptive(cycle))
        };
        scans.iter().map(one).collect()
    };
    let without_a_break = Duration::from_mins(25);
    let low_power = Listening { mode: ScanMode::LowPower, duration: without_a_break, every: without_a_break };
    let rows = [
        vec![row(CycleName::of("shipped"), DutyCycle::default())],
        vary("alone", &ALONE, |cycle, scan| cycle.alone = scan),
        vary("company", &COMPANY, |cycle, scan| cycle.company = scan),
        vary("newcomer", &NEWCOMER, |cycle, scan| cycle.newcomer = scan),
        vec![
            row(
                CycleName::of("low power without a break"),
                DutyCycle::Fixed(Fixed { listening: low_power, advertising: None }),
            ),
            row(CycleName::of("Bluezone"), DutyCycle::Fixed(Fixed::bluezone())),
        ],
    ];
    vec![("sweep", rows.into_iter().flatten().collect())]
}
