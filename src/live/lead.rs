//! The facilitator's board: the script, the truth beside what people believe, seats, objectives.
//!
//! Everything here is read off a session's records and engine for the facilitator's eyes alone; what
//! participants get is made in [`super::view`] from their desks. Observers get
//! [`objectives`] without the truth, and the big screen gets [`screen`], which everybody may see.

use serde_json::{Value, json};

use super::desk::role_title;
use super::pace::Mode;
use super::session::Session;
use crate::base::{Name, SimTime};
use crate::board::Presence;
use crate::engine::state::InjectPhase;
use crate::model::inject::Delivery;
use crate::model::{Duty, Fact, Inject, Milestone, Record, Setup};
use crate::report::replay::is_important;
use crate::report::{sentence, text::plain};
use crate::score::objective::rate;
use crate::score::words;
use crate::timeline::{Answer, Expected, Owner, Timeline, review};

/// How many lines of what happens are shown.
const FEED: usize = 60;

/// How the clock stands: the same for everybody.
pub fn clock(session: &Session) -> Value {
    let pace = session.pace();
    json!({
        "now": session.now().0,
        "speed": pace.speed.0,
        "paused": pace.paused || pace.mode == Mode::Turns,
        "ended": session.ended().is_some(),
        "frozen": session.frozen().is_some(),
    })
}

/// What does not change: for every page.
pub fn frame(session: &Session) -> Value {
    let setup = session.setup();
    let starts = &setup.scenario.starts;
    let wall = starts.wall(starts.zone, SimTime::START);
    json!({
        "title": plain(&setup.scenario.title),
        "process": plain(&setup.process.title),
        "team": plain(setup.team.name.as_str()),
        "starts": wall.of_day_ms,
        "ends": setup.scenario.horizon.as_millis(),
        "discussion": setup.scenario.is_discussion(),
    })
}

/// All the facilitator sees.
pub fn board(session: &Session) -> Value {
    let timeline = session.timeline();
    json!({
        "script": script(session),
        "truth": truth(session, timeline),
        "seats": seats(session),
        "expected": expected(session, timeline),
        "objectives": objectives(session, true),
        "notes": notes(session),
        "cards": cards(session),
        "feed": feed(session),
        "severity": severity(session),
        "screen": screen(session),
        "frozen": session.frozen(),
        "notices": session.notices().iter().rev().take(3).map(|n| &n.text).collect::<Vec<_>>(),
    })
}

/// What may be thrown in, and at whom: fixed for a setup.
pub fn catalogue(session: &Session) -> Value {
    let setup = session.setup();
    let kinds = crate::injects::KINDS.iter().map(|kind| {
        json!({"name": kind.name, "help": kind.help, "needs": kind.needs, "takes": kind.takes})
    });
    let people = setup.team.people.iter();
    let people = people.map(|p| json!({"name": p.name, "title": plain(&p.title)}));
    let roles = setup.process.roles.iter();
    let roles = roles.map(|r| json!({"name": r.name, "title": role_title(r.name, setup)}));
    let services = setup.system().services.iter();
    let services =
        services.map(|s| json!({"name": s.name, "title": words::service(s.name, setup)}));
    let problems = setup.scenario.problems.iter();
    let faults: Vec<Name> = problems.flat_map(|p| &p.faults).map(|f| f.name).collect();
    let tools = crate::model::Tool::ALL.iter();
    let tools: Vec<Value> = tools
        .map(|t| json!({"name": t, "title": t.title()}))
        .collect();
    let findings = setup.scenario.findings.iter();
    let findings = findings.map(|f| json!({"name": f.name, "title": plain(&f.text)}));
    json!({
        "kinds": kinds.collect::<Vec<_>>(),
        "people": people.collect::<Vec<_>>(),
        "roles": roles.collect::<Vec<_>>(),
        "services": services.collect::<Vec<_>>(),
        "faults": faults,
        "tools": tools,
        "findings": findings.collect::<Vec<_>>(),
    })
}

