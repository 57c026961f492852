//! How a report looks: what was asked for, and where it goes.

use super::args::{CheckArgs, ColorWhen};
use super::error::Failure;
use crate::output::{Colours, Output, shell_path, shell_word};
use crate::report::View;

impl From<ColorWhen> for Colours {
    fn from(when: ColorWhen) -> Self {
        match when {
            ColorWhen::Auto => Self::Auto,
            ColorWhen::Always => Self::Always,
            ColorWhen::Never => Self::Never,
        }
    }
}

/// Makes `out` what the arguments want, before anything is done: a file that cannot be written must not be found out after.
pub(super) fn prepare(args: &CheckArgs, out: &mut Output) -> Result<(), Failure> {
    if let Some(path) = &args.output {
        out.redirect(path).map_err(|reason| Failure::Output { path: path.clone(), reason })?;
    }
    out.set_colours(args.color.into());
    Ok(())
}

/// How a report looks on `out`.
pub(super) fn view(args: &CheckArgs, out: &Output, seconds: f64, notes_named: bool) -> View {
    View {
        width: out.width(),
        verbose: args.verbose,
        quiet: args.quiet,
        notes_named,
        again: again(args),
        is_fixable: args.range.is_none(),
        statistics: args.statistics,
        seconds,
    }
}

/// What was asked for, as it would be typed again.
fn again(args: &CheckArgs) -> String {
    let since = args.since.iter().map(|since| format!(" --since {}", shell_word(since)));
    let staged = args.staged.then(|| " --staged".to_owned());
    let all_lines = args.all_lines.then(|| " --all-lines".to_owned());
    let force_exclude = args.force_exclude.then(|| " --force-exclude".to_owned());
    since
        .chain(staged)
        .chain(all_lines)
        .chain(force_exclude)
        .chain(args.paths.iter().map(|path| format!(" {}", shell_path(&path.display().to_string()))))
        .collect()
}
