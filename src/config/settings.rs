//! The resolved settings: which rules run on which notes, and at which severity.

use std::borrow::Cow;
use std::cell::RefCell;
use std::sync::Arc;

use globset::GlobSet;

use super::advice::shown;
use super::document::ConfigDocument;
use super::file::{NoteMatcherConfig, NoteTypeConfig};
use super::glob::path_globs;
use super::load::{ConfigLayers, app_rules};
use super::obsidian::{periodic_formats, property_types, template_folders};
use super::rule_levels::{RuleLevels, options};
use super::{App, CONFIG_FILE, ConfigError, ConfigFile, ConfigSources, WritePolicy};
use crate::diagnostic::Severity;
use crate::names::Decisions;
use crate::note::Note;
use crate::rule::{NoteMatcher, NoteType, NoteTypes, Options, OptionsError, RequiredData, Rule, RuleContext};
use crate::rules::{RULES, pages, suggest_rule};
use crate::text::fnv1a;
use crate::vault::Today;

/// The rule that must run after all others.
const LAST_RULE: &str = "unused-allow";

/// The resolved settings of a run.
pub struct Settings {
    /// The effective configuration.
    pub config: ConfigFile,
    types: Arc<NoteTypes>,
    rules: Vec<ActiveRule>,
    exclude: GlobSet,
    templates: GlobSet,
    generated: NoteMatcher,
    decisions: Arc<Decisions>,
    names_read_only: GlobSet,
    day: i32,
    digest: SettingsDigest,
    app: App,
    write_policy: WritePolicy,
}

/// A rule that runs on at least some notes.
pub struct ActiveRule {
    /// Its name.
    pub name: Cow<'static, str>,
    /// The data that it reads besides its note.
    pub required_data: RequiredData,
    /// The rule.
    pub rule: Box<dyn Rule>,
    levels: RuleLevels,
}

/// Hashes that tell settings apart. They do not depend on the date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SettingsDigest {
    /// Of what the facts of notes depend on.
    pub facts: u64,
    /// Of everything.
    pub results: u64,
}

/// A hash of a sequence of texts.
#[derive(Default)]
struct Digest(u64);

impl Digest {
    fn take<'a>(&mut self, texts: impl IntoIterator<Item = &'a str>) {
        for text in texts {
            self.0 = fnv1a(self.0.to_le_bytes().into_iter().chain(text.bytes()));
        }
    }
}

/// The rules that are selected on the command line.
#[derive(Clone, Debug, Default)]
pub struct RuleSelection {
    /// The only rules to run, if not empty.
    pub select: Vec<String>,
    /// The rules not to run.
    pub ignore: Vec<String>,
}

impl Settings {
    /// Loads and checks the settings for an Obsidian vault.
    ///
    /// # Errors
    /// The first error in the config, with its location.
    pub fn load(
        sources: &ConfigSources<'_>,
        selection: &RuleSelection,
        today: jiff::civil::Date,
    ) -> Result<Self, ConfigError> {
        Self::load_for(App::Obsidian, sources, selection, today)
    }

