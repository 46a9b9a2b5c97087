//! What a person chose to be shown as.

use super::*;

#[test]
fn a_choice_wins_and_ends_by_itself() {
    let mut world = World::watched();
    world.enter(MARY, 1);
    world.pass(ms(10_000));
    let facts = world.facts.entry(MARY).or_default();
    facts.choice = Choice {
        mode: Mode::Dnd,
        status: Status {
            text: "On the train".to_owned(),
            ..Status::default()
        },
        since: world.now.wall,
        until: Some(world.now.wall.plus_millis(60_000)),
        kept: None,
    };
    world.presence.person_changed(MARY);
    world.work();
    world.pass(ms(59_000));
    let (shown, status) = world.sees[&MARY].clone();
    assert_eq!((shown, status.text.as_str()), (Shown::Dnd, "On the train"));
    world.pass(ms(1_000));
    assert_eq!(world.sees[&MARY], (Shown::Online, Status::default()));
}

#[test]
fn who_hides_is_offline_since_then_and_no_sign_of_life_shows() {
    let mut world = World::watched();
    world.enter(MARY, 1);
    world.pass(ms(3_600_000));
    let since = world.now.wall;
    world.choose(MARY, Mode::Invisible);
    assert!(world.is_offline(), "at once");
    let then = world.now.mono + ms(1);
    let before = world.sees[&MARY].clone();
    for n in 2..20 {
        world.pass(ms(100_000));
        world.enter(MARY, n);
        world.activity(n, n % 2 == 0);
        world.lose(n - 1);
        let written = world.presence.signs_of_life(world.now);
        let hers = written.iter().filter(|(user, _)| *user == MARY);
        for (_, at) in hers {
            assert!(*at <= since, "it is not even written down");
        }
    }
    assert_eq!(world.told_since(then), 0);
    assert_eq!(world.sees[&MARY], before);
    // A new watcher sees the same.
    world.watch(&[]);
    world.pass(ms(2_000));
    world.watch(&[MARY]);
    world.pass(ms(2_000));
    assert_eq!(world.sees[&MARY], before);
    world.activity(19, true);
    world.choose(MARY, Mode::Auto);
    world.pass(ms(1_000));
    assert_eq!(world.of_mary(), Some(Shown::Online));
}
