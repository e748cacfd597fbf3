//! The server's process is killed at any moment: nothing that was answered is lost.

use std::{
    env,
    io::{BufRead, BufReader},
    net::SocketAddr,
    path::Path,
    process::{Child, Command, Stdio},
    sync::Arc,
    time::Duration,
};

use kii_server::{Clock, Fixture, Folder, ReferenceServer, Server};

use crate::{
    numbers::{Numbers, OBJECTS},
    record::Place,
    server::DurableServer,
};

/// The folder of the data of the process that is killed.
const FOLDER: &str = "KII_SERVER_TEST_DATA";

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
    let (mut places, mut answered) = ([(); 3].map(|()| Place::default()), 0);
    for kill in 0..kills {
        let mut numbers = Numbers::new(kill);
        let (mut child, server) = start(folder.path());
        let life = Duration::from_millis(20 + numbers.below(300));
        let killer = tokio::task::spawn_blocking(move || {
            std::thread::sleep(life);
            child.kill().unwrap();
            child.wait().unwrap();
        });
        let pending = loop {
            let (index, act) = numbers.act_on(&places);
            match places[index].act(&server, OBJECTS[index], &act).await {
                Ok(after) => (places[index], answered) = (after, answered + 1),
                Err(answer) => {
                    assert_eq!(answer.status, 0, "{answer:?} to {act:?}");
                    break (index, act);
                }
            }
        };
        killer.await.unwrap();
        let server = DurableServer::open(Folder::open(folder.path()).unwrap()).unwrap();
        let loss = Place::loss(&mut places, Some(pending), &server).await;
        assert_eq!(loss, None, "kill {kill}, after {answered} answers");
    }
    assert!(answered > 0, "nothing was ever answered");
}
