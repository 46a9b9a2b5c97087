//! Two worlds that nobody else may tell apart: in one a person hides something and does it, in the other they do nothing and, where that is what
//! they hide, are not even there.
//!
//! Clock, chance and requests are the same in both, so that what another person's devices are sent can be compared byte by byte, but for the
//! connection's own name in `welcome`.

use std::{sync::Arc, time::Duration};

use backend::{
    clock::{FakeClock, FakeEntropy},
    service::pictures::Claim,
};
use common::{
    ids::{ConversationId, IdempotencyKey},
    limits::{OFFLINE_GRACE_MS, PRESENCE_WARM_UP_MS},
    model::{
        AccountSettings, Choice, ConversationSettings, Draft, Privacy,
        ephemeral::TypingKind,
        presence::{Mode, Status},
    },
    protocol::v1::{ClientBody, ConversationHead, Hello, ReadMark, ServerFrame, Welcome},
    seq::{Rev, Seq},
};

use crate::support::{App, Client, Setup, png, say, until};

/// What Mary hides from John, and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Hiding {
    Nothing,
    /// What she reads.
    ReadingEverywhere,
    ReadingHere,
    /// All of it.
    ByBeingInvisible,
    ByNotAcceptingYet,
    ByBlocking,
}

impl Hiding {
    /// Whether she is there is hidden, too.
    fn all(self) -> bool {
        matches!(
            self,
            Self::ByBeingInvisible | Self::ByNotAcceptingYet | Self::ByBlocking
        )
    }

    /// Whether another picture is hidden, or would show.
    fn face(self) -> bool {
        matches!(
            self,
            Self::Nothing | Self::ByNotAcceptingYet | Self::ByBlocking
        )
    }
}

/// What Mary does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mary {
    /// Nothing.
    Rests,
    /// Everything that she hides.
    Acts,
}

struct World {
    app: App,
    clock: Arc<FakeClock>,
    john: Client,
    johns_phone: Client,
    mary: Client,
    marys_phone: Client,
    conv: ConversationId,
    hiding: Hiding,
}

/// The same key in both worlds.
fn message(n: u8) -> Draft {
    Draft {
        cid: IdempotencyKey::from_bytes([n; 16]),
        ..say(&format!("message {n}"))
    }
}

impl World {
    /// John and Mary, who have just decided what she hides; John is connected and watches her.
    async fn new(hiding: Hiding) -> Self {
        let clock = Arc::new(FakeClock::default());
        let setup = Setup {
            clock: clock.clone(),
            entropy: Arc::new(FakeEntropy::new(1)),
            ..Setup::default()
        };
        let app = setup.start().await;
        let (mut john, mut mary) = (app.register("john").await, app.register("mary").await);
        let johns_phone = app.sign_in("john").await;
        let marys_phone = app.sign_in("mary").await;
        john.connect().await;
        mary.connect().await;
        let conv = john.open_direct(mary.me.id).await;
        john.send(conv, &message(1)).await;
        if hiding != Hiding::ByNotAcceptingYet {
            mary.send(conv, &message(2)).await;
        }
        show_face(&app, &mary).await;
        let mut world = Self {
            app,
            clock,
            john,
            johns_phone,
            mary,
            marys_phone,
            conv,
            hiding,
        };
        if hiding == Hiding::ByBeingInvisible {
            world.be_seen().await;
        }
        decide(&mut world.mary, hiding, conv, &world.john).await;
        if hiding.all() {
            world.leave().await;
        }
        world.pass(PRESENCE_WARM_UP_MS + OFFLINE_GRACE_MS).await;
        world.john.hang_up();
        world.john.heard = Some(Vec::new());
        world.john.connect().await;
        world.watch().await;
        world
    }

    /// John has Mary on the screen, and sees whether she is there.
    async fn watch(&mut self) {
        let users = vec![self.mary.me.id];
        self.john.tell(ClientBody::Watch { users }).await;
        let shown = |frame| matches!(frame, ServerFrame::Presence { .. }).then_some(());
        self.john.find(shown).await;
    }

