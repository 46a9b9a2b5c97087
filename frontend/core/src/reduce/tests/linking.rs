//! The connection, from the inside of a session.

use common::{
    limits::{CLIENT_SILENCE_MS, GO_AWAY_MS},
    protocol::v1::{ClientBody, ServerFrame, close},
};

use super::rig::{EPOCH, MARY, Rig, conv, reset, snapshot};
use crate::{
    effect::{Effect, HttpRequest},
    input::{Input, Intent, LinkEvent, Route, SocketId},
    select::{Banner, banner},
};

fn opened(rig: &mut Rig) -> bool {
    let effects = rig.take();
    effects
        .iter()
        .any(|effect| matches!(effect, Effect::OpenSocket(_)))
}

#[test]
fn no_socket_before_the_outbox_was_read_back() {
    let mut rig = Rig::start(Route::Home);
    assert!(!opened(&mut rig));
    rig.sign_in(MARY);
    assert!(opened(&mut rig));
    assert_eq!(banner(&rig.model), Some(Banner::Connecting));
}

#[test]
fn the_banner_follows_the_connection() {
    let mut rig = Rig::connected(&[]);
    assert_eq!(banner(&rig.model), None);
    rig.close(1006);
    assert!(matches!(
        banner(&rig.model),
        Some(Banner::Reconnecting { .. })
    ));
    rig.link(LinkEvent::Offline);
    assert_eq!(banner(&rig.model), Some(Banner::Offline));
    rig.link(LinkEvent::Online);
    assert!(opened(&mut rig), "at once");
    assert_eq!(banner(&rig.model), Some(Banner::Reconnecting { in_s: 0 }));
    rig.open();
    assert_eq!(banner(&rig.model), Some(Banner::Updating));
}

#[test]
fn seconds_are_counted_down_one_tick_each() {
    let mut rig = Rig::connected(&[]);
    rig.server(ServerFrame::GoAway {
        within_ms: GO_AWAY_MS,
    });
    let Some(Banner::GoingAway { in_s }) = banner(&rig.model) else {
        panic!("the server goes away");
    };
    assert!(in_s <= 30);
    let mut left = in_s;
    while left > 1 {
        let wake = rig.model.wake.expect("a tick is asked for").as_millis();
        rig.pass(wake - rig.mono);
        left -= 1;
        assert_eq!(banner(&rig.model), Some(Banner::GoingAway { in_s: left }));
    }
}

#[test]
fn a_server_that_goes_away_is_heard_out_and_called_again() {
    let mut rig = Rig::connected(&[(conv(1), snapshot(0, 0))]);
    rig.say(conv(1), "flying");
    let cid = rig.sends()[0].1;
    rig.server(ServerFrame::GoAway { within_ms: 5_000 });
    rig.say(conv(1), "waiting");
    assert!(rig.sends().is_empty(), "nothing new");
    rig.server(super::rig::sent(cid, conv(1), 1));
    rig.close(close::GOING_AWAY);
    assert!(!opened(&mut rig), "not before its moment");
    rig.pass(5_000);
    assert!(opened(&mut rig));
    rig.connect(&[]);
    assert_eq!(rig.model.unsent(), 1);
}

#[test]
fn waits_grow_while_nothing_works_and_begin_anew_when_it_does() {
    let mut rig = Rig::connected(&[]);
    for attempt in 0..10_u32 {
        let until = {
            rig.close(1006);
            rig.model.link.until.unwrap().as_millis()
        };
        assert!(until - rig.mono <= (500 << attempt).min(30_000));
        rig.pass(until - rig.mono);
    }
    assert_eq!(rig.model.link.attempts, 10);
    rig.connect(&[]);
    assert_eq!(rig.model.link.attempts, 0);
}

#[test]
fn silence_ends_a_connection() {
    let mut rig = Rig::connected(&[]);
    rig.pass(CLIENT_SILENCE_MS - 1);
    rig.server(ServerFrame::Ping);
    assert!(matches!(rig.sent_frames()[0].body, ClientBody::Pong));
    rig.pass(CLIENT_SILENCE_MS - 1);
    assert!(rig.model.is_connected());
    rig.pass(1);
    assert!(!rig.model.is_connected());
    assert!(rig.take().contains(&Effect::CloseSocket));
}

#[test]
fn a_catch_up_that_stalls_is_given_up_although_the_server_still_pings() {
    let mut rig = Rig::connected(&[]);
    rig.close(1006);
    rig.pass(30_000);
    rig.open();
    rig.welcome(EPOCH, 0);
    for _ in 0..3 {
        rig.pass(20_000);
        rig.server(reset(conv(1), snapshot(1, 1)));
    }
    assert_eq!(banner(&rig.model), Some(Banner::Updating), "slow, but on");
    rig.take();
    rig.pass(20_000);
    rig.server(ServerFrame::Ping);
    let wake = rig.model.wake.expect("a tick is asked for").as_millis();
    assert_eq!(wake - rig.mono, CLIENT_SILENCE_MS - 20_000);
    rig.pass(wake - rig.mono);
    assert!(rig.take().contains(&Effect::CloseSocket));
    assert!(matches!(
        banner(&rig.model),
        Some(Banner::Reconnecting { .. })
    ));
}

