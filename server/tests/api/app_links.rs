//! The documents by which phones let an app open the server's links.

use serde_json::json;

use crate::console::text;
use crate::support::World;

const ADDRESSES: [&str; 2] = ["/.well-known/assetlinks.json", "/.well-known/apple-app-site-association"];

#[test]
fn without_apps_in_its_settings_a_server_names_none() {
    let world = World::new();
    for address in ADDRESSES {
        assert_eq!(world.get(address).status, 404, "{address}");
    }
}

#[test]
fn the_settings_say_which_apps_open_the_links_of_places_and_reports() {
    let fingerprint = ["0A"; 32].join(":");
    let world = World::with(
        |config| {
            config.codes.link = "https://lancan.vn/mo#".to_owned();
            config.apps.android_package = Some("vn.lancan.demo".to_owned());
            config.apps.android_sha256_fingerprints = vec![fingerprint.clone()];
            config.apps.ios_app_id = Some("A1B2C3D4E5.vn.lancan.demo".to_owned());
        },
        |_| {},
    );
    let [android, ios] = ADDRESSES.map(|address| {
        let said = world.get(address);
        assert_eq!((said.status, said.headers["content-type"].as_str()), (200, "application/json"), "{address}");
        said.json()
    });
    let target = json!({
        "namespace": "android_app",
        "package_name": "vn.lancan.demo",
        "sha256_cert_fingerprints": [fingerprint],
    });
    assert_eq!(android, json!([{ "relation": ["delegate_permission/common.handle_all_urls"], "target": target }]));
    let opened = json!([{ "/": "/p", "#": "?*" }, { "/": "/mo", "#": "?*" }]);
    let details = json!([{ "appIDs": ["A1B2C3D4E5.vn.lancan.demo"], "components": opened }]);
    assert_eq!(ios, json!({ "applinks": { "details": details } }));
}

#[test]
fn an_officers_link_without_the_app_leads_to_a_page_whose_script_shows_the_code() {
    let world = World::new();
    let page = text(&world.get("/"));
    assert!(page.contains("<section id=\"code\" class=\"warning\" hidden>"), "{page}");
    let script = page.split("<script src=\"").nth(1).unwrap().split('"').next().unwrap();
    let served = world.get(script);
    assert_eq!(served.status, 200, "{script}");
    assert!(text(&served).contains("location.hash"));
}
