//! What is asked of each decision: how it would have gone on otherwise.

use super::futures::{Job, Move, Outcome, Player, World, column, differences};
use super::walk::{LEAST_WAIT, Point, Taken, Walk};
use crate::base::Duration;
use crate::base::maths::sqrt;
use crate::batch::Bench;
use crate::model::Command;
use crate::model::command::Occupant;
use crate::stats::sample::moments;

/// How long the alternative "waiting" waits.
pub const WAITS: Duration = LEAST_WAIT;
/// No command is asked for earlier than this before it was.
pub const EARLIEST: Duration = Duration::minutes(30);
/// One asked for no earlier than this was not late.
pub const LEAST_LATE: Duration = Duration::minutes(2);
/// Alternatives beside waiting and one's own judgement that are looked at closely.
const CLOSELY: usize = 4;

/// One way among those that are compared.
#[derive(Clone, Debug, PartialEq)]
pub enum Way {
    /// What was done.
    Taken,
    /// Another command at that moment.
    Command(Command),
    /// Nothing, for [`WAITS`].
    Waiting,
    /// What the simulated commander would have done on this board: this, or nothing for now.
    Judgement(Option<Command>),
    /// The same command, so much earlier.
    Earlier(Duration),
}

/// Something to be weighed: one way taken, and others.
pub struct Question {
    /// The decision, by place.
    pub decision: usize,
    /// From which moment futures go on, by place; for what could have come earlier an earlier one.
    pub from: usize,
    /// The first is what was done.
    pub ways: Vec<(Way, Move)>,
}

/// Questions with what a few futures of each way came to.
pub struct Screened {
    pub questions: Vec<Question>,
    /// Question by question, way by way.
    pub outcomes: Vec<Vec<Vec<Outcome>>>,
}

/// For each decision the way taken, one's own judgement where a human decided, one command of each
/// kind that was open, and waiting; for each that could have come earlier, that too.
pub fn questions(walk: &Walk) -> Vec<Question> {
    let points = walk.points.iter().enumerate();
    let mut all: Vec<Question> = points.map(|(at, point)| otherwise(at, point)).collect();
    all.extend((0..walk.points.len()).filter_map(|at| earlier(walk, at)));
    all
}

fn otherwise(at: usize, point: &Point) -> Question {
    let human = point.by == Occupant::Human;
    let taken = match &point.taken {
        Taken::Asked(command) => Move::Asks(command.clone()),
        Taken::Waited(length) if human => Move::Waits(*length),
        // A policy that waits thinks again when something reaches it.
        Taken::Waited(_) => Move::Judgement,
    };
    let mut ways = vec![(Way::Taken, taken.clone())];
    let judged = point.judgement.clone();
    let same = matches!((&taken, &judged), (Move::Asks(one), Some(other)) if one == other);
    if human && !same {
        ways.push((Way::Judgement(judged.clone()), Move::Judgement));
    }
    if matches!(point.taken, Taken::Asked(_)) {
        ways.push((Way::Waiting, Move::Waits(WAITS)));
    }
    for command in &point.advice {
        let way = Move::Asks(command.clone());
        let as_judged = human && judged.as_ref() == Some(command);
        if way != taken && !as_judged {
            ways.push((Way::Command(command.clone()), way));
        }
    }
    Question {
        decision: at,
        from: at,
        ways,
    }
}

/// The same command at the earliest decision before it since which it has been open; what was asked
/// for in between comes after it, later by as long as its job took.
fn earlier(walk: &Walk, at: usize) -> Option<Question> {
    let points = &walk.points;
    let point = &points[at];
    let Taken::Asked(command) = &point.taken else {
        return None;
    };
    if !can_be_late(command) {
        return None;
    }
    let was_open = |p: &&Point| p.open.contains(command) || p.advice.contains(command);
    let soon = |p: &&Point| point.at.since(p.at) <= EARLIEST;
    let back = points[..at].iter().rev().take_while(soon);
    let from = at - back.take_while(was_open).count();
    let early = point.at.since(points[from].at);
    if from == at || early < LEAST_LATE {
        return None;
    }
    let start = points[from].at;
    let asked = |p: &Point| match &p.taken {
        Taken::Asked(command) => Some((p.at.since(start), command.clone())),
        Taken::Waited(_) => None,
    };
    let between: Vec<(Duration, Command)> = points[from..at].iter().filter_map(asked).collect();
    if between.iter().any(|(_, c)| c == command) {
        return None;
    }
    let took = walk.took.get(&point.next).copied().unwrap_or_default();
    let mut done = between.clone();
    done.push((early, command.clone()));
    let mut first = vec![(Duration::ZERO, command.clone())];
    first.extend(between.into_iter().map(|(after, c)| (after + took, c)));
    let until = early.max(first.last().map_or(early, |(after, _)| *after));
    Some(Question {
        decision: at,
        from,
        ways: vec![
            (Way::Taken, Move::Own(done, until)),
            (Way::Earlier(early), Move::Own(first, until)),
        ],
    })
}

