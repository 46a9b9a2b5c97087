//! What people give away besides their messages: that they type, and whether they are there.

use std::io;

use super::peer::Peer;

/// Messages of the schedule between somebody's beginning to type and the message: four seconds of the five between two messages, so that a
/// client that says it again every four seconds says it once.
const AHEAD: (usize, usize) = (4, 5);
/// Messages per change of presence: with one message in five seconds for every two people, everyone comes or goes every five minutes.
const TURN_EVERY: usize = 30;

/// The frames of it, made beforehand.
#[derive(Clone, Debug)]
pub struct Chorus {
    /// What the sender of each pair says when it begins to type.
    pub typing: Vec<Vec<u8>>,
    /// What anyone says who goes.
    pub away: Vec<u8>,
    /// What anyone says who comes back.
    pub back: Vec<u8>,
}

impl Chorus {
    /// Says what is due with a message of this pair. `turned` counts the changes of presence over all runs.
    pub(super) fn sing(&self, peers: &[Peer], pair: usize, turned: &mut usize) -> io::Result<()> {
        let pairs = peers.len() / 2;
        let next = (pair + pairs * AHEAD.0 / AHEAD.1) % pairs;
        if let (Some(sender), Some(frame)) = (peers.get(2 * next), self.typing.get(next)) {
            sender.say(frame)?;
        }
        if pair.is_multiple_of(TURN_EVERY)
            && let Some(person) = peers.get(*turned % peers.len())
        {
            let goes = (*turned / peers.len()).is_multiple_of(2);
            person.say(if goes { &self.away } else { &self.back })?;
            *turned += 1;
        }
        Ok(())
    }
}
