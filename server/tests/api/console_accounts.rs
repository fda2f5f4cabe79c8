//! The pages of officers, the audit log, confirmation and approval, as a browser without scripts asks for them.

use lancan_server::{CentreRef, NewAccount, Role, Scope, create_centre};
use totp_rs::{Builder, Secret};

use crate::console::{Browser, between, text};
use crate::support::{PASSWORD, World};

/// A supervisor and an officer of a ward, and an officer of the next ward. Returns the numbers of the officers.
fn wards(world: &World) -> [i64; 2] {
    let add = |name: &str, centre: &str, role, ward| {
        let (centre, scope) = (CentreRef::Id(centre), Scope::Unit(ward));
        let account = NewAccount { name, centre, role, scope, totp: false };
        world.runtime.block_on(world.server().add_officer(account, PASSWORD)).unwrap().id
    };
    let centre = |ward| world.runtime.block_on(create_centre(&world.config, "Trạm y tế xã", Some(ward))).unwrap();
    let (own, next) = (centre("25054"), centre("25057"));
    add("giamsat", &own, Role::Supervisor, "25054");
    [add("hoa", &own, Role::Officer, "25054"), add("khac", &next, Role::Officer, "25057")]
}

/// The code that an app shows now that was told this secret.
fn code(world: &World, secret: &str) -> String {
    let secret = Secret::try_from_base32(secret.replace(' ', "")).unwrap();
    Builder::new().with_secret(secret).build().unwrap().generate(world.now().0).to_string()
}

fn sign_in(world: &World, name: &str, password: &str, code: &str) -> u16 {
    let fields = [("name", name), ("password", password), ("code", code)];
    Browser::new(world).send("/console/sign-in", &fields, &[]).status
}

#[test]
fn a_supervisor_adds_an_officer_who_signs_in_with_what_the_page_told() {
    let world = World::new();
    wards(&world);
    let mut browser = Browser::signed_in(&world, "giamsat");
    let asked = text(&browser.get("/console/officers/new"));
    assert_eq!(asked.matches("Trạm y tế xã</option>").count(), 1, "centres of one's own ward only");
    assert!(!asked.contains("value=\"administrator\""), "a supervisor makes no administrator");
    let centre = between(&asked, "<option value=\"", "\"").to_owned();
    let fields = [("name", "moi"), ("centre", centre.as_str()), ("role", "officer"), ("scope", "centre")];
    let told = text(&browser.fill("/console/officers/new", &fields));
    assert!(told.contains("class=\"qr\""), "{told}");
    let password = between(&told, "id=\"password\">", "<").to_owned();
    let secret = between(&told, "id=\"secret\">", "<").to_owned();
    assert_eq!(sign_in(&world, "moi", &password, ""), 401);
    assert_eq!(sign_in(&world, "moi", &password, &code(&world, &secret)), 303);
    assert!(text(&browser.get("/console/officers")).contains(">moi</a>"));
    let again = browser.fill("/console/officers/new", &fields);
    assert_eq!(again.status, 400, "the name is taken");
    assert!(text(&again).contains("role=\"alert\"") && text(&again).contains("value=\"moi\""));
}

