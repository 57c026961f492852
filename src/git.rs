//! The repository: what is staged, what a revision holds, and one way to write the index.
//!
//! git2 reads objects, references and revisions, and the program `git` where git2 refuses; `gix-index` reads the index (ten
//! times as fast); the program `git` writes. Plain values come out of here, never a type of a library underneath.

mod changes;
mod command;
mod committing;
mod discover;
mod error;
mod fail_point;
mod history;
mod ignoring;
mod index;
mod interrupt;
mod library;
mod moves;
mod object;
mod objects;
mod own_folder;
mod place;
mod plumbing;
mod quoting;
mod refresh;
mod renames;
mod repository;
mod stage;
mod staged;
mod trees;
mod vault_folder;

pub use changes::{Before, Changed, Changes};
pub use command::GitCommand;
pub use committing::is_commit_empty;
pub use error::GitError;
pub use fail_point::{coarsest_time, fail_point, reads_by_program};
pub use history::CommitName;
pub use ignoring::Ignoring;
pub use index::{Entry, FileKind, Index};
pub use moves::{history_of, move_entries, path_in};
pub use object::{BlobId, ObjectId, blob_id};
pub use objects::{Objects, TreeFile};
pub use place::Place;
pub use refresh::refresh;
pub use repository::Repository;
pub use stage::{NewBlob, stage, sweep, write_objects};
pub use vault_folder::VaultFolder;
