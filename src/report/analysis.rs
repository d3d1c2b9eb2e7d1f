//! What decisions were worth, in a terminal: the finding first, then the turning points, the sum of
//! it, and where the game stands. At most 100 columns.

use super::face::COLUMNS;
use super::paint::{Ink, Paint};
use super::text::{left, plain, right, wrap};
use super::words::asking;
use crate::analyse::question::Way;
use crate::analyse::standing::{NoStanding, Standing};
use crate::analyse::walk::Taken;
use crate::analyse::{Analysis, Compared, Decision, TurningPoint};
use crate::base::{Duration, SimTime};
use crate::model::Setup;
use crate::score::numbers::{count, length, of};
use crate::score::words::person;
use crate::stats::Estimate;

/// The whole face.
pub fn analysis(found: &Analysis, setup: &Setup, paint: Paint) -> String {
    let page = Page {
        found,
        setup,
        paint,
    };
    let mut text = page.paragraph(Ink::Bold, &page.headline(), 0);
    text += &page.paragraph(Ink::Dim, &page.note(), 0);
    text.push('\n');
    text += &page.turning_points();
    text += &page.worth();
    text
}

/// Where a game stands, or why nowhere.
pub fn standing(standing: &Result<Vec<Standing>, NoStanding>, paint: Paint) -> String {
    let all = match standing {
        Ok(all) => all,
        Err(why) => {
            let text = format!("No percentile is shown: {}.\n", why_not(*why));
            return lines(paint, Ink::Dim, &text, 0);
        }
    };
    let mut text = String::new();
    if let Some(own) = all.iter().find(|s| s.same) {
        let sentence = format!(
            "The game beats {} of {} simulated runs with the same team and process by what came of it, {} by time to resolve.",
            share(&own.by_score),
            count(own.runs as u64),
            share(&own.by_time)
        );
        text += &lines(paint, Ink::Bold, &sentence, 0);
    }
    text += &paint.paint(
        Ink::Dim,
        &format!(
            "{}{}{}\n",
            left("  Beside", 32),
            left("by what came of it", 24),
            "by time to resolve"
        ),
    );
    for one in all {
        let name = match one.same {
            true => format!("  {} (this game's)", one.name),
            false => format!("  {}", one.name),
        };
        text += &format!(
            "{}{}{}\n",
            left(&plain(&name), 32),
            left(&share(&one.by_score), 24),
            share(&one.by_time)
        );
    }
    text
}

/// Why a game is set beside no others.
pub fn why_not(why: NoStanding) -> String {
    match why {
        NoStanding::Waived(times) => format!(
            "the facilitator let work end at once {}, and simulated people pay its full time",
            of(times as u64, "time", "times")
        ),
        NoStanding::Unfinished => "the exercise was not played to its end".into(),
    }
}

fn share(estimate: &Estimate) -> String {
    let percent = |x: f64| format!("{:.0}", x * 100.0);
    match estimate.whole() {
        Some((value, low, high)) => {
            format!("{} % [{}, {}]", percent(value), percent(low), percent(high))
        }
        None => "nothing to say".into(),
    }
}

struct Page<'a> {
    found: &'a Analysis,
    setup: &'a Setup,
    paint: Paint,
}

