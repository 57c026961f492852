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
pub mod beneath;
#[cfg(feature = "cli")]
pub mod cache;
#[cfg(feature = "cli")]
pub mod cli;
pub mod config;
pub mod diagnostic;
pub mod engine;
#[cfg(feature = "cli")]
pub mod git;
pub mod mojibake;
pub mod names;
pub mod note;
#[cfg(feature = "cli")]
pub mod output;
#[cfg(feature = "cli")]
pub mod process;
#[cfg(feature = "cli")]
pub mod report;
pub mod rule;
pub mod rules;
#[cfg(feature = "cli")]
pub mod sink;
#[cfg(feature = "cli")]
pub mod source;
pub mod text;
pub mod vault;