fn script(session: &Session) -> Vec<Value> {
    let setup = session.setup();
    let rows = session.timeline();
    let mut script: Vec<(SimTime, Value)> = session
        .exercise
        .engine()
        .script()
        .map(|one| {
            let inject = one.inject;
            let row = rows.duties.inject(inject.name);
            let fired = row.and_then(|r| r.fired).map(|s| s.at);
            let at = fired.or(one.at);
            let phase = match one.phase {
                InjectPhase::Waiting => "waiting",
                InjectPhase::Scheduled => "scheduled",
                InjectPhase::Held => "held",
                InjectPhase::Fired => "fired",
                InjectPhase::Skipped => "skipped",
            };
            let value = json!({
                "name": inject.name,
                "kind": inject.kind,
                "phase": phase,
                "at": at.map(|at| at.0),
                "waits_for": condition(inject, setup),
                "from": inject.from.as_deref().map(plain),
                "to": receivers(inject, setup),
                "text": plain(&inject.text),
                "questions": inject.questions.iter().map(|q| plain(q)).collect::<Vec<_>>(),
                "about": about(inject, setup),
                "story": inject.story.map(|at| setup.scenario.starts.show(SimTime::START + at)),
                "notes": plain(&inject.notes),
            });
            (at.unwrap_or(SimTime::NEVER), value)
        })
        .collect();
    script.sort_by_key(|(at, _)| *at);
    script.into_iter().map(|(_, value)| value).collect()
}

fn condition(inject: &Inject, setup: &Setup) -> Option<String> {
    inject
        .when
        .condition()
        .map(|c| plain(&words::condition(c, setup)))
}

fn receivers(inject: &Inject, setup: &Setup) -> String {
    plain(&match &inject.to {
        Delivery::Everyone => "everybody at work".to_string(),
        Delivery::OnCall => "whoever is on call".to_string(),
        Delivery::People(people) => {
            let names: Vec<&str> = people.iter().map(|p| words::person(*p, setup)).collect();
            names.join(", ")
        }
        Delivery::Roles(roles) => {
            let names: Vec<String> = roles.iter().map(|r| role_title(*r, setup)).collect();
            names.join(", ")
        }
    })
}

/// What an inject without words is about.
fn about(inject: &Inject, setup: &Setup) -> String {
    let mut parts: Vec<String> = Vec::new();
    parts.extend(inject.fault.map(|f| f.as_str().replace('-', " ")));
    parts.extend(inject.service.map(|s| words::service(s, setup).to_string()));
    parts.extend(inject.person.map(|p| words::person(p, setup).to_string()));
    parts.extend(inject.tool.map(|t| t.title().to_string()));
    parts.extend(
        inject
            .finding
            .map(|f| words::finding_text(f, setup).to_string()),
    );
    plain(&parts.join(", "))
}

fn truth(session: &Session, timeline: &Timeline) -> Value {
    let setup = session.setup();
    let engine = session.exercise.engine();
    let episodes = timeline.episodes().iter().map(|e| {
        let reached: Vec<&str> = [
            Milestone::Contained,
            Milestone::Mitigated,
            Milestone::Resolved,
        ]
        .into_iter()
        .filter(|m| e.has(*m))
        .map(Milestone::word)
        .collect();
        json!({"problem": plain(words::problem(e.problem, setup)),
               "cause": plain(words::cause(e.cause, setup)), "cause_name": e.cause,
               "users_hit": e.harm.now.users_hit, "reached": reached})
    });
    let services = setup
        .system()
        .services
        .iter()
        .enumerate()
        .map(|(at, service)| {
            let seen = engine.health(at).seen.as_ppm() / 10_000;
            let beliefs = session.desks().iter().filter_map(|desk| {
                let topic = crate::model::Topic::Service(service.name);
                match desk.board().belief(topic)?.claim {
                    crate::model::Claim::Service { state, .. } => {
                        Some(json!({"who": desk.me(), "state": state}))
                    }
                    _ => None,
                }
            });
            json!({"title": plain(words::service(service.name, setup)), "percent": seen,
               "state": crate::model::ServiceState::of(engine.health(at).seen),
               "beliefs": beliefs.collect::<Vec<_>>()})
        });
    let convictions = timeline.knowledge.convictions.iter();
    let causes = convictions.filter(|c| c.to.is_none()).map(|c| {
        json!({"who": c.person, "cause": plain(words::cause(c.cause, setup)),
               "right": timeline.is_true_cause(c.ticket, c.cause)})
    });
    json!({
        "episodes": episodes.collect::<Vec<_>>(),
        "services": services.collect::<Vec<_>>(),
        "causes": causes.collect::<Vec<_>>(),
        "users_hit": timeline.impact.users_hit,
    })
}

