//! How answers look: caching, languages, errors, health, the OpenAPI document.

use lancan_protocol::wire::path;
use lancan_server::Server;

use crate::support::{Engine, Phone, START, World};

#[test]
fn index_and_rules_may_be_kept_shortly_and_exports_for_ever() {
    let world = World::new();
    let name = world.index().exports[0].name.clone();
    let export = format!("{}{name}", path::EXPORTS);
    for (path, cache) in [
        (path::INDEX, "public, max-age=60"),
        (path::RULES, "public, max-age=60"),
        (export.as_str(), "public, max-age=31536000, immutable"),
    ] {
        let first = world.get(path);
        assert_eq!((first.status, first.headers["cache-control"].as_str()), (200, cache));
        let again = world.call("GET", path, &[("if-none-match", &first.headers["etag"])], None);
        assert_eq!((again.status, again.body.len()), (304, 0));
        assert_eq!(again.headers["etag"], first.headers["etag"]);
        assert_eq!(world.call("GET", path, &[("if-none-match", "\"other\"")], None).body, first.body);
    }
}

#[test]
fn index_and_rules_are_compressed_for_who_asks_and_nothing_else_is() {
    let world = World::new();
    let export = format!("{}{}", path::EXPORTS, world.index().exports[0].name);
    let encoding = |path: &str| {
        let said = world.call("GET", path, &[("accept-encoding", "gzip")], None);
        assert_eq!(said.status, 200);
        // The client unpacks what is packed, and takes the header away.
        said.headers.get("vary").map(String::as_str) == Some("accept-encoding")
    };
    assert!([path::INDEX, path::RULES].into_iter().all(encoding));
    assert!(![export.as_str(), path::DEPLOYMENT].into_iter().any(encoding));
}

#[test]
fn a_part_of_an_export_is_served_by_itself() {
    let world = World::new();
    let export = format!("{}{}", path::EXPORTS, world.index().exports[0].name);
    let whole = world.get(&export);
    assert_eq!(whole.headers["accept-ranges"], "bytes");
    let part = |range: &str| world.call("GET", &export, &[("range", range)], None);
    let end = part("bytes=100-");
    assert_eq!((end.status, end.body.as_slice()), (206, &whole.body[100..]));
    assert_eq!(end.headers["content-range"], format!("bytes 100-{}/{}", whole.body.len() - 1, whole.body.len()));
    assert_eq!(part("bytes=5-5").body, [whole.body[5]]);
    let beyond = part(&format!("bytes={}-", whole.body.len()));
    assert_eq!(
        (beyond.status, beyond.headers["content-range"].as_str()),
        (416, &*format!("bytes */{}", whole.body.len()))
    );
    let held = world.call("GET", &export, &[("range", "bytes=1-2"), ("if-none-match", &whole.headers["etag"])], None);
    assert_eq!((held.status, held.body.len()), (304, 0));
}

#[test]
fn problems_speak_the_language_asked_for_vietnamese_otherwise() {
    let world = World::new();
    let title = |language: &str| {
        world.call("GET", "/nothing/here", &[("accept-language", language)], None).json()["title"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    assert_eq!(title("en-GB,en;q=0.9"), "Not found");
    assert_eq!(title("vi"), title("fr"));
    assert_ne!(title("vi"), title("en"));
}

#[test]
fn what_the_layers_refuse_is_a_problem_too() {
    let world = World::new();
    let method = world.call("DELETE", path::INDEX, &[], None);
    assert_eq!((method.status, method.problem().as_str()), (405, "request-invalid"));
    let large = world.call("POST", "/officer/v1/session", &[], Some(&vec![b' '; 90_000]));
    assert_eq!((large.status, large.problem().as_str()), (413, "too-large"));
    assert_eq!(world.get("/nothing").problem(), "not-found");
}

#[test]
fn an_address_that_there_is_none_of_is_a_page_for_a_browser_and_a_problem_for_everything_else() {
    let world = World::new();
    let browser = "text/html,application/xhtml+xml,*/*;q=0.8";
    for (language, title) in [("vi", "Không tìm thấy"), ("en-GB,en;q=0.9", "Not found")] {
        let said = world.call("GET", "/nothing", &[("accept", browser), ("accept-language", language)], None);
        assert_eq!((said.status, said.headers["content-type"].as_str()), (404, "text/html; charset=utf-8"));
        let page = String::from_utf8(said.body.clone()).unwrap();
        assert!(page.contains(title) && page.contains("class=\"button\" href=\"/\""), "{page}");
        assert!(said.headers.contains_key("content-security-policy") && said.headers["cache-control"] == "no-store");
    }
    for accept in ["*/*", "application/json"] {
        assert_eq!(world.call("GET", "/nothing", &[("accept", accept)], None).problem(), "not-found", "{accept}");
    }
    assert_eq!(world.call("POST", "/nothing", &[("accept", browser)], None).problem(), "not-found");
    let close = |config: &mut lancan_server::Config| {
        (config.rooms.places, config.rooms.declarations, config.rooms.console) = (false, false, false);
    };
    let without = World::with(close, |_| {});
    assert_eq!(without.call("GET", "/nothing", &[("accept", browser)], None).problem(), "not-found", "no pages");
}

#[test]
fn health_says_whether_it_lives_and_is_ready() {
    let world = World::new();
    assert_eq!(world.get("/health/live").status, 200);
    assert_eq!(world.get("/health/ready").status, 200);
    world.change("UPDATE documents SET expires_at = 0", &[]);
    let said = world.get("/health/ready");
    assert_eq!((said.status, said.problem().as_str()), (503, "unavailable"));
}

#[test]
fn two_servers_share_a_data_directory_with_postgresql_alone_and_publish_everything_once() {
    let world = World::new();
    let second = Server::start_with_rules(world.config.clone(), world.rules.clone(), world.clock.clone());
    let second = world.runtime.block_on(second);
    if Engine::of_this_process() == Engine::Sqlite {
        assert!(second.err().unwrap().to_string().contains("another server"));
        return;
    }
    let second = second.unwrap();
    let phone = Phone::new(1);
    let answer = phone.verify(&world, &world.code());
    phone.send(&world, &phone.report(&world, &answer, 10));
    for slot in 1..=6 {
        world.clock.set(START.plus(600 * slot)).unwrap();
        let (first, other) = world.runtime.block_on(async { tokio::join!(world.server().tick(), second.tick()) });
        first.and(other).unwrap();
        while world.index().exports.last().unwrap().end < START.plus(600 * slot) {
            world.runtime.block_on(world.server().tick()).unwrap();
        }
    }
    for key in [11, 12, 13] {
        assert_eq!(world.exports_with(key).len(), 1, "{key}");
    }
    let last = format!("{}{}", path::EXPORTS, world.index().exports.last().unwrap().name);
    let of_second = ureq::get(format!("{}{last}", second.url())).call().unwrap().body_mut().read_to_vec();
    assert_eq!(of_second.unwrap(), world.get(&last).body);
    world.runtime.block_on(second.stop());
}

#[test]
fn the_openapi_document_describes_every_route() {
    let world = World::new();
    let served = world.get("/openapi.json");
    assert_eq!(String::from_utf8(served.body.clone()).unwrap(), lancan_server::openapi_document());
    let document = served.json();
    let mut routes = Vec::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            let statuses: Vec<_> = operation["responses"].as_object().unwrap().keys().cloned().collect();
            routes.push(format!("{} {path} -> {}", method.to_uppercase(), statuses.join(" ")));
        }
    }
    routes.sort();
    // One snapshot for both databases.
    insta::with_settings!({ prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!(routes.join("\n"));
    });
}
