//! What was probably meant by arguments that are none, in one line.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use clap::CommandFactory;
use clap::error::{ContextKind, ContextValue, ErrorKind};

use super::args::{CheckArgs, Cli};
use super::error::CliError;
use crate::output::escape_line;
use crate::rules::page;
use crate::source::RootError;
use crate::text::probable;

const PROGRAM: &str = "vaultlint";

/// Options of other programs, and what they are called here.
const OPTIONS: &[(&str, &str)] = &[
    ("--dry-run", "--diff"),
    ("--preview", "--diff"),
    ("--write", "--fix"),
    ("-w", "--fix"),
    ("-i", "--fix"),
    ("--apply", "--fix"),
    ("--autofix", "--fix"),
    ("--fix-all", "--fix"),
    ("--unsafe", "--unsafe-fixes"),
    ("--staged-only", "--staged"),
    ("--cached", "--staged"),
    ("--from", "--since"),
    ("--rules", "--select"),
    ("--rule", "--select"),
    ("-r", "--select"),
    ("-s", "--select"),
    ("--only", "--select"),
    ("--enable", "--select"),
    ("--disable", "--ignore"),
    ("--skip", "--ignore"),
    ("-f", "--format"),
    ("--reporter", "--format"),
    ("--output-format", "--format"),
    ("--json", "--format json"),
    ("--sarif", "--format sarif"),
    ("--github", "--format github"),
    ("-o", "--output"),
    ("--output-file", "--output"),
    ("--no-color", "--color never"),
    ("--silent", "--quiet"),
    ("-c", "--config"),
    ("--root", "--vault"),
    ("--cwd", "--vault"),
    ("--stdin", "--stdin-filename NAME"),
    ("--max-warnings", "--fail-on warning"),
    ("--exclude", "exclude: [GLOB]` in `.vaultlint.yaml"),
    ("--strict", "extends: strict` in `.vaultlint.yaml"),
];

/// Commands of other programs, and what they are called here.
const COMMANDS: &[(&str, &str)] = &[
    ("lint", "vaultlint"),
    ("run", "vaultlint"),
    ("test", "vaultlint"),
    ("fix", "vaultlint --fix"),
    ("format", "vaultlint --fix"),
    ("fmt", "vaultlint --fix"),
    ("diff", "vaultlint --diff"),
    ("staged", "vaultlint --staged"),
    ("rule", "vaultlint rules"),
    ("list", "vaultlint rules"),
    ("list", "vaultlint config show"),
    ("list", "vaultlint hook status"),
    ("list", "vaultlint undo --list"),
    ("install", "vaultlint hook install"),
    ("uninstall", "vaultlint hook uninstall"),
    ("accept", "vaultlint names accept"),
    ("reject", "vaultlint names reject"),
    ("review", "vaultlint names review"),
    ("schema", "vaultlint config schema"),
    ("show", "vaultlint config show"),
    ("validate", "vaultlint config check"),
    ("version", "vaultlint --version"),
    ("add", "vaultlint hook install"),
    ("merge", "vaultlint names accept"),
    ("mv", "vaultlint rename"),
    ("restore", "vaultlint undo"),
    ("revert", "vaultlint undo"),
];

/// What to say of arguments that are none. Help that was not asked for is help all the same.
pub(super) fn explain_usage_error(answer: &clap::Error) -> String {
    match answer.kind() {
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => answer.to_string().trim_end().to_owned(),
        _ => format!("vaultlint: {}", escape_line(&in_one_line(answer))),
    }
}

