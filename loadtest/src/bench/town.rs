//! The people that all measurements are made with.

use tempfile::TempDir;

use super::Setting;
use crate::{adapter::confab, failure::Failure, process::Confab, report};

/// Pairs that talk at once: so many that a server finds one message at a time on a socket, as with real people, up to the highest rate that it
/// holds. With fewer, a server that is late answers several messages of a person by one write, and the later it is the less each costs: with 500
/// pairs the floor "holds" 118,000 messages a second, more than a hundred a second from everyone, and 30,000 with these.
pub(super) const PAIRS: usize = 3_000;

/// A data folder with people in it, and how to start a server on it.
pub(super) struct Town {
    /// Gone with this value.
    pub(super) folder: TempDir,
    pub(super) how: Confab,
    pub(super) adapter: confab::Confab,
}

impl Town {
    /// Registers everyone with a server of its own, on all cores: hashing passwords takes memory and time that are not what is measured.
    pub(super) async fn found(setting: &Setting, pairs: usize) -> Result<Self, Failure> {
        report::say(format_args!("registering {} people", 2 * pairs));
        let folder = TempDir::new().map_err(Failure::while_doing("making a temporary folder"))?;
        let how = Confab::new(&setting.confab, folder.path())?;
        let server = how.start(&setting.cores.before_setup()).await?;
        let adapter = confab::Confab::with_people(how.listen, 2 * pairs).await?;
        drop(server);
        Ok(Self {
            folder,
            how,
            adapter,
        })
    }
}
