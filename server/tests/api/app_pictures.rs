//! Apps send pictures of documents, each by itself and again after a network that broke, and erase what the number declared.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use lancan_protocol::wire::path;
use serde_json::json;

use crate::declare::{NCOVI, NUMBER, declarer, send, with, world};
use crate::declaring_apps::{declare, token};
use crate::feedback::photograph;
use crate::support::{Said, World};

fn call(world: &World, token: &str, (method, path): (&str, &str), body: Option<&[u8]>) -> Said {
    world.call(method, path, &[("authorization", &format!("Bearer {token}"))], body)
}

#[test]
fn an_app_sends_pictures_one_by_one_and_after_a_break_those_that_have_not_arrived() {
    let (world, gateway) = world();
    let mut other = declarer(&world, &gateway, NUMBER);
    assert_eq!(send(&mut other, "ncovi", &with(&NCOVI, &[("symptom.cough", "yes")])).status, 303);
    let response = other.get("/khai-bao/own/data").json()[0]["response"].clone();
    let token = token(&world, &gateway);
    let id = "5a".repeat(16);
    let said = declare(&world, &token, &json!({ "id": id, "form": "ncovi", "response": response }));
    assert_eq!(said.status, 200);

    let pictures = format!("/v1/declarations/{id}/pictures");
    let arrived = |token: &str| call(&world, token, ("GET", &pictures), None);
    let put = |position: u32, file: &[u8]| call(&world, &token, ("PUT", &format!("{pictures}/{position}")), Some(file));
    assert_eq!(arrived(&token).json(), json!({ "positions": [] }));
    for _ in 0..2 {
        assert_eq!(put(1, &photograph()).status, 204, "sent again it is taken once");
    }
    assert_eq!((arrived(&token).json(), world.count("declaration_pictures")), (json!({ "positions": [1] }), 1));
    assert_eq!(put(0, &photograph()).status, 204);
    assert_eq!(arrived(&token).json(), json!({ "positions": [0, 1] }));
    assert_eq!(put(3, &photograph()).status, 404, "a declaration has three at most");
    assert_eq!(put(2, b"not a picture").status, 400);
    assert_eq!(put(2, &vec![0; (8 << 20) + 1]).status, 413);
    for wrong in ["", "5b"] {
        assert_eq!(call(&world, wrong, ("PUT", &format!("{pictures}/2")), Some(&photograph())).status, 401);
        assert_eq!(arrived(wrong).status, 401);
    }
    // Who shows no session is refused before a body is read: this one never comes.
    let mut stream = TcpStream::connect(world.host()).unwrap();
    let (host, length) = (world.host(), 8 << 20);
    write!(stream, "PUT {pictures}/2 HTTP/1.1\r\nhost: {host}\r\ncontent-length: {length}\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 401"), "{answer}");
    let own = other.get("/khai-bao/own/data").json()[0]["id"].as_str().unwrap().to_owned();
    let theirs = format!("/v1/declarations/{own}/pictures");
    assert_eq!(call(&world, &token, ("GET", &theirs), None).status, 404);
    assert_eq!(call(&world, &token, ("PUT", &format!("{theirs}/0")), Some(&photograph())).status, 404);
    let kept = world.stored_bytes();
    assert!(!kept.windows(13).any(|bytes| bytes == b"GPS 11.643210"), "what the file says of its place is gone");

    // What the number declared is erased, with its pictures, and nobody else's.
    assert_eq!(call(&world, "5b", ("DELETE", path::DECLARATIONS), None).status, 401);
    assert_eq!(call(&world, &token, ("DELETE", path::DECLARATIONS), None).status, 204);
    assert_eq!((world.count("declarations"), world.count("declaration_pictures")), (1, 0));
    assert_eq!(arrived(&token).status, 404);
}
