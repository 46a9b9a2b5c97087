//! The codes with which the server closes a WebSocket (RFC 6455 §7.4.2: 4000–4999 are an application's own), and what a client does then.

/// The frame was too large (standard code). The client reconnects; the frame will not be accepted later either.
pub const TOO_BIG: u16 = 1009;
/// Too many malformed frames (standard code: policy violation).
pub const POLICY: u16 = 1008;
/// The server is going away (standard code); reconnect after the delay of `go_away`.
pub const GOING_AWAY: u16 = 1001;
/// The session ended: signed out here or elsewhere, or expired. Show the sign-in page.
pub const SIGNED_OUT: u16 = 4401;
/// No `hello` in time, or silence. Reconnect.
pub const TIMED_OUT: u16 = 4408;
/// The connection did not read fast enough; what it missed is in the log. Reconnect and resume from the cursors.
pub const LAGGED: u16 = 4008;
/// The connection took nothing of what was written to it for half a minute; what it missed is in the log. The frame with this code seldom
/// arrives. Reconnect and resume from the cursors.
pub const STALLED: u16 = 4409;
/// No version in common. The app is out of date: offer to reload.
pub const VERSION: u16 = 4406;