    /// Mary is there, with words, and John sees it: so what was before she hides is the same in both worlds.
    async fn be_seen(&mut self) {
        let words = choose(Mode::Auto, "Gone fishing", "");
        self.mary.ask_for(words).await;
        let users = vec![self.mary.me.id];
        self.john.tell(ClientBody::Watch { users }).await;
        self.pass(3_000).await;
        let shown = |frame| match frame {
            ServerFrame::Presence { users } => {
                let mut words = users.iter().map(|user| user.status.text.as_str());
                words.any(|text| text == "Gone fishing").then_some(())
            }
            _ => None,
        };
        self.john.find(shown).await;
    }

    /// Lets time pass and has the server do what is due.
    async fn pass(&self, millis: u64) {
        for _ in 0..millis.div_ceil(500) {
            self.clock.advance(Duration::from_millis(500));
            self.app.parts.services.signs.work().await;
        }
    }

    /// Mary is connected no longer.
    async fn leave(&mut self) {
        self.mary.hang_up();
        self.marys_phone.hang_up();
        until("she is gone", async || {
            (self.app.parts.hub.connections_of(self.mary.me.id) == 0).then_some(())
        })
        .await;
    }

    /// What follows is the same in both worlds, but for what Mary does. Gives all that John's devices are sent.
    async fn tell(mut self, what: Mary) -> Vec<String> {
        let then = Hello {
            versions: vec![1],
            heads: vec![ConversationHead {
                conv: self.conv,
                rev: Rev::new(1),
            }],
            ..known(&self.john)
        };
        if what == Mary::Acts {
            if self.hiding.all() {
                self.mary.connect().await;
            }
            self.marys_phone.connect().await;
        }
        self.pass(2_000).await;
        for (n, last) in [(3, 2), (4, 3)] {
            for deed in self.deeds(last) {
                if what == Mary::Acts {
                    let is_answered = matches!(deed, ClientBody::SetChoice { .. });
                    self.mary.tell(deed).await;
                    if is_answered {
                        let done = |frame| matches!(frame, ServerFrame::Done { .. }).then_some(());
                        self.mary.find(done).await;
                    }
                    pong(&mut self.mary).await;
                }
                self.pass(1_000).await;
            }
            if what == Mary::Acts {
                if self.hiding.face() {
                    show_face(&self.app, &self.mary).await;
                }
                self.is_done(last).await;
            }
            // John writes, if he may; his own device hears of it, too.
            let sent = self.john.send(self.conv, &message(n)).await;
            if matches!(sent, ServerFrame::Sent { .. }) {
                let conv = self.conv;
                self.ask(ClientBody::Standing { conv }).await;
            }
            // What he changes himself is numbered without a gap.
            self.mark(n == 3).await;
        }
        if what == Mary::Acts && self.hiding.all() {
            self.leave().await;
        }
        self.pass(OFFLINE_GRACE_MS + 10_000).await;
        self.inquire(then).await
    }

    /// John marks the conversation as unread, or takes the mark away.
    async fn mark(&mut self, on: bool) {
        let conv = self.conv;
        self.john.tell(ClientBody::MarkUnread { conv, on }).await;
        let told = |frame| match frame {
            ServerFrame::Cursor { cursor, .. } => (cursor.marked_unread == on).then_some(()),
            _ => None,
        };
        self.john.find(told).await;
    }

    /// What she did, reading up to `last`, is in the store.
    async fn is_done(&mut self, last: u64) {
        let (conv, upto) = (self.conv, self.upto(last));
        until("she has read it", async || {
            self.mary.tell(ClientBody::Standing { conv }).await;
            let standing = self.mary.find(|frame| match frame {
                ServerFrame::Standing { standing, .. } => Some(standing),
                _ => None,
            });
            let standing = standing.await;
            (standing.cursor.read_seq == upto && !standing.drafts.is_empty()).then_some(())
        })
        .await;
    }

