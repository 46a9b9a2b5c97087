//! The machine's table: every state, every kind of input.

use std::time::Duration;

use common::{
    ids::ConversationId,
    limits,
    protocol::v1::{ErrorCode, ServerFrame, close},
};

use super::{Machine, Request, Step};
use crate::config::Timing;

const HELLO: &str = r#"{"id":1,"body":{"t":"hello","versions":[1]}}"#;
const NOW: Duration = Duration::from_secs(1);

fn greeted() -> Machine {
    let mut machine = Machine::new(u8::MAX);
    assert!(matches!(machine.hear(HELLO, NOW), Step::Greet(_)));
    machine
}

fn error(step: Step) -> (Option<u32>, ErrorCode) {
    match step {
        Step::Say(ServerFrame::Error { id, error }) => (id, error.code),
        other => panic!("{other:?}"),
    }
}

#[test]
fn hello_comes_first_and_once() {
    let mut machine = Machine::new(u8::MAX);
    let early = machine.hear(r#"{"id":5,"body":{"t":"ping"}}"#, NOW);
    assert_eq!(error(early), (Some(5), ErrorCode::OutOfOrder));
    assert!(matches!(machine.hear(HELLO, NOW), Step::Greet(_)));
    assert_eq!(
        error(machine.hear(HELLO, NOW)),
        (Some(1), ErrorCode::OutOfOrder)
    );
}

#[test]
fn a_hello_without_our_version_closes() {
    let mut machine = Machine::new(u8::MAX);
    let step = machine.hear(r#"{"id":1,"body":{"t":"hello","versions":[2]}}"#, NOW);
    assert!(matches!(
        step,
        Step::Close {
            code: close::VERSION,
            ..
        }
    ));
    assert_eq!(
        machine.hear(HELLO, NOW),
        Step::Rest,
        "after that nothing is heard"
    );
}

#[test]
fn a_hello_that_names_too_much_is_cut_to_what_is_allowed() {
    let heads: Vec<String> = (0..=limits::HELLO_HEADS)
        .map(|n| format!(r#"{{"conv":"{n:032x}","rev":1}}"#))
        .collect();
    let hello = format!(
        r#"{{"id":1,"body":{{"t":"hello","versions":[1],"heads":[{}]}}}}"#,
        heads.join(",")
    );
    assert!(
        hello.len() <= limits::INBOUND_FRAME_BYTES,
        "as a frame may be"
    );
    match Machine::new(u8::MAX).hear(&hello, NOW) {
        Step::Greet(hello) => assert_eq!(hello.heads.len(), limits::HELLO_HEADS),
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_is_asked_is_passed_on() {
    let mut machine = greeted();
    let step = machine.hear(
        r#"{"id":3,"body":{"t":"pull","conv":"01936f7e-5d3c-7a10-8c1f-2b7e4d9a6c55","from":4}}"#,
        NOW,
    );
    let conv: ConversationId = "01936f7e-5d3c-7a10-8c1f-2b7e4d9a6c55"
        .parse()
        .expect("an id");
    assert_eq!(
        step,
        Step::Ask(Request::Pull {
            id: 3,
            conv,
            from: common::seq::Rev::new(4)
        })
    );
    assert_eq!(
        machine.hear(r#"{"id":4,"body":{"t":"ping"}}"#, NOW),
        Step::Say(ServerFrame::Pong)
    );
    assert_eq!(
        machine.hear(r#"{"id":5,"body":{"t":"pong"}}"#, NOW),
        Step::Rest
    );
}

#[test]
fn what_is_not_offered_is_unsupported_and_no_offence() {
    let mut machine = greeted();
    for body in [
        r#"{"t":"levitate","height":3}"#,
        r#"{"t":"react","conv":"01a1ee56-5e00-7303-8303-030303030303","seq":3}"#,
    ] {
        for _ in 0..20 {
            let step = machine.hear(&format!(r#"{{"id":8,"body":{body}}}"#), NOW);
            assert_eq!(error(step), (Some(8), ErrorCode::Unsupported), "{body}");
        }
    }
}

#[test]
fn ten_malformed_frames_are_answered_and_the_next_closes() {
    let mut machine = greeted();
    for _ in 0..limits::MALFORMED_FRAMES {
        let step = machine.hear(r#"{"id":6,"body":{"t":"pull"}}"#, NOW);
        assert_eq!(
            error(step),
            (Some(6), ErrorCode::Malformed),
            "the number was legible"
        );
    }
    match machine.hear_binary(NOW) {
        Step::Close { code, after, .. } => {
            assert_eq!(code, close::POLICY);
            assert!(matches!(after, Some(ServerFrame::Error { .. })));
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn time_closes_who_says_no_hello() {
    let (mut machine, timing) = (Machine::new(u8::MAX), Timing::default());
    assert_eq!(machine.deadline(&timing), Some(timing.hello));
    assert_eq!(
        machine.tick(
            timing.hello.saturating_sub(Duration::from_millis(1)),
            &timing
        ),
        Step::Rest
    );
    // Saying other things does not help.
    machine.hear(r#"{"id":5,"body":{"t":"ping"}}"#, timing.hello);
    let step = machine.tick(timing.hello, &timing);
    assert!(matches!(
        step,
        Step::Close {
            code: close::TIMED_OUT,
            ..
        }
    ));
    assert_eq!(machine.deadline(&timing), None);
}

#[test]
fn a_heartbeat_goes_out_and_silence_ends_it() {
    let (mut machine, timing) = (greeted(), Timing::default());
    let mut now = NOW;
    // A day of a client that answers.
    for _ in 0..24 * 60 * 3 {
        now = machine
            .deadline(&timing)
            .expect("there is always a next one");
        assert_eq!(machine.tick(now, &timing), Step::Say(ServerFrame::Ping));
        machine.hear(r#"{"id":5,"body":{"t":"pong"}}"#, now);
    }
    assert!(now > Duration::from_hours(23));
    // Then it is silent: two pings, and the end 45 s after its last word.
    let last = now;
    let mut pings = 0;
    loop {
        now = machine.deadline(&timing).expect("a deadline");
        match machine.tick(now, &timing) {
            Step::Say(ServerFrame::Ping) => pings += 1,
            Step::Close { code, .. } => {
                assert_eq!(
                    (code, now, pings),
                    (close::TIMED_OUT, last + timing.silence, 2)
                );
                break;
            }
            other => panic!("{other:?}"),
        }
    }
}

/// Those who all come at once are asked at different times, and from then on a period apart.
#[test]
fn the_first_heartbeat_comes_in_the_second_half_of_its_period() {
    let timing = Timing::default();
    for (spread, first) in [(0, 128), (63, 160), (127, 192), (255, 256)] {
        let mut machine = Machine::new(spread);
        machine.hear(HELLO, NOW);
        let due = NOW + timing.ping * first / 256;
        assert_eq!(machine.deadline(&timing), Some(due));
        assert_eq!(
            machine.tick(due, &timing),
            Step::Say(ServerFrame::Ping),
            "{spread}"
        );
        assert_eq!(machine.deadline(&timing), Some(due + timing.ping));
    }
}

#[test]
fn a_tick_too_early_changes_nothing() {
    let (mut machine, timing) = (greeted(), Timing::default());
    let mut early = Duration::ZERO;
    while early < timing.ping {
        assert_eq!(machine.tick(NOW + early, &timing), Step::Rest);
        early += Duration::from_millis(7);
    }
    assert_eq!(
        machine.tick(NOW + timing.ping, &timing),
        Step::Say(ServerFrame::Ping)
    );
}

/// Each is as much work as hundreds of other requests, and a connection may have tens of those in work.
#[test]
fn many_marks_are_worked_on_one_frame_after_the_other() {
    let many = r#"{"id":7,"body":{"t":"read_many","marks":[]}}"#;
    let Step::Ask(request) = greeted().hear(many, NOW) else {
        panic!("it is asked");
    };
    assert!(request.is_large());
}
