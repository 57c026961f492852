//! The report of `vaultlint names`: people with the forms of their names, as text and JSON.

use std::io;

use serde_json::{Value, json};

use super::command_line::{CommandLine, JsonCommand};
use super::format::{number, plural};
use super::{FromHere, Out};
use crate::diagnostic::Command;
use crate::names::{Ambiguous, Cluster, Member, NameSource, Tier, are_other_spellings};
use crate::output::escape_line;
use crate::vault::PeopleIndex;

/// How much of the list to show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NamesLimit {
    /// The given number of people, from the top of the list.
    First(usize),
    /// All people, with matches too weak for a check.
    All,
}

/// Writes the clusters as JSON, version 1.
///
/// # Errors
/// When `out` cannot be written.
pub(crate) fn names_json(index: &PeopleIndex, from_here: &FromHere, out: Out<'_>) -> io::Result<()> {
    let people = index.people();
    let clusters: Vec<Value> = people.clusters.iter().map(|cluster| cluster_json(cluster, index, from_here)).collect();
    let ambiguous: Vec<Value> = people.ambiguous.iter().map(ambiguous_json).collect();
    let value = json!({"version": 1, "clusters": clusters, "ambiguous": ambiguous, "capped": people.oversized_buckets});
    out.write_json(&value)?;
    writeln!(out)
}

fn cluster_json(cluster: &Cluster, index: &PeopleIndex, from_here: &FromHere) -> Value {
    let undecided: Vec<&Member> = cluster.members.iter().filter(|member| member.tier != Tier::Also).collect();
    let commands = decisions(cluster, &undecided);
    json!({
        "canonical": cluster.canonical.best_guess,
        "people_note": cluster.people_note.map(|note| index.path(note)),
        "spelling": {"is_known": cluster.canonical.form.is_some(), "because": cluster.canonical.reason},
        "forms": cluster.forms().map(member_json).collect::<Vec<_>>(),
        "commands": commands.iter().map(|command| JsonCommand::new(command, from_here)).collect::<Vec<_>>(),
    })
}

fn member_json(member: &Member) -> Value {
    let sources: serde_json::Map<String, Value> =
        member.sources.iter().map(|(source, places)| (source.label().to_owned(), json!(places))).collect();
    json!({
        "form": member.form,
        "notes": member.notes,
        "tier": member.tier,
        "score": thousandths(member.score),
        "reasons": member.reasons,
        "against": member.against,
        "postponed": member.is_postponed,
        "sources": sources,
    })
}

fn ambiguous_json(ambiguous: &Ambiguous) -> Value {
    let people: Vec<Value> =
        ambiguous.people.iter().map(|(name, score)| json!({"name": name, "score": thousandths(*score)})).collect();
    json!({"form": ambiguous.form, "people": people})
}

fn thousandths(score: f64) -> f64 {
    (score * 1000.0).round() / 1000.0
}

/// Writes the clusters as text.
///
/// # Errors
/// When `out` cannot be written.
pub(crate) fn names_text(index: &PeopleIndex, shown: NamesLimit, out: Out<'_>) -> io::Result<()> {
    let people = index.people();
    let is_open = |cluster: &Cluster, member: &Member| match member.tier {
        Tier::Auto | Tier::Suggest | Tier::Report if shown == NamesLimit::All => true,
        Tier::Also if shown == NamesLimit::All => are_other_spellings(&cluster.anchor.form, &member.form),
        Tier::Auto | Tier::Suggest | Tier::Report | Tier::Also => member.is_reported(),
    };
    let has_open = |cluster: &&Cluster| cluster.members.iter().any(|member| is_open(cluster, member));
    let open: Vec<&Cluster> = people.clusters.iter().filter(has_open).collect();
    let most = match shown {
        NamesLimit::First(most) => most,
        NamesLimit::All => usize::MAX,
    };
    for (at, cluster) in open.iter().take(most).enumerate() {
        if at > 0 {
            writeln!(out)?;
        }
        let members: Vec<&Member> = cluster.members.iter().filter(|member| is_open(cluster, member)).collect();
        person(cluster, &members, out)?;
    }
    let count = |is_counted: fn(&Member) -> bool| {
        people.clusters.iter().flat_map(|cluster| &cluster.members).filter(|member| is_counted(member)).count()
    };
    let weak = count(|member| member.tier == Tier::Report && !member.is_postponed);
    let postponed = count(|member| member.tier != Tier::Also && member.is_postponed);
    if open.is_empty() {
        writeln!(out, "no likely duplicate spellings")?;
    }
    if open.len() > most {
        writeln!(out, "\n{} more: vaultlint names --all", number(open.len() - most))?;
    }
    if shown != NamesLimit::All && weak > 0 {
        let weak = plural(weak, "spelling");
        writeln!(out, "not shown: {weak}, too weak to be reported by a check: vaultlint names --all")?;
    }
    if shown != NamesLimit::All && postponed > 0 {
        writeln!(out, "not shown: {}, to be decided later: vaultlint names --all", plural(postponed, "spelling"))?;
    }
    if !people.ambiguous.is_empty() {
        writeln!(out, "could belong to several people:")?;
        for ambiguous in people.ambiguous.iter().take(most) {
            let names: Vec<String> = ambiguous.people.iter().map(|(name, _)| escape_line(name)).collect();
            writeln!(out, "  {}: {}", escape_line(&ambiguous.form), names.join(" or "))?;
        }
    }
    Ok(())
}

