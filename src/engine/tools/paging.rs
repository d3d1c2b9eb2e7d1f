//! The ladder of pages: whom a ticket calls, how long it waits, where it climbs next.

use crate::base::{Duration, Name, Purpose, Share, SimTime};
use crate::engine::Engine;
use crate::engine::agenda::Due;
use crate::engine::state::{PageState, Place};
use crate::model::belief::{Belief, Claim, Source};
use crate::model::command::Occupant;
use crate::model::{Actor, AlertId, Audience, Fact, PageId, Seq, TicketId};

/// How long the paging tool waits on a page that a person sent by hand.
const BY_HAND_TIMEOUT: Duration = Duration::minutes(15);

impl Engine {
    /// Starts calling people about a ticket.
    pub(crate) fn start_ladder(&mut self, ticket: TicketId, because: Seq) {
        let state = self.ledger.ticket_mut(ticket);
        state.held_back = false;
        if state.climbing || state.answered_by.is_some() || state.fixed {
            return;
        }
        state.climbing = true;
        state.because = because;
        let turn = state.rung;
        self.climb(ticket, turn);
    }

    /// Tries the next rung.
    pub(crate) fn climb(&mut self, ticket: TicketId, turn: u32) {
        let plan = self.plan.clone();
        let paging = &plan.setup.process.paging;
        let state = self.ledger.ticket(ticket);
        if !state.climbing || state.rung != turn || paging.levels.is_empty() {
            return;
        }
        let rungs = paging.levels.len() as u32;
        let (round, level) = (turn / rungs, &paging.levels[(turn % rungs) as usize]);
        if round > paging.repeats {
            // The ladder has been climbed often enough; the next ring starts it anew.
            self.ledger.ticket_mut(ticket).climbing = false;
            self.ledger.ticket_mut(ticket).rung = 0;
            return;
        }
        let because = state.because;
        let person = state
            .group
            .and_then(|g| plan.on_call(g, level.name, self.ledger.now));
        self.ledger.ticket_mut(ticket).rung += 1;
        match person {
            Some(person) => {
                let page = self.page(
                    person,
                    ticket,
                    None,
                    Some(level.name),
                    round as u16,
                    None,
                    because,
                );
                self.agenda
                    .add(self.ledger.now + level.after, Due::PageTimesOut { page });
            }
            None => {
                let fact = Fact::NobodyToPage {
                    ticket,
                    level: Some(level.name),
                };
                self.write(Actor::Tool, Some(because), Audience::Facilitator, fact);
                // One more rung after a minute, so that an empty rota is no endless loop.
                let due = Due::Climb {
                    ticket,
                    turn: turn + 1,
                };
                self.agenda.add(self.ledger.now + Duration::minutes(1), due);
            }
        }
    }

    /// Sends one page.
    #[allow(clippy::too_many_arguments)]
    pub(crate) fn page(
        &mut self,
        to: usize,
        ticket: TicketId,
        role: Option<Name>,
        level: Option<Name>,
        round: u16,
        by: Option<usize>,
        because: Seq,
    ) -> PageId {
        let plan = self.plan.clone();
        let now = self.ledger.now;
        let name = plan.name(to);
        let woke = !self.is_here(to) && self.body(to).place == Place::Away && plan.asleep(to, now);
        let page = PageId(self.ledger.pages.len() as u32);
        let fact = Fact::PageSent {
            page,
            to: name,
            ticket,
            role,
            level,
            round,
            woke,
            by_hand: by.is_some(),
        };
        let caller = by.map_or(Actor::Tool, |p| Actor::Person(plan.name(p)));
        let mut audience: Vec<usize> = vec![to];
        audience.extend(by);
        let audience = self.room_and(&audience);
        let sent_seq = self.write(caller, Some(because), audience, fact);
        self.ledger.pages.push(PageState {
            ticket,
            to,
            role,
            ladder: level.is_some(),
            acknowledged: false,
            taken_back: false,
            woke,
            sent_seq,
            reached_seq: None,
            by_hand: by,
        });
        if by.is_some() {
            self.agenda
                .add(now + BY_HAND_TIMEOUT, Due::PageTimesOut { page });
        }
        if self.body(to).gone || plan.on_leave(to, now) {
            return page;
        }
        let blocked = self.unreachable_until(to, sent_seq);
        if self.passes_by(to, ticket, role, round) {
            return page;
        }
        let delay = self.ack_delay(to, ticket, role, round, woke);
        let at =
            (now + delay).max(blocked.map_or(SimTime::START, |until| until + Duration::minutes(1)));
        self.agenda.add(at, Due::PageReaches { page });
        page
    }

    /// Whether a page passes a person by, though they could be reached.
    fn passes_by(&self, to: usize, ticket: TicketId, role: Option<Name>, round: u16) -> bool {
        let who = &self.plan.people[to];
        let what = role.unwrap_or(who.name);
        let key = (self.ticket_key(ticket), who.name, what, round);
        let policy = self.body(to).occupant == Occupant::Policy;
        let misses = who.misses_pages;
        policy && misses > Share::NONE && self.draw(Purpose::PageMissed, key).chance(misses)
    }

