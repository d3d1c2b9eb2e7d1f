//! Trust: those outside who are hit and hear nothing, or hear what does not hold, come to believe
//! that nobody tells them. It is theirs, and it does one thing only: they ask sooner, and more
//! people. Nothing else in the engine reads it.

use crate::base::{Duration, Purpose, Share};
use crate::engine::Engine;
use crate::engine::agenda::Due;
use crate::model::fact::TrustReason;
use crate::model::{Actor, Audience, Duty, Fact, Seq, Stakeholder};

/// However little patience they have left, nobody asks again before this.
const AT_LEAST: Duration = Duration::minutes(1);

impl Engine {
    /// Customers feel it, for the first time or again: they begin to wait for a word, and whoever
    /// was told that it is over was told wrongly.
    pub(crate) fn harm_is_felt(&mut self, because: Seq) {
        for who in Stakeholder::ALL.iter().copied() {
            let misled = self.ledger.outside(who).told_over.take().is_some();
            if misled {
                self.loses_trust(who, TrustReason::NotOver, because);
            }
            if misled || who == Stakeholder::Customers {
                self.begins_to_wait(who, because);
            }
        }
    }

    /// Whether so many users are hit that one would call it an outage.
    pub(crate) fn is_felt(&self) -> bool {
        let limit = self.plan.setup.defaults.world.mitigated_below.value;
        self.impact_share() > limit
    }

    fn begins_to_wait(&mut self, who: Stakeholder, since: Seq) {
        let outside = self.ledger.outside(who);
        if outside.waits.is_none() && outside.told_over.is_none() {
            self.waits_for_news(who, since);
        }
    }

    /// Somebody outside has run out of patience: they trust less, and whom they turn to first hears
    /// of it: customers call support, support tells those above.
    pub(crate) fn is_left_waiting(&mut self, who: Stakeholder, since: Seq) {
        if !self.is_felt() {
            return;
        }
        let seq = self.loses_trust(who, TrustReason::Silence, since);
        match who {
            Stakeholder::Customers => self.begins_to_wait(Stakeholder::Support, seq),
            Stakeholder::Support => self.begins_to_wait(Stakeholder::Executives, seq),
            Stakeholder::Executives => {}
        }
    }

    /// From now on somebody waits for a word, the last one being this.
    pub(crate) fn waits_for_news(&mut self, who: Stakeholder, since: Seq) {
        self.ledger.outside(who).waits = Some(since);
        let plan = self.plan.clone();
        // The occasion is the news they wait after, by its place in the story.
        let minute = (self.ledger.now.0 / 60_000) as u64;
        let key = (who.name(), minute);
        let law = &plan.setup.defaults.people.stakeholder_patience.value;
        let whole = self.draw(Purpose::StakeholderPatience, key).length(law);
        let left = self.patience(who).of(whole.as_millis().max(0) as u64);
        let after = Duration::millis(left as i64).max(AT_LEAST);
        let due = Due::Stakeholder { who, since };
        self.agenda.add(self.ledger.now + after, due);
    }

    /// What is left of their patience by the trust they have. Support hears what customers think.
    fn patience(&mut self, who: Stakeholder) -> Share {
        let without = self.plan.setup.defaults.trust.patience_without.value;
        let own = self.ledger.outside(who).trust;
        let trust = match who {
            Stakeholder::Support => own.min(self.ledger.outside(Stakeholder::Customers).trust),
            _ => own,
        };
        without.plus(without.rest().times(trust))
    }

    fn loses_trust(&mut self, who: Stakeholder, why: TrustReason, because: Seq) -> Seq {
        let figures = &self.plan.setup.defaults.trust;
        let lost = match why {
            TrustReason::Silence => figures.silence_costs.value,
            TrustReason::BrokenPromise => figures.broken_promise_costs.value,
            TrustReason::NotOver => figures.false_end_costs.value,
            TrustReason::Informed => Share::NONE,
        };
        let trust = self.ledger.outside(who).trust;
        self.trusts(who, trust.times(lost.rest()), why, because)
    }

    fn regains_trust(&mut self, who: Stakeholder, because: Seq) {
        let back = self.plan.setup.defaults.trust.update_restores.value;
        let trust = self.ledger.outside(who).trust;
        let more = trust.plus(trust.rest().times(back));
        self.trusts(who, more, TrustReason::Informed, because);
    }

    fn trusts(&mut self, who: Stakeholder, trust: Share, why: TrustReason, because: Seq) -> Seq {
        if self.ledger.outside(who).trust == trust {
            return because;
        }
        self.ledger.outside(who).trust = trust;
        let fact = Fact::TrustChanged {
            of: who,
            trust,
            why,
        };
        let audience = Audience::Facilitator;
        self.write(Actor::Customers, Some(because), audience, fact)
    }

    /// A word has gone out to those who hear by a duty, when it was due or late.
    pub(crate) fn hear_news(&mut self, duty: Duty, in_time: bool, because: Seq) {
        for who in hearers(duty) {
            if in_time {
                self.regains_trust(who, because);
            }
            self.ledger.outside(who).told_over = None;
            self.waits_for_news(who, because);
        }
    }

    /// Somebody who asked has been answered: that is a word too, for them alone; what others say to
    /// the same question is none.
    pub(crate) fn hears_an_answer(&mut self, who: Stakeholder, question: Seq, because: Seq) {
        let waits = self.ledger.outside(who).waits;
        if waits.is_some_and(|since| since < question) {
            self.regains_trust(who, because);
            self.waits_for_news(who, because);
        }
    }

    /// They are told that it is over: they ask no more. If it is not, they know.
    pub(crate) fn hear_the_end(&mut self, duty: Duty, in_time: bool, because: Seq) {
        let hit = self.is_felt();
        for who in hearers(duty) {
            if hit {
                self.loses_trust(who, TrustReason::NotOver, because);
                self.waits_for_news(who, because);
                continue;
            }
            if in_time {
                self.regains_trust(who, because);
            }
            let outside = self.ledger.outside(who);
            (outside.waits, outside.told_over) = (None, Some(because));
        }
    }

    /// The time that an update had named for the next has passed.
    pub(crate) fn promise_is_broken(&mut self, duty: Duty, because: Seq) {
        if !self.is_felt() {
            return;
        }
        for who in hearers(duty) {
            self.loses_trust(who, TrustReason::BrokenPromise, because);
        }
    }
}

fn hearers(duty: Duty) -> impl Iterator<Item = Stakeholder> {
    let all = Stakeholder::ALL.iter().copied();
    all.filter(move |who| who.hears(duty))
}
