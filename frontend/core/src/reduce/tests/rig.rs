//! A browser and a server made of plain values: what the client asks is written down, and the test answers.

use std::collections::{BTreeMap, BTreeSet};

use common::{
    ids::{ConnectionId, ConversationId, IdempotencyKey, UserId},
    model::{
        Body, Conversation, ConversationKind, Cursor, Draft, Entry, Event, Logged, Member, Message,
        Profile, Standing,
    },
    protocol::v1::{
        Catch, CatchUp, ClientBody, ClientFrame, Config, Hello, RequestId, ServerFrame, VERSION,
        Welcome,
        http::{Registration, SessionInfo},
    },
    seq::{Epoch, Rev, Seq, UserRev},
    time::Timestamp,
    validate::{DisplayName, Username},
};

use crate::{
    effect::{Effect, HttpRequest, Write},
    input::{
        Context, HttpAnswer, Input, Intent, LinkEvent, Mono, Record, Route, SocketId, Tabs, Ticket,
    },
    model::Model,
    reduce::reduce,
    select,
    slice::Slice,
};

pub(super) const MARY: UserId = UserId::from_bytes([1; 16]);
pub(super) const JOHN: UserId = UserId::from_bytes([2; 16]);
pub(super) const MIKE: UserId = UserId::from_bytes([3; 16]);
pub(super) const EPOCH: Epoch = Epoch::new(7);
pub(super) const BUILD: &str = "1.0.0";

/// The conversation with this number.
pub(super) fn conv(n: u8) -> ConversationId {
    ConversationId::from_bytes([n; 16])
}

pub(super) fn profile(id: UserId) -> Profile {
    let (username, name) = match id {
        MARY => ("mary", "Mary"),
        JOHN => ("john", "John"),
        _ => ("mike", "Mike"),
    };
    Profile {
        id,
        username: Username::parse(username).unwrap(),
        name: DisplayName::parse(name).unwrap(),
        picture: None,
    }
}

pub(super) fn info(me: Option<UserId>) -> SessionInfo {
    SessionInfo {
        me: me.map(profile),
        registration: Registration::Open,
        password_chars: 15,
        demo: Vec::new(),
        build: BUILD.to_owned(),
    }
}

/// A key that no client made.
pub(super) fn key(n: u64) -> IdempotencyKey {
    IdempotencyKey::new(Timestamp::from_millis(n), [9; 10])
}

pub(super) fn entry(seq: u64, author: UserId, cid: IdempotencyKey, text: &str) -> Entry {
    Entry {
        seq: Seq::new(seq),
        message: Message {
            author,
            at: Timestamp::from_millis(1_000_000 + seq),
            edited: None,
            draft: Draft {
                cid,
                body: Body::Text {
                    text: text.to_owned(),
                },
                reply_to: None,
                files: Vec::new(),
                mentions: Vec::new(),
            },
        },
    }
}

pub(super) fn members(other: UserId) -> Vec<Member> {
    let member = |user| Member {
        user,
        join_seq: Seq::new(1),
        leave_seq: None,
        consents: false,
    };
    vec![member(MARY), member(other)]
}

/// A conversation of Mary and John with `n` messages of John's, of which the last `held` are held.
pub(super) fn snapshot(n: u64, held: u64) -> Conversation {
    Conversation {
        kind: ConversationKind::Direct,
        members: members(JOHN),
        rev: Rev::new(n + 1),
        last_seq: Seq::new(n),
        entries: (n - held + 1..=n)
            .map(|seq| entry(seq, JOHN, key(seq), &format!("m{seq}")))
            .collect(),
    }
}

/// The same, in which both want to talk.
pub(super) fn accepted(other: UserId, n: u64) -> Conversation {
    let mut conversation = snapshot(n, n);
    conversation.members = members(other);
    for member in &mut conversation.members {
        member.consents = true;
    }
    conversation
}

pub(super) fn reset(conv: ConversationId, snapshot: Conversation) -> ServerFrame {
    ServerFrame::Conversation(Catch {
        standing: None,
        conv,
        people: vec![profile(MARY), profile(JOHN), profile(MIKE)],
        state: CatchUp::Reset { snapshot },
    })
}

