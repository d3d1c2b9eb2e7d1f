//! Those with no part in responding: who of them notices, how they are met, and what a private
//! channel keeps from them.

use crate::base::{Duration, Name, Purpose};
use crate::engine::Engine;
use crate::engine::agenda::Due;
use crate::engine::state::Place;
use crate::model::process::Private;
use crate::model::{Actor, Audience, EpisodeId, Fact, Seq, ServiceState, TicketId};

/// Who cannot have noticed yet, being asleep or with nobody at work on it, may do so this later.
const LATER: Duration = Duration::minutes(15);

impl Engine {
    /// Customers are hit: sooner or later it is talked about in the house.
    pub(crate) fn word_gets_around(&mut self, episode: EpisodeId, because: Seq) {
        let plan = self.plan.clone();
        let law = &plan.setup.defaults.people.bystanders_join.value;
        for (person, spec) in plan.people.iter().enumerate().filter(|(_, p)| p.bystander) {
            let key = (spec.name, self.luck_key(episode));
            let after = self.draw(Purpose::BystanderJoins, key).length(law);
            let due = Due::BystanderNotices {
                person,
                episode,
                because,
            };
            self.agenda.add(self.ledger.now + after, due);
        }
    }

    pub(crate) fn bystander_notices(&mut self, person: usize, episode: EpisodeId, because: Seq) {
        let now = self.ledger.now;
        let body = self.body(person);
        let over = self.ledger.episode(episode).back || self.ledger.impact == 0;
        if over || body.gone || body.place != Place::Away || self.is_private() {
            return;
        }
        let mut tickets = self.ledger.tickets.iter();
        let ticket = tickets.position(|t| t.episode == Some(episode) && !t.fixed);
        let ticket = ticket.filter(|_| self.responders().next().is_some());
        let asleep = self.plan.asleep(person, now) || self.plan.on_leave(person, now);
        let (Some(ticket), false) = (ticket, asleep) else {
            let due = Due::BystanderNotices {
                person,
                episode,
                because,
            };
            return self.agenda.add(now + LATER, due);
        };
        let ticket = TicketId(ticket as u32);
        let Some((service, state)) = self.plainly_broken() else {
            return;
        };
        let name = self.plan.name(person);
        let fact = Fact::Noticed {
            person: name,
            ticket,
            service,
            state,
        };
        let audience = Audience::One(name);
        let seq = self.write(Actor::Person(name), Some(because), audience, fact);
        self.prompts(person, ticket).came = Some(seq);
    }

    /// What anybody can see: the service whose trouble hits the most users.
    fn plainly_broken(&self) -> Option<(Name, ServiceState)> {
        let services = self.plan.setup.system().services.iter().enumerate();
        let hit = services.map(|(at, s)| (self.health(at).seen, s));
        let worst = hit.max_by_key(|(seen, s)| seen.rest().of(s.users));
        worst.map(|(seen, s)| (s.name, ServiceState::of(seen)))
    }

    /// A newcomer who only looks on is told what is going on, by whoever leads or somebody at work;
    /// not where there is no place for them.
    pub(crate) fn is_met(&mut self, newcomer: usize, because: Seq) {
        let plan = self.plan.clone();
        if !plan.people[newcomer].bystander {
            return;
        }
        let role = plan.book.command_role;
        let leads = role.and_then(|r| self.ledger.roles.get(r).copied());
        let leads = leads.filter(|p| self.is_here(*p));
        let limit = plan.setup.process.room_limit;
        let full = limit.is_some_and(|most| self.here().count() as u32 > most);
        if full || (limit.is_some() && leads.is_some()) {
            return;
        }
        let names = self.responders().map(|_| 1.0).collect::<Vec<_>>();
        let key = (plan.name(newcomer), self.ledger.now);
        let drawn = self
            .draw(Purpose::BystanderJoins, key)
            .pick(names.into_iter());
        let anybody = drawn.and_then(|at| self.responders().nth(at));
        if let Some(host) = leads.or(anybody) {
            let takes = plan.setup.defaults.story_times.join;
            self.owes_answer(host, newcomer, "brief", takes, because);
        }
    }

    /// Whether the channel is private: those with no part in it neither see it nor come. What somebody
    /// has said of the last incident that is open goes before what the process says of all.
    pub(crate) fn is_private(&self) -> bool {
        let book = &self.plan.book;
        let mut open = self.ledger.incidents.iter().rev().filter(|i| !i.closed);
        if let Some(said) = open.find_map(|i| i.private) {
            return said;
        }
        match self.plan.setup.process.private {
            Private::Never => false,
            Private::Always => true,
            Private::Security => {
                let out = |p: usize| self.boards[p].exposed(book).is_some();
                book.security || self.here().any(out)
            }
        }
    }

    /// What everybody learns does not leave a private channel, but for what anybody can see.
    pub(crate) fn behind_doors(&self, audience: Audience, fact: &Fact) -> Audience {
        let open = matches!(
            fact,
            Fact::Ended { .. } | Fact::ToolLost { .. } | Fact::ToolRestored { .. }
        );
        if audience != Audience::Everyone || open || !self.is_private() {
            return audience;
        }
        let people = self.plan.people.iter().filter(|p| !p.bystander);
        Audience::Some(people.map(|p| p.name).collect())
    }
}
