//! Every way in, and who may take it. What is not here does not exist for anybody.

use super::doors::Kind;
use super::pages::{self, Asset};
use super::papers::Paper;

/// How it is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    Get,
    Post,
}

/// Who may.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// Whoever reaches the door.
    Anybody,
    /// Only these, once they have come in.
    Only(&'static [Kind]),
}

impl Who {
    pub fn may(self, kind: Option<Kind>) -> bool {
        match self {
            Who::Anybody => true,
            Who::Only(kinds) => kind.is_some_and(|kind| kinds.contains(&kind)),
        }
    }
}

/// What is done there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    Asset(&'static Asset),
    /// Trades a code, a link or the facilitator's ticket for a cookie.
    Enter,
    /// Who I am here.
    Me,
    /// What my seat is shown, as it comes.
    Stream,
    /// Takes or leaves a seat.
    Take,
    /// Does something in my seat.
    Act,
    /// What the facilitator is shown.
    LeadStream,
    /// What may be thrown in.
    Catalogue,
    /// Does something as facilitator.
    Lead,
    /// What an observer is shown: the desk they shadow, and objectives.
    WatchStream,
    /// Writes a note, a tick, a rating.
    Observe,
    /// What the screen on the wall shows.
    ScreenStream,
    /// A report, as a page of its own or as a file.
    Report(Paper),
}

/// One way in.
#[derive(Clone, Copy, Debug)]
pub struct Route {
    pub method: Method,
    pub path: &'static str,
    pub who: Who,
    pub what: What,
}

const LEAD: &[Kind] = &[Kind::Facilitator];
const SEAT: &[Kind] = &[Kind::Participant];
// A facilitator may look over anybody's shoulder, too.
const WATCH: &[Kind] = &[Kind::Observer, Kind::Facilitator];
const SCREEN: &[Kind] = &[Kind::Screen, Kind::Facilitator];

const fn get(path: &'static str, who: Who, what: What) -> Route {
    Route {
        method: Method::Get,
        path,
        who,
        what,
    }
}

const fn post(path: &'static str, who: Who, what: What) -> Route {
    Route {
        method: Method::Post,
        path,
        who,
        what,
    }
}

const fn page(path: &'static str, who: Who, asset: &'static Asset) -> Route {
    get(path, who, What::Asset(asset))
}

/// The table. The tests make their matrix of routes and roles from it.
pub const ROUTES: &[Route] = &[
    page("/", Who::Anybody, &pages::JOIN),
    page("/assets/host.css", Who::Anybody, &pages::STYLE),
    page("/assets/common.js", Who::Anybody, &pages::COMMON_JS),
    page("/assets/join.js", Who::Anybody, &pages::JOIN_JS),
    page("/assets/inter.woff2", Who::Anybody, &pages::INTER),
    page("/assets/inter-600.woff2", Who::Anybody, &pages::INTER_600),
    page("/assets/display.woff2", Who::Anybody, &pages::DISPLAY),
    page("/assets/mono.woff2", Who::Anybody, &pages::MONO),
    page("/favicon.ico", Who::Anybody, &pages::ICON),
    post("/api/enter", Who::Anybody, What::Enter),
    get("/api/me", Who::Anybody, What::Me),
    page("/seat", Who::Only(SEAT), &pages::SEAT),
    page("/assets/seat.js", Who::Only(SEAT), &pages::SEAT_JS),
    get("/api/stream", Who::Only(SEAT), What::Stream),
    post("/api/take", Who::Only(SEAT), What::Take),
    post("/api/act", Who::Only(SEAT), What::Act),
    page("/lead", Who::Only(LEAD), &pages::LEAD),
    page("/assets/lead.js", Who::Only(LEAD), &pages::LEAD_JS),
    get("/api/lead/stream", Who::Only(LEAD), What::LeadStream),
    get("/api/lead/catalogue", Who::Only(LEAD), What::Catalogue),
    get("/report", Who::Only(LEAD), What::Report(Paper::Page)),
    get(
        "/report/public",
        Who::Only(LEAD),
        What::Report(Paper::Public),
    ),
    get("/report/teams", Who::Only(LEAD), What::Report(Paper::Teams)),
    get(
        "/report/after-action.md",
        Who::Only(LEAD),
        What::Report(Paper::Text),
    ),
    get(
        "/report/after-action-public.md",
        Who::Only(LEAD),
        What::Report(Paper::PublicText),
    ),
    get(
        "/report/improvement-plan.csv",
        Who::Only(LEAD),
        What::Report(Paper::Plan),
    ),
    post("/api/lead", Who::Only(LEAD), What::Lead),
    page("/watch", Who::Only(WATCH), &pages::WATCH),
    page("/assets/watch.js", Who::Only(WATCH), &pages::WATCH_JS),
    get("/api/watch/stream", Who::Only(WATCH), What::WatchStream),
    post("/api/watch", Who::Only(WATCH), What::Observe),
    page("/screen", Who::Only(SCREEN), &pages::SCREEN),
    page("/assets/screen.js", Who::Only(SCREEN), &pages::SCREEN_JS),
    get("/api/screen/stream", Who::Only(SCREEN), What::ScreenStream),
];

/// The route for a request, if there is one.
pub fn route(method: &str, path: &str) -> Option<&'static Route> {
    let method = match method {
        "GET" => Method::Get,
        "POST" => Method::Post,
        _ => return None,
    };
    ROUTES
        .iter()
        .find(|route| route.method == method && route.path == path)
}