    /// What she does, and wants nobody to know. `last` is a message that there is.
    fn deeds(&self, last: u64) -> Vec<ClientBody> {
        let (conv, upto) = (self.conv, self.upto(last));
        let mut deeds = vec![
            ClientBody::Recv { conv, upto },
            ClientBody::Read { conv, upto },
            ClientBody::ReadMany {
                marks: vec![ReadMark { conv, upto }],
            },
            ClientBody::MarkUnread { conv, on: true },
            ClientBody::Standing { conv },
            ClientBody::Why { conv, seq: upto },
            ClientBody::SaveDraft {
                conv,
                text: "Dear John".to_owned(),
                reply_to: None,
                base: 0,
                replaces: None,
            },
        ];
        if self.hiding.all() || self.hiding == Hiding::Nothing {
            let types = |kind, on| ClientBody::Typing { conv, kind, on };
            deeds.extend([
                ClientBody::Watch {
                    users: vec![self.john.me.id],
                },
                types(TypingKind::Text, true),
                types(TypingKind::Upload, true),
                types(TypingKind::Text, false),
                ClientBody::Activity { active: false },
                ClientBody::Activity { active: true },
            ]);
        }
        if self.hiding == Hiding::ByBeingInvisible {
            deeds.push(choose(Mode::Invisible, &format!("Caught {last}"), "🐟"));
            deeds.push(choose(Mode::Invisible, "", ""));
        }
        deeds
    }

    /// The last message that there is, if John may write as far as `last`.
    fn upto(&self, last: u64) -> Seq {
        Seq::new(match self.hiding {
            Hiding::ByNotAcceptingYet => 1,
            Hiding::ByBlocking => 2,
            _ => last,
        })
    }

