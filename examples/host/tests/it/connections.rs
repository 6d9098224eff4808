//! What a connection may do.

use std::io::{Read as _, Write as _};
use std::net::Shutdown;
use std::time::Duration;

use crate::program::{Answer, DEPLOYMENTS, Host, Request, TOKEN};

#[test]
fn a_page_of_another_site_does_not_get_through() {
    let host = Host::start();
    for name in ["evil.test", "localhost.evil.test", "evil.test:80", "", "127.0.0.1, evil.test"] {
        let answer = Request::new("GET", "/liveberth/v1/nodes").host(name).send(&host);
        assert_eq!(answer.error(), (400, "Default:InvalidArgument".to_owned()), "{name}");
    }
    let two = Request::new("GET", "/liveberth/v1/nodes").header("Host: evil.test").send(&host);
    assert_eq!(two.error().0, 400);
    for name in ["localhost", "LOCALHOST:1", "[::1]:8080"] {
        assert_eq!(Request::new("GET", "/liveberth/v1/nodes").host(name).send(&host).status, 200);
    }
    let options = Request::new("OPTIONS", DEPLOYMENTS)
        .header("Origin: http://evil.test")
        .header("Access-Control-Request-Method: POST")
        .send(&host);
    assert_eq!(options.status, 405);
    assert_eq!(options.header("access-control-allow-origin"), None);
    let answer = Request::new("GET", "/liveberth/v1/nodes").header("Origin: http://evil.test");
    assert_eq!(answer.send(&host).header("access-control-allow-origin"), None);
}

#[test]
fn a_body_in_chunks_is_limited_too() {
    let host = Host::start();
    let mut stream = host.connect();
    write!(
        stream,
        "POST {DEPLOYMENTS}?preview=true HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\
         Authorization: Bearer {TOKEN}\r\nContent-Type: application/json\r\n\
         Transfer-Encoding: chunked\r\n\r\n"
    )
    .unwrap();
    let chunk = [b' '; 1_000];
    for _ in 0..300 {
        stream.write_all(b"3e8\r\n").unwrap();
        stream.write_all(&chunk).unwrap();
        stream.write_all(b"\r\n").unwrap();
    }
    stream.write_all(b"0\r\n\r\n").unwrap();
    let answer = Answer::read(stream).unwrap();
    assert_eq!(answer.error(), (413, "Default:RequestEntityTooLarge".to_owned()));
}

#[test]
fn clients_that_dawdle_hold_nobody_up() {
    let host = Host::start();
    let dawdlers = (0..200).map(|number| {
        let mut stream = host.connect();
        let head = match number % 3 {
            0 => "",
            1 => "GET /liveberth/v1/nodes HTTP/1.1\r\nHost: loc",
            _ => {
                "POST /liveberth/v1/check HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n{"
            }
        };
        stream.write_all(head.as_bytes()).unwrap();
        stream
    });
    let dawdlers = dawdlers.collect::<Vec<_>>();
    assert_eq!(host.get("/liveberth/v1/nodes").status, 200);
    host.create("dev");
    drop(dawdlers);
}

#[test]
fn a_request_with_two_lengths_is_refused() {
    let host = Host::start();
    let mut stream = host.connect();
    write!(
        stream,
        "POST {DEPLOYMENTS} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\n\
         Content-Length: 2\r\n\r\n{{}}"
    )
    .unwrap();
    let answer = Answer::read(stream).unwrap();
    assert_eq!(answer.status, 400);
    assert_eq!(host.get("/liveberth/v1/nodes").status, 200);
}

#[test]
fn a_client_that_goes_away_leaves_the_host_as_it_was() {
    let host = Host::start();
    for _ in 0..20 {
        let mut stream = host.connect();
        write!(
            stream,
            "POST {DEPLOYMENTS}?preview=true HTTP/1.1\r\nHost: localhost\r\n\
             Authorization: Bearer {TOKEN}\r\nContent-Type: application/json\r\n\
             Content-Length: 100\r\n\r\n{{\"runtime"
        )
        .unwrap();
        stream.shutdown(Shutdown::Both).unwrap();
    }
    assert_eq!(host.get("/liveberth/v1/liveDeployments").json()["data"], serde_json::json!([]));
}

#[test]
fn a_connection_serves_one_request_after_the_other() {
    let host = Host::start();
    let mut stream = host.connect();
    stream.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
    for _ in 0..3 {
        write!(
            stream,
            "GET /liveberth/v1/queues HTTP/1.1\r\nHost: localhost\r\n\
             Authorization: Bearer {TOKEN}\r\n\r\n"
        )
        .unwrap();
        let mut start = [0; 15];
        stream.read_exact(&mut start).unwrap();
        assert_eq!(&start, b"HTTP/1.1 200 OK");
        let mut rest = Vec::new();
        while !rest.ends_with(b"\"waiting\":0}]}") {
            let mut byte = [0];
            stream.read_exact(&mut byte).unwrap();
            rest.push(byte[0]);
        }
    }
}
