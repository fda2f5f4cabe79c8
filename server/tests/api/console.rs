//! The officers' pages over HTTP, as a browser without scripts asks for them.

use std::collections::BTreeMap;

use lancan_server::{CentreRef, NewAccount, Role, Scope};

use crate::support::{PASSWORD, Phone, Said, World};

/// A browser with its cookies.
pub(crate) struct Browser<'w> {
    world: &'w World,
    cookies: BTreeMap<String, String>,
    pub(crate) language: &'static str,
}

impl<'w> Browser<'w> {
    pub(crate) fn new(world: &'w World) -> Self {
        Self { world, cookies: BTreeMap::new(), language: "vi" }
    }

    /// A browser in which an officer is signed in.
    pub(crate) fn signed_in(world: &'w World, name: &str) -> Self {
        let mut browser = Self::new(world);
        let said = browser.send("/console/sign-in", &[("name", name), ("password", PASSWORD)], &[]);
        assert_eq!((said.status, said.headers["location"].as_str()), (303, "/console/"));
        browser
    }

    pub(crate) fn call(&mut self, method: &str, path: &str, headers: &[(&str, &str)], body: Option<&[u8]>) -> Said {
        let cookies: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let cookies = cookies.join("; ");
        let own = [("cookie", cookies.as_str()), ("accept-language", self.language)];
        let said = self.world.call(method, path, &[&own, headers].concat(), body);
        for cookie in &said.cookies {
            let (name, rest) = cookie.split_once('=').unwrap();
            self.cookies.insert(name.to_owned(), rest.split(';').next().unwrap().to_owned());
        }
        said
    }

    pub(crate) fn get(&mut self, path: &str) -> Said {
        self.call("GET", path, &[], None)
    }

    /// Sends a form as it is, without the token of a page.
    pub(crate) fn send(&mut self, path: &str, fields: &[(&str, &str)], headers: &[(&str, &str)]) -> Said {
        let mut form = form_urlencoded::Serializer::new(String::new());
        form.extend_pairs(fields);
        let kind = [("content-type", "application/x-www-form-urlencoded")];
        self.call("POST", path, &[&kind, headers].concat(), Some(form.finish().as_bytes()))
    }

    /// The token of the session, as its pages hold it.
    pub(crate) fn csrf(&mut self) -> String {
        let page = text(&self.get("/console/cases/new"));
        between(&page, "name=\"csrf\" value=\"", "\"").to_owned()
    }

    /// Fills in a form of a page.
    pub(crate) fn fill(&mut self, path: &str, fields: &[(&str, &str)]) -> Said {
        let csrf = self.csrf();
        self.send(path, &[fields, &[("csrf", csrf.as_str())]].concat(), &[])
    }

    /// Opens a case; returns the address of its page.
    pub(crate) fn open_case(&mut self, reference: &str) -> String {
        let said = self.fill("/console/cases/new", &[("reference", reference), ("onset_date", "24/5/2021")]);
        assert_eq!(said.status, 303, "{}", text(&said));
        said.headers["location"].clone()
    }
}

pub(crate) fn text(said: &Said) -> String {
    String::from_utf8(said.body.clone()).unwrap()
}

pub(crate) fn between<'t>(text: &'t str, before: &str, after: &str) -> &'t str {
    let rest = text.split_once(before).unwrap_or_else(|| panic!("{before} is not in {text}")).1;
    rest.split_once(after).unwrap().0
}

/// The addresses of every page of one officer, with a case that has a code and a report.
fn pages(world: &World, browser: &mut Browser<'_>) -> Vec<String> {
    let case = browser.open_case("BN 2021/0412");
    let given = text(&browser.fill(&format!("{case}/codes"), &[("kind", "short")]));
    let phone = Phone::new(1);
    let answer = phone.verify(world, between(&given, "<p class=\"code\" aria-label=\"", "\""));
    phone.send(world, &phone.report(world, &answer, 10));
    [
        "/console/",
        "/console/sign-in",
        "/console/cases",
        "/console/cases?q=none",
        "/console/cases/new",
        &case,
        &format!("{case}/change"),
        &format!("{case}/close"),
        &format!("{case}/places"),
        "/console/none",
        "/console/calls",
        "/console/contacts/file",
        "/console/imports",
        "/console/transfers",
        &format!("{case}/transfer"),
        &format!("{case}/file"),
    ]
    .map(str::to_owned)
    .to_vec()
}

