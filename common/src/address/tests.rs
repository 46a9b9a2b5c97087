//! Every page has a path that leads back to it.

use super::{Route, SECTIONS};
use crate::ids::ConversationId;

#[test]
fn every_page_is_at_its_path() {
    let mut routes = vec![
        Route::Home,
        Route::SignIn,
        Route::Register,
        Route::Recover,
        Route::Conversation(ConversationId::from_bytes([7; 16])),
    ];
    routes.extend(SECTIONS.map(|(_, section)| Route::Settings(section)));
    for route in routes {
        assert_eq!(Route::at(&route.path().expect("its path")), route);
    }
    assert_eq!(Route::NotFound.path(), None);
}
