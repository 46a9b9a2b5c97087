//! Who may know, and who is told.

use common::{limits::WATCHED, model::settings::Circle};

use super::*;

#[test]
fn a_stranger_is_told_that_nothing_is_known() {
    let mut world = World::new();
    world.relations = (Relation::Asked, Relation::Accepted);
    world.enter(JOHN, 100);
    world.enter(MARY, 1);
    world.watch(&[MARY, user(7)]);
    world.pass(ms(2_000));
    assert_eq!(world.of_mary(), Some(Shown::Unknown));
    assert_eq!(world.sees[&user(7)].0, Shown::Unknown);
    let then = world.now.mono;
    world.lose(1);
    world.pass(ms(60_000));
    assert_eq!(world.told_since(then), 0);
}

#[test]
fn what_two_people_are_to_each_other_is_asked_again_when_it_changes() {
    let mut world = World::watched();
    world.enter(MARY, 1);
    world.pass(ms(2_000));
    assert_eq!(world.of_mary(), Some(Shown::Online));
    world.relations = (Relation::Stranger, Relation::Stranger);
    world.presence.pair_changed(MARY, JOHN);
    world.pass(ms(1_000));
    assert_eq!(world.of_mary(), Some(Shown::Unknown));
}

#[test]
fn an_answer_to_a_question_of_before_is_void() {
    let mut world = World::watched();
    world.enter(MARY, 1);
    world.pass(ms(2_000));
    world.presence.pair_changed(MARY, JOHN);
    let Some(Question::Between { conn, stamp, .. }) = world.presence.questions().pop() else {
        panic!("nothing was asked");
    };
    // Meanwhile one has blocked the other.
    world.relations = (Relation::Stranger, Relation::Stranger);
    world.presence.pair_changed(MARY, JOHN);
    let stale = BTreeMap::from([(MARY, (Relation::Accepted, Relation::Accepted))]);
    world
        .presence
        .answer_between(conn, stamp, &stale, world.now);
    world.pass(ms(1_000));
    assert_eq!(world.of_mary(), Some(Shown::Unknown));
}

/// Someone hides while Mary is seen, and she goes away before that has been read.
fn hides_and_is_not_read(who: UserId) {
    let mut world = World::watched();
    world.enter(MARY, 1);
    world.pass(ms(10_000));
    assert_eq!(world.of_mary(), Some(Shown::Online));
    let then = world.now.mono;
    world.facts.entry(who).or_default().privacy.presence = Circle::Nobody;
    world.presence.person_changed(who);
    world.presence.activity(conn(1), false, world.now);
    world.advance(then + EVERY);
    world.tell();
    assert_eq!(world.told_since(then), 0);
    world.work();
    assert_eq!(world.of_mary(), Some(Shown::Unknown));
}

#[test]
fn nothing_is_told_by_what_was_kept_before() {
    hides_and_is_not_read(MARY);
}

/// Whoever shows nothing sees nothing.
#[test]
fn nothing_is_told_by_what_the_viewer_showed_before() {
    hides_and_is_not_read(JOHN);
}

#[test]
fn who_stops_showing_stops_seeing() {
    let mut world = World::watched();
    world.enter(MARY, 1);
    world.pass(ms(2_000));
    world.facts.entry(JOHN).or_default().privacy.presence = Circle::Nobody;
    world.presence.person_changed(JOHN);
    world.pass(ms(1_000));
    assert_eq!(world.of_mary(), Some(Shown::Unknown));
}

#[test]
fn nobody_watches_more_than_fit_on_a_screen_or_more_often_than_once_a_second() {
    let mut world = World::new();
    world.enter(JOHN, 100);
    let all: Vec<_> = (0..=255).map(user).collect();
    world.watch(&all);
    world.pass(ms(100));
    assert_eq!(world.sees.len(), WATCHED);
    let then = world.now.mono;
    for n in 0..50 {
        let one = [user(200 + n % 2)];
        world.watch(&one);
        world.pass(ms(20));
    }
    assert!(world.told_since(then) <= 2, "{}", world.told_since(then));
}

#[test]
fn who_leaves_the_screen_for_a_moment_is_told_of_again() {
    let mut world = World::watched();
    world.enter(MARY, 1);
    world.pass(ms(2_000));
    world.watch(&[MARY]);
    world.pass(ms(100));
    // Within the second in which no wish is heeded; whoever leaves a client's screen is forgotten there.
    world.watch(&[user(9)]);
    world.pass(ms(100));
    world.sees.remove(&MARY);
    world.watch(&[MARY]);
    world.pass(ms(2_000));
    assert_eq!(world.of_mary(), Some(Shown::Online));
}

#[test]
fn what_is_told_of_someone_who_has_left_the_screen_is_told_again() {
    let mut world = World::watched();
    world.enter(MARY, 1);
    world.pass(ms(10_000));
    world.watch(&[MARY]);
    world.pass(ms(100));
    world.watch(&[user(9)]);
    world.activity(1, false);
    assert_eq!(world.of_mary(), Some(Shown::Away));
    world.sees.remove(&MARY);
    world.watch(&[MARY]);
    world.pass(ms(2_000));
    assert_eq!(world.of_mary(), Some(Shown::Away));
}

#[test]
fn who_comes_and_leaves_the_screen_all_the_time_is_told_of_once_a_second() {
    let mut world = World::watched();
    world.enter(MARY, 1);
    world.pass(ms(2_000));
    let then = world.now.mono;
    for _ in 0..150 {
        world.watch(&[]);
        world.watch(&[MARY]);
        world.pass(ms(20));
    }
    assert!((1..=4).contains(&world.told_since(then)));
}

#[test]
fn who_was_not_told_is_told_again() {
    let mut world = World::watched();
    world.enter(MARY, 1);
    world.pass(ms(2_000));
    world.sees.clear();
    world.presence.tell_again(world.now);
    world.pass(ms(1_000));
    assert_eq!(world.of_mary(), Some(Shown::Online));
}
