//! Access to a Git repository: staged changes, revisions, and the one way to write the index.
//!
//! libgit2 (git2) reads objects, references and revisions, or `git` itself where libgit2 cannot. `gix-index` reads the
//! index because it is ten times as fast. `git` does all writing. No type of these libraries is part of this module's
//! interface.

mod changes;
mod command;
mod data_folder;
mod discover;
mod empty_commit;
mod error;
mod exclude_config;
mod fail_point;
mod git_cli;
mod history;
mod index;
mod libgit2;
mod moves;
mod object_id;
mod object_reader;
mod object_store;
mod quoting;
mod refresh;
mod remove_on_exit;
mod renames;
mod repository;
mod staged;
mod trees;
mod vault_folder;
mod vault_prefix;
mod write_index;

pub use changes::TrackedFile;
pub(crate) use changes::{ChangedFile, Changes};
pub(crate) use command::GitCommand;
pub(crate) use empty_commit::is_commit_empty;
pub use error::GitError;
pub(crate) use exclude_config::ExcludeConfig;
pub(crate) use fail_point::{fail_point, reads_with_git_cli, timestamp_granularity};
pub(crate) use history::CommitSummary;
pub use index::{FileKind, Index};
pub(crate) use moves::{history_version, move_entries, path_in_repository, read_history};
pub use object_id::ObjectId;
pub(crate) use object_id::blob_id;
pub use object_store::ObjectStore;
pub(crate) use refresh::refresh;
pub use repository::Repository;
pub(crate) use vault_folder::VaultFolder;
pub use vault_prefix::VaultPrefix;
pub(crate) use write_index::remove_leftovers;
pub use write_index::{NewBlob, write_blobs_to_index, write_objects};
