//! The power fails at any moment: what was answered is there, and what was not is there as a whole or not at all.

use crate::{
    lossy_disk::{LossyDisk, Synced},
    numbers::{Numbers, OBJECTS},
    record::Place,
    server::DurableServer,
};

/// How many power failures are tried.
const FAILURES: u64 = 40;

/// How many disks that ignore a sync are tried until one has lost something.
const IGNORANT_DISKS: u64 = 200;

/// Lets the power fail twice while a client writes. What has gone wrong then, if anything has.
async fn loss(seed: u64, ignored: Option<Synced>) -> Option<String> {
    let mut numbers = Numbers::new(seed);
    let mut disk = LossyDisk::default().ignoring(ignored);
    let mut places = [(); 3].map(|()| Place::default());
    // The first failure may be while the store is made.
    for changes in [400, 900] {
        disk.fail_power_after(usize::try_from(numbers.below(changes)).unwrap());
        let mut pending = None;
        if let Ok(server) = DurableServer::open(disk.clone()) {
            loop {
                let (index, act) = numbers.act_on(&places);
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
        let loss = Place::loss(&mut places, pending, &server).await;
        if loss.is_some() {
            return loss;
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
