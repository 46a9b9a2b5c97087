use std::sync::Arc;

use common::seq::Epoch;

use super::*;
use crate::store::conformance::store_conformance;

store_conformance!(file, super::in_a_folder());
store_conformance!(memory, super::in_memory());

fn in_a_folder() -> (Arc<dyn Store>, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(folder.path(), Sharing::Server, Epoch::new(41)).unwrap();
    (Arc::new(store), folder)
}

fn in_memory() -> (Arc<dyn Store>, ()) {
    (
        Arc::new(SqliteStore::in_memory(Epoch::new(41)).unwrap()),
        (),
    )
}
