//! Attention: a person does one thing at a time, a job is work remaining, interruption costs.
//!
//! A job's end is never fixed beforehand: what is left shrinks with a speed that changes with
//! waking, tiring and interruption, looked at anew at least every half hour.

use crate::base::{Duration, Name, Purpose, SimTime, maths};
use crate::engine::Engine;
use crate::engine::agenda::Due;
use crate::engine::mechanisms::Channel;
use crate::engine::state::{Body, Held, Place};
use crate::model::command::Occupant;
use crate::model::fact::Job;
use crate::model::{Actor, Audience, Fact, Seq};

/// How long a job runs before its speed is looked at anew.
const STRETCH: Duration = Duration::minutes(30);
/// A break in the work that comes this soon is waited for.
const SOON: Duration = Duration::minutes(5);

impl Default for Body {
    fn default() -> Body {
        Body {
            occupant: Occupant::Policy,
            place: Place::Away,
            ticket: None,
            engaged_at: SimTime::START,
            woken_at: None,
            unreachable_until: SimTime::START,
            reach_drawn: None,
            gone: false,
            shift_turn: 0,
            decide_turn: 0,
            decide_at: SimTime::NEVER,
            decided: (SimTime::START, 0),
            stirred: false,
            engaged_seq: None,
            learned_seq: None,
            shift_seq: None,
            prompts: Default::default(),
            convinced: Default::default(),
        }
    }
}

impl Engine {
    /// How fast a person works now, beside a fresh one: speed of their own, sleep inertia
    /// (Jewett 1999: `1 - .33 exp(-t / 1.17 h)`), tiredness after a long time on it.
    pub(crate) fn speed(&self, person: usize) -> f64 {
        let plan = &self.plan;
        let attention = &plan.setup.defaults.attention;
        let own = plan.people[person].speed;
        if plan.setup.defaults.ideal.attention {
            return own;
        }
        let body = self.body(person);
        let now = self.ledger.now;
        let mut speed = own;
        if let Some(woken) = body.woken_at {
            let awake = now.since(woken).as_millis() as f64;
            let passes = attention.sleep_inertia_passes.value.as_millis().max(1) as f64;
            speed *= 1.0 - attention.sleep_inertia.value.as_f64() * maths::exp(-awake / passes);
        }
        let tired = self.tired_hours(person);
        let lost = attention.tires_per_hour.value.as_f64() * tired;
        speed * (1.0 - lost).max(0.5)
    }

    /// Hours on the incident beyond those that leave no trace.
    pub(crate) fn tired_hours(&self, person: usize) -> f64 {
        let after = self.plan.setup.defaults.attention.tires_after.value;
        let on_it = self.ledger.now.since(self.body(person).engaged_at);
        on_it.saturating_sub(after).as_millis() as f64 / 3_600_000.0
    }

    /// Begins a job. What is in hand must have been laid down before.
    pub(crate) fn begin(&mut self, person: usize, mut held: Held) {
        let plan = self.plan.clone();
        let technical = is_technical(&held.job);
        if plan.setup.defaults.ideal.attention && !technical {
            held.left = Duration::ZERO;
        }
        let name = plan.name(person);
        let fact = match held.interruptions {
            0 => Fact::JobStarted {
                person: name,
                job: held.job,
                work: held.left,
            },
            _ => Fact::JobResumed {
                person: name,
                job: held.job,
                resume: held.resume,
            },
        };
        let by = Actor::Person(name);
        held.because = self.write(by, Some(held.because), Audience::One(name), fact);
        held.since = self.ledger.now;
        held.speed = self.speed(person);
        self.hands_mut(person).held = Some(held);
        self.time_stretch(person);
    }

