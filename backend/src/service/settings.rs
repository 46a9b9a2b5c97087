//! What whoever runs the server may choose.

use std::{num::NonZeroU32, time::Duration};

use common::limits::PASSWORD_CHARS;

use super::passwords::Cost;

/// What whoever runs the server may choose about the use cases.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Anyone who reaches the server may make an account.
    pub open_registration: bool,
    /// The demo's people may be signed in without a password.
    pub demo: bool,
    /// The least length of a new password, in characters.
    pub password_chars: usize,
    /// What hashing one password costs.
    pub password_cost: Cost,
    /// Password hashes computed at once: the number of cores, since each one fills one.
    pub password_workers: NonZeroU32,
    /// A session that nobody used for this long has ended.
    pub session_idle: Duration,
    /// A session has ended this long after it was opened, however much it was used.
    pub session_lifetime: Duration,
    /// How fast anyone may go.
    pub limits: RateLimits,
}

const DAY: Duration = Duration::from_hours(24);

impl Default for Settings {
    /// The defaults of the security design: closed registration, argon2id at 64 MiB, sessions of 30 and 90 days.
    fn default() -> Self {
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        Self {
            open_registration: false,
            demo: false,
            password_chars: PASSWORD_CHARS,
            password_cost: Cost::default(),
            password_workers: u32::try_from(cores)
                .ok()
                .and_then(NonZeroU32::new)
                .unwrap_or(NonZeroU32::MIN),
            session_idle: 30 * DAY,
            session_lifetime: 90 * DAY,
            limits: RateLimits::default(),
        }
    }
}

/// How fast anyone may go. Token buckets: so many at once, and one more per so much time.
#[derive(Clone, Copy, Debug)]
pub struct RateLimits {
    /// Messages per second and person, when the burst is used up.
    pub messages_per_second: NonZeroU32,
    /// Messages at once per person.
    pub message_burst: NonZeroU32,
    /// Searches for people, per person.
    pub searches: Pace,
    /// Conversations opened, new or not, per person.
    pub opens: Pace,
    /// Changes of contacts, settings and drafts, per person.
    pub changes: Pace,
    /// Conversations marked as read, many in one request, per person.
    pub marks: Pace,
    /// Sign-ins tried per minute and address (an IPv6 /64 counts as one). `None`: any number, for a server behind a proxy that limits.
    pub sign_ins_per_minute: Option<NonZeroU32>,
    /// Accounts made per hour and address. `None`: any number.
    pub sign_ups_per_hour: Option<NonZeroU32>,
}

/// How fast one person may do something.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    /// So often a second, when the burst is used up.
    pub per_second: NonZeroU32,
    /// So often at once.
    pub burst: NonZeroU32,
}

impl Default for RateLimits {
    /// Five messages a second is faster than anyone types, thirty at once is an outbox after a tunnel; twenty sign-ins a minute is an office
    /// on a Monday morning behind one address. A client searches when typing pauses, which is less than three times a second, and nobody opens
    /// conversations faster than they can be read. Sixty changes at once are a list of contacts from another place, and the drafts of several
    /// tabs. Five thousand marks are "all read" in more conversations than anyone has; each of them costs a write, whatever it changes.
    fn default() -> Self {
        const TWO: NonZeroU32 = NonZeroU32::new(2).unwrap();
        const THREE: NonZeroU32 = NonZeroU32::new(3).unwrap();
        const TEN: NonZeroU32 = NonZeroU32::new(10).unwrap();
        const FIVE: NonZeroU32 = NonZeroU32::new(5).unwrap();
        const TWENTY: NonZeroU32 = NonZeroU32::new(20).unwrap();
        const SIXTY: NonZeroU32 = NonZeroU32::new(60).unwrap();
        const THIRTY: NonZeroU32 = NonZeroU32::new(30).unwrap();
        const TWO_HUNDRED: NonZeroU32 = NonZeroU32::new(200).unwrap();
        const FIVE_THOUSAND: NonZeroU32 = NonZeroU32::new(5_000).unwrap();
        Self {
            messages_per_second: FIVE,
            message_burst: THIRTY,
            searches: Pace {
                per_second: THREE,
                burst: TEN,
            },
            opens: Pace {
                per_second: TWO,
                burst: TWENTY,
            },
            changes: Pace {
                per_second: TEN,
                burst: SIXTY,
            },
            marks: Pace {
                per_second: TWO_HUNDRED,
                burst: FIVE_THOUSAND,
            },
            sign_ins_per_minute: Some(TWENTY),
            sign_ups_per_hour: Some(TWENTY),
        }
    }
}
