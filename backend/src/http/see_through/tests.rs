use std::{sync::Arc, time::Duration};

use axum::{Router, body::Body, http::StatusCode, middleware::from_fn, routing::post};
use tokio::sync::Semaphore;
use tower::ServiceExt;

use super::*;

/// A call that takes leave to write, and says so when it has.
fn calls(life: &Lifecycle, leave: &Arc<Semaphore>, done: &Arc<Semaphore>) -> Router {
    let (leave, done) = (leave.clone(), done.clone());
    let call = async move || {
        leave.acquire().await.unwrap().forget();
        done.add_permits(1);
        StatusCode::NO_CONTENT
    };
    let call = post(call).layer(from_fn(see_through));
    Router::new()
        .route("/", call)
        .layer(Extension(life.clone()))
}

fn request() -> Request {
    Request::post("/").body(Body::empty()).unwrap()
}

#[tokio::test]
async fn what_was_begun_is_done_although_whoever_asked_has_left() {
    let life = Lifecycle::default();
    let [leave, done] = [0, 0].map(|n| Arc::new(Semaphore::new(n)));
    let calls = calls(&life, &leave, &done);
    let mut asked = Box::pin(calls.clone().oneshot(request()));
    assert!(futures_util::poll!(&mut asked).is_pending());
    drop(asked);
    leave.add_permits(2);
    done.acquire().await.unwrap().forget();
    let answer = calls.oneshot(request()).await.unwrap();
    assert_eq!(answer.status(), StatusCode::NO_CONTENT);
    assert!(life.stop(Duration::from_mins(1)).await, "nothing is left");
}
