//! What people are to each other, and what a person decides for themselves.
//!
//! What changes here is state: the change is stored first, then whoever may know it is told what it is *now*. Of one person one thing is told at
//! a time, so that of two changes the later one is told last.

use std::{num::NonZeroU32, time::Duration};

use common::{
    ids::{ConversationId, UserId},
    model::{AccountSettings, Choice, ConversationSettings, Standing, settings::ReportReason},
    seq::{Seq, StateVer},
    validate::DisplayName,
};

use super::{
    Rim, ServiceError, Settings, accounts::Identity, buckets::Buckets, profiles, receipts,
};
use crate::{
    bus::{Envelope, Payload},
    domain::{audience, people},
    store::people::{Consented, NewDraft, Related, Report, Reported},
};

/// What people are to each other, and what a person decides for themselves.
pub struct People {
    rim: Rim,
    changes: Buckets<UserId>,
    names: Buckets<UserId>,
    reports: Buckets<UserId>,
}

/// A name is told to everyone whom the person shares a conversation with, so it does not change all the time.
const NAME_PERIOD: Duration = Duration::from_secs(10);
const NAMES_AT_ONCE: NonZeroU32 = NonZeroU32::new(5).unwrap();
/// Reports are read by people.
const REPORT_PERIOD: Duration = Duration::from_mins(1);
const REPORTS_AT_ONCE: NonZeroU32 = NonZeroU32::new(10).unwrap();

impl People {
    pub(super) fn new(rim: Rim, settings: &Settings) -> Self {
        let buckets = |period, burst| Buckets::new(rim.clock.clone(), period, burst);
        let changes = settings.limits.changes;
        Self {
            changes: buckets(
                Duration::from_secs(1) / changes.per_second.get(),
                changes.burst,
            ),
            names: buckets(NAME_PERIOD, NAMES_AT_ONCE),
            reports: buckets(REPORT_PERIOD, REPORTS_AT_ONCE),
            rim,
        }
    }

    /// The person wants to talk with the other in this direct conversation. [`ServiceError::NotFound`] if it is not theirs.
    pub async fn accept(&self, me: UserId, conv: ConversationId) -> Result<(), ServiceError> {
        self.changes.take(&me)?;
        let at = self.rim.clock.now();
        if let Some(consented) = self.rim.store.consent(conv, me, at).await? {
            for other in consented.members.iter().filter(|it| it.user != me) {
                self.rim.signs.pair_changed(me, other.user);
            }
            self.tell_consent(me, consented).await?;
        }
        Ok(())
    }

    /// Someone is a contact of the person, or no longer.
    pub async fn set_contact(
        &self,
        me: UserId,
        other: UserId,
        on: bool,
    ) -> Result<(), ServiceError> {
        self.changes.take(&me)?;
        let at = self.rim.clock.now();
        let related = self.rim.store.set_contact(me, other, on, at).await?;
        self.tell_related(me, other, related).await
    }

    /// The person wants nothing of someone and shows them nothing, or no longer so.
    pub async fn set_block(&self, me: UserId, other: UserId, on: bool) -> Result<(), ServiceError> {
        self.changes.take(&me)?;
        let at = self.rim.clock.now();
        let related = self.rim.store.set_block(me, other, on, at).await?;
        self.tell_related(me, other, related).await
    }

    /// Asks whoever runs the server to look at something. [`ServiceError::NotFound`] for what the person may not see.
    pub async fn report(
        &self,
        me: UserId,
        conv: ConversationId,
        seq: Option<Seq>,
        reason: ReportReason,
        note: String,
    ) -> Result<(), ServiceError> {
        if !people::is_note(&note) {
            return Err(ServiceError::InvalidNote);
        }
        self.reports.take(&me)?;
        let report = Report {
            id: self.rim.entropy.bytes(),
            user: me,
            conv,
            seq,
            reason,
            note,
            at: self.rim.clock.now(),
        };
        Ok(self.rim.store.report(report).await?)
    }

    /// Every report, the latest first. For administration.
    pub async fn list_reports(&self) -> Result<Vec<Reported>, ServiceError> {
        Ok(self.rim.store.reports().await?)
    }

    /// Sets the display name, and shows it to everyone who sees the person.
    pub async fn set_name(&self, me: UserId, name: &str) -> Result<(), ServiceError> {
        let name = DisplayName::parse(name)?;
        self.names.take(&me)?;
        if let Some(numbers) = self.rim.store.set_name(me, name).await? {
            profiles::tell(&self.rim, me, numbers).await?;
        }
        Ok(())
    }

