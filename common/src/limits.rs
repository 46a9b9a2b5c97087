//! Every number that both ends obey, with its reason.
//!
//! The server enforces them; the client checks them first so that a person hears of a limit before pressing send. Those that a server may
//! one day set differently travel in `Welcome`.

/// A message's text, in UTF-8 bytes. Four pages of prose; with JSON escapes it still fits a frame twice over, and rendering it stays well
/// under a frame's time.
pub const MESSAGE_BYTES: usize = 16 * 1024;

/// A frame from a client, in bytes: OWASP's WebSocket advice. Checked before anything is decoded.
pub const INBOUND_FRAME_BYTES: usize = 64 * 1024;

/// How deep JSON may nest. Our frames need 8; a stack overflow needs thousands.
pub const JSON_DEPTH: usize = 32;

/// A username, in characters: short enough for a list, long enough for `firstname.lastname`.
pub const USERNAME_CHARS: core::ops::RangeInclusive<usize> = 3..=32;

/// A display name, in characters.
pub const DISPLAY_NAME_CHARS: core::ops::RangeInclusive<usize> = 1..=64;

/// A password's least length where it is the only factor (NIST SP 800-63B-4 §3.1.1.2). A server may lower it to [`PASSWORD_CHARS_FLOOR`].
pub const PASSWORD_CHARS: usize = 15;

/// The least that a server may ask for (NIST SP 800-63B-4, OWASP ASVS 5).
pub const PASSWORD_CHARS_FLOOR: usize = 8;

/// A password, in bytes. Nothing is truncated; this only bounds the work of hashing.
pub const PASSWORD_BYTES: usize = 1024;

/// Events in one `delta`; a client further behind gets a `reset`.
pub const DELTA_EVENTS: usize = 500;

/// Bytes of events in one `delta`.
pub const DELTA_BYTES: usize = 256 * 1024;

/// Bytes of bodies in a whole catch-up; what is left over comes as heads, and its bodies when a conversation is opened. The list and its
/// order are right at once either way.
pub const CATCH_UP_BYTES: usize = 2 * 1024 * 1024;

/// Timeline entries in a snapshot: more than one screen.
pub const SNAPSHOT_ENTRIES: usize = 50;

/// Timeline entries in one page of history.
pub const HISTORY_ENTRIES: usize = 100;

/// Bytes of bodies in one page of history: like a `delta`, a few seconds of a slow line.
pub const HISTORY_BYTES: usize = 256 * 1024;

/// Events that arrived ahead of a gap and are kept until it is filled; beyond it they are pulled again.
pub const GAP_BUFFER_EVENTS: usize = 256;

/// Conversations whose version a client may state in `hello`; the rest comes as it does to a device that holds nothing.
pub const HELLO_HEADS: usize = 1_000;

/// People in one answer to a search.
pub const PEOPLE_FOUND: usize = 20;

/// A search for people, in characters.
pub const PEOPLE_QUERY_CHARS: usize = 64;

/// How often the server sends `ping`, in milliseconds: under every common proxy's idle time-out of 30 s and more.
pub const PING_MS: u64 = 20_000;

/// Silence after which the server drops a connection: two pings missed.
pub const SERVER_SILENCE_MS: u64 = 45_000;

/// Silence after which a client drops its connection and makes a new one: sooner than the server, so that it is the one that knows.
pub const CLIENT_SILENCE_MS: u64 = 35_000;

/// A socket that has not said `hello` is closed after this long.
pub const HELLO_TIMEOUT_MS: u64 = 10_000;

/// How long a client waits for an answer before it reconnects and sends again.
pub const ACK_TIMEOUT_MS: u64 = 10_000;

/// Conversations with a message in flight at once; within one conversation it is always one, so that order holds.
pub const PARALLEL_SENDS: usize = 4;

/// A message that waited longer than this in the outbox is not sent before the person was asked.
pub const OUTBOX_ASK_MS: u64 = 24 * 60 * 60 * 1_000;

/// The longest wait before connecting again; waits are drawn from 0 up to 500 ms doubled per failure, never above this.
pub const RECONNECT_CAP_MS: u64 = 30_000;

/// The first step of that doubling.
pub const RECONNECT_BASE_MS: u64 = 500;

