//! How much work something is for a person: luck, skill, difficulty, telemetry, slips.

use crate::base::{Draws, Duration, Law, Name, Purpose, maths};
use crate::engine::Engine;
use crate::engine::state::Held;
use crate::model::fact::Job;
use crate::model::team::SkillLevel;
use crate::model::{Task, TicketId, Tool, WorkKind};

/// How often an unfinished work is drawn at most, until it comes out longer than it has taken.
const DRAWN_AGAIN: u32 = 64;

impl Engine {
    /// Goes on as if nobody knew how long work begun would still take, nor whether they will get
    /// there: both are drawn under the epoch of now, given that it is not done yet.
    pub fn redraw_work(&mut self) {
        for person in 0..self.plan.people.len() {
            let hands = self.hands(person);
            let at_task = |held: &Held| matches!(held.job, Job::Task(_));
            let in_hand = hands.held.as_ref().is_some_and(at_task);
            if !in_hand && !hands.paused.iter().any(at_task) {
                continue;
            }
            if in_hand {
                self.settle(person);
            }
            let hands = self.hands_mut(person);
            let (mut held, mut paused) = (hands.held.take(), std::mem::take(&mut hands.paused));
            for job in held.iter_mut().chain(&mut paused) {
                self.redraw(person, job);
            }
            let hands = self.hands_mut(person);
            (hands.held, hands.paused) = (held, paused);
            if in_hand {
                self.time_stretch(person);
            }
        }
    }

    /// The law of a work, given that it takes longer than what has been put in: the first of some
    /// draws that does. The first of all is what beginning it anew would draw.
    fn redraw(&mut self, person: usize, held: &mut Held) {
        let Job::Task(task) = held.job else { return };
        let luck = self.draws;
        for time in 0..DRAWN_AGAIN {
            self.draws = Draws::in_epoch(luck.seed(), luck.epoch().wrapping_add(time << 24));
            let stuck = self.stuck(task, person);
            let work = stuck.unwrap_or_else(|| self.task_work(task, person));
            if work > held.put_in {
                held.stuck = stuck.is_some();
                held.left = work.saturating_sub(held.put_in) + held.resume;
                break;
            }
        }
        self.draws = luck;
    }

    /// The difficulty of a ticket's episode; a false alarm is ordinary.
    pub(crate) fn difficulty(&self, ticket: TicketId) -> f64 {
        let episode = self.ledger.ticket(ticket).episode;
        episode.map_or(1.0, |e| self.ledger.episode(e).difficulty)
    }

    /// A key for a ticket's luck: its episode's, or what opened it.
    pub(crate) fn ticket_key(&self, ticket: TicketId) -> (Name, u32) {
        let state = self.ledger.ticket(ticket);
        match state.episode {
            Some(episode) => self.luck_key(episode),
            None => (state.opened_by, (state.opened.0 / 3_600_000) as u32),
        }
    }

    /// How much work a task is for a person: half of the luck is the task's (it pairs the arms of
    /// a study), half the person's (it makes a second opinion worth something; MECHANISMS 4.5).
    pub(crate) fn task_work(&self, task: Task, person: usize) -> Duration {
        let plan = &self.plan;
        let book = &plan.book;
        let (law, skill, on) = match task.kind {
            WorkKind::Diagnostic => {
                let d = book.diagnostic(task.work).expect("commands check names");
                (&d.work, d.skill, d.on)
            }
            WorkKind::Action => {
                let a = book.action(task.work).expect("commands check names");
                (&a.work, a.skill, None)
            }
        };
        let key = (
            task.work,
            self.ticket_key(task.ticket),
            u64::from(task.attempt),
        );
        let shared = self.draw(Purpose::TaskLuck, key).normal();
        let own = self
            .draw(Purpose::TaskPersonLuck, (key, plan.name(person)))
            .normal();
        let u = maths::normal_cdf((shared + own) / std::f64::consts::SQRT_2);
        let mut factor = self.difficulty(task.ticket);
        if book.level(plan.name(person), skill) == Some(SkillLevel::Able) && skill.is_some() {
            factor *= plan.setup.defaults.attention.able_slower_by.value.get();
        }
        if let Some(on) = on.and_then(|name| plan.service(name)) {
            let telemetry = plan.setup.system().services[on].telemetry.as_f64();
            factor /= telemetry.max(0.1);
        }
        factor /= self.read_speed(person, task);
        if task.kind == WorkKind::Diagnostic
            && book.diagnostic(task.work).is_some_and(|d| d.maps.is_some())
        {
            factor *= self.cold_trail(task.ticket);
        }
        if task.kind == WorkKind::Diagnostic && !self.ledger.has_tool(Tool::Dashboards) {
            factor *= 2.0;
        }
        law.quantile(u.clamp(1e-12, 1.0 - 1e-12)).times(factor)
    }

    /// How much longer mapping takes for the evidence that is lost.
    fn cold_trail(&self, ticket: TicketId) -> f64 {
        let plan = &self.plan;
        let episode = self.ledger.ticket(ticket).episode;
        let problem = episode.map(|e| self.ledger.episode(e).problem);
        let adversary = problem.and_then(|p| plan.setup.scenario.problems[p].adversary.as_ref());
        let evidence = adversary.map_or(&[][..], |a| &a.evidence);
        let lost = evidence
            .iter()
            .filter(|e| self.ledger.evidence_lost.contains(e));
        let share = lost.count() as f64 / evidence.len().max(1) as f64;
        let slower = plan
            .setup
            .defaults
            .knowledge
            .maps_slower_without_evidence
            .value;
        1.0 + (slower.get() - 1.0).max(0.0) * share
    }

    /// Whether a person will not get there, and after how long they notice.
    pub(crate) fn stuck(&self, task: Task, person: usize) -> Option<Duration> {
        if task.kind == WorkKind::Action {
            return None;
        }
        let plan = &self.plan;
        let skill = plan.book.diagnostic(task.work)?.skill;
        skill?;
        let knowledge = &plan.setup.defaults.knowledge;
        let chance = match plan.book.level(plan.name(person), skill)? {
            SkillLevel::Expert => knowledge.stuck_expert.value,
            SkillLevel::Able => knowledge.stuck_able.value,
        };
        let key = (task.work, plan.name(person), self.ticket_key(task.ticket));
        let stuck = self.draw(Purpose::Stuck, key).chance(chance);
        stuck.then(|| {
            self.draw(Purpose::StuckFor, key)
                .length(&knowledge.stuck_for.value)
        })
    }

    /// How likely something goes wrong in these hands, beside its usual likelihood.
    pub(crate) fn slip(&self, person: usize, held: &Held) -> f64 {
        let attention = &self.plan.setup.defaults.attention;
        if self.plan.setup.defaults.ideal.attention {
            return 1.0;
        }
        let mut slip = 1.0 + 0.25 * self.tired_hours(person);
        if held.interruptions > 0 {
            slip *= attention.slip_after_interruption.value.get();
        }
        slip.min(4.0)
    }

    /// How long a law of the story takes on a ticket.
    pub(crate) fn story_law(
        &self,
        law: &Law,
        ticket: TicketId,
        person: usize,
        word: &str,
    ) -> Duration {
        let key = (
            Name::new(word),
            self.ticket_key(ticket),
            self.plan.name(person),
        );
        let hour = (self.ledger.now.0 / 3_600_000) as u64;
        let scale = maths::sqrt(self.difficulty(ticket));
        self.draw(Purpose::VerifyWork, (key, hour))
            .length(law)
            .times(scale)
    }
}
