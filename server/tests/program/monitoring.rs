//! Health and metrics.

use crate::process::Initialised;

#[test]
fn metrics_count_requests_by_operation_and_status() {
    let place = Initialised::new();
    let server = place.start(&[]);
    let token = place.text("principals.owner.token");
    for _ in 0..3 {
        assert_eq!(server.get(&place.object(), &token).status, 404);
    }
    assert_eq!(server.get(&place.object(), "wrong").status, 401);
    let answer = server.get("/metrics", "");
    assert_eq!(answer.status, 200);
    for line in [
        "kii_server_requests_total{operation=\"object.get\",status=\"404\"} 3",
        "kii_server_requests_total{operation=\"object.get\",status=\"401\"} 1",
        "kii_server_request_duration_seconds_count{operation=\"object.get\"} 4",
        "kii_server_connections_accepted_total 5",
        "kii_server_store_errors_total 0",
        "# EOF",
    ] {
        assert!(answer.content.lines().any(|it| it == line), "`{line}` is not in\n{}", answer.content);
    }
    let sent = answer.content.lines().find_map(|line| line.strip_prefix("kii_server_sent_bytes_total ")).unwrap();
    assert_ne!(sent, "0");
}

#[test]
fn both_can_be_switched_off() {
    let place = Initialised::new();
    let server = place.start(&[]);
    assert_eq!(server.get("/healthz", "").content, "ok\n");
    drop(server);
    let server = place.start(&["--no-health", "--no-metrics"]);
    assert_eq!((server.get("/healthz", "").status, server.get("/metrics", "").status), (404, 404));
    drop(server);
    place.append("\n[monitoring]\nhealth = false\n");
    let server = place.start(&[]);
    assert_eq!((server.get("/healthz", "").status, server.get("/metrics", "").status), (404, 200));
}
