//! What survives closing the window: texts under keys, in IndexedDB.
//!
//! Every failure (private mode, a full disk, a database taken away) is an answer like any other: the app works without, and says so.

use std::{cell::RefCell, rc::Rc};

use client_core::{effect::Write, input::Record};
use idb::{Database, DatabaseEvent, Error, Factory, ObjectStoreParams, Query, TransactionMode};
use wasm_bindgen::JsValue;

const NAME: &str = "confab";
const VERSION: u32 = 1;
const RECORDS: &str = "records";

/// The local storage.
#[derive(Default)]
pub(crate) struct Storage(RefCell<Option<Rc<Database>>>);

impl Storage {
    /// All records, or `None` if they cannot be read.
    pub(crate) async fn load(&self) -> Option<Vec<Record>> {
        self.try_load().await.ok()
    }

    async fn try_load(&self) -> Result<Vec<Record>, Error> {
        let database = self.database().await?;
        let transaction = database.transaction(&[RECORDS], TransactionMode::ReadOnly)?;
        let store = transaction.object_store(RECORDS)?;
        // Both requests are made before the first await: the transaction ends by itself as soon as it has nothing to do.
        let (keys, values) = (store.get_all_keys(None, None)?, store.get_all(None, None)?);
        let (keys, values) = (keys.await?, values.await?);
        transaction.await?;
        let records = keys.iter().zip(&values).filter_map(|(key, value)| {
            Some(Record {
                key: key.as_string()?,
                value: value.as_string()?,
            })
        });
        Ok(records.collect())
    }

    /// Makes all changes or none; true when they are durable.
    pub(crate) async fn write(&self, writes: Vec<Write>) -> bool {
        let written = self.try_write(&writes).await;
        if written.is_err() {
            // The browser may have closed the database: the next write opens it anew.
            self.0.replace(None);
        }
        written.is_ok()
    }

    async fn try_write(&self, writes: &[Write]) -> Result<(), Error> {
        let database = self.database().await?;
        let transaction = database.transaction(&[RECORDS], TransactionMode::ReadWrite)?;
        let store = transaction.object_store(RECORDS)?;
        for write in writes {
            match write {
                Write::Put(record) => drop(store.put(
                    &JsValue::from_str(&record.value),
                    Some(&JsValue::from_str(&record.key)),
                )?),
                Write::Delete(key) => {
                    drop(store.delete(Query::from(JsValue::from_str(key)))?);
                }
            }
        }
        transaction.commit()?.await.map(drop)
    }

    async fn database(&self) -> Result<Rc<Database>, Error> {
        let open = self.0.borrow().clone();
        if let Some(database) = open {
            return Ok(database);
        }
        let mut request = Factory::new()?.open(NAME, Some(VERSION))?;
        request.on_upgrade_needed(|event| {
            // A failure here leaves a database without the store: its first transaction fails, and that is told.
            if let Ok(database) = event.database() {
                let _ = database.create_object_store(RECORDS, ObjectStoreParams::new());
            }
        });
        let database = Rc::new(request.await?);
        self.0.replace(Some(database.clone()));
        Ok(database)
    }
}
