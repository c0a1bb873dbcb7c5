//! Random interleavings of everything that people do at once, over the in-memory store: several actors and two instances
//! import, type, edit, delete, undo, move to other zones, plan, take, merge, test, share, revoke and erase, one step of one
//! of them at a time. At the end
//!
//! - nothing that was answered with success is lost,
//! - nothing of an erased athlete is left or seen,
//! - what is derived is what a rebuild derives,
//! - whoever was granted a level may do what the table says, and nobody else anything.
//!
//! A run is a function of its seed. `ISOTONE_SIMULATIONS=100000` makes so many runs instead of a thousand, and
//! `ISOTONE_SEED=17` begins with that seed: `scripts/simulate` does it in release.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod actor;
#[path = "../interleaved/mod.rs"]
mod interleaved;
mod ledger;
mod schedule;
mod world;

use std::rc::Rc;

use actor::{Actor, Own};
use schedule::{Random, interleave};
use world::World;

const ACTORS: usize = 4;
const DEEDS: usize = 6;

/// Says which seed failed.
struct Seed(u64);

impl Drop for Seed {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("seed {0} failed: run it again with ISOTONE_SIMULATIONS=1 ISOTONE_SEED={0}", self.0);
        }
    }
}

async fn simulate(seed: u64) {
    let _seed = Seed(seed);
    let world = World::new(seed).await;
    let mut random = Random::new(seed);
    let actors = (0..ACTORS).map(|number| {
        let actor = Actor {
            world: Rc::clone(&world),
            number,
            random: Random::new(seed.wrapping_mul(31).wrapping_add(u64::try_from(number).unwrap() + 1)),
            deeds: DEEDS,
            erases: number == 3 && seed.is_multiple_of(2),
            used: 0,
            own: Own::default(),
        };
        Box::pin(actor.live()) as schedule::Actor
    });
    interleave(actors.collect(), &mut random).await;
    world.work_off().await;
    let ledgers = world.ledgers.take();
    for (athlete, ledger) in &ledgers {
        ledger.check(&world, athlete).await;
    }
}

fn number(variable: &str, usual: u64) -> u64 {
    std::env::var(variable).map_or(usual, |text| text.parse().unwrap())
}

#[tokio::test(start_paused = true)]
async fn whatever_happens_at_once_nothing_is_lost_nothing_erased_is_seen_and_nothing_drifts() {
    let (runs, first) = (number("ISOTONE_SIMULATIONS", 1000), number("ISOTONE_SEED", 0));
    let begun = std::time::Instant::now();
    for seed in first..first + runs {
        simulate(seed).await;
        if (seed - first + 1).is_multiple_of(10_000) {
            println!("{} interleavings, none failed, {} s", seed - first + 1, begun.elapsed().as_secs());
        }
    }
}
