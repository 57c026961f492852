//! Records decisions on many names at once, from a list in an editor, as in `git rebase -i`, or from a program.
//!
//! `name X` begins a person; each line below is a verb and a form: `same` is wrong and is replaced, `alias` is also
//! correct, `different` is another person, `later` is not decided now, and not asked again until `--all`. `#` begins a
//! comment.

use std::io::{self, Read};
use std::path::Path;
use std::process::Command;

use super::decide::{Applying, decide};
use super::{load_people, open};
use crate::cli::args::NamesArgs;
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::config::names_file::Decision;
use crate::names::{Cluster, Member, Tier};
use crate::output::{Output, escape_line};
use crate::report::plural;

const HEAD: &str = "\
# Each person begins with `name`, the correct spelling; change it if another one is correct.
# The word before each other form says what to do with it:
#   same       wrong: replace it with the name above
#   alias      also correct: keep it
#   different  another person
#   later      do not decide now; a check does not ask again, and `vaultlint names review --all` does
# Saving records the decisions. An empty list records nothing.
";

pub(super) fn review(args: &NamesArgs, out: &mut Output) -> Result<Exit, CliError> {
    let vault = open(args)?;
    let (settings, index) = load_people(&vault)?;
    let people = index.people(settings.decisions());
    let is_postponed = |member: &Member| matches!(member.tier, Tier::Auto | Tier::Suggest) && member.is_postponed;
    let is_asked = |member: &Member| member.is_reported() || args.all && is_postponed(member);
    let clusters = &people.people().clusters;
    let is_open = |cluster: &&Cluster| cluster.members.iter().any(is_asked);
    let list: String = clusters.iter().filter(is_open).map(|cluster| block(cluster, is_asked)).collect();
    if list.is_empty() {
        let postponed =
            clusters.iter().flat_map(|cluster| &cluster.members).filter(|member| is_postponed(member)).count();
        writeln!(out, "no names to review")?;
        if postponed > 0 {
            writeln!(out, "{} for later: vaultlint names review --all", plural(postponed, "spelling"))?;
        }
        return Ok(Exit::Clean);
    }
    let file = tempfile::Builder::new().prefix("vaultlint-names-").suffix(".txt").tempfile()?;
    std::fs::write(file.path(), format!("{HEAD}{list}"))?;
    edit(file.path())?;
    let text = std::fs::read_to_string(file.path())?;
    decide(&vault, &parse(&text)?, Applying::from(args), "names review", out)
}

pub(super) fn apply(args: &NamesArgs, file: &Path, out: &mut Output) -> Result<Exit, CliError> {
    let mut text = String::new();
    if file == Path::new("-") {
        io::stdin().read_to_string(&mut text)?;
    } else {
        let read = std::fs::read_to_string(file);
        text = read.map_err(|reason| CliError::Output { path: file.to_owned(), reason })?;
    }
    decide(&open(args)?, &parse(&text)?, Applying::from(args), "names apply", out)
}

/// Returns the lines of a person, with the forms that are asked about.
fn block(cluster: &Cluster, is_asked: impl Fn(&Member) -> bool) -> String {
    let right = &cluster.canonical.best_guess;
    let spelling = match &cluster.canonical.form {
        Some(_) => cluster.canonical.reason.clone(),
        None => format!("undecided: {}", cluster.canonical.reason),
    };
    // Unescaped, a line break in a name would start a new decision.
    let mut block = format!("\nname {}  # {}\n", escape_line(right), escape_line(&spelling));
    for member in cluster.forms().filter(|member| member.form != *right) {
        let verb = match member.tier {
            Tier::Also if member.form != cluster.anchor.form => continue,
            Tier::Report => continue,
            Tier::Auto | Tier::Suggest if !is_asked(member) => continue,
            Tier::Auto if cluster.canonical.form.is_some() => "same",
            Tier::Auto | Tier::Suggest | Tier::Also => "later",
        };
        let (form, reasons) = (escape_line(&member.form), escape_line(&member.reasons.join(", ")));
        block += &format!("{verb} {form}  # {}; {reasons}\n", plural(member.notes, "note"));
    }
    block
}

/// Parses a list into decisions.
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
            return Err(bad(at, "expected a verb and a name"));
        }
        if verb == "name" {
            name = Some(form);
            continue;
        }
        let right = name.clone().ok_or_else(|| bad(at, "no `name` line above it"))?;
        match verb {
            "same" if form == right => {}
            "same" => decisions.push(Decision::Same { name: right, note: None, wrong: vec![form], also: Vec::new() }),
            "alias" => decisions.push(Decision::Same { name: right, note: None, wrong: Vec::new(), also: vec![form] }),
            "different" => decisions.push(Decision::Distinct(vec![right, form])),
            "later" if form == right => {}
            "later" => decisions.push(Decision::Later(vec![right, form])),
            _ => return Err(bad(at, "unknown verb; use name, same, alias, different or later")),
        }
    }
    Ok(decisions)
}

/// Opens the file in the editor of `GIT_EDITOR`, `VISUAL` or `EDITOR`, or in `vi`.
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
        assert_eq!(found.len(), 4);
        assert!(matches!(&found[3], Decision::Later(names) if names == &["Ada Byron", "Eda B."]));
        assert!(matches!(&found[0], Decision::Same { wrong, .. } if wrong == &["Ada Biron"]));
        assert!(matches!(&found[2], Decision::Distinct(names) if names == &["Ada Byron", "Ida Byron"]));
        for bad in ["same X\n", "name A\nsame\n", "name A\nfoo B\n"] {
            assert!(parse(bad).is_err(), "{bad}");
        }
    }
}
