//! What is checked before anything is done, for every request alike.
//!
//! In this order: the host it was sent to (a name that somebody else may point here is refused), where
//! it came from, whether there is such a way in for this guest, a token that only our own pages know,
//! rate, size. Whoever may not go somewhere gets the same answer as if it did not exist.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use axum::body::Body;
use axum::extract::{ConnectInfo, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Request, Response, StatusCode, header};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::answer::Answer;
use super::doors::{Guest, Kind, csrf};
use super::hall::{Asked, Hall};
use super::orders::{Observed, Order};
use super::papers::Paper;
use super::room::Since;
use super::routes::{self, Method, Route, What};
use super::stream::{self, Showing};
use crate::live::view::{Deed, TEXT_MAX};

/// What every handler knows.
pub struct Gate {
    pub hall: Arc<Hall>,
    /// Names under which it may be reached, beside numbers and `localhost`.
    pub names: Vec<String>,
    pub port: u16,
    pub tls: bool,
    rates: Mutex<Rates>,
}

/// Where a request comes from.
#[derive(Clone, Copy, Debug)]
pub struct From(pub IpAddr);

/// A request is no longer than this, nor its path.
const BODY_MAX: usize = 16 * 1024;
const PATH_MAX: usize = 1_024;
const BODY_PATIENCE: Duration = Duration::from_secs(10);
/// Wrong codes a minute, from one address and in all.
const WRONG_MAX: u32 = 20;
const WRONG_MAX_IN_ALL: u32 = 200;
/// What one guest may ask for at once, and then a second.
const BURST: f64 = 40.0;
const PER_SECOND: f64 = 12.0;
/// Streams one guest may have open: a few tabs.
const STREAMS_BURST: f64 = 20.0;
const STREAMS_PER_SECOND: f64 = 1.0;

const CSP: &str = "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; \
                   img-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; \
                   base-uri 'none'";
/// A report is one file with its style and fonts within; nothing in it runs, nothing is fetched.
const PAPER_CSP: &str = "default-src 'none'; style-src 'unsafe-inline'; font-src data:; \
                         img-src data:; form-action 'none'; frame-ancestors 'none'; base-uri 'none'";
const CSRF: &str = "x-sandtable";

#[derive(Default)]
struct Rates {
    /// Wrong codes since a minute began.
    wrong: BTreeMap<IpAddr, u32>,
    wrong_in_all: u32,
    since: Option<Instant>,
    buckets: BTreeMap<(u32, bool), (f64, Option<Instant>)>,
}

impl Rates {
    fn too_many_wrong(&mut self, from: IpAddr, now: Instant) -> bool {
        if self
            .since
            .is_none_or(|since| now - since > Duration::from_secs(60))
        {
            self.wrong.clear();
            self.wrong_in_all = 0;
            self.since = Some(now);
        }
        let own = self.wrong.get(&from).copied().unwrap_or(0);
        own >= WRONG_MAX || self.wrong_in_all >= WRONG_MAX_IN_ALL
    }

    fn wrong(&mut self, from: IpAddr) {
        *self.wrong.entry(from).or_default() += 1;
        self.wrong_in_all += 1;
    }

    /// Whether a guest may ask once more now.
    fn takes(&mut self, guest: u32, stream: bool, now: Instant) -> bool {
        let (burst, per_second) = match stream {
            true => (STREAMS_BURST, STREAMS_PER_SECOND),
            false => (BURST, PER_SECOND),
        };
        let (left, at) = self.buckets.entry((guest, stream)).or_insert((burst, None));
        let passed = at.map_or(0.0, |at| (now - at).as_secs_f64());
        *left = (*left + passed * per_second).min(burst);
        *at = Some(now);
        let takes = *left >= 1.0;
        if takes {
            *left -= 1.0;
        }
        takes
    }
}

impl Gate {
    pub fn new(hall: Arc<Hall>, names: Vec<String>, port: u16, tls: bool) -> Gate {
        Gate {
            hall,
            names,
            port,
            tls,
            rates: Mutex::new(Rates::default()),
        }
    }

