//! Merging of packs and config files, with the vault's own file on top.

use super::advice::shown;
use super::document::ConfigDocument;
use super::file::{RuleLevel, RuleSetting};
use super::glob::path_globs;
use super::names_file::read_decisions;
use super::schema_keywords::check_schema_keywords;
use super::write_policy::{WriteNotes, WritePolicy};
use super::{App, ConfigError, ConfigFile, MAX_BYTES};
use crate::names::Decisions;
use crate::rule::ValueError;
use crate::rules::{MAX_PARTS, check_schema, pages};
use crate::text::{Span, probable};

/// The text of a config file.
#[derive(Clone, Debug)]
pub struct ConfigText {
    /// The path, for messages.
    pub path: String,
    /// The whole text.
    pub text: String,
}

/// The texts that settings are created from.
pub struct ConfigSources<'a> {
    /// `.vaultlint.yaml`, if it exists.
    pub config: Option<ConfigText>,
    /// `.vaultlint-names.yaml`, if it exists.
    pub names: Option<ConfigText>,
    /// Reads a file of the vault by path, for `extends` and Obsidian's settings.
    pub read: &'a dyn Fn(&str) -> Option<String>,
}

/// The effective configuration, and the vault's own part of it.
pub(super) struct ConfigLayers {
    pub(super) merged: ConfigFile,
    /// The vault's own config file, without the files that it extends.
    pub(super) own: ConfigFile,
    /// The files in order of precedence, highest first.
    documents: Vec<ConfigDocument>,
}

const PACKS: [(&str, &str); 4] = [
    ("default", include_str!("../../rules/packs/default.yaml")),
    ("logseq", include_str!("../../rules/packs/logseq.yaml")),
    ("people", include_str!("../../rules/packs/people.yaml")),
    (STRICT, include_str!("../../rules/packs/strict.yaml")),
];

/// The pack that also turns on the rules that are off by default.
const STRICT: &str = "strict";

/// Maximum nesting of `extends`.
const MAX_EXTENDS_DEPTH: usize = 8;
/// Maximum number of packs and files that are merged; a repeated one counts each time.
const MAX_LAYERS: usize = 64;
/// Maximum number of note types, and of custom rules: each note is compared with all of them.
const MAX_NAMED: usize = 500;

/// The progress of loading, checked against the limits.
#[derive(Default)]
struct LoadProgress {
    layers: usize,
    bytes: usize,
    schema_parts: usize,
    /// The paths of the files that extend the current one.
    open: Vec<String>,
    /// The files, lowest precedence first.
    documents: Vec<ConfigDocument>,
}

impl ConfigLayers {
    /// Applies the pack of `app`, below the rules of the vault's own file.
    pub(super) fn for_app(mut self, app: App) -> Self {
        if let Some(pack) = app.pack().and_then(pack) {
            self.merged.overlay(pack);
            self.merged.rules.extend(self.own.rules.clone());
        }
        self
    }

    /// Returns whether notes may be written.
    pub(super) fn write_policy(&self) -> WritePolicy {
        match self.merged.write {
            Some(WriteNotes::Never) => WritePolicy::forbidden_at(&self.error(|file| file.key(&["write"]), "").location),
            Some(WriteNotes::WhenAsked) | None => WritePolicy::default(),
        }
    }

    /// Returns an error at the span that `find` returns for the first file that has one.
    pub(super) fn error(
        &self,
        find: impl Fn(&ConfigDocument) -> Option<Span>,
        message: impl Into<String>,
    ) -> ConfigError {
        match self.documents.iter().find_map(|document| Some((document, find(document)?))) {
            Some((document, span)) => document.error(Some(span), message),
            None => ConfigError::in_file(self.documents.first().map_or("default", |first| &first.path), message),
        }
    }

    /// Returns the config error for `error`, in the first file that has the value.
    pub(super) fn value_error(&self, error: ValueError) -> ConfigError {
        let path: Vec<&str> = error.path.iter().map(String::as_str).collect();
        match self.documents.iter().find(|document| document.node(&path).is_some()) {
            Some(document) => document.value_error(error),
            None => self.error(|_| None, error.to_string()),
        }
    }
}

