//! What a session does with its coach: asks it, shows it, and writes down what was heard.

use super::coach::{Chair, CoachMode, Notice, Step, about};
use super::desk::{Desk, nominal};
use super::opening::LiveError;
use super::session::Session;
use crate::base::Name;
use crate::model::{Command, Milestone};
use crate::score::numbers;

/// A step of the process on the way from the first call to the end, as far as this person knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stage {
    pub title: &'static str,
    pub done: bool,
    /// The first that is not done.
    pub now: bool,
}

/// The milestones that somebody in a seat can see, with what is done in each.
const STAGES: &[(Milestone, &str)] = &[
    (Milestone::Acknowledged, "take the page"),
    (Milestone::Engaged, "come"),
    (Milestone::Declared, "declare"),
    (Milestone::Commanded, "command"),
    (Milestone::Mobilised, "fill roles"),
    (Milestone::Diagnosed, "find the cause"),
    (Milestone::Mitigated, "end the harm"),
    (Milestone::Resolved, "fix it"),
    (Milestone::Closed, "close"),
];

/// Believed at least so much, a cause counts as found.
const FOUND: f64 = 0.8;

impl Session {
    /// A coach of this kind from now on, with its own place behind every desk.
    pub(super) fn begin_coach(&mut self, mode: CoachMode) {
        self.mode = mode;
        self.coach = match mode {
            CoachMode::Quiet => None,
            _ => Some(Box::new(Chair::new(self.header().seed))),
        };
    }

    /// Has the coach look at every desk. A kind of step that is shown for the first time is written
    /// down, for it counts as a hint.
    pub(super) fn ask_coach(&mut self) {
        if self.mode == CoachMode::Quiet || self.ended().is_some() {
            return;
        }
        let Some(mut coach) = self.coach.take() else {
            return;
        };
        let mut shown: Vec<(Name, Name)> = Vec::new();
        let mut words = Vec::new();
        let now = self.now();
        for desk in self.desks() {
            let said = coach.notices(self.mode, desk, self.book(), now);
            let step = coach.step(desk.me()).map(|step| step.about);
            let new = step.filter(|about| desk.heard().iter().all(|(_, heard)| heard != about));
            shown.extend(new.map(|about| (desk.me(), about)));
            words.extend(said);
        }
        self.coach = Some(coach);
        self.notices.extend(words);
        for (person, about) in shown {
            if let Err(error) = self.give(Some(person), Command::Hint { about }) {
                self.say(error.to_string());
            }
        }
    }

    /// Asks the coach what there is to notice: it is written down as a hint and told, with what it
    /// costs. Nothing to notice costs nothing.
    pub fn hint(&mut self, person: Name) -> Result<Vec<String>, LiveError> {
        let found = self.coach.as_ref().map(|coach| coach.hint(person).cloned());
        let Some(found) = found else {
            return Ok(vec![
                "The coach says nothing before the debrief in this game; --coach hints or guided begins one where it speaks.".into(),
            ]);
        };
        let Some(notice) = found else {
            return Ok(vec![
                "A coach sees nothing on your board now that you have not heard. That was free."
                    .into(),
            ]);
        };
        let command = Command::Hint {
            about: about(notice.kind),
        };
        // Before it is told it is on disk, as everything is.
        self.give(Some(person), command)?;
        if let Some(coach) = self.coach.as_mut() {
            coach.told(person);
        }
        let desk = self.desk(person).expect("who asks sits");
        let mut lines = vec![notice.sees.clone(), notice.does.clone()];
        if let Some(command) = &notice.command {
            let takes = nominal(command, desk.board(), desk.book(), desk.setup());
            let time = match takes.is_zero() {
                true => "at once".to_string(),
                false => numbers::length(takes),
            };
            let words = desk.phrase(command, command.word());
            lines.push(format!("One way: {words} ({time})"));
        }
        lines.push(format!(
            "Two hints take a point of the score, ten points at most; {} so far.",
            numbers::of(desk.hints(), "hint", "hints")
        ));
        let at = self.now();
        self.notices.push(Notice::coach(
            at,
            format!("coach: {}", lines[..2].join(" ")),
        ));
        Ok(lines)
    }

    /// The next step by the book, in a guided game.
    pub fn step(&self, person: Name) -> Option<&Step> {
        self.coach.as_ref()?.step(person)
    }
}

/// The steps of the process that apply, ticked as far as this person knows.
pub fn stages(desk: &Desk) -> Vec<Stage> {
    let process = &desk.setup().process;
    let applies = |milestone: &Milestone| match milestone {
        Milestone::Declared | Milestone::Closed => !process.severities.is_empty(),
        Milestone::Commanded => desk.book().command_role.is_some(),
        Milestone::Mobilised => desk
            .board()
            .incidents
            .iter()
            .any(|i| i.roles_asked.len() > 1),
        _ => true,
    };
    let all = STAGES.iter().filter(|(milestone, _)| applies(milestone));
    let mut stages: Vec<Stage> = all
        .map(|(milestone, title)| Stage {
            title,
            done: knows(desk, *milestone),
            now: false,
        })
        .collect();
    if let Some(next) = stages.iter_mut().find(|s| !s.done) {
        next.now = true;
    }
    stages
}

/// Whether this person knows of a milestone, or takes it for reached.
fn knows(desk: &Desk, milestone: Milestone) -> bool {
    use crate::board::Presence;
    let (board, book) = (desk.board(), desk.book());
    let ticket = board.incidents.first().map(|i| i.ticket);
    let ticket = ticket.or_else(|| board.tickets.iter().map(|(ticket, _)| ticket).next());
    let of = |is: &dyn Fn(crate::model::TicketId) -> bool| ticket.is_some_and(is);
    match milestone {
        Milestone::Acknowledged => board.presence != Presence::Away,
        Milestone::Engaged => matches!(board.presence, Presence::Here | Presence::Gone),
        Milestone::Declared => !board.incidents.is_empty(),
        Milestone::Commanded => board.commander(book).is_some(),
        Milestone::Mobilised => {
            let mut asked = board.incidents.iter().flat_map(|i| &i.roles_asked);
            asked.all(|role| board.holder(*role).is_some())
        }
        Milestone::Diagnosed => of(&|t| {
            let top = board.suspicion(book, t).top();
            board.is_fixed(t) || top.is_some_and(|(_, p)| p >= FOUND)
        }),
        Milestone::Mitigated => of(&|t| board.is_eased(t) || board.is_fixed(t)),
        Milestone::Resolved => of(&|t| board.is_fixed(t)),
        Milestone::Closed => {
            !board.incidents.is_empty() && board.incidents.iter().all(|i| i.closed)
        }
        _ => true,
    }
}