    /// Cookies know no ports: two halls on one machine keep theirs apart by name. Over TLS the name
    /// itself binds it to this host.
    fn cookie(&self) -> String {
        match self.tls {
            true => format!("__Host-sandtable-{}", self.port),
            false => format!("sandtable-{}", self.port),
        }
    }

    fn origin(&self, host: &str) -> String {
        let scheme = if self.tls { "https" } else { "http" };
        format!("{scheme}://{host}")
    }

    /// Whether this is a name of ours: a number, `localhost`, or one the operator gave. A name that
    /// anybody can point at this machine is none.
    fn is_ours(&self, host: &str) -> bool {
        let (name, port) = match host.rsplit_once(':') {
            Some((name, port)) if !port.contains(']') => (name, port.parse().ok()),
            _ => (host, Some(if self.tls { 443 } else { 80 })),
        };
        let bare = name.trim_start_matches('[').trim_end_matches(']');
        let known = bare.parse::<IpAddr>().is_ok()
            || name == "localhost"
            || self.names.iter().any(|n| n.eq_ignore_ascii_case(name));
        port == Some(self.port) && known
    }

    fn guest(&self, headers: &HeaderMap) -> Option<(Guest, String)> {
        let name = self.cookie();
        let cookies = headers.get_all(header::COOKIE).iter();
        let pairs = cookies
            .filter_map(|c| c.to_str().ok())
            .flat_map(|c| c.split(';'));
        let mut tokens = pairs.filter_map(|pair| {
            let (key, value) = pair.trim().split_once('=')?;
            (key == name).then(|| value.to_string())
        });
        let token = tokens.next().filter(|token| token.len() == 64)?;
        let doors = self.hall.doors.read().expect("nobody panics holding it");
        let guest = doors.guest_with(&token)?.clone();
        Some((guest, token))
    }
}

/// Everything comes through here.
pub async fn handle(
    State(gate): State<Arc<Gate>>,
    ConnectInfo(From(from)): ConnectInfo<From>,
    request: Request<Body>,
) -> Response<Body> {
    let mut answer = pass(&gate, from, request).await;
    let tls = gate.tls;
    let policy = answer
        .headers()
        .contains_key(header::CONTENT_SECURITY_POLICY);
    let mut set = |name: HeaderName, value: &'static str| {
        answer
            .headers_mut()
            .insert(name, HeaderValue::from_static(value));
    };
    if !policy {
        set(header::CONTENT_SECURITY_POLICY, CSP);
    }
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(header::X_FRAME_OPTIONS, "DENY");
    set(header::REFERRER_POLICY, "no-referrer");
    set(
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    );
    set(
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    );
    if tls {
        set(header::STRICT_TRANSPORT_SECURITY, "max-age=31536000");
    }
    if !answer.headers().contains_key(header::CACHE_CONTROL) {
        let never = HeaderValue::from_static("no-store");
        answer.headers_mut().insert(header::CACHE_CONTROL, never);
    }
    answer
}

fn refuse(status: StatusCode, why: &str) -> Response<Body> {
    let mut answer = Response::new(Body::from(json!({"error": why}).to_string()));
    *answer.status_mut() = status;
    let json = HeaderValue::from_static("application/json");
    answer.headers_mut().insert(header::CONTENT_TYPE, json);
    answer
}

/// The answer to whatever does not exist for whoever asks.
fn nowhere() -> Response<Body> {
    refuse(StatusCode::NOT_FOUND, "not found")
}