impl ConfigSources<'_> {
    /// Parses and merges all files and packs.
    pub(super) fn config(&self) -> Result<ConfigLayers, ConfigError> {
        let Some(file) = &self.config else {
            let merged = pack("default").expect("the pack exists");
            return Ok(ConfigLayers { merged, own: ConfigFile::default(), documents: Vec::new() });
        };
        let document = ConfigDocument::read(file)?;
        let own: ConfigFile = document.parse()?;
        let mut progress = LoadProgress::default();
        let merged = self.layered(document, own.clone(), 0, &mut progress)?;
        progress.documents.reverse();
        let layers = ConfigLayers { merged, own, documents: progress.documents };
        for (key, many) in [("types", layers.merged.types.len()), ("custom", layers.merged.custom.len())] {
            if many > MAX_NAMED {
                let message = format!("`{key}` has {many} entries; the maximum is {MAX_NAMED}");
                return Err(layers.error(|file| file.key(&[key]), message));
            }
        }
        Ok(layers)
    }

    /// Merges `top`, the contents of `document`, over what it extends.
    fn layered(
        &self,
        document: ConfigDocument,
        top: ConfigFile,
        depth: usize,
        progress: &mut LoadProgress,
    ) -> Result<ConfigFile, ConfigError> {
        progress.bytes += document.text().len();
        if progress.bytes as u64 > MAX_BYTES {
            let message = "the files in `extends` are larger than 1 MiB in total";
            return Err(document.error(document.key(&["extends"]), message));
        }
        check_file(&document, &top, progress)?;
        progress.open.push(document.path.clone());
        let mut merged = ConfigFile::default();
        for name in top.extends.as_deref().unwrap_or(&["default".to_owned()]) {
            let item = document.item(&["extends"], name);
            progress.layers += 1;
            if progress.layers > MAX_LAYERS {
                let message = format!("`extends` includes more than {MAX_LAYERS} packs and files");
                return Err(document.error(item, message).with_help("list each of them once"));
            }
            if let Some(pack) = pack(name) {
                merged.overlay(pack);
                continue;
            }
            let under = ConfigDocument::read(&self.extended(&document, name)?)?;
            if depth == MAX_EXTENDS_DEPTH || progress.open.contains(&under.path) {
                return Err(document.error(item, "`extends` is circular or nested too deeply"));
            }
            let config = under.parse()?;
            merged.overlay(self.layered(under, config, depth + 1, progress)?);
        }
        merged.overlay(top);
        progress.open.pop();
        progress.documents.push(document);
        Ok(merged)
    }

    fn extended(&self, from: &ConfigDocument, name: &str) -> Result<ConfigText, ConfigError> {
        let path = name.strip_prefix("./").unwrap_or(name);
        let is_inside = !path.starts_with(['/', '\\', '~'])
            && !path.contains(':')
            && !path.split(['/', '\\']).any(|part| part == "..");
        if let Some(text) = is_inside.then(|| (self.read)(path)).flatten() {
            return Ok(ConfigText { path: path.to_owned(), text });
        }
        let error = from.error(
            from.item(&["extends"], name),
            format!("`{}` is neither a pack nor a file of the vault", shown(name)),
        );
        let packs = PACKS.iter().map(|(pack, _)| *pack);
        let near = match name {
            "all" | "everything" => Some(STRICT),
            "recommended" | "base" | "standard" => Some("default"),
            name => probable(name, packs.clone()),
        };
        Err(match near {
            Some(near) => error.with_help(format!("did you mean `{near}`?")),
            None => {
                let packs: Vec<&str> = packs.collect();
                error.with_help(format!("use {}, or the path of a file from the vault's root", packs.join(", ")))
            }
        })
    }

    /// Parses the decisions about names.
    pub(super) fn decisions(&self) -> Result<Decisions, ConfigError> {
        self.names.as_ref().map_or_else(|| Ok(Decisions::default()), read_decisions)
    }
}

/// Returns the pack called `name`, merged with those that it extends; None if there is none.
fn pack(name: &str) -> Option<ConfigFile> {
    let (_, text) = PACKS.iter().find(|(known, _)| *known == name)?;
    let top: ConfigFile = serde_yaml::from_str(text).expect("a test parses every pack");
    let mut merged = ConfigFile::default();
    for under in top.extends.iter().flatten() {
        merged.overlay(pack(under).expect("packs extend only packs"));
    }
    merged.overlay(top);
    if name == STRICT {
        for page in pages().iter().filter(|page| page.severity.is_none()) {
            let level = RuleSetting::Level(RuleLevel::Warning);
            merged.rules.entry(page.name.clone()).or_insert(level);
        }
    }
    Some(merged)
}

/// Returns the rules that the pack of `app` turns off.
pub(super) fn app_rules(app: App) -> Vec<String> {
    app.pack().and_then(pack).into_iter().flat_map(|pack| pack.rules.into_keys()).collect()
}

