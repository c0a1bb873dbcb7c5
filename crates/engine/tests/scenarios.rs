//! Every scenario of the project: what is given, and what the plan must say.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::path::{Path, PathBuf};

use engine::scenario::Scenario;

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else if path.extension().is_some_and(|extension| extension == "toml") {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn read(path: &Path) -> Scenario {
    let text = std::fs::read_to_string(path).unwrap();
    toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

#[tokio::test]
async fn every_scenario_holds() {
    let all = files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios"));
    assert!(all.len() >= 21, "{} scenarios", all.len());
    let mut wrong = Vec::new();
    for path in &all {
        let scenario = read(path);
        let outcome = scenario.play().await.unwrap();
        if let Some(rule) = &scenario.waits_for {
            let state = if outcome.holds() { "no longer waits for" } else { "waits for" };
            println!("{} {state} {rule}", path.display());
            for verdict in &outcome.verdicts {
                println!("    {verdict}");
            }
            continue;
        }
        assert!(
            outcome.verdicts.len() > 1 || scenario.expect.refused.is_some(),
            "{} expects nothing",
            path.display()
        );
        let failed = outcome.verdicts.iter().filter(|verdict| !verdict.holds);
        wrong.extend(failed.map(|verdict| format!("{}: {verdict}", scenario.title)));
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}