async fn pass(gate: &Arc<Gate>, from: IpAddr, request: Request<Body>) -> Response<Body> {
    let (head, body) = request.into_parts();
    let headers = &head.headers;
    let text = |name: HeaderName| headers.get(name).and_then(|v| v.to_str().ok());
    // Some clients send the host in the request line; a browser never does.
    let host = text(header::HOST).unwrap_or_default().to_string();
    let twice = headers.get_all(header::HOST).iter().count() != 1;
    if twice || head.uri.host().is_some() || !gate.is_ours(&host) {
        return refuse(StatusCode::MISDIRECTED_REQUEST, "not this host");
    }
    let path = head.uri.path();
    if path.len() > PATH_MAX || head.uri.query().is_some_and(|q| q.len() > PATH_MAX) {
        return refuse(StatusCode::URI_TOO_LONG, "too long");
    }
    let unsafe_method = head.method != axum::http::Method::GET;
    if !comes_from_us(gate, &host, headers, unsafe_method, path) {
        return refuse(StatusCode::FORBIDDEN, "not from here");
    }
    let Some(route) = routes::route(head.method.as_str(), path) else {
        return nowhere();
    };
    let known = gate.guest(headers);
    if !route.who.may(known.as_ref().map(|(guest, _)| guest.kind)) {
        return nowhere();
    }
    if let (Some((guest, token)), Method::Post) = (&known, route.method)
        && route.what != What::Enter
    {
        let sent = headers.get(CSRF).and_then(|v| v.to_str().ok());
        if sent != Some(csrf(token).as_str()) {
            return refuse(StatusCode::FORBIDDEN, "not from a page of ours");
        }
        let mut rates = gate.rates.lock().expect("nobody panics holding it");
        if !rates.takes(guest.id, false, Instant::now()) {
            return refuse(StatusCode::TOO_MANY_REQUESTS, "slower, please");
        }
    }
    let query = head.uri.query().unwrap_or_default();
    let last = text(HeaderName::from_static("last-event-id")).unwrap_or_default();
    serve(gate, from, route, known, query, last, body).await
}

/// Requests that change something come from our own pages; browsers say so. Streams and data are read
/// by our own pages alone, too.
fn comes_from_us(gate: &Gate, host: &str, headers: &HeaderMap, changes: bool, path: &str) -> bool {
    let text = |name: &str| headers.get(name).map(|v| v.to_str().unwrap_or("?"));
    let origin = text("origin");
    let site = text("sec-fetch-site");
    let same_origin = origin.is_none_or(|o| o.eq_ignore_ascii_case(&gate.origin(host)));
    if changes {
        return origin.is_some() && same_origin && site.is_none_or(|s| s == "same-origin");
    }
    let data = path.starts_with("/api/") || path.starts_with("/assets/");
    same_origin && (!data || site.is_none_or(|s| s == "same-origin" || s == "none"))
}

async fn serve(
    gate: &Arc<Gate>,
    from: IpAddr,
    route: &Route,
    known: Option<(Guest, String)>,
    query: &str,
    last: &str,
    body: Body,
) -> Response<Body> {
    if let What::Asset(asset) = route.what {
        let mut answer = Response::new(Body::from(asset.bytes));
        let headers = answer.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(asset.kind));
        if asset.keeps {
            let day = HeaderValue::from_static("private, max-age=86400");
            headers.insert(header::CACHE_CONTROL, day);
        }
        return answer;
    }
    if route.what == What::Enter {
        return enter(gate, from, body).await;
    }
    let Some((guest, token)) = known else {
        return match route.what {
            What::Me => reply(Answer::fine(json!({"page": null}))),
            _ => nowhere(),
        };
    };
    let word = |key: &str| {
        let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
        pairs
            .find(|(k, _)| *k == key)
            .map(|(_, value)| value.to_string())
    };
    let room = word("room").and_then(|room| room.parse().ok());
    let room = team(&guest, room.unwrap_or(0));
    let streams = [
        What::Stream,
        What::LeadStream,
        What::WatchStream,
        What::ScreenStream,
    ];
    if streams.contains(&route.what) {
        let mut rates = gate.rates.lock().expect("nobody panics holding it");
        if !rates.takes(guest.id, true, Instant::now()) {
            return refuse(StatusCode::TOO_MANY_REQUESTS, "slower, please");
        }
    }
    let own = |key: &str| word(key).unwrap_or_default();
    match route.what {
        What::Me => me(gate, &guest, &token),
        What::Stream => flow(
            gate,
            &guest,
            Kind::Participant,
            guest.room,
            None,
            last,
            &own("since"),
        ),
        What::LeadStream => flow(gate, &guest, Kind::Facilitator, room, None, last, ""),
        What::ScreenStream => flow(gate, &guest, Kind::Screen, room, None, last, ""),
        What::WatchStream => {
            let seat = word("seat");
            flow(
                gate,
                &guest,
                Kind::Observer,
                room,
                seat.as_deref(),
                last,
                &own("since"),
            )
        }
        What::Catalogue => match gate.hall.walls.get(room) {
            Some(wall) => reply(Answer::fine(wall.catalogue.clone())),
            None => nowhere(),
        },
        What::Report(paper) => {
            let answer = gate.hall.ask(Asked::Report { room, paper }).await;
            print(answer, paper)
        }
        What::Take => match read::<Taken>(body).await {
            Ok(Taken { person }) => {
                let guest = guest.id;
                reply(gate.hall.ask(Asked::Take { guest, person }).await)
            }
            Err(answer) => answer,
        },
        What::Act => match read::<Done<Deed>>(body).await {
            Ok(Done { key, it, .. }) if fits(&key) => {
                let guest = guest.id;
                let deed = it;
                reply(gate.hall.ask(Asked::Act { guest, key, deed }).await)
            }
            Ok(_) => wants_key(),
            Err(answer) => answer,
        },
        What::Observe => match read::<Done<Observed>>(body).await {
            Ok(done) if fits(&done.key) => {
                let asked = Asked::Observe {
                    guest: guest.id,
                    room: team(&guest, done.room),
                    key: done.key,
                    says: done.it,
                };
                reply(gate.hall.ask(asked).await)
            }
            Ok(_) => wants_key(),
            Err(answer) => answer,
        },
        What::Lead => match read::<Done<Order>>(body).await {
            Ok(done) if fits(&done.key) => {
                let asked = Asked::Lead {
                    guest: guest.id,
                    room: (!done.all).then_some(done.room),
                    key: done.key,
                    order: done.it,
                };
                reply(gate.hall.ask(asked).await)
            }
            Ok(_) => wants_key(),
            Err(answer) => answer,
        },
        What::Asset(_) | What::Enter => unreachable!("answered above"),
    }
}

