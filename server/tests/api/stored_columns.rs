//! docs/data-protection.md names everything that is stored.

use lancan_server::store::Value;

use crate::support::World;

/// The words between backquotes in the rows of the page's table whose first column names this table.
fn described(page: &str, table: &str) -> Vec<String> {
    let quoted = |text: &str| text.split('`').skip(1).step_by(2).map(str::to_owned).collect::<Vec<_>>();
    let rows = page.lines().filter(|line| {
        let first = line.strip_prefix("| ").and_then(|line| line.split('|').next()).unwrap_or_default();
        quoted(first).iter().any(|name| name == table)
    });
    rows.flat_map(quoted).collect()
}

fn texts(world: &World, query: &str) -> Vec<String> {
    let text = |row: Vec<Value>| match row.into_iter().next() {
        Some(Value::Text(text)) => text,
        other => panic!("{other:?}"),
    };
    world.rows(query).into_iter().map(text).collect()
}

#[test]
fn every_stored_column_stands_in_the_page_on_data_protection() {
    let page = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/data-protection.md");
    let page = std::fs::read_to_string(page).unwrap();
    let world = World::new();
    let tables =
        texts(&world, "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY 1");
    assert!(tables.len() > 20);
    let mut missing = Vec::new();
    for table in tables {
        let described = described(&page, &table);
        let columns = texts(&world, &format!("SELECT name FROM pragma_table_info('{table}')"));
        missing.extend(
            columns.into_iter().filter(|column| !described.contains(column)).map(|column| format!("{table}.{column}")),
        );
    }
    assert!(missing.is_empty(), "not in docs/data-protection.md: {missing:?}");
}
