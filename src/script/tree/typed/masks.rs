//! What is left out or made up in a reading, because it was found wrong before.

use std::collections::{HashMap, HashSet};

use super::super::node::NodeId;
use super::filler::ATTEMPTS;

#[derive(Debug, Default)]
pub(super) struct Masks {
    /// Something was found wrong, so known good elements are skipped from now on.
    active: bool,
    /// Values that are wrong and not to be read.
    left_out: HashMap<NodeId, u8>,
    /// Entries of a node that are not to be seen at all.
    hidden: HashSet<(NodeId, usize)>,
    /// Fields of a node that get a made-up value, with the number of values tried.
    fillers: HashMap<NodeId, Vec<(&'static str, u8)>>,
    /// Fields whose name an unknown field was meant to be.
    misspelt: HashSet<(NodeId, &'static str)>,
    /// Everything inside nodes that end before this number was read before.
    reached: u32,
}

impl Masks {
    pub fn new(hidden: Vec<(NodeId, usize)>) -> Self {
        Self {
            hidden: hidden.into_iter().collect(),
            ..Self::default()
        }
    }

    pub fn is_active(&self) -> bool {
        self.active
    }

    pub fn activate(&mut self) {
        self.active = true;
    }

    pub fn reached(&self) -> u32 {
        self.reached
    }

    pub fn reach(&mut self, node: u32) {
        self.reached = self.reached.max(node);
    }

    pub fn hide(&mut self, id: NodeId, slot: usize) {
        self.hidden.insert((id, slot));
    }

    pub fn is_hidden(&self, id: NodeId, slot: usize) -> bool {
        !self.hidden.is_empty() && self.hidden.contains(&(id, slot))
    }

    /// Says whether that is new.
    pub fn leave_out(&mut self, id: NodeId) -> bool {
        self.left_out.insert(id, 0).is_none()
    }

    /// The number of made-up values tried for a value that is left out.
    pub fn left_out(&self, id: NodeId) -> Option<u8> {
        if self.left_out.is_empty() {
            None
        } else {
            self.left_out.get(&id).copied()
        }
    }

    pub fn next_position_filler(&mut self, id: NodeId) -> bool {
        let attempt = self.left_out.entry(id).or_default();
        *attempt += 1;
        *attempt < ATTEMPTS
    }

    pub fn fillers(&self, id: NodeId) -> &[(&'static str, u8)] {
        self.fillers.get(&id).map_or(&[], Vec::as_slice)
    }

    pub fn has_fillers(&self, id: NodeId) -> bool {
        self.fillers.contains_key(&id)
    }

    /// Says whether that is new.
    pub fn fill(&mut self, id: NodeId, field: &'static str) -> bool {
        let fillers = self.fillers.entry(id).or_default();
        let is_new = fillers.iter().all(|(name, _)| *name != field);
        if is_new {
            fillers.push((field, 0));
        }
        is_new
    }

    /// Goes on to the next made-up value of a field; says whether there is one.
    pub fn next_filler(&mut self, id: NodeId, field: &'static str) -> bool {
        let fillers = self.fillers.entry(id).or_default();
        match fillers.iter_mut().find(|(name, _)| *name == field) {
            Some((_, attempt)) => {
                *attempt += 1;
                *attempt < ATTEMPTS
            }
            None => false,
        }
    }

    pub fn misspelt(&mut self, id: NodeId, field: Option<&'static str>) {
        self.misspelt.extend(field.map(|field| (id, field)));
    }

    pub fn is_misspelt(&self, id: NodeId, field: &'static str) -> bool {
        self.misspelt.contains(&(id, field))
    }
}
