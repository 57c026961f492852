//! What the arguments of `vaultlint rename` ask for.

use std::collections::BTreeSet;
use std::path::Path;

use crate::cli::args::RenameArgs;
use crate::cli::error::CliError;
use crate::diagnostic::Retarget;
use crate::engine::{Rename, RenameError, sibling_path};
use crate::note::{file_name, folder, note_folder, stem};
use crate::source::Vault;
use crate::text::nearest;
use crate::vault::{VAULT_MARKERS, fold};

/// Parses the arguments into a rename.
pub(super) fn parse_rename(vault: &Vault, args: &RenameArgs) -> Result<Rename, CliError> {
    let below = format!("{}/", args.old.trim_end_matches('/'));
    let is_path = |path: &String| *path == args.old || *path == format!("{}.md", args.old) || path.starts_with(&below);
    let heading = args.old.split_once('#').filter(|_| !vault.files().iter().any(is_path));
    if let Some((note, heading)) = heading {
        let path = find(vault, note)?;
        let to = args.new.trim_start_matches('#').trim().to_owned();
        return Ok(Rename { path, to: Retarget::Heading { from: heading.trim().to_owned(), to } });
    }
    let inside = args.new.strip_prefix(&format!("{}/", vault.root.display()));
    let new = inside.unwrap_or(&args.new);
    if new.starts_with('/') {
        return Err(CliError::Rename(RenameError::InvalidName(new.to_owned())));
    }
    let path = match find(vault, &args.old) {
        Err(CliError::NoSuchNote { name, near }) => match find_folder(vault, &args.old)? {
            Some(path) => return Ok(Rename { to: Retarget::Folder { to: new_folder(&path, new) }, path }),
            None => return Err(CliError::NoSuchNote { name, near }),
        },
        found => found?,
    };
    // The note at the root of a vault inside stands for no folder.
    let is_vault =
        |folder: &str| VAULT_MARKERS.iter().any(|marker| vault.files().contains(&format!("{folder}/{marker}")));
    if let Some(folder) = note_folder(&path).filter(|folder| is_folder_name(&path, new) && !is_vault(folder)) {
        let to = match new.rsplit_once('/') {
            Some((above, name)) if fold(stem(name)) == fold(stem(&path)) && note_folder(new).is_some() => {
                above.to_owned()
            }
            _ => new_folder(folder, new),
        };
        return Ok(Rename { path: folder.to_owned(), to: Retarget::Folder { to } });
    }
    let name = stem(new);
    let to = match new.rsplit_once('/') {
        Some((folder, "")) => in_folder(folder, file_name(&path)),
        Some((folder, _)) => in_folder(folder, &format!("{name}.md")),
        None => sibling_path(&path, name),
    };
    Ok(Rename { path, to: Retarget::Note { to } })
}

/// Returns whether `new` is a name for the folder of the folder note at `path`, and not one for the file.
fn is_folder_name(path: &str, new: &str) -> bool {
    let is_file = fold(new).ends_with(".md");
    match new.rsplit_once('/') {
        Some((above, _)) if is_file => {
            fold(file_name(new)) == fold(file_name(path))
                && note_folder(new).is_some()
                && fold(above) != fold(folder(path))
        }
        _ => !is_file && note_folder(&format!("x/{new}.md")).is_none(),
    }
}

/// Returns the new path of the folder at `path`: a name, a path, or a folder to move it into.
fn new_folder(path: &str, new: &str) -> String {
    match new.rsplit_once('/') {
        Some((above, "")) => in_folder(above, file_name(path)),
        Some((".", name)) => name.to_owned(),
        Some(_) => new.to_owned(),
        None => in_folder(folder(path), new),
    }
}

/// Finds the folder `typed`: a path from the current directory or from the vault's root, or the name of the only folder
/// that has a folder note.
fn find_folder(vault: &Vault, typed: &str) -> Result<Option<String>, CliError> {
    let files = vault.files();
    let is_folder = |path: &str| {
        let below = format!("{path}/");
        !path.is_empty() && files.iter().any(|file| file.starts_with(&below))
    };
    if let Some(path) = path_here(vault, typed).filter(|path| is_folder(path)) {
        return Ok(Some(path));
    }
    let typed = typed.trim_end_matches('/');
    if is_folder(typed) {
        return Ok(Some(typed.to_owned()));
    }
    let folders = files.iter().filter_map(|path| note_folder(path));
    let is_match = |path: &&str| fold(path) == fold(typed) || fold(file_name(path)) == fold(typed);
    let found: BTreeSet<&str> = folders.filter(is_match).collect();
    match found.len() {
        0 | 1 => Ok(found.first().map(|path| (*path).to_owned())),
        _ => {
            let paths = found.into_iter().map(str::to_owned).collect();
            Err(CliError::AmbiguousNote { name: typed.to_owned(), paths })
        }
    }
}

/// Returns the path from the vault's root of what is at `typed`, from the current directory.
fn path_here(vault: &Vault, typed: &str) -> Option<String> {
    let here = Path::new(typed).canonicalize().ok()?;
    let here = here.strip_prefix(&vault.root).ok()?;
    Some(here.iter().map(|part| part.to_string_lossy()).collect::<Vec<_>>().join("/"))
}

fn in_folder(folder: &str, name: &str) -> String {
    match folder.trim_matches('/') {
        "" | "." => name.to_owned(),
        folder => format!("{folder}/{name}"),
    }
}

/// Finds the note named `typed`: a path from the current directory or from the vault's root, or a unique note name.
fn find(vault: &Vault, typed: &str) -> Result<String, CliError> {
    let ended = if fold(typed).ends_with(".md") { typed.to_owned() } else { format!("{typed}.md") };
    let files = vault.files();
    if let Some(path) = path_here(vault, &ended).filter(|path| files.contains(path)) {
        return Ok(path);
    }
    if files.contains(&ended) {
        return Ok(ended);
    }
    let is_match = |path: &&String| fold(path) == fold(&ended) || fold(file_name(path)) == fold(&ended);
    let found: Vec<&String> = files.iter().filter(is_match).collect();
    match found[..] {
        [only] => Ok(only.clone()),
        [] => {
            let names = files.iter().filter(|path| fold(path).ends_with(".md")).map(|path| stem(path));
            Err(CliError::NoSuchNote { name: typed.to_owned(), near: nearest(stem(typed), names).map(str::to_owned) })
        }
        [..] => {
            let paths = found.into_iter().cloned().collect();
            Err(CliError::AmbiguousNote { name: typed.to_owned(), paths })
        }
    }
}