#[test]
fn every_page_binds_the_browser_to_this_site_and_is_kept_nowhere() {
    let world = World::new();
    let mut browser = Browser::signed_in(&world, "an");
    for page in pages(&world, &mut browser) {
        let said = browser.get(&page);
        assert_eq!(
            said.headers["content-security-policy"],
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; \
             connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
            "{page}"
        );
        for (header, value) in [
            ("cache-control", "no-store"),
            ("x-content-type-options", "nosniff"),
            ("x-frame-options", "DENY"),
            ("referrer-policy", "same-origin"),
        ] {
            assert_eq!(said.headers[header], value, "{page}");
        }
        assert!(said.headers["permissions-policy"].contains("camera=()"), "{page}");
    }
}

#[test]
fn every_page_says_everything_in_either_language() {
    let world = World::new();
    let mut browser = Browser::signed_in(&world, "an");
    for page in pages(&world, &mut browser) {
        for language in ["vi", "en"] {
            browser.language = language;
            let shown = text(&browser.get(&page));
            assert!(shown.contains(&format!("<html lang=\"{language}\">")), "{page}");
            // A text that the catalogue lacks is shown as its key.
            for key in [">console-", "\"console-", " console-", ">officer-", ">problem-"] {
                assert!(!shown.contains(key), "{page} {language}: {key}");
            }
        }
    }
}

#[test]
fn a_report_shows_on_the_page_of_its_case() {
    let world = World::new();
    let mut browser = Browser::signed_in(&world, "an");
    browser.language = "en";
    let case = pages(&world, &mut browser).remove(5);
    let shown = text(&browser.get(&case));
    assert!(shown.contains("Reported") && shown.contains("A report came: 3 day keys, 1 encounters"), "{shown}");
    // The evidence of one day: sent and listened for all its minutes, near somebody for five.
    assert!(shown.contains("24/05/2021</th><td class=\"number\">1440</td><td class=\"number\">1440</td>"), "{shown}");
}

#[test]
fn a_form_without_the_token_of_its_session_changes_nothing() {
    let world = World::new();
    let mut browser = Browser::signed_in(&world, "an");
    let (csrf, other) = (browser.csrf(), Browser::signed_in(&world, "an").csrf());
    assert_ne!(csrf, other, "each session has its own");
    let before = world.count("cases");
    let refused = |browser: &mut Browser<'_>, fields: &[(&str, &str)], headers: &[(&str, &str)]| {
        browser.send("/console/cases/new", fields, headers).status
    };
    assert_eq!(refused(&mut browser, &[], &[]), 403);
    assert_eq!(refused(&mut browser, &[("csrf", &other)], &[]), 403);
    assert_eq!(refused(&mut browser, &[("csrf", &csrf)], &[("sec-fetch-site", "cross-site")]), 403);
    assert_eq!(refused(&mut browser, &[("csrf", &csrf)], &[("origin", "https://evil.vn")]), 403);
    assert_eq!(world.count("cases"), before);
    assert_eq!(refused(&mut browser, &[], &[("x-csrf", &csrf), ("sec-fetch-site", "same-origin")]), 303);
    assert_eq!(world.count("cases"), before + 1);
}

#[test]
fn who_is_not_signed_in_is_led_to_the_page_where_one_signs_in_and_back() {
    let world = World::new();
    let mut browser = Browser::new(&world);
    let said = browser.get("/console/cases?q=a");
    assert_eq!(
        (said.status, said.headers["location"].as_str()),
        (303, "/console/sign-in?back=%2Fconsole%2Fcases%3Fq%3Da")
    );
    let script = browser.call("GET", "/console/cases", &[("hx-request", "true")], None);
    assert_eq!((script.status, script.headers["hx-redirect"].as_str()), (401, "/console/sign-in"));
    let fields = [("name", "an"), ("password", PASSWORD), ("back", "/console/cases?q=a")];
    assert_eq!(browser.send("/console/sign-in", &fields, &[]).headers["location"], "/console/cases?q=a");
    let fields = [("name", "an"), ("password", PASSWORD), ("back", "https://evil.vn/console/")];
    assert_eq!(Browser::new(&world).send("/console/sign-in", &fields, &[]).headers["location"], "/console/");
}

