//! What each person had in hand: pages, tasks, work and talk.

use super::measure::Stamp;
use crate::base::{Duration, Name, SimTime};
use crate::model::fact::{Job, LeaveReason, Outcome};
use crate::model::{PageId, Task, TaskState, TicketId};

/// One head and the time it has spent.
#[derive(Clone, Debug, PartialEq)]
pub struct PersonRow {
    pub name: Name,
    /// When they first had hands on the keyboard.
    pub engaged: Option<Stamp>,
    /// They are at work on something now.
    pub present: bool,
    pub left: Option<(Stamp, LeaveReason)>,
    pub technical: Duration,
    pub coordination: Duration,
    pub duplicated: Duration,
    /// Lost on finding the way back into interrupted work.
    pub resuming: Duration,
    pub interruptions: u32,
    pub pages: u32,
    /// Pages while they slept by their own wall.
    pub night_pages: u32,
    pub woken: u32,
    pub rings: u32,
    /// Stayed beyond the end of their shift.
    pub overtime: Duration,
    shift_ended: Option<SimTime>,
    current: Option<(Job, SimTime)>,
    last_task: Option<usize>,
}

/// A call for one person.
#[derive(Clone, Debug, PartialEq)]
pub struct Page {
    pub id: PageId,
    pub to: Name,
    pub ticket: TicketId,
    pub sent: Stamp,
    pub by_hand: bool,
    pub woke: bool,
    pub reached: Option<SimTime>,
    pub acknowledged: Option<SimTime>,
    pub missed: Option<SimTime>,
}

/// Somebody's go at a task.
#[derive(Clone, Debug, PartialEq)]
pub struct TaskRow {
    pub task: Task,
    pub person: Name,
    pub from: Stamp,
    pub to: Option<Stamp>,
    pub state: TaskState,
    pub outcome: Option<Outcome>,
    /// Somebody else had done it or was at it.
    pub duplicate: bool,
    pub interruptions: u32,
    /// Hands-on time in it.
    pub worked: Duration,
}

/// A wait for somebody's yes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Approval {
    pub task: Task,
    pub by: Name,
    pub of: Name,
    pub asked: Stamp,
    pub settled: Option<Stamp>,
    pub given: bool,
}

/// People, pages, tasks and approvals of a run.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct People {
    pub rows: Vec<PersonRow>,
    pub pages: Vec<Page>,
    pub tasks: Vec<TaskRow>,
    pub approvals: Vec<Approval>,
    /// The most who were at work at one moment.
    pub room_peak: u32,
    room: u32,
}

impl PersonRow {
    fn new(name: Name) -> PersonRow {
        PersonRow {
            name,
            engaged: None,
            present: false,
            left: None,
            technical: Duration::ZERO,
            coordination: Duration::ZERO,
            duplicated: Duration::ZERO,
            resuming: Duration::ZERO,
            interruptions: 0,
            pages: 0,
            night_pages: 0,
            woken: 0,
            rings: 0,
            overtime: Duration::ZERO,
            shift_ended: None,
            current: None,
            last_task: None,
        }
    }
    pub fn work(&self) -> Duration {
        self.technical + self.coordination
    }
}

impl People {
    pub fn get(&self, person: Name) -> Option<&PersonRow> {
        self.rows.iter().find(|row| row.name == person)
    }
    pub fn is_engaged(&self, person: Name) -> bool {
        self.get(person).is_some_and(|row| row.engaged.is_some())
    }
    pub fn is_present(&self, person: Name) -> bool {
        self.get(person).is_some_and(|row| row.present)
    }

    pub(super) fn row(&mut self, person: Name) -> &mut PersonRow {
        let at = self.index(person);
        &mut self.rows[at]
    }
    fn index(&mut self, person: Name) -> usize {
        let found = self.rows.iter().position(|row| row.name == person);
        found.unwrap_or_else(|| {
            self.rows.push(PersonRow::new(person));
            self.rows.len() - 1
        })
    }

    pub(super) fn engage(&mut self, person: Name, stamp: Stamp) {
        let row = self.row(person);
        row.engaged.get_or_insert(stamp);
        row.left = None;
        if !std::mem::replace(&mut row.present, true) {
            self.room += 1;
            self.room_peak = self.room_peak.max(self.room);
        }
    }
    pub(super) fn depart(&mut self, person: Name, why: LeaveReason, stamp: Stamp) {
        self.put_down(person, stamp.at);
        let row = self.row(person);
        row.left = Some((stamp, why));
        if let Some(ended) = row.shift_ended.take() {
            row.overtime += stamp.at.since(ended);
        }
        if std::mem::replace(&mut row.present, false) {
            self.room -= 1;
        }
    }