impl Page<'_> {
    fn paragraph(&self, ink: Ink, text: &str, indent: usize) -> String {
        lines(self.paint, ink, text, indent)
    }

    fn who(&self) -> String {
        plain(person(self.found.person, self.setup))
    }

    fn headline(&self) -> String {
        let worst = self.found.turning_points.first();
        match worst.filter(|point| point.is_beaten()) {
            Some(point) => {
                let decision = &self.found.decisions[point.decision];
                format!(
                    "The costliest decision of {}: {}, against {}: {}{}.",
                    self.who(),
                    self.when(decision, point),
                    self.way(&point.best().way, decision),
                    cost(point.by, point.cost()),
                    self.mechanism(point)
                )
            }
            None => format!(
                "No decision of {} is beaten beyond its interval by another that was open.",
                self.who()
            ),
        }
    }

    fn mechanism(&self, point: &TurningPoint) -> String {
        let most = point.through.as_ref().and_then(|through| through.most);
        most.map_or(String::new(), |m| format!(", {}", m.word()))
    }

    fn note(&self) -> String {
        let found = self.found;
        let whose = match found.human {
            true => "",
            false => " of the simulated commander",
        };
        format!(
            "{}{whose}, {} futures. Plus is lost, minus gained; in brackets what holds for all ways of a decision at once in 19 of 20 analyses. Futures are watched until {}.",
            of(found.decisions.len() as u64, "decision", "decisions"),
            count(found.played),
            found.watched
        )
    }

    fn when(&self, decision: &Decision, point: &TurningPoint) -> String {
        let at = clock(decision.at);
        let taken = match &decision.taken {
            Taken::Asked(command) => asking(command, self.setup),
            Taken::Waited(long) => format!("waiting {}", length(*long)),
        };
        match point.earlier {
            Some(early) => {
                let instead = clock(SimTime::START + decision.at.since(SimTime::START + early));
                format!("{taken} at {at} instead of {instead}")
            }
            None => format!("{taken} at {at}"),
        }
    }

    fn way(&self, way: &Way, decision: &Decision) -> String {
        match way {
            Way::Taken => "the same".into(),
            Way::Command(command) | Way::Judgement(Some(command)) => asking(command, self.setup),
            Way::Judgement(None) => "leaving it as it is until something comes up".into(),
            Way::Waiting => "waiting 5 min".into(),
            Way::Earlier(early) => {
                let at = SimTime::START + decision.at.since(SimTime::START + *early);
                format!("the same at {}", clock(at))
            }
        }
    }

    fn turning_points(&self) -> String {
        let title = "Turning points, by what they cost at least, and what they cost to resolved";
        let mut text = self.paint.paint(Ink::Bold, title) + "\n";
        for point in &self.found.turning_points {
            text += &self.turning_point(point);
        }
        text + "\n"
    }

    fn turning_point(&self, point: &TurningPoint) -> String {
        let decision = &self.found.decisions[point.decision];
        let best = point.best();
        let ink = if point.is_beaten() {
            Ink::Warn
        } else {
            Ink::Plain
        };
        let head = format!(
            "{}  {}",
            right(&minutes(&best.ex_ante[0]), 26),
            self.when(decision, point)
        );
        let mut text = self.hanging(ink, &head, 28);
        let mut more = vec![format!("against {}", self.way(&best.way, decision))];
        more.push(format!("in this world {}", minutes(&best.ex_post[0])));
        more.push(format!("to mitigated {}", minutes(&best.ex_ante[1])));
        more.push(format!("impact {}", users(&best.ex_ante[2])));
        let waiting = point.ways.iter().find(|c| c.way == Way::Waiting);
        if let Some(waiting) = waiting.filter(|w| w.way != best.way) {
            more.push(format!("against waiting {}", minutes(&waiting.ex_ante[0])));
        }
        if let Some(through) = &point.through {
            more.push(match through.most {
                Some(mechanism) => {
                    let left = through.left.iter().find(|(m, _)| *m == mechanism);
                    let left = left.map_or(String::new(), |(_, left)| cost(point.by, left));
                    format!(
                        "through {}: with it idealised {left} is left",
                        mechanism.word()
                    )
                }
                None => "through no single mechanism".into(),
            });
        }
        text += &self.paragraph(Ink::Dim, &more.join(" · "), 28);
        text
    }

    /// A first line with a name, and what follows under its text.
    fn hanging(&self, ink: Ink, text: &str, indent: usize) -> String {
        let (head, rest) =
            text.split_at(text.char_indices().nth(indent).map_or(text.len(), |c| c.0));
        let mut out = String::new();
        for (at, line) in wrap(rest, COLUMNS - indent).iter().enumerate() {
            let margin = if at == 0 {
                head.to_string()
            } else {
                " ".repeat(indent)
            };
            out += &(self.paint.paint(ink, &format!("{margin}{line}")) + "\n");
        }
        out
    }

    fn worth(&self) -> String {
        let worth = &self.found.worth;
        let game = length(Duration::from_millis_f64(worth.game.values[0] * 1_000.0));
        let open = if worth.game.open { "more than " } else { "" };
        let mut text = format!(
            "From the first decision on, the simulated commander in the seat takes {} to resolved; this game took {open}{game}.",
            span(&worth.simulated[0])
        );
        if let Some(decisions) = &worth.decisions {
            text += &format!(
                " Against what it would have done on the same boards, all decisions together cost {} to resolved, {} to mitigated and {}; the rest is luck.",
                minutes(&decisions[0]),
                minutes(&decisions[1]),
                users(&decisions[2])
            );
        }
        self.paragraph(Ink::Plain, &text, 0)
    }
}

