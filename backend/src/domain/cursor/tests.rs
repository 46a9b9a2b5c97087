//! Places are maxima, however the news of them comes.

use proptest::{collection::vec, prelude::*};

use super::*;

#[derive(Clone, Copy, Debug)]
struct Step {
    read: bool,
    upto: u64,
    shows: bool,
}

fn step() -> impl Strategy<Value = Step> {
    (any::<bool>(), 0..30_u64, any::<bool>()).prop_map(|(read, upto, shows)| Step {
        read,
        upto,
        shows,
    })
}

fn after(places: Places, step: Step) -> Places {
    let upto = Seq::new(step.upto);
    if step.read {
        places.read(upto, step.shows)
    } else {
        places.received(upto, step.shows)
    }
}

fn is_sound(places: Places) -> bool {
    let Places {
        recv,
        read,
        shown_recv,
        shown,
    } = places;
    shown <= read && read <= recv && shown <= shown_recv && shown_recv <= recv
}

fn news(first: u64) -> impl Strategy<Value = (Places, Vec<Step>)> {
    (1..first, vec(step(), 0..12))
        .prop_map(|(join, steps)| (Places::of_new_member(Seq::new(join)), steps))
}

proptest! {
    #[test]
    fn no_place_goes_back_and_none_passes_another((start, steps) in news(20)) {
        let mut places = start;
        for step in steps {
            let next = after(places, step);
            prop_assert!(is_sound(next), "{next:?}");
            prop_assert_eq!(places.joined(next), next, "a place went back");
            prop_assert_eq!(after(next, step), next, "the same news twice changes nothing");
            places = next;
        }
    }

    #[test]
    fn the_order_of_news_does_not_matter((start, steps) in news(20), order in any::<prop::sample::Index>(), shows in any::<bool>()) {
        let steps: Vec<Step> = steps.into_iter().map(|step| Step { shows, ..step }).collect();
        let mut other = steps.clone();
        if !other.is_empty() {
            let at = order.index(other.len());
            other.rotate_left(at);
            other.reverse();
        }
        let end = |steps: Vec<Step>| steps.into_iter().fold(start, after);
        prop_assert_eq!(end(steps), end(other));
    }

    /// Hiding freezes what others know, whatever is read meanwhile, and showing again tells nothing by itself.
    #[test]
    fn hiding_freezes_and_showing_again_reveals_nothing((start, steps) in news(20)) {
        let hidden = steps.iter().fold(start, |places, step| after(places, Step { shows: false, ..*step }));
        prop_assert_eq!((hidden.shown, hidden.shown_recv), (start.shown, start.shown_recv));
        let again = steps.iter().fold(hidden, |places, step| after(places, Step { shows: true, ..*step }));
        prop_assert_eq!(again, hidden);
    }
}

#[test]
fn a_new_members_first_entry_is_ahead_of_them() {
    let new = Places::of_new_member(Seq::new(7));
    assert_eq!(new.read, Seq::new(6));
    assert_eq!(new.received(Seq::new(7), true).shown_recv, Seq::new(7));
    assert_eq!(new.read(Seq::new(7), true).shown, Seq::new(7));
    assert_eq!(Places::of_new_member(Seq::new(1)), Places::default());
}
