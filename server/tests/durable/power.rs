//! The power fails at any moment: what was answered is there, and what was not is there as a whole or not at all.

use futures_util::future::join_all;

use crate::{
    client::Client,
    lossy_disk::{LossyDisk, Synced},
    numbers::Numbers,
    server::DurableServer,
};

/// How many power failures are tried.
const FAILURES: u64 = 40;

/// How many disks that ignore a sync are tried until one has lost something.
const IGNORANT_DISKS: u64 = 200;

/// Lets the power fail twice while two clients write, after so many changes of the disk. What has gone wrong then, if anything has.
async fn loss(seed: u64, failures: [usize; 2], ignored: Option<Synced>) -> Option<String> {
    let mut luck = Numbers::new(seed);
    let mut disk = LossyDisk::default().ignoring(ignored);
    let mut clients = [("a", 1), ("b", 2)].map(|(name, number)| Client::new(name, Numbers::new(seed * 3 + number)));
    for changes in failures {
        disk.fail_power_after(changes);
        if let Ok(server) = DurableServer::open(disk.clone()) {
            let refusals = join_all(clients.iter_mut().map(|client| client.act_until_refused(&server))).await;
            if let Some(answer) = refusals.iter().find(|answer| answer.status != 503) {
                return Some(format!("{answer:?}"));
            }
        }
        disk = disk.after_power_failure(|| luck.below(2) == 0);
        let server = match DurableServer::open(disk.clone()) {
            Ok(server) => server,
            Err(error) => return Some(error.to_string()),
        };
        for client in &mut clients {
            let loss = client.loss(&server).await;
            if loss.is_some() {
                return loss;
            }
        }
    }
    None
}

/// After how many changes the power fails; the first failure may be while the store is made.
fn failures(seed: u64) -> [usize; 2] {
    let mut numbers = Numbers::new(!seed);
    [400, 900].map(|limit| usize::try_from(numbers.below(limit)).unwrap())
}

#[tokio::test]
async fn what_was_answered_survives_and_what_was_not_is_there_as_a_whole_or_not_at_all() {
    for seed in 0..FAILURES {
        assert_eq!(loss(seed, failures(seed), None).await, None, "seed {seed}");
    }
}

/// The power fails at every moment while a store is made, and once more when a client has used it.
#[tokio::test]
async fn a_store_that_was_not_made_to_the_end_is_made_again() {
    let disk = LossyDisk::default();
    drop(DurableServer::open(disk.clone()).unwrap());
    // Just before the name of the database is safe, nobody knows which names are on the disk.
    let naming = disk.changes_before_names_were_safe();
    for moment in 0..naming {
        assert_eq!(loss(moment as u64, [moment, 100], None).await, None, "moment {moment}");
    }
    for seed in 0..FAILURES {
        assert_eq!(loss(seed, [naming, 400], None).await, None, "seed {seed}");
    }
}

/// Without any one of its syncs, the store would lose something: so the test above can fail, and no sync is superfluous.
#[tokio::test]
async fn without_any_one_sync_something_is_lost() {
    for ignored in [Synced::Database, Synced::Body, Synced::Names] {
        let mut lost = false;
        for seed in 0..IGNORANT_DISKS {
            // A database that has lost a part may also panic.
            if tokio::spawn(loss(seed, failures(seed), Some(ignored))).await.map_or(true, |loss| loss.is_some()) {
                lost = true;
                break;
            }
        }
        assert!(lost, "{ignored:?}");
    }
}
