//! `vaultlint names explain` and `compare`: how likely names belong to one person, and why.

use std::io::{self, BufRead};

use super::{load_people, open};
use crate::cli::args::NamesArgs;
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::names::{Cluster, Logit, Member, NameLookup, NamePair, NameReason, PairVerdict, compare_names, glued_on};
use crate::output::{Output, escape_line};
use crate::report::plural;

/// The minimum score of a close name: odds of one to nine.
const NEAR_LOGIT: Logit = Logit(-2197);

/// Reads `A<TAB>B` lines, and prints for each how likely the two names belong to one person, and why.
pub(super) fn compare(out: &mut Output) -> Result<Exit, CliError> {
    for line in io::stdin().lock().lines() {
        let line = line?;
        let pair = line.split_once('\t').and_then(|(one, other)| compare_names(one, other));
        match pair {
            Some(pair) => writeln!(out, "{:.4}\t{}", pair.logit.probability(), describe_pair(&pair))?,
            None if line.contains('\t') => writeln!(out, "0.0000\tone of them is not a person's name")?,
            None => writeln!(out, "0.0000\texpected NAME, a tab, NAME")?,
        }
    }
    Ok(Exit::Clean)
}

pub(super) fn explain_pair(args: &NamesArgs, one: &str, other: &str, out: &mut Output) -> Result<Exit, CliError> {
    let vault = open(args)?;
    let (settings, index) = load_people(&vault)?;
    let decisions = settings.decisions();
    let shown = |form: &str| escape_line(form);
    match compare_names(one, other) {
        Some(pair) => {
            let probability = pair.logit.probability();
            writeln!(out, "by the names alone: {probability:.3}  ({})", describe_pair(&pair))?;
        }
        None => writeln!(out, "by the names alone: one of them is not a person's name")?,
    }
    for (form, name) in [(one, other), (other, one)] {
        if glued_on(form, name).is_some() {
            writeln!(out, "{} is {} with a word attached: a space is missing", shown(form), shown(name))?;
        }
    }
    if decisions.are_distinct(one, other) {
        writeln!(out, "recorded: {} and {} are different people, or both correct", shown(one), shown(other))?;
    }
    for decided in decisions.corrections().iter().filter(|decided| decided.wrong == one || decided.wrong == other) {
        let in_notes = decided.in_notes.as_ref().map_or(String::new(), |in_notes| format!(" in {in_notes}"));
        writeln!(out, "recorded: {} is a wrong spelling of {}{in_notes}", shown(&decided.wrong), shown(&decided.name))?;
    }
    let people = index.people(decisions).people();
    let has = |cluster: &&Cluster, form: &str| cluster.forms().any(|member| member.form == form);
    let both = people.clusters.iter().find(|cluster| has(cluster, one) && has(cluster, other));
    match both {
        Some(cluster) => {
            let close: Vec<&Member> =
                cluster.members.iter().filter(|member| member.form == one || member.form == other).collect();
            for member in close {
                writeln!(
                    out,
                    "in the vault: {} and {}: {:.3}  ({})",
                    shown(&member.form),
                    shown(&cluster.anchor.form),
                    member.score,
                    shown(&member.reasons.join(", "))
                )?;
                for against in &member.against {
                    writeln!(out, "  against: {}", shown(against))?;
                }
            }
            match &cluster.canonical.form {
                Some(form) => writeln!(out, "spelling: {} ({})", shown(form), shown(&cluster.canonical.reason))?,
                None => writeln!(out, "spelling: undecided ({})", shown(&cluster.canonical.reason))?,
            }
        }
        None => writeln!(out, "in the vault: not taken for one person")?,
    }
    let verdict = index.name_verdict(decisions, (one, other));
    writeln!(out, "check: {}", escape_line(&describe(&verdict)))?;
    Ok(Exit::Clean)
}

/// Returns what a check says about two forms, and why.
fn describe(verdict: &PairVerdict) -> String {
    let silent = |why: &str| format!("does not ask; {why}");
    match verdict {
        PairVerdict::Reported(_) => "asks which spelling is right".to_owned(),
        PairVerdict::Legitimate => {
            silent("both are forms of one name, such as an initial, a short form or another order")
        }
        PairVerdict::Weak => {
            silent("it is not likely enough that they are one person; listed by vaultlint names --all")
        }
        PairVerdict::Postponed => silent("the decision is postponed; listed by vaultlint names --all"),
        PairVerdict::BothHaveNotes => silent("both have people notes; listed by vaultlint names --all"),
        PairVerdict::Ambiguous(form, people) => {
            let people: Vec<&str> = people.iter().map(|(name, _)| name.as_str()).collect();
            silent(&format!("{form} could belong to several people: {}", people.join(", ")))
        }
        PairVerdict::BothOf(name) => silent(&format!("it compares both with {name}")),
        PairVerdict::OfAnother(form, name) => silent(&format!("{form} is taken for {name}")),
        PairVerdict::Decided => silent("a decision is recorded"),
        PairVerdict::Excluded(why) => silent(&format!("they are two people: {why}")),
        PairVerdict::Unknown(form) => silent(&format!("the vault does not have {form} as a person's name")),
        PairVerdict::Glued(form) => silent(&format!("{form} is a name with a word attached")),
        PairVerdict::Inflected => silent("one is the other in another grammatical case"),
        PairVerdict::NoPerson => silent("neither has a people note or is in a list of participants"),
        PairVerdict::Different => silent("the names differ too much for one person"),
    }
}

/// Lists the names in the vault that are close to `form`.
pub(super) fn explain_one(args: &NamesArgs, form: &str, out: &mut Output) -> Result<Exit, CliError> {
    let vault = open(args)?;
    let (settings, index) = load_people(&vault)?;
    let names = index.names();
    if let Some(notes) = names.get(form) {
        writeln!(out, "{} is in {}", escape_line(form), plural(*notes, "note"))?;
    }
    match NameLookup::new(names.keys().map(String::as_str)).candidates(form, NEAR_LOGIT) {
        None => {
            writeln!(out, "{} is not a person's full name, which has a given name and a surname", escape_line(form))?;
        }
        Some(near) if near.is_empty() => writeln!(out, "no name in the vault is close to it")?,
        Some(near) => {
            for (other, pair) in near {
                if glued_on(form, other).is_some() {
                    writeln!(out, "it is {} with a word attached: a space is missing", escape_line(other))?;
                }
                let (probability, notes) = (pair.logit.probability(), plural(names[other], "note"));
                let known = settings.decisions();
                let check = match index.name_verdict(known, (form, other)) {
                    _ if !names.contains_key(form) => String::new(),
                    PairVerdict::Reported(_) => "; a check asks".to_owned(),
                    verdict => format!("; a check {}", describe(&verdict)),
                };
                writeln!(
                    out,
                    "{probability:.3}  {}, in {notes}  ({}){}",
                    escape_line(other),
                    describe_pair(&pair),
                    escape_line(&check)
                )?;
            }
        }
    }
    Ok(Exit::Clean)
}

fn describe_pair(pair: &NamePair) -> String {
    let reasons: Vec<String> = pair.reasons.iter().map(NameReason::to_string).collect();
    escape_line(&reasons.join(", "))
}
