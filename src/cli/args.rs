//! What may be typed.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

const EXAMPLES: &str = "\
Examples:
  vaultlint                               check the vault around you
  vaultlint \"People/Ada Byron.md\" Daily   check a note and a folder
  vaultlint --diff | less                 see what --fix would do
  vaultlint --fix                         do it; vaultlint undo takes it back
  vaultlint --staged                      check what the next commit adds
  vaultlint hook install                  have Git ask before each commit
  vaultlint --select mojibake --fix       only this rule
  vaultlint explain duplicate-entry       what a rule finds, and what its fix does

Exit code: 0 clean, 1 findings are left or --diff has a patch, 2 could not run, 3 a bug of vaultlint.";

/// Keeps a vault of Markdown notes clean.
///
/// Checks frontmatter, text decoded with the wrong codec, entries listed twice and names spelt two ways, and fixes
/// what it can prove.
#[derive(Debug, Parser)]
#[command(name = "vaultlint", version, after_help = EXAMPLES, args_conflicts_with_subcommands = true, max_term_width = 100)]
pub(super) struct Cli {
    #[command(subcommand)]
    pub(super) command: Option<Command>,
    #[command(flatten)]
    pub(super) check: CheckArgs,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Check notes; only needed for a folder that is named like a command
    Check(CheckArgs),
    /// Look at the vault and write .vaultlint.yaml with what its notes have in common
    Init(InitArgs),
    /// Show a rule's page: what it finds, why, what its fix does
    Explain {
        /// The rule's name
        rule: String,
    },
    /// Show the table of rules
    Rules,
    /// Show what the configuration comes to
    Config {
        #[command(subcommand)]
        command: ConfigCommand,
    },
    /// Check notes before each commit: install, uninstall, status
    Hook {
        #[command(subcommand)]
        command: HookCommand,
    },
    /// Find spellings that may be one person's, and record what is right
    Names(NamesArgs),
    /// Rename a note or a heading, with everything that names it
    Rename(RenameArgs),
    /// Take back what --fix or a rename wrote
    Undo(UndoArgs),
    /// Print completions for a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
}

#[derive(Debug, Subcommand)]
pub(super) enum HookCommand {
    /// Put the hooks in place; a hook that is there already is kept and runs first
    Install {
        /// These hooks; pre-commit and pre-merge-commit where none are named
        #[arg(value_name = "NAME")]
        names: Vec<HookName>,
        /// Also where core.hooksPath names a folder outside this repository
        #[arg(long)]
        force: bool,
    },
    /// Take the hooks away, and put back what was there before
    Uninstall,
    /// Show which hooks are in place, and what they do
    Status,
    /// What a hook calls: check what is committed or pushed, as `hook` in .vaultlint.yaml says
    Run {
        /// The vault, where it is one of several of the repository
        #[arg(long, value_name = "DIR")]
        vault: Option<PathBuf>,
        /// The hook
        #[arg(value_name = "NAME")]
        name: HookName,
        /// What Git hands to the hook
        #[arg(trailing_var_arg = true, allow_hyphen_values = true, hide = true)]
        rest: Vec<std::ffi::OsString>,
    },
}

/// The hooks of Git that check notes.
#[expect(clippy::enum_variant_names, reason = "Git calls them so")]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub(super) enum HookName {
    /// Before a commit
    PreCommit,
    /// Before the commit of a merge without conflicts
    PreMergeCommit,
    /// Before a push
    PrePush,
}

#[derive(Debug, Subcommand)]
pub(super) enum ConfigCommand {
    /// Print the merged configuration of the vault
    Show {
        /// The vault, or a folder in it
        #[arg(long, value_name = "DIR")]
        vault: Option<PathBuf>,
        /// Read this configuration instead of the vault's
        #[arg(long, value_name = "FILE")]
        config: Option<PathBuf>,
    },
    /// Print the JSON Schema of .vaultlint.yaml, for editors
    Schema,
    /// Check the configuration, and run the examples of its own rules
    Check {
        /// The vault, or a folder in it
        #[arg(long, value_name = "DIR")]
        vault: Option<PathBuf>,
        /// Check this configuration instead of the vault's
        #[arg(long, value_name = "FILE")]
        config: Option<PathBuf>,
    },
}

