//! What somebody knows of a declared incident.

use crate::base::{Name, SimTime};
use crate::model::document::Heading;
use crate::model::{Fact, IncidentId, TicketId};

/// A declared incident, as far as one has heard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IncidentSeen {
    pub incident: IncidentId,
    pub ticket: TicketId,
    pub severity: Name,
    pub declared_at: SimTime,
    pub declared_by: Name,
    /// The commander has confirmed or changed the severity.
    pub severity_set: bool,
    pub roles_asked: Vec<Name>,
    pub document: bool,
    pub closed: bool,
    /// The head of its document.
    pub head: Heading,
}

impl IncidentSeen {
    /// Takes over what a record says of it.
    pub(super) fn fold(&mut self, fact: &Fact) {
        match fact {
            Fact::SeveritySet { severity, .. } => {
                self.severity = *severity;
                self.severity_set = true;
            }
            Fact::RolesAsked { roles, .. } => self.roles_asked.clone_from(roles),
            Fact::DocumentOpened { .. } => self.document = true,
            Fact::Described { head, .. } => self.head.update(head),
            Fact::Closed { .. } => self.closed = true,
            _ => {}
        }
    }
}