    /// Sets what holds on every device.
    pub async fn set_settings(
        &self,
        me: UserId,
        settings: AccountSettings,
    ) -> Result<(), ServiceError> {
        self.changes.take(&me)?;
        if let Some(settled) = self.rim.store.set_settings(me, settings).await? {
            self.rim.signs.person_changed(me);
            self.tell_account(me, settled.account).await?;
            if let Some(ver) = settled.standings {
                self.tell_standings(me, ver).await?;
            }
        }
        Ok(())
    }

    /// Sets what the person is shown as.
    pub async fn set_choice(&self, me: UserId, choice: Choice) -> Result<(), ServiceError> {
        let choice = people::choice(choice, self.rim.clock.now())?;
        self.changes.take(&me)?;
        if let Some(ver) = self.rim.store.set_choice(me, choice).await? {
            self.rim.signs.person_changed(me);
            self.tell_account(me, ver).await?;
        }
        Ok(())
    }

    /// Sets what holds for one conversation.
    pub async fn set_conversation(
        &self,
        me: UserId,
        conv: ConversationId,
        settings: ConversationSettings,
    ) -> Result<(), ServiceError> {
        self.changes.take(&me)?;
        let store = &self.rim.store;
        if let Some(ver) = store.set_conversation(me, conv, settings).await? {
            self.rim.signs.conversation_changed(conv);
            receipts::tell_standing(&self.rim, me, conv, ver).await?;
        }
        Ok(())
    }

    /// Keeps what a composer holds: written knowing of the numbers up to `base`, going on from the draft with the number `replaces`. Returns where the
    /// person stands with it: the draft's number, and those of other composers that did not know of it.
    pub async fn save_draft(
        &self,
        who: Identity,
        conv: ConversationId,
        text: String,
        reply_to: Option<Seq>,
        (base, replaces): (u64, Option<u64>),
    ) -> Result<Standing, ServiceError> {
        if !people::is_draft(&text) {
            return Err(ServiceError::LongDraft);
        }
        self.changes.take(&who.user)?;
        let draft = NewDraft {
            user: who.user,
            conv,
            device: who.device,
            text,
            reply_to,
            base,
            replaces,
            at: self.rim.clock.now(),
        };
        let ver = self.rim.store.save_draft(draft).await?;
        let standing = receipts::tell_standing(&self.rim, who.user, conv, ver).await?;
        standing.ok_or(ServiceError::NotFound)
    }

    /// Tells the person's devices where they stand now in every conversation where that has changed with this number. In one piece, so that it
    /// crowds out nothing on the bus.
    async fn tell_standings(&self, me: UserId, ver: StateVer) -> Result<(), ServiceError> {
        let _turn = self.rim.telling.of(me).await;
        let (store, now) = (&self.rim.store, self.rim.clock.now());
        let mut all = Vec::new();
        for conv in store.standings_since(me, ver.prev()).await? {
            let standing = store.standing(conv, me, now).await?;
            all.extend(standing.map(|standing| (conv, standing)));
        }
        let payload = Payload::Standings(all);
        self.rim
            .bus
            .publish(Envelope::of_state(vec![(me, ver)], payload));
        Ok(())
    }

    async fn tell_related(
        &self,
        me: UserId,
        other: UserId,
        related: Related,
    ) -> Result<(), ServiceError> {
        self.rim.signs.pair_changed(me, other);
        if let Some(consented) = related.consented {
            self.tell_consent(me, consented).await?;
        }
        profiles::tell_sights(&self.rim, related.named).await?;
        profiles::tell_sights(&self.rim, related.sights).await?;
        if let Some(ver) = related.changed {
            self.tell_account(me, ver).await?;
        }
        Ok(())
    }

    async fn tell_consent(&self, me: UserId, consented: Consented) -> Result<(), ServiceError> {
        let Consented {
            conv,
            logged,
            members,
            undeclined,
            sights,
        } = consented;
        self.rim.bus.publish(Envelope::new(
            audience::hearers(&members, &logged.event),
            Payload::Conversation { conv, logged },
        ));
        profiles::tell_sights(&self.rim, sights).await?;
        if let Some(ver) = undeclined {
            receipts::tell_standing(&self.rim, me, conv, ver).await?;
        }
        Ok(())
    }

    /// Tells the person's devices what their account is now, which has changed with this number.
    async fn tell_account(&self, me: UserId, ver: StateVer) -> Result<(), ServiceError> {
        let _turn = self.rim.telling.of(me).await;
        if let Some(account) = self.rim.store.own_account(me).await? {
            let payload = Payload::Account(Box::new(account));
            self.rim
                .bus
                .publish(Envelope::of_state(vec![(me, ver)], payload));
        }
        Ok(())
    }
}
