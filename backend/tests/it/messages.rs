//! Sending, and what the others see of it.

use crate::support::App;

#[tokio::test(flavor = "multi_thread")]
async fn what_one_sends_the_other_reads() {
    let app = App::usual().await;
    let (mut mary, mut john) = (app.register("mary").await, app.register("john").await);
    mary.connect().await;
    john.connect().await;
    let conv = mary.open_direct(john.me.id).await;
    mary.post(conv, "Tea at four?").await;
    assert_eq!(john.hear(conv).await, "Tea at four?");
    assert_eq!(
        mary.hear(conv).await,
        "Tea at four?",
        "the sender hears it too"
    );
    john.post(conv, "Four it is.").await;
    assert_eq!(mary.hear(conv).await, "Four it is.");
    app.stop().await;
}
