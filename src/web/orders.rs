//! What a facilitator or an observer asks for.
//!
//! All that touches the story becomes a command in the log; the clock and the doors go into the diary.

use serde::Deserialize;
use serde_json::json;

use super::answer::Answer;
use super::doors::Guest;
use super::room::Room;
use crate::base::{Duration, Name, SimTime};
use crate::live::{LiveError, Speed};
use crate::model::inject::{Delivery, Trigger};
use crate::model::{Command, Inject, NoteKind, Rating, Refusal, Tool};
use crate::report::words::refusal;

/// Something the facilitator asks for.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Order {
    Go,
    Pause,
    /// As it is typed: `4`, `0.5`.
    Speed(String),
    /// On to just before the next inject.
    NextInject,
    /// Writing has failed; there is room again.
    Retry,
    Fire(String),
    Hold(String),
    Skip(String),
    /// A new inject; or, under a name of the script, other words for one that has not come.
    Write(Box<Written>),
    /// Somebody's work in hand ends at once.
    Waive(String),
    /// A guest sits down in a person's seat.
    Seat {
        guest: u32,
        person: String,
    },
    /// The seat's own judgement takes over.
    Free(String),
    /// Back to a moment: a branch; nothing is erased.
    Undo {
        to: i64,
    },
    End,
    Door {
        open: bool,
    },
    Dismiss {
        guest: u32,
    },
    Invite,
    #[serde(untagged)]
    Says(Observed),
}

/// What whoever watches says.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Observed {
    Note {
        #[serde(default)]
        objective: Option<String>,
        text: String,
        /// Seen, unless it says something else.
        #[serde(default)]
        kind: NoteKind,
    },
    Tick {
        expectation: u16,
        met: bool,
    },
    Rate {
        objective: String,
        rating: Rating,
        #[serde(default)]
        reason: String,
    },
}

/// An inject as the facilitator's form has it.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Written {
    /// Of the script, or empty for a new one.
    pub name: String,
    pub kind: String,
    /// Story milliseconds; none: now, or as the script has it.
    pub at: Option<i64>,
    /// `everyone`, `seated` (whoever plays), `on-call`, `person NAME`, `role NAME`; empty: as the
    /// script has it.
    pub to: String,
    pub from: String,
    pub text: String,
    pub questions: Vec<String>,
    pub service: String,
    pub fault: String,
    pub person: String,
    pub tool: Option<Tool>,
    pub finding: String,
    pub count: Option<u32>,
    pub minutes: Option<u32>,
}

/// Why an order was not carried out.
#[derive(Debug)]
pub enum Not {
    Live(LiveError),
    /// What is wrong, in words.
    Sense(String),
}

impl From<LiveError> for Not {
    fn from(error: LiveError) -> Not {
        Not::Live(error)
    }
}

fn sense<T>(words: &str) -> Result<T, Not> {
    Err(Not::Sense(words.into()))
}

/// Words that are names already: what somebody types makes no new ones.
fn known(word: &str, mut names: impl Iterator<Item = Name>) -> Option<Name> {
    names.find(|name| name.as_str() == word)
}

impl Room {
    /// The command of an order that has one.
    fn command(&self, order: &Order, by: &str) -> Result<Option<Command>, Not> {
        let inject = |word: &str| match self.session.script_name(word) {
            Some(inject) => Ok(inject),
            None => sense("there is no such inject"),
        };
        Ok(Some(match order {
            Order::Fire(word) => Command::Fire {
                inject: inject(word)?,
            },
            Order::Hold(word) => Command::Hold {
                inject: inject(word)?,
            },
            Order::Skip(word) => Command::Skip {
                inject: inject(word)?,
            },
            Order::Waive(word) => match self.person(word) {
                Some(person) => Command::Waive { person },
                None => return sense("there is no such person"),
            },
            Order::Write(written) => Command::Compose {
                inject: Box::new(self.written(written)?),
            },
            Order::End => Command::End,
            Order::Says(observed) => self.observed(observed, by)?,
            _ => return Ok(None),
        }))
    }

    /// What an observer says, as a command.
    pub fn observed(&self, observed: &Observed, by: &str) -> Result<Command, Not> {
        let objectives = || {
            let objectives = self.session.setup().scenario.objectives.iter();
            objectives.map(|o| o.name)
        };
        let by = by.to_string();
        Ok(match observed {
            Observed::Note {
                objective,
                text,
                kind,
            } => {
                if text.trim().is_empty() {
                    return sense("write a few words first");
                }
                let word = objective.as_deref().filter(|word| !word.is_empty());
                let objective = word.and_then(|word| known(word, objectives()));
                Command::Note {
                    by,
                    objective,
                    text: text.trim().into(),
                    kind: kind.clone(),
                }
            }
            Observed::Tick { expectation, met } => Command::Tick {
                by,
                expectation: *expectation,
                met: *met,
            },
            Observed::Rate {
                objective,
                rating,
                reason,
            } => match known(objective, objectives()) {
                Some(objective) => Command::Rate {
                    by,
                    objective,
                    rating: *rating,
                    reason: reason.trim().into(),
                },
                None => return sense("there is no such objective"),
            },
        })
    }

