//! Connections against simulated providers: each trap is a switch of the simulator and a test.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod afterwards;
mod devices;
mod garmin;
mod garmin_personal;
mod holes;
mod house;
mod intervals;
mod neighbours;
mod onlookers;
mod order;
mod others;
mod strava;
mod tokens;
mod withings;

#[test]
fn the_page_of_faults_names_tests_that_exist() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let page = std::fs::read_to_string(root.join("docs/connections-traps.md")).unwrap();
    let mut count = 0;
    for row in page.lines().filter(|line| line.starts_with("| ") && line.contains("` in `")) {
        let (before, path) = row.split_once("` in `").unwrap();
        let name = before.rsplit_once('`').unwrap().1;
        let source = std::fs::read_to_string(root.join(path.split_once('`').unwrap().0)).unwrap();
        assert!(source.contains(&format!("fn {name}()")), "{row}");
        count += 1;
        assert!(row.starts_with(&format!("| {count} |")), "{row}");
    }
    assert_eq!(count, 99);
}

/// What an operator and an athlete need to know of each provider, in the same order on every page.
#[test]
fn every_provider_has_a_page_that_says_the_five_things() {
    let docs = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs");
    let known = connect::providers::KNOWN.iter().map(|(name, _)| name.trim_end_matches("-personal"));
    for name in known.chain(["apple-health"]) {
        let page = std::fs::read_to_string(docs.join(format!("connections-{name}.md"))).unwrap();
        for heading in [
            "What the operator does",
            "What the athlete does",
            "What comes",
            "What may be done with it",
            "What could not be verified",
        ] {
            assert!(page.contains(&format!("\n## {heading}\n")), "{name} does not say: {heading}");
        }
    }
}