/// The longest delay that a stopping server asks of a client before it reconnects.
pub const GO_AWAY_MS: u32 = 30_000;

/// Bytes queued for one connection before it is closed with [`crate::protocol::v1::close::LAGGED`]; the client resumes from its cursors.
pub const OUTBOX_BYTES: usize = 1024 * 1024;

/// Frames queued for one connection, likewise.
pub const OUTBOX_FRAMES: usize = 256;

/// Malformed frames that a connection may send before it is closed.
pub const MALFORMED_FRAMES: u32 = 10;

/// How often a client repeats `typing` while a person types.
pub const TYPING_KEEPALIVE_MS: u64 = 4_000;

/// A person who has typed nothing for this long is no longer typing.
pub const TYPING_IDLE_MS: u64 = 5_000;

/// How long a typing indicator lives without news. At least keep-alive + idle stop + margin, or the dots flicker in a thinking pause.
pub const TYPING_TTL_MS: u64 = 10_000;

/// Names in one `typing_set`; of the others only the number.
pub const TYPING_SHOWN: usize = 5;

/// In a conversation of more members nobody is told who types: it would be noise, and cost the square of their number.
pub const TYPING_MEMBERS: usize = 100;

/// Unread counts stop here and show as `999+`.
pub const UNREAD_CAP: u32 = 1_000;

/// How long an entry's end is on screen before it counts as read: shorter is scrolling past.
pub const READ_VIEW_MS: u64 = 500;

/// How often a client says how far it has received or read, per conversation: at once, and then at most this often.
pub const READ_EVERY_MS: u64 = 1_000;

/// How often the others in a conversation are told how far someone has got.
pub const RECEIPTS_EVERY_MS: u64 = 500;

/// People in a conversation beyond which nobody is told how far the others have got: nobody reads a hundred ticks, and everybody would pay.
pub const RECEIPTS_MEMBERS: usize = 100;

/// How long it can be told when something was received and read.
pub const RECEIPT_TIMES_MS: u64 = 30 * 24 * 60 * 60 * 1_000;

/// Conversations in one `read_many`: what fits a frame.
pub const READ_MANY: usize = 500;

/// Without input for this long in any tab of a device, nobody is active there.
pub const IDLE_MS: u64 = 5 * 60 * 1_000;

/// How long someone whose last connection was lost still counts as there: a reload, a change of network.
pub const OFFLINE_GRACE_MS: u64 = 15_000;

/// How often someone's presence may change for others.
pub const PRESENCE_EVERY_MS: u64 = 5_000;

/// How often a connection is told of presence.
pub const PRESENCE_BATCH_MS: u64 = 1_000;

/// After its start a server calls nobody offline for this long: they are on their way back.
pub const PRESENCE_WARM_UP_MS: u64 = 10_000;

/// People whose presence one connection may watch: more than fit on a screen.
pub const WATCHED: usize = 200;

/// The words beside a name, in characters.
pub const STATUS_CHARS: usize = 80;

/// The emoji beside a name, in bytes: the longest of Unicode's sequences are 35.
pub const EMOJI_BYTES: usize = 40;

/// Contacts of one person.
pub const CONTACTS: usize = 1_000;

/// People whom one person may block.
pub const BLOCKED: usize = 1_000;

/// People to whom one person may address a first message within a day before they answer: enough for anyone new, little for spam.
pub const REQUESTS_A_DAY: u32 = 20;

/// The words of a report, in characters.
pub const REPORT_CHARS: usize = 1_000;

/// A picture as it is uploaded, in bytes. Browsers send it scaled down already.
pub const PICTURE_BYTES: usize = 512 * 1024;

/// A picture's width and height as it is stored, in pixels: the largest that is shown, twice for dense screens.
pub const PICTURE_PIXELS: u32 = 256;

/// One-time codes that open an account whose password is lost.
pub const RECOVERY_CODES: usize = 10;

/// How long after the first unsaved key press a draft is written down on the device: often enough that a crash costs a few words, rarely enough
/// that typing does not keep the disk busy.
pub const DRAFT_KEEP_MS: u64 = 500;

/// After this long without input a draft is given to the other devices.
pub const DRAFT_SYNC_MS: u64 = 2_000;

/// Drafts of one conversation that were written on devices that did not know of each other.
pub const DRAFTS: usize = 4;
