//! The power fails at any moment: what was answered is there, and what was not is there as a whole or not at all.

use crate::{
    lossy_disk::{LossyDisk, Synced},
    record::{Act, Place},
    server::DurableServer,
};

const OBJECTS: [&str; 3] = ["o1", "o2", "o3"];

/// How many power failures are tried.
const FAILURES: u64 = 40;

/// How many disks that ignore a sync are tried until one has lost something.
const IGNORANT_DISKS: u64 = 200;

/// Numbers that look random and are the same in every run (splitmix64).
#[derive(Clone)]
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % limit
    }

    fn act(&mut self) -> Act {
        let (value, conditional) = (self.below(1000), self.below(2) == 0);
        match self.below(10) {
            0..3 => Act::Put { value, conditional },
            3..5 => Act::Patch { value, conditional },
            5 => Act::Delete,
            6 => Act::RemoveBody,
            7 => Act::Publish,
            // Half of the bodies are beside their object, and half are in a file.
            _ => {
                let size = if conditional { 100 + value } else { 20_000 + value };
                Act::Upload { bytes: (0..size).map(|position| (position ^ value) as u8).collect() }
            }
        }
    }
}

/// Lets the power fail twice while a client writes. What has gone wrong then, if anything has.
async fn loss(seed: u64, ignored: Option<Synced>) -> Option<String> {
    let mut numbers = Numbers(seed);
    let mut disk = LossyDisk::default().ignoring(ignored);
    let mut places = [(); 3].map(|()| Place::default());
    // The first failure may be while the store is made.
    for changes in [400, 900] {
        disk.fail_power_after(usize::try_from(numbers.below(changes)).unwrap());
        let mut pending = None;
        if let Ok(server) = DurableServer::open(disk.clone()) {
            loop {
                let index = usize::try_from(numbers.below(3)).unwrap();
                let act = numbers.act();
                if !places[index].admits(&act) {
                    continue;
                }
                match places[index].act(&server, OBJECTS[index], &act).await {
                    Ok(after) => places[index] = after,
                    Err(answer) => {
                        if answer.status != 503 {
                            return Some(format!("{answer:?} to {act:?}"));
                        }
                        pending = Some((index, act));
                        break;
                    }
                }
            }
        }
        disk = disk.after_power_failure(|| numbers.below(2) == 0);
        let server = match DurableServer::open(disk.clone()) {
            Ok(server) => server,
            Err(error) => return Some(error.to_string()),
        };
        for (index, place) in places.iter_mut().enumerate() {
            let differs = place.differs(&server, OBJECTS[index]).await;
            let was_carried_out = match &pending {
                Some((at, act)) if *at == index => Some(place.after(act)),
                _ => None,
            };
            match (differs, was_carried_out) {
                (None, _) => {}
                (Some(differs), None) => return Some(differs),
                (Some(_), Some(after)) => match after.differs(&server, OBJECTS[index]).await {
                    None => *place = after,
                    differs => return differs,
                },
            }
        }
    }
    None
}

#[tokio::test]
async fn what_was_answered_survives_and_what_was_not_is_there_as_a_whole_or_not_at_all() {
    for seed in 0..FAILURES {
        assert_eq!(loss(seed, None).await, None, "seed {seed}");
    }
}

/// Without any one of its syncs, the store would lose something: so the test above can fail, and no sync is superfluous.
#[tokio::test]
async fn without_any_one_sync_something_is_lost() {
    for ignored in [Synced::Database, Synced::Body, Synced::Names] {
        let mut lost = false;
        for seed in 0..IGNORANT_DISKS {
            // A database that has lost a part may also panic.
            if tokio::spawn(loss(seed, Some(ignored))).await.map_or(true, |loss| loss.is_some()) {
                lost = true;
                break;
            }
        }
        assert!(lost, "{ignored:?}");
    }
}
