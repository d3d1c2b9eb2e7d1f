//! The frame, the truth and the signals.

use super::{Say, state, ticket};
use crate::model::fact::{EndReason, Origin, TrustReason};
use crate::model::problem::FaultKind;
use crate::model::{Fact, ServiceState};
use crate::score::numbers::{count, percent};

pub(super) fn sentence(fact: &Fact, say: Say) -> Option<String> {
    frame(fact, say)
        .or_else(|| truth(fact, say))
        .or_else(|| signals(fact, say))
}

fn frame(fact: &Fact, say: Say) -> Option<String> {
    Some(match fact {
        Fact::Started { seed } => format!("the exercise began (seed {seed})"),
        Fact::Ended { why } => match why {
            EndReason::Horizon => "the exercise reached its horizon".into(),
            EndReason::Done => "the exercise ended: everything is resolved and closed".into(),
            EndReason::Facilitator => "the facilitator ended the exercise".into(),
            EndReason::Budget => "the exercise was stopped: its budget was spent".into(),
        },
        Fact::Commanded { command } => format!("asked for: {}", command.word()),
        Fact::Refused { command, refusal } => {
            format!(
                "not possible now: {command} ({})",
                super::command::refusal(refusal, say)
            )
        }
        Fact::Seated { person, occupant } => {
            let who = match occupant {
                crate::model::command::Occupant::Human => "a person",
                crate::model::command::Occupant::Policy => "simulated judgement",
            };
            format!("{who} sits in the seat of {}", say.who(*person))
        }
        Fact::EpochSet { epoch } => {
            format!("what has not begun is drawn under epoch {epoch} from now on")
        }
        _ => return None,
    })
}

fn truth(fact: &Fact, say: Say) -> Option<String> {
    let service = |name| say.service(name);
    Some(match fact {
        Fact::EpisodeBegan { problem, cause, .. } => format!(
            "problem “{}” struck; its cause is {}",
            crate::score::words::problem(*problem, say.setup),
            say.cause(*cause)
        ),
        Fact::FaultBegan {
            fault,
            service: on,
            site,
            size,
            kind,
            ..
        } => {
            let place = match (on, site) {
                (Some(on), Some(site)) => format!(
                    " on {} in {}",
                    service(*on),
                    crate::score::words::site(*on, *site, say.setup)
                ),
                (Some(on), None) => format!(" on {}", service(*on)),
                (None, _) => String::new(),
            };
            match kind {
                FaultKind::Compromise => {
                    format!("stage `{fault}`: an adversary has come this far{place}")
                }
                FaultKind::Exfiltration => format!("data leaves the house{place}: `{fault}`"),
                FaultKind::ToolLoss => format!("fault `{fault}` takes a tool away{place}"),
                _ => format!("fault `{fault}` began{place} ({})", percent(*size)),
            }
        }
        Fact::FaultGrew { fault, size, .. } => {
            format!("fault `{fault}` grew to {}", percent(*size))
        }
        Fact::FaultEnded { fault, .. } => format!("fault `{fault}` ended"),
        Fact::FaultPrevented { fault, .. } => {
            format!("fault `{fault}` stayed away: the spread had been halted")
        }
        Fact::HealthChanged {
            service: on,
            health,
        } => format!(
            "{} is {} ({} served)",
            service(*on),
            state(ServiceState::of(*health)),
            percent(*health)
        ),
        Fact::SiteChanged {
            service: on,
            site,
            health,
        } => format!(
            "{} in {} is {} ({} served)",
            service(*on),
            crate::score::words::site(*on, *site, say.setup),
            state(ServiceState::of(*health)),
            percent(*health)
        ),
        Fact::Collapsed { service: on, .. } => {
            format!(
                "{} broke down under more load than it can serve",
                service(*on)
            )
        }
        Fact::HarmChanged {
            episode,
            users_hit,
            share,
            ..
        } => format!(
            "episode {episode} hits {} users ({})",
            count(i64::try_from(*users_hit).unwrap_or(i64::MAX)),
            percent(*share)
        ),
        Fact::ImpactChanged { users_hit: 0, .. } => "no customer is hit now".into(),
        Fact::ImpactChanged { users_hit, share } => format!(
            "{} users are hit in all ({})",
            count(i64::try_from(*users_hit).unwrap_or(i64::MAX)),
            percent(*share)
        ),
        Fact::TrustChanged { of, trust, why } => {
            let why = match why {
                TrustReason::Silence => "they have heard nothing for long",
                TrustReason::BrokenPromise => "the update they were promised has not come",
                TrustReason::NotOver => "they were told it is over, and it is not",
                TrustReason::Informed => "they were told in time",
            };
            format!("trust of {}: {} ({why})", of.title(), percent(*trust))
        }
        Fact::Contained { .. } => "contained: the harm can spread no further".into(),
        Fact::CauseRemoved { .. } => "the cause is removed; the system comes back".into(),
        Fact::Resolved { .. } => "resolved: the service is normal and somebody has checked".into(),
        Fact::Recovered { .. } => "recovered: backlog worked off, data repaired".into(),
        Fact::TippedOff { .. } => "the adversary noticed and moved on".into(),
        Fact::EvidenceDestroyed { evidence } => format!("evidence `{evidence}` is gone"),
        Fact::EvidenceSaved { evidence } => format!("evidence `{evidence}` is saved"),
        Fact::HarmDone {
            task,
            service: on,
            size,
        } => format!(
            "{} cost {} another {}",
            say.task(*task),
            service(*on),
            percent(*size)
        ),
        Fact::MonitorMissed { monitor, .. } => format!("monitor `{monitor}` does not see it"),
        Fact::MonitorFired {
            monitor,
            service: on,
            episode,
        } => match episode {
            Some(_) => format!("monitor `{monitor}` fired for {}", service(*on)),
            None => format!(
                "monitor `{monitor}` fired for {} over nothing",
                service(*on)
            ),
        },
        _ => return None,
    })
}

