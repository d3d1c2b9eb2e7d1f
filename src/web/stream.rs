//! Server-sent events: what is new since what somebody has, as it comes.
//!
//! Nothing is queued for anybody. A stream wakes when a bell rings, looks at what is on show, and
//! sends what its reader has not had; a slow reader gets more at once, and one who takes nothing for
//! too long is let go. Browsers come back by themselves and say what they have.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, HttpBody};
use hyper::body::{Bytes, Frame};
use tokio::sync::mpsc;

use super::doors::Kind;
use super::hall::Hall;
use super::room::{Feed, Since, Wall};

/// Somebody who takes nothing for so long is let go.
const PATIENCE: Duration = Duration::from_secs(20);
/// Something is sent so often, or proxies and phones forget the connection.
const HEARTBEAT: Duration = Duration::from_secs(15);

/// What a stream shows, by its reader.
pub struct Showing {
    pub hall: Arc<Hall>,
    pub guest: u32,
    pub wall: Arc<Wall>,
    /// Of which desk the lines are, if any.
    pub seat: Option<crate::base::Name>,
    pub kind: Kind,
    pub since: Since,
}

/// The events and feeds of one reader, in the order in which they are sent.
fn feeds(showing: &Showing) -> Vec<(&'static str, &Feed)> {
    let wall = &showing.wall;
    let mut feeds = vec![("clock", &wall.clock)];
    match showing.kind {
        Kind::Facilitator => feeds.push(("board", &wall.lead)),
        Kind::Screen => feeds.push(("screen", &wall.screen)),
        Kind::Observer => feeds.extend([("objectives", &wall.objectives), ("lobby", &wall.lobby)]),
        Kind::Participant if showing.seat.is_none() => feeds.push(("lobby", &wall.lobby)),
        Kind::Participant => {}
    }
    if let Some(desk) = showing.seat.and_then(|seat| wall.desks.get(&seat)) {
        feeds.push(("desk", desk));
    }
    feeds
}

/// What is new for a reader, as events. `since` belongs to the feeds by place.
pub fn events(showing: &Showing, since: &mut Vec<Since>) -> String {
    let feeds = feeds(showing);
    since.resize(feeds.len(), Since::default());
    let mut text = String::new();
    for ((name, feed), since) in feeds.into_iter().zip(since) {
        if let Some(news) = feed.news(since) {
            if name == "desk" {
                text.push_str(&format!("id: {}\n", since.show()));
            }
            text.push_str(&format!("event: {name}\ndata: {news}\n\n"));
        }
    }
    text
}

/// A body that goes on until its reader leaves.
pub fn body(showing: Showing) -> Body {
    let (send, receive) = mpsc::channel(1);
    tokio::spawn(run(showing, send));
    Body::new(Events { receive })
}

async fn run(showing: Showing, send: mpsc::Sender<Bytes>) {
    let mut bell = showing.wall.bell.subscribe();
    let mut moves = showing.hall.moves.subscribe();
    let mut since: Vec<Since> = feeds(&showing)
        .iter()
        .map(|(name, _)| match *name {
            "desk" => showing.since,
            _ => Since::default(),
        })
        .collect();
    let mut text = String::from("retry: 1000\n\n");
    loop {
        if !still_there(&showing) {
            // Their page asks who they are now and comes back.
            let _ = send
                .send(Bytes::from_static(b"event: moved\ndata: {}\n\n"))
                .await;
            return;
        }
        text.push_str(&events(&showing, &mut since));
        if !text.is_empty() {
            let bytes = Bytes::from(std::mem::take(&mut text));
            match tokio::time::timeout(PATIENCE, send.send(bytes)).await {
                Ok(Ok(())) => {}
                _ => return,
            }
        }
        tokio::select! {
            rung = bell.changed() => if rung.is_err() { return },
            moved = moves.changed() => if moved.is_err() { return },
            () = tokio::time::sleep(HEARTBEAT) => text.push_str(": here\n\n"),
            () = send.closed() => return,
        }
    }
}

/// Whether the reader is still who and where they were.
fn still_there(showing: &Showing) -> bool {
    let doors = showing.hall.doors.read().expect("nobody panics holding it");
    let guest = doors.guest(showing.guest);
    guest.is_some_and(|g| showing.kind != Kind::Participant || g.seat == showing.seat)
}

struct Events {
    receive: mpsc::Receiver<Bytes>,
}

impl HttpBody for Events {
    type Data = Bytes;
    type Error = std::convert::Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        let next = self.receive.poll_recv(context);
        next.map(|bytes| bytes.map(|bytes| Ok(Frame::data(bytes))))
    }
}
