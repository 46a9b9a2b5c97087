//! What is shown when, moment by moment.

use std::collections::BTreeMap;

use common::protocol::v1::ServerFrame;

use super::*;
use crate::input::{Attention, Intent, LinkEvent, SocketId, Ticket};
use common::ids::ConversationId;

fn at(millis: u64) -> Mono {
    Mono::from_millis(10_000 + millis)
}

fn slices(slices: &[Slice]) -> BTreeSet<Slice> {
    slices.iter().copied().collect()
}

const CONV: ConversationId = ConversationId::from_bytes([1; 16]);
const LIST: Slice = Slice::Sidebar;
const TEXT: Slice = Slice::Composer(CONV);
const ROWS: Slice = Slice::Timeline(CONV);

/// A window in which everything takes as long to show as it is said to.
#[derive(Default)]
struct Window {
    showing: Showing,
    /// What was shown, and when that began.
    shown: Vec<(u64, Vec<Slice>)>,
    alarm: Option<u64>,
    takes: u64,
}

impl Window {
    /// Something happens at this moment, and every alarm before it.
    fn happens(&mut self, millis: u64, cause: Cause, changed: &[Slice]) {
        while let Some(alarm) = self.alarm.take_if(|alarm| *alarm < millis) {
            self.rings(alarm);
        }
        self.turn(millis, cause, changed);
    }

    fn turn(&mut self, millis: u64, cause: Cause, changed: &[Slice]) {
        let visible = self.showing.changed(cause, slices(changed), at(millis));
        if !visible.is_empty() {
            self.shown.push((millis, visible.into_iter().collect()));
            let ended = at(millis + self.takes);
            self.showing.shown(cause, at(millis), ended, true);
        }
        if let Some(alarm) = self.showing.wake(at(millis)) {
            self.alarm = Some(alarm.since(at(0)));
        }
    }

    fn rings(&mut self, millis: u64) {
        self.showing.rang();
        self.turn(millis, Cause::World, &[]);
    }

    fn rests(&mut self) -> Vec<(u64, Vec<Slice>)> {
        while let Some(alarm) = self.alarm.take() {
            self.rings(alarm);
        }
        std::mem::take(&mut self.shown)
    }
}

#[test]
fn what_causes_what() {
    let server = |frame| Input::Server {
        socket: SocketId(1),
        frame,
    };
    let none = || (Vec::new(), BTreeSet::new());
    let (kept, wakes) = (slices(&[TEXT]), vec![Effect::WakeAt(at(1))]);
    let seen = vec![Effect::FocusComposer];
    for (input, (effects, changed), cause) in [
        (Input::Ui(Intent::MarkAllRead), none(), Cause::Person),
        (
            Input::Ui(Intent::MarkAllRead),
            (seen.clone(), slices(&[])),
            Cause::Person,
        ),
        (server(ServerFrame::Ping), none(), Cause::World),
        (
            server(ServerFrame::Ping),
            (wakes.clone(), slices(&[])),
            Cause::World,
        ),
        (
            server(ServerFrame::Ping),
            (wakes.clone(), kept.clone()),
            Cause::World,
        ),
        (
            server(ServerFrame::Ping),
            (seen.clone(), slices(&[])),
            Cause::Awaited,
        ),
        (server(ServerFrame::CaughtUp), none(), Cause::Awaited),
        (Input::Tick, none(), Cause::World),
        (Input::Attention(Attention::Moved), none(), Cause::World),
        (Input::Stored(Ticket(1)), none(), Cause::World),
        (Input::Stored(Ticket(1)), (wakes, kept), Cause::Person),
        (
            Input::Stored(Ticket(1)),
            (seen, slices(&[])),
            Cause::Awaited,
        ),
        (Input::Link(LinkEvent::Offline), none(), Cause::Awaited),
    ] {
        let said = format!("{input:?} {effects:?}");
        assert_eq!(
            Cause::of(&input).having(&effects, &changed),
            cause,
            "{said}"
        );
    }
}

#[test]
fn what_a_person_does_is_shown_alone_and_at_once() {
    let mut window = Window::default();
    window.happens(0, Cause::World, &[LIST]);
    window.happens(5, Cause::World, &[ROWS]);
    window.happens(6, Cause::Person, &[TEXT]);
    assert_eq!(
        window.rests(),
        [(0, vec![LIST]), (6, vec![TEXT]), (48, vec![ROWS])]
    );
}

#[test]
fn a_pile_is_listened_to_three_times_as_long_as_it_takes_to_show() {
    let mut window = Window {
        takes: 30,
        ..Window::default()
    };
    for frame in 0..200 {
        window.happens(frame, Cause::World, &[LIST]);
    }
    let moments: Vec<_> = window.rests().iter().map(|(at, _)| *at).collect();
    assert_eq!(moments, [0, 120, 240]);
}

