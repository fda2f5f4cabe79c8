//! Playing jobs, on several threads.

use std::sync::{
    Mutex, PoisonError,
    atomic::{AtomicUsize, Ordering},
};

use super::{
    job::{Job, Place},
    measure::Tally,
    scenes,
};
use crate::contacts::FileProblem;

impl Job {
    /// Plays it.
    ///
    /// # Errors
    /// [`FileProblem`] when there are more people than the simulation takes.
    pub fn play(&self) -> Result<Tally, FileProblem> {
        match self.place {
            Place::Room { pairing, pair, hours } => scenes::room(self, pairing, pair, hours),
            Place::Hall { people, minutes } => scenes::hall(self, people, minutes),
        }
    }
}

/// Plays all jobs on up to `threads` threads, calling `done` after each. The outcome, in the order of the jobs, is the same on
/// any number of threads.
///
/// # Errors
/// The first job's that has one.
pub fn play_all(jobs: &[Job], threads: usize, done: &(dyn Fn() + Sync)) -> Result<Vec<Tally>, FileProblem> {
    let next = AtomicUsize::new(0);
    let played: Vec<Mutex<Option<Result<Tally, FileProblem>>>> = jobs.iter().map(|_| Mutex::new(None)).collect();
    std::thread::scope(|scope| {
        for _ in 0..threads.clamp(1, jobs.len().max(1)) {
            scope.spawn(|| {
                while let Some((job, place)) = {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    jobs.get(index).zip(played.get(index))
                } {
                    *place.lock().unwrap_or_else(PoisonError::into_inner) = Some(job.play());
                    done();
                }
            });
        }
    });
    let taken = |place: Mutex<Option<_>>| place.into_inner().unwrap_or_else(PoisonError::into_inner);
    played.into_iter().filter_map(taken).collect()
}

#[cfg(test)]
mod tests {
    use lancan_core::DutyCycle;

    use super::*;
    use crate::{field::job::Pairing, host::Platform, timer::Doze};

    #[test]
    fn in_a_crowd_of_an_odd_number_the_last_one_stays_out() {
        let crowd = |people| {
            let place = Place::Hall { people, minutes: 3 };
            let job = Job { cycle: DutyCycle::default(), place, set_up_ms: 100, seed: 1 };
            job.play().map(|tally| tally.figures()).unwrap()
        };
        assert_eq!(crowd(3), crowd(2));
    }

    #[test]
    fn what_comes_of_jobs_depends_on_the_seed_and_not_on_the_threads() {
        let jobs = |seed| -> Vec<Job> {
            let (one, other) = (Platform::Android, Platform::AppleBehind);
            let pairing = Pairing { name: "", one, other, killed: true, doze: Some(Doze::WITHOUT_EXEMPTION) };
            let places = (0..4).map(|pair| Place::Room { pairing, pair, hours: 1 });
            let places = places.chain([Place::Hall { people: 12, minutes: 3 }]);
            places.map(|place| Job { cycle: DutyCycle::default(), place, set_up_ms: 100, seed }).collect()
        };
        let figures = |seed, threads| -> Vec<_> {
            let tallies = play_all(&jobs(seed), threads, &|| {}).unwrap_or_default();
            tallies.iter().map(Tally::figures).collect()
        };
        assert_eq!(figures(1, 1).len(), 5);
        assert_eq!(figures(1, 1), figures(1, 3));
        assert_ne!(figures(1, 1), figures(2, 1));
    }
}
