//! Knowledge: work reveals, talk and documents carry, what is not said is not known.
//!
//! What a person knows is on their board; a document holds beliefs of its own. Losses in talk are
//! drawn by (what, who, whom, hour): saying it again an hour later is a new chance.

use crate::base::{Name, Purpose, Share};
use crate::engine::Engine;
use crate::engine::state::Prompts;
use crate::model::belief::{Belief, Claim, Source};
use crate::model::{Actor, Audience, Fact, IncidentId, Seq, TicketId, Tool};

/// How beliefs pass from one head to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Channel {
    /// A report, a brief, an answer.
    Talk,
    /// The call of a handoff.
    HandoffCall,
    /// Posted where everybody at work may read it.
    Chat,
}

impl Engine {
    pub(crate) fn own(&self, claim: Claim) -> Belief {
        Belief {
            claim,
            source: Source::Own,
            since: self.ledger.now,
            confidence: Share::ALL,
        }
    }

    /// A person comes to believe things. With ideal knowledge everybody does.
    pub(crate) fn learn(&mut self, person: usize, beliefs: Vec<Belief>, because: Seq) -> Seq {
        if beliefs.is_empty() {
            return because;
        }
        if !self.plan.setup.defaults.ideal.knowledge {
            return self.take_in(person, beliefs, because);
        }
        let name = self.plan.name(person);
        let seq = self.take_in(person, beliefs.clone(), because);
        for other in 0..self.people.len() {
            if other != person && !self.body(other).gone {
                let news = self.news_for(other, &beliefs, Source::Person(name));
                self.take_in(other, news, seq);
            }
        }
        self.document_all(&beliefs, name, seq);
        seq
    }

    fn has_learned(&mut self, person: usize, about: &[TicketId], seq: Seq) {
        self.body_mut(person).learned_seq = Some(seq);
        for ticket in about {
            self.prompts(person, *ticket).learned = Some(seq);
        }
    }

    /// The records about a ticket that a person's next decision may rest on.
    pub(crate) fn prompts(&mut self, person: usize, ticket: TicketId) -> &mut Prompts {
        let prompts = &mut self.body_mut(person).prompts;
        prompts.entry(ticket, Prompts::default)
    }

    /// Beliefs settle in one head.
    fn take_in(&mut self, person: usize, beliefs: Vec<Belief>, because: Seq) -> Seq {
        if beliefs.is_empty() {
            return because;
        }
        let name = self.plan.name(person);
        let mut about: Vec<_> = beliefs.iter().filter_map(|b| b.claim.ticket()).collect();
        about.dedup();
        let news = (!self.ledger.clocks.is_empty()).then(|| beliefs.clone());
        let fact = Fact::Learned {
            person: name,
            beliefs,
        };
        let by = Actor::Person(name);
        let seq = self.write(by, Some(because), Audience::One(name), fact);
        self.has_learned(person, &about, seq);
        if let Some(news) = news {
            self.starts_clocks(person, &news, seq);
        }
        for ticket in about {
            self.weigh_on(person, ticket, seq);
        }
        seq
    }

    /// Those of `beliefs` that would be new to somebody, as coming from `source`.
    fn news_for(&self, person: usize, beliefs: &[Belief], source: Source) -> Vec<Belief> {
        let board = &self.boards[person];
        let news = beliefs.iter().filter(|b| board.is_news(b));
        news.map(|b| Belief { source, ..*b }).collect()
    }

    /// Writes down when somebody has become sure of a cause, or no longer is.
    pub(crate) fn weigh_on(&mut self, person: usize, ticket: TicketId, because: Seq) {
        let plan = self.plan.clone();
        let from = plan.setup.defaults.knowledge.diagnosed_from.value;
        let name = plan.name(person);
        let suspicion = self.boards[person].suspicion(&plan.book, ticket);
        let sure = suspicion.convinced(from);
        let before = self.body(person).convinced.get(ticket).copied();
        if sure.map(|(cause, _)| cause) == before {
            return;
        }
        match sure {
            Some((cause, _)) => {
                self.body_mut(person).convinced.insert(ticket, cause);
            }
            None => {
                self.body_mut(person).convinced.remove(ticket);
            }
        }
        let fact = Fact::Convinced {
            person: name,
            ticket,
            cause: sure.map(|(cause, _)| cause),
            probability: Share::new(suspicion.top().map_or(0.0, |(_, p)| p)),
        };
        self.write(
            Actor::Person(name),
            Some(because),
            Audience::One(name),
            fact,
        );
    }

