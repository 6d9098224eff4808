//! Every error is answered in the one form, whoever finds it.

use crate::program::{DEPLOYMENTS, Host, Request};

#[test]
fn an_address_where_nothing_is_is_not_found() {
    let host = Host::start();
    let rid = host.create("dev");
    for path in [
        "/nothing",
        "/api",
        "/api/v2/models/liveDeployments/",
        "/api/v2/models/liveDeployments/a/b/c",
        "/liveberth/v1",
        "/liveberth/v2/nodes",
        "/page/../Cargo.toml",
        "/page/%2e%2e/Cargo.toml",
        "/%FF",
        "//",
    ] {
        assert_eq!(host.get(path).error(), (404, "Default:NotFound".to_owned()), "{path}");
    }
    let unknown = Request::new("POST", &format!("{DEPLOYMENTS}/{rid}/transformXml?preview=true"));
    assert_eq!(unknown.send(&host).error(), (404, "Default:NotFound".to_owned()));
}

#[test]
fn a_method_that_an_address_lacks_is_answered_with_those_it_has() {
    let host = Host::start();
    for (method, path, allowed) in [
        ("DELETE", DEPLOYMENTS.to_owned(), "POST"),
        ("PATCH", format!("{DEPLOYMENTS}/x"), "PUT"),
        ("GET", format!("{DEPLOYMENTS}/x/disable"), "POST"),
        ("POST", "/liveberth/v1/nodes".to_owned(), "GET"),
    ] {
        let answer = Request::new(method, &path).send(&host);
        assert_eq!(answer.error(), (405, "Default:MethodNotAllowed".to_owned()));
        assert!(answer.header("allow").unwrap().contains(allowed), "{answer:?}");
    }
}

#[test]
fn an_identifier_in_the_path_is_one_segment_and_checked() {
    let host = Host::start();
    for segment in ["..%2F..%2Fetc%2Fpasswd", "x'%20OR%201=1", "%FF", "ri.a.b.c.%C3%A9", "%00"] {
        let answer = host.get(&format!("{DEPLOYMENTS}/{segment}?preview=true"));
        assert_eq!(answer.error(), (400, "Default:InvalidArgument".to_owned()), "{segment}");
        assert_eq!(answer.parameters()["field"], "liveDeploymentRid");
    }
    let encoded = format!("{DEPLOYMENTS}/ri%2Ea.b.c.d?preview=true");
    assert_eq!(host.get(&encoded).error(), (404, "LiveDeploymentNotFound".to_owned()));
}

#[test]
fn a_body_is_as_large_as_the_limit_at_most() {
    let host = Host::start();
    let create = |length: usize| {
        let blanks = " ".repeat(length - 2);
        Request::new("POST", &format!("{DEPLOYMENTS}?preview=true"))
            .text("application/json", &format!("{{{blanks}}}"))
            .send(&host)
            .error()
    };
    assert_eq!(create(262_144).0, 400);
    assert_eq!(create(262_145), (413, "Default:RequestEntityTooLarge".to_owned()));
    assert_eq!(create(4_000_000), (413, "Default:RequestEntityTooLarge".to_owned()));
}

#[test]
fn an_address_and_headers_that_are_too_long_are_answered() {
    let host = Host::start();
    let long = format!("{DEPLOYMENTS}?preview=true&branch={}", "x".repeat(10_000));
    assert_eq!(host.get(&long).error(), (414, "Default:UriTooLong".to_owned()));
    let large =
        Request::new("GET", DEPLOYMENTS).header(&format!("X-Large: {}", "x".repeat(20_000)));
    assert_eq!(large.send(&host).error(), (431, "Default:RequestHeadersTooLarge".to_owned()));
}

#[test]
fn a_refused_token_is_told_what_would_do() {
    let host = Host::start();
    let path = format!("{DEPLOYMENTS}?preview=true");
    let none = Request::new("GET", &path).without_token().send(&host);
    assert_eq!(none.error(), (401, "MissingCredentials".to_owned()));
    assert_eq!(none.header("www-authenticate"), Some("Bearer"));
    let two = Request::new("GET", &path).header("Authorization: Bearer viewer").send(&host);
    assert_eq!(two.error(), (401, "Default:Unauthorized".to_owned()));
    let lower = Request::new("GET", &path).without_token().header("authorization: bearer viewer");
    assert_eq!(lower.send(&host).error(), (400, "Default:InvalidArgument".to_owned()));
}