#[test]
fn signing_out_ends_the_session() {
    let world = World::new();
    let mut browser = Browser::signed_in(&world, "an");
    let kept = browser.cookies.clone();
    assert_eq!(browser.fill("/console/sign-out", &[]).headers["location"], "/console/sign-in");
    browser.cookies = kept;
    assert_eq!(browser.get("/console/cases").status, 303, "the cookie is good for nothing any more");
}

#[test]
fn an_officer_of_another_centre_finds_no_case() {
    let world = World::new();
    let case = Browser::signed_in(&world, "an").open_case("BN 1");
    let mut other = Browser::signed_in(&world, "binh");
    assert!(!text(&other.get("/console/cases")).contains("BN 1"));
    assert_eq!(other.get(&case).status, 404);
    assert_eq!(other.fill(&format!("{case}/codes"), &[("kind", "short")]).status, 404);
    assert_eq!(world.count("codes"), 0);
}

#[test]
fn a_revoked_code_is_told_to_have_expired() {
    let world = World::new();
    let mut browser = Browser::signed_in(&world, "an");
    let case = browser.open_case("BN 1");
    let given = text(&browser.fill(&format!("{case}/codes"), &[("kind", "long")]));
    let code = between(&given, "<p class=\"code\" aria-label=\"", "\"").to_owned();
    assert!(
        given.contains("class=\"qr\"") && given.contains("https://"),
        "a long code has its QR and its text message"
    );
    let revoke = text(&browser.get(&case));
    let revoke = format!("{case}/codes/{}", between(&revoke, &format!("{case}/codes/"), "\""));
    assert_eq!(browser.fill(&revoke, &[]).status, 303);
    assert_eq!(Phone::new(1).try_verify(&world, &code, false).problem(), "code-expired");
    assert_eq!(browser.fill(&revoke, &[]).status, 409, "it is over already");
    assert!(text(&browser.get(&case)).contains("Thu hồi 25/05/2021"));
}

#[test]
fn what_an_officer_wrote_wrongly_is_named_and_kept() {
    let world = World::new();
    let mut browser = Browser::signed_in(&world, "an");
    let said = browser.fill("/console/cases/new", &[("reference", "<b>BN</b>"), ("onset_date", "31/02/2021")]);
    let shown = text(&said);
    assert_eq!((said.status, world.count("cases")), (400, 0));
    assert!(
        shown.contains("<a href=\"#onset_date\">Ngày khởi phát: nhập ngày từ 26/03/2021 đến 25/05/2021</a>"),
        "{shown}"
    );
    assert!(shown.contains("value=\"31/02/2021\"") && shown.contains("&#60;b&#62;BN&#60;/b&#62;"), "{shown}");
}

#[test]
fn every_page_and_act_with_personal_data_leaves_a_row_in_the_audit_log() {
    let world = World::new();
    let mut browser = Browser::signed_in(&world, "an");
    let case = browser.open_case("BN 1");
    for (path, act) in [("/console/", "list-cases"), ("/console/cases", "list-cases"), (case.as_str(), "view-case")] {
        let before = world.acts().len();
        assert_eq!(browser.get(path).status, 200);
        assert_eq!(world.acts()[before..], [act], "{path}");
    }
}

/// Adds an officer of this role at the first centre.
pub(crate) fn add(world: &World, name: &str, role: Role) {
    let account =
        NewAccount {
            name, centre: CentreRef::Named("Trạm y tế phường 1"), role, scope: Scope::Centre, totp: false
        };
    world.runtime.block_on(world.server().add_officer(account, PASSWORD)).unwrap();
}

