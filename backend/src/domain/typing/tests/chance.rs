//! Whatever happens in whatever order.

use proptest::{collection::vec, prelude::*};

use super::*;

#[derive(Clone, Debug)]
enum Step {
    Begin(u8),
    End(u8),
    Close(u8),
    Post(u8),
    Change,
    Pass(u64),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (0_u8..9).prop_map(Step::Begin),
        1 => (0_u8..9).prop_map(Step::End),
        1 => (0_u8..9).prop_map(Step::Close),
        1 => (0_u8..3).prop_map(Step::Post),
        1 => Just(Step::Change),
        4 => (0_u64..6_000).prop_map(Step::Pass),
    ]
}

proptest! {
    /// Three people with three connections each: a second after anything happened, everyone sees exactly those of the others who have a
    /// living entry, by a model that knows nothing but when each connection was last heard.
    #[test]
    fn everyone_sees_whoever_has_a_living_entry(steps in vec(step(), 0..60)) {
        let people = [MARY, JOHN, MIKE];
        let mut world = World::of(&people);
        let mut model: BTreeMap<u8, Duration> = BTreeMap::new();
        for step in steps {
            match step {
                Step::Begin(on) => {
                    let heard = world.typing.conns.get(&conn(on)).and_then(|it| it.here.get(&CONV)).copied();
                    world.begin(people[usize::from(on % 3)], on);
                    let now_heard = world.typing.conns[&conn(on)].here.get(&CONV).copied();
                    if heard != now_heard {
                        model.insert(on, world.now + TTL);
                    }
                }
                Step::End(on) => {
                    world.end(on);
                    model.remove(&on);
                }
                Step::Close(on) => {
                    world.close(on);
                    model.remove(&on);
                }
                Step::Post(who) => {
                    world.post(people[usize::from(who)]);
                    model.retain(|on, _| on % 3 != who);
                    for viewer in &people {
                        prop_assert!(!world.sees(*viewer).contains(&people[usize::from(who)]), "T2");
                    }
                }
                Step::Change => {
                    let sets = world.typing.conversation_changed(CONV, world.now);
                    world.tell(sets);
                    world.work();
                }
                Step::Pass(millis) => world.pass(ms(millis)),
            }
            model.retain(|_, ends| *ends > world.now);
        }
        world.pass(EVERY);
        model.retain(|_, ends| *ends > world.now);
        let typists: BTreeSet<_> = model.keys().map(|on| people[usize::from(on % 3)]).collect();
        for viewer in people {
            // An entry that ends just now has a second for its end to be told.
            let sees: BTreeSet<_> = world.sees(viewer).into_iter().collect();
            let others: BTreeSet<_> = typists.iter().copied().filter(|it| *it != viewer).collect();
            prop_assert!(sees.is_superset(&others), "{viewer} sees {sees:?} of {others:?}");
        }
        world.pass(TTL + EVERY);
        for viewer in people {
            prop_assert_eq!(world.sees(viewer), Vec::<UserId>::new(), "T1");
        }
    }
}
