//! vaultlint checks vaults of Markdown notes and fixes what it can prove.
pub mod config;
pub mod diagnostic;
pub mod engine;
#[cfg(feature = "cli")]
pub mod git;
pub mod mojibake;
pub mod names;
pub mod note;
pub mod rule;
pub mod rules;
#[cfg(feature = "cli")]
pub mod sink;
#[cfg(feature = "cli")]
pub mod source;
pub mod text;
pub mod vault;