#[test]
fn who_keeps_the_accounts_gets_a_first_page_of_their_own_and_no_case() {
    let world = World::new();
    let case = Browser::signed_in(&world, "an").open_case("BN 1");
    add(&world, "quan", Role::Administrator);
    let mut browser = Browser::signed_in(&world, "quan");
    let shown = text(&browser.get("/console/"));
    assert!(shown.contains("Bạn quản lý tài khoản") && shown.contains("/console/sign-out"), "{shown}");
    assert!(!shown.contains("/console/cases") && !shown.contains("/console/events"), "{shown}");
    for path in ["/console/cases", "/console/cases?q=BN", &case] {
        let said = browser.get(path);
        assert_eq!(said.status, 403, "{path}");
        assert!(!text(&said).contains("BN 1"), "{path}");
    }
}

#[test]
fn a_closed_case_leaves_the_list_and_takes_no_code_until_it_is_open_again() {
    let world = World::new();
    let mut browser = Browser::signed_in(&world, "an");
    let case = browser.open_case("BN 1");
    assert!(text(&browser.get(&format!("{case}/close"))).contains("không được cấp mã mới"));
    assert_eq!(browser.fill(&format!("{case}/close"), &[("closed", "yes")]).status, 303);
    assert_eq!(browser.fill(&format!("{case}/codes"), &[("kind", "short")]).status, 409);
    let listed = |browser: &mut Browser<'_>, query: &str| {
        text(&browser.get(&format!("/console/cases{query}"))).contains(&format!("href=\"{case}\""))
    };
    assert_eq!(
        ["", "?state=open", "?state=closed", "?state=all"].map(|query| listed(&mut browser, query)),
        [false, false, true, true]
    );
    assert!(!text(&browser.get("/console/")).contains(&case), "nothing of it waits");
    assert_eq!(browser.fill(&format!("{case}/close"), &[("closed", "no")]).status, 303);
    assert!(listed(&mut browser, ""));
    assert_eq!(browser.fill(&format!("{case}/codes"), &[("kind", "short")]).status, 200);
}

#[test]
fn number_and_days_of_a_case_can_be_changed_and_a_number_is_the_first_cases_own() {
    let world = World::new();
    let mut browser = Browser::signed_in(&world, "an");
    let (one, two) = (browser.open_case("BN 1"), browser.open_case("BN 2"));
    let form = text(&browser.get(&format!("{one}/change")));
    assert!(form.contains("value=\"BN 1\"") && form.contains("value=\"24/05/2021\""), "{form}");
    let change = format!("{one}/change");
    assert_eq!(browser.fill(&change, &[("reference", "BN 3"), ("tested_date", "25/5/2021")]).status, 303);
    let shown = text(&browser.get(&one));
    assert!(shown.contains("BN 3") && shown.contains("25/05/2021") && !shown.contains("24/05/2021"), "{shown}");
    assert_eq!(browser.fill(&format!("{one}/codes"), &[("kind", "short")]).status, 200);

    let said = browser.fill(&change, &[("reference", "BN 3"), ("tested_date", "31/02/2021")]);
    assert_eq!(said.status, 400);
    assert!(text(&said).contains("href=\"#tested_date\""));

    // The other case has this number: a second officer has to approve.
    assert_eq!(browser.fill(&change, &[("reference", "bn2")]).status, 303);
    assert_eq!(browser.fill(&format!("{one}/codes"), &[("kind", "short")]).status, 409);
    assert_eq!(browser.fill(&format!("{two}/codes"), &[("kind", "short")]).status, 200);
}