/// A conversation with where Mary stands in it.
pub(super) fn standing_in(
    conv: ConversationId,
    snapshot: Conversation,
    standing: Standing,
) -> ServerFrame {
    ServerFrame::Conversation(Catch {
        standing: Some(standing),
        conv,
        people: vec![profile(MARY), profile(JOHN), profile(MIKE)],
        state: CatchUp::Reset { snapshot },
    })
}

/// Mary has read up to here, of which nothing was counted.
pub(super) fn read_to(read: u64) -> Standing {
    Standing {
        cursor: Cursor {
            read_seq: Seq::new(read),
            ..Cursor::default()
        },
        ..Standing::default()
    }
}

/// One change, live: the message at `seq` of a conversation that has seen nothing but messages.
pub(super) fn posted(conv: ConversationId, entry: Entry) -> ServerFrame {
    let rev = Rev::new(entry.seq.get() + 1);
    let event = Event::Posted(entry);
    ServerFrame::Delta {
        conv,
        from: rev.prev(),
        events: vec![Logged { rev, event }],
    }
}

pub(super) fn sent(cid: IdempotencyKey, conv: ConversationId, seq: u64) -> ServerFrame {
    ServerFrame::Sent {
        cid,
        conv,
        seq: Seq::new(seq),
        rev: Rev::new(seq + 1),
        server_ts: Timestamp::from_millis(1_000_000 + seq),
        dup: false,
    }
}

/// A browser: a clock, a storage that does as it is told when it is told, and everything that was asked for.
pub(super) struct Rig {
    pub(super) model: Model,
    pub(super) mono: u64,
    pub(super) wall: u64,
    draws: u8,
    /// What tells this browser's randomness from that of others in the same test.
    pub(super) salt: Option<u8>,
    /// What the server offers.
    pub(super) caps: Vec<String>,
    /// The storage.
    pub(super) records: BTreeMap<String, String>,
    /// Writes that were asked for and not answered.
    pub(super) writes: Vec<(Ticket, Vec<Write>)>,
    /// What was asked for and not looked at yet, but for writes.
    pub(super) effects: Vec<Effect>,
}

impl Rig {
    /// A browser with an empty storage, on a page.
    pub(super) fn start(route: Route) -> Self {
        Self::start_with(route, BTreeMap::new())
    }

    /// A browser with a storage, on a page; its session has not been asked for yet.
    pub(super) fn start_with(route: Route, records: BTreeMap<String, String>) -> Self {
        let mut rig = Self::start_unread(route);
        rig.input(Input::Tabs(Tabs::Leads));
        rig.read_back(records);
        rig
    }

    /// The same, in a tab that another one leads.
    pub(super) fn start_following(route: Route, records: BTreeMap<String, String>) -> Self {
        let mut rig = Self::start_unread(route);
        rig.read_back(records);
        rig
    }

    fn read_back(&mut self, records: BTreeMap<String, String>) {
        self.records = records;
        let records = self.records.iter();
        let read = records
            .map(|(key, value)| Record {
                key: key.clone(),
                value: value.clone(),
            })
            .collect();
        self.input(Input::Restored(Some(read)));
    }

    /// A browser whose storage has not answered yet.
    pub(super) fn start_unread(route: Route) -> Self {
        let mut rig = Self {
            model: Model::default(),
            mono: 0,
            wall: 1_000_000,
            draws: 0,
            salt: None,
            caps: Vec::new(),
            records: BTreeMap::new(),
            writes: Vec::new(),
            effects: Vec::new(),
        };
        rig.input(Input::Started {
            build: BUILD.to_owned(),
            route,
            online: true,
        });
        rig
    }

    /// A browser in which Mary is signed in and caught up, with these conversations.
    pub(super) fn connected(conversations: &[(ConversationId, Conversation)]) -> Self {
        Self::connected_to(&[], conversations)
    }

    /// The same, with a server that offers these capabilities.
    pub(super) fn connected_to(
        caps: &[&str],
        conversations: &[(ConversationId, Conversation)],
    ) -> Self {
        let mut rig = Self::start(Route::Home);
        rig.caps = caps.iter().map(ToString::to_string).collect();
        rig.sign_in(MARY);
        rig.connect(conversations);
        rig.take();
        rig
    }

