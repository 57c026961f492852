//! vaultlint checks vaults of Markdown notes (Obsidian) and fixes what it can prove.
//!
//! The floors, each of which knows only those before it: [`text`] (spans, edits, lines), [`mojibake`] and [`names`]
//! (engines that know nothing of notes), [`note`] (one note, parsed once), [`vault`] (what one note may ask of the
//! others), [`diagnostic`], [`rule`], [`rules`], [`config`], [`engine`]. So far there is no I/O. With the feature `cli`
//! (on by default) come `process`, `beneath`, `git`, `output`, `cache`, `source`, `sink`, `report` and `cli`.
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
