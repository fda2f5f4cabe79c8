//! A poll under a store that cannot be read.

use lancan_protocol::wire::Deployment;
use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng as _};

use super::*;
use crate::{
    event::Event,
    now::Now,
    store::{StaticVault, Store},
    tracer::Tracer,
};

const START: UnixTime = UnixTime(1_620_000_000);

#[test]
fn a_poll_whose_exports_could_not_be_matched_is_no_check_and_is_made_again() {
    for begins in [false, true] {
        let mut rng = ChaCha20Rng::seed_from_u64(1);
        let store = Store::in_memory(&StaticVault::new([7; 32]), &mut rng).unwrap();
        let mut tracer = Tracer::open(store, Deployment::for_test(), rng).unwrap();
        let now = Now { wall: START, monotonic: Duration::ZERO };
        tracer.handle(now, Event::Started { capabilities: Capabilities::default(), restored: false });
        let Tracer { publication, radio, common, .. } = &mut tracer;
        for hidden in [true, false] {
            publication.polling.begin();
            publication.pass.hold(KeyFile::Day(None), START, Vec::new());
            common.store.hide_encounters(hidden);
            if begins {
                publication.go_on_polling(radio, common);
            } else {
                publication.pass.begin(vec![START.interval()]);
            }
            while publication.is_matching() {
                publication.match_on(radio, common);
            }
            let checked = publication.polling.last_checked();
            assert_eq!(checked.is_none(), hidden, "the store fails as the pass begins: {begins}");
            let between = publication.between_polls().as_secs();
            assert_eq!(publication.polling.due() < START.plus(between / 2), hidden, "{begins}");
        }
    }
}