fn in_one_line(error: &clap::Error) -> String {
    let told = |kind| match error.get(kind) {
        Some(ContextValue::String(word)) => Some(word.clone()),
        // The nearest is the last.
        Some(ContextValue::Strings(words)) => words.last().cloned(),
        _ => None,
    };
    let usage = || match error.get(ContextKind::Usage) {
        Some(ContextValue::StyledStr(usage)) => usage.to_string().trim().replace("Usage: ", ""),
        _ => "vaultlint --help".to_owned(),
    };
    match error.kind() {
        ErrorKind::UnknownArgument => {
            let word = told(ContextKind::InvalidArg).unwrap_or_default();
            let command = command_of(&usage());
            let is_check = command == PROGRAM || command == "vaultlint check";
            let meant = OPTIONS.iter().find(|(other, _)| is_check && *other == word);
            let meant = meant.map(|(_, meant)| (*meant).to_owned());
            match meant.or_else(|| told(ContextKind::SuggestedArg)) {
                Some(meant) => format!("no option `{word}`; did you mean `{meant}`?"),
                None if word.starts_with('-') => {
                    format!("no option `{word}`; `{command} --help` lists them")
                }
                None if page(&word).is_some() => {
                    format!("unexpected `{word}`; did you mean `vaultlint explain {word}`?")
                }
                None if Path::new(&word).exists() => format!("unexpected `{word}`; did you mean `--vault {word}`?"),
                None => format!("unexpected `{word}`; it is `{}`", usage()),
            }
        }
        ErrorKind::InvalidSubcommand => {
            let word = told(ContextKind::InvalidSubcommand).unwrap_or_default();
            let near = told(ContextKind::SuggestedSubcommand);
            let near = near.map(|near| format!("did you mean `{near}`?"));
            let command = command_of(&usage());
            match suggest_command(&word, &command).or(near).or_else(|| suggest_for_word(&word, &command)) {
                Some(meant) => format!("no command `{word}`; {meant}"),
                None => format!("no command `{word}`; it is `{}`", usage()),
            }
        }
        ErrorKind::InvalidValue => {
            let option = told(ContextKind::InvalidArg).unwrap_or_default();
            let option = option.split(' ').next().unwrap_or_default();
            let known = match error.get(ContextKind::ValidValue) {
                Some(ContextValue::Strings(known)) if !known.is_empty() => format!("it is one of {}", known.join(", ")),
                _ => "`vaultlint --help` tells of it".to_owned(),
            };
            match (told(ContextKind::InvalidValue).filter(|value| !value.is_empty()), told(ContextKind::SuggestedValue))
            {
                (Some(value), Some(near)) => format!("{option}: no value `{value}`; did you mean `{near}`?"),
                (Some(value), None) => format!("{option}: no value `{value}`; {known}"),
                (None, _) => format!("{option} needs a value; {known}"),
            }
        }
        ErrorKind::ArgumentConflict => {
            let option = told(ContextKind::InvalidArg).unwrap_or_default();
            match told(ContextKind::PriorArg) {
                Some(other) => format!("{option} and {other} do not go together; leave one of them out"),
                None => format!("{option} stands alone; `vaultlint --help` tells of it"),
            }
        }
        ErrorKind::MissingRequiredArgument => {
            let missing = match error.get(ContextKind::InvalidArg) {
                Some(ContextValue::Strings(words)) => words.join(" "),
                _ => "an argument".to_owned(),
            };
            format!("missing {missing}; it is `{}`", usage())
        }
        ErrorKind::TooManyValues => {
            format!("{} takes no value", told(ContextKind::InvalidArg).unwrap_or_default())
        }
        _ => {
            let said = error.to_string();
            said.lines().next().unwrap_or_default().trim_start_matches("error: ").to_owned()
        }
    }
}

/// The words of a usage line up to the first that stands for another.
fn command_of(usage: &str) -> String {
    let words = usage.split_whitespace().take_while(|word| word.chars().all(|c| c.is_ascii_lowercase() || c == '-'));
    words.collect::<Vec<_>>().join(" ")
}

/// What to say of a command of another program, behind those of `outer`.
fn suggest_command(word: &str, outer: &str) -> Option<String> {
    let lower = word.to_lowercase();
    let mut meant = COMMANDS.iter().filter(|(other, meant)| *other == lower && meant.starts_with(outer));
    meant.next().map(|(_, meant)| format!("did you mean `{meant}`?"))
}