#[derive(Debug, Args)]
pub(super) struct InitArgs {
    /// Print it, and write nothing
    #[arg(long)]
    pub(super) dry_run: bool,
    /// The vault, or a folder in it
    #[arg(long, value_name = "DIR")]
    pub(super) vault: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct NamesArgs {
    #[command(subcommand)]
    pub(super) command: Option<NamesCommand>,
    /// The vault, or a folder in it
    #[arg(id = "names_vault", long = "vault", value_name = "DIR", global = true)]
    pub(super) vault: Option<PathBuf>,
    /// How it is written
    #[arg(id = "names_format", long = "format", value_name = "FORMAT", default_value = "text", global = true)]
    pub(super) format: NamesFormat,
    /// Everybody, and guesses too weak for a check
    #[arg(id = "names_all", long = "all", global = true)]
    pub(super) all: bool,
    /// With accept, review and apply: write the names at once, without a question
    #[arg(id = "names_apply", long = "apply", global = true)]
    pub(super) apply: bool,
}

/// How the list of names is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum NamesFormat {
    /// For people
    #[default]
    Text,
    /// JSON, version 1
    Json,
}

#[derive(Debug, Subcommand)]
pub(super) enum NamesCommand {
    /// Show people with more than one spelling, those with the largest effect first
    List,
    /// Decide on all of them in an editor
    Review,
    /// Record which spelling is right; a name alone is recorded as a real person's
    Accept(AcceptArgs),
    /// Record that these are different people
    Reject {
        /// Their names
        #[arg(value_name = "NAME", required = true, num_args = 2..)]
        names: Vec<String>,
    },
    /// Tell why two names are taken for one person's, or not; or whose of the vault a name may be
    Explain {
        /// A name
        #[arg(value_name = "NAME")]
        one: String,
        /// Another; without it, all names of the vault that are close
        #[arg(value_name = "NAME")]
        other: Option<String>,
    },
    /// Read lines of NAME, tab, NAME, and print how likely each is one person's, and why
    Compare,
    /// Apply a list as `review` makes it; `-` is standard input
    Apply {
        /// The list
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
    /// Print the spellings that are decided, for whoever makes transcripts
    Export,
}

#[derive(Debug, Args)]
pub(super) struct AcceptArgs {
    /// The right spelling
    #[arg(value_name = "NAME")]
    pub(super) name: String,
    /// A form that is wrong, and is rewritten
    #[arg(long, value_name = "FORM")]
    pub(super) wrong: Vec<String>,
    /// A form that is right too, and stays
    #[arg(long, value_name = "FORM")]
    pub(super) also: Vec<String>,
    /// Only in these notes
    #[arg(long = "in", value_name = "GLOB", conflicts_with = "also", requires = "wrong")]
    pub(super) within: Option<String>,
}

#[derive(Debug, Args)]
pub(super) struct RenameArgs {
    /// The note: its name, or its path from here or from the vault's root; `NOTE#HEADING` for a heading
    #[arg(value_name = "OLD", required_unless_present = "damaged", default_value = "", hide_default_value = true)]
    pub(super) old: String,
    /// The new name or path (a folder ends in `/`); the new words of the heading
    #[arg(value_name = "NEW", required_unless_present = "damaged", default_value = "", hide_default_value = true)]
    pub(super) new: String,
    /// Every file whose name was decoded with the wrong codec, where what was meant is certain
    #[arg(long, conflicts_with_all = ["old", "new"])]
    pub(super) damaged: bool,
    /// Print the patch, and write nothing
    #[arg(long, visible_alias = "dry-run")]
    pub(super) diff: bool,
    /// The vault, or a folder in it
    #[arg(long, value_name = "DIR")]
    pub(super) vault: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct UndoArgs {
    /// The step, as --list numbers it (the latest where none is named), and the notes, where not all of them
    #[arg(value_name = "STEP|PATHS")]
    pub(super) step_and_paths: Vec<PathBuf>,
    /// Show the steps that can be taken back
    #[arg(long)]
    pub(super) list: bool,
    /// The vault, or a folder in it
    #[arg(long, value_name = "DIR")]
    pub(super) vault: Option<PathBuf>,
}

#[derive(Clone, Debug, Default, Args)]
pub(super) struct CheckArgs {
    /// Notes and folders; the whole vault where none are named
    #[arg(value_name = "PATHS")]
    pub(super) paths: Vec<PathBuf>,

