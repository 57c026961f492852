//! A table of hostile inputs: whatever a stranger's vault holds, a run ends with exit code 0, 1 or 2, touches nothing outside
//! the vault, runs no program that the vault names, shows nothing of a file outside, and writes nothing raw to a terminal.

#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where")]

#[path = "../support/mod.rs"]
mod support;

mod configs;
mod environments;
mod file_names;
mod links;
mod names_files;
mod notes;
mod repositories;
mod undo_steps;
mod world;

use world::{Hostile, World};

fn hold(table: &[Hostile]) {
    let mut failures = Vec::new();
    for hostile in table {
        let world = World::new();
        (hostile.build)(&world);
        failures.extend(world.attack(hostile));
    }
    assert!(failures.is_empty(), "{} faults:\n{}", failures.len(), failures.join("\n"));
}

#[test]
fn file_names_hold() {
    hold(file_names::TABLE);
}

#[test]
fn links_and_special_files_hold() {
    hold(links::TABLE);
}

#[test]
fn configs_hold() {
    hold(configs::TABLE);
}

#[test]
fn names_files_hold() {
    hold(names_files::TABLE);
}

#[test]
fn notes_hold() {
    hold(notes::TABLE);
}

#[test]
fn undo_steps_hold() {
    hold(undo_steps::TABLE);
}

#[test]
fn repositories_hold() {
    hold(repositories::TABLE);
}

#[test]
fn environments_hold() {
    hold(environments::TABLE);
}

#[test]
fn the_table_has_a_hundred_inputs_and_each_its_own_name() {
    let all = [
        file_names::TABLE,
        links::TABLE,
        configs::TABLE,
        names_files::TABLE,
        notes::TABLE,
        undo_steps::TABLE,
        repositories::TABLE,
        environments::TABLE,
    ];
    let mut names: Vec<&str> = all.iter().flat_map(|table| table.iter()).map(|hostile| hostile.name).collect();
    assert!(names.len() >= 100, "{}", names.len());
    names.sort_unstable();
    let count = names.len();
    names.dedup();
    assert_eq!(names.len(), count);
}