#[test]
fn an_account_is_disabled_and_given_new_secrets_by_pages_and_another_wards_is_not_there() {
    let world = World::new();
    let [own, other] = wards(&world);
    let (mut browser, mut hoa) = (Browser::signed_in(&world, "giamsat"), Browser::signed_in(&world, "hoa"));
    let page = format!("/console/officers/{own}");
    let change =
        |browser: &mut Browser<'_>, change: &str| browser.fill(&format!("{page}/changes"), &[("change", change)]);
    assert_eq!(hoa.get("/console/cases").status, 200);
    assert_eq!(change(&mut browser, "disable").headers["location"], page);
    assert_eq!(hoa.get("/console/cases").status, 303, "signed out");
    assert!(text(&browser.get(&page)).contains("Đã khóa"));
    assert_eq!(sign_in(&world, "hoa", PASSWORD, ""), 401);
    change(&mut browser, "enable");
    assert_eq!(sign_in(&world, "hoa", PASSWORD, ""), 303);
    let told = text(&change(&mut browser, "reset-password"));
    let password = between(&told, "id=\"password\">", "<").to_owned();
    assert_eq!([sign_in(&world, "hoa", PASSWORD, ""), sign_in(&world, "hoa", &password, "")], [401, 303]);
    let told = text(&change(&mut browser, "reset-totp"));
    let secret = between(&told, "id=\"secret\">", "<").to_owned();
    assert_eq!(sign_in(&world, "hoa", &password, &code(&world, &secret)), 303);
    assert_eq!(change(&mut browser, "erase").status, 400);

    let theirs = format!("/console/officers/{other}");
    assert_eq!(browser.get(&theirs).status, 404);
    assert_eq!(browser.fill(&format!("{theirs}/changes"), &[("change", "disable")]).status, 404);
    assert_eq!(Browser::signed_in(&world, "khac").get("/console/officers").status, 403);
    assert!(!text(&browser.get("/console/officers")).contains(">khac</a>"));
}

#[test]
fn a_grave_act_leads_to_the_password_first_and_back() {
    let world = World::new();
    let [own, _] = wards(&world);
    let mut browser = Browser::signed_in(&world, "giamsat");
    world.clock.advance(5 * 60);
    let (page, confirm) =
        (format!("/console/officers/{own}"), format!("/console/confirm?back=%2Fconsole%2Fofficers%2F{own}"));
    let change = |browser: &mut Browser<'_>| browser.fill(&format!("{page}/changes"), &[("change", "end-sessions")]);
    assert_eq!(change(&mut browser).headers["location"], confirm);
    assert!(!world.acts().contains(&"end-sessions".to_owned()));
    assert!(text(&browser.get(&confirm)).contains(&format!("name=\"back\" value=\"{page}\"")));
    let wrong = browser.fill("/console/confirm", &[("password", "not it at all"), ("back", &page)]);
    assert_eq!(wrong.status, 401);
    let right = browser.fill("/console/confirm", &[("password", PASSWORD), ("back", &page)]);
    assert_eq!(right.headers["location"], page);
    assert_eq!(change(&mut browser).headers["location"], page);
    assert!(world.acts().contains(&"end-sessions".to_owned()));
}

#[test]
fn cases_are_handed_over_to_who_sees_them() {
    let world = World::new();
    let [hoa, other] = wards(&world);
    Browser::signed_in(&world, "hoa").open_case("BN 1");
    let mut browser = Browser::signed_in(&world, "giamsat");
    let page = text(&browser.get(&format!("/console/officers/{hoa}")));
    let to = between(&page, "<select id=\"to\"", "</select>");
    let to = between(to, "<option value=\"", "\"").to_owned();
    let path = format!("/console/officers/{hoa}/hand-over");
    assert_eq!(browser.fill(&path, &[("to", &other.to_string())]).status, 404);
    assert!(text(&browser.fill(&path, &[("to", &to)])).contains("Đã bàn giao 1 ca bệnh"));
    assert!(text(&browser.fill(&path, &[("to", &to)])).contains("Không có ca bệnh nào"));
}

