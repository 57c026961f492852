//! vaultlint checks vaults of Markdown notes (Obsidian) and fixes what it can prove.
//!
//! Each layer depends only on those before it: [`text`] (spans, edits, lines), [`mojibake`] and [`names`] (engines
//! independent of notes), [`note`] (one note, parsed once), [`vault`] (facts about other notes), [`diagnostic`],
//! [`rule`], [`rules`], [`config`], [`engine`]. None of these does I/O. The feature `cli` (on by default) adds
//! `process`, `beneath`, `git`, `output`, `cache`, `source`, `sink`, `report` and `cli`.
//!
//! ```
//! use vaultlint::mojibake;
//!
//! assert_eq!(mojibake::repaired("Acmeâ€™s plan"), "Acme’s plan");
//! assert_eq!(mojibake::repaired("NÃO É AÇÃO"), "NÃO É AÇÃO");
//! ```

#[cfg(feature = "cli")]
mod beneath;
#[cfg(feature = "cli")]
mod cache;
#[cfg(feature = "cli")]
mod cli;
pub mod config;
pub mod diagnostic;
pub mod engine;
#[cfg(feature = "cli")]
mod git;
pub mod mojibake;
pub mod names;
pub mod note;
#[cfg(feature = "cli")]
mod output;
#[cfg(feature = "cli")]
mod process;
#[cfg(feature = "cli")]
mod report;
pub mod rule;
pub mod rules;
#[cfg(feature = "cli")]
mod sink;
#[cfg(feature = "cli")]
mod source;
pub mod text;
pub mod vault;

#[cfg(feature = "cli")]
pub use cli::main;

/// What the tests and benchmarks of this repository use of the program; no part of the library's interface.
#[cfg(feature = "cli")]
#[doc(hidden)]
pub mod internals {
    pub use crate::cache::{Cache, CachedContent};
    pub use crate::git::{
        FileKind, GitError, Index, NewBlob, ObjectId, ObjectStore, Repository, TrackedFile, VaultPrefix,
        write_blobs_to_index, write_objects,
    };
    pub use crate::output::Output;
    pub use crate::report::{
        CheckedNotes, CheckedVersion, ComparedWith, Omission, OmissionKind, RuleRun, Scope, VaultRun, github, json,
        sarif,
    };
    pub use crate::sink::{UndoStore, write};
    pub use crate::source::walk;
}
