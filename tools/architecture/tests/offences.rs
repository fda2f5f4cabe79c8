//! Each rule, shown by a small workspace that breaks it and by one that keeps it.
#![cfg(test)]

use std::fs;

use lancan_architecture::{check, holders};
use tempfile::TempDir;

const RULES: &str = r#"
[crates]
protocol = {}
phone = { uses = ["protocol"] }
authority = { uses = ["protocol"], tests = ["phone"] }

[server]
crate = "authority"
composition = ["app"]
base = ["ground", "store"]

[server.rooms]
officers = []
cases = ["officers"]
codes = ["cases"]
places = []
"#;

/// A workspace of three crates that keeps every rule.
struct Workspace(TempDir);

impl Workspace {
    fn new() -> Self {
        let workspace = Self(TempDir::new().unwrap());
        for (file, text) in [
            ("Cargo.toml", "[workspace]\nmembers = [\"protocol\", \"phone\", \"server\"]\n"),
            ("tools/architecture/architecture.toml", RULES),
            ("protocol/Cargo.toml", "[package]\nname = \"protocol\"\n"),
            ("protocol/src/lib.rs", "mod keys;\npub use keys::DayKey;\n"),
            ("protocol/src/keys.rs", "pub struct DayKey;\n"),
            ("phone/Cargo.toml", "[package]\nname = \"phone\"\n[dependencies]\nprotocol.workspace = true\n"),
            ("phone/src/lib.rs", "mod recorder;\nmod store;\n"),
            ("phone/src/recorder.rs", "use crate::store::Store;\npub fn save(_: &Store) {}\n"),
            ("phone/src/store/mod.rs", "mod block;\npub use block::Block;\npub struct Store;\n"),
            ("phone/src/store/block.rs", "pub struct Block;\n"),
            ("server/Cargo.toml", "[package]\nname = \"authority\"\n[dependencies]\nprotocol.workspace = true\n"),
            (
                "server/src/lib.rs",
                "mod app;\nmod cases;\nmod codes;\nmod ground;\nmod officers;\nmod places;\nmod store;\n",
            ),
            ("server/src/app.rs", "use crate::{cases::Case, codes::Code};\npub struct App(Case, Code);\n"),
            ("server/src/ground.rs", "pub struct Clock;\n"),
            ("server/src/store.rs", "pub struct Transaction;\n"),
            ("server/src/officers.rs", "pub struct Officer;\n"),
            (
                "server/src/cases/mod.rs",
                "mod store;\npub use store::Case;\nuse crate::officers::Officer;\nfn by(_: Officer) {}\n",
            ),
            ("server/src/cases/store.rs", "use crate::store::Transaction;\npub struct Case(Transaction);\n"),
            ("server/src/codes.rs", "use crate::{cases::Case, ground::Clock};\npub struct Code(Case, Clock);\n"),
            ("server/src/places.rs", "pub struct Place;\n"),
        ] {
            workspace.write(file, text);
        }
        workspace
    }

