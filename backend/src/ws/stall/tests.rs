//! Half a minute passes as fast as it is counted.

use std::time::Duration;

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex},
    time::{Instant, advance},
};

use super::*;

const LONGEST: Duration = Duration::from_secs(30);

/// A stream that takes sixteen bytes, and the end that may read them.
fn narrow() -> (StallLimit<DuplexStream>, DuplexStream) {
    let (stream, other) = duplex(16);
    (StallLimit::new(stream, LONGEST), other)
}

#[tokio::test(start_paused = true)]
async fn n8_a_write_that_stands_still_for_thirty_seconds_fails() {
    let (mut stream, _other) = narrow();
    let start = Instant::now();
    let error = stream.write_all(&[0; 64]).await.expect_err("nobody reads");
    assert!(Stalled::is_behind(&error), "{error:?}");
    assert_eq!(start.elapsed().as_secs(), LONGEST.as_secs());
}

#[tokio::test(start_paused = true)]
async fn n8_whoever_takes_a_byte_now_and_then_is_served() {
    let (mut stream, mut other) = narrow();
    let writing = stream.write_all(&[0; 64]);
    let reading = async {
        for _ in 0..48 {
            advance(LONGEST.saturating_sub(Duration::from_secs(1))).await;
            other.read_u8().await?;
        }
        Ok(())
    };
    // Together: a write that fails must not leave the reader waiting.
    tokio::try_join!(writing, reading).expect("it took a while");
    // And what is idle has all the time in the world.
    advance(LONGEST * 100).await;
    let mut rest = [0; 16];
    other.read_exact(&mut rest).await.expect("the rest");
    stream.write_all(&[0; 16]).await.expect("there is room");
}