/// What is asked of others or sent out. Going, handing over and closing wait for the end by
/// nature, and work is not the same work before something is known.
fn can_be_late(command: &Command) -> bool {
    use Command as C;
    matches!(
        command,
        C::Acknowledge { .. }
            | C::Escalate { .. }
            | C::Declare { .. }
            | C::SetSeverity { .. }
            | C::Page { .. }
            | C::TakeRole { .. }
            | C::Assign { .. }
            | C::Report { .. }
            | C::Ask { .. }
            | C::RequestApproval { .. }
            | C::Approve { .. }
            | C::Refuse { .. }
            | C::Answer { .. }
            | C::Update { .. }
    )
}

/// The jobs of questions: every way, on the same futures.
pub fn jobs<'a>(
    walk: &'a Walk,
    questions: &'a [Question],
    world: World,
    epochs: &std::ops::Range<u32>,
) -> Vec<Job<'a>> {
    let each = questions.iter().flat_map(|question| {
        question.ways.iter().map(|(_, mv)| Job {
            point: &walk.points[question.from],
            mv,
            world,
            epochs: epochs.clone(),
        })
    });
    each.collect()
}

/// Outcomes of jobs, put back question by question.
pub fn by_question(questions: &[Question], outcomes: Vec<Vec<Outcome>>) -> Vec<Vec<Vec<Outcome>>> {
    let mut outcomes = outcomes.into_iter();
    let of = |q: &Question| outcomes.by_ref().take(q.ways.len()).collect();
    questions.iter().map(of).collect()
}

impl Screened {
    /// A few futures of every way.
    pub fn new(
        walk: &Walk,
        questions: Vec<Question>,
        player: &Player,
        bench: &Bench,
        epochs: std::ops::Range<u32>,
    ) -> Option<Screened> {
        let jobs = jobs(walk, &questions, World::Afresh, &epochs);
        let outcomes = player.play("looking at every decision", bench, &jobs)?;
        drop(jobs);
        let outcomes = by_question(&questions, outcomes);
        Some(Screened {
            questions,
            outcomes,
        })
    }

    /// What the exercise comes to on average from the first decision on, in each measure.
    pub fn scale(&self) -> [f64; 3] {
        let taken = &self.outcomes[0][0];
        [0, 1, 2].map(|measure| {
            let (mean, _) = mean_and_error(&column(taken, measure));
            if mean > 0.0 { mean } else { f64::INFINITY }
        })
    }

    /// What a decision cost against another way in one measure, mean and standard error, as shares of the
    /// exercise.
    fn cost(&self, question: usize, way: usize, measure: usize) -> (f64, f64) {
        let outcomes = &self.outcomes[question];
        let scale = self.scale()[measure];
        let (mean, error) = mean_and_error(&differences(&outcomes[0], &outcomes[way], measure));
        (mean / scale, error / scale)
    }

    /// How much a way seems to have cost at least, in the measure in which it is most.
    fn seems(&self, question: usize, way: usize) -> f64 {
        let costs = [0, 1, 2].map(|measure| self.cost(question, way, measure));
        let least = costs.map(|(mean, error)| mean - error);
        let most = costs.map(|(mean, error)| mean + error);
        net(least, most)
            .into_iter()
            .fold(f64::NEG_INFINITY, f64::max)
    }