/// What to say of a word that stands where a command may, behind those of `outer`.
fn suggest_for_word(word: &str, outer: &str) -> Option<String> {
    if let Some(meant) = suggest_command(word, outer) {
        return Some(meant);
    }
    if outer != PROGRAM {
        return None;
    }
    if let Some(page) = page(&word.to_lowercase()) {
        return Some(format!("did you mean `{PROGRAM} explain {}`?", page.name));
    }
    let command = Cli::command();
    let known: Vec<&str> = command.get_subcommands().map(clap::Command::get_name).collect();
    let near = probable(word, known.into_iter())?;
    Some(format!("did you mean `vaultlint {near}`?"))
}

/// The arguments of a check with paths and rules as they were meant: `\` divides folders where such a file is there, and
/// rules are known in capitals too.
pub(super) fn normalize_args(args: &CheckArgs) -> CheckArgs {
    let path = |path: &PathBuf| with_slashes(path).unwrap_or_else(|| path.clone());
    let rule = |name: &String| {
        let lower = name.trim().to_lowercase().replace('_', "-");
        if page(&lower).is_some() { lower } else { name.trim().to_owned() }
    };
    let rules = |names: &[String]| match names.len() {
        0 | 1 => names.iter().map(rule).collect(),
        // A comma at the end names no rule.
        _ => names.iter().map(rule).filter(|name| !name.is_empty()).collect(),
    };
    CheckArgs {
        paths: args.paths.iter().map(path).collect(),
        select: rules(&args.select),
        ignore: rules(&args.ignore),
        ..args.clone()
    }
}

/// The path with `/` for `\`, where a file of that name is there and none of the other.
fn with_slashes(path: &Path) -> Option<PathBuf> {
    let slashes = PathBuf::from(path.to_str().filter(|path| path.contains('\\'))?.replace('\\', "/"));
    (fs::symlink_metadata(path).is_err() && fs::symlink_metadata(&slashes).is_ok()).then_some(slashes)
}

/// `failure`, with what was meant by a path that is not there.
pub(super) fn with_path_hint(failure: CliError, args: &CheckArgs) -> CliError {
    match failure {
        CliError::Root(RootError::Missing { path, reason })
            if reason.kind() == io::ErrorKind::NotFound && args.paths.contains(&path) =>
        {
            let help = suggest_path(&path, args);
            CliError::NoSuchPath { path, help }
        }
        failure => failure,
    }
}

fn suggest_path(path: &Path, args: &CheckArgs) -> Option<String> {
    let word = path.to_str()?;
    if page(word).is_some() && !args.select.is_empty() {
        let rules = args.select.iter().map(String::as_str).chain([word]);
        return Some(format!("did you mean `--select {}`?", rules.collect::<Vec<_>>().join(",")));
    }
    if let Some(meant) = suggest_for_word(word, PROGRAM) {
        return Some(meant);
    }
    let note = format!("{word}.md");
    if fs::symlink_metadata(&note).is_ok() {
        return Some(format!("did you mean `{note}`?"));
    }
    if word == "-" {
        return Some("`--stdin-filename NAME` reads a note from standard input".to_owned());
    }
    if word.starts_with("~/") {
        return Some("in quotes the shell does not expand `~`".to_owned());
    }
    if word.contains(['*', '?']) {
        return Some("a pattern is expanded by the shell, without quotes; name the folder instead".to_owned());
    }
    let folder = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let names = fs::read_dir(folder).ok()?.flatten().filter_map(|entry| entry.file_name().into_string().ok());
    let names: Vec<String> = names.filter(|name| !name.starts_with('.')).collect();
    let near = probable(path.file_name()?.to_str()?, names.iter().map(String::as_str))?;
    Some(format!("did you mean `{}`?", path.with_file_name(near).display()))
}