    /// Loads and checks the settings for a vault of `app`.
    ///
    /// # Errors
    /// The first error in the config, with its location.
    pub fn load_for(
        app: App,
        sources: &ConfigSources<'_>,
        selection: &RuleSelection,
        today: jiff::civil::Date,
    ) -> Result<Self, ConfigError> {
        let digest = RefCell::new(Digest::default());
        let read = |path: &str| {
            let text = (sources.read)(path);
            digest.borrow_mut().take([path, text.as_deref().unwrap_or_default()]);
            text
        };
        let sources = &ConfigSources { config: sources.config.clone(), names: sources.names.clone(), read: &read };
        for file in [&sources.config, &sources.names].into_iter().flatten() {
            digest.borrow_mut().take([file.path.as_str(), &file.text]);
        }
        digest.borrow_mut().take(selection.select.iter().map(String::as_str).chain(["\0"]));
        digest.borrow_mut().take(selection.ignore.iter().map(String::as_str).chain(["\0"]).chain(app.pack()));
        let layers = sources.config()?.for_app(app);
        check_names(&layers, selection)?;
        let config = &layers.merged;
        let types = Arc::new(types(config)?);
        let setup = RuleContext {
            types: Arc::clone(&types),
            property_types: Arc::new(property_types(sources.read)),
            periodic_formats: Arc::new(periodic_formats(sources.read)),
            names: Arc::new(sources.decisions()?),
            names_read_only: globs(&config.names.leave)?,
            today: Today::new(today),
        };
        let (decisions, names_leave) = (Arc::clone(&setup.names), setup.names_read_only.clone());
        let mut rules = custom_rules(&layers, selection)?;
        let mut built_in = Vec::new();
        for (entry, page) in RULES.iter().zip(pages()) {
            let levels = RuleLevels::resolve(&layers, &page.name, page.severity, selection)?;
            if levels.are_off() {
                continue;
            }
            let options = options(config, &page.name);
            let rule = (entry.make)(&setup, Options(&options))
                .map_err(|OptionsError(error)| layers.value_error(error.at_path(["rules", &page.name])))?;
            let name = Cow::Borrowed(page.name.as_str());
            built_in.push(ActiveRule { name, required_data: page.required_data, rule, levels });
        }
        // Built-in rules come before custom ones, except the one that must run last.
        let last = built_in.pop_if(|rule| rule.name == LAST_RULE);
        rules.splice(0..0, built_in);
        rules.extend(last);
        let exclude = globs(&config.exclude)?;
        let template_globs = [&config.templates[..], &template_folders(sources.read)].concat();
        let templates = globs(&template_globs)?;
        let generated = matcher(&config.generated)?;
        let day = jiff::civil::date(1970, 1, 1).until(today).map_or(0, |since| since.get_days());
        let write_policy = layers.write_policy();
        let levels = [RequiredData::Links, RequiredData::Sketches];
        let needs = levels.map(|level| rules.iter().any(|rule| rule.required_data >= level));
        let mut of_facts = Digest::default();
        of_facts.take([format!("{template_globs:?} {:?} {needs:?}", config.generated).as_str()]);
        let digest = SettingsDigest { facts: of_facts.0, results: digest.borrow().0 };
        let config = layers.merged;
        Ok(Self {
            exclude,
            templates,
            generated,
            decisions,
            names_read_only: names_leave,
            config,
            types,
            rules,
            day,
            digest,
            app,
            write_policy,
        })
    }

    /// Returns hashes of what the settings depend on, except the date.
    pub fn digest(&self) -> SettingsDigest {
        self.digest
    }

    /// Returns the date of the run, in days since 1970-01-01.
    pub fn day(&self) -> i32 {
        self.day
    }

    /// Returns whether this config allows notes to be written.
    pub fn write_policy(&self) -> &WritePolicy {
        &self.write_policy
    }

    /// Adds the write policies of nested vaults.
    #[must_use]
    pub fn leaving(mut self, inner: WritePolicy) -> Self {
        let mut digest = Digest(self.digest.results);
        digest.take([format!("{inner:?}").as_str()]);
        self.digest.results = digest.0;
        self.write_policy = self.write_policy.and(|| inner);
        self
    }

    /// Returns the app that the settings are for.
    pub fn app(&self) -> App {
        self.app
    }

    /// Returns the rules that do not run because of the app.
    pub fn rules_off_for_app(&self) -> Vec<String> {
        let mut names = app_rules(self.app);
        names.retain(|name| !self.rules.iter().any(|rule| rule.name == *name));
        names
    }

    /// Returns the rules that run, in order of precedence.
    pub fn rules(&self) -> &[ActiveRule] {
        &self.rules
    }

    /// Returns the data that the rules need together.
    pub fn required_data(&self) -> RequiredData {
        self.rules.iter().map(|rule| rule.required_data).max().unwrap_or(RequiredData::Note)
    }

    /// Iterates over the names of all rules, including custom ones, whether they run or not.
    pub fn rule_names(&self) -> impl Iterator<Item = &str> {
        pages().iter().map(|page| page.name.as_str()).chain(self.config.custom.keys().map(String::as_str))
    }

    /// Returns whether the config excludes the note at `path`.
    pub fn excludes(&self, path: &str) -> bool {
        self.exclude.is_match(path)
    }

    /// Returns whether the config or Obsidian's settings say that the note at `path` is a template.
    pub fn is_template(&self, path: &str) -> bool {
        self.templates.is_match(path)
    }