    /// How much a decision seems to have cost at least: the most, over other ways, of the mean less
    /// one standard error.
    fn seems_to_cost(&self, question: usize) -> f64 {
        let ways = 1..self.questions[question].ways.len();
        let costs = ways.map(|way| self.seems(question, way));
        costs.fold(f64::NEG_INFINITY, f64::max)
    }

    /// How much it seems to have gained at least against waiting and one's own judgement.
    fn seems_to_gain(&self, question: usize) -> f64 {
        let ways = self.questions[question].ways.iter().enumerate().skip(1);
        let plain = ways.filter(|(_, (way, _))| matches!(way, Way::Waiting | Way::Judgement(_)));
        let gains = plain.map(|(at, _)| {
            let (mean, error) = self.cost(question, at, 0);
            -mean - error
        });
        gains.fold(f64::INFINITY, f64::min)
    }

    /// The questions to be looked at closely, cut down to the ways that matter: those whose way
    /// taken seems to have cost most, then those whose way seems to have gained most.
    pub fn leading(&self, costly: usize, gainful: usize) -> Vec<Question> {
        let pick = |value: &dyn Fn(usize) -> f64, most: usize, not: &[usize]| -> Vec<usize> {
            let mut places: Vec<usize> = (0..self.questions.len())
                .filter(|q| !not.contains(q) && value(*q).is_finite())
                .collect();
            places.sort_by(|a, b| value(*b).total_cmp(&value(*a)).then(a.cmp(b)));
            places.truncate(most);
            places
        };
        let mut chosen = pick(&|q| self.seems_to_cost(q), costly, &[]);
        let gained = pick(&|q| self.seems_to_gain(q), gainful, &chosen);
        chosen.extend(gained.into_iter().filter(|q| self.seems_to_gain(*q) > 0.0));
        chosen.into_iter().map(|q| self.close(q)).collect()
    }

    /// Every question, cut down to the ways that matter.
    pub fn all(&self) -> Vec<Question> {
        (0..self.questions.len()).map(|q| self.close(q)).collect()
    }

    fn close(&self, at: usize) -> Question {
        let question = &self.questions[at];
        let others = (1..question.ways.len())
            .filter(|way| matches!(question.ways[*way].0, Way::Command(_) | Way::Earlier(_)));
        let mut others: Vec<usize> = others.collect();
        let seems = |way: usize| self.seems(at, way);
        others.sort_by(|a, b| seems(*b).total_cmp(&seems(*a)).then(a.cmp(b)));
        others.truncate(CLOSELY);
        let kept = |at: &usize| {
            let way = &question.ways[*at].0;
            !matches!(way, Way::Command(_) | Way::Earlier(_)) || others.contains(at)
        };
        let ways = (0..question.ways.len()).filter(kept);
        Question {
            decision: question.decision,
            from: question.from,
            ways: ways.map(|way| question.ways[way].clone()).collect(),
        }
    }

    /// What all decisions of a human came to beside one's own judgement at each, future by future,
    /// in each measure: the sum over the decisions.
    pub fn against_judgement(&self, measure: usize) -> Vec<f64> {
        let mut total: Vec<f64> = Vec::new();
        for (question, outcomes) in self.questions.iter().zip(&self.outcomes) {
            total.resize(outcomes[0].len().max(total.len()), 0.0);
            let mut ways = question.ways.iter();
            let judged = ways.position(|(way, _)| matches!(way, Way::Judgement(_)));
            let Some(judged) = judged.filter(|_| question.decision == question.from) else {
                continue;
            };
            let each = differences(&outcomes[0], &outcomes[judged], measure);
            total.iter_mut().zip(each).for_each(|(sum, d)| *sum += d);
        }
        total
    }
}

/// What a way would at least have gained in each measure, less what it would surely have lost in
/// another: closing an incident that is not over spares no customer anything.
pub(super) fn net(least: [f64; 3], most: [f64; 3]) -> [f64; 3] {
    let loses = most
        .into_iter()
        .fold(0.0, |loses, most| f64::max(loses, -most));
    least.map(|gain| gain - loses)
}

fn mean_and_error(values: &[f64]) -> (f64, f64) {
    let (mean, variance) = moments(values).unwrap_or((0.0, None));
    let n = values.len().max(1) as f64;
    (mean, sqrt(variance.unwrap_or(0.0) / n))
}