/// Checks each file on its own, so that errors are reported in the file that has them. Packs are checked by a test, not at
/// each start.
fn check_file(file: &ConfigDocument, config: &ConfigFile, progress: &mut LoadProgress) -> Result<(), ConfigError> {
    if let Some(wanted) = &config.required_version {
        check_version(file, wanted)?;
    }
    check_globs(file, &["exclude"], &config.exclude)?;
    check_globs(file, &["templates"], &config.templates)?;
    check_globs(file, &["names", "leave"], &config.names.leave)?;
    check_globs(file, &["generated", "path"], &config.generated.path)?;
    for (name, custom) in &config.custom {
        check_globs(file, &["custom", name, "only", "path"], &custom.only.path)?;
    }
    for (name, kind) in &config.types {
        check_globs(file, &["types", name, "match", "path"], &kind.r#match.path)?;
        if let Some(schema) = file.node(&["types", name, "schema"]) {
            check_schema_keywords(schema).map_err(|mistake| {
                file.error(Some(mistake.span), format!("schema of `{}`: {}", shown(name), mistake.message))
                    .with_help(mistake.help)
            })?;
        }
        if !kind.schema.is_null() {
            progress.schema_parts +=
                check_schema(&kind.schema, MAX_PARTS - progress.schema_parts).map_err(|error| {
                    let steps = error.pointer.split('/').skip(1);
                    let path: Vec<&str> = ["types", name, "schema"].into_iter().chain(steps).collect();
                    let message = format!("schema of `{}`: {}", shown(name), error.message);
                    file.error(file.value(&path), message)
                })?;
        }
    }
    Ok(())
}

/// Checks the globs of the list at `path`.
fn check_globs(file: &ConfigDocument, path: &[&str], patterns: &[String]) -> Result<(), ConfigError> {
    path_globs(patterns).map(|_| ()).map_err(|bad| {
        let error = file.error(file.item(path, bad.pattern), bad.message);
        match bad.help {
            Some(help) => error.with_help(help),
            None => error,
        }
    })
}

/// Checks `required-version`: `>=0.1`, `=0.1.2` or `0.1`.
fn check_version(file: &ConfigDocument, wanted: &str) -> Result<(), ConfigError> {
    let ours = env!("CARGO_PKG_VERSION");
    let (is_exact, version) = match wanted.trim() {
        rest if rest.starts_with(">=") => (false, rest[2..].trim()),
        rest if rest.starts_with('=') => (true, rest[1..].trim()),
        rest => (false, rest),
    };
    let value = file.value(&["required-version"]);
    let numbers = |version: &str| version.split('.').map(|part| part.parse::<u64>().ok()).collect::<Option<Vec<_>>>();
    let Some(minimum) = numbers(version) else {
        let message = format!("`required-version: {}` is not a version", shown(wanted));
        return Err(file.error(value, message).with_help("write it as `>=0.1` or `=0.1.2`"));
    };
    let have = numbers(ours).expect("the version of this crate is three numbers");
    let fits = if is_exact { have.starts_with(&minimum) } else { have >= minimum };
    if fits {
        return Ok(());
    }
    let message = format!("this vault requires vaultlint {}; this is {ours}", shown(wanted));
    Err(file.error(value, message).with_help("update vaultlint"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pack_is_a_valid_config_with_valid_schemas() {
        for (name, text) in PACKS {
            let text = ConfigText { path: format!("{name}.yaml"), text: text.to_owned() };
            let document = ConfigDocument::read(&text).expect("the pack is YAML");
            let top: ConfigFile = document.parse().expect("the pack is a config");
            assert_eq!(check_file(&document, &top, &mut LoadProgress::default()), Ok(()));
            let merged = pack(name).expect("the pack is known");
            assert!(top.types.keys().all(|kind| merged.types.contains_key(kind)), "{name}");
            for (kind, file) in &merged.types {
                if !file.schema.is_null() {
                    assert!(check_schema(&file.schema, MAX_PARTS).is_ok(), "{name}: {kind}");
                }
            }
        }
        assert!(pack("default").is_some_and(|pack| pack.types.contains_key("people")), "it extends `people`");
    }

    #[test]
    fn a_schema_in_an_extended_file_is_checked() {
        let config = ConfigText { path: ".vaultlint.yaml".to_owned(), text: "extends: [ours.yaml]\n".to_owned() };
        let read = |_: &str| Some("types: {x: {match: {type: x}, schema: {type: 3}}}\n".to_owned());
        let sources = ConfigSources { config: Some(config), names: None, read: &read };
        let today = jiff::civil::date(2026, 1, 1);
        let error = super::super::Settings::load(&sources, &super::super::RuleSelection::default(), today).err();
        let error = error.expect("3 is not a type").to_string();
        assert!(error.starts_with("ours.yaml:1:46: schema of `x`: "), "{error}");
    }
}
