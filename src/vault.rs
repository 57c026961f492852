//! The vault index: which files exist, which file a link opens, and facts of other notes.
//!
//! The index answers queries and does not change while notes are checked.

mod anchors;
mod changes;
mod dependencies;
mod facts;
mod habit_facts;
mod index;
mod line_sample;
mod linked_files;
mod loose_properties;
mod mentions;
mod packed;
mod people;
mod question;
mod sketch;
mod today;

pub use anchors::NoteAnchors;
pub use changes::{NoteChange, TouchedQuestions, VaultAnswers, VaultChanges, is_bibliography};
pub use dependencies::{Dependencies, Dependency, QuestionHash, track};
pub use facts::{LinkFact, NoteFacts};
pub use habit_facts::{HabitFacts, has_value, list_style};
pub use index::{
    FileId, FileLister, Habits, HeadingLinks, History, HistorySource, KindHabits, OuterFiles, RepairedHeading, Share,
    UnmadeNames, UsualListStyle, VAULT_MARKERS, VaultIndex, garbled_heading_keys,
};
pub use line_sample::LineSample;
pub use linked_files::{LinkedFiles, WrittenTargets};
pub use mentions::{Mention, MentionKind, SpeakerLabel, speaker_label};
pub use packed::{BriefFacts, PackedFacts};
pub use people::{NameUse, PeopleIndex};
pub use sketch::{Sketch, day_of};
pub use today::Today;

pub use crate::note::fold_name as fold;