#[test]
fn a_case_that_nobody_vouches_for_takes_codes_once_a_colleague_approves_it() {
    let world = World::new();
    wards(&world);
    let (mut hoa, mut supervisor) = (Browser::signed_in(&world, "hoa"), Browser::signed_in(&world, "giamsat"));
    let case = hoa.open_case("");
    let codes = format!("{case}/codes\"");
    let own = text(&hoa.get(&case));
    assert!(own.contains("Hãy nhờ đồng nghiệp") && !own.contains(&codes), "{own}");
    assert_eq!(hoa.fill(&format!("{case}/codes"), &[("kind", "short")]).status, 409);
    assert_eq!(hoa.fill(&format!("{case}/approval"), &[]).status, 403);
    assert_eq!(Browser::signed_in(&world, "khac").fill(&format!("{case}/approval"), &[]).status, 404);
    assert!(text(&supervisor.get(&case)).contains(&format!("{case}/approval\"")));
    assert_eq!(supervisor.fill(&format!("{case}/approval"), &[]).headers["location"], case);
    let approved = text(&hoa.get(&case));
    assert!(approved.contains(&codes) && !approved.contains("Hãy nhờ đồng nghiệp"), "{approved}");
}

#[test]
fn a_supervisor_reads_the_log_of_the_ward_by_officer_and_case_and_checks_it() {
    let world = World::new();
    let [hoa, other] = wards(&world);
    let case = Browser::signed_in(&world, "hoa").open_case("BN 1");
    Browser::signed_in(&world, "khac").open_case("BN 2");
    let mut browser = Browser::signed_in(&world, "giamsat");
    let rows = |page: &str| page.matches("<tr><td").count();
    let all = text(&browser.get("/console/audit"));
    assert!(all.contains("<td>Mở ca</td>") && all.contains("<td>hoa</td>") && !all.contains("khac"), "{all}");
    let id = case.rsplit('/').next().unwrap();
    assert!(all.contains(&format!("<td><a href=\"/console/cases/{id}\">BN 1</a></td>")), "{all}");
    let found = browser.fill("/console/audit/search", &[("officer", ""), ("case", "BN 1")]);
    assert_eq!((found.status, found.headers["location"].clone()), (303, format!("/console/audit?case={id}")));
    let by_number = text(&browser.get(&found.headers["location"]));
    assert!(by_number.contains("<td>Mở ca</td>") && !by_number.contains("<td>Đăng nhập</td>"), "{by_number}");
    assert!(by_number.contains("type=\"search\" value=\"BN 1\""), "{by_number}");
    // What is no case of the ward is answered at once: what was typed stands in no address.
    let elsewhere = browser.fill("/console/audit/search", &[("officer", ""), ("case", "BN 2")]);
    assert_eq!((elsewhere.status, rows(&text(&elsewhere))), (200, 0), "of another ward");
    assert_eq!(rows(&text(&browser.get("/console/audit?case=BN+1"))), 0, "an address names a case by its id alone");
    let everything = browser.fill("/console/audit/search", &[("officer", ""), ("case", "")]);
    assert_eq!(everything.headers["location"], "/console/audit");
    let of_case = text(&browser.get(&format!("/console/audit?case={id}")));
    assert!(of_case.contains("<td>Mở ca</td>") && !of_case.contains("<td>Đăng nhập</td>"), "{of_case}");
    let of_hoa = text(&browser.get(&format!("/console/audit?officer={hoa}")));
    assert_eq!(rows(&of_hoa), 2, "{of_hoa}");
    assert_eq!(rows(&text(&browser.get(&format!("/console/audit?officer={other}")))), 0, "of another ward");
    assert!(text(&browser.fill("/console/audit/verify", &[])).contains("class=\"found\" role=\"status\""));
    assert_eq!(Browser::signed_in(&world, "hoa").get("/console/audit").status, 403);
}

#[test]
fn an_officer_sets_a_password_of_ones_own_on_a_page() {
    let world = World::new();
    let mut browser = Browser::signed_in(&world, "an");
    assert_eq!(browser.fill("/console/password", &[("password", "short")]).status, 400);
    assert_eq!(
        browser.fill("/console/password", &[("password", "ba bốn từ khác nhau")]).headers["location"],
        "/console/"
    );
    assert_eq!(browser.get("/console/cases").status, 200, "this session goes on");
    assert_eq!([sign_in(&world, "an", PASSWORD, ""), sign_in(&world, "an", "ba bốn từ khác nhau", "")], [401, 303]);
}
