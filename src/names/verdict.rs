//! Why two forms are, or are not, taken for one person: the answer of `vaultlint names explain`.

use super::cluster::{Cluster, Member, People, Tier};
use super::context::SAME_LIST;
use super::decisions::Decisions;
use super::glued::is_glued_form;
use super::graph::{NameGraph, NameLinks};
use super::inflection::is_inflected;
use super::name_form::Occurrence;

/// What the vault says about two forms.
#[derive(Clone, Debug, PartialEq)]
pub enum PairVerdict {
    /// A check asks about them.
    Reported(Tier),
    /// They are forms of one person, and both are right: an initial, a short form, another order, an alias.
    Legitimate,
    /// They may be one person, and it is not likely enough to ask.
    Weak,
    /// They may be one person, and the decision is postponed.
    Postponed,
    /// Both have people notes, so that they are listed only.
    BothHaveNotes,
    /// One of them, the first, may belong to several people, with their probabilities.
    Ambiguous(String, Vec<(String, f64)>),
    /// They are misspellings of the same person.
    BothOf(String),
    /// This form belongs to another person.
    OfAnother(String, String),
    /// A decision about one of them is recorded.
    Decided,
    /// A fact excludes that they are one person.
    Excluded(&'static str),
    /// The vault has no such name.
    Unknown(String),
    /// A word follows this name without a space, so that it is no spelling of a name.
    Glued(String),
    /// One is the other in another grammatical case.
    Inflected,
    /// No participant list, people note or mention shows that one of them is a person.
    NoPerson,
    /// The names differ too much.
    Different,
}

impl People {
    /// Returns the verdict on two forms. The arguments are those that the people were made of.
    pub fn verdict<'a>(
        &self,
        occurrences: impl IntoIterator<Item = Occurrence<'a>>,
        links: NameLinks<'_>,
        decisions: &Decisions,
        (one, other): (&str, &str),
    ) -> PairVerdict {
        self.listed(one, other).unwrap_or_else(|| {
            let graph = NameGraph::new(occurrences, links, decisions);
            self.unlisted(&graph, one, other)
        })
    }

    /// Returns the verdict if the two are in one cluster.
    fn listed<'a>(&'a self, one: &str, other: &str) -> Option<PairVerdict> {
        let find = |cluster: &'a Cluster, form: &str| cluster.forms().find(|member| member.form == form);
        for cluster in &self.clusters {
            let (Some(first), Some(second)) = (find(cluster, one), find(cluster, other)) else {
                continue;
            };
            let is_anchor = |form: &str| cluster.anchor.form == form;
            let variant = match (is_anchor(one), is_anchor(other)) {
                (true, _) => second,
                (_, true) => first,
                // Two forms of a cluster are compared with its anchor, not with each other.
                (false, false) if first.tier == Tier::Report || second.tier == Tier::Report => {
                    return Some(PairVerdict::Weak);
                }
                (false, false) => return Some(PairVerdict::BothOf(cluster.anchor.form.clone())),
            };
            return Some(match variant.tier {
                Tier::Auto | Tier::Suggest | Tier::Report if variant.is_postponed => PairVerdict::Postponed,
                Tier::Auto | Tier::Suggest => PairVerdict::Reported(variant.tier),
                Tier::Report if !variant.against.is_empty() => PairVerdict::BothHaveNotes,
                Tier::Report => PairVerdict::Weak,
                Tier::Also => PairVerdict::Legitimate,
            });
        }
        None
    }

    fn unlisted(&self, graph: &NameGraph<'_>, one: &str, other: &str) -> PairVerdict {
        let ambiguous = self.ambiguous.iter().find(|found| {
            let is_person = |form: &str| found.people.iter().any(|(name, _)| name == form);
            found.form == one && is_person(other) || found.form == other && is_person(one)
        });
        if let Some(found) = ambiguous {
            return PairVerdict::Ambiguous(found.form.clone(), found.people.clone());
        }
        let person = |form: &str| {
            graph.people.iter().position(|person| person.forms.iter().any(|at| graph.forms[*at].form() == form))
        };
        let missing = |form: &str| {
            if is_glued_form(form) {
                PairVerdict::Glued(form.to_owned())
            } else {
                PairVerdict::Unknown(form.to_owned())
            }
        };
        let (Some(first), Some(second)) = (person(one), person(other)) else {
            return missing(if person(one).is_none() { one } else { other });
        };
        if graph.is_decided(first, second) || graph.is_decided(second, first) {
            return PairVerdict::Decided;
        }
        if first == second {
            return PairVerdict::Legitimate;
        }
        if let Some(why) = graph.exclusion(first, second) {
            return PairVerdict::Excluded(why);
        }
        let names = [first, second].map(|at| graph.people[at].name(&graph.forms));
        let [name, other_name] = names;
        if is_inflected((name.given(), name.surname()), (other_name.given(), other_name.surname())) {
            return PairVerdict::Inflected;
        }
        if !graph.people[first].is_person && !graph.people[second].is_person {
            return PairVerdict::NoPerson;
        }
        let elsewhere = [(one, other), (other, one)].into_iter().find_map(|(form, other)| {
            let of = |member: &Member| member.form == form && member.tier != Tier::Report;
            let cluster = self.clusters.iter().find(|cluster| cluster.members.iter().any(of))?;
            (cluster.anchor.form != other).then(|| PairVerdict::OfAnother(form.to_owned(), cluster.anchor.form.clone()))
        });
        if let Some(elsewhere) = elsewhere {
            // Another form of the person may exclude the pair.
            let anchors =
                self.clusters.iter().filter(|cluster| cluster.names().contains(one) || cluster.names().contains(other));
            let forms =
                anchors.flat_map(|cluster| cluster.forms().map(|member| member.form.clone()).collect::<Vec<_>>());
            let meets = forms.into_iter().filter_map(|form| person(&form)).any(|at| {
                graph.exclusion(at, first) == Some(SAME_LIST) || graph.exclusion(at, second) == Some(SAME_LIST)
            });
            return if meets { PairVerdict::Excluded(SAME_LIST) } else { elsewhere };
        }
        PairVerdict::Different
    }
}
