//! Circles in what leads to what.

use std::collections::VecDeque;

/// More places than this are not tried as the beginning of the shortest circle of a knot.
const TRIED_MAX: usize = 16;

/// Names shown of one circle.
pub(super) const SHOWN_MAX: usize = 12;

/// One circle of each knot in a graph of `next[from] = [to, …]`, each as short as can be found,
/// the shortest first. A circle begins with its smallest number and does not repeat it.
pub(super) fn circles(next: &[Vec<usize>]) -> Vec<Vec<usize>> {
    let knot = knots(next);
    let mut members = vec![Vec::new(); next.len()];
    for (node, of) in knot.iter().enumerate() {
        members[*of].push(node);
    }
    let mut found: Vec<Vec<usize>> = members
        .iter()
        .filter_map(|knot_members| {
            let tried = knot_members.iter().take(TRIED_MAX);
            tried
                .filter_map(|start| back_to(*start, next, &knot))
                .min_by_key(Vec::len)
        })
        .map(from_smallest)
        .collect();
    found.sort_by_key(|circle| (circle.len(), circle[0]));
    found
}

/// The number of the knot each node is in: nodes that lead to each other share one.
fn knots(next: &[Vec<usize>]) -> Vec<usize> {
    let mut before = vec![Vec::new(); next.len()];
    for (from, to) in next.iter().enumerate() {
        for to in to {
            before[*to].push(from);
        }
    }
    let mut knot = vec![usize::MAX; next.len()];
    for root in finished_last_first(next) {
        if knot[root] != usize::MAX {
            continue;
        }
        let mut open = vec![root];
        while let Some(node) = open.pop() {
            if knot[node] == usize::MAX {
                knot[node] = root;
                open.extend(&before[node]);
            }
        }
    }
    knot
}

fn finished_last_first(next: &[Vec<usize>]) -> Vec<usize> {
    let mut seen = vec![false; next.len()];
    let mut order = Vec::with_capacity(next.len());
    for root in 0..next.len() {
        if std::mem::replace(&mut seen[root], true) {
            continue;
        }
        let mut open = vec![(root, 0)];
        while let Some((node, at)) = open.pop() {
            match next[node].get(at) {
                Some(to) => {
                    open.push((node, at + 1));
                    if !std::mem::replace(&mut seen[*to], true) {
                        open.push((*to, 0));
                    }
                }
                None => order.push(node),
            }
        }
    }
    order.reverse();
    order
}

/// The shortest way from a node back to itself within its knot.
fn back_to(start: usize, next: &[Vec<usize>], knot: &[usize]) -> Option<Vec<usize>> {
    let mut came_from = std::collections::HashMap::new();
    let mut open = VecDeque::from([start]);
    while let Some(node) = open.pop_front() {
        for to in next[node].iter().filter(|to| knot[**to] == knot[start]) {
            if *to == start {
                let mut way = vec![node];
                while way[way.len() - 1] != start {
                    way.push(came_from[&way[way.len() - 1]]);
                }
                way.reverse();
                return Some(way);
            }
            if *to != start && !came_from.contains_key(to) {
                came_from.insert(*to, node);
                open.push_back(*to);
            }
        }
    }
    None
}

fn from_smallest(mut circle: Vec<usize>) -> Vec<usize> {
    let smallest = circle.iter().enumerate().min_by_key(|(_, node)| **node);
    let at = smallest.map_or(0, |(at, _)| at);
    circle.rotate_left(at);
    circle
}

/// `a` → `b` → `a`, at most twelve names of it.
pub(super) fn show(circle: &[usize], name: impl Fn(usize) -> String) -> String {
    let mut words: Vec<String> = circle
        .iter()
        .take(SHOWN_MAX)
        .map(|at| format!("`{}`", name(*at)))
        .collect();
    if circle.len() > SHOWN_MAX {
        words.push(format!("… ({} more)", circle.len() - SHOWN_MAX));
    }
    words.push(format!("`{}`", name(circle[0])));
    words.join(" → ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shortest_circle_of_each_knot_is_found() {
        // 0 → 1 → 2 → 0 and the shorter 1 → 2 → 1; 3 needs itself; 4 is free.
        let next = [vec![1], vec![2], vec![0, 1], vec![3], vec![0]];
        assert_eq!(circles(&next), [vec![3], vec![1, 2]]);
        assert_eq!(show(&[1, 2], |at| at.to_string()), "`1` → `2` → `1`");
    }

    #[test]
    fn a_long_circle_costs_no_stack() {
        let next: Vec<Vec<usize>> = (0..100_000).map(|at| vec![(at + 1) % 100_000]).collect();
        let found = circles(&next);
        assert_eq!(found.len(), 1);
        assert!(show(&found[0], |at| at.to_string()).contains("… (99988 more)"));
    }
}
