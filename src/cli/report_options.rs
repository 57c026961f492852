//! Report options and the report's destination, from the arguments.

use std::path::Path;

use super::args::{CheckArgs, ColorWhen};
use super::error::CliError;
use crate::output::{ColourChoice, Output, shell_quoted, shell_quoted_path};
use crate::report::ReportOptions;

impl From<ColorWhen> for ColourChoice {
    fn from(when: ColorWhen) -> Self {
        match when {
            ColorWhen::Auto => Self::Auto,
            ColorWhen::Always => Self::Always,
            ColorWhen::Never => Self::Never,
        }
    }
}

/// Redirects `out` and sets its colours. Runs before any other work, so that an unwritable file is an error early.
pub(super) fn open_output(args: &CheckArgs, out: &mut Output) -> Result<(), CliError> {
    if let Some(path) = &args.output {
        out.redirect(path).map_err(|reason| CliError::Output { path: path.clone(), reason })?;
    }
    out.set_colours(args.color.into());
    Ok(())
}

/// Returns the options of a report on `out`.
pub(super) fn report_options(args: &CheckArgs, out: &Output, seconds: f64, notes_named: bool) -> ReportOptions {
    ReportOptions {
        width: out.width(),
        verbose: args.verbose,
        quiet: args.quiet,
        has_named_notes: notes_named,
        rerun_args: rerun_args(args),
        is_fixable: args.range.is_none() && args.stdin_filename.is_none(),
        statistics: args.statistics,
        seconds,
    }
}

/// Returns the arguments that repeat this run, quoted for a shell.
fn rerun_args(args: &CheckArgs) -> String {
    let path = |path: &Path| shell_quoted_path(&path.display().to_string());
    let vault = args.vault.iter().map(|root| format!(" --vault {}", path(root)));
    let config = args.config.iter().map(|file| format!(" --config {}", path(file)));
    let rules = |option: &str, names: &[String]| {
        (!names.is_empty()).then(|| format!(" --{option} {}", shell_quoted(&names.join(","))))
    };
    let since = args.since.iter().map(|since| format!(" --since {}", shell_quoted(since)));
    let staged = args.staged.then(|| " --staged".to_owned());
    let all_lines = args.all_lines.then(|| " --all-lines".to_owned());
    let force_exclude = args.force_exclude.then(|| " --force-exclude".to_owned());
    since
        .chain(staged)
        .chain(all_lines)
        .chain(force_exclude)
        .chain(vault)
        .chain(config)
        .chain(rules("select", &args.select))
        .chain(rules("ignore", &args.ignore))
        .chain(args.paths.iter().map(|file| format!(" {}", path(file))))
        .collect()
}