    /// Somebody tells somebody what they know; some of it is not heard. Returns what was moved and
    /// what was lost.
    pub(crate) fn tell(
        &mut self,
        from: usize,
        to: usize,
        channel: Channel,
        because: Seq,
    ) -> (u16, u16) {
        let plan = self.plan.clone();
        let names = (plan.name(from), plan.name(to));
        let known = &self.boards[from].beliefs;
        let news = self.news_for(to, known, Source::Person(names.0));
        let (heard, lost): (Vec<Belief>, Vec<Belief>) = news
            .into_iter()
            .partition(|b| self.is_heard(&b.claim, names, channel));
        let (moved, lost) = (heard.len() as u16, lost.len() as u16);
        self.take_in(to, heard, because);
        if channel != Channel::Chat {
            let fact = Fact::Told {
                from: names.0,
                to: names.1,
                moved,
                lost,
            };
            let audience = Audience::Some(vec![names.0, names.1]);
            self.write(Actor::Person(names.0), Some(because), audience, fact);
        }
        (moved, lost)
    }

    fn is_heard(&self, claim: &Claim, (from, to): (Name, Name), channel: Channel) -> bool {
        let defaults = &self.plan.setup.defaults;
        let knowledge = &defaults.knowledge;
        if defaults.ideal.knowledge {
            return true;
        }
        let hour = (self.ledger.now.0 / 3_600_000) as u64;
        let what = topic_key(claim);
        let (purpose, heard) = match channel {
            Channel::Talk if claim.is_always_heard() => return true,
            Channel::Talk => (Purpose::HeardInTalk, knowledge.lost_in_talk.value.rest()),
            Channel::HandoffCall => (
                Purpose::HeardInHandoff,
                knowledge.lost_in_handoff.value.rest(),
            ),
            Channel::Chat if claim.is_always_heard() => {
                (Purpose::HeardInChat, knowledge.chat_good_news.value)
            }
            Channel::Chat => (Purpose::HeardInChat, knowledge.chat_other.value),
        };
        !heard.is_none() && self.draw(purpose, (what, from, to, hour)).chance(heard)
    }

    /// What somebody found out by themselves goes to the channel: whoever is at work may read it.
    pub(crate) fn post(&mut self, person: usize, beliefs: &[Belief], because: Seq) {
        if !self.ledger.has_tool(Tool::Chat) {
            return;
        }
        if self.here().all(|p| p == person) {
            return;
        }
        let name = self.plan.name(person);
        let others: Vec<usize> = self.here().filter(|p| *p != person).collect();
        for other in others {
            let names = (name, self.plan.name(other));
            let mut news = self.news_for(other, beliefs, Source::Person(name));
            news.retain(|b| self.is_heard(&b.claim, names, Channel::Chat));
            self.take_in(other, news, because);
        }
    }

    /// Beliefs are written into an incident's document.
    pub(crate) fn write_down(
        &mut self,
        incident: IncidentId,
        by: Name,
        beliefs: &[Belief],
        because: Seq,
    ) {
        let Some(document) = self.ledger.incident_mut(incident).document.as_mut() else {
            return;
        };
        let mut new = Vec::new();
        for belief in beliefs
            .iter()
            .filter(|b| !matches!(b.claim, Claim::Role { .. }))
        {
            let topic = belief.claim.topic();
            match document.iter_mut().find(|b| b.claim.is_about(&topic)) {
                Some(held) if held.since >= belief.since => {}
                Some(held) if held.claim == belief.claim && !belief.claim.ages() => {}
                Some(held) => {
                    *held = *belief;
                    new.push(*belief);
                }
                None => {
                    document.push(*belief);
                    new.push(*belief);
                }
            }
        }
        if !new.is_empty() {
            let audience = self.room();
            let fact = Fact::Written {
                incident,
                by,
                beliefs: new,
            };
            self.write(Actor::Person(by), Some(because), audience, fact);
        }
    }

