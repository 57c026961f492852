//! `vaultlint names list` and `export`.

use std::collections::BTreeMap;

use super::{load_people, open};
use crate::cli::args::{ListFormat, NamesArgs};
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::cli::vault_run::from_here;
use crate::output::{Output, escape_line};
use crate::report::{NamesLimit, names_json, names_text};

/// The number of people listed without `--all`.
const MAX_SHOWN: usize = 12;

pub(super) fn list(args: &NamesArgs, out: &mut Output) -> Result<Exit, CliError> {
    let vault = open(args)?;
    let (settings, index) = load_people(&vault)?;
    let people = index.people(settings.decisions());
    let shown = if args.all { NamesLimit::All } else { NamesLimit::First(MAX_SHOWN) };
    match args.format {
        ListFormat::Json => names_json(people, &from_here(&vault), out)?,
        ListFormat::Text => names_text(people, shown, out)?,
    }
    Ok(Exit::Clean)
}

/// Prints the recorded spellings for programs that write transcripts: each correct name with its wrong forms.
pub(super) fn export(args: &NamesArgs, out: &mut Output) -> Result<Exit, CliError> {
    let vault = open(args)?;
    let (settings, _) = load_people(&vault)?;
    let mut by_name = BTreeMap::<&str, Vec<&str>>::new();
    for decided in settings.decisions().corrections() {
        by_name.entry(&decided.name).or_default().push(&decided.wrong);
    }
    match args.format {
        ListFormat::Json => {
            out.write_json(&by_name)?;
            writeln!(out)?;
        }
        ListFormat::Text => {
            for (name, wrong) in by_name {
                let wrong: Vec<_> = wrong.into_iter().map(escape_line).collect();
                writeln!(out, "Write \"{}\", never \"{}\".", escape_line(name), wrong.join("\", \""))?;
            }
        }
    }
    Ok(Exit::Clean)
}
