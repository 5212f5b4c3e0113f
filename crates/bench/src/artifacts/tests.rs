use std::fs;

use super::Workspace;

/// What a manifest says of the release profile.
fn release_profile(manifest: &str) -> Vec<String> {
    let workspace = Workspace::find("release", false).unwrap();
    let text = fs::read_to_string(workspace.file(manifest)).unwrap();
    let (_, after) = text.split_once("[profile.release]\n").unwrap();
    after.lines().take_while(|line| line.contains('=')).map(str::to_owned).collect()
}

#[test]
fn the_peers_are_built_with_the_flags_of_the_functions() {
    let ours = release_profile("Cargo.toml");
    assert!(ours.iter().any(|line| line.starts_with("opt-level")), "{ours:?}");
    assert_eq!(release_profile("crates/bench/peers/rust/Cargo.toml"), ours);
}