    fn written(&self, written: &Written) -> Result<Inject, Not> {
        let setup = self.session.setup();
        let now = self.session.now();
        let old = self.session.script_name(&written.name);
        let old = old.and_then(|name| self.session.inject(name));
        let at = written.at.map(|at| SimTime(at.max(0)));
        let mut inject = match old {
            Some(inject) => inject,
            None => {
                let Some(kind) = known(
                    &written.kind,
                    crate::injects::KINDS.iter().map(|k| k.name.into()),
                ) else {
                    return sense("choose what kind of inject it is");
                };
                Inject::at(self.session.fresh_inject_name(), kind, at.unwrap_or(now))
            }
        };
        if let Some(at) = at {
            inject.when = Trigger::At(at.since(SimTime::START));
        }
        if !written.text.trim().is_empty() {
            inject.text = written.text.trim().into();
        }
        if !written.from.trim().is_empty() {
            inject.from = Some(written.from.trim().into());
        }
        if !written.questions.is_empty() {
            inject.questions = written.questions.clone();
        }
        let people = || setup.team.people.iter().map(|p| p.name);
        let roles = || setup.process.roles.iter().map(|r| r.name);
        match written.to.split_once(' ').unwrap_or((&written.to, "")) {
            ("", _) => {}
            ("everyone", _) => inject.to = Delivery::Everyone,
            ("seated", _) => {
                let seated = people().filter(|person| self.session.is_human(*person));
                let seated: Vec<Name> = seated.collect();
                if seated.is_empty() {
                    return sense("nobody plays yet");
                }
                inject.to = Delivery::People(seated);
            }
            ("on-call", _) => inject.to = Delivery::OnCall,
            ("person", word) => match known(word, people()) {
                Some(person) => inject.to = Delivery::People(vec![person]),
                None => return sense("there is no such person"),
            },
            ("role", word) => match known(word, roles()) {
                Some(role) => inject.to = Delivery::Roles(vec![role]),
                None => return sense("there is no such role"),
            },
            _ => return sense("say whom it goes to"),
        }
        let services = setup.system().services.iter().map(|s| s.name);
        let faults = setup.scenario.problems.iter().flat_map(|p| &p.faults);
        let findings = setup.scenario.findings.iter().map(|f| f.name);
        inject.service = known(&written.service, services).or(inject.service);
        inject.fault = known(&written.fault, faults.map(|f| f.name)).or(inject.fault);
        inject.person = known(&written.person, people()).or(inject.person);
        inject.finding = known(&written.finding, findings).or(inject.finding);
        inject.tool = written.tool.or(inject.tool);
        inject.count = written.count.map(|c| c.clamp(1, 50)).or(inject.count);
        if let Some(minutes) = written.minutes {
            let lasts = Duration::minutes(i64::from(minutes.clamp(1, 1_440)));
            inject.lasts = Some(crate::base::Law::Fixed(lasts));
        }
        Ok(inject)
    }

    /// Does what is ordered; the answer goes out when it is on disk.
    pub fn follow(&mut self, guest: &Guest, key: &str, order: &Order) -> Answer {
        match self.command(order, &guest.name) {
            Ok(Some(command)) => self.once(guest, key, None, command),
            Ok(None) => {
                let back = matches!(order, Order::Undo { .. });
                if back && self.undone.as_deref() == Some(key) {
                    return Answer::fine(json!({"done": true, "again": true}));
                }
                let steered = self.steer(order);
                if back && steered.is_ok() {
                    self.undone = Some(key.to_string());
                }
                self.stale();
                match steered {
                    Ok(()) => Answer::fine(json!({"done": true})),
                    Err(not) => not.into(),
                }
            }
            Err(not) => not.into(),
        }
    }

    /// Gives a command under a key; the answer goes out when it is on disk.
    pub fn once(
        &mut self,
        guest: &Guest,
        key: &str,
        person: Option<Name>,
        command: Command,
    ) -> Answer {
        let given = self.session.give_once(&scoped(guest, key), person, command);
        if person.is_none() {
            self.stale();
        }
        match given {
            Ok(receipt) => {
                let setup = self.session.setup();
                let why = receipt.refusal.map(|r| match r {
                    // By the clock on the wall of the story, as pages show it.
                    Refusal::Busy { until } => {
                        let until = setup.scenario.starts.clock(until);
                        format!("your hands are full until {until}")
                    }
                    other => refusal(&other, setup),
                });
                Answer::fine(json!({"done": why.is_none(), "refused": why,
                                    "again": receipt.again}))
            }
            Err(error) => error.into(),
        }
    }

    /// The clock and going back: nothing of it is a command.
    fn steer(&mut self, order: &Order) -> Result<(), Not> {
        let session = &mut self.session;
        match order {
            Order::Go => session.go(),
            Order::Pause => session.pause(),
            Order::Speed(text) => match Speed::parse(text) {
                Ok(speed) if speed.0 <= 6_000 => session.set_speed(speed),
                Ok(_) => return sense("at most sixty story minutes to a minute"),
                Err(why) => return Err(Not::Sense(why)),
            },
            Order::NextInject => match session.next_inject() {
                Some(at) => {
                    let before = SimTime(at.0 - 1).max(session.now());
                    session.pass(before.since(session.now()))?;
                }
                None => return sense("nothing in the script has a time now"),
            },
            Order::Retry => session.thaw()?,
            Order::Undo { to } => {
                let to = SimTime(*to);
                if to <= SimTime::START || to >= session.now() {
                    return sense("choose a moment between the start and now");
                }
                session.branch(to)?;
                self.verified = None;
            }
            _ => {}
        }
        Ok(())
    }
}

/// A key is its guest's own.
pub fn scoped(guest: &Guest, key: &str) -> String {
    format!("{} {key}", guest.id)
}
