//! Prints rules for tests that run the server's binary: an export each second, a warning after a minute at any
//! distance. Keys are published no earlier than in earnest, because the server's clock is the real one.

use lancan_protocol::rules::Rules;

fn main() -> Result<(), serde_json::Error> {
    let mut rules = Rules::for_test();
    let in_earnest = Rules::built_in().publication;
    rules.publication.while_in_use = in_earnest.while_in_use;
    rules.publication.wait_seconds = in_earnest.wait_seconds;
    serde_json::to_writer_pretty(std::io::stdout(), &rules)
}
