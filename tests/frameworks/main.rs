//! vaultlint under the frameworks that run hooks, and the snippets for them: what a user copies must work as it stands.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where")]

#[path = "../support/mod.rs"]
mod support;

#[cfg(unix)]
mod github;
#[cfg(unix)]
mod pre_commit;
mod snippets;

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_yaml::Value;
use support::{Run, TestVault, has_peer, write_program};

const DAMAGED: &str = "It wonâ€™t wait.\n";
const REPAIRED: &str = "It won’t wait.\n";

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn yaml(path: &str) -> Value {
    serde_yaml::from_str(&fs::read_to_string(root().join(path)).unwrap())
        .unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn strings(list: &Value) -> Vec<&str> {
    list.as_sequence().unwrap().iter().map(|one| one.as_str().unwrap()).collect()
}

/// Asserts that the program takes these arguments, without doing what they say.
fn assert_taken(words: &[&str]) {
    let mut words = words.to_vec();
    assert_eq!(words.remove(0), "vaultlint");
    words.retain(|word| *word != "--");
    words.push("--help");
    let run = Run::of(Command::new(env!("CARGO_BIN_EXE_vaultlint")).args(&words));
    assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{words:?}");
}

/// `PATH` with this vaultlint in front.
fn path_with_vaultlint() -> OsString {
    let here = Path::new(env!("CARGO_BIN_EXE_vaultlint")).parent().unwrap().to_owned();
    let rest = std::env::var_os("PATH").unwrap_or_default();
    std::env::join_paths([here].into_iter().chain(std::env::split_paths(&rest))).unwrap()
}