    fn document_all(&mut self, beliefs: &[Belief], by: Name, because: Seq) {
        for incident in 0..self.ledger.incidents.len() {
            self.write_down(IncidentId(incident as u32), by, beliefs, because);
        }
    }

    /// Somebody reads the document: facts and claims alike, nothing lost.
    pub(crate) fn read_document(&mut self, person: usize, incident: IncidentId, because: Seq) {
        let Some(document) = self.ledger.incident(incident).document.clone() else {
            return;
        };
        let news = self.news_for(person, &document, Source::Document);
        self.take_in(person, news, because);
    }

    /// How many of a document's beliefs would be new to somebody.
    pub(crate) fn unread(&self, person: usize, incident: IncidentId) -> usize {
        let document = self
            .ledger
            .incident(incident)
            .document
            .as_deref()
            .unwrap_or_default();
        document
            .iter()
            .filter(|b| self.boards[person].is_news(b))
            .count()
    }

    /// Beliefs of one head that neither a document nor another head at work holds, nor knows better.
    pub(crate) fn known_only_to(&self, person: usize) -> u16 {
        let documented = |b: &Belief| {
            let mut documents = self
                .ledger
                .incidents
                .iter()
                .filter_map(|i| i.document.as_ref());
            documents.any(|d| d.iter().any(|other| covers(other, b)))
        };
        let elsewhere = |b: &Belief| {
            let ticket = b.claim.ticket().expect("only what is about one matters");
            let mut others = self.here().filter(|p| *p != person);
            others.any(|p| {
                if !self.boards[p].beliefs.knows_of(ticket) {
                    return false;
                }
                let other = self.boards[p].belief(b.claim.topic());
                other.is_some_and(|other| covers(other, b))
            })
        };
        let own = self.boards[person].beliefs.iter();
        let alone = self.ledger.here.iter().all(|p| *p == person);
        let kept = self.ledger.incidents.iter().any(|i| i.document.is_some());
        let matters = |b: &&Belief| b.claim.ticket().is_some() && b.source == Source::Own;
        own.filter(matters)
            .filter(|b| (!kept || !documented(b)) && (alone || !elsewhere(b)))
            .count() as u16
    }
}

/// Whether one belief makes another one dispensable: it says the same, or is newer word on it.
fn covers(one: &Belief, other: &Belief) -> bool {
    let about = one.claim.is_about(&other.claim.topic());
    about && (one.claim == other.claim || one.since >= other.since)
}

/// A number for what a claim is about, made of names, the same in every arm.
fn topic_key(claim: &Claim) -> (Name, u64) {
    let name = Name::new;
    match *claim {
        Claim::Service { service, .. } => (service, 1),
        Claim::Finding { finding, .. } => (finding, 2),
        Claim::Cause { cause, .. } => (cause, 3),
        Claim::Tried { task, .. } => (task.work, 4 + 100 * u64::from(task.attempt)),
        Claim::Task { task, .. } => (task.work, 5 + 100 * u64::from(task.attempt)),
        Claim::Cannot { task, .. } => (task.work, 6 + 100 * u64::from(task.attempt)),
        Claim::Fixed { ticket } => (name("fixed"), u64::from(ticket.0)),
        Claim::Eased { ticket } => (name("eased"), u64::from(ticket.0)),
        Claim::Mapped { stage, .. } => (stage, 9),
        Claim::Evidence { evidence, .. } => (evidence, 10),
        Claim::Role { role, .. } => (role, 11),
    }
}
