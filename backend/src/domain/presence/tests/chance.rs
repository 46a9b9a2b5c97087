//! Whatever happens in whatever order.

use super::*;

#[derive(Clone, Debug)]
enum Step {
    Enter(u8),
    Lose(u8),
    SignOut(u8),
    Activity(u8, bool),
    Choose(Mode),
    Pass(u64),
}

fn step() -> impl Strategy<Value = Step> {
    let mode = prop_oneof![Just(Mode::Auto), Just(Mode::Dnd), Just(Mode::Invisible)];
    prop_oneof![
        3 => (1_u8..5).prop_map(Step::Enter),
        3 => (1_u8..5).prop_map(Step::Lose),
        1 => (1_u8..5).prop_map(Step::SignOut),
        2 => (1_u8..5, any::<bool>()).prop_map(|(on, active)| Step::Activity(on, active)),
        1 => mode.prop_map(Step::Choose),
        4 => (0_u64..20_000).prop_map(Step::Pass),
    ]
}

proptest! {
    /// Whatever comes, goes, comes twice or goes unheard: once it is quiet for grace and damping, John sees of Mary what the set of her
    /// connections says; and never offline while one of them lives and she does not hide.
    #[test]
    fn what_is_seen_is_what_the_set_of_connections_says(steps in vec(step(), 0..60)) {
        let mut world = World::watched();
        let mut model: BTreeMap<u8, bool> = BTreeMap::new();
        let mut mode = Mode::Auto;
        // Coming is told within the second of a batch.
        let mut settled = world.now.mono;
        for step in steps {
            match step {
                Step::Enter(on) => {
                    // A client says whether it is active when it comes.
                    world.enter(MARY, on);
                    world.activity(on, true);
                    if model.is_empty() {
                        settled = world.now.mono + ms(1_000);
                    }
                    model.insert(on, true);
                }
                Step::Lose(on) => {
                    world.lose(on);
                    model.remove(&on);
                }
                Step::SignOut(on) => {
                    world.presence.signed_out(MARY, device(on), world.now);
                    world.work();
                    model.remove(&on);
                }
                Step::Activity(on, active) => {
                    world.activity(on, active);
                    model.entry(on).and_modify(|it| *it = active);
                }
                Step::Choose(chosen) => {
                    world.choose(MARY, chosen);
                    mode = chosen;
                    settled = world.now.mono + ms(1_000);
                }
                Step::Pass(millis) => world.pass(ms(millis)),
            }
            if !model.is_empty() && mode != Mode::Invisible && world.now.mono >= settled {
                prop_assert!(!world.is_offline(), "P2");
            }
        }
        world.pass(GRACE + EVERY + ms(1_000));
        let expected_offline = model.is_empty() || mode == Mode::Invisible;
        prop_assert_eq!(world.is_offline(), expected_offline);
        if !expected_offline {
            let expected = match mode {
                Mode::Dnd => Shown::Dnd,
                _ if model.values().any(|active| *active) => Shown::Online,
                _ => Shown::Away,
            };
            prop_assert_eq!(world.of_mary(), Some(expected));
        }
    }
}