/// Facilitators have every team, everybody else their own.
fn team(guest: &Guest, asked: usize) -> usize {
    match guest.kind {
        Kind::Facilitator => asked,
        Kind::Participant | Kind::Observer | Kind::Screen => guest.room,
    }
}

fn wants_key() -> Response<Body> {
    refuse(
        StatusCode::BAD_REQUEST,
        "a key of 8 to 64 letters is wanted",
    )
}

fn fits(key: &str) -> bool {
    (8..=64).contains(&key.len()) && key.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}

/// Who is asking, and all of the frame that never changes.
fn me(gate: &Gate, guest: &Guest, token: &str) -> Response<Body> {
    let walls = gate.hall.walls.iter();
    let rooms: Vec<&str> = walls.map(|wall| wall.name.as_str()).collect();
    let rooms = match guest.kind {
        Kind::Facilitator => json!(rooms),
        _ => json!([rooms.get(guest.room)]),
    };
    let frame = gate.hall.walls.get(guest.room).map(|wall| &wall.frame);
    reply(Answer::fine(json!({
        "name": guest.name, "kind": guest.kind, "page": guest.kind.page(),
        "seat": guest.seat, "rooms": rooms, "frame": frame, "token": csrf(token)})))
}

fn flow(
    gate: &Arc<Gate>,
    guest: &Guest,
    kind: Kind,
    room: usize,
    shadows: Option<&str>,
    last: &str,
    since: &str,
) -> Response<Body> {
    let Some(wall) = gate.hall.walls.get(room) else {
        return nowhere();
    };
    let seat = match kind {
        Kind::Participant => guest.seat,
        Kind::Observer => {
            let mut desks = wall.desks.keys();
            desks.find(|name| Some(name.as_str()) == shadows).copied()
        }
        Kind::Facilitator | Kind::Screen => None,
    };
    let showing = Showing {
        hall: gate.hall.clone(),
        guest: guest.id,
        wall: wall.clone(),
        seat,
        kind,
        since: Since::read(if last.is_empty() { since } else { last }),
    };
    let mut answer = Response::new(stream::body(showing));
    let events = HeaderValue::from_static("text/event-stream");
    answer.headers_mut().insert(header::CONTENT_TYPE, events);
    answer
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entering {
    ticket: String,
    #[serde(default)]
    name: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Taken {
    person: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Done<T> {
    key: String,
    #[serde(rename = "do")]
    it: T,
    #[serde(default)]
    room: usize,
    /// For every team, whatever `room` says.
    #[serde(default)]
    all: bool,
}

async fn enter(gate: &Gate, from: IpAddr, body: Body) -> Response<Body> {
    let too_many = || {
        refuse(
            StatusCode::TOO_MANY_REQUESTS,
            "too many tries: wait a minute",
        )
    };
    let tries = |rates: &mut Rates| rates.too_many_wrong(from, Instant::now());
    if tries(&mut gate.rates.lock().expect("nobody panics holding it")) {
        return too_many();
    }
    let Entering { ticket, name } = match read(body).await {
        Ok(entering) => entering,
        Err(answer) => return answer,
    };
    let answer = gate.hall.ask(Asked::Enter { ticket, name }).await;
    if answer.status == 403 {
        gate.rates
            .lock()
            .expect("nobody panics holding it")
            .wrong(from);
    }
    let token = answer.token.clone();
    let mut response = reply(answer);
    if let Some(token) = token {
        let secure = if gate.tls { "; Secure" } else { "" };
        let cookie = format!(
            "{}={token}; Path=/; HttpOnly; SameSite=Strict{secure}; Max-Age=604800",
            gate.cookie()
        );
        let cookie = HeaderValue::from_str(&cookie).expect("letters and digits");
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    response
}

/// Reads a small body of JSON, without waiting for ever.
async fn read<T: DeserializeOwned>(body: Body) -> Result<T, Response<Body>> {
    let bytes = axum::body::to_bytes(body, BODY_MAX);
    let bytes = match tokio::time::timeout(BODY_PATIENCE, bytes).await {
        Ok(Ok(bytes)) => bytes,
        Ok(Err(_)) => return Err(refuse(StatusCode::PAYLOAD_TOO_LARGE, "too large")),
        Err(_) => return Err(refuse(StatusCode::REQUEST_TIMEOUT, "too slow")),
    };
    let value: Value = serde_json::from_slice(&bytes)
        .map_err(|_| refuse(StatusCode::BAD_REQUEST, "that is no JSON"))?;
    if longest(&value) > TEXT_MAX {
        return Err(refuse(
            StatusCode::PAYLOAD_TOO_LARGE,
            "too many words at once",
        ));
    }
    serde_json::from_value(value)
        .map_err(|_| refuse(StatusCode::BAD_REQUEST, "that makes no sense"))
}

fn longest(value: &Value) -> usize {
    match value {
        Value::String(text) => text.len(),
        Value::Array(all) => all.iter().map(longest).max().unwrap_or(0),
        Value::Object(all) => all.values().map(longest).max().unwrap_or(0),
        _ => 0,
    }
}

/// A report as what it is: a page to look at, or a file to keep.
fn print(answer: Answer, paper: Paper) -> Response<Body> {
    let Some(text) = answer.body["text"].as_str() else {
        return reply(answer);
    };
    let (kind, file) = match paper {
        Paper::Page | Paper::Public | Paper::Teams => ("text/html; charset=utf-8", None),
        Paper::Text => ("text/markdown; charset=utf-8", Some("after-action.md")),
        Paper::PublicText => (
            "text/markdown; charset=utf-8",
            Some("after-action-public.md"),
        ),
        Paper::Plan => ("text/csv; charset=utf-8", Some("improvement-plan.csv")),
    };
    let mut response = Response::new(Body::from(text.to_string()));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(PAPER_CSP),
    );
    if let Some(file) = file {
        let keep = format!("attachment; filename=\"{file}\"");
        let keep = HeaderValue::from_str(&keep).expect("a plain name");
        headers.insert(header::CONTENT_DISPOSITION, keep);
    }
    response
}

fn reply(answer: Answer) -> Response<Body> {
    let mut response = Response::new(Body::from(answer.body.to_string()));
    *response.status_mut() =
        StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let json = HeaderValue::from_static("application/json");
    response.headers_mut().insert(header::CONTENT_TYPE, json);
    response
}