    /// Check what is staged for the next commit
    #[arg(long, conflicts_with_all = ["range", "since", "stdin_filename"], help_heading = "What changed")]
    pub(super) staged: bool,
    /// Check what changed between two revisions: A..B, or A...B since B left A
    #[arg(long, value_name = "A..B", conflicts_with_all = ["since", "stdin_filename"], help_heading = "What changed")]
    pub(super) range: Option<String>,
    /// Check what HEAD has since it left REV; `last` is the last clean run
    #[arg(long, value_name = "REV", conflicts_with = "stdin_filename", help_heading = "What changed")]
    pub(super) since: Option<String>,
    /// Also count what was there before
    #[arg(long, help_heading = "What changed")]
    pub(super) all_lines: bool,

    /// Apply safe fixes and show what they changed
    #[arg(long, help_heading = "Fixing")]
    pub(super) fix: bool,
    /// With --fix or --diff: also fixes that need a second opinion
    #[arg(long, help_heading = "Fixing")]
    pub(super) unsafe_fixes: bool,
    /// Print the patch of what --fix would do, and write nothing
    #[arg(long, help_heading = "Fixing")]
    pub(super) diff: bool,

    /// Run only these rules
    #[arg(long, value_name = "RULE", value_delimiter = ',', help_heading = "Rules")]
    pub(super) select: Vec<String>,
    /// Do not run these rules
    #[arg(long, value_name = "RULE", value_delimiter = ',', help_heading = "Rules")]
    pub(super) ignore: Vec<String>,
    /// The least severity that makes the exit code 1
    #[arg(long, value_name = "SEVERITY", default_value = "error", help_heading = "Rules")]
    pub(super) fail_on: FailOn,
    /// Read this configuration instead of the vault's .vaultlint.yaml
    #[arg(long, value_name = "FILE", help_heading = "Rules")]
    pub(super) config: Option<PathBuf>,

    /// The vault's root, where it is not the outermost folder with .vaultlint.yaml or .obsidian
    #[arg(long, value_name = "DIR", help_heading = "Notes")]
    pub(super) vault: Option<PathBuf>,
    /// Check the note on standard input, under this name; with --fix it comes out on standard output
    #[arg(long, value_name = "NAME", conflicts_with = "paths", help_heading = "Notes")]
    pub(super) stdin_filename: Option<PathBuf>,
    /// Leave out what the configuration excludes, even where it is named
    #[arg(long, help_heading = "Notes")]
    pub(super) force_exclude: bool,

    /// Find everything out anew, and keep nothing of it for the next run
    #[arg(long, help_heading = "Notes")]
    pub(super) no_cache: bool,

    /// How findings are written
    #[arg(long, default_value = "text", help_heading = "Output")]
    pub(super) format: Format,
    /// Write findings or patch to this file, without a shell in between
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    pub(super) output: Option<PathBuf>,
    /// Add a table of the rules, and which commit did the damage
    #[arg(long, help_heading = "Output")]
    pub(super) statistics: bool,
    /// Colours
    #[arg(long, value_name = "WHEN", default_value = "auto", help_heading = "Output")]
    pub(super) color: ColorWhen,
    /// Only the summary
    #[arg(short, long, conflicts_with = "verbose", help_heading = "Output")]
    pub(super) quiet: bool,
    /// Every finding and every change in full
    #[arg(short, long, help_heading = "Output")]
    pub(super) verbose: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// For people
    #[default]
    Text,
    /// One line a finding
    Concise,
    /// JSON, version 1
    Json,
    /// Workflow commands: GitHub Actions shows them at the lines of a pull request
    Github,
    /// SARIF 2.1.0, for code scanning and viewers
    Sarif,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum FailOn {
    #[default]
    Error,
    Warning,
    Info,
    Never,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum ColorWhen {
    #[default]
    Auto,
    Always,
    Never,
}