    /// The same with a server that offers these, where each conversation comes with where Mary stands in it.
    pub(super) fn offered(
        caps: &[&str],
        conversations: &[(ConversationId, Conversation, Standing)],
    ) -> Self {
        let mut rig = Self::start(Route::Home);
        rig.caps = caps.iter().map(ToString::to_string).collect();
        rig.sign_in(MARY);
        rig.open();
        rig.welcome(EPOCH, 0);
        for (conv, snapshot, standing) in conversations {
            rig.server(standing_in(*conv, snapshot.clone(), standing.clone()));
        }
        rig.server(ServerFrame::CaughtUp);
        rig.take();
        rig
    }

    pub(super) fn sign_in(&mut self, user: UserId) {
        self.input(Input::Http(HttpAnswer::Session(Ok(info(Some(user))))));
    }

    /// The server greets, sends these conversations, and is done.
    pub(super) fn connect(&mut self, conversations: &[(ConversationId, Conversation)]) -> Hello {
        let hello = self.open();
        self.welcome(EPOCH, 0);
        for (conv, snapshot) in conversations {
            self.server(reset(*conv, snapshot.clone()));
        }
        self.server(ServerFrame::CaughtUp);
        hello
    }

    /// The socket opens; what the client says first.
    pub(super) fn open(&mut self) -> Hello {
        let socket = self.socket();
        self.link(LinkEvent::Opened(socket));
        let said = self.sent_frames();
        match said.last() {
            Some(ClientFrame {
                body: ClientBody::Hello(hello),
                ..
            }) => hello.clone(),
            other => panic!("a client says hello first, not {other:?}"),
        }
    }

    pub(super) fn welcome(&mut self, epoch: Epoch, urev: u64) {
        self.welcome_of(self.model.me().unwrap_or(MARY), epoch, urev);
    }

    /// The server greets this person.
    pub(super) fn welcome_of(&mut self, me: UserId, epoch: Epoch, urev: u64) {
        let me = profile(me);
        self.server(ServerFrame::Welcome(Welcome {
            state: common::seq::StateVer::ZERO,
            version: VERSION,
            caps: self.caps.clone(),
            conn: ConnectionId::from_bytes([0; 16]),
            me,
            epoch,
            urev: UserRev::new(urev),
            server_now: Timestamp::from_millis(self.wall),
            cfg: Config::default(),
        }));
    }

    pub(super) fn socket(&self) -> SocketId {
        self.model.link.socket.expect("a socket was asked for")
    }

    pub(super) fn input(&mut self, input: Input) {
        self.changes(input);
    }

    /// Something happens: what may look different then.
    pub(super) fn changes(&mut self, input: Input) -> BTreeSet<Slice> {
        self.draws = self.draws.wrapping_add(1);
        let mut random = [self.draws; 16];
        random[0] = self.salt.unwrap_or(self.draws);
        let ctx = Context {
            mono: Mono::from_millis(self.mono),
            wall: Timestamp::from_millis(self.wall),
            random,
        };
        let (effects, changed) = reduce(&mut self.model, input, ctx);
        for effect in effects {
            match effect {
                Effect::Store { ticket, writes } => self.writes.push((ticket, writes)),
                other => self.effects.push(other),
            }
        }
        changed
    }

    pub(super) fn link(&mut self, event: LinkEvent) {
        self.input(Input::Link(event));
    }

    pub(super) fn ui(&mut self, intent: Intent) {
        self.input(Input::Ui(intent));
    }

    pub(super) fn server(&mut self, frame: ServerFrame) {
        let socket = self.socket();
        self.input(Input::Server { socket, frame });
    }

    pub(super) fn close(&mut self, code: u16) {
        let socket = self.socket();
        self.link(LinkEvent::Closed { socket, code });
    }

    /// Time passes, and the tick that was asked for comes.
    pub(super) fn pass(&mut self, millis: u64) {
        self.mono += millis;
        self.wall += millis;
        self.input(Input::Tick);
    }

    /// The storage does what it was told.
    pub(super) fn write(&mut self) {
        for (ticket, writes) in std::mem::take(&mut self.writes) {
            for write in writes {
                match write {
                    Write::Put(record) => drop(self.records.insert(record.key, record.value)),
                    Write::Delete(key) => drop(self.records.remove(&key)),
                }
            }
            self.input(Input::Stored(ticket));
        }
    }

    /// The storage refuses.
    pub(super) fn fail_to_write(&mut self) {
        for (ticket, _) in std::mem::take(&mut self.writes) {
            self.input(Input::StoreFailed(ticket));
        }
    }