fn signals(fact: &Fact, say: Say) -> Option<String> {
    Some(match fact {
        Fact::AlertRaised {
            alert,
            ticket: on,
            origin,
            from,
            service,
            state: seen,
            ..
        } => {
            let from = match origin {
                Origin::Monitor => format!("monitor `{from}`"),
                Origin::Customer => format!("customers (`{from}`)"),
                Origin::Colleague => format!("a colleague (`{from}`)"),
                Origin::Script => format!("the script (`{from}`)"),
            };
            format!(
                "alert {alert} from {from}: {} is {} ({})",
                say.service(*service),
                state(*seen),
                ticket(*on)
            )
        }
        Fact::AlertGrouped { alert, ticket: on } => {
            format!("alert {alert} joined {} and rang nobody", ticket(*on))
        }
        Fact::AlertSuppressed { alert } => {
            format!("alert {alert} cleared by itself before it rang")
        }
        Fact::AlertCleared { alert, ticket: on } => {
            format!("alert {alert} of {} cleared", ticket(*on))
        }
        Fact::Rang { person, alert } => {
            format!("alert {alert} rang the phone of {}", say.who(*person))
        }
        Fact::PageSent {
            to,
            ticket: on,
            role,
            level,
            round,
            woke,
            ..
        } => {
            let role = role.map_or(String::new(), |r| format!(" as {}", say.role(r)));
            let level = level.map_or(String::new(), |l| format!(" ({l})"));
            let again = match round {
                0 | 1 => String::new(),
                round => format!(", round {round}"),
            };
            let woke = if *woke { ", asleep" } else { "" };
            format!(
                "page sent to {} for {}{role}{level}{again}{woke}",
                say.who(*to),
                ticket(*on)
            )
        }
        Fact::PageReached { person, .. } => format!("{} heard the page", say.who(*person)),
        Fact::PageMissed { to, .. } => format!("no answer yet to the page to {}", say.who(*to)),
        Fact::Acknowledged {
            person, ticket: on, ..
        } => format!("{} took the page for {}", say.who(*person), ticket(*on)),
        Fact::NobodyToPage { ticket: on, level } => {
            let level = level.map_or(String::new(), |l| format!(" at level {l}"));
            format!("there was nobody to page for {}{level}", ticket(*on))
        }
        Fact::Remediated { action, helped, .. } => {
            let came = if *helped {
                "it helped"
            } else {
                "it did not help"
            };
            format!("automatic action “{}” ran: {came}", say.work(*action))
        }
        _ => return None,
    })
}
