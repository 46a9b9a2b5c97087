//! A person's picture: taken, made anew, and shown to whom it is for.

use common::{
    ids::{PictureId, UserId},
    limits::PICTURE_BYTES,
    model::Profile,
    protocol::{
        codec,
        v1::{
            ApiError, ClientBody, ErrorCode, ServerFrame,
            http::{SessionInfo, SignedIn},
        },
    },
    seq::StateVer,
};
use image::{GenericImageView, ImageFormat};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

use crate::support::{Answer, App, Client, PATIENCE, png, say};

async fn upload(client: &Client, kind: &str, file: &[u8]) -> Answer {
    let ask = client.ask("POST", "/api/picture");
    ask.header("Content-Type", kind).bytes(file).send().await
}

/// Sets a picture, and gives its id.
async fn set(client: &Client) -> PictureId {
    let answer = upload(client, "image/png", &png(600, 400)).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    let signed_in: SignedIn = codec::decode(&answer.body).expect("who it is");
    assert_eq!(signed_in.me.id, client.me.id);
    signed_in.me.picture.expect("a picture")
}

async fn fetch(client: &Client, user: UserId, picture: PictureId) -> Answer {
    let path = format!("/api/picture/{user}/{picture}");
    let mut answer = client.ask("GET", &path).send().await;
    answer.headers.retain(|(name, _)| name != "date");
    answer
}

/// The next profile of this person that comes.
async fn told(client: &mut Client, of: UserId) -> Profile {
    client
        .find(|frame| match frame {
            ServerFrame::Profiles { users } => users.into_iter().find(|user| user.id == of),
            _ => None,
        })
        .await
}

/// Comes again from this state on. Gives the profiles that came, and the state that it brought.
async fn again(client: &mut Client, state: Option<StateVer>) -> (Vec<Profile>, StateVer) {
    let (came, state) = client.come_again(state).await;
    let profiles = came.into_iter().filter_map(|frame| match frame {
        ServerFrame::Profiles { users } => Some(users),
        _ => None,
    });
    (profiles.flatten().collect(), state)
}

