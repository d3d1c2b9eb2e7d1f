//! What a look shows: services on the dashboards, a sign of the cause, automatic diagnostics.

use crate::base::{Name, Purpose};
use crate::engine::Engine;
use crate::engine::state::Episode;
use crate::model::belief::{Belief, Claim, ServiceState};
use crate::model::{EpisodeId, Seq, Task, TicketId, Tool, WorkKind};

impl Engine {
    /// A look at alerts and dashboards: what is broken, and perhaps a sign of the cause.
    pub(crate) fn triage_done(&mut self, person: usize, ticket: TicketId, because: Seq) {
        let mut claims = self.sights();
        claims.extend(self.on_the_dashboards(ticket));
        let service = self.ledger.ticket(ticket).service;
        match self.ledger.ticket(ticket).episode {
            Some(episode) => claims.extend(self.sign(ticket, episode)),
            None => {
                claims.push(Claim::Service {
                    service,
                    state: ServiceState::Normal,
                });
                claims.push(Claim::Fixed { ticket });
            }
        }
        // Somebody looks again after the trouble has passed by itself or by another's hand.
        if let Some(episode) = self.ledger.ticket(ticket).episode
            && self.ledger.episode(episode).back
        {
            claims.push(Claim::Fixed { ticket });
        }
        let fixed = claims.iter().any(|c| matches!(c, Claim::Fixed { .. }));
        let beside = self.trouble_beside(ticket, &mut claims);
        let beliefs: Vec<Belief> = claims.into_iter().map(|c| self.own(c)).collect();
        let seq = self.learn_and_post(person, beliefs, because);
        self.prompts(person, ticket).learned = Some(seq);
        self.has_read_on(person, ticket, seq);
        if let Some((unwell, shown)) = beside {
            let beliefs = unwell.into_iter().map(|c| self.own(c)).collect();
            self.learn_and_post(person, beliefs, shown);
        }
        if fixed {
            self.ticket_fixed(ticket, seq);
            if let Some(episode) = self.ledger.ticket(ticket).episode {
                self.resolve(episode, seq);
            }
        }
    }

    /// What a look after a false alarm shows of trouble elsewhere, and the last record of that
    /// trouble: the trouble is why they know of it, not the alarm that made them look.
    fn trouble_beside(
        &self,
        ticket: TicketId,
        claims: &mut Vec<Claim>,
    ) -> Option<(Vec<Claim>, Seq)> {
        if self.ledger.ticket(ticket).episode.is_some() {
            return None;
        }
        let own = self.ledger.ticket(ticket).service;
        let is_beside = |claim: &mut Claim| {
            matches!(claim, Claim::Service { service, state }
                if *service != own && *state != ServiceState::Normal)
        };
        let unwell: Vec<Claim> = claims.extract_if(.., is_beside).collect();
        let shown = unwell.iter().filter_map(|claim| match claim {
            Claim::Service { service, .. } => self.plan.service(*service),
            _ => None,
        });
        let shown = shown.map(|s| self.health(s).because).max()?;
        Some((unwell, shown))
    }

    /// Every service as the dashboards show it; nothing while they are lost.
    pub(crate) fn sights(&self) -> Vec<Claim> {
        if !self.ledger.has_tool(Tool::Dashboards) {
            return Vec::new();
        }
        let services = self.plan.setup.system().services.iter().enumerate();
        let seen = services.map(|(at, s)| (s.name, ServiceState::of(self.health(at).seen)));
        seen.map(|(service, state)| Claim::Service { service, state })
            .collect()
    }

    /// The sign that the first look shows: of the true cause, of another, or none (clarity is the
    /// incident's, the same in all arms).
    pub(crate) fn sign(&self, ticket: TicketId, episode: EpisodeId) -> Option<Claim> {
        let plan = &self.plan;
        let world = &plan.setup.defaults.world;
        let state = self.ledger.episode(episode);
        let u = self
            .draw(Purpose::Clarity, self.luck_key(episode))
            .uniform();
        let clear = world.clear_sign.value.as_f64();
        let misleading = clear + world.misleading_sign.value.as_f64();
        let cause = if u < clear {
            state.cause
        } else if u < misleading {
            self.misleads_to(state, state.cause)?
        } else {
            return None;
        };
        Some(Claim::Finding {
            ticket,
            finding: self.sign_of(cause)?,
            present: true,
        })
    }

    /// The cause that a misleading sign points to: the likeliest besides the true one.
    pub(crate) fn misleads_to(&self, episode: &Episode, cause: Name) -> Option<Name> {
        let causes = self.plan.setup.scenario.problems[episode.problem]
            .causes
            .iter();
        let others = causes.filter(|c| c.name != cause);
        let likeliest = others.max_by(|a, b| a.prior.get().total_cmp(&b.prior.get()));
        likeliest.map(|c| c.name)
    }

    /// The finding that points to a cause most: only one that points there can be seen.
    pub(crate) fn sign_of(&self, cause: Name) -> Option<Name> {
        let weight = |finding: Name| self.plan.book.weight(finding, cause);
        let findings = self.plan.setup.scenario.findings.iter();
        let pointing = findings.filter(|f| weight(f.name) > 0.0);
        let best = pointing.max_by(|a, b| weight(a.name).total_cmp(&weight(b.name)));
        best.map(|f| f.name)
    }

    /// What a tool finds out by itself at the alert, where the process has it do so.
    pub(crate) fn automatic_results(&self, ticket: TicketId) -> Vec<Belief> {
        let automatic = self.plan.book.diagnostics.iter().filter(|d| d.automatic);
        let tasks = automatic.map(|d| Task {
            ticket,
            kind: WorkKind::Diagnostic,
            work: d.name,
            attempt: 1,
        });
        let claims = tasks.flat_map(|t| self.results(t, false));
        let source = crate::model::belief::Source::Tool;
        claims
            .map(|c| Belief {
                source,
                ..self.own(c)
            })
            .collect()
    }
}
