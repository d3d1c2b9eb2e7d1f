//! What a command costs in story time.

use crate::base::{Duration, Purpose};
use crate::engine::Engine;
use crate::model::{Command, Duty};

impl Engine {
    /// The nominal story time of a command, for a person as their board and the documents are now.
    pub(crate) fn cost(&self, person: usize, command: &Command) -> Duration {
        let plan = &self.plan;
        let times = &plan.setup.defaults.story_times;
        let each = |duration: Duration, count: usize| duration.times(count as f64);
        match command {
            Command::Triage { ticket } => {
                let look = self.story_law(&times.triage, *ticket, person, "triage");
                look + self.reading_on(person, *ticket)
            }
            Command::Transfer { to, .. } => {
                let to = plan.person(*to).filter(|p| *p != person);
                let news = to.map_or(0, |p| {
                    let known = self.boards[person].beliefs.iter();
                    known.filter(|b| self.boards[p].is_news(b)).count()
                });
                self.handoff_call(person, to.unwrap_or(person)) + each(times.transfer_each, news)
            }
            Command::Verify { task } => {
                self.story_law(&times.verify, task.ticket, person, task.work.as_str())
            }
            Command::Write { .. } => {
                let board = &self.boards[person];
                if board.has_duty(&plan.book, Duty::RecordKeeping) {
                    each(times.note, usize::from(board.unwritten.max(1)))
                } else {
                    times.write
                }
            }
            Command::Read { incident } => {
                times.read + each(times.read_each, self.unread(person, *incident))
            }
            same => times.of(same).unwrap_or(Duration::ZERO),
        }
    }

    /// How long a handoff call with nothing to tell takes: one draw for both sides. The occasion is
    /// the shift that ends, or else the one that began.
    pub(crate) fn handoff_call(&self, from: usize, to: usize) -> Duration {
        let board = &self.boards[from];
        let occasion = board.shift_ended.or(board.here_since).unwrap_or_default();
        let key = (self.plan.name(from), self.plan.name(to), occasion);
        let law = &self.plan.setup.defaults.story_times.transfer;
        self.draw(Purpose::HandoffCall, key).length(law)
    }
}