    pub(super) fn shift_over(&mut self, person: Name, at: SimTime) {
        self.row(person).shift_ended = Some(at);
    }
    /// How long somebody has stayed beyond the end of their shift, up to a moment.
    pub fn overtime(&self, row: &PersonRow, at: SimTime) -> Duration {
        let still = row
            .shift_ended
            .map_or(Duration::ZERO, |ended| at.since(ended));
        row.overtime + still
    }

    pub(super) fn page(&mut self, page: Page, by_night: bool) {
        let row = self.row(page.to);
        row.pages += 1;
        row.night_pages += u32::from(by_night);
        row.woken += u32::from(page.woke);
        self.pages.push(page);
    }
    pub(super) fn paged(&mut self, id: PageId) -> Option<&mut Page> {
        self.pages.iter_mut().rev().find(|page| page.id == id)
    }

    pub(super) fn pick_up(&mut self, person: Name, job: Job, at: SimTime) {
        self.put_down(person, at);
        self.row(person).current = Some((job, at));
    }
    pub(super) fn resume(&mut self, person: Name, job: Job, lost: Duration, at: SimTime) {
        self.pick_up(person, job, at);
        self.row(person).resuming += lost;
    }
    pub(super) fn interrupt(&mut self, person: Name, job: Job, at: SimTime) {
        self.put_down_job(person, job, at);
        let at = self.index(person);
        self.rows[at].interruptions += 1;
        if let Some(task) = self.task_of(at, job) {
            self.tasks[task].interruptions += 1;
        }
    }
    /// The job is over or laid aside; one that was not in hand costs nothing.
    pub(super) fn put_down_job(&mut self, person: Name, job: Job, at: SimTime) {
        let row = self.get(person);
        if row.is_some_and(|row| row.current.is_some_and(|(in_hand, _)| in_hand == job)) {
            self.put_down(person, at);
        }
    }

    fn put_down(&mut self, person: Name, at: SimTime) {
        let index = self.index(person);
        let Some((job, since)) = self.rows[index].current.take() else {
            return;
        };
        let spent = at.since(since);
        let task = self.task_of(index, job);
        let row = &mut self.rows[index];
        match job {
            Job::Coordination(_) => row.coordination += spent,
            _ => row.technical += spent,
        }
        if let Some(task) = task {
            let task = &mut self.tasks[task];
            task.worked += spent;
            if task.duplicate {
                row.duplicated += spent;
            }
        }
    }

    /// The person's latest go at the task a job is about.
    fn task_of(&self, person: usize, job: Job) -> Option<usize> {
        let Job::Task(task) = job else { return None };
        let row = &self.rows[person];
        let last = row.last_task.filter(|at| self.tasks[*at].task == task);
        last.or_else(|| {
            let own = |t: &TaskRow| t.person == row.name && t.task == task;
            self.tasks.iter().rposition(own)
        })
    }

    pub(super) fn start(&mut self, task: Task, person: Name, duplicate: bool, stamp: Stamp) {
        let index = self.index(person);
        self.rows[index].last_task = Some(self.tasks.len());
        self.tasks.push(TaskRow {
            task,
            person,
            from: stamp,
            to: None,
            state: TaskState::Running,
            outcome: None,
            duplicate,
            interruptions: 0,
            worked: Duration::ZERO,
        });
    }
    pub(super) fn end(
        &mut self,
        task: Task,
        person: Name,
        state: TaskState,
        outcome: Option<Outcome>,
        stamp: Stamp,
    ) {
        let open = |t: &&mut TaskRow| t.person == person && t.task == task && t.to.is_none();
        if let Some(row) = self.tasks.iter_mut().rev().find(open) {
            (row.state, row.outcome) = (state, outcome);
            if state != TaskState::Running {
                row.to = Some(stamp);
            }
        }
    }

    pub(super) fn ask(&mut self, approval: Approval) {
        self.approvals.push(approval);
    }
    pub(super) fn settle(&mut self, task: Task, whose: Name, of: Name, given: bool, stamp: Stamp) {
        let open = |a: &&mut Approval| a.task == task && a.by == whose && a.settled.is_none();
        let mut waiting: Vec<_> = self.approvals.iter_mut().filter(open).collect();
        let asked = waiting.iter().position(|a| a.of == of).unwrap_or(0);
        if let Some(approval) = waiting.get_mut(asked) {
            (approval.settled, approval.given) = (Some(stamp), given);
        }
    }

    /// What somebody has in hand counts up to a moment, though it is not laid down.
    pub(super) fn in_hand(&self, row: &PersonRow, at: SimTime) -> Option<(Job, Duration)> {
        row.current.map(|(job, since)| (job, at.since(since)))
    }
    /// Whether a person's current go at a task repeats somebody's.
    pub(super) fn repeats(&self, row: &PersonRow, job: Job) -> bool {
        let at = self.rows.iter().position(|r| r.name == row.name);
        let task = at.and_then(|at| self.task_of(at, job));
        task.is_some_and(|task| self.tasks[task].duplicate)
    }
}
