//! Handing a role over, step by step: each step moves named beliefs or tasks, and what a skipped
//! step would have moved stays behind.

use crate::base::Name;
use crate::engine::Engine;
use crate::engine::mechanisms::Channel;
use crate::engine::state::{Handing, Held, Place};
use crate::model::belief::Claim;
use crate::model::fact::{Job, Steps};
use crate::model::{Actor, Audience, Fact, Seq, TaskState, WorkKind};

impl Engine {
    fn handing(&mut self, person: usize, role: Name) -> Option<&mut Handing> {
        let mut open = self.ledger.handings.iter_mut().rev();
        open.find(|h| h.role == role && h.from == person && !h.done)
    }

    /// Step 1: everybody hears who will take what over; a successor who is not here is called.
    pub(crate) fn handoff_announced(&mut self, person: usize, role: Name, to: usize, because: Seq) {
        let names = (self.plan.name(person), self.plan.name(to));
        let fact = Fact::HandoffAnnounced {
            role,
            from: names.0,
            to: names.1,
        };
        let audience = self.room_and(&[to]);
        let seq = self.write(Actor::Person(names.0), Some(because), audience, fact);
        self.ledger
            .handings
            .retain(|h| h.role != role || h.from != person || h.done);
        let steps = Steps {
            announced: true,
            ..Steps::default()
        };
        self.ledger.handings.push(Handing {
            role,
            from: person,
            to,
            steps,
            done: false,
            because: seq,
        });
        if self.body(to).place == Place::Away
            && let Some(ticket) = self.body(person).ticket
        {
            self.page(to, ticket, Some(role), None, 0, Some(person), seq);
        }
    }

    /// Step 2: in a call, the successor hears what the holder knows and takes running work over.
    pub(crate) fn handoff_transferred(
        &mut self,
        person: usize,
        role: Name,
        to: usize,
        because: Seq,
    ) {
        if to == person {
            // Whoever sits down in the same chair finds everything there, and goes on with it.
            return;
        }
        if self.handing(person, role).is_none() {
            let steps = Steps::default();
            self.ledger.handings.push(Handing {
                role,
                from: person,
                to,
                steps,
                done: false,
                because,
            });
        }
        self.pass_work_on(person, to, because);
        self.tell(person, to, Channel::HandoffCall, because);
        let takes = self.handoff_call(person, to);
        self.call_on(to, "handoff-call", takes, because);
        if let Some(handing) = self.handing(person, role) {
            handing.steps.transferred = true;
            handing.because = because;
        }
    }

    /// Running technical work goes over with what is left of it and a little more.
    fn pass_work_on(&mut self, person: usize, to: usize, because: Seq) {
        let jobs: Vec<Job> = self.hands(person).paused.iter().map(|h| h.job).collect();
        for job in jobs {
            let Job::Task(task) = job else { continue };
            if self
                .plan
                .book
                .level(self.plan.name(to), self.skill_of(task))
                .is_none()
            {
                continue;
            }
            let Some(held) = self.drop_job(person, job, because) else {
                continue;
            };
            self.task_ended(person, task, TaskState::Dropped, None, because);
            let name = self.plan.name(to);
            let fact = Fact::TaskStarted {
                task,
                person: name,
                duplicate: false,
            };
            let seq = self.write(
                Actor::Person(name),
                Some(because),
                Audience::One(name),
                fact,
            );
            self.ledger.ticket_mut(task.ticket).running.push((task, to));
            let left = held.left + Engine::TAKING_OVER;
            let fact = Fact::JobInterrupted {
                person: name,
                job,
                left,
            };
            let seq = self.write(Actor::Person(name), Some(seq), Audience::One(name), fact);
            let interruptions = held.interruptions + 1;
            let held = Held {
                left,
                because: seq,
                interruptions,
                ..held
            };
            self.hands_mut(to).paused.push(held);
        }
    }

    fn skill_of(&self, task: crate::model::Task) -> Option<Name> {
        let book = &self.plan.book;
        match task.kind {
            WorkKind::Action => book.action(task.work).and_then(|a| a.skill),
            WorkKind::Diagnostic => book.diagnostic(task.work).and_then(|d| d.skill),
        }
    }

    /// Step 3: the commander hears of it, and that the leaver runs nothing any more.
    pub(crate) fn handoff_confirmed(&mut self, person: usize, role: Name, because: Seq) {
        let plan = self.plan.clone();
        let name = plan.name(person);
        let Some(handing) = self.handing(person, role) else {
            return;
        };
        handing.steps.confirmed = true;
        handing.because = because;
        let to = handing.to;
        let command = plan.book.command_role;
        let commander = command.and_then(|r| self.ledger.roles.get(r).copied());
        // Who hands command itself over confirms with the successor.
        let hearer = if commander == Some(person) {
            Some(to)
        } else {
            commander
        };
        if let Some(hearer) = hearer.filter(|p| self.is_here(*p)) {
            let counted: Vec<_> = self.boards[hearer]
                .beliefs
                .iter()
                .filter_map(|b| match b.claim {
                    Claim::Task {
                        task,
                        by,
                        state: TaskState::Running,
                    } if by == name => Some(task),
                    _ => None,
                })
                .collect();
            let dropped = counted.into_iter().map(|task| {
                self.own(Claim::Task {
                    task,
                    by: name,
                    state: TaskState::Dropped,
                })
            });
            let dropped: Vec<_> = dropped.collect();
            self.learn(hearer, dropped, because);
            let takes = plan.setup.defaults.story_times.listen;
            self.call_on(hearer, "listen", takes, because);
        }
    }

    /// Step 4: a notice names the new holder, and the role passes.
    pub(crate) fn handoff_noticed(&mut self, person: usize, role: Name, because: Seq) {
        if let Some(handing) = self.handing(person, role) {
            handing.steps.noticed = true;
            handing.because = because;
        }
        self.pass_role(person, role, because);
    }

    /// The role passes to the successor with the steps taken so far, if any has been taken.
    pub(crate) fn pass_role(&mut self, person: usize, role: Name, because: Seq) {
        let Some(handing) = self.handing(person, role) else {
            return;
        };
        let (to, steps) = (handing.to, handing.steps);
        let holds = self.ledger.roles.get(role) == Some(&person);
        if !self.is_here(to) || !holds {
            return;
        }
        if let Some(handing) = self.handing(person, role) {
            handing.done = true;
        }
        let plan = self.plan.clone();
        let names = (plan.name(person), plan.name(to));
        self.ledger.roles.insert(role, to);
        let fact = Fact::HandedOver {
            role,
            from: names.0,
            to: names.1,
            steps,
        };
        let audience = if steps.noticed {
            self.ledger.posted.insert(role, Some(names.1));
            Audience::Everyone
        } else {
            let command = plan
                .book
                .command_role
                .and_then(|r| self.ledger.roles.get(r).copied());
            let told = command.filter(|_| steps.confirmed).map(|p| plan.name(p));
            let mut some = vec![names.0, names.1];
            some.extend(told.filter(|n| *n != names.0 && *n != names.1));
            Audience::Some(some)
        };
        self.write(Actor::Person(names.0), Some(because), audience, fact);
    }

    /// Somebody who leaves hands over what has been begun to be handed over, with the steps so far.
    pub(crate) fn complete_handoffs(&mut self, person: usize, because: Seq) {
        let open = self
            .ledger
            .handings
            .iter()
            .filter(|h| h.from == person && !h.done);
        for role in open.map(|h| h.role).collect::<Vec<_>>() {
            self.pass_role(person, role, because);
        }
    }
}
