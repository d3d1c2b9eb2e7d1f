//! What decisions were worth, in a terminal. At most 100 columns.

use super::super::face::COLUMNS;
use super::super::paint::{Ink, Paint};
use super::super::text::{left, plain, right, wrap};
use super::{Words, beside, cost, minutes, share, stands, users};
use crate::analyse::question::Way;
use crate::analyse::standing::{NoStanding, Standing};
use crate::analyse::{Analysis, TurningPoint};
use crate::model::Setup;

/// The whole face.
pub fn analysis(found: &Analysis, setup: &Setup, paint: Paint) -> String {
    let words = Words { found, setup };
    let face = Face { words, paint };
    let mut text = lines(paint, Ink::Bold, &face.words.headline(), 0);
    text += &lines(paint, Ink::Dim, &face.words.note(), 0);
    text.push('\n');
    text += &face.turning_points();
    text += &lines(paint, Ink::Plain, &face.words.worth(), 0);
    text
}

/// Where a game stands, or why nowhere.
pub fn standing(standing: &Result<Vec<Standing>, NoStanding>, paint: Paint) -> String {
    let sentence = stands(standing);
    let all = match standing {
        Ok(all) => all,
        Err(_) => return lines(paint, Ink::Dim, &sentence, 0),
    };
    let mut text = lines(paint, Ink::Bold, &sentence, 0);
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
        text += &format!(
            "  {}{}{}\n",
            left(&plain(&beside(one)), 30),
            left(&share(&one.by_score), 24),
            share(&one.by_time)
        );
    }
    text
}

struct Face<'a> {
    words: Words<'a>,
    paint: Paint,
}

impl Face<'_> {
    fn turning_points(&self) -> String {
        let title = "Turning points, by what they cost at least, and what they cost to resolved";
        let mut text = self.paint.paint(Ink::Bold, title) + "\n";
        for point in &self.words.found.turning_points {
            text += &self.turning_point(point);
        }
        text + "\n"
    }

    fn turning_point(&self, point: &TurningPoint) -> String {
        let decision = &self.words.found.decisions[point.decision];
        let best = point.best();
        let ink = if point.is_beaten() {
            Ink::Warn
        } else {
            Ink::Plain
        };
        let head = format!(
            "{}  {}",
            right(&minutes(&best.ex_ante[0]), 26),
            self.words.when(decision, point)
        );
        let mut text = self.hanging(ink, &head, 28);
        let mut more = vec![format!("against {}", self.words.way(&best.way, decision))];
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
        text += &lines(self.paint, Ink::Dim, &more.join(" · "), 28);
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
}

fn lines(paint: Paint, ink: Ink, text: &str, indent: usize) -> String {
    let margin = " ".repeat(indent);
    let wrapped = wrap(&plain(text), COLUMNS - indent);
    let each = wrapped
        .iter()
        .map(|line| format!("{margin}{}\n", paint.paint(ink, line)));
    each.collect()
}