    /// The connection is lost, and the next one is there and caught up.
    pub(super) fn reconnect(&mut self) -> Hello {
        self.close(1006);
        self.pass(30_000);
        self.connect(&[])
    }

    /// The person writes and presses send; the storage does its work.
    pub(super) fn say(&mut self, conv: ConversationId, text: &str) {
        self.type_in(conv, text);
        self.ui(Intent::Send(conv));
        self.write();
    }

    pub(super) fn type_in(&mut self, conv: ConversationId, text: &str) {
        let text = text.to_owned();
        self.ui(Intent::EditDraft { conv, text });
    }

    pub(super) fn take(&mut self) -> Vec<Effect> {
        std::mem::take(&mut self.effects)
    }

    /// The frames that were sent since the last look.
    pub(super) fn sent_frames(&mut self) -> Vec<ClientFrame> {
        self.take()
            .into_iter()
            .filter_map(|effect| match effect {
                Effect::Send(frame) => Some(frame),
                _ => None,
            })
            .collect()
    }

    /// The messages that were put on the wire since the last look.
    pub(super) fn sends(&mut self) -> Vec<(ConversationId, IdempotencyKey, String)> {
        self.sent_frames()
            .into_iter()
            .filter_map(|frame| match frame.body {
                ClientBody::Send { conv, draft, .. } => {
                    Some((conv, draft.cid, draft.body.as_text()?.to_owned()))
                }
                _ => None,
            })
            .collect()
    }

    /// The pulls that were sent since the last look.
    pub(super) fn pulls(&mut self) -> Vec<(ConversationId, u64)> {
        self.sent_frames()
            .into_iter()
            .filter_map(|frame| match frame.body {
                ClientBody::Pull { conv, from } => Some((conv, from.get())),
                _ => None,
            })
            .collect()
    }

    /// The only request of this kind that was sent since the last look.
    pub(super) fn request(&mut self, is: impl Fn(&ClientBody) -> bool) -> RequestId {
        let frames = self.sent_frames();
        let mut fitting = frames.iter().filter(|frame| is(&frame.body));
        let id = fitting.next().expect("it was asked").id;
        assert!(fitting.next().is_none(), "it was asked once");
        id
    }

    /// The HTTP requests since the last look.
    pub(super) fn http(&mut self) -> Vec<HttpRequest> {
        self.take()
            .into_iter()
            .filter_map(|effect| match effect {
                Effect::Http(request) => Some(request),
                _ => None,
            })
            .collect()
    }

    /// The texts and states of the messages on screen.
    pub(super) fn shown(&self, conv: ConversationId) -> Vec<(String, select::Delivery)> {
        self.messages(conv)
            .into_iter()
            .map(|row| match row.body {
                select::RowBody::Text(text) => (text, row.delivery),
                other => (format!("{other:?}"), row.delivery),
            })
            .collect()
    }

    pub(super) fn messages(&self, conv: ConversationId) -> Vec<select::MessageRow> {
        let rows = self.timeline(conv).rows.into_iter();
        rows.filter_map(|row| match row {
            select::Row::Message(message) => Some(message),
            select::Row::Start | select::Row::New | select::Row::Day { .. } => None,
        })
        .collect()
    }

    pub(super) fn timeline(&self, conv: ConversationId) -> select::TimelineView {
        select::timeline(&self.model, conv, &|at| {
            i32::try_from(at.as_millis() / 86_400_000).unwrap()
        })
    }

    /// The line of a conversation in the list.
    pub(super) fn line(&self, conv: ConversationId) -> select::SidebarRow {
        let mut rows = self.rows().into_iter();
        rows.find(|row| row.conv == conv).expect("it is listed")
    }

    /// All lines of the list.
    pub(super) fn rows(&self) -> Vec<select::SidebarRow> {
        let listed = select::sidebar(&self.model).listed.into_iter();
        listed
            .map(|listed| select::sidebar_row(&self.model, listed.conv).expect("it is held"))
            .collect()
    }

    /// The place of a conversation in the list.
    pub(super) fn listed(&self, conv: ConversationId) -> select::Listed {
        let mut listed = select::sidebar(&self.model).listed.into_iter();
        listed.find(|it| it.conv == conv).expect("it is listed")
    }

    pub(super) fn composer(&self, conv: ConversationId) -> select::ComposerView {
        select::composer(&self.model, conv)
    }
}
