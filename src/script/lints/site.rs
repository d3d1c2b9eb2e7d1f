//! Sites that the service acted on has not.

use super::super::file::File;
use super::super::load::{inside, short};
use super::super::names::Noun;
use super::super::places;
use crate::diag::Diagnostic;

const PLACES: &[&str] = &["problems.faults", "monitors", "actions"];

pub(super) fn within(file: &File<'_>, out: &mut Vec<Diagnostic>) {
    if file.names.is_lost(Noun::Service) {
        return;
    }
    for node in PLACES.iter().flat_map(|path| file.all(path)) {
        let Some((at, site)) = node
            .field("site")
            .map(inside)
            .and_then(|at| Some((at, at.string()?)))
        else {
            continue;
        };
        let site = short(&site);
        let Some(on) = node.field("on").and_then(|on| inside(on).string()) else {
            let message = format!("site `{site}` of no service");
            out.push(
                file.error("unknown-site", at.span(), message)
                    .hint("add `on: …`, the service it belongs to"),
            );
            continue;
        };
        // An unknown service is told elsewhere.
        let Some(service) = file
            .names
            .place(Noun::Service, &on)
            .and_then(|name| name.parent())
        else {
            continue;
        };
        let names = places::all(service, "sites.name")
            .into_iter()
            .filter_map(|name| name.string());
        let sites: Vec<_> = names.collect();
        if !sites.iter().any(|it| *it == site) {
            let message = format!("service `{}` has no site `{site}`", short(&on));
            let it = file
                .error("unknown-site", at.span(), message)
                .label("not in its `sites`");
            let it = it.did_you_mean(&site, sites.iter().take(100).map(|it| &**it));
            let hint = it.hint.clone().unwrap_or_else(|| match sites.is_empty() {
                true => "the service has no sites; leave `site` out".into(),
                false => format!("it has {}", quoted(&sites)),
            });
            out.push(it.hint(hint));
        }
        if out.len() > super::TOLD_MAX {
            return;
        }
    }
}

fn quoted(names: &[std::borrow::Cow<'_, str>]) -> String {
    let words: Vec<String> = names
        .iter()
        .take(8)
        .map(|name| format!("`{name}`"))
        .collect();
    words.join(", ")
}