fn person(cluster: &Cluster, members: &[&Member], out: Out<'_>) -> io::Result<()> {
    let forms: Vec<&Member> = std::iter::once(&cluster.anchor).chain(members.iter().copied()).collect();
    let names: Vec<String> = forms.iter().map(|form| escape_line(&form.form)).collect();
    let score = members.iter().map(|member| member.score).fold(0.0, f64::max);
    let likely = match score {
        score if score >= 0.95 => "very likely",
        score if score >= 0.8 => "likely",
        _ => "perhaps",
    };
    let spelling = match &cluster.canonical.form {
        Some(form) => format!("{} ({})", escape_line(form), escape_line(&cluster.canonical.reason)),
        None => format!("undecided ({})", escape_line(&cluster.canonical.reason)),
    };
    writeln!(out, "{}      one person: {likely}      spelling: {spelling}", names.join(" | "))?;
    let width = names.iter().map(|name| name.chars().count()).max().unwrap_or(0);
    writeln!(out, "  {:width$}  notes  places  seen in", "")?;
    for (form, name) in forms.iter().zip(&names) {
        let places: usize = form.sources.values().sum();
        writeln!(out, "  {name:width$}  {:>5}  {places:>6}  {}", number(form.notes), sources(form))?;
    }
    for member in members {
        let name = if members.len() > 1 { format!(" {}:", escape_line(&member.form)) } else { String::new() };
        let why = match member.tier {
            _ if member.is_postponed => Some(("later", "a check does not ask: the decision is postponed")),
            Tier::Report if !member.against.is_empty() => None,
            Tier::Report => Some(("weak ", "a check does not ask: it is not likely enough")),
            Tier::Also => Some(("also ", "the same name in other letters; a check does not ask")),
            Tier::Auto | Tier::Suggest => None,
        };
        if let Some((label, why)) = why {
            writeln!(out, "  {label}   {name} {why}")?;
        }
        if member.reasons.is_empty() {
            continue;
        }
        writeln!(out, "  for     {name} {}", escape_line(&member.reasons.join(", ")))?;
        if !member.against.is_empty() {
            writeln!(out, "  against {name} {}", escape_line(&member.against.join(", ")))?;
        }
    }
    for command in decisions(cluster, members) {
        let label = match &command {
            Command::RejectNames { .. } => "other people".to_owned(),
            other => escape_line(&other.label()),
        };
        writeln!(out, "  {label}:  {}", CommandLine::new(&command, None))?;
    }
    Ok(())
}

/// Returns the command for every answer that may be right, in no order of preference; none if there is nothing to decide.
/// Weak matches among the undecided `members` are only in it if there are no others.
fn decisions(cluster: &Cluster, members: &[&Member]) -> Vec<Command> {
    if members.is_empty() {
        return Vec::new();
    }
    let reported: Vec<&Member> = members.iter().copied().filter(|member| member.is_reported()).collect();
    let members = if reported.is_empty() { members } else { &reported };
    let forms: Vec<&str> =
        std::iter::once(&cluster.anchor).chain(members.iter().copied()).map(|form| form.form.as_str()).collect();
    let may_be = |form: &&&str| cluster.canonical.candidates.iter().any(|known| known == **form);
    let answers: Vec<&str> = forms.iter().filter(may_be).copied().collect();
    let answers = if answers.is_empty() { forms.clone() } else { answers };
    let owned = |forms: Vec<&str>| forms.into_iter().map(str::to_owned).collect::<Vec<_>>();
    let accept = answers.into_iter().map(|right| Command::AcceptName {
        right: right.to_owned(),
        wrong: owned(forms.iter().copied().filter(|form| *form != right).collect()),
    });
    let mut commands: Vec<Command> = accept.collect();
    commands.push(Command::RejectNames { names: owned(forms) });
    commands
}

fn sources(form: &Member) -> String {
    let mut named: Vec<(&NameSource, &usize)> = form.sources.iter().collect();
    named.sort_by_key(|(source, places)| (std::cmp::Reverse(**places), **source));
    named.iter().take(4).map(|(source, _)| source.label()).collect::<Vec<_>>().join(", ")
}
