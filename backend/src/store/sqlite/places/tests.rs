//! The places get to where they stay, in their order, and nothing is lost or doubled.

use std::sync::Arc;

use common::seq::{Epoch, Seq};
use futures_util::{StreamExt, stream};
use rusqlite::Connection;

use super::{MEASURE, Measure, Places};
use crate::store::{
    Store, StoreError,
    conformance::world::{append, john_and_mary, says},
    sqlite::SqliteStore,
};

const SMALL: Measure = Measure {
    waiting: 20,
    part: 7,
};

/// A conversation's places in one of the tables.
fn of(connection: &Connection, table: &str, conv: u8) -> Result<Vec<i64>, StoreError> {
    let sql = format!("SELECT seq FROM {table} WHERE conv = ?1 ORDER BY seq");
    let mut select = connection.prepare_cached(&sql)?;
    let places = select.query_map([[conv; 16]], |row| row.get(0))?;
    Ok(places.collect::<rusqlite::Result<_>>()?)
}

/// Some messages in a few conversations, then perhaps a part, perhaps one that fails: over and over.
fn live(connection: &Connection, seed: u64) -> Result<(), StoreError> {
    let mut rng = fastrand::Rng::with_seed(seed);
    let places = Places::default();
    let mut last = [0_i64; 5];
    let mut posted = 0_i64;
    for _ in 0..200 {
        for _ in 0..rng.u32(0..10) {
            // One of them is as busy as the others together.
            let conv = rng.u8(0..8).min(4);
            let seq = &mut last[usize::from(conv)];
            *seq += 1;
            posted += 1;
            let sql = "INSERT INTO new_place (conv, seq, posted) VALUES (?1, ?2, ?3)";
            connection.execute(sql, ([conv; 16], *seq, posted))?;
        }
        connection.execute_batch("SAVEPOINT part")?;
        places.settle(connection, SMALL)?;
        if rng.u8(0..10) == 0 {
            connection.execute_batch("ROLLBACK TO part")?;
            places.begin_anew();
        }
        connection.execute_batch("RELEASE part")?;
        for (conv, last) in (0..).zip(last) {
            let stay = of(connection, "place", conv)?;
            let wait = of(connection, "new_place", conv)?;
            assert!(stay.into_iter().chain(wait).eq(1..=last), "{seed}");
        }
    }
    for _ in 0..posted {
        places.settle(connection, SMALL)?;
    }
    let waiting = (0..5).map(|conv| of(connection, "new_place", conv));
    let waiting: Vec<Vec<i64>> = waiting.collect::<Result<_, _>>()?;
    assert!(waiting.concat().len() <= 20, "{seed}");
    connection.execute_batch("DELETE FROM place; DELETE FROM new_place")?;
    Ok(())
}

#[tokio::test]
async fn parts_move_in_order_whatever_comes_meanwhile_and_whatever_fails() {
    let engine = SqliteStore::in_memory(Epoch::new(1)).unwrap();
    let lives =
        engine.write_unruled(|connection| (0..20).try_for_each(|seed| live(connection, seed)));
    lives.await.unwrap();
}

#[tokio::test]
async fn places_are_settled_while_messages_come_and_nothing_is_lost_or_doubled() {
    let engine = Arc::new(SqliteStore::in_memory(Epoch::new(1)).unwrap());
    let store: Arc<dyn Store> = engine.clone();
    let conv = john_and_mary(&store).await;
    let Measure { waiting, part } = MEASURE;
    // Groups are greater than a part here, so that several have to move after one.
    let all = 4 * waiting;
    // Fewer at once than may wait for the writer.
    let writing = stream::iter(0..all)
        .map(|n| append(&store, says(1, conv, n, "said")))
        .buffer_unordered(1_024)
        .map(|at| at.unwrap().seq);
    let mut places: Vec<_> = writing.collect().await;
    places.sort_unstable();
    assert!((1..=u64::from(all)).map(Seq::new).eq(places));

    let counted = engine.read(|connection| {
        let sql = "SELECT (SELECT count(*) FROM place), (SELECT count(*) FROM new_place)";
        Ok(connection.query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?)))?)
    });
    let (stay, wait): (u32, u32) = counted.await.unwrap();
    assert_eq!(stay + wait, all);
    assert!(wait <= waiting + 4 * part, "{wait} places are not settled");
    let (end, limit) = (Seq::new(u64::from(all) + 1), usize::try_from(all).unwrap());
    let entries = store.entries(conv, Seq::ZERO, end, limit).await.unwrap();
    let read = entries.iter().map(|entry| entry.seq.get());
    assert!(read.eq(1..=u64::from(all)));
}