    /// Puts the end of the job in hand, or of its next stretch, on the agenda.
    pub(crate) fn time_stretch(&mut self, person: usize) {
        let now = self.ledger.now;
        let hands = self.hands_mut(person);
        hands.turn += 1;
        let turn = hands.turn;
        let held = hands.held.as_mut().expect("a stretch belongs to a job");
        held.since = now;
        let takes = held.left.times(1.0 / held.speed).min(STRETCH);
        self.agenda.add(now + takes, Due::JobEnds { person, turn });
    }

    /// Takes what has been done since the stretch began off the work left.
    pub(super) fn settle(&mut self, person: usize) {
        let now = self.ledger.now;
        if let Some(held) = self.hands_mut(person).held.as_mut() {
            let done = now.since(held.since).times(held.speed);
            let way_back = done.min(held.resume);
            held.resume = held.resume.saturating_sub(way_back);
            held.put_in += done.saturating_sub(way_back);
            held.left = held.left.saturating_sub(done);
            held.since = now;
        }
    }

    pub(crate) fn job_ends(&mut self, person: usize, turn: u32) {
        if self.hands(person).turn != turn || self.hands(person).held.is_none() {
            return;
        }
        self.settle(person);
        let held = self.hands(person).held.as_ref().expect("looked at above");
        // Less than a millisecond of rounding is no work.
        if held.left > Duration::millis(1) {
            let speed = self.speed(person);
            self.hands_mut(person)
                .held
                .as_mut()
                .expect("looked at above")
                .speed = speed;
            self.time_stretch(person);
            return;
        }
        let held = self.hands_mut(person).held.take().expect("looked at above");
        self.finish(person, held);
        self.next_call(person);
    }

    /// Ends the job in hand at once, as the facilitator may.
    pub(crate) fn waive(&mut self, person: usize) {
        if let Some(held) = self.hands_mut(person).held.as_mut() {
            held.left = Duration::ZERO;
            self.time_stretch(person);
        }
    }

    /// Lays down technical work for something more urgent.
    pub(crate) fn interrupt(&mut self, person: usize, because: Seq) {
        self.settle(person);
        let Some(mut held) = self.hands_mut(person).held.take() else {
            return;
        };
        self.hands_mut(person).turn += 1;
        let plan = self.plan.clone();
        let name = plan.name(person);
        let fact = Fact::JobInterrupted {
            person: name,
            job: held.job,
            left: held.left,
        };
        self.write(
            Actor::Person(name),
            Some(because),
            Audience::One(name),
            fact,
        );
        // The newest way back in replaces what was left of an older one (MECHANISMS 4.2).
        held.left = held.left.saturating_sub(held.resume);
        let draw = self.draw(Purpose::ResumeCost, (name, self.ledger.now));
        let cost = draw.length(&plan.setup.defaults.attention.resume.value);
        held.resume = cost.min(held.put_in.times(0.5));
        held.left += held.resume;
        held.interruptions += 1;
        self.hands_mut(person).paused.push(held);
    }

    /// Goes on with the work laid down last.
    pub(crate) fn resume(&mut self, person: usize, job: Job, because: Seq) -> bool {
        let hands = self.hands_mut(person);
        let Some(at) = hands.paused.iter().rposition(|h| h.job == job) else {
            return false;
        };
        let mut held = hands.paused.remove(at);
        held.because = because;
        self.begin(person, held);
        true
    }

    /// Drops work, in hand or laid down.
    pub(crate) fn drop_job(&mut self, person: usize, job: Job, because: Seq) -> Option<Held> {
        let name = self.plan.name(person);
        let in_hand = self
            .hands(person)
            .held
            .as_ref()
            .is_some_and(|h| h.job == job);
        let held = if in_hand {
            self.settle(person);
            self.hands_mut(person).turn += 1;
            self.hands_mut(person).held.take()
        } else {
            let paused = &mut self.hands_mut(person).paused;
            paused
                .iter()
                .rposition(|h| h.job == job)
                .map(|at| paused.remove(at))
        }?;
        let fact = Fact::JobDropped { person: name, job };
        self.write(
            Actor::Person(name),
            Some(because),
            Audience::One(name),
            fact,
        );
        Some(held)
    }