fn seats(session: &Session) -> Vec<Value> {
    let now = session.now();
    let seats = session.desks().iter().map(|desk| {
        let board = desk.board();
        let presence = match board.presence {
            Presence::Away => "not called",
            Presence::Coming => "coming",
            Presence::Here => "here",
            Presence::Gone => "gone",
        };
        json!({
            "person": desk.me(),
            "title": plain(words::person(desk.me(), session.setup())),
            "hat": desk.hat(),
            "human": session.is_human(desk.me()),
            "presence": presence,
            "busy": desk.busy().map(|b| &b.words),
            "waiting": desk.needs(now).len(),
        })
    });
    seats.collect()
}

fn expected(session: &Session, timeline: &Timeline) -> Vec<Value> {
    let setup = session.setup();
    let ticked = review::ticks(session.records(), timeline.expectations().count());
    let all = timeline.expectations().zip(ticked).enumerate();
    all.map(|(number, (one, ticked))| {
        let (word, at) = answer(&one);
        let owner = match one.owner {
            Owner::Inject(name) | Owner::Objective(name) => name,
        };
        json!({"number": number, "of": owner, "words": plain(&words::expectation(one.expects, setup)),
               "answer": word, "at": at.map(|at| at.0),
               "ticked": ticked.map(|tick| json!({"by": tick.by, "met": tick.met}))})
    })
    .collect()
}

fn answer(one: &Expected) -> (&'static str, Option<SimTime>) {
    match one.answer {
        Answer::NotDue => ("not due", None),
        Answer::Pending { due } => ("open", Some(due)),
        Answer::Met { done, late } if late.is_zero() => ("met", Some(done.at)),
        Answer::Met { done, .. } => ("met late", Some(done.at)),
        Answer::Missed { due } => ("missed", Some(due)),
    }
}

/// Objectives with what observers said of them; with what the log suggests, for the facilitator.
pub fn objectives(session: &Session, suggested: bool) -> Vec<Value> {
    let setup = session.setup();
    let rated = |name: Name| {
        let last = review::rated(session.records(), name);
        last.map(|it| json!({"by": it.by, "rating": it.rating, "reason": it.reason}))
    };
    let all = setup.scenario.objectives.iter().map(|objective| {
        let suggestion = suggested.then(|| rate(objective, setup, session.timeline()));
        json!({
            "name": objective.name,
            "text": plain(&objective.text),
            "suggested": suggestion.as_ref().and_then(|s| s.rating),
            "why": suggestion.map(|s| plain(&s.why)),
            "rated": rated(objective.name),
        })
    });
    all.collect()
}

/// The cards that lie on the table, with what each has answered last to each question.
fn cards(session: &Session) -> Vec<Value> {
    let setup = session.setup();
    if !setup.scenario.is_discussion() {
        return Vec::new();
    }
    let said = review::responses(session.records());
    let answers = |inject: Name, question: usize| -> Vec<Value> {
        let own = said.iter();
        let own = own.filter(|s| s.inject == inject && usize::from(s.question) == question);
        own.map(|s| {
            json!({"by": plain(words::person(s.by, setup)), "text": plain(s.text),
                           "at": s.at.0})
        })
        .collect()
    };
    let cards = session.records().iter().filter_map(|record| {
        let Fact::InjectDelivered {
            inject,
            text,
            questions,
            ..
        } = &record.fact
        else {
            return None;
        };
        let questions = questions.iter().enumerate();
        let questions =
            questions.map(|(at, q)| json!({"text": plain(q), "answers": answers(*inject, at)}));
        Some(
            json!({"name": inject, "at": record.at.0, "text": plain(text),
                    "questions": questions.collect::<Vec<_>>()}),
        )
    });
    cards.collect()
}