    /// John asks for all that he may ask for, on every road: live, on return, and from scratch.
    async fn inquire(mut self, then: Hello) -> Vec<String> {
        let conv = self.conv;
        for seq in 1..=2 {
            let seq = Seq::new(seq);
            self.ask(ClientBody::Why { conv, seq }).await;
        }
        for body in [
            ClientBody::Standing { conv },
            ClientBody::OpenDirect {
                user: self.mary.me.id,
            },
            ClientBody::FindPeople {
                query: "mary".to_owned(),
            },
            ClientBody::Pull {
                conv,
                from: Rev::ZERO,
            },
        ] {
            self.ask(body).await;
        }
        self.john.hang_up();
        self.john.resume(then).await;
        self.watch().await;
        self.johns_phone.heard = Some(Vec::new());
        self.johns_phone.connect().await;
        let mut heard = Vec::new();
        for device in [&mut self.john, &mut self.johns_phone] {
            heard.extend(device.heard.take().expect("it was recorded"));
        }
        self.app.stop().await;
        heard.retain(|frame| frame != r#"{"t":"ping"}"#);
        let mut heard: Vec<_> = heard.iter().map(|frame| blotted(frame)).collect();
        // An answer and an event go different ways inside the server, and come in either order.
        heard.sort();
        heard
    }

    /// Asks for something that is answered, and waits for the answer.
    async fn ask(&mut self, body: ClientBody) {
        self.john.tell(body).await;
        let answer = |frame| {
            let news = matches!(
                frame,
                ServerFrame::Delta { .. }
                    | ServerFrame::Receipts { .. }
                    | ServerFrame::TypingSet { .. }
                    | ServerFrame::Presence { .. }
                    | ServerFrame::Cursor { .. }
                    | ServerFrame::Profiles { .. }
            );
            (!news).then_some(())
        };
        self.john.find(answer).await;
    }
}

/// Mary has another picture.
async fn show_face(app: &App, mary: &Client) {
    let pictures = &app.parts.services.pictures;
    let turn = pictures.turn(mary.me.id).expect("not too often");
    let set = pictures.set(turn, Claim::Png, png(9, 9).into()).await;
    assert!(set.expect("a picture").picture.is_some());
}

async fn decide(mary: &mut Client, hiding: Hiding, conv: ConversationId, john: &Client) {
    let body = match hiding {
        Hiding::Nothing | Hiding::ByNotAcceptingYet => return,
        Hiding::ReadingEverywhere => ClientBody::SetSettings {
            settings: AccountSettings {
                privacy: Privacy {
                    receipts: false,
                    ..Privacy::default()
                },
                ..AccountSettings::default()
            },
        },
        Hiding::ReadingHere => ClientBody::SetConversation {
            conv,
            settings: ConversationSettings {
                receipts: Some(false),
                ..ConversationSettings::default()
            },
        },
        Hiding::ByBeingInvisible => choose(Mode::Invisible, "Looking for the boat", ""),
        Hiding::ByBlocking => ClientBody::Block {
            user: john.me.id,
            on: true,
        },
    };
    mary.ask_for(body).await;
}

fn choose(mode: Mode, text: &str, emoji: &str) -> ClientBody {
    ClientBody::SetChoice {
        choice: Choice {
            mode,
            status: Status {
                text: text.to_owned(),
                emoji: emoji.to_owned(),
            },
            ..Choice::default()
        },
    }
}

async fn pong(client: &mut Client) {
    client.tell(ClientBody::Ping).await;
    let is_it = |frame| (frame == ServerFrame::Pong).then_some(());
    client.find(is_it).await;
}

/// A hello that names what this client learnt from its welcome.
fn known(client: &Client) -> Hello {
    let heard = client.heard.iter().flatten();
    let mut welcomes =
        heard.filter_map(|text| match common::protocol::codec::decode_server(text) {
            Some(ServerFrame::Welcome(welcome)) => Some(welcome),
            _ => None,
        });
    let Welcome {
        epoch, urev, state, ..
    } = welcomes.next_back().expect("it was welcomed");
    Hello {
        epoch: Some(epoch),
        urev,
        state: Some(state),
        ..Hello::default()
    }
}

/// A frame without what is the connection's own.
fn blotted(frame: &str) -> String {
    if !frame.starts_with(r#"{"t":"welcome""#) {
        return frame.to_owned();
    }
    let key = r#""conn":""#;
    let begin = frame.find(key).expect(key) + key.len();
    let length = frame[begin..].find('"').expect("its end");
    let mut text = frame.to_owned();
    text.replace_range(begin..begin + length, "<>");
    text
}

/// What John is sent where Mary rests, and where she acts.
async fn both(hiding: Hiding) -> [Vec<String>; 2] {
    [
        World::new(hiding).await.tell(Mary::Rests).await,
        World::new(hiding).await.tell(Mary::Acts).await,
    ]
}

/// A7, A14.
#[tokio::test(flavor = "multi_thread")]
async fn no_frame_tells_of_what_is_hidden() {
    for hiding in [
        Hiding::ReadingEverywhere,
        Hiding::ReadingHere,
        Hiding::ByBeingInvisible,
        Hiding::ByNotAcceptingYet,
        Hiding::ByBlocking,
    ] {
        let [rests, acts] = both(hiding).await;
        assert!(rests.len() > 10, "{rests:?}");
        let told = acts.iter().filter(|frame| !rests.contains(frame));
        let kept = rests.iter().filter(|frame| !acts.contains(frame));
        let (told, kept): (Vec<_>, Vec<_>) = (told.collect(), kept.collect());
        assert!(
            rests == acts,
            "{hiding:?}: only where she acts: {told:#?}; only where she rests: {kept:#?}"
        );
    }
}

/// The test above can fail: where nothing is hidden, the worlds differ in reading and typing.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_hidden_is_told() {
    let [rests, acts] = both(Hiding::Nothing).await;
    for kind in ["receipts", "typing_set", "profiles"] {
        let begin = format!(r#"{{"t":"{kind}""#);
        let count = |heard: &[String]| heard.iter().filter(|it| it.starts_with(&begin)).count();
        assert_eq!(count(&rests), 0, "{kind}");
        assert!(count(&acts) > 0, "{kind}");
    }
}
