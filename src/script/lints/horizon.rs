//! Times that never come because the exercise is over before them.

use super::super::file::File;
use super::super::kind::FileKind;
use super::super::load::inside;
use super::super::places;
use super::super::tree::{Kind, Node};
use super::law::{law, read};
use crate::base::{Duration, Offset};
use crate::diag::Diagnostic;

pub(super) fn none(file: &File<'_>, out: &mut Vec<Diagnostic>) {
    let Some(node) = file.root.field("horizon").map(inside) else {
        return;
    };
    if file.kind == FileKind::Scenario && read::<Duration>(node).is_some_and(Duration::is_zero) {
        let message = "the exercise is over when it begins".into();
        out.push(
            file.error("no-horizon", node.span(), message)
                .label("no time at all")
                .hint("write how long it lasts, such as \"4h\""),
        );
    }
}

pub(super) fn past(file: &File<'_>, out: &mut Vec<Diagnostic>) {
    if file.kind != FileKind::Scenario {
        return;
    }
    let Some(node) = file.root.field("horizon").map(inside) else {
        return;
    };
    let Some(horizon) = read::<Duration>(node).filter(|horizon| !horizon.is_zero()) else {
        return;
    };
    let mut past = Past {
        file,
        horizon,
        end: node,
        out,
        told: 0,
    };
    past.triggers();
    past.rest();
}

struct Past<'p, 'a> {
    file: &'p File<'a>,
    horizon: Duration,
    /// Where the horizon is written.
    end: Node<'a>,
    out: &'p mut Vec<Diagnostic>,
    told: usize,
}

impl<'a> Past<'_, 'a> {
    fn triggers(&mut self) {
        for node in self.file.all("injects.when") {
            self.trigger(node, Duration::ZERO);
        }
        for problem in self.file.all("problems") {
            let begins = problem.field("begins").map(inside);
            let from = begins.map_or(Duration::ZERO, |node| self.trigger(node, Duration::ZERO));
            for fault in places::all(problem, "faults.begins") {
                self.trigger(fault, from);
            }
        }
    }

    /// Checks a trigger that is counted from `from`; gives when it comes at the earliest.
    fn trigger(&mut self, node: Node<'a>, from: Duration) -> Duration {
        let Some(inner) = node
            .entry(node.len().saturating_sub(1))
            .map(|entry| inside(entry.value()))
        else {
            return from;
        };
        if node.kind() != Kind::Group || from >= self.horizon {
            return from;
        }
        let earliest = match node.name() {
            Some("At") => read::<Duration>(inner),
            // What comes later than this in all but one run of a thousand never comes.
            Some("After" | "Following") => law(inner).map(|law| law.quantile(0.001)),
            _ => None,
        };
        let Some(earliest) = earliest else {
            return from;
        };
        let at = from + earliest;
        if at >= self.horizon {
            self.tell(
                inner,
                &format!("this comes after {at} at the earliest"),
                true,
            );
        }
        at
    }

    fn rest(&mut self) {
        for node in self.file.all("changes.at") {
            let at = read::<Offset>(node).map_or(0, Offset::as_millis);
            if at >= self.horizon.as_millis() {
                self.tell(node, "this change is made when the exercise is over", true);
            }
        }
        let drains = self
            .file
            .root
            .field("after_horizon")
            .is_some_and(|it| inside(it).name() == Some("Drain"));
        for path in ["injects.expects.within", "objectives.expects.within"] {
            for node in self.file.all(path) {
                if !drains && self.is_longer(node) {
                    self.tell(
                        node,
                        "this is expected within a time longer than the exercise",
                        true,
                    );
                }
            }
        }
        for (path, is_error) in [("par.time", true), ("really.time", false)] {
            for node in self.file.all(path) {
                if self.is_longer(node) {
                    self.tell(node, "this time is longer than the exercise", is_error);
                }
            }
        }
    }

    fn is_longer(&self, node: Node<'_>) -> bool {
        read::<Duration>(node).is_some_and(|time| time > self.horizon)
    }

    fn tell(&mut self, node: Node<'_>, what: &str, is_error: bool) {
        self.told += 1;
        if self.told > super::TOLD_MAX {
            return;
        }
        let message = format!("{what}, which lasts {}", self.horizon);
        let message = match what.ends_with("exercise") {
            true => message,
            false => format!("{what}, but the exercise lasts {}", self.horizon),
        };
        let it = match is_error {
            true => self.file.error("past-horizon", node.span(), message),
            false => self.file.warning("past-horizon", node.span(), message),
        };
        self.out.push(
            it.also(self.end.span(), "the exercise ends here")
                .hint("make it earlier, or the horizon later"),
        );
    }
}
