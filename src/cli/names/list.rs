//! Looks and tells: `names list`, `explain`, `compare`, `export`.

use std::io::{self, BufRead};

use super::{open, read};
use crate::cli::Exit;
use crate::cli::args::{ListFormat, NamesArgs};
use crate::cli::error::Failure;
use crate::names::{Cluster, KnownNames, Logit, Member, Pair, Reason, compare_forms, glued_on};
use crate::output::{Output, printable};
use crate::report::{NamesShown, count, names_json, names_text};

/// How many people the list begins with.
const SHOWN: usize = 12;

/// The odds, one to nine, from which on a name is close to another.
const NEAR: Logit = Logit(-2197);

pub(super) fn list(args: &NamesArgs, out: &mut Output) -> Result<Exit, Failure> {
    let vault = open(args)?;
    let (settings, index) = read(&vault)?;
    let people = index.people(settings.decisions());
    let shown = if args.all { NamesShown::All } else { NamesShown::First(SHOWN) };
    match args.format {
        ListFormat::Json => names_json(people, out)?,
        ListFormat::Text => names_text(people, shown, out)?,
    }
    Ok(Exit::Clean)
}

/// Reads `A<TAB>B` lines, and prints how likely they are one person's by the names alone, and why.
pub(super) fn compare(out: &mut Output) -> Result<Exit, Failure> {
    for line in io::stdin().lock().lines() {
        let line = line?;
        let pair = line.split_once('\t').and_then(|(one, other)| compare_forms(one, other));
        match pair {
            Some(pair) => writeln!(out, "{:.4}\t{}", pair.logit.probability(), said(&pair))?,
            None if line.contains('\t') => writeln!(out, "0.0000\tone of them is no name of a person")?,
            None => writeln!(out, "0.0000\ta line is NAME, a tab, NAME")?,
        }
    }
    Ok(Exit::Clean)
}

pub(super) fn explain(args: &NamesArgs, one: &str, other: &str, out: &mut Output) -> Result<Exit, Failure> {
    let vault = open(args)?;
    let (settings, index) = read(&vault)?;
    let decisions = settings.decisions();
    let said = |form: &str| printable(form);
    match compare_forms(one, other) {
        Some(pair) => {
            let probability = pair.logit.probability();
            writeln!(out, "by the names alone: {probability:.3}  ({})", self::said(&pair))?;
        }
        None => writeln!(out, "by the names alone: one of them is no name of a person")?,
    }
    for (form, name) in [(one, other), (other, one)] {
        if glued_on(form, name).is_some() {
            writeln!(out, "{} is {} with a word glued on: a space is missing", said(form), said(name))?;
        }
    }
    if decisions.are_apart(one, other) {
        writeln!(out, "recorded: {} and {} are different people, or right each", said(one), said(other))?;
    }
    for decided in decisions.wrong().iter().filter(|decided| decided.wrong == one || decided.wrong == other) {
        let within = decided.within.as_ref().map_or(String::new(), |within| format!(" in {within}"));
        writeln!(out, "recorded: {} is wrong for {}{within}", said(&decided.wrong), said(&decided.name))?;
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
                    "in the vault: {} beside {}: {:.3}  ({})",
                    said(&member.form),
                    said(&cluster.anchor.form),
                    member.score,
                    said(&member.reasons.join(", "))
                )?;
                for against in &member.against {
                    writeln!(out, "  against: {}", said(against))?;
                }
            }
            match &cluster.spelling.form {
                Some(form) => writeln!(out, "spelling: {} ({})", said(form), said(&cluster.spelling.because))?,
                None => writeln!(out, "spelling: cannot tell ({})", said(&cluster.spelling.because))?,
            }
        }
        None => writeln!(out, "in the vault: not taken for one person's")?,
    }
    Ok(Exit::Clean)
}

/// The names of the vault that may be the same person's as `form`, by the names alone.
pub(super) fn near(args: &NamesArgs, form: &str, out: &mut Output) -> Result<Exit, Failure> {
    let vault = open(args)?;
    let (_, index) = read(&vault)?;
    let names = index.names();
    if let Some(notes) = names.get(form) {
        writeln!(out, "{} is in {}", printable(form), count(*notes, "note"))?;
    }
    match KnownNames::of(names.keys().map(String::as_str)).near(form, NEAR) {
        None => writeln!(out, "{} is no name of a person: it takes a given name and a surname", printable(form))?,
        Some(near) if near.is_empty() => writeln!(out, "no name of the vault is close")?,
        Some(near) => {
            for (other, pair) in near {
                if glued_on(form, other).is_some() {
                    writeln!(out, "it is {} with a word glued on: a space is missing", printable(other))?;
                }
                let (probability, notes) = (pair.logit.probability(), count(names[other], "note"));
                writeln!(out, "{probability:.3}  {}, in {notes}  ({})", printable(other), said(&pair))?;
            }
        }
    }
    Ok(Exit::Clean)
}

/// The spellings that are decided, for whoever makes transcripts: each right name with its wrong forms.
pub(super) fn export(args: &NamesArgs, out: &mut Output) -> Result<Exit, Failure> {
    let vault = open(args)?;
    let (settings, _) = read(&vault)?;
    let mut by_name = std::collections::BTreeMap::<&str, Vec<&str>>::new();
    for decided in settings.decisions().wrong() {
        by_name.entry(&decided.name).or_default().push(&decided.wrong);
    }
    match args.format {
        ListFormat::Json => {
            out.json(&by_name)?;
            writeln!(out)?;
        }
        ListFormat::Text => {
            for (name, wrong) in by_name {
                let wrong: Vec<_> = wrong.into_iter().map(printable).collect();
                writeln!(out, "Write \"{}\", never \"{}\".", printable(name), wrong.join("\", \""))?;
            }
        }
    }
    Ok(Exit::Clean)
}

fn said(pair: &Pair) -> String {
    let reasons: Vec<String> = pair.reasons.iter().map(Reason::to_string).collect();
    printable(&reasons.join(", "))
}
