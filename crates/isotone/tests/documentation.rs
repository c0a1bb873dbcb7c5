//! What the documentation says of the program is what the program says of itself.

use std::path::{Path, PathBuf};
use std::process::Command;

fn docs() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs")
}

#[test]
fn the_page_of_sources_is_made_from_the_data() {
    let output =
        Command::new(env!("CARGO_BIN_EXE_isotone")).args(["sources", "--markdown"]).output().unwrap();
    let made = String::from_utf8(output.stdout).unwrap();
    let page = std::fs::read_to_string(docs().join("sources.md")).unwrap();
    assert!(page == made, "run: isotone sources --markdown > docs/sources.md");
}

#[test]
fn every_page_is_in_the_summary_and_every_link_between_pages_leads_somewhere() {
    let summary = std::fs::read_to_string(docs().join("SUMMARY.md")).unwrap();
    let mut pages = 0;
    for entry in std::fs::read_dir(docs()).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|of| of != "md") {
            continue;
        }
        let name = path.file_name().unwrap().to_str().unwrap();
        assert!(
            name == "SUMMARY.md" || summary.contains(&format!("({name})")),
            "{name} is not in SUMMARY.md"
        );
        let text = std::fs::read_to_string(&path).unwrap();
        for link in text.split("](").skip(1).filter_map(|rest| rest.split([')', '#']).next()) {
            let inside = !link.is_empty() && !link.contains("://");
            assert!(!inside || docs().join(link).exists(), "{name} links to {link}, which is not there");
        }
        pages += 1;
    }
    assert!(pages > 8, "only {pages} pages");
}
