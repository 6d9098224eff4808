//! What a connection may do.

use std::io::{Read as _, Write as _};
use std::net::Shutdown;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use serde_json::json;

use crate::program::{Answer, DEPLOYMENTS, Host, Request, TOKEN, configuration};

#[test]
fn a_page_of_another_site_does_not_get_through() {
    let host = Host::start();
    for name in ["evil.test", "localhost.evil.test", "evil.test:80", "", "127.0.0.1, evil.test"] {
        let answer = Request::new("GET", "/liveberth/v1/nodes").host(name).send(&host);
        assert_eq!(answer.error(), (400, "Default:InvalidArgument".to_owned()), "{name}");
    }
    let two = Request::new("GET", "/liveberth/v1/nodes").header("Host: evil.test").send(&host);
    assert_eq!(two.error().0, 400);
    for name in ["localhost", "LOCALHOST:1", "[::1]:8080", "127.0.0.2:8080"] {
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
fn deployments_are_read_and_changed_while_inference_has_all_that_it_may() {
    let mut configuration = configuration();
    configuration["maxConnections"] = 8.into();
    configuration["executor"]["inferMs"] = 600_000.into();
    let host = Host::start_with(&configuration);
    let rid = host.create("master");
    host.wait_for(&rid, "ACTIVE");

    let path = format!("{DEPLOYMENTS}/{rid}/transformJson?preview=true");
    let (told, answers) = mpsc::channel();
    for _ in 0..20 {
        let told = told.clone();
        let request = Request::new("POST", &path).json(&json!({"input": {}}));
        let stream = request.begin(&host).unwrap();
        thread::spawn(move || told.send(Answer::read(stream)));
    }
    for _ in 0..16 {
        let answer = answers.recv_timeout(Duration::from_secs(30)).unwrap().unwrap();
        assert_eq!(answer.error(), (429, "Default:TooManyRequests".to_owned()));
    }
    assert_eq!(host.get(&format!("{DEPLOYMENTS}/{rid}?preview=true")).status, 200);
    let disable = format!("{DEPLOYMENTS}/{rid}/disable?preview=true");
    assert_eq!(host.post(&disable, &json!({})).status, 204);
    assert!(answers.try_recv().is_err(), "a request that runs was broken off");
}

#[test]
fn a_connection_is_kept_after_its_answer_only_while_few_are_open() {
    let mut configuration = configuration();
    configuration["maxConnections"] = 8.into();
    let host = Host::start_with(&configuration);
    let connections = (0..8).map(|_| {
        let mut stream = host.connect();
        write!(stream, "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            let mut byte = [0];
            stream.read_exact(&mut byte).unwrap();
            head.push(byte[0]);
        }
        (String::from_utf8(head).unwrap().contains("connection: close"), stream)
    });
    let connections = connections.collect::<Vec<_>>();
    assert!(!connections.first().unwrap().0, "the first ends");
    assert!(connections.last().unwrap().0, "the last stays");
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