#[test]
fn what_is_awaited_is_shown_with_all_that_waited() {
    let mut window = Window::default();
    window.happens(0, Cause::World, &[LIST]);
    window.happens(1, Cause::World, &[ROWS]);
    window.happens(2, Cause::Awaited, &[Slice::Link]);
    window.happens(3, Cause::Awaited, &[]);
    assert_eq!(
        window.rests(),
        [(0, vec![LIST]), (2, vec![Slice::Link, ROWS])]
    );
}

#[test]
fn between_the_keys_it_is_shown_right_after_one() {
    let mut window = Window {
        takes: 2,
        ..Window::default()
    };
    // Fifty messages a second, and a key every 90 ms.
    for millis in 0..2_000 {
        if millis % 20 == 0 {
            window.happens(millis, Cause::World, &[ROWS]);
        }
        if millis % 90 == 0 {
            window.happens(millis, Cause::Person, &[TEXT]);
        }
    }
    let shown = window.rests();
    let rows = shown
        .iter()
        .filter(|(at, what)| *what == [ROWS] && *at > 200 && *at < 2_000);
    for (at, _) in rows.clone() {
        let after = at % 90;
        assert!((18..30).contains(&after), "{after} ms after a key at {at}");
    }
    assert_eq!(rows.count(), 20, "once after every key");
}

#[test]
fn nothing_waits_longer_than_a_tenth_of_a_second_for_a_person() {
    let mut window = Window::default();
    window.happens(0, Cause::World, &[LIST]);
    // Whoever scrolls does something in every frame.
    for millis in 1..1_000 {
        if millis == 50 {
            window.happens(millis, Cause::World, &[ROWS]);
        }
        if millis % 8 == 0 {
            window.happens(millis, Cause::Person, &[TEXT]);
        }
    }
    let shown: BTreeMap<_, _> = (window.rests().into_iter())
        .filter(|(_, what)| *what == [ROWS])
        .map(|(at, what)| (what, at))
        .collect();
    assert_eq!(shown[&vec![ROWS]], 150);
}

/// Where clocks are coarse, a timer may go off while the clock still says that it is too early.
#[test]
fn an_alarm_that_rings_too_early_is_set_again() {
    let mut window = Window::default();
    window.happens(0, Cause::World, &[LIST]);
    window.happens(5, Cause::World, &[ROWS]);
    let alarm = window.alarm.take().expect("the rows wait");
    window.rings(alarm - 1);
    assert_eq!(window.alarm, Some(alarm));
    assert_eq!(window.rests(), [(0, vec![LIST]), (alarm, vec![ROWS])]);
}

/// T2: who has written is not typing. Both came while the list was shown, and then the person here writes, too.
#[test]
fn the_dots_go_with_the_message_that_ends_them() {
    let dots = Slice::Typing(CONV);
    let mut window = Window::default();
    window.happens(0, Cause::World, &[LIST]);
    window.happens(5, Cause::World, &[dots, ROWS, LIST]);
    window.happens(6, Cause::Person, &[ROWS]);
    let shown: Vec<_> = window.rests();
    assert_eq!(shown[1], (6, vec![dots, ROWS]));
    assert!(!shown[2].1.contains(&dots), "{shown:?}");
}

#[test]
fn a_person_who_has_stopped_puts_nothing_off() {
    let mut window = Window::default();
    window.happens(0, Cause::Person, &[TEXT]);
    window.happens(20, Cause::World, &[ROWS]);
    window.happens(1_000, Cause::World, &[ROWS]);
    window.happens(2_000, Cause::World, &[ROWS]);
    let moments: Vec<_> = window.rests().iter().map(|(at, _)| *at).collect();
    assert_eq!(moments, [0, 20, 1_000, 2_000]);
}

#[test]
fn whatever_happens_everything_is_shown_in_the_end_and_the_alarm_is_set_once() {
    let mut seed = 7_u32;
    let mut window = Window::default();
    let (mut millis, mut changed_at, mut waits) = (0, BTreeMap::new(), 0);
    for _ in 0..20_000 {
        // A linear congruence: what matters is that it is another one each time.
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        millis += u64::from(seed >> 28);
        let slice = [LIST, TEXT, ROWS, Slice::Toasts][(seed >> 20) as usize % 4];
        let cause =
            [Cause::World, Cause::World, Cause::Person, Cause::World][(seed >> 16) as usize % 4];
        window.takes = u64::from(seed >> 10) % 5;
        window.happens(millis, cause, &[slice]);
        changed_at.entry(slice).or_insert(millis);
        for (at, shown) in window.shown.drain(..) {
            for slice in shown {
                let since: u64 = changed_at.remove(&slice).unwrap_or(at);
                waits = waits.max(at.saturating_sub(since));
            }
        }
        let nothing_waits = window.showing.unshown.is_empty();
        assert!(
            nothing_waits || window.alarm.is_some(),
            "somebody will come back"
        );
    }
    assert!(waits <= PATIENCE_MS + LISTEN * FRAME_MS, "{waits}");
}
