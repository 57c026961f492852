//! vaultlint checks vaults of Markdown notes and fixes what it can prove.
pub mod text;