fn notes(session: &Session) -> Vec<Value> {
    let notes = session.records().iter().filter_map(|r| match &r.fact {
        Fact::Noted {
            by,
            objective,
            text,
            kind,
        } => Some(
            json!({"at": r.at.0, "by": by, "objective": objective, "text": text,
                         "kind": kind}),
        ),
        _ => None,
    });
    notes.collect()
}

fn feed(session: &Session) -> Vec<Value> {
    let shown = |r: &&Record| {
        let said = matches!(r.fact, Fact::Refused { .. });
        (is_important(&r.fact) || said) && !matches!(r.fact, Fact::Noted { .. })
    };
    let latest = session.records().iter().rev().filter(shown).take(FEED);
    let setup = session.setup();
    let line = |r: &Record| json!({"at": r.at.0, "text": sentence(&r.fact, setup)});
    latest.map(line).collect()
}

fn severity(session: &Session) -> Option<Value> {
    let open = session
        .timeline()
        .incidents
        .iter()
        .any(|i| i.closed.is_none());
    let severity = session.timeline().severities.last().filter(|_| open)?;
    Some(json!({"word": severity.severity}))
}

/// What hangs on the wall: the public word on it, and nothing that only some know.
pub fn screen(session: &Session) -> Value {
    let mut posts = Vec::new();
    let mut severity = None;
    let mut closed = false;
    for record in session.records() {
        match &record.fact {
            Fact::Declared { severity: s, .. } | Fact::SeveritySet { severity: s, .. } => {
                severity = Some(*s)
            }
            Fact::Closed { .. } => closed = true,
            Fact::UpdateSent {
                duty: Duty::StatusPage,
                text,
                closing,
                ..
            } => {
                let text = text.as_deref().map_or("An update was posted.", |t| t);
                posts.push(json!({"at": record.at.0, "text": plain(text), "closing": closing}));
            }
            _ => {}
        }
    }
    posts.reverse();
    json!({"severity": severity.filter(|_| !closed), "closed": closed, "posts": posts,
           "card": card_on_the_wall(session)})
}

/// The card that a discussion is about now: everybody has it before them.
fn card_on_the_wall(session: &Session) -> Option<Value> {
    if !session.setup().scenario.is_discussion() {
        return None;
    }
    let mut records = session.records().iter().rev();
    records.find_map(|r| match &r.fact {
        Fact::InjectDelivered {
            inject,
            text,
            questions,
            to,
        } if to.len() == session.setup().team.people.len() => {
            let from = session.setup().scenario.inject(*inject);
            let from = from.and_then(|i| i.from.as_deref()).unwrap_or_default();
            Some(json!({"from": plain(from), "text": plain(text),
                        "questions": questions.iter().map(|q| plain(q)).collect::<Vec<_>>()}))
        }
        _ => None,
    })
}

impl Session {
    /// What the log says so far.
    pub fn timeline(&self) -> &Timeline {
        self.exercise.timeline()
    }

    /// When the next inject comes, if one has a time.
    pub fn next_inject(&self) -> Option<SimTime> {
        let script = self.exercise.engine().script();
        let now = self.now();
        script.filter_map(|one| one.at).filter(|at| *at > now).min()
    }

    /// The inject that somebody means, the script's or an added one.
    pub fn script_name(&self, word: &str) -> Option<Name> {
        let mut script = self.exercise.engine().script();
        let one = script.find(|one| one.inject.name.as_str() == word);
        one.map(|one| one.inject.name)
    }

    /// An inject as it reads now.
    pub fn inject(&self, name: Name) -> Option<Inject> {
        let mut script = self.exercise.engine().script();
        let one = script.find(|one| one.inject.name == name);
        one.map(|one| one.inject.clone())
    }

    /// A free name for an inject that is added.
    pub fn fresh_inject_name(&self) -> Name {
        let mut number = 1;
        loop {
            let name = Name::new(&format!("added-{number}"));
            if self.inject(name).is_none() {
                return name;
            }
            number += 1;
        }
    }
}
