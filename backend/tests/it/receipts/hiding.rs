//! Who hides reading, and who sees it again.

use backend::store::PeopleStore;
use common::{
    ids::UserId,
    model::{AccountSettings, Choice, ConversationSettings, Privacy, presence::Mode},
    protocol::v1::{ClientBody, ServerFrame, Witness},
    seq::Seq,
    time::Timestamp,
};

use super::{Pair, known, pair, places, reconnect, welcome, why};

/// What people may decide.
#[derive(Clone, Copy, Debug)]
enum Hidden {
    ByAccount,
    ByConversation,
    Invisible,
    /// The viewer does not give, so does not see.
    ByViewer,
    ByBlock,
}

/// Whatever the reason, john is sent what he would be if mary read nothing: live, when he asks, and when he comes back.
#[tokio::test(flavor = "multi_thread")]
async fn who_hides_reading_sends_nobody_else_a_frame() {
    for hidden in [
        Hidden::ByAccount,
        Hidden::ByConversation,
        Hidden::Invisible,
        Hidden::ByViewer,
        Hidden::ByBlock,
    ] {
        let mut pair = pair(3).await;
        hide(&pair, hidden).await;
        let welcome = welcome(&reconnect(&mut pair.john, pair.conv, None).await);
        let before = pair.john.standing(pair.conv).await;
        pair.mary.recv(pair.conv, 3).await;
        pair.mary.read(pair.conv, 3).await;
        assert_eq!(
            pair.mary_phone.cursor().await.read_seq,
            Seq::new(3),
            "{hidden:?}"
        );
        // What goes to her devices was told after what would go to his.
        let after = pair.john.standing(pair.conv).await;
        assert_eq!(before, after, "{hidden:?}");
        let asked = pair.john.tell(why(pair.conv, 3)).await;
        let answered = pair.john.find(move |frame| traces_of(asked, frame)).await;
        assert_eq!(answered, (vec![], vec![]), "{hidden:?}");
        let came = reconnect(&mut pair.john_phone, pair.conv, Some(&welcome)).await;
        assert_eq!(came.len(), 1, "{hidden:?}: only the welcome: {came:?}");
        pair.app.stop().await;
    }
}

async fn hide(pair: &Pair, hidden: Hidden) {
    let store = pair.app.store();
    let silent = AccountSettings {
        privacy: Privacy {
            receipts: false,
            ..Privacy::default()
        },
        ..AccountSettings::default()
    };
    let (john, mary) = (pair.john.me.id, pair.mary.me.id);
    let changed = match hidden {
        Hidden::ByAccount | Hidden::ByViewer => {
            let who = if matches!(hidden, Hidden::ByAccount) {
                mary
            } else {
                john
            };
            let set = store.set_settings(who, silent).await;
            set.expect("it writes").is_some()
        }
        Hidden::ByConversation => {
            let settings = ConversationSettings {
                receipts: Some(false),
                ..ConversationSettings::default()
            };
            let set = store.set_conversation(mary, pair.conv, settings).await;
            set.expect("it writes").is_some()
        }
        Hidden::Invisible => {
            let choice = Choice {
                mode: Mode::Invisible,
                ..Choice::default()
            };
            let set = store.set_choice(mary, choice).await;
            set.expect("it writes").is_some()
        }
        Hidden::ByBlock => {
            let at = Timestamp::from_millis(1);
            let blocked = store.set_block(mary, john, true, at).await;
            blocked.expect("it writes").changed.is_some()
        }
    };
    assert!(changed, "{hidden:?}");
}

fn traces_of(asked: u32, frame: ServerFrame) -> Option<(Vec<UserId>, Vec<UserId>)> {
    let who = |witnesses: Vec<Witness>| witnesses.iter().map(|one| one.user).collect();
    match frame {
        ServerFrame::Why {
            id, received, read, ..
        } if id == asked => Some((who(received), who(read))),
        _ => None,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn before_acceptance_nothing_flows_back() {
    let mut pair = pair(1).await;
    pair.mary.recv(pair.conv, 1).await;
    pair.mary.read(pair.conv, 1).await;
    assert_eq!(pair.mary_phone.cursor().await.read_seq, Seq::new(1));
    assert_eq!(known(&pair.john.standing(pair.conv).await), []);
    pair.mary.post(pair.conv, "I want to talk").await;
    let came = pair.john.until_text(pair.conv, "I want to talk").await;
    assert_eq!(came, [], "nothing was told before");
    pair.john.post(pair.conv, "so do I").await;
    pair.mary.recv(pair.conv, 3).await;
    assert_eq!(places(&pair.john.receipt().await), (3, 0));
    pair.app.stop().await;
}

/// Only who gives receipts sees them: when john gives them again, every device of his is told what he may know now, at once. Mary, who may know no more
/// than before, is told nothing.
#[tokio::test(flavor = "multi_thread")]
async fn who_gives_receipts_again_sees_at_once_what_others_gave_meanwhile() {
    let mut pair = pair(4).await;
    let conv = pair.conv;
    let gives = |receipts| ClientBody::SetSettings {
        settings: AccountSettings {
            privacy: Privacy {
                receipts,
                ..Privacy::default()
            },
            ..AccountSettings::default()
        },
    };
    let gives_here = |receipts| ClientBody::SetConversation {
        conv,
        settings: ConversationSettings {
            receipts,
            ..ConversationSettings::default()
        },
    };
    for (upto, off, on) in [
        (3, gives(false), gives(true)),
        (4, gives_here(Some(false)), gives_here(None)),
    ] {
        pair.john.ask_for(off).await;
        pair.mary.read(conv, upto).await;
        assert_eq!(pair.mary_phone.cursor().await.read_seq, Seq::new(upto));
        pair.john.tell(on).await;
        for device in [&mut pair.john, &mut pair.john_phone] {
            let told = device.find(|frame| match frame {
                ServerFrame::Standing {
                    conv: other,
                    standing,
                } if other == conv => standing.receipts.first().copied(),
                _ => None,
            });
            assert_eq!(told.await.shown_seq, Seq::new(upto));
        }
    }
    pair.john.post(conv, "the end").await;
    let came = pair.mary_phone.until_text(conv, "the end").await;
    let told = came.iter().filter(|frame| {
        matches!(
            frame,
            ServerFrame::Standing { .. } | ServerFrame::Receipts { .. }
        )
    });
    assert_eq!(told.count(), 0, "{came:?}");
    pair.app.stop().await;
}
