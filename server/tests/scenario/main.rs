//! The scenario of all generated clients, played through the Rust client.
//!
//! By default against a reference server of its own. `outside/scenario.sh` names another in `SCENARIO_TARGET`, a target file, and
//! takes the lines about the answers from the file in `SCENARIO_OUTPUT`. With `--lawful` in `SCENARIO_LAWFUL`, the requests are left
//! out that nobody makes who keeps to the documents.

mod player;
mod step;

use std::{env, fs, net::SocketAddr, path::Path};

use kii_server::Server;

use crate::{player::Player, step::Step};

#[tokio::test]
async fn every_step_of_the_scenario_is_answered_as_expected() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../outside/scenario/scenario.yaml");
    let steps: Vec<Step> = serde_saphyr::from_str(&fs::read_to_string(file).unwrap()).unwrap();
    assert!(steps.len() > 30, "{}", steps.len());
    let own = match env::var_os("SCENARIO_TARGET") {
        Some(file) => Err(fs::read_to_string(file).unwrap()),
        None => Ok(Server::demo(SocketAddr::from(([127, 0, 0, 1], 0))).await.unwrap()),
    };
    let target = match &own {
        Ok((_, target)) | Err(target) => target,
    };
    let mut player = Player::new(toml::from_str(target).unwrap());
    let lawful = env::var("SCENARIO_LAWFUL").is_ok_and(|flag| flag == "--lawful");
    let mut lines = String::new();
    for step in steps.iter().filter(|step| !(lawful && step.wrong)) {
        let line = player.play(step).await.unwrap_or_else(|error| panic!("{}: {error}", step.name));
        assert_eq!(line, step.expect, "{}", step.name);
        lines.push_str(&format!("{}: {line}\n", step.name));
    }
    if let Some(output) = env::var_os("SCENARIO_OUTPUT") {
        fs::write(output, lines).unwrap();
    }
}