    /// From the page to the moment a person hears and takes it. A human at the keyboard takes
    /// their own time.
    fn ack_delay(
        &self,
        to: usize,
        ticket: TicketId,
        role: Option<Name>,
        round: u16,
        woke: bool,
    ) -> Duration {
        if self.body(to).occupant == Occupant::Human {
            return Duration::ZERO;
        }
        let who = &self.plan.people[to];
        let law = if woke { &who.asleep } else { &who.awake };
        let what = role.unwrap_or(who.name);
        let key = (self.ticket_key(ticket), who.name, what, round);
        self.draw(Purpose::AckDelay, key).length(law)
    }

    pub(crate) fn page_reaches(&mut self, page: PageId) {
        let state = self.ledger.page(page).clone();
        let gone = self.body(state.to).gone;
        if state.acknowledged || state.taken_back || self.ledger.ticket(state.ticket).fixed || gone
        {
            return;
        }
        let answered = self.ledger.ticket(state.ticket).answered_by;
        if state.ladder && answered.is_some_and(|p| p != state.to) {
            return;
        }
        let name = self.plan.name(state.to);
        let fact = Fact::PageReached { page, person: name };
        let seq = self.write(Actor::Tool, Some(state.sent_seq), Audience::One(name), fact);
        self.ledger.page_mut(page).reached_seq = Some(seq);
        let shown = self.alerts_of(state.ticket);
        let auto = self.ledger.ticket(state.ticket).auto.iter().copied();
        let shown: Vec<_> = shown.into_iter().chain(auto).collect();
        let seq = self.learn(state.to, shown, seq);
        self.prompts(state.to, state.ticket).learned = Some(seq);
    }

    /// What the page says: the services that alerts of its ticket have named, and what they show.
    fn alerts_of(&self, ticket: TicketId) -> Vec<Belief> {
        let alerts = self.ledger.alerts_of(ticket);
        let mut shown: Vec<Belief> = Vec::new();
        let claims = alerts.flat_map(|alert| {
            let service = Claim::Service {
                service: alert.service,
                state: alert.state,
            };
            let findings = alert.shows.iter().map(|finding| Claim::Finding {
                ticket,
                finding: *finding,
                present: true,
            });
            std::iter::once(service).chain(findings)
        });
        for claim in claims {
            if shown.iter().all(|b| b.claim.topic() != claim.topic()) {
                shown.push(Belief {
                    source: Source::Tool,
                    ..self.own(claim)
                });
            }
        }
        shown
    }

    pub(crate) fn page_times_out(&mut self, page: PageId) {
        let state = self.ledger.page(page).clone();
        let ticket = self.ledger.ticket(state.ticket);
        let (rung, answered, fixed) = (ticket.rung, ticket.answered_by.is_some(), ticket.fixed);
        if state.acknowledged || fixed || (state.ladder && answered) {
            return;
        }
        let name = self.plan.name(state.to);
        let fact = Fact::PageMissed { page, to: name };
        let audience = match state.by_hand {
            Some(by) => Audience::One(self.plan.name(by)),
            None => Audience::Facilitator,
        };
        let seq = self.write(Actor::Tool, Some(state.sent_seq), audience, fact);
        if state.ladder {
            let heard = state.reached_seq.is_some();
            let takes_back = self.plan.setup.process.paging.takes_back && !heard;
            self.ledger.page_mut(page).taken_back = takes_back;
            self.ledger.ticket_mut(state.ticket).because = seq;
            self.climb(state.ticket, rung);
        }
    }

    /// An alert rings though its ticket has been rung for: whoever answered is disturbed, and
    /// where nobody did, the ladder starts anew.
    pub(crate) fn ring_again(&mut self, ticket: TicketId, alert: AlertId, because: Seq) {
        if self.ledger.ticket(ticket).held_back {
            return;
        }
        let Some(person) = self.ledger.ticket(ticket).answered_by else {
            if !self.ledger.ticket(ticket).climbing {
                self.ledger.ticket_mut(ticket).rung = 0;
                self.start_ladder(ticket, because);
            }
            return;
        };
        if !self.is_here(person) {
            if self.body(person).place == Place::Away && self.responders().next().is_none() {
                self.ledger.ticket_mut(ticket).answered_by = None;
                self.ledger.ticket_mut(ticket).rung = 0;
                self.start_ladder(ticket, because);
            }
            return;
        }
        let name = self.plan.name(person);
        let fact = Fact::Rang {
            person: name,
            alert,
        };
        let seq = self.write(Actor::Tool, Some(because), Audience::One(name), fact);
        let ring = self.plan.setup.defaults.attention.ring.value;
        self.call_on(person, "ring", ring, seq);
    }
}