/// How this client finds someone, and sees them in the conversation.
async fn seen(client: &mut Client, other: &Client) -> [Option<PictureId>; 2] {
    let of = |users: Vec<Profile>| {
        let found = users.into_iter().find(|user| user.id == other.me.id);
        found.expect("the other").picture
    };
    let query = other.me.username.as_str().to_owned();
    client.tell(ClientBody::FindPeople { query }).await;
    let found = client
        .find(|frame| match frame {
            ServerFrame::People { users, .. } => Some(of(users)),
            _ => None,
        })
        .await;
    let user = other.me.id;
    client.tell(ClientBody::OpenDirect { user }).await;
    let opened = client
        .find(|frame| match frame {
            ServerFrame::Opened { catch, .. } => Some(of(catch.people)),
            _ => None,
        })
        .await;
    [found, opened]
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_is_everywhere_at_once_and_on_return() {
    let app = App::usual().await;
    let (mut john, mut mary) = (app.register("john").await, app.register("mary").await);
    let mut phone = app.sign_in("mary").await;
    let mut mike = app.register("mike").await;
    john.connect().await;
    john.meet(&mary).await;
    for client in [&mut john, &mut mary, &mut phone, &mut mike] {
        client.hang_up();
        client.connect().await;
    }
    let (_, before) = again(&mut john, None).await;

    let (picture, marys) = (set(&mary).await, mary.me.id);
    for client in [&mut mary, &mut phone, &mut john] {
        let profile = told(client, marys).await;
        assert_eq!(profile.picture, Some(picture));
    }
    mike.hears_nothing().await;
    let got = fetch(&john, mary.me.id, picture).await;
    assert_eq!(got.status, 200);
    for (name, value) in [
        ("content-type", "image/jpeg"),
        ("cache-control", "private, max-age=31536000, immutable"),
        ("x-content-type-options", "nosniff"),
        ("content-disposition", "inline"),
        ("content-security-policy", "default-src 'none'; sandbox"),
        ("cross-origin-resource-policy", "same-origin"),
    ] {
        assert_eq!(got.header(name), Some(value), "{name}");
    }
    let shown = image::load_from_memory_with_format(&got.file, ImageFormat::Jpeg);
    assert_eq!(shown.expect("a JPEG").dimensions(), (256, 256));
    let session = mary.ask("GET", "/api/session").send().await;
    let session: SessionInfo = codec::decode(&session.body).expect("a session");
    assert_eq!(session.me.and_then(|me| me.picture), Some(picture));

    // Another one takes its place, and the first is gone.
    let second = set(&mary).await;
    assert_ne!(second, picture);
    assert_eq!(told(&mut john, mary.me.id).await.picture, Some(second));
    let gone = fetch(&john, mary.me.id, picture).await;
    assert_eq!(gone.status, 404);
    let (came, state) = again(&mut john, Some(before)).await;
    assert_eq!(came.len(), 1);
    assert_eq!(came[0].picture, Some(second));

    // Not Mike's business, another's, no id at all and none there: the same answer.
    for (client, user, named) in [
        (&mike, mary.me.id, second),
        (&john, john.me.id, second),
        (&john, mary.me.id, PictureId::from_bytes([7; 16])),
        (&john, UserId::from_bytes([7; 16]), second),
    ] {
        assert_eq!(fetch(client, user, named).await, gone);
    }
    let mut odd = john.ask("GET", "/api/picture/x/y").send().await;
    odd.headers.retain(|(name, _)| name != "date");
    assert_eq!(odd, gone);

    // A name is told with the picture to who sees it.
    let name = "Mary Bennet".to_owned();
    mary.ask_for(ClientBody::SetName { name }).await;
    assert_eq!(told(&mut john, mary.me.id).await.picture, Some(second));

    let removed = mary.ask("POST", "/api/picture/remove").send().await;
    let removed: SignedIn = codec::decode(&removed.body).expect("who it is");
    assert_eq!(removed.me.picture, None);
    assert_eq!(told(&mut john, mary.me.id).await.picture, None);
    assert_eq!(fetch(&mary, mary.me.id, second).await, gone);
    let (came, _) = again(&mut john, Some(state)).await;
    assert_eq!(came.len(), 1);
    assert_eq!(came[0].picture, None);
    app.stop().await;
}

/// Before acceptance a picture does not flow back; a block takes it away at once.
#[tokio::test(flavor = "multi_thread")]
async fn a14_a_picture_goes_where_its_owner_consents() {
    let app = App::usual().await;
    let (mut john, mut mary) = (app.register("john").await, app.register("mary").await);
    let (johns, marys) = (set(&john).await, set(&mary).await);
    john.connect().await;
    mary.connect().await;
    let conv = john.open_direct(mary.me.id).await;
    assert_eq!(seen(&mut mary, &john).await, [None, None], "strangers");
    john.post(conv, "May I?").await;
    assert_eq!(told(&mut mary, john.me.id).await.picture, Some(johns));
    assert_eq!(seen(&mut mary, &john).await, [Some(johns); 2]);
    assert_eq!(seen(&mut john, &mary).await, [None, None]);
    assert_eq!(fetch(&john, mary.me.id, marys).await.status, 404);
    let (_, before) = again(&mut john, None).await;
    mary.ask_for(ClientBody::Accept { conv }).await;
    assert_eq!(told(&mut john, mary.me.id).await.picture, Some(marys));
    assert_eq!(seen(&mut john, &mary).await, [Some(marys); 2]);
    assert_eq!(fetch(&john, mary.me.id, marys).await.status, 200);

    let (user, other) = (john.me.id, mary.me.id);
    let block = |on| ClientBody::Block { user, on };
    mary.tell(block(true)).await;
    assert_eq!(told(&mut john, other).await.picture, None);
    assert_eq!(told(&mut mary, user).await.picture, None);
    assert_eq!(fetch(&john, mary.me.id, marys).await.status, 404);
    assert_eq!(fetch(&mary, john.me.id, johns).await.status, 404);
    assert_eq!(seen(&mut john, &mary).await, [None, None]);
    // What she shows now is nothing of his.
    set(&mary).await;
    let name = "Maria".to_owned();
    mary.ask_for(ClientBody::SetName { name }).await;
    john.hears_nothing().await;
    let (came, _) = again(&mut john, Some(before)).await;
    assert_eq!(came.len(), 1);
    assert_eq!((&came[0].name, came[0].picture), (&mary.me.name, None));
    mary.ask_for(block(false)).await;
    assert!(told(&mut john, mary.me.id).await.picture.is_some());
    john.send(conv, &say("Again?")).await;
    app.stop().await;
}

/// X4.
#[tokio::test(flavor = "multi_thread")]
async fn x4_what_is_no_picture_changes_nothing() {
    let app = App::usual().await;
    let mary = app.register("mary").await;
    let picture = set(&mary).await;
    let code = |answer: &Answer| {
        let error: ApiError = codec::decode(&answer.body).expect("an error");
        (answer.status, error.code)
    };
    for (kind, file) in [
        ("image/png", Vec::new()),
        ("image/jpeg", png(9, 9)),
        ("image/png", png(300, 300)[..400].to_vec()),
    ] {
        let answer = upload(&mary, kind, &file).await;
        assert_eq!(code(&answer), (422, ErrorCode::InvalidPicture), "{kind}");
    }
    // What a form could send, or a browser run, is not even read.
    for kind in [
        "application/json",
        "image/svg+xml",
        "image/gif",
        "text/plain",
        "multipart/form-data; boundary=x",
        "image/png, text/html",
    ] {
        let answer = upload(&mary, kind, &png(9, 9)).await;
        assert_eq!(code(&answer), (403, ErrorCode::CrossSite), "{kind}");
    }
    let other = mary.ask("POST", "/api/sign-out");
    let other = other.header("Content-Type", "image/png").bytes(&png(9, 9));
    assert_eq!(code(&other.send().await), (403, ErrorCode::CrossSite));
    assert_eq!(fetch(&mary, mary.me.id, picture).await.status, 200);
    app.stop().await;
}

/// X4: the limit holds however the body comes, and while it comes.
#[tokio::test(flavor = "multi_thread")]
async fn x4_a_body_beyond_the_limit_is_refused_before_it_has_come() {
    let app = App::usual().await;
    let mary = app.register("mary").await;
    let piece = vec![b'x'; 64 * 1024];
    for (framing, announced) in [
        (format!("Content-Length: {}", PICTURE_BYTES + 1), true),
        ("Transfer-Encoding: chunked".to_owned(), false),
    ] {
        let head = format!(
            "POST /api/picture HTTP/1.1\r\nHost: {}\r\nOrigin: {}\r\nX-Confab: 1\r\nCookie: {}\r\n\
             Content-Type: image/png\r\n{framing}\r\n\r\n",
            app.address,
            app.origin(),
            mary.cookie
        );
        let exchange = async {
            let mut stream = TcpStream::connect(app.address).await.expect("it listens");
            stream.write_all(head.as_bytes()).await.expect("it reads");
            // An announced length is refused at once; nothing of it is sent.
            if !announced {
                let begin = format!("{:x}\r\n", piece.len());
                let chunk = [begin.as_bytes(), &piece, b"\r\n"].concat();
                for _ in 0..PICTURE_BYTES / piece.len() {
                    stream.write_all(&chunk).await.expect("it reads");
                }
                stream.write_all(b"1\r\nx\r\n").await.expect("it reads");
            }
            // The body has no end: the answer does not wait for it.
            let mut answer = [0; 12];
            stream.read_exact(&mut answer).await.expect("it answers");
            String::from_utf8_lossy(&answer).into_owned()
        };
        let answer = timeout(PATIENCE, exchange).await.expect("in time");
        assert_eq!(answer, "HTTP/1.1 413", "{framing}");
    }
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_sends_pictures_all_the_time() {
    let app = App::usual().await;
    let (mary, john) = (app.register("mary").await, app.register("john").await);
    let small = png(9, 9);
    let limited = async {
        loop {
            let answer = upload(&mary, "image/png", &small).await;
            if answer.status != 200 {
                return answer;
            }
        }
    };
    let limited = timeout(PATIENCE, limited).await.expect("a limit");
    assert_eq!(limited.status, 429);
    assert!(limited.header("retry-after").is_some());
    assert_eq!(upload(&john, "image/png", &small).await.status, 200);
    app.stop().await;
}
