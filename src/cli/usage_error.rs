//! One-line errors for invalid arguments, with what was probably meant.

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

/// Options of other programs, with their equivalents here.
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

/// Commands of other programs, with their equivalents here.
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
    ("show", "vaultlint config show"),
    ("validate", "vaultlint config check"),
    ("version", "vaultlint --version"),
    ("add", "vaultlint hook install"),
    ("merge", "vaultlint names accept"),
    ("mv", "vaultlint rename"),
    ("restore", "vaultlint undo"),
    ("revert", "vaultlint undo"),
];

/// Returns the message for invalid arguments. Help for a missing argument or subcommand is kept in full.
pub(super) fn explain_usage_error(answer: &clap::Error) -> String {
    match answer.kind() {
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => answer.to_string().trim_end().to_owned(),
        _ => format!("vaultlint: {}", escape_line(&in_one_line(answer))),
    }
}

fn in_one_line(error: &clap::Error) -> String {
    let context = |kind| match error.get(kind) {
        Some(ContextValue::String(word)) => Some(word.clone()),
        // The closest suggestion is last.
        Some(ContextValue::Strings(words)) => words.last().cloned(),
        _ => None,
    };
    let usage = || match error.get(ContextKind::Usage) {
        Some(ContextValue::StyledStr(usage)) => usage.to_string().trim().replace("Usage: ", ""),
        _ => "vaultlint --help".to_owned(),
    };
    match error.kind() {
        ErrorKind::UnknownArgument => {
            let word = context(ContextKind::InvalidArg).unwrap_or_default();
            let command = command_of(&usage());
            let is_check = command == PROGRAM || command == "vaultlint check";
            let meant = OPTIONS.iter().find(|(other, _)| is_check && *other == word);
            let meant = meant.map(|(_, meant)| (*meant).to_owned());
            match meant.or_else(|| context(ContextKind::SuggestedArg)) {
                Some(meant) => format!("unknown option `{word}`; did you mean `{meant}`?"),
                None if word.starts_with('-') => {
                    format!("unknown option `{word}`; `{command} --help` lists them")
                }
                None if page(&word).is_some() => {
                    format!("unexpected `{word}`; did you mean `vaultlint explain {word}`?")
                }
                None if Path::new(&word).exists() => format!("unexpected `{word}`; did you mean `--vault {word}`?"),
                None => format!("unexpected `{word}`; usage: `{}`", usage()),
            }
        }
        ErrorKind::InvalidSubcommand => {
            let word = context(ContextKind::InvalidSubcommand).unwrap_or_default();
            let near = context(ContextKind::SuggestedSubcommand);
            let near = near.map(|near| format!("did you mean `{near}`?"));
            let command = command_of(&usage());
            match suggest_command(&word, &command).or(near).or_else(|| suggest_for_word(&word, &command)) {
                Some(meant) => format!("unknown command `{word}`; {meant}"),
                None => format!("unknown command `{word}`; usage: `{}`", usage()),
            }
        }
        ErrorKind::InvalidValue => {
            let option = context(ContextKind::InvalidArg).unwrap_or_default();
            let option = option.split(' ').next().unwrap_or_default().trim_matches(['[', ']', '<', '>', '.']);
            let known = match error.get(ContextKind::ValidValue) {
                Some(ContextValue::Strings(known)) if !known.is_empty() => {
                    format!("valid values: {}", known.join(", "))
                }
                _ => "see `vaultlint --help`".to_owned(),
            };
            match (
                context(ContextKind::InvalidValue).filter(|value| !value.is_empty()),
                context(ContextKind::SuggestedValue),
            ) {
                (Some(value), Some(near)) => {
                    format!("`{value}` is not a valid value of `{option}`; did you mean `{near}`?")
                }
                (Some(value), None) => format!("`{value}` is not a valid value of `{option}`; {known}"),
                (None, _) => format!("{option} needs a value; {known}"),
            }
        }
        ErrorKind::ArgumentConflict => {
            let option = context(ContextKind::InvalidArg).unwrap_or_default();
            match context(ContextKind::PriorArg) {
                Some(other) => format!("{option} and {other} cannot be used together; remove one of them"),
                None => format!("{option} cannot be used with other arguments; see `vaultlint --help`"),
            }
        }
        ErrorKind::MissingRequiredArgument => {
            let missing = match error.get(ContextKind::InvalidArg) {
                Some(ContextValue::Strings(words)) => words.join(" "),
                _ => "an argument".to_owned(),
            };
            format!("missing {missing}; usage: `{}`", usage())
        }
        ErrorKind::TooManyValues => {
            format!("{} takes no value", context(ContextKind::InvalidArg).unwrap_or_default())
        }
        _ => {
            let message = error.to_string();
            message.lines().next().unwrap_or_default().trim_start_matches("error: ").to_owned()
        }
    }
}

/// Returns the command in a usage line: its words before the first option or placeholder.
fn command_of(usage: &str) -> String {
    let is_word = |word: &&str| !word.starts_with('-') && word.chars().all(|c| c.is_ascii_lowercase() || c == '-');
    let words = usage.split_whitespace().take_while(is_word);
    words.collect::<Vec<_>>().join(" ")
}

/// Suggests the equivalent below `outer` of a command of another program.
fn suggest_command(word: &str, outer: &str) -> Option<String> {
    let lower = word.to_lowercase();
    let mut meant = COMMANDS.iter().filter(|(other, meant)| *other == lower && meant.starts_with(outer));
    meant.next().map(|(_, meant)| format!("did you mean `{meant}`?"))
}

/// Suggests what was meant by a word in the place of a command below `outer`.
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

/// Returns `args` with paths and rule names normalized: `\` becomes `/` if that file exists, and names are lower-cased.
pub(super) fn normalize_args(args: &CheckArgs) -> CheckArgs {
    let path = |path: &PathBuf| with_slashes(path).unwrap_or_else(|| path.clone());
    let rule = |name: &String| {
        let lower = name.trim().to_lowercase().replace('_', "-");
        if page(&lower).is_some() { lower } else { name.trim().to_owned() }
    };
    let rules = |names: &[String]| match names.len() {
        0 | 1 => names.iter().map(rule).collect(),
        // A trailing comma is allowed.
        _ => names.iter().map(rule).filter(|name| !name.is_empty()).collect(),
    };
    CheckArgs {
        paths: args.paths.iter().map(path).collect(),
        select: rules(&args.select),
        ignore: rules(&args.ignore),
        ..args.clone()
    }
}

/// Returns the path with `/` for `\`, if that file exists and `path` does not.
fn with_slashes(path: &Path) -> Option<PathBuf> {
    let slashes = PathBuf::from(path.to_str().filter(|path| path.contains('\\'))?.replace('\\', "/"));
    (fs::symlink_metadata(path).is_err() && fs::symlink_metadata(&slashes).is_ok()).then_some(slashes)
}

/// Adds a suggestion to the error for a missing path.
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
        return Some("the shell does not expand `~` in quotes".to_owned());
    }
    if word.contains(['*', '?']) {
        return Some("the shell expands patterns only without quotes; name the folder instead".to_owned());
    }
    let folder = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let names = fs::read_dir(folder).ok()?.flatten().filter_map(|entry| entry.file_name().into_string().ok());
    let names: Vec<String> = names.filter(|name| !name.starts_with('.')).collect();
    let near = probable(path.file_name()?.to_str()?, names.iter().map(String::as_str))?;
    Some(format!("did you mean `{}`?", path.with_file_name(near).display()))
}
