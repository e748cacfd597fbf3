//! `kii-conformance self-test` against the reference server, as a deployment that it knows nothing of.

#![expect(clippy::unwrap_used, reason = "a test states what it expects by unwrapping it")]

use std::{fs, net::Ipv4Addr};

use kii_conformance::cli::self_test;
use kii_server::{Fault, Fixture, ReferenceServer, Server};
use tempfile::TempDir;
use tokio::runtime::Runtime;

/// A deployment, with a target file that `edit` has changed.
struct Deployment {
    folder: TempDir,
    server: ReferenceServer,
    runtime: Runtime,
}

impl Deployment {
    fn start(edit: impl Fn(String) -> String) -> Self {
        Self::with_fault(None, edit)
    }

    /// A deployment that is wrong in one way, if it is to be.
    fn with_fault(id: Option<&str>, edit: impl Fn(String) -> String) -> Self {
        let (folder, runtime) = (tempfile::tempdir().unwrap(), Runtime::new().unwrap());
        let fixture = Fixture::demo();
        let server = ReferenceServer::new(fixture.clone());
        let fault = id.map(|id| Fault::all().into_iter().find(|fault| fault.id == id).unwrap());
        let router = fault.map_or_else(|| server.router(), |fault| fault.router(fixture.clone()));
        let running = runtime.block_on(Server::serve((Ipv4Addr::LOCALHOST, 0).into(), router)).unwrap();
        let target = edit(fixture.target_toml(&running.base_url()));
        fs::write(folder.path().join("target.toml"), target).unwrap();
        // It serves as long as the runtime is there.
        std::mem::forget(running);
        Self { folder, server, runtime }
    }

    /// Runs the self-test with these arguments; its exit code as text, as exit codes cannot be compared.
    fn test(&self, args: &[&str]) -> String {
        let target = self.folder.path().join("target.toml");
        let named = ["self-test".into(), "--target".into(), target.into_os_string()];
        format!("{:?}", self_test::main(named.into_iter().chain(args.iter().map(Into::into))))
    }
}

fn code(code: u8) -> String {
    format!("{:?}", std::process::ExitCode::from(code))
}

#[test]
fn faults_are_noticed_and_nothing_is_left_behind_even_where_addresses_arrive_distorted() {
    let deployment = Deployment::start(|target| target);
    let filters = ["post/created@user:member.objectID", "post/created@user:header.Location", "post/created@me:status"];
    assert_eq!(deployment.test(&filters), code(0));
    assert_eq!(deployment.server.objects(), 0);
    drop(deployment.runtime);
}

#[test]
fn what_a_deployment_lacks_is_not_held_against_the_suite_and_proves_nothing_either() {
    let deployment = Deployment::start(|target| target.split("[scopes.group]").next().unwrap_or_default().to_owned());
    assert_eq!(deployment.test(&["object.get/object_missing@group"]), code(2));
    assert_eq!(deployment.test(&["object.get/object_missing@user:member.bucketID", "object.get/found@group"]), code(0));
}

#[test]
fn what_cannot_be_tested_ends_with_2() {
    let deployment = Deployment::start(|target| target);
    assert_eq!(deployment.test(&["no-such-fault"]), code(2));
    assert_eq!(deployment.test(&["object.get/found@user:status=", "--one-in", "1000000"]), code(2));
    assert_eq!(deployment.test(&["--url", "http://127.0.0.1:1", "object.get/found@user:status"]), code(2));
}

#[test]
fn what_a_deployment_does_wrong_itself_is_no_survivor() {
    // Its own wrong version ends the cases about the address before they would see the distorted date.
    let deployment = Deployment::with_fault(Some("object-get-names-another-version"), |target| target);
    assert_eq!(deployment.test(&["collection.post/created@app:member.createdAt=other"]), code(0));
}