#[test]
fn places_of_a_patient_are_written_down_sealed_and_deleted() {
    let world = World::new();
    let mut browser = Browser::signed_in(&world, "an");
    let case = browser.open_case("BN 1");
    let places = format!("{case}/places");
    let stay = [("place", "Chợ Bảo Lâm"), ("from", "24/5/2021 8:30"), ("to", "24/5/2021 9h15")];
    assert_eq!(browser.fill(&places, &stay).status, 303);
    let shown = text(&browser.get(&case));
    assert!(shown.contains("Chợ Bảo Lâm") && shown.contains("24/05/2021 08:30") && shown.contains("24/05/2021 09:15"));
    let said = browser.fill(&places, &[("place", "Chợ"), ("from", "24/5/2021 9:30"), ("to", "24/5/2021 8:30")]);
    assert_eq!(said.status, 400);
    assert!(text(&said).contains("<a href=\"#to\">Đến lúc: "), "{}", text(&said));
    assert_eq!(world.count("case_milestones"), 1);

    let mut other = Browser::signed_in(&world, "binh");
    assert_eq!(other.fill(&places, &stay).status, 404);
    let delete = format!("{places}/{}", between(&shown, &format!("{places}/"), "\""));
    assert_eq!(other.fill(&delete, &[]).status, 404);
    assert_eq!(browser.fill(&delete, &[]).status, 303);
    assert_eq!((browser.fill(&delete, &[]).status, world.count("case_milestones")), (404, 0));
}

#[test]
fn who_only_looks_is_shown_no_act_and_none_is_taken_from_them() {
    let world = World::new();
    let case = Browser::signed_in(&world, "an").open_case("BN 1");
    add(&world, "xem", Role::ReadOnly);
    let mut browser = Browser::signed_in(&world, "xem");
    for path in ["/console/", "/console/cases", &case] {
        let shown = text(&browser.get(path));
        assert!(shown.contains("BN 1"), "{path}");
        assert!(!shown.contains("/console/cases/new") && !shown.contains(&format!("{case}/codes")), "{path}: {shown}");
        assert!(!shown.contains("/console/codes"), "{path}: {shown}");
    }
    assert_eq!(browser.get("/console/codes").status, 403);
    assert_eq!(browser.fill(&format!("{case}/codes"), &[("kind", "short")]).status, 403);
    assert_eq!(world.count("codes"), 0);
}

#[test]
fn an_address_that_is_no_page_is_answered_by_a_page() {
    let world = World::new();
    for path in ["/console/none", "/console/cases/a/b/c", "/console/assets/none"] {
        let said = world.get(path);
        assert_eq!((said.status, said.headers["content-type"].as_str()), (404, "text/html; charset=utf-8"), "{path}");
        assert_eq!(said.headers["cache-control"], "no-store", "{path}");
    }
    let said = world.get("/consoles");
    assert_eq!((said.status, said.problem().as_str()), (404, "not-found"));
}

#[test]
fn without_its_room_there_is_no_console() {
    let world = World::with(|config| config.rooms.console = false, |_| {});
    let said = world.get("/console/sign-in");
    assert_eq!((said.status, said.problem().as_str()), (404, "not-found"));
}

#[test]
fn assets_are_kept_for_ever_under_an_address_that_changes_with_them() {
    let world = World::new();
    let shown = text(&world.get("/console/sign-in"));
    let address = between(&shown, "<link rel=\"stylesheet\" href=\"", "\"");
    let said = world.get(address);
    assert_eq!((said.status, said.headers["cache-control"].as_str()), (200, "public, max-age=31536000, immutable"));
    assert_eq!(said.headers["content-type"], "text/css; charset=utf-8");
    assert_eq!(world.get("/assets/0000000000000000/console.css").status, 404);
}

#[test]
fn a_page_that_updates_by_itself_does_not_keep_its_session_alive_and_a_click_does() {
    let world = World::new();
    let asked_for_an_hour = |browser: &mut Browser<'_>, headers: &[(&str, &str)]| {
        for _ in 0..7 {
            world.clock.advance(10 * 60);
            browser.call("GET", "/console/cases", headers, None);
        }
        browser.get("/console/cases").status
    };
    let mut left_alone = Browser::signed_in(&world, "an");
    assert_eq!(asked_for_an_hour(&mut left_alone, &[("hx-request", "true"), ("hx-trigger", "live")]), 303);
    let mut in_use = Browser::signed_in(&world, "an");
    assert_eq!(asked_for_an_hour(&mut in_use, &[]), 200);
}