    /// Returns the decisions about names.
    pub fn decisions(&self) -> &Decisions {
        &self.decisions
    }

    /// Returns whether the note at `path` is evidence in which no name is rewritten.
    pub fn names_are_read_only(&self, path: &str) -> bool {
        self.names_read_only.is_match(path)
    }

    /// Returns whether the config says that a pipeline writes `note`.
    pub fn is_generated(&self, note: &Note) -> bool {
        self.generated.matches(note)
    }

    /// Returns the name of the type of `note`.
    pub fn type_of(&self, note: &Note) -> Option<&str> {
        self.types.type_of(note).map(|kind| kind.name.as_str())
    }
}

impl ActiveRule {
    /// Formats the severity, and those of note types that differ, for display.
    pub fn levels(&self) -> String {
        self.levels.to_string()
    }

    /// Returns the severity in notes of the type `kind`; None if the rule does not run there.
    pub fn severity(&self, kind: Option<&str>) -> Option<Severity> {
        self.levels.severity(kind)
    }
}

/// Returns the custom rules in the order of the config.
fn custom_rules(layers: &ConfigLayers, selection: &RuleSelection) -> Result<Vec<ActiveRule>, ConfigError> {
    let mut rules = Vec::new();
    for (name, file) in &layers.merged.custom {
        if pages().iter().any(|page| page.name == *name) {
            let error = layers.error(|file| file.key(&["custom", name]), format!("`{name}` is a built-in rule"));
            return Err(error.with_help("choose another name"));
        }
        let only = if file.only.is_empty() { None } else { Some(matcher(&file.only)?) };
        let rule = file.compile(only).map_err(|error| {
            let find = |file: &ConfigDocument| file.value(&["custom", name, error.key()]);
            layers.error(find, format!("`{}`: {error}", shown(name)))
        })?;
        let levels = RuleLevels::resolve(layers, name, file.severity.severity(), selection)?;
        if !levels.are_off() {
            rules.push(ActiveRule {
                name: name.clone().into(),
                required_data: RequiredData::Note,
                rule: Box::new(rule),
                levels,
            });
        }
    }
    Ok(rules)
}

fn check_names(layers: &ConfigLayers, selection: &RuleSelection) -> Result<(), ConfigError> {
    let own = || layers.merged.custom.keys().map(String::as_str);
    let unknown = |name: &&String| pages().iter().all(|page| page.name != **name) && own().all(|own| own != *name);
    let message = |name: &String| format!("unknown rule `{}`", shown(name));
    if let Some(name) = layers.merged.rules.keys().find(unknown) {
        let error = layers.error(|file| file.key(&["rules", name]), message(name));
        return Err(error.with_help(suggest_rule(name, own())));
    }
    for (kind, file) in &layers.merged.types {
        if let Some(name) = file.rules.keys().find(unknown) {
            let error = layers.error(|file| file.key(&["types", kind, "rules", name]), message(name));
            return Err(error.with_help(suggest_rule(name, own())));
        }
    }
    for (option, names) in [("--select", &selection.select), ("--ignore", &selection.ignore)] {
        if let Some(name) = names.iter().find(unknown) {
            return Err(ConfigError::in_option(option, message(name)).with_help(suggest_rule(name, own())));
        }
    }
    Ok(())
}

fn types(config: &ConfigFile) -> Result<NoteTypes, ConfigError> {
    let kind = |(name, file): (&String, &NoteTypeConfig)| {
        Ok(NoteType {
            name: name.clone(),
            matcher: matcher(&file.r#match)?,
            sections: file.sections.clone(),
            schema: file.schema.clone(),
        })
    };
    config.types.iter().map(kind).collect::<Result<Vec<_>, _>>().map(NoteTypes::new)
}

fn matcher(file: &NoteMatcherConfig) -> Result<NoteMatcher, ConfigError> {
    Ok(NoteMatcher { types: file.r#type.clone(), paths: globs(&file.path)?, tags: file.tag.clone() })
}

/// Compiles globs. Those of each file are already checked; only their total may still exceed a limit.
fn globs(patterns: &[String]) -> Result<GlobSet, ConfigError> {
    path_globs(patterns).map_err(|bad| ConfigError::in_file(CONFIG_FILE, bad.message))
}
