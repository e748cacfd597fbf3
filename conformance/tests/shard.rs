//! Shards of the whole suite: every case is in exactly one of them.

use kii_conformance::{Suite, testing::Shard};

#[test]
fn every_case_is_in_exactly_one_shard_and_shards_are_alike_in_size() {
    let names: Vec<String> = Suite::load().unwrap().cases.iter().map(kii_conformance::Case::name).collect();
    for of in [1, 2, 3, 7, 16] {
        let shards: Vec<Shard> = (1..=of).map(|number| Shard::parse(&format!("{number}/{of}")).unwrap()).collect();
        assert!(names.iter().all(|name| shards.iter().filter(|shard| shard.has(name)).count() == 1));
        let even = names.len() / shards.len();
        for shard in shards {
            let count = names.iter().filter(|name| shard.has(name)).count();
            assert!(count * 10 > even * 7 && count * 10 < even * 13, "{shard}: {count} of {}", names.len());
        }
    }
}