    /// A call on somebody's attention that no command asked for: a ring, somebody who reports.
    pub(crate) fn call_on(&mut self, person: usize, word: &str, takes: Duration, because: Seq) {
        let ideal = self.plan.setup.defaults.ideal.attention;
        if ideal || takes.is_zero() || !self.is_here(person) {
            return;
        }
        let call = self.job(Job::Coordination(Name::new(word)), takes, because);
        self.hands_mut(person).waiting.push_back(call);
        match &self.hands(person).held {
            None => self.next_call(person),
            Some(held) if is_technical(&held.job) => {
                self.interrupt(person, because);
                self.next_call(person);
            }
            Some(_) => {}
        }
    }

    /// Somebody asks a person where they stand: they answer at the next break in their work if it
    /// comes soon, else they lay it down. What is true when the answer ends is told.
    pub(crate) fn ask_for_answer(&mut self, person: usize, asker: usize, because: Seq) {
        let takes = self.plan.setup.defaults.story_times.answer;
        self.owes_answer(person, asker, "answer", takes, because);
    }

    /// Somebody has something to tell somebody, which takes so long.
    pub(crate) fn owes_answer(
        &mut self,
        person: usize,
        asker: usize,
        word: &str,
        takes: Duration,
        because: Seq,
    ) {
        if self.plan.setup.defaults.ideal.attention {
            return self.answers(person, asker, because);
        }
        let answer = Held {
            tells: Some(asker),
            ..self.job(Job::Coordination(Name::new(word)), takes, because)
        };
        self.hands_mut(person).waiting.push_back(answer);
        let now = self.ledger.now;
        let breaks_soon = |held: &Held| {
            let done = now.since(held.since).times(held.speed);
            held.left.saturating_sub(done).times(1.0 / held.speed) <= SOON
        };
        match &self.hands(person).held {
            None => self.next_call(person),
            Some(held) if is_technical(&held.job) && !breaks_soon(held) => {
                self.interrupt(person, because);
                self.next_call(person);
            }
            Some(_) => {}
        }
    }

    /// What an answer brings: whether the one asked is stuck, and what they know.
    pub(crate) fn answers(&mut self, person: usize, asker: usize, because: Seq) {
        self.admits_stuck(person, because);
        if self.is_here(asker) {
            self.tell(person, asker, Channel::Talk, because);
        }
    }

    /// Takes the next waiting call, or else frees the hands for a decision.
    fn next_call(&mut self, person: usize) {
        if self.hands(person).held.is_some() || !self.is_here(person) {
            return;
        }
        match self.hands_mut(person).waiting.pop_front() {
            Some(call) => self.begin(person, call),
            None => {
                let now = self.ledger.now;
                self.body_mut(person).stirred = true;
                self.decide_at(person, now);
            }
        }
    }

    pub(crate) fn job(&self, job: Job, work: Duration, because: Seq) -> Held {
        Held {
            command: None,
            job,
            left: work,
            put_in: Duration::ZERO,
            resume: Duration::ZERO,
            interruptions: 0,
            speed: 1.0,
            since: self.ledger.now,
            stuck: false,
            tells: None,
            because,
        }
    }

    /// Empties somebody's hands: they leave.
    pub(crate) fn clear_hands(&mut self, person: usize) -> Vec<Held> {
        self.settle(person);
        let hands = self.hands_mut(person);
        hands.turn += 1;
        hands.waiting.clear();
        let mut left: Vec<Held> = std::mem::take(&mut hands.paused);
        left.extend(hands.held.take());
        left
    }
}

/// Technical work is interrupted and resumed; talk, writing and deciding is short and finished.
pub(crate) fn is_technical(job: &Job) -> bool {
    !matches!(job, Job::Coordination(_))
}
