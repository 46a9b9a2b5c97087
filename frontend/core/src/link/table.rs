//! The table itself.

/// The state of the connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Phase {
    /// Nobody is signed in.
    SignedOut,
    /// A socket was asked for.
    Connecting,
    /// The socket is open; what was missed is being fetched.
    Updating,
    /// Everything missed has arrived: it is live.
    Connected,
    /// The connection was lost; the next attempt waits for its moment.
    Waiting,
    /// The browser believes that it has no network; attempts are rare.
    Offline,
    /// The server said that it stops; the next attempt waits for its moment.
    GoingAway,
    /// The server does not speak this app's version any more.
    OutOfDate,
    /// The session was ended elsewhere, or it expired.
    Ended,
}

/// What happens to a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Event {
    /// Someone is signed in, and the local storage was read.
    SignedIn,
    /// They signed out here.
    SignedOut,
    /// The socket is open.
    Opened,
    /// `caught_up` came.
    CaughtUp,
    /// The socket closed, or could not be opened.
    Lost,
    /// The same, while the browser believes that it has no network.
    LostOffline,
    /// The session is over: close code 4401, or the server says that nobody is signed in.
    Revoked,
    /// Close code 4406.
    Rejected,
    /// `go_away` came.
    GoAway,
    /// The moment of the next attempt has come.
    Due,
    /// 35 s without a frame.
    Silent,
    /// Something asked was not answered in time.
    Overdue,
    /// The browser found a network.
    Online,
    /// The browser lost its network.
    Offline,
    /// The page is on screen again.
    Visible,
    /// The person pressed "Try now".
    TryNow,
}

/// What is done on the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Open a new socket, in place of one that may still be there.
    Open,
    /// Say `hello` with all cursors.
    Greet,
    /// The waits begin small again; fetch what was found missing.
    Settle,
    /// Close the socket; draw the moment of the next attempt, longer after each failure.
    Wait,
    /// Close the socket; the next attempt is made in half a minute, unless a network shows up before.
    Rest,
    /// Keep the socket until it closes, for answers under way, but send nothing new; draw the moment of the next attempt within the time
    /// that the server gave.
    Drain,
    /// Ask whether the other end is there, if it has not spoken for 10 s; it has 3 s to answer.
    Probe,
    /// Close the socket.
    Close,
    /// Close the socket; show the sign-in page, which says why.
    End,
}

/// What an event does to a state; `None`: nothing, on purpose. Every pair is named: a new state or event does not compile until somebody
/// has decided about each.
pub const fn transition(phase: Phase, event: Event) -> Option<(Phase, Action)> {
    use Phase::{
        Connected, Connecting, Ended, GoingAway, Offline, OutOfDate, SignedOut, Updating, Waiting,
    };
    match (event, phase) {
        (Event::SignedIn, SignedOut | Ended)
        | (Event::Due | Event::TryNow, Waiting | Offline | GoingAway)
        | (Event::Online | Event::Visible, Waiting | Offline) => Some((Connecting, Action::Open)),

        (Event::Opened, Connecting) => Some((Updating, Action::Greet)),
        (Event::CaughtUp, Updating) => Some((Connected, Action::Settle)),

        (Event::Lost | Event::Overdue, Connecting | Updating | Connected)
        | (Event::Silent, Updating | Connected) => Some((Waiting, Action::Wait)),

        (Event::LostOffline, Connecting | Updating | Connected)
        | (Event::Offline, Connecting | Updating | Connected | Waiting | GoingAway) => {
            Some((Offline, Action::Rest))
        }

        (Event::GoAway, Updating | Connected) => Some((GoingAway, Action::Drain)),
        (Event::Online | Event::Visible, Updating) => Some((Updating, Action::Probe)),
        (Event::Online | Event::Visible, Connected) => Some((Connected, Action::Probe)),

        (
            Event::Revoked,
            Connecting | Updating | Connected | Waiting | Offline | GoingAway | OutOfDate,
        ) => Some((Ended, Action::End)),
        (Event::Rejected, Connecting | Updating | Connected | GoingAway) => {
            Some((OutOfDate, Action::Close))
        }
        (
            Event::SignedOut,
            Connecting | Updating | Connected | Waiting | Offline | GoingAway | OutOfDate | Ended,
        ) => Some((SignedOut, Action::Close)),

        // Ignored, each for its reason in docs/connection.md.
        (
            Event::SignedIn,
            Connecting | Updating | Connected | Waiting | Offline | GoingAway | OutOfDate,
        )
        | (Event::SignedOut | Event::Revoked, SignedOut)
        | (Event::Revoked, Ended)
        | (
            Event::Opened,
            SignedOut | Updating | Connected | Waiting | Offline | GoingAway | OutOfDate | Ended,
        )
        | (
            Event::CaughtUp,
            SignedOut | Connecting | Connected | Waiting | Offline | GoingAway | OutOfDate | Ended,
        )
        | (
            Event::Lost | Event::LostOffline | Event::Overdue,
            SignedOut | Waiting | Offline | GoingAway | OutOfDate | Ended,
        )
        | (Event::Rejected, SignedOut | Waiting | Offline | OutOfDate | Ended)
        | (
            Event::GoAway | Event::Silent,
            SignedOut | Connecting | Waiting | Offline | GoingAway | OutOfDate | Ended,
        )
        | (
            Event::Due | Event::TryNow,
            SignedOut | Connecting | Updating | Connected | OutOfDate | Ended,
        )
        | (
            Event::Online | Event::Visible,
            SignedOut | Connecting | GoingAway | OutOfDate | Ended,
        )
        | (Event::Offline, SignedOut | Offline | OutOfDate | Ended) => None,
    }
}
