//! Puts the commit and its date into the version, so that a report of a defect says which program it is about.
//!
//! Both come from the commit and not from the clock: the same source builds the same program. `ISOTONE_COMMIT` (such as
//! `1a2b3c4 2026-11-30`) stands in for git where the source is not a checkout, as in a package or an image.

use std::path::Path;
use std::process::Command;

fn main() {
    println!("cargo::rerun-if-env-changed=ISOTONE_COMMIT");
    println!("cargo::rerun-if-changed=build.rs");
    let version = std::env::var("CARGO_PKG_VERSION").unwrap_or_default();
    let given = std::env::var("ISOTONE_COMMIT").ok().filter(|commit| !commit.trim().is_empty());
    let commit = given.or_else(|| if is_release() { commit() } else { None });
    let told = commit.map_or(version.clone(), |commit| format!("{version} ({})", commit.trim()));
    // No name that begins with ISOTONE_: cargo hands it to what it runs, where such names are settings.
    println!("cargo::rustc-env=BUILT_AS={told}");
}

/// A debug build is built anew all day: it does not ask git each time.
fn is_release() -> bool {
    std::env::var("PROFILE").is_ok_and(|profile| profile == "release")
}

fn git(arguments: &[&str]) -> Option<String> {
    let output =
        Command::new("git").args(arguments).output().ok().filter(|output| output.status.success())?;
    Some(String::from_utf8(output.stdout).ok()?.trim().to_owned())
}

/// The commit of this checkout, unless the source lies in that of something else.
fn commit() -> Option<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().ok()?;
    let top = Path::new(&git(&["rev-parse", "--show-toplevel"])?).canonicalize().ok()?;
    if root != top {
        return None;
    }
    // It is written at every commit and checkout.
    let log = git(&["rev-parse", "--git-path", "logs/HEAD"])?;
    println!("cargo::rerun-if-changed={log}");
    git(&["log", "-1", "--format=%h %cs"])
}
