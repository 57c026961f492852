//! Decides on many names at once: a list in an editor, as for `git rebase -i`, or the same list from a program.
//!
//! `name X` begins a person; each line below is a verb and a form: `same` is wrong and is rewritten, `alias` is right too,
//! `different` is somebody else, `later` is not decided now. `#` begins a comment.

use std::io::{self, Read};
use std::path::Path;
use std::process::Command;

use super::decide::decide;
use super::{load_people, open};
use crate::cli::Exit;
use crate::cli::args::NamesArgs;
use crate::cli::error::CliError;
use crate::config::names_file::Decision;
use crate::names::{Cluster, Tier};
use crate::output::{Output, escape_line};

const HEAD: &str = "\
# Each person begins with `name`: the spelling that is right; change it where another one is.
# Before each other form stands what it is:
#   same       wrong: the name above is written in its place
#   alias      right too: it stays
#   different  somebody else
#   later      not decided now
# Saving applies it. A list without lines changes nothing.
";

pub(super) fn review(args: &NamesArgs, out: &mut Output) -> Result<Exit, CliError> {
    let vault = open(args)?;
    let (settings, index) = load_people(&vault)?;
    let people = index.people(settings.decisions());
    let is_open =
        |cluster: &&Cluster| cluster.members.iter().any(|member| matches!(member.tier, Tier::Auto | Tier::Suggest));
    let list: String = people.people().clusters.iter().filter(is_open).map(block).collect();
    if list.is_empty() {
        writeln!(out, "no name waits for a decision")?;
        return Ok(Exit::Clean);
    }
    let file = tempfile::Builder::new().prefix("vaultlint-names-").suffix(".txt").tempfile()?;
    std::fs::write(file.path(), format!("{HEAD}{list}"))?;
    edit(file.path())?;
    let text = std::fs::read_to_string(file.path())?;
    decide(&vault, &parse(&text)?, args.apply, "names review", out)
}

pub(super) fn apply(args: &NamesArgs, file: &Path, out: &mut Output) -> Result<Exit, CliError> {
    let mut text = String::new();
    if file == Path::new("-") {
        io::stdin().read_to_string(&mut text)?;
    } else {
        let read = std::fs::read_to_string(file);
        text = read.map_err(|reason| CliError::Output { path: file.to_owned(), reason })?;
    }
    decide(&open(args)?, &parse(&text)?, args.apply, "names apply", out)
}

fn block(cluster: &Cluster) -> String {
    let right = &cluster.canonical.best_guess;
    let spelling = match &cluster.canonical.form {
        Some(_) => cluster.canonical.reason.clone(),
        None => format!("cannot tell: {}", cluster.canonical.reason),
    };
    // A line break in it would begin a decision.
    let mut block = format!("\nname {}  # {}\n", escape_line(right), escape_line(&spelling));
    for member in cluster.forms().filter(|member| member.form != *right) {
        let verb = match member.tier {
            Tier::Also if member.form != cluster.anchor.form => continue,
            Tier::Report => continue,
            Tier::Auto if cluster.canonical.form.is_some() => "same",
            Tier::Auto | Tier::Suggest | Tier::Also => "later",
        };
        let (form, reasons) = (escape_line(&member.form), escape_line(&member.reasons.join(", ")));
        block += &format!("{verb} {form}  # {} notes; {reasons}\n", member.notes);
    }
    block
}

/// Reads a list into decisions.
fn parse(text: &str) -> Result<Vec<Decision>, CliError> {
    let bad = |line: usize, why: &str| CliError::Review { line: line + 1, why: why.to_owned() };
    let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n").replace('\r', "\n").replace('\t', "  ");
    let mut decisions = Vec::new();
    let mut name: Option<String> = None;
    for (at, line) in text.lines().enumerate() {
        let line = line.split("  #").next().unwrap_or_default().trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let (verb, form) = line.split_once(char::is_whitespace).map_or((line, ""), |(verb, form)| (verb, form));
        let form = form.split_whitespace().collect::<Vec<_>>().join(" ");
        if form.is_empty() {
            return Err(bad(at, "a line is a verb and a name"));
        }
        if verb == "name" {
            name = Some(form);
            continue;
        }
        let right = name.clone().ok_or_else(|| bad(at, "no `name` stands above it"))?;
        match verb {
            "same" if form == right => {}
            "same" => decisions.push(Decision::Same { name: right, note: None, wrong: vec![form], also: Vec::new() }),
            "alias" => decisions.push(Decision::Same { name: right, note: None, wrong: Vec::new(), also: vec![form] }),
            "different" => decisions.push(Decision::Distinct(vec![right, form])),
            "later" => {}
            _ => return Err(bad(at, "the verbs are name, same, alias, different, later")),
        }
    }
    Ok(decisions)
}

/// Opens the editor that Git would open.
fn edit(path: &Path) -> Result<(), CliError> {
    let editor = ["GIT_EDITOR", "VISUAL", "EDITOR"].iter().find_map(|name| std::env::var(name).ok());
    let editor = editor.filter(|editor| !editor.trim().is_empty()).unwrap_or_else(|| "vi".to_owned());
    let mut command = match cfg!(windows) {
        true => {
            let mut command = Command::new("cmd");
            command.arg("/C").arg(format!("{editor} \"{}\"", path.display()));
            command
        }
        false => {
            let mut command = Command::new("sh");
            command.arg("-c").arg(format!("{editor} \"$1\"")).arg("vaultlint").arg(path);
            command
        }
    };
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(CliError::Editor { editor, why: status.to_string() }),
        Err(error) => Err(CliError::Editor { editor, why: error.to_string() }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_decisions() {
        let text = "\u{feff}# x\nname Ada Byron  # why\nsame\tAda  Biron\t# 2 notes\nalias A. Byron\ndifferent Ida Byron\nlater Eda B.\n";
        let found = parse(text).unwrap_or_default();
        assert_eq!(found.len(), 3);
        assert!(matches!(&found[0], Decision::Same { wrong, .. } if wrong == &["Ada Biron"]));
        assert!(matches!(&found[2], Decision::Distinct(names) if names == &["Ada Byron", "Ida Byron"]));
        for bad in ["same X\n", "name A\nsame\n", "name A\nfoo B\n"] {
            assert!(parse(bad).is_err(), "{bad}");
        }
    }
}
