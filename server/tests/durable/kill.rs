//! The server's process is killed at any moment: nothing that was answered is lost.

use std::{
    env, fs,
    io::{BufRead, BufReader},
    net::SocketAddr,
    path::Path,
    process::{Child, Command, Stdio},
    sync::Arc,
    time::Duration,
};

use futures_util::future::join_all;
use kii_server::{Clock, Fixture, Folder, ReferenceServer, Server};

use crate::{client::Client, numbers::Numbers, server::DurableServer};

/// The folder of the data of the process that is killed.
const FOLDER: &str = "KII_SERVER_TEST_DATA";

/// Who writes at the same time, so that commits have changes of several.
const CLIENTS: [&str; 3] = ["a", "bb", "ccc"];

/// How often the process is killed: `KII_SERVER_KILLS`, or so often.
const KILLS: u64 = 10;

/// Not a test: the process that is killed. It tells its address and its principals.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "the other test starts it"]
async fn server() {
    let Ok(folder) = env::var(FOLDER) else { return };
    let folder = Folder::open(Path::new(&folder)).unwrap();
    let (server, fixture) = ReferenceServer::open(Arc::new(folder), Clock::system()).unwrap();
    let running = Server::serve("127.0.0.1:0".parse().unwrap(), server.router()).await.unwrap();
    println!("\nserving {} {}", running.address(), serde_json::to_string(&fixture).unwrap());
    std::future::pending::<()>().await;
}

/// Starts the process, and gives it with a client of it.
fn start(folder: &Path) -> (Child, DurableServer) {
    let mut command = Command::new(env::current_exe().unwrap());
    command.args(["--exact", "kill::server", "--ignored", "--nocapture"]).env(FOLDER, folder);
    let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let message =
        lines.map_while(Result::ok).find_map(|line| line.strip_prefix("serving ").map(str::to_owned)).unwrap();
    let (address, fixture) = message.split_once(' ').unwrap();
    let (address, fixture): (SocketAddr, Fixture) = (address.parse().unwrap(), serde_json::from_str(fixture).unwrap());
    (child, DurableServer::at(address, fixture))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_killed_process_has_lost_nothing_that_it_answered() {
    let kills = env::var("KII_SERVER_KILLS").map_or(KILLS, |kills| kills.parse().unwrap());
    let folder = tempfile::tempdir().unwrap();
    let mut clients = CLIENTS.map(|name| Client::new(name, Numbers::new(name.len() as u64 + kills)));
    let mut chance = Numbers::new(kills);
    for kill in 0..kills {
        let (mut child, server) = start(folder.path());
        let life = Duration::from_millis(50 + chance.below(500));
        let killer = tokio::task::spawn_blocking(move || {
            std::thread::sleep(life);
            child.kill().unwrap();
            child.wait().unwrap();
        });
        for answer in join_all(clients.iter_mut().map(|client| client.act_until_refused(&server))).await {
            assert_eq!(answer.status, 0, "{answer:?}");
        }
        killer.await.unwrap();
        let server = DurableServer::open(Folder::open(folder.path()).unwrap()).unwrap();
        for client in &mut clients {
            assert_eq!(client.loss(&server).await, None, "kill {kill}, after {} answers", client.answers);
        }
        let files = fs::read_dir(folder.path().join("bodies")).unwrap().count();
        assert_eq!(files, clients.iter().map(Client::files).sum::<usize>(), "kill {kill}: no file is left over");
    }
    let answers: u64 = clients.iter().map(|client| client.answers).sum();
    println!("{kills} kills, {answers} answers");
    assert!(answers > 0, "nothing was ever answered");
}