    fn write(&self, file: &str, text: &str) {
        let path = self.0.path().join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn offences(&self) -> Vec<String> {
        let findings = check(self.0.path()).unwrap();
        findings.offences.iter().map(|offence| format!("{}:{}: {}", offence.file, offence.line, offence.what)).collect()
    }

    /// The workspace has one offence, at this place, that says all of these words.
    #[track_caller]
    fn has_one_offence(&self, place: &str, words: &[&str]) {
        let offences = self.offences();
        let [offence] = offences.as_slice() else { panic!("not one offence: {offences:#?}") };
        assert!(offence.starts_with(place), "{offence}");
        for word in words {
            assert!(offence.contains(word), "{offence} does not say {word}");
        }
    }

    #[track_caller]
    fn is_in_order(&self) {
        assert_eq!(self.offences(), Vec::<String>::new());
    }
}

#[test]
fn a_workspace_that_keeps_the_rules_is_in_order() {
    Workspace::new().is_in_order();
}

#[test]
fn a_crate_that_depends_on_a_crate_not_listed_for_it_is_an_offence() {
    let workspace = Workspace::new();
    workspace.write(
        "server/Cargo.toml",
        "[package]\nname = \"authority\"\n[dependencies]\nprotocol.workspace = true\nphone.workspace = true\n",
    );
    workspace.has_one_offence("server/Cargo.toml:5", &["authority may not use phone"]);
}

#[test]
fn a_dependency_on_one_platform_only_counts_too() {
    let workspace = Workspace::new();
    workspace.write(
        "protocol/Cargo.toml",
        "[package]\nname = \"protocol\"\n[target.\"cfg(unix)\".dependencies]\nphone.workspace = true\n",
    );
    workspace.has_one_offence("protocol/Cargo.toml:4", &["protocol may not use phone"]);
}

#[test]
fn what_only_tests_may_use_is_allowed_in_tests_alone() {
    let workspace = Workspace::new();
    workspace
        .write("server/Cargo.toml", "[package]\nname = \"authority\"\n[dev-dependencies]\nphone.workspace = true\n");
    workspace.is_in_order();
    workspace
        .write("protocol/Cargo.toml", "[package]\nname = \"protocol\"\n[dev-dependencies]\nphone.workspace = true\n");
    workspace.has_one_offence("protocol/Cargo.toml:4", &["protocol may not use phone even in tests"]);
}

#[test]
fn a_crate_that_is_not_listed_is_an_offence() {
    let workspace = Workspace::new();
    workspace.write("Cargo.toml", "[workspace]\nmembers = [\"protocol\", \"phone\", \"server\", \"opener\"]\n");
    workspace.write("opener/Cargo.toml", "[package]\nname = \"opener\"\n");
    workspace.has_one_offence("opener/Cargo.toml:2", &["opener is not among the crates"]);
}

#[test]
fn two_files_that_use_each_other_are_a_circle() {
    let workspace = Workspace::new();
    workspace.write("phone/src/store/mod.rs", "pub struct Store;\nfn merge() { crate::recorder::save(&Store) }\n");
    workspace.has_one_offence(
        "phone/src/recorder.rs:1",
        &["recorder.rs:1 uses crate::store::Store", "store/mod.rs:2 uses crate::recorder::save"],
    );
}

#[test]
fn a_circle_by_way_of_others_is_found_through_groups_renames_and_super() {
    let workspace = Workspace::new();
    workspace.write("phone/src/lib.rs", "mod a;\nmod b;\nmod c;\n");
    workspace.write("phone/src/a.rs", "use crate::{b::{self, B as Other}};\npub struct A(Other);\n");
    workspace.write("phone/src/b.rs", "use super::c::C;\npub struct B(C);\n");
    workspace.write("phone/src/c.rs", "use super::a;\npub struct C(Option<Box<a::A>>);\n");
    workspace.has_one_offence("phone/src/a.rs:1", &["a.rs:1", "b.rs:1", "c.rs:2 uses a::A"]);
}

#[test]
fn a_parent_and_its_child_that_use_each_other_are_one_module() {
    let workspace = Workspace::new();
    workspace.write("phone/src/store/mod.rs", "mod block;\nuse block::Block;\npub struct Store(Block);\n");
    workspace.write("phone/src/store/block.rs", "use super::Store;\npub struct Block(Option<Box<Store>>);\n");
    workspace.is_in_order();
}

#[test]
fn a_circle_that_leaves_the_parents_folder_counts() {
    let workspace = Workspace::new();
    workspace.write("phone/src/store/mod.rs", "mod block;\nuse block::Block;\npub struct Store(Block);\n");
    workspace.write("phone/src/store/block.rs", "pub struct Block;\nfn save() { crate::recorder::save() }\n");
    workspace.write("phone/src/recorder.rs", "use crate::store::Store;\npub fn save() {}\nfn open(_: Store) {}\n");
    workspace.has_one_offence(
        "phone/src/recorder.rs:1",
        &["mod.rs:2 uses block::Block", "block.rs:2 uses crate::recorder::save"],
    );
}

#[test]
fn two_children_that_use_each_other_are_a_circle() {
    let workspace = Workspace::new();
    workspace.write("phone/src/store/mod.rs", "mod block;\nmod seal;\npub struct Store;\n");
    workspace.write("phone/src/store/block.rs", "use super::seal::Seal;\npub struct Block(Seal);\n");
    workspace.write("phone/src/store/seal.rs", "use super::block::Block;\npub struct Seal(Option<Box<Block>>);\n");
    workspace.has_one_offence("phone/src/store/block.rs:1", &["seal.rs:1 uses super::block::Block"]);
}

#[test]
fn a_parent_that_only_passes_on_its_childs_names_is_no_circle() {
    let workspace = Workspace::new();
    workspace.write(
        "phone/src/store/mod.rs",
        "mod block;\nmod seal;\npub use block::Block;\npub(crate) use seal::*;\npub struct Store;\n",
    );
    workspace.write(
        "phone/src/store/block.rs",
        "use super::{Store, sealed};\npub struct Block(Store);\nfn seal() { sealed() }\n",
    );
    workspace.write("phone/src/store/seal.rs", "pub fn sealed() {}\n");
    workspace.is_in_order();
}

#[test]
fn a_name_taken_through_a_reexport_counts_as_a_use_of_the_file_that_defines_it() {
    let workspace = Workspace::new();
    workspace.write("phone/src/store/block.rs", "use crate::recorder::save;\npub struct Block;\n");
    workspace.write("phone/src/recorder.rs", "use crate::store::Block;\npub fn save(_: &Block) {}\n");
    workspace.has_one_offence(
        "phone/src/recorder.rs:1",
        &["uses crate::store::Block", "block.rs:1 uses crate::recorder::save"],
    );
}

#[test]
fn a_use_inside_a_macro_counts() {
    let workspace = Workspace::new();
    workspace.write(
        "phone/src/store/mod.rs",
        "pub struct Store;\nfn merge() { assert!(matches!(crate::recorder::save(&Store), ())) }\n",
    );
    workspace.has_one_offence("phone/src/recorder.rs:1", &["store/mod.rs:2 uses crate::recorder::save"]);
}

#[test]
fn a_use_in_test_code_does_not_count() {
    let workspace = Workspace::new();
    workspace.write(
        "phone/src/store/mod.rs",
        "pub struct Store;\n#[cfg(test)]\nmod tests { use crate::recorder::save; struct Store; }\n#[cfg(all(test, unix))]\nuse crate::recorder::save;\n",
    );
    workspace.is_in_order();
}

#[test]
fn a_type_name_defined_twice_in_a_package_is_an_offence() {
    let workspace = Workspace::new();
    workspace.write("phone/src/recorder.rs", "enum Block {}\n");
    workspace.has_one_offence("phone/src/store/block.rs:1", &["phone defines a type Block", "phone/src/recorder.rs:1"]);
}

#[test]
fn a_program_and_its_library_count_as_one_package() {
    let workspace = Workspace::new();
    workspace.write("phone/src/main.rs", "type Store = ();\nfn main() {}\n");
    workspace.has_one_offence("phone/src/store/mod.rs:3", &["Store", "phone/src/main.rs:1"]);
}

#[test]
fn one_name_for_each_platform_in_one_module_is_no_offence() {
    let workspace = Workspace::new();
    workspace.write("phone/src/recorder.rs", "#[cfg(unix)]\nstruct Lock;\n#[cfg(not(unix))]\nstruct Lock;\n");
    workspace.is_in_order();
}

#[test]
fn an_arrow_between_rooms_that_is_not_listed_is_an_offence() {
    let workspace = Workspace::new();
    workspace.write("server/src/places.rs", "use crate::codes;\npub struct Place(codes::Code);\n");
    workspace.has_one_offence("server/src/places.rs:1", &["no arrow from places to codes"]);
}

#[test]
fn an_arrow_does_not_lead_on_to_what_the_other_room_may_use() {
    let workspace = Workspace::new();
    workspace.write("server/src/codes.rs", "pub struct Code(crate::officers::Officer);\n");
    workspace.write("server/src/app.rs", "pub struct App;\n");
    workspace.has_one_offence("server/src/codes.rs:1", &["no arrow from codes to officers"]);
}

#[test]
fn a_name_that_an_allowed_room_passes_on_needs_the_arrow_to_its_own_room() {
    let workspace = Workspace::new();
    workspace.write("server/src/cases/mod.rs", "pub use crate::officers::Officer;\npub struct Case;\n");
    workspace.write("server/src/codes.rs", "use crate::cases::Officer;\npub struct Code(Officer);\n");
    workspace.write("server/src/app.rs", "pub struct App;\n");
    workspace.has_one_offence("server/src/codes.rs:1", &["no arrow from codes to officers"]);
}

#[test]
fn a_room_that_opens_its_store_or_api_is_an_offence() {
    for name in ["store", "api"] {
        let workspace = Workspace::new();
        workspace.write("server/src/cases/mod.rs", &format!("pub(crate) mod {name};\npub struct Case;\n"));
        workspace.write(&format!("server/src/cases/{name}.rs"), "");
        workspace.has_one_offence("server/src/cases/mod.rs:1", &[&format!("{name} is private to its room")]);
    }
}

#[test]
fn the_base_uses_no_room() {
    let workspace = Workspace::new();
    workspace.write("server/src/store.rs", "pub struct Transaction(crate::places::Place);\n");
    workspace.has_one_offence("server/src/store.rs:1", &["store uses no room"]);
}

#[test]
fn a_room_does_not_use_what_puts_the_rooms_together() {
    let workspace = Workspace::new();
    workspace.write("server/src/places.rs", "pub struct Place(Box<crate::app::App>);\n");
    workspace.has_one_offence("server/src/places.rs:1", &["app puts the rooms together"]);
}

#[test]
fn a_statement_that_names_a_table_of_a_room_without_an_arrow_is_an_offence() {
    let workspace = Workspace::new();
    workspace.write("server/src/officers/mod.rs", "pub struct Officer;\n");
    workspace.write("server/src/officers/01.sql", "CREATE TABLE officers (\n    id {id}\n) {rows};\n");
    fs::remove_file(workspace.0.path().join("server/src/officers.rs")).unwrap();
    let statement = "pub struct Place;\nconst LIST: &str = \"SELECT name FROM places\n JOIN officers ON TRUE\";\n";
    workspace.write("server/src/places.rs", statement);
    workspace
        .has_one_offence("server/src/places.rs:2", &["table officers of officers", "no arrow from places to officers"]);
    workspace.write("server/src/places.rs", "pub struct Place;\n");
    workspace
        .write("server/src/cases/01.sql", "CREATE TABLE cases (\n    opened_by {int} REFERENCES officers (id)\n);\n");
    workspace.is_in_order();
    workspace.write("server/src/codes/mod.rs", "pub use crate::cases::Case as Code;\n");
    workspace.write("server/src/codes/01.sql", "CREATE TABLE codes (by {int} REFERENCES officers (id));\n");
    fs::remove_file(workspace.0.path().join("server/src/codes.rs")).unwrap();
    workspace.is_in_order();
    workspace
        .write("server/src/officers/02.sql", "ALTER TABLE officers ADD COLUMN last {int} REFERENCES cases (id);\n");
    workspace
        .has_one_offence("server/src/officers/02.sql:1", &["table cases of cases", "no arrow from officers to cases"]);
}

#[test]
fn a_statement_inside_a_macro_counts() {
    let workspace = Workspace::new();
    workspace.write("server/src/cases/01.sql", "CREATE TABLE cases (id {id});\n");
    workspace.write("server/src/places.rs", "pub struct Place;\nfn list() { query!(\"SELECT id FROM cases\", 1); }\n");
    workspace.has_one_offence("server/src/places.rs:2", &["table cases of cases"]);
}

#[test]
fn a_top_module_that_is_not_listed_is_an_offence() {
    let workspace = Workspace::new();
    workspace.write("server/src/lib.rs", "mod ground;\nmod helpers;\nmod store;\n");
    workspace.write("server/src/helpers.rs", "");
    workspace.has_one_offence("server/src/helpers.rs:1", &["helpers is no room"]);
}

#[test]
fn non_exhaustive_is_an_offence() {
    let workspace = Workspace::new();
    workspace.write("protocol/src/keys.rs", "#[derive(Debug)]\n#[non_exhaustive]\npub enum DayKey { One }\n");
    workspace.has_one_offence("protocol/src/keys.rs:2", &["non_exhaustive"]);
    workspace
        .write("protocol/src/keys.rs", "pub enum DayKey {\n    #[cfg_attr(unix, non_exhaustive)]\n    One {},\n}\n");
    workspace.has_one_offence("protocol/src/keys.rs:2", &["non_exhaustive"]);
}

#[test]
fn a_module_with_a_folder_is_its_mod_rs() {
    let workspace = Workspace::new();
    workspace.write("phone/src/recorder.rs", "mod seats;\n");
    workspace.write("phone/src/recorder/seats.rs", "");
    workspace.has_one_offence("phone/src/recorder.rs:1", &["not its mod.rs"]);
}

#[test]
fn a_module_without_a_file_is_said_where_it_is_declared() {
    let workspace = Workspace::new();
    workspace.write("phone/src/lib.rs", "mod recorder;\n\nmod missing;\nmod store;\n");
    let error = check(workspace.0.path()).unwrap_err();
    assert_eq!(error.to_string(), "phone/src/lib.rs:3: no file for mod missing");
}

#[test]
fn a_file_belongs_to_the_package_in_whose_folder_it_lies() {
    let workspace = Workspace::new();
    let holders_of = |files: &[&str]| holders(workspace.0.path(), files).unwrap().join(" ");
    assert_eq!(holders_of(&["protocol/src/keys.rs"]), "protocol");
    assert_eq!(holders_of(&["phone/src/recorder.rs", "server/src/lib.rs", "docs/page.md"]), "authority phone");
    assert_eq!(holders_of(&["docs/page.md", "protocols/notes.txt"]), "");
    assert_eq!(holders_of(&["Cargo.lock"]), "authority phone protocol");
}