/// A turning point in words: what was done when, against what, what it cost, through what.
pub struct Told {
    pub taken: String,
    pub against: String,
    /// What it cost until resolved, with its interval.
    pub resolved: String,
    /// The mechanism, where one stands out.
    pub through: String,
}

/// A turning point in words, for whoever renders an analysis elsewhere.
pub fn told(found: &Analysis, point: &TurningPoint, setup: &Setup) -> Told {
    let page = Page {
        found,
        setup,
        paint: Paint::Off,
    };
    let decision = &found.decisions[point.decision];
    let best = point.best();
    let most = point.through.as_ref().and_then(|through| through.most);
    Told {
        taken: page.when(decision, point),
        against: page.way(&best.way, decision),
        resolved: minutes(&best.ex_ante[0]),
        through: most.map_or(String::new(), |m| m.word().to_string()),
    }
}

/// A way as a sentence part, for whoever renders an analysis elsewhere.
pub fn way(compared: &Compared, decision: &Decision, found: &Analysis, setup: &Setup) -> String {
    let page = Page {
        found,
        setup,
        paint: Paint::Off,
    };
    page.way(&compared.way, decision)
}

fn lines(paint: Paint, ink: Ink, text: &str, indent: usize) -> String {
    let margin = " ".repeat(indent);
    let wrapped = wrap(&plain(text), COLUMNS - indent);
    let each = wrapped
        .iter()
        .map(|line| format!("{margin}{}\n", paint.paint(ink, line)));
    each.collect()
}

/// Hours and minutes since the start.
fn clock(at: SimTime) -> String {
    let minutes = at.since(SimTime::START).as_millis() / 60_000;
    format!("{}:{:02}", minutes / 60, minutes % 60)
}

/// A difference of times with its interval: `+12 min [8, 17]`.
fn minutes(estimate: &Estimate) -> String {
    let Some((value, low, high)) = estimate.whole() else {
        return "not to be said".into();
    };
    let tenths = [value, low, high].iter().all(|s| s.abs() < 600.0);
    let one = |s: f64| match tenths {
        true => signless(s / 60.0, 1),
        false => signless(s / 60.0, 0),
    };
    format!("{} min [{}, {}]", signed(&one(value)), one(low), one(high))
}

/// A cost in one of the three measures.
fn cost(measure: usize, estimate: &Estimate) -> String {
    match measure {
        0 => format!("{} to resolved", minutes(estimate)),
        1 => format!("{} to mitigated", minutes(estimate)),
        _ => users(estimate),
    }
}

/// A time with its interval.
fn span(estimate: &Estimate) -> String {
    let one = |s: f64| length(Duration::from_millis_f64(s.max(0.0) * 1_000.0));
    match estimate.whole() {
        Some((value, low, high)) => format!("{} [{}, {}]", one(value), one(low), one(high)),
        None => "nobody knows how long".into(),
    }
}

fn users(estimate: &Estimate) -> String {
    let Some((value, low, high)) = estimate.whole() else {
        return "impact not to be said".into();
    };
    let one = |m: f64| count(m.round() as i64);
    let value = signed(&one(value));
    format!("{value} user-minutes [{}, {}]", one(low), one(high))
}

fn signless(number: f64, decimals: usize) -> String {
    let text = format!("{:.decimals$}", number.abs());
    let zero = text.chars().all(|c| c == '0' || c == '.');
    if number < 0.0 && !zero {
        format!("−{text}")
    } else {
        text
    }
}

fn signed(number: &str) -> String {
    let zero = number.chars().all(|c| c == '0' || c == '.');
    if number.starts_with('−') || zero {
        number.into()
    } else {
        format!("+{number}")
    }
}