#[test]
fn coming_back_to_the_page_probes_a_connection_that_was_quiet() {
    let mut rig = Rig::connected(&[]);
    rig.pass(10_000);
    rig.link(LinkEvent::Visible);
    assert!(rig.sent_frames().is_empty(), "10 s of quiet are nothing");
    rig.pass(1);
    rig.link(LinkEvent::Visible);
    assert!(matches!(rig.sent_frames()[0].body, ClientBody::Ping));
    rig.server(ServerFrame::Pong);
    rig.pass(3_000);
    assert!(rig.model.is_connected());
    rig.pass(10_001);
    rig.link(LinkEvent::Online);
    rig.pass(3_000);
    assert!(!rig.model.is_connected(), "a probe has 3 s");
}

#[test]
fn a_connection_is_probed_after_a_sleep_in_which_the_monotonic_clock_stood_still() {
    let mut rig = Rig::connected(&[]);
    rig.mono += 5_000;
    rig.wall += 8 * 60 * 60 * 1_000;
    rig.link(LinkEvent::Online);
    assert!(matches!(rig.sent_frames()[0].body, ClientBody::Ping));
    rig.server(ServerFrame::Pong);
    rig.link(LinkEvent::Visible);
    assert!(rig.sent_frames().is_empty(), "it has answered");
    // A wall clock that is set back says nothing.
    rig.wall = 0;
    rig.link(LinkEvent::Visible);
    assert!(rig.sent_frames().is_empty());
}

#[test]
fn the_person_need_not_wait() {
    let mut rig = Rig::connected(&[]);
    rig.close(1006);
    rig.take();
    rig.ui(Intent::ReconnectNow);
    assert!(opened(&mut rig));
    rig.ui(Intent::ReconnectNow);
    assert!(!opened(&mut rig), "one attempt at a time");
}

#[test]
fn a_refused_handshake_asks_whether_the_session_is_over() {
    let mut rig = Rig::start(Route::Home);
    rig.sign_in(MARY);
    rig.take();
    rig.close(1006);
    assert!(rig.http().contains(&HttpRequest::Session));
}

#[test]
fn an_app_that_is_out_of_date_stops_and_says_so() {
    let mut rig = Rig::connected(&[(conv(1), snapshot(0, 0))]);
    rig.close(close::VERSION);
    assert_eq!(banner(&rig.model), Some(Banner::OutOfDate));
    rig.pass(600_000);
    rig.link(LinkEvent::Online);
    assert!(!opened(&mut rig));
    rig.say(conv(1), "kept");
    assert_eq!(rig.records.len(), 1);
    rig.ui(Intent::Reload);
    assert!(rig.take().contains(&Effect::Reload));
}

#[test]
fn the_last_words_of_an_old_socket_are_not_heard() {
    let mut rig = Rig::connected(&[(conv(1), snapshot(1, 1))]);
    let old = rig.socket();
    rig.close(1006);
    rig.pass(500);
    assert_ne!(rig.socket(), old);
    rig.open();
    rig.link(LinkEvent::Closed {
        socket: old,
        code: close::SIGNED_OUT,
    });
    rig.link(LinkEvent::Opened(SocketId(99)));
    rig.input(Input::Server {
        socket: old,
        frame: ServerFrame::CaughtUp,
    });
    assert_eq!(banner(&rig.model), Some(Banner::Updating));
}

#[test]
fn offline_is_not_believed_for_ever() {
    let mut rig = Rig::connected(&[]);
    rig.link(LinkEvent::Offline);
    rig.take();
    rig.pass(30_000);
    assert!(
        opened(&mut rig),
        "a server on the same machine needs no network"
    );
    assert_eq!(banner(&rig.model), Some(Banner::Offline));
    rig.close(1006);
    assert_eq!(banner(&rig.model), Some(Banner::Offline));
    rig.pass(30_000);
    rig.connect(&[]);
    assert_eq!(
        banner(&rig.model),
        None,
        "it works, whatever the browser believes"
    );
}

#[test]
fn a_frame_of_the_future_is_ignored() {
    let mut rig = Rig::connected(&[]);
    rig.server(ServerFrame::Unknown);
    rig.server(ServerFrame::TypingSet {
        conv: conv(1),
        users: Vec::new(),
        more: 0,
    });
    assert!(rig.model.is_connected());
}
